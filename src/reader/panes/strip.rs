//! The quotes on screen with their speakers, below the article: on screens that have no room for a second pane.

use ratatui::layout::Rect;

use crate::nlp::{Attribution, QuoteKind};
use crate::reader::Model;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{DIRECT, HERE, INDIRECT};
use crate::reader::index::UNATTRIBUTED;
use crate::reader::layout::text_measure::{fit, fit_words, wrap};
use crate::reader::panes::article::paint::bold;
use crate::reader::panes::list::row_text::{INDENT, content, hanging};
use crate::theme::Scope;

/// A quote of the strip.
struct Entry<'m> {
    /// Its index in `annotations.attributions`.
    at: usize,
    quote: &'m Attribution,
    /// The name of its speaker, with which the first line begins.
    name: String,
    lines: Vec<String>,
}

/// Returns the visible entries: the selected quote as whole as there is room for, the others in one line each.
fn entries<'m>(model: &'m Model, area: Rect) -> Vec<Entry<'m>> {
    let rows = usize::from(area.height.saturating_sub(1));
    let room = area.width.saturating_sub(INDENT + 1);
    let found = &model.document.annotations;
    let seen = model.seen();
    let mut near = model.document.index.touching(seen);
    near.sort_unstable();
    let quotes = near.into_iter().filter_map(|at| Some((at, found.attributions.get(at)?)));
    let quotes: Vec<(usize, &'m Attribution)> =
        quotes.filter(|(_, q)| q.content.iter().any(|c| c.overlaps(seen))).collect();
    let chosen = quotes.iter().position(|(_, quote)| model.document.quote.as_deref() == Some(quote.id.as_str()));
    // One other quote stays visible beside a long one.
    let most = if quotes.len() > 1 { rows.saturating_sub(1) } else { rows }.max(1);
    // Quotes far from the selected one have no room; their texts need not be wrapped.
    let from = chosen.map_or(0, |chosen| chosen.saturating_sub(rows));
    let entry = |(n, (at, quote)): (usize, (usize, &'m Attribution))| {
        let speaker = model.document.index.speaker_of.get(at).and_then(|s| model.document.index.speakers.get(*s));
        let sign = if found.is_unsure(quote) { " ?" } else { "" };
        let name = fit_words(speaker.map_or(UNATTRIBUTED, |s| s.name.as_str()), room / 2) + sign;
        let lines = if Some(n) == chosen { most } else { 1 };
        let words = format!("{name}: {}", content(model, quote, room, lines.max(2)));
        let lines = match lines {
            1 => vec![fit(&words.replace(['\n', '\t'], " "), room)],
            lines => wrap(&words, room.saturating_sub(hanging(room)), lines),
        };
        (n, Entry { at, quote, name, lines })
    };
    let mut all: Vec<(usize, Entry<'m>)> =
        quotes.into_iter().enumerate().skip(from).take(rows.saturating_mul(2).saturating_add(1)).map(entry).collect();
    // The selected quote is on screen with as many of the quotes before it as there is room for.
    if let Some(chosen) = chosen {
        let mut used = 0;
        let mut first = chosen;
        for (n, entry) in all.iter().rev().filter(|(n, _)| *n <= chosen) {
            used += entry.lines.len();
            if used > rows && *n < chosen {
                break;
            }
            first = *n;
        }
        all.retain(|(n, _)| *n >= first);
    }
    all.into_iter().map(|(_, entry)| entry).collect()
}

/// Returns the quote at a row of the screen.
pub(in crate::reader) fn quote_at(model: &Model, area: Rect, row: u16) -> Option<usize> {
    let mut y = area.y + 1;
    for entry in entries(model, area) {
        y = y.saturating_add(u16::try_from(entry.lines.len()).unwrap_or(u16::MAX));
        if row > area.y && row < y {
            return Some(entry.at);
        }
    }
    None
}

/// Draws the strip: a rule, and the quotes below it.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let model = frame.model;
    let text = frame.on_text(Scope::Text);
    canvas.rule(area.x, area.y, area.width, "─", frame.on_text(Scope::Border));
    let tab = model.session.keys.key_of("other-pane");
    let lists = if tab.is_empty() { String::new() } else { format!(" {tab}: all quotes ") };
    let taken = canvas.put_right(area.right().saturating_sub(1), area.y, area.width / 2, &lists, frame.quiet(text));
    canvas.put(area.x, area.y, area.width.saturating_sub(taken + 2), " Quotes here ", frame.quiet(text));
    let shown = entries(model, area);
    if shown.is_empty() {
        let says = match model.document.annotations.complete {
            true => "no quotes on this screen: `]` goes to the next",
            false => "no quotes found yet…",
        };
        let says = model.session.keys.with_own_keys(says);
        let room = area.width.saturating_sub(INDENT + 1);
        if area.height > 1 {
            canvas.put(area.x + INDENT.min(area.width - 1), area.y + 1, room, &says, frame.quiet(text));
        }
        return;
    }
    let mut y = area.y + 1;
    for entry in &shown {
        draw_entry(frame, canvas, area, &mut y, entry);
    }
}

fn draw_entry(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect, y: &mut u16, entry: &Entry<'_>) {
    let chosen = frame.is_selected(entry.at);
    let text = frame.on_text(Scope::Text);
    let base = if chosen { text.patch(frame.style(Scope::SelectedRow)) } else { text };
    let from = area.x.saturating_add(INDENT);
    let room = area.width.saturating_sub(INDENT + 1);
    let symbol = if entry.quote.kind == QuoteKind::Indirect { INDIRECT.text } else { DIRECT.text };
    for (n, line) in entry.lines.iter().enumerate() {
        if *y >= area.bottom() {
            return;
        }
        canvas.clear(Rect { y: *y, height: 1, ..area }, base);
        if chosen && n == 0 {
            canvas.glyph(area.x + 1, *y, area.right(), HERE.text, 1, frame.over(base, Scope::FocusedBorder));
        }
        let speaker = frame.speaker(base, frame.order(entry.at));
        canvas.glyph(area.x + 2, *y, area.right(), symbol, 1, speaker);
        match line.strip_prefix(entry.name.as_str()).filter(|_| n == 0) {
            Some(rest) => {
                let taken = canvas.put(from, *y, room, &entry.name, bold(speaker));
                canvas.put(from.saturating_add(taken), *y, room.saturating_sub(taken), rest, base);
            }
            None => {
                let indent = if n > 0 { hanging(room) } else { 0 };
                canvas.put(from.saturating_add(indent), *y, room.saturating_sub(indent), line, base);
            }
        }
        *y = y.saturating_add(1);
    }
}
