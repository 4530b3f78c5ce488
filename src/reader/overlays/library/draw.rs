//! Draws the library, or a welcome while the library is empty.

use ratatui::layout::Rect;

use crate::library::db::LibraryEntry;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{HERE, STAR, UNREAD};
use crate::reader::layout::text_measure::{fit, width, wrap};
use crate::reader::overlays::library::{ENTRY_ROWS, LibraryList, LibraryPage, day, site, title};
use crate::reader::panes::article::paint::bold;
use crate::reader::panes::list::row_text::bar;
use crate::text::printable_line;
use crate::theme::Scope;

/// Columns of the selection mark, the mark of unread articles, and the blanks around them.
const MARK: u16 = 4;
/// Columns of a key on the welcome screen.
const KEY: u16 = 8;
/// Columns of the progress bar.
const BAR: usize = 10;
/// Percentage from which an article counts as read.
const READ: u8 = 97;
/// The least columns for the site of an article.
const SITE: u16 = 18;
/// The least columns for the name of a site, if it is as long.
const NAME: u16 = 30;
/// The most columns for its author.
const BYLINE: u16 = 28;

/// Draws the library over the whole screen except the status line.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, list: &LibraryList) {
    let page = LibraryPage::new(frame.model.session.screen);
    let above = canvas.area().height.saturating_sub(page.status.height);
    canvas.clear(Rect { height: above, ..canvas.area() }, frame.on_text(Scope::Text));
    head(frame, canvas, page.title, list);
    let quiet = frame.quiet(frame.on_text(Scope::Text));
    let all = frame.model.session.keys.key_of("close");
    let says = match &list.entries {
        _ if page.list.is_empty() => String::new(),
        None => "Loading the library…".to_owned(),
        Some(entries) if entries.is_empty() => {
            welcome(frame, canvas, page.list);
            String::new()
        }
        Some(_) if list.hits.is_empty() && all.is_empty() => "No match.".to_owned(),
        Some(_) if list.hits.is_empty() => format!("No match. {all} shows all articles."),
        Some(_) => {
            entries(frame, canvas, page.list, list);
            String::new()
        }
    };
    let (x, room) = (page.list.x + MARK.min(page.list.width), page.list.width.saturating_sub(MARK));
    canvas.put(x, page.list.y, room, &says, quiet);
}

/// ` Library ──────────────────── 12 articles, last opened first ─`
fn head(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, list: &LibraryList) {
    if row.is_empty() {
        return;
    }
    canvas.rule(row.x, row.y, row.width, "─", frame.on_text(Scope::Border));
    let name = if list.is_empty() { " pullquote " } else { " Library " };
    canvas.clip(row.x, row.y, row.width, name, bold(frame.on_text(Scope::Text)));
    let all = list.entries.as_ref().map_or(0, |entries| entries.len());
    let count = match (list.hits.len(), all) {
        (_, 0) => return,
        (1, 1) => "1 article".to_owned(),
        (hits, all) if hits == all => format!("{all} articles"),
        (hits, all) => format!("{hits} of {all} articles"),
    };
    let count = match list.unread() {
        0 => count,
        unread => format!("{count}, {unread} unread"),
    };
    let narrowed = if list.text.is_empty() { String::new() } else { format!(" with “{}”", fit(&list.text, 24)) };
    // If space is short, the last part goes first.
    let room = row.width.saturating_sub(width(name) + 4);
    let whole = [format!("{count}{narrowed}, {}", list.sort.label()), format!("{count}{narrowed}"), count];
    if let Some(says) = whole.iter().find(|says| width(says) + 2 <= room) {
        let quiet = frame.quiet(frame.on_text(Scope::Text));
        canvas.put_right(row.right() - 1, row.y, row.width, &format!(" {says} "), quiet);
    }
}

fn entries(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect, list: &LibraryList) {
    let Some(entries) = &list.entries else { return };
    let mut y = area.y;
    for (n, hit) in list.hits.iter().enumerate().skip(list.top) {
        if y >= area.bottom() {
            break;
        }
        if let Some(entry) = entries.get(*hit) {
            let height = ENTRY_ROWS.min(area.bottom() - y);
            draw_entry(frame, canvas, Rect { y, height, ..area }, entry, (list, n == list.selected));
        }
        y = y.saturating_add(ENTRY_ROWS);
    }
}

