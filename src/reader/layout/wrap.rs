//! Breaks clusters into lines.

use crate::reader::layout::Line;
use crate::reader::layout::cluster::{Atom, AtomKind, Clusters, atoms, symbol, width};
use crate::reader::layout::indent::Indent;
use crate::reader::layout::justify;
use crate::reader::layout::justify::Setting;
use crate::reader::layout::line_builder::{LineBuilder, mark_breaks};
use crate::text::{Block, BlockKind, Span};

/// Columns between tab stops in code.
const TAB: u16 = 4;

/// Returns the lines of a block; never empty.
pub(super) fn lines(text: &str, block: &Block, indent: &Indent, columns: u16, setting: Setting) -> Vec<Line> {
    let mut out = LineBuilder {
        text,
        indent,
        columns,
        lines: Vec::new(),
        line: Vec::new(),
        column: indent.columns,
        held: None,
        hyphen: false,
    };
    match block.kind {
        BlockKind::Rule => out.end_line(block.span.start, true),
        BlockKind::Code { .. } | BlockKind::Preformatted => verbatim(&mut out, block.span),
        _ if setting.applies(block) => justify::paragraph(&mut out, block, setting),
        BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::ListItem { .. } => prose(&mut out, block.span),
    }
    if out.lines.is_empty() {
        out.end_line(block.span.start, true);
    }
    if matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph) && is_right_to_left(block.span.of(text)) {
        flush_right(&mut out.lines, columns);
    }
    out.lines
}

/// Letters at the start of a block that decide its direction.
const DECIDING: usize = 200;

/// Returns whether most of the first letters of a text are right-to-left. The terminal joins and orders letters within
/// a line; terminals with bidi support expect cells in text order.
fn is_right_to_left(text: &str) -> bool {
    let is_such = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
            || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    let (mut such, mut all) = (0, 0);
    for c in text.chars().take(DECIDING).filter(|c| c.is_alphabetic()) {
        all += 1;
        such += usize::from(is_such(c));
    }
    such * 2 > all
}

/// Aligns right-to-left lines at the right.
fn flush_right(lines: &mut [Line], columns: u16) {
    for line in lines {
        let free = columns.saturating_sub(line.width());
        line.cells.iter_mut().for_each(|glyph| glyph.column += free);
    }
}

/// Lays out running text, broken at Unicode line-break opportunities.
pub(super) fn prose(out: &mut LineBuilder<'_>, span: Span) {
    let text = out.text;
    let mut atoms = atoms(text, span);
    mark_breaks(text, span, &mut atoms);
    let mut rest = atoms.as_slice();
    let mut space: Option<Atom> = None;
    let mut hyphen: Option<Atom> = None;
    while !rest.is_empty() {
        let len = rest.iter().skip(1).position(|a| a.may_break).map_or(rest.len(), |i| i + 1);
        let (unit, next) = rest.split_at(len);
        rest = next;
        // The words of the unit, and the white space after them that is dropped at a line end.
        let words =
            unit.iter().rposition(|a| !matches!(a.kind, AtomKind::Space | AtomKind::Break)).map_or(0, |i| i + 1);
        let (words, behind) = unit.split_at(words);
        let soft = words.last().filter(|a| a.kind == AtomKind::SoftHyphen && !rest.is_empty()).copied();
        let wide: u32 = words.iter().map(|a| u32::from(a.width)).sum::<u32>() + u32::from(soft.is_some());
        let wide = u16::try_from(wide).unwrap_or(u16::MAX);
        if !words.is_empty() {
            if !out.is_at_edge() && !out.fits(wide.saturating_add(space.map_or(0, |_| 1))) {
                match hyphen {
                    Some(hyphen) if space.is_none() => out.push(hyphen.span, 1, "-".to_owned()),
                    Some(hyphen) => out.hide(hyphen.span),
                    None => {}
                }
                out.end_line(span.start, false);
            } else {
                if let Some(hyphen) = hyphen {
                    out.hide(hyphen.span);
                }
                if let Some(space) = space.filter(|_| !out.is_at_edge()) {
                    out.push_atom(&space);
                }
            }
            (space, hyphen) = (None, soft);
            let shown = if soft.is_some() { words.len() - 1 } else { words.len() };
            for atom in words.iter().take(shown) {
                // Only a word longer than a line can leave no room.
                if matches!(atom.kind, AtomKind::Space) && (out.is_at_edge() || !out.fits(1)) {
                    continue;
                }
                out.push_atom(atom);
            }
        }
        for atom in behind {
            if atom.kind == AtomKind::Break {
                if let Some(hyphen) = hyphen.take() {
                    out.hide(hyphen.span);
                }
                out.end_line(span.start, false);
                space = None;
            } else if space.is_none() {
                space = Some(*atom);
            }
        }
    }
    if let Some(hyphen) = hyphen {
        out.hide(hyphen.span);
    }
    out.end_held(span.end);
}

/// Lays out code: keeps every line break and blank; a long line continues on the next.
fn verbatim(out: &mut LineBuilder<'_>, span: Span) {
    let text = out.text;
    let mut ended = true;
    for cluster in Clusters::new(text, span) {
        let words = cluster.of(text);
        match words {
            "\n" | "\r\n" | "\r" | "\u{2028}" | "\u{2029}" => {
                out.end_line(cluster.start, true);
                ended = true;
                continue;
            }
            "\t" => {
                let used = out.column - out.indent.columns;
                let wide = TAB - used % TAB;
                let room = (out.columns - out.indent.columns).saturating_sub(used);
                out.push(cluster, wide.min(room.max(1)), " ".to_owned());
            }
            _ => out.push(cluster, width(words), symbol(words)),
        }
        ended = false;
    }
    if !ended || out.lines.is_empty() {
        out.end_line(span.start, true);
    }
}
