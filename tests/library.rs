//! Tests the library through the command line: searching, managing, deleting.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use pullquote::ingest;
use pullquote::library::db::Library;
use pullquote::library::notes::Anchor;
use pullquote::library::notes::corrections::{Change, Target};
use pullquote::nlp;
use pullquote::nlp::Engine;
use pullquote::text::{Article, Span};
use serde_json::Value;
use tempfile::TempDir;

const FERRY: &str = "\
The ferry was late again on Monday.
“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Åby.
";
const BRIDGE: &str = "\
A bridge would be no better, the harbour master thinks.
“We have asked for a second boat for twelve years,” Harriet Lindqvist said on Tuesday.
“It is the finest in the county,” said José Núñez, who built it.
";

struct Shop(TempDir);

impl Shop {
    /// Creates a library of two articles, with a note on the first.
    fn new() -> Self {
        let shop = Self(tempfile::tempdir().unwrap());
        let mut library = shop.library();
        for (name, text) in [("ferry's.txt", FERRY), ("bridge.txt", BRIDGE)] {
            fs::write(shop.path(name), text).unwrap();
            let article = shop.article(name);
            library.put_annotations(&article, &nlp::annotate(&article, &Engine::rules())).unwrap();
        }
        let anchor = Anchor::of(FERRY, Span::new(4, 9));
        library.save_note(&shop.article("ferry's.txt"), None, Some(&anchor), "Ask about the #timetable").unwrap();
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn article(&self, name: &str) -> Article {
        let article = ingest::read(&self.path(name), None).unwrap();
        Article { title: Some(format!("About {name}")), ..article }
    }

    fn library(&self) -> Library {
        let (library, problem) = Library::open(&self.path("library.db"));
        assert!(problem.is_none());
        library
    }

    /// Returns the output, the errors and the exit code of a run.
    fn run(&self, args: &[&str]) -> (String, String, i32) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.current_dir(self.0.path()).env("PULLQUOTE_LIBRARY", self.path("library.db"));
        let assert = command.args(args).assert();
        let output = assert.get_output();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
    }

    fn prints(&self, args: &[&str]) -> String {
        let (out, err, code) = self.run(args);
        assert_eq!((err.as_str(), code), ("", 0), "{args:?}");
        out
    }
}

#[test]
fn search_names_the_words_the_article_and_how_to_open_it() {
    let shop = Shop::new();
    let out = shop.prints(&["search", "second", "boat", "--speaker", "lindqvist"]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("Harriet Lindqvist · direct · About "), "{out}");
    assert!(out.contains("  “We have asked for a second boat for eleven years,”\n"), "{out}");
    let altered = out.lines().find(|line| line.starts_with("  also in About bridge.txt (altered): We have asked"));
    assert!(altered.is_some_and(|line| line.contains(" [−") && line.contains(" [+")), "{out}");
    let open =
        format!(r"pullquote '{}' --at '“We have asked for a second boat for'", shop.path("bridge.txt").display());
    assert!(out.contains(&open), "{out}\n{open}");
    assert!(out.contains(r"/ferry'\''s.txt' --at"), "{out}");

    assert!(shop.prints(&["search", "nunez"]).starts_with("José Núñez · direct"));
    assert!(shop.prints(&["search", "timetable"]).starts_with("your note · #timetable · About ferry's.txt"));
    assert!(shop.prints(&["search", "late", "aby"]).starts_with("in the text · "));
    assert_eq!(shop.prints(&["search", "frogs"]), "no match\n");
    assert_eq!(shop.prints(&["search", "boat", "--since", "2999-01-01"]), "no match\n");
}

#[test]
fn search_prints_json_with_offsets_in_code_points() {
    let shop = Shop::new();
    let hits: Value = serde_json::from_str(&shop.prints(&["search", "county", "--format", "json"])).unwrap();
    let hit = &hits[0];
    assert_eq!((hits.as_array().unwrap().len(), &hit["found"]), (1, &Value::from("quote")));
    assert_eq!((&hit["speaker"], &hit["kind"]), (&"José Núñez".into(), &"direct".into()));
    let at = |i: usize| usize::try_from(hit["span"][i].as_u64().unwrap()).unwrap();
    let words: String = BRIDGE.chars().skip(at(0)).take(at(1) - at(0)).collect();
    assert_eq!(words, hit["words"].as_str().unwrap());
    let lines = shop.prints(&["search", "boat", "--format", "jsonl"]);
    assert_eq!(lines.lines().count(), 2);
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["also"][0]["form"], "altered");
}

