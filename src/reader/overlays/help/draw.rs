//! Draws the help.

use ratatui::layout::Rect;

use crate::reader::HelpState;
use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::layout::text_measure::{head, width};
use crate::reader::overlays::help::{GAP, HelpLine, HelpPage, NOTHING, beside};
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Draws the help; returns the cursor position while the search is typed.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, help: &HelpState) -> Option<(u16, u16)> {
    let page = HelpPage::new(frame.model.session.screen, &frame.model.session.keys, &help.query);
    let top = help.top.min(page.last_top());
    let last = (top + page.rows).min(page.lines);
    let more = if page.lines > page.rows { format!("{}–{last} of {}", top + 1, page.lines) } else { String::new() };
    let searched = help.typing || !help.query.is_empty();
    let name = if searched { format!("Keys /{}", help.query) } else { "Keys and signs".to_owned() };
    let inner = boxes::draw(frame, canvas, page.area, &name, &more);
    let mut x = inner.x;
    for column in &page.columns {
        let width = column.width().min(inner.right().saturating_sub(x));
        for (y, line) in (inner.top()..inner.bottom()).zip(column.lines.iter().skip(top)) {
            draw_line(frame, canvas, Rect::new(x, y, width, 1), line, column.keys);
        }
        x = x.saturating_add(column.width() + GAP);
    }
    let before = head(&help.query, help.query.len().saturating_sub(frame.model.behind));
    let typed = format!("Keys /{before}");
    let at = page.area.x.saturating_add(3).saturating_add(width(&typed));
    (help.typing && at < page.area.right()).then_some((at, page.area.y))
}

fn draw_line(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, line: &HelpLine, keys: u16) {
    match line {
        HelpLine::Blank => {}
        HelpLine::Nothing => {
            canvas.put(row.x, row.y, row.width, NOTHING, frame.quiet(frame.on_text(Scope::Text)));
        }
        HelpLine::Section(name) => {
            canvas.put(row.x, row.y, row.width, name, bold(frame.on_text(Scope::Heading(2))));
        }
        HelpLine::Keys(help) => draw_keys(frame, canvas, row, &help.keys, help.does, keys),
        HelpLine::Own(own, does) => draw_keys(frame, canvas, row, own, does, keys),
        HelpLine::Sign(sign) => {
            let keys = keys.min(row.width / 2);
            let text = frame.on_text(Scope::Text);
            let style = sign.scope.map_or(text, |scope| frame.over(text, scope));
            canvas.put(row.x, row.y, keys, sign.text, style);
            let from = (keys + GAP).min(row.width);
            let words = beside(sign.means, row.width - from);
            canvas.put(row.x + from, row.y, row.width - from, words.first().map_or(sign.means, String::as_str), text);
        }
        HelpLine::Rest(words) => {
            let from = (keys.min(row.width / 2) + GAP).min(row.width);
            canvas.put(row.x + from, row.y, row.width - from, words, frame.on_text(Scope::Text));
        }
    }
}

/// Draws keys with the beginning of what they do.
fn draw_keys(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, shown: &str, does: &str, keys: u16) {
    let keys = keys.min(row.width / 2);
    canvas.put(row.x, row.y, keys, shown, bold(frame.on_text(Scope::FocusedBorder)));
    let from = (keys + GAP).min(row.width);
    let words = beside(does, row.width - from);
    let first = words.first().map_or(does, String::as_str);
    canvas.put(row.x + from, row.y, row.width - from, first, frame.on_text(Scope::Text));
}
