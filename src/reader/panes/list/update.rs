//! Moves in the lists of the second pane, and between list and article.

use crate::reader::navigate;
use crate::reader::panes::facts::update as facts;
use crate::reader::panes::list::people;
use crate::reader::panes::list::row_text::row_height;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Message, Model, Pane, Tab};
use crate::text::Span;

/// Selects a row and shows its place in the article.
pub(in crate::reader) fn select(model: &mut Model, at: usize) {
    let tab = model.document.tab;
    if let Some(list) = model.document.lists.get_mut(tab.index()) {
        list.selected = at;
    }
    navigate::settle_list(model, tab);
    show_place(model);
}

/// Shows the selected row's place in the article.
fn show_place(model: &mut Model) {
    match model.document.selected_row().cloned() {
        Some(Row::Quote { index, .. }) => navigate::select_quote(model, index),
        Some(row) => {
            if let Some(span) = place_of(model, &row) {
                navigate::show_place(model, span.start, span);
                navigate::follow_cursor(model);
            }
        }
        None => {}
    }
}

/// Returns the place of a row in the article.
fn place_of(model: &Model, row: &Row) -> Option<Span> {
    let annotations = &model.document.annotations;
    match row {
        Row::Quote { index, .. } => annotations.attributions.get(*index).and_then(|q| q.content.first().copied()),
        Row::Person { index, .. } => {
            let mentions = model.document.index.mentions(annotations.people.get(*index)?.entity);
            let first = annotations.mentions.get(*mentions.first()?)?;
            Some(first.span)
        }
        Row::Detail { span, .. } => *span,
        Row::Fact { index, .. } => annotations.facts.get(*index).map(|f| f.span),
        Row::Note { id } => model.document.notes.iter().find(|n| n.note.id == *id)?.placement.span(),
        Row::Stance { index } => annotations.stances.get(*index).and_then(|s| s.content.first().copied()),
        Row::Speaker { .. } | Row::Section { .. } | Row::More(_) | Row::Unsure { .. } | Row::MoreMentions(_) => None,
    }
}

