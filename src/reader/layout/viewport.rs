//! The visible part of the article: the top line, the row of the cursor, and the limits of both.

use crate::reader::Model;
use crate::reader::layout::geometry;
use crate::reader::layout::geometry::panes;
use crate::reader::layout::{Language, Line, LinePos, Setting};
use crate::reader::settings::ScreenSettings;
use crate::text::Span;

/// The least lines between the cursor and the edge of the screen, if there is room.
const MARGIN: usize = 2;

impl Model {
    /// Returns the rows of the article pane.
    pub(in crate::reader) fn height(&self) -> usize {
        let (width, height) = self.session.screen;
        usize::from(panes(width, height, crate::reader::Pane::Article, self.session.shape).article.height)
    }

    /// Returns the rows of the article pane not covered by the editor.
    fn free_height(&self) -> usize {
        let over = if self.editor().is_some() { usize::from(geometry::geometry(self).editor.height) } else { 0 };
        self.height().saturating_sub(over)
    }

    /// Returns the lines kept free above and below the cursor.
    fn margin(&self) -> usize {
        MARGIN.min(self.free_height().saturating_sub(1) / 2)
    }

    /// Returns the position of `byte`.
    pub(in crate::reader) fn place(&mut self, byte: usize) -> LinePos {
        let article = std::sync::Arc::clone(&self.document.article);
        self.document.layouts.place(&article, byte)
    }

    /// Returns the number of lines of a block.
    fn lines_of(&mut self, block: usize) -> usize {
        self.document.layouts.block(&self.document.article, block).map_or(0, |l| l.lines.len())
    }

    /// Returns the lines of the text of a block: those without pictures.
    fn text_lines(&mut self, block: usize) -> std::ops::Range<usize> {
        self.document.layouts.block(&self.document.article, block).map_or(0..0, |l| l.text_lines())
    }

    /// Returns the line of the text nearest to a line, which may be a row of a picture.
    pub(in crate::reader) fn text_line(&mut self, pos: LinePos) -> LinePos {
        let lines = self.text_lines(pos.block);
        LinePos { line: pos.line.min(lines.end.saturating_sub(1)).max(lines.start), ..pos }
    }

    /// Returns the blank rows above a block.
    fn space_of(&mut self, block: usize) -> usize {
        self.document.layouts.block(&self.document.article, block).map_or(0, |l| l.space_before)
    }

    /// Returns the line at `pos`, laid out if needed.
    pub(in crate::reader) fn line(&mut self, pos: LinePos) -> Option<&Line> {
        self.document.layouts.block(&self.document.article, pos.block)?.lines.get(pos.line)
    }

    /// Returns the nearest possible cursor position: the start of a displayed cluster.
    pub(in crate::reader) fn snap(&mut self, byte: usize) -> usize {
        self.document.layouts.set_width(self.text_width());
        let setting = self.setting();
        self.document.layouts.set(setting);
        let byte = byte.min(self.document.article.text.len());
        let pos = self.place(byte);
        let Some(line) = self.line(pos) else { return 0 };
        line.glyph_of(byte).map_or(line.span.start, |g| g.span.start)
    }

    /// Returns the width of lines.
    pub(in crate::reader) fn text_width(&self) -> u16 {
        let (width, height) = self.session.screen;
        panes(width, height, crate::reader::Pane::Article, self.session.shape).text.width.max(1)
    }

    /// Returns the setting for running text.
    fn setting(&mut self) -> Setting {
        let ScreenSettings { justify, hyphenate, .. } = self.session.screen_settings;
        if !hyphenate {
            return Setting { justify, language: None };
        }
        let language = match &self.document.language {
            Some((id, language)) if *id == self.document.article.id => *language,
            _ => {
                let language = Language::of(&self.document.article);
                self.document.language = Some((self.document.article.id.clone(), language));
                language
            }
        };
        Setting { justify, language }
    }

    /// Returns the line `by` lines forward or back, and the number of lines actually moved.
    pub(in crate::reader) fn lines_from(&mut self, mut pos: LinePos, by: i64) -> (LinePos, u64) {
        let mut left = by.unsigned_abs();
        while left > 0 {
            let next = if by > 0 { self.line_after(pos) } else { self.line_before(pos) };
            let Some(next) = next else { break };
            pos = next;
            left -= 1;
        }
        (pos, by.unsigned_abs() - left)
    }

