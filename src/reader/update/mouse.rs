//! Handles the mouse: wheel, clicks, dragging.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::reader::layout::geometry::{geometry, tab_labels};
use crate::reader::navigate;
use crate::reader::panes::article::motion;
use crate::reader::panes::facts::update as facts;
use crate::reader::panes::list::row_text::row_height;
use crate::reader::panes::list::update as lists;
use crate::reader::panes::strip;
use crate::reader::{Model, Pane, Tab};
use crate::text::Span;

/// Handles a mouse event while no overlay is open.
pub(super) fn apply(model: &mut Model, event: MouseEvent) {
    let at = Position::new(event.column, event.row);
    let notch = i32::from(model.session.screen_settings.wheel);
    match event.kind {
        MouseEventKind::ScrollDown => wheel(model, at, notch),
        MouseEventKind::ScrollUp => wheel(model, at, -notch),
        MouseEventKind::Down(MouseButton::Left) => click(model, at),
        MouseEventKind::Drag(MouseButton::Left) => drag(model, at),
        MouseEventKind::Up(MouseButton::Left) => {
            (model.drag, model.moves_divider, model.moves_thumb) = (None, false, false);
        }
        _ => {}
    }
}

/// Scrolls the pane below the pointer; the focus stays.
fn wheel(model: &mut Model, at: Position, by: i32) {
    if !geometry(model).list.contains(at) {
        motion::scroll(model, by);
        return;
    }
    let last = model.document.rows.get(model.document.tab.index()).map_or(0, |r| r.len().saturating_sub(1));
    let tab = model.document.tab.index();
    model.clicked = None;
    if let Some(list) = model.document.lists.get_mut(tab) {
        list.top = list.top.saturating_add_signed(by as isize).min(last);
    }
}

fn click(model: &mut Model, at: Position) {
    let screen = geometry(model);
    (model.drag, model.moves_divider, model.moves_thumb) = (None, screen.divider.contains(at), false);
    if model.moves_divider {
        return;
    }
    let tab = tab_labels(screen.tabs, model.document.tab).iter().position(|(rect, _)| rect.contains(at));
    if let Some(tab) = tab.and_then(|at| Tab::ALL.get(at).copied()) {
        navigate::show_tab(model, tab);
    } else if screen.list.contains(at) {
        click_row(model, usize::from(at.y - screen.list.y));
    } else if screen.strip.contains(at) {
        if let Some(quote) = strip::quote_at(model, screen.strip, at.y) {
            navigate::push_jump(model);
            navigate::select_quote(model, quote);
        }
    } else if screen.scrollbar.contains(at) {
        model.document.focus = Pane::Article;
        model.moves_thumb = true;
        navigate::push_jump(model);
        thumb_to(model, at.y);
    } else if screen.article.contains(at) {
        model.document.focus = Pane::Article;
        model.document.mark = None;
        model.document.goal = None;
        if let Some(byte) = byte_at(model, at) {
            model.document.cursor = byte;
            model.drag = Some(byte);
            navigate::follow_cursor(model);
        }
    }
}

/// Scrolls to the part of the article at a row of the scrollbar.
fn thumb_to(model: &mut Model, row: u16) {
    let bar = geometry(model).scrollbar;
    let row = row.clamp(bar.y, bar.bottom().saturating_sub(1).max(bar.y));
    let far = f64::from(row - bar.y) / f64::from(bar.height.max(2) - 1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the length")]
    let byte = (far * model.document.article.text.len() as f64) as usize;
    let byte = crate::reader::layout::text_measure::head(&model.document.article.text, byte).len();
    navigate::show_place(model, byte, Span::new(byte, byte + 1));
    navigate::follow_cursor(model);
}

/// Returns the byte at a position, or the nearest one on its line or the line above.
fn byte_at(model: &Model, at: Position) -> Option<usize> {
    let text = geometry(model).text;
    let row = at.y.checked_sub(text.y)?;
    let lines = model.document.layouts.visible(model.document.top, text.height);
    let (_, pos) = lines.iter().rev().find(|(shown, _)| *shown <= row)?;
    Some(model.document.layouts.line(*pos)?.byte_at(at.x.saturating_sub(text.x)))
}

/// Drags the divider or the scrollbar, or extends the selection; scrolls at an edge.
fn drag(model: &mut Model, at: Position) {
    if model.moves_divider {
        crate::reader::update::appearance::divider_to(model, at.x);
        return;
    }
    if model.moves_thumb {
        thumb_to(model, at.y);
        return;
    }
    let Some(from) = model.drag else { return };
    let text = geometry(model).text;
    if at.y < text.y || (at.y == text.y && model.document.top != crate::reader::layout::LinePos::default()) {
        model.scroll(-1);
        model.refresh();
    } else if at.y + 1 >= text.bottom() {
        model.scroll(1);
        model.refresh();
    }
    let inside = Position::new(at.x, at.y.clamp(text.y, text.bottom().saturating_sub(1).max(text.y)));
    let Some(byte) = byte_at(model, inside) else { return };
    if byte != from || model.document.mark.is_some() {
        model.document.mark = Some(from);
        model.document.cursor = byte;
        model.document.goal = None;
        navigate::follow_cursor(model);
    }
}

/// Selects the row at screen row `row` of the list; a click on the selected row jumps to the article.
fn click_row(model: &mut Model, row: usize) {
    let rows = crate::reader::panes::list::rows::rows(model, model.document.tab);
    let list = model.document.list(model.document.tab);
    let width = geometry(model).list.width;
    let had_focus = model.document.focus == Pane::List;
    let tab = model.document.tab;
    // The first click may have moved the row: its lines were counted before it was shown whole.
    let is_again = model.clicked.replace((tab, row, list.selected)) == Some((tab, row, list.selected));
    if is_again && had_focus {
        lists::across(model);
        return;
    }
    if !had_focus {
        navigate::push_jump(model);
    }
    model.document.focus = Pane::List;
    let mut below = 0;
    for (at, it) in rows.iter().enumerate().skip(list.top) {
        below += usize::from(row_height(model, it, width, at == 0));
        if row < below {
            if at == list.selected && had_focus {
                lists::across(model);
            } else {
                lists::select(model, at);
                model.clicked = Some((tab, row, model.document.list(tab).selected));
                // One click opens or closes a section.
                facts::activate(model);
            }
            return;
        }
    }
}
