//! Opens the chart of speakers and moves in it.

use crossterm::event::{MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::reader::navigate;
use crate::reader::overlays::chart::{ChartPage, order, selected};
use crate::reader::{Action, ChartState, Command, Message, Model, Overlay, Pane, Tab};

/// Opens the chart at the current quote.
pub(in crate::reader) fn start(model: &mut Model) {
    if model.document.index.speakers.is_empty() {
        let busy = if model.document.annotations.complete { "" } else { " yet: analysis is still running" };
        model.message = Some(Message::note(format!("no speakers in this article{busy}")));
        return;
    }
    let before = || {
        model
            .document
            .annotations
            .attributions
            .partition_point(|q| q.start() <= model.document.cursor)
            .saturating_sub(1)
    };
    let at = model.document.selected_quote().map_or_else(before, |(at, _)| at);
    let mut state = ChartState::default();
    to_quote(model, &mut state, at);
    model.overlays.push(Overlay::Chart(state));
    clamp(model);
}

/// Selects a quote.
fn to_quote(model: &Model, state: &mut ChartState, at: usize) {
    let Some(&speaker) = model.document.index.speaker_of.get(at) else { return };
    state.speaker = speaker;
    let quotes = model.document.index.speakers.get(speaker).map(|s| s.quotes.as_slice()).unwrap_or_default();
    state.quote = quotes.partition_point(|q| *q < at);
}

/// Handles an action while the chart is open.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action) {
    let Some(Overlay::Chart(state)) = model.overlays.last() else { return };
    let mut state = *state;
    let index = std::sync::Arc::clone(&model.document.index);
    let page = i32::from(ChartPage::new(model).names.height.max(1));
    match action {
        Action::Run(Command::Lines(n)) | Action::Run(Command::Scroll(n)) | Action::Run(Command::NextSpeaker(n)) => {
            speaker(model, &mut state, *n)
        }
        Action::Run(Command::HalfPages(n)) => speaker(model, &mut state, n.saturating_mul(page / 2)),
        Action::Run(Command::Pages(n)) => speaker(model, &mut state, n.saturating_mul(page)),
        Action::Run(Command::Columns(n))
        | Action::Run(Command::Words(n))
        | Action::Run(Command::NextQuoteSameSpeaker(n)) => {
            let last = index.speakers.get(state.speaker).map_or(0, |s| s.quotes.len().saturating_sub(1));
            state.quote = state.quote.saturating_add_signed(*n as isize).min(last);
        }
        Action::Run(Command::NextQuote(n)) => {
            let last = index.speaker_of.len().saturating_sub(1);
            let at = selected(model, state).unwrap_or_default().saturating_add_signed(*n as isize).min(last);
            to_quote(model, &mut state, at);
        }
        Action::Run(Command::Top) => {
            let speaker = order(model).first().copied().unwrap_or_default();
            state = ChartState { speaker, ..ChartState::default() };
        }
        Action::Run(Command::SortPeople) => {
            model.session.people_sort = model.session.people_sort.next();
            navigate::make_rows(model, Tab::People);
            model.message = Some(Message::note(format!("speakers {}", model.session.people_sort.label())));
        }
        Action::Run(Command::Bottom) => speaker(model, &mut state, i32::MAX),
        Action::Run(Command::Across) => {
            model.overlays.pop();
            model.document.focus = Pane::Article;
            if let Some(at) = selected(model, state) {
                navigate::push_jump(model);
                navigate::select_quote(model, at);
            }
            return;
        }
        Action::Run(Command::Chart) => {
            model.overlays.pop();
            return;
        }
        Action::Mouse(event) => match event.kind {
            MouseEventKind::ScrollDown => speaker(model, &mut state, 1),
            MouseEventKind::ScrollUp => speaker(model, &mut state, -1),
            MouseEventKind::Down(MouseButton::Left) => {
                let before = (state.speaker, state.quote);
                match click(model, &mut state, Position::new(event.column, event.row)) {
                    // A click on the selected quote jumps to the quote.
                    Clicked::Quote if (state.speaker, state.quote) == before => {
                        return apply(model, &Action::Run(Command::Across));
                    }
                    Clicked::Words => return apply(model, &Action::Run(Command::Across)),
                    Clicked::Outside => return apply(model, &Action::Run(Command::Chart)),
                    Clicked::Quote | Clicked::Name | Clicked::Nothing => {}
                }
            }
            _ => return,
        },
        _ => return,
    }
    if let Some(Overlay::Chart(slot)) = model.overlays.last_mut() {
        *slot = state;
    }
    clamp(model);
}