    /// Returns the line of the text `by` such lines forward or back, and the number of lines actually moved.
    pub(in crate::reader) fn text_lines_from(&mut self, mut pos: LinePos, by: i64) -> (LinePos, u64) {
        let mut left = by.unsigned_abs();
        let mut at = pos;
        while left > 0 {
            let next = if by > 0 { self.line_after(at) } else { self.line_before(at) };
            let Some(next) = next else { break };
            at = next;
            if self.text_line(at) == at {
                pos = at;
                left -= 1;
            }
        }
        (pos, by.unsigned_abs() - left)
    }

    fn line_after(&mut self, pos: LinePos) -> Option<LinePos> {
        if pos.line + 1 < self.lines_of(pos.block) {
            return Some(LinePos { line: pos.line + 1, ..pos });
        }
        (pos.block + 1 < self.document.article.blocks.len()).then_some(LinePos { block: pos.block + 1, line: 0 })
    }

    fn line_before(&mut self, pos: LinePos) -> Option<LinePos> {
        if pos.line > 0 {
            return Some(LinePos { line: pos.line - 1, ..pos });
        }
        let block = pos.block.checked_sub(1)?;
        Some(LinePos { block, line: self.lines_of(block).saturating_sub(1) })
    }

    /// Returns the line `rows` screen rows above `pos`; if that row is blank, the next line below.
    pub(in crate::reader) fn rows_above(&mut self, pos: LinePos, rows: usize) -> LinePos {
        let mut at = pos;
        let mut left = rows;
        loop {
            let cost = if at.line == 0 { 1 + self.space_of(at.block) } else { 1 };
            if cost > left {
                return at;
            }
            let Some(before) = self.line_before(at) else { return at };
            left -= cost;
            at = before;
        }
    }

    /// Returns the line `rows` screen rows below `pos`; if that row is blank, the next line below.
    pub(in crate::reader) fn rows_below(&mut self, pos: LinePos, rows: usize) -> LinePos {
        let mut at = pos;
        let mut gone = 0;
        while gone < rows {
            let Some(after) = self.line_after(at) else { return at };
            gone += if after.line == 0 { 1 + self.space_of(after.block) } else { 1 };
            at = after;
        }
        at
    }

    /// Returns the screen rows from the top to `pos`, if it is below the top and within `most` rows.
    pub(in crate::reader) fn row_of(&mut self, pos: LinePos, most: usize) -> Option<usize> {
        if pos < self.document.top {
            return None;
        }
        let mut at = self.document.top;
        let mut rows = 0;
        while at < pos {
            if at.block == pos.block {
                rows += pos.line - at.line;
                break;
            }
            rows += self.lines_of(at.block).saturating_sub(at.line) + self.space_of(at.block + 1);
            at = LinePos { block: at.block + 1, line: 0 };
            if rows > most {
                return None;
            }
        }
        (rows <= most).then_some(rows)
    }

    /// Returns the last line of the article.
    pub(in crate::reader) fn last_line(&mut self) -> LinePos {
        let block = self.document.article.blocks.len().saturating_sub(1);
        LinePos { block, line: self.lines_of(block).saturating_sub(1) }
    }

    /// Returns the lowest scroll position: the last line is at the bottom, or above the editor.
    fn lowest_top(&mut self) -> LinePos {
        let last = self.last_line();
        let rows = self.free_height().saturating_sub(1);
        self.rows_above(last, rows)
    }

    /// Scrolls by `lines` lines within the article; returns whether the top moved.
    pub(in crate::reader) fn scroll(&mut self, lines: i64) -> bool {
        let before = self.document.top;
        let (to, _) = self.lines_from(self.document.top, lines);
        self.document.top = if lines > 0 { to.min(self.lowest_top()).max(before) } else { to };
        self.document.top != before
    }

    /// Scrolls as little as needed to show the lines from `first` to `last` with a margin.
    pub(in crate::reader) fn show(&mut self, first: LinePos, last: LinePos) {
        let (height, margin) = (self.free_height().max(1), self.margin());
        let top = self.rows_above(first, margin);
        if top < self.document.top {
            self.document.top = top;
        }
        let most = height.saturating_sub(1 + margin);
        let end_row = self.row_of(last, most);
        if end_row.is_none() {
            let low = self.rows_above(last, most);
            // If the lines exceed the screen, show their beginning.
            self.document.top = low.min(top).max(self.document.top.min(top));
        }
        self.clamp_top();
    }

    /// Scrolls as little as needed to show a line of the text with the pictures directly above and below it, if all of it
    /// fits on the screen.
    pub(in crate::reader) fn show_with_pictures(&mut self, line: LinePos) {
        let text = self.text_lines(line.block);
        let first = if line.line == text.start { LinePos { line: 0, ..line } } else { line };
        let last = self.lines_of(line.block).saturating_sub(1);
        let last = if line.line + 1 == text.end { LinePos { line: last, ..line } } else { line };
        let fits = last.line - first.line + 2 * self.margin() < self.free_height();
        if fits { self.show(first, last) } else { self.show(line, line) }
    }

