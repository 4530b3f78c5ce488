//! Adds peoples, parties and creeds that the encoder missed.
//!
//! ```text
//! Republicans met Syrian envoys → [X|Republicans] met [X|Syrian] envoys
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::hyphenation::is_hyphen;
use crate::nlp::names::passes::{ADDED, insert_free};
use crate::text::Span;

/// Adds known peoples and parties that touch no other name.
pub(in crate::nlp) fn add_demonyms(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let is_in_word = |c: char| c.is_alphanumeric() || is_hyphen(c);
    let mut at = within.start;
    let peoples = within.of(text).split(|c| !is_in_word(c)).filter_map(|word| {
        let span = Span::new(at, at + word.len());
        at = span.end + text.get(span.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        is_people(word).then_some(NameSpan { kind: EntityType::Other, span, confidence: ADDED })
    });
    insert_free(found, peoples)
}

fn is_people(word: &str) -> bool {
    let mut letters = word.chars();
    if !letters.next().is_some_and(char::is_uppercase) || letters.any(char::is_uppercase) {
        return false;
    }
    let lower = word.to_lowercase();
    gazetteer::word(&lower) & (word::DEMONYM | word::NO_PEOPLE) == word::DEMONYM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_and_peoples_are_names() {
        let text = "Republicans of the Democratic Party met Syrian envoys. God and the Polish knew, é American";
        let party = Span::new(19, 35);
        let found = vec![NameSpan { kind: EntityType::Organisation, span: party, confidence: 0.9 }];
        let names: Vec<_> =
            add_demonyms(text, Span::new(0, text.len()), found).iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["Republicans", "Democratic Party", "Syrian", "American"]);
    }
}