/// Moves the selection by rows; skips headings.
pub(in crate::reader) fn step(model: &mut Model, n: i32) {
    let rows = crate::reader::panes::list::rows::rows(model, model.document.tab);
    let mut at = model.document.list(model.document.tab).selected;
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

/// Moves the selection by a part of a page.
pub(in crate::reader) fn page(model: &mut Model, n: i32, part: usize) {
    let rows = crate::reader::panes::list::rows::rows(model, model.document.tab);
    let (width, height) = navigate::room(model, model.document.tab);
    let room = (height / part).max(1);
    let mut at = model.document.list(model.document.tab).selected;
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

/// Selects the first or last row.
pub(in crate::reader) fn to_end(model: &mut Model, last: bool) {
    let rows = model.document.rows.get(model.document.tab.index()).map_or(0, |r| r.len());
    if rows == 0 {
        empty(model);
    } else {
        select(model, if last { rows - 1 } else { 0 });
    }
}

/// Opens the line of unsure quotes if the selected quote is behind it.
fn open_unsure(model: &mut Model) {
    let Some((quote, _)) = model.document.selected_quote() else { return };
    let rows = crate::reader::panes::list::rows::rows(model, Tab::Quotes);
    let is_listed = rows.iter().any(|row| matches!(row, Row::Quote { index, .. } if *index == quote));
    if !is_listed && rows.iter().any(|row| matches!(row, Row::Unsure { open: false, .. })) {
        model.document.unsure_open = true;
        navigate::make_rows(model, Tab::Quotes);
    }
}

/// Sorts the visible list by the next order.
pub(in crate::reader) fn sort(model: &mut Model) {
    match model.document.tab {
        Tab::Quotes => {
            model.session.quote_sort = model.session.quote_sort.next();
            remake_quotes(model);
            model.message = Some(Message::note(format!("quotes {}", model.session.quote_sort.label())));
        }
        _ => sort_people(model),
    }
}

/// Lists all quotes, then only quoted words, then only sure quotes.
pub(in crate::reader) fn which_quotes(model: &mut Model) {
    model.session.quote_view = model.session.quote_view.next();
    if model.document.tab != Tab::Quotes {
        navigate::show_tab(model, Tab::Quotes);
    }
    remake_quotes(model);
    let (shown, all) = crate::reader::panes::list::rows::count(model, Tab::Quotes);
    let folded = crate::reader::panes::list::rows::rows(model, Tab::Quotes).iter().find_map(|row| match row {
        Row::Unsure { quotes, open: false } => Some(*quotes),
        _ => None,
    });
    let shown = shown + folded.unwrap_or(0);
    model.message = Some(Message::note(format!("{}: {shown} of {all}", model.session.quote_view.label())));
}

/// Rebuilds the list of quotes; the selected quote stays selected.
fn remake_quotes(model: &mut Model) {
    navigate::make_rows(model, Tab::Quotes);
    navigate::follow_quote(model);
    navigate::show_selected(model, Tab::Quotes);
}

/// Moves to the next or previous speaker or person of the list.
pub(in crate::reader) fn next_heading(model: &mut Model, n: i32) {
    let rows = crate::reader::panes::list::rows::rows(model, model.document.tab);
    let mut at = model.document.list(model.document.tab).selected;
    let is_heading = |row: &Row| matches!(row, Row::Speaker { .. } | Row::Person { .. } | Row::Unsure { .. });
    for _ in 0..n.unsigned_abs() {
        let found = if n > 0 {
            rows.iter().enumerate().skip(at + 1).find(|(_, row)| is_heading(row))
        } else {
            // The quotes before this one by the same speaker come first.
            let heading = rows.iter().enumerate().take(at).rev().find(|(_, row)| is_heading(row));
            let is_own = matches!(heading, Some((own, Row::Speaker { .. })) if own + 1 == at);
            let before = heading.map_or(0, |(own, _)| own);
            if is_own { rows.iter().enumerate().take(before).rev().find(|(_, row)| is_heading(row)) } else { heading }
        };
        let Some((heading, row)) = found else { break };
        // The heading of a speaker cannot be selected: its first quote is.
        at = if row.selectable() { heading } else { heading + 1 };
    }
    if rows.is_empty() {
        empty(model);
    } else {
        select(model, at.min(rows.len() - 1));
    }
}

/// Switches to the next sort order of the people, and selects the first.
pub(in crate::reader) fn sort_people(model: &mut Model) {
    if model.document.tab != Tab::People {
        navigate::show_tab(model, Tab::People);
    }
    model.session.people_sort = model.session.people_sort.next();
    navigate::make_rows(model, Tab::People);
    let first = model.document.rows.get(Tab::People.index()).and_then(|rows| match rows.first() {
        Some(Row::Person { index, .. }) => model.document.annotations.people.get(*index),
        _ => None,
    });
    if let Some(first) = first.map(|p| p.entity) {
        navigate::select_person(model, first);
    }
    model.message = Some(Message::note(format!("people {}", model.session.people_sort.label())));
}

fn empty(model: &mut Model) {
    let none = match model.document.tab {
        tab if !model.document.filter(tab).is_empty() => "no match: `Esc` clears the filter",
        Tab::Notes => "no notes yet: `a` adds one",
        _ if !model.document.annotations.complete => "analysis is still running",
        Tab::Quotes => "no quotes in this article",
        Tab::People => "no people in this article",
        Tab::Facts => "no claims, events, dates, figures or roles in this article",
    };
    model.message = Some(Message::note(model.session.keys.with_own_keys(none)));
}

/// Moves the focus to the other pane.
pub(in crate::reader) fn switch_pane(model: &mut Model) {
    match model.document.focus {
        Pane::Article => {
            navigate::push_jump(model);
            model.document.focus = Pane::List;
            navigate::show_selected(model, model.document.tab);
        }
        Pane::List => model.document.focus = Pane::Article,
    }
}

/// Jumps from the list to its words, or from the article to the row of the item at the cursor.
pub(in crate::reader) fn across(model: &mut Model) {
    if model.document.focus == Pane::List {
        if facts::activate(model) {
            return;
        }
        let Some(row) = model.document.selected_row().cloned() else {
            empty(model);
            return;
        };
        if people::activate(model) {
            return;
        }
        match place_of(model, &row) {
            Some(_) => {
                // The jump list remembers both the place where the list was opened and this one.
                show_place(model);
                model.document.focus = Pane::Article;
            }
            None => model.message = Some(Message::note(no_place(model, &row))),
        }
        return;
    }
    let tab = if model.document.selected_quote().is_some() {
        open_unsure(model);
        navigate::follow_quote(model);
        Tab::Quotes
    } else if let Some(id) = model.document.note_at(model.document.cursor).map(|n| n.note.id.clone()) {
        navigate::select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if *at == id));
        Tab::Notes
    } else if let Some(entity) = navigate::entity_at(model).filter(|e| model.document.annotations.person(*e).is_some())
    {
        navigate::open_person(model, entity);
        Tab::People
    } else {
        model.message = Some(Message::note(
            model.session.keys.with_own_keys("no quote, note or person here: `]` goes to the next quote"),
        ));
        return;
    };
    navigate::show_tab(model, tab);
}

fn no_place(model: &Model, row: &Row) -> &'static str {
    match row {
        Row::Note { id } => match model.document.notes.iter().find(|n| n.note.id == *id).map(|n| n.placement) {
            Some(crate::library::notes::Placement::Orphan) => "the words of this note are no longer in the article",
            _ => "this note is about the whole article",
        },
        _ => "this row has no place in the article",
    }
}