    /// Shows a span in context: without scrolling if it is already visible, else with its beginning a third down.
    pub(in crate::reader) fn show_words(&mut self, span: Span) {
        let first = self.place(span.start);
        let last = self.place(span.end.saturating_sub(1).max(span.start));
        let (height, margin) = (self.free_height().max(1), self.margin());
        let most = height.saturating_sub(1 + margin);
        let on_screen =
            self.row_of(first, most).is_some_and(|row| row >= margin || self.document.top == LinePos::default())
                && self.row_of(last, most).is_some();
        if !on_screen {
            let mut above = height / 3;
            self.document.top = self.rows_above(first, above);
            while above > margin && self.row_of(last, most).is_none() {
                above -= 1;
                self.document.top = self.rows_above(first, above);
            }
        }
        self.clamp_top();
    }

    /// Scrolls the line of `byte` to the top.
    pub(in crate::reader) fn show_at_top(&mut self, byte: usize) {
        let (pos, margin) = (self.place(byte), self.margin());
        self.document.top = self.rows_above(pos, margin);
        self.clamp_top();
    }

    /// Scrolls the cursor's line into view.
    pub(in crate::reader) fn show_cursor(&mut self) {
        let pos = self.place(self.document.cursor);
        self.show(pos, pos);
    }

    /// Clamps the scroll position to the article.
    fn clamp_top(&mut self) {
        let blocks = self.document.article.blocks.len();
        if self.document.top.block >= blocks {
            self.document.top = self.last_line();
        }
        let lines = self.lines_of(self.document.top.block);
        self.document.top.line = self.document.top.line.min(lines.saturating_sub(1));
        // Only near the end can the top be too low; elsewhere, do not lay out the end.
        if blocks - self.document.top.block.min(blocks) <= self.height() + 1 {
            self.document.top = self.document.top.min(self.lowest_top());
        }
    }

    /// Gives pictures their rows. The line at the top stays where it is.
    fn place_pictures(&mut self) {
        let slots = crate::reader::panes::pictures::slots(self);
        let above = |model: &Self| model.document.layouts.get(model.document.top.block).map(|layout| layout.above);
        let before = above(self);
        self.document.layouts.set_slots(&self.document.article, slots);
        if let Some(before) = before
            && above(self).is_none()
        {
            let block = self.document.top.block;
            let now = self.document.layouts.block(&self.document.article, block).map_or(0, |layout| layout.above);
            let top = &mut self.document.top;
            top.line = match top.line.checked_sub(before) {
                // A picture above the first line on the screen appears on it.
                Some(0) if before == 0 => 0,
                Some(line) => now + line,
                None => top.line.min(now),
            };
        }
    }

    /// Lays out the visible blocks before drawing.
    pub fn refresh(&mut self) {
        let width = self.text_width();
        let setting = self.setting();
        self.place_pictures();
        if self.document.layouts.width != width || self.document.layouts.setting != setting {
            let line = self.document.layouts.line(self.document.top);
            let (top, is_picture) = (line.map(|l| l.span.start), line.is_some_and(|l| l.picture.is_some()));
            let byte = self.document.held_top.or(top).unwrap_or_else(|| {
                self.document.article.blocks.get(self.document.top.block).map_or(0, |b| b.span.start)
            });
            self.document.held_top = Some(byte);
            self.document.layouts.set_width(width);
            self.document.layouts.set(setting);
            self.document.top = self.place(byte);
            if is_picture {
                self.document.top.line = 0;
            }
        }
        self.clamp_top();
        let mut rows = 0;
        let mut block = self.document.top.block;
        let height = self.height();
        while rows <= height + self.document.top.line && block < self.document.article.blocks.len() {
            rows += self.lines_of(block) + self.space_of(block);
            block += 1;
        }
        let seen = self.document.top.block.saturating_sub(1)..block + 1;
        self.document.layouts.ensure(&self.document.article, seen, width);
    }

    /// Returns the span of bytes on screen.
    pub(in crate::reader) fn seen(&self) -> Span {
        let height = u16::try_from(self.height()).unwrap_or(u16::MAX);
        let lines = self.document.layouts.visible(self.document.top, height);
        let span =
            |at: Option<&(u16, LinePos)>| at.and_then(|(_, pos)| self.document.layouts.line(*pos)).map(|l| l.span);
        let first = span(lines.first()).unwrap_or_default();
        first.join(span(lines.last()).unwrap_or(first))
    }
}
