//! Measures the running text of a block, and its share of links.

use unicode_width::UnicodeWidthStr as _;

use crate::text::{Block, BlockKind, InlineStyle};

/// The measures of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its width in columns: a character of a dense script counts as two letters.
    pub(super) length: usize,
    /// The columns in links.
    pub(super) linked: usize,
}

impl Seen {
    /// Returns whether at least this percentage of the block is links.
    pub(super) fn leads(self, percent: usize) -> bool {
        self.linked > 0 && self.linked * 100 >= self.length * percent
    }
}

/// Measures a block.
pub(super) fn seen(block: &Block, text: &str) -> Seen {
    let (mut end, mut linked) = (0, 0);
    for link in block.inlines.iter().filter(|i| matches!(i.style, InlineStyle::Link(_))) {
        if link.span.start >= end {
            linked += link.span.of(text).width();
            end = link.span.end;
        }
    }
    Seen { length: block.span.of(text).width(), linked }
}

/// Returns the amount of running text of a block.
pub(super) fn weight(block: &Block, text: &str, seen: Seen) -> usize {
    let words = block.span.of(text);
    let sentence = words
        .trim_end_matches(['"', '”', '’', '\'', ')', '»', '」', '』'])
        .ends_with(['.', '!', '?', '…', ':', '。', '！', '？']);
    if matches!(block.kind, BlockKind::Preformatted | BlockKind::Code { .. }) {
        return if seen.leads(50) { 0 } else { seen.length / 2 };
    }
    let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    let least = if sentence { 40 } else { 100 };
    if prose && !seen.leads(50) && seen.length >= least { seen.length - seen.linked } else { 0 }
}
