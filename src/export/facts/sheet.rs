//! The sections of a fact sheet: which facts stand in them, and in which order.

use std::collections::HashSet;

use crate::nlp::{Annotations, EntityId, Fact, FactKind, RoleStatus};
use crate::text::Span;

/// A section of the fact sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactSection {
    /// Claims worth checking, most important first.
    CheckFirst,
    /// Events and dates, day by day.
    Timeline,
    /// Quantities.
    Figures,
    /// People with their offices.
    People,
}

impl FactSection {
    /// All sections, in order.
    pub const ALL: [Self; 4] = [Self::CheckFirst, Self::Timeline, Self::Figures, Self::People];

    /// Returns its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::CheckFirst => "Check first",
            Self::Timeline => "Timeline",
            Self::Figures => "Figures",
            Self::People => "Who is who",
        }
    }

    /// Says what stands in it.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::CheckFirst => "claims worth checking",
            Self::Timeline => "events and dates",
            Self::Figures => "numbers",
            Self::People => "people and their roles",
        }
    }

    /// Returns its index, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// Returns the section of a fact; `None` if lists leave it out.
    #[must_use]
    pub fn of(kind: &FactKind) -> Option<Self> {
        match kind {
            FactKind::Claim { .. } => Some(Self::CheckFirst),
            FactKind::Event { .. } | FactKind::Date { .. } => Some(Self::Timeline),
            FactKind::Quantity { .. } => Some(Self::Figures),
            FactKind::Role { .. } => Some(Self::People),
            FactKind::Duration { .. } | FactKind::Set { .. } => None,
        }
    }
}

/// The events and dates of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day, ISO 8601; `None` for everything without a known day.
    pub date: Option<String>,
    /// Its facts: indices into `annotations.facts`, in order of the text.
    pub facts: Vec<usize>,
}

/// The facts of an article by section: indices into `annotations.facts`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactSheet {
    /// Claims, most important first.
    pub claims: Vec<usize>,
    /// Days in chronological order, unknown days last.
    pub days: Vec<Day>,
    /// Quantities, in order of the text.
    pub figures: Vec<usize>,
    /// Offices, by person in order of the text.
    pub offices: Vec<usize>,
}

impl FactSheet {
    /// Makes the sheet of the facts that `takes` accepts, by their index.
    ///
    /// A date that belongs to an event is listed with the event only. An office that is stated twice is listed once.
    #[must_use]
    pub fn of(found: &Annotations, takes: impl Fn(usize) -> bool) -> Self {
        let mut sheet = Self::default();
        let tells = |fact: &Fact| match fact.kind {
            FactKind::Event { date, .. } => date,
            _ => None,
        };
        let told: HashSet<Span> = found.facts.iter().filter_map(tells).collect();
        let mut offices: Vec<(EntityId, &str, Option<&str>, RoleStatus)> = Vec::new();
        let mut days: Vec<(Option<&str>, usize)> = Vec::new();
        for (at, fact) in found.facts.iter().enumerate() {
            match &fact.kind {
                FactKind::Role { entity, role, of, status } => {
                    let office = (*entity, role.as_str(), of.as_deref(), *status);
                    if !offices.contains(&office) && takes(at) {
                        offices.push(office);
                        sheet.offices.push(at);
                    }
                }
                FactKind::Date { .. } if told.contains(&fact.span) => {}
                FactKind::Date { value } if takes(at) => days.push((value.as_deref(), at)),
                FactKind::Event { when, .. } if takes(at) => days.push((when.as_deref(), at)),
                FactKind::Quantity { .. } if takes(at) => sheet.figures.push(at),
                FactKind::Claim { .. } if takes(at) => sheet.claims.push(at),
                _ => {}
            }
        }
        let score = |at: &usize| match found.facts.get(*at).map(|fact| &fact.kind) {
            Some(FactKind::Claim { score, .. }) => *score,
            _ => 0.0,
        };
        sheet.claims.sort_by(|a, b| score(b).total_cmp(&score(a)));
        days.sort_by_key(|(day, at)| (day.is_none(), *day, *at));
        for (day, at) in days {
            match sheet.days.last_mut() {
                Some(last) if last.date.as_deref() == day => last.facts.push(at),
                _ => sheet.days.push(Day { date: day.map(str::to_owned), facts: vec![at] }),
            }
        }
        // The offices of one person stand together.
        let person = |at: &usize| match found.facts.get(*at).map(|fact| &fact.kind) {
            Some(FactKind::Role { entity, .. }) => Some(*entity),
            _ => None,
        };
        let order: Vec<Option<EntityId>> = sheet.offices.iter().map(person).collect();
        sheet.offices.sort_by_cached_key(|at| order.iter().position(|one| *one == person(at)));
        sheet
    }

