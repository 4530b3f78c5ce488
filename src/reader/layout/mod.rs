//! Lays out article blocks as visual lines, and maps between bytes and cells.
//!
//! Blocks are laid out on demand: opening 3 MB costs no more than opening a page.
//!
//! ```text
//! text   M o s c o w ␣ “ 東 京 ”      one block
//! line 0 |Moscow|                     span of the words, the space at the break is on no line
//! line 1 |“東京”|                     columns 0 1·2 3·4 5: a wide cluster is one glyph of width 2
//! ```

mod cluster;
pub mod geometry;
pub(in crate::reader) mod hyphenation;
mod indent;
mod justify;
mod line_builder;
pub mod reading_time;
mod split;
mod table;
pub mod text_measure;
pub(super) mod viewport;
mod wrap;

use std::ops::Range;

pub use hyphenation::Language;
pub use justify::Setting;
pub(super) use split::split_giants;

use crate::reader::layout::table::Tables;
use crate::text::{Article, Span};

/// A position in the layout: a block and a visual line in it. The blank lines above a block belong to it
/// ([`BlockLayout::space_before`]) and do not count in `line`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinePos {
    /// Index into [`Article::blocks`].
    pub block: usize,
    /// Visual line within it.
    pub line: usize,
}

/// One visual line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The bytes shown on it (without the white space at which it was broken).
    pub span: Span,
    /// Columns before the text: list and block-quote indent.
    pub indent: u16,
    /// The text in the indent (a list marker, block-quote bars), at most `indent` columns wide. A
    /// [`crate::text::BlockKind::Rule`] is all marker.
    pub marker: String,
    /// The glyphs in order. Their total width with `indent` never exceeds the requested width.
    pub cells: Vec<Glyph>,
    /// Whether a hyphen follows the last glyph, because a word was hyphenated. No byte of the text belongs to the
    /// hyphen.
    pub hyphen: bool,
    /// The row of a picture on this line, which then has no glyphs.
    pub picture: Option<PictureRow>,
}

/// A row of a picture. No byte of the text belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureRow {
    /// The index of the picture in [`Article::pictures`].
    pub picture: usize,
    /// The row in the picture; the blank row between picture and text comes after the last one, or before the first (`None`).
    pub row: Option<u16>,
}

/// The rows that a picture takes in the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The index of the picture in [`Article::pictures`].
    pub picture: usize,
    /// The block at which it stands.
    pub block: usize,
    /// Whether it stands below the block, and not above.
    pub below: bool,
    /// Its rows.
    pub rows: u16,
    /// Whether a blank row sets it apart from the text of the block.
    pub apart: bool,
}

/// One grapheme cluster of the article on screen.
///
/// A run of white space in prose is one glyph. Invisible characters (a zero width space, a soft hyphen inside a line)
/// belong to the glyph before them. So every visible byte has exactly one glyph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// The bytes of the article that it shows.
    pub span: Span,
    /// First column, counted from the line's left edge (the indent included).
    pub column: u16,
    /// Width in columns, ≥ 1. The symbol of a tab or a stretched space is one blank; its other columns are blank, too.
    pub width: u16,
    /// The symbol to print: the cluster itself, or a harmless replacement for unsafe characters (control characters,
    /// escape sequences, bidi overrides).
    pub symbol: String,
}

/// The layout of a block at one width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockLayout {
    /// Its visual lines; never empty.
    pub lines: Vec<Line>,
    /// Blank lines above it.
    pub space_before: usize,
    /// The number of lines before those of the text, which belong to pictures.
    pub above: usize,
    /// The number of lines after those of the text, which belong to pictures.
    pub below: usize,
}

/// Lays out one block at `width` columns (≥ 1); a pure function.
#[must_use]
pub fn layout_block(article: &Article, block: usize, width: u16, setting: Setting) -> BlockLayout {
    layout_with(article, block, width, setting, &mut Tables::default())
}

/// Lays out one block; `tables` are those found so far.
fn layout_with(article: &Article, block: usize, width: u16, setting: Setting, tables: &mut Tables) -> BlockLayout {
    let mut space_before = indent::space_before(article, block);
    let lines = match article.blocks.get(block) {
        Some(it) => {
            let (indent, width) = (indent::indent(article, block, width), width.max(1));
            let first = tables.first_row(article, block);
            let cells = first.and_then(|first| table::lines(article, block, first, &indent, width));
            if cells.is_some() && first == Some(block) {
                // The names of the columns become a blank line.
                space_before = space_before.saturating_sub(1);
            }
            cells.unwrap_or_else(|| wrap::lines(&article.text, it, &indent, width, setting))
        }
        None => vec![Line::default()],
    };
    BlockLayout { lines, space_before, above: 0, below: 0 }
}

