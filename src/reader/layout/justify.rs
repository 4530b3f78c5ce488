//! Justification and hyphenation: chooses all line ends of a paragraph together.
//!
//! As in TeX, every choice of line ends has a cost: short lines cost most, hyphens a little, consecutive hyphens more.
//! The cheapest choice wins. The last line of a paragraph is never stretched.

use std::ops::Range;

use crate::reader::layout::Language;
use crate::reader::layout::cluster::{Atom, AtomKind, atoms};
use crate::reader::layout::line_builder::{LineBuilder, mark_breaks};
use crate::text::{Block, BlockKind, InlineStyle, Span};

/// The settings for running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Whether to justify lines.
    pub justify: bool,
    /// The hyphenation language; `None` for no hyphenation.
    pub language: Option<Language>,
}

impl Setting {
    /// Returns whether the setting applies to a block: never to headings.
    pub(super) fn applies(self, block: &Block) -> bool {
        (self.justify || self.language.is_some())
            && matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. })
    }
}

/// The greatest stretch of a space in columns; a line that needs more stays ragged.
const STRETCH: u16 = 3;

/// The text between two possible line ends.
#[derive(Clone, Debug)]
struct Unit {
    /// Its text: a range of the atoms.
    atoms: Range<usize>,
    width: u16,
    /// The white space after it, dropped at a line end.
    space: Option<Atom>,
    /// A soft hyphen after it in the text.
    soft: Option<Atom>,
    end: End,
}

/// The kind of line end after a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// At white space or between words.
    Plain,
    /// With an added hyphen.
    Hyphen,
    /// Inside a word that is wider than a line.
    Torn,
    /// Forced by the text.
    Forced,
}

/// Lays out the lines of a block that [`Setting::applies`] to.
pub(super) fn paragraph(out: &mut LineBuilder<'_>, block: &Block, setting: Setting) {
    let mut atoms = atoms(out.text, block.span);
    mark_breaks(out.text, block.span, &mut atoms);
    let room = out.room();
    let units = units(out.text, block, &atoms, room, setting.language);
    let mut from = 0;
    for (number, end) in ends(&units, room, setting.justify).into_iter().enumerate() {
        let line = units.get(from..end).unwrap_or_default();
        let ragged = !setting.justify || end == units.len() || line.last().is_some_and(|u| u.end == End::Forced);
        emit(out, &atoms, line, if ragged { None } else { Some(number) });
        from = end;
    }
    out.end_held(block.span.end);
}

/// Returns the units of a block; none is wider than `room`, with its hyphen.
fn units(text: &str, block: &Block, atoms: &[Atom], room: u16, language: Option<Language>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        let rest = atoms.get(at..).unwrap_or_default();
        let len = rest.iter().skip(1).position(|a| a.may_break).map_or(rest.len(), |i| i + 1);
        let unit = rest.get(..len).unwrap_or_default();
        let is_blank = |a: &Atom| matches!(a.kind, AtomKind::Space | AtomKind::Break);
        let shown = unit.iter().rposition(|a| !is_blank(a)).map_or(0, |i| i + 1);
        let behind = unit.get(shown..).unwrap_or_default();
        let space = behind.iter().find(|a| a.kind == AtomKind::Space).copied();
        let forced = behind.iter().any(|a| a.kind == AtomKind::Break);
        // A soft hyphen before white space has no effect.
        let is_last = at + len == atoms.len();
        let soft = unit.get(..shown).and_then(<[Atom]>::last).filter(|a| a.kind == AtomKind::SoftHyphen);
        let soft = soft.filter(|_| !is_last && behind.is_empty()).copied();
        let letters = at..at + shown - usize::from(soft.is_some());
        at += len;
        if letters.is_empty() && soft.is_none() {
            // White space at the very beginning, or a second run.
            if let Some(last) = units.last_mut() {
                last.space = last.space.or(space);
                last.end = if forced { End::Forced } else { last.end };
            }
            continue;
        }
        let end = match soft {
            _ if forced => End::Forced,
            Some(_) => End::Hyphen,
            None => End::Plain,
        };
        let whole = Unit { atoms: letters, width: 0, space, soft, end };
        let after_hyphen = units.last().is_some_and(|u| u.space.is_none() && u.end != End::Forced);
        let places = match language {
            Some(language) if soft.is_none() && !after_hyphen => divisions(text, block, atoms, &whole.atoms, language),
            _ => Vec::new(),
        };
        let mut start = whole.atoms.start;
        for place in places {
            let part = Unit { atoms: start..place, space: None, soft: None, end: End::Hyphen, ..whole };
            push(&mut units, atoms, part, room);
            start = place;
        }
        push(&mut units, atoms, Unit { atoms: start..whole.atoms.end, ..whole }, room);
    }
    if let Some(last) = units.last_mut().filter(|u| u.end == End::Hyphen) {
        last.end = End::Plain;
    }
    units
}

