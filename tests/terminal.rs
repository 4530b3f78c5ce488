//! Tests the real program in a pseudo-terminal, from opening an article to finding a note again.

use crate::pty;

use nix::sys::signal::Signal;
use pty::{Shop, count};

const ARTICLE: &str = "\
The second boat

By Ann Lee
15 March 2023

The ferry was late again on Monday, and the queue on the quay ran back past the fish market and up the hill to the church.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Westhaven.

The council has never answered her letters. A spokesman for the council, Peter Marsh, said that the matter was under review.

“You cannot run a town on one boat,” Lindqvist said.
";

/// Returns an article long enough to scroll; every paragraph holds its number.
fn long_article() -> String {
    (1..=400).map(|n| format!("Paragraph {n} says nothing that the one before it has not said.\n\n")).collect()
}

#[test]
fn a_note_is_kept_at_its_words() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    // The list shows the quotes once the engine has finished.
    reader.wait("both quotes under their speaker", |s| s.matches("We have asked").count() == 2);
    reader.send("]");
    reader.wait_for("quote 1/");
    reader.send("\r");
    reader.send("\r");
    reader.send("a");
    reader.wait_for("Ctrl-s");
    reader.send("check the minutes of 2012");
    reader.wait_for("check the minutes of 2012");
    reader.send("\x13");
    reader.wait_for("saved");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();

    // In another process, under another name of the same file.
    let notes = shop.print(&["notes", &name]);
    let quote = notes.find("second boat for eleven years").expect("the words that the note is about");
    assert!(notes[quote..].contains("check the minutes of 2012"), "{notes}");
    let other = shop.file("other-name.txt", ARTICLE);
    let mut reader = shop.open(&[&other]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("4\r");
    let screen = reader.wait_for("check the minutes of 2012");
    assert!(screen.contains("Notes"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn the_reading_position_comes_back() {
    let shop = Shop::new();
    let name = shop.file("long.txt", long_article());
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Paragraph 1 ");
    reader.send("G");
    reader.wait_for("Paragraph 400 ");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Paragraph 400 ");
    // The same after a signal.
    reader.send("g");
    reader.wait_for("Paragraph 1 ");
    reader.signal(Signal::SIGTERM);
    assert_eq!(reader.exit_code(), 128 + 15);
    let reader = shop.open(&[&name]);
    reader.wait_for("Paragraph 1 ");
}

#[test]
fn an_article_comes_through_the_pipe_and_keys_from_the_terminal() {
    let shop = Shop::new();
    let name = shop.file("long.txt", long_article());
    let mut reader = shop.shell("-c", &format!("cat {name} | \"$PULLQUOTE\" -"));
    reader.wait_for("Paragraph 1 ");
    reader.send("G");
    reader.wait_for("Paragraph 400 ");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn the_terminal_is_restored_after_signals() {
    for (signal, code) in [(Signal::SIGTERM, 143), (Signal::SIGHUP, 129), (Signal::SIGINT, 130), (Signal::SIGQUIT, 131)]
    {
        let shop = Shop::new();
        let name = shop.file("boat.txt", ARTICLE);
        let mut reader = shop.open(&[&name]);
        reader.wait_for("Harriet Lindqvist");
        reader.signal(signal);
        assert_eq!(reader.exit_code(), code);
        reader.assert_restored();
    }
}

#[test]
fn closing_the_window_ends_the_program() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.hang_up();
    assert_ne!(reader.exit_code(), 0);
}

#[test]
#[cfg(debug_assertions)]
fn the_terminal_is_restored_before_a_panic_is_printed() {
    let mut shop = Shop::new();
    shop.env.push(("PULLQUOTE_PANIC_TEST".to_owned(), "1".to_owned()));
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("?");
    assert_eq!(reader.exit_code(), 101);
    reader.assert_restored();
    let raw = String::from_utf8_lossy(&reader.raw()).into_owned();
    let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
    assert!(after.contains("panicked at") && !after.contains('\x1b'), "{after:?}");
}

#[test]
fn the_program_can_be_stopped_and_continued() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    // A shell with job control: it continues when the reader stops, and resumes the reader.
    let script = format!("\"$PULLQUOTE\" {name}; echo STOPPED; read line; fg; echo ENDED $?");
    let mut reader = shop.shell("-mc", &script);
    reader.wait_for("Harriet Lindqvist");
    reader.send("\x1a");
    let screen = reader.wait_for("STOPPED");
    assert!(!screen.contains("Harriet"), "the shell's own screen must be back: {screen}");
    let raw = reader.raw();
    assert_eq!(count(&raw, b"\x1b[?1049h"), count(&raw, b"\x1b[?1049l"));
    reader.send("\n");
    reader.wait_for("Harriet Lindqvist");
    reader.send("q");
    reader.wait_for("ENDED 0");
    reader.assert_restored();
}

#[test]
fn without_a_shell_the_program_does_not_stop() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("\x1a");
    reader.wait_for("not suspended");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn a_stop_that_could_not_be_seen_coming_is_repaired() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.signal(Signal::SIGSTOP);
    let frames = reader.frames();
    reader.signal(Signal::SIGCONT);
    reader.wait_for_frames(frames, 1);
    reader.wait_for("Harriet Lindqvist");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn storms_of_sizes_are_survived() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE.repeat(20));
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    for n in 0..200u16 {
        reader.resize(1 + (n * 37) % 300, 1 + (n * 23) % 100);
        if n % 10 == 0 {
            reader.send("j");
        }
    }
    reader.resize(120, 40);
    reader.send("g");
    reader.wait_for("harbour master of Westhaven");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn a_terminal_that_does_not_know_its_size_is_taken_for_80_by_24() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open_at(&[&name], (0, 0));
    reader.wait_for("Harriet");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn a_library_that_cannot_be_written_is_said() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    // A file that is not a library must not be overwritten.
    shop.file("library.db", "these are not the notes you are looking for".repeat(200));
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.wait("a word about the library", |s| s.contains("library"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    let kept = std::fs::read_to_string(shop.path("library.db")).unwrap();
    assert!(kept.starts_with("these are not the notes"));
}

#[test]
fn themes_change_while_reading_and_are_known_by_name_or_path() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name, "--theme", "light"]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("t");
    reader.wait_for("theme: ");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    let mut reader = shop.open(&[&name, "--theme", "no-such-theme"]);
    assert_eq!(reader.exit_code(), 2);
    assert!(reader.screen().contains("no theme is called"), "{}", reader.screen());
    assert_eq!(count(&reader.raw(), b"\x1b["), 0, "the terminal was touched");
}

