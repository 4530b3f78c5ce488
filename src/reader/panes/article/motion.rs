//! Moves the cursor through the article, and through the jump list.

use unicode_segmentation::UnicodeSegmentation;

use crate::reader::layout::LinePos;
use crate::reader::navigate;
use crate::reader::{Message, Model, Pane};
use crate::text::Span;

/// Puts the cursor on a line, at the goal column.
pub(in crate::reader) fn to_line(model: &mut Model, pos: LinePos) {
    let goal = goal(model);
    let pos = model.text_line(pos);
    if let Some(byte) = model.line(pos).map(|l| l.byte_at(goal)) {
        model.document.cursor = byte;
    }
    model.document.goal = Some(goal);
}

/// Returns the column that vertical movement keeps.
fn goal(model: &mut Model) -> u16 {
    if let Some(goal) = model.document.goal {
        return goal;
    }
    let byte = model.document.cursor;
    let pos = model.place(byte);
    model.line(pos).map_or(0, |l| l.column_of(byte))
}

/// Moves up or down by visual lines.
pub(in crate::reader) fn lines(model: &mut Model, n: i32) {
    let pos = model.place(model.document.cursor);
    let (to, _) = model.text_lines_from(pos, n.into());
    to_line(model, to);
    model.show_with_pictures(to);
    navigate::follow_cursor(model);
}

/// Moves by a part of a page; the cursor keeps its row on the screen.
pub(in crate::reader) fn pages(model: &mut Model, n: i32, part: usize) {
    let height = model.height();
    // Two lines of the old page stay visible for orientation.
    let page = if part == 1 { height.saturating_sub(2) } else { height / part }.max(1);
    let pos = model.place(model.document.cursor);
    let row = model.row_of(pos, height).unwrap_or(0);
    let rows = page.saturating_mul(n.unsigned_abs() as usize);
    let before = model.document.top;
    model.document.top = if n > 0 { model.rows_below(before, rows) } else { model.rows_above(before, rows) };
    // Blank rows must not shorten the move up, nor lengthen the move down near the end.
    model.refresh();
    let to = if model.document.top == before {
        if n > 0 { model.last_line() } else { LinePos::default() }
    } else {
        model.rows_below(model.document.top, row)
    };
    to_line(model, to);
    model.show_cursor();
    navigate::follow_cursor(model);
}

/// Goes to the first or the last line.
pub(in crate::reader) fn to_end(model: &mut Model, last: bool) {
    navigate::push_jump(model);
    let to = if last { model.last_line() } else { LinePos::default() };
    model.document.goal = None;
    if let Some(byte) = model.line(to).map(|l| l.byte_at(0)) {
        model.document.cursor = byte;
    }
    let to = model.text_line(to);
    model.show_with_pictures(to);
    navigate::follow_cursor(model);
}

/// Scrolls; moves the cursor only if it would leave the screen.
pub(in crate::reader) fn scroll(model: &mut Model, lines: i32) {
    model.scroll(lines.into());
    model.refresh();
    let height = model.height();
    let rows = model.document.layouts.visible(model.document.top, u16::try_from(height).unwrap_or(u16::MAX));
    let pos = model.place(model.document.cursor);
    let margin = 2.min(height.saturating_sub(1) / 2);
    let at_start = model.document.top == LinePos::default();
    let at_end = rows.last().is_some_and(|(_, last)| *last == model.last_line());
    // The cursor stands in the text.
    let rows: Vec<(u16, LinePos)> = rows.into_iter().filter(|(_, line)| model.text_line(*line) == *line).collect();
    let first = rows.iter().find(|(row, _)| at_start || usize::from(*row) >= margin).or(rows.last());
    let last = rows.iter().rev().find(|(row, _)| at_end || usize::from(*row) + margin < height).or(rows.first());
    let (Some((_, first)), Some((_, last))) = (first, last) else { return };
    let to = pos.min(*last).max(*first);
    if to != pos {
        to_line(model, to);
        navigate::follow_cursor(model);
    }
}

