//! Reserves rows for the tutorial and ends it when every key has been used.

use crate::reader::{Message, Model};

/// Ends the tutorial after its last step, and reserves rows for it. Returns whether the number of rows has changed.
pub(in crate::reader) fn teach(model: &mut Model) -> bool {
    if model.document.tutorial.is_some_and(|lesson| lesson.is_over()) && model.overlays.is_empty() {
        model.document.tutorial = None;
        let quit = model.session.keys.key_of("quit");
        model.message =
            Some(Message::note(format!("tutorial complete; {quit} quits; to read your own article: pullquote FILE")));
    }
    let rows = rows(model);
    std::mem::replace(&mut model.session.shape.foot, rows) != rows
}

/// Returns the rows that the tutorial needs at the bottom of the screen.
pub(in crate::reader) fn rows(model: &Model) -> u16 {
    let columns = model.session.screen.0.saturating_sub(2);
    let rows = model.document.tutorial.map_or(0, |lesson| lesson.lines(&model.session.keys, columns).len());
    u16::try_from(rows).unwrap_or_default()
}
