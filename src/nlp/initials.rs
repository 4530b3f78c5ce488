//! Countries and unions by their initials, which the encoder passes over before nouns: `U.S. citizen`, `the EU directive`.

use super::EntityType;
use super::correspondents::UNFOUND;
use super::neural::RawEntity;
use super::peoples::with_free;
use crate::text::Span;

/// Longer ones before those that begin them.
const KNOWN: [(&str, EntityType); 11] = [
    ("U.S.A.", EntityType::Place),
    ("U.S.", EntityType::Place),
    ("U.S", EntityType::Place),
    ("USA", EntityType::Place),
    ("US", EntityType::Place),
    ("U.K.", EntityType::Place),
    ("UK", EntityType::Place),
    ("E.U.", EntityType::Organisation),
    ("EU", EntityType::Organisation),
    ("U.N.", EntityType::Organisation),
    ("UN", EntityType::Organisation),
];

/// The names `found` of the block `within`, in order, and among them the initials that touch none.
pub(super) fn whole(text: &str, within: Span, found: Vec<RawEntity>) -> Vec<RawEntity> {
    let mut extra = Vec::new();
    let mut start = within.start;
    for line in within.of(text).split('\n') {
        // In a line of capitals `US` can be a pronoun.
        let small = line.chars().filter(|c| c.is_lowercase()).count();
        let is_mixed = 2 * small > line.chars().filter(|c| c.is_alphabetic()).count();
        let known = |(at, _)| {
            let (kind, length) = initials_at(line, at)?;
            let span = Span::new(start + at, start + at + length);
            Some(RawEntity { kind, span, confidence: UNFOUND })
        };
        if is_mixed {
            extra.extend(line.match_indices(['U', 'E']).filter_map(known));
        }
        start += line.len() + 1;
    }
    with_free(found, extra)
}

/// What begins at byte `at` of `line`, as a word of its own.
fn initials_at(line: &str, at: usize) -> Option<(EntityType, usize)> {
    let (before, rest) = line.split_at_checked(at)?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '/' | '\\' | '_' | '-' | '&' | '#');
    if before.ends_with(is_part) {
        return None;
    }
    let (name, kind) = KNOWN.iter().find(|(name, _)| rest.starts_with(name))?;
    let mut after = rest.get(name.len()..)?.chars();
    let goes_on = match after.next() {
        Some('.') => after.next().is_some_and(char::is_alphanumeric),
        // `US-1` is a road.
        Some('-') => after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphanumeric() || matches!(c, '@' | '/' | '\\' | '_' | '&' | '$' | '£'),
        None => false,
    };
    (!goes_on).then_some((*kind, name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen in mail of lists: one `U.S.` in eight, before a noun, was no name.
    #[test]
    fn initials_of_countries_and_unions_are_names() {
        let text = "The U.S. envoy to the UN met UK and EU ministers (U.S.-led, the US).\n\
                    TELL US, THE UN SAID\nWe paid US$5 under U.S.C. 12 for the US-1? not x@US, EUR; of the U.S.A., u.s. in the US. é U.N.";
        let found = vec![RawEntity { kind: EntityType::Organisation, span: Span::new(22, 24), confidence: 0.9 }];
        let names: Vec<_> = whole(text, Span::new(0, text.len()), found).iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["U.S.", "UN", "UK", "EU", "U.S.", "US", "U.S.A.", "US", "U.N."]);
    }
}
