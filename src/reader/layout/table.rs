//! Rows of a table on a screen that is too narrow for it: one line for each cell, after the name of its column.
//!
//! ```text
//! Port   │ Boats │ Opened              ──────────────
//! ───────┼───────┼───────       ▶      Port: Westhaven
//! Westh… │ 12    │ 1911                  Boats: 12
//!                                        Opened: 1911
//! ```
//!
//! Readers of tables make each row a preformatted block with aligned cells; the second row is a line (`─┼─`). The first row
//! becomes the blank line above the table: each line names its column anyway.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr as _;

use crate::reader::layout::Line;
use crate::reader::layout::cluster::{Clusters, symbol, width};
use crate::reader::layout::indent::Indent;
use crate::reader::layout::line_builder::LineBuilder;
use crate::reader::layout::text_measure::fit;
use crate::reader::layout::wrap::prose;
use crate::text::{Article, BlockKind, Span};

/// What stands between two cells.
const BETWEEN: &str = " │ ";
/// Columns by which the cells after the first are indented.
const DEEPER: u16 = 2;

/// The tables found so far: the first row of each, and its last known row.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables(BTreeMap<usize, usize>);

impl Tables {
    /// Returns the first row of the table that a block belongs to; `None` for any other block.
    pub(super) fn first_row(&mut self, article: &Article, block: usize) -> Option<usize> {
        let row = article.blocks.get(block).filter(|row| row.kind == BlockKind::Preformatted)?;
        if !row.span.of(&article.text).contains(['│', '┼']) {
            return None;
        }
        let mut first = block;
        loop {
            if let Some((known, last)) = self.0.range(..=first).next_back()
                && *last >= first
            {
                first = *known;
                break;
            }
            match first.checked_sub(1).filter(|_| is_below_row(article, first)) {
                Some(before) => first = before,
                None => break,
            }
        }
        let last = self.0.entry(first).or_insert(block);
        *last = block.max(*last);
        Some(first)
    }
}

/// Returns the lines of a row of a table that does not fit; `None` for a table that does. `first` is its first row.
pub(super) fn lines(article: &Article, block: usize, first: usize, indent: &Indent, columns: u16) -> Option<Vec<Line>> {
    let row = article.blocks.get(block)?;
    let words = row.span.of(&article.text);
    let [head, rule] = article.blocks.get(first..first + 2)? else { return None };
    let rule = rule.span.of(&article.text);
    let is_rule = rule.contains('┼') && rule.chars().all(|c| matches!(c, '─' | '┼'));
    let room = usize::from(columns.saturating_sub(indent.columns));
    if !is_rule || rule.width().max(words.width()) <= room {
        return None;
    }
    let text = article.text.as_str();
    let lines = match block - first {
        0 => vec![one_line(text, row.span, indent, columns, |_| " ".to_owned())],
        1 => vec![one_line(text, row.span, indent, columns, symbol)],
        _ => cells(text, row.span, head.span.of(text), indent, columns),
    };
    (!lines.is_empty()).then_some(lines)
}

/// Returns whether the row before a block belongs to the same table.
fn is_below_row(article: &Article, block: usize) -> bool {
    let before = block.checked_sub(1).and_then(|at| article.blocks.get(at));
    let (Some(before), Some(row)) = (before, article.blocks.get(block)) else { return false };
    before.kind == BlockKind::Preformatted && article.text.get(before.span.end..row.span.start) == Some("\n")
}

fn builder<'a>(text: &'a str, indent: &'a Indent, columns: u16, held: Option<usize>) -> LineBuilder<'a> {
    let (lines, line) = (Vec::new(), Vec::new());
    LineBuilder { text, indent, columns, lines, line, column: indent.columns, held, hyphen: false }
}

/// Returns a row on one line, cut to the screen; `shown` makes the symbol of a cluster.
fn one_line(text: &str, span: Span, indent: &Indent, columns: u16, shown: impl Fn(&str) -> String) -> Line {
    let mut out = builder(text, indent, columns, None);
    for cluster in Clusters::new(text, span) {
        let words = cluster.of(text);
        if out.fits(width(words)) { out.push(cluster, width(words), shown(words)) } else { out.hide(cluster) }
    }
    out.end_line(span.start, true);
    out.lines.pop().unwrap_or_default()
}

/// Returns the lines of a row: each cell begins a line, after the name of its column.
fn cells(text: &str, span: Span, head: &str, indent: &Indent, columns: u16) -> Vec<Line> {
    let names: Vec<&str> = head.split(BETWEEN).map(str::trim).collect();
    let mut out: Vec<Line> = Vec::new();
    // The start of bytes that no line shows yet.
    let mut held: Option<usize> = None;
    let mut at = span.start;
    for (n, cell) in span.of(text).split(BETWEEN).enumerate() {
        let whole = Span::new(at, at + cell.len());
        at = (whole.end + BETWEEN.len()).min(span.end);
        let words = whole.trim(text);
        if !words.is_empty() {
            let own = labelled(names.get(n).copied().unwrap_or_default(), n > 0, indent, columns);
            let mut lines = builder(text, &own, columns, held.take());
            prose(&mut lines, words);
            out.append(&mut lines.lines);
        }
        // The blanks and the mark between two cells belong to the letter before them.
        match out.last_mut().and_then(|line| line.cells.last_mut().map(|glyph| (&mut line.span, glyph))) {
            Some((line, glyph)) => (line.end, glyph.span.end) = (at, at),
            None => held = held.or(Some(whole.start)),
        }
    }
    out
}

