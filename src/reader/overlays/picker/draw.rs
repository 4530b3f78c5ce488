//! Draws the picker.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::HERE;
use crate::reader::layout::text_measure::fit;
use crate::reader::overlays::picker::fuzzy::Fuzzy;
use crate::reader::overlays::picker::{Item, Picker, PickerPage, Picking};
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Columns of the kind of a place.
const KIND: u16 = 9;
/// Columns of the selection mark and the blank after it.
const MARK: u16 = 2;

/// Draws the picker; returns the cursor position.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, picker: &Picker) -> Option<(u16, u16)> {
    let page = PickerPage::new(frame.model.session.screen);
    let (name, sign) = match picker.what {
        Picking::Command => ("Commands", ":"),
        Picking::Place => ("Go to a person, heading, quote or note", "›"),
    };
    let count = format!("{} of {}", picker.hits.len(), picker.items.len());
    boxes::draw(frame, canvas, page.area, name, &count);
    let text = frame.on_text(Scope::Text);
    let list = page.list;
    if picker.hits.is_empty() && !list.is_empty() {
        canvas.put(
            list.x + MARK.min(list.width),
            list.y,
            list.width - MARK.min(list.width),
            "no match",
            frame.quiet(text),
        );
    }
    let mut fuzzy = Fuzzy::new(&picker.text);
    for ((n, hit), y) in picker.hits.iter().enumerate().skip(picker.top).zip(list.top()..list.bottom()) {
        let Some(item) = picker.items.get(*hit) else { continue };
        let row = Rect { y, height: 1, ..list };
        let selected = n == picker.selected;
        let base = if selected { text.patch(frame.style(Scope::SelectedRow)) } else { text };
        canvas.clear(row, base);
        if selected {
            canvas.put(row.x, y, row.width, HERE.text, frame.over(base, Scope::FocusedBorder));
        }
        let inner = Rect { x: row.x + MARK.min(row.width), width: row.width.saturating_sub(MARK), ..row };
        let letters = if picker.text.is_empty() { Vec::new() } else { fuzzy.letters(&item.text) };
        draw_item(frame, canvas, inner, item, (picker.what, base, &letters));
    }
    let line = page.line;
    if line.is_empty() {
        return None;
    }
    let signed = canvas.put(line.x, line.y, line.width, sign, bold(frame.on_text(Scope::FocusedBorder))) + 1;
    let place = Rect { x: line.x.saturating_add(signed), width: line.width.saturating_sub(signed), ..line };
    Some((crate::reader::panes::prompt::typed(frame, canvas, place, &picker.text, text).min(line.right() - 1), line.y))
}

fn draw_item(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    row: Rect,
    item: &Item,
    (what, base, letters): (Picking, Style, &[usize]),
) {
    let quiet = frame.quiet(base);
    let kind = if what == Picking::Place && row.width >= 40 { KIND } else { 0 };
    canvas.put(row.x, row.y, kind, item.kind, quiet);
    // Keys are never cut; a speaker is cut before the words.
    let most = if what == Picking::Command { row.width / 2 } else { row.width / 3 };
    let side = if what == Picking::Command { bold(frame.over(base, Scope::FocusedBorder)) } else { quiet };
    let taken = if row.width >= 20 { canvas.put_right(row.right(), row.y, most, &item.side, side) } else { 0 };
    let room = row.width.saturating_sub(kind + taken + if taken > 0 { 2 } else { 0 });
    lit(frame, canvas, Rect { x: row.x + kind, width: room, ..row }, &item.text, (base, letters));
}

/// Draws text with the matching letters highlighted.
fn lit(frame: &Frame<'_>, canvas: &mut Canvas<'_>, row: Rect, text: &str, (base, letters): (Style, &[usize])) {
    let shown = fit(text, row.width);
    let style = bold(frame.over(base, Scope::Match));
    let mut x = row.x;
    let mut letters = letters.iter().peekable();
    for (n, cluster) in shown.graphemes(true).enumerate() {
        while letters.next_if(|at| **at < n).is_some() {}
        let style = if letters.peek() == Some(&&n) { style } else { base };
        x = x.saturating_add(canvas.clip(x, row.y, row.right().saturating_sub(x), cluster, style));
    }
}
