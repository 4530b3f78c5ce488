//! `update`: the only code that changes the model.

mod appearance;
mod articles;
pub(in crate::reader) mod feeds;
mod hooks;
pub(in crate::reader) mod labels;
mod marks_in_text;
mod mouse;
mod state;
#[cfg(test)]
pub(in crate::reader) mod testing;
pub(in crate::reader) mod typing;

use crate::reader::corrections::day;
use crate::reader::corrections::update as correct;
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::navigate;
use crate::reader::overlays::card::update as card;
use crate::reader::overlays::chart::update as chart;
use crate::reader::overlays::contents::update as contents;
use crate::reader::overlays::help::update as help;
use crate::reader::overlays::hints::update as hints;
use crate::reader::overlays::library::everybody::update as everybody;
use crate::reader::overlays::library::update as list;
use crate::reader::overlays::library_search::update as library_search;
use crate::reader::overlays::menu::update as menu;
use crate::reader::overlays::note_editor::update as notes;
use crate::reader::overlays::note_marks::update as marks;
use crate::reader::overlays::picker::update as picker;
use crate::reader::overlays::tutorial::update as tutorial;
use crate::reader::panes::article::motion;
use crate::reader::panes::article::search;
use crate::reader::panes::article::selection;
use crate::reader::panes::copying;
use crate::reader::panes::facts::update as facts;
use crate::reader::panes::list::filter::update as filter;
use crate::reader::panes::list::people;
use crate::reader::panes::list::quotes;
use crate::reader::panes::list::update as lists;
use crate::reader::panes::pictures::update as pictures;
pub use state::{Parked, State};

use crossterm::event::MouseEventKind;

use crate::reader::place::Opening;
use crate::reader::{Action, Command, Effect, HelpState, Message, Model, Overlay, Pane, Tab};
use crate::text::Span;

/// Applies an action and returns the effects for the runtime.
pub(in crate::reader) fn update(model: &mut Model, action: Action) -> Vec<Effect> {
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
            | Action::Resume(_)
            | Action::Refreshed(_)
            | Action::HookEnded(..)
            | Action::PictureLoaded(..)
            | Action::LookForPictures
            | Action::KeepDraft
    );
    // A message stays until the next key; releasing a mouse button does not count.
    let is_release = matches!(&action, Action::Mouse(event) if matches!(event.kind, MouseEventKind::Up(_)));
    if !is_result && !is_release {
        model.message = None;
    }
    if !is_result && !matches!(action, Action::Chord(_)) {
        model.pending.clear();
    }
    let action = counted(model, action, is_result);
    let resizes = match action {
        Action::Resize(..)
        | Action::Run(Command::Measure(_))
        | Action::Run(Command::Margin(_))
        | Action::Run(Command::Divider(_))
        | Action::Run(Command::Justify)
        | Action::Run(Command::Hyphenate)
        | Action::Run(Command::Pictures) => true,
        Action::Mouse(_) => model.moves_divider,
        _ => false,
    };
    if !resizes {
        model.document.held_top = None;
    }
    if let (Some(lesson), Action::Run(command)) = (&mut model.document.tutorial, &action) {
        lesson.learn(*command);
    }
    let overlays = model.overlays.len();
    apply(model, action, &mut effects);
    if model.overlays.len() != overlays {
        // Another input line, or none.
        model.behind = 0;
    }
    let quoted = has_quotes(model);
    let is_new = std::mem::replace(&mut model.session.shape.quoted, quoted) != quoted;
    if tutorial::teach(model) || is_new {
        // The hints stay: they are tied to words and rows, and a key for one of them may be on its way.
        let (columns, rows) = model.session.screen;
        resize(model, columns, rows);
    }
    if model.document.mark.is_none() {
        model.document.adjusting = None;
    }
    model.refresh();
    pictures::ask(model, &mut effects);
    report_position(model, &mut effects);
    effects
}

