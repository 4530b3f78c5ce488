//! What the tutorial does to the screen: it keeps lines at the foot, and ends when every key has been used.

use crate::reader::{Message, Model};

/// Ends the tutorial when every key has been used, and keeps room for it. Whether that room has changed.
pub(in crate::reader) fn teach(model: &mut Model) -> bool {
    if model.document.tutorial.is_some_and(|lesson| lesson.is_over()) && model.overlays.is_empty() {
        model.document.tutorial = None;
        let quit = model.session.keys.key_of("close-or-quit");
        model.message =
            Some(Message::note(format!("that is all it takes; to leave: {quit}; to read your own: pullquote FILE")));
    }
    let rows = rows(model);
    std::mem::replace(&mut model.session.shape.foot, rows) != rows
}

/// Rows that the tutorial needs at the foot of the screen.
pub(in crate::reader) fn rows(model: &Model) -> u16 {
    let columns = model.session.screen.0.saturating_sub(2);
    let rows = model.document.tutorial.map_or(0, |lesson| lesson.lines(&model.session.keys, columns).len());
    u16::try_from(rows).unwrap_or_default()
}
