//! Layer 1: turns bytes into an [`Article`]. Has no access to annotations, screens or the library.
//!
//! ```text
//! path or pipe ──input──▶ bytes ──kind──┬─ decode ─▶ text ─ plain │ markdown │ html ─┬─▶ blocks ──▶ title, byline,
//!               limits      by content, ├─ epub: chapters ─ html ──┐                  │   16 KiB     date, contents
//!                           then type,  ├─ feed: entries ── html ──┼─ joined ─────────┘   at most
//!                           then name   ├─ mail: parts ──── html ──┤                      each
//!                                       └─ pdf: pages, lines ──────┘
//! ```
//!
//! Every step is total: any bytes give an article or one [`IngestError`].

mod concat;
mod decode;
mod detect;
mod error;
mod formats;
mod guard;
mod limits;
mod metadata;
mod rendered;
mod row;
mod source;
mod xml;

use std::path::Path;

use jiff::civil::Date;

pub use crate::ingest::source::{following, pictures};
pub use detect::{About, Format};
pub use error::IngestError;
pub use limits::MAX_BYTES;
pub use row::ArticleRow;
pub(crate) use row::too_long;

use crate::ingest::concat::{Draft, Joined};
#[cfg(feature = "epub")]
use crate::ingest::formats::epub;
#[cfg(feature = "pdf")]
use crate::ingest::formats::pdf;
use crate::ingest::formats::plain::{chapters, gutenberg};
use crate::ingest::formats::{html, markdown, plain};
use crate::ingest::source::input;
#[cfg(feature = "net")]
use crate::ingest::source::{decompress, fetch};
use crate::text::{Article, Block, BlockKind, Inline, Span};

/// Maximum size of a block: longer paragraphs are split, so that the layout of one screen handles only a few of
/// these.
const MAX_BLOCK: usize = 16 * 1024;

/// The advice for a format whose reader is not compiled in.
#[cfg(not(all(feature = "epub", feature = "pdf")))]
const LEFT_OUT: &str = "this build does not support it: build pullquote with all features";

/// Known facts about bytes, besides their name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The format; `None` to detect it.
    pub format: Option<Format>,
    /// The server's content type (`text/html; charset=utf-8`).
    pub content_type: Option<&'a str>,
    /// The address of the page, to resolve relative links.
    pub base: Option<&'a str>,
    /// The only entry of a feed or mailbox to read, from 1.
    pub entry: Option<usize>,
}

/// Options for reading an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The format; `None` to detect it.
    pub format: Option<Format>,
    /// The only entry of a feed or mailbox to read, from 1.
    pub entry: Option<usize>,
    /// The publication date, replacing the one in the article.
    pub day: Option<Date>,
}

/// Reads a file, or standard input where `path` is `-`.
///
/// # Errors
/// If the input cannot be read as an article; see [`IngestError`].
pub fn read(path: &Path, format: Option<Format>) -> Result<Article, IngestError> {
    read_as(path, Reading { format, ..Reading::default() })
}

/// Reads a file, or standard input if `path` is `-`, with options.
///
/// # Errors
/// If the input cannot be read as an article; see [`IngestError`].
pub fn read_as(path: &Path, reading: Reading) -> Result<Article, IngestError> {
    let mut article = read_input(path, reading)?;
    if let Some(day) = reading.day {
        article.date = Some(day.to_string());
    }
    Ok(article)
}

fn read_input(path: &Path, reading: Reading) -> Result<Article, IngestError> {
    let hints = Hints { format: reading.format, entry: reading.entry, ..Hints::default() };
    // Messages show the input as it was given.
    let name = path.to_string_lossy();
    if let Some(address) = address(path) {
        return fetched(address, hints);
    }
    let (source, bytes) = input::read(path)?;
    let mut article = from_bytes_with(&name, bytes, &hints)?;
    came_from(&mut article, source);
    Ok(article)
}

