//! Draws the library search: the matches, each with its speaker and article.

use ratatui::layout::Rect;

use crate::library::db::Hit;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::HERE;
use crate::reader::layout::text_measure::width;
use crate::reader::library_request::HITS;
use crate::reader::overlays::library::{ENTRY_ROWS, LibraryPage};
use crate::reader::overlays::library_search::{EXAMPLES, LibrarySearch, about, excerpt};
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Columns of the selection mark and the blanks after it.
const MARK: u16 = 3;
/// Columns of an example query.
const EXAMPLE: u16 = 28;

/// Draws the search over the whole screen except the input line.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, finding: &LibrarySearch) {
    let page = LibraryPage::new(frame.model.session.screen);
    let above = canvas.area().height.saturating_sub(page.status.height);
    let text = frame.on_text(Scope::Text);
    canvas.clear(Rect { height: above, ..canvas.area() }, text);
    head(frame, canvas, page.title, finding);
    if page.list.is_empty() {
        return;
    }
    let (x, room) = (page.list.x + MARK.min(page.list.width), page.list.width.saturating_sub(MARK));
    match &finding.hits {
        _ if finding.is_idle() => examples(frame, canvas, page.list),
        None => drop(canvas.put(x, page.list.y, room, "searching…", frame.quiet(text))),
        Some(hits) if hits.is_empty() && !finding.is_settled() => {
            canvas.put(x, page.list.y, room, "searching…", frame.quiet(text));
        }
        Some(hits) if hits.is_empty() => {
            canvas.put(x, page.list.y, room, "no match", frame.quiet(text));
        }
        Some(hits) => {
            let mut y = page.list.y;
            for (n, hit) in hits.iter().enumerate().skip(finding.top) {
                if y >= page.list.bottom() {
                    break;
                }
                let height = ENTRY_ROWS.min(page.list.bottom() - y);
                draw_hit(frame, canvas, Rect { y, height, ..page.list }, hit, (finding, n == finding.selected));
                y = y.saturating_add(ENTRY_ROWS);
            }
        }
    }
}

/// ` Search all articles ──────────────────── 12 found ─`
fn head(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, finding: &LibrarySearch) {
    if row.is_empty() {
        return;
    }
    canvas.rule(row.x, row.y, row.width, "─", frame.on_text(Scope::Border));
    let name = " Search all articles ";
    canvas.clip(row.x, row.y, row.width, name, bold(frame.on_text(Scope::Text)));
    let says = match finding.list().len() {
        0 => return,
        n if n >= HITS => format!(" best {n} matches "),
        n => format!(" {n} found "),
    };
    if width(name) + width(&says) + 2 <= row.width {
        let quiet = frame.quiet(frame.on_text(Scope::Text));
        canvas.put_right(row.right() - 1, row.y, row.width, &says, quiet);
    }
}

/// ```text
///  ▸ We have asked for a second boat for eleven years
///    Harriet Lindqvist · The ferry was late again · 6 Feb 2024
/// ```
fn draw_hit(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    hit: &Hit,
    (finding, selected): (&LibrarySearch, bool),
) {
    let text = frame.on_text(Scope::Text);
    let base = if selected { text.patch(frame.style(Scope::SelectedRow)) } else { text };
    canvas.clear(area, base);
    if selected {
        canvas.put(area.x + 1, area.y, area.width.saturating_sub(1), HERE.text, frame.over(base, Scope::FocusedBorder));
    }
    let room = area.width.saturating_sub(MARK + 1);
    let mut x = area.x + MARK.min(area.width);
    let (left, lit) = (x, bold(frame.over(base, Scope::Match)));
    for (asked, words) in excerpt(hit, &finding.of, room) {
        x = x.saturating_add(canvas.clip(
            x,
            area.y,
            room.saturating_sub(x - left),
            &words,
            if asked { lit } else { base },
        ));
    }
    if area.height > 1 {
        let (what, place) = about(hit, &frame.model.session.dates);
        // The speaker is cut last.
        let used = canvas.put(left, area.y + 1, room, &what, bold(frame.quiet(base)));
        let left = left.saturating_add(used);
        canvas.put(left, area.y + 1, room.saturating_sub(used), &format!(" · {place}"), frame.quiet(base));
    }
}

/// Draws the example queries.
fn examples(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    let text = frame.on_text(Scope::Text);
    let (key, quiet) = (bold(frame.on_text(Scope::FocusedBorder)), frame.quiet(text));
    let (x, room) = (area.x + MARK.min(area.width), area.width.saturating_sub(MARK + 1));
    let beside = room >= EXAMPLE + 24;
    let mut y = area.y;
    for (typed, finds) in EXAMPLES {
        if y >= area.bottom() {
            break;
        }
        canvas.put(x, y, if beside { EXAMPLE.saturating_sub(2) } else { room }, typed, key);
        if beside {
            canvas.put(x + EXAMPLE, y, room - EXAMPLE, finds, quiet);
        } else if y + 1 < area.bottom() {
            y += 1;
            canvas.put(x.saturating_add(2), y, room.saturating_sub(2), finds, quiet);
        }
        y += 1;
    }
}
