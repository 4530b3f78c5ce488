//! Notes as JSON: one document, or one object per line.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::export::exchange::{Count, position};
use crate::library::notes::corrections::Correction;
use crate::library::notes::{Anchor, Flag, Marks, Note, NoteId, Origin, Sheet, Verdict, on_sheet};
use crate::text::ArticleId;

/// The value that identifies the document type.
const FORMAT: &str = "pullquote-notes";

#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    articles: Vec<OneArticle>,
}

#[derive(Serialize, Deserialize)]
struct OneArticle {
    #[serde(flatten)]
    article: JsonOrigin,
    #[serde(default)]
    notes: Vec<JsonNote>,
    #[serde(default)]
    corrections: Vec<Correction>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    article: JsonOrigin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<JsonNote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<Correction>,
}

/// An article in a document.
#[derive(Serialize, Deserialize)]
pub(super) struct JsonOrigin {
    #[serde(default)]
    id: String,
    title: Option<String>,
    #[serde(default)]
    source: String,
    byline: Option<String>,
    date: Option<String>,
}

/// A note without its article.
#[derive(Serialize, Deserialize)]
pub(super) struct JsonNote {
    #[serde(default)]
    id: String,
    #[serde(default)]
    note: String,
    anchor: Option<JsonAnchor>,
    #[serde(default)]
    tags: Vec<String>,
    flag: Option<String>,
    verdict: Option<String>,
    #[serde(default)]
    links: Vec<String>,
    colour: Option<String>,
    #[serde(default)]
    created: String,
    #[serde(default)]
    modified: String,
}

/// The place of a note.
#[derive(Serialize, Deserialize)]
struct JsonAnchor {
    #[serde(default)]
    exact: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    /// Code points; `None` if the article's text is not available.
    span: Option<[u64; 2]>,
    first_byte: Option<u64>,
}

impl From<&Origin> for JsonOrigin {
    fn from(origin: &Origin) -> Self {
        let Origin { id, title, source, byline, date } = origin.clone();
        Self { id: id.0, title, source, byline, date }
    }
}

impl From<JsonOrigin> for Origin {
    fn from(origin: JsonOrigin) -> Self {
        let JsonOrigin { id, title, source, byline, date } = origin;
        Self { id: ArticleId(id), title, source, byline, date }
    }
}

impl JsonNote {
    /// Builds the JSON form; `marks` are those to write, which may include marks in the body.
    pub(super) fn new(note: &Note, marks: Marks, count: &Count<'_>) -> Self {
        let anchor = note.anchor.as_ref().map(|anchor| JsonAnchor {
            exact: anchor.exact.clone(),
            prefix: anchor.prefix.clone(),
            suffix: anchor.suffix.clone(),
            span: count.chars(anchor).map(|span| span.map(|n| n as u64)),
            first_byte: Some(anchor.position.start as u64),
        });
        Self {
            id: note.id.0.clone(),
            note: note.body.clone(),
            anchor,
            tags: marks.tags,
            flag: marks.flag.map(|f| f.name().to_owned()),
            verdict: marks.verdict.map(|v| v.name().to_owned()),
            links: marks.links,
            colour: marks.colour,
            created: note.created.clone(),
            modified: note.modified.clone(),
        }
    }

    /// Returns the number of links.
    pub(super) fn links(&self) -> usize {
        self.links.len()
    }

    pub(super) fn into_note(self, article: &Origin) -> Note {
        let anchor = self.anchor.map(|a| Anchor {
            position: position(a.first_byte, a.span.map(|[start, _]| start), &a.exact),
            exact: a.exact,
            prefix: a.prefix,
            suffix: a.suffix,
        });
        Note {
            id: NoteId(self.id),
            article: article.id.clone(),
            anchor,
            body: self.note,
            created: self.created,
            modified: self.modified,
            marks: Marks {
                tags: self.tags,
                colour: self.colour,
                flag: self.flag.as_deref().and_then(Flag::named),
                verdict: self.verdict.as_deref().and_then(Verdict::named),
                links: self.links,
            },
        }
    }
}

/// Writes one document.
pub(super) fn write(sheets: &[Sheet]) -> String {
    let articles = sheets
        .iter()
        .map(|sheet| {
            let count = Count::of(sheet);
            OneArticle {
                article: (&sheet.article).into(),
                notes: sheet.notes.iter().map(|note| JsonNote::new(note, note.all_marks(), &count)).collect(),
                corrections: sheet.corrections.clone(),
            }
        })
        .collect();
    pretty(&Document { format: FORMAT, version: 1, articles })
}

/// Serialises a value of strings, numbers and lists, which cannot fail.
pub(super) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Writes one note or correction per line.
pub(super) fn write_lines(sheets: &[Sheet]) -> String {
    let mut out = String::new();
    for sheet in sheets {
        let count = Count::of(sheet);
        let notes = sheet.notes.iter().map(|note| (Some(JsonNote::new(note, note.all_marks(), &count)), None));
        let corrections = sheet.corrections.iter().map(|one| (None, Some(one.clone())));
        for (note, correction) in notes.chain(corrections) {
            let line = Line { article: (&sheet.article).into(), note, correction };
            out.push_str(&serde_json::to_string(&line).unwrap_or_default());
            out.push('\n');
        }
    }
    out
}

/// Returns whether a value is a document of this format.
pub(super) fn is_ours(value: &Value) -> bool {
    value.get("format").and_then(Value::as_str) == Some(FORMAT)
}

/// Returns whether a value is a line of this format.
pub(super) fn is_line(value: &Value) -> bool {
    value.get("article").is_some_and(Value::is_object)
        && (value.get("note").is_some() || value.get("correction").is_some())
}

/// Returns whether a text begins with a line of this format.
pub(super) fn begins_with_line(text: &str) -> bool {
    text.lines().next().and_then(|line| serde_json::from_str(line).ok()).is_some_and(|value| is_line(&value))
}

/// Reads a document.
pub(super) fn read(mut value: Value) -> Result<Vec<Sheet>, String> {
    if value.get("version").and_then(Value::as_u64).is_none_or(|version| version > 1) {
        return Err("it was written by a newer version of pullquote: update pullquote".to_owned());
    }
    let articles = value.get_mut("articles").map(Value::take).unwrap_or_default();
    let articles: Vec<OneArticle> =
        serde_json::from_value(articles).map_err(|e| format!("its articles are invalid: {e}"))?;
    let sheets = articles.into_iter().map(|one| {
        let article: Origin = one.article.into();
        let notes = one.notes.into_iter().map(|note| note.into_note(&article)).collect();
        Sheet { notes, corrections: one.corrections, ..Sheet::on(article) }
    });
    Ok(sheets.collect())
}

/// Reads lines.
pub(super) fn read_lines(text: &str) -> Result<Vec<Sheet>, String> {
    let mut sheets = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|e| format!("line {}: {e}", n + 1))?;
        let article: Origin = line.article.into();
        let Some(sheet) = on_sheet(&mut sheets, &article) else { continue };
        sheet.notes.extend(line.note.map(|note| note.into_note(&article)));
        sheet.corrections.extend(line.correction);
    }
    Ok(sheets)
}
