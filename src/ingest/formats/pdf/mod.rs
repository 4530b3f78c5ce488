//! Reads the text of PDF files.
//!
//! ```text
//! bytes ─▶ checked ─▶ parsed ─▶ defused ─▶ pages ─▶ glyphs ─▶ lines ─▶ paragraphs, headings
//!          what it    lopdf     loops and  one by one,        running heads dropped,
//!          unpacks to           pictures   guarded            hyphenation undone
//! ```
//!
//! The parser is not made for malicious files: it panics, and follows loops until the stack overflows. So
//! decompression bombs are detected before parsing, loops and images are removed before rendering, and the parser
//! runs in a thread with a large stack, a panic guard and a timeout.

mod codes;
mod content;
mod device;
mod flow;
mod rebuild;
mod sanitise;
mod strip;

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pdf_extract::{Dictionary, Document, Object};

use crate::ingest::concat::Joined;
use crate::ingest::formats::pdf::device::{Device, Page};
use crate::ingest::formats::pdf::sanitise::MAX_PAGES;
use crate::ingest::{IngestError, guard};
use crate::text::one_line;

/// The text of a PDF file.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Paper {
    pub(in crate::ingest) joined: Joined,
    pub(in crate::ingest) title: Option<String>,
    pub(in crate::ingest) byline: Option<String>,
    pub(in crate::ingest) date: Option<String>,
    pub(in crate::ingest) notices: Vec<String>,
}

/// An error of reading a PDF file.
#[derive(Debug)]
enum Failure {
    Damaged(String),
    Scanned,
}

/// Time limit; no normal file needs longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Stack size for the parser's recursion.
const STACK: usize = 256 << 20;

/// Reads a PDF file.
pub(in crate::ingest) fn read(name: &str, bytes: Vec<u8>) -> Result<Paper, IngestError> {
    let damaged =
        |reason: &str| IngestError::Damaged { name: name.to_owned(), kind: "a PDF file", reason: reason.to_owned() };
    let (sender, result) = channel();
    let work = move || {
        // Nobody listens where it took too long.
        let _ = sender.send(paper(&bytes));
    };
    let thread = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(work);
    thread.map_err(|error| damaged(&error.to_string()))?;
    match result.recv_timeout(PATIENCE) {
        Ok(Ok(paper)) => Ok(paper),
        Ok(Err(Failure::Scanned)) => Err(IngestError::Scanned { name: name.to_owned() }),
        Ok(Err(Failure::Damaged(reason))) => Err(damaged(&reason)),
        Err(RecvTimeoutError::Timeout) => Err(damaged("it takes too long to parse")),
        Err(RecvTimeoutError::Disconnected) => Err(damaged("it is damaged")),
    }
}

/// Parses a file; if its cross-reference table is invalid, rebuilds the table.
fn parsed(bytes: &[u8]) -> Result<Document, Failure> {
    let has_pages = |document: &Document| document.page_iter().next().is_some();
    let load = |bytes: &[u8]| match guard::quietly(|| Document::load_mem(bytes)) {
        Some(Ok(document)) => Ok(document),
        Some(Err(error)) => {
            let reason: String = error.to_string().chars().take(120).collect();
            Err(Failure::Damaged(format!("it is damaged ({reason})")))
        }
        None => Err(Failure::Damaged("it is damaged".to_owned())),
    };
    let first = match load(bytes) {
        Ok(document) if document.is_encrypted() || guard::quietly(|| has_pages(&document)) == Some(true) => {
            return Ok(document);
        }
        first => first,
    };
    let again = rebuild::rebuilt(bytes).and_then(|rebuilt| load(&rebuilt).ok());
    again.filter(|document| guard::quietly(|| has_pages(document)) == Some(true)).map_or(first, Ok)
}

fn paper(bytes: &[u8]) -> Result<Paper, Failure> {
    let damaged = |reason: &str| Failure::Damaged(reason.to_owned());
    sanitise::check(bytes).map_err(Failure::Damaged)?;
    let mut document = parsed(bytes)?;
    if document.is_encrypted() {
        let opened = guard::quietly(|| document.decrypt("").is_ok());
        if opened != Some(true) {
            return Err(damaged("it is protected with a password; remove the password first"));
        }
    }
    let pictures = guard::quietly(|| sanitise::document(&mut document)).ok_or_else(|| damaged("it is damaged"))?;
    if guard::quietly(|| strip::document(&mut document)).is_none() {
        return Err(damaged("it is damaged"));
    }
    let numbers: Vec<u32> = guard::quietly(|| document.get_pages().into_keys().collect()).unwrap_or_default();
    if numbers.is_empty() {
        return Err(damaged("it has no pages"));
    }
    let mut device = Device::default();
    let mut lost = 0;
    for number in numbers.iter().take(MAX_PAGES) {
        let done = guard::quietly(|| pdf_extract::output_doc_page(&document, &mut device, *number).is_ok());
        lost += usize::from(done != Some(true));
        if device.is_full() {
            return Err(damaged("its text is longer than the limit for a book"));
        }
    }
    let pages: Vec<Page> = device.finish();
    let mut out = Paper { joined: flow::flow(&pages), ..Paper::default() };
    if out.joined.text.chars().filter(|c| c.is_alphanumeric()).count() < 8 {
        return Err(if pictures > 0 {
            Failure::Scanned
        } else if lost > 0 {
            damaged("its pages are damaged")
        } else {
            damaged("it contains no text")
        });
    }
    if lost > 0 {
        let s = if lost == 1 { "page is" } else { "pages are" };
        out.notices.push(format!("{lost} {s} damaged and may lack words"));
    }
    if let Some(more) = numbers.len().checked_sub(MAX_PAGES).filter(|more| *more > 0) {
        out.notices.push(format!("the last {more} pages are not shown"));
    }
    let info = |key: &[u8]| said(&document, key);
    out.title = info(b"Title").filter(|title| is_title(title)).or_else(|| flow::headline(&out.joined));
    out.byline = info(b"Author").filter(|author| author.contains(' '));
    Ok(out)
}

/// Returns an entry of the document's information dictionary.
fn said(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info: &Dictionary = match info {
        Object::Reference(id) => document.get_object(*id).ok()?.as_dict().ok()?,
        other => other.as_dict().ok()?,
    };
    let bytes = info.get(key).ok()?.as_str().ok()?;
    let text = match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => encoding_rs::UTF_8.decode(bytes).0.into_owned(),
        _ => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    let text = one_line(&text);
    (!text.is_empty() && text.len() <= 400).then_some(text)
}

/// Returns whether a title is plausible: most programs write a file name there.
fn is_title(title: &str) -> bool {
    let lower = title.to_ascii_lowercase();
    let is_file = [".doc", ".docx", ".tex", ".dvi", ".indd", ".qxd", ".pdf", ".rtf", ".odt", ".ps", ".html"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    title.contains(' ') && !is_file && !lower.starts_with("microsoft word") && !lower.starts_with("untitled")
}
