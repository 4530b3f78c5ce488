//! Splits two known bodies or places joined by `and`.
//!
//! ```text
//! [O|United Nations and European Union] → [O|United Nations] and [O|European Union]
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Splits names of two known bodies or places.
pub(in crate::nlp) fn split_known_pairs(text: &str, _: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out = Vec::with_capacity(found.len());
    for name in found {
        match pair(text, &name) {
            Some(pair) => out.extend(pair),
            None => out.push(name),
        }
    }
    out
}

/// Returns the two names in `name`; `None` for a single name, such as `Bosnia and Herzegovina`.
fn pair(text: &str, name: &NameSpan) -> Option<[NameSpan; 2]> {
    if !matches!(name.kind, EntityType::Organisation | EntityType::Place) {
        return None;
    }
    let words = name.span.of(text);
    let is_known = |words: &str| gazetteer::name(&words.to_lowercase()).is_some();
    let (first, second) = words.split_once(" and ").filter(|_| !is_known(words))?;
    // Half the encoder's score for each part, so that the lists decide their types.
    let part = |start, end| NameSpan { span: Span::new(start, end), confidence: name.confidence / 2.0, ..name.clone() };
    (is_known(first) && is_known(second)).then(|| {
        [part(name.span.start, name.span.start + first.len()), part(name.span.end - second.len(), name.span.end)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From a report: `United Nations and European Union` was one body.
    #[test]
    fn two_known_names_are_two() {
        for (text, want) in [
            ("United Nations and European Union", &["United Nations", "European Union"][..]),
            ("Bosnia and Herzegovina", &["Bosnia and Herzegovina"]),
            ("Ministry of Science and Technology", &["Ministry of Science and Technology"]),
        ] {
            let span = Span::new(0, text.len());
            let found = vec![NameSpan { kind: EntityType::Organisation, span, confidence: 0.9 }];
            let each = split_known_pairs(text, span, found);
            assert_eq!(each.iter().map(|e| e.span.of(text)).collect::<Vec<_>>(), want);
        }
    }
}
