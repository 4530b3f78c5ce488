//! Draws the input lines at the bottom: search, filter, library filter and library search.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::reader::Tab;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::layout::text_measure::{head, width};
use crate::reader::overlays::library::LibraryList;
use crate::reader::overlays::library::everybody::Everybody;
use crate::reader::overlays::library_search::LibrarySearch;
use crate::reader::panes::article::paint::bold;
use crate::reader::panes::list::filter::Filter;
use crate::reader::panes::list::rows::count;
use crate::theme::Scope;

/// The least columns for typed text beside a remark.
const LEAST: u16 = 12;

/// Draws the search line: `/words█        3/17`.
pub(in crate::reader) fn search(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    row: Rect,
    text: &str,
) -> Option<(u16, u16)> {
    let model = frame.model;
    let found = model.document.search.as_ref().filter(|s| !text.is_empty() && s.query == text);
    let (remark, scope) = match found {
        None if model.session.regex => ("Ctrl-r: plain words · ↑ earlier searches".to_owned(), Scope::Dim),
        None => ("Ctrl-r: regular expression · ↑ earlier searches".to_owned(), Scope::Dim),
        Some(found) => match &found.problem {
            Some(problem) => (problem.clone(), Scope::Error),
            None if found.matches.is_empty() => (matches(None, 0), Scope::Error),
            None => (matches(found.current, found.matches.len()), Scope::Dim),
        },
    };
    let sign = if model.session.regex { "regex /" } else { "/" };
    line(frame, canvas, row, (sign, text), (&remark, scope))
}

/// Draws the filter line: `\by:assad█        3/17`.
pub(in crate::reader) fn filter(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect) -> Option<(u16, u16)> {
    let model = frame.model;
    let text = model.document.filter(model.document.tab);
    let (shown, all) = count(model, model.document.tab);
    let (remark, scope) = match Filter::parse(text, model.document.tab).problem {
        Some(problem) => (problem, Scope::Error),
        None if text.is_empty() && model.document.tab == Tab::Notes => {
            ("words · #tag · flag: · verdict: · Tab completes".to_owned(), Scope::Dim)
        }
        None if text.is_empty() => ("words · kind: · by: · sure:>0.5 · doubt · Tab completes".to_owned(), Scope::Dim),
        None => (format!("{shown}/{all}"), if shown == 0 { Scope::Error } else { Scope::Dim }),
    };
    line(frame, canvas, row, ("\\", text), (&remark, scope))
}

/// Draws the library filter: `\boat█        3/17`.
pub(in crate::reader) fn list(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    row: Rect,
    list: &LibraryList,
) -> Option<(u16, u16)> {
    let all = list.entries.as_ref().map_or(0, |entries| entries.len());
    let (remark, scope) = match list.hits.len() {
        _ if list.text.is_empty() => {
            ("words · -word · unread · later · star · #tag · since:7d · site:".to_owned(), Scope::Dim)
        }
        _ if list.problem.is_some() => (list.problem.clone().unwrap_or_default(), Scope::Error),
        0 => (format!("0/{all}"), Scope::Error),
        hits => (format!("{hits}/{all}"), Scope::Dim),
    };
    line(frame, canvas, row, ("\\", &list.text), (&remark, scope))
}

/// Draws the filter of the page of all people, or the name that is joined with the selected one.
pub(in crate::reader) fn everybody(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    row: Rect,
    page: &Everybody,
) -> Option<(u16, u16)> {
    if let Some(name) = &page.joining {
        let remark = ("empty: keep apart again", Scope::Dim);
        return line(frame, canvas, row, ("same person as: ", name), remark);
    }
    let (remark, scope) = match &page.problem {
        Some(problem) => (problem.clone(), Scope::Error),
        None if page.text.is_empty() => {
            ("names and roles · since:last-month · site: · is:star · #tag".to_owned(), Scope::Dim)
        }
        None if page.list().len() == 1 => ("1 person".to_owned(), Scope::Dim),
        None => (format!("{} people", page.list().len()), Scope::Dim),
    };
    line(frame, canvas, row, ("\\", &page.text), (&remark, scope))
}

/// Draws the library search: `/second boat█    Tab quotes, articles, notes · ⏎ opens`.
pub(in crate::reader) fn finding(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    row: Rect,
    finding: &LibrarySearch,
) -> Option<(u16, u16)> {
    let (remark, scope) = match &finding.problem {
        // A failure appears on this line.
        _ if frame.model.message.as_ref().is_some_and(|message| message.error) => {
            (frame.model.message.as_ref().map(|message| message.text.clone()).unwrap_or_default(), Scope::Error)
        }
        Some(problem) => (problem.clone(), Scope::Error),
        None if finding.list().is_empty() => ("Tab: quotes, articles, notes · Esc closes".to_owned(), Scope::Dim),
        None => {
            let place = format!("{}/{}", finding.selected + 1, finding.list().len());
            (format!("⏎ opens · Tab: quotes, articles, notes · {place}"), Scope::Dim)
        }
    };
    line(frame, canvas, row, ("/", &finding.text), (&remark, scope))
}

/// Draws a sign, the typed text, and a remark at the right if there is room.
fn line(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    row: Rect,
    (sign, text): (&str, &str),
    (remark, scope): (&str, Scope),
) -> Option<(u16, u16)> {
    let plain = frame.on_text(Scope::Status);
    let mut room = row.width;
    let style = if scope == Scope::Dim { frame.quiet(plain) } else { frame.on_status(scope) };
    // An error is always shown, at least its beginning; a hint only if it fits.
    let wide = width(remark);
    let fits = wide.saturating_add(width(sign)).saturating_add(LEAST) <= row.width;
    if wide > 0 && (fits || (scope == Scope::Error && row.width > 2 * LEAST)) {
        let most = row.width.saturating_sub(LEAST + width(sign));
        room -= (canvas.put_right(row.right() - 1, row.y, most, remark, style) + 2).min(room);
    }
    let signed = canvas.clip(row.x, row.y, row.width, sign, bold(plain));
    let place = Rect { x: row.x.saturating_add(signed), width: room.saturating_sub(signed), ..row };
    Some((typed(frame, canvas, place, text, plain).min(row.right() - 1), row.y))
}

/// Draws as much of the typed text as fits, with the cursor visible; returns the cursor's column.
pub(in crate::reader) fn typed(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    text: &str,
    style: Style,
) -> u16 {
    let at = head(text, text.len().saturating_sub(frame.model.behind)).len();
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    // The cursor takes a column at the end.
    let room = area.width.saturating_sub(1);
    let mut from = before;
    while width(from) > room {
        let mut clusters = from.graphemes(true);
        if clusters.next().is_none() {
            break;
        }
        from = clusters.as_str();
    }
    let taken = canvas.clip(area.x, area.y, room, from, style);
    let x = area.x.saturating_add(taken);
    canvas.clip(x, area.y, area.width.saturating_sub(taken), behind, style);
    x
}

/// Formats the current match and the number of matches: `3/17`, `no match`.
pub(in crate::reader) fn matches(current: Option<usize>, all: usize) -> String {
    match (current, all) {
        (_, 0) => "no match".to_owned(),
        (Some(n), all) => format!("{}/{all}", n + 1),
        (None, 1) => "1 match".to_owned(),
        (None, all) => format!("{all} matches"),
    }
}
