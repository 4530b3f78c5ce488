//! `update`: the only code that changes the model. One file for each thing that a reader does.

mod appearance;
mod mouse;
pub(in crate::reader) mod typing;

use crate::reader::corrections::day;
use crate::reader::corrections::update as correct;
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::overlays::card::update as card;
use crate::reader::overlays::chart::update as chart;
use crate::reader::overlays::contents::update as contents;
use crate::reader::overlays::help::update as help;
use crate::reader::overlays::hints::update as hints;
use crate::reader::overlays::library::update as shelf;
use crate::reader::overlays::library_search::update as finding;
use crate::reader::overlays::menu::update as menu;
use crate::reader::overlays::note_editor::update as notes;
use crate::reader::overlays::note_marks::update as marks;
use crate::reader::overlays::picker::update as picker;
use crate::reader::panes::article::motion;
use crate::reader::panes::article::search;
use crate::reader::panes::article::selection;
use crate::reader::panes::list::filter::update as filter;
use crate::reader::panes::list::quotes;
use crate::reader::panes::list::update as lists;
use std::sync::Arc;

use crossterm::event::MouseEventKind;

use crate::reader::panes::list::rows::make;
use crate::reader::place::Opening;
use crate::reader::{Action, Command, Effect, HelpState, Message, Model, Overlay, Pane, Tab};
use crate::text::Span;

/// Applies an action and says what the outside world has to do.
pub fn update(model: &mut Model, action: Action) -> Vec<Effect> {
    let mut effects = Vec::new();
    let is_result = matches!(
        action,
        Action::Annotated(_)
            | Action::Indexed(..)
            | Action::Written(_)
            | Action::Report(_)
            | Action::Library(_)
            | Action::ThemeChanged(_)
            | Action::Resize(..)
    );
    // A message stays until the next key; letting go of a mouse button is none.
    let is_release = matches!(&action, Action::Mouse(event) if matches!(event.kind, MouseEventKind::Up(_)));
    if !is_result && !is_release {
        model.message = None;
    }
    if !is_result && !matches!(action, Action::Chord(_)) {
        model.pending.clear();
    }
    let resizes = match action {
        Action::Resize(..)
        | Action::Run(Command::Measure(_))
        | Action::Run(Command::Margin(_))
        | Action::Run(Command::Divider(_))
        | Action::Run(Command::Justify)
        | Action::Run(Command::Hyphenate) => true,
        Action::Mouse(_) => model.moves_divider,
        _ => false,
    };
    if !resizes {
        model.held_top = None;
    }
    if let Some(lesson) = &mut model.lesson {
        lesson.learn(&action);
    }
    let overlays = model.overlays.len();
    apply(model, action, &mut effects);
    if model.overlays.len() != overlays {
        // Another line, or none.
        model.behind = 0;
    }
    teach(model);
    if model.mark.is_none() {
        model.fitting = None;
    }
    model.refresh();
    tell(model, &mut effects);
    effects
}

pub(in crate::reader) fn apply(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Resize(columns, rows) => resize(model, columns, rows),
        Action::Annotated(annotations) => correct::lay(model, annotations, None),
        Action::Indexed(annotations, index) => correct::lay(model, annotations.into_found(), Some(index)),
        Action::Library(event) => answered(model, event, effects),
        Action::Written(text) => notes::written(model, text, effects),
        Action::Report(message) => report(model, message),
        Action::ThemeChanged(name) => {
            model.message = Some(Message::note(format!("theme: {name}")));
            model.chosen_theme = Some(name.clone());
            model.theme = name;
        }
        Action::Chord(key) => {
            model.pending.push(key);
            let keys: Vec<String> = model.pending.iter().map(ToString::to_string).collect();
            model.message = Some(Message::note(format!("{} …", keys.join(" "))));
        }
        Action::Unbound(keys) if keys.is_empty() => {}
        Action::Unbound(keys) => model.message = Some(Message::note(format!("no such keys: {keys}"))),
        Action::Run(Command::Quit) => quit(model, effects),
        Action::Run(Command::Close { quit: asked }) => close(model, asked, effects),
        Action::Run(Command::Suspend) => effects.push(Effect::Suspend),
        Action::Run(Command::CycleTheme) => effects.push(Effect::CycleTheme),
        Action::TakeTheme(name) => effects.push(Effect::TakeTheme(name)),
        // What is open over the screen comes first.
        action => match model.overlays.last() {
            Some(Overlay::Help(_)) => help::apply(model, &action),
            Some(Overlay::Contents(_)) => contents::apply(model, &action, effects),
            Some(Overlay::Editor(_)) => notes::in_editor(model, action, effects),
            Some(Overlay::SearchInput { .. }) => search::in_input(model, action),
            Some(Overlay::Picker(_)) => picker::apply(model, action, effects),
            Some(Overlay::Library(_)) => shelf::apply(model, action, effects),
            Some(Overlay::Finding(_)) => finding::apply(model, &action, effects),
            Some(Overlay::Menu(_)) => menu::apply(model, &action, effects),
            Some(Overlay::Card(_)) => card::apply(model, action, effects),
            Some(Overlay::FilterInput) => filter::in_input(model, action),
            Some(Overlay::Hints { .. }) => hints::apply(model, &action, effects),
            Some(Overlay::Chart(_)) => chart::apply(model, &action),
            None => command(model, action, effects),
        },
    }
}

