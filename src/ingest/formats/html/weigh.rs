//! How much running text a block of a page is, and how much of it leads elsewhere.

use unicode_width::UnicodeWidthStr as _;

use crate::text::{Block, BlockKind, InlineStyle};

/// What is known of a block of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Columns: a character of a dense script, which says as much as two letters, counts twice.
    pub(super) length: usize,
    /// Those of them in links.
    pub(super) linked: usize,
}

impl Seen {
    /// Whether at least this share of the block, in percent, are links.
    pub(super) fn leads(self, percent: usize) -> bool {
        self.linked > 0 && self.linked * 100 >= self.length * percent
    }
}

/// What is to be known of a block.
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

/// How much running text a block is.
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