/// Returns the atoms before which the words of a unit may be hyphenated.
fn divisions(text: &str, block: &Block, atoms: &[Atom], range: &Range<usize>, language: Language) -> Vec<usize> {
    let unit = atoms.get(range.clone()).unwrap_or_default();
    let (Some(first), Some(last)) = (unit.first(), unit.last()) else { return Vec::new() };
    let span = Span::new(first.span.start, last.span.end);
    let is_code = |i: &crate::text::Inline| i.style == InlineStyle::Code && i.span.overlaps(span);
    let places = language.places(span.of(text));
    if places.is_empty() || block.inlines.iter().any(is_code) {
        return Vec::new();
    }
    let mut places = places.into_iter().peekable();
    let mut found = Vec::new();
    for (n, atom) in unit.iter().enumerate().skip(1) {
        while places.peek().is_some_and(|at| span.start + at < atom.span.start) {
            places.next();
        }
        // Ignore positions inside a cluster.
        if atom.kind == AtomKind::Text && places.peek().is_some_and(|at| span.start + at == atom.span.start) {
            found.push(range.start + n);
        }
    }
    found
}

/// Returns the width of an atom; an atom wider than a line is replaced by a placeholder.
fn width_of(atom: &Atom, room: u16) -> u16 {
    if atom.width > room { 1 } else { atom.width }
}

/// Adds a unit, in pieces if it is wider than a line.
fn push(units: &mut Vec<Unit>, atoms: &[Atom], unit: Unit, room: u16) {
    let letters = atoms.get(unit.atoms.clone()).unwrap_or_default();
    let wide: u32 = letters.iter().map(|a| u32::from(width_of(a, room))).sum();
    let hyphen = u32::from(unit.end == End::Hyphen);
    if wide + hyphen <= u32::from(room) {
        units.push(Unit { width: u16::try_from(wide).unwrap_or(room), ..unit });
        return;
    }
    let last = letters.len().saturating_sub(1);
    for (n, (at, atom)) in unit.atoms.clone().zip(letters).enumerate() {
        let width = width_of(atom, room);
        let part = Unit { atoms: at..at + 1, width, space: None, soft: None, end: End::Torn };
        if n < last {
            units.push(part);
            continue;
        }
        let fits = unit.end != End::Hyphen || width < room;
        units.push(Unit { space: unit.space, soft: unit.soft, end: if fits { unit.end } else { End::Torn }, ..part });
    }
}

/// Chooses the line ends: the index after the last unit of each line.
fn ends(units: &[Unit], room: u16, justify: bool) -> Vec<usize> {
    // For each position: the least cost to reach it, and where its line begins.
    let mut best: Vec<(f64, usize)> = vec![(0.0, 0)];
    // Limit the units of zero width on a line.
    let most = usize::from(room).saturating_mul(2).saturating_add(64);
    for end in 1..=units.len() {
        let mut cheapest = (f64::INFINITY, end - 1);
        let (mut width, mut gaps) = (0u16, 0u16);
        let is_last = end == units.len();
        for from in (end.saturating_sub(most)..end).rev() {
            let Some(unit) = units.get(from) else { break };
            if from + 1 == end {
                width = u16::from(unit.end == End::Hyphen && !is_last);
            } else if unit.end == End::Forced {
                break;
            } else if unit.space.is_some() {
                width = width.saturating_add(1);
                gaps += 1;
            }
            width = width.saturating_add(unit.width);
            if width > room {
                break;
            }
            let before = from.checked_sub(1).and_then(|b| units.get(b)).map(|u| u.end);
            let line = Line { slack: room - width, gaps, units: end - from, before, is_last };
            let last = units.get(end - 1).map_or(End::Plain, |u| u.end);
            let cost = best.get(from).map_or(f64::INFINITY, |(cost, _)| *cost) + line.cost(room, last, justify);
            if cost < cheapest.0 {
                cheapest = (cost, from);
            }
        }
        best.push(cheapest);
    }
    let mut ends = Vec::new();
    let mut at = units.len();
    while at > 0 {
        ends.push(at);
        at = best.get(at).map_or(0, |(_, from)| *from).min(at - 1);
    }
    ends.reverse();
    ends
}

