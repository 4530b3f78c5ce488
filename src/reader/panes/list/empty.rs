//! Draws the message of an empty list.

use ratatui::layout::Rect;

use crate::nlp;
use crate::reader::Tab;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::layout::hyphenation::language_name;
use crate::reader::layout::text_measure::{width, wrap};
use crate::theme::Scope;

/// Draws why the list is empty and which key helps.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    let (what, more) = says(frame);
    let room = area.width.saturating_sub(4).clamp(1, 44);
    let what = wrap(&what, room, 4);
    let more = wrap(&more, room, 6);
    let gap = usize::from(!more.is_empty());
    let height = u16::try_from(what.len() + gap + more.len()).unwrap_or(u16::MAX);
    // A third of the way down looks centred.
    let mut y = area.y + area.height.saturating_sub(height) / 3;
    for (lines, scope) in [(what, Scope::Text), (more, Scope::Dim)] {
        for line in lines {
            if y < area.bottom() {
                let x = area.x + area.width.saturating_sub(width(&line)) / 2;
                canvas.put(x, y, area.right().saturating_sub(x), &line, frame.on_text(scope));
            }
            y = y.saturating_add(1);
        }
        y = y.saturating_add(1);
    }
}

fn says(frame: &Frame<'_>) -> (String, String) {
    let found = &frame.model.document.annotations;
    let tab = frame.model.document.tab;
    let (_, all) = crate::reader::panes::list::rows::count(frame.model, tab);
    if all > 0 {
        return (
            "No match for the filter".to_owned(),
            frame.model.session.keys.with_own_keys("`Esc` clears the filter, `\\` changes it."),
        );
    }
    if tab == Tab::Notes {
        let more = match &frame.model.session.read_only {
            Some(reason) => format!("Notes cannot be saved in this session: {reason}"),
            None => frame
                .model
                .session
                .keys
                .with_own_keys("Press `a` to add one to the selected quote, the selected words or this paragraph."),
        };
        return ("No notes yet".to_owned(), more);
    }
    let what = match tab {
        Tab::Quotes => "quotes",
        Tab::People => "people",
        _ => "facts",
    };
    if let Some(language) = &found.foreign {
        let name = language_name(language);
        let finds = if nlp::finds_speakers(language) {
            "quotations, and speakers only beside a reporting verb"
        } else {
            "only quotations, without speakers"
        };
        let more =
            format!("This article seems to be in {name}. pullquote is made for English; in {name} it finds {finds}.");
        return (format!("No {what} found"), more);
    }
    if found.complete {
        return (format!("No {what} in this article"), String::new());
    }
    (format!("No {what} found yet…"), "Analysis is running; results appear here as they are found.".to_owned())
}
