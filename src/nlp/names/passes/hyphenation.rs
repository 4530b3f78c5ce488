//! Joins the parts of hyphenated names, which the encoder often splits.
//!
//! ```text
//! [P|Ana Holt]-[P|Reyes] left → [P|Ana Holt-Reyes] left
//! [P|Mei]-Hua left → [P|Mei-Hua] left
//! [L|Oslo]-based → [L|Oslo]-based
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::nlp::syntax::block_syntax::strip_possessive;
use crate::text::Span;

/// Extends names to the ends of their compounds. `Holt` and `Reyes` of `Holt-Reyes` stay separate: they can be two
/// people, as in a debate or on a ticket.
pub(in crate::nlp) fn rejoin_compounds(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let mut left = found.into_iter().peekable();
    while let Some(entity) = left.next() {
        let mut whole = entity;
        // `Democratic Party-` of `Democratic Party-controlled`: the hyphen is not part of the name.
        whole.span.end = whole.span.start + whole.span.of(text).trim_end_matches(is_hyphen).len();
        if whole.span.is_empty() {
            continue;
        }
        while let Some(word) = word_after(text, whole.span.end, within.end) {
            let person = whole.kind == EntityType::Person;
            match left.peek() {
                Some(next) if next.span.start < word.end => {
                    let name_goes_on = person && next.kind == EntityType::Person && next.span == word;
                    if !name_goes_on || !whole.span.of(text).contains(' ') {
                        break;
                    }
                    left.next();
                }
                _ if List::AfterHyphen.has(&word.of(text).to_lowercase()) => break,
                _ => {}
            }
            whole.span.end = word.end;
        }
        let free = out.last().map_or(within.start, |e| e.span.end);
        while let Some(word) = word_before(text, free, whole.span.start) {
            let lower = word.of(text).to_lowercase();
            let article = gazetteer::word(&lower) & word::PARTICLE != 0;
            let given = whole.kind == EntityType::Person && word.of(text).starts_with(char::is_uppercase);
            if !article && !given || List::BeforeHyphen.has(&lower) {
                break;
            }
            whole.span.start = word.start;
        }
        out.push(whole);
    }
    out
}

/// Whether a character connects two words.
pub(in crate::nlp) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

/// Returns the capitalised word that a hyphen connects to the name ending at `at`, before byte `to`.
pub(super) fn word_after(text: &str, at: usize, to: usize) -> Option<Span> {
    let rest = text.get(at..to)?;
    let words = rest.strip_prefix(is_hyphen)?;
    let start = at + (rest.len() - words.len());
    let word = strip_possessive(words.split(|c| !is_in_word(c)).next()?).0;
    word.starts_with(char::is_uppercase).then(|| Span::new(start, start + word.len()))
}

/// Returns the word that a hyphen connects to the name starting at `at`, after byte `from`.
fn word_before(text: &str, from: usize, at: usize) -> Option<Span> {
    let words = text.get(from..at)?.strip_suffix(is_hyphen)?;
    let word = Span::new(from + words.trim_end_matches(is_in_word).len(), from + words.len());
    word.of(text).starts_with(char::is_alphabetic).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From mail: `Sorrel Whitcombe` and `Hughes` for `Sorrel Whitcombe-Hughes`.
    #[test]
    fn no_name_ends_within_a_compound() {
        let text = "Mei-Hua Sorrel Whitcombe-Hughes’s al-Ani Anti-Reyes Holt-Reyes Oslo-Based Tan-Lim Civic Party-controlled - A-";
        let all = Span::new(0, text.len());
        let span = |words: &str| {
            let at = text.find(words).unwrap_or_else(|| panic!("{words}"));
            Span::new(at, at + words.len())
        };
        let entity = |words: &str, kind| NameSpan { kind, span: span(words), confidence: 0.9 };
        let (person, place) = (EntityType::Person, EntityType::Place);
        let lone = text.find(" - ").map_or(Span::new(0, 0), |at| Span::new(at + 1, at + 2));
        let mut found = vec![
            entity("Mei", person),
            entity("Sorrel Whitcombe", person),
            entity("Hughes", person),
            entity("Ani", person),
            entity("Reyes", person),
            entity("Holt", person),
            entity("Oslo", place),
            entity("Tan", person),
            entity("Civic Party-", EntityType::Organisation),
            NameSpan { span: lone, ..entity("Civic", EntityType::Organisation) },
        ];
        let ticket = text.find("Holt-Reyes").map_or(0, |at| at + "Holt-".len());
        found.insert(6, NameSpan { span: Span::new(ticket, ticket + 5), ..entity("Reyes", person) });
        let whole: Vec<_> = rejoin_compounds(text, all, found).iter().map(|e| e.span.of(text)).collect();
        let want = [
            "Mei-Hua",
            "Sorrel Whitcombe-Hughes",
            "al-Ani",
            "Reyes",
            "Holt",
            "Reyes",
            "Oslo",
            "Tan-Lim",
            "Civic Party",
        ];
        assert_eq!(whole, want);
    }
}
