//! Finds the reporting verb beside quoted words, and the subject beside the verb.
//!
//! ```text
//! „…“, sagte Karl Holt      « …, a déclaré Anne Moreau, … »      Ana Moreno dijo: “…”      «…», según el alcalde
//!      cue   source                cue        source              source    cue                 cue   source
//! ```

use crate::nlp::attribution::foreign::PLAIN;
use crate::nlp::attribution::foreign::words::{Words, class};
use crate::nlp::draft::AttributionDraft;
use crate::text::Span;

/// Confidence in any other subject.
const LOOSE: f32 = 0.5;
/// Maximum number of words between the quoted words and the verb: `a-t-il déclaré`.
const AUXILIARIES: usize = 3;
/// Maximum number of words of a subject.
const SUBJECT: usize = 8;
/// Maximum number of words between the verb and the quoted words that it announces.
const ANNOUNCES: usize = 14;

/// A text and the names of people in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'a> {
    pub(super) text: &'a str,
    /// In order.
    pub(super) names: &'a [Span],
}

impl Names<'_> {
    fn within(&self, span: Span) -> impl Iterator<Item = Span> {
        self.names.iter().copied().filter(move |name| name.overlaps(span))
    }
}

/// A reporting verb with its subject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cue {
    pub(super) verb: Span,
    /// `None` for a pronoun, and where the subject is left out.
    pub(super) source: Option<Span>,
    pub(super) confidence: f32,
}

/// A word without its punctuation.
#[derive(Clone, Copy, Debug)]
struct Token {
    span: Span,
    /// The punctuation mark after the word that ends a clause.
    closed_by: Option<char>,
}

/// Returns the words of a span; `dit-elle` is two words.
fn tokens(text: &str, span: Span) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut start = None;
    let words = span.of(text);
    for (at, c) in words.char_indices() {
        let inside = c.is_alphanumeric() || matches!(c, '\'' | '’') && start.is_some();
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                out.push(Token { span: Span::new(span.start + from, span.start + at), closed_by: None });
                start = None;
            }
            _ => {}
        }
        let closes = matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '«' | '»' | '“' | '”' | '„' | '(' | ')')
            || matches!(c, '–' | '—' | '―');
        if closes && let Some(last) = out.last_mut() {
            last.closed_by = last.closed_by.or(Some(c));
        }
    }
    if let Some(from) = start {
        out.push(Token { span: Span::new(span.start + from, span.end), closed_by: None });
    }
    out
}