/// Takes an answer of the library.
fn answered(model: &mut Model, event: LibraryEvent, effects: &mut Vec<Effect>) {
    match event {
        LibraryEvent::NotesLoaded(notes) => notes::loaded(model, notes),
        LibraryEvent::NoteSaved(id) => notes::saved(model, id),
        LibraryEvent::NoteDeleted(id) => notes::deleted(model, id),
        LibraryEvent::CorrectionsLoaded(corrections) => correct::loaded(model, corrections),
        LibraryEvent::Corrected => correct::kept(model),
        LibraryEvent::Undone { what, back } => notes::undone(model, what.as_ref(), back),
        LibraryEvent::Compared(found) => card::compared(model, found),
        LibraryEvent::SimilarFound(words, found) => card::found(model, &words, found),
        LibraryEvent::Listed(entries) => shelf::listed(model, entries),
        LibraryEvent::Found(typed, hits) => finding::found(model, &typed, hits, effects),
        LibraryEvent::Dated(day) => day::set(model, day),
        // The runtime closes them.
        LibraryEvent::Forgotten(_) => {}
        LibraryEvent::Report(message) => report(model, message),
    }
}

/// Shows a message; where it says that something failed, whatever waits for an answer waits no longer.
fn report(model: &mut Model, message: Message) {
    notes::told(model, &message);
    model.message = Some(message);
}

