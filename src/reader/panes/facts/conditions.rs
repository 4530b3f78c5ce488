//! What the filter of the facts tests, and its conditions as commands write them: one value for each key.

use crate::nlp::{EntityId, Fact, FactKind};
use crate::reader::Model;

/// The value of `by:` for facts that the article itself states.
pub(in crate::reader) const ARTICLE: &str = "article";

/// What a filter of facts is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactFilter {
    /// The kind of fact.
    Kind,
    /// A person whom the fact concerns or who states it.
    Person,
    /// Who states it.
    StatedBy,
}

impl FactFilter {
    /// Returns the key of its condition.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Person => "person",
            Self::StatedBy => "by",
        }
    }
}

/// Returns a filter text in which `key:` has this value only; without a value, `key:` is left out.
pub(in crate::reader) fn with(text: &str, key: &str, value: Option<&str>) -> String {
    let prefix = format!("{key}:");
    let is_own = |word: &&str| !word.trim_start_matches('-').starts_with(&prefix);
    let mut words: Vec<String> = pieces(text).into_iter().filter(is_own).map(str::to_owned).collect();
    if let Some(value) = value {
        let value = value.replace('"', "");
        words.push(if value.contains(char::is_whitespace) {
            format!("{key}:\"{value}\"")
        } else {
            format!("{key}:{value}")
        });
    }
    words.join(" ")
}

/// Splits a filter text at blanks outside quotation marks; the quotation marks stay.
fn pieces(text: &str) -> Vec<&str> {
    let mut open = false;
    let all = text.split(|c: char| {
        open ^= c == '"';
        c.is_whitespace() && !open
    });
    all.filter(|piece| !piece.is_empty()).collect()
}

/// Returns the people whom a fact concerns: those named in its words, the person of a role, and who states it.
pub(in crate::reader) fn concerned(model: &Model, fact: &Fact) -> Vec<EntityId> {
    let found = &model.document.annotations;
    let first = found.mentions.partition_point(|mention| mention.span.end <= fact.span.start);
    let inside = found.mentions.iter().skip(first).take_while(|mention| mention.span.start < fact.span.end);
    let mut all: Vec<EntityId> = inside.map(|mention| mention.entity).collect();
    match &fact.kind {
        FactKind::Role { entity, .. } => all.push(*entity),
        FactKind::Event { who, .. } => all.extend(who.iter().map(|one| one.entity)),
        _ => {}
    }
    let speaker = |name: &str| found.people.iter().find(|person| person.name == name).map(|person| person.entity);
    all.extend(fact.by.as_deref().and_then(speaker));
    all.retain(|entity| model.document.index.person(*entity).is_some());
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns all names of a person.
pub(in crate::reader) fn names(model: &Model, entity: EntityId) -> impl Iterator<Item = &str> {
    let person = model.document.index.person(entity).and_then(|at| model.document.annotations.people.get(at));
    person.into_iter().flat_map(|p| std::iter::once(p.name.as_str()).chain(p.aliases.iter().map(String::as_str)))
}

/// Returns the names of who states a fact.
pub(in crate::reader) fn stated_by<'m>(model: &'m Model, fact: &'m Fact) -> Vec<&'m str> {
    let Some(name) = fact.by.as_deref() else { return vec![ARTICLE] };
    let person = model.document.annotations.people.iter().find(|person| person.name == name);
    let aliases = person.into_iter().flat_map(|person| person.aliases.iter().map(String::as_str));
    std::iter::once(name).chain(aliases).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_replaces_its_like_and_leaves_the_others() {
        for (text, key, value, is) in [
            ("", "kind", Some("date"), "kind:date"),
            ("tide kind:date -kind:role", "kind", Some("figure"), "tide kind:figure"),
            ("by:\"Ana Holt\" tide", "person", Some("Piet Renner"), "by:\"Ana Holt\" tide person:\"Piet Renner\""),
            ("by:\"Ana Holt\" tide", "by", None, "tide"),
            ("\"kind: x\"", "kind", None, "\"kind: x\""),
        ] {
            assert_eq!(with(text, key, value), is, "{text}");
        }
    }
}
