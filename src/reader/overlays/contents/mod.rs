//! The table of contents: its entries, selection and position on the screen.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::reader::layout::text_measure::width;
use crate::reader::overlays::help::inside;
use crate::text::{Article, Section};

/// Columns of indentation per level.
const INDENT: u16 = 2;
/// The deepest level with an indentation of its own.
const DEEPEST: u8 = 6;
/// The greatest width of the box.
const WIDEST: u16 = 84;

/// The open table of contents.
#[derive(Clone, Debug)]
pub struct Contents {
    /// Its entries, in text order.
    pub sections: Arc<Vec<Section>>,
    /// The selected entry.
    pub selected: usize,
    /// The first visible entry.
    pub top: usize,
    /// Width of the widest row.
    widest: u16,
    /// The lowest level: a book whose chapters are `<h2>` is not indented.
    least: u8,
}

impl Contents {
    /// Makes the contents of an article with the section at `cursor` selected; `None` without headings.
    #[must_use]
    pub fn new(article: &Article, cursor: usize) -> Option<Self> {
        let sections = article.sections();
        let selected = sections.partition_point(|section| section.start <= cursor).saturating_sub(1);
        let least = sections.iter().map(|section| section.level).min()?;
        let mut contents = Self { sections: Arc::new(sections), selected, top: 0, widest: 0, least };
        let rows =
            contents.sections.iter().map(|section| contents.indent(section).saturating_add(width(&section.title)));
        contents.widest = rows.max().unwrap_or_default();
        Some(contents)
    }

    /// Returns the columns of indentation of an entry.
    #[must_use]
    pub fn indent(&self, section: &Section) -> u16 {
        u16::from(section.level.saturating_sub(self.least).min(DEEPEST)) * INDENT
    }

    /// Returns the box with its frame. Leaves the status line free if there is room.
    #[must_use]
    pub fn area(&self, (wide, high): (u16, u16)) -> Rect {
        let high = if high > 8 { high - 1 } else { high };
        // Two columns for the selection mark.
        let width = self.widest.saturating_add(6).clamp(30, WIDEST).min(wide);
        let rows = u16::try_from(self.sections.len()).unwrap_or(u16::MAX);
        let height = rows.saturating_add(2).min(high);
        Rect { x: (wide - width) / 2, y: (high - height) / 2, width, height }
    }

    /// Returns the number of visible rows.
    #[must_use]
    pub fn rows(&self, screen: (u16, u16)) -> usize {
        usize::from(inside(self.area(screen)).height)
    }

    /// Selects an entry and scrolls it into view.
    pub fn select(&mut self, at: usize, screen: (u16, u16)) {
        self.selected = at.min(self.sections.len().saturating_sub(1));
        let rows = self.rows(screen).max(1);
        let last = self.sections.len().saturating_sub(rows);
        let margin = 2.min(rows.saturating_sub(1) / 2);
        let lowest = self.selected.saturating_sub(margin);
        let highest = (self.selected + margin + 1).saturating_sub(rows);
        self.top = self.top.min(lowest).max(highest).min(last);
    }

    /// Returns the entry at a position on the screen.
    #[must_use]
    pub fn at(&self, screen: (u16, u16), column: u16, row: u16) -> Option<usize> {
        let inner = inside(self.area(screen));
        let hit = inner.contains(ratatui::layout::Position::new(column, row));
        let at = self.top + usize::from(row.checked_sub(inner.y)?);
        (hit && at < self.sections.len()).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(count: usize) -> Contents {
        let sections = (0..count).map(|n| Section { title: format!("Chapter {n}"), level: 2, start: n * 10 });
        let article = Article { contents: sections.collect(), ..Article::new("b", "x".repeat(9_999), Vec::new()) };
        Contents::new(&article, 45).unwrap()
    }

    #[test]
    fn the_section_of_the_cursor_is_selected() {
        assert_eq!(contents(100).selected, 4);
        assert_eq!(contents(100).indent(&contents(100).sections[0]), 0);
        assert!(Contents::new(&Article::default(), 0).is_none());
    }

    #[test]
    fn what_is_selected_is_visible_and_can_be_hit_at_every_size() {
        for count in [1, 3, 40, 500] {
            let mut contents = contents(count);
            for screen in (0..130).step_by(7).flat_map(|w| (0..60).map(move |h| (w, h))) {
                for at in [0, count / 2, count, 0] {
                    contents.select(at, screen);
                    let area = contents.area(screen);
                    assert!(area.right() <= screen.0 && area.bottom() <= screen.1);
                    let rows = contents.rows(screen);
                    assert!(rows == 0 || (contents.top..contents.top + rows).contains(&contents.selected));
                    let row = inside(area).y + u16::try_from(contents.selected - contents.top).unwrap();
                    let hit = contents.at(screen, inside(area).x, row);
                    assert!(inside(area).is_empty() || hit == Some(contents.selected));
                }
            }
        }
    }
}
