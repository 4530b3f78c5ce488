//! Redraws the cells beside clusters of several characters, whose width terminals disagree on.
//!
//! `कि` takes two cells here. A terminal that gives it one cell keeps the old letter in the second, and a terminal that
//! puts the vowel sign into a cell of its own keeps the sign when only the first cell is redrawn. So such a cluster is
//! drawn on blanks, and its cells are blanked when something else takes its place.

use std::collections::{HashMap, HashSet};

use ratatui::buffer::{Cell, CellWidth as _};

/// The clusters of several characters and cells that stand on the screen: their width and style, by row and column.
#[derive(Debug, Default)]
pub(super) struct Clusters(HashMap<(u16, u16), (u16, Cell)>);

impl Clusters {
    /// Forgets all clusters: the screen was cleared.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns whether these cells can be drawn as they are.
    pub(super) fn are_plain(&self, cells: &[(u16, u16, &Cell)]) -> bool {
        self.0.is_empty() && !cells.iter().any(|(_, _, cell)| is_cluster(cell))
    }

    /// Returns the cells in the order in which they must be drawn: first blanks, then clusters, then the other cells,
    /// which cover a cluster that the terminal drew too wide.
    pub(super) fn arrange(&mut self, cells: &[(u16, u16, &Cell)]) -> Vec<(u16, u16, Cell)> {
        let mut out = Vec::with_capacity(cells.len());
        let blank = |out: &mut Vec<(u16, u16, Cell)>, x: u16, y: u16, width: u16, cell: &Cell| {
            let mut cell = cell.clone();
            cell.set_symbol(" ");
            out.extend((x..x.saturating_add(width)).map(|x| (x, y, cell.clone())));
        };
        for (x, y, cell) in cells {
            for column in *x..x.saturating_add(cell.symbol().cell_width().max(1)) {
                if let Some((width, old)) = self.0.remove(&(*y, column)) {
                    blank(&mut out, column, *y, width, &old);
                }
            }
        }
        let mut covered: HashSet<(u16, u16)> = HashSet::new();
        for (x, y, cell) in cells.iter().filter(|(_, _, cell)| is_cluster(cell)) {
            let width = cell.symbol().cell_width();
            if width > 1 {
                blank(&mut out, *x, *y, width, cell);
                self.0.insert((*y, *x), (width, (*cell).clone()));
                covered.extend((x + 1..x.saturating_add(width)).map(|x| (x, *y)));
            }
        }
        out.extend(cells.iter().filter(|(_, _, cell)| is_cluster(cell)).map(|(x, y, cell)| (*x, *y, (*cell).clone())));
        let others = cells.iter().filter(|(x, y, cell)| !is_cluster(cell) && !covered.contains(&(*x, *y)));
        out.extend(others.map(|(x, y, cell)| (*x, *y, (*cell).clone())));
        out
    }
}

/// Returns whether a cell holds a cluster of several characters.
fn is_cluster(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    symbol.len() > 1 && symbol.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use crate::reader::draw::canvas::Canvas;
    use crate::reader::runtime::terminal::hyperlinks::Linking;

    /// Draws frames one after the other on one screen; returns the lines of the last.
    fn after(frames: &[(&str, Style)]) -> Vec<String> {
        let area = Rect::new(0, 0, 24, 1);
        let mut bytes = Vec::new();
        {
            let backend = Linking::new(CrosstermBackend::new(&mut bytes));
            let mut terminal =
                Terminal::with_options(backend, TerminalOptions { viewport: Viewport::Fixed(area) }).unwrap();
            for (words, style) in frames {
                terminal
                    .draw(|frame| {
                        let mut canvas = Canvas::new(frame.buffer_mut());
                        canvas.clear(area, Style::new());
                        canvas.clip(0, 0, area.width, words, *style);
                    })
                    .unwrap();
            }
        }
        let mut screen = vt100::Parser::new(NonZeroU16::MIN, NonZeroU16::new(24).unwrap(), 0);
        screen.process(&bytes);
        (0..24)
            .map(|x| {
                let cell = screen.screen().cell(0, x).unwrap();
                format!("{} {:?} {}", cell.contents().trim(), cell.bgcolor(), cell.inverse())
            })
            .collect()
    }

    #[test]
    fn nothing_of_an_older_frame_stays_beside_a_cluster() {
        let (plain, lit) = (Style::new(), Style::new().bg(Color::Blue));
        let texts = [
            "पुलिस ने कहा कि",
            "xxxxxxxxxxxxxxxx",
            "कि कि कि कि",
            "xकि xकि xकि",
            "",
            "की",
            "तमिழ் மொழி கொடு",
            "👩‍🔬 a ❤️ b",
            "a b c d e f g",
        ];
        for first in texts {
            for second in texts {
                for (one, two) in [(plain, plain), (lit, plain), (plain, lit)] {
                    let redrawn = after(&[(first, one), (second, two), (first, one), (second, two)]);
                    assert_eq!(redrawn, after(&[(second, two)]), "{first:?}, {second:?}");
                }
            }
        }
    }
}
