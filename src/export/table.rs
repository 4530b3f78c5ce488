//! Tables for spreadsheets: CSV (RFC 4180) and TSV. A cell that a spreadsheet would evaluate as a formula is written with
//! an apostrophe before it.

use std::borrow::Cow;

use crate::text::printable_line;

/// Tells spreadsheets that a file is UTF-8.
pub(super) const MARK: &str = "\u{feff}";

/// Some spreadsheets evaluate cells that begin with one of these as formulas.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Returns whether a cell looks like a formula, or like a formula escaped by [`guard`].
fn is_guarded(rest: &str) -> bool {
    rest.starts_with(FORMULA) || rest.starts_with('\'')
}

/// Escapes a cell that a spreadsheet would evaluate.
pub(super) fn guard(cell: &str) -> Cow<'_, str> {
    let as_formula = cell.starts_with(FORMULA);
    let as_guarded = cell.strip_prefix('\'').is_some_and(is_guarded);
    if as_formula || as_guarded { format!("'{cell}").into() } else { cell.into() }
}

/// Reverses [`guard`].
pub(super) fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(cell)
}

/// The kinds of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Divided by commas, with a mark that tells spreadsheets that it is UTF-8.
    Csv,
    /// Divided by tabs, without quotation marks: no cell holds a tab or a line break.
    Tsv,
}

/// Writes a table for reading: each cell in one line, without control characters. A number stays a number.
pub(super) fn sheet(kind: TableKind, columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let clean = |cell: &String| {
        let cell = printable_line(cell);
        if cell.parse::<f64>().is_ok() { cell.into_owned() } else { guard(&cell).into_owned() }
    };
    let rows = rows.into_iter().map(|row| row.iter().map(clean).collect::<Vec<_>>());
    match kind {
        TableKind::Csv => MARK.to_owned() + &csv(columns, rows),
        TableKind::Tsv => {
            let mut out = columns.join("\t") + "\n";
            for row in rows {
                out.push_str(&row.iter().map(|cell| cell.replace('\t', " ")).collect::<Vec<_>>().join("\t"));
                out.push('\n');
            }
            out
        }
    }
}

/// Writes CSV with these cells unchanged; line breaks inside cells stay.
pub(super) fn csv(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let terminator = csv::Terminator::CRLF;
    let mut writer = csv::WriterBuilder::new().terminator(terminator).flexible(true).from_writer(Vec::new());
    // Writing to memory cannot fail, and rows may have any number of cells.
    let _ = writer.write_record(columns);
    for row in rows {
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Reads CSV into rows of cells. Empty lines are skipped.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    // Reading UTF-8 from memory cannot fail.
    reader.into_records().map_while(Result::ok).map(|record| record.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_stay_numbers() {
        for (cell, in_csv, in_tsv) in [
            ("=SUM(A1)", "'=SUM(A1)", "'=SUM(A1)"),
            ("@now", "'@now", "'@now"),
            ("+1 (555) 0100", "'+1 (555) 0100", "'+1 (555) 0100"),
            ("-5", "-5", "-5"),
            ("-5 %", "'-5 %", "'-5 %"),
            ("a \"b\", c", "\"a \"\"b\"\", c\"", "a \"b\", c"),
            ("a\u{1b}[2Jb", "a␛[2Jb", "a␛[2Jb"),
        ] {
            let row = || [vec![cell.to_owned(), "x".to_owned()]];
            assert_eq!(sheet(TableKind::Csv, &["a", "b"], row()), format!("{MARK}a,b\r\n{in_csv},x\r\n"));
            assert_eq!(sheet(TableKind::Tsv, &["a", "b"], row()), format!("a\tb\n{in_tsv}\tx\n"));
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let row = vec!["a \"b\",\r\nc".to_owned(), String::new(), " d ".to_owned()];
        let found: Vec<_> = rows(&csv(&["x", "y", "z"], [row.clone()])).collect();
        assert_eq!(found, [vec!["x".to_owned(), "y".to_owned(), "z".to_owned()], row]);
        for cell in ["=1", "'=1", "''x", "it's", "-", ""] {
            assert_eq!(unguard(&guard(cell)), cell);
        }
    }
}
