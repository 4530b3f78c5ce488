//! Opens the library (`L`) and the previous article (`Ctrl-^`), and handles the library's actions.

use crossterm::event::{KeyCode, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::library::db::ShelfEntry;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::library::{ENTRY_ROWS, Shelf, ShelfPage, title};
use crate::reader::overlays::library_search::update as library_search;
use crate::reader::panes::article::selection;
use crate::reader::place::Opening;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Command, Effect, HelpState, Message, Model, Overlay};

/// Opens the library. Without an open article, the library is the first screen.
pub(in crate::reader) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let home = model.document.article.text.is_empty();
    let shelf = Shelf { home, sort: model.session.library_sort, ..Shelf::default() };
    model.overlays.push(Overlay::Library(Box::new(shelf)));
    effects.push(Effect::Library(LibraryRequest::List));
}

fn shelf(model: &mut Model) -> Option<&mut Shelf> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Library(shelf) => Some(&mut **shelf),
        _ => None,
    })
}

/// Stores the articles that the library returned.
pub(in crate::reader) fn listed(model: &mut Model, entries: Vec<ShelfEntry>) {
    let others = model.session.others.clone();
    let seen = ShelfPage::new(model.session.screen).seen();
    if let Some(shelf) = shelf(model) {
        shelf.take(entries, &others);
        shelf.show(seen);
    }
}

