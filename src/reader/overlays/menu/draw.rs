//! Draws a menu.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::nlp;
use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::HERE;
use crate::reader::layout::text_measure::width;
use crate::reader::overlays::menu::{Menu, MenuPage, Wants};
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Columns of the selection mark and the blank after it.
const MARK: u16 = 2;
/// Columns of the key and the blanks after it.
const KEY: u16 = 3;

/// Draws the menu; returns the cursor position while text is typed.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, menu: &Menu) -> Option<(u16, u16)> {
    let page = MenuPage::new(frame.model.session.screen, menu);
    let last = (menu.top + page.seen()).min(menu.len());
    let remark = match menu.saving {
        true => "saving…".to_owned(),
        false if last - menu.top.min(last) < menu.len() => format!("{}–{last} of {}", menu.top + 1, menu.len()),
        false => String::new(),
    };
    boxes::draw(frame, canvas, page.area, &menu.title, &remark);
    let text = frame.on_text(Scope::Text);
    for (at, y) in (menu.top..menu.len()).zip(page.list.top()..page.list.bottom()) {
        let row = Rect { y, height: 1, ..page.list };
        let selected = at == menu.selected;
        let base = if selected { text.patch(frame.style(Scope::SelectedRow)) } else { text };
        canvas.clear(row, base);
        if selected {
            canvas.put(row.x, y, row.width, HERE.text, frame.over(base, Scope::FocusedBorder));
        }
        let inner = Rect { x: row.x + MARK.min(row.width), width: row.width.saturating_sub(MARK), ..row };
        draw_row(frame, canvas, inner, menu, at, base);
    }
    if page.line.is_empty() {
        return None;
    }
    Some(line(frame, canvas, page.line, menu))
}

fn draw_row(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect, menu: &Menu, at: usize, base: Style) {
    let Some(row) = menu.row(at) else {
        // The typed text itself as a choice.
        let what = match &menu.wants {
            Some(Wants::Name(_)) => "new name".to_owned(),
            Some(Wants::Day) => {
                let day = menu.fresh().and_then(nlp::day);
                day.map_or_else(|| "year missing".to_owned(), |day| frame.model.session.dates.day(&day.to_string()))
            }
            _ => String::new(),
        };
        let taken = canvas.put_right(area.right(), area.y, area.width / 2, &what, frame.quiet(base));
        let room = area.width.saturating_sub(taken + 2);
        canvas.put(area.x, area.y, room, menu.fresh().unwrap_or_default(), bold(base));
        return;
    };
    if row.choice.is_none() {
        canvas.put(area.x, area.y, area.width, &row.text, frame.quiet(base));
        return;
    }
    let mut x = area.x;
    if let Some(key) = row.key.filter(|_| menu.typed.is_none()) {
        canvas.put(x, area.y, area.width, &key.to_string(), bold(frame.over(base, Scope::FocusedBorder)));
    }
    x = x.saturating_add(KEY.min(area.width));
    let room = area.right().saturating_sub(x);
    // The choice takes precedence over the remark.
    let left = room.saturating_sub(width(&row.text)).saturating_sub(2).max(room / 4);
    let side = if room >= 20 { row.side.as_str() } else { "" };
    let taken = canvas.put_right(area.right(), area.y, left.min(room), side, frame.quiet(base));
    let gap = if taken > 0 { taken + 2 } else { 0 };
    canvas.put(x, area.y, room.saturating_sub(gap), &row.text, base);
}

/// Draws the input line; returns the cursor position.
fn line(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect, menu: &Menu) -> (u16, u16) {
    let text = frame.on_text(Scope::Text);
    let signed = canvas.put(area.x, area.y, area.width, "›", bold(frame.on_text(Scope::FocusedBorder))) + 1;
    let place = Rect { x: area.x.saturating_add(signed), width: area.width.saturating_sub(signed), ..area };
    let typed = menu.typed.as_deref().unwrap_or_default();
    (crate::reader::panes::prompt::typed(frame, canvas, place, typed, text).min(area.right() - 1), area.y)
}
