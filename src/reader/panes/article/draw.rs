//! Draws the article pane: text, gutter, scrollbar.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::nlp::{Attribution, QuoteKind};
use crate::reader::Pane;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::{DIRECT, END, HERE, INDIRECT, THERE, UNSURE};
use crate::reader::layout::geometry::Geometry;
use crate::reader::layout::{Line, LinePos};
use crate::reader::panes::article::paint::{Paint, block_style, bold};
use crate::text::{BlockKind, Span};
use crate::theme::Scope;

/// A visible line.
struct Visible<'m> {
    y: u16,
    at: LinePos,
    line: &'m Line,
}

/// Draws the pane; returns the cursor position.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, places: &Geometry) -> Option<(u16, u16)> {
    let model = frame.model;
    let lines: Vec<Visible<'_>> = model
        .document
        .layouts
        .visible(model.document.top, places.text.height)
        .into_iter()
        .filter_map(|(row, at)| Some(Visible { y: places.text.y + row, at, line: model.document.layouts.line(at)? }))
        .collect();
    let window = lines.iter().map(|l| l.line.span).reduce(Span::join).unwrap_or_default();
    let quotes = frame.quotes_in(window);
    let paint = Paint::new(frame, window, &quotes);

    // Focus mode dims all paragraphs but the current one.
    let lit = model.session.focus_mode.then(|| model.document.article.block_at(model.document.cursor).unwrap_or(0));
    let mut cursor = None;
    for (n, visible) in lines.iter().enumerate() {
        if let Some(row) = visible.line.picture {
            crate::reader::panes::pictures::draw::row(frame, canvas, places.text, visible.y, row);
            continue;
        }
        let block = model.document.article.blocks.get(visible.at.block);
        let base = block.map_or(frame.style(Scope::Text), |b| block_style(b, frame.theme));
        let quiet = lit.is_some_and(|lit| lit != visible.at.block);
        let base = if quiet { frame.quiet(frame.on_text(Scope::Text)) } else { base };
        let layers = if quiet { Vec::new() } else { paint.on(visible.line.span) };
        words(frame, canvas, places.text, visible, base, &layers);
        let next = lines.iter().skip(n + 1).find(|next| next.line.picture.is_none());
        let here = is_here(model.document.cursor, visible, next);
        gutter(frame, canvas, places.gutter, visible, &quotes, here);
        if here {
            let column = visible.line.column_of(model.document.cursor).min(places.text.width.saturating_sub(1));
            cursor = Some((places.text.x + column, visible.y));
        }
    }
    end_mark(frame, canvas, places.text, lines.last());
    crate::reader::panes::article::scrollbar::draw(frame, canvas, places.scrollbar, places.divider, window);
    cursor
}

/// Returns whether the cursor is on this line: between its first byte and that of the next line.
fn is_here(cursor: usize, visible: &Visible<'_>, next: Option<&Visible<'_>>) -> bool {
    let span = visible.line.span;
    cursor >= span.start && next.map_or(cursor <= span.end, |next| cursor < next.line.span.start.max(span.start + 1))
}

fn words(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    text: Rect,
    visible: &Visible<'_>,
    base: Style,
    layers: &[(Span, Style)],
) {
    let (line, y) = (visible.line, visible.y);
    let kind = frame.model.document.article.blocks.get(visible.at.block).map(|b| &b.kind);
    let marker = match kind {
        Some(BlockKind::ListItem { .. }) => Scope::ListMarker,
        _ => Scope::Gutter,
    };
    canvas.clip(
        text.x,
        y,
        line.indent.max(if line.cells.is_empty() { text.width } else { 0 }).min(text.width),
        &line.marker,
        frame.on_text(marker),
    );
    for glyph in &line.cells {
        let style = Paint::style_at(layers, glyph.span, base);
        canvas.glyph(text.x.saturating_add(glyph.column), y, text.right(), &glyph.symbol, glyph.width, style);
    }
    if let Some(last) = line.cells.last().filter(|_| line.hyphen) {
        let style = Paint::style_at(layers, last.span, base);
        canvas.glyph(text.x.saturating_add(last.column).saturating_add(last.width), y, text.right(), "-", 1, style);
    }
}

/// Draws the gutter of a line: the cursor or a note mark, and the bar of the quote.
fn gutter(
    frame: &Frame<'_>,
    canvas: &mut Canvas<'_>,
    gutter: Rect,
    visible: &Visible<'_>,
    quotes: &[(usize, &Attribution)],
    here: bool,
) {
    if gutter.is_empty() {
        return;
    }
    let (span, y) = (visible.line.span, visible.y);
    // Three columns hold a mark, the bar and a blank; one column holds the most important sign.
    let (mark, bar) = if gutter.width >= 3 { (gutter.x, gutter.x + 1) } else { (gutter.x, gutter.x) };
    let over = |(_, q): &&(usize, &Attribution)| q.content.iter().any(|c| c.overlaps(span));
    let selected = quotes.iter().filter(over).find(|(at, _)| frame.is_selected(*at));
    if let Some((at, quote)) = selected.or_else(|| quotes.iter().find(over)) {
        let symbol = if quote.kind == QuoteKind::Indirect { INDIRECT.text } else { DIRECT.text };
        let style = frame.speaker(frame.on_text(Scope::Text), frame.order(*at));
        let style = if frame.is_selected(*at) { bold(style) } else { style };
        canvas.glyph(bar, y, gutter.right(), symbol, 1, style);
        if mark == bar {
            return;
        }
    }
    let begins = |s: Span| s.start >= span.start && s.start < span.end.max(span.start + 1);
    if let Some(note) = frame.model.document.notes.iter().find(|n| n.placement.span().is_some_and(begins)) {
        let (sign, style) = crate::reader::panes::article::paint::note_sign(frame, note, frame.on_text(Scope::Text));
        canvas.glyph(mark, y, gutter.right(), sign, 1, style);
    } else if here {
        let focused = frame.model.document.focus == Pane::Article;
        let scope = if focused { Scope::FocusedBorder } else { Scope::Gutter };
        canvas.glyph(mark, y, gutter.right(), if focused { HERE.text } else { THERE.text }, 1, frame.on_text(scope));
    } else if quotes
        .iter()
        .any(|(_, q)| frame.model.document.annotations.is_unsure(q) && q.content.first().is_some_and(|c| begins(*c)))
    {
        canvas.glyph(mark, y, gutter.right(), UNSURE.text, 1, frame.on_text(Scope::Doubt));
    }
}

/// Draws the mark below the last line of the article.
fn end_mark(frame: &Frame<'_>, canvas: &mut Canvas<'_>, text: Rect, last: Option<&Visible<'_>>) {
    let blocks = &frame.model.document.article.blocks;
    let Some(last) = last else { return };
    let layout = frame.model.document.layouts.get(last.at.block);
    let is_last = last.at.block + 1 == blocks.len() && layout.is_some_and(|l| last.at.line + 1 == l.lines.len());
    let y = last.y.saturating_add(2);
    if is_last && y < text.bottom() {
        canvas.glyph(
            text.x + text.width.saturating_sub(1) / 2,
            y,
            text.right(),
            END.text,
            1,
            frame.on_text(Scope::Gutter),
        );
    }
}
