//! Draws the scrollbar: the whole article in one column, with quotes in their speakers' colours, and notes.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::nlp::QuoteKind;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{BAR_DIRECT, BAR_INDIRECT, BAR_NOTE, THUMB};
use crate::text::Span;
use crate::theme::Scope;

/// The contents of a row of the scrollbar; more important marks replace less important ones.
#[derive(Clone, Copy, Default)]
struct Row {
    quote: Option<(usize, QuoteKind)>,
    selected: bool,
    noted: bool,
}

/// Draws the marks in `bar`, and the visible part of the text (`window`) as a thumb. The thumb is on the divider if one
/// is beside the bar, to avoid two parallel lines; else in the bar.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, bar: Rect, divider: Rect, window: Span) {
    if bar.is_empty() {
        return;
    }
    let thumb = if divider.is_empty() { bar.x } else { divider.x };
    let length = frame.model.document.article.text.len();
    let mut rows = vec![Row::default(); usize::from(bar.height)];
    for (n, quote) in frame.model.document.annotations.attributions.iter().enumerate() {
        let selected = frame.is_selected(n);
        let Some(row) = rows.get_mut(row_of(quote.start(), length, bar.height)) else { continue };
        if selected || row.quote.is_none() {
            row.quote = Some((frame.order(n), quote.kind));
            row.selected |= selected;
        }
    }
    for span in frame.model.document.notes.iter().filter_map(|n| n.placement.span()) {
        if let Some(row) = rows.get_mut(row_of(span.start, length, bar.height)) {
            row.noted = true;
        }
    }
    let shown = row_of(window.start, length, bar.height)..=row_of(window.end.saturating_sub(1), length, bar.height);
    // No thumb if the whole text is visible.
    let all = window.len() * 100 >= length * 98;
    for (n, (y, row)) in (bar.top()..bar.bottom()).zip(&rows).enumerate() {
        if shown.contains(&n) && !all && length > 0 {
            canvas.glyph(thumb, y, thumb + 1, THUMB.text, 1, frame.on_text(Scope::Gutter));
        }
        let (symbol, style) = match row {
            Row { noted: true, .. } => (BAR_NOTE.text, frame.on_text(Scope::NoteMark)),
            Row { quote: Some((order, kind)), .. } => {
                let symbol = if *kind == QuoteKind::Indirect { BAR_INDIRECT.text } else { BAR_DIRECT.text };
                (symbol, frame.speaker(frame.on_text(Scope::Text), *order))
            }
            _ => continue,
        };
        let style = if row.selected { style.add_modifier(Modifier::BOLD) } else { style };
        canvas.glyph(bar.x, y, bar.right(), symbol, 1, style);
    }
}

/// Returns the row of the bar for `byte`.
fn row_of(byte: usize, length: usize, height: u16) -> usize {
    let last = usize::from(height.saturating_sub(1));
    byte.saturating_mul(usize::from(height)).checked_div(length).unwrap_or_default().min(last)
}
