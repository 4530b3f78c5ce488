//! Draws the hint letters.

use crate::reader::Geometry;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::overlays::hints::{Hint, Spot, shown_rows};
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Draws the hints that match the typed letters, each on its target.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, at: &Geometry, marks: &[Hint], typed: &str) {
    let (model, text) = (frame.model, at.text);
    let split = marks.partition_point(|hint| matches!(hint.at, Spot::Byte(_)));
    let (marks, rows) = marks.split_at_checked(split).unwrap_or((marks, &[]));
    let byte = |hint: &Hint| if let Spot::Byte(at) = hint.at { at } else { usize::MAX };
    let style = bold(frame.on_text(Scope::CurrentMatch));
    for (row, pos) in model.document.layouts.visible(model.document.top, text.height) {
        let Some(line) = model.document.layouts.line(pos) else { continue };
        let from = marks.partition_point(|hint| byte(hint) < line.span.start);
        for hint in marks.iter().skip(from).take_while(|hint| byte(hint) <= line.span.end) {
            let Some(rest) = hint.label.strip_prefix(typed) else { continue };
            let Some(glyph) = line.glyph_of(byte(hint)).filter(|g| g.span.contains(byte(hint))) else { continue };
            let column = text.x.saturating_add(glyph.column).min(text.right().saturating_sub(2));
            canvas.clip(column, text.y + row, text.right().saturating_sub(column), rest, style);
        }
    }
    for (row, place) in shown_rows(model, at.list) {
        let row = Spot::Row(row);
        let hint = rows.iter().find(|hint| hint.at == row);
        if let Some(rest) = hint.and_then(|hint| hint.label.strip_prefix(typed)) {
            canvas.clip(place.x, place.y, place.width.min(2), rest, style);
        }
    }
}