fn apply(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Resize(columns, rows) => {
            if model.session.screen != (columns, rows) {
                // Other words are on the screen now.
                model.overlays.retain(|o| !matches!(o, Overlay::Hints { .. }));
            }
            resize(model, columns, rows);
        }
        Action::Annotated(annotations) => correct::apply(model, annotations, None),
        Action::Indexed(annotations, index) => correct::apply(model, annotations.into_found(), Some(index)),
        Action::Library(event) => answered(model, event, effects),
        Action::Written(text) => notes::written(model, text, effects),
        Action::Report(message) => report(model, message),
        Action::ThemeChanged(name) => {
            model.message = Some(Message::note(format!("theme: {name}")));
            model.session.chosen_theme = Some(name.clone());
            model.session.theme = name;
        }
        Action::Chord(key) => {
            model.pending.push(key);
            let keys: Vec<String> = model.pending.iter().map(ToString::to_string).collect();
            model.message = Some(Message::note(format!("{} …", keys.join(" "))));
        }
        Action::Unbound(keys) if keys.is_empty() => {}
        Action::Unbound(keys) => model.message = Some(Message::note(format!("no command has these keys: {keys}"))),
        Action::Digit(digit) => count(model, digit),
        Action::MarkName(key) => marks_in_text::named(model, key, effects),
        Action::GoToParagraph(number) => navigate::go_to_paragraph(model, number),
        Action::KeepDraft => notes::keep_draft(model, effects),
        Action::PictureLoaded(at, room, result) => pictures::loaded(model, at, room, result),
        Action::LookForPictures => pictures::begin(model),
        Action::Resume(overlays) => articles::resume(model, overlays, effects),
        Action::HookEnded(run, result) => hooks::ended(model, &run, result, effects),
        Action::Refreshed(message) => labels::refreshed(model, message, effects),
        Action::Label(change) => labels::change(model, change, effects),
        Action::Run(Command::NextUnread) => labels::next_unread(model, effects),
        Action::Run(Command::RefreshFeeds) => labels::refresh(model, effects),
        Action::Run(Command::Feeds) => feeds::ask(model, effects),
        // In the library the key of the facts is that of the feeds.
        Action::Run(Command::FilterFacts(_)) if matches!(model.overlays.last(), Some(Overlay::Library(_))) => {
            feeds::ask(model, effects);
        }
        Action::Run(Command::Quit) => model.end(effects),
        Action::Run(Command::GoBack) => go_back(model, effects),
        Action::Run(Command::ShowSettings) => card::settings(model),
        Action::Run(Command::Redraw) => effects.push(Effect::Redraw),
        Action::Run(Command::Close { quit: asked }) => close(model, asked, effects),
        Action::Run(Command::Suspend) => effects.push(Effect::Suspend),
        Action::Run(Command::CycleTheme) => effects.push(Effect::CycleTheme),
        Action::TakeTheme(name) => effects.push(Effect::TakeTheme(name)),
        // The topmost overlay handles the action first.
        action => match model.overlays.last() {
            Some(Overlay::Help(_)) => help::apply(model, &action),
            Some(Overlay::Contents(_)) => contents::apply(model, &action, effects),
            Some(Overlay::Editor(_)) => notes::in_editor(model, action, effects),
            Some(Overlay::SearchInput { .. }) => search::in_input(model, action),
            Some(Overlay::Picker(_)) => {
                if let Some(chosen) = picker::apply(model, &action) {
                    apply(model, chosen, effects);
                }
            }
            Some(Overlay::Library(_)) => list::apply(model, action, effects),
            Some(Overlay::Everybody(_)) => everybody::apply(model, action, effects),
            Some(Overlay::LibrarySearch(_)) => library_search::apply(model, &action, effects),
            Some(Overlay::Menu(_)) => menu::apply(model, &action, effects),
            Some(Overlay::Card(_)) => {
                if let Some(next) = card::apply(model, action, effects) {
                    apply(model, next, effects);
                }
            }
            Some(Overlay::FilterInput) => filter::in_input(model, action),
            Some(Overlay::Hints { .. }) => hints::apply(model, &action, effects),
            Some(Overlay::Chart(_)) if matches!(action, Action::Run(Command::CopySheet)) => {
                copying::copy_sheet(model, effects);
            }
            Some(Overlay::Chart(_)) => chart::apply(model, &action),
            None => match action {
                Action::Run(command) => run(model, command, effects),
                Action::Mouse(event) => mouse::apply(model, event),
                // Text without an input field.
                _ => {}
            },
        },
    }
}

