//! The second syllable of a given name after a hyphen belongs to the name.
//!
//! ```text
//! [P|Lin Mei]-an spoke → [P|Lin Mei-an] spoke
//! a [P|Piet Holt]-led team → a [P|Piet Holt]-led team
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lexicon;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Words after a hyphen that make an adjective of a name.
const NOT_SYLLABLES: &[&str] =
    &["led", "run", "era", "born", "like", "type", "free", "held", "made", "bred", "owned", "esque", "ism", "gate"];

/// Extends persons of several words over a short second syllable in lower case.
pub(in crate::nlp) fn include_syllables(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    let ends: Vec<usize> = found.iter().skip(1).map(|n| n.span.start).chain([within.end]).collect();
    for (name, end) in found.iter_mut().zip(ends) {
        if name.kind != EntityType::Person || !name.span.of(text).contains(' ') {
            continue;
        }
        let rest = text.get(name.span.end..end).unwrap_or_default();
        let Some(rest) = rest.strip_prefix('-') else { continue };
        let syllable = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let plain = lexicon::look_up(syllable).verb.is_none() && !NOT_SYLLABLES.contains(&syllable);
        if (2..=5).contains(&syllable.len()) && syllable.chars().all(char::is_lowercase) && plain {
            name.span.end += 1 + syllable.len();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_given_name_of_two_syllables_is_whole() {
        shipped().names("County Commissioner [P|Wang Chia-ho] said that it rained.");
    }
}
