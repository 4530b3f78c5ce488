//! Builds lines, and marks where they may break.

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use crate::reader::layout::cluster::{Atom, AtomKind, symbol};
use crate::reader::layout::indent::Indent;
use crate::reader::layout::{Glyph, Line};
use crate::text::Span;

/// Lines under construction.
pub(super) struct LineBuilder<'a> {
    pub(super) text: &'a str,
    pub(super) indent: &'a Indent,
    pub(super) columns: u16,
    pub(super) lines: Vec<Line>,
    pub(super) line: Vec<Glyph>,
    /// Next free column.
    pub(super) column: u16,
    /// The start of invisible characters at the left edge; the next glyph includes them.
    pub(super) held: Option<usize>,
    /// Whether the line ends in an added hyphen.
    pub(super) hyphen: bool,
}

impl LineBuilder<'_> {
    /// Returns the columns of a line.
    pub(super) fn room(&self) -> u16 {
        self.columns - self.indent.columns
    }

    pub(super) fn is_at_edge(&self) -> bool {
        self.line.is_empty()
    }

    pub(super) fn fits(&self, width: u16) -> bool {
        self.column.saturating_add(width) <= self.columns
    }

    /// Appends a glyph, or a placeholder if it is wider than any line.
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

    /// Assigns invisible bytes to a neighbouring glyph.
    pub(super) fn hide(&mut self, span: Span) {
        if let Some(last) = self.line.last_mut() {
            last.span.end = span.end;
        } else if self.held.is_none() {
            self.held = Some(span.start);
        }
    }

    /// Ends the line; keeps an empty one (at byte `at`) only if `wanted`.
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
        self.lines.push(Line {
            span,
            indent: self.indent.columns,
            marker: marker.clone(),
            cells,
            hyphen,
            picture: None,
        });
    }

    /// Ends the line with an added hyphen.
    pub(super) fn hyphen(&mut self) {
        self.hyphen = !self.line.is_empty();
    }

    /// Ends the last line of running text at `end`.
    pub(super) fn end_held(&mut self, end: usize) {
        if let Some(held) = self.held {
            // The last line has only invisible characters: show a blank for them.
            self.push(Span::new(held, end), 1, " ".to_owned());
        }
        self.end_line(end, false);
    }
}

/// The line breaker: UAX #14, without dictionaries for scripts that are written without spaces.
fn segmenter() -> LineSegmenterBorrowed<'static> {
    LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default())
}

/// Marks the atoms before which a line may be broken.
pub(super) fn mark_breaks(text: &str, span: Span, atoms: &mut [Atom]) {
    let mut next = 0;
    // Skip the first break: it is the start of the text.
    for at in segmenter().segment_str(span.of(text)).skip(1) {
        let at = span.start + at;
        while atoms.get(next).is_some_and(|a| a.span.end <= at && a.span.start < at) {
            next += 1;
        }
        let Some(atom) = atoms.get(next) else { return };
        // A break inside a run of white space moves behind it; a break inside a cluster is ignored.
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
