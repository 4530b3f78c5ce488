//! Splits two countries that a hyphen connects, if one of them is written as initials. `Paris-Nice` is one name: a
//! race.
//!
//! ```text
//! the [L|U.S.]-Mexico border → the [L|U.S.]-[L|Mexico] border
//! from [L|Paris]-Nice → from [L|Paris]-Nice
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::hyphenation::word_after;
use crate::text::Span;

/// Adds the second country after a hyphen.
pub(in crate::nlp) fn add_second_country(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let mut left = found.into_iter().peekable();
    while let Some(mut name) = left.next() {
        while name.kind == EntityType::Place
            && let Some(word) = word_after(text, name.span.end, within.end)
            && left.peek().is_none_or(|next| next.span.start >= word.end)
            && are_two(name.span.of(text), word.of(text))
        {
            let second = NameSpan { span: word, ..name };
            out.push(std::mem::replace(&mut name, second));
        }
        out.push(name);
    }
    out
}

/// Whether both names are places and one is written as initials.
fn are_two(a: &str, b: &str) -> bool {
    let is_place = |name: &str| gazetteer::name(&name.to_lowercase()) == Some(EntityType::Place);
    let initials = |name: &str| !name.contains(char::is_lowercase);
    is_place(a) && is_place(b) && (initials(a) || initials(b))
}