/// The answer to the query for the background arrives among the keys and is not read as keys.
#[test]
fn the_background_is_found_out_without_losing_keys() {
    let shop = Shop::new();
    let name = shop.file("long.txt", long_article());
    let mut reader = shop.open(&[&name]);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while count(&reader.raw(), b"\x1b]11;?") == 0 && std::time::Instant::now() < until {
        std::thread::yield_now();
    }
    reader.send("\x1b]11;rgb:ffff/ffff/dddd\x1b\\G");
    reader.wait_for("Paragraph 400 ");
    reader.send("t");
    // The theme after the light one, which the answer selected.
    reader.wait_for("theme: pullquote-contrast");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn notices_about_the_input_are_shown_inside() {
    let shop = Shop::new();
    let name = shop.file("latin1.txt", b"Gr\xfc\xdfe aus M\xfcnchen an alle, die das hier lesen k\xf6nnen und wollen.");
    let mut reader = shop.open(&[&name]);
    reader.wait_for("UTF-8");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn a_note_that_was_being_written_is_offered_after_a_hang_up() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("a");
    reader.wait_for("Ctrl-s");
    reader.send("half a thought");
    reader.wait_for("half a thought");
    // As a closed window does, but without the end of file that `hang_up` types.
    reader.signal(Signal::SIGHUP);
    let _ = reader.exit_code();
    let mut reader = shop.open(&[&name]);
    reader.wait_for("a note was not finished");
    reader.send("a");
    reader.wait_for("half a thought");
    reader.send(", and the rest\x13");
    reader.wait_for("saved");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    assert!(shop.print(&["notes", &name]).contains("half a thought, and the rest"));
    // What was saved is not offered again.
    let mut reader = shop.open(&[&name]);
    reader.wait_for("Harriet Lindqvist");
    reader.send("a");
    reader.wait_for("New note");
    assert!(!reader.screen().contains("half a thought"), "{}", reader.screen());
    // `q` right after it would be read as `Alt-q`.
    reader.send("\x1b");
    reader.wait("no editor", |screen| !screen.contains("New note"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn q_leads_back_level_by_level() {
    let shop = Shop::new();
    let one = shop.file("one.md", "# The first boat\n\nIt was late.\n");
    let two = shop.file("two.md", "# The second boat\n\nIt was later.\n");
    let mut reader = shop.open(&[&one, &two]);
    reader.wait_for("1/2 The first boat");
    reader.send("e");
    reader.wait_for("2/2 The second boat");
    reader.send("e");
    reader.wait_for("this is the last article: 2 of 2");
    reader.send("p");
    reader.wait_for("1/2 The first boat");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0, "a file of the command line was opened from nowhere");

    // From the library, and back to it; then the next article of the library.
    let mut reader = shop.open(&[]);
    reader.wait_for("2 articles");
    reader.send("\r");
    reader.wait_for("1/2 The first boat");
    reader.send("e");
    reader.wait_for("2/2 The second boat");
    reader.send("\x7f");
    let screen = reader.wait_for("2 articles");
    assert!(screen.contains("▸  The second boat"), "the one that was read last is selected: {screen}");
    reader.send("\x7f");
    reader.wait_for("nothing to go back to");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);

    // A link to a file beside it.
    shop.file("b.md", "# The other\n\nIts words.\n");
    let from = shop.file("a.md", "# The one\n\nSee [the other](b.md) for more.\n");
    let mut reader = shop.open(&[&from]);
    reader.wait_for("The one");
    reader.send("jO");
    reader.wait_for("Its words");
    reader.send("q");
    reader.wait_for("for more");
    reader.send("Q");
    assert_eq!(reader.exit_code(), 0);
}

/// A feed of articles: each with its title and its words.
fn feed(entries: &[(&str, &str)]) -> String {
    let items: String = entries
        .iter()
        .map(|(title, words)| format!("<item><title>{title}</title><description>{words}</description></item>"))
        .collect();
    format!("<rss version=\"2.0\"><channel><title>The Westhaven Quay</title>{items}</channel></rss>")
}

#[test]
fn a_feed_is_followed_read_and_annotated() {
    let shop = Shop::new();
    let mill = (
        "The tide mill",
        "“It will grind again by June,” said Harriet Lindqvist, the harbour master. Nobody else did.",
    );
    let boat = ("A second boat", "The ferry was late. “We have asked for years,” said Harriet Lindqvist on the quay.");
    let path = shop.file("feed.xml", feed(&[mill]));
    assert_eq!(shop.print(&["follow", &path]), "following The Westhaven Quay: 1 unread article\n");
    let mut reader = shop.open(&[]);
    reader.wait_for("1 article, 1 unread");
    // A new article comes on request.
    shop.file("feed.xml", feed(&[boat, mill]));
    reader.send("I");
    reader.wait_for("1 new article in 1 feed");
    reader.wait_for("2 articles, 2 unread");
    // The next unread one; then quote, note, and back to the library.
    reader.send("!");
    reader.wait("the new article with its quote", |s| s.contains("The ferry was late") && s.contains("We have asked"));
    reader.send("]");
    reader.wait_for("quote 1/1");
    reader.send("a");
    reader.wait_for("Ctrl-s");
    reader.send("which years?\x13");
    reader.wait_for("saved");
    reader.send(":tag harbour\r");
    reader.wait_for("tags: #harbour");
    reader.send("q");
    reader.wait_for("2 articles, 1 unread");
    reader.wait_for("#harbour");
    reader.send("!");
    reader.wait_for("It will grind again");
    // Nothing is left, and the library has both.
    reader.send("!");
    reader.wait_for("no unread articles");
    reader.send("q");
    reader.wait("the library, all read", |s| s.contains("2 articles") && !s.contains("unread,"));
    // All that she said, over both articles.
    reader.send("@");
    reader.wait_for("Harriet Lindqvist");
    reader.send("\r");
    reader.wait("both quotes", |s| s.contains("We have asked for years") && s.contains("grind again by June"));
    reader.send("]\r");
    reader.wait_for("1/2 ");
    reader.send("q");
    reader.wait_for("Everybody you have read about");
    reader.send("qq");
    assert_eq!(reader.exit_code(), 0);
    assert!(shop.print(&["search", "#harbour"]).contains("A second boat"));
    assert_eq!(shop.print(&["library", "list", "unread"]), "");
}

#[test]
#[cfg(unix)]
fn a_key_starts_a_command_with_the_words_and_shows_its_output() {
    let mut shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    // No shell reads the words: the quotation marks and the apostrophe reach the program as they are.
    let settings = "[commands]\ncount = { key = \"&\", run = \"printf '<%s>' {words}\" }\n\
        slow = { key = \"$\", run = \"sleep 1000\", output = \"nothing\" }\n\
        keep = { key = \"ctrl-x k\", run = \"printf kept\", output = \"note\" }\n";
    shop.file("config.toml", settings);
    shop.env.push(("PULLQUOTE_CONFIG".to_owned(), shop.path("config.toml").to_string_lossy().into_owned()));
    let mut reader = shop.open(&[&name]);
    reader.wait("both quotes under their speaker", |s| s.matches("We have asked").count() == 2);
    reader.send("]");
    reader.wait_for("quote 1/");
    reader.send("&");
    reader.wait_for("<“We have asked for a second boat for eleven years,”>");
    reader.send("q");
    reader.send("$");
    reader.wait_for("slow is running");
    // The screen stays usable.
    reader.send("]");
    reader.wait_for("quote 2/");
    reader.send("$");
    reader.wait_for("slow was stopped");
    reader.send("\x18k");
    reader.wait_for("saved as a note");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
    assert!(shop.print(&["notes", &name]).contains("kept"));
}
