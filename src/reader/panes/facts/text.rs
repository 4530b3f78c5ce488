//! The text of one fact in the list. A narrow pane leaves out the context, then the remark, never the fact.

use crate::export::words;
use crate::library::notes::Verdict;
use crate::nlp::{ClaimReason, Fact, FactKind};
use crate::reader::layout::text_measure::{clusters, fit, fit_words, width, wrap};
use crate::reader::panes::facts::lists;
use crate::reader::panes::list::rows::{Lit, Row, excerpt};
use crate::reader::{Model, Tab, corrections};
use crate::text::Span;

/// Lines for the words of a claim.
const CLAIM_LINES: usize = 3;
/// Lines for the words of another fact.
const LINES: usize = 2;
/// Lines for the words of the selected fact.
const MOST_LINES: usize = 12;
/// The least columns of text for days beside their events, and for the context of figures.
const WIDE: u16 = 36;
/// Columns for a day beside its events.
const DAY: u16 = 13;
/// Columns before text that belongs to the line above.
const INDENT: u16 = 2;
/// The most figures and days of a claim in its remark.
const PARTS: usize = 2;

/// The style of a part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The words of the article.
    Plain,
    /// The value: a figure, a day, a name.
    Strong,
    /// The words that state the fact, inside their context.
    Lit,
    /// A remark of the program.
    Quiet,
}

/// A line: parts with their columns from the left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactLine {
    /// The parts, each with its column.
    pub parts: Vec<(u16, Tone, String)>,
    /// A remark flush right.
    pub tail: String,
}

/// Returns the lines of a fact in `room` columns. `lead` says whether the row begins a day, or the offices of a person.
#[must_use]
pub fn lines(model: &Model, fact: &Fact, lead: bool, room: u16) -> Vec<FactLine> {
    match &fact.kind {
        FactKind::Claim { .. } => claim(model, fact, room),
        FactKind::Event { when, .. } => dated(model, fact, when.as_deref(), lead, room),
        FactKind::Date { value } => dated(model, fact, value.as_deref(), lead, room),
        FactKind::Role { .. } => office(model, fact, lead, room),
        FactKind::Quantity { .. } | FactKind::Duration { .. } | FactKind::Set { .. } => figure(model, fact, room),
    }
}

/// The words of a claim; below them its verdict, speaker, figures, days and reasons.
fn claim(model: &Model, fact: &Fact, room: u16) -> Vec<FactLine> {
    let FactKind::Claim { figures, dates, reasons, .. } = &fact.kind else { return Vec::new() };
    let words = words::line(&model.document.article, fact.span);
    let mut out: Vec<FactLine> =
        wrap(&words, room, most(model, fact, CLAIM_LINES)).into_iter().map(|line| plain(0, line)).collect();
    let found = &model.document.annotations;
    let at = |span: Span| found.facts.iter().filter(move |other| other.span == span).map(|other| &other.kind);
    let numbers = figures.iter().take(PARTS).filter_map(|span| at(*span).find_map(words::figure));
    let day = |kind: &FactKind| match kind {
        FactKind::Date { value: Some(value) } => Some(model.session.dates.day(value)),
        _ => None,
    };
    let days = dates.iter().take(PARTS).filter_map(|span| at(*span).find_map(day));
    let why = reasons.iter().filter_map(|reason| because(*reason)).map(str::to_owned);
    let by = fact.by.clone().unwrap_or_else(|| "the article".to_owned());
    let says = signs(model, fact).map(str::to_owned).chain([by]).chain(numbers).chain(days).chain(why);
    let says = says.collect::<Vec<_>>().join(" · ");
    let remark = if is_selected(model, fact) { wrap(&says, room, LINES) } else { vec![fit_words(&says, room)] };
    out.extend(remark.into_iter().map(|says| FactLine { parts: vec![(0, Tone::Quiet, says)], tail: String::new() }));
    out
}

/// Returns whether this is the selected fact.
fn is_selected(model: &Model, fact: &Fact) -> bool {
    let rows = model.document.rows.get(Tab::Facts.index());
    match rows.and_then(|rows| rows.get(model.document.list(Tab::Facts).selected)) {
        Some(Row::Fact { index, .. }) => {
            model.document.annotations.facts.get(*index).is_some_and(|selected| lists::is_same(selected, fact))
        }
        _ => false,
    }
}

/// Returns the number of lines for the words of a fact: the selected one shows all of them.
fn most(model: &Model, fact: &Fact, lines: usize) -> usize {
    if is_selected(model, fact) { MOST_LINES } else { lines }
}

/// Returns the words for a reason that the figures and days of a claim do not show.
fn because(reason: ClaimReason) -> Option<&'static str> {
    match reason {
        ClaimReason::Figure | ClaimReason::History => None,
        ClaimReason::Record => Some("a record"),
        ClaimReason::Cause => Some("a cause"),
        ClaimReason::Comparison => Some("a comparison"),
        ClaimReason::Accusation => Some("about others"),
    }
}

