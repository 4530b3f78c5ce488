//! Quote sheets as one table for spreadsheets, a line per quote.

use crate::export::quotes::{QuoteEntry, QuoteSheet};
use crate::export::table;
use crate::export::table::TableKind;
use crate::library::notes::Verdict;

/// A column: its name and its cell.
type Column = (&'static str, fn(&QuoteSheet, &QuoteEntry) -> String);

/// The columns, in order.
const COLUMNS: &[Column] = &[
    ("speaker", |_, quote| text(&quote.speaker)),
    ("role", |_, quote| text(&quote.role)),
    ("kind", |_, quote| quote.kind.name().to_owned()),
    ("words", |_, quote| quote.words.clone()),
    ("cue", |_, quote| quote.cue.clone()),
    ("source", |_, quote| quote.source.clone()),
    ("paragraph", |_, quote| quote.paragraph.to_string()),
    ("start", |_, quote| quote.span[0].to_string()),
    ("end", |_, quote| quote.span[1].to_string()),
    ("article", |sheet, _| sheet.article.clone()),
    ("site", |sheet, _| text(&sheet.site)),
    ("date", |sheet, _| text(&sheet.date)),
    ("address", |sheet, _| sheet.address.clone()),
    ("certainty", |_, quote| quote.certainty.to_string()),
    ("unsure", |_, quote| yes(quote.unsure)),
    ("corrected", |_, quote| yes(quote.corrected)),
    ("verdict", |_, quote| quote.verdict.map_or("", Verdict::name).to_owned()),
    ("notes", |_, quote| quote.notes.join("; ")),
    ("id", |sheet, _| sheet.id.clone()),
    ("quote", |_, quote| quote.id.clone()),
];

/// Returns the table of some sheets.
#[must_use]
pub fn quotes_table(sheets: &[QuoteSheet], kind: TableKind) -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let quotes = sheets.iter().flat_map(|sheet| sheet.quotes.iter().map(move |quote| (sheet, quote)));
    table::sheet(
        kind,
        &names,
        quotes.map(|(sheet, quote)| COLUMNS.iter().map(|(_, cell)| cell(sheet, quote)).collect()),
    )
}

fn text(cell: &Option<String>) -> String {
    cell.clone().unwrap_or_default()
}

fn yes(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}
