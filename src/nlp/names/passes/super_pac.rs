//! Drops `PAC` of `super PAC`, which is a kind of committee and not a name.
//!
//! ```text
//! a super [O|PAC] paid → a super PAC paid
//! ```

use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Drops `PAC` and `PACs` after `super`.
pub(in crate::nlp) fn drop_super_pac(text: &str, _: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    found.retain(|name| {
        let before = text.get(..name.span.start).and_then(|before| before.split_whitespace().next_back());
        let is_pac = matches!(name.span.of(text), "PAC" | "PACs");
        !(is_pac && before.is_some_and(|w| w.eq_ignore_ascii_case("super")))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::EntityType;

    #[test]
    fn a_super_pac_has_no_name() {
        for (text, want) in [("the super PAC", 0), ("the Honest PAC", 1)] {
            let name = NameSpan {
                kind: EntityType::Organisation,
                span: Span::new(text.len() - "PAC".len(), text.len()),
                confidence: 0.9,
            };
            assert_eq!(drop_super_pac(text, Span::new(0, text.len()), vec![name]).len(), want, "{text}");
        }
    }
}
