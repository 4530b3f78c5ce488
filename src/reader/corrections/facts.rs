//! Corrects a fact (`c` in the Facts tab): its value, office, person or day, who states it, or hides it.

use crate::export::words;
use crate::library::notes::corrections::{Change, Correction, FactChange, FactTarget, FactType};
use crate::library::notes::{Anchor, place};
use crate::nlp;
use crate::nlp::{Fact, FactKind};
use crate::reader::corrections::describe;
use crate::reader::corrections::typed_fact;
use crate::reader::layout::text_measure::fit_words;
use crate::reader::overlays::menu::control as menu;
use crate::reader::overlays::menu::{Choice, FactAsked, LETTERS, Menu, MenuRow, Wants};
use crate::reader::panes::list::rows::Row;
use crate::reader::{Message, Model, Pane, Tab};

/// Columns for the words in a menu's title.
const TITLE: u16 = 48;

/// Returns the menu for the selected row of the Facts tab.
pub(in crate::reader) fn of_row(model: &Model) -> Option<Menu> {
    if model.document.focus != Pane::List || model.document.tab != Tab::Facts {
        return None;
    }
    match model.document.selected_row()? {
        Row::Fact { index, .. } => model.document.annotations.facts.get(*index).map(|fact| of_fact(model, fact)),
        _ => None,
    }
}

/// Returns the target for a fact.
fn target(model: &Model, fact: &Fact) -> FactTarget {
    let article = &model.document.article;
    let person = match &fact.kind {
        FactKind::Role { entity, .. } => model.document.annotations.person(*entity).map(|person| person.name.clone()),
        _ => None,
    };
    let was = match &fact.kind {
        FactKind::Date { value } | FactKind::Event { when: value, .. } => value.clone().unwrap_or_default(),
        FactKind::Role { role, of, status, .. } => words::office(role, of.as_deref(), *status),
        kind => words::figure(kind).unwrap_or_default(),
    };
    let words = Anchor::of(&article.text, fact.span);
    FactTarget { words, kind: FactType::of(&fact.kind), was, person, by: fact.by.clone() }
}

fn of_fact(model: &Model, fact: &Fact) -> Menu {
    let target = target(model, fact);
    let ask = |asked| Choice::AskFact(Box::new(target.clone()), asked);
    let mut rows = vec![MenuRow::heading("What is wrong?")];
    match &fact.kind {
        FactKind::Quantity { .. } => {
            rows.push(MenuRow::new(Some('='), "another figure", target.was.clone(), ask(FactAsked::Figure)));
        }
        FactKind::Date { .. } | FactKind::Event { .. } => {
            let is = if target.was.is_empty() { "undated".to_owned() } else { model.session.dates.day(&target.was) };
            rows.push(MenuRow::new(Some('='), "another day", is, ask(FactAsked::Day)));
            if !target.was.is_empty() {
                let said = "corrected: the day is not known";
                rows.push(row('?', "the day is not known", &target, FactChange::Date { value: None }, said));
            }
        }
        FactKind::Role { .. } => {
            let person = target.person.clone().unwrap_or_default();
            rows.push(MenuRow::new(Some('='), "another role", target.was.clone(), ask(FactAsked::Office)));
            rows.push(MenuRow::new(Some('P'), "another person", person, ask(FactAsked::Person)));
        }
        FactKind::Claim { .. } | FactKind::Duration { .. } | FactKind::Set { .. } => {}
    }
    let by = fact.by.clone().unwrap_or_else(|| "the article".to_owned());
    rows.push(MenuRow::new(Some('S'), "stated by somebody else", by, ask(FactAsked::StatedBy)));
    let hides = match &fact.kind {
        FactKind::Claim { .. } => "not worth checking: hide it",
        FactKind::Role { .. } => "not a role: hide it",
        FactKind::Event { .. } => "not an event: hide it",
        _ => "not a fact: hide it",
    };
    rows.push(row('X', hides, &target, FactChange::Hidden, "hidden"));
    let own = corrections_of(model, fact);
    if !own.is_empty() {
        rows.push(MenuRow::heading("Remove corrections"));
        let undone = |(one, key): (&Correction, char)| {
            let choice = Choice::TakeBack(one.id.clone(), "correction removed".to_owned());
            MenuRow::new(Some(key), describe(&one.change), "remove", choice)
        };
        rows.extend(own.into_iter().rev().zip('1'..='9').map(undone));
    }
    let shown = words::line(&model.document.article, fact.span);
    Menu::new(format!("Correct “{}”", fit_words(shown.trim_matches(['“', '”', '"']), TITLE)), rows, None)
}

