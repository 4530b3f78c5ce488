//! The values of a template: one article with its quotes and notes.

use serde::Serialize;

use crate::export::json::JsonQuoteKind;
use crate::export::markdown::attribution_of;
use crate::export::quotes::{QuoteEntry, QuoteSheet};
use crate::export::templates::authors::{Author, authors};
use crate::library::notes::{Flag, Note, Origin, PlacedNote, Reviewed, Sheet, Verdict};
use crate::text::{Article, pasteable};

/// The facts about an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The title, or the name of its file.
    pub title: String,
    /// The newspaper or site.
    pub site: Option<String>,
    /// The day of publication, ISO 8601.
    pub date: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The web address.
    pub link: Option<String>,
    /// Its path, address, or `-`.
    pub source: String,
    /// The id of the text.
    pub id: String,
}

impl From<&Article> for About {
    fn from(article: &Article) -> Self {
        let links = [Some(&article.source), article.url.as_ref()];
        Self {
            title: article.display_title().to_owned(),
            site: article.site.clone(),
            date: article.date.clone(),
            byline: article.byline.clone(),
            link: links.into_iter().flatten().find(|link| is_web(link)).cloned(),
            source: article.source.clone(),
            id: article.id.to_string(),
        }
    }
}

impl From<&Origin> for About {
    fn from(article: &Origin) -> Self {
        let file = || Article::new(article.source.clone(), String::new(), Vec::new()).display_title().to_owned();
        Self {
            title: article.title.clone().unwrap_or_else(file),
            site: None,
            date: article.date.clone(),
            byline: article.byline.clone(),
            link: is_web(&article.source).then(|| article.source.clone()),
            source: article.source.clone(),
            id: article.id.to_string(),
        }
    }
}

/// Returns whether an address can be opened in a browser or a mail program.
pub(in crate::export) fn is_web(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto"))
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// The values of a template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    title: String,
    site: String,
    date: String,
    year: Number,
    month: Number,
    month_name: &'static str,
    month_short: &'static str,
    day: Number,
    author: String,
    authors: Vec<Author>,
    link: String,
    address: String,
    id: String,
    key: String,
    sheet: bool,
    quotes: Vec<Quote>,
    quote: Quote,
    speakers: Vec<Speaker>,
    notes: Vec<NoteOf>,
}

/// A number, or an empty text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Number {
    Known(u32),
    Unknown(&'static str),
}

impl From<Option<u32>> for Number {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Self::Unknown(""), Self::Known)
    }
}

/// A quote.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Quote {
    words: String,
    quoted: String,
    speaker: String,
    role: String,
    kind: &'static str,
    indirect: bool,
    unsure: bool,
    signs: Vec<&'static str>,
    cue: String,
    source: String,
    paragraph: usize,
    certainty: f64,
    corrected: bool,
    verdict: &'static str,
    notes: Vec<String>,
    id: String,
}

/// A speaker.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Speaker {
    name: String,
    role: String,
    quotes: Vec<Quote>,
}

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct NoteOf {
    body: String,
    words: String,
    speaker: String,
    verdict: &'static str,
    flag: &'static str,
    colour: String,
    tags: Vec<String>,
    links: Vec<String>,
    created: String,
    modified: String,
}

