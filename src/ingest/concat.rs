//! Concatenates several rendered texts: the chapters of a book, the entries of a feed, the messages of a mailbox.

use crate::ingest::rendered::Rendered;
use crate::text::{Block, BlockKind, Inline, InlineStyle, Picture, Section, Span, one_line};

/// The concatenated text so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) pictures: Vec<Picture>,
    pub(super) contents: Vec<Section>,
}

/// An article as a parser returns it: its text and metadata.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) joined: Joined,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    /// The date, ISO 8601.
    pub(super) date: Option<String>,
    pub(super) site: Option<String>,
    pub(super) url: Option<String>,
    /// The language that the input states, as a tag.
    pub(super) language: Option<String>,
    pub(super) notices: Vec<String>,
    /// For a feed or mailbox: each of its articles.
    pub(super) parts: Vec<Draft>,
}

impl Joined {
    /// Appends a rendered text. Returns the byte offset of its start.
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
        self.pictures
            .extend(rendered.pictures.into_iter().map(|picture| Picture { at: picture.at + start, ..picture }));
        self.blocks.extend(rendered.blocks.into_iter().map(|mut block| {
            block.span = shifted(block.span);
            for inline in &mut block.inlines {
                inline.span = shifted(inline.span);
            }
            block
        }));
        start
    }

    /// Appends a block of its own. Returns the byte offset of its start.
    pub(super) fn push_block(&mut self, words: &str, block: impl FnOnce(Span) -> Block) -> usize {
        let block = block(Span::new(0, words.len()));
        self.push(Rendered { text: words.to_owned(), blocks: vec![block], ..Rendered::default() })
    }

    /// Appends one of several articles under a heading with a link to it. Returns the byte offset of its start.
    /// `about` describes the article and is not part of it: nobody is quoted there.
    pub(super) fn push_entry(&mut self, title: &str, link: Option<String>, about: &str, mut body: Rendered) -> usize {
        let start = self.push_block(title, |span| {
            let inlines = link.map(|to| Inline { span, style: InlineStyle::Link(to) }).into_iter().collect();
            Block { kind: BlockKind::Heading(2), inlines, ..Block::paragraph(span) }
        });
        if !about.is_empty() {
            self.push_block(about, |span| Block { kind: BlockKind::Preformatted, ..Block::paragraph(span) });
        }
        for block in &mut body.blocks {
            if let BlockKind::Heading(level) = &mut block.kind {
                *level = level.saturating_add(2).min(6);
            }
        }
        self.push(body);
        start
    }

    /// Adds an entry to the table of contents, if it is not empty and lies inside the text.
    pub(super) fn enter(&mut self, title: &str, level: u8, start: usize) {
        const LONGEST: usize = 300;
        let mut title = one_line(title);
        if let Some((at, _)) = title.char_indices().nth(LONGEST) {
            title.truncate(at);
        }
        if !title.is_empty() && start < self.text.len() {
            self.contents.push(Section { title, level: level.max(1), start });
        }
    }
}
