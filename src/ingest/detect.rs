//! Detects the format of a document: by its content, then by the server's content type, and last by its name.

use std::path::Path;

use crate::ingest::Hints;
use crate::ingest::formats::markdown;
use crate::ingest::xml::{FEED_ROOTS, root};

/// The supported formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text without markup.
    Plain,
    /// CommonMark with tables, strike-through, footnotes and front matter.
    Markdown,
    /// A web page.
    Html,
    /// A web page saved by a browser with all of its parts (`.mhtml`, `.mht`).
    Mhtml,
    /// A book: EPUB 2 or 3.
    Epub,
    /// The text of a PDF file.
    Pdf,
    /// A feed: RSS, Atom or JSON Feed.
    Feed,
    /// An e-mail as mail programs save it (`.eml`).
    Email,
}

/// The names and description of a format.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The format.
    pub format: Format,
    /// Its name on the command line.
    pub name: &'static str,
    /// Its line in the help.
    pub help: &'static str,
    /// The noun in messages; `None` for text, which every parser accepts.
    pub document: Option<&'static str>,
}

impl Format {
    /// Every format.
    pub const ALL: [About; 8] = [
        about(Format::Plain, "text", "Plain text", None),
        about(Format::Markdown, "markdown", "Markdown (CommonMark)", None),
        about(Format::Html, "html", "A web page (HTML)", Some("a web page")),
        about(Format::Mhtml, "mhtml", "A web page saved with its resources (MHTML)", Some("a web page")),
        about(Format::Epub, "epub", "An EPUB book", Some("an EPUB book")),
        about(Format::Pdf, "pdf", "A PDF file", Some("a PDF file")),
        about(Format::Feed, "feed", "RSS, Atom or JSON Feed", Some("a feed")),
        about(Format::Email, "email", "An e-mail message", Some("an e-mail")),
    ];

    /// Returns the description of this format.
    #[must_use]
    pub fn about(self) -> Option<&'static About> {
        Self::ALL.iter().find(|about| about.format == self)
    }

    /// Returns its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.about().map_or("text", |about| about.name)
    }

    /// Returns the format with this name on the command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|about| about.name == name).map(|about| about.format)
    }
}

const fn about(format: Format, name: &'static str, help: &'static str, document: Option<&'static str>) -> About {
    About { format, name, help, document }
}

/// How many bytes of a file are searched for signs of a format.
const HEAD: usize = 16 * 1024;

/// Returns the format of a document, or `None` for plain text or Markdown ([`text_kind`] decides between these).
pub(super) fn tell(bytes: &[u8], hints: &Hints<'_>, name: &str) -> Option<Format> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let binary = [Format::Pdf, Format::Epub].into_iter().find(|kind| match kind {
        Format::Pdf => is_pdf(head),
        _ => is_epub(bytes),
    });
    if binary.is_some() {
        return binary;
    }
    let text = head_text(head);
    let extension = extension(name);
    let extension = extension.as_deref();
    by_content(text.trim_start(), matches!(extension, Some("txt" | "text" | "md" | "markdown")))
        .or_else(|| hints.content_type.and_then(by_content_type))
        .or(match extension {
            Some("html" | "htm" | "xhtml" | "xht" | "shtml") => Some(Format::Html),
            Some("mhtml" | "mht") => Some(Format::Mhtml),
            Some("eml" | "mbox") => Some(Format::Email),
            Some("rss" | "atom" | "opml") => Some(Format::Feed),
            _ => None,
        })
        .filter(|kind| !matches!(kind, Format::Epub | Format::Pdf))
}

/// Decides between plain text and Markdown: by the extension; without one (a pipe), only by unmistakable content.
pub(super) fn text_kind(name: &str, text: &str) -> Format {
    match extension(name).as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd" | "mkdn") => Format::Markdown,
        Some(_) => Format::Plain,
        None if markdown::unmistakable(text) => Format::Markdown,
        None => Format::Plain,
    }
}

/// Returns the format of unpacked bytes, by their inner name.
pub(super) fn named(name: &str, bytes: &[u8]) -> Format {
    text_kind(name, &head_text(bytes.get(..HEAD).unwrap_or(bytes)))
}

