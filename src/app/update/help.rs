//! The list of keys.

use crate::app::keymap::HELP;
use crate::app::{Action, Model, Overlay};

/// Scrolls the help, or closes it.
pub(super) fn apply(model: &mut Model, action: &Action) {
    let page = model.screen.1.saturating_sub(4).max(1);
    let Some(Overlay::Help { top }) = model.overlays.last_mut() else { return };
    let by = |rows: i32| top.saturating_add_signed(rows as isize);
    let page = i32::from(page);
    let to = match action {
        Action::Lines(n) | Action::Scroll(n) => by(*n),
        Action::Mouse(event) => match event.kind {
            crossterm::event::MouseEventKind::ScrollDown => by(3),
            crossterm::event::MouseEventKind::ScrollUp => by(-3),
            _ => return,
        },
        Action::HalfPages(n) => by(n.saturating_mul(page / 2)),
        Action::Pages(n) => by(n.saturating_mul(page)),
        Action::Top => 0,
        Action::Bottom => HELP.len(),
        Action::ToggleHelp => {
            model.overlays.pop();
            return;
        }
        _ => return,
    };
    // `view` shows the last page where this is more: it knows how many lines it draws.
    *top = to.min(HELP.len());
}
