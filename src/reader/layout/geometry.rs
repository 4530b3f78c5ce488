//! The layout of the screen, shared by drawing and the mouse.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::reader::{Model, Overlay, Pane, Tab};

/// The least columns for two panes side by side.
pub const TWO_PANES: u16 = 100;
/// The default longest line of running text.
pub const MEASURE: u16 = 72;
/// The least and greatest line length that a reader can choose.
pub const MEASURES: (u16, u16) = (24, 140);

/// The greatest margin that a reader can choose.
pub const MARGIN_MOST: u16 = 40;

/// The most rows that a reader can choose for the quotes below the article.
pub const STRIP_MOST: u16 = 40;

/// The least widths of the second pane and the article side by side.
const LIST: u16 = 24;
const ARTICLE: u16 = 40;

/// The sizes that a reader can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The longest line of running text.
    pub measure: u16,
    /// Blank columns on both sides of running text, if there is room.
    pub margin: u16,
    /// Whether to show a single pane even on a wide screen.
    pub single: bool,
    /// The second pane's share of the screen in thousandths; `None` until the divider is moved.
    pub list: Option<u16>,
    /// Rows above the status line reserved for the tutorial.
    pub foot: u16,
    /// Rows below the article for its quotes if there is no second pane; `None` for the usual number.
    pub strip: Option<u16>,
    /// Whether the article has quotes, or may have some.
    pub quoted: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self { measure: MEASURE, margin: 0, single: false, list: None, foot: 0, strip: None, quoted: true }
    }
}

/// The parts of the screen. Every rectangle is inside the screen; a part without room is empty. None overlap, except
/// that `gutter`, `text` and `scrollbar` are inside `article`, and `editor` is over `article`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    /// The whole screen.
    pub screen: Rect,
    /// The title line, above the article pane. Empty if only the list is shown.
    pub title: Rect,
    /// The article pane below the title: margins, gutter, text and scrollbar.
    pub article: Rect,
    /// Columns for marks, left of the text: three, or one or none on narrow screens.
    pub gutter: Rect,
    /// The text itself; its width is the line width.
    pub text: Rect,
    /// The scrollbar, at the right edge of the article pane.
    pub scrollbar: Rect,
    /// The column between the panes, from the title line down.
    pub divider: Rect,
    /// The line with the tabs, above the list.
    pub tabs: Rect,
    /// The line above the list with its filter or sort order; empty without either.
    pub head: Rect,
    /// The list.
    pub list: Rect,
    /// The quotes on screen, below the article, if there is no second pane.
    pub strip: Rect,
    /// Rows above the status line for the tutorial.
    pub lesson: Rect,
    /// The status line, at the bottom.
    pub status: Rect,
    /// The note editor with its borders, if open.
    pub editor: Rect,
    /// Whether both panes are shown.
    pub two_panes: bool,
}

/// Returns the layout for this model.
#[must_use]
pub fn geometry(model: &Model) -> Geometry {
    let (width, height) = model.session.screen;
    let mut at = panes(width, height, model.document.focus, model.session.shape);
    (at.head, at.list) = split_head(model, model.document.tab, at.list);
    if let Some(editor) = model.overlays.iter().rev().find_map(|o| match o {
        Overlay::Editor(editor) => Some(editor),
        _ => None,
    }) {
        let below = editor.span.and_then(|span| row_below(model, &at, span.end));
        at.editor = editor_at(at.article, below, written_rows(editor.area.lines(), at.article.width));
    }
    at
}

/// Splits the area of a tab's list into the line above it, if needed, and the list.
#[must_use]
pub fn split_head(model: &Model, tab: Tab, list: Rect) -> (Rect, Rect) {
    let narrowed = !model.document.filter(tab).is_empty();
    let notes = tab == Tab::Notes
        && model.document.note_sort != crate::reader::NoteSort::Place
        && !model.document.notes.is_empty();
    let session = &model.session;
    let quotes = tab == Tab::Quotes
        && (session.quote_view, session.quote_sort) != Default::default()
        && !model.document.annotations.attributions.is_empty();
    let sorted = notes || quotes || tab == Tab::People && !model.document.annotations.people.is_empty();
    let says = sorted || tab == Tab::Facts && model.document.undated;
    let rows = u16::from((narrowed && list.height >= 2) || (says && list.height >= 8));
    (Rect { height: rows, ..list }, Rect { y: list.y + rows, height: list.height - rows, ..list })
}

