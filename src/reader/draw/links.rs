//! Finds the links on screen, for terminals that open links themselves.

use crate::reader::layout::geometry;
use crate::reader::panes::article::links::address;
use crate::reader::{Model, Overlay};
use crate::text::{InlineStyle, Span};

/// A part of a line that is a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// First column.
    pub x: u16,
    /// Row.
    pub y: u16,
    /// Width in columns.
    pub width: u16,
    /// The address, in printable ASCII.
    pub to: String,
    /// An id shared by all parts of one link.
    pub id: usize,
}

/// Returns the links of the article on screen, top to bottom; none while an overlay is open.
#[must_use]
pub fn links(model: &Model) -> Vec<Link> {
    let over = |o: &Overlay| !matches!(o, Overlay::SearchInput { .. } | Overlay::FilterInput);
    if model.overlays.iter().any(over) {
        return Vec::new();
    }
    let text = geometry::geometry(model).text;
    let mut found: Vec<Link> = Vec::new();
    for (row, pos) in model.document.layouts.visible(model.document.top, text.height) {
        let (Some(line), Some(block)) =
            (model.document.layouts.line(pos), model.document.article.blocks.get(pos.block))
        else {
            continue;
        };
        let inlines = block.inlines.iter().filter(|i| i.span.overlaps(line.span));
        for (to, span) in
            inlines.filter_map(|i| if let InlineStyle::Link(to) = &i.style { Some((to, i.span)) } else { None })
        {
            let Some((from, end)) = columns(line, span, text.width) else { continue };
            let link = Link { x: text.x + from, y: text.y + row, width: end - from, to: String::new(), id: span.start };
            // Links do not nest; of overlapping ones the first wins.
            if found.iter().any(|l| l.y == link.y && l.x < link.x + link.width && link.x < l.x + l.width) {
                continue;
            }
            if let Some(to) = address(to) {
                found.push(Link { to, ..link });
            }
        }
    }
    found
}

/// Returns the range of columns that shows a span.
fn columns(line: &crate::reader::layout::Line, span: Span, room: u16) -> Option<(u16, u16)> {
    let mut inside = line.cells.iter().filter(|g| span.contains(g.span.start));
    let first = inside.next()?;
    let last = inside.next_back().unwrap_or(first);
    let end = last.column.saturating_add(last.width).min(room);
    (first.column < end).then_some((first.column, end))
}
