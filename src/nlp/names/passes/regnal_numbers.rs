//! The number of a ruler or a chief belongs to the name.
//!
//! ```text
//! [P|Togbe Kwaku Adeti] II spoke → [P|Togbe Kwaku Adeti II] spoke
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Extends persons over the number that follows.
pub(in crate::nlp) fn include_numbers(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for name in found.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let rest = text.get(name.span.end..within.end).unwrap_or_default();
        let word = rest.strip_prefix(' ').and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
        let is_number = |w: &&str| w.len() > 1 && w.len() < 6 && w.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
        name.span.end += word.filter(is_number).map_or(0, |word| 1 + word.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_number_is_part_of_the_name() {
        shipped().names("King [P|Piet III] left [L|Oslo].");
    }
}
