//! Draws the top line: the title, and the tabs of the second pane.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::reader::Pane;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::layout::geometry::tab_labels;
use crate::reader::layout::text_measure::{fit, width};
use crate::reader::panes::article::paint::bold;
use crate::reader::{Geometry, Tab};
use crate::theme::Scope;

/// Draws the title, the tabs, and their junctions with the divider.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, at: &Geometry) {
    title(frame, canvas, at.title);
    if !at.divider.is_empty() {
        for y in at.divider.top()..at.divider.bottom() {
            let top = y == at.title.y && at.title.height > 0;
            canvas.glyph(at.divider.x, y, at.divider.right(), if top { "┬" } else { "│" }, 1, line(frame));
        }
    }
    tabs(frame, canvas, at.tabs);
}

fn line(frame: &Frame<'_>) -> Style {
    frame.on_text(Scope::Border)
}

/// ` Assad in Moscow for talks ───────── 15 Mar 2023 · 4 min ─`
fn title(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect) {
    if row.is_empty() {
        return;
    }
    canvas.rule(row.x, row.y, row.width, "─", line(frame));
    let article = &frame.model.document.article;
    let about = about(frame, row.width);
    let about_width = width(&about);
    let shown = about_width > 0;
    let room = row.width.saturating_sub(if shown { about_width + 6 } else { 3 });
    let focused = frame.model.document.focus == Pane::Article;
    let style = if focused { bold(frame.on_text(Scope::Text)) } else { frame.on_text(Scope::Text) };
    let (x, y) = (row.x, row.y);
    if row.width < 4 {
        canvas.put(x, y, row.width, article.display_title(), style);
        return;
    }
    canvas.glyph(x, y, row.right(), " ", 1, style);
    let place = frame.model.sequence().map_or_else(String::new, |(at, of)| format!("{}/{of} ", at + 1));
    let before = canvas.put(x + 1, y, room, &place, frame.quiet(frame.on_text(Scope::Text)));
    let taken = before + canvas.put(x + 1 + before, y, room.saturating_sub(before), article.display_title(), style);
    canvas.glyph(x + 1 + taken, y, row.right(), " ", 1, style);
    if shown {
        let end = row.right() - 1;
        canvas.glyph(end - 1, y, end, " ", 1, style);
        canvas.put_right(end - 1, y, about_width, &about, frame.quiet(frame.on_text(Scope::Text)));
        canvas.glyph(end - 2 - about_width, y, end, " ", 1, style);
    }
}

/// Returns author, site, date and reading time, as much as leaves room for the title.
fn about(frame: &Frame<'_>, room: u16) -> String {
    let article = &frame.model.document.article;
    let time = reading_time(frame.model.document.pace.whole());
    let byline = article.byline.clone().unwrap_or_default();
    let date = article.date.as_deref().map(|date| frame.model.session.dates.day(date)).unwrap_or_default();
    // A site named in the byline is not repeated.
    let site = article.site.clone().filter(|site| !byline.contains(site.as_str())).unwrap_or_default();
    let all = [byline, site, date, time].map(|part| fit(&part, 40));
    let title = width(article.display_title());
    for from in 0..all.len() {
        let parts: Vec<&str> = all.iter().skip(from).map(String::as_str).filter(|s| !s.is_empty()).collect();
        let about = parts.join(" · ");
        // Byline and site are shown only beside the whole title; the rest, beside a recognisable part of the title.
        let enough = if from <= 1 { title } else { title.min(24) };
        if enough + width(&about) + 8 <= room {
            return about;
        }
    }
    String::new()
}

/// Draws `┤1 Quotes├ 2 People  3 Facts  4 Notes ───`: the active tab stands between brackets of the line.
fn tabs(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect) {
    if row.is_empty() {
        return;
    }
    canvas.rule(row.x, row.y, row.width, "─", line(frame));
    let focused = frame.model.document.focus == Pane::List;
    let frame_style = if focused { frame.on_text(Scope::FocusedBorder) } else { line(frame) };
    for (tab, (place, label)) in Tab::ALL.into_iter().zip(tab_labels(row, frame.model.document.tab)) {
        if place.is_empty() {
            continue;
        }
        let active = tab == frame.model.document.tab;
        let quiet = frame.quiet(frame.on_text(Scope::Text));
        let (style, edge) = if active { (frame.on_text(Scope::ActiveTab), frame_style) } else { (quiet, quiet) };
        let (left, right) = if active { ("┤", "├") } else { (" ", " ") };
        canvas.glyph(place.x, row.y, row.right(), left, 1, edge);
        let room = row.right().saturating_sub(place.x + 1);
        let taken = canvas.put(place.x + 1, row.y, room, &label, style);
        canvas.glyph(place.x + 1 + taken, row.y, row.right(), right, 1, edge);
    }
}

/// Formats a reading time: `4 min`; empty for zero.
pub(in crate::reader) fn reading_time(minutes: usize) -> String {
    match minutes {
        0 => String::new(),
        minutes @ 1..120 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}
