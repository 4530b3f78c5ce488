//! Navigation: jumps in the article, scrolls to words, selects rows. Features call this module rather than each other.
//!
//! ```text
//! jump_to, show_place            the cursor goes to words, which are shown
//! follow_cursor, select_quote    the selected quote, and its row
//! select_row, show_tab, …        the lists of the second pane
//! ```

use std::sync::Arc;

use crate::nlp::EntityId;
use crate::reader::layout::geometry;
use crate::reader::panes::list::make::make;
use crate::reader::panes::list::row_text::row_height;
use crate::reader::panes::list::rows::{Row, rows};
use crate::reader::{Message, Model, Pane, Tab};
use crate::text::Span;

/// Jumps to a span: shows it in context, and adds the old position to the jump list.
pub(in crate::reader) fn jump_to(model: &mut Model, at: usize, show: Span) {
    push_jump(model);
    show_place(model, at, show);
}

/// Moves to a span without a change to the jump list.
pub(in crate::reader) fn show_place(model: &mut Model, at: usize, show: Span) {
    model.document.goal = None;
    model.document.cursor = model.snap(at);
    model.show_words(show);
    // If the span does not fit on the screen, show the cursor.
    model.show_cursor();
}

/// The greatest length of the jump list.
const JUMPS: usize = 200;

/// Adds the current position to the jump list.
pub(in crate::reader) fn push_jump(model: &mut Model) {
    let (jumps, cursor) = (&mut model.document.jumps, model.document.cursor);
    jumps.places.truncate(jumps.at);
    jumps.places.retain(|place| *place != cursor);
    jumps.places.push(cursor);
    if jumps.places.len() > JUMPS {
        jumps.places.remove(0);
    }
    jumps.at = jumps.places.len();
}

/// Jumps to a span.
pub(in crate::reader) fn jump_to_words(model: &mut Model, span: Span) {
    model.document.focus = Pane::Article;
    jump_to(model, span.start, span);
    follow_cursor(model);
}

/// Jumps to the paragraph with this number, from 1, or to the last one.
pub(in crate::reader) fn go_to_paragraph(model: &mut Model, number: usize) {
    let blocks = &model.document.article.blocks;
    let Some(last) = blocks.len().checked_sub(1) else { return };
    let Some(block) = blocks.get(number.saturating_sub(1).min(last)) else { return };
    let start = block.span.start;
    model.document.focus = Pane::Article;
    jump_to(model, start, Span::new(start, start + 1));
    follow_cursor(model);
    if number > last + 1 {
        model.message = Some(Message::note(format!("the article has {} paragraphs", last + 1)));
    }
}

/// Selects the quote at the cursor, in the article and in the list; if there is none, clears the selection.
pub(in crate::reader) fn follow_cursor(model: &mut Model) {
    let pos = model.place(model.document.cursor);
    let cursor = model.document.cursor;
    let line = model.line(pos).map_or(Span::new(cursor, cursor), |l| l.span);
    let now = model.document.selected_quote().map(|(at, _)| at);
    let annotations = model.document.annotations.clone();
    let found = model.document.index.quote_at(&annotations, cursor, line, now);
    model.document.quote = found.and_then(|at| annotations.attributions.get(at)).map(|q| q.id.clone());
    if found.is_some() {
        follow_quote(model);
    }
}

/// Selects a quote and shows it, with its row in the list.
pub(in crate::reader) fn select_quote(model: &mut Model, at: usize) {
    let annotations = model.document.annotations.clone();
    let Some(quote) = annotations.attributions.get(at) else { return };
    model.document.quote = Some(quote.id.clone());
    show_place(model, quote.start(), shown(quote.extent(), quote.content.first().copied()));
    follow_quote(model);
}

/// Returns the part of a quote to show: all of it, or the beginning of a very long one.
fn shown(extent: Span, content: Option<Span>) -> Span {
    const LONG: usize = 4000;
    if extent.len() <= LONG {
        extent
    } else {
        content.map_or(extent, |c| Span::new(c.start, c.end.min(c.start + LONG)))
    }
}

/// Returns the entity under the cursor, else the next one on the line, else the selected quote's speaker.
pub(in crate::reader) fn entity_at(model: &mut Model) -> Option<EntityId> {
    let pos = model.place(model.document.cursor);
    let cursor = model.document.cursor;
    let line = model.line(pos).map_or(Span::new(cursor, cursor), |l| l.span);
    let mentions = &model.document.annotations.mentions;
    let near = mentions.partition_point(|m| m.span.end <= cursor);
    let here = mentions.get(near).filter(|m| m.span.contains(cursor));
    let on_line = || mentions.iter().skip(near).take_while(|m| m.span.start < line.end).find(|m| m.named);
    let quoted = || model.document.selected_quote().and_then(|(_, q)| q.entity);
    here.or_else(on_line).map(|m| m.entity).or_else(quoted)
}

/// Selects the row of the selected quote.
pub(in crate::reader) fn follow_quote(model: &mut Model) {
    let Some((quote, _)) = model.document.selected_quote() else { return };
    let is_it = |row: &Row| matches!(row, Row::Quote { index, .. } if *index == quote);
    let rows = rows(model, Tab::Quotes);
    if rows.iter().any(is_it) {
        select_row(model, Tab::Quotes, is_it);
    } else {
        // It is behind the line of unsure quotes, or hidden by the filter.
        select_row(model, Tab::Quotes, |row| matches!(row, Row::Unsure { .. }));
    }
}