/// Texts of one line, without control characters.
fn line(text: &str) -> String {
    pasteable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn optional(text: Option<&str>) -> String {
    text.map(line).unwrap_or_default()
}

impl Quote {
    fn of(entry: &QuoteEntry) -> Self {
        let words = line(&entry.words);
        let indirect = entry.kind == JsonQuoteKind::Indirect;
        let signs = [(indirect, "indirect"), (entry.unsure, "unsure")];
        Self {
            quoted: if entry.kind == JsonQuoteKind::Direct { quoted(&words) } else { words.clone() },
            words,
            speaker: optional(entry.speaker.as_deref()),
            role: optional(entry.role.as_deref()),
            kind: entry.kind.name(),
            indirect,
            unsure: entry.unsure,
            signs: signs.into_iter().filter(|(is, _)| *is).map(|(_, sign)| sign).collect(),
            cue: line(&entry.cue),
            source: line(&entry.source),
            paragraph: entry.paragraph,
            certainty: (f64::from(entry.certainty) * 1000.0).round() / 1000.0,
            corrected: entry.corrected,
            verdict: entry.verdict.map_or("", Verdict::name),
            notes: entry.notes.iter().map(|note| line(note)).collect(),
            id: entry.id.clone(),
        }
    }
}

/// Returns a direct quote in double quotation marks, without the comma before `she said`. A quote with other quotation
/// marks inside stays as it is.
fn quoted(words: &str) -> String {
    const MARKS: [char; 8] = ['“', '”', '"', '„', '«', '»', '‘', '’'];
    let inner = words.trim_matches(MARKS).trim_end_matches(',').trim();
    let divided = inner.contains(['“', '”', '"', '„', '«', '»']);
    if inner.is_empty() || divided { words.to_owned() } else { format!("“{inner}”") }
}

impl Document {
    /// Makes the values for a template. `is_sheet`: a quote sheet, not a single quote.
    #[must_use]
    pub fn new(about: &About, entries: &[QuoteEntry], is_sheet: bool) -> Self {
        let quotes: Vec<Quote> = entries.iter().map(Quote::of).collect();
        let mut speakers: Vec<Speaker> = Vec::new();
        for quote in &quotes {
            let known = speakers.iter_mut().find(|one| one.name == quote.speaker);
            match known {
                Some(speaker) => {
                    if speaker.role.is_empty() {
                        speaker.role.clone_from(&quote.role);
                    }
                    speaker.quotes.push(quote.clone());
                }
                None => speakers.push(Speaker {
                    name: quote.speaker.clone(),
                    role: quote.role.clone(),
                    quotes: vec![quote.clone()],
                }),
            }
        }
        let date = about.date.as_deref().map(line).unwrap_or_default();
        let (year, month, day) = parts(&date);
        let at = month.and_then(|month| usize::try_from(month).ok()).and_then(|month| month.checked_sub(1));
        let (month_name, month_short) = at.and_then(|at| MONTHS.get(at).copied()).unwrap_or_default();
        let authors = about.byline.as_deref().map(|byline| authors(&line(byline))).unwrap_or_default();
        let title = line(&about.title);
        let link = about.link.as_deref().map(line).unwrap_or_default();
        let source = Some(line(&about.source)).filter(|source| source != "-").unwrap_or_default();
        Self {
            key: key(&authors, about.site.as_deref(), year, &title),
            site: optional(about.site.as_deref()),
            year: year.into(),
            month: month.into(),
            month_name,
            month_short,
            day: day.into(),
            author: optional(about.byline.as_deref()),
            authors,
            address: if link.is_empty() { source } else { link.clone() },
            link,
            id: about.id.clone(),
            sheet: is_sheet,
            quote: quotes.first().cloned().unwrap_or_default(),
            quotes,
            speakers,
            notes: Vec::new(),
            date,
            title,
        }
    }

    /// Makes the values for a quote sheet.
    #[must_use]
    pub fn of_sheet(article: &Article, sheet: &QuoteSheet) -> Self {
        Self::new(&About::from(article), &sheet.quotes, true)
    }

    /// Adds the notes on an article.
    #[must_use]
    pub fn with_placed_notes(self, notes: &[PlacedNote], found: &Reviewed) -> Self {
        let speaker = |note: &PlacedNote| attribution_of(found, note.placement.span()?)?.speaker.clone();
        let speakers: Vec<Option<String>> = notes.iter().map(speaker).collect();
        self.with_notes(notes.iter().map(|note| &note.note).zip(speakers.iter().map(Option::as_deref)))
    }

    /// Makes the values for the notes and quotes of a sheet.
    #[must_use]
    pub fn of_notes(sheet: &Sheet) -> Self {
        let speaker = |note: &Note| sheet.speaker(note.anchor.as_ref()?.position);
        let notes = sheet.notes.iter().map(|note| (note, speaker(note)));
        Self::new(&About::from(&sheet.article), &[], true).with_notes(notes)
    }

    /// Adds notes, each with the speaker of its words.
    #[must_use]
    pub fn with_notes<'a>(mut self, notes: impl IntoIterator<Item = (&'a Note, Option<&'a str>)>) -> Self {
        self.notes.extend(notes.into_iter().map(|(note, speaker)| {
            let marks = note.all_marks();
            NoteOf {
                body: pasteable(note.body.trim()),
                words: note.anchor.as_ref().map(|anchor| line(&anchor.exact)).unwrap_or_default(),
                speaker: optional(speaker),
                verdict: marks.verdict.map_or("", Verdict::name),
                flag: marks.flag.map_or("", Flag::name),
                colour: optional(marks.colour.as_deref()),
                tags: marks.tags.iter().map(|tag| line(tag)).collect(),
                links: marks.links.iter().map(|link| line(link)).collect(),
                created: note.created.clone(),
                modified: note.modified.clone(),
            }
        }));
        self
    }
}

/// The months: name, and the form of the Modern Language Association.
const MONTHS: [(&str, &str); 12] = [
    ("January", "Jan."),
    ("February", "Feb."),
    ("March", "Mar."),
    ("April", "Apr."),
    ("May", "May"),
    ("June", "June"),
    ("July", "July"),
    ("August", "Aug."),
    ("September", "Sept."),
    ("October", "Oct."),
    ("November", "Nov."),
    ("December", "Dec."),
];

