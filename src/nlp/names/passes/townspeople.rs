//! Types the people of a town or an island as people, not as the place.
//!
//! ```text
//! [L|New Yorkers] love [L|New York] → [X|New Yorkers] love [L|New York]
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Minimum encoder score at which a place stays a place, even if the list has it.
const SURE: f32 = 0.97;

/// Gives townspeople the type [`EntityType::Other`].
pub(in crate::nlp) fn retype_townspeople(text: &str, _: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for name in found.iter_mut().filter(|name| name.kind == EntityType::Place && name.confidence < SURE) {
        let last = name.span.of(text).split_whitespace().next_back().unwrap_or_default();
        if List::Townspeople.has(&last.to_lowercase()) {
            name.kind = EntityType::Other;
        }
    }
    found
}
