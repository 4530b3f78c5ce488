//! Shows the hint letters and follows them (`;`).

use std::sync::Arc;

use crossterm::event::KeyCode;

use crate::reader::layout::geometry::geometry;
use crate::reader::navigate;
use crate::reader::overlays::hints::{Hint, HintTarget, Spot, labels, shown_rows};
use crate::reader::panes::article::selection;
use crate::reader::panes::list::rows::Row;
use crate::reader::panes::list::update as lists;
use crate::reader::{Action, Effect, Message, Model, Overlay, Pane, Tab};
use crate::text::{InlineStyle, Span};

/// Shows the hints.
pub(in crate::reader) fn start(model: &mut Model) {
    model.refresh();
    let screen = geometry(model);
    let mut found = Vec::new();
    if !screen.article.is_empty() {
        let seen = model.seen();
        let mut words = targets(model, seen);
        words.sort_by_key(|(at, _)| *at);
        found.extend(words.into_iter().map(|(at, to)| (Spot::Byte(at), to)));
    }
    // A row may lead outside the screen: rows get hints even if their target has one in the article.
    let rows = shown_rows(model, screen.list).into_iter().map(|(row, _)| (Spot::Row(row), HintTarget::Row(row)));
    // The focused pane gets the shorter labels.
    let first = if model.document.focus == Pane::List { 0 } else { found.len() };
    found.splice(first..first, rows);
    let mut free = 0;
    let mut marks = Vec::with_capacity(found.len());
    for (label, (at, to)) in labels(found.len()).into_iter().zip(found) {
        let at = match at {
            // If two targets begin at the same byte, the second hint is drawn after the first.
            Spot::Byte(at) => {
                let at = model.snap(at.max(free));
                free = label.chars().fold(at, |at, _| next(model, at));
                Spot::Byte(at)
            }
            row @ Spot::Row(_) => row,
        };
        marks.push(Hint { label, at, to });
    }
    marks.sort_by_key(|hint| hint.at);
    if marks.is_empty() {
        model.message = Some(Message::note("no quote, link or note on screen"));
        return;
    }
    model.overlays.push(Overlay::Hints { marks: Arc::new(marks), typed: String::new() });
}

/// Returns the byte after the character at `at`.
fn next(model: &Model, at: usize) -> usize {
    let rest = model.document.article.text.get(at..).unwrap_or_default();
    at + rest.chars().next().map_or(1, char::len_utf8)
}

/// Returns the quotes, links and notes on screen, with their first visible byte.
fn targets(model: &Model, seen: Span) -> Vec<(usize, HintTarget)> {
    let mut out = Vec::new();
    let mut near = model.document.index.touching(seen);
    near.sort_unstable();
    for quote in near.into_iter().filter_map(|at| model.document.annotations.attributions.get(at)) {
        if let Some(shown) = quote.content.iter().find_map(|c| c.intersect(seen)) {
            out.push((shown.start, HintTarget::Quote(quote.id.clone())));
        }
    }
    let first = model.document.article.block_at(seen.start).unwrap_or(0);
    let blocks = model.document.article.blocks.iter().skip(first).take_while(|b| b.span.start < seen.end);
    for inline in blocks.flat_map(|b| &b.inlines) {
        if let (InlineStyle::Link(to), Some(shown)) = (&inline.style, inline.span.intersect(seen)) {
            out.push((shown.start, HintTarget::Link(inline.span, to.clone())));
        }
    }
    for note in &model.document.notes {
        if let Some(span) = note.placement.span()
            && let Some(shown) = span.intersect(seen)
        {
            out.push((shown.start, HintTarget::Note(note.note.id.clone(), span)));
        }
    }
    out
}

/// Handles an action while the hints are visible.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action, effects: &mut Vec<Effect>) {
    let Some(Overlay::Hints { marks, typed }) = model.overlays.last_mut() else { return };
    let key = match action {
        Action::Input(key) => key,
        // Anything that moves the text removes the hints.
        Action::Mouse(_) => {
            model.overlays.pop();
            return;
        }
        _ => return,
    };
    // A capital letter opens a link as another article.
    let here = matches!(key.code, KeyCode::Char(c) if c.is_uppercase());
    match key.code {
        KeyCode::Char(c) => typed.extend(c.to_lowercase()),
        KeyCode::Backspace => drop(typed.pop()),
        _ => {
            model.overlays.pop();
            return;
        }
    }
    if !marks.iter().any(|hint| hint.label.starts_with(typed.as_str())) {
        model.overlays.pop();
        model.message = Some(Message::note("no hint with this letter"));
        return;
    }
    let Some(to) = marks.iter().find(|hint| hint.label == *typed).map(|hint| hint.to.clone()) else { return };
    model.overlays.pop();
    go(model, to, here, effects);
}

fn go(model: &mut Model, to: HintTarget, here: bool, effects: &mut Vec<Effect>) {
    match to {
        HintTarget::Quote(id) => {
            if let Some(at) = model.document.annotations.attributions.iter().position(|q| q.id == id) {
                navigate::push_jump(model);
                navigate::select_quote(model, at);
            }
        }
        HintTarget::Link(span, to) => {
            navigate::jump_to(model, span.start, span);
            navigate::follow_cursor(model);
            if here {
                selection::open_here(model, to, effects);
            } else {
                selection::open(model, &to, effects);
            }
        }
        HintTarget::Row(row) => {
            if model.document.focus == Pane::Article {
                navigate::push_jump(model);
            }
            model.document.focus = Pane::List;
            lists::select(model, row);
        }
        HintTarget::Note(id, span) => {
            navigate::select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if *at == id));
            navigate::jump_to_words(model, span);
        }
    }
}