/// Returns year, month and day of an ISO date, as far as it goes.
fn parts(date: &str) -> (Option<u32>, Option<u32>, Option<u32>) {
    let mut numbers =
        date.get(..date.len().min(10)).unwrap_or_default().split('-').map(|part| part.parse::<u32>().ok());
    let year = numbers.next().flatten().filter(|year| (1000..=9999).contains(year));
    let month = year.and_then(|_| numbers.next().flatten()).filter(|month| (1..=12).contains(month));
    let day = month.and_then(|_| numbers.next().flatten()).filter(|day| (1..=31).contains(day));
    (year, month, day)
}

/// Returns a citation key: the first author's family name, the year, the first long word of the title.
fn key(authors: &[Author], site: Option<&str>, year: Option<u32>, title: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let letters = |text: &str| {
        let plain = text.nfd().filter(char::is_ascii_alphanumeric);
        plain.map(|c| c.to_ascii_lowercase()).collect::<String>()
    };
    let who = authors.first().map(|author| author.family.as_str()).or(site).map(letters).unwrap_or_default();
    let year = year.map_or_else(String::new, |year| year.to_string());
    let word = title.split_whitespace().map(letters).find(|word| word.len() > 3);
    let key = format!("{who}{year}{}", word.unwrap_or_default());
    if key.is_empty() { "article".to_owned() } else { key }
}

/// An example to check templates with: everything is known.
pub(super) fn example(sheet: bool) -> Document {
    let about = About {
        title: "A second boat".to_owned(),
        site: Some("The Harbour Times".to_owned()),
        date: Some("2023-03-15".to_owned()),
        byline: Some("By Ana Holt and Piet Renner".to_owned()),
        link: Some("https://example.org/boat".to_owned()),
        source: "https://example.org/boat".to_owned(),
        id: "0".repeat(64),
    };
    let entry = QuoteEntry {
        speaker: Some("Harriet Lindqvist".to_owned()),
        role: Some("harbour master".to_owned()),
        kind: JsonQuoteKind::Direct,
        words: "“We have asked for eleven years,”".to_owned(),
        cue: "said".to_owned(),
        source: "Harriet Lindqvist".to_owned(),
        paragraph: 2,
        span: [0, 33],
        certainty: 0.9,
        unsure: false,
        corrected: false,
        verdict: Some(Verdict::Checked),
        notes: vec!["Ask her.".to_owned()],
        id: "q1".to_owned(),
    };
    let unknown =
        QuoteEntry { speaker: None, role: None, kind: JsonQuoteKind::Indirect, unsure: true, ..entry.clone() };
    let entries = if sheet { vec![entry, unknown] } else { vec![entry] };
    let note = Note { body: "Read again. #todo".to_owned(), ..Note::default() };
    Document::new(&about, &entries, sheet).with_notes([(&note, Some("Harriet Lindqvist"))])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::export::templates::PLACEHOLDERS;

    /// The documented placeholders are those that exist.
    #[test]
    fn every_placeholder_is_documented() {
        let value = serde_json::to_value(example(true)).unwrap();
        let mut names: BTreeSet<String> = BTreeSet::new();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        names.extend(keys(&value));
        for (list, prefix) in
            [("authors", "authors[]"), ("quotes", "quote"), ("speakers", "speakers[]"), ("notes", "notes[]")]
        {
            names.extend(keys(&value[list][0]).into_iter().map(|name| format!("{prefix}.{name}")));
        }
        let documented: BTreeSet<String> = PLACEHOLDERS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names, documented);
    }

    #[test]
    fn dates_as_far_as_they_are_known() {
        for (date, want) in [
            ("2023-03-15", (Some(2023), Some(3), Some(15))),
            ("2023-03-15T10:00:00Z", (Some(2023), Some(3), Some(15))),
            ("2023-03", (Some(2023), Some(3), None)),
            ("2023", (Some(2023), None, None)),
            ("2023-13-01", (Some(2023), None, None)),
            ("soon", (None, None, None)),
            ("", (None, None, None)),
        ] {
            assert_eq!(parts(date), want, "{date}");
        }
    }

    #[test]
    fn a_quote_gets_one_pair_of_marks() {
        for (words, want) in [
            ("“We asked,”", "“We asked”"),
            ("\"We asked.\"", "“We asked.”"),
            ("‘Yes’", "“Yes”"),
            ("“a,” … “b”", "“a,” … “b”"),
            ("“”", "“”"),
        ] {
            assert_eq!(quoted(words), want);
        }
    }

    #[test]
    fn keys_are_ascii() {
        let author = |family: &str| Author { family: family.to_owned(), ..Author::default() };
        assert_eq!(key(&[author("Åkerström")], None, Some(2023), "The ferry was late"), "akerstrom2023ferry");
        assert_eq!(key(&[], Some("Harbour Times"), None, "日本"), "harbourtimes");
        assert_eq!(key(&[], None, None, ""), "article");
    }
}
