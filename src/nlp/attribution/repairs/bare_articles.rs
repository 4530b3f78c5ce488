//! Extends a source that ends with an article over the noun phrase of the article.
//!
//! ```text
//! When questioned by [the] press that it was late, …   the → the press
//! [The] weeklong fair dubbed “Coast 22” …              The → The weeklong fair
//! In [another] promising partnership, …                another → another promising partnership
//! according to [recently] found papers                 recently → recently found papers
//! [A] said that …                                      A → none
//! ```

use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists::List;
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind};
use crate::text::Span;

/// Maximum number of words of a noun phrase.
const LONGEST: usize = 6;

/// What remains of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp::attribution) enum Kept {
    /// The source, extended where it ended with an article.
    Source(Span),
    /// Nothing: the source is an article without a noun.
    Nothing,
}

/// Returns `source` with the noun of its last word, if that is an article. `taken` tells whether the cue or the content
/// has a span.
pub(in crate::nlp::attribution) fn complete(
    text: &str,
    syntax: &BlockSyntax,
    source: Span,
    taken: impl Fn(Span) -> bool,
) -> Kept {
    let words = source.of(text).trim_end();
    let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
    let alone = last.len() == words.len();
    let article = matches!(last, "the" | "The" | "a" | "A" | "an" | "An" | "every" | "Every");
    // These words can also be a source by themselves: `Another said`, `These say`.
    let pronoun = alone && matches!(last.to_lowercase().as_str(), "another" | "this" | "these" | "those");
    let adverb = alone && last.starts_with(char::is_lowercase) && last.ends_with("ly") && !List::NotAdverb.has(last);
    if !article && !pronoun && !adverb {
        return Kept::Source(source);
    }
    let end = source.start + words.len();
    // The label of an answer: `A: We sail.`
    if text.get(end..).is_some_and(|rest| rest.starts_with([':', '.', ')'])) {
        return Kept::Source(source);
    }
    let from = syntax.chunks.partition_point(|c| c.span.start < end);
    let ends = syntax.clauses.iter().find(|(lo, hi)| *lo < from && from <= *hi).map_or(from, |(_, hi)| *hi);
    let within = syntax.chunks.get(from..ends.max(from)).unwrap_or_default();
    let noun = within.iter().take(LONGEST).enumerate().take_while(|(n, c)| is_in_phrase(c, *n) && !taken(c.span));
    let Some((_, noun)) = noun.last() else {
        return if alone && (article || adverb) { Kept::Nothing } else { Kept::Source(source) };
    };
    // `These often say`, `Those in the north say`
    let acts = |c: &Chunk| c.verb.is_some_and(|v| v.form & form::ING == 0) || c.is(class::FINITE);
    let plain = |c: &Chunk| !acts(c) && !c.adverb && !c.is(class::PEOPLE | class::ADV);
    if pronoun && !within.first().is_some_and(plain) {
        return Kept::Source(source);
    }
    // `according to the the report`
    let twice = within.first().filter(|c| alone && c.span.of(text).eq_ignore_ascii_case(last));
    Kept::Source(Span::new(twice.map_or(source.start, |c| c.span.start), noun.span.end))
}

/// Whether chunk `n` after an article belongs to its noun phrase.
fn is_in_phrase(chunk: &Chunk, n: usize) -> bool {
    let other = class::PREP | class::CONJ | class::SUB | class::REL | class::AUX | class::PRONOUN | class::WH;
    let word = matches!(chunk.kind, Kind::Word | Kind::Number);
    let small = chunk.is(other | class::NEG) && !chunk.is(class::NUMBER | class::ADJ);
    word && !small && (n == 0 || chunk.cap || !chunk.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the source that remains: `⟦…⟧` is the source, `⟨…⟩` is taken.
    fn read(marked: &str) -> Option<String> {
        let text: String = marked.chars().filter(|c| !matches!(c, '⟦' | '⟧' | '⟨' | '⟩')).collect();
        let place = |open: char, close: char| {
            let before = |mark: char| -> usize {
                marked.chars().take_while(|c| *c != mark).filter(|c| !"⟦⟧⟨⟩".contains(*c)).map(char::len_utf8).sum()
            };
            Span::new(before(open), before(close))
        };
        let syntax = BlockSyntax::read(&text, Span::new(0, text.len()), Vec::new(), false);
        let taken = place('⟨', '⟩');
        match complete(&text, &syntax, place('⟦', '⟧'), |s| taken.overlaps(s)) {
            Kept::Source(span) => Some(span.of(&text).to_owned()),
            Kept::Nothing => None,
        }
    }

    /// From a report on a member of parliament: the speaker was “the”.
    #[test]
    fn an_article_reaches_on_to_its_noun() {
        for (marked, want) in [
            ("When ⟨questioned⟩ by ⟦the⟧ press that it was late, he left.", "the press"),
            ("⟦The⟧ weeklong fair ⟨dubbed⟩ Coast has opened.", "The weeklong fair"),
            ("⟦A⟧ Harbour poll of voters has ⟨revealed⟩ that it sails.", "A Harbour poll"),
            (
                "⟦the Adviser to the President of the⟧ Republic ⟨noted⟩ that it sails.",
                "the Adviser to the President of the Republic",
            ),
            ("In ⟦another⟧ promising partnership, it ⟨said⟩ that it sails.", "another promising partnership"),
            (
                "⟨According to⟩ ⟦recently⟧ stolen Harbour Board papers, it sails.",
                "recently stolen Harbour Board papers",
            ),
            ("The ⟦family⟧ ⟨said⟩ that it sails.", "family"),
            ("It sails, ⟨according to⟩ ⟦the⟧ the harbour report.", "the harbour report"),
            ("⟦Another⟧ ⟨suggested⟩ that it sails.", "Another"),
            ("⟦These⟧ often ⟨say⟩ that it sails.", "These"),
            ("For ⟦those⟧ that ⟨want⟩ to sail, it is late.", "those"),
            ("⟦A⟧: It sails.", "A"),
            ("⟦The mayor⟧ of Oslo ⟨said⟩ that it sails.", "The mayor"),
        ] {
            assert_eq!(read(marked).as_deref(), Some(want), "{marked}");
        }
    }

    #[test]
    fn an_article_without_a_noun_is_no_source() {
        assert_eq!(read("⟦The⟧ ⟨said⟩ that it sails."), None);
        assert_eq!(read("He left ⟦a⟧, and ⟨said⟩ that it sails."), None);
    }
}
