//! The list of keys.

use crate::app::help::HelpPage;
use crate::app::{Action, Model, Overlay};

/// Scrolls the help, or closes it.
pub(super) fn apply(model: &mut Model, action: &Action) {
    let help = HelpPage::new(model.screen);
    let Some(Overlay::Help { top }) = model.overlays.last_mut() else { return };
    *top = help.last_top().min(*top);
    let by = |rows: i32| top.saturating_add_signed(rows as isize);
    let page = i32::try_from(help.rows.saturating_sub(2).max(1)).unwrap_or(i32::MAX);
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
        Action::Bottom => help.last_top(),
        Action::ToggleHelp => {
            model.overlays.pop();
            return;
        }
        _ => return,
    };
    *top = to.min(help.last_top());
}
