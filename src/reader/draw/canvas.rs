//! The only way to draw on the screen: sanitises, measures and clips text.

use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::reader::layout::text_measure::{clusters, fit, width};

/// The widest cluster in columns: some terminals draw the parts of joined emoji side by side.
const WIDEST: u16 = 8;

/// A clipping buffer: never draws outside, and never cuts a wide cluster in half.
pub(in crate::reader) struct Canvas<'b> {
    buffer: &'b mut Buffer,
}

impl<'b> Canvas<'b> {
    pub(in crate::reader) fn new(buffer: &'b mut Buffer) -> Self {
        Self { buffer }
    }

    /// Returns the whole screen.
    pub(in crate::reader) fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Fills a rectangle with blanks in `style`; also blanks wide clusters that its edges cut.
    pub(in crate::reader) fn clear(&mut self, rect: Rect, style: Style) {
        let rect = rect.intersection(self.buffer.area);
        for y in rect.top()..rect.bottom() {
            self.mend_left_of(rect.left(), y);
            for x in rect.left()..rect.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Draws one cluster at `x`, up to column `right`; draws a space if it does not fit.
    /// `symbol` must be clean and `width` its width in cells.
    pub(in crate::reader) fn glyph(&mut self, x: u16, y: u16, right: u16, symbol: &str, width: u16, style: Style) {
        let area = self.buffer.area;
        let right = right.min(area.right());
        if x >= right || x < area.left() || y < area.top() || y >= area.bottom() {
            return;
        }
        self.mend_left_of(x, y);
        let fits = width >= 1 && u32::from(x) + u32::from(width) <= u32::from(right);
        for (n, column) in (x..right.min(x.saturating_add(width.max(1)))).enumerate() {
            if let Some(cell) = self.buffer.cell_mut((column, y)) {
                // Reset the cell, because styles accumulate.
                cell.reset();
                cell.set_symbol(if n == 0 && fits { symbol } else { " " });
                cell.set_style(style);
            }
        }
    }

    /// Draws text from column `x` in at most `room` columns; cuts the rest without a sign.
    /// Returns the columns taken.
    pub(in crate::reader) fn clip(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        let right = x.saturating_add(room).min(self.buffer.area.right());
        let mut at = x;
        for (symbol, width) in clusters(text) {
            if at.saturating_add(width) > right {
                break;
            }
            self.glyph(at, y, right, &symbol, width, style);
            at += width;
        }
        at - x
    }

    /// Draws text from column `x` in at most `room` columns; cut text ends in `…`. Returns the columns taken.
    pub(in crate::reader) fn put(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        self.clip(x, y, room, &fit(text, room), style)
    }

    /// Draws text that ends before column `right`, in at most `room` columns. Returns the columns taken.
    pub(in crate::reader) fn put_right(&mut self, right: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        let text = fit(text, room);
        let width = width(&text);
        self.clip(right.saturating_sub(width), y, width, &text, style)
    }

    /// Draws a one-column symbol across a row.
    pub(in crate::reader) fn rule(&mut self, x: u16, y: u16, room: u16, symbol: &str, style: Style) {
        let right = x.saturating_add(room);
        for column in x..right {
            self.glyph(column, y, right, symbol, 1, style);
        }
    }

    /// Blanks a wide cluster that begins left of `x` and reaches into it. Some are wider than two columns.
    fn mend_left_of(&mut self, x: u16, y: u16) {
        let least = self.buffer.area.left().max(x.saturating_sub(WIDEST));
        for left in (least..x).rev() {
            let Some(cell) = self.buffer.cell_mut((left, y)) else { return };
            let symbol = cell.symbol();
            if symbol.len() > 1 && left.saturating_add(symbol.cell_width()) > x {
                cell.set_symbol(" ");
            }
            // The cells covered by a wide cluster are blank.
            if cell.symbol() != " " {
                return;
            }
        }
    }
}
