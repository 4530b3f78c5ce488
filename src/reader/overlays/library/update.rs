//! Opens the library (`L`) and the previous article (`Ctrl-^`), and handles the library's actions.

use crossterm::event::{KeyCode, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::library::db::LibraryEntry;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::library::everybody::update as everybody;
use crate::reader::overlays::library::{ENTRY_ROWS, LibraryList, LibraryPage, title};
use crate::reader::overlays::library_search::update as library_search;
use crate::reader::overlays::picker::update as picker;
use crate::reader::panes::article::selection;
use crate::reader::place::Opening;
use crate::reader::update::labels;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Command, Effect, HelpState, Message, Model, Overlay};

/// Opens the library. Without an open article, the library is the first screen.
pub(in crate::reader) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let home = model.document.article.text.is_empty();
    let list = LibraryList { home, sort: model.session.library_sort, ..LibraryList::default() };
    model.overlays.push(Overlay::Library(Box::new(list)));
    effects.push(Effect::Library(LibraryRequest::List));
}

fn list(model: &mut Model) -> Option<&mut LibraryList> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Library(list) => Some(&mut **list),
        _ => None,
    })
}

/// Stores the articles that the library returned.
pub(in crate::reader) fn listed(model: &mut Model, entries: Vec<LibraryEntry>) {
    let (others, today) = (model.session.others.clone(), model.session.today);
    let seen = LibraryPage::new(model.session.screen).seen();
    if let Some(list) = list(model) {
        list.today = today;
        list.take(entries, &others);
        list.show(seen);
    }
}

/// Handles an action while the library is open.
pub(in crate::reader) fn apply(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let page = LibraryPage::new(model.session.screen);
    let seen = page.seen();
    let rows = i32::try_from(seen).unwrap_or(i32::MAX);
    let mut behind = model.behind;
    let Some(list) = list(model) else { return };
    if list.asking.is_some() {
        answer(model, &action, effects);
        return;
    }
    if list.typing {
        let typed = edit(&mut list.text, &mut behind, &action);
        model.behind = behind;
        let Some(list) = self::list(model) else { return };
        match typed {
            Typed::Changed => list.look(),
            Typed::Done | Typed::Left => list.typing = false,
            Typed::Moved(n) => list.step(n, seen),
            Typed::Paged(n) => list.step(n.saturating_mul(rows), seen),
            Typed::Complete(_) | Typed::Nothing => {}
        }
        if !matches!(action, Action::Mouse(_)) {
            return;
        }
    }
    let Some(list) = self::list(model) else { return };
    match action {
        Action::Mouse(event) => match event.kind {
            MouseEventKind::ScrollDown => list.step(1, seen),
            MouseEventKind::ScrollUp => list.step(-1, seen),
            MouseEventKind::Down(MouseButton::Left) if list.is_empty() => {}
            MouseEventKind::Down(MouseButton::Left) => {
                let at = Position::new(event.column, event.row);
                let row = list.top + usize::from(at.y.saturating_sub(page.list.y) / ENTRY_ROWS);
                if page.list.contains(at) && row < list.hits.len() {
                    // The first click selects, the second opens, as in the lists of the second pane.
                    let again = std::mem::replace(&mut list.selected, row) == row;
                    if again {
                        pick(model, effects);
                    }
                }
            }
            _ => {}
        },
        Action::Run(Command::Lines(n)) | Action::Run(Command::Scroll(n)) => list.step(n, seen),
        Action::Run(Command::HalfPages(n)) => list.step(n.saturating_mul((rows / 2).max(1)), seen),
        Action::Run(Command::Pages(n)) => list.step(n.saturating_mul(rows), seen),
        Action::Run(Command::Top) => list.step(i32::MIN, seen),
        Action::Run(Command::Bottom) => list.step(i32::MAX, seen),
        Action::Run(Command::Across) => pick(model, effects),
        Action::Run(Command::Filter) => list.typing = !list.is_empty(),
        Action::Run(Command::StartSearch) | Action::Run(Command::SearchLibrary) if list.is_empty() => {}
        Action::Run(Command::StartSearch) | Action::Run(Command::SearchLibrary) => library_search::open(model, effects),
        Action::Run(Command::SortPeople) => {
            list.order(list.sort.next());
            list.show(seen);
            let sort = list.sort;
            model.session.library_sort = sort;
            model.message = Some(Message::note(sort.label()));
        }
        Action::Run(command @ (Command::ToggleLater | Command::ToggleStar | Command::ToggleUnread)) => {
            labels::toggle(model, command, effects);
        }
        Action::Run(Command::NextMention(_)) => labels::toggle(model, Command::ToggleStar, effects),
        Action::Run(Command::Mark | Command::TagArticle) => picker::tag(model),
        Action::Run(Command::Reload) => labels::refresh(model, effects),
        Action::Run(Command::ShowEverybody) => everybody::open(model, effects),
        Action::Run(Command::Palette) => picker::commands(model),
        Action::Run(Command::DeleteNote) => ask(model),
        Action::Run(Command::OpenLink) => {
            if let Some(source) = list.entry().map(|entry| entry.source.clone()) {
                if selection::is_safe(&source) {
                    selection::open(model, &source, effects);
                } else {
                    model.message = Some(Message::note("this article has no web address"));
                }
            }
        }
        Action::Run(Command::LastArticle) => effects.push(Effect::Open(Opening::Previous)),
        Action::Run(Command::ToggleHelp) => model.overlays.push(Overlay::Help(HelpState::default())),
        Action::Run(Command::ShowLibrary) if !list.home => drop(model.overlays.pop()),
        // Explain commands that only work while reading.
        Action::Input(_) | Action::Paste(_) | Action::Run(Command::ShowLibrary) => {}
        _ => {
            let (open, help) = (model.session.keys.key_of("across"), model.session.keys.key_of("help"));
            model.message =
                Some(Message::note(format!("only while reading: {open} opens an article, {help} shows the keys")));
        }
    }
}

