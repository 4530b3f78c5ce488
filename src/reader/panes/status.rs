//! Draws the status line: position, speaker, messages and key hints.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::nlp;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::STAR;
use crate::reader::layout::hyphenation::language_name;
use crate::reader::layout::text_measure::width;
use crate::reader::overlays::card::About;
use crate::reader::panes::article::paint::bold;
use crate::reader::panes::list::row_text;
use crate::reader::panes::prompt;
use crate::reader::panes::prompt::matches;
use crate::reader::{Geometry, Model, Overlay, Pane, Tab, corrections};
use crate::theme::Scope;

/// The least columns on which the hint for the help is always shown.
const LEAST_FOR_HELP: u16 = 36;
/// The columns of that hint without its key: a gap, and ` help`.
const HELP: u16 = 9;

/// A part of the line.
struct Part {
    text: String,
    style: Style,
    /// If space is short, the part with the highest rank goes first.
    rank: u8,
}

/// Draws the line; returns the cursor position while text is typed there.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, at: &Geometry) -> Option<(u16, u16)> {
    let row = at.status;
    if row.is_empty() {
        return None;
    }
    let base = frame.on_text(Scope::Status);
    canvas.clear(row, base);
    match frame.model.overlays.last() {
        Some(Overlay::SearchInput { text, .. }) => return prompt::search(frame, canvas, row, text),
        Some(Overlay::FilterInput) => return prompt::filter(frame, canvas, row),
        Some(Overlay::LibrarySearch(finding)) => return prompt::finding(frame, canvas, row, finding),
        Some(Overlay::Library(list)) if list.typing => return prompt::list(frame, canvas, row, list),
        Some(Overlay::Everybody(page)) if page.typing || page.joining.is_some() => {
            return prompt::everybody(frame, canvas, row, page);
        }
        _ => {}
    }
    let inner = Rect { x: row.x + u16::from(row.width > 2), width: row.width.saturating_sub(2).max(1), ..row };
    let used = match &frame.model.message {
        Some(message) => {
            let scope = if message.error { Scope::Error } else { Scope::Notice };
            // Errors also have a sign, not only a colour.
            let sign = if message.error { "! " } else { "" };
            canvas.put(inner.x, inner.y, inner.width, &format!("{sign}{}", message.text), bold(frame.on_status(scope)))
        }
        // The library covers the article, so its position is not shown.
        None if frame.model.overlays.iter().any(|o| matches!(o, Overlay::Library(_) | Overlay::Everybody(_))) => 0,
        None => {
            // The hint for the help stays, however much there is to say.
            let help = frame.model.session.keys.instead_of("?");
            let kept = if inner.width >= LEAST_FOR_HELP && !help.is_empty() { width(&help) + HELP } else { 0 };
            parts(frame, canvas, Rect { width: inner.width - kept.min(inner.width), ..inner })
        }
    };
    hints(frame, canvas, inner, used);
    None
}

/// Draws the parts that fit, in order; drops those of the highest rank first.
fn parts(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect) -> u16 {
    const GAP: u16 = 2;
    let mut parts = left(frame, row.width);
    while parts.len() > 1 {
        let wide: u32 = parts.iter().map(|p| u32::from(width(&p.text)) + u32::from(GAP)).sum();
        if wide <= u32::from(row.width) + u32::from(GAP) {
            break;
        }
        let last = parts.iter().enumerate().max_by_key(|(n, p)| (p.rank, *n)).map(|(n, _)| n);
        parts.remove(last.unwrap_or_default());
    }
    let mut x = row.x;
    for part in &parts {
        if x > row.x {
            x = x.saturating_add(GAP);
        }
        let room = row.right().saturating_sub(x);
        x = x.saturating_add(canvas.put(x, row.y, room, &part.text, part.style));
    }
    x - row.x
}

