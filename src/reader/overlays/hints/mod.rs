//! Hint letters: short labels to jump to anything on screen.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use ratatui::layout::Rect;

use crate::library::notes::NoteId;
use crate::reader::Model;
use crate::reader::panes::list::row_text::{row_gap, row_gap_below, row_height};
use crate::reader::panes::list::rows::rows;
use crate::text::Span;

/// A hint: one or two letters on a jump target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The letters to type.
    pub label: String,
    /// Where the letters are drawn.
    pub at: Spot,
    /// The jump target.
    pub to: HintTarget,
}

/// The position of a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// At this byte of the article.
    Byte(usize),
    /// At this row of the list.
    Row(usize),
}

/// The jump target of a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintTarget {
    /// A quote, by its id.
    Quote(String),
    /// A link.
    Link(Span, String),
    /// A note.
    Note(NoteId, Span),
    /// A row of the list.
    Row(usize),
}

/// Returns the visible, selectable rows of the list, each with its position in `area`.
#[must_use]
pub fn shown_rows(model: &Model, area: Rect) -> Vec<(usize, Rect)> {
    let mut shown = Vec::new();
    let mut y = area.y;
    let list = model.document.list(model.document.tab);
    for (n, row) in rows(model, model.document.tab).iter().enumerate().skip(list.top) {
        let (height, gap) = (row_height(model, row, area.width, n == 0), row_gap(model, row, n == 0));
        let below = row_gap_below(model, row);
        let place =
            Rect { y: y.saturating_add(gap), height: height.saturating_sub(gap + below), ..area }.intersection(area);
        if y >= area.bottom() || place.is_empty() {
            break;
        }
        if row.selectable() {
            shown.push((n, place));
        }
        y = y.saturating_add(height);
    }
    shown
}

/// The letters, home row first.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

/// Returns `count` labels, none a prefix of another: letters, then pairs if there are too few letters.
#[must_use]
pub fn labels(count: usize) -> Vec<String> {
    let letters = || LETTERS.chars();
    let all = LETTERS.len();
    // A letter that starts pairs cannot be a label of its own.
    let singles = (all * all).saturating_sub(count).checked_div(all - 1).unwrap_or(0).min(all);
    let pairs = letters().skip(singles).flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    letters().take(singles).map(String::from).chain(pairs).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_begins_another() {
        assert_eq!(labels(40).iter().filter(|l| l.len() == 1).count(), 25, "no more pairs than are needed");
        for count in [0, 1, 26, 27, 40, 51, 52, 100, 675, 676, 1000] {
            let labels = labels(count);
            assert_eq!(labels.len(), count.min(26 * 26));
            for (n, a) in labels.iter().enumerate() {
                assert!(labels.iter().enumerate().all(|(m, b)| m == n || !b.starts_with(a.as_str())), "{a}");
            }
        }
    }
}
