//! Notes and corrections out and in: one [`Sheet`] an article, in five formats, each told by its content.
//!
//! | format | carries |
//! |---|---|
//! | [`Exchange::Json`], [`Exchange::JsonLines`], [`Exchange::Csv`] | everything |
//! | [`Exchange::W3c`] | everything: W3C Web Annotation, what it has no word for in properties of our own |
//! | [`Exchange::Markdown`] | notes, and what was changed in them by hand; corrections are told, but not carried |
//!
//! Hypothesis' own export comes in as well. Offsets leave in code points, counted in the text of the article; where the
//! text is not at hand, and so that nothing has to be counted again on the way back, with the byte that the words begin
//! at. Marks that stand in the words of a note (`#todo`) leave as marks, too, but for Markdown, where the words show them.

mod csv;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod w3c;

use serde_json::Value;

use crate::library::notes::{Anchor, Sheet};
use crate::text::{CharMap, Span};

pub use markdown::file_name;

/// The formats that notes travel in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// To be read, and for Obsidian: front matter, block quotes, the reader's words.
    Markdown,
    /// One document, by article.
    Json,
    /// One note or correction a line.
    JsonLines,
    /// A table, safe to open in a spreadsheet.
    Csv,
    /// W3C Web Annotation, JSON-LD.
    W3c,
}

impl Exchange {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Markdown, Self::Json, Self::JsonLines, Self::Csv, Self::W3c];

    /// What it is called.
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

    /// The format that a file's name asks for.
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

    /// Whether it is JSON, in which every character can be written harmlessly.
    #[must_use]
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::W3c)
    }
}

/// The sheets in a format.
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

/// What was read, and what kind of file it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// What to call the kind.
    pub kind: &'static str,
    /// What it holds, by article.
    pub sheets: Vec<Sheet>,
}

/// Reads notes, whichever of the formats they are in. `time`: when the file was changed last, for words that were
/// changed in it by hand.
///
/// # Errors
/// One line that says what is wrong with it.
pub fn read_notes(bytes: &[u8], time: &str) -> Result<Incoming, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let kind = |kind, sheets: Result<Vec<Sheet>, String>| {
        let mut sheets = sheets?;
        for note in sheets.iter_mut().flat_map(|sheet| &mut sheet.notes) {
            // Written out for others to see; here they are read from the words.
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
            Ok(_) => Err(format!("this JSON holds no notes; what can be read is {KINDS}")),
            // Several documents in a row: one a line.
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
    Err(format!("it holds no notes; what can be read is {KINDS}"))
}

/// For messages.
const KINDS: &str = "what pullquote notes export writes (Markdown, JSON, JSON Lines, CSV), W3C Web Annotation, and the export of Hypothesis";

/// Counts code points in the text of a sheet, where it is at hand.
struct Count<'a>(Option<(&'a str, CharMap<'a>)>);

impl<'a> Count<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        Self(sheet.text.as_deref().map(|text| (text, CharMap::new(text))))
    }

    /// Where an anchor's words stand, in code points.
    fn chars(&self, anchor: &Anchor) -> Option<[usize; 2]> {
        let (text, map) = self.0.as_ref()?;
        (anchor.position.of(text) == anchor.exact).then(|| map.to_chars(anchor.position))
    }
}

/// The position of words that begin at this byte; where only code points are known, at about that place: the words
/// and what stands around them say where exactly.
fn position(first_byte: Option<u64>, chars: Option<u64>, exact: &str) -> Span {
    let start = first_byte.or(chars).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    Span::new(start, start.saturating_add(exact.len()))
}
