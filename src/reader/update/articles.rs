//! Goes to the next article, and back to where an article was opened from.

use crate::export::notes_markdown;
use crate::reader::document::origin::Item;
use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::place::Opening;
use crate::reader::update::resize;
use crate::reader::{Effect, Message, Model, Overlay};
use crate::text::pasteable;

/// Opens the next or previous article of the list that this article was opened from, else of the files of the command
/// line. In a feed, opens the entry at the cursor.
pub(super) fn next(model: &mut Model, n: i32, effects: &mut Vec<Effect>) {
    let Some((at, of)) = model.sequence() else {
        match model.document.entry_here() {
            Some(entry) => effects.push(Effect::Open(Opening::Part(entry))),
            None => {
                let says = "no other article here: `L` opens the library";
                model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
            }
        }
        return;
    };
    let to = at.saturating_add_signed(n as isize).min(of - 1);
    if to == at {
        let which = if n > 0 { "last" } else { "first" };
        model.message = Some(Message::note(format!("this is the {which} article: {} of {of}", at + 1)));
        return;
    }
    // The next match of a search may lie in this article.
    let screen = model.session.screen;
    let mut origin = model.document.origin.clone();
    let item = origin.as_mut().and_then(|origin| origin.select(to, screen));
    match item {
        Some(Item::Place(place)) if place.article == model.document.article.id => {
            model.document.origin = origin;
            match place.span.filter(|span| !span.is_empty()) {
                Some(span) => navigate::jump_to_words(model, span),
                None => navigate::push_jump(model),
            }
            model.message = Some(Message::note(format!("match {} of {of}: in this article", to + 1)));
        }
        _ => effects.push(Effect::Open(Opening::Sibling(to))),
    }
}

/// Goes back to where the article was opened from. Returns whether there is such a place.
pub(super) fn back(model: &Model, effects: &mut Vec<Effect>) -> bool {
    let is_opened = model.document.origin.is_some();
    if is_opened {
        effects.push(Effect::Open(Opening::Back));
    }
    is_opened
}

/// Says that there is nothing to go back to.
pub(super) fn no_way_back(model: &mut Model) {
    let says = match model.document.article.text.is_empty() {
        true => "nothing to go back to: `q` quits",
        false => "nothing to go back to: `q` quits, `L` opens the library",
    };
    model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
}

/// Opens the overlays from which an article had been opened.
pub(super) fn resume(model: &mut Model, overlays: Vec<Overlay>, effects: &mut Vec<Effect>) {
    let home = model.document.article.text.is_empty();
    model.overlays = overlays;
    for overlay in &mut model.overlays {
        if let Overlay::Library(list) = overlay {
            (list.home, list.typing, list.asking) = (home, false, None);
            effects.push(Effect::Library(LibraryRequest::List));
        }
    }
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    if let Some(Overlay::Everybody(page)) = model.overlays.last_mut() {
        page.typing = false;
    }
}

/// Copies all notes on the article as Markdown.
pub(super) fn copy_notes(model: &mut Model, effects: &mut Vec<Effect>) {
    let document = &model.document;
    let count = document.notes.len();
    if count == 0 {
        model.message = Some(Message::note(model.session.keys.with_own_keys("no notes to copy: `a` adds one")));
        return;
    }
    let text = notes_markdown(&document.article, &document.notes, Some(&document.annotations));
    let notes = if count == 1 { "1 note".to_owned() } else { format!("{count} notes") };
    let says = format!("{notes} copied as Markdown; for files and other formats: pullquote notes export");
    model.message = Some(Message::note(says));
    effects.push(Effect::Copy(pasteable(&text)));
}
