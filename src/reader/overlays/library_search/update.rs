//! Opens and handles the library search (`S`, or `/` in the library).

use crossterm::event::{KeyCode, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::library::db::{Found, Hit};
use crate::reader::document::origin::place_of;
use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::overlays::library::{ENTRY_ROWS, LibraryPage};
use crate::reader::overlays::library_search::LibrarySearch;
use crate::reader::panes::list::rows::Row;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Effect, Model, Overlay, Pane, Tab};

/// Opens the screen: with the person or speaker selected in the list as query, or with the last query.
pub(in crate::reader) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let mut finding = model.session.library_search.clone().unwrap_or_default();
    if let Some(name) = selected_person(model) {
        finding = LibrarySearch { text: format!("by:\"{}\" ", name.replace('"', " ")), ..LibrarySearch::default() };
    }
    let again = finding.is_settled();
    model.overlays.push(Overlay::LibrarySearch(Box::new(finding)));
    if !again {
        look(model, effects);
    }
}

/// Opens the screen for everything that this person said.
pub(in crate::reader) fn open_for(model: &mut Model, name: Option<String>, effects: &mut Vec<Effect>) {
    let Some(name) = name else { return open(model, effects) };
    let text = format!("by:\"{}\" ", name.replace('"', " "));
    model.overlays.push(Overlay::LibrarySearch(Box::new(LibrarySearch { text, ..LibrarySearch::default() })));
    look(model, effects);
}

/// Returns the name of the person, or of the speaker of the quote, that is selected in the list.
pub(in crate::reader) fn selected_person(model: &Model) -> Option<String> {
    let document = &model.document;
    if document.focus == Pane::List && document.tab == Tab::Quotes {
        let Row::Quote { index, .. } = document.selected_row()? else { return None };
        let quote = document.annotations.attributions.get(*index)?;
        quote.speaker.as_ref()?;
        let speaker = document.index.speaker_of.get(*index).and_then(|s| document.index.speakers.get(*s))?;
        return Some(speaker.name.clone());
    }
    document.selected_person().map(|person| person.name.clone())
}

fn finding(model: &mut Model) -> Option<&mut LibrarySearch> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::LibrarySearch(finding) => Some(&mut **finding),
        _ => None,
    })
}

fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(finding) = finding(model)
        && finding.look()
    {
        effects.push(Effect::Library(LibraryRequest::Search(finding.text.clone())));
    }
}

/// Stores the matches that the library returned.
pub(in crate::reader) fn found(model: &mut Model, typed: &str, hits: Vec<Hit>, effects: &mut Vec<Effect>) {
    if let Some(finding) = finding(model) {
        finding.take(typed, hits);
        if finding.is_settled() && std::mem::take(&mut finding.eager) {
            pick(model, effects);
        }
    }
}

/// Handles an action while the search is open.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action, effects: &mut Vec<Effect>) {
    let page = LibraryPage::new(model.session.screen);
    let seen = page.seen();
    let rows = i32::try_from(seen).unwrap_or(i32::MAX);
    let mut behind = model.behind;
    let Some(finding) = finding(model) else { return };
    if let Action::Mouse(event) = action {
        match event.kind {
            MouseEventKind::ScrollDown => finding.step(1, seen),
            MouseEventKind::ScrollUp => finding.step(-1, seen),
            MouseEventKind::Down(MouseButton::Left) => {
                let at = Position::new(event.column, event.row);
                let row = finding.top + usize::from(at.y.saturating_sub(page.list.y) / ENTRY_ROWS);
                if page.list.contains(at) && row < finding.list().len() {
                    // The first click selects, the second opens, as in the library.
                    let again = std::mem::replace(&mut finding.selected, row) == row;
                    if again {
                        pick(model, effects);
                    }
                }
            }
            _ => {}
        }
        return;
    }
    if matches!(action, Action::Input(key) if key.code == KeyCode::Tab) {
        finding.turn();
        model.behind = 0;
        look(model, effects);
        return;
    }
    let typed = edit(&mut finding.text, &mut behind, action);
    model.behind = behind;
    let Some(finding) = self::finding(model) else { return };
    match typed {
        Typed::Changed => look(model, effects),
        Typed::Done => pick(model, effects),
        Typed::Left => close(model),
        Typed::Moved(n) => finding.step(n, seen),
        Typed::Paged(n) => finding.step(n.saturating_mul(rows), seen),
        Typed::Complete(_) | Typed::Nothing => {}
    }
}

