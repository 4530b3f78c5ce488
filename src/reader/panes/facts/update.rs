//! Opens and closes the sections of the Facts tab, and opens the menus of its filters.

use crate::export::FactSection;
use crate::nlp::Fact;
use crate::reader::overlays::menu::control as menu;
use crate::reader::overlays::menu::{Choice, LETTERS, Menu, MenuRow};
use crate::reader::panes::facts::conditions::{ARTICLE, FactFilter, concerned, with};
use crate::reader::panes::facts::lists;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Message, Model, Tab};
use crate::reader::{Pane, navigate};

/// The kinds of fact with their keys and names in the menu.
const KINDS: [(char, &str, &str); 5] = [
    ('c', "claim", "claims to check"),
    ('e', "event", "events"),
    ('d', "date", "dates"),
    ('f', "figure", "figures"),
    ('r', "role", "people and their roles"),
];

/// Opens or closes the selected section, or shows all claims. Returns whether the selected row is one of these.
pub(in crate::reader) fn activate(model: &mut Model) -> bool {
    match model.document.selected_row() {
        Some(Row::Section { section, open, .. }) => {
            let (section, open) = (*section, *open);
            fold(model, section, open);
            true
        }
        Some(Row::More(_)) => {
            model.document.all_claims = true;
            // The row is replaced by the next claim, which is now selected.
            navigate::make_rows(model, Tab::Facts);
            true
        }
        _ => false,
    }
}

/// Opens (`→`) or closes (`←`) the section of the selected row.
pub(in crate::reader) fn toward(model: &mut Model, by: i32) {
    let rows = crate::reader::panes::list::rows::rows(model, Tab::Facts);
    let at = model.document.list(Tab::Facts).selected;
    let section = rows.iter().take(at + 1).rev().find_map(|row| match row {
        Row::Section { section, .. } => Some(*section),
        _ => None,
    });
    if let Some(section) = section {
        fold(model, section, by < 0);
    }
}

/// Closes or opens a section and selects it.
fn fold(model: &mut Model, section: FactSection, closed: bool) {
    if !model.document.filter(Tab::Facts).is_empty() {
        model.message = Some(Message::note(
            model
                .session
                .keys
                .with_own_keys("every section is open while the list is filtered: `Esc` clears the filter"),
        ));
        return;
    }
    if model.session.closed_sections.is_closed(section) == closed {
        return;
    }
    model.session.closed_sections.set(section, closed);
    navigate::select_row(model, Tab::Facts, |row| matches!(row, Row::Section { section: at, .. } if *at == section));
    navigate::make_rows(model, Tab::Facts);
}

/// Opens the menu of a filter.
pub(in crate::reader) fn filter_menu(model: &mut Model, filter: FactFilter) {
    let all = lists::in_order(model);
    if all.is_empty() {
        model.message = Some(Message::note("no facts to filter"));
        return;
    }
    let found = model.document.annotations.clone();
    let facts: Vec<&Fact> = all.iter().filter_map(|at| found.facts.get(*at)).collect();
    let mut rows = vec![row('-', "all facts", facts.len(), filter, None)];
    let mut letters = LETTERS.chars();
    let mut named = |name: &str, count: usize| {
        let key = letters.next();
        let choice = Choice::FilterFacts(filter, Some(name.to_owned()));
        MenuRow::new(key, name, count.to_string(), choice)
    };
    let title = match filter {
        FactFilter::Kind => {
            for (key, kind, name) in KINDS {
                let count = facts.iter().filter(|fact| lists::kind(&fact.kind) == kind).count();
                if count > 0 {
                    rows.push(row(key, name, count, filter, Some(kind)));
                }
            }
            "Show which facts?"
        }
        FactFilter::StatedBy => {
            let own = facts.iter().filter(|fact| fact.by.is_none()).count();
            if own > 0 {
                rows.push(row('.', "the article itself", own, filter, Some(ARTICLE)));
            }
            let mut by: Vec<(&str, usize)> = Vec::new();
            for name in facts.iter().filter_map(|fact| fact.by.as_deref()) {
                match by.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, count)) => *count += 1,
                    None => by.push((name, 1)),
                }
            }
            rows.extend(by.into_iter().map(|(name, count)| named(name, count)));
            "Facts stated by whom?"
        }
        FactFilter::Person => {
            let about: Vec<_> = facts.iter().map(|fact| concerned(model, fact)).collect();
            for person in &found.people {
                let count = about.iter().filter(|all| all.contains(&person.entity)).count();
                if count > 0 {
                    rows.push(named(&person.name, count));
                }
            }
            "Facts about which person?"
        }
    };
    menu::open(model, Menu::new(title, rows, None));
}

fn row(key: char, text: &str, count: usize, filter: FactFilter, value: Option<&str>) -> MenuRow {
    MenuRow::new(Some(key), text, count.to_string(), Choice::FilterFacts(filter, value.map(str::to_owned)))
}

/// Filters the facts by this condition and shows them.
pub(in crate::reader) fn filter(model: &mut Model, filter: FactFilter, value: Option<&str>) {
    let text = with(model.document.filter(Tab::Facts), filter.key(), value);
    if let Some(slot) = model.document.filters.get_mut(Tab::Facts.index()) {
        *slot = text;
    }
    if model.document.focus == Pane::Article || model.document.tab != Tab::Facts {
        navigate::show_tab(model, Tab::Facts);
    }
    navigate::make_rows(model, Tab::Facts);
}
