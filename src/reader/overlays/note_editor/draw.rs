//! Draws the note editor below the words of the note.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::reader::Editor;
use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::overlays::note_editor::wrap;
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
    // The widget moves by pages of the size that it was drawn with.
    (&editor.area).render(inner, &mut Buffer::empty(inner));
    if inner.is_empty() {
        return None;
    }
    Some(text(frame, canvas, inner, editor))
}

/// Draws the wrapped text; returns the cursor position.
fn text(frame: &Frame<'_>, canvas: &mut Canvas<'_>, inner: Rect, editor: &Editor) -> (u16, u16) {
    let base = frame.on_text(Scope::Text);
    let lines = editor.area.lines();
    let rows = wrap::rows(lines, inner.width);
    let cursor = editor.area.cursor();
    let (at, column) = wrap::place(&rows, lines, (cursor.0, cursor.1), inner.width);
    let top = wrap::top(rows.len(), at, inner.height);
    for (row, y) in rows.iter().skip(top).zip(inner.top()..inner.bottom()) {
        canvas.clip(inner.x, y, inner.width, row.of(lines), base);
    }
    let row = u16::try_from(at.saturating_sub(top)).unwrap_or(0).min(inner.height - 1);
    (inner.x + column, inner.y + row)
}
