//! Draws the rows of the second pane.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::export::words as words_of;
use crate::nlp::{Attribution, EntityId, FactKind, QuoteKind, SpeakerKind};
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{DIRECT, FOLDED, HERE, INDIRECT, THERE, UNFOLDED};
use crate::reader::layout::text_measure::{clusters, fit_words, width};
use crate::reader::panes::article::paint::bold;
use crate::reader::panes::facts;
use crate::reader::panes::facts::text::Tone;
use crate::reader::panes::list::filter::Filter;
use crate::reader::panes::list::row_text;
use crate::reader::panes::list::row_text::{INDENT, MARGIN, RowText, hanging, row_gap, row_gap_below, row_height};
use crate::reader::panes::list::rows::{Lit, Row, count, rows};
use crate::reader::{NoteSort, Pane, QuoteSort, QuoteView, Tab};
use crate::theme::Scope;

/// The least columns for a part of a role beside a name.
const LEAST_ROLE: u16 = 10;
/// Columns of the bar for a share.
const SHARE: u16 = 5;

/// The position of a row, without the blank line above, and its base style.
struct Place {
    area: Rect,
    base: Style,
    selected: bool,
}

/// Draws the list.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let model = frame.model;
    let rows = rows(model, model.document.tab);
    if rows.is_empty() {
        crate::reader::panes::list::empty::draw(frame, canvas, area);
        return;
    }
    let list = model.document.lists.get(model.document.tab.index()).copied().unwrap_or_default();
    let mut y = area.y;
    for (n, row) in rows.iter().enumerate().skip(list.top.min(rows.len() - 1)) {
        if y >= area.bottom() {
            break;
        }
        let height = row_height(model, row, area.width, n == 0);
        let gap = row_gap(model, row, n == 0);
        let below = row_gap_below(model, row);
        let selected = n == list.selected;
        let base = frame.on_text(Scope::Text);
        let base = if selected { base.patch(frame.style(Scope::SelectedRow)) } else { base };
        let top = y.saturating_add(gap);
        let height_of_text = height.saturating_sub(gap + below);
        let place = Rect { y: top, height: height_of_text, ..area }.intersection(area);
        if !place.is_empty() && top < area.bottom() {
            canvas.clear(place, base);
            draw_row(frame, canvas, row, &Place { area: place, base, selected });
        }
        y = y.saturating_add(height);
    }
}

