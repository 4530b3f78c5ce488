//! The rows of the Facts tab, and the facts among the places to go to.

use crate::export::{FactSection, FactSheet, words};
use crate::nlp::{Fact, FactKind};
use crate::reader::Model;
use crate::reader::panes::list::rows::{Row, excerpt};

/// The claims that are shown before the reader asks for more.
const CLAIMS: usize = 5;

/// Returns the rows of the tab: its sections with the facts that `takes` accepts. While a filter is set, every section
/// is open.
pub(in crate::reader) fn rows(model: &Model, filtered: bool, takes: impl Fn(&Row) -> bool) -> Vec<Row> {
    let found = &model.document.annotations;
    let sheet = FactSheet::of(found, |index| takes(&row(index, true, 0)));
    let mut rows = Vec::with_capacity(sheet.len() + 6);
    for section in FactSection::ALL {
        let count = sheet.count(section);
        if count == 0 {
            continue;
        }
        let open = filtered || !model.session.closed_sections.is_closed(section);
        rows.push(Row::Section { section, count, open });
        if !open {
            continue;
        }
        match section {
            FactSection::CheckFirst => {
                let all = filtered || model.document.all_claims || count == CLAIMS + 1;
                let shown = if all { count } else { CLAIMS };
                rows.extend((1..).zip(&sheet.claims).take(shown).map(|(rank, index)| row(*index, true, rank)));
                if shown < count {
                    rows.push(Row::More(count - shown));
                }
            }
            FactSection::Timeline => {
                for day in &sheet.days {
                    let fact = |(n, index): (usize, &usize)| row(*index, n == 0, 0);
                    rows.extend(day.facts.iter().enumerate().map(fact));
                }
            }
            FactSection::Figures => {
                rows.extend(sheet.figures.iter().map(|index| row(*index, true, 0)));
            }
            FactSection::People => {
                let person = |index: &usize| match found.facts.get(*index).map(|fact| &fact.kind) {
                    Some(FactKind::Role { entity, .. }) => Some(*entity),
                    _ => None,
                };
                let mut above = None;
                for index in &sheet.offices {
                    let lead = above != person(index);
                    above = person(index);
                    rows.push(row(*index, lead, 0));
                }
            }
        }
    }
    rows
}

fn row(index: usize, lead: bool, rank: usize) -> Row {
    Row::Fact { index, lead, rank }
}

/// Returns the kind of a fact, as filters and the list of places name it.
pub(in crate::reader) fn kind(fact: &FactKind) -> &'static str {
    match fact {
        FactKind::Claim { .. } => "claim",
        FactKind::Event { .. } => "event",
        FactKind::Date { .. } | FactKind::Duration { .. } | FactKind::Set { .. } => "date",
        FactKind::Quantity { .. } => "figure",
        FactKind::Role { .. } => "role",
    }
}

/// Returns whether two facts of different annotations are the same.
pub(in crate::reader) fn is_same(one: &Fact, other: &Fact) -> bool {
    one.span == other.span && std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind)
}

/// Returns a fact in one line, for the list of places: its value, and the words that state it.
pub(in crate::reader) fn one_line(model: &Model, fact: &Fact) -> String {
    let said = match &fact.kind {
        FactKind::Claim { .. } | FactKind::Event { .. } => words::line(&model.document.article, fact.span),
        _ => excerpt(&model.document.article, fact.span).0,
    };
    let value = match &fact.kind {
        FactKind::Date { value } => value.as_deref().map(|day| model.session.dates.day(day)),
        FactKind::Event { when, .. } => when.as_deref().map(|day| model.session.dates.day(day)),
        FactKind::Role { entity, role, of, status } => {
            let name = model.document.annotations.person(*entity).map_or("", |person| person.name.as_str());
            return format!("{name}: {}", words::office(role, of.as_deref(), *status));
        }
        kind => words::figure(kind),
    };
    value.map_or_else(|| said.clone(), |value| format!("{value}: {said}"))
}

/// Returns every listed fact in the order of the tab: indices into `annotations.facts`.
pub(in crate::reader) fn in_order(model: &Model) -> Vec<usize> {
    let sheet = FactSheet::of(&model.document.annotations, |_| true);
    let days = sheet.days.iter().flat_map(|day| &day.facts);
    sheet.claims.iter().chain(days).chain(&sheet.figures).chain(&sheet.offices).copied().collect()
}