/// Closes the screen; keeps the matches for next time.
pub(in crate::reader) fn close(model: &mut Model) {
    if let Some(Overlay::LibrarySearch(finding)) = model.overlays.pop() {
        model.session.library_search = Some(*finding);
    }
}

/// Opens the article of the selected match at its words.
fn pick(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(finding) = finding(model) else { return };
    if !finding.is_settled() {
        finding.eager = true;
        return;
    }
    let Some(hit) = finding.hit().cloned() else { return };
    model.session.library_search = Some(finding.clone());
    if hit.article != model.document.article.id {
        effects.push(Effect::OpenAt(place_of(&hit)));
        return;
    }
    model.overlays.clear();
    if let Found::Note(id) = &hit.found {
        navigate::select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if at == id));
        model.document.tab = Tab::Notes;
    }
    if let Some(span) = hit.span.filter(|span| !span.is_empty()) {
        navigate::jump_to_words(model, span);
    }
}

/// Scrolls the selected match into view after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    let seen = LibraryPage::new(model.session.screen).seen();
    if let Some(finding) = finding(model) {
        finding.show(seen);
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::library_request::LibraryEvent;
    use std::sync::Arc;

    use super::*;
    use crate::ingest;
    use crate::library::notes::Marks;
    use crate::reader::place::Place;
    use crate::reader::update::testing::keys;
    use crate::reader::update::update;
    use crate::text::{ArticleId, Span};

    fn hit(title: &str, article: ArticleId) -> Hit {
        Hit {
            found: Found::Quote { kind: crate::nlp::QuoteKind::Direct, speaker: None },
            article,
            title: Some(title.to_owned()),
            source: format!("/a/{title}.txt"),
            date: "2024-02-06".to_owned(),
            dated: true,
            words: "the second boat".to_owned(),
            on: None,
            earlier: false,
            marks: Marks::default(),
            span: Some(Span::new(40, 50)),
            score: 0.0,
        }
    }

    #[test]
    fn hits_come_while_one_types_and_open_at_their_words() {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        let asked = keys(&mut model, "L / b o");
        assert_eq!(
            asked,
            [
                Effect::Library(LibraryRequest::List),
                Effect::Library(LibraryRequest::Search("b".to_owned())),
                Effect::Library(LibraryRequest::Search("bo".to_owned()))
            ]
        );
        let (other, own) = (ArticleId::of_text("other"), model.document.article.id.clone());
        update(&mut model, Action::Library(LibraryEvent::Found("b".to_owned(), Vec::new())));
        assert!(!finding(&mut model).unwrap().is_settled(), "an answer to what is not typed any more");
        let hits = vec![hit("other", other.clone()), hit("sample", own)];
        assert_eq!(keys(&mut model, "enter"), [], "nothing to open yet");
        let opened = update(&mut model, Action::Library(LibraryEvent::Found("bo".to_owned(), hits)));
        let place = Place {
            article: other,
            source: "/a/other.txt".to_owned(),
            span: Some(Span::new(40, 50)),
            words: "the second boat".to_owned(),
        };
        assert_eq!(opened, [Effect::OpenAt(place.clone())], "it is opened as soon as it is found");
        assert_eq!(keys(&mut model, "enter"), [Effect::OpenAt(place)]);
        // A match in this article moves the cursor, and the matches are kept.
        assert_eq!(keys(&mut model, "down enter"), []);
        assert!(model.overlays.is_empty() && model.document.cursor == model.snap(40));
        assert_eq!(keys(&mut model, "S"), [], "it is there still");
        assert_eq!(finding(&mut model).unwrap().selected, 1);
        assert_eq!(keys(&mut model, "tab"), [Effect::Library(LibraryRequest::Search("bo in:quotes ".to_owned()))]);
        assert_eq!(keys(&mut model, "esc"), []);
        assert!(model.overlays.is_empty() && !model.quit);
    }
}