fn draw_row(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: &Row, place: &Place) {
    let model = frame.model;
    let Rect { x, y, .. } = place.area;
    if place.selected {
        let focused = model.document.focus == Pane::List;
        let mark = if focused { HERE.text } else { THERE.text };
        let style = frame.over(place.base, if focused { Scope::FocusedBorder } else { Scope::Gutter });
        canvas.glyph(x.saturating_add(1), y, place.area.right(), mark, 1, style);
    }
    let text = row_text::text_width(place.area.width);
    let found = &model.document.annotations;
    match row {
        Row::Speaker { order, entity, name, quotes, share } => {
            bar(frame, canvas, place, DIRECT.text, *order);
            let style = bold(frame.speaker(place.base, *order));
            let right = format!("{quotes}  {}", blocks(*share));
            heading(frame, canvas, place, name, style, &right);
            role(frame, canvas, place, *entity, (name, &right));
        }
        Row::Quote { index, order } => {
            let Some(quote) = found.attributions.get(*index) else { return };
            let symbol = if quote.kind == QuoteKind::Indirect { INDIRECT.text } else { DIRECT.text };
            bar(frame, canvas, place, symbol, *order);
            let doubt = found.is_unsure(quote);
            let tail = if doubt { Scope::Doubt } else { Scope::Dim };
            let row = row_text::quote(model, quote, text);
            words(frame, canvas, place, &row, tail);
            let below = u16::try_from(row.lines.len().max(1)).unwrap_or(u16::MAX);
            let scope = if doubt { Scope::Doubt } else { Scope::Dim };
            for (n, line) in (below..).zip(row_text::why(model, quote, text)) {
                put_from(canvas, place, (hanging(text), n), &line, frame.over(place.base, scope));
            }
        }
        Row::Stance { index } => {
            let Some(stance) = found.stances.get(*index) else { return };
            words(frame, canvas, place, &row_text::stance(model, stance, text), Scope::Dim);
        }
        Row::Unsure { quotes, open } => {
            let sign = if *open { UNFOLDED.text } else { FOLDED.text };
            canvas.glyph(x.saturating_add(2), y, place.area.right(), sign, 1, frame.quiet(place.base));
            let key = model.session.keys.key_of("across");
            let does = if *open { "closes" } else { "opens" };
            let says = if place.selected && !key.is_empty() { format!("{key} {does}") } else { String::new() };
            heading(
                frame,
                canvas,
                place,
                &format!("{quotes} unsure or speaker unknown"),
                frame.quiet(place.base),
                &says,
            );
        }
        Row::MoreMentions(more) => {
            let beside = row_text::label_width(text);
            let key = model.session.keys.key_of("across");
            let says = if place.selected && !key.is_empty() {
                format!("… {more} more ({key} lists them)")
            } else {
                format!("… {more} more")
            };
            put_from(canvas, place, (beside, 0), &says, frame.quiet(place.base));
        }
        Row::Person { index, mentions, quotes, share } => {
            let Some(person) = found.people.get(*index) else { return };
            if let Some((order, _)) = model.document.index.speaker(person.entity) {
                bar(frame, canvas, place, DIRECT.text, order);
            }
            let style = bold(place.base);
            let right = if *share > 0 { format!("{} %  {}", (*share + 5) / 10, blocks(*share)) } else { String::new() };
            heading(frame, canvas, place, &person.name, style, &right);
            let counts = match quotes {
                0 => many(*mentions, "mention"),
                _ => format!("{} · {}", many(*mentions, "mention"), many(*quotes, "quote")),
            };
            // Names in other languages than English are unsure, unless a reporting verb stands beside one.
            let is_sure = |q: &Attribution| q.entity == Some(person.entity) && !found.is_unsure(q);
            let is_unsure = found.foreign.is_some() && !found.attributions.iter().any(is_sure);
            let counts = if is_unsure { format!("unsure · {counts}") } else { counts };
            // Roles as the text writes them, else an office that a fact states.
            let office = || words_of::office_of(found, person.entity).unwrap_or_default();
            let roles = if person.roles.is_empty() { office() } else { person.roles.join("; ") };
            two_ends(frame, canvas, place, 1, &roles, &counts);
        }
        Row::Detail { label, text: says, span, lit } => {
            // Details without a place in the text are dimmed.
            let style = if span.is_some() { place.base } else { frame.quiet(place.base) };
            let beside = row_text::label_width(text);
            put(canvas, place, 0, &crate::reader::layout::text_measure::fit(label, beside), frame.quiet(place.base));
            let who = model.document.person.and_then(|entity| found.person(entity));
            let name = if who.is_some_and(|p| p.kind == SpeakerKind::Organisation) {
                Scope::Organisation
            } else {
                Scope::Person
            };
            let styles = (style, bold(frame.over(style, name)));
            lines_lit(canvas, place, beside, &row_text::detail(says, text), (*lit, styles));
        }
        Row::Fact { index, lead, rank } => {
            let Some(fact) = found.facts.get(*index) else { return };
            if (1..10).contains(rank) {
                let style = frame.quiet(place.base);
                canvas.glyph(x.saturating_add(2), y, place.area.right(), &rank.to_string(), 1, style);
            }
            let scope = match fact.kind {
                FactKind::Quantity { .. } => Scope::Quantity,
                FactKind::Role { .. } => Scope::Person,
                _ => Scope::Date,
            };
            for (n, line) in (0..).zip(facts::text::lines(model, fact, *lead, text)) {
                for (column, tone, words) in &line.parts {
                    let style = match tone {
                        Tone::Plain => place.base,
                        Tone::Strong => bold(place.base),
                        Tone::Lit => bold(frame.over(place.base, scope)),
                        Tone::Quiet => frame.quiet(place.base),
                    };
                    put_from(canvas, place, (*column, n), words, style);
                }
                flush_right(canvas, place, n, &line.tail, frame.over(place.base, Scope::Dim));
            }
        }
        Row::Section { section, count, open } => {
            let mark = if *open { UNFOLDED.text } else { FOLDED.text };
            canvas.glyph(x.saturating_add(2), y, place.area.right(), mark, 1, frame.quiet(place.base));
            let key = model.session.keys.key_of("across");
            let does = if *open { "closes" } else { "opens" };
            let about = match place.selected && model.document.focus == Pane::List && !key.is_empty() {
                true => format!("{key} {does}"),
                false => format!("{} · {count}", section.about()),
            };
            let title = section.title();
            // A narrow pane shows the number alone.
            let fits = width(&about) + 2 + width(title) <= text;
            heading(frame, canvas, place, title, bold(place.base), &if fits { about } else { count.to_string() });
        }
        Row::More(more) => {
            let says = format!("… {more} more claims");
            put(canvas, place, 0, &says, frame.quiet(place.base));
        }
        Row::Note { id } => {
            let Some(note) = model.document.notes.iter().find(|n| n.note.id == *id) else { return };
            let (sign, style) = crate::reader::panes::article::paint::note_sign(frame, note, place.base);
            canvas.glyph(x.saturating_add(2), y, place.area.right(), sign, 1, style);
            let lines = row_text::note_body(note, text);
            for (n, line) in (0..).zip(&lines) {
                put(canvas, place, n, line, place.base);
            }
            let (about, _) = row_text::note_place(model, note);
            let remark = row_text::note_remark(model, note);
            let below = u16::try_from(lines.len().max(1)).unwrap_or(u16::MAX);
            two_ends(frame, canvas, place, below, &about, &remark);
        }
    }
}

