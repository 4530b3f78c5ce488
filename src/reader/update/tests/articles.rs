use crate::library::db::{Found, Hit, LibraryEntry};
use crate::library::notes::Marks;
use crate::nlp::QuoteKind;
use crate::reader::document::origin::{Item, Origin};
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::overlays::Overlay;
use crate::reader::overlays::library_search::LibrarySearch;
use crate::reader::place::Opening;
use crate::reader::update::tests::*;
use crate::text::{ArticleId, Section};

fn asks(effects: &[Effect]) -> Vec<&Opening> {
    effects.iter().filter_map(|effect| if let Effect::Open(opening) = effect { Some(opening) } else { None }).collect()
}

/// Presses keys and returns what they open.
fn opens(reader: &mut Reader, keys: &str) -> Vec<Opening> {
    reader.effects.clear();
    reader.keys(keys);
    asks(&reader.effects).into_iter().cloned().collect()
}

#[test]
fn the_files_of_the_command_line_follow_each_other() {
    let mut reader = reader();
    reader.model.session.files = 4;
    reader.model.document.file = Some(1);
    assert_eq!(reader.model.sequence(), Some((1, 4)));
    assert_eq!(opens(&mut reader, "e"), [Opening::Sibling(2)]);
    assert_eq!(opens(&mut reader, "p"), [Opening::Sibling(0)]);
    assert_eq!(opens(&mut reader, "9e"), [Opening::Sibling(3)], "no further than the last");
    reader.model.document.file = Some(3);
    assert_eq!(opens(&mut reader, "e"), []);
    assert_eq!(reader.says(), "this is the last article: 4 of 4");
    reader.model.session.files = 1;
    assert_eq!(opens(&mut reader, "e"), []);
    assert_eq!(reader.says(), "no other article here: L opens the library");
}

#[test]
fn there_is_a_way_back_only_for_what_was_opened_from_somewhere() {
    let mut reader = reader();
    assert_eq!(opens(&mut reader, "<bs>"), []);
    assert!(!reader.model.quit && reader.says().starts_with("nothing to go back to: q quits"), "{}", reader.says());
    reader.model.document.origin = Some(Origin::of(&reader.model, &Opening::Link("b.md".to_owned())));
    assert_eq!(reader.model.sequence(), None, "a link is in no list");
    assert_eq!(opens(&mut reader, "v<bs>"), [], "the selection ends first");
    assert_eq!(opens(&mut reader, "<bs>"), [Opening::Back]);
    assert_eq!(opens(&mut reader, "q"), [Opening::Back]);
    assert!(!reader.model.quit);
    reader.keys("?<bs>");
    assert!(reader.model.overlays.is_empty(), "the help is closed");
    reader.keys("Q");
    assert!(reader.model.quit);
}

fn list() -> Vec<LibraryEntry> {
    let entry = |title: &str| LibraryEntry {
        id: ArticleId::of_text(title),
        title: Some(title.to_owned()),
        source: format!("/a/{title}.txt"),
        ..LibraryEntry::default()
    };
    ["mill", "boat", "quay"].map(entry).into()
}

#[test]
fn the_library_is_a_list_and_a_way_back() {
    let mut reader = reader();
    reader.keys("L");
    reader.act(Action::Library(LibraryEvent::Listed(list())));
    let mill = Opening::Entry(ArticleId::of_text("mill"), "/a/mill.txt".to_owned());
    assert_eq!(opens(&mut reader, "<enter>"), std::slice::from_ref(&mill));
    let mut origin = Origin::of(&reader.model, &mill);
    let below = (reader.model.document.article.id.clone(), "test.txt".to_owned());
    assert_eq!((origin.below.as_ref(), origin.place()), (Some(&below), Some((0, 3))));
    assert_eq!(origin.select(2, (80, 24)), Some(Item::Article(ArticleId::of_text("quay"), "/a/quay.txt".to_owned())));
    assert_eq!(origin.select(3, (80, 24)), None);
    reader.keys("q");
    reader.model.document.origin = Some(origin.clone());
    assert_eq!(reader.model.sequence(), Some((2, 3)));
    assert_eq!(opens(&mut reader, "p"), [Opening::Sibling(1)]);
    reader.effects.clear();
    reader.act(Action::Resume(origin.overlays));
    assert_eq!(reader.effects, [Effect::Library(LibraryRequest::List)], "listed anew");
    reader.act(Action::Library(LibraryEvent::Listed(list())));
    let Some(Overlay::Library(list)) = reader.model.overlays.last() else { panic!("no library") };
    assert_eq!(list.entry().and_then(|entry| entry.title.as_deref()), Some("quay"), "the article that was shown last");
}

