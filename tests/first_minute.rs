//! Tests the first minute: the welcome, the sample with its six keys, the library, and the change between articles;
//! as screens, and with the real program in a real terminal.

use crate::pty;
use crate::support;

use std::sync::Arc;

use pty::Shop;
use pullquote::library::db::{Labels, LibraryEntry};
use pullquote::reader::library_request::LibraryEvent;
use pullquote::reader::{Action, Command, Parked, State};
use pullquote::text::{Article, ArticleId};
use pullquote::theme::Theme;
use support::snapshot::{Part, SIZES, everywhere, plain};
use support::{act, draw, press, story, text};

const BOAT: &str = "\
The second boat

The ferry was late again on Monday.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Westhaven.
";

const MILL: &str = "\
The tide mill

“We are buying back the tide,” said Mara Okafor, the mayor of Orrin Bay.
";

fn entries() -> Vec<LibraryEntry> {
    let entry = |title: Option<&str>, source: &str, opened: &str, quotes, notes, read| LibraryEntry {
        id: ArticleId::of_text(source),
        title: title.map(str::to_owned),
        source: source.to_owned(),
        opened: format!("{opened}T09:00:00.000Z"),
        quotes,
        notes,
        read,
        date: (quotes > Some(0)).then(|| "2024-02-01".to_owned()),
        byline: None,
        site: None,
        labels: Labels::default(),
    };
    vec![
        entry(
            Some("Harbour town votes to save its tide mill"),
            "/home/ines/articles/tide-mill.md",
            "2024-02-07",
            Some(6),
            3,
            Some(45),
        ),
        entry(
            None,
            "/home/ines/articles/a/very/long/path/that/does/not/fit/anywhere/second-boat.txt",
            "2024-02-06",
            Some(1),
            1,
            Some(100),
        ),
        entry(Some("東京の漁港 — a port that sleeps\u{1b}[2J standing"), "-", "2023-12-31", None, 0, None),
        entry(
            Some(
                "A title that goes on for much longer than any screen of a reasonable width could show in one of its rows",
            ),
            "https://example.org/feature",
            "2023-11-02",
            Some(0),
            0,
            Some(3),
        ),
    ]
}

fn home(size: (u16, u16), entries: Vec<LibraryEntry>) -> State {
    let mut model = State::new(Arc::new(Article::default()), size);
    act(&mut model, Action::Run(Command::ShowLibrary));
    act(&mut model, Action::Library(LibraryEvent::Listed(entries)));
    model
}

fn lesson(size: (u16, u16)) -> State {
    let desk = story();
    let mut model = State::new(Arc::default(), size);
    model.switch(Parked::tutorial(Arc::new(desk.article)));
    act(&mut model, Action::Annotated(Arc::new(desk.found)));
    act(&mut model, Action::Library(LibraryEvent::NotesLoaded(desk.notes)));
    press(&mut model, "j]");
    model
}

#[test]
fn screens_of_the_library() {
    insta::assert_snapshot!("library", everywhere(&SIZES.map(|size| home(size, entries())), Part::Whole));
    insta::assert_snapshot!("welcome", everywhere(&SIZES.map(|size| home(size, Vec::new())), Part::Whole));
    let mut found = SIZES.map(|size| home(size, entries()));
    found.iter_mut().for_each(|model| press(model, "s\\boat"));
    insta::assert_snapshot!("library_found", everywhere(&found, Part::Whole));
    insta::assert_snapshot!("lesson", everywhere(&SIZES.map(lesson), Part::Foot(3)));
    let mut later = lesson((40, 12));
    press(&mut later, "⏎⏎/⎋a⎋");
    assert!(plain(&later, Part::Foot(3)).contains("? all keys"), "{}", plain(&later, Part::Foot(3)));
}