/// Moves left or right by clusters, across line ends.
pub(in crate::reader) fn columns(model: &mut Model, n: i32) {
    model.document.focus = Pane::Article;
    for _ in 0..n.unsigned_abs().min(10_000) {
        step(model, n > 0);
    }
    after_step(model);
}

/// Moves to the start of the next or previous word. While selecting forward, moves to the end of a word, so that whole
/// words are selected.
pub(in crate::reader) fn words(model: &mut Model, n: i32) {
    model.document.focus = Pane::Article;
    for _ in 0..n.unsigned_abs().min(10_000) {
        let before = model.document.cursor;
        loop {
            let from = model.document.cursor;
            step(model, n > 0);
            // Before its other end a selection starts with a word; after it, the selection ends with one.
            let is_there = match model.document.mark {
                Some(mark) if model.document.cursor >= mark => is_word_end(model),
                _ => is_word_start(model),
            };
            if model.document.cursor == from || (model.document.cursor != before && is_there) {
                break;
            }
        }
    }
    after_step(model);
}

fn after_step(model: &mut Model) {
    model.document.goal = None;
    model.show_cursor();
    navigate::follow_cursor(model);
}

/// Moves one cluster forward or back.
fn step(model: &mut Model, forward: bool) {
    let cursor = model.document.cursor;
    let pos = model.place(cursor);
    let Some(line) = model.line(pos) else { return };
    let at = line.cells.partition_point(|g| g.span.start < cursor);
    let next = if forward { line.cells.get(at + 1) } else { at.checked_sub(1).and_then(|at| line.cells.get(at)) };
    if let Some(next) = next {
        model.document.cursor = next.span.start;
        return;
    }
    let (to, moved) = model.text_lines_from(pos, if forward { 1 } else { -1 });
    if moved > 0
        && let Some(line) = model.line(to)
    {
        model.document.cursor = if forward { line.byte_at(0) } else { line.byte_at(u16::MAX) };
    }
}

/// Returns whether a word starts at the cursor.
fn is_word_start(model: &Model) -> bool {
    let text = &model.document.article.text;
    let here = text.get(model.document.cursor..).and_then(|t| t.chars().next());
    let before = text.get(..model.document.cursor).and_then(|t| t.chars().next_back());
    is_word(here) && !is_word(before)
}

/// Returns whether a word ends with the cluster at the cursor.
fn is_word_end(model: &Model) -> bool {
    let here = model.document.article.text.get(model.document.cursor..).unwrap_or_default();
    let mut clusters = here.graphemes(true);
    let mut is_word = || is_word(clusters.next().and_then(|c| c.chars().next()));
    is_word() && !is_word()
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// Returns to the position before the last jump.
pub(in crate::reader) fn jump_back(model: &mut Model) {
    if model.document.jumps.at >= model.document.jumps.places.len() {
        // Remember the current position for a jump forward.
        navigate::push_jump(model);
        model.document.jumps.at = model.document.jumps.places.len().saturating_sub(1);
    }
    let Some(at) = model.document.jumps.at.checked_sub(1) else {
        model.message = Some(Message::note("no earlier place to jump back to"));
        return;
    };
    model.document.jumps.at = at;
    go_to_jump(model);
}

/// Goes forward in the jump list.
pub(in crate::reader) fn jump_forward(model: &mut Model) {
    if model.document.jumps.at + 1 >= model.document.jumps.places.len() {
        model.message = Some(Message::note("no later place to jump to"));
        return;
    }
    model.document.jumps.at += 1;
    go_to_jump(model);
}

fn go_to_jump(model: &mut Model) {
    if let Some(&place) = model.document.jumps.places.get(model.document.jumps.at) {
        navigate::show_place(model, place, Span::new(place, place + 1));
        navigate::follow_cursor(model);
        navigate::follow_quote(model);
    }
}
