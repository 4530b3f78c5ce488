//! Clusters → lines.

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use crate::reader::layout::cluster::{Atom, AtomKind, Clusters, atoms, symbol, width};
use crate::reader::layout::indent::Indent;
use crate::reader::layout::justify;
use crate::reader::layout::justify::Setting;
use crate::reader::layout::{Glyph, Line};
use crate::text::{Block, BlockKind, Span};

/// Columns between tab stops in code.
const TAB: u16 = 4;

/// The lines of a block; never empty.
pub(super) fn lines(text: &str, block: &Block, indent: &Indent, columns: u16, setting: Setting) -> Vec<Line> {
    let mut out = Out {
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

/// Letters at the beginning of a block that say in which direction it is read.
const DECIDING: usize = 200;

/// Whether a text is read from right to left, as most of its first letters are. How letters are joined and ordered within
/// a line is the terminal's to do; those that do it take cells in the order of the text.
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

/// Lets lines end where the text does at the right, as they begin there.
fn flush_right(lines: &mut [Line], columns: u16) {
    for line in lines {
        let free = columns.saturating_sub(line.width());
        line.cells.iter_mut().for_each(|glyph| glyph.column += free);
    }
}

/// Lines under construction.
pub(super) struct Out<'a> {
    pub(super) text: &'a str,
    indent: &'a Indent,
    columns: u16,
    lines: Vec<Line>,
    line: Vec<Glyph>,
    /// Next free column.
    column: u16,
    /// Start of invisible characters at the left edge, which the next glyph takes in.
    held: Option<usize>,
    /// The line ends in a hyphen that is not in the text.
    hyphen: bool,
}

impl Out<'_> {
    /// Columns of a line.
    pub(super) fn room(&self) -> u16 {
        self.columns - self.indent.columns
    }

    pub(super) fn is_at_edge(&self) -> bool {
        self.line.is_empty()
    }

    fn fits(&self, width: u16) -> bool {
        self.column.saturating_add(width) <= self.columns
    }

    /// Puts a glyph on the line, or a stand-in where no line could ever hold it.
    pub(super) fn push(&mut self, span: Span, width: u16, symbol: String) {
        let room = self.room();
        let (width, symbol) = if width > room { (1, "□".to_owned()) } else { (width, symbol) };
        if !self.fits(width) {
            self.end_line(span.start, false);
        }
        let span = Span::new(self.held.take().unwrap_or(span.start), span.end);
        self.line.push(Glyph { span, column: self.column, width, symbol });
        self.column += width;
    }

    pub(super) fn push_atom(&mut self, atom: &Atom) {
        match atom.kind {
            AtomKind::Text => self.push(atom.span, atom.width, symbol(atom.span.of(self.text))),
            AtomKind::Space => self.push(atom.span, 1, " ".to_owned()),
            AtomKind::Break => {}
            AtomKind::Invisible | AtomKind::SoftHyphen => self.hide(atom.span),
        }
    }

    /// Gives the bytes of something invisible to a neighbour.
    pub(super) fn hide(&mut self, span: Span) {
        if let Some(last) = self.line.last_mut() {
            last.span.end = span.end;
        } else if self.held.is_none() {
            self.held = Some(span.start);
        }
    }

    /// Ends the line; an empty one (at byte `at`) only counts where it is `wanted`.
    pub(super) fn end_line(&mut self, at: usize, wanted: bool) {
        self.column = self.indent.columns;
        if self.line.is_empty() && !wanted {
            return;
        }
        let cells = std::mem::take(&mut self.line);
        let span = match (cells.first(), cells.last()) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::new(at, at),
        };
        let marker = if self.lines.is_empty() { &self.indent.first } else { &self.indent.rest };
        let hyphen = std::mem::take(&mut self.hyphen);
        self.lines.push(Line { span, indent: self.indent.columns, marker: marker.clone(), cells, hyphen });
    }

    /// Ends the line with a hyphen that is not in the text.
    pub(super) fn hyphen(&mut self) {
        self.hyphen = !self.line.is_empty();
    }

    /// Ends the last line of running text that ends at `end`.
    pub(super) fn end_held(&mut self, end: usize) {
        if let Some(held) = self.held {
            // Nothing but invisible characters on the last line: a blank stands for them.
            self.push(Span::new(held, end), 1, " ".to_owned());
        }
        self.end_line(end, false);
    }
}

/// Running text, broken where Unicode allows it.
fn prose(out: &mut Out<'_>, span: Span) {
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
        // The unit's words, and the white space behind them that vanishes where a line ends.
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
                // Only a word longer than a line gets here with no room left.
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

/// Where lines may be broken: UAX #14, without dictionaries of scripts that are written without spaces.
fn segmenter() -> LineSegmenterBorrowed<'static> {
    LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default())
}

/// Marks the atoms before which a line may be broken.
pub(super) fn mark_breaks(text: &str, span: Span, atoms: &mut [Atom]) {
    let mut next = 0;
    // The first place is the beginning, where no line ends.
    for at in segmenter().segment_str(span.of(text)).skip(1) {
        let at = span.start + at;
        while atoms.get(next).is_some_and(|a| a.span.end <= at && a.span.start < at) {
            next += 1;
        }
        let Some(atom) = atoms.get(next) else { return };
        // A break inside a run of white space is one behind it; inside a cluster there is none.
        let target = match atom.kind {
            AtomKind::Space | AtomKind::Break if atom.span.start < at => next + 1,
            _ if atom.span.start == at => next,
            _ => continue,
        };
        if let Some(target) = atoms.get_mut(target) {
            target.may_break = true;
        }
    }
}

/// Code and the like: every line break and blank as it is; what is too long goes on in the next line.
fn verbatim(out: &mut Out<'_>, span: Span) {
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
