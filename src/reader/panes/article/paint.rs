//! Styles of the article text: every span on screen with its style, combined in layers.
//!
//! ```text
//! block kind ‹ code colours ‹ inline styles ‹ quotes ‹ names ‹ selected quote ‹ notes ‹ matches ‹ selection
//! ```
//!
//! Binary search finds the spans that overlap the window: an article of 3 MB holds a hundred thousand names.

use std::ops::Range;

use ratatui::style::{Modifier, Style};

use crate::library::notes::PlacedNote;
use crate::nlp::{Attribution, EntityType, QuoteKind};
use crate::reader::draw::frame::Frame;
use crate::reader::panes::article::code;
use crate::text::{Block, BlockKind, InlineStyle, Span};
use crate::theme::{Scope, Theme};

/// The styled spans in a window of the text, lowest layer first.
pub(in crate::reader) struct Paint {
    layers: Vec<(Span, Style)>,
}

impl Paint {
    /// Collects everything that has a style in `window`. `quotes` are the attributions whose content overlaps the
    /// window.
    pub(in crate::reader) fn new(frame: &Frame<'_>, window: Span, quotes: &[(usize, &Attribution)]) -> Self {
        let (model, theme) = (frame.model, frame.theme);
        let mut paint = Self { layers: Vec::new() };
        for block in within(&model.document.article.blocks, window, |b| b.span) {
            if matches!(block.kind, BlockKind::Code { .. }) {
                paint.code(block, &code::colours(frame, block), window);
            }
            paint.inlines(block, theme, window);
        }
        for (_, quote) in quotes.iter().filter(|(at, _)| !frame.is_selected(*at)) {
            let scope = if quote.kind == QuoteKind::Indirect { Scope::IndirectQuote } else { Scope::Quote };
            paint.all(&quote.content, window, theme.style(scope));
        }
        for mention in within(&model.document.annotations.mentions, window, |m| m.span) {
            if mention.named || matches!(mention.kind, EntityType::Date | EntityType::Quantity) {
                paint.add(mention.span, window, theme.style(entity_scope(mention.kind)));
            }
        }
        if let Some((_, quote)) = frame.selected {
            paint.all(&quote.content, window, theme.style(Scope::SelectedContent));
            paint.all(&quote.source, window, theme.style(Scope::SelectedSource));
            paint.all(&quote.cue, window, theme.style(Scope::SelectedCue));
        }
        let noted = theme.style(Scope::Noted);
        for span in model.document.notes.iter().filter_map(|n| n.placement.span()) {
            paint.add(span, window, noted);
        }
        if let Some(search) = &model.document.search {
            for span in within(&search.matches, window, |s| *s) {
                paint.add(*span, window, theme.style(Scope::Match));
            }
            if let Some(span) = search.current.and_then(|n| search.matches.get(n)) {
                paint.add(*span, window, theme.style(Scope::CurrentMatch));
            }
        }
        if let Some(span) = model.document.selection() {
            paint.add(span, window, theme.style(Scope::Selection));
        }
        paint
    }

    /// Returns the layers that overlap `line`, for [`Paint::style_at`].
    pub(in crate::reader) fn on(&self, line: Span) -> Vec<(Span, Style)> {
        self.layers.iter().filter(|(span, _)| span.overlaps(line)).copied().collect()
    }

    /// Returns the style of one glyph: `base` with every layer applied.
    pub(in crate::reader) fn style_at(layers: &[(Span, Style)], glyph: Span, base: Style) -> Style {
        let here = layers.iter().filter(|(span, _)| span.contains(glyph.start));
        here.fold(base, |style, (_, over)| {
            let reverses = over.add_modifier.contains(Modifier::REVERSED);
            // In reverse video a name's colour would fill the background, so the block's own colours are reversed
            // instead.
            let under = if reverses { Style { fg: base.fg, bg: base.bg, ..style } } else { style };
            under.patch(*over)
        })
    }

    fn code(&mut self, block: &Block, colours: &[(Range<usize>, Style)], window: Span) {
        let at = |range: &Range<usize>| Span::new(block.span.start + range.start, block.span.start + range.end);
        let parts = within(colours, window, |(range, _)| at(range));
        self.layers.extend(parts.iter().map(|(range, style)| (at(range), *style)));
    }

