//! What the rows of the second pane say, wrapped to its width: `update` asks how tall a row is, `view` draws it.

use super::Model;
use super::fit::{ELLIPSIS, fit, fit_words, head, width, wrap};
use super::rows::Row;
use crate::nlp::{Attribution, Fact, FactKind, QuoteKind};
use crate::notes::{PlacedNote, Placement};

/// Columns left of a row's text: air, the mark of the selected row, the speaker's bar, air.
pub const INDENT: u16 = 4;
/// Columns of air at the right.
pub const MARGIN: u16 = 1;
/// Below this the engine is not sure who spoke, and the screen says so.
pub const DOUBT: f32 = 0.5;
/// Lines of a quote shown in the list.
const QUOTE_LINES: usize = 2;
/// Lines of a note shown in the list.
const NOTE_LINES: usize = 3;

/// A row's text: lines of words, and a quiet remark that is set flush right on the last line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    /// The words, wrapped.
    pub lines: Vec<String>,
    /// The remark; it fits on the last line.
    pub tail: String,
}

impl RowText {
    /// Words on at most `lines` lines of `room` columns with a remark at the end: beside the last words where there is
    /// room, else below them, else in their place.
    fn new(words: &str, tail: &str, room: u16, lines: usize) -> Self {
        let tail = fit(tail, room.saturating_sub(2).max(room / 2));
        let wide = width(&tail);
        let mut wrapped = wrap(words, room, lines);
        if wide == 0 {
            return Self { lines: wrapped, tail };
        }
        let beside = |line: &String| u32::from(width(line)) + 2 + u32::from(wide) <= u32::from(room);
        if wrapped.last().is_some_and(beside) {
            return Self { lines: wrapped, tail };
        }
        if wrapped.len() < lines {
            wrapped.push(String::new());
        } else if let Some(last) = wrapped.last_mut() {
            let left = room.saturating_sub(wide + 2);
            let mut cut = fit_words(last.trim_end_matches([' ', '…', ',', '.']), left);
            if !cut.ends_with(ELLIPSIS) {
                cut = fit(&format!("{cut}{ELLIPSIS}"), left);
            }
            *last = cut;
            if last.chars().all(|c| c == '…') && lines > 1 {
                last.clear();
            }
        }
        Self { lines: wrapped, tail }
    }
}

/// Blank lines above a row, which count into its height.
#[must_use]
pub fn row_gap(row: &Row, first: bool) -> u16 {
    let sets_apart = matches!(row, Row::Speaker { .. } | Row::Heading(_) | Row::Person { .. } | Row::Note { .. });
    u16::from(sets_apart && !first)
}

/// Columns of a row's text in a list of `room` columns.
#[must_use]
pub fn text_width(room: u16) -> u16 {
    room.saturating_sub(INDENT + MARGIN)
}

/// Lines that a row takes in a list of `room` columns. `first` is whether it is the list's first row:
/// the headings further down stand below a blank line.
#[must_use]
pub fn row_height(model: &Model, row: &Row, room: u16, first: bool) -> u16 {
    let gap = row_gap(row, first);
    let text = text_width(room);
    let lines = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).max(1);
    match row {
        Row::Speaker { .. } | Row::Heading(_) => 1 + gap,
        Row::Person { .. } => 2 + gap,
        Row::Quote { index, .. } => {
            lines(model.annotations.attributions.get(*index).map_or(1, |a| quote(model, a, text).lines.len()))
        }
        Row::Fact { index } => {
            lines(model.annotations.facts.get(*index).map_or(1, |f| fact(model, f, text).lines.len()))
        }
        Row::Detail { text: says, .. } => lines(detail(says, text).len()),
        Row::Note { id } => {
            let note = model.notes.iter().find(|n| n.note.id == *id);
            note.map_or(1, |n| lines(note_body(n, text).len()) + 1 + gap)
        }
    }
}

/// A quote's words and how they were said: `told Vladimir Putin`, `said · indirect`.
#[must_use]
pub fn quote(model: &Model, quote: &Attribution, room: u16) -> RowText {
    RowText::new(&content(model, quote, room), &tail(model, quote), room, QUOTE_LINES)
}

/// The words of a quote; `…` stands where something is left out between them.
fn content(model: &Model, quote: &Attribution, room: u16) -> String {
    let enough = usize::from(room).saturating_mul(16).saturating_add(64);
    let mut words = String::new();
    let mut end = None;
    for span in &quote.content {
        let said = head(model.article.words(*span), enough).trim();
        if said.is_empty() {
            continue;
        }
        if let Some(end) = end {
            let between = model.article.words(crate::text::Span::new(end, span.start));
            words.push_str(if head(between, enough).trim().is_empty() { " " } else { " … " });
        }
        words.push_str(said);
        end = Some(span.end);
        if words.len() > enough {
            break;
        }
    }
    words
}