fn extension(name: &str) -> Option<String> {
    // In an address, only the path counts.
    let name = if name.contains("://") { name.split(['?', '#']).next().unwrap_or(name) } else { name };
    Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase)
}

/// Finds `%PDF-` at the start; some programs put other bytes before it.
fn is_pdf(head: &[u8]) -> bool {
    let at = memchr::memmem::find(head, b"%PDF-");
    // Text about PDF files is no PDF file.
    at.is_some_and(|at| {
        let junk = head.get(..at).unwrap_or_default();
        at < 1024 && (at == 0 || !is_texty(junk) || junk.ends_with(b"\n") && begins_with_objects(head.get(at..)))
    })
}

/// Whether a version and an object follow: what a server said may stand before a file that was saved with it.
fn begins_with_objects(file: Option<&[u8]>) -> bool {
    let file = file.unwrap_or_default();
    let version = file.get(5..8).is_some_and(|v| matches!(v, [a, b'.', b] if a.is_ascii_digit() && b.is_ascii_digit()));
    version && memchr::memmem::find(file.get(..4096).unwrap_or(file), b" 0 obj").is_some()
}

fn is_texty(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_alphabetic)
}

/// Returns whether this is a ZIP archive that declares itself an EPUB, or holds the file that every EPUB has.
fn is_epub(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    let head = bytes.get(..256).unwrap_or(bytes);
    let named = memchr::memmem::find(head, b"mimetypeapplication/epub+zip").is_some();
    // The list of files is at the end.
    let tail = bytes.get(bytes.len().saturating_sub(4 << 20)..).unwrap_or(bytes);
    named || memchr::memmem::find(tail, b"META-INF/container.xml").is_some()
}

/// Returns the start as text, from UTF-8 or UTF-16, without a byte order mark.
fn head_text(head: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = head.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit).collect();
        String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned()
    };
    match head {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => match crate::ingest::decode::unmarked_wide(head) {
            Some(encoding) => encoding.decode(head).0.into_owned(),
            None => String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_owned(),
        },
    }
}

/// Detects a format by content. With `named_text`, the name indicates plain text, and more evidence is needed.
fn by_content(text: &str, named_text: bool) -> Option<Format> {
    match root(text) {
        Some(name) => match name.as_str() {
            "rss" | "feed" | "opml" => return Some(Format::Feed),
            "rdf:rdf" if text.contains("purl.org/rss") || text.contains("my.netscape.com/rdf") => {
                return Some(Format::Feed);
            }
            "html" | "!doctype html" => return Some(Format::Html),
            "head" | "body" if !named_text => return Some(Format::Html),
            _ => {}
        },
        // A program printed a warning before the feed.
        None if is_feed_with_a_preface(text) => return Some(Format::Feed),
        None if text.starts_with('{') && text.contains("//jsonfeed.org/version/") => return Some(Format::Feed),
        None => {}
    }
    mail_kind(text, named_text)
}

/// Returns whether a feed begins after a few unrelated lines.
fn is_feed_with_a_preface(text: &str) -> bool {
    let head = text.char_indices().nth(1_000).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let begins = FEED_ROOTS.iter().filter_map(|root| head.find(root)).min();
    let feed = begins.filter(|at| *at > 0).and_then(|at| text.get(at..));
    feed.is_some_and(|feed| matches!(root(feed).as_deref(), Some("rss" | "feed")) && feed.contains("</"))
}

/// Returns whether a text begins with e-mail headers, and the format.
fn mail_kind(text: &str, named_text: bool) -> Option<Format> {
    let mut names: Vec<String> = Vec::new();
    let mut saved_page = false;
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            break;
        }
        // `From somebody Mon Jan …`: a message in a mailbox.
        if n == 0 && line.starts_with("From ") || line.starts_with([' ', '\t']) {
            saved_page |= line.contains("multipart/related");
            continue;
        }
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || name.len() > 64 || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        saved_page |= name == "content-type" && value.contains("multipart/related");
        saved_page |= name == "snapshot-content-location";
        names.push(name);
        if names.len() > 200 {
            break;
        }
    }
    let has = |wanted: &[&str]| names.iter().filter(|name| wanted.contains(&name.as_str())).count();
    let technical = has(&[
        "mime-version",
        "received",
        "message-id",
        "return-path",
        "delivered-to",
        "content-type",
        "dkim-signature",
    ]);
    if has(&["mime-version"]) > 0 && saved_page && (has(&["received", "to", "message-id"]) == 0) {
        return Some(Format::Mhtml);
    }
    let personal = has(&["from", "to", "date", "subject", "sender", "reply-to"]);
    let enough = (technical >= 1 && personal >= 2) || (personal >= 3 && has(&["from"]) == 1 && !named_text);
    enough.then_some(Format::Email)
}

