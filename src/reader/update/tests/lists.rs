use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::reader::Pane;
use crate::reader::library_request::LibraryEvent;
use crate::reader::overlays::Overlay;
use crate::reader::overlays::card::About;
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
            " + 1 unsure"
        ]
        .map(|row| row.replace("600", &share(&reader, 0)).replace("333", &share(&reader, 1)))
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
    assert_eq!(reader.list().last().map(String::as_str), Some(">+ 1 unsure"));
    reader.keys("<enter>j");
    assert_eq!(reader.quote(), "“No comment,”", "the line was opened");
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
    assert_eq!(reader.list(), [">Assad 3 2", " Putin 2 2"], "closed at first");
    reader.keys("<enter>");
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
    reader.keys(")");
    assert!(reader.list().contains(&">Putin 2 2".to_owned()), "the next person, past the details");
    assert!(reader.list().iter().any(|row| row.contains("Assad’s")), "looking at another changes nothing");
    reader.keys("<enter>");
    assert!(!reader.list().iter().any(|row| row.contains("Assad’s")), "one at a time");
    reader.keys("(<enter>");
    assert!(reader.list().contains(&">Assad 3 2".to_owned()));
    reader.keys("<enter>");
    assert_eq!(reader.list(), [">Assad 3 2", " Putin 2 2"], "Enter closes, too");
    reader.keys("i");
    assert!(reader.list().len() > 5 && reader.model.overlays.is_empty(), "the details of this list");
}

#[test]
fn many_mentions_are_counted_first() {
    let mut many = news();
    let mention = many.mentions[0].clone();
    many.mentions = NEWS
        .char_indices()
        .filter(|(_, c)| *c == 'e')
        .map(|(at, _)| crate::nlp::Mention { span: Span::new(at, at + 1), ..mention.clone() })
        .collect();
    let all = many.mentions.len();
    let mut reader = Reader::new(NEWS);
    reader.act(Action::Annotated(Arc::new(many))).keys("<a-2><enter>");
    let mentions =
        |reader: &Reader| reader.list().iter().filter(|row| row.contains('¶') && !row.contains("role")).count();
    assert_eq!(mentions(&reader), 5);
    assert!(reader.list().contains(&format!(" - {} more", all - 5)), "{:?}", reader.list());
    while !reader.list().contains(&format!(">- {} more", all - 5)) {
        reader.keys("j");
    }
    reader.keys("<enter>");
    assert_eq!(mentions(&reader), all);
    assert!(reader.list().iter().any(|row| row.starts_with(">- ¶")), "goes on with the sixth");
}

#[test]
fn the_list_of_quotes_is_sorted_and_narrowed_in_place() {
    let mut reader = reader();
    let quotes = |reader: &Reader| -> Vec<String> {
        reader.list().iter().filter(|row| row.contains('“')).map(|row| row[1..].to_owned()).collect()
    };
    reader.keys("<tab>s");
    assert_eq!((reader.says(), reader.model.document.tab), ("quotes in text order", Tab::Quotes));
    assert_eq!(
        quotes(&reader),
        ["“will pave the way for a new phase”", "“We are friends,”", "“We help,”", "“Thanks,”"]
    );
    let mut found = news();
    found.attributions[0].confidence = 0.85;
    found.attributions[4].confidence = 0.5;
    found.attributions[1].kind = QuoteKind::Indirect;
    reader.act(Action::Annotated(Arc::new(found))).keys("s");
    assert_eq!(reader.says(), "quotes surest first");
    assert_eq!(quotes(&reader), ["“We are friends,”", "“We help,”", "“will pave the way for a new phase”"]);
    assert!(reader.list().contains(&" + 2 unsure".to_owned()), "one has no speaker: {:?}", reader.list());
    reader.keys("s\"");
    assert_eq!(reader.says(), "quoted words only: 4 of 5");
    assert!(!quotes(&reader).contains(&"“We are friends,”".to_owned()));
    reader.keys("\"");
    assert_eq!((reader.says(), quotes(&reader).len()), ("sure quotes only: 3 of 5", 3));
    reader.keys("\"");
    assert_eq!(reader.says(), "all quotes: 5 of 5");
    // A filter searches behind the closed line.
    reader.keys("\\thanks");
    assert_eq!(quotes(&reader), ["“Thanks,”"]);
}