#[test]
fn the_next_match_may_lie_in_the_same_article() {
    let mut reader = reader();
    let here = reader.model.document.article.id.clone();
    let hit = |article: ArticleId, words: &str| Hit {
        found: Found::Quote { kind: QuoteKind::Direct, speaker: None },
        article,
        title: None,
        source: "/a".to_owned(),
        date: String::new(),
        dated: false,
        words: words.to_owned(),
        on: None,
        earlier: false,
        marks: Marks::default(),
        span: NEWS.find(words).map(|at| Span::new(at, at + words.len())),
        score: 1.0,
    };
    let mut finding = LibrarySearch { text: "friends".to_owned(), ..LibrarySearch::default() };
    let hits = vec![hit(here.clone(), "The talks"), hit(here, "We are friends"), hit(ArticleId::of_text("x"), "He")];
    finding.take("friends", hits);
    reader.model.overlays.push(Overlay::LibrarySearch(Box::new(finding)));
    let origin = Origin::of(&reader.model, &Opening::Previous);
    reader.model.overlays.clear();
    reader.model.document.origin = Some(origin);
    assert_eq!(opens(&mut reader, "e"), []);
    assert_eq!((reader.says(), reader.model.sequence()), ("match 2 of 3: in this article", Some((1, 3))));
    assert!(reader.marked().contains("“‸We are friends"));
    assert_eq!(opens(&mut reader, "e"), [Opening::Sibling(2)]);
}

#[test]
fn the_entries_of_a_feed_are_entered_and_followed() {
    let mut reader = reader();
    let part = |n: usize| Article { title: Some(format!("Entry {n}")), ..article(&format!("Entry {n}.")) };
    let feed = Article {
        parts: (0..3).map(part).collect(),
        contents: vec![
            Section { title: "Entry 0".to_owned(), level: 1, start: 0 },
            Section { title: "Entry 1".to_owned(), level: 1, start: NEWS.find("Nothing").unwrap() },
            Section { title: "Entry 2".to_owned(), level: 1, start: NEWS.find("“We are").unwrap() },
        ],
        ..article(NEWS)
    };
    reader.model = Model::new(Arc::new(feed), (45, 24));
    assert_eq!(opens(&mut reader, "e"), [Opening::Part(0)]);
    reader.keys("/It rained<enter>");
    assert_eq!(opens(&mut reader, "e"), [Opening::Part(1)], "the entry at the cursor");
    let mut origin = Origin::of(&reader.model, &Opening::Part(1));
    assert_eq!(origin.place(), Some((1, 3)));
    assert_eq!(origin.select(2, (80, 24)), Some(Item::Entry(2)));
    assert_eq!((origin.place(), origin.select(3, (80, 24))), (Some((2, 3)), None));
    assert!(matches!(origin.overlays.as_slice(), [Overlay::Contents(contents)] if contents.selected == 2));
}