/// Returns the library of a reader who follows feeds: unread articles, stars, tags and a queue.
fn followed() -> Vec<LibraryEntry> {
    let mut entries = entries();
    let labels = [
        Labels { unread: true, ..Labels::default() },
        Labels { star: true, later: true, tags: vec!["harbour".to_owned()], ..Labels::default() },
        Labels::default(),
        Labels { unread: true, later: true, ..Labels::default() },
    ];
    for (entry, labels) in entries.iter_mut().zip(labels) {
        entry.labels = labels;
        entry.site = Some("The Orrin Courier".to_owned());
        entry.byline = entry.labels.unread.then(|| "Ines Alder".to_owned());
    }
    entries
}

#[test]
fn screens_of_articles_that_feeds_bring() {
    insta::assert_snapshot!("feeds", everywhere(&SIZES.map(|size| home(size, followed())), Part::Whole));
    let mut filtered = SIZES.map(|size| home(size, followed()));
    filtered.iter_mut().for_each(|model| press(model, "\\later"));
    insta::assert_snapshot!("later", everywhere(&filtered, Part::Whole));
    let mut wrong = home((80, 24), followed());
    press(&mut wrong, "\\by:lee");
    assert!(plain(&wrong, Part::Whole).contains("search all articles"), "{}", plain(&wrong, Part::Whole));
}

#[test]
fn every_size_draws() {
    for wide in (1..130).step_by(3) {
        for high in 1..40 {
            for model in [home((wide, high), entries()), home((wide, high), Vec::new())] {
                let (buffer, cursor) = draw(&model, &Theme::plain());
                assert!(cursor.is_none_or(|(x, y)| x < wide && y < high), "{wide}×{high}: {cursor:?}");
                assert!(!text(&buffer).contains('\u{1b}'));
            }
        }
    }
    for size in [(1, 1), (9, 3), (20, 8), (41, 9), (100, 10)] {
        let _ = draw(&lesson(size), &Theme::plain());
    }
}

