//! Wrapping: blocks of an article → visual lines, and the map between bytes and cells.
//!
//! Lines are made a block at a time, on demand: opening 3 MB costs no more than opening a page.

use std::ops::Range;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bytes shown on it (without the white space at which it was broken).
    pub span: Span,
    /// Columns before the text: list and block-quote indent.
    pub indent: u16,
    /// What stands in the indent on this line (a list marker, block-quote bars), at most `indent` columns wide.
    pub marker: String,
    /// What to draw, in order. Concatenated widths (with `indent`) never exceed the width asked for.
    pub cells: Vec<Glyph>,
}

/// What one grapheme cluster of the article looks like on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Bytes of the article it stands for.
    pub span: Span,
    /// First column, counted from the line's left edge (the indent included).
    pub column: u16,
    /// Columns it takes, ≥ 1.
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
pub fn layout_block(article: &Article, block: usize, width: u16) -> BlockLayout {
    let _ = (article, block, width);
    BlockLayout { lines: Vec::new(), space_before: 0 }
}

/// Lays out blocks when they are first asked for and keeps them for one article and width.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    /// The width that `kept` was made for.
    pub width: u16,
    /// By block index.
    pub kept: std::collections::BTreeMap<usize, BlockLayout>,
}

impl Layouts {
    /// The layout of a block if it has been made: `update` makes every visible one before `view` draws.
    #[must_use]
    pub fn get(&self, block: usize) -> Option<&BlockLayout> {
        self.kept.get(&block)
    }

    /// Makes sure that the blocks of a range are laid out at `width`.
    pub fn ensure(&mut self, article: &Article, blocks: Range<usize>, width: u16) {
        let _ = (article, blocks, width);
    }
}
