//! Handles the keys and choices of an open menu.

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::reader::corrections::{day, facts as fact, update as correct};
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::menu::control::{close, opened};
use crate::reader::overlays::menu::{Choice, Menu, MenuPage, MenuRow, Wants};
use crate::reader::overlays::note_marks::update as marks;
use crate::reader::panes::facts::update as facts;
use crate::reader::update::feeds;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Effect, Message, Model, Overlay};

/// Handles a key, a click or a paste.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action, effects: &mut Vec<Effect>) {
    let screen = model.session.screen;
    let Some(menu) = opened(model) else { return };
    if menu.saving {
        model.message = Some(Message::note("still saving…"));
        return;
    }
    let page = MenuPage::new(screen, menu);
    let seen = page.seen();
    if let Action::Mouse(event) = action {
        let at = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollDown => menu.step(1, seen),
            MouseEventKind::ScrollUp => menu.step(-1, seen),
            MouseEventKind::Down(MouseButton::Left) if page.list.contains(at) => {
                let row = menu.top + usize::from(at.y - page.list.y);
                if row < menu.len() && menu.row(row).is_none_or(|r| r.choice.is_some()) {
                    menu.selected = row;
                    choose(model, effects);
                }
            }
            MouseEventKind::Down(MouseButton::Left) if !page.area.contains(at) => drop(model.overlays.pop()),
            _ => {}
        }
        return;
    }
    if menu.typed.is_some() {
        type_into(model, action, seen, effects);
        return;
    }
    let Action::Input(key) = action else { return };
    let page = i32::try_from(seen).unwrap_or(i32::MAX);
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Enter => choose(model, effects),
        KeyCode::Up => menu.step(-1, seen),
        KeyCode::Down => menu.step(1, seen),
        KeyCode::PageUp => menu.step(-page, seen),
        KeyCode::PageDown => menu.step(page, seen),
        KeyCode::Char('p') if !plain => menu.step(-1, seen),
        KeyCode::Char('n') if !plain => menu.step(1, seen),
        KeyCode::Char(c) if plain => match menu.shown.iter().position(|at| key_of(menu, *at) == Some(c)) {
            Some(at) => {
                menu.selected = at;
                menu.show(seen);
                choose(model, effects);
            }
            None if c == 'j' => menu.step(1, seen),
            None if c == 'k' => menu.step(-1, seen),
            None if c == 'q' => drop(model.overlays.pop()),
            None => model.message = Some(Message::note(format!("no choice has the key {c}"))),
        },
        _ => {}
    }
}

fn key_of(menu: &Menu, at: usize) -> Option<char> {
    menu.rows.get(at).and_then(|row: &MenuRow| row.key)
}

fn type_into(model: &mut Model, action: &Action, seen: usize, effects: &mut Vec<Effect>) {
    let mut behind = model.behind;
    let Some(menu) = opened(model) else { return };
    let Some(text) = &mut menu.typed else { return };
    let typed = edit(text, &mut behind, action);
    model.behind = behind;
    let Some(menu) = opened(model) else { return };
    match typed {
        Typed::Changed => menu.look(),
        Typed::Moved(by) => menu.step(by, seen),
        Typed::Paged(by) => menu.step(by.saturating_mul(i32::try_from(seen).unwrap_or(i32::MAX)), seen),
        Typed::Left => close(model),
        Typed::Done => choose(model, effects),
        Typed::Complete(by) => menu.step(by, seen),
        Typed::Nothing => {}
    }
}

/// Runs the choice of the selected row.
fn choose(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(menu) = opened(model) else { return };
    let row = menu.row(menu.selected).and_then(|row| row.choice.clone());
    let wants = menu.wants.clone();
    match row {
        Some(Choice::Type) => {
            menu.typed = Some(String::new());
            menu.look();
        }
        Some(Choice::Name(name)) => named(model, wants.as_ref(), &name, effects),
        Some(Choice::Correct(change, said)) => correct::send(model, *change, said, effects),
        Some(Choice::TakeBack(id, said)) => correct::take_back(model, id, said, effects),
        Some(Choice::Merge(name)) => correct::merge_menu(model, &name),
        Some(Choice::Split(from, mentions)) => correct::split_menu(model, &from, mentions),
        Some(Choice::Ends(id)) => {
            model.overlays.pop();
            correct::start_ends(model, &id);
        }
        Some(Choice::Mark(marking, said)) => marks::send(model, *marking, said, effects),
        Some(Choice::Ask(marking, asked)) => marks::ask(model, *marking, asked),
        Some(Choice::Write(marking)) => {
            model.overlays.pop();
            marks::write(model, *marking);
        }
        Some(Choice::Delete(id)) => {
            model.overlays.pop();
            effects.push(Effect::Library(LibraryRequest::DeleteNote(id)));
        }
        Some(Choice::AskFact(target, asked)) => fact::ask(model, *target, asked),
        Some(Choice::FilterFacts(filter, value)) => {
            model.overlays.pop();
            facts::filter(model, filter, value.as_deref());
        }
        Some(Choice::Feed(choice)) => feeds::choose(model, choice, effects),
        Some(Choice::Reattach(id)) => marks::reattach_to(model, &id, effects),
        None => {
            // The typed text itself.
            let Some(text) = menu.fresh().map(str::to_owned) else { return };
            match wants {
                Some(Wants::Mark(marking, asked)) => marks::typed(model, *marking, asked, &text, effects),
                Some(Wants::Day) => day::typed(model, &text, effects),
                wants => named(model, wants.as_ref(), &text, effects),
            }
        }
    }
}

fn named(model: &mut Model, wants: Option<&Wants>, name: &str, effects: &mut Vec<Effect>) {
    match wants {
        Some(Wants::Name(what)) => {
            let (change, said) = what.change(name);
            correct::send(model, change, said, effects);
        }
        Some(Wants::Fact(target, asked)) => {
            if let Some((change, said)) = fact::typed(model, (**target).clone(), *asked, name) {
                correct::send(model, change, said, effects);
            }
        }
        _ => {}
    }
}

/// Scrolls the selected row into view after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    let screen = model.session.screen;
    for overlay in &mut model.overlays {
        if let Overlay::Menu(menu) = overlay {
            menu.show(MenuPage::new(screen, menu).seen());
        }
    }
}
