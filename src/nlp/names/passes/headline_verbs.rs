//! Cuts a name at the verb of a headline with capitals throughout.
//!
//! ```text
//! [P|Ana Holt Hammers Falk Bank] CEO → [P|Ana Holt] Hammers Falk Bank CEO
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer::{self, word};
use crate::nlp::data::lexicon::{self, List, class, form};
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Returns the names of persons without the verb and what follows it.
pub(in crate::nlp) fn cut_at_verbs(text: &str, _: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for name in found.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let words = name.span.of(text);
        let starts = words.match_indices(' ').map(|(at, _)| at).skip(1);
        // A given name and a surname stand before the verb, and something stands after it.
        let verb = starts.take_while(|at| words.get(at + 1..).is_some_and(|rest| rest.contains(' '))).find(|at| {
            let word = words.get(at + 1..).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
            is_verb(&word.to_lowercase())
        });
        if let Some(at) = verb {
            name.span.end = name.span.start + at;
        }
    }
    found
}

/// Whether a word is the present form of a verb and no name.
fn is_verb(lower: &str) -> bool {
    let entry = lexicon::look_up(lower);
    let noun = class::ROLE | class::PEOPLE | class::BODY | class::PAPER;
    let present = entry.verb.is_some_and(|v| v.form & form::S != 0) || entry.class & class::FINITE != 0;
    let plain = entry.class & noun == 0 && gazetteer::word(lower) & word::GIVEN == 0;
    lower.ends_with('s') && plain && (present || List::HeadlineVerb.has(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_before_the_verb_of_its_headline() {
        for (words, want) in [
            ("Ana Holt Slams Falk Bank", "Ana Holt"),
            ("Ana Maria Holt", "Ana Maria Holt"),
            ("Ana Holt Says", "Ana Holt Says"),
            ("Tom James Harris Vale", "Tom James Harris Vale"),
        ] {
            let span = Span::new(0, words.len());
            let found = vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }];
            assert_eq!(cut_at_verbs(words, span, found)[0].span.of(words), want);
        }
    }
}
