//! Notes as readable Markdown, also for Obsidian, that can be imported again.
//!
//! A comment below each note holds the data that a reader need not see. A note's text changed in the file is changed
//! in the library on import; a note without its comment is skipped.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::export::exchange::Count;
use crate::export::exchange::json::{JsonNote, JsonOrigin};
use crate::export::markdown::{date, inline, marks, paragraphs, quote, sources};
use crate::library::notes::corrections::{Change, Correction};
use crate::library::notes::{Anchor, Note, Origin, PlacedNote, Sheet, on_sheet, sort};
use crate::text::{ArticleId, printable_line};

const ARTICLE: &str = "<!-- pullquote article ";
const NOTE: &str = "<!-- pullquote note ";
const END: &str = " -->";
/// The start of the last line above a note's comment.
const NOTED: &str = "*Noted ";

/// The content of the comment below a note.
#[derive(Serialize, Deserialize)]
struct Hidden {
    /// The note. Its body is included only if it cannot be read back from the Markdown exactly.
    #[serde(flatten)]
    note: JsonNote,
    /// Whether the comment holds the body.
    #[serde(default)]
    exact: bool,
    /// A digest of the body as shown.
    shown: String,
}

/// Writes the document: front matter, and one chapter per article.
pub(super) fn write(sheets: &[Sheet]) -> String {
    let mut out = front_matter(sheets);
    for sheet in sheets {
        let title = sheet.article.title.as_deref().unwrap_or_else(|| last_part(&sheet.article.source));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "\n# {}\n", inline(title));
        if sheets.len() > 1 {
            let _ = writeln!(out, "Source: {}\n", inline(&sheet.article.source));
        }
        let origin = JsonOrigin::from(&sheet.article);
        let _ = writeln!(out, "{ARTICLE}{}{END}", comment(&origin));
        let count = Count::of(sheet);
        for (n, note) in in_order(sheet).iter().enumerate() {
            write_note(&mut out, n + 1, sheet, note, &count);
        }
        write_corrections(&mut out, &sheet.corrections);
    }
    out
}

/// Returns a file name for the notes on an article.
#[must_use]
pub fn file_name(article: &Origin) -> String {
    let title = article.title.as_deref().unwrap_or_else(|| last_part(&article.source));
    let mut name: String = printable_line(title)
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | ',' | '’') { c } else { ' ' })
        .collect();
    name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name = name.chars().take(60).collect::<String>().trim().to_owned();
    let digest = article.id.0.get(..8).unwrap_or_default();
    if name.is_empty() { format!("notes {digest}.md") } else { format!("{name} {digest}.md").replace("  ", " ") }
}

fn last_part(source: &str) -> &str {
    source.trim_end_matches('/').rsplit(['/', '\\']).next().filter(|s| !s.is_empty() && *s != "-").unwrap_or("untitled")
}