/// Commands while nothing is open over the screen.
fn command(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let in_list = model.focus == Pane::List;
    match action {
        Action::Run(Command::Lines(n)) if in_list => lists::step(model, n),
        Action::Run(Command::HalfPages(n)) if in_list => lists::page(model, n, 2),
        Action::Run(Command::Pages(n)) if in_list => lists::page(model, n, 1),
        Action::Run(Command::Top) if in_list => lists::to_end(model, false),
        Action::Run(Command::Bottom) if in_list => lists::to_end(model, true),
        Action::Run(Command::Lines(n)) => motion::lines(model, n),
        Action::Run(Command::HalfPages(n)) => motion::pages(model, n, 2),
        Action::Run(Command::Pages(n)) => motion::pages(model, n, 1),
        Action::Run(Command::Top) => motion::to_end(model, false),
        Action::Run(Command::Bottom) => motion::to_end(model, true),
        Action::Run(Command::Scroll(n)) => motion::scroll(model, n),
        Action::Run(Command::Columns(n)) => motion::columns(model, n),
        Action::Run(Command::Words(n)) => motion::words(model, n),
        Action::Run(Command::NextQuote(n)) => quotes::next(model, n),
        Action::Run(Command::NextQuoteSameSpeaker(n)) => quotes::next_same_speaker(model, n),
        Action::Run(Command::NextSpeaker(n)) => quotes::next_speaker(model, n),
        Action::Run(Command::NextMention(n)) => quotes::next_mention(model, n),
        Action::Run(Command::StartSearch) => search::start(model),
        Action::Run(Command::NextMatch(n)) => search::next(model, n),
        Action::Run(Command::JumpBack) => motion::jump_back(model),
        Action::Run(Command::JumpForward) => motion::jump_forward(model),
        Action::Run(Command::SwitchPane) => lists::switch_pane(model),
        Action::Run(Command::ShowTab(tab)) => lists::show_tab(model, tab),
        Action::Run(Command::Across) if model.fitting.is_some() => correct::keep_ends(model, effects),
        Action::Run(Command::Across) => lists::across(model),
        Action::Run(Command::ToggleSelect) => selection::toggle(model),
        Action::Run(Command::Copy) => selection::copy(model, effects),
        Action::Run(Command::OpenLink) if model.mark.is_some() => selection::other_end(model),
        Action::Run(Command::OpenLink) => selection::open_link(model, false, effects),
        Action::Run(Command::OpenHere) => selection::open_link(model, true, effects),
        Action::Run(Command::AddNote) => notes::add(model),
        Action::Run(Command::AddArticleNote) => notes::add_to_article(model),
        Action::Run(Command::EditNote) => notes::edit(model),
        Action::Run(Command::DeleteNote) => notes::delete(model, effects),
        Action::Run(Command::Undo) => notes::undo(model, true, effects),
        Action::Run(Command::Redo) => notes::undo(model, false, effects),
        Action::Run(Command::Correct) => correct::start(model),
        Action::Run(Command::Corrections) => correct::list(model),
        Action::Run(Command::Verdict) => marks::verdict(model),
        Action::Run(Command::Mark) => marks::mark(model),
        Action::Run(Command::Highlight) => marks::highlight(model, effects),
        Action::Run(Command::Reattach) => marks::reattach(model, effects),
        Action::Run(Command::Card) => card::open(model, effects),
        Action::Run(Command::Changes) => card::changes(model, effects),
        Action::Run(Command::EditInEditor) => notes::edit_outside(model, effects),
        Action::Run(Command::ToggleContents) => contents::open(model),
        Action::Run(Command::ShowLibrary) => shelf::open(model, effects),
        Action::Run(Command::SearchLibrary) => finding::open(model, effects),
        Action::Run(Command::PreviousArticle) => effects.push(Effect::Open(Opening::Previous)),
        Action::Run(Command::ToggleHelp) => model.overlays.push(Overlay::Help(HelpState::default())),
        Action::Run(Command::AskDay) => day::ask(model),
        Action::Run(Command::Palette) => picker::commands(model),
        Action::Run(Command::FuzzyJump) => picker::places(model),
        Action::Run(Command::Filter) => filter::start(model),
        Action::Run(Command::Hints) => hints::start(model),
        Action::Run(Command::Chart) => chart::start(model),
        Action::Run(Command::SortPeople) if model.focus == Pane::List && model.tab == Tab::Notes => marks::sort(model),
        Action::Run(Command::SortPeople) => lists::sort_people(model),
        Action::Run(Command::Measure(n)) => appearance::measure(model, n),
        Action::Run(Command::Margin(n)) => appearance::margin(model, n),
        Action::Run(Command::Justify) => appearance::justify(model),
        Action::Run(Command::Hyphenate) => appearance::hyphenate(model),
        Action::Run(Command::Divider(n)) => appearance::divider(model, n),
        Action::Run(Command::SinglePane) => appearance::single_pane(model),
        Action::Run(Command::FocusMode) => appearance::focus_mode(model),
        Action::Mouse(event) => mouse::apply(model, event),
        // Text without anything to write it into, and what `apply` has taken.
        Action::Run(
            Command::SaveNote
            | Command::HandOver
            | Command::Quit
            | Command::Close { .. }
            | Command::Suspend
            | Command::CycleTheme,
        )
        | Action::Input(_)
        | Action::Paste(_)
        | Action::Resize(..)
        | Action::Chord(_)
        | Action::Unbound(_)
        | Action::Annotated(_)
        | Action::Indexed(..)
        | Action::Written(_)
        | Action::Report(_)
        | Action::Library(_)
        | Action::ThemeChanged(_)
        | Action::TakeTheme(_) => {}
    }
}

/// Keeps room for the lesson, and ends it when all is learnt.
fn teach(model: &mut Model) {
    if model.lesson.is_some_and(|lesson| lesson.is_over()) && model.overlays.is_empty() {
        model.lesson = None;
        let quit = model.keys.key_of("close-or-quit");
        model.message =
            Some(Message::note(format!("that is all it takes; to leave: {quit}; to read your own: pullquote FILE")));
    }
    let rows = model.lesson.map_or(0, |lesson| lesson.lines(&model.keys, model.screen.0.saturating_sub(2)).len());
    let rows = u16::try_from(rows).unwrap_or_default();
    if model.shape.foot != rows {
        model.shape.foot = rows;
        let (columns, rows) = model.screen;
        resize(model, columns, rows);
    }
}

