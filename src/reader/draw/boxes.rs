//! Draws the frame of an overlay.

use ratatui::layout::Rect;

use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::layout::text_measure::width;
use crate::reader::overlays::help::inside;
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Draws an empty box with a title at the top left and a remark at the bottom right. Returns the area inside, with a
/// blank column on both sides. A box too small for a frame has none.
pub(in crate::reader) fn draw(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    name: &str,
    remark: &str,
) -> Rect {
    let line = frame.on_text(Scope::FocusedBorder);
    canvas.clear(area, frame.on_text(Scope::Text));
    if area.width < 6 || area.height < 3 {
        return inside(area);
    }
    let (left, right, top, bottom) = (area.x, area.right() - 1, area.y, area.bottom() - 1);
    canvas.rule(left, top, area.width, "─", line);
    canvas.rule(left, bottom, area.width, "─", line);
    for y in top + 1..bottom {
        canvas.glyph(left, y, area.right(), "│", 1, line);
        canvas.glyph(right, y, area.right(), "│", 1, line);
    }
    for (x, y, corner) in [(left, top, "╭"), (right, top, "╮"), (left, bottom, "╰"), (right, bottom, "╯")] {
        canvas.glyph(x, y, area.right(), corner, 1, line);
    }
    let room = area.width - 4;
    if !name.is_empty() {
        let name = crate::reader::layout::text_measure::fit(name, room.saturating_sub(2));
        canvas.put(left + 2, top, room, &format!(" {name} "), bold(frame.on_text(Scope::Text)));
    }
    if !remark.is_empty() && width(remark) + 2 <= room {
        canvas.put_right(right - 1, bottom, room, &format!(" {remark} "), frame.quiet(frame.on_text(Scope::Text)));
    }
    inside(area)
}