/// Writes front matter; strings in JSON syntax are valid YAML.
fn front_matter(sheets: &[Sheet]) -> String {
    let text = |words: &str| serde_json::to_string(&printable_line(words)).unwrap_or_default();
    let mut out = "---\n".to_owned();
    if let [sheet] = sheets {
        let article = &sheet.article;
        let title = article.title.as_deref().unwrap_or_else(|| last_part(&article.source));
        let _ = writeln!(out, "title: {}", text(title));
        if article.source != "-" {
            let _ = writeln!(out, "source: {}", text(&article.source));
        }
        if let Some(byline) = &article.byline {
            let _ = writeln!(out, "author: {}", text(byline));
        }
        if let Some(date) = &article.date {
            let is_day = date.parse::<jiff::civil::Date>().is_ok() && date.len() == 10;
            let _ = writeln!(out, "date: {}", if is_day { date.clone() } else { text(date) });
        }
    } else {
        out.push_str("title: \"Notes\"\n");
    }
    let mut tags: Vec<String> = Vec::new();
    for tag in sheets.iter().flat_map(|s| &s.notes).flat_map(|note| note.all_marks().tags) {
        // Obsidian does not allow blanks in a tag.
        let tag = tag.split_whitespace().collect::<Vec<_>>().join("-");
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if !tags.is_empty() {
        out.push_str("tags:\n");
        for tag in tags {
            let _ = writeln!(out, "  - {}", text(&tag));
        }
    }
    out.push_str("---\n");
    out
}

/// Returns the notes in the order of the text.
fn in_order(sheet: &Sheet) -> Vec<Note> {
    let text = sheet.text.as_deref().unwrap_or_default();
    let mut placed: Vec<PlacedNote> = sheet.notes.iter().map(|note| PlacedNote::new(note.clone(), text)).collect();
    sort(&mut placed);
    placed.into_iter().map(|one| one.note).collect()
}

fn write_note(out: &mut String, n: usize, sheet: &Sheet, note: &Note, count: &Count<'_>) {
    let whole = if note.anchor.is_none() { " · the whole article" } else { "" };
    let _ = writeln!(out, "\n## {n}{whole}\n");
    if let Some(Anchor { exact, position, .. }) = &note.anchor {
        quote(out, exact);
        if let Some(speaker) = sheet.speaker(*position) {
            let _ = writeln!(out, ">\n> — {}", inline(speaker));
        }
        out.push('\n');
    }
    let body = paragraphs(&note.body, "\\\n");
    if !body.is_empty() {
        let _ = writeln!(out, "{body}\n");
    }
    sources(out, &note.marks);
    let mut noted = vec![date(&note.created)];
    if note.modified != note.created {
        noted.push(format!("changed {}", date(&note.modified)));
    }
    noted.extend(marks(&note.marks));
    let _ = writeln!(out, "{NOTED}{}*\n", noted.join(" · "));
    let exact = words_of(&body) != note.body;
    let mut hidden = note.clone();
    if !exact {
        hidden.body = String::new();
    }
    let hidden = Hidden { note: JsonNote::new(&hidden, note.marks.clone(), count), exact, shown: digest(&body) };
    let _ = writeln!(out, "{NOTE}{}{END}", comment(&hidden));
}

/// Returns JSON without characters that end a comment or control a terminal.
fn comment(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(json.len());
    let mut before = ' ';
    for c in json.chars() {
        // Two hyphens would end the comment; for some parsers also `-!` and `->`.
        if c == '-' && before == '-' || c == '>' || crate::text::harmless(c).is_some() {
            // None of these is above U+FFFF.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
        before = c;
    }
    out
}

fn digest(words: &str) -> String {
    ArticleId::of_text(words.trim()).0.get(..12).unwrap_or_default().to_owned()
}

/// Writes the reader's corrections in words.
fn write_corrections(out: &mut String, corrections: &[Correction]) {
    if corrections.is_empty() {
        return;
    }
    out.push_str("\n## Corrections\n\n");
    let name = |name: &Option<String>| name.as_deref().map_or("an unknown speaker".to_owned(), inline);
    for one in corrections {
        let words = one.change.anchors().first().map_or("", |(_, anchor)| anchor.exact.as_str());
        let words = inline(words);
        let line = match &one.change {
            Change::Speaker { name: who, .. } => format!("“{words}” was said by {}", name(who)),
            Change::Merge { into, from } => format!("{} is {}", inline(from), inline(into)),
            Change::Split { from, name, .. } => format!("“{words}” is {}, not {}", inline(name), inline(from)),
            Change::Add { quote, .. } => format!("“{words}” is a quote of {}", name(&quote.speaker)),
            Change::Delete { .. } => format!("“{words}” is not a quote"),
            Change::Ends { content, .. } => {
                let to: Vec<String> = content.iter().map(|a| inline(&a.exact)).collect();
                format!("“{words}” should be “{}”", to.join(" … "))
            }
            Change::Kind { .. } => format!("“{words}” is a quote of another kind"),
            Change::Entity { kind: Some(_), name: who, .. } => format!("“{words}” names {}", name(who)),
            Change::Entity { kind: None, .. } => format!("“{words}” is not a name"),
            Change::Fact { change, .. } => format!("“{words}” {}", inline(&change.describe())),
        };
        let _ = writeln!(out, "- {line}");
    }
}

/// Returns whether a text is a document of this format.
pub(super) fn is_ours(text: &str) -> bool {
    text.lines().any(|line| line.starts_with(ARTICLE))
}

/// Returns the content of a comment.
fn hidden<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.trim_end().strip_prefix(start)?.strip_suffix(END)
}

/// Reads a document; `time` is the file's time of modification.
pub(super) fn read(text: &str, time: &str) -> Result<Vec<Sheet>, String> {
    let mut sheets = Vec::new();
    let mut article: Option<Origin> = None;
    let mut section: Vec<&str> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let wrong = |e: serde_json::Error| format!("line {}: {e}", n + 1);
        if let Some(json) = hidden(line, ARTICLE) {
            article = Some(serde_json::from_str::<JsonOrigin>(json).map_err(wrong)?.into());
            section.clear();
        } else if let Some(json) = hidden(line, NOTE) {
            let found: Hidden = serde_json::from_str(json).map_err(wrong)?;
            let Some(article) = &article else {
                return Err(format!("line {}: no article comment stands above this note", n + 1));
            };
            let body = body_of(&section, found.note.links());
            let mut note = found.note.into_note(article);
            if digest(&body) != found.shown {
                // Edited by hand.
                note.body = words_of(&body);
                note.modified = note.modified.max(time.to_owned());
            } else if !found.exact {
                note.body = words_of(&body);
            }
            let sheet = on_sheet(&mut sheets, article);
            sheet.into_iter().for_each(|sheet| sheet.notes.push(note.clone()));
            section.clear();
        } else {
            section.push(line);
        }
    }
    Ok(sheets)
}