/// Returns the format for a content type.
fn by_content_type(content_type: &str) -> Option<Format> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "multipart/related" | "application/x-mimearchive" => Some(Format::Mhtml),
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" | "application/rdf+xml" => {
            Some(Format::Feed)
        }
        "message/rfc822" => Some(Format::Email),
        "text/markdown" | "text/x-markdown" => Some(Format::Markdown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &str, name: &str) -> Option<Format> {
        tell(bytes.as_bytes(), &Hints::default(), name)
    }

    #[test]
    fn a_pdf_file_may_stand_behind_what_a_server_said() {
        assert!(is_pdf(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n1 0 obj\n<<>>\nendobj"));
        assert!(!is_pdf(b"A file that begins with\n%PDF-1.4\nis a PDF file, and 1 obj is no object of it."));
    }

    #[test]
    fn content_goes_before_the_name() {
        for (text, name, kind) in [
            ("%PDF-1.7\n%âãÏÓ", "a.txt", Some(Format::Pdf)),
            ("\u{1}\u{2}%PDF-1.4", "a", Some(Format::Pdf)),
            ("The bytes %PDF- begin a file.", "a.txt", None),
            ("PK\u{3}\u{4}....................mimetypeapplication/epub+zip", "a.zip", Some(Format::Epub)),
            ("PK\u{3}\u{4} word/document.xml", "a.docx", None),
            ("<!DOCTYPE html>\n<p>x", "a.txt", Some(Format::Html)),
            ("\u{feff}<!-- saved --><?xml version='1.0'?>\n<html lang=en>", "-", Some(Format::Html)),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML\" \"x\"><html>",
                "-",
                Some(Format::Html),
            ),
            ("<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", "a.xml", Some(Format::Feed)),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", "-", Some(Format::Feed)),
            ("<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\">", "-", Some(Format::Feed)),
            ("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss>", "-", Some(Format::Feed)),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", "a.json", Some(Format::Feed)),
            ("<svg><text>", "a.svg", None),
            ("<p>a fragment", "a.html", Some(Format::Html)),
            ("<p>a fragment", "a.txt", None),
            ("Received: by x\nFrom: a@b\n c\nSubject: s\n\nHi", "a", Some(Format::Email)),
            ("From a@b Mon Jan 1\nFrom: a@b\nTo: c\nSubject: s\n\nHi", "-", Some(Format::Email)),
            ("From: Mary\nTo: John\nSubject: Bread\n\nA letter.", "a.txt", None),
            ("From: the quay you can see it.\n\nWords.", "-", None),
            (
                "From: <Saved by X>\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/related;\n type=\"text/html\"\n\n",
                "-",
                Some(Format::Mhtml),
            ),
            ("Words.", "a.eml", Some(Format::Email)),
            ("Words.", "a.epub", None),
            ("", "", None),
        ] {
            assert_eq!(told(text, name), kind, "{name}: {text}");
        }
    }

    #[test]
    fn the_server_is_asked_before_the_name() {
        let with = |content_type| Hints { content_type: Some(content_type), ..Hints::default() };
        for (content_type, name, kind) in [
            ("text/html; charset=utf-8", "http://x.example/a.txt", Some(Format::Html)),
            ("application/atom+xml", "http://x.example/", Some(Format::Feed)),
            ("text/plain", "http://x.example/a.html?x=1.eml", Some(Format::Html)),
            ("application/octet-stream", "http://x.example/a?b.html", None),
            // The content type is wrong.
            ("application/pdf", "http://x.example/a.pdf", None),
        ] {
            assert_eq!(tell(b"<p>words", &with(content_type), name), kind, "{content_type} {name}");
        }
    }

    #[test]
    fn utf_16_is_looked_into() {
        let bytes: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("<!doctype HTML>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(tell(&bytes, &Hints::default(), "-"), Some(Format::Html));
    }
}
