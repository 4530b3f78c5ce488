//! Splits a town and its state, if no comma stands between them.
//!
//! ```text
//! a hotel in [L|Ellery Florida] → a hotel in [L|Ellery] [L|Florida]
//! a hotel in [L|ellery north carolina] → a hotel in [L|ellery] [L|north carolina]
//! a hotel in [L|West Virginia] → a hotel in [L|West Virginia]
//! a hotel in [L|Upstate New York] → a hotel in [L|Upstate New York]
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Splits towns and states.
pub(in crate::nlp) fn split_states(text: &str, _: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    for name in found {
        match state_at(text, &name) {
            Some(at) => {
                out.push(NameSpan { span: Span::new(name.span.start, at).trim(text), ..name.clone() });
                out.push(NameSpan { span: Span::new(at, name.span.end), ..name });
            }
            None => out.push(name),
        }
    }
    out
}

/// Returns the first byte of the state in the name of a place.
fn state_at(text: &str, name: &NameSpan) -> Option<usize> {
    let whole = name.span.of(text).to_lowercase();
    if name.kind != EntityType::Place || whole.len() != name.span.len() || gazetteer::name(&whole).is_some() {
        return None;
    }
    let ends = whole.rmatch_indices(' ').map(|(at, _)| at).take(2);
    let at = ends.filter(|at| whole.get(at + 1..).is_some_and(|state| List::StateName.has(state))).last()?;
    let town = whole.get(..at)?.trim_end_matches(',');
    let first = town.split(' ').next().unwrap_or_default();
    let part = matches!(
        first,
        "north"
            | "south"
            | "east"
            | "west"
            | "new"
            | "upper"
            | "lower"
            | "central"
            | "greater"
            | "baja"
            | "mid"
            | "upstate"
            | "rural"
            | "downtown"
            | "inner"
            | "gulf"
            | "university"
    ) || first.ends_with("ern");
    let ends_in_preposition = matches!(town.rsplit(' ').next(), Some("of" | "in" | "and" | "de" | "&"));
    (!part && !ends_in_preposition && town.starts_with(char::is_alphabetic) && !town.is_empty())
        .then_some(name.span.start + at + 1)
}
