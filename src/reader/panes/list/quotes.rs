//! Selects the next quote, speaker or mention, and keeps selections when annotations change.

use std::sync::Arc;

use crate::library::notes::Reviewed;
use crate::reader::index::Index;
use crate::reader::navigate;
use crate::reader::panes::facts::lists;
use crate::reader::{Message, Model, Tab};
use crate::text::Span;

/// Stores new annotations; everything selected stays selected.
pub(in crate::reader) fn annotated(model: &mut Model, annotations: Reviewed, index: Arc<Index>) {
    // Indices change when quotes are found between known ones, so remember the row itself.
    let shown = model.document.selected_row().cloned();
    let place = model.document.list(Tab::Facts).selected;
    let people = model.document.rows.get(Tab::People.index());
    let chosen = match people.and_then(|rows| rows.get(model.document.list(Tab::People).selected)) {
        Some(crate::reader::panes::list::rows::Row::Person { index, .. }) => Some(*index),
        _ => None,
    };
    let old = std::mem::replace(&mut model.document.annotations, annotations);
    let chosen = chosen.and_then(|index| old.people.get(index)).map(|person| person.name.as_str());
    model.document.index = index;
    model.document.undated = crate::reader::panes::list::rows::undated(model);
    // Entity ids may change between pieces of annotation; names identify the person.
    let name = model.document.person.and_then(|p| old.person(p)).map(|p| p.name.as_str());
    let people = &model.document.annotations.people;
    model.document.person = people.iter().find(|p| Some(p.name.as_str()) == name).map(|p| p.entity);
    let fact = old.facts.get(match shown {
        Some(crate::reader::panes::list::rows::Row::Fact { index, .. }) => index,
        _ => usize::MAX,
    });
    let fact = fact.and_then(|fact| model.document.annotations.facts.iter().position(|f| lists::is_same(f, fact)));
    for tab in [Tab::Quotes, Tab::People, Tab::Facts] {
        navigate::make_rows(model, tab);
    }
    match fact {
        Some(fact) => navigate::select_row(
            model,
            Tab::Facts,
            |row| matches!(row, crate::reader::panes::list::rows::Row::Fact { index, .. } if *index == fact),
        ),
        // A fact that is gone leaves its place to the next one.
        None if matches!(shown, Some(crate::reader::panes::list::rows::Row::Fact { .. })) => {
            navigate::select_place(model, Tab::Facts, place);
        }
        None => {}
    }
    let chosen = model.document.annotations.people.iter().find(|p| Some(p.name.as_str()) == chosen);
    if let Some(person) = chosen.map(|person| person.entity) {
        navigate::select_person(model, person);
    }
    match model.document.selected_quote() {
        Some(_) => navigate::follow_quote(model),
        None => navigate::follow_cursor(model),
    }
    crate::reader::overlays::chart::update::clamp(model);
}

/// The starting point: the selected quote, or else the cursor.
enum From {
    Quote(usize),
    /// The number of quotes that begin before the cursor.
    Between(usize),
}

fn from(model: &Model) -> From {
    match model.document.selected_quote() {
        Some((at, _)) => From::Quote(at),
        None => From::Between(
            model.document.annotations.attributions.partition_point(|q| q.start() <= model.document.cursor),
        ),
    }
}

/// Returns the `n`-th next or previous of `all`, the sorted indices of quotes.
fn nth(all: &[usize], from: &From, n: i32) -> Option<usize> {
    let first = match from {
        From::Quote(at) if n > 0 => all.partition_point(|q| q <= at),
        From::Quote(at) => all.partition_point(|q| q < at),
        From::Between(before) => all.partition_point(|q| q < before),
    };
    let by = n.unsigned_abs() as usize;
    let at = if n > 0 {
        (first + by - 1).min(all.len().checked_sub(1)?)
    } else {
        first.checked_sub(1)?.saturating_sub(by - 1)
    };
    let found = *all.get(at)?;
    let ahead = match from {
        From::Quote(now) => (n > 0) == (found > *now) && found != *now,
        From::Between(before) => (n > 0) == (found >= *before),
    };
    ahead.then_some(found)
}

fn go(model: &mut Model, to: Option<usize>, none: &str) {
    match to {
        Some(to) => {
            navigate::push_jump(model);
            navigate::select_quote(model, to);
        }
        None => {
            let busy = if model.document.annotations.complete { "" } else { " yet: analysis is still running" };
            model.message = Some(Message::note(format!("{none}{busy}")));
        }
    }
}

