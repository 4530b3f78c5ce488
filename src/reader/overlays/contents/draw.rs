//! Draws the table of contents.

use ratatui::layout::Rect;

use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::HERE;
use crate::reader::overlays::contents::Contents;
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Draws the visible entries and marks the selected one.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, contents: &Contents) {
    let screen = frame.model.session.screen;
    let all = contents.sections.len();
    let rows = contents.rows(screen);
    let top = contents.top.min(all.saturating_sub(rows));
    let last = (top + rows).min(all);
    let more = if rows < all { format!("{}–{last} of {all}", top + 1) } else { String::new() };
    let name = if frame.model.document.article.several { "Articles" } else { "Contents" };
    let inner = boxes::draw(frame, canvas, contents.area(screen), name, &more);
    for (y, (at, section)) in (inner.top()..inner.bottom()).zip(contents.sections.iter().enumerate().skip(top)) {
        let is_selected = at == contents.selected;
        let style = frame.on_text(Scope::Text);
        let style = if is_selected { bold(style.patch(frame.style(Scope::SelectedRow))) } else { style };
        canvas.clear(Rect { y, height: 1, ..inner }, style);
        canvas.put(inner.x, y, 1.min(inner.width), if is_selected { HERE.text } else { " " }, style);
        let set_in = (2 + contents.indent(section)).min(inner.width);
        canvas.put(inner.x + set_in, y, inner.width - set_in, &section.title, style);
    }
}