/// Returns the fixed parts for a screen size and the focused pane.
#[must_use]
pub fn panes(width: u16, height: u16, focus: Pane, shape: Shape) -> Geometry {
    let screen = Rect::new(0, 0, width, height);
    let (head, foot) = (u16::from(height >= 4), u16::from(height >= 2));
    // The text keeps most of the screen.
    let taught = shape.foot.min((height - head - foot) / 4);
    let body = Rect::new(0, head, width, height - head - foot - taught);
    let status = Rect::new(0, height - foot, width, foot);
    let lesson = Rect::new(0, height - foot - taught, width, taught);
    let mut at = Geometry { screen, status, lesson, ..Geometry::default() };
    at.two_panes = width >= TWO_PANES && !shape.single;
    let list = match (at.two_panes, focus) {
        (true, _) => match shape.list {
            Some(share) => columns_of(share, width).clamp(LIST, width.saturating_sub(ARTICLE).max(LIST)),
            None => (width / 5 * 2).clamp(38, 72),
        },
        (false, Pane::List) => width,
        (false, Pane::Article) => 0,
    };
    let divider = u16::from(at.two_panes);
    let article = width - list - divider;
    let strip = if at.two_panes || article == 0 { 0 } else { strip_rows(body.height, shape) };
    at.strip = Rect { x: 0, y: body.bottom() - strip, width: article, height: strip };
    let list_body = body;
    let body = Rect { height: body.height - strip, ..body };
    at.title = Rect::new(0, 0, article, head);
    at.article = Rect { width: article, ..body };
    at.divider = Rect::new(article, 0, divider, head + body.height);
    at.tabs = Rect::new(article + divider, 0, list, head);
    at.list = Rect { x: article + divider, width: list, ..list_body };
    // Use one line width whether or not the article is visible, so that opening the list keeps the lines.
    let shown = if at.two_panes { article } else { width };
    let (margin, gutter, columns, scrollbar) = columns(shown, shape);
    if article > 0 {
        at.gutter = Rect { x: margin, width: gutter, ..body };
        at.text = Rect { x: margin + gutter, width: columns, ..body };
        at.scrollbar = Rect { x: article - scrollbar, width: scrollbar, ..body };
    } else {
        at.text = Rect { x: 0, width: columns, height: 0, ..body };
    }
    at
}

/// The least rows of a screen on which the quotes stand below the article without being asked for.
const STRIP_FROM: u16 = 18;

/// Returns the rows for the quotes below the article: at most half of its pane.
fn strip_rows(body: u16, shape: Shape) -> u16 {
    if shape.single || !shape.quoted {
        return 0;
    }
    let usual = if body >= STRIP_FROM { (body / 4).clamp(4, 8) } else { 0 };
    shape.strip.unwrap_or(usual).min(body / 2)
}

/// Converts columns to a share of the screen in thousandths.
#[must_use]
pub fn share_of(columns: u16, width: u16) -> u16 {
    let share = (u32::from(columns) * 1000 + u32::from(width) / 2).checked_div(u32::from(width)).unwrap_or(0);
    u16::try_from(share.min(1000)).unwrap_or(1000)
}

/// Converts a share of the screen to columns.
fn columns_of(share: u16, width: u16) -> u16 {
    u16::try_from((u32::from(share) * u32::from(width) + 500) / 1000).unwrap_or(width).min(width)
}

/// Returns the left margin, gutter, text and scrollbar of an article pane.
fn columns(width: u16, shape: Shape) -> (u16, u16, u16, u16) {
    let scrollbar = u16::from(width >= 20);
    let gutter = match width {
        0..12 => 0,
        12..32 => 1,
        _ => 3,
    };
    // A blank column at the right, before the scrollbar.
    let air = u16::from(width >= 32);
    let room = width - scrollbar - air - gutter;
    // Margins only shorten long lines.
    let kept = room.min(MEASURES.0);
    let text = room.saturating_sub(shape.margin.saturating_mul(2)).max(kept).min(shape.measure);
    ((room - text) / 2, gutter, text, scrollbar)
}