#[test]
fn counts_repeat_commands_and_choose_tabs() {
    let text = (0..60).map(|n| format!("{n:02} line")).collect::<Vec<_>>().join("\n\n");
    let mut reader = Reader::new(&text);
    let line = |reader: &Reader| text[reader.model.document.cursor..][..2].to_owned();
    reader.keys("10j");
    assert_eq!(line(&reader), "10");
    reader.keys("3k");
    assert_eq!(line(&reader), "07");
    reader.keys("40G");
    assert_eq!(line(&reader), "39", "the fortieth paragraph");
    reader.keys("12g");
    assert_eq!(line(&reader), "11");
    reader.keys("99G");
    assert_eq!((line(&reader).as_str(), reader.says()), ("59", "the article has 60 paragraphs"));
    reader.keys("g5<esc>j");
    assert_eq!(line(&reader), "01", "the count was given up");
    reader.keys("2");
    assert_eq!((reader.says(), reader.model.document.tab), ("2 …   Enter: People", Tab::Quotes));
    reader.keys("<enter>");
    assert_eq!(reader.model.document.tab, Tab::People);
    reader.keys("3");
    assert_eq!(reader.model.document.tab, Tab::Facts, "in the lists a digit chooses the tab at once");
    reader.keys("<tab>").keys("<a-4>");
    assert_eq!(reader.model.document.tab, Tab::Notes);
    reader.keys("<tab>999999999999j");
    assert_eq!(line(&reader), "59", "no count is too large");
}

#[test]
fn a_paragraph_is_gone_to_by_its_number() {
    let text = (1..60).map(|n| format!("{n:02} line")).collect::<Vec<_>>().join("\n\n");
    for keys in [":40<enter>", "<c-p>¶40<enter>", "<c-p>40<enter>", "40G"] {
        let mut reader = Reader::new(&text);
        reader.keys(keys);
        assert_eq!(&text[reader.model.document.cursor..][..2], "40", "{keys}");
        reader.keys("<c-o>");
        assert_eq!(reader.model.document.cursor, 0, "{keys}: it is a jump");
    }
}

#[test]
fn marks_are_set_and_gone_to() {
    let mut reader = reader();
    reader.keys("'");
    assert_eq!(reader.says(), "no marks yet: M and a letter set one");
    reader.keys("]Mag");
    assert_eq!(reader.model.document.cursor, 0);
    reader.keys("'");
    assert_eq!(reader.says(), "go to mark: a ¶3");
    reader.keys("a");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys("''");
    assert_eq!(reader.model.document.cursor, 0, "twice the key goes back");
    reader.keys("'b");
    assert_eq!(reader.says(), "there is no mark b");
    reader.keys("'<esc>j");
    assert!(reader.model.naming.is_none());
}

#[test]
fn marks_are_kept_and_stand_in_the_list_of_places() {
    let mut reader = reader();
    reader.keys("]Ma");
    let at = reader.model.document.cursor;
    assert!(reader.effects.contains(&Effect::Library(LibraryRequest::SaveBookmark('a', at))));
    // The library answers with those of earlier sessions.
    reader.act(Action::Library(LibraryEvent::BookmarksFound([('a', 0), ('b', 0)].into())));
    assert_eq!(reader.model.document.marks, [('a', at), ('b', 0)].into());
    reader.keys("g<c-p>mark");
    let Some(Overlay::Picker(picker)) = reader.model.overlays.last() else { panic!("the picker is closed") };
    let item = &picker.items[picker.hits[0]];
    assert_eq!((item.kind, item.text.starts_with("a  “We are friends,”")), ("mark", true), "{}", item.text);
    reader.keys("<enter>");
    assert_eq!(reader.model.document.cursor, at);
}

#[test]
fn notes_are_copied_as_markdown() {
    let mut reader = reader();
    reader.keys(":export<enter>");
    assert_eq!(reader.says(), "no notes to copy: a adds one");
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])));
    reader.keys(":export<enter>");
    let copied = reader.effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text) } else { None });
    assert!(copied.is_some_and(|text| text.contains("weather") && text.contains("It rained")), "{copied:?}");
    assert!(reader.says().starts_with("1 note copied as Markdown"), "{}", reader.says());
}