/// Draws a mark in the bar's column on every line of the row.
fn bar(frame: &Frame<'_>, canvas: &mut Canvas<'_>, place: &Place, symbol: &str, order: usize) {
    let style = frame.speaker(place.base, order);
    for y in place.area.top()..place.area.bottom() {
        canvas.glyph(place.area.x.saturating_add(2), y, place.area.right(), symbol, 1, style);
    }
}

/// Draws a name, with figures flush right.
fn heading(frame: &Frame<'_>, canvas: &mut Canvas<'_>, place: &Place, name: &str, style: Style, right: &str) {
    let text = row_text::text_width(place.area.width);
    let wide = crate::reader::layout::text_measure::width(right);
    // Drop the figures if the name would hardly fit.
    let wide = if wide > 0 && wide + 10 <= text { wide } else { 0 };
    put(canvas, place, 0, &crate::reader::layout::text_measure::fit(name, text - wide - u16::from(wide > 0)), style);
    if wide > 0 {
        let style = frame.quiet(place.base);
        canvas.put_right(place.area.right() - MARGIN, place.area.y, wide, right, style);
    }
}

/// Draws the role of a speaker between the name and the figures, if there is room for a part of it.
fn role(frame: &Frame<'_>, canvas: &mut Canvas<'_>, place: &Place, who: Option<EntityId>, (name, right): (&str, &str)) {
    let Some(role) = who.and_then(|entity| words_of::office_of(&frame.model.document.annotations, entity)) else {
        return;
    };
    let text = row_text::text_width(place.area.width);
    let from = width(name).saturating_add(2);
    let room = text.saturating_sub(from.saturating_add(width(right)).saturating_add(2));
    if room >= LEAST_ROLE.min(width(&role)) {
        put_from(canvas, place, (from, 0), &fit_words(&role, room), frame.quiet(place.base));
    }
}