/// Handles an action while the library is open.
pub(in crate::reader) fn apply(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let page = ShelfPage::new(model.session.screen);
    let seen = page.seen();
    let rows = i32::try_from(seen).unwrap_or(i32::MAX);
    let mut behind = model.behind;
    let Some(shelf) = shelf(model) else { return };
    if shelf.asking.is_some() {
        answer(model, &action, effects);
        return;
    }
    if shelf.typing {
        let typed = edit(&mut shelf.text, &mut behind, &action);
        model.behind = behind;
        let Some(shelf) = self::shelf(model) else { return };
        match typed {
            Typed::Changed => shelf.look(),
            Typed::Done | Typed::Left => shelf.typing = false,
            Typed::Moved(n) => shelf.step(n, seen),
            Typed::Paged(n) => shelf.step(n.saturating_mul(rows), seen),
            Typed::Complete(_) | Typed::Nothing => {}
        }
        if !matches!(action, Action::Mouse(_)) {
            return;
        }
    }
    let Some(shelf) = self::shelf(model) else { return };
    match action {
        Action::Mouse(event) => match event.kind {
            MouseEventKind::ScrollDown => shelf.step(1, seen),
            MouseEventKind::ScrollUp => shelf.step(-1, seen),
            MouseEventKind::Down(MouseButton::Left) if shelf.is_empty() => {}
            MouseEventKind::Down(MouseButton::Left) => {
                let at = Position::new(event.column, event.row);
                let row = shelf.top + usize::from(at.y.saturating_sub(page.list.y) / ENTRY_ROWS);
                if page.list.contains(at) && row < shelf.hits.len() {
                    // The first click selects, the second opens, as in the lists of the second pane.
                    let again = std::mem::replace(&mut shelf.selected, row) == row;
                    if again {
                        pick(model, effects);
                    }
                }
            }
            _ => {}
        },
        Action::Run(Command::Lines(n)) | Action::Run(Command::Scroll(n)) => shelf.step(n, seen),
        Action::Run(Command::HalfPages(n)) => shelf.step(n.saturating_mul((rows / 2).max(1)), seen),
        Action::Run(Command::Pages(n)) => shelf.step(n.saturating_mul(rows), seen),
        Action::Run(Command::Top) => shelf.step(i32::MIN, seen),
        Action::Run(Command::Bottom) => shelf.step(i32::MAX, seen),
        Action::Run(Command::Across) => pick(model, effects),
        Action::Run(Command::Filter) => shelf.typing = !shelf.is_empty(),
        Action::Run(Command::StartSearch) | Action::Run(Command::SearchLibrary) if shelf.is_empty() => {}
        Action::Run(Command::StartSearch) | Action::Run(Command::SearchLibrary) => library_search::open(model, effects),
        Action::Run(Command::SortPeople) => {
            shelf.order(shelf.sort.next());
            shelf.show(seen);
            let sort = shelf.sort;
            model.session.library_sort = sort;
            model.message = Some(Message::note(sort.label()));
        }
        Action::Run(Command::DeleteNote) => ask(model),
        Action::Run(Command::OpenLink) => {
            if let Some(source) = shelf.entry().map(|entry| entry.source.clone()) {
                if selection::is_safe(&source) {
                    selection::open(model, &source, effects);
                } else {
                    model.message = Some(Message::note("this article has no web address"));
                }
            }
        }
        Action::Run(Command::LastArticle) => effects.push(Effect::Open(Opening::Previous)),
        Action::Run(Command::ToggleHelp) => model.overlays.push(Overlay::Help(HelpState::default())),
        Action::Run(Command::ShowLibrary) if !shelf.home => drop(model.overlays.pop()),
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
    let Some(shelf) = shelf(model) else { return };
    if shelf.is_empty() {
        effects.push(Effect::Open(Opening::Sample));
        return;
    }
    let Some(entry) = shelf.entry().cloned() else { return };
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
    let Some(shelf) = shelf(model) else { return };
    let Some(entry) = shelf.entry() else { return };
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
    shelf.asking = Some(entry.id.clone());
    model.message = Some(Message::error(question));
}

fn answer(model: &mut Model, action: &Action, effects: &mut Vec<Effect>) {
    // Only a key press answers the question.
    let Action::Input(key) = action else { return };
    let Some(id) = shelf(model).and_then(|shelf| shelf.asking.take()) else { return };
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
    let Some(shelf) = shelf(model) else { return false };
    if shelf.asking.take().is_some() {
        model.message = Some(Message::note("kept"));
        return false;
    }
    if shelf.typing || (!shelf.text.is_empty() && !quit) {
        shelf.typing = false;
        shelf.text.clear();
        let sort = shelf.sort;
        shelf.order(sort);
        return false;
    }
    if shelf.home {
        return true;
    }
    model.overlays.pop();
    false
}

/// Scrolls the selected article into view after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    let seen = ShelfPage::new(model.session.screen).seen();
    if let Some(shelf) = shelf(model) {
        shelf.show(seen);
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::library_request::LibraryEvent;
    use std::sync::Arc;

    use super::*;
    use crate::ingest;
    use crate::reader::command::keymap;
    use crate::reader::overlays::library::OpenArticle;
    use crate::reader::update::update;
    use crate::text::{Article, ArticleId};

    fn entry(title: &str) -> ShelfEntry {
        ShelfEntry {
            id: ArticleId::of_text(title),
            title: Some(title.to_owned()),
            source: format!("/a/{title}.txt"),
            notes: 1,
            ..ShelfEntry::default()
        }
    }

    fn key(model: &mut Model, name: &str) -> Vec<Effect> {
        let key = crate::reader::command::chord::Key::parse(name).unwrap().event();
        keymap::action(model, &crossterm::event::Event::Key(key)).map_or_else(Vec::new, |action| update(model, action))
    }

    fn keys(model: &mut Model, names: &str) -> Vec<Effect> {
        names.split(' ').flat_map(|name| key(model, name)).collect()
    }

    fn library() -> Model {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        assert_eq!(key(&mut model, "L"), [Effect::Library(LibraryRequest::List)]);
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
        key(&mut model, "L");
        let sample = ShelfEntry { id: model.document.article.id.clone(), ..entry("sample") };
        update(&mut model, Action::Library(LibraryEvent::Listed(vec![sample, entry("boat")])));
        assert_eq!(key(&mut model, "enter"), [Effect::Open(Opening::Other(0))]);
        assert_eq!(keys(&mut model, "G enter"), [Effect::Open(Opening::Other(1))]);
        assert_eq!(keys(&mut model, "k enter"), []);
        assert!(model.overlays.is_empty(), "that one is below");
    }

    #[test]
    fn nothing_is_forgotten_unasked() {
        let mut model = library();
        for no in ["n", "esc", "enter", "D", "ctrl-c"] {
            assert_eq!(key(&mut model, "D"), []);
            assert!(says(&model).ends_with("any other key keeps “mill” with your note"), "{no}: {}", says(&model));
            assert_eq!(key(&mut model, no), [], "{no}");
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
        assert_eq!(key(&mut model, "enter"), []);
        update(&mut model, Action::Library(LibraryEvent::Listed(Vec::new())));
        assert_eq!(keys(&mut model, "j D s \\ enter"), [Effect::Open(Opening::Sample)]);
        key(&mut model, "esc");
        assert!(model.quit);
    }
}
