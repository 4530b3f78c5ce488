//! Layer 1: bytes → [`Article`]. Knows nothing of annotations, screens or the library.
//!
//! ```text
//! path or pipe ──input──▶ bytes ──decode──▶ text ──plain │ markdown──▶ blocks ──meta──▶ title, byline, date
//!               limits            UTF-8/16,              16 KiB at most
//!                                 notices                each
//! ```
//!
//! Every step is total: whatever the bytes are, the outcome is an article or one [`IngestError`].

mod decode;
mod error;
mod html;
mod input;
mod markdown;
mod meta;
mod plain;
mod rendered;

use std::path::Path;

pub use error::IngestError;
pub use input::MAX_BYTES;

use crate::text::{Article, Block, BlockKind, Inline, Span};

/// A paragraph longer than this is cut into several blocks, so that laying out one screen never costs more than a
/// few of these.
const MAX_BLOCK: usize = 16 * 1024;

/// How an input is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text: every character stands for itself.
    Plain,
    /// CommonMark with tables, strike-through, footnotes and front matter.
    Markdown,
}

/// Reads a file, or standard input where `path` is `-`.
///
/// # Errors
/// Where there is nothing that can be read as an article; see [`IngestError`].
pub fn read(path: &Path, format: Option<Format>) -> Result<Article, IngestError> {
    let (source, bytes) = input::read(path)?;
    // Messages name the input as it was given.
    let mut article = from_bytes_as(&path.to_string_lossy(), bytes, format)?;
    article.source = source;
    Ok(article)
}

/// Reads plain text or Markdown (told by the extension of `name` and by content) from bytes.
///
/// # Errors
/// Where the bytes are not text, or hold nothing to read.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Article, IngestError> {
    from_bytes_as(name, bytes, None)
}

/// Reads bytes in the given format; with `None` it is told by the extension of `name` and by content.
///
/// # Errors
/// Where the bytes are not text, or hold nothing to read.
pub fn from_bytes_as(name: &str, bytes: Vec<u8>, format: Option<Format>) -> Result<Article, IngestError> {
    let decoded = decode::decode(name, bytes)?;
    let mut article = match format.unwrap_or_else(|| guess_format(name, &decoded.text)) {
        Format::Plain => from_plain(name, decoded.text),
        Format::Markdown => from_markdown(name, &decoded.text),
    };
    if article.text.trim().is_empty() {
        return Err(IngestError::Empty { name: name.to_owned() });
    }
    article.notices = decoded.notices;
    Ok(article)
}

/// Reads plain text exactly as given: `article.text == text`.
#[must_use]
pub fn from_plain(name: &str, text: String) -> Article {
    let blocks = split_long(&text, plain::blocks(&text));
    let mut article = Article::new(name, text, blocks);
    meta::guess(&mut article);
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
    meta::guess(&mut article);
    article
}

/// The extension decides; where there is none (a pipe), only unmistakable content does.
fn guess_format(name: &str, text: &str) -> Format {
    let extension = Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd" | "mkdn") => Format::Markdown,
        Some(_) => Format::Plain,
        None if markdown::unmistakable(text) => Format::Markdown,
        None => Format::Plain,
    }
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
