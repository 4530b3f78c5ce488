//! Wrapping: blocks of an article → visual lines, and the map between bytes and cells.
//!
//! Lines are made a block at a time, on demand: opening 3 MB costs no more than opening a page.
//!
//! ```text
//! text   M o s c o w ␣ “ 東 京 ”      one block
//! line 0 |Moscow|                     span of the words, the space at the break is on no line
//! line 1 |“東京”|                     columns 0 1·2 3·4 5: a wide cluster is one glyph of width 2
//! ```

mod cluster;
pub mod geometry;
mod hyphenation;
mod indent;
mod justify;
mod line_builder;
pub mod reading_time;
mod split;
pub mod text_measure;
pub(super) mod viewport;
mod wrap;

use std::ops::Range;

pub use hyphenation::Language;
pub use justify::Setting;
pub(super) use split::split_giants;

use crate::text::{Article, Span};

/// A place in the article as laid out: a block and a visual line in it. The blank lines that set blocks apart belong
/// to the block that follows them ([`BlockLayout::space_before`]) and are not counted in `line`.
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
    /// What stands in the indent on this line (a list marker, block-quote bars), at most `indent` columns wide.
    /// A [`crate::text::BlockKind::Rule`] is all marker.
    pub marker: String,
    /// What to draw, in order. Concatenated widths (with `indent`) never exceed the width asked for.
    pub cells: Vec<Glyph>,
    /// A hyphen is drawn behind the last glyph: a word was divided there. It stands for no byte, so it is no glyph.
    pub hyphen: bool,
}

/// What one grapheme cluster of the article looks like on screen.
///
/// A run of white space inside prose is one glyph, and invisible characters (a soft hyphen that is not at the end of
/// its line, a zero width space) belong to the glyph before them, so that every visible byte has exactly one glyph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Bytes of the article it stands for.
    pub span: Span,
    /// First column, counted from the line's left edge (the indent included).
    pub column: u16,
    /// Columns it takes, ≥ 1. The symbol of a tab or of a stretched space is one blank: the rest of its columns are blank,
    /// too.
    pub width: u16,
    /// What to print: the cluster itself, or something harmless for what must never reach a terminal
    /// (control characters, escape sequences, bidi overrides).
    pub symbol: String,
}

/// A block as laid out at one width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockLayout {
    /// Its visual lines; never empty.
    pub lines: Vec<Line>,
    /// Blank lines above it.
    pub space_before: usize,
}

/// Lays out one block at `width` columns (≥ 1). Pure.
#[must_use]
pub fn layout_block(article: &Article, block: usize, width: u16, setting: Setting) -> BlockLayout {
    let lines = match article.blocks.get(block) {
        Some(it) => wrap::lines(&article.text, it, &indent::indent(article, block, width), width.max(1), setting),
        None => vec![Line::default()],
    };
    BlockLayout { lines, space_before: indent::space_before(article, block) }
}

impl Line {
    /// Columns taken, the indent included.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.cells.last().map_or(self.indent, |g| g.column + g.width) + u16::from(self.hyphen)
    }

    /// The glyph that shows `byte`: the last one that begins at or before it, else the first.
    #[must_use]
    pub fn glyph_of(&self, byte: usize) -> Option<&Glyph> {
        let after = self.cells.partition_point(|g| g.span.start <= byte);
        self.cells.get(after.saturating_sub(1))
    }

    /// The column that shows `byte`.
    #[must_use]
    pub fn column_of(&self, byte: usize) -> u16 {
        self.glyph_of(byte).map_or(self.indent, |g| g.column)
    }

    /// The byte shown at `column`; left and right of the text, the first and last one.
    #[must_use]
    pub fn byte_at(&self, column: u16) -> usize {
        let after = self.cells.partition_point(|g| g.column <= column);
        self.cells.get(after.saturating_sub(1)).map_or(self.span.start, |g| g.span.start)
    }
}

impl BlockLayout {
    /// The line that shows `byte`: the last one that begins at or before it.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|l| l.span.start <= byte).saturating_sub(1)
    }

    /// Rows it takes on screen where something stands above it.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.space_before + self.lines.len()
    }
}

/// Lays out blocks when they are first asked for and keeps them for one article and width.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    /// The width that `kept` was made for.
    pub width: u16,
    /// How running text is set in `kept`.
    pub setting: Setting,
    /// By block index.
    pub kept: std::collections::BTreeMap<usize, BlockLayout>,
    /// Bytes of article text in `kept`: glyphs cost some eighty times as much.
    bytes: usize,
}

impl Layouts {
    /// Text kept laid out beyond what was last asked for.
    const BUDGET: usize = 192 * 1024;

    /// The layout of a block if it has been made: `update` makes every visible one before `view` draws.
    #[must_use]
    pub fn get(&self, block: usize) -> Option<&BlockLayout> {
        self.kept.get(&block)
    }

    /// A line, if its block has been laid out.
    #[must_use]
    pub fn line(&self, pos: LinePos) -> Option<&Line> {
        self.get(pos.block)?.lines.get(pos.line)
    }

    /// Makes sure that the blocks of a range are laid out at `width`.
    pub fn ensure(&mut self, article: &Article, blocks: Range<usize>, width: u16) {
        self.set_width(width);
        let blocks = blocks.start..blocks.end.min(article.blocks.len());
        for block in blocks.clone() {
            if !self.kept.contains_key(&block) {
                self.bytes += bytes_of(article, block);
                self.kept.insert(block, layout_block(article, block, self.width, self.setting));
            }
        }
        self.forget(article, blocks);
    }

    /// The layout of a block at the present width, made if need be; `None` past the last block.
    pub fn block(&mut self, article: &Article, block: usize) -> Option<&BlockLayout> {
        self.ensure(article, block..block.saturating_add(1), self.width);
        self.kept.get(&block)
    }

    /// Changes the width, which forgets everything made for another.
    pub fn set_width(&mut self, width: u16) {
        let width = width.max(1);
        if self.width != width {
            *self = Self { width, setting: self.setting, ..Self::default() };
        }
    }

    /// Changes how running text is set, which forgets everything set in another way.
    pub fn set(&mut self, setting: Setting) {
        if self.setting != setting {
            *self = Self { width: self.width, setting, ..Self::default() };
        }
    }

    /// Drops what is furthest from `near` while more is kept than the budget allows.
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

    /// Where `byte` is shown, laying out its block if need be.
    pub fn place(&mut self, article: &Article, byte: usize) -> LinePos {
        let block = article.block_at(byte).unwrap_or(0);
        let line = self.block(article, block).map_or(0, |layout| layout.line_of(byte));
        LinePos { block, line }
    }

    /// The lines on a screen of `height` rows that begins with `top`, each with its row. The blank lines above the
    /// topmost block are not shown. Only what has been laid out is listed.
    #[must_use]
    pub fn visible(&self, top: LinePos, height: u16) -> Vec<(u16, LinePos)> {
        let height = usize::from(height);
        let mut lines = Vec::with_capacity(height);
        let (mut row, mut from) = (0, top.line);
        for (&block, layout) in self.kept.range(top.block..) {
            // A gap in what has been laid out ends the list: rows below it would be guesses.
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

/// Bytes of text in a block, at least one so that empty blocks count.
fn bytes_of(article: &Article, block: usize) -> usize {
    article.blocks.get(block).map_or(0, |b| b.span.len().max(64))
}

#[cfg(test)]
mod tests;
