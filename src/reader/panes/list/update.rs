//! The second pane: walking its lists, and the way across to the article and back.

use std::sync::Arc;

use crate::nlp::EntityId;
use crate::reader::layout::geometry;
use crate::reader::panes::article::motion;
use crate::reader::panes::list::quotes;
use crate::reader::panes::list::row_text::row_height;
use crate::reader::panes::list::rows::Row;
use crate::reader::update::make_rows;
use crate::reader::{Message, Model, Pane, Tab};
use crate::text::Span;

/// Columns and rows that a list has; where it is not shown, what it would have.
fn room(model: &Model, tab: Tab) -> (u16, usize) {
    let (width, height) = model.screen;
    let at = geometry::panes(width, height, Pane::List, model.shape);
    let (_, list) = geometry::split_head(model, tab, at.list);
    (list.width, usize::from(list.height))
}

/// Makes the selection valid: on a row that is there and can be selected.
pub(in crate::reader) fn settle(model: &mut Model, tab: Tab) {
    let rows = crate::reader::panes::list::rows::rows(model, tab);
    let Some(list) = model.lists.get_mut(tab.index()) else { return };
    list.selected = list.selected.min(rows.len().saturating_sub(1));
    let from = list.selected;
    let below = rows.iter().enumerate().skip(from).find(|(_, r)| r.selectable());
    let above = || rows.iter().enumerate().take(from).rev().find(|(_, r)| r.selectable());
    list.selected = below.or_else(above).map_or(0, |(at, _)| at);
    list.top = list.top.min(list.selected);
    show_selected(model, tab);
}

/// Scrolls a list so that its selected row is seen whole.
pub(in crate::reader) fn show_selected(model: &mut Model, tab: Tab) {
    let rows = crate::reader::panes::list::rows::rows(model, tab);
    let (width, height) = room(model, tab);
    let mut list = model.list(tab);
    // With its heading, where there is one right above it.
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
    if let Some(slot) = model.lists.get_mut(tab.index()) {
        *slot = list;
    }
}

/// Selects a row and shows its place in the article.
pub(in crate::reader) fn select(model: &mut Model, at: usize) {
    let tab = model.tab;
    if let Some(list) = model.lists.get_mut(tab.index()) {
        list.selected = at;
    }
    settle(model, tab);
    expand(model);
    show_place(model);
}

/// In the People tab, shows the details of the person who is selected, in place of the last one's.
fn expand(model: &mut Model) {
    let Some(Row::Person { index, .. }) = model.selected_row().filter(|_| model.tab == Tab::People) else { return };
    let person = model.annotations.people.get(*index).map(|p| p.entity);
    if person != model.person {
        model.person = person;
        make_rows(model, Tab::People);
    }
}

/// Shows the place in the article of the selected row.
fn show_place(model: &mut Model) {
    match model.selected_row().cloned() {
        Some(Row::Quote { index, .. }) => quotes::select(model, index),
        Some(row) => {
            if let Some(span) = place_of(model, &row) {
                motion::show_place(model, span.start, span);
                quotes::follow_cursor(model);
            }
        }
        None => {}
    }
}

/// Where in the article a row's thing is.
fn place_of(model: &Model, row: &Row) -> Option<Span> {
    let annotations = &model.annotations;
    match row {
        Row::Quote { index, .. } => annotations.attributions.get(*index).and_then(|q| q.content.first().copied()),
        Row::Person { index, .. } => {
            let mentions = model.index.mentions(annotations.people.get(*index)?.entity);
            let first = annotations.mentions.get(*mentions.first()?)?;
            Some(first.span)
        }
        Row::Detail { span, .. } => *span,
        Row::Fact { index } => annotations.facts.get(*index).map(|f| f.span),
        Row::Note { id } => model.notes.iter().find(|n| n.note.id == *id)?.placement.span(),
        Row::Speaker { .. } | Row::Heading(_) => None,
    }
}

/// Moves the selection by rows, headings not counted.
pub(in crate::reader) fn step(model: &mut Model, n: i32) {
    let rows = crate::reader::panes::list::rows::rows(model, model.tab);
    let mut at = model.list(model.tab).selected;
    for _ in 0..n.unsigned_abs() {
        let next = if n > 0 {
            rows.iter().enumerate().skip(at + 1).find(|(_, r)| r.selectable())
        } else {
            rows.iter().enumerate().take(at).rev().find(|(_, r)| r.selectable())
        };
        match next {
            Some((next, _)) => at = next,
            None => break,
        }
    }
    if rows.is_empty() {
        empty(model);
    } else {
        select(model, at);
    }
}

/// Moves the selection by a part of what the pane shows.
pub(in crate::reader) fn page(model: &mut Model, n: i32, part: usize) {
    let rows = crate::reader::panes::list::rows::rows(model, model.tab);
    let (width, height) = room(model, model.tab);
    let room = (height / part).max(1);
    let mut at = model.list(model.tab).selected;
    let mut last = at;
    for _ in 0..n.unsigned_abs() {
        let mut used = 0;
        while used < room {
            let next = if n > 0 { at + 1 } else { at.wrapping_sub(1) };
            let Some(row) = rows.get(next) else { break };
            used += usize::from(row_height(model, row, width, next == 0));
            at = next;
            if row.selectable() {
                last = at;
            }
        }
    }
    if rows.is_empty() {
        empty(model);
    } else {
        select(model, last);
    }
}

