//! Exports and imports notes and corrections: one [`Sheet`] per article, in five formats, detected by content.
//!
//! | format | carries |
//! |---|---|
//! | [`Exchange::Json`], [`Exchange::JsonLines`], [`Exchange::Csv`] | everything |
//! | [`Exchange::W3c`] | everything: W3C Web Annotation, with extension properties |
//! | [`Exchange::Markdown`] | notes, including edits by hand; corrections are listed, but not imported |
//!
//! Hypothesis exports can be imported as well. Offsets are code points in the article's text; the byte offset is
//! exported, too, in case the text is not available on import. Marks in the body (`#todo`) are also exported as
//! marks, except in Markdown, where the body shows them.

mod csv;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod vault;
mod w3c;

use serde_json::Value;

use crate::library::notes::{Anchor, Sheet};
use crate::text::{CharMap, Span};

pub use markdown::file_name;
pub use vault::{Written, vault_file, vault_file_name, vault_file_written};
pub(in crate::export) use w3c::{CONTEXT, NAMESPACE, article_iri};

/// The formats for exporting and importing notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// For reading, and for Obsidian: front matter, block quotes, notes.
    Markdown,
    /// One JSON document, grouped by article.
    Json,
    /// One note or correction per line.
    JsonLines,
    /// A table that is safe to open in a spreadsheet.
    Csv,
    /// W3C Web Annotation, JSON-LD.
    W3c,
}

impl Exchange {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Markdown, Self::Json, Self::JsonLines, Self::Csv, Self::W3c];

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::W3c => "w3c",
        }
    }

    /// Returns the format for a file name's extension.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            "jsonld" => Some(Self::W3c),
            _ => None,
        }
    }

    /// Returns whether it is JSON, in which every character can be escaped.
    #[must_use]
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::W3c)
    }
}

/// Writes the sheets in a format.
#[must_use]
pub fn write_notes(sheets: &[Sheet], format: Exchange) -> String {
    match format {
        Exchange::Markdown => markdown::write(sheets),
        Exchange::Json => json::write(sheets),
        Exchange::JsonLines => json::write_lines(sheets),
        Exchange::Csv => csv::write(sheets),
        Exchange::W3c => w3c::write(sheets),
    }
}

/// Imported sheets, and the type of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The type of the file, for messages.
    pub kind: &'static str,
    /// The notes and corrections, by article.
    pub sheets: Vec<Sheet>,
}

/// Reads notes in any of the formats. `time` is the file's time of modification, for notes edited by hand.
///
/// # Errors
/// A one-line message about the invalid file.
pub fn read_notes(bytes: &[u8], time: &str) -> Result<Incoming, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let kind = |kind, sheets: Result<Vec<Sheet>, String>| {
        let mut sheets = sheets?;
        let is_unknown = |sheet: &Sheet| sheet.article.id.0.is_empty() && sheet.article.source.is_empty();
        if sheets.iter().any(is_unknown) && matches!(kind, "JSON" | "JSON Lines") {
            return Err("an article has neither an id nor a source; add one of them".to_owned());
        }
        for note in sheets.iter_mut().flat_map(|sheet| &mut sheet.notes) {
            // Exported for other programs; on import, these marks are read from the body.
            note.marks = std::mem::take(&mut note.marks).beyond_words(&note.body);
        }
        Ok(Incoming { kind, sheets })
    };
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return match serde_json::from_str::<Value>(text) {
            Ok(value) if json::is_ours(&value) => kind("JSON", json::read(value)),
            Ok(value) if json::is_line(&value) => kind("JSON Lines", json::read_lines(text)),
            Ok(value) if w3c::is_hypothesis(&value) => kind("Hypothesis", w3c::read_hypothesis(&value)),
            Ok(value) if w3c::is_annotation(&value) => kind("W3C Web Annotation", w3c::read(&value)),
            Ok(_) => Err(format!("this JSON holds no notes; supported are {KINDS}")),
            // Several JSON documents in a row: one per line.
            Err(_) if start.lines().nth(1).is_some() && json::begins_with_line(start) => {
                kind("JSON Lines", json::read_lines(text))
            }
            Err(error) => Err(format!("it is not JSON: {error}")),
        };
    }
    if markdown::is_ours(text) {
        return kind("Markdown", markdown::read(text, time));
    }
    if csv::is_ours(text) {
        return kind("CSV", csv::read(text));
    }
    Err(format!("it holds no notes; supported are {KINDS}"))
}

/// The supported formats, for messages.
const KINDS: &str = "the formats of pullquote notes export (Markdown, JSON, JSON Lines, CSV, W3C Web Annotation) and Hypothesis exports";

/// Counts code points in the text of a sheet, if it is available.
struct Count<'a>(Option<(&'a str, CharMap<'a>)>);

impl<'a> Count<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        Self(sheet.text.as_deref().map(|text| (text, CharMap::new(text))))
    }

    /// Returns the place of an anchor's words, in code points.
    fn chars(&self, anchor: &Anchor) -> Option<[usize; 2]> {
        let (text, map) = self.0.as_ref()?;
        (anchor.position.of(text) == anchor.exact).then(|| map.to_chars(anchor.position))
    }
}

/// Returns the position of words that begin at this byte. If only code points are known, the position is approximate;
/// the words and their context then find the exact place.
fn position(first_byte: Option<u64>, chars: Option<u64>, exact: &str) -> Span {
    let start = first_byte.or(chars).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    Span::new(start, start.saturating_add(exact.len()))
}
