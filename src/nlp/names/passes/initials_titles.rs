//! Cuts the title off the initials of a country or a body, if the encoder typed both as a person.
//!
//! ```text
//! [P|US Secretary] of State Ek → [L|US] Secretary of State Ek
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::abbreviations::known_initials;
use crate::text::Span;

/// Cuts titles off known initials and gives the initials their own type.
pub(in crate::nlp) fn cut_titles(text: &str, _: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    let is_title = |w: &str| gazetteer::word(&w.to_lowercase()) & (word::TITLE | word::TITLE_PART) != 0;
    for name in found.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let words = name.span.of(text);
        let after = known_initials().find_map(|(known, kind)| Some((known, kind, words.strip_prefix(known)?)));
        let Some((known, kind, more)) = after else { continue };
        if more.starts_with(' ') && more.split_whitespace().all(is_title) {
            name.span.end = name.span.start + known.len();
            name.kind = kind;
        }
    }
    found
}
