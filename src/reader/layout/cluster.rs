//! Maps grapheme clusters to printable symbols and their widths.

use ratatui::buffer::CellWidth as _;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::{Span, harmless};

/// The role of a cluster in line breaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomKind {
    /// Visible text.
    Text,
    /// White space where a line may end; dropped at the line end.
    Space,
    /// White space that ends the line (U+2028).
    Break,
    /// Invisible; part of the neighbouring glyph.
    Invisible,
    /// A soft hyphen: drawn as a hyphen at a line end, else invisible.
    SoftHyphen,
}

/// A measured cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) span: Span,
    pub(super) kind: AtomKind,
    pub(super) width: u16,
    /// Whether a line may end before it.
    pub(super) may_break: bool,
}

/// Returns the clusters of `span`; a run of white space is one atom.
pub(super) fn atoms(text: &str, span: Span) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::with_capacity(span.len());
    for cluster in Clusters::new(text, span) {
        let words = cluster.of(text);
        let kind = if words.chars().all(is_space) {
            let breaks = words.contains(['\u{2028}', '\u{2029}']);
            if breaks { AtomKind::Break } else { AtomKind::Space }
        } else if words == "\u{ad}" {
            AtomKind::SoftHyphen
        } else if words.chars().all(is_invisible) && words.width() == 0 {
            AtomKind::Invisible
        } else {
            AtomKind::Text
        };
        let is_blank = matches!(kind, AtomKind::Space | AtomKind::Break);
        if let Some(last) = atoms.last_mut().filter(|a| is_blank && matches!(a.kind, AtomKind::Space | AtomKind::Break))
        {
            last.span.end = cluster.end;
            if kind == AtomKind::Break {
                last.kind = kind;
            }
            continue;
        }
        let width = match kind {
            AtomKind::Space => 1,
            AtomKind::Text => width(words),
            AtomKind::Break | AtomKind::Invisible | AtomKind::SoftHyphen => 0,
        };
        atoms.push(Atom { span: cluster, kind, width, may_break: false });
    }
    atoms
}

/// Returns whether a line may be broken at this white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Returns whether a character is invisible by design: joiners, selectors, invisible operators, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns the width of a cluster's symbol, at least 1.
pub(super) fn width(cluster: &str) -> u16 {
    match cluster.as_bytes() {
        [_] => 1,
        _ => symbol(cluster).cell_width().max(1),
    }
}

/// The longest symbol of a cell in bytes: a letter with a thousand accents is cut.
const LONGEST: usize = 64;

/// Returns the symbol to print for a cluster: the cluster itself, or a replacement if it is unsafe or invisible.
pub(super) fn symbol(cluster: &str) -> String {
    if let [byte @ 0x20..=0x7e] = cluster.as_bytes() {
        return char::from(*byte).to_string();
    }
    let mut symbol = String::with_capacity(cluster.len());
    for c in cluster.chars() {
        if symbol.len() >= LONGEST {
            break;
        }
        if c == '\r' || c == '\u{85}' || !c.is_whitespace() {
            symbol.push(harmless(c).unwrap_or(c));
        } else {
            symbol.push(' ');
        }
    }
    // A joiner at the end would combine with the next cell.
    symbol.truncate(symbol.trim_end_matches('\u{200d}').len());
    if symbol.width() == 0 {
        // A lone accent goes on a dotted circle; an invisible cluster becomes the circle alone.
        symbol.retain(|c| !is_invisible(c));
        symbol.insert(0, '◌');
    }
    if symbol.width() == 0 { char::REPLACEMENT_CHARACTER.to_string() } else { symbol }
}

/// An iterator of grapheme clusters with a fast path for ASCII: every step of a resize measures a whole page.
pub(super) struct Clusters<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Clusters<'a> {
    /// Makes an iterator over the clusters of `span`; empty if `span` does not fit the text.
    pub(super) fn new(text: &'a str, span: Span) -> Self {
        let end = if span.of(text).is_empty() { span.start } else { span.end };
        Self { text, at: span.start, end }
    }
}

impl Iterator for Clusters<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        if self.at >= self.end {
            return None;
        }
        let rest = self.text.get(self.at..self.end)?;
        let len = match rest.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            // ASCII before ASCII (or before the end) never combines.
            [first, second, ..] if first.is_ascii() && second.is_ascii() => 1,
            [first] if first.is_ascii() => 1,
            _ => rest.graphemes(true).next().map_or(rest.len(), str::len).max(1),
        };
        let span = Span::new(self.at, self.at + len);
        self.at = span.end;
        Some(span)
    }
}