/// Draws wrapped words with a remark flush right on the last line.
fn words(frame: &Frame<'_>, canvas: &mut Canvas<'_>, place: &Place, row: &RowText, tail: Scope) {
    let indent = hanging(row_text::text_width(place.area.width));
    for (n, line) in (0..).zip(&row.lines) {
        put_from(canvas, place, (if n > 0 { indent } else { 0 }, n), line, place.base);
    }
    let last = u16::try_from(row.lines.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let y = place.area.y.saturating_add(last);
    if y < place.area.bottom() {
        let room = row_text::text_width(place.area.width);
        let style = frame.over(place.base, tail);
        canvas.put_right(place.area.right().saturating_sub(MARGIN), y, room, &row.tail, style);
    }
}

/// Draws a remark flush right on a line of the row.
fn flush_right(canvas: &mut Canvas<'_>, place: &Place, line: u16, text: &str, style: Style) {
    let y = place.area.y.saturating_add(line);
    if y < place.area.bottom() {
        let room = row_text::text_width(place.area.width);
        canvas.put_right(place.area.right().saturating_sub(MARGIN), y, room, text, style);
    }
}

/// Draws a dimmed line: words on the left, which are cut first, and a remark on the right.
fn two_ends(frame: &Frame<'_>, canvas: &mut Canvas<'_>, place: &Place, line: u16, left: &str, right: &str) {
    let y = place.area.y.saturating_add(line);
    if y >= place.area.bottom() {
        return;
    }
    let text = row_text::text_width(place.area.width);
    let style = frame.over(place.base, Scope::Dim);
    let figures = frame.quiet(place.base);
    let taken = canvas.put_right(place.area.right().saturating_sub(MARGIN), y, text, right, figures);
    let gap = if taken > 0 { taken + 2 } else { 0 };
    put(canvas, place, line, &crate::reader::layout::text_measure::fit_words(left, text.saturating_sub(gap)), style);
}

/// Draws one line of the row's text.
fn put(canvas: &mut Canvas<'_>, place: &Place, line: u16, text: &str, style: Style) {
    put_from(canvas, place, (0, line), text, style);
}

/// Draws lines from a column of the row's text, with some letters in another style.
fn lines_lit(
    canvas: &mut Canvas<'_>,
    place: &Place,
    column: u16,
    lines: &[String],
    (lit, (style, lit_style)): (Lit, (Style, Style)),
) {
    let from = place.area.x.saturating_add(INDENT).saturating_add(column);
    let right = from.saturating_add(row_text::text_width(place.area.width).saturating_sub(column));
    let mut letters = 0;
    for (y, line) in (place.area.top()..place.area.bottom()).zip(lines) {
        let mut x = from;
        for (symbol, wide) in clusters(line) {
            let is_blank = symbol.trim().is_empty();
            // A blank between two highlighted letters is highlighted, too.
            let is_lit = letters < lit.to && if is_blank { letters > lit.from } else { letters >= lit.from };
            canvas.glyph(x, y, right, &symbol, wide, if is_lit { lit_style } else { style });
            x = x.saturating_add(wide);
            letters += usize::from(!is_blank);
        }
    }
}

/// Draws text from a column of the row's text.
fn put_from(canvas: &mut Canvas<'_>, place: &Place, (column, line): (u16, u16), text: &str, style: Style) {
    let y = place.area.y.saturating_add(line);
    if y < place.area.bottom() {
        let room = row_text::text_width(place.area.width).saturating_sub(column);
        canvas.put(place.area.x.saturating_add(INDENT).saturating_add(column), y, room, text, style);
    }
}

/// Draws the line above a list: its filter and the number of matches, or its sort order.
pub(in crate::reader) fn head(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let model = frame.model;
    let tab = model.document.tab;
    let base = frame.on_text(Scope::Text);
    let quiet = frame.quiet(base);
    let from = area.x.saturating_add(1);
    let right = area.right().saturating_sub(MARGIN);
    let room = right.saturating_sub(from);
    let text = model.document.filter(tab);
    let sort = match tab {
        Tab::Quotes => &quotes_shown(frame),
        Tab::People => model.session.people_sort.label(),
        Tab::Notes if model.document.note_sort != NoteSort::Place => model.document.note_sort.label(),
        Tab::Facts => "article date unknown",
        _ => "",
    };
    if text.is_empty() {
        let (command, does) = if tab == Tab::Facts { ("day-of-writing", "sets the date") } else { ("sort", "sorts") };
        let key = model.session.keys.key_of(command);
        let says = if key.is_empty() { String::new() } else { format!("{key} {does}") };
        let taken = if room > 32 { canvas.put_right(right, area.y, room, &says, quiet) + 2 } else { 0 };
        canvas.put(from, area.y, room.saturating_sub(taken), sort, quiet);
        return;
    }
    let (shown, all) = count(model, tab);
    let problem = Filter::parse(text, tab).problem;
    let (says, style) = match problem {
        Some(problem) => (problem, frame.on_text(Scope::Error)),
        None => (format!("{shown}/{all}"), bold(base)),
    };
    let taken = canvas.put_right(right, area.y, room * 2 / 3, &says, style) + 2;
    let room = room.saturating_sub(taken);
    let sign = canvas.put(from, area.y, room, "\\", bold(frame.on_text(Scope::FocusedBorder)));
    canvas.put(from.saturating_add(sign), area.y, room.saturating_sub(sign), text, base);
}

/// Names the quotes that the list shows, and their order, where these are not the usual ones.
fn quotes_shown(frame: &Frame<'_>) -> String {
    let session = &frame.model.session;
    let view = (session.quote_view != QuoteView::default()).then(|| session.quote_view.label());
    let sort = (session.quote_sort != QuoteSort::default()).then(|| session.quote_sort.label());
    view.into_iter().chain(sort).collect::<Vec<_>>().join(", ")
}

/// Formats a count: `1 quote`, `2 quotes`.
fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Draws a share in thousandths as a bar of [`SHARE`] columns; the height of the last block shows the remainder.
fn blocks(share: u16) -> String {
    const HEIGHTS: [char; 8] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇'];
    let sevenths = (u32::from(share.min(1000)) * u32::from(SHARE) * 7).div_ceil(1000);
    (0..u32::from(SHARE))
        .map(|n| HEIGHTS.get(sevenths.saturating_sub(n * 7).min(7) as usize).copied().unwrap_or(' '))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_lost_and_never_too_wide() {
        assert_eq!(blocks(0), "     ");
        assert_eq!(blocks(1), "▁    ");
        assert_eq!(blocks(600), "▇▇▇  ");
        assert_eq!(blocks(970), "▇▇▇▇▆");
        assert_eq!(blocks(1000), "▇▇▇▇▇");
        assert_eq!(blocks(u16::MAX), "▇▇▇▇▇");
    }
}
