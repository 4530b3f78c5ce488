//! Known names: places and their people, given names, bodies, and the words that are parts of names.

use crate::nlp::EntityType;
use crate::nlp::data::lists::List;
use crate::nlp::data::table;

pub(in crate::nlp) use crate::nlp::data::classes::word;
pub(in crate::nlp) use crate::nlp::data::table::Kinds;

/// A person's gender, if a name or a title shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Gender {
    Male,
    Female,
}

/// Returns the bits of [`mod@word`] for a word in lower case without its full stop.
pub(in crate::nlp) fn word(lower: &str) -> u16 {
    table::entry(lower).word
}

/// Returns the likeliest type of a complete name, in lower case with single spaces.
pub(in crate::nlp) fn name(lower: &str) -> Option<EntityType> {
    table::entry(lower).kinds.likeliest().map(|(kind, _)| kind)
}

/// Returns the weight of each type for a complete name, 0–1.
pub(in crate::nlp) fn kinds(lower: &str) -> Kinds {
    table::entry(lower).kinds
}

/// Returns the gender that a given name or a title shows.
pub(in crate::nlp) fn gender(lower: &str) -> Option<Gender> {
    let bits = word(lower);
    match (bits & word::MALE != 0, bits & word::FEMALE != 0) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ if List::HeTitle.has(lower) => Some(Gender::Male),
        _ if List::SheTitle.has(lower) => Some(Gender::Female),
        _ => None,
    }
}

/// Whether one of two given names is short for the other: `joe`, `joseph`.
pub(in crate::nlp) fn same_given(a: &str, b: &str) -> bool {
    let short = |x: &str, y: &str| table::table().links.short_for.get(x).is_some_and(|full| full.contains(&y));
    a == b || short(a, b) || short(b, a)
}

#[cfg(test)]
mod tests {
    use EntityType::Place;
    use word::DEMONYM;

    use super::*;

    #[test]
    fn words_and_names_are_found() {
        assert_eq!(name("saudi arabia"), Some(Place));
        assert_eq!(name("u.s."), Some(Place));
        assert_eq!(name("west bank"), Some(Place));
        assert_eq!(gender("mrs"), Some(Gender::Female));
        assert_eq!(gender("vladimir"), Some(Gender::Male));
        assert_eq!(gender("mary"), Some(Gender::Female));
        assert_eq!(gender("kerry"), None);
        assert_ne!(word("syrian") & DEMONYM, 0);
        assert!(same_given("joe", "joseph") && !same_given("bill", "hillary"));
    }
}
