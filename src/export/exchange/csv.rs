//! Notes as CSV (RFC 4180). A cell that a spreadsheet would evaluate as a formula is written with an apostrophe
//! before it, which is removed on import.

use std::fmt::Write as _;

use crate::export::exchange::{Count, position};
use crate::library::notes::{Anchor, Flag, Marks, Note, NoteId, Origin, Sheet, Verdict, on_sheet};
use crate::text::ArticleId;

/// The columns, in order.
const COLUMNS: [&str; 22] = [
    "kind",
    "title",
    "words",
    "note",
    "tags",
    "flag",
    "verdict",
    "links",
    "colour",
    "created",
    "modified",
    "source",
    "byline",
    "date",
    "prefix",
    "suffix",
    "start",
    "end",
    "first_byte",
    "id",
    "article",
    "correction",
];

/// Some spreadsheets evaluate cells that begin with one of these as formulas.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes the table.
pub(super) fn write(sheets: &[Sheet]) -> String {
    let mut out = COLUMNS.join(",") + "\r\n";
    for sheet in sheets {
        let count = Count::of(sheet);
        for note in &sheet.notes {
            write_row(&mut out, &note_row(sheet, note, &count));
        }
        for one in &sheet.corrections {
            let mut row = origin_row(&sheet.article);
            row.set("kind", "correction");
            row.set("id", &one.id);
            row.set("created", &one.created);
            row.set("correction", &serde_json::to_string(one).unwrap_or_default());
            write_row(&mut out, &row);
        }
    }
    out
}

/// One row, by column.
#[derive(Default)]
struct Row([String; COLUMNS.len()]);

impl Row {
    fn set(&mut self, column: &str, value: &str) {
        let at = COLUMNS.iter().position(|c| *c == column);
        if let Some(cell) = at.and_then(|at| self.0.get_mut(at)) {
            value.clone_into(cell);
        }
    }

    fn get(&self, column: &str) -> &str {
        let at = COLUMNS.iter().position(|c| *c == column);
        at.and_then(|at| self.0.get(at)).map_or("", String::as_str)
    }