/// The target of a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clicked {
    Quote,
    Name,
    Words,
    Nothing,
    Outside,
}

/// Selects the quote at a position: on a row, the speaker's nearest quote; above the rows, the nearest quote of any
/// speaker.
fn click(model: &Model, state: &mut ChartState, at: Position) -> Clicked {
    let page = ChartPage::new(model);
    let nearest = |quotes: &mut dyn Iterator<Item = usize>| {
        let byte = page.byte(at.x.saturating_sub(page.bars.x));
        let start = |quote: usize| model.document.annotations.attributions.get(quote).map_or(0, |q| q.start());
        // Compares columns, so that the first of several quotes in one column is selected.
        quotes.min_by_key(|quote| page.column(start(*quote)).abs_diff(page.column(byte)))
    };
    if page.words.contains(at) {
        return Clicked::Words;
    }
    if page.ruler.contains(at) {
        if let Some(quote) = nearest(&mut (0..model.document.index.speaker_of.len())) {
            to_quote(model, state, quote);
        }
        return Clicked::Name;
    }
    let row = usize::from(at.y.saturating_sub(page.names.y)) + state.top;
    let order = order(model);
    let who = order.get(row).and_then(|at| model.document.index.speakers.get(*at));
    let Some(clicked) = who.filter(|_| page.names.union(page.bars).contains(at)) else {
        return if page.area.contains(at) { Clicked::Nothing } else { Clicked::Outside };
    };
    if page.names.contains(at) {
        let from = order.iter().position(|at| *at == state.speaker).unwrap_or_default();
        let rows = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        speaker(model, state, rows(row).saturating_sub(rows(from)));
        return Clicked::Name;
    }
    match nearest(&mut clicked.quotes.iter().copied()) {
        Some(quote) => {
            to_quote(model, state, quote);
            Clicked::Quote
        }
        None => Clicked::Nothing,
    }
}

/// Selects another speaker, at the nearest of that speaker's quotes.
fn speaker(model: &Model, state: &mut ChartState, by: i32) {
    let order = order(model);
    let from = order.iter().position(|at| *at == state.speaker).unwrap_or_default();
    let to = from.saturating_add_signed(by as isize).min(order.len().saturating_sub(1));
    let Some(&to) = order.get(to).filter(|to| **to != state.speaker) else { return };
    let now = selected(model, *state).unwrap_or_default();
    state.speaker = to;
    let quotes = model.document.index.speakers.get(to).map(|s| s.quotes.as_slice()).unwrap_or_default();
    state.quote = quotes.iter().enumerate().min_by_key(|(_, q)| q.abs_diff(now)).map_or(0, |(at, _)| at);
}

/// Clamps the selection and scrolls the selected speaker into view: new annotations may have changed the speakers.
pub(in crate::reader) fn clamp(model: &mut Model) {
    let index = std::sync::Arc::clone(&model.document.index);
    let rows = usize::from(ChartPage::new(model).names.height).max(1);
    let order = order(model);
    for overlay in &mut model.overlays {
        if let Overlay::Chart(state) = overlay {
            state.speaker = state.speaker.min(index.speakers.len().saturating_sub(1));
            let quotes = index.speakers.get(state.speaker).map_or(0, |s| s.quotes.len());
            state.quote = state.quote.min(quotes.saturating_sub(1));
            let row = order.iter().position(|at| *at == state.speaker).unwrap_or_default();
            state.top = state.top.min(row).max((row + 1).saturating_sub(rows));
        }
    }
}