/// Returns the indent of a cell: the name of its column before the first line, and blanks before the others.
fn labelled(name: &str, is_deeper: bool, outer: &Indent, columns: u16) -> Indent {
    let room = columns.saturating_sub(outer.columns);
    let deeper = if is_deeper && room > DEEPER * 8 { DEEPER } else { 0 };
    let most = (room * 2 / 5).saturating_sub(deeper + 2);
    let name = if name.is_empty() || most < 3 { String::new() } else { format!("{}: ", fit(name, most)) };
    let pad = |marker: &str| {
        let missing = usize::from(outer.columns).saturating_sub(marker.width());
        format!("{marker}{}", " ".repeat(missing + usize::from(deeper)))
    };
    Indent {
        columns: outer.columns + deeper + u16::try_from(name.width()).unwrap_or(0),
        first: format!("{}{name}", pad(&outer.first)),
        rest: outer.rest.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_markdown;
    use crate::reader::layout::{Setting, layout_block};

    const TABLE: &str = "| Port | Boats that sail in winter | Opened |\n|---|---|---|\n| Westhaven | twelve, and two more in a \
        hard winter | 1911 |\n| Åby | | 1950 |\n";

    fn shown(columns: u16) -> Vec<String> {
        let article = from_markdown("a.md", TABLE);
        let all =
            (0..article.blocks.len()).flat_map(|at| layout_block(&article, at, columns, Setting::default()).lines);
        all.map(|line| {
            let mut out = line.marker.clone();
            for cell in &line.cells {
                let missing = usize::from(cell.column).saturating_sub(out.width());
                out.push_str(&" ".repeat(missing));
                out.push_str(&cell.symbol);
            }
            assert!(line.width() <= columns, "{out}");
            out
        })
        .collect()
    }

    #[test]
    fn a_table_that_fits_keeps_its_columns() {
        assert_eq!(shown(80)[0], "Port      │ Boats that sail in winter        │ Opened");
        assert_eq!(shown(80).len(), 4);
    }

    #[test]
    fn a_table_that_is_too_wide_has_a_line_for_each_cell() {
        let lines = shown(30);
        assert_eq!(
            lines,
            [
                "                              ",
                "──────────┼───────────────────",
                "Port: Westhaven",
                "  Boats t…: twelve, and two",
                "            more in a hard",
                "            winter",
                "  Opened: 1911",
                "Port: Åby",
                "  Opened: 1950",
            ],
            "{lines:#?}"
        );
        for columns in 1..80 {
            assert!(!shown(columns).is_empty());
        }
    }

    #[test]
    fn the_blank_row_of_names_is_the_space_above_the_table() {
        let article = from_markdown("a.md", &format!("Words.\n\n{TABLE}"));
        let space = |columns| layout_block(&article, 1, columns, Setting::default()).space_before;
        assert_eq!((space(80), space(30)), (1, 0));
    }

    #[test]
    fn the_first_row_is_found_from_any_row_in_any_order() {
        let article = from_markdown("a.md", &format!("Words.\n\n{TABLE}\nMore.\n\n{TABLE}"));
        let expected = [None, Some(1), Some(1), Some(1), Some(1), None, Some(6), Some(6), Some(6), Some(6)];
        for order in [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], [4, 2, 9, 7, 3, 1, 8, 6, 0, 5]] {
            let mut tables = Tables::default();
            for block in order.into_iter().chain(order) {
                assert_eq!(tables.first_row(&article, block), expected[block], "{order:?} {block}");
            }
        }
    }

    #[test]
    fn every_byte_of_a_row_has_one_place() {
        let article = from_markdown("a.md", TABLE);
        for columns in [8, 20, 30, 50] {
            for (at, block) in article.blocks.iter().enumerate() {
                let layout = layout_block(&article, at, columns, Setting::default());
                let glyphs: Vec<Span> =
                    layout.lines.iter().flat_map(|line| line.cells.iter().map(|cell| cell.span)).collect();
                assert!(glyphs.windows(2).all(|pair| pair[0].end <= pair[1].start), "{columns}");
                for (byte, _) in block.span.of(&article.text).char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                    let byte = block.span.start + byte;
                    let line = &layout.lines[layout.line_of(byte)];
                    assert!(line.glyph_of(byte).is_some_and(|glyph| glyph.span.contains(byte)), "{columns}: {byte}");
                }
            }
        }
    }
}