/// A candidate line.
struct Line {
    /// Columns left over.
    slack: u16,
    /// Number of stretchable spaces.
    gaps: u16,
    units: usize,
    /// The end of the previous line.
    before: Option<End>,
    is_last: bool,
}

impl Line {
    fn cost(&self, room: u16, end: End, justify: bool) -> f64 {
        let slack = f64::from(self.slack);
        let ratio = match (justify, self.gaps) {
            _ if self.is_last || end == End::Forced => 0.0,
            (true, 0) => slack,
            (true, gaps) => slack / f64::from(gaps),
            // A ragged line may be shorter than the next one.
            (false, _) => slack / f64::from((room / 8).max(4)),
        };
        let bad = (100.0 * ratio.powi(3)).min(10_000.0);
        let hyphen = |end| matches!(end, End::Hyphen);
        let penalty = match end {
            _ if self.is_last => 0.0,
            End::Plain | End::Forced => 0.0,
            End::Hyphen => 50.0,
            End::Torn => 3_000.0,
        };
        let mut cost = (10.0 + bad).powi(2) + penalty * penalty;
        if hyphen(end) && !self.is_last && self.before.is_some_and(hyphen) {
            cost += 10_000.0;
        }
        // Part of a hyphenated word alone on the last line.
        if self.is_last && self.units == 1 && self.before.is_some_and(hyphen) {
            cost += 20_000.0;
        }
        cost
    }
}

/// Outputs a line; `spread` is its number if its spaces are stretched.
fn emit(out: &mut LineBuilder<'_>, atoms: &[Atom], line: &[Unit], spread: Option<usize>) {
    let Some(last) = line.len().checked_sub(1) else { return };
    let hyphen = line.last().is_some_and(|u| u.end == End::Hyphen);
    let inner = line.get(..last).unwrap_or_default();
    let gaps = u16::try_from(inner.iter().filter(|u| u.space.is_some()).count()).unwrap_or(u16::MAX);
    let width = line.iter().map(|u| u.width).sum::<u16>() + gaps + u16::from(hyphen);
    let slack = out.room().saturating_sub(width);
    let slack = if spread.is_some() && slack <= gaps.saturating_mul(STRETCH) { slack } else { 0 };
    // Alternate the extra columns between left and right, so that no rivers form.
    let from_right = spread.is_some_and(|number| number % 2 == 1);
    let share = |n: u16| u32::from(n) * u32::from(slack) / u32::from(gaps.max(1));
    let extra = |n: u16| {
        let n = if from_right { gaps - 1 - n } else { n };
        u16::try_from(share(n + 1) - share(n)).unwrap_or(0)
    };
    let mut gap = 0;
    for (n, unit) in line.iter().enumerate() {
        for atom in atoms.get(unit.atoms.clone()).unwrap_or_default() {
            // White space inside a broken word.
            if atom.kind == AtomKind::Space && out.is_at_edge() {
                continue;
            }
            out.push_atom(atom);
        }
        match unit.soft {
            Some(soft) if n == last && hyphen => out.push(soft.span, 1, "-".to_owned()),
            Some(soft) => out.hide(soft.span),
            None if n == last && hyphen => out.hyphen(),
            None => {}
        }
        if let Some(space) = unit.space.filter(|_| n < last) {
            if !out.is_at_edge() {
                out.push(space.span, 1 + extra(gap), " ".to_owned());
            }
            gap += 1;
        }
    }
    let start = line.first().and_then(|u| atoms.get(u.atoms.start)).map_or(0, |a| a.span.start);
    out.end_line(start, false);
}