/// Returns the address to fetch, if the input is one.
#[must_use]
pub fn address(input: &Path) -> Option<&str> {
    let input = input.to_str()?;
    let (scheme, rest) = input.split_once("://")?;
    (["http", "https"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) && !rest.is_empty()).then_some(input)
}

/// Returns whether an address is of this machine or in a private network.
#[cfg(feature = "net")]
#[must_use]
pub fn is_private(address: &str) -> bool {
    fetch::is_private(address)
}

/// Without the feature `net`, no address is fetched.
#[cfg(not(feature = "net"))]
#[must_use]
pub fn is_private(_: &str) -> bool {
    false
}

#[cfg(feature = "net")]
fn fetched(address: &str, hints: Hints<'_>) -> Result<Article, IngestError> {
    let fetch::Fetched { url, bytes, content_type, .. } = fetch::get(address)?;
    let hints = Hints { content_type: content_type.as_deref(), base: Some(&url), ..hints };
    let mut article = from_bytes_with(address, bytes, &hints)?;
    came_from(&mut article, url);
    Ok(article)
}

#[cfg(not(feature = "net"))]
fn fetched(address: &str, _: Hints<'_>) -> Result<Article, IngestError> {
    let reason =
        "this build cannot fetch addresses (it lacks the feature `net`); save the page in a browser and open the file"
            .to_owned();
    Err(IngestError::Fetch { name: address.to_owned(), reason })
}

/// Reads plain text or Markdown (detected by the extension of `name` and the content) from bytes.
///
/// # Errors
/// If the bytes are not text, or are empty.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Article, IngestError> {
    from_bytes_as(name, bytes, None)
}

/// Reads bytes in the given format; with `None`, the format is detected by the content, else by the extension of
/// `name`.
///
/// # Errors
/// If the bytes are not a supported document, or are empty.
pub fn from_bytes_as(name: &str, bytes: Vec<u8>, format: Option<Format>) -> Result<Article, IngestError> {
    from_bytes_with(name, bytes, &Hints { format, ..Hints::default() })
}

/// Reads bytes with further hints about them.
///
/// # Errors
/// If the bytes are not a supported document, or are empty.
pub fn from_bytes_with(name: &str, bytes: Vec<u8>, hints: &Hints<'_>) -> Result<Article, IngestError> {
    #[cfg(feature = "net")]
    let (inner, bytes) = decompress::unpack(name, bytes)?;
    #[cfg(not(feature = "net"))]
    let inner = name.to_owned();
    let format = hints.format.or_else(|| detect::tell(&bytes, hints, &inner));
    let format = if format.is_none() && inner != name { Some(detect::named(&inner, &bytes)) } else { format };
    let kind = format.and_then(Format::about).and_then(|about| about.document);
    let article = match kind {
        None => formats::read(name, bytes, format, hints)?,
        // Fuzzing must see our own panics.
        Some(_) if cfg!(fuzzing) => formats::read(name, bytes, format, hints)?,
        // Third-party parsers get arbitrary input; a panic in one must not end the program.
        Some(kind) => guard::quietly(|| formats::read(name, bytes, format, hints)).unwrap_or_else(|| {
            Err(IngestError::Damaged {
                name: name.to_owned(),
                kind,
                reason: "the parser failed: it is damaged, or pullquote has a bug".to_owned(),
            })
        })?,
    };
    if hints.entry.is_some() && !matches!(format, Some(Format::Feed | Format::Email)) {
        return Err(IngestError::NoEntry {
            name: name.to_owned(),
            reason: "is not a feed or mailbox, so it has no entries: omit --entry".to_owned(),
        });
    }
    if article.text.trim().is_empty() {
        return Err(IngestError::Empty { name: name.to_owned() });
    }
    Ok(article)
}

