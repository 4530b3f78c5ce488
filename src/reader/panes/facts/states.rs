//! What a person states and is, for the details in the People tab and the headings of the Quotes tab.

use crate::export::words;
use crate::nlp::{FactKind, Person};
use crate::reader::Model;
use crate::reader::panes::facts::lists::one_line;
use crate::text::Span;

/// The most statements with a line of their own.
const MOST: usize = 12;

/// Returns the roles of a person, each with the words that state it.
pub(in crate::reader) fn roles(model: &Model, person: &Person) -> Vec<(String, Option<Span>)> {
    let mut all: Vec<(String, Option<Span>)> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for fact in &model.document.annotations.facts {
        if let FactKind::Role { entity, role, of, status } = &fact.kind
            && *entity == person.entity
        {
            let words = words::office(role, of.as_deref(), *status);
            named.push(role.to_lowercase());
            if !all.iter().any(|(other, _)| *other == words) {
                all.push((words, Some(fact.span)));
            }
        }
    }
    // Roles that no fact states.
    let rest = person.roles.iter().filter(|role| {
        let role = role.to_lowercase();
        !named.iter().any(|fact| role.ends_with(fact) || fact.ends_with(&role) || role.starts_with(fact))
    });
    all.extend(rest.map(|role| (role.clone(), None)));
    all
}

/// Returns the figures and events that a person states, in order of the text, and the number left out.
pub(in crate::reader) fn stated(model: &Model, person: &Person) -> (Vec<(String, Span)>, usize) {
    let is = |name: &str| name == person.name || person.aliases.iter().any(|alias| alias == name);
    let facts = model.document.annotations.facts.iter().filter(|fact| {
        matches!(fact.kind, FactKind::Quantity { .. } | FactKind::Event { .. }) && fact.by.as_deref().is_some_and(is)
    });
    let all: Vec<(String, Span)> = facts.map(|fact| (one_line(model, fact), fact.span)).collect();
    let more = all.len().saturating_sub(MOST);
    (all.into_iter().take(MOST).collect(), more)
}