/// Returns the body of a note from its section, without the heading, the quote, and the facts about the note.
fn body_of(section: &[&str], links: usize) -> String {
    let is_blank = |line: &&str| line.trim().is_empty();
    let start = section.iter().position(|line| !is_blank(line)).unwrap_or(section.len());
    let mut lines = section.get(start..).unwrap_or_default();
    if lines.first().is_some_and(|line| line.starts_with("## ")) {
        lines = lines.get(1..).unwrap_or_default();
    }
    let quoted = lines.iter().take_while(|line| is_blank(line) || line.starts_with('>'));
    lines = lines.get(quoted.count()..).unwrap_or_default();
    let trim = |lines: &mut &[&str]| {
        while lines.last().is_some_and(is_blank) {
            *lines = lines.get(..lines.len() - 1).unwrap_or_default();
        }
    };
    trim(&mut lines);
    if lines.last().is_some_and(|line| line.starts_with(NOTED)) {
        lines = lines.get(..lines.len() - 1).unwrap_or_default();
    }
    trim(&mut lines);
    for _ in 0..links {
        if lines.last().is_some_and(|line| line.starts_with("- ")) {
            lines = lines.get(..lines.len() - 1).unwrap_or_default();
        }
    }
    trim(&mut lines);
    lines.join("\n")
}

/// Returns the original text of an escaped body.
fn words_of(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len());
    let mut blank = false;
    for (n, line) in shown.lines().enumerate() {
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        if n > 0 {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        let indent = line.chars().take_while(|c| *c == '\u{a0}').count();
        out.extend(std::iter::repeat_n(' ', indent));
        let mut chars = line.chars().skip(indent).peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                // A backslash at the end of a line is a line break.
                ('\\', None) => {}
                ('\\', Some(next)) if next.is_ascii_punctuation() => out.extend(chars.next()),
                (c, _) => out.push(c),
            }
        }
    }
    out
}