fn left(frame: &Frame<'_>, room: u16) -> Vec<Part> {
    let model = frame.model;
    let plain = frame.on_text(Scope::Status);
    let dim = frame.quiet(plain);
    let part = |text: String, style: Style, rank: u8| Part { text, style, rank };
    let mut parts = vec![part(place(model), plain, 0)];
    if model.document.mark.is_some() {
        parts.push(part("selecting".to_owned(), bold(plain), 1));
    }
    if let Some(search) = model.document.search.as_ref().filter(|s| !s.query.is_empty()) {
        let text = format!(
            "/{} {}",
            crate::reader::layout::text_measure::fit(&search.query, 16),
            matches(search.current, search.matches.len())
        );
        parts.push(part(text, plain, 4));
    }
    if let Some((n, quote)) = frame.selected {
        parts.push(part(format!("quote {}/{}", n + 1, model.document.annotations.attributions.len()), dim, 3));
        let name = quote.speaker.as_deref().unwrap_or(crate::reader::index::UNATTRIBUTED);
        let sure = !model.document.annotations.is_unsure(quote) && quote.speaker.is_some();
        let style = if sure { frame.speaker(plain, frame.order(n)) } else { frame.on_status(Scope::Doubt) };
        let sign = match (corrections::sign(model, quote), &quote.speaker) {
            (Some(_), _) => " (corrected)",
            (None, Some(_)) if !sure => " ?",
            _ => "",
        };
        let source = row_text::source(model, quote);
        let from = if source.is_empty() || source == name { String::new() } else { format!(" ← “{source}”") };
        let far = row_text::evidence(model, quote)
            .map(|e| e.rsplit(", ").next().unwrap_or_default().trim_end_matches(')').to_owned());
        let from = match far {
            Some(far) if !from.is_empty() => format!("{from}, {far}"),
            _ => from,
        };
        let whole = format!("{name}{sign}{from}");
        // Drop the source words before the name.
        let text = if width(&whole) > room / 2 { format!("{name}{sign}") } else { whole };
        parts.push(part(text, bold(style), 2));
    }
    if let Some(left) = time_left(model) {
        parts.push(part(left, dim, 6));
    }
    if let Some(progress) = progress(model) {
        parts.push(part(progress, dim, 5));
    }
    let labels = labels(model);
    if !labels.is_empty() {
        parts.push(part(labels, dim, 4));
    }
    if model.document.draft.is_some() {
        parts.push(part("unfinished note".to_owned(), frame.on_status(Scope::Notice), 4));
    }
    if model.session.read_only.is_some() {
        parts.push(part("notes are not saved".to_owned(), frame.on_status(Scope::Notice), 4));
    }
    if let Some(language) = &model.document.annotations.foreign {
        let finds = if nlp::finds_speakers(language) { "speakers in part" } else { "quotations only" };
        let says = format!("{}: {finds}", language_name(language));
        parts.push(part(says, frame.on_status(Scope::Notice), 7));
    }
    if let Some(notice) = model.document.article.notices.first() {
        parts.push(part(notice.clone(), frame.on_status(Scope::Notice), 8));
    }
    parts
}

/// Formats the labels of the article: `★ later #harbour`.
fn labels(model: &Model) -> String {
    let labels = &model.document.labels;
    let star = labels.star.then(|| STAR.text.to_owned());
    let later = labels.later.then(|| "later".to_owned());
    let tags = labels.tags.iter().map(|tag| format!("#{tag}"));
    star.into_iter().chain(later).chain(tags).collect::<Vec<_>>().join(" ")
}

/// Formats the position: `¶4 27%`.
fn place(model: &Model) -> String {
    let article = &model.document.article;
    if article.text.is_empty() {
        return "empty".to_owned();
    }
    let block = article.block_at(model.document.cursor).unwrap_or_default();
    let last = article.blocks.last().map_or(article.text.len(), |b| b.span.end).max(1);
    let percent = (model.document.cursor.saturating_mul(100) / last).min(100);
    let on_last_line = block + 1 == article.blocks.len()
        && model.document.layouts.get(block).is_some_and(|l| l.line_of(model.document.cursor) + 1 == l.lines.len());
    format!("¶{} {}%", block + 1, if on_last_line { 100 } else { percent })
}