#[test]
fn the_library_is_looked_after() {
    let shop = Shop::new();
    assert!(shop.prints(&["library", "list"]).lines().all(|l| l.contains("About")));
    assert!(shop.prints(&["library", "check"]).contains("is not damaged: 2 articles, 1 note, 0 backups"));
    assert!(shop.prints(&["library", "backup"]).starts_with("backed up to "));
    assert!(shop.prints(&["library", "backup"]).starts_with("backed up to "), "again, with what is new");
    assert!(shop.prints(&["library", "check"]).contains("  backup 2"));
    let (_, err, code) = shop.run(&["library", "restore"]);
    assert!(code == 1 && err.contains("it is not damaged"), "{err}");

    // Damages the file.
    let path = shop.path("library.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[..4096].fill(0xA5);
    fs::write(&path, &bytes).unwrap();
    let (_, err, code) = shop.run(&["library", "check"]);
    assert!(code == 1 && err.contains("damaged") && err.contains("library restore"), "{err}");
    let (out, err, _) = shop.run(&["notes", "ferry's.txt"]);
    assert!(out.contains("timetable") || err.contains("damaged"), "{out}{err}");
    let out = shop.prints(&["library", "restore"]);
    assert!(out.contains("1 note restored") && out.contains("the old library is kept as"), "{out}");
    assert!(shop.prints(&["library", "check"]).contains("is not damaged: 2 articles, 1 note, 1 backup"));
    assert!(shop.prints(&["search", "timetable"]).starts_with("your note"));
    assert!(shop.prints(&["search", "county"]).contains("About bridge.txt"), "indexed again");
    assert!(shop.prints(&["notes", "ferry's.txt"]).contains("timetable"));
}

#[test]
fn forgetting_is_for_good() {
    let shop = Shop::new();
    shop.prints(&["library", "backup"]);
    let (_, err, code) = shop.run(&["library", "forget", "ferry's.txt"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--yes"), "outside of a terminal nobody can be asked: {err}");
    let (_, err, code) = shop.run(&["library", "forget", "--yes", "nothing.txt"]);
    assert!(code == 1 && err.contains("library list"), "{err}");
    assert_eq!(
        shop.prints(&["library", "forget", "--yes", "ferry's.txt"]),
        "forgotten: 1 text, 1 note; also removed from 1 backup\n"
    );
    assert_eq!(shop.prints(&["search", "ferry"]), "no match\n");
    assert!(shop.prints(&["search", "boat"]).contains("twelve"));
    for entry in fs::read_dir(shop.path("backups")).unwrap().chain(fs::read_dir(shop.0.path()).unwrap()) {
        let path = entry.unwrap().path();
        let holds = |words: &str| {
            fs::read(&path).is_ok_and(|b| b.windows(words.len()).any(|w| w.eq_ignore_ascii_case(words.as_bytes())))
        };
        let name = path.to_string_lossy();
        assert!(name.ends_with(".txt") || !holds("timetable") && !holds("eleven"), "{name}");
    }
}

#[test]
fn corrections_are_printed_for_training() {
    let shop = Shop::new();
    let article = shop.article("bridge.txt");
    let mut library = shop.library();
    let annotations = library.annotations(&article, Engine::rules().version()).unwrap();
    let quote = annotations.attributions.iter().find(|a| article.words(a.content[0]).contains("finest")).unwrap();
    let change = Change::Speaker { quote: Target::of(&article.text, quote), name: Some("Bo Ek".into()) };
    library.save_correction(&article, "rules-1", change).unwrap();
    drop(library);
    let out = shop.prints(&["corrections", "export"]);
    assert_eq!(out.lines().count(), 1);
    let line: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&line["change"]["type"], &line["change"]["name"]), (&"speaker".into(), &"Bo Ek".into()));
    assert_eq!(line["text"], BRIDGE);
    let at = |i: usize| usize::try_from(line["spans"][0]["span"][i].as_u64().unwrap()).unwrap();
    let words: String = BRIDGE.chars().skip(at(0)).take(at(1) - at(0)).collect();
    assert_eq!(line["spans"][0]["words"], words.as_str());
    assert!(shop.prints(&["search", "--speaker", "Bo Ek"]).contains("finest"));
}

#[test]
fn without_a_library_nothing_is_made() {
    let shop = Shop(tempfile::tempdir().unwrap());
    assert!(shop.prints(&["library", "check"]).contains("there is no library at"));
    let (out, err, code) = shop.run(&["search", "x"]);
    assert_eq!((out.as_str(), code), ("no match\n", 0));
    assert!(err.contains("open an article to create it"), "{err}");
    assert_eq!(fs::read_dir(shop.0.path()).unwrap().count(), 0);
}

#[test]
fn a_corrected_speaker_stands_wherever_the_quote_is_printed() {
    let shop = Shop::new();
    let article = shop.article("ferry's.txt");
    let (start, end) = (FERRY.find('“').unwrap(), FERRY.find(" said").unwrap());
    let words = Anchor::of(FERRY, Span::new(start, end));
    let kind = nlp::QuoteKind::Direct;
    let quote = Target { content: vec![words.clone()], kind, speaker: Some("Harriet Lindqvist".into()) };
    let change = Change::Speaker { quote, name: Some("Ann Lee".into()) };
    let mut library = shop.library();
    library.save_note(&article, None, Some(&words), "Eleven?").unwrap();
    library.save_correction(&article, "e", change).unwrap();
    drop(library);
    let notes = shop.prints(&["notes", "ferry's.txt"]);
    assert!(notes.contains("> — Ann Lee") && !notes.contains("— Harriet"), "{notes}");
    let plain = shop.prints(&["--plain", "ferry's.txt"]);
    assert!(plain.contains("Quote by Ann Lee: “We have asked") && !plain.contains("by Harriet"), "{plain}");
    // `annotate` prints the engine's annotations without corrections.
    let found = shop.prints(&["annotate", "ferry's.txt"]);
    assert!(found.contains("Harriet Lindqvist") && !found.contains("Ann Lee"), "{found}");

    // A correction is not a change of the article, whichever version was corrected.
    for (name, other) in [("Monday", "Tuesday"), ("Tuesday", "Sunday")] {
        let text = fs::read_to_string(shop.path("ferry's.txt")).unwrap().replace(name, other);
        fs::write(shop.path("ferry's.txt"), &text).unwrap();
        let newer = shop.article("ferry's.txt");
        let mut library = shop.library();
        library.put_annotations(&newer, &nlp::annotate(&newer, &Engine::rules())).unwrap();
        drop(library);
        let changes = shop.prints(&["library", "changes", "ferry's.txt"]);
        assert!(changes.contains(other) && !changes.contains("somebody else"), "{changes}");
        assert!(!changes.contains("Lindqvist"), "{changes}");
    }
}
