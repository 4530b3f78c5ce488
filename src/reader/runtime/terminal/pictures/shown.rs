//! Writes pictures that are more than cells: those that the terminal keeps under a number (kitty), and rows that it draws on
//! blank cells (iTerm2, Sixel).
//!
//! A drawn row stays until its cells are drawn again. So a row that is gone has its cells redrawn, and a row whose cells were
//! redrawn is drawn again.

use std::collections::{HashSet, VecDeque};
use std::io::{self, Write};

use ratatui::buffer::Cell;

use crate::reader::draw::Link;
use crate::reader::panes::pictures::{Content, PicturePart};

/// The most pictures that the terminal keeps.
const KEPT: usize = 64;

/// The pictures on the screen.
#[derive(Debug, Default)]
pub(in crate::reader::runtime::terminal) struct Pictures {
    /// The rows of this frame.
    now: Vec<PicturePart>,
    /// The rows of the last frame.
    before: Vec<PicturePart>,
    /// The numbers of the pictures that the terminal keeps, oldest first.
    sent: VecDeque<u32>,
    /// The cells that this frame has drawn: column, row. Only where there are drawn rows.
    touched: HashSet<(u16, u16)>,
}

impl Pictures {
    /// Takes the rows of the next frame, and sends new pictures that the terminal keeps.
    pub(in crate::reader::runtime::terminal) fn take(
        &mut self,
        parts: Vec<PicturePart>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        self.touched.clear();
        self.before = std::mem::replace(&mut self.now, parts);
        for part in &self.now {
            if let Content::Kept { id, send } = &part.raster.content
                && !self.sent.contains(id)
            {
                out.write_all(send)?;
                self.sent.push_back(*id);
            }
        }
        while self.sent.len() > KEPT
            && let Some(id) = self.sent.pop_front()
        {
            let is_shown = |part: &PicturePart| matches!(part.raster.content, Content::Kept { id: on, .. } if on == id);
            if self.now.iter().any(is_shown) {
                self.sent.push_back(id);
                break;
            }
            delete(id, out)?;
        }
        Ok(())
    }

    /// Returns the cells of drawn rows that are gone.
    pub(in crate::reader::runtime::terminal) fn gone(&self) -> Vec<Link> {
        let gone = self.before.iter().filter(|part| is_drawn(part) && !self.now.contains(part));
        gone.map(|part| Link { x: part.x, y: part.y, width: part.raster.columns, to: String::new(), id: 0 }).collect()
    }

    /// Notes which cells were drawn.
    pub(in crate::reader::runtime::terminal) fn touch(&mut self, cells: &[(u16, u16, &Cell)]) {
        let rows: HashSet<u16> = self.now.iter().filter(|part| is_drawn(part)).map(|part| part.y).collect();
        self.touched.extend(cells.iter().filter(|(_, y, _)| rows.contains(y)).map(|(x, y, _)| (*x, *y)));
    }

    /// Draws the rows that are new, or whose cells were drawn.
    pub(in crate::reader::runtime::terminal) fn draw(&self, out: &mut impl Write) -> io::Result<()> {
        for part in &self.now {
            let Content::Rows(rows) = &part.raster.content else { continue };
            let mut columns = part.x..part.x.saturating_add(part.raster.columns);
            if self.before.contains(part) && !columns.any(|x| self.touched.contains(&(x, part.y))) {
                continue;
            }
            if let Some(row) = rows.get(usize::from(part.row)) {
                // The cursor returns to where the frame has put it.
                write!(out, "\x1b7\x1b[{};{}H", part.y + 1, part.x + 1)?;
                out.write_all(row)?;
                out.write_all(b"\x1b8")?;
            }
        }
        Ok(())
    }

    /// Forgets everything: the screen was cleared.
    pub(in crate::reader::runtime::terminal) fn clear(&mut self) {
        self.before.clear();
        self.now.clear();
        self.sent.clear();
    }

    /// Deletes the pictures that the terminal keeps.
    pub(in crate::reader::runtime::terminal) fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.sent.drain(..).try_for_each(|id| delete(id, out))
    }
}

fn is_drawn(part: &PicturePart) -> bool {
    matches!(part.raster.content, Content::Rows(_))
}

fn delete(id: u32, out: &mut impl Write) -> io::Result<()> {
    write!(out, "\x1b_Ga=d,d=I,i={id},q=2\x1b\\")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::reader::panes::pictures::Raster;

    fn frame(pictures: &mut Pictures, parts: &[PicturePart], touched: &[(u16, u16)]) -> String {
        let mut out = Vec::new();
        pictures.take(parts.to_vec(), &mut out).unwrap();
        let cell = Cell::default();
        let cells: Vec<(u16, u16, &Cell)> = touched.iter().map(|(x, y)| (*x, *y, &cell)).collect();
        pictures.touch(&cells);
        pictures.draw(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_is_drawn_when_it_is_new_or_its_cells_were_drawn() {
        let rows = Content::Rows(vec![b"<one>".to_vec(), b"<two>".to_vec()]);
        let raster = Arc::new(Raster { columns: 4, rows: 2, content: rows });
        let part = |y, row| PicturePart { x: 2, y, row, raster: Arc::clone(&raster) };
        let mut pictures = Pictures::default();
        assert_eq!(
            frame(&mut pictures, &[part(5, 0), part(6, 1)], &[]),
            "\x1b7\x1b[6;3H<one>\x1b8\x1b7\x1b[7;3H<two>\x1b8"
        );
        assert_eq!(frame(&mut pictures, &[part(5, 0), part(6, 1)], &[(1, 5), (6, 5), (3, 9)]), "");
        assert_eq!(frame(&mut pictures, &[part(5, 0), part(6, 1)], &[(5, 6)]), "\x1b7\x1b[7;3H<two>\x1b8");
        // Scrolled by one row: the first row is gone, the second stands where it was.
        assert_eq!(frame(&mut pictures, &[part(5, 1)], &[]), "\x1b7\x1b[6;3H<two>\x1b8");
        let gone: Vec<(u16, u16, u16)> = pictures.gone().iter().map(|part| (part.x, part.y, part.width)).collect();
        assert_eq!(gone, [(2, 5, 4), (2, 6, 4)]);
        pictures.clear();
        assert!(pictures.gone().is_empty());
        assert!(frame(&mut pictures, &[part(5, 1)], &[]).contains("<two>"), "all is drawn on a cleared screen");
    }

    #[test]
    fn a_kept_picture_is_sent_once_and_deleted_at_the_end() {
        let raster = |id| {
            Arc::new(Raster { columns: 1, rows: 1, content: Content::Kept { id, send: id.to_string().into_bytes() } })
        };
        let part = |raster: &Arc<Raster>| PicturePart { x: 0, y: 0, row: 0, raster: Arc::clone(raster) };
        let (one, two) = (raster(1), raster(2));
        let mut pictures = Pictures::default();
        assert_eq!(frame(&mut pictures, &[part(&one)], &[(0, 0)]), "1");
        assert_eq!(frame(&mut pictures, &[part(&one), part(&two)], &[(0, 0)]), "2");
        assert_eq!(frame(&mut pictures, &[part(&one)], &[]), "");
        let mut out = Vec::new();
        pictures.end(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\x1b_Ga=d,d=I,i=1,q=2\x1b\\\x1b_Ga=d,d=I,i=2,q=2\x1b\\");
        let many: Vec<Arc<Raster>> = (10..90).map(raster).collect();
        for raster in &many {
            frame(&mut pictures, &[part(raster)], &[]);
        }
        assert_eq!(pictures.sent.len(), KEPT);
    }
}