/// An event or a date: the day at the left or above, the words, and the remark.
fn dated(model: &Model, fact: &Fact, day: Option<&str>, lead: bool, room: u16) -> Vec<FactLine> {
    let article = &model.document.article;
    let (words, lit) = match &fact.kind {
        FactKind::Event { trigger, .. } => (words::line(article, fact.span), within(model, fact.span, *trigger)),
        _ => excerpt(article, fact.span),
    };
    let day = day.map_or_else(|| "undated".to_owned(), |day| model.session.dates.day(day));
    let beside = room >= WIDE && width(&day) <= DAY;
    let from = if room < WIDE { INDENT } else { DAY + 1 };
    let mut out = lit_lines(&wrap(&words, room.saturating_sub(from), most(model, fact, LINES)), lit, from);
    let status = match &fact.kind {
        FactKind::Event { status, .. } => words::took_place(*status),
        _ => None,
    };
    add_tail(&mut out, &remark(model, fact, status), room);
    if lead {
        let day = (0, Tone::Strong, fit(&day, room));
        match out.first_mut().filter(|_| beside) {
            Some(first) => first.parts.insert(0, day),
            None => out.insert(0, FactLine { parts: vec![day], tail: String::new() }),
        }
    }
    out
}

/// A figure and what it counts, with who states it; below, in a wide pane, the words around it.
fn figure(model: &Model, fact: &Fact, room: u16) -> Vec<FactLine> {
    let article = &model.document.article;
    let value = words::figure(&fact.kind).unwrap_or_else(|| words::line(article, fact.span));
    let of = match &fact.kind {
        FactKind::Quantity { of: Some(of), .. } => words::line(article, *of),
        _ => String::new(),
    };
    let of = Some(of).filter(|of| !of.is_empty() && !value.contains(of.as_str()));
    let mut out: Vec<FactLine> = wrap(&value, room, LINES).into_iter().map(|line| strong(0, line)).collect();
    if let (Some(of), Some(last)) = (of, out.last_mut()) {
        let taken = last.parts.iter().map(|(_, _, text)| width(text)).sum::<u16>() + 2;
        let left = room.saturating_sub(taken);
        // A word or two of it must fit.
        if width(&of) <= left || left >= 12 {
            last.parts.push((taken, Tone::Plain, fit_words(&of, left)));
        }
    }
    add_tail(&mut out, &remark(model, fact, None), room);
    if room >= WIDE {
        let (words, lit) = excerpt(article, fact.span);
        let (words, lit) = if is_selected(model, fact) { (words, lit) } else { nearer(&words, lit, room / 3) };
        out.extend(lit_lines(&wrap(&words, room.saturating_sub(INDENT), most(model, fact, 1)), lit, INDENT));
    }
    out
}

/// A person and an office; the name is left out below the same person.
fn office(model: &Model, fact: &Fact, lead: bool, room: u16) -> Vec<FactLine> {
    let FactKind::Role { entity, role, of, status } = &fact.kind else { return Vec::new() };
    let office = words::office(role, of.as_deref(), *status);
    let name = model.document.annotations.person(*entity).map_or("somebody", |person| person.name.as_str());
    let remark = remark(model, fact, None);
    let beside = width(name).saturating_add(2);
    if lead && beside.saturating_add(width(&office)).saturating_add(width(&remark)).saturating_add(2) <= room {
        let parts = vec![(0, Tone::Strong, name.to_owned()), (beside, Tone::Plain, office)];
        return vec![FactLine { parts, tail: remark }];
    }
    let lines = wrap(&office, room.saturating_sub(INDENT), LINES);
    let mut out: Vec<FactLine> = lines.into_iter().map(|line| plain(INDENT, line)).collect();
    add_tail(&mut out, &remark, room);
    if lead {
        out.insert(0, strong(0, fit(name, room)));
    }
    out
}

/// Returns the remark of a fact: the reader's signs, the state of an event, and who states it.
fn remark(model: &Model, fact: &Fact, status: Option<&'static str>) -> String {
    let all = signs(model, fact).chain(status).chain(fact.by.as_deref());
    all.collect::<Vec<_>>().join(" · ")
}

/// Returns the reader's verdict on a fact and the sign of a correction.
fn signs<'m>(model: &'m Model, fact: &Fact) -> impl Iterator<Item = &'m str> {
    let verdict = verdict_on(model, fact.span).map(corrections::verdict);
    let mine = model.document.annotations.is_fact_corrected(fact).then_some("corrected");
    [verdict, mine].into_iter().flatten()
}