impl Line {
    /// Returns the width in columns, including the indent.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.cells.last().map_or(self.indent, |g| g.column + g.width) + u16::from(self.hyphen)
    }

    /// Returns the glyph that shows `byte`: the last one that begins at or before it, else the first.
    #[must_use]
    pub fn glyph_of(&self, byte: usize) -> Option<&Glyph> {
        let after = self.cells.partition_point(|g| g.span.start <= byte);
        self.cells.get(after.saturating_sub(1))
    }

    /// Returns the column that shows `byte`.
    #[must_use]
    pub fn column_of(&self, byte: usize) -> u16 {
        self.glyph_of(byte).map_or(self.indent, |g| g.column)
    }

    /// Returns the byte shown at `column`; left or right of the text, the first or last one.
    #[must_use]
    pub fn byte_at(&self, column: u16) -> usize {
        let after = self.cells.partition_point(|g| g.column <= column);
        self.cells.get(after.saturating_sub(1)).map_or(self.span.start, |g| g.span.start)
    }
}

impl BlockLayout {
    /// Returns the line that shows `byte`: the last one of the text that begins at or before it.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        let text = self.text_lines();
        let lines = self.lines.get(text.clone()).unwrap_or_default();
        text.start + lines.partition_point(|l| l.span.start <= byte).saturating_sub(1)
    }

    /// Returns the lines of the text: those without pictures.
    #[must_use]
    pub fn text_lines(&self) -> Range<usize> {
        self.above..self.lines.len().saturating_sub(self.below).max(self.above)
    }

    /// Adds the rows of pictures above and below the text.
    fn add_pictures(&mut self, slots: &[Slot]) {
        let line = |span: Span, picture: usize, row: Option<u16>| {
            let span = Span::new(span.start, span.start);
            Line { span, picture: Some(PictureRow { picture, row }), ..Line::default() }
        };
        // Where the cursor is put that comes upon the picture.
        let ends = (
            self.lines.first().map_or(Span::default(), |l| l.span),
            self.lines.last().map_or(Span::default(), |l| l.span),
        );
        for slot in slots {
            let rows =
                (0..slot.rows).map(|row| line(if slot.below { ends.1 } else { ends.0 }, slot.picture, Some(row)));
            let blank = slot.apart.then(|| line(if slot.below { ends.1 } else { ends.0 }, slot.picture, None));
            if slot.below {
                let before = self.lines.len();
                self.lines.extend(blank.into_iter().chain(rows));
                self.below += self.lines.len() - before;
            } else {
                let added: Vec<Line> = rows.chain(blank).collect();
                let at = self.above;
                self.above += added.len();
                self.lines.splice(at..at, added);
            }
        }
    }

    /// Returns the height in rows, including the blank lines above.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.space_before + self.lines.len()
    }
}

/// A cache of layouts for one article and width, filled on demand.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    /// The width of the layouts in `kept`.
    pub width: u16,
    /// The setting of the layouts in `kept`.
    pub setting: Setting,
    /// The layouts by block index.
    pub kept: std::collections::BTreeMap<usize, BlockLayout>,
    /// The tables found so far.
    tables: Tables,
    /// The rows of pictures, in the order of the text.
    slots: Vec<Slot>,
    /// Bytes of text in `kept`: glyphs take about eighty times as much memory.
    bytes: usize,
}

impl Layouts {
    /// The most bytes of laid-out text to keep beyond the last request.
    const BUDGET: usize = 192 * 1024;

    /// Returns the cached layout of a block: `update` lays out every visible block before `view` draws.
    #[must_use]
    pub fn get(&self, block: usize) -> Option<&BlockLayout> {
        self.kept.get(&block)
    }

    /// Returns a line if its block has been laid out.
    #[must_use]
    pub fn line(&self, pos: LinePos) -> Option<&Line> {
        self.get(pos.block)?.lines.get(pos.line)
    }

