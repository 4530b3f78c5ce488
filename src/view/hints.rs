//! Letters on what can be gone to.

use super::canvas::Canvas;
use super::frame::Frame;
use super::paint::bold;
use crate::app::Geometry;
use crate::app::hints::Hint;
use crate::theme::Scope;

/// Draws the letters that can still be typed, each on the words it leads to.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, at: &Geometry, marks: &[Hint], typed: &str) {
    let (model, text) = (frame.model, at.text);
    let style = bold(frame.on_text(Scope::CurrentMatch));
    for (row, pos) in model.layouts.visible(model.top, text.height) {
        let Some(line) = model.layouts.line(pos) else { continue };
        let from = marks.partition_point(|hint| hint.at < line.span.start);
        for hint in marks.iter().skip(from).take_while(|hint| hint.at <= line.span.end) {
            let Some(rest) = hint.label.strip_prefix(typed) else { continue };
            let Some(glyph) = line.glyph_of(hint.at).filter(|g| g.span.contains(hint.at)) else { continue };
            let column = text.x.saturating_add(glyph.column).min(text.right().saturating_sub(2));
            canvas.clip(column, text.y + row, text.right().saturating_sub(column), rest, style);
        }
    }
}
