//! The wrapped text of the rows of the second pane: `update` measures the height of a row, `view` draws it.

use crate::library::notes::{PlacedNote, Placement};
use crate::nlp::{Attribution, QuoteKind};
use crate::reader::layout::geometry::panes;
use crate::reader::layout::text_measure::{ELLIPSIS, fit, fit_words, head, width, wrap};
use crate::reader::panes::facts;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Model, NoteSort, Pane, corrections};

/// Columns left of a row's text: a blank, the selection mark, the speaker's bar, a blank.
pub const INDENT: u16 = 4;
/// Blank columns at the right.
pub const MARGIN: u16 = 1;
/// Lines of a fact, a detail or a remark shown in the list.
const QUOTE_LINES: usize = 2;
/// The most lines of a quote that is shown whole.
const WHOLE: usize = 200;
/// Rows of a list from which a blank line separates its quotes.
const ROOMY: u16 = 18;
/// Lines of a note shown in the list.
const NOTE_LINES: usize = 3;

/// The text of a row: lines of words, and a dimmed remark flush right on the last line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    /// The words, wrapped.
    pub lines: Vec<String>,
    /// The remark; it fits on the last line.
    pub tail: String,
}

impl RowText {
    /// Wraps words to at most `lines` lines of `room` columns, with a remark at the end. The remark goes beside the
    /// last words, else below them, else in their place.
    fn new(words: &str, tail: &str, room: u16, lines: usize) -> Self {
        let tail = fit(tail, tail_width(room));
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

/// Returns the blank lines above a row, which count towards its height.
#[must_use]
pub fn row_gap(model: &Model, row: &Row, first: bool) -> u16 {
    let sets_apart = match row {
        // In a tall list a blank line follows each quote.
        Row::Speaker { .. } | Row::Unsure { .. } => !is_roomy(model),
        Row::Section { .. } | Row::Person { .. } | Row::Note { .. } => true,
        _ => false,
    };
    u16::from(sets_apart && !first)
}

/// Returns the blank lines below a row, which count towards its height.
#[must_use]
pub fn row_gap_below(model: &Model, row: &Row) -> u16 {
    let is_quote = matches!(row, Row::Quote { .. } | Row::Stance { .. } | Row::Unsure { .. });
    u16::from(is_quote && is_roomy(model))
}

/// Returns whether the list has room for blank lines between quotes.
fn is_roomy(model: &Model) -> bool {
    let (width, height) = model.session.screen;
    panes(width, height, Pane::List, model.session.shape).list.height >= ROOMY
}

/// Returns the columns by which the lines of a quote after the first are indented.
#[must_use]
pub fn hanging(room: u16) -> u16 {
    if room >= 24 { 2 } else { 0 }
}

/// Returns the columns of a row's text in a list of `room` columns.
#[must_use]
pub fn text_width(room: u16) -> u16 {
    room.saturating_sub(INDENT + MARGIN)
}

/// Returns the height of a row in a list of `room` columns. All headings but the first row have a blank line above
/// (`first`).
#[must_use]
pub fn row_height(model: &Model, row: &Row, room: u16, first: bool) -> u16 {
    let gap = row_gap(model, row, first) + row_gap_below(model, row);
    let text = text_width(room);
    let lines = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).max(1);
    match row {
        Row::Speaker { .. } | Row::Section { .. } => 1 + gap,
        Row::More(_) => 1,
        Row::Person { .. } => 2 + gap,
        Row::Quote { index, .. } => {
            let quoted = model.document.annotations.attributions.get(*index);
            let rows = quoted.map_or(1, |a| quote(model, a, text).lines.len().max(1) + why(model, a, text).len());
            lines(rows).saturating_add(gap)
        }
        Row::Stance { index } => {
            let rows = model.document.annotations.stances.get(*index).map_or(1, |a| stance(model, a, text).lines.len());
            lines(rows).saturating_add(gap)
        }
        Row::Unsure { .. } | Row::MoreMentions(_) => 1 + gap,
        Row::Fact { index, lead, .. } => {
            let fact = model.document.annotations.facts.get(*index);
            lines(fact.map_or(1, |fact| facts::text::lines(model, fact, *lead, text).len()))
        }
        Row::Detail { text: says, .. } => lines(detail(says, text).len()),
        Row::Note { id } => {
            let note = model.document.notes.iter().find(|n| n.note.id == *id);
            note.map_or(1, |n| lines(note_body(n, text).len()) + 1 + gap)
        }
    }
}

/// Returns the columns available for a remark.
fn tail_width(room: u16) -> u16 {
    room.saturating_sub(2).max(room / 2)
}

/// Returns a quote's words with a remark: `told Vladimir Putin`, `said · indirect`.
#[must_use]
pub fn quote(model: &Model, quote: &Attribution, room: u16) -> RowText {
    let is_whole = model.document.quote.as_deref() == Some(quote.id.as_str());
    let set = usize::from(model.session.screen_settings.quote_lines);
    let most = if is_whole || set == 0 { WHOLE } else { set };
    // The first line is as long as the others, which are indented.
    let room = room.saturating_sub(hanging(room));
    let words = content(model, quote, room, most);
    let row = RowText::new(&words, &tail(model, quote, tail_width(room)), room, most);
    let is_cut = row.lines.last().is_some_and(|line| line.ends_with(ELLIPSIS) || line.is_empty());
    if most == WHOLE || !is_cut || width(&row.tail) <= room / 5 * 3 || wrap(&words, room, most).len() < most {
        return row;
    }
    // The quoted words take precedence over the cue.
    RowText::new(&words, &tail(model, quote, room / 5 * 3), room, most)
}

/// Returns a stance's words with its holder and cue.
#[must_use]
pub fn stance(model: &Model, stance: &Attribution, room: u16) -> RowText {
    let room = room.saturating_sub(hanging(room));
    let cue = stance.cue.iter().map(|span| head(model.document.article.words(*span), 80).trim());
    let who = stance.speaker.as_deref().unwrap_or_default();
    let parts: Vec<&str> = std::iter::once(who).chain(cue).filter(|part| !part.is_empty()).collect();
    let room_left = tail_width(room).saturating_sub(width(" · stance"));
    let said = parts.join(" ");
    let tail =
        if width(&said) <= room_left && !said.is_empty() { format!("{said} · stance") } else { "stance".to_owned() };
    RowText::new(&content(model, stance, room, QUOTE_LINES), &tail, room, QUOTE_LINES)
}

/// Returns the words of a quote, as many as fill this many lines, with `…` for omitted words.
#[must_use]
pub fn content(model: &Model, quote: &Attribution, room: u16, lines: usize) -> String {
    let enough = usize::from(room).saturating_mul(lines.max(2)).saturating_mul(8).saturating_add(64);
    let mut words = String::new();
    let mut end = None;
    for span in &quote.content {
        let said = head(model.document.article.words(*span), enough).trim();
        if said.is_empty() {
            continue;
        }
        if let Some(end) = end {
            let between = model.document.article.words(crate::text::Span::new(end, span.start));
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

/// Returns the remark of a quote: whether it is unsure, its source unless that is a name, its cue, its addressee, and
/// its kind unless direct.
fn tail(model: &Model, quote: &Attribution, room: u16) -> String {
    let source = if quote.evidence.is_some() { source(model, quote) } else { String::new() };
    let cue = quote.cue.iter().map(|s| head(model.document.article.words(*s), 80).trim());
    let cue = cue.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let addressee = quote.addressee.as_deref().unwrap_or_default();
    let joined = |parts: &[&str]| {
        parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").replace('\n', " ")
    };
    let kind = match quote.kind {
        QuoteKind::Direct => None,
        QuoteKind::Mixed => Some("partly"),
        QuoteKind::Indirect => Some("indirect"),
    };
    // The reader's own marks come first: the verdict, then the sign of a correction.
    let verdict = corrections::verdict_on(model, &quote.content).map(corrections::verdict);
    let mine = corrections::sign(model, quote);
    let doubt = model.document.annotations.is_unsure(quote).then_some("unsure");
    let signs = [verdict, mine, doubt, kind].into_iter().flatten();
    let taken: u16 = signs.map(|sign| width(sign).saturating_add(width(" · "))).sum();
    // A cue that is cut off says nothing: it is shown whole, with what else there is room for, or not at all.
    let said = [joined(&[&source, &cue, addressee]), joined(&[&cue, addressee]), joined(&[&cue])];
    let said = said.iter().find(|said| !said.is_empty() && width(said) <= room.saturating_sub(taken));
    let said = said.map(String::as_str);
    [verdict, mine, doubt, said, kind].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns the words that name the source of a quote; empty if there are none.
#[must_use]
pub fn source(model: &Model, quote: &Attribution) -> String {
    quote.source.iter().map(|s| head(model.document.article.words(*s), 160).trim()).collect::<Vec<_>>().join(" ")
}

/// Explains the speaker of the selected quote, with the confidence if that is low. Returns nothing for other quotes, or
/// if the text names the speaker.
#[must_use]
pub fn why(model: &Model, quote: &Attribution, room: u16) -> Vec<String> {
    if model.document.quote.as_deref() != Some(quote.id.as_str()) {
        return Vec::new();
    }
    let says = [sureness(model, quote), evidence(model, quote)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    wrap(&says, room.saturating_sub(hanging(room)), QUOTE_LINES)
}

/// Formats a low confidence: `only 41 % sure`.
fn sureness(model: &Model, quote: &Attribution) -> Option<String> {
    let percent = (quote.confidence * 100.0).clamp(0.0, 100.0).round();
    model.document.annotations.is_unsure(quote).then(|| format!("only {percent} % sure"))
}

/// Formats how a pronoun or description was resolved: `“He” → Bashar al-Assad, 1 sentence before`.
#[must_use]
pub fn evidence(model: &Model, quote: &Attribution) -> Option<String> {
    let evidence = quote.evidence.as_ref()?;
    let words = |span| head(model.document.article.words(span), 120).split_whitespace().collect::<Vec<_>>().join(" ");
    let far = match evidence.sentences {
        0 => "in the same sentence".to_owned(),
        1 => "1 sentence before".to_owned(),
        n => format!("{n} sentences before"),
    };
    let (anaphor, antecedent) = (words(evidence.anaphor), words(evidence.antecedent));
    Some(match quote.speaker.as_deref() {
        Some(name) if name != antecedent => format!("“{anaphor}” → {name} (“{antecedent}”, {far})"),
        _ => format!("“{anaphor}” → {antecedent}, {far}"),
    })
}

/// Draws a share in thousandths as a bar of `columns` columns, including its empty part.
#[must_use]
pub fn bar(share: u16, columns: usize) -> String {
    let full = (usize::from(share.min(1000)) * columns).div_ceil(1000);
    (0..columns).map(|n| if n < full { '▇' } else { '·' }).collect()
}

/// Returns the columns for the labels of details in a list of `room` columns of text.
#[must_use]
pub fn label_width(room: u16) -> u16 {
    if room >= 24 { 6 } else { 0 }
}

/// Returns the wrapped text of a detail, without its label.
#[must_use]
pub fn detail(says: &str, room: u16) -> Vec<String> {
    wrap(says, room - label_width(room), QUOTE_LINES)
}

/// Returns a note's text, or for a highlight without text its words.
#[must_use]
pub fn note_body(note: &PlacedNote, room: u16) -> Vec<String> {
    let highlighted = || note.note.anchor.as_ref().map_or("", |a| head(a.exact.trim(), 400));
    let body = if note.note.body.trim().is_empty() { highlighted() } else { &note.note.body };
    wrap(body, room, NOTE_LINES)
}

/// Returns the remark below a note: whether its words moved, its marks, and its time if the notes are sorted by time.
#[must_use]
pub fn note_remark(model: &Model, note: &PlacedNote) -> String {
    let (_, state) = note_place(model, note);
    let marks = corrections::marks(&note.note.all_marks());
    let time = match model.document.note_sort {
        NoteSort::Newest => model.session.dates.time(&note.note.created),
        NoteSort::Changed => model.session.dates.time(&note.note.modified),
        NoteSort::Place | NoteSort::Kind => String::new(),
    };
    let all = [state, &marks, &time];
    all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the words that a note is attached to, with a remark if they have moved or changed.
#[must_use]
pub fn note_place(model: &Model, note: &PlacedNote) -> (String, &'static str) {
    let words = note.note.anchor.as_ref().map_or("", |a| head(a.exact.trim(), 400));
    // The words of a highlight are already shown above.
    let shown = if note.note.body.trim().is_empty() { "highlight" } else { words };
    match note.placement {
        Placement::Whole => ("the whole article".to_owned(), ""),
        Placement::Ok(_) => (shown.to_owned(), ""),
        Placement::Moved(_) if note.former_words(&model.document.article.text).is_some() => {
            (shown.to_owned(), "words changed")
        }
        Placement::Moved(_) => (shown.to_owned(), "moved"),
        Placement::Orphan => (shown.to_owned(), "not found"),
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
}
