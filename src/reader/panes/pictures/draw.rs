//! Draws the rows of pictures that consist of cells, and says which rows the terminal must draw itself.

use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::Color;

use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::layout::{PictureRow, geometry};
use crate::reader::panes::pictures::{Content, MAX_COLUMNS, Raster, room};
use crate::reader::{Model, Overlay};
use crate::theme::Scope;

/// Draws a row of a picture.
pub(in crate::reader) fn row(frame: &Frame<'_>, canvas: &mut Canvas<'_>, text: Rect, y: u16, at: PictureRow) {
    let (Some(raster), Some(row)) = (raster(frame.model, at.picture), at.row) else { return };
    let base = frame.style(Scope::Text);
    let x = left(text, raster);
    match &raster.content {
        Content::HalfBlocks(cells) => {
            let from = usize::from(row) * usize::from(raster.columns);
            let cells = cells.get(from..from + usize::from(raster.columns)).unwrap_or_default();
            for (column, cell) in (x..).zip(cells) {
                let (symbol, style) = match *cell {
                    (Some(upper), Some(lower)) => ("▀", base.fg(upper).bg(lower)),
                    (Some(upper), None) => ("▀", base.fg(upper)),
                    (None, Some(lower)) => ("▄", base.fg(lower)),
                    (None, None) => (" ", base),
                };
                canvas.glyph(column, y, text.right(), symbol, 1, style);
            }
        }
        Content::Kept { id, .. } => {
            let [_, red, green, blue] = id.to_be_bytes();
            let style = base.fg(Color::Rgb(red, green, blue));
            for (n, column) in (x..).take(usize::from(raster.columns)).enumerate() {
                let symbol: String = ['\u{10eeee}', number(usize::from(row)), number(n)].iter().collect();
                canvas.glyph(column, y, text.right(), &symbol, 1, style);
            }
        }
        // The terminal draws it on blank cells.
        Content::Rows(_) => {}
    }
}

/// Returns the first column of a picture: in the middle of the text.
fn left(text: Rect, raster: &Raster) -> u16 {
    text.x + text.width.saturating_sub(raster.columns) / 2
}

/// Returns the content of a picture, if it suits the room.
fn raster(model: &Model, picture: usize) -> Option<&Arc<Raster>> {
    let known = model.document.pictures.known.get(&picture)?;
    let fits = room(model)?.fit(known.natural?);
    known.raster.as_ref().filter(|raster| (raster.columns, raster.rows) == fits)
}

/// A row of a picture on the screen, for which the terminal needs more than cells.
#[derive(Clone, Debug)]
pub struct PicturePart {
    /// First column.
    pub x: u16,
    /// Row on the screen.
    pub y: u16,
    /// Row in the picture.
    pub row: u16,
    /// The picture.
    pub raster: Arc<Raster>,
}

impl PartialEq for PicturePart {
    fn eq(&self, other: &Self) -> bool {
        (self.x, self.y, self.row) == (other.x, other.y, other.row) && Arc::ptr_eq(&self.raster, &other.raster)
    }
}

/// Returns the rows of pictures on the screen, top to bottom. Rows that the terminal draws itself would cover an overlay, so
/// there are none while one is open.
#[must_use]
pub fn parts(model: &Model) -> Vec<PicturePart> {
    if model.document.pictures.known.is_empty() {
        return Vec::new();
    }
    let text = geometry::geometry(model).text;
    let is_over = |overlay: &Overlay| !matches!(overlay, Overlay::SearchInput { .. } | Overlay::FilterInput);
    let is_covered = model.overlays.iter().any(is_over);
    let visible = model.document.layouts.visible(model.document.top, text.height);
    let parts = visible.into_iter().filter_map(|(y, pos)| {
        let at = model.document.layouts.line(pos)?.picture?;
        let (raster, row) = (raster(model, at.picture)?, at.row?);
        let wanted = match raster.content {
            Content::HalfBlocks(_) => false,
            Content::Kept { .. } => true,
            Content::Rows(_) => !is_covered,
        };
        wanted.then(|| PicturePart { x: left(text, raster), y: text.y + y, row, raster: Arc::clone(raster) })
    });
    parts.collect()
}

/// Returns the letter for a row or column in kitty's protocol: the marks that stand above letters and have no
/// decomposition, in the order of their code points.
fn number(n: usize) -> char {
    let mut left = u32::try_from(n).unwrap_or(u32::MAX);
    for (first, len) in MARKS {
        if left < len {
            return char::from_u32(first + left).unwrap_or(' ');
        }
        left -= len;
    }
    ' '
}

/// The first marks of kitty's `rowcolumn-diacritics.txt`, as runs: the first one and how many there are.
const MARKS: [(u32, u32); 54] = [
    (0x305, 1),
    (0x30d, 2),
    (0x310, 1),
    (0x312, 1),
    (0x33d, 3),
    (0x346, 1),
    (0x34a, 3),
    (0x350, 3),
    (0x357, 1),
    (0x35b, 1),
    (0x363, 13),
    (0x483, 5),
    (0x592, 4),
    (0x597, 3),
    (0x59c, 6),
    (0x5a8, 2),
    (0x5ab, 2),
    (0x5af, 1),
    (0x5c4, 1),
    (0x610, 8),
    (0x657, 5),
    (0x65d, 2),
    (0x6d6, 7),
    (0x6df, 4),
    (0x6e4, 1),
    (0x6e7, 2),
    (0x6eb, 2),
    (0x730, 1),
    (0x732, 2),
    (0x735, 2),
    (0x73a, 1),
    (0x73d, 1),
    (0x73f, 3),
    (0x743, 1),
    (0x745, 1),
    (0x747, 1),
    (0x749, 2),
    (0x7eb, 7),
    (0x7f3, 1),
    (0x816, 4),
    (0x81b, 9),
    (0x825, 3),
    (0x829, 5),
    (0x951, 1),
    (0x953, 2),
    (0xf82, 2),
    (0xf86, 2),
    (0x135d, 3),
    (0x17dd, 1),
    (0x193a, 1),
    (0x1a17, 1),
    (0x1a75, 8),
    (0x1b6b, 1),
    (0x1b6d, 3),
];

const _: () = assert!(MAX_COLUMNS <= 154);

#[cfg(test)]
mod tests {
    use ratatui::buffer::CellWidth as _;

    use super::*;
    use crate::reader::panes::pictures::MAX_ROWS;

    #[test]
    fn every_row_and_column_has_a_mark_of_its_own() {
        assert_eq!([number(0), number(1), number(2)], ['\u{305}', '\u{30d}', '\u{30e}']);
        let most = usize::from(MAX_COLUMNS.max(MAX_ROWS));
        let marks: Vec<char> = (0..most).map(number).collect();
        assert!(marks.windows(2).all(|two| two[0] < two[1]) && !marks.contains(&' '));
        for mark in marks {
            let symbol: String = ['\u{10eeee}', mark, mark].iter().collect();
            assert_eq!(symbol.cell_width(), 1, "{mark:?}");
        }
    }
}
