//! The chart of speakers: one row per speaker, with the article from left to right.
//!
//! ```text
//!                      ▼
//! Mara Lindqvist   3   ▇▇ ▇              ▇
//! Tomas Okafor     1       ▇
//! ```

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use std::cmp::Reverse;

use ratatui::layout::Rect;

use crate::reader::layout::text_measure::width as width_of;
use crate::reader::overlays::help::inside;
use crate::reader::{Model, PeopleSort};
use crate::text::Span;

/// The selection and scroll position in the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChartState {
    /// The selected speaker: an index into [`Index::speakers`](crate::reader::index::Index::speakers).
    pub speaker: usize,
    /// The selected quote: an index into that speaker's quotes.
    pub quote: usize,
    /// The first visible row.
    pub top: usize,
}

/// The greatest width of a chart; space beside it would be of no use.
const WIDEST: u16 = 160;
/// Rows below the speakers: a blank row, and the words of the selected quote.
const WORDS: u16 = 3;
/// The most speakers to measure the width of names by.
const LOOKED_AT: usize = 100;

/// The position of the chart on the screen, and its scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChartPage {
    /// The box with its frame.
    pub area: Rect,
    /// The names and counts, one row per speaker.
    pub names: Rect,
    /// The bars, to the right of the names.
    pub bars: Rect,
    /// The row above the bars that marks the reader's position.
    pub ruler: Rect,
    /// The words of the selected quote.
    pub words: Rect,
    /// Length of the article in bytes.
    length: usize,
}

impl ChartPage {
    /// Places the chart on the screen.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let (wide, high) = model.session.screen;
        let free = if high > 8 { high - 1 } else { high };
        let speakers = u16::try_from(model.document.index.speakers.len()).unwrap_or(u16::MAX);
        let width = wide.min(WIDEST);
        let height = speakers.saturating_add(WORDS + 4).min(free);
        let area = Rect::new((wide - width) / 2, (free - height) / 2, width, height);
        let inner = inside(area);
        let words = if inner.height >= 8 { WORDS } else { inner.height / 4 };
        let ruler = u16::from(inner.height > 2);
        let rows = inner.height - words - ruler;
        // On a narrow screen the names take precedence over the scale.
        let longest =
            model.document.index.speakers.iter().take(LOOKED_AT).map(|s| width_of(&s.name)).max().unwrap_or(0);
        let name = longest.saturating_add(8).clamp(16, (inner.width / 3).max(30)).min(inner.width / 2);
        let names = Rect { y: inner.y + ruler, width: name, height: rows, ..inner };
        let bars = Rect { x: inner.x + name, width: inner.width - name, ..names };
        Self {
            area,
            names,
            bars,
            ruler: Rect { y: inner.y, height: ruler, ..bars },
            words: Rect { y: names.y + rows, height: words, ..inner },
            length: model.document.article.text.len(),
        }
    }

    /// Returns the column of the bars for a byte of the article.
    #[must_use]
    pub fn column(&self, byte: usize) -> u16 {
        let wide = usize::from(self.bars.width);
        let at = byte.min(self.length).saturating_mul(wide).checked_div(self.length).unwrap_or_default();
        u16::try_from(at.min(wide.saturating_sub(1))).unwrap_or_default()
    }

    /// Returns the byte of the article for a column of the bars.
    #[must_use]
    pub fn byte(&self, column: u16) -> usize {
        usize::from(column).saturating_mul(self.length).div_ceil(usize::from(self.bars.width.max(1)))
    }

    /// Returns the first and last column of a span.
    #[must_use]
    pub fn columns(&self, span: Span) -> (u16, u16) {
        (self.column(span.start), self.column(span.end.saturating_sub(1).max(span.start)))
    }
}

/// Returns the speakers in the sort order of the People tab: indices into [`crate::reader::index::Index::speakers`].
#[must_use]
pub fn order(model: &Model) -> Vec<usize> {
    let speakers = &model.document.index.speakers;
    let mut order: Vec<usize> = (0..speakers.len()).collect();
    let speaker = |at: &usize| speakers.get(*at);
    match model.session.people_sort {
        PeopleSort::Appearance => {}
        PeopleSort::Name => order.sort_by_cached_key(|at| speaker(at).map(|s| s.name.to_lowercase())),
        PeopleSort::Share => order.sort_by_key(|at| Reverse(speaker(at).map(|s| (s.words, s.quotes.len())))),
    }
    order
}

/// Returns the selected quote: an index into the attributions.
#[must_use]
pub fn selected(model: &Model, state: ChartState) -> Option<usize> {
    model.document.index.speakers.get(state.speaker)?.quotes.get(state.quote).copied()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::Article;

    #[test]
    fn the_chart_stays_on_the_screen_and_its_scale_inside_the_bars() {
        let article = Article::new("t", "x".repeat(1000), Vec::new());
        let mut model = Model::new(Arc::new(article), (0, 0));
        for speakers in [0, 1, 7, 90] {
            let mut index = crate::reader::index::Index::default();
            index.speakers = vec![Default::default(); speakers];
            model.document.index = Arc::new(index);
            for wide in 0..130 {
                for high in 0..50 {
                    model.session.screen = (wide, high);
                    let page = ChartPage::new(&model);
                    let screen = Rect::new(0, 0, wide, high);
                    for part in [page.area, page.names, page.bars, page.ruler, page.words] {
                        assert_eq!(screen.union(part), screen, "{wide}×{high}: {page:?}");
                    }
                    let column = |c| page.column(page.byte(c));
                    assert!((0..page.bars.width).all(|c| column(c) == c), "there and back: {page:?}");
                    let (first, last) = page.columns(Span::new(0, 5000));
                    assert!(first == 0 && (last < page.bars.width || page.bars.width == 0));
                }
            }
        }
    }
}