/// Handles an answer of the library.
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
        LibraryEvent::Listed(entries) => list::listed(model, entries),
        LibraryEvent::Today(day) => model.session.today = Some(day),
        LibraryEvent::Labelled(article, labels) => labels::labelled(model, &article, labels),
        LibraryEvent::People(of, people) => everybody::found(model, &of, people, effects),
        LibraryEvent::QuotesOf(name, of, quotes) => everybody::said(model, &name, &of, quotes),
        LibraryEvent::Feeds(followed) => feeds::found(model, followed),
        LibraryEvent::NextUnread(next) => labels::open(model, next, effects),
        LibraryEvent::Found(typed, hits) => library_search::found(model, &typed, hits, effects),
        LibraryEvent::DraftFound(draft) => notes::draft_found(model, draft),
        LibraryEvent::BookmarksFound(marks) => marks_in_text::found(model, marks),
        LibraryEvent::Dated(day) => day::set(model, day),
        // The runtime closes them.
        // They may hold words of the article.
        LibraryEvent::Forgotten(_) => model.session.searches.clear(),
        LibraryEvent::Report(message) => report(model, message),
    }
}

/// Shows a message; a failure also ends the wait for an answer.
fn report(model: &mut Model, message: Message) {
    notes::reported(model, &message);
    model.message = Some(message);
}

/// Runs a command while no overlay is open.
fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let in_list = model.document.focus == Pane::List;
    match command {
        Command::Lines(n) if in_list => lists::step(model, n),
        Command::HalfPages(n) if in_list => lists::page(model, n, 2),
        Command::Pages(n) if in_list => lists::page(model, n, 1),
        Command::Top if in_list => lists::to_end(model, false),
        Command::Bottom if in_list => lists::to_end(model, true),
        Command::Lines(n) => motion::lines(model, n),
        Command::HalfPages(n) => motion::pages(model, n, 2),
        Command::Pages(n) => motion::pages(model, n, 1),
        Command::Top => motion::to_end(model, false),
        Command::Bottom => motion::to_end(model, true),
        Command::Scroll(n) => motion::scroll(model, n),
        Command::Columns(n) if in_list && model.document.tab == Tab::Facts => facts::toward(model, n),
        Command::Columns(n) => motion::columns(model, n),
        Command::Words(n) => motion::words(model, n),
        Command::NextQuote(n) => quotes::next(model, n),
        Command::NextQuoteSameSpeaker(n) => quotes::next_same_speaker(model, n),
        Command::NextSpeaker(n) if in_list && matches!(model.document.tab, Tab::Quotes | Tab::People) => {
            lists::next_heading(model, n)
        }
        Command::NextSpeaker(n) => quotes::next_speaker(model, n),
        Command::NextMention(n) => quotes::next_mention(model, n),
        Command::StartSearch => search::start(model),
        Command::NextMatch(n) => search::next(model, n),
        Command::JumpBack => motion::jump_back(model),
        Command::JumpForward => motion::jump_forward(model),
        Command::SwitchPane => lists::switch_pane(model),
        Command::ShowTab(tab) => navigate::show_tab(model, tab),
        Command::Across if model.document.adjusting.is_some() => correct::keep_ends(model, effects),
        Command::Across => lists::across(model),
        Command::ToggleSelect => selection::toggle(model),
        Command::Card if in_list && people::details(model) => {}
        Command::Copy => copying::copy(model, effects),
        Command::Hook(index) => hooks::start(model, index, effects),
        Command::CopySheet => copying::copy_sheet(model, effects),
        Command::OpenLink if model.document.mark.is_some() => selection::other_end(model),
        Command::OpenLink => selection::open_link(model, false, effects),
        Command::OpenHere => selection::open_link(model, true, effects),
        Command::AddNote | Command::AddArticleNote if notes::go_on(model) => {}
        Command::AddNote => notes::add(model),
        Command::AddArticleNote => notes::add_to_article(model),
        Command::EditNote => notes::edit(model),
        Command::DeleteNote => notes::delete(model, effects),
        Command::Undo => notes::undo(model, true, effects),
        Command::Redo => notes::undo(model, false, effects),
        Command::Correct => correct::start(model),
        Command::Corrections => correct::list(model),
        Command::Verdict => marks::verdict(model),
        Command::Mark => marks::mark(model),
        Command::Highlight => marks::highlight(model, effects),
        Command::Reattach => marks::reattach(model, effects),
        Command::Card => card::open(model, effects),
        Command::Changes => card::changes(model, effects),
        Command::EditInEditor => notes::edit_outside(model, effects),
        Command::ToggleContents => contents::open(model),
        Command::ShowLibrary => list::open(model, effects),
        Command::ShowEverybody => everybody::open(model, effects),
        Command::SearchLibrary => library_search::open(model, effects),
        Command::LastArticle => effects.push(Effect::Open(Opening::Previous)),
        Command::NextArticle(n) => articles::next(model, n, effects),
        Command::ToggleLater | Command::ToggleStar | Command::ToggleUnread => labels::toggle(model, command, effects),
        Command::TagArticle => picker::tag(model),
        Command::Reload => effects.push(Effect::Open(Opening::Again)),
        Command::Tutorial => effects.push(Effect::Open(Opening::Sample)),
        Command::SetMark => marks_in_text::start(model, true),
        Command::GoToMark => marks_in_text::start(model, false),
        Command::CopyNotes => articles::copy_notes(model, effects),

        Command::ToggleHelp => model.overlays.push(Overlay::Help(HelpState::default())),
        Command::AskDay => day::ask(model),
        Command::Palette => picker::commands(model),
        Command::FuzzyJump => picker::places(model),
        Command::Filter => filter::start(model),
        Command::FilterFacts(by) => facts::filter_menu(model, by),
        Command::Hints => hints::start(model),
        Command::Chart => chart::start(model),
        Command::SortPeople if model.document.focus == Pane::List && model.document.tab == Tab::Notes => {
            marks::sort(model)
        }
        Command::SortPeople => lists::sort(model),
        Command::WhichQuotes => lists::which_quotes(model),
        Command::Measure(n) => appearance::measure(model, n),
        Command::Margin(n) => appearance::margin(model, n),
        Command::Justify => appearance::justify(model),
        Command::Hyphenate => appearance::hyphenate(model),
        Command::Divider(n) => appearance::divider(model, n),
        Command::SinglePane => appearance::single_pane(model),
        Command::FetchPictures => pictures::fetch(model),
        Command::Pictures => appearance::pictures(model),
        Command::FocusMode => appearance::focus_mode(model),
        // Commands handled by `apply` or the note editor.
        Command::SaveNote
        | Command::HandOver
        | Command::Quit
        | Command::Close { .. }
        | Command::Suspend
        | Command::GoBack
        | Command::Redraw
        | Command::ShowSettings
        | Command::NextUnread
        | Command::RefreshFeeds
        | Command::Feeds
        | Command::CycleTheme => {}
    }
}

