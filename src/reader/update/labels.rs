//! Unread articles, the queue to read later, stars and tags, and the feeds that the reader follows.

use crate::library::db::{LabelChange, Labels, LibraryEntry};
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::library::LibraryPage;
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
    let seen = LibraryPage::new(model.session.screen).seen();
    if let Some(Overlay::Library(list)) = model.overlays.last_mut() {
        let at = list.hits.iter().position(|hit| {
            list.entries.as_ref().and_then(|entries| entries.get(*hit)).is_some_and(|entry| entry.id == next.id)
        });
        if let Some(at) = at {
            list.selected = at;
            list.show(seen);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ingest;
    use crate::reader::document::origin::Origin;
    use crate::reader::library_request::LibraryEvent;
    use crate::reader::update::testing::keys;
    use crate::reader::update::update;
    use crate::reader::{Action, Message};

    fn entry(title: &str, unread: bool) -> LibraryEntry {
        LibraryEntry {
            id: ArticleId::of_text(title),
            title: Some(title.to_owned()),
            source: format!("/a/{title}.txt"),
            labels: Labels { unread, ..Labels::default() },
            ..LibraryEntry::default()
        }
    }

    fn article() -> Model {
        Model::new(Arc::new(ingest::sample()), (80, 24))
    }

    fn label(article: &ArticleId, change: LabelChange, list: bool) -> [Effect; 1] {
        [Effect::Library(LibraryRequest::Label { article: article.clone(), change, list })]
    }

    #[test]
    fn the_open_article_is_labelled_and_the_labels_are_switched_back() {
        let mut model = article();
        let id = model.document.article.id.clone();
        assert_eq!(keys(&mut model, "Z"), label(&id, LabelChange::Later(true), false));
        let later = Labels { later: true, ..Labels::default() };
        update(&mut model, Action::Library(LibraryEvent::Labelled(id.clone(), later)));
        assert_eq!(keys(&mut model, "Z"), label(&id, LabelChange::Later(false), false));
        let tagged = keys(&mut model, ": t a g space # T i d e enter");
        assert_eq!(tagged, label(&id, LabelChange::Tag("tide".to_owned()), false));
        let gone = keys(&mut model, ": u n t a g space t i d e enter");
        assert_eq!(gone, label(&id, LabelChange::Untag("tide".to_owned()), false));
        assert_eq!(keys(&mut model, ": s t a r enter"), label(&id, LabelChange::Star(true), false));
        // Another article's labels are not this one's.
        let other = Labels { star: true, ..Labels::default() };
        update(&mut model, Action::Library(LibraryEvent::Labelled(ArticleId::of_text("x"), other)));
        assert!(!model.document.labels.star);
        model.session.read_only = Some("why not".to_owned());
        assert_eq!(keys(&mut model, "Z I"), []);
    }

    #[test]
    fn in_the_library_the_selected_article_is_labelled() {
        let mut model = article();
        keys(&mut model, "L");
        let entries = vec![entry("mill", true), entry("boat", false)];
        update(&mut model, Action::Library(LibraryEvent::Listed(entries)));
        let boat = entry("boat", false).id;
        assert_eq!(keys(&mut model, "j *"), label(&boat, LabelChange::Star(true), true));
        assert_eq!(keys(&mut model, "Z"), label(&boat, LabelChange::Later(true), true));
        assert_eq!(keys(&mut model, "m q u a y enter"), label(&boat, LabelChange::Tag("quay".to_owned()), true));
        assert_eq!(model.overlays.len(), 1, "back in the library");
        assert_eq!(keys(&mut model, "I"), [Effect::RefreshFeeds]);
        assert_eq!(keys(&mut model, "f5"), [Effect::RefreshFeeds]);
        let listed = update(&mut model, Action::Refreshed(Message::note("1 new article")));
        assert_eq!(listed, [Effect::Library(LibraryRequest::List)]);
        assert_eq!(keys(&mut model, "!"), [Effect::Library(LibraryRequest::NextUnread(boat))]);
        let next = entry("mill", true);
        let opened = update(&mut model, Action::Library(LibraryEvent::NextUnread(Some(Box::new(next.clone())))));
        assert_eq!(opened, [Effect::Open(Opening::Entry(next.id, next.source))]);
    }

    #[test]
    fn the_next_unread_article_keeps_the_way_back() {
        let mut model = article();
        let (mill, new) = (entry("mill", true), entry("new", true));
        let next = |entry: &LibraryEntry| Action::Library(LibraryEvent::NextUnread(Some(Box::new(entry.clone()))));
        let unread = |entry: LibraryEntry| [Effect::Open(Opening::Unread(entry.id, entry.source))];
        assert_eq!(update(&mut model, next(&mill)), unread(mill.clone()));
        // Opened from the list, it is an item of that list; one that came later is not.
        keys(&mut model, "L");
        update(&mut model, Action::Library(LibraryEvent::Listed(vec![entry("boat", false), mill.clone()])));
        let origin = Origin::of(&model, &Opening::Previous);
        model.overlays.clear();
        model.document.origin = Some(origin);
        assert_eq!(update(&mut model, next(&mill)), [Effect::Open(Opening::Sibling(1))]);
        assert_eq!(update(&mut model, next(&new)), unread(new));
        update(&mut model, Action::Library(LibraryEvent::NextUnread(None)));
        assert!(model.message.as_ref().is_some_and(|message| message.text.starts_with("no unread articles; I looks")));
    }
}