fn from_draft(name: &str, draft: Draft) -> Article {
    let mut article = from_joined(name, draft.joined);
    (article.title, article.byline, article.date) = (draft.title, draft.byline, draft.date);
    (article.site, article.url, article.notices) = (draft.site, draft.url, draft.notices);
    article.language = draft.language;
    article.parts = draft.parts.into_iter().map(|part| from_draft(name, part)).collect();
    article.several = !article.parts.is_empty();
    article
}

/// Sets the source of an article; the parts of a feed have addresses of their own.
fn came_from(article: &mut Article, source: String) {
    for (at, part) in article.parts.iter_mut().enumerate() {
        part.source = part.url.clone().unwrap_or_else(|| format!("{source}#{}", at + 1));
    }
    article.source = source;
}

#[cfg(feature = "epub")]
fn from_epub(name: &str, bytes: &[u8]) -> Result<Article, IngestError> {
    let book = epub::read(name, bytes)?;
    let mut article = from_joined(name, book.joined);
    (article.title, article.byline, article.date) = (book.title, book.byline, book.date);
    article.language = book.language;
    article.notices = book.notices;
    Ok(article)
}

#[cfg(not(feature = "epub"))]
fn from_epub(name: &str, _: &[u8]) -> Result<Article, IngestError> {
    Err(IngestError::Unsupported { name: name.to_owned(), kind: "an EPUB book", advice: LEFT_OUT })
}

#[cfg(feature = "pdf")]
fn from_pdf(name: &str, bytes: Vec<u8>) -> Result<Article, IngestError> {
    let paper = pdf::read(name, bytes)?;
    let mut article = from_joined(name, paper.joined);
    (article.title, article.byline, article.date) = (paper.title, paper.byline, paper.date);
    article.notices = paper.notices;
    if article.title.is_none() {
        metadata::guess(&mut article);
    }
    Ok(article)
}

#[cfg(not(feature = "pdf"))]
fn from_pdf(name: &str, _: Vec<u8>) -> Result<Article, IngestError> {
    Err(IngestError::Unsupported { name: name.to_owned(), kind: "a PDF file", advice: LEFT_OUT })
}

/// Builds an article from concatenated texts.
fn from_joined(name: &str, joined: Joined) -> Article {
    let Joined { text, blocks, pictures, contents } = joined;
    let blocks = split_long(&text, blocks);
    Article { contents, pictures, ..Article::new(name, text, blocks) }
}

/// Reads a file of plain text. Lines of hard-wrapped paragraphs are joined; `article.text` is the result.
#[must_use]
pub fn from_wrapped(name: &str, source: &str) -> Article {
    let ebook = gutenberg::read(source);
    let plain::Unwrapped { text, mut blocks } = plain::unwrap(ebook.as_ref().map_or(source, |ebook| ebook.text));
    chapters::mark(&text, &mut blocks);
    let blocks = split_long(&text, blocks);
    let mut article = Article::new(name, text, blocks);
    if let Some(ebook) = ebook {
        (article.title, article.byline) = (ebook.title, ebook.author);
        article.notices.push("the header and licence of Project Gutenberg are not shown".to_owned());
    }
    metadata::guess(&mut article);
    article
}

/// The source of the sample article.
pub const SAMPLE: &str = "pullquote://sample";

/// Returns the bundled sample article.
#[must_use]
pub fn sample() -> Article {
    from_plain(SAMPLE, include_str!("../../samples/harbour-tunnel.txt").to_owned())
}

/// Reads plain text unchanged: `article.text == text`.
#[must_use]
pub fn from_plain(name: &str, text: String) -> Article {
    let blocks = split_long(&text, plain::blocks(&text));
    let mut article = Article::new(name, text, blocks);
    metadata::guess(&mut article);
    article
}