/// Selects the next or previous quote.
pub(in crate::reader) fn next(model: &mut Model, n: i32) {
    if n == 0 {
        return;
    }
    let by = n.unsigned_abs() as usize;
    let last = model.document.annotations.attributions.len().checked_sub(1);
    let to = match (from(model), last) {
        (_, None) => None,
        (From::Quote(at), Some(last)) if n > 0 => (at < last).then(|| (at + by).min(last)),
        (From::Between(before), Some(last)) if n > 0 => (before <= last).then(|| (before + by - 1).min(last)),
        (From::Quote(before) | From::Between(before), _) => before.checked_sub(1).map(|b| b.saturating_sub(by - 1)),
    };
    go(model, to, if n > 0 { "no further quote" } else { "no earlier quote" });
}

/// Selects the next or previous quote by the same speaker.
pub(in crate::reader) fn next_same_speaker(model: &mut Model, n: i32) {
    let index = Arc::clone(&model.document.index);
    let from = from(model);
    let speaker = match from {
        From::Quote(at) => index.speaker_of.get(at),
        // Between quotes, continue with the last speaker.
        From::Between(before) => before.checked_sub(1).and_then(|at| index.speaker_of.get(at)),
    };
    let Some(speaker) = speaker.and_then(|s| index.speakers.get(*s)) else {
        model.message =
            Some(Message::note(model.session.keys.with_own_keys("no quote is selected: `]` goes to the next")));
        return;
    };
    if n != 0 {
        let to = nth(&speaker.quotes, &from, n);
        let which = if n > 0 { "further" } else { "earlier" };
        go(model, to, &format!("no {which} quote by {}", speaker.name));
    }
}

/// Selects the first following quote by another speaker, or the first quote of the previous speaker's run.
pub(in crate::reader) fn next_speaker(model: &mut Model, n: i32) {
    let index = Arc::clone(&model.document.index);
    let mut at = match from(model) {
        From::Quote(at) => Some(at),
        From::Between(before) if n > 0 => before.checked_sub(1),
        From::Between(before) => Some(before),
    };
    let mut to = None;
    for _ in 0..n.unsigned_abs() {
        let who = at.and_then(|at| index.speaker_of.get(at));
        let found = if n > 0 {
            (at.map_or(0, |at| at + 1)..index.speaker_of.len()).find(|q| index.speaker_of.get(*q) != who)
        } else {
            // Back to the last quote by another speaker, then to the start of that speaker's run.
            let end = at.unwrap_or(0).min(index.speaker_of.len());
            let last = (0..end).rev().find(|q| index.speaker_of.get(*q) != who);
            last.map(|last| {
                let who = index.speaker_of.get(last);
                (0..last).rev().take_while(|q| index.speaker_of.get(*q) == who).last().unwrap_or(last)
            })
        };
        if found.is_none() {
            break;
        }
        (at, to) = (found, found);
    }
    go(model, to, if n > 0 { "no further speaker" } else { "no earlier speaker" });
}

/// Goes to the next or previous mention of the entity at the cursor; wraps around.
pub(in crate::reader) fn next_mention(model: &mut Model, n: i32) {
    let Some(entity) = navigate::entity_at(model) else {
        model.message =
            Some(Message::note(model.session.keys.with_own_keys("no name here: move onto one with `h` and `l`")));
        return;
    };
    let annotations = model.document.annotations.clone();
    let index = Arc::clone(&model.document.index);
    let spans: Vec<Span> =
        index.mentions(entity).iter().filter_map(|m| annotations.mentions.get(*m)).map(|m| m.span).collect();
    let cursor = model.document.cursor;
    let (to, wrapped) = match n > 0 {
        true => {
            let at = spans.partition_point(|s| s.start <= cursor);
            (if at < spans.len() { at } else { 0 }, at >= spans.len())
        }
        false => {
            let at = spans.partition_point(|s| s.end <= cursor && s.start < cursor);
            (at.checked_sub(1).unwrap_or(spans.len().saturating_sub(1)), at == 0)
        }
    };
    let Some(&span) = spans.get(to) else {
        model.message = Some(Message::note("no mention of this name is known"));
        return;
    };
    navigate::jump_to(model, span.start, span);
    navigate::follow_cursor(model);
    let name = annotations.person(entity).map_or_else(|| annotations_name(model, span), |p| p.name.clone());
    let around = if wrapped && spans.len() > 1 { " (from the other end)" } else { "" };
    model.message = Some(Message::note(format!("{name}: mention {} of {}{around}", to + 1, spans.len())));
}

fn annotations_name(model: &Model, span: Span) -> String {
    model.document.article.words(span).split_whitespace().collect::<Vec<_>>().join(" ")
}