    /// Lays out the blocks of a range at `width`.
    pub fn ensure(&mut self, article: &Article, blocks: Range<usize>, width: u16) {
        self.set_width(width);
        let blocks = blocks.start..blocks.end.min(article.blocks.len());
        for block in blocks.clone() {
            if !self.kept.contains_key(&block) {
                self.bytes += bytes_of(article, block);
                let mut layout = layout_with(article, block, self.width, self.setting, &mut self.tables);
                layout.add_pictures(slots_of(&self.slots, block));
                self.kept.insert(block, layout);
            }
        }
        self.forget(article, blocks);
    }

    /// Returns the layout of a block at the current width, computed if needed; `None` past the last block.
    pub fn block(&mut self, article: &Article, block: usize) -> Option<&BlockLayout> {
        self.ensure(article, block..block.saturating_add(1), self.width);
        self.kept.get(&block)
    }

    /// Changes the width and discards layouts of another width.
    pub fn set_width(&mut self, width: u16) {
        let width = width.max(1);
        if self.width != width {
            *self = Self {
                width,
                setting: self.setting,
                slots: std::mem::take(&mut self.slots),
                tables: std::mem::take(&mut self.tables),
                ..Self::default()
            };
        }
    }

    /// Changes the setting and discards layouts of another setting.
    pub fn set(&mut self, setting: Setting) {
        if self.setting != setting {
            *self = Self {
                width: self.width,
                setting,
                slots: std::mem::take(&mut self.slots),
                tables: std::mem::take(&mut self.tables),
                ..Self::default()
            };
        }
    }

    /// Changes the rows of pictures, sorted by block, and discards the layouts of blocks where they differ.
    pub fn set_slots(&mut self, article: &Article, slots: Vec<Slot>) {
        if self.slots == slots {
            return;
        }
        let mut blocks: Vec<usize> = self.slots.iter().chain(&slots).map(|slot| slot.block).collect();
        blocks.dedup();
        for block in blocks {
            if slots_of(&self.slots, block) != slots_of(&slots, block) && self.kept.remove(&block).is_some() {
                self.bytes = self.bytes.saturating_sub(bytes_of(article, block));
            }
        }
        self.slots = slots;
    }

    /// Discards the layouts furthest from `near` while the cache exceeds its budget.
    fn forget(&mut self, article: &Article, near: Range<usize>) {
        while self.bytes > Self::BUDGET {
            let first = self.kept.keys().next().copied().filter(|b| *b < near.start);
            let last = self.kept.keys().next_back().copied().filter(|b| *b >= near.end);
            let far = match (first, last) {
                (Some(first), Some(last)) if near.start - first < last - near.end => last,
                (Some(first), _) => first,
                (None, Some(last)) => last,
                (None, None) => break,
            };
            self.kept.remove(&far);
            self.bytes = self.bytes.saturating_sub(bytes_of(article, far));
        }
    }

    /// Returns the position of `byte`, laying out its block if needed.
    pub fn place(&mut self, article: &Article, byte: usize) -> LinePos {
        let block = article.block_at(byte).unwrap_or(0);
        let line = self.block(article, block).map_or(0, |layout| layout.line_of(byte));
        LinePos { block, line }
    }

    /// Returns the lines on a screen of `height` rows from `top`, each with its row. Omits the blank lines above the
    /// topmost block, and blocks that have not been laid out.
    #[must_use]
    pub fn visible(&self, top: LinePos, height: u16) -> Vec<(u16, LinePos)> {
        let height = usize::from(height);
        let mut lines = Vec::with_capacity(height);
        let (mut row, mut from) = (0, top.line);
        for (&block, layout) in self.kept.range(top.block..) {
            // Stop at a block without a layout: the rows below it are unknown.
            if row >= height || block - top.block > height {
                break;
            }
            if block != top.block {
                row += layout.space_before;
            }
            for line in from..layout.lines.len() {
                match u16::try_from(row) {
                    Ok(at) if row < height => lines.push((at, LinePos { block, line })),
                    _ => return lines,
                }
                row += 1;
            }
            from = 0;
        }
        lines
    }
}

/// Returns the rows of pictures at a block.
fn slots_of(slots: &[Slot], block: usize) -> &[Slot] {
    let from = slots.partition_point(|slot| slot.block < block);
    let to = slots.partition_point(|slot| slot.block <= block);
    slots.get(from..to).unwrap_or_default()
}

/// Returns the bytes of text in a block, at least one so that empty blocks count.
fn bytes_of(article: &Article, block: usize) -> usize {
    article.blocks.get(block).map_or(0, |b| b.span.len().max(64))
}

#[cfg(test)]
mod tests;
