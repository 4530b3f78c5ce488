//! The page of the feeds that the reader follows: a menu of feeds, and one of what can be done with a feed.

use crate::library::db::FollowedFeed;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::library::update as library;
use crate::reader::overlays::menu::{Choice, FeedChoice, Menu, MenuRow};
use crate::reader::update::labels;
use crate::reader::{Effect, Message, Model, Overlay};
use crate::text::printable_line;

/// Asks the library for the feeds.
pub(in crate::reader) fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    if !matches!(model.overlays.last(), None | Some(Overlay::Library(_))) {
        return;
    }
    effects.push(Effect::Library(LibraryRequest::Feeds));
}

/// Shows the feeds.
pub(in crate::reader) fn found(model: &mut Model, feeds: Vec<FollowedFeed>) {
    if let Some(Overlay::Menu(_)) = model.overlays.last() {
        // One was removed from the open page.
        model.overlays.pop();
    }
    if !matches!(model.overlays.last(), None | Some(Overlay::Library(_))) {
        return;
    }
    if feeds.is_empty() {
        model.message = Some(Message::note("no feeds yet: follow one with pullquote follow ADDRESS"));
        return;
    }
    let mut rows =
        vec![MenuRow::new(Some('r'), "look for new articles in all feeds", "", Choice::Feed(FeedChoice::Refresh))];
    rows.extend(feeds.into_iter().map(|feed| {
        let side = match (&feed.error, &feed.checked) {
            (Some(_), _) => "failed".to_owned(),
            (None, None) => "not read yet".to_owned(),
            (None, Some(_)) => format!("{} of {} unread", feed.unread, feed.entries),
        };
        MenuRow::new(None, title(&feed), side, Choice::Feed(FeedChoice::Show(Box::new(feed))))
    }));
    let mut menu = Menu::new("Feeds you follow", rows, None);
    // The first feed, if there is one.
    menu.selected = 1;
    model.overlays.push(Overlay::Menu(Box::new(menu)));
}

/// Does what was chosen.
pub(in crate::reader) fn choose(model: &mut Model, choice: FeedChoice, effects: &mut Vec<Effect>) {
    match choice {
        FeedChoice::Show(feed) => {
            model.overlays.pop();
            model.overlays.push(Overlay::Menu(Box::new(menu_of(model, &feed))));
        }
        FeedChoice::List(filter) => {
            model.overlays.pop();
            if !matches!(model.overlays.last(), Some(Overlay::Library(_))) {
                library::open(model, effects);
            }
            if let Some(Overlay::Library(list)) = model.overlays.last_mut() {
                list.text = filter;
                list.look();
            }
        }
        FeedChoice::Unfollow(source) if model.session.read_only.is_none() => {
            effects.push(Effect::Library(LibraryRequest::Unfollow(source)));
        }
        FeedChoice::Unfollow(_) => {
            model.message = Some(Message::note("cannot change feeds: the library is read-only"));
        }
        FeedChoice::Refresh => {
            model.overlays.pop();
            labels::refresh(model, effects);
        }
    }
}

/// Returns the menu of what can be done with a feed.
fn menu_of(model: &Model, feed: &FollowedFeed) -> Menu {
    let day = feed.checked.as_deref().and_then(|time| time.get(..10)).map(|day| model.session.dates.day(day));
    let read = day.map_or_else(|| "not read yet".to_owned(), |day| format!("read {day}"));
    // The articles of a feed have its title as their site.
    let site = format!("site:\"{}\"", title(feed).replace('"', ""));
    let mut rows = vec![MenuRow::heading(printable_line(&feed.source).into_owned())];
    if let Some(error) = &feed.error {
        rows.push(MenuRow::heading(format!("failed: {}", printable_line(error))));
    }
    let row = |key, text: &str, side: String, choice| MenuRow::new(Some(key), text, side, Choice::Feed(choice));
    rows.extend([
        row('u', "its unread articles", feed.unread.to_string(), FeedChoice::List(format!("unread {site}"))),
        row('a', "all its articles", feed.entries.to_string(), FeedChoice::List(site)),
        row('r', "look for new articles in all feeds", read, FeedChoice::Refresh),
        row(
            'x',
            "stop following; its articles stay in the library",
            String::new(),
            FeedChoice::Unfollow(feed.source.clone()),
        ),
    ]);
    Menu::new(title(feed), rows, None)
}

fn title(feed: &FollowedFeed) -> String {
    printable_line(feed.title.as_deref().unwrap_or(&feed.source)).into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ingest;
    use crate::reader::library_request::LibraryEvent;
    use crate::reader::update::testing::keys;
    use crate::reader::update::update;
    use crate::reader::{Action, Command};

    fn feed(title: &str, unread: usize) -> FollowedFeed {
        FollowedFeed {
            source: format!("https://{title}.example/feed"),
            title: Some(format!("The {title}")),
            checked: Some("2026-11-29T10:00:00.000Z".to_owned()),
            entries: 20,
            unread,
            ..FollowedFeed::default()
        }
    }

    fn opened(feeds: Vec<FollowedFeed>) -> Model {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        let asked = update(&mut model, Action::Run(Command::Feeds));
        assert_eq!(asked, [Effect::Library(LibraryRequest::Feeds)]);
        update(&mut model, Action::Library(LibraryEvent::Feeds(feeds)));
        model
    }

    fn shown(model: &Model) -> Vec<(String, String)> {
        model.menu().unwrap().rows.iter().map(|row| (row.text.clone(), row.side.clone())).collect()
    }

    #[test]
    fn feeds_are_listed_with_their_unread_articles() {
        let failed = FollowedFeed { error: Some("gone".to_owned()), ..feed("Mill", 0) };
        let mut model = opened(vec![feed("Quay", 3), failed]);
        let rows: Vec<(String, String)> = shown(&model).split_off(1);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(rows, [pair("The Quay", "3 of 20 unread"), pair("The Mill", "failed")]);
        keys(&mut model, "enter");
        assert_eq!(shown(&model)[1], pair("its unread articles", "3"));
        let effects = keys(&mut model, "u");
        assert_eq!(effects, [Effect::Library(LibraryRequest::List)]);
        let Some(Overlay::Library(list)) = model.overlays.last() else { panic!("the library is closed") };
        assert_eq!(list.text, "unread site:\"The Quay\"");
        assert_eq!(model.overlays.len(), 1);
    }

    #[test]
    fn a_feed_is_removed_and_all_are_refreshed() {
        let mut model = opened(vec![feed("Quay", 3), feed("Mill", 0)]);
        let removed = keys(&mut model, "j enter x");
        assert_eq!(removed, [Effect::Library(LibraryRequest::Unfollow("https://Mill.example/feed".to_owned()))]);
        update(&mut model, Action::Library(LibraryEvent::Feeds(vec![feed("Quay", 3)])));
        assert_eq!((shown(&model).len(), model.overlays.len()), (2, 1));
        assert_eq!(keys(&mut model, "r"), [Effect::RefreshFeeds]);
        assert!(model.overlays.is_empty());
        let none = opened(Vec::new());
        assert!(none.overlays.is_empty() && none.message.is_some_and(|message| message.text.contains("no feeds yet")));
        let mut read_only = opened(vec![feed("Quay", 3)]);
        read_only.session.read_only = Some("why not".to_owned());
        assert_eq!(keys(&mut read_only, "enter x"), []);
        let mut library = Model::new(Arc::new(ingest::sample()), (80, 24));
        assert_eq!(keys(&mut library, "L F").last(), Some(&Effect::Library(LibraryRequest::Feeds)));
    }
}
