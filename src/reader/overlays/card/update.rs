//! Opens, moves in and closes the card (`i`, `=`).

use std::sync::Arc;

use crossterm::event::{MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::library::db::Alike;
use crate::reader::library_request::{Compared, LibraryRequest};
use crate::reader::navigate;
use crate::reader::overlays::card::{About, Card, CardPage, Face, Goal};
use crate::reader::overlays::note_editor::update as notes;
use crate::reader::panes::article::selection;
use crate::reader::panes::facts::lists;
use crate::reader::panes::list::quotes;
use crate::reader::panes::list::rows::Row;
use crate::reader::place::Place;
use crate::reader::{Action, Command, Effect, Message, Model, Overlay, Pane, Tab};
use crate::text::pasteable;

/// Opens a card: of the selected fact or note, else the selected quote, else the note at the cursor.
pub(in crate::reader) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.document.focus == Pane::List
        && let Some(Row::Fact { index, .. }) = model.document.selected_row()
        && let Some(fact) = model.document.annotations.facts.get(*index)
    {
        let about = About::Fact(lists::kind(&fact.kind), fact.span);
        model.overlays.push(Overlay::Card(Box::new(Card::new(about, String::new()))));
        return;
    }
    let note = notes::meant(model).map(|n| n.note.id.clone());
    // A list shows what is selected in it, not the quote that is selected in the article.
    let in_list = model.document.focus == Pane::List;
    let is_quote =
        matches!(model.document.selected_row(), Some(Row::Quote { .. })) && model.document.tab == Tab::Quotes;
    if in_list && !is_quote && model.document.tab != Tab::Notes {
        let says = "no details of this row: `Enter` goes to its words";
        model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
        return;
    }
    let in_notes = in_list && model.document.tab == Tab::Notes;
    let quote = model.document.selected_quote().filter(|_| !in_notes).map(|(_, quote)| {
        let words: Vec<&str> = quote.content.iter().map(|span| model.document.article.words(*span)).collect();
        (quote.id.clone(), words.join(" "))
    });
    let card = match (quote, note) {
        (Some((id, words)), _) => {
            effects.push(Effect::Library(LibraryRequest::FindSimilar(words.clone())));
            Card::new(About::Quote(id), words)
        }
        (None, Some(id)) => Card::new(About::Note(id), String::new()),
        (None, None) => {
            model.message = Some(Message::note(
                model.session.keys.with_own_keys("no quote or note here: `]` goes to the next quote"),
            ));
            return;
        }
    };
    model.overlays.push(Overlay::Card(Box::new(card)));
}

/// Opens the card of the settings: where their file is, and the mistakes in it.
pub(in crate::reader) fn settings(model: &mut Model) {
    model.overlays.retain(|overlay| !matches!(overlay, Overlay::Card(card) if card.about == About::Settings));
    model.overlays.push(Overlay::Card(Box::new(Card::new(About::Settings, String::new()))));
}

/// Opens the card of changes since the article was last read (`=`).
pub(in crate::reader) fn changes(model: &mut Model, effects: &mut Vec<Effect>) {
    model.overlays.push(Overlay::Card(Box::new(Card::new(About::Changes(None), String::new()))));
    effects.push(Effect::Library(LibraryRequest::Compare(0)));
}

/// Stores the result of the comparison with another version.
pub(in crate::reader) fn compared(model: &mut Model, found: Arc<Compared>) {
    for overlay in &mut model.overlays {
        if let Overlay::Card(card) = overlay
            && let About::Changes(slot) = &mut card.about
        {
            *slot = Some(found);
            (card.selected, card.top) = (0, 0);
            return;
        }
    }
}

/// Stores the places of the same quote in other articles.
pub(in crate::reader) fn found(model: &mut Model, words: &str, found: Vec<Alike>) {
    for overlay in &mut model.overlays {
        if let Overlay::Card(card) = overlay
            && card.words == words
        {
            card.elsewhere = Some(found);
            return;
        }
    }
}

/// Returns the laid-out card and the number of visible lines.
fn face(model: &Model, card: &Card) -> (Face, usize) {
    let face = card.face(model, CardPage::room(model.session.screen.0));
    let seen = usize::from(CardPage::new(model.session.screen, face.lines.len()).text.height).max(1);
    (face, seen)
}

fn card(model: &Model) -> Option<Card> {
    match model.overlays.last() {
        Some(Overlay::Card(card)) => Some((**card).clone()),
        _ => None,
    }
}

fn put(model: &mut Model, card: Card) {
    if let Some(Overlay::Card(slot)) = model.overlays.last_mut() {
        **slot = card;
    }
}

/// Handles an action while the card is open. Returns commands on the quote or note, to run after the card has closed.
pub(in crate::reader) fn apply(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    if let (Some(About::Output(output)), Action::Run(Command::Copy)) = (card(model).map(|card| card.about), &action) {
        effects.push(Effect::Copy(pasteable(&output.text)));
        model.message = Some(Message::note("output copied"));
        return None;
    }
    if is_of_quote(&action) {
        model.overlays.pop();
        return Some(action);
    }
    walk(model, action, effects);
    None
}

