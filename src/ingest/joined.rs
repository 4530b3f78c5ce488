//! Several renderings one after another: the chapters of a book, the entries of a feed.

use super::rendered::Rendered;
use crate::text::{Block, Section, Span};

/// What has been joined so far.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) contents: Vec<Section>,
}

impl Joined {
    /// Appends a rendering; gives the byte at which it begins.
    pub(super) fn push(&mut self, rendered: Rendered) -> usize {
        if rendered.text.is_empty() {
            return self.text.len();
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(&rendered.text);
        let shifted = |span: Span| Span::new(span.start + start, span.end + start);
        self.blocks.extend(rendered.blocks.into_iter().map(|mut block| {
            block.span = shifted(block.span);
            for inline in &mut block.inlines {
                inline.span = shifted(inline.span);
            }
            block
        }));
        start
    }

    /// Appends a block of its own; gives the byte at which it begins.
    pub(super) fn push_block(&mut self, words: &str, block: impl FnOnce(Span) -> Block) -> usize {
        let block = block(Span::new(0, words.len()));
        self.push(Rendered { text: words.to_owned(), blocks: vec![block], ..Rendered::default() })
    }

    /// Adds an entry to the table of contents, if it says anything and lies inside the text.
    pub(super) fn enter(&mut self, title: &str, level: u8, start: usize) {
        const LONGEST: usize = 300;
        let mut title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((at, _)) = title.char_indices().nth(LONGEST) {
            title.truncate(at);
        }
        if !title.is_empty() && start < self.text.len() {
            self.contents.push(Section { title, level: level.max(1), start });
        }
    }
}
