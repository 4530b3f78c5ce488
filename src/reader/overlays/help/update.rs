//! Scrolls and searches the help.

use crate::reader::overlays::help::HelpPage;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Command, Model, Overlay};

/// Handles an action: scrolls the help, searches it, or closes it.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action) {
    let Some(Overlay::Help(help)) = model.overlays.last_mut() else { return };
    if help.typing {
        match edit(&mut help.query, &mut model.behind, action) {
            Typed::Changed => help.top = 0,
            Typed::Done => help.typing = false,
            Typed::Left => close(model),
            Typed::Moved(n) => scroll(model, &Action::Run(Command::Lines(n))),
            Typed::Paged(n) => scroll(model, &Action::Run(Command::Pages(n))),
            Typed::Complete(_) => {}
            Typed::Nothing => scroll(model, action),
        }
        return;
    }
    match action {
        Action::Run(Command::StartSearch) => help.typing = true,
        Action::Run(Command::ToggleHelp) => drop(model.overlays.pop()),
        _ => scroll(model, action),
    }
}

/// Closes the search, or else the help.
pub(in crate::reader) fn close(model: &mut Model) {
    match model.overlays.last_mut() {
        Some(Overlay::Help(help)) if help.typing || !help.query.is_empty() => {
            (help.typing, help.top) = (false, 0);
            help.query.clear();
        }
        _ => drop(model.overlays.pop()),
    }
}

fn scroll(model: &mut Model, action: &Action) {
    let (screen, keys) = (model.session.screen, std::sync::Arc::clone(&model.session.keys));
    let Some(Overlay::Help(help)) = model.overlays.last_mut() else { return };
    let page = HelpPage::new(screen, &keys, &help.query);
    let top = page.last_top().min(help.top);
    let by = |rows: i32| top.saturating_add_signed(rows as isize);
    let rows = i32::try_from(page.rows.saturating_sub(2).max(1)).unwrap_or(i32::MAX);
    let to = match action {
        Action::Run(Command::Lines(n)) | Action::Run(Command::Scroll(n)) => by(*n),
        Action::Mouse(event) => match event.kind {
            crossterm::event::MouseEventKind::ScrollDown => by(3),
            crossterm::event::MouseEventKind::ScrollUp => by(-3),
            _ => top,
        },
        Action::Run(Command::HalfPages(n)) => by(n.saturating_mul(rows / 2)),
        Action::Run(Command::Pages(n)) => by(n.saturating_mul(rows)),
        Action::Run(Command::Top) => 0,
        Action::Run(Command::Bottom) => page.last_top(),
        _ => top,
    };
    help.top = to.min(page.last_top());
}