/// Returns the labels of the tab line with their positions: `┤1 Quotes├ 2 People  3 Facts  4 Notes ───`. A tab without
/// room for its name has only its number, or nothing. Each rectangle includes the columns before and after the label.
#[must_use]
pub fn tab_labels(tabs: Rect, shown: Tab) -> [(Rect, String); 4] {
    let name = |tab: Tab| format!("{} {}", tab.index() + 1, tab.label());
    let wide = |text: &str| u16::try_from(text.len()).unwrap_or(u16::MAX);
    let full: u16 = Tab::ALL.iter().map(|t| wide(&name(*t)) + 2).sum();
    let numbers = 3 * 3 + wide(&name(shown)) + 2;
    let mut x = tabs.x;
    Tab::ALL.map(|tab| {
        let label = match () {
            () if full <= tabs.width || tab == shown => name(tab),
            () if numbers <= tabs.width => (tab.index() + 1).to_string(),
            () => return (Rect { x, width: 0, ..tabs }, String::new()),
        };
        let rect = Rect { x, width: (wide(&label) + 2).min(tabs.right() - x), ..tabs };
        x = rect.right();
        (rect, label)
    })
}

/// Returns the row below the line that shows `byte`, if it is on screen.
fn row_below(model: &Model, at: &Geometry, byte: usize) -> Option<u16> {
    // The end of a span is exclusive.
    let byte = byte.saturating_sub(1);
    let lines = model.document.layouts.visible(model.document.top, at.text.height);
    let shown =
        lines.iter().rev().find(|(_, pos)| model.document.layouts.line(*pos).is_some_and(|l| l.span.start <= byte));
    shown.map(|(row, _)| row + 1)
}

/// Returns the height of an editor with `lines` lines of text, including borders. At most half the pane, if half is
/// enough to show any text.
#[must_use]
pub fn editor_rows(pane: u16, lines: usize) -> u16 {
    let wanted = u16::try_from(lines.max(3)).unwrap_or(u16::MAX).saturating_add(2);
    wanted.min((pane / 2).max(5)).min(pane)
}

/// Estimates the wrapped rows of the text in the editor, which is enough for the height of the box.
fn written_rows(lines: &[String], pane: u16) -> usize {
    let inner = usize::from(pane.saturating_sub(6).max(1));
    lines.iter().map(|l| l.width().div_ceil(inner).max(1)).sum()
}