#[test]
fn an_unsure_quote_is_reached_from_the_article() {
    let mut reader = reader();
    reader.keys("/No comment<enter>");
    assert_eq!(reader.quote(), "“No comment,”");
    reader.keys("<tab>");
    assert!(reader.list().contains(&">+ 1 unsure".to_owned()), "{:?}", reader.list());
    reader.keys("<tab><enter>");
    assert!(reader.list().contains(&">“No comment,”".to_owned()), "{:?}", reader.list());
}

#[test]
fn stances_are_listed_when_asked_for() {
    let mut reader = reader();
    let mut found = news();
    let mut stance = found.attributions[0].clone();
    stance.content = vec![nth(NEWS, "It rained", 0)];
    stance.speaker = Some("Assad".to_owned());
    found.stances.push(stance);
    reader.act(Action::Annotated(Arc::new(found)));
    assert!(!reader.list().iter().any(|row| row.contains("stance")));
    reader.keys("<tab>\\kind:stance<enter>");
    assert_eq!(reader.list(), [">stance It rained"]);
    reader.keys("k<enter>");
    assert_eq!(reader.model.document.cursor, nth(NEWS, "It rained", 0).start);
}

#[test]
fn speakers_of_the_list_follow_each_other() {
    let mut reader = reader();
    reader.keys("<tab>)");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys("j((");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”", "first to the start of this speaker's quotes");
}

#[test]
fn each_list_copies_its_own_rows() {
    let mut reader = reader();
    let copied = |reader: &mut Reader, keys: &str| {
        reader.effects.clear();
        reader.keys(keys);
        reader.effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text.clone()) } else { None })
    };
    let said = copied(&mut reader, "<a-2>)y").unwrap();
    assert_eq!(said, "Putin, president\n\n“We are friends,” (¶3)\n“We help,” (¶3)\n\ntest.txt");
    assert_eq!(reader.says(), "2 quotes of Putin copied");
    reader.keys("3i");
    let Some(Overlay::Card(card)) = reader.model.overlays.last() else { panic!("no card") };
    assert!(matches!(card.about, About::Fact(..)), "of the fact, not of the quote that is hidden behind this list");
    reader.keys("<esc>");
    let fact = copied(&mut reader, "3y").unwrap();
    assert_eq!(fact, "“We help,” he added in 2015. — test.txt");
    assert_eq!(copied(&mut reader, "4y"), None);
    assert_eq!(reader.says(), "nothing to copy in this row");
    let quote = copied(&mut reader, "1gy").unwrap();
    assert_eq!(quote, "“will pave the way for a new phase” — Assad, president, test.txt");
    // The search of the library begins with the speaker of the selected quote.
    reader.keys("S");
    let Some(Overlay::LibrarySearch(search)) = reader.model.overlays.last() else { panic!("no search") };
    assert_eq!(search.text, "by:\"Assad\" ");
}

#[test]
fn facts_and_notes_lead_to_their_words() {
    let mut reader = reader();
    reader.keys("<a-3>");
    assert_eq!(reader.list(), [" Timeline  1", ">2015", " Who is who  1", " new phase"]);
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
    // Selecting a row shows it whole, so that rows below the one that was whole before move up.
    let rows = crate::reader::overlays::hints::shown_rows(&reader.model, at.list);
    let (_, friends) = rows.into_iter().find(|(row, _)| *row == 4).unwrap();
    reader.act(click(at.list.x + 5, friends.y));
    assert_eq!((reader.quote(), reader.model.document.focus), ("“We are friends,”", Pane::List));
    reader.act(click(at.list.x + 5, friends.y));
    assert_eq!(reader.model.document.focus, Pane::Article, "again: across");
    let (facts, _) = &crate::reader::layout::geometry::tab_labels(at.tabs, Tab::Quotes)[2];
    reader.act(click(facts.x, facts.y));
    assert_eq!((reader.model.document.tab, reader.model.document.focus), (Tab::Facts, Pane::List));
}
