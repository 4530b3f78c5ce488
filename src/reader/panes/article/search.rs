//! Searches the article while the query is typed (`/`).

use crossterm::event::{KeyCode, KeyModifiers};

use crate::reader::navigate;
use crate::reader::panes::article::find::BeforeSearch;
use crate::reader::panes::article::find::{find, find_regex};
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Message, Model, Overlay, Searched};

/// The number of searches to remember.
const PAST: usize = 100;

/// Opens the search line.
pub(in crate::reader) fn start(model: &mut Model) {
    model.document.focus = crate::reader::Pane::Article;
    model.document.before_search = Some(Box::new(BeforeSearch {
        search: model.document.search.take(),
        top: model.seen().start,
        quote: model.document.quote.clone(),
    }));
    model.overlays.push(Overlay::SearchInput { text: String::new(), origin: model.document.cursor, past: None });
}

/// Handles an action while the search line is open.
pub(in crate::reader) fn in_input(model: &mut Model, action: Action) {
    let Some(Overlay::SearchInput { text, past, .. }) = model.overlays.last_mut() else { return };
    if let Action::Input(key) = &action
        && key.code == KeyCode::Char('r')
        && key.modifiers == KeyModifiers::CONTROL
    {
        model.session.regex = !model.session.regex;
        return look(model);
    }
    match edit(text, &mut model.behind, &action) {
        Typed::Changed => {
            *past = None;
            look(model);
        }
        Typed::Done => accept(model),
        Typed::Left => give_up(model),
        Typed::Moved(by) => recall(model, by),
        Typed::Paged(_) | Typed::Complete(_) | Typed::Nothing => {}
    }
}

/// Recalls earlier searches that begin with the typed text (up, down).
fn recall(model: &mut Model, by: i32) {
    let Some(Overlay::SearchInput { text, past, .. }) = model.overlays.last_mut() else { return };
    let (now, typed) = past.clone().unwrap_or((model.session.searches.len(), text.clone()));
    let fits = |at: &usize| model.session.searches.get(*at).is_some_and(|s| s.query.starts_with(&typed));
    let to = if by < 0 { (0..now).rev().find(fits) } else { (now + 1..model.session.searches.len()).find(fits) };
    match to.and_then(|at| Some((at, model.session.searches.get(at)?))) {
        Some((at, searched)) => {
            text.clone_from(&searched.query);
            model.behind = 0;
            model.session.regex = searched.regex;
            *past = Some((at, typed));
        }
        None if by > 0 && past.is_some() => {
            *text = typed;
            model.behind = 0;
            *past = None;
        }
        None => return,
    }
    look(model);
}

/// Remembers a search; replaces an equal earlier one.
fn remember(model: &mut Model, query: &str) {
    let searched = Searched { query: query.to_owned(), regex: model.session.regex };
    model.session.searches.retain(|s| *s != searched);
    model.session.searches.push(searched);
    if model.session.searches.len() > PAST {
        model.session.searches.remove(0);
    }
}

/// Searches for the typed query and shows the first match after the start position.
fn look(model: &mut Model) {
    let Some(Overlay::SearchInput { text, origin, .. }) = model.overlays.last() else { return };
    let (query, origin) = (text.clone(), *origin);
    let text = &model.document.article.text;
    let mut search = if model.session.regex { find_regex(text, &query) } else { find(text, &query) };
    let first = search.matches.partition_point(|m| m.start < origin);
    let first = if first < search.matches.len() { Some(first) } else { (!search.matches.is_empty()).then_some(0) };
    search.current = first;
    let to = first.and_then(|at| search.matches.get(at)).copied();
    let problem = search.problem.is_some();
    model.document.search = (!query.is_empty()).then_some(search);
    match to {
        Some(to) => navigate::show_place(model, to.start, to),
        None => restore(model, origin),
    }
    if to.is_none() && !query.is_empty() && !problem {
        model.message = Some(Message::note("not found"));
    }
}

/// Returns to the start position; the layout may have changed since.
fn restore(model: &mut Model, origin: usize) {
    model.document.cursor = model.snap(origin);
    if let Some(before) = &model.document.before_search {
        let top = before.top;
        model.document.quote.clone_from(&before.quote);
        model.document.top = model.place(top);
        model.show_cursor();
    }
}

/// Accepts the search (`Enter`).
fn accept(model: &mut Model) {
    let problem = model.document.search.as_ref().and_then(|s| s.problem.clone());
    if let Some(problem) = problem {
        // The line stays open so that the reader can correct the expression.
        model.message = Some(Message::error(problem));
        return;
    }
    let Some(Overlay::SearchInput { text, origin, .. }) = model.overlays.pop() else { return };
    let before = model.document.before_search.take();
    if text.is_empty() {
        // As in vim, an empty query repeats the last search.
        model.document.search = before.and_then(|b| b.search);
        return next(model, 1);
    }
    remember(model, &text);
    let found = model.document.search.as_ref().is_some_and(|s| !s.matches.is_empty());
    let to = model.document.cursor;
    model.document.cursor = model.snap(origin);
    if found {
        navigate::push_jump(model);
        model.document.cursor = to;
        navigate::follow_cursor(model);
        say_which(model, None);
    } else {
        model.message = Some(Message::error(format!("not found: {text}")));
    }
}

/// Cancels the search (`Esc`) and restores the screen.
pub(in crate::reader) fn give_up(model: &mut Model) {
    if let Some(Overlay::SearchInput { origin, .. }) = model.overlays.pop() {
        restore(model, origin);
        model.document.search = model.document.before_search.take().and_then(|b| b.search);
    }
}

/// Goes to the next or previous match; wraps around.
pub(in crate::reader) fn next(model: &mut Model, n: i32) {
    let cursor = model.document.cursor;
    let Some(search) = &mut model.document.search else {
        model.message = Some(Message::note(model.session.keys.with_own_keys("no search yet: `/` starts one")));
        return;
    };
    let len = search.matches.len();
    if len == 0 {
        model.message = Some(Message::error(format!("not found: {}", search.query)));
        return;
    }
    // A match may begin inside a displayed cluster: then the cursor is just before the match.
    let on = search.current.filter(|at| {
        let from = at.checked_sub(1).and_then(|b| search.matches.get(b)).map_or(0, |m| m.start);
        search.matches.get(*at).is_some_and(|m| cursor <= m.start && m.start - cursor < 64 && cursor >= from)
    });
    let (to, around) = if n > 0 {
        let at = on.map_or_else(|| search.matches.partition_point(|m| m.start <= cursor), |at| at + 1);
        if at < len { (at, None) } else { (0, Some("search hit bottom, continuing at top")) }
    } else {
        match on.unwrap_or_else(|| search.matches.partition_point(|m| m.start < cursor)).checked_sub(1) {
            Some(at) => (at, None),
            None => (len - 1, Some("search hit top, continuing at bottom")),
        }
    };
    search.current = Some(to);
    if let Some(&span) = search.matches.get(to) {
        navigate::jump_to(model, span.start, span);
        navigate::follow_cursor(model);
        say_which(model, around);
    }
}

fn say_which(model: &mut Model, around: Option<&str>) {
    let Some(search) = &model.document.search else { return };
    let more = if search.more { "more than " } else { "" };
    let which = format!("match {} of {more}{}", search.current.map_or(0, |at| at + 1), search.matches.len());
    model.message = Some(Message::note(match around {
        Some(around) => format!("{around} · {which}"),
        None => which,
    }));
}