/// Returns the newest verdict on these words: of a note on all of them, or on most of them.
fn verdict_on(model: &Model, words: Span) -> Option<Verdict> {
    let on = |at: Span| at.covers(words) || words.intersect(at).is_some_and(|both| both.len() * 2 >= words.len());
    let notes = model.document.notes.iter().filter(|note| note.placement.span().is_some_and(on));
    let judged = notes.filter_map(|note| Some((&note.note.modified, note.note.all_marks().verdict?)));
    judged.max_by(|a, b| a.0.cmp(b.0)).map(|(_, verdict)| verdict)
}

fn plain(column: u16, text: String) -> FactLine {
    FactLine { parts: vec![(column, Tone::Plain, text)], tail: String::new() }
}

fn strong(column: u16, text: String) -> FactLine {
    FactLine { parts: vec![(column, Tone::Strong, text)], tail: String::new() }
}

/// Adds a remark flush right: beside the last line if it fits, else below, cut to the room.
fn add_tail(lines: &mut Vec<FactLine>, tail: &str, room: u16) {
    if tail.is_empty() {
        return;
    }
    let end = |line: &FactLine| line.parts.iter().map(|(column, _, text)| column + width(text)).max().unwrap_or(0);
    match lines.last_mut() {
        Some(last) if u32::from(end(last)) + 2 + u32::from(width(tail)) <= u32::from(room) => {
            tail.clone_into(&mut last.tail)
        }
        _ => lines.push(FactLine { parts: Vec::new(), tail: fit_words(tail, room) }),
    }
}

/// Returns the letters of `part` within `whole`.
fn within(model: &Model, whole: Span, part: Span) -> Lit {
    let letters = |span: Span| Lit::letters(model.document.article.words(span));
    if !whole.covers(part) {
        return Lit::default();
    }
    let from = letters(Span::new(whole.start, part.start));
    Lit { from, to: from + letters(part) }
}

/// Leaves out words before the lit letters until at most `room` columns of them are left.
fn nearer(words: &str, lit: Lit, room: u16) -> (String, Lit) {
    let (mut left, mut from) = (words, lit.from);
    while from > usize::from(room) {
        let Some((first, rest)) = left.split_once(' ') else { break };
        let gone = Lit::letters(first);
        if gone > from {
            break;
        }
        (left, from) = (rest, from - gone);
    }
    if left.len() == words.len() {
        return (words.to_owned(), lit);
    }
    // The sign of the cut is a letter, too.
    (format!("…{left}"), Lit { from: from + 1, to: from + 1 + (lit.to - lit.from) })
}

/// Returns wrapped lines from a column, with some letters lit.
fn lit_lines(lines: &[String], lit: Lit, column: u16) -> Vec<FactLine> {
    let mut letters = 0;
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let mut parts: Vec<(u16, Tone, String)> = Vec::new();
        let mut x = column;
        for (symbol, wide) in clusters(line) {
            let is_blank = symbol.trim().is_empty();
            // A blank between two lit letters is lit, too.
            let is_lit = letters < lit.to && if is_blank { letters > lit.from } else { letters >= lit.from };
            let tone = if is_lit { Tone::Lit } else { Tone::Plain };
            match parts.last_mut() {
                Some((_, same, text)) if *same == tone => text.push_str(&symbol),
                _ => parts.push((x, tone, symbol.into_owned())),
            }
            x = x.saturating_add(wide);
            letters += usize::from(!is_blank);
        }
        out.push(FactLine { parts, tail: String::new() });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lit_letters_survive_wrapping() {
        let lines = lit_lines(&["the old tide".to_owned(), "mill burnt".to_owned()], Lit { from: 6, to: 14 }, 3);
        let parts = |line: &FactLine| line.parts.iter().map(|(x, t, s)| (*x, *t, s.clone())).collect::<Vec<_>>();
        assert_eq!(parts(&lines[0]), [(3, Tone::Plain, "the old ".to_owned()), (11, Tone::Lit, "tide".to_owned())]);
        assert_eq!(parts(&lines[1]), [(3, Tone::Lit, "mill".to_owned()), (7, Tone::Plain, " burnt".to_owned())]);
    }

    #[test]
    fn the_context_begins_near_the_figure() {
        let words = "…it rained for weeks until 12 people left";
        let lit = Lit { from: 22, to: 30 };
        let (near, lit) = nearer(words, lit, 8);
        assert_eq!(near, "…until 12 people left");
        assert_eq!(lit, Lit { from: 6, to: 14 });
        assert_eq!(nearer("12 people", Lit { from: 0, to: 8 }, 8).0, "12 people");
        assert_eq!(nearer("", Lit::default(), 0).0, "");
    }

    #[test]
    fn a_remark_stands_beside_or_below_and_always_fits() {
        for room in 0..30 {
            let mut lines = vec![plain(2, "ten letters".to_owned())];
            add_tail(&mut lines, "Ana Holt", room);
            let last = lines.last().unwrap();
            assert_eq!(lines.len() == 1, room >= 23, "{room}");
            assert!(width(&last.tail) <= room);
        }
    }
}
