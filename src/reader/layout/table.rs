//! Rows of a table on a screen that is too narrow for it: one line for each cell, below the name of its column.
//!
//! ```text
//! Port   │ Boats │ Opened              Port: Westhaven
//! ───────┼───────┼───────       ▶        Boats: 12
//! Westh… │ 12    │ 1911                  Opened: 1911
//! ```
//!
//! Readers of tables make each row a preformatted block with aligned cells; the second row is a line (`─┼─`).

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
/// The most rows before one to search for the first row.
const LOOK_BACK: usize = 4_000;

/// Returns the lines of a row of a table that does not fit; `None` for any other block.
pub(super) fn lines(article: &Article, block: usize, indent: &Indent, columns: u16) -> Option<Vec<Line>> {
    let row = article.blocks.get(block).filter(|row| row.kind == BlockKind::Preformatted)?;
    let words = row.span.of(&article.text);
    if !words.contains(['│', '┼']) {
        return None;
    }
    let first = first_row(article, block);
    let [head, rule] = article.blocks.get(first..first + 2)? else { return None };
    let rule = rule.span.of(&article.text);
    let is_rule = rule.contains('┼') && rule.chars().all(|c| matches!(c, '─' | '┼'));
    let room = usize::from(columns.saturating_sub(indent.columns));
    if !is_rule || rule.width().max(words.width()) <= room {
        return None;
    }
    let text = article.text.as_str();
    let lines = match block - first {
        0 => {
            let mut out = builder(text, indent, columns, None);
            prose(&mut out, row.span);
            out.lines
        }
        1 => vec![rule_line(text, row.span, indent, columns)],
        _ => cells(text, row.span, head.span.of(text), indent, columns),
    };
    (!lines.is_empty()).then_some(lines)
}

/// Returns the first row of the table that a row belongs to.
fn first_row(article: &Article, block: usize) -> usize {
    let mut first = block;
    while let Some(before) =
        first.checked_sub(1).and_then(|at| article.blocks.get(at)).filter(|_| block - first < LOOK_BACK)
    {
        let start = article.blocks.get(first).map_or(0, |row| row.span.start);
        let is_row = before.kind == BlockKind::Preformatted && article.text.get(before.span.end..start) == Some("\n");
        if !is_row {
            break;
        }
        first -= 1;
    }
    first
}

fn builder<'a>(text: &'a str, indent: &'a Indent, columns: u16, held: Option<usize>) -> LineBuilder<'a> {
    let (lines, line) = (Vec::new(), Vec::new());
    LineBuilder { text, indent, columns, lines, line, column: indent.columns, held, hyphen: false }
}

/// Returns the line below the names of the columns, cut to the screen.
fn rule_line(text: &str, span: Span, indent: &Indent, columns: u16) -> Line {
    let mut out = builder(text, indent, columns, None);
    for cluster in Clusters::new(text, span) {
        let words = cluster.of(text);
        if out.fits(width(words)) { out.push(cluster, width(words), symbol(words)) } else { out.hide(cluster) }
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
                "Port │ Boats that sail in",
                "winter │ Opened",
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