/// Returns the area of the editor below a row of the article pane, moved up to stay inside; at the bottom without a
/// row.
fn editor_at(pane: Rect, below: Option<u16>, lines: usize) -> Rect {
    let rows = editor_rows(pane.height, lines);
    let last = pane.height - rows;
    let side = u16::from(pane.width > 40);
    Rect { x: pane.x + side, y: pane.y + below.unwrap_or(last).min(last), width: pane.width - 2 * side, height: rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_is_filled_without_overlap() {
        for width in 0..=300 {
            for height in 0..=100 {
                for focus in [Pane::Article, Pane::List] {
                    let strip = [None, Some(0), Some(3), Some(99)][usize::from(width % 4)];
                    let at = panes(width, height, focus, Shape { foot: height % 4, strip, ..Shape::default() });
                    let parts = [at.title, at.article, at.divider, at.tabs, at.list, at.strip, at.lesson, at.status];
                    let area: u32 = parts.iter().map(|r| r.area()).sum();
                    assert_eq!(area, u32::from(width) * u32::from(height), "{width}×{height}: all of the screen");
                    for (i, a) in parts.iter().enumerate() {
                        assert_eq!(at.screen.union(*a), at.screen);
                        assert!(parts.iter().skip(i + 1).all(|b| a.is_empty() || b.is_empty() || !a.intersects(*b)));
                    }
                    for inside in [at.gutter, at.text, at.scrollbar] {
                        assert!(inside.is_empty() || at.article.union(inside) == at.article, "{width}×{height} {at:?}");
                    }
                    assert!(at.gutter.is_empty() || at.gutter.right() == at.text.x);
                    assert!(at.scrollbar.is_empty() || at.text.right() <= at.scrollbar.x);
                    assert!(width == 0 || at.text.width > 0, "something can be read at {width}");
                    assert!(at.text.width <= MEASURE);
                }
            }
        }
    }

    #[test]
    fn lines_are_as_wide_behind_the_list_as_without_it() {
        for width in 0..=300 {
            let single = width % 3 == 0;
            let text = |focus| {
                let list = Some(width * 7 % 1001);
                let shape =
                    Shape { measure: width / 2, margin: width % 9, single, list, foot: width % 4, ..Shape::default() };
                panes(width, 24, focus, shape).text.width
            };
            assert_eq!(text(Pane::Article), text(Pane::List));
        }
    }

    #[test]
    fn two_panes_from_a_hundred_columns() {
        assert!(!panes(99, 30, Pane::Article, Shape::default()).two_panes);
        let at = panes(100, 30, Pane::Article, Shape::default());
        assert!(at.two_panes && at.text.width >= 54, "{at:?}");
        let wide = panes(220, 50, Pane::Article, Shape::default());
        assert_eq!(wide.text.width, MEASURE);
        let (left, right) = (wide.gutter.x, wide.scrollbar.x - wide.text.right());
        assert!(left.abs_diff(right) <= 3, "the text stands in the middle: {wide:?}");
        let single = panes(220, 50, Pane::Article, Shape { single: true, measure: 100, ..Shape::default() });
        assert!(!single.two_panes && single.list.is_empty() && single.text.width == 100);
    }

    #[test]
    fn quotes_stand_below_the_article_where_there_is_no_second_pane() {
        let rows = |width, height, shape| panes(width, height, Pane::Article, shape).strip.height;
        assert_eq!(rows(80, 24, Shape::default()), 5);
        assert_eq!(rows(120, 36, Shape::default()), 0, "there are two panes");
        assert_eq!(rows(40, 12, Shape::default()), 0, "there is no room");
        assert_eq!(rows(40, 12, Shape { strip: Some(3), ..Shape::default() }), 3, "unless it is asked for");
        assert_eq!(rows(80, 24, Shape { strip: Some(99), ..Shape::default() }), 11, "half of the pane");
        assert_eq!(rows(80, 24, Shape { quoted: false, ..Shape::default() }), 0);
        assert_eq!(rows(120, 36, Shape { single: true, ..Shape::default() }), 0, "a single pane is the article alone");
        assert_eq!(panes(80, 24, Pane::List, Shape::default()).list.height, 22, "the list has the whole pane");
    }

    #[test]
    fn margins_take_from_long_lines_only() {
        for width in 0..=300 {
            for margin in [0, 1, 4, 12, MARGIN_MOST, u16::MAX] {
                let shape = Shape { margin, measure: MEASURES.1, single: true, ..Shape::default() };
                let at = panes(width, 24, Pane::Article, shape);
                let without = panes(width, 24, Pane::Article, Shape { margin: 0, ..shape });
                assert!(at.text.width >= without.text.width.min(MEASURES.0), "{width} {margin}");
                let free = at.gutter.x + (at.scrollbar.x - at.text.right());
                let wanted = margin.saturating_mul(2).min(without.text.width.saturating_sub(MEASURES.0));
                assert!(free >= wanted, "{width} {margin}: {at:?}");
            }
        }
    }

    #[test]
    fn the_divider_goes_where_it_is_put_as_far_as_both_panes_stay_readable() {
        for width in [100u16, 101, 137, 220, 300] {
            for column in 0..width {
                let list = Some(share_of(width - column - 1, width));
                let at = panes(width, 30, Pane::Article, Shape { list, ..Shape::default() });
                assert!(at.two_panes && at.list.width >= LIST && at.article.width >= ARTICLE - 1, "{width} {column}");
                let wanted = column.clamp(ARTICLE - 1, width - LIST - 1);
                assert!(
                    at.divider.x.abs_diff(wanted) <= u16::from(width >= 300),
                    "{width}: {column} → {}",
                    at.divider.x
                );
            }
        }
        assert_eq!((share_of(5, 0), columns_of(u16::MAX, u16::MAX)), (0, u16::MAX));
    }

    #[test]
    fn tabs_stay_inside_their_line_and_the_shown_one_keeps_its_name() {
        for width in 0..120 {
            let line = Rect::new(7, 0, width, 1);
            for shown in Tab::ALL {
                let labels = tab_labels(line, shown);
                assert!(labels.iter().all(|(rect, _)| rect.is_empty() || line.union(*rect) == line), "{labels:?}");
                assert!(labels.windows(2).all(|two| two[0].0.right() <= two[1].0.x));
                let (rect, label) = &labels[shown.index()];
                assert!(label.contains(shown.label()) && (rect.width >= 9 || width < 25), "{width} {labels:?}");
            }
        }
    }

    #[test]
    fn the_editor_stays_inside_the_pane() {
        for height in 0..60 {
            for below in [None, Some(0), Some(height / 2), Some(height)] {
                let pane = Rect::new(3, 1, 60, height);
                let at = editor_at(pane, below, 7);
                assert_eq!(pane.union(at), pane);
                assert!(height < 5 || at.height >= 5);
            }
        }
    }
}