/// ```text
///  ▸ Harbour town votes to save its tide mill                  open · 6 Feb 2024
///    courier.example · 5 Feb 2024 · 7 quotes · 2 notes · ▇▇▇▇······ 45 % read
/// ```
fn draw_entry(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    entry: &LibraryEntry,
    (list, selected): (&LibraryList, bool),
) {
    let text = frame.on_text(Scope::Text);
    let base = if selected { text.patch(frame.style(Scope::SelectedRow)) } else { text };
    canvas.clear(area, base);
    if selected {
        canvas.put(area.x + 1, area.y, area.width.saturating_sub(1), HERE.text, frame.over(base, Scope::FocusedBorder));
    }
    let labels = &entry.labels;
    if labels.unread && area.width > MARK {
        canvas.put(area.x + 2, area.y, 1, UNREAD.text, frame.over(base, Scope::FocusedBorder));
    }
    let (x, room) = (area.x + MARK.min(area.width), area.width.saturating_sub(MARK + 1));
    let quiet = frame.quiet(base);
    let model = frame.model;
    let open = entry.id == model.document.article.id || model.session.others.iter().any(|other| other.is(entry));
    let is_open = open.then(|| "open".to_owned());
    let star = labels.star.then(|| STAR.text.to_owned());
    let later = labels.later.then(|| "later".to_owned());
    let tags = labels.tags.iter().map(|tag| format!("#{tag}"));
    let opened = Some(model.session.dates.day(day(entry))).filter(|day| !day.is_empty());
    let side: Vec<String> = is_open.into_iter().chain(star).chain(later).chain(tags).chain(opened).collect();
    let side = fit(&side.join(" · "), room / 2);
    let wide = width(&side);
    let side = if room >= 40 { canvas.put_right(x + room, area.y, wide, &side, quiet) + 2 } else { 0 };
    // With unread articles in the list, the read ones step back.
    let style = if labels.unread || list.unread() == 0 { bold(base) } else { base };
    canvas.put(x, area.y, room.saturating_sub(side), &title(entry), style);
    if area.height > 1 {
        let known = about(frame, entry, room);
        // The end of a path says more than its beginning; of a name it is the other way round.
        let left = room.saturating_sub(width(&known) + if known.is_empty() { 0 } else { 3 });
        let site = if entry.site.is_some() { fit(&site(entry), left) } else { tail(&site(entry), left) };
        let parts: Vec<&str> = [site.as_str(), &known].into_iter().filter(|part| !part.is_empty()).collect();
        canvas.put(x, area.y + 1, room, &parts.join(" · "), quiet);
    }
}

/// Formats `5 Feb 2024 · 7 quotes · 2 notes · ▇▇▇▇······ 45 % read`, as much of it as leaves room for the site.
fn about(frame: &Frame<'_>, entry: &LibraryEntry, room: u16) -> String {
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let quotes = entry.quotes.map(|n| count(n, "quote"));
    let notes = (entry.notes > 0).then(|| count(entry.notes, "note"));
    let read = entry.read.filter(|read| *read > 0);
    let words = read.map(|read| if read >= READ { "read".to_owned() } else { format!("{read} % read") });
    let drawn = read.zip(words.clone()).map(|(read, words)| format!("{} {words}", bar(u16::from(read) * 10, BAR)));
    let published = entry.date.as_deref().map(|date| frame.model.session.dates.day(date));
    let byline = entry.byline.as_deref().map(|byline| fit(&printable_line(byline), BYLINE)).filter(|b| !b.is_empty());
    let join = |parts: [Option<String>; 5]| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let ways = [
        join([byline.clone(), published.clone(), quotes.clone(), notes.clone(), drawn.clone()]),
        join([byline, published.clone(), quotes.clone(), notes.clone(), words.clone()]),
        join([None, published.clone(), quotes.clone(), notes.clone(), drawn]),
        join([None, published.clone(), quotes.clone(), notes.clone(), words.clone()]),
        join([None, published, quotes, notes.clone(), None]),
    ];
    let shortest = join([None, None, None, notes, words]);
    let least = if entry.site.is_some() { width(&site(entry)).min(NAME) + 3 } else { SITE };
    ways.into_iter().find(|way| width(way) + least <= room).unwrap_or(shortest)
}

/// Returns the end of a text, with `…` if the beginning was cut.
fn tail(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    fit(&format!("…{}", end(text, room.saturating_sub(1))), room)
}

/// Draws the welcome screen.
fn welcome(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    let (text, key) = (frame.on_text(Scope::Text), bold(frame.on_text(Scope::FocusedBorder)));
    let quiet = frame.quiet(text);
    let room = area.width.saturating_sub(4).min(60);
    let intro = "Read an article with its quotes listed beside it, each under the name of its speaker.";
    let own = |name: &str| frame.model.session.keys.key_of(name);
    let keys = [
        (own("across"), "opens a sample article with a short tutorial"),
        (own("help"), "shows all keys"),
        (own("close-or-quit"), "quits"),
    ];
    let more =
        "To read your own article: pullquote FILE or pullquote URL. The articles that you read will be listed here.";
    // Each line: its key, its text and the style of the text.
    let mut lines: Vec<(&str, String, _)> = wrap(intro, room, 9).into_iter().map(|line| ("", line, text)).collect();
    lines.push(("", String::new(), text));
    for (name, does) in keys.iter().filter(|(name, _)| !name.is_empty()) {
        let does = wrap(does, room.saturating_sub(KEY), 4);
        lines.extend(does.into_iter().enumerate().map(|(n, line)| (if n == 0 { name } else { " " }, line, text)));
    }
    lines.push(("", String::new(), text));
    lines.extend(wrap(more, room, 9).into_iter().map(|line| ("", line, quiet)));
    if lines.len() > usize::from(area.height) {
        lines.retain(|(name, line, _)| !name.is_empty() || !line.is_empty());
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let x = area.x + (area.width - room.min(area.width)) / 2;
    let top = area.y + area.height.saturating_sub(height) / 3;
    for ((name, line, style), y) in lines.iter().zip(top..area.bottom()) {
        let indent = if name.is_empty() { 0 } else { KEY.min(room) };
        canvas.put(x, y, indent, name, key);
        canvas.put(x + indent, y, room - indent, line, *style);
    }
}

/// Returns as much of the end as fits.
fn end(text: &str, room: u16) -> String {
    let mut rest = text;
    while width(rest) > room {
        let mut chars = rest.chars();
        if chars.next().is_none() {
            break;
        }
        rest = chars.as_str();
    }
    rest.to_owned()
}
