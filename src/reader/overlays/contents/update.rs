//! Opens the table of contents, moves in it and follows its entries.

use crossterm::event::{MouseButton, MouseEventKind};

use crate::reader::navigate;
use crate::reader::overlays::contents::Contents;
use crate::reader::place::Opening;
use crate::reader::{Action, Command, Effect, Message, Model, Overlay, Pane};

/// Opens the contents at the current section.
pub(in crate::reader) fn open(model: &mut Model) {
    let Some(mut contents) = Contents::new(&model.document.article, model.document.cursor) else {
        model.message = Some(Message::note("no table of contents: the article has no headings"));
        return;
    };
    contents.select(contents.selected, model.session.screen);
    model.overlays.push(Overlay::Contents(contents));
}

/// Handles an action: moves the selection, follows an entry, or closes the contents.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action, effects: &mut Vec<Effect>) {
    let screen = model.session.screen;
    let Some(Overlay::Contents(contents)) = model.overlays.last_mut() else { return };
    let page = i32::try_from(contents.rows(screen).saturating_sub(1).max(1)).unwrap_or(i32::MAX);
    let by = |rows: i32| contents.selected.saturating_add_signed(rows as isize);
    let to = match action {
        Action::Run(Command::Lines(n)) | Action::Run(Command::Scroll(n)) => by(*n),
        Action::Run(Command::HalfPages(n)) => by(n.saturating_mul((page / 2).max(1))),
        Action::Run(Command::Pages(n)) => by(n.saturating_mul(page)),
        Action::Run(Command::Top) => 0,
        Action::Run(Command::Bottom) => usize::MAX,
        Action::Run(Command::Across) => return follow(model, effects),
        Action::Run(Command::ToggleContents) => {
            model.overlays.pop();
            return;
        }
        Action::Mouse(event) => match event.kind {
            MouseEventKind::ScrollDown => by(3),
            MouseEventKind::ScrollUp => by(-3),
            MouseEventKind::Down(MouseButton::Left) => match contents.at(screen, event.column, event.row) {
                Some(at) => {
                    contents.selected = at;
                    return follow(model, effects);
                }
                None => return,
            },
            _ => return,
        },
        _ => return,
    };
    contents.select(to, screen);
}

/// Jumps to the selected section. In a file of several articles, opens the article.
fn follow(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::Contents(contents)) = model.overlays.pop() else { return };
    if contents.selected < model.document.article.parts.len() {
        effects.push(Effect::Open(Opening::Part(contents.selected)));
    }
    let Some(section) = contents.sections.get(contents.selected) else { return };
    let start = section.start;
    model.document.focus = Pane::Article;
    model.document.mark = None;
    navigate::push_jump(model);
    model.document.goal = None;
    model.document.cursor = model.snap(start);
    model.show_at_top(model.document.cursor);
    navigate::follow_cursor(model);
}

/// Scrolls the selected entry into view after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    let screen = model.session.screen;
    for overlay in &mut model.overlays {
        if let Overlay::Contents(contents) = overlay {
            contents.select(contents.selected, screen);
        }
    }
}

/// Opens the contents first if the file holds several articles.
pub(in crate::reader) fn choose_first(model: &mut Model) {
    if model.document.article.several && model.overlays.is_empty() {
        open(model);
    }
}