/// Keeps the reading position through a resize.
fn resize(model: &mut Model, columns: u16, rows: u16) {
    model.session.screen = (columns, rows);
    model.document.goal = None;
    model.refresh();
    // A cluster may now be drawn alone, or joined with its neighbour.
    model.document.cursor = model.snap(model.document.cursor);
    model.show_cursor();
    contents::resized(model);
    for tab in Tab::ALL {
        navigate::show_selected(model, tab);
    }
    picker::resized(model);
    list::resized(model);
    library_search::resized(model);
    everybody::resized(model);
    menu::resized(model);
    card::resized(model);
    chart::clamp(model);
}

/// Closes the topmost overlay.
fn close(model: &mut Model, asked: bool, effects: &mut Vec<Effect>) {
    match model.overlays.last() {
        Some(Overlay::Library(_)) => {
            if list::close(model, asked) {
                model.end(effects);
            }
        }
        Some(Overlay::Everybody(_)) => everybody::close(model, asked, effects),
        Some(Overlay::LibrarySearch(_)) => library_search::close(model),
        Some(Overlay::Help(_)) => help::close(model),
        Some(Overlay::Menu(_)) => crate::reader::overlays::menu::control::close(model),
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
        None if model.document.mark.take().is_some() => {}
        None if asked && articles::back(model, effects) => {}
        None if asked => model.end(effects),
        None if model.document.focus == Pane::List && !model.document.filter(model.document.tab).is_empty() => {
            filter::clear(model)
        }
        None if model.document.focus == Pane::List => model.document.focus = Pane::Article,
        None => model.document.search = None,
    }
}