/// Keeps the reading place through a change of size.
fn resize(model: &mut Model, columns: u16, rows: u16) {
    model.screen = (columns, rows);
    model.goal = None;
    model.refresh();
    // A cluster may be shown alone now that was drawn with its neighbour, and the other way round.
    model.cursor = model.snap(model.cursor);
    model.show_cursor();
    contents::resized(model);
    for tab in Tab::ALL {
        lists::show_selected(model, tab);
    }
    picker::resized(model);
    shelf::resized(model);
    finding::resized(model);
    menu::resized(model);
    card::resized(model);
    chart::settle(model);
    // The letters stand on other words now.
    model.overlays.retain(|o| !matches!(o, Overlay::Hints { .. }));
}

/// Closes the topmost thing that is open.
fn close(model: &mut Model, asked: bool, effects: &mut Vec<Effect>) {
    match model.overlays.last() {
        Some(Overlay::Library(_)) => {
            if shelf::close(model, asked) {
                quit(model, effects);
            }
        }
        Some(Overlay::Finding(_)) => finding::close(model),
        Some(Overlay::Help(_)) => help::close(model),
        Some(Overlay::Menu(_)) => menu::close(model),
        Some(
            Overlay::Contents(_) | Overlay::Picker(_) | Overlay::Hints { .. } | Overlay::Chart(_) | Overlay::Card(_),
        ) => {
            model.overlays.pop();
        }
        Some(Overlay::FilterInput) => {
            model.overlays.pop();
            filter::clear(model);
        }
        Some(Overlay::SearchInput { .. }) => search::give_up(model),
        Some(Overlay::Editor(_)) => notes::close_editor(model, asked, effects),
        None if model.mark.take().is_some() => {}
        None if asked => quit(model, effects),
        None if model.focus == Pane::List && !model.filter(model.tab).is_empty() => filter::clear(model),
        None if model.focus == Pane::List => model.focus = Pane::Article,
        None => model.search = None,
    }
}

pub(in crate::reader) fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    model.quit = true;
    effects.push(Effect::Library(LibraryRequest::SavePosition(model.cursor)));
}

/// Bytes the reader moves before the library and the engine hear of it.
const FAR: usize = 4096;

/// Tells the outside world where the reader is, now and then.
fn tell(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.extend(model.new_habits().into_iter().map(|habit| Effect::Library(LibraryRequest::SavePreference(habit))));
    if model.quit {
        return;
    }
    if model.cursor.abs_diff(model.told.0) > FAR {
        model.told.0 = model.cursor;
        effects.push(Effect::Library(LibraryRequest::SavePosition(model.cursor)));
    }
    if model.annotations.complete {
        return;
    }
    let seen = model.seen();
    let is_known = model.annotations.covered.iter().any(|s| s.covers(seen));
    let told = model.told.1.unwrap_or(0);
    if !is_known && seen.start.abs_diff(told) > FAR {
        model.told.1 = Some(seen.start);
        effects.push(Effect::FocusAnnotation(seen.start));
    }
}

/// Makes the rows of a tab anew and keeps the selection on the same thing.
pub(in crate::reader) fn make_rows(model: &mut Model, tab: Tab) {
    let rows = make(model, tab);
    let Some(slot) = model.rows.get_mut(tab.index()) else { return };
    let old = std::mem::replace(slot, Arc::new(rows));
    let rows = Arc::clone(slot);
    let Some(list) = model.lists.get_mut(tab.index()) else { return };
    if let Some(was) = old.get(list.selected) {
        // Mostly it has not gone far.
        let is_there = rows.get(list.selected).is_some_and(|r| r.is_same(was));
        if !is_there && let Some(at) = rows.iter().position(|r| r.is_same(was)) {
            list.top = (list.top + at).saturating_sub(list.selected);
            list.selected = at;
        }
    }
    lists::settle(model, tab);
}

impl Model {
    /// Goes to a place, as on opening an article where it was left.
    pub fn go_to(&mut self, byte: usize) {
        self.cursor = self.snap(byte);
        self.show_words(Span::new(self.cursor, self.cursor + 1));
        self.refresh();
        quotes::follow_cursor(self);
        self.told.0 = self.cursor;
    }

    /// The first byte on screen.
    #[must_use]
    pub fn first_byte(&self) -> usize {
        self.seen().start
    }

    /// Goes on in a text that has changed: with this byte in the first line, and the cursor here.
    pub fn go_on(&mut self, first: usize, cursor: usize) {
        self.go_to(cursor);
        let first = self.snap(first);
        self.top = self.place(first);
        self.refresh();
        self.show_cursor();
    }
}

#[cfg(test)]
mod tests;
