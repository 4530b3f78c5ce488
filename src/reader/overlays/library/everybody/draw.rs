//! Draws the page of everybody that the reader has read about.

use ratatui::layout::Rect;

use crate::library::db::PersonEntry;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{FOLDED, HERE, UNFOLDED};
use crate::reader::layout::text_measure::{fit, width};
use crate::reader::overlays::library::LibraryPage;
use crate::reader::overlays::library::everybody::{Everybody, INDENT, INSIDE, PersonRow};
use crate::reader::panes::article::paint::bold;
use crate::text::printable_line;
use crate::theme::Scope;

/// Draws the page over the whole screen except the status line.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, page: &Everybody) {
    let at = LibraryPage::new(frame.model.session.screen);
    let above = canvas.area().height.saturating_sub(at.status.height);
    let text = frame.on_text(Scope::Text);
    canvas.clear(Rect { height: above, ..canvas.area() }, text);
    head(frame, canvas, at.title, page);
    let (x, room) = (at.list.x + INDENT.min(at.list.width), at.list.width.saturating_sub(INDENT));
    let says = match &page.people {
        _ if at.list.is_empty() => return,
        None => "Looking for people in all articles…",
        Some(people) if people.is_empty() && page.text.trim().is_empty() => {
            "Nobody yet: people appear here once you have read about them."
        }
        Some(people) if people.is_empty() => "No match.",
        Some(_) => "",
    };
    canvas.put(x, at.list.y, room, says, frame.quiet(text));
    let mut y = at.list.y;
    for (n, row) in page.rows.iter().enumerate().skip(page.top) {
        if y >= at.list.bottom() {
            break;
        }
        let lines = page.lines(n, at.list.width, &frame.model.session.dates);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(at.list.bottom() - y);
        draw_row(frame, canvas, Rect { y, height, ..at.list }, (page, *row, n == page.selected), &lines);
        y = y.saturating_add(height);
    }
}

/// ` Everybody you have read about ───────────── 214 people with “since:last-month” ─`
fn head(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, page: &Everybody) {
    if row.is_empty() {
        return;
    }
    canvas.rule(row.x, row.y, row.width, "─", frame.on_text(Scope::Border));
    let names = [" Everybody you have read about ", " Everybody "];
    let name = names.iter().find(|name| width(name) + 16 <= row.width).copied().unwrap_or(" Everybody ");
    canvas.clip(row.x, row.y, row.width, name, bold(frame.on_text(Scope::Text)));
    let count = match page.list().len() {
        0 => return,
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    };
    let of = page.of.trim();
    let narrowed = if of.is_empty() { String::new() } else { format!(" with “{}”", fit(of, 24)) };
    let room = row.width.saturating_sub(width(name) + 4);
    if let Some(says) = [format!("{count}{narrowed}"), count].iter().find(|says| width(says) + 2 <= room) {
        let quiet = frame.quiet(frame.on_text(Scope::Text));
        canvas.put_right(row.right() - 1, row.y, row.width, &format!(" {says} "), quiet);
    }
}

/// ```text
///  ▸ − Mara Lind · mayor                        12 quotes · 5 articles · 6 Mar 2024
///        harbour master · 3 Jan 2024
///        6 Mar 2024 · A second boat for Orrin Bay
///          “We have asked for a second boat for eleven years.”
/// ```
fn draw_row(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    (page, row, selected): (&Everybody, PersonRow, bool),
    lines: &[String],
) {
    let text = frame.on_text(Scope::Text);
    let base = if selected { text.patch(frame.style(Scope::SelectedRow)) } else { text };
    canvas.clear(area, base);
    if selected {
        canvas.put(area.x + 1, area.y, area.width.saturating_sub(1), HERE.text, frame.over(base, Scope::FocusedBorder));
    }
    let Some(person) = page.list().get(row.person()) else { return };
    let quiet = frame.quiet(base);
    let room = |indent: u16| area.width.saturating_sub(indent + 1);
    match row {
        PersonRow::Person(_) => {
            let is_open = page.open.iter().any(|open| open.name == person.name);
            let sign = if is_open { UNFOLDED.text } else { FOLDED.text };
            canvas.put(area.x + 3, area.y, area.width.saturating_sub(3), sign, quiet);
            let about = about(frame, person, room(INDENT));
            let (x, room) = (area.x + INDENT.min(area.width), room(INDENT));
            let side = if about.is_empty() { 0 } else { canvas.put_right(x + room, area.y, room, &about, quiet) + 2 };
            let room = room.saturating_sub(side);
            let used = canvas.put(x, area.y, room, &printable_line(&person.name), bold(base));
            let role = person.articles.iter().find_map(|article| article.roles.first());
            let also = person.names.iter().map(|name| format!("also {name}"));
            let more: Vec<String> = role.cloned().into_iter().chain(also).collect();
            if !more.is_empty() && used + 8 < room {
                let more = printable_line(&format!(" · {}", more.join(" · "))).into_owned();
                canvas.put(x + used, area.y, room - used, &more, quiet);
            }
        }
        PersonRow::Role(..) | PersonRow::Article(..) | PersonRow::Loading(_) => {
            let style = if matches!(row, PersonRow::Article(..)) { bold(quiet) } else { quiet };
            for line in lines {
                canvas.put(area.x + INSIDE.min(area.width), area.y, room(INSIDE), line, style);
            }
        }
        PersonRow::Quote(..) => {
            let indent = INSIDE + 2;
            for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
                canvas.put(area.x + indent.min(area.width), y, room(indent), line, base);
            }
        }
    }
}

/// Formats `12 quotes · 5 articles · 6 Mar 2024`, as much of it as leaves half of the line for the name.
fn about(frame: &Frame<'_>, person: &PersonEntry, room: u16) -> String {
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let quotes = count(person.quotes, "quote");
    let articles = count(person.articles.len(), "article");
    let last = person.articles.first().map(|article| frame.model.session.dates.day(&article.date)).unwrap_or_default();
    let ways = [format!("{quotes} · {articles} · {last}"), format!("{quotes} · {articles}"), quotes];
    ways.into_iter().find(|way| width(way) <= room / 2).unwrap_or_default()
}
