//! Titles are not part of a name: `Foreign Minister Ana Reyes` → `Ana Reyes`.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::{Candidate, NameSpan};
use crate::text::Span;

/// Returns the number of words at the beginning of a person's name that are titles, with the field of an office:
/// `Foreign Minister`, `Secretary of State`. Words remain, unless they are only an office: `Minister of Energy`.
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
    let titles = (0..words.len()).take_while(|at| is_title(*at)).count();
    match words.get(titles..) {
        Some([(_, word), field @ ..]) if titles > 0 && matches!(word.as_str(), "of" | "for") => {
            titles + 1 + field_of_office(field)
        }
        _ => titles,
    }
}

/// Returns the number of words before the name of the holder: `State` of `State Jon Holt`.
fn field_of_office(words: &[(Span, String)]) -> usize {
    let named = |at: usize| {
        let [(_, word), _, ..] = words.get(at..).unwrap_or_default() else { return false };
        gazetteer::word(word) & (word::GIVEN | word::HONORIFIC) != 0
    };
    let given = (1..words.len()).find(|at| named(*at));
    given.unwrap_or(if words.len() > 2 { words.len() - 2 } else { words.len() })
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

    /// From reports on elections: the speaker was “of State Jon Holt”.
    #[test]
    fn the_field_of_an_office_is_no_name() {
        for (name, want) in [
            ("Secretary of State Jon Holt", 3),
            ("Minister of Communication and Technology Ana Holt", 5),
            ("Minister of Energy Kamel Vale", 3),
            ("Minister of Energy", 3),
            ("Foreign Minister Ana Holt", 2),
            ("Ana Holt", 0),
        ] {
            let words: Vec<_> = name.split(' ').map(|w| (Span::default(), w.to_lowercase())).collect();
            assert_eq!(count(&words), want, "{name}");
        }
    }

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