/// To the first or last row.
pub(in crate::reader) fn to_end(model: &mut Model, last: bool) {
    let rows = model.rows.get(model.tab.index()).map_or(0, |r| r.len());
    if rows == 0 {
        empty(model);
    } else {
        select(model, if last { rows - 1 } else { 0 });
    }
}

/// Sorts the people in the next way, and shows the first of them.
pub(in crate::reader) fn sort_people(model: &mut Model) {
    if model.tab != Tab::People {
        show_tab(model, Tab::People);
    }
    model.people_sort = model.people_sort.next();
    make_rows(model, Tab::People);
    let first = model.rows.get(Tab::People.index()).and_then(|rows| match rows.first() {
        Some(Row::Person { index, .. }) => model.annotations.people.get(*index),
        _ => None,
    });
    if let Some(first) = first.map(|p| p.entity) {
        select_person(model, first);
    }
    model.message = Some(Message::note(format!("people {}", model.people_sort.label())));
}

fn empty(model: &mut Model) {
    let none = match model.tab {
        tab if !model.filter(tab).is_empty() => "nothing fits the filter: `Esc` shows everything",
        Tab::Notes => "no notes yet: `a` writes one",
        _ if !model.annotations.complete => "still reading the article",
        Tab::Quotes => "no quotes in this article",
        Tab::People => "nobody is named in this article",
        Tab::Facts => "no dates, figures or roles in this article",
    };
    model.message = Some(Message::note(model.keys.told(none)));
}

/// The other pane gets the keyboard.
pub(in crate::reader) fn switch_pane(model: &mut Model) {
    match model.focus {
        Pane::Article => {
            motion::push_jump(model);
            model.focus = Pane::List;
            show_selected(model, model.tab);
        }
        Pane::List => model.focus = Pane::Article,
    }
}

/// A tab gets shown and the keyboard.
pub(in crate::reader) fn show_tab(model: &mut Model, tab: Tab) {
    if model.focus == Pane::Article {
        motion::push_jump(model);
    }
    model.tab = tab;
    model.focus = Pane::List;
    show_selected(model, tab);
}

/// From the list to its words; from the article to the row of what is at the cursor.
pub(in crate::reader) fn across(model: &mut Model) {
    if model.focus == Pane::List {
        let Some(row) = model.selected_row().cloned() else {
            empty(model);
            return;
        };
        match place_of(model, &row) {
            Some(_) => {
                // The reader comes from where the list was opened, which is remembered; the place itself is, too.
                show_place(model);
                model.focus = Pane::Article;
            }
            None => model.message = Some(Message::note(no_place(model, &row))),
        }
        return;
    }
    let tab = if model.selected_quote().is_some() {
        follow_quote(model);
        Tab::Quotes
    } else if let Some(id) = model.note_at(model.cursor).map(|n| n.note.id.clone()) {
        select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if *at == id));
        Tab::Notes
    } else if let Some(entity) = quotes::entity_at(model).filter(|e| model.annotations.person(*e).is_some()) {
        select_person(model, entity);
        Tab::People
    } else {
        model.message =
            Some(Message::note(model.keys.told("no quote, note or person here: `]` goes to the next quote")));
        return;
    };
    show_tab(model, tab);
}

fn no_place(model: &Model, row: &Row) -> &'static str {
    match row {
        Row::Note { id } => match model.notes.iter().find(|n| n.note.id == *id).map(|n| n.placement) {
            Some(crate::library::notes::Placement::Orphan) => "the words of this note are no longer in the article",
            _ => "this note is about the whole article",
        },
        _ => "this stands nowhere in the article",
    }
}

/// Selects a person and shows the details, without moving the article.
pub(in crate::reader) fn select_person(model: &mut Model, entity: EntityId) {
    if model.person != Some(entity) {
        model.person = Some(entity);
        make_rows(model, Tab::People);
    }
    let Some(person) = model.annotations.people.iter().position(|p| p.entity == entity) else { return };
    select_row(model, Tab::People, |row| matches!(row, Row::Person { index, .. } if *index == person));
}

/// Selects the first row of a tab that `is` it, without moving the article.
pub(in crate::reader) fn select_row(model: &mut Model, tab: Tab, is: impl Fn(&Row) -> bool) {
    let Some(rows) = model.rows.get(tab.index()).map(Arc::clone) else { return };
    let Some(list) = model.lists.get_mut(tab.index()) else { return };
    if rows.get(list.selected).is_some_and(&is) {
        show_selected(model, tab);
    } else if let Some(at) = rows.iter().position(is) {
        list.selected = at;
        show_selected(model, tab);
    }
}

/// Selects the row of the selected quote.
pub(in crate::reader) fn follow_quote(model: &mut Model) {
    let Some((quote, _)) = model.selected_quote() else { return };
    select_row(model, Tab::Quotes, |row| matches!(row, Row::Quote { index, .. } if *index == quote));
}
