//! Corrects the spans of sources.
//!
//! Names become whole, and commas or dates at the end are cut. A source can also be the name before an apposition or
//! the signature below a quote.

use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::syntax::block_syntax::{BlockSyntax, fold, strip_possessive};
use crate::text::{Span, TokenKind};

/// Maximum number of words in a signature.
const SIGNATURE: usize = 12;

/// Maximum number of words between the determiner and the noun of a medium, and that noun.
const MEDIUM: usize = 4;

/// Maximum number of words of a date in front of a source, with its comma.
const DATE: usize = 6;

/// A block with its names, in order.
#[derive(Clone, Copy)]
pub(in crate::nlp) struct Names<'a> {
    pub(in crate::nlp) text: &'a str,
    pub(in crate::nlp) syntax: &'a BlockSyntax,
    pub(in crate::nlp) names: &'a [Span],
}

impl<'a> Names<'a> {
    fn word(&self, i: usize) -> &'a str {
        self.syntax.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }

    fn lower(&self, i: usize) -> String {
        let mut buffer = String::new();
        fold(self.word(i).trim_end_matches('.'), &mut buffer);
        buffer
    }

    fn span(&self, i: usize) -> Span {
        self.syntax.tokens.get(i).map_or(Span::default(), |t| t.span)
    }

    fn is_mark(&self, i: usize) -> bool {
        self.syntax.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Punctuation)
    }

    fn is_number(&self, i: usize) -> bool {
        self.syntax.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number)
    }

    /// Returns the name at byte `at`.
    fn name_at(&self, at: usize) -> Option<Span> {
        let i = self.names.partition_point(|n| n.end <= at);
        self.names.get(i).copied().filter(|n| n.start <= at)
    }

    /// Whether word `i`, the last of a source, belongs to the words after it: `in` of `Clark in October`, `blankly` of
    /// `the royal blankly denied`. A source can end with `to`, `with` or `about`: `experts I spoke to`.
    fn is_left_over(&self, i: usize) -> bool {
        let word = self.span(i);
        let chunks = &self.syntax.chunks;
        let chunk = chunks.get(chunks.partition_point(|chunk| chunk.span.start < word.start));
        // `calculations by the board last` | `year`
        let date = matches!(self.word(i), "last" | "this" | "next") && List::TimeUnit.has(&self.lower(i + 1));
        date || chunk.is_some_and(|chunk| chunk.span == word && chunk.adverb) || List::CutFromSource.has(self.word(i))
    }

    /// Returns `source` with whole names and without stray words at its end, inside the span `free`.
    pub(in crate::nlp) fn tidy(&self, source: Span, free: Span) -> Span {
        let tokens = &self.syntax.tokens;
        let mut from = tokens.partition_point(|t| t.span.end <= source.start);
        let mut to = tokens.partition_point(|t| t.span.start < source.end);
        if from >= to {
            return source;
        }
        if let Some(name) = self.name_at(self.span(from).start).filter(|n| n.start >= free.start) {
            from = from.min(tokens.partition_point(|t| t.span.end <= name.start));
        }
        // `by the ministry`
        if to > from + 1 && matches!(self.word(from), "by" | "By" | "from" | "From") {
            from += 1;
        }
        from = self.after_date(from, to);
        // Extend the source over incomplete names: `a reporter for USA Today`, `Mr. Schultz`.
        while to < tokens.len() && self.span(to).end <= free.end {
            let torn = self.name_at(self.span(to - 1).start).is_some_and(|n| self.span(to).start < n.end);
            let headless = gazetteer::word(&self.lower(to - 1)) & word::HONORIFIC != 0
                && self.name_at(self.span(to).start).is_some();
            if !torn && !headless {
                break;
            }
            to += 1;
        }
        // `20` | `%`
        if self.word(to) == "%" && self.is_number(to - 1) && self.span(to).end <= free.end {
            to += 1;
        }
        to = self.adjunct_at(from, to).unwrap_or(to);
        while to > from + 1 && self.name_at(self.span(to - 1).start).is_none() {
            if self.word(to - 1) == "%" {
                break;
            }
            if self.is_mark(to - 1) {
                let opener = match self.word(to - 1) {
                    ")" => "(",
                    "]" => "[",
                    "”" => "“",
                    "\"" => "\"",
                    "’" | "'" => break,
                    _ => "",
                };
                if !opener.is_empty() && (from..to - 1).any(|i| self.word(i) == opener) {
                    break;
                }
                // The comma that closes an apposition belongs to it: `Ana Brandt, the mayor,`.
                if self.word(to - 1) == "," && (from..to - 1).any(|i| self.word(i) == ",") {
                    break;
                }
                to -= 1;
                continue;
            }
            match self.date_at_end(from, to) {
                0 if self.is_left_over(to - 1) => to -= 1,
                0 => break,
                n => to -= n,
            }
        }
        let (first, last) = (self.span(from), self.span(to - 1));
        // A source that is a part of a token (`he` of `he’s`) stays a part.
        let start =
            if first.start < source.start && self.name_at(first.start).is_none() { source.start } else { first.start };
        let end = if last.overlaps(source) && last.end > source.end && self.name_at(last.start).is_none() {
            source.end
        } else {
            last.end.max(if last.start < source.end { source.end.min(last.end) } else { last.end })
        };
        // A possessive ending stays outside.
        let end = match strip_possessive(last.of(self.text)) {
            (stem, true) if source.end == last.start + stem.len() => source.end,
            _ => end,
        };
        if start < end { Span::new(start, end) } else { source }
    }

    /// Returns the first word after a date in front of a source: `in 2010,` | `the laboratory`.
    fn after_date(&self, from: usize, to: usize) -> usize {
        let Some(comma) = (from..to).take(DATE).find(|i| self.word(*i) == ",") else { return from };
        let date = |i: usize| {
            let lower = self.lower(i);
            self.is_number(i)
                || matches!(lower.as_str(), "last" | "this")
                || lexicon::look_up(&lower).class & class::TIME != 0
        };
        let opens = matches!(self.lower(from).as_str(), "in" | "on" | "by" | "since" | "until");
        if opens && comma + 1 < to && comma > from + 1 && (from + 1..comma).all(date) { comma + 1 } else { from }
    }

    /// Returns the first word of an adjunct of time or medium after a source: `The bishop` | `during the mass`, `Holt` |
    /// `when asked`, `the head of the port` | `in a series of messages`. A relative clause may have an adjunct of its own.
    fn adjunct_at(&self, from: usize, to: usize) -> Option<usize> {
        let at = (from + 1..to).find(|i| List::EndsSource.has(&self.lower(*i)) || self.is_medium(*i, to))?;
        let mut before = (from..at).map(|i| self.lower(i));
        let clause = before.any(|w| lexicon::look_up(&w).class & (class::REL | class::AUX) != 0);
        let named = self.name_at(self.span(at).start).is_some();
        (!clause && !named && self.word(at).starts_with(char::is_lowercase)).then_some(at)
    }

    /// Whether word `i` begins the medium of a statement: `in a letter`, `in a series of messages`.
    fn is_medium(&self, i: usize, to: usize) -> bool {
        let next = self.lower(i + 1);
        let own =
            matches!(next.as_str(), "a" | "an" | "another") || lexicon::look_up(&next).class & class::POSSESSIVE != 0;
        // `the man in a video` is a man who is seen.
        let is_medium = |noun: String| noun != "video" && List::Occasion.has(noun.strip_suffix('s').unwrap_or(&noun));
        self.lower(i) == "in" && own && (i + 2..to.min(i + 2 + MEDIUM)).any(|k| is_medium(self.lower(k)))
    }

    /// Returns the number of words of a date at the end of `from..to`: `this month`, `in April`, `on Friday`. At least
    /// one word must remain.
    fn date_at_end(&self, from: usize, to: usize) -> usize {
        // `a poll released last week`: the date belongs to the poll.
        let verb = |i: usize| {
            let lower = self.lower(i);
            lexicon::look_up(&lower).verb.is_some() || lower.ends_with("ed")
        };
        let left = |n: usize| if to - from > n && !verb(to - n - 1) { n } else { 0 };
        let last = self.lower(to - 1);
        let before = |n: usize| if to > from + n { self.lower(to - n) } else { String::new() };
        let time = lexicon::look_up(&last).class & class::TIME != 0;
        let unit = List::TimeUnit.has(&last);
        if (unit || time) && matches!(before(2).as_str(), "this" | "last" | "next") {
            return left(if List::BeforeDate.has(&before(3)) { 3 } else { 2 });
        }
        let year = self.is_number(to - 1) && last.len() == 4 && last.bytes().all(|b| b.is_ascii_digit());
        let named = time && self.word(to - 1).starts_with(char::is_uppercase);
        if (year || named) && matches!(before(2).as_str(), "in" | "on") {
            return left(2);
        }
        if named && last.ends_with("day") || matches!(last.as_str(), "yesterday" | "today" | "tonight") {
            left(1)
        } else {
            0
        }
    }

    /// Returns the name at the beginning of the sentence, if `source` is its apposition:
    /// `Stenmark, the contractor, said`.
    pub(in crate::nlp) fn named_before(&self, source: Span) -> Option<Span> {
        let tokens = &self.syntax.tokens;
        let at = tokens.partition_point(|t| t.span.end <= source.start);
        let first = self.word(at);
        let opens = matches!(first, "the" | "a" | "an" | "one") || strip_possessive(first).1;
        let small = self.word(at + 1).starts_with(char::is_lowercase) || !first.starts_with(char::is_lowercase);
        let comma = at.checked_sub(1).filter(|c| self.word(*c) == ",")?;
        if !opens || !small || self.word(at + 1).is_empty() {
            return None;
        }
        let name = self.name_at(self.span(comma.checked_sub(1)?).start)?;
        if name.end > self.span(comma).start {
            return None;
        }
        let head = tokens.partition_point(|t| t.span.end <= name.start);
        let begins = self.syntax.sentences.binary_search_by(|s| s.start.cmp(&name.start)).is_ok();
        let bound = head.checked_sub(1).is_some_and(|b| self.word(b) == "”" || List::OpensClause.has(&self.lower(b)));
        (begins || bound).then_some(name)
    }

    /// Returns the name after a dash at the end of the paragraph, from byte `from`: `“…” — Sonya Reed, teacher`.
    pub(in crate::nlp) fn signature(&self, from: usize) -> Option<Span> {
        let tokens = &self.syntax.tokens;
        let mut at = tokens.partition_point(|t| t.span.start < from);
        if !matches!(self.word(at), "—" | "–" | "―" | "--" | "-" | "~" | "−") {
            return None;
        }
        at += 1;
        // The signature ends with its line.
        let line = self
            .text
            .get(from..)
            .and_then(|rest| rest.trim_start().find('\n').map(|n| rest.len() - rest.trim_start().len() + n));
        let length = line.map_or(tokens.len(), |n| tokens.partition_point(|t| t.span.start < from + n));
        let mut end = at;
        while end < length && !self.word(end).is_empty() && !matches!(self.word(end), "," | "(" | "/" | "|") {
            let particle = gazetteer::word(&self.lower(end)) & word::PARTICLE != 0;
            let stop = self.word(end) == "." && end + 1 == length;
            if stop {
                break;
            }
            if !(self.word(end).starts_with(char::is_uppercase) || particle) || self.is_mark(end) {
                return None;
            }
            end += 1;
        }
        let rest = length.saturating_sub(at);
        let verbs = (end..length).any(|i| lexicon::look_up(&self.lower(i)).class & class::AUX != 0);
        if end == at || rest > SIGNATURE || verbs {
            return None;
        }
        Some(self.span(at).join(self.span(end - 1)))
    }
}