#[test]
fn the_first_minute() {
    let shop = Shop::new();
    let mut reader = shop.open(&[]);
    reader.wait_for("opens a sample");
    reader.send("\r");
    // The sample, with its six keys.
    reader.wait("the sample with its lesson", |s| s.contains("harbour tunnel") && s.contains("· ] next quote"));
    reader.wait("its quotes", |s| s.contains("Transport Minister") || s.contains("Minister"));
    reader.send(" ");
    reader.wait_for("✓ Space scroll");
    reader.send("]");
    reader.wait_for("✓ ] next quote");
    reader.send("\r");
    reader.wait_for("✓ Enter");
    reader.send("\r");
    reader.send("/");
    reader.wait("the search line", |s| s.contains("✓ / search") && s.contains("regular expression"));
    reader.send("\x1b");
    // A character directly after an escape would be one key with it.
    reader.wait("no search line", |s| !s.contains("regular expression"));
    reader.send("a");
    reader.wait("a note", |s| s.contains("✓ a note") && s.contains("New note"));
    reader.send("\x1b");
    reader.wait("no note", |s| !s.contains("New note"));
    reader.send("?");
    reader.wait_for("Reading");
    reader.send("q");
    reader.wait("the lesson is over", |s| s.contains("tutorial complete") && !s.contains("✓"));
    reader.send("q");
    reader.wait("the library, from which it was opened", |s| s.contains("Library") && s.contains("harbour tunnel"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();

    // On the next start there is a library with the sample in it.
    let mut reader = shop.open(&[]);
    reader.wait("the library", |s| s.contains("Library") && s.contains("harbour tunnel"));
    reader.send("\r");
    reader.wait_for("1 Quotes");
    reader.send("G");
    reader.wait_for("100%");
    reader.send("Q");
    assert_eq!(reader.exit_code(), 0);

    // The sample opens at the last position.
    let mut reader = shop.open(&[]);
    let screen = reader.wait_for("1 article");
    assert!(screen.contains("▇▇▇▇▇▇▇▇▇▇ read"), "{screen}");
    reader.send("\r");
    reader.wait("the end of the sample", |s| s.contains("100%") && s.contains("1 Quotes"));
    reader.send("Q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn what_is_forgotten_is_gone() {
    let shop = Shop::new();
    let (boat, mill) = (shop.file("boat.txt", BOAT), shop.file("mill.txt", MILL));
    let mut reader = shop.open(&[&boat, &mill]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("\x1e");
    reader.wait_for("Mara Okafor");
    reader.send("L");
    reader.wait_for("2 articles");
    reader.send("\\boat\rD");
    reader.wait_for("keeps “The second boat”");
    reader.send("n");
    reader.wait_for("kept");
    reader.send("Dy");
    reader.wait_for("forgotten: its text");
    reader.send("\x1b");
    reader.wait("the other one", |s| s.contains("1 article") && s.contains("tide mill") && !s.contains("second boat"));
    // Deletes the open article: then there is nothing left to read.
    reader.send("Dy");
    reader.wait_for("opens a sample");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    assert_eq!(shop.print(&["library", "list"]), "");
    let kept = shop.folder().read_dir().unwrap().filter_map(Result::ok).map(|entry| entry.path());
    for file in kept.filter(|path| path.is_file() && path.extension().is_none_or(|e| e != "txt")) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|words| words == b"Lindqvist"), "{}", file.display());
    }
}

#[test]
fn a_note_is_finished_before_another_article_is_shown() {
    let shop = Shop::new();
    let boat = shop.file("boat.txt", BOAT);
    // An article that arrives when the test wants it.
    let slow = shop.folder().join("slow.txt");
    assert!(std::process::Command::new("mkfifo").arg(&slow).status().unwrap().success());
    let mut reader = shop.open(&[&boat, "slow.txt"]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("\x1e");
    reader.wait_for("opening");
    reader.send("a");
    reader.wait_for("New note");
    std::fs::write(&slow, MILL).unwrap();
    reader.send("it is late");
    let screen = reader.wait_for("it is late");
    assert!(screen.contains("New note") && screen.contains("The second boat"), "{screen}");
    reader.send("\x13");
    reader.wait_for("Mara Okafor");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    assert!(shop.print(&["notes", &boat]).contains("it is late"));
}

#[test]
fn one_goes_from_article_to_article_and_back_with_every_place_kept() {
    let shop = Shop::new();
    let long: String = (1..=200).map(|n| format!("Paragraph {n} says nothing new.\n\n")).collect();
    let (boat, mill, long) = (shop.file("boat.txt", BOAT), shop.file("mill.txt", MILL), shop.file("long.txt", long));
    let mut reader = shop.open(&[&long, &boat]);
    reader.wait_for("Paragraph 1 ");
    reader.send("G");
    reader.wait_for("Paragraph 200 ");
    reader.send("\x1e");
    reader.wait_for("Harriet Lindqvist");
    reader.send("\x1e");
    reader.wait_for("Paragraph 200 ");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);

    let mut reader = shop.open(&[&mill]);
    reader.wait_for("Mara Okafor");
    reader.send("\x1e");
    reader.wait_for("no other article is open");
    reader.send("L");
    reader
        .wait("the library with all three", |s| ["long.txt", "second boat", "tide mill"].iter().all(|w| s.contains(w)));
    reader.send("\\long");
    reader.wait_for("1 of 3 articles");
    reader.send("\r\r");
    reader.wait_for("Paragraph 200 ");
    reader.send("\x1e");
    reader.wait_for("Mara Okafor");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn a_link_is_followed_and_come_back_from() {
    let shop = Shop::new();
    shop.file("mill.md", "# The tide mill\n\n“We are buying back the tide,” said Mara Okafor.\n");
    let from = shop.file("from.md", "# Links\n\nThere is [a mill](mill.md) and [nothing](nothing.md).\n");
    let mut reader = shop.open(&[&from]);
    reader.wait_for("There is a mill");
    reader.send(";");
    reader.wait_for("open link here");
    reader.send("A");
    reader.wait_for("buying back the tide");
    reader.send("\x1e");
    reader.wait_for("There is a mill");
    reader.send(";");
    reader.wait_for("open link here");
    reader.send("S");
    reader.wait_for("nothing.md: no such file");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn what_was_changed_with_a_key_is_remembered_until_the_settings_change() {
    let shop = Shop::new();
    let boat = shop.file("boat.txt", BOAT);
    let settings = |measure: u16| shop.file("config.toml", format!("measure = {measure}\n"));
    let open = |file: &str| shop.open_at(&["--config", file, &boat], (120, 30));
    let file = settings(60);
    let mut reader = open(&file);
    reader.wait_for("Harriet Lindqvist");
    reader.send("--");
    reader.wait_for("lines of 52 columns");
    reader.send("t");
    let theme = reader.wait_for("theme: ");
    let theme: String = theme.split("theme: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    reader.send("|q");
    assert_eq!(reader.exit_code(), 0);

    let mut reader = open(&file);
    reader.wait_for("Harriet Lindqvist");
    reader.send("|");
    reader.wait_for("two panes");
    reader.send("-");
    reader.wait_for("lines of 48 columns");
    reader.send("t");
    reader.wait("the next theme", |s| s.contains("theme: ") && !s.contains(&format!("theme: {theme} ")));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);

    let mut reader = open(&settings(66));
    reader.wait_for("Harriet Lindqvist");
    reader.send("-");
    reader.wait_for("lines of 62 columns");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn a_file_that_changes_is_read_again_at_the_same_place() {
    let shop = Shop::new();
    let text = |first: &str| -> String {
        let rest = (1..=200).map(|n| format!("Paragraph {n} says nothing new.\n\n"));
        std::iter::once(format!("{first}\n\n")).chain(rest).collect()
    };
    let name = shop.file("long.txt", text("It begins."));
    let mut reader = shop.open(&[&name]);
    reader.wait_for("It begins");
    reader.send("G");
    reader.wait_for("Paragraph 200 ");
    shop.file("long.txt", text("It begins otherwise, and with more words than before."));
    let screen = reader.wait_for("the file has changed");
    assert!(screen.contains("Paragraph 200 "), "{screen}");
    reader.send("g");
    reader.wait_for("It begins otherwise");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn an_article_that_cannot_be_opened_is_told_and_nothing_is_lost() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", BOAT);
    let mut reader = shop.open(&[&name, "nowhere.txt"]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("\x1e");
    let screen = reader.wait_for("nowhere.txt: no such file");
    assert!(screen.contains("Harriet Lindqvist"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn the_day_of_writing_is_said_once() {
    let shop = Shop::new();
    let text =
        |day: &str| format!("Rain\n\nIt rained on {day}. “It was wet,” said Harriet Lindqvist, the harbour master.\n");
    let file = shop.file("rain.txt", text("Tuesday"));
    let is = |screen: &str, day: u8| {
        screen.contains(&format!("{day} Mar 2023")) || screen.contains(&format!("2023-03-{day}"))
    };
    let mut reader = shop.open(&[&file]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("3\r");
    reader.wait("that the day is not known", |s| s.contains("undated") && s.contains("W sets the date"));
    reader.send("W2023-03-15\r");
    reader.wait("the day before it", |s| is(s, 14) && !s.contains("undated") && s.contains("article date:"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);

    // The date is stored, and also holds for a later text of the file.
    let mut reader = shop.open(&[&file]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("3\r");
    reader.wait("the day before it", |s| is(s, 14) && !s.contains("undated"));
    shop.file("rain.txt", text("Monday"));
    reader.wait_for("the file has changed");
    reader.wait("the day before that", |s| is(s, 13) && !s.contains("undated"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);

    // The date on the command line takes precedence.
    let mut reader = shop.open(&[&file, "--date", "8 March 2023"]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("3\r");
    reader.wait("a week before", |s| is(s, 6));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}
