//! Tests copying and the vault in the real program: settings, the file of an article's notes, and what is told of it.

use crate::pty;

use std::fs;

use pty::{Session, Shop};

const ARTICLE: &str = "\
The ferry was late again on Monday, and the queue on the quay ran back past the fish market.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Åby.
";

/// Returns a folder with an article, a vault, and these settings.
fn shop(settings: &str) -> Shop {
    let shop = Shop::new();
    shop.file("boat.txt", ARTICLE);
    fs::create_dir_all(shop.path("config/pullquote")).unwrap();
    fs::write(shop.path("config/pullquote/config.toml"), settings).unwrap();
    shop
}

/// Opens the article and waits for the engine.
fn open(shop: &Shop) -> Session {
    let reader = shop.open(&["boat.txt"]);
    reader.wait("the quote in the list", |s| s.matches("We have asked").count() == 2);
    reader
}

fn note(reader: &mut Session, text: &str) {
    reader.send("a");
    reader.wait_for("Ctrl-s");
    reader.send(text);
    reader.wait_for(text);
    reader.send("\x13");
}

#[test]
fn a_saved_note_is_written_to_the_vault() {
    let shop = shop("vault = \"~/vault\"\n");
    fs::create_dir(shop.path("vault")).unwrap();
    let mut reader = open(&shop);
    note(&mut reader, "first thought");
    reader.wait_for("saved");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    let files: Vec<_> = fs::read_dir(shop.path("vault")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = fs::read_to_string(&files[0]).unwrap();
    assert!(text.starts_with("---\npullquote: \"") && text.contains("first thought"), "{text}");
    // A file that was changed by hand stays as it is, and the reader says so.
    fs::write(&files[0], format!("{text}\nMy own line.\n")).unwrap();
    let mut reader = open(&shop);
    note(&mut reader, "second thought");
    reader.wait_for("changed by hand");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    let now = fs::read_to_string(&files[0]).unwrap();
    assert!(now.ends_with("My own line.\n") && !now.contains("second thought"), "{now}");
    assert!(shop.print(&["notes", "boat.txt"]).contains("second thought"), "the library has it all the same");
}

#[test]
fn a_missing_vault_is_told_and_the_note_is_kept() {
    let shop = shop("vault = \"~/vault\"\n");
    let mut reader = open(&shop);
    note(&mut reader, "a thought");
    reader.wait_for("is not a folder");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    assert!(!shop.path("vault").exists());
    assert!(shop.print(&["notes", "boat.txt"]).contains("a thought"));
}

#[test]
fn quotes_are_copied_in_the_form_of_the_settings() {
    let shop = shop("copy = \"mine\"\n");
    fs::create_dir(shop.path("config/pullquote/templates")).unwrap();
    fs::write(shop.path("config/pullquote/templates/mine.txt"), "{{ quotes|length }}: {{ quote.speaker }}").unwrap();
    let mut reader = open(&shop);
    reader.send("]y");
    reader.wait_for("quote (mine.txt) copied");
    reader.send("Y");
    reader.wait_for("1 quote of Harriet Lindqvist (mine.txt) copied");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}

#[test]
fn a_mistake_in_the_template_of_the_settings_is_listed() {
    let shop = shop("copy = \"{{ qoute.words }}\"\n");
    let mut reader = shop.open(&["boat.txt"]);
    reader.wait_for("placeholder \"qoute\"");
    reader.send("\x1b");
    // Escape and q at once would be Alt-q.
    reader.wait("the article without the box", |screen| !screen.contains("╭─ Settings"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
}