/// Reads a web page: `article.text` is the clean text of the article in it. `base` is the page's address, if known.
#[must_use]
pub fn from_html(name: &str, source: &str, base: Option<&str>) -> Article {
    let page = html::page(source, base);
    let blocks = split_long(&page.body.text, page.body.blocks);
    let mut article = Article::new(name, page.body.text, blocks);
    (article.pictures, article.notices) = (page.body.pictures, page.notices);
    let about = page.about;
    (article.title, article.byline, article.date) = (about.title, about.byline, about.date);
    (article.site, article.url, article.language) = (about.site, about.url, about.language);
    metadata::guess(&mut article);
    article
}

/// Reads CommonMark: `article.text` is its clean text.
#[must_use]
pub fn from_markdown(name: &str, source: &str) -> Article {
    let rendered = markdown::render(source);
    let blocks = split_long(&rendered.text, rendered.blocks);
    let mut article = Article::new(name, rendered.text, blocks);
    article.pictures = rendered.pictures;
    article.title = rendered.title;
    article.byline = rendered.byline;
    article.date = rendered.date;
    article.language = rendered.language;
    metadata::guess(&mut article);
    article
}

/// Splits blocks of more than [`MAX_BLOCK`] bytes at sentence ends, else at white space, else anywhere.
fn split_long(text: &str, blocks: Vec<Block>) -> Vec<Block> {
    if blocks.iter().all(|b| b.span.len() <= MAX_BLOCK) {
        return blocks;
    }
    let mut out = Vec::with_capacity(blocks.len() + 16);
    for block in blocks {
        if block.span.len() <= MAX_BLOCK {
            out.push(block);
            continue;
        }
        let code = !block.kind.is_prose();
        let mut inlines = block.inlines.iter().peekable();
        let mut running: Vec<&Inline> = Vec::new();
        let mut rest = block.span;
        let mut first = true;
        while !rest.is_empty() {
            let at = rest.start + cut_at(rest.of(text), code);
            let piece = Span::new(rest.start, at);
            rest = Span::new(at, rest.end);
            // Code keeps its indentation; prose is trimmed.
            let span = if code {
                Span::new(piece.start, piece.start + trim_line_end(piece.of(text)))
            } else {
                piece.trim(text)
            };
            if span.is_empty() {
                continue;
            }
            while let Some(inline) = inlines.next_if(|i| i.span.start < span.end) {
                running.push(inline);
            }
            running.retain(|i| i.span.end > span.start);
            let pieces = running
                .iter()
                .filter_map(|i| Some(Inline { span: i.span.intersect(span)?, style: i.style.clone() }))
                .collect();
            let kind = match &block.kind {
                BlockKind::ListItem { .. } if !first => BlockKind::Paragraph,
                kind => kind.clone(),
            };
            out.push(Block { kind, span, inlines: pieces, ..block });
            first = false;
        }
    }
    out
}

fn trim_line_end(text: &str) -> usize {
    text.trim_end_matches(['\n', '\r']).len()
}

/// Returns how much of an overlong text goes into the next block.
fn cut_at(text: &str, code: bool) -> usize {
    if text.len() <= MAX_BLOCK {
        return text.len();
    }
    let mut limit = MAX_BLOCK;
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = text.get(..limit).unwrap_or(text);
    if code {
        return head.rfind('\n').map_or(limit, |at| at + 1);
    }
    // Only the second half is searched, so that every block but the last is at least half full.
    let mut space = None;
    let mut after_stop = None;
    // Whether a sentence has ended, with its closing marks.
    let mut ended = false;
    for (at, c) in head.char_indices().filter(|(at, _)| *at > MAX_BLOCK / 2 - 8) {
        if c.is_whitespace() {
            space = Some(at);
            if ended {
                after_stop = Some(at);
            }
        }
        if matches!(c, '。' | '！' | '？') {
            after_stop = Some(at + c.len_utf8());
        }
        ended = match c {
            '.' | '!' | '?' | '…' => true,
            '”' | '"' | '»' | '’' | '\'' | ')' => ended,
            _ => false,
        };
    }
    after_stop.or(space).unwrap_or(limit)
}

#[cfg(test)]
mod tests;
