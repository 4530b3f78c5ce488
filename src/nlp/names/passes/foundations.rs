//! A body that has the name of a person is no person.
//!
//! ```text
//! the [P|Piet Q. Holt Foundation] paid → the [O|Piet Q. Holt Foundation] paid
//! [P|J&K] has peace → [O|J&K] has peace
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Retypes persons of three words and more whose last word is a kind of body, and initials with `&`.
pub(in crate::nlp) fn retype_foundations(text: &str, _: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for name in found.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let words: Vec<&str> = name.span.of(text).split_whitespace().collect();
        let last = words.last().map(|w| w.to_lowercase()).unwrap_or_default();
        // `Church` and `House` are surnames, too.
        let joint = words.len() == 1 && last.contains('&');
        if joint || words.len() > 2 && last.len() > 6 && gazetteer::word(&last) & word::BODY != 0 {
            name.kind = EntityType::Organisation;
        }
    }
    found
}
