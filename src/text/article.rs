//! Articles: text, blocks and metadata.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::{Picture, Span};

/// The identity of an article: a digest of its text, independent of its file name.
///
/// Written as 64 lower-case hexadecimal digits (SHA-256 of the UTF-8 text).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub String);

impl ArticleId {
    /// The id of an article with this text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        Self(digest.iter().map(|b| format!("{b:02x}")).collect())
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An article: its text, cut into blocks, and what is known about it.
///
/// `text` is what every span of the program counts in, and what `annotate` prints: for plain text exactly what was
/// read (without a byte order mark), for other kinds the clean text made from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Digest of `text`.
    pub id: ArticleId,
    /// The title, from metadata or the first heading, if known.
    pub title: Option<String>,
    /// The byline, as printed.
    pub byline: Option<String>,
    /// The date of publication, ISO 8601 (`2023-03-15`).
    pub date: Option<String>,
    /// The publisher (a newspaper or a site), if the input states it.
    pub site: Option<String>,
    /// The web address, if the input states it.
    pub url: Option<String>,
    /// The language that the input states, as a tag (`de`, `pt-BR`).
    pub language: Option<String>,
    /// The source: a path, a URL, or `-` for standard input.
    pub source: String,
    /// The whole text.
    pub text: String,
    /// The blocks, in order, not overlapping; white space between them belongs to none.
    pub blocks: Vec<Block>,
    /// The pictures, in the order of the text.
    pub pictures: Vec<Picture>,
    /// Warnings from reading the input (for example, that invalid UTF-8 was replaced).
    pub notices: Vec<String>,
    /// The table of contents of the input; empty if it has only headings (see
    /// [`Article::sections`]).
    pub contents: Vec<Section>,
    /// Whether this is a collection, as a feed is: the reader first chooses an entry from the table of contents.
    pub several: bool,
    /// The articles of a collection, in the order of the table of contents.
    pub parts: Vec<Article>,
}

/// An entry of a table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The title, one line.
    pub title: String,
    /// The nesting level, from 1.
    pub level: u8,
    /// The byte offset of its start.
    pub start: usize,
}

/// One block of an article: a paragraph, a heading, a list item, …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// Its span. A paragraph may contain single line breaks (hard-wrapped text): they are shown and read as spaces.
    /// In [`BlockKind::Code`] they are line breaks.
    pub span: Span,
    /// Block-quote nesting: 0 outside any.
    pub quote_depth: u8,
    /// List nesting: 0 outside any list, also for the later paragraphs of an item (they are indented below it).
    pub list_depth: u8,
    /// Styled stretches, in order of their start; they may nest.
    pub inlines: Vec<Inline>,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// A heading of level 1–6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// The first paragraph of a list item; the marker (`•`, `3.`) is shown before it and is not part of the text.
    ListItem {
        /// What to show before the item.
        marker: String,
    },
    /// Preformatted text, its language where one is named. Never annotated.
    Code {
        /// The info string's first word, such as `rust`.
        language: Option<String>,
    },
    /// A thematic break; its span is empty.
    Rule,
    /// A table row or other text with significant spacing: shown unchanged, long lines wrapped.
    Preformatted,
}

impl BlockKind {
    /// Whether the engine reads this block for quotes and entities.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        matches!(self, Self::Heading(_) | Self::Paragraph | Self::ListItem { .. })
    }
}

/// A styled stretch inside a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inline {
    /// Its span.
    pub span: Span,
    /// Its style.
    pub style: InlineStyle,
}

/// Inline styles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InlineStyle {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck-through text.
    Strike,
    /// Inline code.
    Code,
    /// A link and its target.
    Link(String),
}

impl Article {
    /// An article of `text` with these blocks; computes the id.
    #[must_use]
    pub fn new(source: impl Into<String>, text: String, blocks: Vec<Block>) -> Self {
        Self { id: ArticleId::of_text(&text), source: source.into(), text, blocks, ..Self::default() }
    }

    /// Returns the articles of a collection, which are annotated apart: they share no people. Any other article is
    /// returned as it is.
    #[must_use]
    pub fn into_entries(mut self) -> Vec<Self> {
        let parts = std::mem::take(&mut self.parts);
        if parts.is_empty() { vec![self] } else { parts }
    }

    /// The index of the block that holds `offset`, or of the last one that begins before it.
    #[must_use]
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        self.blocks.partition_point(|b| b.span.start <= offset).checked_sub(1)
    }

    /// The text of a span; `""` if the span is out of range.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The table of contents: that of the input, else one made of the headings. In text order.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        if !self.contents.is_empty() {
            return self.contents.clone();
        }
        let headings = self.blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Heading(level) => Some((level, block.span)),
            _ => None,
        });
        headings
            .map(|(level, span)| Section {
                title: span.of(&self.text).split_whitespace().collect::<Vec<_>>().join(" "),
                level,
                start: span.start,
            })
            .collect()
    }

    /// The display name: the title, else the file name, else `untitled`.
    #[must_use]
    pub fn display_title(&self) -> &str {
        self.title
            .as_deref()
            .or_else(|| self.source.rsplit(['/', '\\']).next().filter(|s| !s.is_empty() && *s != "-"))
            .unwrap_or("untitled")
    }
}

impl Block {
    /// A plain paragraph over `span`.
    #[must_use]
    pub fn paragraph(span: Span) -> Self {
        Self { kind: BlockKind::Paragraph, span, quote_depth: 0, list_depth: 0, inlines: Vec::new() }
    }
}
