//! Tests corrections and verdicts in the real program in a pseudo-terminal: they stay, and can be undone after a
//! restart.

use crate::pty;

use pty::{Session, Shop};

const ARTICLE: &str = "\
The second boat

The ferry was late again on Monday, and the queue on the quay ran back past the fish market and up the hill to the church.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Westhaven.

“The matter is under review,” said Peter Marsh, a spokesman for the council.
";

const COPY: &str = "\
A bridge instead

“We have asked for a second boat for twelve years,” Harriet Lindqvist said on Tuesday.
";

/// Opens the article at its first quote.
fn at_the_quote(shop: &Shop, name: &str) -> Session {
    let mut reader = shop.open_at(&[name], (120, 36));
    reader.wait("the quotes in the list", |s| s.matches("We have asked").count() == 2);
    reader.send("g]");
    reader.wait_for("quote 1/");
    reader
}

fn leave(mut reader: Session) {
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn a_corrected_speaker_holds_and_is_undone_after_a_restart() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let mut reader = at_the_quote(&shop, &name);
    reader.send("c");
    reader.wait_for("Who said it?");
    reader.send("b");
    reader.wait_for("corrected: Peter Marsh said it");
    leave(reader);

    let mut reader = at_the_quote(&shop, &name);
    reader.wait_for("Peter Marsh (corrected)");
    reader.send("U");
    reader.wait_for("undone: correction removed");
    reader.send("j");
    reader.wait_for("Harriet Lindqvist");
    reader.wait("the quote as it was found", |s| !s.contains("(corrected)"));
    reader.send("\x12");
    reader.wait_for("redone: correction restored");
    leave(reader);
    // A correction is exported as training data.
    let export = shop.print(&["corrections", "export"]);
    assert_eq!(export.lines().count(), 1);
    assert!(export.contains("\"name\":\"Peter Marsh\"") && export.contains("Harriet Lindqvist"), "{export}");
}

#[test]
fn a_verdict_and_a_note_from_ones_own_editor_are_kept() {
    let mut shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let script = shop.file("editor.sh", "printf 'Ask the council.\\n' >> \"$1\"\n");
    let editor = format!("sh {}", shop.path(&script).display());
    shop.env.push(("VISUAL".to_owned(), editor));
    let mut reader = at_the_quote(&shop, &name);
    reader.send("x");
    reader.wait_for("Verdict on");
    reader.send("f");
    reader.wait("the library's answer", |s| s.lines().last().is_some_and(|line| line.contains("✗ false")));
    // The keyboard works as before once the editor is closed.
    reader.send("V");
    reader.wait_for("note saved");
    reader.send("4\r");
    reader.wait_for("Ask the council.");
    leave(reader);
    let notes = shop.print(&["notes", &name]);
    assert!(notes.contains("Ask the council."), "{notes}");
    let mut reader = at_the_quote(&shop, &name);
    reader.wait_for("✗ false");
    // Both changes are undone, one after the other.
    reader.send("U");
    reader.wait_for("undone: note changed back");
    reader.send("U");
    reader.wait_for("undone: note removed");
    leave(reader);
}

#[test]
fn the_card_shows_the_quote_elsewhere_with_the_differing_words_marked() {
    let shop = Shop::new();
    let (name, copy) = (shop.file("boat.txt", ARTICLE), shop.file("bridge.txt", COPY));
    let reader = at_the_quote(&shop, &copy);
    leave(reader);
    let mut reader = at_the_quote(&shop, &name);
    reader.send("i");
    reader.wait_for("[−eleven]");
    reader.wait_for("[+twelve]");
    reader.send("q");
    leave(reader);
}

#[test]
fn a_library_that_cannot_be_written_says_so_and_takes_nothing() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    std::fs::write(shop.path("library.db"), "this is no library at all").unwrap();
    let mut reader = at_the_quote(&shop, &name);
    for key in ["c", "x", "m", "H", "U"] {
        reader.send("g]");
        reader.wait("the message is gone", |s| !s.lines().last().is_some_and(|line| line.contains('!')));
        reader.send(key);
        reader.wait("why nothing can be saved", |s| s.lines().last().is_some_and(|line| line.contains('!')));
    }
    leave(reader);
}
