//! Transcripts: paragraphs that begin with the label of their speaker.
//!
//! ```text
//!  Q: Did you see it?            HOLT: Good evening.
//!  A: I did. Twice.              LINDGREN (on the phone): Thank you, Mr Holt.
//!     It was dark by then.       [laughter]
//! ```
//!
//! One such paragraph is not enough: the text is a transcript only if labels recur. Then all words after a label belong
//! to that speaker, up to the next label.

use std::collections::HashMap;

use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{BlockDraft, DocumentDraft, Turn};
use crate::nlp::syntax::quotation_marks;
use crate::text::Span;

/// Maximum length of a label, in bytes.
const LONGEST: usize = 48;
/// Maximum number of paragraphs without a label in one turn.
const MORE: usize = 8;

/// Finds the turns of the article.
pub(in crate::nlp) fn find_turns(draft: &mut DocumentDraft) {
    if !draft.foreign {
        draft.turns = turns(&draft.article.text, draft.blocks);
        if draft.turns.is_empty() {
            draft.turns = answers(&draft.article.text, draft.blocks);
        }
    }
}

/// Returns the turns of a transcript in order; empty for any other text.
fn turns(text: &str, blocks: &[&BlockDraft]) -> Vec<Turn> {
    let mut out: Vec<Turn> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut sentences = 0;
    for (i, block) in blocks.iter().enumerate() {
        let alone = label_alone(text, block.syntax.span)
            .and_then(|(label, colon)| Some((label, colon, blocks.get(i + 1)?.syntax.span.trim(text))));
        let own_line = alone.is_some();
        let Some((label, colon, first)) = alone.or_else(|| label(text, block.syntax.span)) else { continue };
        let words = first.of(text);
        sentences += usize::from(
            words.trim_end_matches(['"', '”', '’', ')', ']', '\'']).ends_with(['.', '?', '!', '…', '-', '—']),
        );
        *known.entry(label_name(label.of(text))).or_default() += 1;
        let end = if own_line { i + 2 } else { i + 1 };
        out.push(Turn { label, colon, own_line, first, blocks: i..end });
    }
    let n = out.len();
    let in_brackets = |t: &Turn| t.own_line && text.get(..t.label.start).is_some_and(|b| b.ends_with('['));
    let bracketed = n > 1 && out.iter().all(in_brackets);
    if !bracketed && (n < 4 || known.len() < 2 || known.len() * 3 > n * 2 || sentences * 10 < n * 7) {
        return Vec::new();
    }
    // A label that is not in capitals and does not recur is a heading: `Update: …`.
    out.retain(|t| {
        if bracketed {
            return true;
        }
        let label = t.label.of(text);
        known.get(label_name(label)).is_some_and(|k| *k > 1) || label.chars().all(|c| !c.is_lowercase())
    });
    let starts: Vec<usize> = out.iter().map(|t| t.blocks.start).collect();
    for (turn, next) in out.iter_mut().zip(starts.iter().skip(1)) {
        // A long stretch without labels is the author's text.
        if next - turn.blocks.start <= MORE {
            turn.blocks.end = *next;
        }
    }
    out
}

/// Returns the label and the colon of a line that has only a label: `[Reporter:]`, `Ravi Menon:`.
fn label_alone(text: &str, block: Span) -> Option<(Span, Span)> {
    let span = block.trim(text);
    let words = span.of(text);
    let inner = words.trim_start_matches('[').trim_end_matches(']').trim();
    let bare = inner.trim_end_matches(':').trim_end();
    let fits = |w: &str| w.starts_with(char::is_uppercase) && !w.contains(['?', '!', ',', ';']);
    let count = bare.split_whitespace().count();
    if !inner.ends_with(':') || !(1..=4).contains(&count) || words.len() > LONGEST {
        return None;
    }
    let start = span.start + words.find(bare)?;
    let heading = lexicon::look_up(&bare.to_lowercase()).class & class::PAPER != 0;
    let label = Span::new(start, start + bare.len());
    let colon = Span::new(label.end, label.end + 1);
    (bare.split_whitespace().all(fits) && !heading).then_some((label, colon))
}

/// Number of words below which a paragraph is no answer of an interview, but a turn of a conversation.
const FEW: usize = 5;