/// Returns the name in a paragraph that consists of a dash and a name.
pub(in crate::nlp) fn signature_alone(text: &str, syntax: &BlockSyntax) -> Option<Span> {
    let names = Names { text, syntax, names: &[] };
    names.signature(syntax.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From news pages.
    #[test]
    fn what_belongs_to_the_verb_is_not_the_source() {
        let text = "Last year Clark in October said so, and the British royal blankly denied it to experts I spoke to.";
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, all, Vec::new(), false);
        let clark = Span::new(10, 15);
        let names = Names { text, syntax: &syntax, names: &[clark] };
        let tidy = |words: &str| {
            let at = text.find(words).unwrap();
            names.tidy(Span::new(at, at + words.len()), all).of(text)
        };
        assert_eq!(tidy("Clark in October"), "Clark");
        assert_eq!(tidy("Clark in"), "Clark");
        assert_eq!(tidy("the British royal blankly"), "the British royal");
        assert_eq!(tidy("experts I spoke to"), "experts I spoke to");
    }

    #[test]
    fn a_signature_ends_with_its_line() {
        let text = "“We sail.” ― Ana Holt\n“We stay.” ― Piet Renner";
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, all, Vec::new(), false);
        let names = Names { text, syntax: &syntax, names: &[] };
        let after = |words: &str| text.find(words).unwrap() + words.len() + 1;
        assert_eq!(names.signature(after("“We sail.”")).map(|s| s.of(text)), Some("Ana Holt"));
        assert_eq!(names.signature(after("“We stay.”")).map(|s| s.of(text)), Some("Piet Renner"));
    }

    #[test]
    fn an_adjunct_is_no_part_of_a_source_but_a_percent_sign_is() {
        let text = "The bishop before the feast, Holt when asked, 20% of them, people who were there during the war, the head \
                    of the port in a series of messages, a man in a hat, in 2010, the laboratory agreed.";
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, all, Vec::new(), false);
        let names = Names { text, syntax: &syntax, names: &[] };
        let tidy = |words: &str| {
            let at = text.find(words).unwrap();
            names.tidy(Span::new(at, at + words.len()), all).of(text)
        };
        assert_eq!(tidy("The bishop before the feast"), "The bishop");
        assert_eq!(tidy("Holt when asked"), "Holt");
        assert_eq!(tidy("20"), "20%");
        assert_eq!(tidy("people who were there during the war"), "people who were there during the war");
        assert_eq!(tidy("the head of the port in a series of messages"), "the head of the port");
        assert_eq!(tidy("a man in a hat"), "a man in a hat");
        // From a report on cells: the speaker was “in 2010”.
        assert_eq!(tidy("in 2010, the laboratory"), "the laboratory");
    }
}