/// How it was said: whether the engine is unsure of it, the source where it is not a name, the cue, the addressee, the
/// kind where it is not direct.
fn tail(model: &Model, quote: &Attribution) -> String {
    let mut said = String::new();
    if quote.evidence.is_some() {
        said.push_str(&source(model, quote));
    }
    let cue = quote.cue.iter().map(|s| head(model.article.words(*s), 80).trim());
    for part in cue.chain(quote.addressee.as_deref()).filter(|p| !p.is_empty()) {
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(part);
    }
    let kind = match quote.kind {
        QuoteKind::Direct => None,
        QuoteKind::Mixed => Some("partly"),
        QuoteKind::Indirect => Some("indirect"),
    };
    let doubt = (quote.confidence < DOUBT).then_some("unsure");
    let said = Some(said.as_str()).filter(|s| !s.is_empty());
    [doubt, said, kind].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The words that name the source of a quote, `""` where there are none.
#[must_use]
pub fn source(model: &Model, quote: &Attribution) -> String {
    quote.source.iter().map(|s| head(model.article.words(*s), 160).trim()).collect::<Vec<_>>().join(" ")
}

/// A fact: what it states, in the tail, and the words that state it.
#[must_use]
pub fn fact(model: &Model, fact: &Fact, room: u16) -> RowText {
    let words = head(model.article.words(fact.span), usize::from(room).saturating_mul(16)).trim();
    let value = match &fact.kind {
        FactKind::Date { value } => value.clone().unwrap_or_default(),
        FactKind::Quantity { value, unit } => {
            let number = value.map(number).unwrap_or_default();
            format!("{number} {}", unit.as_deref().unwrap_or_default()).trim().to_owned()
        }
        FactKind::Role { entity, role, of } => {
            let name = model.annotations.person(*entity).map_or("", |p| p.name.as_str());
            let of = of.as_deref().map(|of| format!(", {of}")).unwrap_or_default();
            return RowText::new(name, &format!("{role}{of}"), room, QUOTE_LINES);
        }
    };
    RowText::new(words, &value, room, QUOTE_LINES)
}

/// A number as people write it: no trailing zeros, thousands set apart.
fn number(value: f64) -> String {
    if !value.is_finite() || value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) = text.find('.').map_or((text, ""), |at| text.split_at(at));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 && digits.len() > 4 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{rest}")
}

/// A detail below a person.
#[must_use]
pub fn detail(says: &str, room: u16) -> Vec<String> {
    wrap(says, room, QUOTE_LINES)
}

/// A note's words.
#[must_use]
pub fn note_body(note: &PlacedNote, room: u16) -> Vec<String> {
    wrap(&note.note.body, room, NOTE_LINES)
}

/// What a note hangs on, and how surely: the words, and a remark where they are not where they were.
#[must_use]
pub fn note_place(note: &PlacedNote) -> (String, &'static str) {
    let words = note.note.anchor.as_ref().map_or("", |a| head(a.exact.trim(), 400));
    match note.placement {
        Placement::Whole => ("the whole article".to_owned(), ""),
        Placement::Ok(_) => (words.to_owned(), ""),
        Placement::Moved(_) => (words.to_owned(), "moved"),
        Placement::Orphan => (words.to_owned(), "not found"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remark_stands_beside_the_last_words_or_below_or_in_their_place() {
        let row = |words, tail| RowText::new(words, tail, 20, 2);
        assert_eq!(row("short words", "said").lines, ["short words"]);
        assert_eq!(row("just twenty letters.", "said").lines, ["just twenty letters.", ""]);
        let full = row("two whole lines of words are too many here", "told them");
        assert_eq!((full.lines[1].as_str(), full.tail.as_str()), ("words…", "told them"), "{full:?}");
        for (words, tail) in [("", ""), ("", "said"), ("a", "a remark that is far too long for the row")] {
            for room in 0..8 {
                let row = RowText::new(words, tail, room, 2);
                let last = row.lines.last().map_or(0, |l| width(l));
                assert!(last + width(&row.tail) <= room, "{row:?} at {room}");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (value, text) in [
            (5.0, "5"),
            (2.50, "2.5"),
            (1500.0, "1500"),
            (25_000.0, "25,000"),
            (-1_234_567.891, "-1,234,567.89"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
