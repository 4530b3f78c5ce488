//! Draws the note editor below the words of the note.

use ratatui::buffer::CellWidth as _;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use crate::reader::Editor;
use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::theme::Scope;

/// Draws the editor in `area`; returns its cursor position.
pub(in crate::reader) fn draw(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    editor: &Editor,
) -> Option<(u16, u16)> {
    let area = area.intersection(canvas.area());
    if area.is_empty() {
        return None;
    }
    // The words of the note are highlighted right above, so the title need not repeat them.
    let name = match (&editor.note, &editor.about, editor.span) {
        (None, Some(about), _) => format!("New note on {about}"),
        (None, None, Some(_)) => "New note".to_owned(),
        (None, None, None) => "New note on the whole article".to_owned(),
        (Some(_), ..) => "Note".to_owned(),
    };
    let remark = match editor {
        Editor { outside: true, .. } => "in your editor…",
        Editor { saving: true, .. } => "saving…",
        _ => "Ctrl-s save · Esc cancel",
    };
    let inner = boxes::draw(frame, canvas, area, &name, remark);
    (&editor.area).render(inner, canvas.buffer());
    Some(finish(frame, canvas, inner))
}

/// Applies the theme and removes unsafe characters. Replaces the widget's painted cursor with the terminal's own;
/// returns its position.
fn finish(frame: &Frame<'_>, canvas: &mut Canvas<'_>, inner: Rect) -> (u16, u16) {
    let base = frame.on_text(Scope::Text);
    let mut cursor = (inner.x, inner.y);
    for y in inner.top()..inner.bottom() {
        for x in inner.left()..inner.right() {
            let Some(cell) = canvas.buffer().cell_mut((x, y)) else { continue };
            if cell.modifier.contains(Modifier::REVERSED) {
                cursor = (x, y);
            }
            let symbol = crate::text::printable_line(cell.symbol()).into_owned();
            let right = u32::from(x) + u32::from(symbol.cell_width());
            cell.set_symbol(if right > u32::from(inner.right()) { " " } else { &symbol });
            cell.set_style(Style::reset().patch(base));
        }
    }
    cursor
}
