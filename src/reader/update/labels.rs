//! Unread articles, the queue to read later, stars and tags, and the feeds that the reader follows.

use crate::library::db::{LabelChange, Labels, LibraryEntry};
use crate::reader::library_request::LibraryRequest;
use crate::reader::place::Opening;
use crate::reader::{Command, Effect, Message, Model, Overlay};
use crate::text::ArticleId;

/// Returns the article that the commands for labels act on: the one selected in the library, else the open one.
fn target(model: &Model) -> Option<(ArticleId, Labels, bool)> {
    match model.overlays.last() {
        Some(Overlay::Library(list)) => {
            let entry = list.entry().filter(|entry| !entry.id.0.is_empty())?;
            Some((entry.id.clone(), entry.labels.clone(), true))
        }
        _ if model.document.article.text.is_empty() => None,
        _ => Some((model.document.article.id.clone(), model.document.labels.clone(), false)),
    }
}

/// Switches a label on or off.
pub(in crate::reader) fn toggle(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some((_, labels, _)) = target(model) else { return nothing(model) };
    let to = match command {
        Command::ToggleLater => LabelChange::Later(!labels.later),
        Command::ToggleStar => LabelChange::Star(!labels.star),
        _ => LabelChange::Unread(!labels.unread),
    };
    change(model, to, effects);
}

fn nothing(model: &mut Model) {
    model.message = Some(Message::note("no article is selected"));
}

/// Changes a label.
pub(super) fn change(model: &mut Model, change: LabelChange, effects: &mut Vec<Effect>) {
    if model.session.read_only.is_some() {
        model.message = Some(Message::note("cannot label articles: the library is read-only"));
        return;
    }
    let Some((article, mut labels, list)) = target(model) else { return nothing(model) };
    labels.apply(&change);
    let says = match &change {
        LabelChange::Unread(true) => "marked as unread".to_owned(),
        LabelChange::Unread(false) => "marked as read".to_owned(),
        LabelChange::Later(true) => "to be read later: the filter “later” lists the queue".to_owned(),
        LabelChange::Later(false) => "no longer in the queue to read later".to_owned(),
        LabelChange::Star(true) => "starred".to_owned(),
        LabelChange::Star(false) => "star removed".to_owned(),
        LabelChange::Tag(_) | LabelChange::Untag(_) => match labels.tags.as_slice() {
            [] => "no tags".to_owned(),
            tags => format!("tags: {}", tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")),
        },
    };
    model.message = Some(Message::note(says));
    effects.push(Effect::Library(LibraryRequest::Label { article, change, list }));
}

/// Stores the labels that the library returned.
pub(super) fn labelled(model: &mut Model, article: &ArticleId, labels: Labels) {
    if model.document.article.id == *article {
        model.document.labels = labels;
    }
}

/// Asks the library for the next unread article.
pub(super) fn next_unread(model: &mut Model, effects: &mut Vec<Effect>) {
    let here = match model.overlays.last() {
        Some(Overlay::Library(list)) => list.entry().map(|entry| entry.id.clone()),
        _ => None,
    };
    let here = here.unwrap_or_else(|| model.document.article.id.clone());
    effects.push(Effect::Library(LibraryRequest::NextUnread(here)));
}

/// Opens the next unread article: as an item of the list that the current one was opened from, if it is in it.
pub(super) fn open(model: &mut Model, next: Option<Box<LibraryEntry>>, effects: &mut Vec<Effect>) {
    let Some(next) = next else {
        let says = "no unread articles; `I` looks for new ones in your feeds";
        model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
        return;
    };
    if let Some(Overlay::Library(list)) = model.overlays.last_mut() {
        let at = list.hits.iter().position(|hit| {
            list.entries.as_ref().and_then(|entries| entries.get(*hit)).is_some_and(|entry| entry.id == next.id)
        });
        if let Some(at) = at {
            list.selected = at;
        }
        effects.push(Effect::Open(Opening::Entry(next.id, next.source)));
        return;
    }
    let listed = model.document.origin.as_ref().and_then(|origin| match origin.overlays.last() {
        Some(Overlay::Library(list)) => list.hits.iter().position(|hit| {
            list.entries.as_ref().and_then(|entries| entries.get(*hit)).is_some_and(|entry| entry.id == next.id)
        }),
        _ => None,
    });
    effects.push(Effect::Open(match listed {
        Some(at) => Opening::Sibling(at),
        None => Opening::Unread(next.id, next.source),
    }));
}

/// Asks for new articles of the feeds.
pub(in crate::reader) fn refresh(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.session.read_only.is_some() {
        model.message = Some(Message::note("cannot read feeds: the library is read-only"));
        return;
    }
    model.message = Some(Message::note("looking for new articles in your feeds…"));
    effects.push(Effect::RefreshFeeds);
}

/// Says what is new, and lists it.
pub(super) fn refreshed(model: &mut Model, message: Message, effects: &mut Vec<Effect>) {
    model.message = Some(message);
    if model.overlays.iter().any(|overlay| matches!(overlay, Overlay::Library(_))) {
        effects.push(Effect::Library(LibraryRequest::List));
    }
}