    /// Returns the content of a cell; `None` if it is empty.
    fn some(&self, column: &str) -> Option<String> {
        Some(self.get(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }
}

fn origin_row(article: &Origin) -> Row {
    let mut row = Row::default();
    row.set("article", &article.id.0);
    row.set("source", &article.source);
    for (column, value) in [("title", &article.title), ("byline", &article.byline), ("date", &article.date)] {
        row.set(column, value.as_deref().unwrap_or_default());
    }
    row
}

fn note_row(sheet: &Sheet, note: &Note, count: &Count<'_>) -> Row {
    let mut row = origin_row(&sheet.article);
    row.set("kind", "article");
    if let Some(anchor) = &note.anchor {
        row.set("kind", "words");
        row.set("words", &anchor.exact);
        row.set("prefix", &anchor.prefix);
        row.set("suffix", &anchor.suffix);
        row.set("first_byte", &anchor.position.start.to_string());
        if let Some([start, end]) = count.chars(anchor) {
            row.set("start", &start.to_string());
            row.set("end", &end.to_string());
        }
    }
    let marks = &note.all_marks();
    for (column, value) in [
        ("note", note.body.as_str()),
        ("tags", &join(&marks.tags)),
        ("flag", marks.flag.map_or("", Flag::name)),
        ("verdict", marks.verdict.map_or("", Verdict::name)),
        ("links", &join(&marks.links)),
        ("colour", marks.colour.as_deref().unwrap_or_default()),
        ("created", &note.created),
        ("modified", &note.modified),
        ("id", &note.id.0),
    ] {
        row.set(column, value);
    }
    row
}

fn write_row(out: &mut String, row: &Row) {
    for (n, cell) in row.0.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        let cell = guard(cell);
        if cell.contains(['"', ',', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ') {
            // Writing to a string cannot fail.
            let _ = write!(out, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// Returns whether a cell looks like a formula, or like a formula escaped by [`guard`].
fn is_guarded(rest: &str) -> bool {
    rest.starts_with(FORMULA) || rest.starts_with('\'')
}

/// Escapes a cell that a spreadsheet would evaluate.
pub(in crate::export) fn guard(cell: &str) -> String {
    let as_formula = cell.starts_with(FORMULA);
    let as_guarded = cell.strip_prefix('\'').is_some_and(is_guarded);
    if as_formula || as_guarded { format!("'{cell}") } else { cell.to_owned() }
}

/// Reverses [`guard`].
fn unguard(cell: String) -> String {
    match cell.strip_prefix('\'').filter(|rest| is_guarded(rest)) {
        Some(rest) => rest.to_owned(),
        None => cell,
    }
}

/// Joins items with `; ` into one cell.
fn join(items: &[String]) -> String {
    let one = |item: &String| item.replace('\\', "\\\\").replace(';', "\\;");
    items.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn split(cell: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        let last = items.last_mut();
        match c {
            '\\' => last.into_iter().for_each(|item| item.extend(chars.next())),
            ';' => {
                chars.next_if_eq(&' ');
                items.push(String::new());
            }
            c => last.into_iter().for_each(|item| item.push(c)),
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Returns whether a text is a CSV file with our columns.
pub(super) fn is_ours(text: &str) -> bool {
    let head = rows(text).next().unwrap_or_default();
    let has = |column: &str| head.iter().any(|c| c.trim().eq_ignore_ascii_case(column));
    has("words") && has("note") && (has("source") || has("article"))
}

/// Reads a table; columns may be missing, additional, and in any order.
pub(super) fn read(text: &str) -> Result<Vec<Sheet>, String> {
    let mut all = rows(text);
    let head: Vec<String> = all.next().unwrap_or_default().iter().map(|c| c.trim().to_ascii_lowercase()).collect();
    let mut sheets = Vec::new();
    for (n, cells) in all.enumerate() {
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let mut row = Row::default();
        for (column, cell) in head.iter().zip(cells) {
            row.set(column, &unguard(cell));
        }
        let article = Origin {
            id: ArticleId(row.get("article").to_owned()),
            title: row.some("title"),
            source: row.get("source").to_owned(),
            byline: row.some("byline"),
            date: row.some("date"),
        };
        if article.id.0.is_empty() && article.source.is_empty() {
            return Err(format!("row {}: the columns source and article are both empty; fill in one of them", n + 2));
        }
        let Some(sheet) = on_sheet(&mut sheets, &article) else { continue };
        match row.get("kind") {
            "correction" => {
                let one = serde_json::from_str(row.get("correction"));
                sheet.corrections.push(one.map_err(|e| format!("row {}: its correction is invalid: {e}", n + 2))?);
            }
            kind => sheet.notes.push(note_of(&row, kind, &article)),
        }
    }
    Ok(sheets)
}

fn note_of(row: &Row, kind: &str, article: &Origin) -> Note {
    let exact = row.get("words").to_owned();
    let number = |column| row.get(column).parse::<u64>().ok();
    let is_whole = kind == "article" || kind != "words" && exact.is_empty();
    let anchor = (!is_whole).then(|| Anchor {
        position: position(number("first_byte"), number("start"), &exact),
        prefix: row.get("prefix").to_owned(),
        suffix: row.get("suffix").to_owned(),
        exact,
    });
    Note {
        id: NoteId(row.get("id").to_owned()),
        article: article.id.clone(),
        anchor,
        body: row.get("note").to_owned(),
        created: row.get("created").to_owned(),
        modified: row.get("modified").to_owned(),
        marks: Marks {
            tags: split(row.get("tags")),
            colour: row.some("colour"),
            flag: Flag::named(row.get("flag")),
            verdict: Verdict::named(row.get("verdict")),
            links: split(row.get("links")),
        },
    }
}

/// Splits the rows of a table into cells.
fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        chars.peek()?;
        let mut row = vec![String::new()];
        let mut quoted = false;
        while let Some(c) = chars.next() {
            let Some(cell) = row.last_mut() else { break };
            match c {
                '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' if quoted => quoted = false,
                '"' if cell.is_empty() => quoted = true,
                ',' if !quoted => row.push(String::new()),
                '\r' if !quoted && chars.next_if_eq(&'\n').is_some() => break,
                '\n' if !quoted => break,
                c => cell.push(c),
            }
        }
        Some(row)
    })
}
