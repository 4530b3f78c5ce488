//! Reads the files inside a book. Nothing is written to disk; all unpacked bytes count against one limit.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;
use zip::ZipArchive;

use crate::ingest::{MAX_BYTES, decode};

/// Maximum number of files in a book.
const MAX_ENTRIES: usize = 20_000;
/// The signature of an entry in the central directory.
const ENTRY: &[u8] = b"PK\x01\x02";

/// An error of reading a file in the archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The file is missing.
    Missing,
    /// The file is damaged, encrypted, or has an unknown compression.
    Damaged(String),
    /// The unpacked book is too large.
    TooMuch,
}

/// An archive in memory.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: HashMap<String, usize>,
    left: AtomicU64,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        // Before the list is read: it takes more memory than its file.
        if memchr::memmem::find_iter(bytes, ENTRY).nth(MAX_ENTRIES).is_some() {
            return Err(format!("the archive holds more than {MAX_ENTRIES} files"));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("the archive is damaged ({error})"))?;
        let mut names = HashMap::with_capacity(zip.len());
        for index in 0..zip.len() {
            if let Some(Ok(name)) = zip.name_for_index(index) {
                names.entry(loose(&name)).or_insert(index);
                names.insert(name.into_owned(), index);
            }
        }
        Ok(Self { zip, names, left: AtomicU64::new(MAX_BYTES) })
    }

    /// Returns the names of all files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Unpacks a file. Thread-safe.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let index = self.names.get(path).or_else(|| self.names.get(&loose(path))).ok_or(Failure::Missing)?;
        // The list of files is shared, only the place of reading is not.
        let mut zip = self.zip.clone();
        let damaged = |error: &dyn std::fmt::Display| Failure::Damaged(error.to_string());
        let mut file = zip.by_index(*index).map_err(|error| damaged(&error))?;
        // What the archive says about the size need not be true.
        let mut out = Vec::with_capacity(usize::try_from(file.size().min(1 << 20)).unwrap_or(0));
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = match file.read(&mut buffer) {
                Ok(0) => return Ok(out),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(&error)),
            };
            let enough =
                self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(read as u64));
            if enough.is_err() {
                return Err(Failure::TooMuch);
            }
            out.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
    }

    /// Unpacks a file as text: by its byte order mark, else by its XML declaration, else as UTF-8.
    pub(super) fn text(&self, path: &str) -> Result<String, Failure> {
        self.read(path).map(|bytes| decode::decode_xml(bytes, None).text)
    }
}

/// Normalises a name: some systems change its case, the form of its accents, the direction of its slashes, or its
/// escapes.
fn loose(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().replace('\\', "/").nfc().flat_map(char::to_lowercase).collect()
}

/// Resolves a path relative to another file: `../text/ch1.xhtml` in `OEBPS/toc/nav.xhtml` is `OEBPS/text/ch1.xhtml`.
/// Returns an error if it leads out of the archive.
pub(super) fn resolve(from: &str, href: &str) -> Result<String, String> {
    let path = href.split(['#', '?']).next().unwrap_or_default();
    let href = percent_decode_str(path).decode_utf8_lossy().replace('\\', "/");
    let outside = || format!("it refers to a file outside of the book ({})", crate::text::printable_line(&href));
    let drive = href.as_bytes().get(1) == Some(&b':');
    if href.contains("://") || drive {
        return Err(outside());
    }
    let mut parts: Vec<&str> = match href.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.rsplit_once('/').map_or("", |(dir, _)| dir).split('/').filter(|p| !p.is_empty()).collect(),
    };
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Err(outside());
                }
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        for other in ["O/Ka\u{308}the.xhtml", "o\\K\u{e4}the.XHTML", "O/K%C3%A4the.xhtml"] {
            assert_eq!(loose(other), loose("O/K\u{e4}the.xhtml"));
        }
        assert_ne!(loose("O/a.xhtml"), loose("O/b.xhtml"));
    }

    #[test]
    fn paths_stay_inside() {
        for (from, href, path) in [
            ("OEBPS/content.opf", "text/ch1.xhtml", "OEBPS/text/ch1.xhtml"),
            ("OEBPS/toc/nav.xhtml", "../text/ch%201.xhtml#a", "OEBPS/text/ch 1.xhtml"),
            ("content.opf", "./a//b.html?x", "a/b.html"),
            ("OEBPS/content.opf", "/a.html", "a.html"),
        ] {
            assert_eq!(resolve(from, href).as_deref(), Ok(path));
        }
        for href in ["../../etc/passwd", "a/../../../b", "%2e%2e/%2e%2e/x", "..\\..\\x", "http://x.example/a", "C:/x"] {
            assert!(resolve("OEBPS/content.opf", href).unwrap_err().contains("outside"), "{href}");
        }
    }
}