/// Opens the selected article, or returns to it if it is already open.
fn pick(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(list) = list(model) else { return };
    if list.is_empty() {
        effects.push(Effect::Open(Opening::Sample));
        return;
    }
    let Some(entry) = list.entry().cloned() else { return };
    if entry.id == model.document.article.id {
        model.overlays.pop();
        return;
    }
    let other = model.session.others.iter().position(|open| open.is(&entry));
    effects.push(Effect::Open(other.map_or(Opening::Entry(entry.id, entry.source), Opening::Other)));
}

/// Asks whether to forget the selected article (`D`).
fn ask(model: &mut Model) {
    let read_only = model.session.read_only.is_some();
    let Some(list) = list(model) else { return };
    let Some(entry) = list.entry() else { return };
    if read_only || entry.id.0.is_empty() {
        let why = if read_only {
            "cannot forget articles: the library is read-only"
        } else {
            "this article is not in the library"
        };
        model.message = Some(Message::note(why));
        return;
    }
    let notes = match entry.notes {
        0 => String::new(),
        1 => " with your note".to_owned(),
        notes => format!(" with your {notes} notes"),
    };
    // The keys come first, because a narrow screen cuts off the end.
    let title = crate::reader::layout::text_measure::fit(&title(entry), 40);
    let question = format!("forget permanently? y: yes, any other key keeps “{title}”{notes}");
    list.asking = Some(entry.id.clone());
    model.message = Some(Message::error(question));
}

fn answer(model: &mut Model, action: &Action, effects: &mut Vec<Effect>) {
    // Only a key press answers the question.
    let Action::Input(key) = action else { return };
    let Some(id) = list(model).and_then(|list| list.asking.take()) else { return };
    if matches!(key.code, KeyCode::Char('y' | 'Y')) {
        model.message = Some(Message::note("forgetting…"));
        effects.push(Effect::Library(LibraryRequest::Forget(id)));
    } else {
        model.message = Some(Message::note("kept"));
    }
}

/// Cancels the question or the filter, or else closes the screen. Returns whether to quit the program. `quit`: whether
/// the key was the one that quits.
pub(in crate::reader) fn close(model: &mut Model, quit: bool) -> bool {
    let Some(list) = list(model) else { return false };
    if list.asking.take().is_some() {
        model.message = Some(Message::note("kept"));
        return false;
    }
    if list.typing || (!list.text.is_empty() && !quit) {
        list.typing = false;
        list.text.clear();
        let sort = list.sort;
        list.order(sort);
        return false;
    }
    if list.home {
        return true;
    }
    model.overlays.pop();
    false
}

