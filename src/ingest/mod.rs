//! Layer 1: bytes → [`Article`]. Knows nothing of annotations, screens or the library.
//!
//! ```text
//! path or pipe ──input──▶ bytes ──kind──┬─ decode ─▶ text ─ plain │ markdown │ html ─┬─▶ blocks ──▶ title, byline,
//!               limits      by content, ├─ epub: chapters ─ html ──┐                  │   16 KiB     date, contents
//!                           then type,  ├─ feed: entries ── html ──┼─ joined ─────────┘   at most
//!                           then name   ├─ mail: parts ──── html ──┤                      each
//!                                       └─ pdf: pages, lines ──────┘
//! ```
//!
//! Every step is total: whatever the bytes are, the outcome is an article or one [`IngestError`].

mod concat;
mod decode;
mod detect;
mod error;
mod formats;
mod guard;
mod limits;
mod metadata;
mod rendered;
mod source;
mod xml;

use std::path::Path;

use jiff::civil::Date;

pub use detect::{About, Format};
pub use error::IngestError;
pub use limits::MAX_BYTES;

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

/// A paragraph longer than this is cut into several blocks, so that laying out one screen never costs more than a
/// few of these.
const MAX_BLOCK: usize = 16 * 1024;

/// What is said where a reader of a kind of document is not compiled in.
#[cfg(not(all(feature = "epub", feature = "pdf")))]
const LEFT_OUT: &str = "this program was built without what reads it: build it with all features";

/// What is known about bytes besides their name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// How to read them; `None` where they tell that themselves.
    pub format: Option<Format>,
    /// What the server that sent them called them (`text/html; charset=utf-8`).
    pub content_type: Option<&'a str>,
    /// Where they came from, for links that say only part of an address.
    pub base: Option<&'a str>,
    /// Of a feed or a mailbox, the only entry to read, from 1.
    pub entry: Option<usize>,
}

/// How to read an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// As what; `None` where it tells that itself.
    pub format: Option<Format>,
    /// Of a feed, the only entry to read, from 1.
    pub entry: Option<usize>,
    /// The day on which it was written, whatever it says of that itself.
    pub day: Option<Date>,
}

/// Reads a file, or standard input where `path` is `-`.
///
/// # Errors
/// Where there is nothing that can be read as an article; see [`IngestError`].
pub fn read(path: &Path, format: Option<Format>) -> Result<Article, IngestError> {
    read_as(path, Reading { format, ..Reading::default() })
}

/// Reads a file, or standard input where `path` is `-`, in a given way.
///
/// # Errors
/// Where there is nothing that can be read as an article; see [`IngestError`].
pub fn read_as(path: &Path, reading: Reading) -> Result<Article, IngestError> {
    let mut article = read_input(path, reading)?;
    if let Some(day) = reading.day {
        article.date = Some(day.to_string());
    }
    Ok(article)
}

fn read_input(path: &Path, reading: Reading) -> Result<Article, IngestError> {
    let hints = Hints { format: reading.format, entry: reading.entry, ..Hints::default() };
    // Messages name the input as it was given.
    let name = path.to_string_lossy();
    if let Some(address) = address(path) {
        return fetched(address, hints);
    }
    let (source, bytes) = input::read(path)?;
    let mut article = from_bytes_with(&name, bytes, &hints)?;
    came_from(&mut article, source);
    Ok(article)
}

/// The address that an input is, if it is one: it will be fetched.
#[must_use]
pub fn address(input: &Path) -> Option<&str> {
    let input = input.to_str()?;
    let (scheme, rest) = input.split_once("://")?;
    (["http", "https"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) && !rest.is_empty()).then_some(input)
}

/// Whether an address names this machine or a place in a private network.
#[cfg(feature = "net")]
#[must_use]
pub fn is_private(address: &str) -> bool {
    fetch::is_private(address)
}

/// Nothing is fetched.
#[cfg(not(feature = "net"))]
#[must_use]
pub fn is_private(_: &str) -> bool {
    false
}

#[cfg(feature = "net")]
fn fetched(address: &str, hints: Hints<'_>) -> Result<Article, IngestError> {
    let fetch::Fetched { url, bytes, content_type } = fetch::get(address)?;
    let hints = Hints { content_type: content_type.as_deref(), base: Some(&url), ..hints };
    let mut article = from_bytes_with(address, bytes, &hints)?;
    came_from(&mut article, url);
    Ok(article)
}

#[cfg(not(feature = "net"))]
fn fetched(address: &str, _: Hints<'_>) -> Result<Article, IngestError> {
    let reason = "this program was built without the feature `net`; save the page and open the file".to_owned();
    Err(IngestError::Fetch { name: address.to_owned(), reason })
}