fn row(key: char, text: &str, target: &FactTarget, change: FactChange, said: &str) -> MenuRow {
    let change = Change::Fact { fact: target.clone(), change };
    MenuRow::new(Some(key), text, "", Choice::Correct(Box::new(change), said.to_owned()))
}

/// Returns the corrections of a fact, oldest first.
fn corrections_of<'m>(model: &'m Model, fact: &Fact) -> Vec<&'m Correction> {
    let text = &model.document.article.text;
    let is_on = |one: &&Correction| match &one.change {
        Change::Fact { fact: target, .. } => {
            target.kind == FactType::of(&fact.kind)
                && place(&target.words, text).span().is_some_and(|span| span.overlaps(fact.span))
        }
        _ => false,
    };
    model.document.corrections.iter().filter(is_on).collect()
}

/// Opens the input line for a new value, or the list of names.
pub(in crate::reader) fn ask(model: &mut Model, target: FactTarget, asked: FactAsked) {
    let title = match asked {
        FactAsked::Figure => "The figure (1,200 people; 5.5 %; $3 million)",
        FactAsked::Day => "The day (2023-03-15; 2023-03; 2023)",
        FactAsked::Office => "The role (mayor, Orrin Bay; former judge)",
        FactAsked::Person => "Whose role is it?",
        FactAsked::StatedBy => "Who states it?",
    };
    let mut rows = Vec::new();
    if matches!(asked, FactAsked::Person | FactAsked::StatedBy) {
        if asked == FactAsked::StatedBy && target.by.is_some() {
            let change = FactChange::StatedBy { name: None };
            rows.push(row('.', "the article itself", &target, change, "corrected: the article states it"));
        }
        let mut letters = LETTERS.chars();
        let near = model.document.annotations.people.iter();
        rows.extend(near.map(|person| {
            let role = words::office_of(&model.document.annotations, person.entity).unwrap_or_default();
            MenuRow::new(letters.next(), person.name.clone(), role, Choice::Name(person.name.clone()))
        }));
        rows.push(MenuRow::new(Some('/'), "another name: type it", "", Choice::Type));
    }
    let typed = rows.is_empty().then(String::new);
    let mut made = Menu::new(title, rows, Some(Wants::Fact(Box::new(target), asked)));
    made.typed = typed;
    menu::open(model, made);
}

/// Returns the correction for a typed value or a chosen name, and the message to show after saving.
pub(in crate::reader) fn typed(
    model: &mut Model,
    fact: FactTarget,
    asked: FactAsked,
    text: &str,
) -> Option<(Change, String)> {
    let name = || text.trim().to_owned();
    let (change, help) = match asked {
        FactAsked::Figure => (
            typed_fact::figure(text).map(|(number, unit)| FactChange::Figure { number: number.to_string(), unit }),
            "enter a number and what it counts: 1,200 people, or 5.5 %",
        ),
        FactAsked::Day => (
            day(text).map(|value| FactChange::Date { value: Some(value) }),
            "enter a day, month or year: 2023-03-15, 15 March 2023, 2023-03 or 2023",
        ),
        FactAsked::Office => (
            typed_fact::office(text).map(|(role, of, status)| FactChange::Office { role, of, status }),
            "enter a role and, after a comma, where it is held: mayor, Orrin Bay",
        ),
        FactAsked::Person => (Some(FactChange::Person { name: name() }), ""),
        FactAsked::StatedBy => (Some(FactChange::StatedBy { name: Some(name()) }), ""),
    };
    let Some(change) = change else {
        model.message = Some(Message::error(help));
        return None;
    };
    let said = format!("corrected: it {}", change.describe());
    Some((Change::Fact { fact, change }, said))
}

/// Parses a day, month or year to ISO 8601.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    nlp::day(text).map(|day| day.to_string()).or_else(|| typed_fact::month_or_year(text))
}