/// Scrolls the selected article into view after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    let seen = LibraryPage::new(model.session.screen).seen();
    if let Some(list) = list(model) {
        list.show(seen);
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::library_request::LibraryEvent;
    use std::sync::Arc;

    use super::*;
    use crate::ingest;
    use crate::reader::overlays::library::OpenArticle;
    use crate::reader::update::testing::keys;
    use crate::reader::update::update;
    use crate::text::{Article, ArticleId};

    fn entry(title: &str) -> LibraryEntry {
        LibraryEntry {
            id: ArticleId::of_text(title),
            title: Some(title.to_owned()),
            source: format!("/a/{title}.txt"),
            notes: 1,
            ..LibraryEntry::default()
        }
    }

    fn library() -> Model {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        assert_eq!(keys(&mut model, "L"), [Effect::Library(LibraryRequest::List)]);
        update(&mut model, Action::Library(LibraryEvent::Listed(vec![entry("mill"), entry("boat"), entry("quay")])));
        model
    }

    fn says(model: &Model) -> &str {
        model.message.as_ref().map_or("", |message| message.text.as_str())
    }

    #[test]
    fn an_article_is_found_and_opened() {
        let mut model = library();
        assert_eq!(keys(&mut model, "\\ b o q enter enter"), [], "nothing is like that");
        let boat = [Effect::Open(Opening::Entry(entry("boat").id, "/a/boat.txt".to_owned()))];
        assert_eq!(keys(&mut model, "\\ backspace enter enter"), boat);
        assert_eq!(keys(&mut model, "esc enter"), boat, "all of them again, and still this one");
        assert_eq!(keys(&mut model, "g j enter"), boat);
        assert_eq!(keys(&mut model, "G k enter"), boat);
        assert_eq!(keys(&mut model, "g ? q q"), []);
        assert!(model.overlays.is_empty() && !model.quit, "back to the article");
    }

    #[test]
    fn what_is_open_is_gone_back_to() {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        let open = |id, source: &str| OpenArticle { id, source: source.to_owned() };
        model.session.others = vec![open(None, "/new.txt"), open(Some(entry("boat").id), "/a/boat.txt")];
        keys(&mut model, "L");
        let sample = LibraryEntry { id: model.document.article.id.clone(), ..entry("sample") };
        update(&mut model, Action::Library(LibraryEvent::Listed(vec![sample, entry("boat")])));
        assert_eq!(keys(&mut model, "enter"), [Effect::Open(Opening::Other(0))]);
        assert_eq!(keys(&mut model, "G enter"), [Effect::Open(Opening::Other(1))]);
        assert_eq!(keys(&mut model, "k enter"), []);
        assert!(model.overlays.is_empty(), "that one is below");
    }

    #[test]
    fn nothing_is_forgotten_unasked() {
        let mut model = library();
        for no in ["n", "esc", "enter", "D", "ctrl-c"] {
            assert_eq!(keys(&mut model, "D"), []);
            assert!(says(&model).ends_with("any other key keeps “mill” with your note"), "{no}: {}", says(&model));
            assert_eq!(keys(&mut model, no), [], "{no}");
            assert_eq!((says(&model), model.quit, model.overlays.len()), ("kept", false, 1), "{no}");
        }
        assert_eq!(keys(&mut model, "j D y"), [Effect::Library(LibraryRequest::Forget(entry("boat").id))]);
        update(&mut model, Action::Library(LibraryEvent::Listed(vec![entry("mill"), entry("quay")])));
        assert!(says(&model).starts_with("forgetting"));
        let next = keys(&mut model, "enter");
        assert_eq!(next, [Effect::Open(Opening::Entry(entry("quay").id, "/a/quay.txt".to_owned()))]);
        model.session.read_only = Some("why not".to_owned());
        assert_eq!(keys(&mut model, "D y"), []);
    }

    #[test]
    fn with_nothing_read_there_is_a_sample_and_a_way_out() {
        let mut model = Model::new(Arc::new(Article::default()), (80, 24));
        update(&mut model, Action::Run(Command::ShowLibrary));
        assert_eq!(keys(&mut model, "enter"), []);
        update(&mut model, Action::Library(LibraryEvent::Listed(Vec::new())));
        assert_eq!(keys(&mut model, "j D s \\ enter"), [Effect::Open(Opening::Sample)]);
        keys(&mut model, "esc");
        assert!(model.quit);
    }
}
