//! Corrections of facts: another value, office, person or day, another source, or no fact at all.

use serde::{Deserialize, Serialize};

use crate::library::notes::{Anchor, place};
use crate::nlp::{Annotations, EntityId, Fact, FactKind, RoleStatus};
use crate::text::Span;

/// Minimum overlap (of all that either covers) of two facts of one type that count as the same.
const SAME_FACT: f32 = 0.5;

/// The types of fact, as corrections store them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactType {
    /// A date.
    Date,
    /// A length of time. Its words are a quantity, too.
    Duration,
    /// A time that comes again.
    Set,
    /// A quantity.
    Quantity,
    /// Somebody's role.
    Role,
    /// An event.
    Event,
    /// A claim worth checking.
    Claim,
}

impl FactType {
    /// Returns the type of a fact.
    #[must_use]
    pub fn of(kind: &FactKind) -> Self {
        match kind {
            FactKind::Date { .. } => Self::Date,
            FactKind::Duration { .. } => Self::Duration,
            FactKind::Set { .. } => Self::Set,
            FactKind::Quantity { .. } => Self::Quantity,
            FactKind::Role { .. } => Self::Role,
            FactKind::Event { .. } => Self::Event,
            FactKind::Claim { .. } => Self::Claim,
        }
    }
}

/// A fact as it was when it was corrected. Its words find it again; the rest serves as training data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactTarget {
    /// Its words.
    pub words: Anchor,
    /// Its type.
    pub kind: FactType,
    /// Its value in words, as the reader saw it.
    pub was: String,
    /// The person of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Who stated it; `None` for the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// The change of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum FactChange {
    /// It is not a fact: lists and exports leave it out.
    Hidden,
    /// The day of a date or an event; `None`: unknown.
    Date {
        /// ISO 8601, as precisely as it is known.
        value: Option<String>,
    },
    /// The number and unit of a quantity.
    Figure {
        /// The number, as Rust and JSON write it.
        number: String,
        /// The unit or the noun counted.
        unit: Option<String>,
    },
    /// The office of a person.
    Office {
        /// The role.
        role: String,
        /// The body or place of the role.
        of: Option<String>,
        /// Whether the person holds it.
        status: RoleStatus,
    },
    /// Another person has the role.
    Person {
        /// The name.
        name: String,
    },
    /// Somebody else states it; `None`: the article.
    StatedBy {
        /// The name.
        name: Option<String>,
    },
}

impl FactChange {
    /// Describes the change, as what follows the words of the fact: `is 12 people`.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Hidden => "is hidden".to_owned(),
            Self::Date { value: Some(day) } => format!("is {day}"),
            Self::Date { value: None } => "has no known day".to_owned(),
            Self::Figure { number, unit: Some(unit) } => format!("is {number} {unit}"),
            Self::Figure { number, unit: None } => format!("is {number}"),
            Self::Office { role, of, status } => {
                let status = match status {
                    RoleStatus::Current => "",
                    RoleStatus::Former => "former ",
                    RoleStatus::Acting => "acting ",
                    RoleStatus::Candidate => "candidate ",
                    RoleStatus::Future => "future ",
                };
                let of = of.as_ref().map_or_else(String::new, |of| format!(", {of}"));
                format!("is “{status}{role}{of}”")
            }
            Self::Person { name } => format!("is the role of {name}"),
            Self::StatedBy { name: Some(name) } => format!("is stated by {name}"),
            Self::StatedBy { name: None } => "is stated by the article".to_owned(),
        }
    }
}

/// Returns the fact of this type with the most similar span, if any is similar enough.
pub(super) fn find(facts: &[Fact], span: Span, kind: FactType) -> Option<usize> {
    let share = |other: Span| {
        let common = span.intersect(other).map_or(0, Span::len);
        common as f32 / (span.len() + other.len() - common).max(1) as f32
    };
    let alike = facts.iter().enumerate().filter(|(_, fact)| FactType::of(&fact.kind) == kind);
    let alike = alike.map(|(at, fact)| (share(fact.span), at)).filter(|(share, _)| *share >= SAME_FACT);
    alike.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, at)| at)
}