/// Reads plain text or Markdown (told by the extension of `name` and by content) from bytes.
///
/// # Errors
/// Where the bytes are not text, or hold nothing to read.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Article, IngestError> {
    from_bytes_as(name, bytes, None)
}

/// Reads bytes in the given format; with `None` it is told by what is in them, else by the extension of `name`.
///
/// # Errors
/// Where the bytes are no document that can be read, or hold nothing to read.
pub fn from_bytes_as(name: &str, bytes: Vec<u8>, format: Option<Format>) -> Result<Article, IngestError> {
    from_bytes_with(name, bytes, &Hints { format, ..Hints::default() })
}

/// Reads bytes of which something is known besides their name.
///
/// # Errors
/// Where the bytes are no document that can be read, or hold nothing to read.
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
        // Defects of our own are to be seen when they are looked for.
        Some(_) if cfg!(fuzzing) => formats::read(name, bytes, format, hints)?,
        // The parsers of others are given anything there is; one that gives up must not take the program with it.
        Some(kind) => guard::quietly(|| formats::read(name, bytes, format, hints)).unwrap_or_else(|| {
            Err(IngestError::Damaged { name: name.to_owned(), kind, reason: "it is damaged".to_owned() })
        })?,
    };
    if hints.entry.is_some() && !matches!(format, Some(Format::Feed | Format::Email)) {
        return Err(IngestError::NoEntry {
            name: name.to_owned(),
            reason: "is no feed and no mailbox: --entry picks one of several articles".to_owned(),
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
    article.parts = draft.parts.into_iter().map(|part| from_draft(name, part)).collect();
    article.several = !article.parts.is_empty();
    article
}

/// Says where an article comes from; the parts of a feed have addresses of their own.
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

/// An article of what was rendered and put together.
fn from_joined(name: &str, joined: Joined) -> Article {
    let Joined { text, blocks, contents } = joined;
    let blocks = split_long(&text, blocks);
    Article { contents, ..Article::new(name, text, blocks) }
}

/// Reads a file of plain text: where its paragraphs were hard-wrapped, their lines are laid end to end, and
/// `article.text` is the outcome.
#[must_use]
pub fn from_wrapped(name: &str, source: &str) -> Article {
    let ebook = gutenberg::read(source);
    let plain::Unwrapped { text, mut blocks } = plain::unwrap(ebook.as_ref().map_or(source, |ebook| ebook.text));
    chapters::mark(&text, &mut blocks);
    let blocks = split_long(&text, blocks);
    let mut article = Article::new(name, text, blocks);
    if let Some(ebook) = ebook {
        (article.title, article.byline) = (ebook.title, ebook.author);
        article.notices.push("what Project Gutenberg puts around its books is left out".to_owned());
    }
    metadata::guess(&mut article);
    article
}

/// Where the sample comes from.
pub const SAMPLE: &str = "pullquote://sample";

/// An article that comes with the program, to try it on.
#[must_use]
pub fn sample() -> Article {
    from_plain(SAMPLE, include_str!("../../samples/harbour-tunnel.txt").to_owned())
}

/// Reads plain text exactly as given: `article.text == text`.
#[must_use]
pub fn from_plain(name: &str, text: String) -> Article {
    let blocks = split_long(&text, plain::blocks(&text));
    let mut article = Article::new(name, text, blocks);
    metadata::guess(&mut article);
    article
}

/// Reads a web page: `article.text` is the clean text of the article in it. `base` is the page's address, where that is
/// known.
#[must_use]
pub fn from_html(name: &str, source: &str, base: Option<&str>) -> Article {
    let page = html::page(source, base);
    let blocks = split_long(&page.body.text, page.body.blocks);
    let mut article = Article::new(name, page.body.text, blocks);
    article.notices = page.notices;
    let about = page.about;
    (article.title, article.byline, article.date) = (about.title, about.byline, about.date);
    (article.site, article.url) = (about.site, about.url);
    metadata::guess(&mut article);
    article
}

/// Reads CommonMark: `article.text` is the clean text made from it.
#[must_use]
pub fn from_markdown(name: &str, source: &str) -> Article {
    let rendered = markdown::render(source);
    let blocks = split_long(&rendered.text, rendered.blocks);
    let mut article = Article::new(name, rendered.text, blocks);
    article.title = rendered.title;
    article.byline = rendered.byline;
    article.date = rendered.date;
    metadata::guess(&mut article);
    article
}

/// Cuts blocks of more than [`MAX_BLOCK`] bytes at sentence ends, else at white space, else anywhere.
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
            // Code keeps its indentation; prose has no white space at its ends.
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

/// How much of an overlong text goes into the next block.
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
    // Whether a sentence has ended, closing marks included.
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