/// Closes the topmost overlay or ends the selection; without either, goes back to where the article was opened from.
fn go_back(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.overlays.last() {
        Some(Overlay::Library(list)) if list.home && list.text.is_empty() => articles::no_way_back(model),
        Some(_) => close(model, false, effects),
        None if model.document.mark.take().is_some() => {}
        None => {
            if !articles::back(model, effects) {
                articles::no_way_back(model);
            }
        }
    }
}

/// The greatest count.
const MOST: u32 = 99_999;

/// Adds a digit to the count.
fn count(model: &mut Model, digit: u8) {
    let count = model.count.unwrap_or(0).saturating_mul(10).saturating_add(digit.into()).min(MOST);
    model.count = Some(count);
    let tab = usize::try_from(count).ok().and_then(|n| Tab::ALL.get(n.wrapping_sub(1)));
    let tab = tab.map_or_else(String::new, |tab| {
        let key = model.session.keys.key_of("across");
        if key.is_empty() { String::new() } else { format!("   {key}: {}", tab.label()) }
    });
    model.message = Some(Message::note(format!("{count} …{tab}")));
}

/// Applies the count to a command: repeats it, goes to the paragraph with this number (`40G`), or shows the tab with this
/// number (`2 Enter`).
fn counted(model: &mut Model, action: Action, is_result: bool) -> Action {
    if is_result || matches!(action, Action::Digit(_) | Action::Chord(_)) {
        return action;
    }
    model.naming = model.naming.filter(|_| matches!(action, Action::MarkName(_)));
    match (action, model.count.take()) {
        (Action::Run(Command::Top | Command::Bottom), Some(n)) => {
            Action::GoToParagraph(usize::try_from(n).unwrap_or(usize::MAX))
        }
        (Action::Run(Command::Across | Command::SwitchPane), Some(n @ 1..=4)) => {
            let tab = usize::try_from(n).ok().and_then(|n| Tab::ALL.get(n.wrapping_sub(1)));
            Action::Run(Command::ShowTab(tab.copied().unwrap_or_default()))
        }
        // `Esc` only cancels the count.
        (Action::Run(Command::Close { quit: false }), Some(_)) => Action::Unbound(String::new()),
        (Action::Run(command), Some(n)) => Action::Run(command.times(n)),
        (action, _) => action,
    }
}

/// Returns whether the article has quotes, or may have some.
pub(in crate::reader) fn has_quotes(model: &Model) -> bool {
    let found = &model.document.annotations;
    !found.complete || !found.attributions.is_empty()
}

/// Bytes of movement between two reports of the position.
const FAR: usize = 4096;

/// Reports the position to the library and the engine from time to time.
fn report_position(model: &mut Model, effects: &mut Vec<Effect>) {
    // The position of the divider is final only after dragging.
    if !model.moves_divider {
        let changed = model.session.changed_preferences().into_iter();
        effects.extend(changed.map(|preference| Effect::Library(LibraryRequest::SavePreference(preference))));
    }
    if model.quit {
        return;
    }
    if model.document.cursor.abs_diff(model.document.reported.0) > FAR {
        model.document.reported.0 = model.document.cursor;
        effects.push(Effect::Library(LibraryRequest::SavePosition(model.document.cursor)));
    }
    if model.document.annotations.complete {
        return;
    }
    let seen = model.seen();
    let is_known = model.document.annotations.covered.iter().any(|s| s.covers(seen));
    let told = model.document.reported.1.unwrap_or(0);
    if !is_known && seen.start.abs_diff(told) > FAR {
        model.document.reported.1 = Some(seen.start);
        effects.push(Effect::FocusAnnotation(seen.start));
    }
}

impl Model {
    /// Restores a saved position.
    pub fn go_to(&mut self, byte: usize) {
        self.document.cursor = self.snap(byte);
        self.show_words(Span::new(self.document.cursor, self.document.cursor + 1));
        self.refresh();
        navigate::follow_cursor(self);
        self.document.reported.0 = self.document.cursor;
    }

    /// Returns the first byte on screen.
    #[must_use]
    pub fn first_byte(&self) -> usize {
        self.seen().start
    }

    /// Continues in a changed text: `first` is in the top line, the cursor at `cursor`.
    pub fn go_on(&mut self, first: usize, cursor: usize) {
        self.go_to(cursor);
        let first = self.snap(first);
        self.document.top = self.place(first);
        self.refresh();
        self.show_cursor();
    }
}

#[cfg(test)]
mod tests;
