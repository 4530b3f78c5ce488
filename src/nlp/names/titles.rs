//! Titles are not part of a name: `Foreign Minister Ana Reyes` → `Ana Reyes`.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::{Candidate, NameSpan};
use crate::text::Span;

/// Returns the number of words at the beginning of a person's name that are titles. At least one word remains.
pub(super) fn count(words: &[(Span, String)]) -> usize {
    let is_title = |at: usize| {
        let Some([(_, word), (_, next), ..]) = words.get(at..) else { return false };
        let (bits, next) = (gazetteer::word(word), gazetteer::word(next));
        let honorific = bits & (word::HONORIFIC | word::TITLE) != 0;
        // `Foreign Minister`
        let part = bits & word::TITLE_PART != 0 && next & word::TITLE != 0;
        // `Syrian President Holt`
        let demonym = bits & word::DEMONYM != 0 && words.len() - at > 2 && next & (word::TITLE | word::TITLE_PART) != 0;
        (honorific || part || demonym) && bits & word::GIVEN == 0
    };
    (0..words.len()).take_while(|at| is_title(*at)).count()
}

/// Whether a word is part of a title and not a name: `Foreign`, `Minister`.
pub(super) fn is_title(word: &str) -> bool {
    let bits = gazetteer::word(word);
    bits & (word::TITLE | word::TITLE_PART) != 0 && bits & word::GIVEN == 0
}

/// Whether a person's name follows `title` directly.
pub(super) fn stands_before_a_person(text: &str, title: Span, names: &[NameSpan]) -> bool {
    let next = names.get(names.partition_point(|e| e.span.start < title.end));
    next.is_some_and(|e| {
        e.kind == EntityType::Person && text.get(title.end..e.span.start).is_some_and(|gap| gap.trim().is_empty())
    })
}

impl Candidate {
    /// Whether the candidate is a title without a name: `Minister`, `Vice President`.
    pub(in crate::nlp) fn is_bare_title(&self, text: &str) -> bool {
        let [word] = self.words.as_slice() else { return false };
        // `Accountant-General`
        let word = word.rsplit('-').next().unwrap_or(word);
        let bits = gazetteer::word(word);
        // `Mr. King`: after an honorific the title is a surname.
        let part = |w: &str| {
            let bits = gazetteer::word(&w.trim_end_matches('.').to_lowercase());
            bits & (word::TITLE | word::TITLE_PART) != 0 && bits & word::HONORIFIC == 0
        };
        bits & (word::TITLE | word::TITLE_PART) != 0
            && bits & (word::GIVEN | word::BODY) == 0
            && self.title.is_none_or(|t| t.of(text).split_whitespace().all(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_counted() {
        for (name, titles) in [
            ("foreign minister ana reyes", 2),
            ("syrian president holt", 2),
            ("ms holt", 1),
            ("ana reyes", 0),
            ("minister", 0),
        ] {
            let words: Vec<_> = name.split(' ').map(|w| (Span::default(), w.to_owned())).collect();
            assert_eq!(count(&words), titles, "{name}");
        }
    }
}