    /// Returns the number of facts in a section.
    #[must_use]
    pub fn count(&self, section: FactSection) -> usize {
        match section {
            FactSection::CheckFirst => self.claims.len(),
            FactSection::Timeline => self.days.iter().map(|day| day.facts.len()).sum(),
            FactSection::Figures => self.figures.len(),
            FactSection::People => self.offices.len(),
        }
    }

    /// Returns the number of facts in all sections.
    #[must_use]
    pub fn len(&self) -> usize {
        FactSection::ALL.into_iter().map(|section| self.count(section)).sum()
    }

    /// Returns whether there is no fact.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::EventStatus;

    fn claim(score: f32) -> FactKind {
        FactKind::Claim { score, reasons: Vec::new(), figures: Vec::new(), dates: Vec::new() }
    }

    fn event(when: Option<&str>, date: Option<Span>) -> FactKind {
        let (who, trigger, place) = (Vec::new(), Span::default(), None);
        FactKind::Event { who, trigger, when: when.map(str::to_owned), date, place, status: EventStatus::Happened }
    }

    fn date(value: Option<&str>) -> FactKind {
        FactKind::Date { value: value.map(str::to_owned) }
    }

    fn found(kinds: Vec<FactKind>) -> Annotations {
        let facts = (0..).zip(kinds).map(|(n, kind)| Fact::new(Span::new(n * 10, n * 10 + 5), kind)).collect();
        Annotations { facts, ..Annotations::default() }
    }

    #[test]
    fn claims_by_score_and_days_in_order_with_unknown_days_last() {
        let found = found(vec![
            claim(0.2),
            date(None),
            date(Some("2023-03-16")),
            claim(0.9),
            event(Some("2015"), None),
            date(Some("2023-03")),
            event(None, None),
            FactKind::Duration { value: "P1D".to_owned() },
            event(Some("2023-03-16"), None),
        ]);
        let sheet = FactSheet::of(&found, |_| true);
        assert_eq!(sheet.claims, [3, 0]);
        let days: Vec<_> = sheet.days.iter().map(|day| (day.date.as_deref(), day.facts.clone())).collect();
        let want =
            [(Some("2015"), vec![4]), (Some("2023-03"), vec![5]), (Some("2023-03-16"), vec![2, 8]), (None, vec![1, 6])];
        assert_eq!(days, want);
        assert_eq!((sheet.len(), sheet.count(FactSection::Timeline)), (8, 6), "the duration is left out");
        assert_eq!(FactSheet::of(&found, |at| at == 3).len(), 1);
    }

    #[test]
    fn a_date_stands_with_its_event() {
        let found = found(vec![date(Some("2015")), event(Some("2015"), Some(Span::new(0, 5)))]);
        assert_eq!(FactSheet::of(&found, |_| true).days[0].facts, [1]);
    }

    #[test]
    fn an_office_is_listed_once_and_those_of_a_person_together() {
        let role = |entity, role: &str| FactKind::role(EntityId(entity), role.to_owned(), None);
        let found = found(vec![role(1, "mayor"), role(2, "judge"), role(1, "mayor"), role(1, "teacher")]);
        let sheet = FactSheet::of(&found, |_| true);
        assert_eq!(sheet.offices, [0, 3, 1]);
    }
}
