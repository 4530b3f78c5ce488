//! Adds countries, unions and bodies by their initials, and states after the letter of a party. The encoder misses many
//! of them before nouns.
//!
//! ```text
//! the U.S. envoy met EU ministers → the [L|U.S.] envoy met [O|EU] ministers
//! Holt, R-W.Va., lost → Holt, R-[L|W.Va.], lost
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lists::{Written, abbreviations};
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::{ADDED, insert_free};
use crate::text::Span;

/// Adds known initials and states that touch no other name.
pub(in crate::nlp) fn add_abbreviations(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut extra = Vec::new();
    for span in within.lines(text) {
        let (start, line) = (span.start, span.of(text));
        // In a line in capitals, `US` can be a pronoun.
        let small = line.chars().filter(|c| c.is_lowercase()).count();
        let is_mixed = 2 * small > line.chars().filter(|c| c.is_alphabetic()).count();
        let known = |(at, _)| {
            let (kind, at, length) = initials_at(line, at).or_else(|| state_at(line, at))?;
            let span = Span::new(start + at, start + at + length);
            Some(NameSpan { kind, span, confidence: ADDED })
        };
        if is_mixed {
            extra.extend(line.match_indices(|c: char| c.is_ascii_uppercase()).filter_map(known));
        }
    }
    insert_free(found, extra)
}

/// Returns the known initials with their types, longer ones first.
pub(super) fn known_initials() -> impl Iterator<Item = (&'static str, EntityType)> {
    abbreviations(Written::Initials).iter().filter_map(|a| Some((a.written, a.kind?)))
}

/// Returns the type, start and length of known initials that are a word at byte `at` of `line`.
fn initials_at(line: &str, at: usize) -> Option<(EntityType, usize, usize)> {
    let (before, rest) = line.split_at_checked(at)?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '/' | '\\' | '_' | '-' | '&' | '#');
    if before.ends_with(is_part) {
        return None;
    }
    let (name, kind) = known_initials().find(|(name, _)| rest.starts_with(name))?;
    let mut after = rest.get(name.len()..)?.chars();
    let goes_on = match after.next() {
        Some('.') => after.next().is_some_and(char::is_alphanumeric),
        // `US-1` is a road.
        Some('-') => after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphanumeric() || matches!(c, '@' | '/' | '\\' | '_' | '&' | '$' | '£'),
        None => false,
    };
    (!goes_on).then_some((kind, at, name.len()))
}

/// Returns the state after the party at byte `at` of `line`.
fn state_at(line: &str, at: usize) -> Option<(EntityType, usize, usize)> {
    let (before, rest) = line.split_at_checked(at)?;
    let label = rest.strip_prefix(['R', 'D', 'I'])?.strip_prefix('-')?;
    let state = abbreviations(Written::State).iter().map(|a| a.written).find(|state| label.starts_with(state))?;
    let ends = !label.get(state.len()..)?.starts_with(char::is_alphanumeric);
    (ends && before.ends_with(['(', ' ', '['])).then_some((EntityType::Place, at + 2, state.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From mailing lists: the encoder missed one `U.S.` in eight.
    #[test]
    fn initials_of_countries_and_unions_are_names() {
        let text = "The U.S. envoy to the UN met UK and EU ministers (U.S.-led, the US).\n\
                    TELL US, THE UN SAID\nWe paid US$5 under U.S.C. 12 for the US-1? not x@US, EUR; of the U.S.A., u.s. in the US. é U.N.";
        let found = vec![NameSpan { kind: EntityType::Organisation, span: Span::new(22, 24), confidence: 0.9 }];
        let names: Vec<_> =
            add_abbreviations(text, Span::new(0, text.len()), found).iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["U.S.", "UN", "UK", "EU", "U.S.", "US", "U.S.A.", "US", "U.N."]);
    }

    #[test]
    fn states_follow_parties() {
        let text = "Holt, R-W.Va., (D-S.D.) and Ek (R-Texas) met I-Va, D-Vt, D-Day";
        let names = add_abbreviations(text, Span::new(0, text.len()), Vec::new());
        assert_eq!(names.iter().map(|e| e.span.of(text)).collect::<Vec<_>>(), ["W.Va.", "S.D.", "Texas"]);
    }
}
