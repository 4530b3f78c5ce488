//! Sets the date of the article (`W`), which resolves dates such as "on Tuesday".

use std::sync::Arc;

use crate::nlp;
use crate::reader::corrections::update as correct;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::menu::control as menu;
use crate::reader::overlays::menu::{Menu, Wants};
use crate::reader::{Effect, Message, Model};

/// Asks for the date.
pub(in crate::reader) fn ask(model: &mut Model) {
    if model.document.article.text.is_empty() {
        return;
    }
    let mut made = Menu::new("Date of the article (2023-03-15)", Vec::new(), Some(Wants::Day));
    made.typed = Some(String::new());
    menu::open(model, made);
}

/// Handles the typed date.
pub(in crate::reader) fn typed(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let Some(day) = nlp::day(text).map(|day| day.to_string()) else {
        model.message = Some(Message::error("enter a date with its year: 2023-03-15, or 15 March 2023"));
        return;
    };
    model.overlays.pop();
    let says = format!("article date: {}; relative dates are resolved from it", model.session.dates.day(&day));
    model.message = Some(Message::note(says));
    set(model, day.clone());
    effects.push(Effect::Library(LibraryRequest::SaveDay(day)));
}

/// Stores the date and updates the annotations.
pub(in crate::reader) fn set(model: &mut Model, day: String) {
    Arc::make_mut(&mut model.document.article).date = Some(day);
    let found = Arc::clone(model.document.annotations.found());
    correct::apply(model, found, None);
}
