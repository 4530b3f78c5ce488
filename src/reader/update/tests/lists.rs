use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::reader::Pane;
use crate::reader::library_request::LibraryEvent;
use crate::reader::update::tests::*;

#[test]
fn quotes_stand_below_their_speakers() {
    let reader = reader();
    assert_eq!(
        reader.list(),
        [
            " Assad 2 600",
            ">“will pave the way for a new phase”",
            " “Thanks,”",
            " Putin 2 333",
            " “We are friends,”",
            " “We help,”",
            " speaker unknown 1 133",
            " “No comment,”"
        ]
        .map(|row| row
            .replace("600", &share(&reader, 0))
            .replace("333", &share(&reader, 1))
            .replace("133", &share(&reader, 2)))
    );
    let all: u16 = reader.model.document.index.speakers.iter().map(|s| s.share).sum();
    assert!((997..=1000).contains(&all), "shares of one whole: {all}");
    assert_eq!(reader.model.document.index.speakers[0].words, 9);
}

fn share(reader: &Reader, speaker: usize) -> String {
    reader.model.document.index.speakers[speaker].share.to_string()
}

#[test]
fn moving_in_the_list_moves_the_article() {
    let mut reader = reader();
    reader.keys("<tab>j");
    assert_eq!((reader.quote(), reader.model.document.focus), ("“Thanks,”", Pane::List));
    assert!(reader.marked().contains("‸“Thanks,”"));
    reader.keys("j");
    assert_eq!(reader.quote(), "“We are friends,”", "headings are passed over");
    reader.keys("G");
    assert_eq!(reader.quote(), "“No comment,”");
    reader.keys("gk");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”");
    reader.keys("<tab>");
    assert_eq!(reader.model.document.focus, Pane::Article);
    reader.keys("<tab>jj<enter><c-o>");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”", "back to before the list was opened");
}

#[test]
fn enter_goes_across_both_ways() {
    let mut reader = reader();
    reader.keys("]]<enter>");
    assert_eq!((reader.model.document.focus, reader.model.document.tab), (Pane::List, Tab::Quotes));
    assert!(reader.list().contains(&">“We help,”".to_owned()));
    reader.keys("k<enter>");
    assert_eq!((reader.model.document.focus, reader.quote()), (Pane::Article, "“We are friends,”"));
    let mut reader = Reader::new(NEWS.replace("It rained", "‸It rained").as_str());
    reader.keys("<enter>");
    assert!(reader.says().starts_with("no quote, note or person here"));
}

#[test]
fn people_open_where_the_reader_looks() {
    let mut reader = reader();
    reader.keys("<a-2>");
    let first = &reader.list()[..6];
    assert_eq!(
        first,
        [
            ">Assad 3 2",
            " - role: president: ¶1 “new phase”",
            " - also: Assad’s other name",
            " - said: 2 direct",
            " - voice: ▇▇▇▇▇▇···· 9 of 16 quoted words",
            " - first: ¶1 …for a new phase”, Assad told Putin."
        ]
    );
    reader.keys("jjj");
    assert_eq!(
        reader.model.document.cursor,
        nth(NEWS, "Assad", 0).start,
        "a mention: what leads nowhere is passed over"
    );
    reader.keys("j");
    assert_eq!(reader.model.document.cursor, nth(NEWS, "Assad", 1).start);
    reader.keys("jj");
    assert!(reader.list().contains(&">Putin 2 2".to_owned()));
    assert!(!reader.list().iter().any(|row| row.contains("Assad’s")), "one at a time");
    reader.keys("k");
    assert!(reader.list().contains(&">Assad 3 2".to_owned()));
}

#[test]
fn facts_and_notes_lead_to_their_words() {
    let mut reader = reader();
    reader.keys("<a-3>");
    assert_eq!(reader.list(), [" Timeline  1", ">2015", " Roles  1", " new phase"]);
    reader.keys("<enter>");
    assert_eq!(reader.model.document.cursor, nth(NEWS, "2015", 0).start);
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "check the weather")])));
    reader.keys("<a-4>");
    assert_eq!(reader.list(), [">check the weather"]);
    reader.keys("<enter>");
    assert_eq!(reader.model.document.cursor, nth(NEWS, "It rained", 0).start);
    reader.keys("<enter>");
    assert_eq!((reader.model.document.focus, reader.model.document.tab), (Pane::List, Tab::Notes), "and back");
}

#[test]
fn empty_lists_say_so() {
    let mut reader = Reader::new("text");
    for (keys, says) in [
        ("<a-1>j", "analysis is still running"),
        ("4j", "no notes yet: a adds one"),
        ("4<enter>", "no notes yet: a adds one"),
    ] {
        reader.keys(keys);
        assert_eq!(reader.says(), says);
    }
    reader.act(Action::Annotated(Arc::new(Annotations { complete: true, ..Annotations::default() })));
    reader.keys("<a-1>G");
    assert_eq!(reader.says(), "no quotes in this article");
}

#[test]
fn the_list_scrolls_with_its_selection() {
    let text = (0..60).map(|n| format!("“Words {n:02}.”")).collect::<Vec<_>>().join("\n\n");
    let mut found = news();
    let quote = found.attributions[0].clone();
    found.attributions = (0..60)
        .map(|n| Attribution {
            id: n.to_string(),
            content: vec![nth(&text, &format!("“Words {n:02}.”"), 0)],
            source: Vec::new(),
            ..quote.clone()
        })
        .collect();
    let mut reader = Reader::sized(&text, 120, 20);
    reader.act(Action::Annotated(Arc::new(found)));
    for keys in ["<tab>G", "g", "ddd", "b", "   ", "<tab>g", "]]]]]]]]]]]]]]]]]]]]", "G"] {
        reader.keys(keys);
        let list = reader.model.document.list(Tab::Quotes);
        assert!(list.top <= list.selected && list.selected < list.top + 18, "{keys}: {list:?}");
    }
    assert_eq!(reader.quote(), "“Words 59.”");
}

#[test]
fn clicks_on_tabs_and_rows() {
    let mut reader = Reader::sized(NEWS, 120, 30);
    reader.act(Action::Annotated(Arc::new(news())));
    let at = crate::reader::geometry(&reader.model);
    let click = |x, y| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        Action::Mouse(MouseEvent { kind, column: x, row: y, modifiers: KeyModifiers::NONE })
    };
    // Rows: Assad, two quotes, a blank line, Putin and his first quote.
    reader.act(click(at.list.x + 5, at.list.y + 5));
    assert_eq!((reader.quote(), reader.model.document.focus), ("“We are friends,”", Pane::List));
    reader.act(click(at.list.x + 5, at.list.y + 5));
    assert_eq!(reader.model.document.focus, Pane::Article, "again: across");
    let (facts, _) = &crate::reader::layout::geometry::tab_labels(at.tabs, Tab::Quotes)[2];
    reader.act(click(facts.x, facts.y));
    assert_eq!((reader.model.document.tab, reader.model.document.focus), (Tab::Facts, Pane::List));
}