/// Returns the place of the corrected fact in `text`.
pub(super) fn place_of(target: &FactTarget, text: &str) -> Option<Span> {
    place(&target.words, text).span().filter(|span| !span.is_empty())
}

/// Removes the fact at `span`. A quantity takes the duration of the same words along.
pub(super) fn hide(facts: &mut Vec<Fact>, span: Span, kind: FactType) {
    let Some(gone) = find(facts, span, kind).map(|at| facts.remove(at)) else { return };
    if kind == FactType::Quantity {
        facts.retain(|fact| fact.span != gone.span || FactType::of(&fact.kind) != FactType::Duration);
    }
}

/// Gives a fact its corrected content. `person` is the entity of the person named in the change, if one is.
/// Returns `None` if the change does not apply to this type of fact.
pub(super) fn set(fact: &mut Fact, change: &FactChange, person: Option<EntityId>) -> Option<()> {
    match (change, &mut fact.kind) {
        (FactChange::Date { value: new }, FactKind::Date { value }) => value.clone_from(new),
        (FactChange::Date { value: new }, FactKind::Event { when, .. }) => when.clone_from(new),
        (FactChange::Figure { number, unit: new }, FactKind::Quantity { value, unit, range, .. }) => {
            (*value, *range) = (Some(number.parse().ok()?), None);
            unit.clone_from(new);
        }
        (FactChange::Office { role: new, of: at, status: is }, FactKind::Role { role, of, status, .. }) => {
            role.clone_from(new);
            of.clone_from(at);
            *status = *is;
        }
        (FactChange::Person { .. }, FactKind::Role { entity, .. }) => *entity = person?,
        (FactChange::StatedBy { name }, _) => fact.by.clone_from(name),
        _ => return None,
    }
    Some(())
}

/// Makes a fact that the engine no longer finds; `None` if the correction does not say enough.
pub(super) fn missing(span: Span, target: &FactTarget, change: &FactChange, person: Option<EntityId>) -> Option<Fact> {
    let kind = match change {
        FactChange::Date { value } => FactKind::Date { value: value.clone() },
        FactChange::Figure { number, unit } => FactKind::quantity(Some(number.parse().ok()?), unit.clone()),
        FactChange::Office { role, of, status } => {
            FactKind::Role { entity: person?, role: role.clone(), of: of.clone(), status: *status }
        }
        FactChange::Person { .. } => FactKind::role(person?, target.was.clone(), None),
        FactChange::Hidden | FactChange::StatedBy { .. } => return None,
    };
    Some(Fact { by: target.by.clone(), ..Fact::new(span, kind) })
}

/// Gives the facts inside corrected quotes their new speakers: those that the old speaker stated.
pub(super) fn restate(before: &Annotations, after: &mut Annotations) {
    let mut changes: Vec<(Vec<Span>, Option<String>, Option<String>)> = Vec::new();
    for quote in &after.attributions {
        let old = before.attributions.iter().find(|old| old.id == quote.id);
        let was = old.and_then(|old| old.speaker.clone());
        if was != quote.speaker {
            changes.push((quote.content.clone(), was, quote.speaker.clone()));
        }
    }
    for old in &before.attributions {
        if old.speaker.is_some() && !after.attributions.iter().any(|quote| quote.id == old.id) {
            changes.push((old.content.clone(), old.speaker.clone(), None));
        }
    }
    for (content, was, is) in changes {
        let inside = |fact: &&mut Fact| fact.by == was && content.iter().any(|span| span.covers(fact.span));
        for fact in after.facts.iter_mut().filter(inside) {
            fact.by.clone_from(&is);
        }
    }
}