/// Returns the answers of an interview without labels. Questions alternate with paragraphs in the first person.
///
/// ```text
///  What drew you to bees?
///  My grandfather had three hives, and he let me hold the smoker.
/// ```
pub(in crate::nlp) fn answers(text: &str, blocks: &[&BlockDraft]) -> Vec<Turn> {
    let asks = |i: usize| {
        blocks.get(i).is_some_and(|b| {
            let words = b.syntax.span.of(text).trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
            (words.ends_with('?') || invites(words))
                && words.len() < 400
                && b.syntax.regions.iter().all(|r| r.span.start > b.syntax.span.start)
        })
    };
    let me = |i: usize| {
        blocks.get(i).is_some_and(|b| {
            let quoted = |at: usize| b.syntax.regions.iter().any(|r| r.span.start <= at && at < r.span.end);
            b.syntax.chunks.iter().any(|chunk| {
                let word = chunk.span.of(text);
                let word = word.split(['\'', '’']).next().unwrap_or(word);
                matches!(word, "I" | "my" | "My" | "me" | "we" | "We" | "our" | "Our") && !quoted(chunk.span.start)
            })
        })
    };
    let questions: Vec<usize> = (0..blocks.len()).filter(|i| asks(*i)).collect();
    let marked = |i: &&usize| blocks.get(**i).is_some_and(|b| !invites(b.syntax.span.of(text).trim()));
    if questions.iter().filter(marked).count() * 2 < questions.len() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let (mut answered, mut personal) = (0, 0);
    for (n, &question) in questions.iter().enumerate() {
        let next = questions.get(n + 1).copied().unwrap_or(blocks.len());
        let end = next.min(question + 1 + MORE);
        // The last answer ends before a heading.
        let end = (question + 1..end).find(|i| blocks.get(*i).is_some_and(|b| b.syntax.headline)).unwrap_or(end);
        let Some(first) = blocks.get(question + 1).filter(|_| question + 1 < end) else { continue };
        answered += 1;
        personal += usize::from((question + 1..end).any(me));
        let first = first.syntax.span.trim(text);
        let none = Span::new(first.start, first.start);
        out.push(Turn { label: none, colon: none, own_line: false, first, blocks: question + 1..end });
    }
    let held: usize = out.iter().map(|t| t.blocks.len()).sum();
    let after = questions.first().map_or(0, |q| blocks.len() - q);
    let quoted = out.iter().filter(|t| quotation_marks::opens_with(text, t.first).is_some()).count();
    let interview = answered >= 2 && personal * 10 >= answered * 6 && (held + questions.len()) * 10 >= after * 8;
    // A conversation without labels: `Right here.` | `Okay.` | `Sit on this side.`
    let words = |i: usize| blocks.get(i).map_or(0, |b| b.syntax.span.of(text).split_whitespace().count());
    let short = out.iter().flat_map(|t| t.blocks.clone()).filter(|i| words(*i) < FEW).count();
    let interview = interview && short * 4 < held;
    if interview && quoted * 3 < answered { out } else { Vec::new() }
}

/// Whether an interviewer invites an answer without a question mark: `Tell us about yourself.`
fn invites(words: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "Tell us ",
        "Tell me ",
        "Talk us ",
        "Talk about ",
        "Walk us ",
        "Walk me ",
        "Describe ",
        "Explain ",
        "Share ",
        "Give us ",
        "We would love ",
        "We’d love ",
        "We'd love ",
        "I’d love ",
        "I'd love ",
        "Please ",
    ];
    words.len() < 160 && OPENINGS.iter().any(|o| words.starts_with(o)) && !words.ends_with(['"', '”', '?'])
}

/// Returns a label without the words in brackets after it.
pub(in crate::nlp) fn label_name(label: &str) -> &str {
    label.split(['(', '[', ',']).next().unwrap_or(label).trim().trim_matches('*')
}

/// Whether a label stands for a question (`Q`) or an answer (`A`); `None` for a name.
pub(in crate::nlp) fn is_question(label: &str) -> Option<bool> {
    match label_name(label).trim_end_matches('.').to_lowercase().as_str() {
        "q" | "question" | "interviewer" => Some(true),
        "a" | "answer" => Some(false),
        _ => None,
    }
}

/// Whether the words are a stage direction and not speech: `(applause)`, `[crosstalk]`.
pub(in crate::nlp) fn is_direction(words: &str) -> bool {
    let words = words.trim();
    words.starts_with(['(', '[']) && words.ends_with([')', ']']) && words.len() < 80
}

/// Returns the label, the colon and the words after it.
fn label(text: &str, block: Span) -> Option<(Span, Span, Span)> {
    // `"HOLT: Good evening.`: some papers open each turn with a quotation mark.
    let marks = block.of(text).len() - block.of(text).trim_start_matches(['"', '“']).len();
    let capitals = |w: &str| w.split(':').next().is_some_and(|l| l.len() > 2 && l.chars().all(char::is_uppercase));
    let open = block.of(text).get(marks..).is_some_and(|w| capitals(w.split(' ').next().unwrap_or_default()));
    let block = Span::new(block.start + if open { marks } else { 0 }, block.end);
    let words = block.of(text);
    let (at, mark) = words
        .char_indices()
        .take_while(|(i, _)| *i < LONGEST)
        .find(|(i, c)| *c == ':' || *c == '.' && *i == 1 && words.starts_with(['Q', 'A']))?;
    let rest = words.get(at + mark.len_utf8()..)?;
    let said = rest.trim();
    if !rest.starts_with(char::is_whitespace) && !rest.starts_with(['“', '"']) || !said.contains(char::is_alphabetic)
    {
        return None;
    }
    let label = words.get(..at)?.trim_end();
    let bare = label_name(label);
    let fits = |w: &str| {
        let small = gazetteer::word(w) & word::PARTICLE != 0;
        (w.starts_with(char::is_uppercase) || small)
            && w.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '-' | '&'))
    };
    let count = bare.split_whitespace().count();
    let heading = List::TranscriptHeading.has(&bare.to_lowercase());
    if !(1..=4).contains(&count) || !bare.split_whitespace().all(fits) || heading {
        return None;
    }
    let start = block.start + (words.len() - words.trim_start().len());
    let label = Span::new(start, block.start + label.len());
    let colon = Span::new(block.start + at, block.start + at + mark.len_utf8());
    let from = block.start + at + mark.len_utf8() + (rest.len() - rest.trim_start().len());
    Some((label, colon, Span::new(from, from + said.len())))
}