/// Formats the time left, after the first page: `3 min left`.
fn time_left(model: &Model) -> Option<String> {
    let left = model.document.article.text.len().saturating_sub(model.document.cursor);
    let time = crate::reader::panes::title::reading_time(model.document.pace.minutes(left));
    let begun = model.document.cursor > 0 && left > model.document.article.text.len() / 50;
    (begun && !time.is_empty()).then(|| format!("{time} left"))
}

/// Formats the progress of the analysis while it runs.
fn progress(model: &Model) -> Option<String> {
    let found = &model.document.annotations;
    if found.complete {
        return None;
    }
    let covered: usize = found.covered.iter().map(|s| s.len()).sum();
    let percent = covered.saturating_mul(100) / model.document.article.text.len().max(1);
    Some(format!("finding quotes {}%", percent.min(99)))
}

/// Draws key hints, flush right, as many as fit beside the left part.
fn hints(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, used: u16) {
    let model = frame.model;
    let hints: &[(&str, &str)] = match (model.overlays.last(), model.document.mark, model.document.focus) {
        (Some(Overlay::Editor(_)), ..) => &[("Ctrl-s", "save"), ("Esc", "cancel")],
        (Some(Overlay::Help(help)), ..) if help.typing => &[("Esc", "all keys"), ("⏎", "done")],
        (Some(Overlay::Help(_)), ..) => &[("q", "close"), ("/", "search"), ("j", "down"), ("k", "up")],
        (Some(Overlay::Menu(menu)), ..) if menu.typed.is_some() => &[("Esc", "back"), ("⏎", "accept")],
        (Some(Overlay::Menu(_)), ..) => &[("Esc", "close"), ("⏎", "choose"), ("↓", "next"), ("↑", "previous")],
        (Some(Overlay::Card(card)), ..) if matches!(card.about, About::Changes(_)) => {
            &[("q", "close"), ("⏎", "go there"), ("j", "next"), ("k", "previous")]
        }
        (Some(Overlay::Card(card)), ..) if card.about == About::Settings => &[("q", "close")],
        (Some(Overlay::Card(card)), ..) if matches!(card.about, About::Output(_)) => &[("y", "copy"), ("q", "close")],
        (Some(Overlay::Card(_)), ..) => {
            &[("q", "close"), ("⏎", "go there"), ("j", "next"), ("c", "correct"), ("x", "verdict"), ("a", "note")]
        }
        (Some(Overlay::Picker(_)), ..) => &[("Esc", "close"), ("⏎", "go"), ("↓", "next"), ("↑", "previous")],
        (Some(Overlay::LibrarySearch(_)), ..) => &[],
        (Some(Overlay::Everybody(_)), ..) => &[
            ("q", "back"),
            ("⏎", "open"),
            (")", "next person"),
            ("\\", "filter"),
            ("c", "same person as …"),
            ("y", "copy"),
            ("?", "help"),
        ],
        (Some(Overlay::Chart(_)), ..) => &[
            ("q", "close"),
            ("⏎", "go there"),
            ("l", "next quote"),
            ("h", "previous"),
            ("j", "next speaker"),
            ("k", "previous"),
            ("s", "sort"),
        ],
        (Some(Overlay::Library(list)), ..) if list.asking.is_some() => &[],
        (Some(Overlay::Library(list)), ..) if list.is_empty() => &[("⏎", "sample"), ("?", "help"), ("q", "quit")],
        (Some(Overlay::Library(list)), ..) => &[
            ("q", if list.home { "quit" } else { "back" }),
            ("⏎", "open"),
            ("/", "search"),
            ("\\", "filter"),
            ("!", "next unread"),
            ("Z", "later"),
            ("s", "sort"),
            ("?", "help"),
        ],
        (Some(Overlay::Hints { .. }), ..) => &[("Esc", "cancel"), ("a–z", "go there"), ("A–Z", "open link here")],
        (Some(Overlay::Contents(_)), ..) => &[("⏎", "go there"), ("j", "down"), ("k", "up"), ("q", "close")],
        (_, Some(_), _) if model.document.adjusting.is_some() => {
            &[("⏎", "save"), ("Esc", "cancel"), ("w", "next word"), ("B", "previous word"), ("o", "other end")]
        }
        (_, Some(_), _) if model.document.reattaching.is_some() => {
            &[("r", "re-attach here"), ("Esc", "cancel"), ("w", "next word")]
        }
        (_, Some(_), _) => {
            &[("a", "note"), ("y", "copy"), ("Esc", "cancel"), ("H", "highlight"), ("c", "add quote or name")]
        }
        (_, None, Pane::Article) if model.document.origin.is_some() => &[
            ("?", "help"),
            ("q", "back"),
            ("e", "next article"),
            ("]", "next quote"),
            ("⏎", "jump"),
            ("a", "note"),
            ("/", "search"),
            ("Tab", "list"),
        ],
        (_, None, Pane::Article) => &[
            ("?", "help"),
            ("]", "next"),
            ("[", "previous"),
            ("⏎", "jump"),
            ("a", "note"),
            ("/", "search"),
            ("Tab", "list"),
            (":", "commands"),
        ],
        (_, None, Pane::List) if model.document.tab == Tab::Facts => &[
            ("?", "help"),
            ("⏎", "jump"),
            ("x", "verdict"),
            ("c", "correct"),
            ("F", "kinds"),
            ("a", "note"),
            ("Tab", "article"),
            ("1–4", "tabs"),
        ],
        (_, None, Pane::List) if model.document.tab == Tab::People => &[
            ("?", "help"),
            ("⏎", "open"),
            (")", "next"),
            ("y", "copy all said"),
            ("Tab", "article"),
            ("1–4", "tabs"),
            ("\\", "filter"),
        ],
        (_, None, Pane::List) => &[
            ("?", "help"),
            ("⏎", "jump"),
            ("Tab", "article"),
            ("1–4", "tabs"),
            ("\\", "filter"),
            ("a", "note"),
            (":", "commands"),
        ],
    };
    // In text fields the keys are fixed.
    let fixed = matches!(model.overlays.last(), Some(Overlay::Picker(_) | Overlay::Hints { .. } | Overlay::Menu(_)))
        || matches!(model.overlays.last(), Some(Overlay::Help(help)) if help.typing);
    let own = |key: &str| if fixed { key.to_owned() } else { model.session.keys.instead_of(key) };
    let hints: Vec<(String, &str)> = hints.iter().map(|(key, does)| (own(key), *does)).collect();
    let hints: Vec<&(String, &str)> = hints.iter().filter(|(key, _)| !key.is_empty()).collect();
    let room = row.width.saturating_sub(used + u16::from(used > 0) * 4);
    let wide = |(key, does): &(String, &str)| width(key) + 1 + width(does);
    // The most important hints come first in the list; on screen, help comes last.
    let mut count = 0;
    let mut total = 0;
    for hint in &hints {
        let more = wide(hint) + if count > 0 { 2 } else { 0 };
        if total + more > room {
            break;
        }
        total += more;
        count += 1;
    }
    let shown = hints.get(..count).unwrap_or_default();
    let ordered = shown.iter().skip(1).chain(shown.first());
    let mut x = row.right() - total.min(row.width);
    for (n, (key, does)) in ordered.enumerate() {
        x += if n > 0 { 2 } else { 0 };
        x += canvas.put(x, row.y, row.right() - x, key, bold(frame.on_text(Scope::Status)));
        x += 1;
        x += canvas.put(x, row.y, row.right().saturating_sub(x), does, frame.quiet(frame.on_text(Scope::Status)));
    }
}
