//! Marks: letters for positions in the article (`M`, `'`).

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::panes::article::motion;
use crate::reader::{Effect, Message, Model};
use crate::text::Span;

/// Waits for the letter of a mark to set or to go to.
pub(super) fn start(model: &mut Model, set: bool) {
    let says = if set {
        "set a mark: press a letter".to_owned()
    } else if model.document.marks.is_empty() {
        let says = model.session.keys.with_own_keys("no marks yet: `M` and a letter set one");
        model.message = Some(Message::note(says));
        return;
    } else {
        let article = &model.document.article;
        let paragraph = |byte: usize| article.block_at(byte).map_or(1, |block| block + 1);
        let marks = model.document.marks.iter().map(|(letter, at)| format!("{letter} ¶{}", paragraph(*at)));
        format!("go to mark: {}", marks.collect::<Vec<_>>().join(" · "))
    };
    model.naming = Some(set);
    model.message = Some(Message::note(says));
}

/// Takes the marks of earlier sessions; those that were set since stay.
pub(super) fn found(model: &mut Model, mut marks: BTreeMap<char, usize>) {
    marks.append(&mut model.document.marks);
    model.document.marks = marks;
}

/// Sets the mark with this letter, or goes to it. The key of `go-to-mark` again jumps back.
pub(super) fn named(model: &mut Model, key: KeyEvent, effects: &mut Vec<Effect>) {
    let Some(set) = model.naming.take() else { return };
    let is_plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    let KeyCode::Char(letter) = key.code else { return };
    if !is_plain {
        return;
    }
    if set {
        if letter.is_alphanumeric() {
            model.document.marks.insert(letter, model.document.cursor);
            effects.push(Effect::Library(LibraryRequest::SaveBookmark(letter, model.document.cursor)));
            let says = format!("mark {letter} set: `'` and {letter} go to it");
            model.message = Some(Message::note(model.session.keys.with_own_keys(&says)));
        } else {
            model.message = Some(Message::note("a mark needs a letter or a digit"));
        }
        return;
    }
    match model.document.marks.get(&letter).copied() {
        Some(at) => navigate::jump_to_words(model, Span::new(at, at + 1)),
        None if !letter.is_alphanumeric() => motion::jump_back(model),
        None => model.message = Some(Message::note(format!("there is no mark {letter}"))),
    }
}