    fn inlines(&mut self, block: &Block, theme: &Theme, window: Span) {
        for inline in &block.inlines {
            if inline.span.start >= window.end {
                break;
            }
            let scope = match inline.style {
                InlineStyle::Emphasis => Scope::Emphasis,
                InlineStyle::Strong => Scope::Strong,
                InlineStyle::Strike => Scope::Strike,
                InlineStyle::Code => Scope::Code,
                InlineStyle::Link(_) => Scope::Link,
            };
            self.add(inline.span, window, theme.style(scope));
        }
    }

    fn all(&mut self, spans: &[Span], window: Span, style: Style) {
        for span in spans {
            self.add(*span, window, style);
        }
    }

    fn add(&mut self, span: Span, window: Span, style: Style) {
        if span.overlaps(window) {
            self.layers.push((span, style));
        }
    }
}

/// Returns the base style of a block's text.
pub(in crate::reader) fn block_style(block: &Block, theme: &Theme) -> Style {
    let text = theme.style(Scope::Text);
    let text = if block.quote_depth > 0 { text.patch(theme.style(Scope::BlockQuote)) } else { text };
    match block.kind {
        BlockKind::Heading(level) => text.patch(theme.style(Scope::Heading(level))),
        BlockKind::Code { .. } | BlockKind::Preformatted => text.patch(theme.style(Scope::Code)),
        BlockKind::Rule => text.patch(theme.style(Scope::Gutter)),
        BlockKind::Paragraph | BlockKind::ListItem { .. } => text,
    }
}

/// Returns the scope of a name, a date or a quantity.
pub(in crate::reader) fn entity_scope(kind: EntityType) -> Scope {
    match kind {
        EntityType::Person => Scope::Person,
        EntityType::Organisation => Scope::Organisation,
        EntityType::Place => Scope::Place,
        EntityType::Other => Scope::OtherName,
        EntityType::Date => Scope::Date,
        EntityType::Quantity => Scope::Quantity,
    }
}

/// Returns the items that overlap `window`, from a sorted list whose spans do not overlap each other.
pub(in crate::reader) fn within<T>(items: &[T], window: Span, span: impl Fn(&T) -> Span) -> &[T] {
    let from = items.partition_point(|item| span(item).end <= window.start);
    let len = items.get(from..).map_or(0, |rest| rest.partition_point(|item| span(item).start < window.end));
    items.get(from..from + len).unwrap_or_default()
}

/// Returns the sign of a note in its colour: its verdict, else its flag, else the plain note sign.
pub(in crate::reader) fn note_sign(frame: &Frame<'_>, note: &PlacedNote, base: Style) -> (&'static str, Style) {
    let marks = note.note.all_marks();
    let name =
        marks.verdict.map(crate::reader::corrections::verdict).or(marks.flag.map(crate::reader::corrections::flag));
    let sign = name.and_then(|name| name.split(' ').next()).unwrap_or(crate::reader::draw::signs::NOTE.text);
    // Reuse the speakers' colours, which every theme makes distinct.
    let colour =
        marks.colour.as_deref().and_then(|c| ["yellow", "green", "blue", "red", "purple"].iter().position(|n| *n == c));
    let style = match colour {
        Some(n) => bold(frame.speaker(base, n)),
        None => frame.over(base, Scope::NoteMark),
    };
    (sign, style)
}

/// Returns a style with bold added.
pub(in crate::reader) fn bold(style: Style) -> Style {
    style.add_modifier(Modifier::BOLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_found_by_its_edges() {
        let spans: Vec<Span> = (0..100).map(|n| Span::new(n * 10, n * 10 + 5)).collect();
        let brute = |w: Span| spans.iter().filter(|s| s.overlaps(w)).copied().collect::<Vec<_>>();
        for window in [(0, 0), (0, 1), (5, 10), (4, 11), (33, 71), (995, 2000), (0, 5000)] {
            let window = Span::new(window.0, window.1);
            assert_eq!(within(&spans, window, |s| *s), brute(window), "{window:?}");
        }
    }
}