/// Selects a person and opens the details, without moving the article.
pub(in crate::reader) fn open_person(model: &mut Model, entity: EntityId) {
    if model.document.person != Some(entity) {
        (model.document.person, model.document.all_mentions) = (Some(entity), false);
        make_rows(model, Tab::People);
    }
    select_person(model, entity);
}

/// Selects the row of a person.
pub(in crate::reader) fn select_person(model: &mut Model, entity: EntityId) {
    let Some(person) = model.document.annotations.people.iter().position(|p| p.entity == entity) else { return };
    select_row(model, Tab::People, |row| matches!(row, Row::Person { index, .. } if *index == person));
}

/// Selects the first row of a tab that `is` accepts, without moving the article.
pub(in crate::reader) fn select_row(model: &mut Model, tab: Tab, is: impl Fn(&Row) -> bool) {
    let Some(rows) = model.document.rows.get(tab.index()).map(Arc::clone) else { return };
    let Some(list) = model.document.lists.get_mut(tab.index()) else { return };
    if rows.get(list.selected).is_some_and(&is) {
        show_selected(model, tab);
    } else if let Some(at) = rows.iter().position(is) {
        list.selected = at;
        show_selected(model, tab);
    }
}

/// Selects the row at a place in a list, or the nearest one.
pub(in crate::reader) fn select_place(model: &mut Model, tab: Tab, at: usize) {
    if let Some(list) = model.document.lists.get_mut(tab.index()) {
        list.selected = at;
    }
    settle_list(model, tab);
}

/// Shows a tab and moves the focus there.
pub(in crate::reader) fn show_tab(model: &mut Model, tab: Tab) {
    if model.document.focus == Pane::Article {
        push_jump(model);
    }
    model.document.tab = tab;
    model.document.focus = Pane::List;
    show_selected(model, tab);
}

/// Moves the selection to an existing, selectable row.
pub(in crate::reader) fn settle_list(model: &mut Model, tab: Tab) {
    let rows = rows(model, tab);
    let Some(list) = model.document.lists.get_mut(tab.index()) else { return };
    list.selected = list.selected.min(rows.len().saturating_sub(1));
    let from = list.selected;
    let below = rows.iter().enumerate().skip(from).find(|(_, r)| r.selectable());
    let above = || rows.iter().enumerate().take(from).rev().find(|(_, r)| r.selectable());
    list.selected = below.or_else(above).map_or(0, |(at, _)| at);
    list.top = list.top.min(list.selected);
    show_selected(model, tab);
}

/// Scrolls a list so that its selected row is fully visible.
pub(in crate::reader) fn show_selected(model: &mut Model, tab: Tab) {
    let rows = rows(model, tab);
    let (width, height) = room(model, tab);
    let mut list = model.document.list(tab);
    // Include a heading right above the row.
    let heading = list.selected.checked_sub(1).filter(|at| rows.get(*at).is_some_and(|r| !r.selectable()));
    let first = heading.unwrap_or(list.selected);
    if list.top > first {
        list.top = first;
    }
    let mut used = 0;
    let mut lowest = list.selected;
    for at in (0..=list.selected).rev() {
        let Some(row) = rows.get(at) else { break };
        used += usize::from(row_height(model, row, width, at == 0));
        if used > height && at < list.selected {
            break;
        }
        lowest = at;
        if at <= list.top {
            break;
        }
    }
    list.top = list.top.max(lowest);
    if let Some(slot) = model.document.lists.get_mut(tab.index()) {
        *slot = list;
    }
}

/// Returns the columns and rows of a list; if hidden, those that it would have.
pub(in crate::reader) fn room(model: &Model, tab: Tab) -> (u16, usize) {
    let (width, height) = model.session.screen;
    let at = geometry::panes(width, height, Pane::List, model.session.shape);
    let (_, list) = geometry::split_head(model, tab, at.list);
    (list.width, usize::from(list.height))
}

/// Rebuilds the rows of a tab; the selection stays on the same item.
pub(in crate::reader) fn make_rows(model: &mut Model, tab: Tab) {
    let rows = make(model, tab);
    let Some(slot) = model.document.rows.get_mut(tab.index()) else { return };
    let old = std::mem::replace(slot, Arc::new(rows));
    let rows = Arc::clone(slot);
    let Some(list) = model.document.lists.get_mut(tab.index()) else { return };
    let mut is_there = false;
    if let Some(was) = old.get(list.selected) {
        // The row has usually not moved far.
        is_there = rows.get(list.selected).is_some_and(|r| r.is_same(was));
        if !is_there && let Some(at) = rows.iter().position(|r| r.is_same(was)) {
            list.top = (list.top + at).saturating_sub(list.selected);
            list.selected = at;
            is_there = true;
        }
    }
    // A new list of facts begins with a fact, not with the heading of its section.
    let heading = |at: usize| matches!(rows.get(at), Some(Row::Section { .. }));
    if !is_there && heading(list.selected) && rows.len() > list.selected + 1 && !heading(list.selected + 1) {
        list.selected += 1;
    }
    settle_list(model, tab);
}
