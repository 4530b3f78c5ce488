//! Fact sheets as one CSV table (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, a line per fact.

use crate::export::exchange::guarded;
use crate::export::facts::{Entry, SheetOf};
use crate::library::notes::Verdict;
use crate::nlp::ClaimReason;
use crate::text::printable_line;

/// Tells spreadsheets that the file is UTF-8.
const MARK: &str = "\u{feff}";

/// A column: its name and its cell.
type Column = (&'static str, fn(&SheetOf, &Entry) -> String);

/// The columns, in order.
const COLUMNS: &[Column] = &[
    ("article", |sheet, _| sheet.title.clone()),
    ("section", |_, entry| entry.section.to_owned()),
    ("kind", |_, entry| entry.kind.to_owned()),
    ("value", |_, entry| entry.value.clone()),
    ("stated_by", |_, entry| entry.stated_by.clone().unwrap_or_else(|| "the article".to_owned())),
    ("date", |_, entry| text(&entry.date)),
    ("who", |_, entry| entry.who.join("; ")),
    ("role", |_, entry| text(&entry.role)),
    ("body", |_, entry| text(&entry.body)),
    ("status", |_, entry| entry.status.unwrap_or_default().to_owned()),
    ("place", |_, entry| text(&entry.place)),
    ("number", |_, entry| digits(entry.number)),
    ("to", |_, entry| digits(entry.to)),
    ("unit", |_, entry| text(&entry.unit)),
    ("hedge", |_, entry| text(&entry.hedge)),
    ("change", |_, entry| text(&entry.change)),
    ("of", |_, entry| text(&entry.of)),
    ("figures", |_, entry| entry.figures.join("; ")),
    ("dates", |_, entry| entry.dates.join("; ")),
    ("score", |_, entry| entry.score.map_or_else(String::new, |score| score.to_string())),
    ("reasons", |_, entry| entry.reasons.iter().map(|reason| why(*reason)).collect::<Vec<_>>().join("; ")),
    ("verdict", |_, entry| entry.verdict.map_or("", Verdict::name).to_owned()),
    ("notes", |_, entry| entry.notes.join("; ")),
    ("links", |_, entry| entry.links.join("; ")),
    ("corrected", |_, entry| if entry.corrected { "yes".to_owned() } else { String::new() }),
    ("words", |_, entry| entry.words.clone()),
    ("sentence", |_, entry| entry.sentence.clone()),
    ("paragraph", |_, entry| entry.paragraph.to_string()),
    ("start", |_, entry| entry.span[0].to_string()),
    ("end", |_, entry| entry.span[1].to_string()),
    ("source", |sheet, _| sheet.source.clone()),
];

/// Returns the table of some sheets.
#[must_use]
pub fn facts_csv(sheets: &[SheetOf]) -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let mut out = format!("{MARK}{}\r\n", names.join(","));
    for sheet in sheets {
        for entry in &sheet.facts {
            let cells: Vec<String> = COLUMNS.iter().map(|(_, cell)| quoted(&cell(sheet, entry))).collect();
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// Returns the name of a reason.
pub(super) fn why(reason: ClaimReason) -> &'static str {
    match reason {
        ClaimReason::Figure => "figure",
        ClaimReason::Record => "record",
        ClaimReason::Cause => "cause",
        ClaimReason::Comparison => "comparison",
        ClaimReason::History => "history",
        ClaimReason::Accusation => "accusation",
    }
}

fn text(cell: &Option<String>) -> String {
    cell.clone().unwrap_or_default()
}

fn digits(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// Returns a cell in quotation marks where it needs them. A cell that a spreadsheet would evaluate is neutralised; a
/// negative number stays a number.
fn quoted(cell: &str) -> String {
    let cell = printable_line(cell);
    let cell = if cell.parse::<f64>().is_ok() { cell.into() } else { guarded(&cell) };
    let special = cell.contains(['"', ',', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ');
    if special { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_stay_numbers() {
        for (cell, written) in [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("@now", "'@now"),
            ("+1 (555) 0100", "'+1 (555) 0100"),
            ("-5", "-5"),
            ("-5 %", "'-5 %"),
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("a\u{1b}[2Jb", "a␛[2Jb"),
        ] {
            assert_eq!(quoted(cell), written, "{cell:?}");
        }
    }

    #[test]
    fn every_line_has_every_column() {
        let entry = Entry { kind: "figure", number: Some(-2.5), words: "a, b".to_owned(), ..Entry::default() };
        let sheet = SheetOf {
            schema: 1,
            title: "Mill".to_owned(),
            source: "mill.txt".to_owned(),
            date: None,
            model: String::new(),
            facts: vec![entry],
        };
        let table = facts_csv(&[sheet]);
        let lines: Vec<&str> = table.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}article,section,kind,value,stated_by,"), "{table}");
        assert_eq!(lines.len(), 3, "with the empty end");
        assert_eq!(lines[1].replace("\"a, b\"", "a").split(',').count(), COLUMNS.len());
        assert!(lines[1].contains(",the article,") && lines[1].contains(",-2.5,"), "{table}");
    }
}
