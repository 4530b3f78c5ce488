//! The list of keys, over the screen.

use ratatui::layout::Rect;

use super::boxes;
use super::canvas::Canvas;
use super::frame::Frame;
use super::paint::bold;
use crate::app::fit::width;
use crate::app::keymap::{HELP, Help};
use crate::theme::Scope;

/// Between two columns, and between keys and words.
const GAP: u16 = 3;

/// A line of the help.
#[derive(Clone, Copy)]
enum Line {
    Section(&'static str),
    Key(&'static Help),
    Blank,
}

/// Draws the help from line `top` on.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, screen: Rect, top: usize) {
    let text = lines();
    let mut parts = split(&text, 2);
    if wide(&parts) > screen.width {
        parts = split(&text, 1);
    }
    let tallest = parts.iter().map(|p| p.len()).max().unwrap_or_default();
    let width = wide(&parts).min(screen.width);
    let height = u16::try_from(tallest + 2).unwrap_or(u16::MAX).min(screen.height);
    let area =
        Rect { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - height) / 2, width, height };
    let rows = usize::from(height.saturating_sub(2).max(1));
    let top = top.min(tallest.saturating_sub(rows));
    let more = if tallest > rows { format!("{}–{} of {tallest}", top + 1, top + rows) } else { String::new() };
    let inner = boxes::draw(frame, canvas, area, "Keys", &more);
    let mut x = inner.x;
    for part in parts {
        let (keys, words) = columns(part);
        let room = inner.right().saturating_sub(x);
        for (y, line) in (inner.top()..inner.bottom()).zip(part.iter().skip(top)) {
            draw_line(frame, canvas, Rect::new(x, y, (keys + GAP + words).min(room), 1), *line, keys);
        }
        x = x.saturating_add(keys + GAP + words + GAP);
    }
}

fn draw_line(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, line: Line, keys: u16) {
    match line {
        Line::Blank => {}
        Line::Section(name) => {
            canvas.put(row.x, row.y, row.width, name, bold(frame.on_text(Scope::Heading(2))));
        }
        Line::Key(help) => {
            let keys = keys.min(row.width / 2);
            canvas.put(row.x, row.y, keys, help.keys, bold(frame.on_text(Scope::FocusedBorder)));
            let from = (keys + GAP).min(row.width);
            canvas.put(row.x + from, row.y, row.width - from, help.does, frame.on_text(Scope::Text));
        }
    }
}

/// Columns that the keys and the words of these lines take.
fn columns(lines: &[Line]) -> (u16, u16) {
    lines.iter().fold((0, 0), |(keys, words), line| match line {
        Line::Key(help) => (keys.max(width(help.keys)), words.max(width(help.does))),
        Line::Section(_) | Line::Blank => (keys, words),
    })
}

/// Columns that the help takes in these parts side by side, its frame included.
fn wide(parts: &[&[Line]]) -> u16 {
    let inner: u16 = parts.iter().map(|part| columns(part)).map(|(keys, words)| keys + GAP + words).sum();
    inner + GAP * u16::try_from(parts.len().saturating_sub(1)).unwrap_or_default() + 4
}

/// All lines, section by section, a blank line between two.
fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    let mut section = "";
    for help in HELP {
        if help.section != section {
            if !lines.is_empty() {
                lines.push(Line::Blank);
            }
            section = help.section;
            lines.push(Line::Section(section));
        }
        lines.push(Line::Key(help));
    }
    lines
}

/// The lines in columns of about the same height; a section is never torn apart.
fn split(lines: &[Line], columns: u16) -> Vec<&[Line]> {
    if columns < 2 {
        return vec![lines];
    }
    let half = lines.len() / 2;
    let breaks = lines.iter().enumerate().filter(|(_, l)| matches!(l, Line::Blank)).map(|(n, _)| n);
    match breaks.min_by_key(|n| n.abs_diff(half)) {
        Some(at) => vec![lines.get(..at).unwrap_or_default(), lines.get(at + 1..).unwrap_or_default()],
        None => vec![lines],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_fits_beside_its_words_on_a_common_terminal() {
        assert!(wide(&split(&lines(), 1)) <= 80, "one column");
        assert!(wide(&split(&lines(), 2)) <= 120, "two columns");
    }

    #[test]
    fn columns_hold_every_line_between_two_sections() {
        let lines = lines();
        let parts = split(&lines, 2);
        let sum: usize = parts.iter().map(|p| p.len()).sum();
        assert_eq!(sum + parts.len() - 1, lines.len());
    }
}