/// Returns whether the action applies to the quote or note of the card.
fn is_of_quote(action: &Action) -> bool {
    matches!(
        action,
        Action::Run(
            Command::Correct
                | Command::Corrections
                | Command::Verdict
                | Command::Mark
                | Command::Highlight
                | Command::AddNote
                | Command::EditNote
                | Command::EditInEditor
                | Command::DeleteNote
                | Command::Reattach
                | Command::Undo
                | Command::Redo
                | Command::Copy
                | Command::CopySheet
                | Command::Palette
                | Command::ToggleHelp
        )
    )
}

/// Moves in the card, follows its jump targets, or closes it.
fn walk(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let Some(mut card) = card(model) else { return };
    let (face, seen) = face(model, &card);
    let page = i32::try_from(seen.saturating_sub(1).max(1)).unwrap_or(i32::MAX);
    match action {
        Action::Run(Command::Lines(n)) | Action::Run(Command::Scroll(n)) => step(&mut card, &face, seen, n),
        Action::Run(Command::HalfPages(n)) => scroll(&mut card, &face, seen, n.saturating_mul((page / 2).max(1))),
        Action::Run(Command::Pages(n)) => scroll(&mut card, &face, seen, n.saturating_mul(page)),
        Action::Run(Command::Top) => (card.selected, card.top) = (0, 0),
        Action::Run(Command::Bottom) => {
            card.selected = face.goals.len().saturating_sub(1);
            scroll(&mut card, &face, seen, i32::MAX);
        }
        Action::Run(Command::Across) => {
            let goal = face.goals.get(card.selected).cloned();
            return follow(model, &card, goal, effects);
        }
        Action::Run(Command::NextQuote(n)) if matches!(card.about, About::Quote(_)) => {
            model.overlays.pop();
            quotes::next(model, n);
            return open(model, effects);
        }
        Action::Run(Command::NextQuote(n)) => {
            if let About::Changes(Some(compared)) = &card.about {
                let to = compared.which.saturating_add_signed(n as isize).min(compared.versions.saturating_sub(1));
                if to != compared.which {
                    effects.push(Effect::Library(LibraryRequest::Compare(to)));
                }
            }
            return;
        }
        Action::Mouse(event) => match event.kind {
            MouseEventKind::ScrollDown => scroll(&mut card, &face, seen, 3),
            MouseEventKind::ScrollUp => scroll(&mut card, &face, seen, -3),
            MouseEventKind::Down(MouseButton::Left) => {
                let page = CardPage::new(model.session.screen, face.lines.len());
                let at = Position::new(event.column, event.row);
                if page.text.contains(at) {
                    let line = card.top + usize::from(at.y - page.text.y);
                    if let Some(goal) = face.lines.get(line).and_then(|l| l.goal) {
                        let goal = face.goals.get(goal).cloned();
                        return follow(model, &card, goal, effects);
                    }
                } else if !page.area.contains(at) {
                    model.overlays.pop();
                }
                return;
            }
            _ => return,
        },
        Action::Run(Command::Card) | Action::Run(Command::Changes) => {
            model.overlays.pop();
            return;
        }
        _ => return,
    }
    put(model, card);
}

/// Selects the next jump target; without one, scrolls.
fn step(card: &mut Card, face: &Face, seen: usize, n: i32) {
    let last = face.goals.len().saturating_sub(1);
    let to = card.selected.saturating_add_signed(n as isize).min(last);
    if to == card.selected {
        scroll(card, face, seen, n);
    } else {
        card.selected = to;
        show(card, face, seen);
    }
}

fn scroll(card: &mut Card, face: &Face, seen: usize, n: i32) {
    let last = face.lines.len().saturating_sub(seen);
    card.top = card.top.saturating_add_signed(n as isize).min(last);
}

/// Scrolls the selected jump target into view.
fn show(card: &mut Card, face: &Face, seen: usize) {
    if let Some((first, last)) = face.lines_of(card.selected) {
        // Lines above the first jump target stay visible with it.
        let first = if card.selected == 0 { 0 } else { first };
        card.top = card.top.max((last + 1).saturating_sub(seen)).min(first);
    }
}

/// Follows a jump target.
fn follow(model: &mut Model, card: &Card, goal: Option<Goal>, effects: &mut Vec<Effect>) {
    match goal {
        Some(Goal::Words(span)) => {
            model.overlays.pop();
            navigate::jump_to_words(model, span);
        }
        Some(Goal::Note(id)) => {
            model.overlays.pop();
            navigate::select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if *at == id));
            model.overlays.push(Overlay::Card(Box::new(Card::new(About::Note(id), String::new()))));
        }
        Some(Goal::Link(link)) => selection::open(model, &link, effects),
        Some(Goal::Elsewhere(n)) => {
            let Some(one) = card.elsewhere.as_ref().and_then(|all| all.get(n)) else { return };
            effects.push(Effect::OpenAt(Place {
                article: one.article.clone(),
                source: one.source.clone(),
                span: Some(one.span),
                words: one.words.clone(),
            }));
        }
        None => drop(model.overlays.pop()),
    }
}

/// Scrolls back into range after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    if let Some(mut card) = card(model) {
        let (face, seen) = face(model, &card);
        scroll(&mut card, &face, seen, 0);
        put(model, card);
    }
}
