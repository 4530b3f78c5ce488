//! Draws the chart of speakers.

use ratatui::layout::Rect;

use crate::nlp::QuoteKind;
use crate::reader::ChartState;
use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{BLOCK, BLOCK_INDIRECT, CHOSEN, CURSOR, HERE};
use crate::reader::layout::text_measure::{fit, wrap};
use crate::reader::overlays::chart::{ChartPage, order, selected};
use crate::reader::panes::article::paint::bold;
use crate::reader::panes::list::row_text;
use crate::theme::Scope;

/// Draws the chart.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, state: ChartState) {
    let model = frame.model;
    let page = ChartPage::new(model);
    let quote = selected(model, state);
    let (speakers, quotes) = (model.document.index.speakers.len(), model.document.annotations.attributions.len());
    let count = format!("{speakers} speakers {} · {quotes} quotes", model.session.people_sort.label());
    boxes::draw(frame, canvas, page.area, "Speakers", &count);
    let text = frame.on_text(Scope::Text);
    let quiet = frame.quiet(text);
    if !page.ruler.is_empty() && !page.bars.is_empty() {
        let (ruler, column) = (page.ruler, page.column(model.document.cursor));
        canvas.rule(ruler.x, ruler.y, ruler.width, "─", frame.on_text(Scope::Border));
        canvas.glyph(ruler.x + column, ruler.y, ruler.right(), CURSOR.text, 1, frame.on_text(Scope::FocusedBorder));
        canvas.put(
            page.names.x,
            ruler.y,
            page.names.width.saturating_sub(1),
            &format!("{} you are here", CURSOR.text),
            quiet,
        );
    }
    let rows = page.names.top()..page.names.bottom();
    for (order, y) in order(model).into_iter().skip(state.top).zip(rows) {
        let Some(speaker) = model.document.index.speakers.get(order) else { continue };
        let here = order == state.speaker;
        let row = Rect { y, height: 1, ..page.names };
        let base = if here { text.patch(frame.style(Scope::SelectedRow)) } else { text };
        canvas.clear(row, base);
        if here {
            canvas.put(row.x, y, row.width, HERE.text, frame.over(base, Scope::FocusedBorder));
        }
        let figures = format!("{:>3}", speaker.quotes.len());
        let room = row.width.saturating_sub(3);
        let taken = canvas.put_right(row.right().saturating_sub(1), y, room, &figures, frame.quiet(base)) + 1;
        let name = fit(&speaker.name, room.saturating_sub(taken));
        canvas.put(row.x.saturating_add(2), y, room, &name, bold(frame.speaker(base, order)));
        for &at in &speaker.quotes {
            bar(frame, canvas, &page, y, at, quote == Some(at));
        }
        // Draws the selected quote over others in the same column.
        if let Some(at) = quote.filter(|_| here) {
            bar(frame, canvas, &page, y, at, true);
        }
    }
    words(frame, canvas, page.words, quote);
}

/// Draws a quote's blocks: full for direct and mixed quotes, thin for indirect ones, and a special sign for the
/// selected one.
fn bar(frame: &Frame<'_>, canvas: &mut Canvas<'_>, page: &ChartPage, y: u16, at: usize, here: bool) {
    let Some(quote) = frame.model.document.annotations.attributions.get(at) else { return };
    let style = bold(frame.speaker(frame.on_text(Scope::Text), frame.order(at)));
    let symbol = if quote.kind == QuoteKind::Indirect { BLOCK_INDIRECT.text } else { BLOCK.text };
    let bars = page.bars;
    for span in &quote.content {
        let (first, last) = page.columns(*span);
        for column in first..=last {
            let x = bars.x.saturating_add(column);
            canvas.glyph(x, y, bars.right(), symbol, 1, style);
        }
    }
    if here {
        let x = bars.x.saturating_add(page.column(quote.start()));
        canvas.glyph(x, y, bars.right(), CHOSEN.text, 1, bold(frame.on_text(Scope::CurrentMatch)));
    }
}

/// Draws the words of the selected quote.
fn words(frame: &Frame<'_>, canvas: &mut Canvas<'_>, area: Rect, quote: Option<usize>) {
    let model = frame.model;
    let Some(quote) = quote.and_then(|at| model.document.annotations.attributions.get(at)) else { return };
    let said = row_text::content(model, quote, area.width, 2);
    let paragraph = model.document.article.block_at(quote.start()).map_or(1, |b| b + 1);
    let doubt = if model.document.annotations.is_unsure(quote) { "unsure · " } else { "" };
    // Leave a blank row above if there is room.
    let gap = u16::from(area.height >= 3);
    let lines =
        wrap(&format!("¶{paragraph} · {doubt}{said}"), area.width, usize::from(area.height - gap.min(area.height)));
    for (y, line) in (area.top() + gap..area.bottom()).zip(lines) {
        canvas.put(area.x, y, area.width, &line, frame.on_text(Scope::Text));
    }
}