/// Returns the verb at the start of `all`, with the words before it that belong to it, and the number of these words.
fn verb(text: &str, words: &Words, all: &[Token]) -> Option<(Span, usize)> {
    let first = all.first()?;
    for (i, token) in all.iter().take(AUXILIARIES + 1).enumerate() {
        let word = token.span.of(text);
        if words.is(word, class::VERB) && !starts_upper(word) {
            return Some((first.span.join(token.span), i + 1));
        }
        let leads = i == 0 && words.is(word, class::ACCORDING);
        if token.closed_by.is_some() || !leads && !words.is(word, class::AUXILIARY) {
            break;
        }
    }
    words.is(first.span.of(text), class::ACCORDING).then_some((first.span, 1))
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Returns the subject at the start of `all`: its span, if it is no pronoun, and the confidence; and where it ends.
fn subject(names: &Names<'_>, words: &Words, all: &[Token]) -> (Option<Span>, f32, usize) {
    let text = names.text;
    let Some(first) = all.first() else { return (None, LOOSE, 0) };
    if words.is(first.span.of(text), class::PRONOUN) {
        return (None, LOOSE, 1);
    }
    let is_stop = |t: &Token| words.is(t.span.of(text), class::STOP) && names.within(t.span).next().is_none();
    let mut end = all.iter().take(SUBJECT).take_while(|t| !is_stop(t)).count();
    if let Some(closed) = all.iter().take(end).position(|t| t.closed_by.is_some()) {
        end = closed + 1;
    }
    let phrase = |end: usize| all.get(end.wrapping_sub(1)).map(|last| first.span.join(last.span));
    let Some(mut span) = phrase(end) else { return (None, LOOSE, 0) };
    // `le maire, Anne Moreau,`
    let comma = all.get(end.wrapping_sub(1)).is_some_and(|t| t.closed_by == Some(','));
    if comma
        && names.within(span).next().is_none()
        && let Some(next) = all.get(end)
        && let Some(name) = names.within(next.span).find(|name| name.start == next.span.start)
    {
        span = span.join(name);
        end += all.iter().skip(end).take_while(|t| t.span.overlaps(name)).count();
    }
    let mut inside = names.within(span);
    let (name, other) = (inside.next(), inside.next());
    let capitals = all.iter().take(end).take_while(|t| starts_upper(t.span.of(text))).count();
    match name {
        Some(name) => {
            let is_plain = other.is_none() && name.start == span.start;
            (Some(if is_plain { name } else { span.join(name) }), if is_plain { PLAIN } else { LOOSE }, end)
        }
        None if capitals > 0 => (phrase(capitals), LOOSE, end),
        // A phrase without its article is something else: `so dass wir gehen`.
        None if words.is(first.span.of(text), class::ARTICLE) || !words.has_articles() => (Some(span), LOOSE, end),
        None => (None, LOOSE, 0),
    }
}

/// Finds the cue in the text after quoted words.
pub(super) fn after(names: &Names<'_>, words: &Words, tail: Span) -> Option<Cue> {
    let all = tokens(names.text, tail);
    let first = all.first()?;
    let gap = Span::new(tail.start, first.span.start).of(names.text);
    // A full stop after the closing mark ends the sentence.
    if gap.len() > 8 || gap.contains(['.', ';', ':', '(', '\n']) {
        return None;
    }
    let (verb, count) = verb(names.text, words, &all)?;
    if all.get(count - 1).is_some_and(|t| t.closed_by.is_some()) {
        return Some(Cue { verb, source: None, confidence: LOOSE });
    }
    let (source, confidence, _) = subject(names, words, all.get(count..)?);
    let reports = all.get(count - 1).is_some_and(|t| words.is(t.span.of(names.text), class::VERB));
    (reports || source.is_some()).then_some(Cue { verb, source, confidence })
}

/// Finds the cue in the text before quoted words, which it announces.
pub(super) fn before(names: &Names<'_>, words: &Words, gap: Span) -> Option<Cue> {
    let text = names.text;
    let head = last_sentence(text, gap).trim(text);
    let colon = head.of(text).ends_with(':');
    if !colon && !head.of(text).ends_with(',') {
        return None;
    }
    let all = tokens(text, head);
    let recent = all.len().saturating_sub(ANNOUNCES);
    let at = (recent..all.len()).rev().find(|&i| all.get(i).is_some_and(|t| words.is(t.span.of(text), class::VERB)));
    let Some(at) = at else {
        // `Según Ana, «…»`
        let first = all.first().filter(|first| words.is(first.span.of(text), class::ACCORDING));
        if let Some(first) = first {
            let (source, confidence, _) = subject(names, words, all.get(1..)?);
            return source.map(|source| Cue { verb: first.span, source: Some(source), confidence });
        }
        // `Moreau : « … »`
        let span = all.first()?.span.join(all.last()?.span);
        let name = names.within(span).next().filter(|name| colon && name.covers(span))?;
        let sign = Span::new(head.end - 1, head.end);
        return Some(Cue { verb: sign, source: Some(name), confidence: LOOSE });
    };
    let verb = all.get(at)?.span;
    let from =
        (0..at).rev().take_while(|&i| all.get(i).is_some_and(|t| words.is(t.span.of(text), class::AUXILIARY))).last();
    let before = all.get(..from.unwrap_or(at))?;
    let cue = from.and_then(|from| all.get(from)).map_or(verb, |first| first.span.join(verb));
    if let (Some(first), Some(last)) = (before.first(), before.last()) {
        let span = first.span.join(last.span);
        let mut inside = names.within(span);
        if let Some(name) = inside.next() {
            let is_plain = inside.next().is_none() && name.end == last.span.end;
            return Some(Cue { verb: cue, source: Some(name), confidence: if is_plain { PLAIN } else { LOOSE } });
        }
    }
    // `Gestern sagte Karl Holt:`
    let after = all.get(at + 1..)?;
    if !after.is_empty() {
        let (source, confidence, _) = subject(names, words, after);
        return Some(Cue { verb: cue, source, confidence });
    }
    let leads = before.first().filter(|first| {
        let word = first.span.of(text);
        before.len() <= SUBJECT
            && before.iter().all(|t| t.closed_by.is_none())
            && (words.is(word, class::ARTICLE) || before.iter().all(|t| starts_upper(t.span.of(text))))
            && !words.is(word, class::PRONOUN)
    });
    let source = leads.zip(before.last()).map(|(first, last)| first.span.join(last.span));
    Some(Cue { verb: cue, source, confidence: LOOSE })
}

/// Finds a cue between commas inside the quotation marks: `« Oui, a dit Anne Moreau, mais … »`. Returns the parts of the
/// quotation, too.
pub(super) fn inside(names: &Names<'_>, words: &Words, inner: Span, language: &str) -> Option<(Vec<Span>, Cue)> {
    // Elsewhere the words between two commas are the speaker's own.
    if language != "fra" {
        return None;
    }
    let all = tokens(names.text, inner);
    for (i, token) in all.iter().enumerate() {
        if !matches!(token.closed_by, Some(',' | '!' | '?' | '…')) {
            continue;
        }
        let Some(rest) = all.get(i + 1..) else { break };
        let Some((verb, count)) = verb(names.text, words, rest) else { continue };
        let told = rest.iter().take(count).any(|t| words.is(t.span.of(names.text), class::PRONOUN));
        let according = rest.first().is_some_and(|t| words.is(t.span.of(names.text), class::ACCORDING));
        if according || !told && rest.get(count - 1).is_some_and(|t| t.closed_by.is_some()) {
            continue;
        }
        // In `a-t-il dit`, the pronoun stands before the verb.
        let (source, confidence, end) = if told { (None, LOOSE, 0) } else { subject(names, words, rest.get(count..)?) };
        let may_be = |t: &Token| {
            let word = t.span.of(names.text);
            words.is(word, class::PRONOUN | class::ARTICLE) || starts_upper(word)
        };
        if !told && !rest.get(count).is_some_and(|t| end > 0 && may_be(t)) {
            continue;
        }
        let Some(last) = rest.get(count + end - 1) else { continue };
        let stop = Span::new(last.span.end, inner.end).of(names.text);
        let end = last.span.end + stop.find([',', '.', ';', ':', '!', '?']).unwrap_or(stop.len());
        let mark = Span::new(end, inner.end).of(names.text);
        let mut parts = vec![Span::new(inner.start, verb.start).trim(names.text)];
        let resumes = mark.trim_start_matches([',', ';', ':', '.', ' ', '\u{a0}', '\u{202f}']);
        if mark.starts_with([',', ':', ';', '.']) && !resumes.is_empty() {
            parts.push(Span::new(inner.end - resumes.len(), inner.end));
        }
        return Some((parts, Cue { verb, source, confidence }));
    }
    None
}

/// Whether the quoted words after `gap` continue those before, whose cue stands in the gap.
pub(super) fn joins(text: &str, last: &AttributionDraft, gap: Span) -> bool {
    let words = gap.of(text).trim_end();
    let stops = words.char_indices().filter(|&(at, c)| matches!(c, '.' | '!' | '?') && at + 1 < words.len());
    let ends =
        stops.clone().any(|(at, _)| words.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_whitespace)));
    last.cue.is_some_and(|cue| gap.covers(cue)) && !ends && words.ends_with([',', '.', '–', '—'])
}

/// Returns the last sentence of a span.
fn last_sentence(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let mut ends = words.char_indices().filter(|&(at, c)| {
        matches!(c, '.' | '!' | '?' | '…')
            && words
                .get(at + c.len_utf8()..)
                .is_some_and(|rest| rest.starts_with(char::is_whitespace) && !rest.trim().is_empty())
    });
    let start = ends.next_back().map_or(0, |(at, c)| at + c.len_utf8());
    Span::new(span.start + start, span.end)
}
