//! Tests export and import of notes between libraries, through the command line.

use crate::schema;

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use pullquote::export::{Exchange, read_notes, write_notes};
use pullquote::ingest;
use pullquote::library::db::{Library, Taken};
use pullquote::library::notes::corrections::{Change, Target};
use pullquote::library::notes::{Anchor, Flag, Marks, NoteId, Placement, Sheet, Verdict};
use pullquote::nlp;
use pullquote::nlp::Engine;
use pullquote::text::{Article, Span};
use schema::Schema;
use serde_json::Value;
use tempfile::TempDir;

const FERRY: &str = "\
The café's ferry was late again on Monday.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Åby.
";

/// A folder with libraries.
struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn library(&self, name: &str) -> Library {
        let (library, problem) = Library::open(&self.path(name));
        assert!(problem.is_none());
        library
    }

    /// Creates a library with notes of every kind on two articles, and a correction.
    fn filled(&self, name: &str) -> Library {
        let mut library = self.library(name);
        let article = self.ferry();
        library.put_annotations(&article, &nlp::annotate(&article, &Engine::rules())).unwrap();
        let on = |words: &str| {
            let start = FERRY.find(words).unwrap();
            Anchor::of(FERRY, Span::new(start, start + words.len()))
        };
        let id =
            library.save_note(&article, None, Some(&on("late again")), "Ask about the #timetable\n\n=1+1 -->").unwrap();
        let marks = Marks {
            tags: vec!["harbour".into()],
            flag: Some(Flag::Todo),
            verdict: Some(Verdict::NeedsSource),
            links: vec!["https://a.org/timetable".into()],
            colour: Some("yellow".into()),
        };
        library.save_marks(&id, &marks).unwrap();
        // Notes created in one millisecond have no defined order.
        let later = || std::thread::sleep(std::time::Duration::from_millis(2));
        later();
        library.save_note(&article, None, Some(&on("a second boat for eleven years")), "").unwrap();
        later();
        library.save_note(&article, None, None, "On all of it").unwrap();
        let quote = &library.annotations(&article, Engine::rules().version()).unwrap().attributions[0];
        let change = Change::Speaker { quote: Target::of(FERRY, quote), name: Some("Bo Ek".into()) };
        library.save_correction(&article, "rules", change).unwrap();
        let other = Article::new("-", "From a pipe: nothing was said.".into(), Vec::new());
        library.save_note(&other, None, None, "On the pipe").unwrap();
        library
    }

    fn ferry(&self) -> Article {
        let split = FERRY.find("\n\n").unwrap();
        let spans = [Span::new(0, split), Span::new(split + 2, FERRY.len() - 1)];
        let blocks = spans.map(pullquote::text::Block::paragraph).to_vec();
        Article { title: Some("The ferry".into()), ..Article::new("https://example.org/ferry", FERRY.into(), blocks) }
    }

    fn run(&self, args: &[&str]) -> (String, String, i32) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.current_dir(self.0.path()).env("HOME", self.0.path()).env_remove("PULLQUOTE_CONFIG");
        let assert = command.args(args).assert();
        let output = assert.get_output();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
    }
}

/// Returns the part of a library that an export carries.
fn travels(library: &Library) -> Vec<Sheet> {
    let bare = |sheet: Sheet| Sheet { text: None, speakers: Vec::new(), ..sheet };
    library.sheets(None).unwrap().into_iter().map(bare).collect()
}

#[test]
fn into_an_empty_library_everything_comes_equal() {
    let shop = Shop::new();
    let library = shop.filled("a.db");
    for format in Exchange::ALL {
        let written = write_notes(&library.sheets(None).unwrap(), format);
        let mut there = shop.library(&format!("{format:?}.db"));
        let sheets = read_notes(written.as_bytes(), "2020-01-01T00:00:00Z").unwrap().sheets;
        let taken = there.take_in(&sheets).unwrap();
        let carried = usize::from(format != Exchange::Markdown);
        assert_eq!((taken.new, taken.corrections, taken.unread), (4, carried, 2), "{format:?}");
        let mut expected = travels(&library);
        if format == Exchange::Markdown {
            expected.iter_mut().for_each(|sheet| sheet.corrections.clear());
        }
        assert_eq!(travels(&there), expected, "{format:?}");
        // A second import changes nothing; nor does an import into the original library.
        for library in [&mut there, &mut shop.library("a.db")] {
            let again = library.take_in(&sheets).unwrap();
            assert_eq!((again.new, again.changed, again.known, again.corrections), (0, 0, 4, 0), "{format:?}");
        }
        // The notes are attached to their words when the article is opened.
        let notes = there.notes(&shop.ferry()).unwrap();
        assert_eq!(notes.len(), 3);
        assert!(notes.iter().all(|n| matches!(n.placement, Placement::Ok(_) | Placement::Whole)), "{format:?}");
        there.check().unwrap();
    }
}

#[test]
fn a_table_without_times_is_not_taken_twice() {
    let shop = Shop::new();
    let mut library = shop.filled("a.db");
    let table = format!("words,note,tags,source\nlate again,Why? #todo,boats,{}\n", shop.ferry().source);
    let mut takes = |time: &str| {
        let found = pullquote::export::read_notes(table.as_bytes(), time).unwrap();
        library.take_in(&found.sheets).unwrap()
    };
    assert_eq!(takes("2024-01-01T00:00:00.000Z"), Taken { new: 1, ..Taken::default() });
    assert_eq!(takes("2999-01-01T00:00:00.000Z"), Taken { known: 1, ..Taken::default() });
}

#[test]
fn of_two_forms_the_newer_stays() {
    let shop = Shop::new();
    let mut library = shop.filled("a.db");
    let mut sheets = library.sheets(None).unwrap();
    let taken = |library: &mut Library, sheets: &[Sheet]| library.take_in(sheets).unwrap();
    for (n, note) in sheets[0].notes.iter_mut().enumerate() {
        note.body = format!("{n}, changed elsewhere");
        note.modified = ["2999-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "2999-01-01T00:00:00.000Z"][n].into();
    }
    let all = taken(&mut library, &sheets);
    assert_eq!((all.new, all.changed, all.known), (0, 2, 2));
    let bodies: Vec<String> = library.sheets(None).unwrap()[0].notes.iter().map(|n| n.body.clone()).collect();
    assert_eq!(bodies, ["0, changed elsewhere", "", "2, changed elsewhere"]);
    // Without ids, notes are matched by their words; on another version of the article, too.
    for note in &mut sheets[0].notes {
        note.id = Default::default();
    }
    sheets[0].notes[1].body = String::new();
    assert_eq!(taken(&mut library, &sheets[..1]), Taken { known: 3, ..Taken::default() });
    sheets[0].article.id = pullquote::text::ArticleId::of_text("another version");
    assert_eq!(taken(&mut library, &sheets[..1]).new, 0);
    sheets[0].article.id = Default::default();
    sheets[0].article.source = "HTTPS://example.org/ferry?utm_source=x#top".into();
    assert_eq!(taken(&mut library, &sheets[..1]).new, 0);
    // A note deleted here stays deleted, unless it was changed elsewhere later.
    let mut sheets = library.sheets(None).unwrap();
    let gone = sheets[0].notes[1].clone();
    library.delete_note(&gone.id).unwrap();
    assert_eq!(taken(&mut library, &sheets).deleted, 1);
    assert_eq!(library.note(&gone.id).unwrap(), None);
    sheets[0].notes[1].modified = "2999-01-01T00:00:00Z".into();
    assert_eq!(taken(&mut library, &sheets).changed, 1);
    assert!(library.note(&gone.id).unwrap().is_some());
    library.undo(None).unwrap().unwrap();
    assert_eq!(library.note(&gone.id).unwrap(), None, "what was taken in can be undone");
}

#[test]
fn web_annotations_keep_to_the_vocabulary() {
    let shop = Shop::new();
    let library = shop.filled("a.db");
    let schema = Schema::new(include_str!("web-annotation.schema.json"));
    let mut sheets = library.sheets(None).unwrap();
    sheets[0].notes[0].id.0 = "not a uuid <é>".into();
    sheets[1].article.source = "/home/x/a b é.txt".into();
    let written = write_notes(&sheets, Exchange::W3c);
    let json: Value = serde_json::from_str(&written).unwrap();
    schema.check(&json).unwrap();
    assert_eq!(json["total"], 5);
    let items = json["first"]["items"].as_array().unwrap();
    let motivations: Vec<&str> = items.iter().map(|i| i["motivation"].as_str().unwrap()).collect();
    assert_eq!(motivations, ["commenting", "highlighting", "commenting", "editing", "commenting"]);
    // The schema rejects values outside the vocabulary.
    for (at, value) in [("type", "Note"), ("motivation", "shouting"), ("created", "yesterday"), ("id", "x"), ("x", "y")]
    {
        let mut bad = json.clone();
        bad["first"]["items"][0][at] = value.into();
        assert!(schema.check(&bad).is_err(), "{at}");
    }
    // Offsets count code points.
    let selector = &items[0]["target"]["selector"];
    let (start, end) = (selector[1]["start"].as_u64().unwrap(), selector[1]["end"].as_u64().unwrap());
    let words: String = FERRY.chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!(selector[0]["exact"], words.as_str());
}

#[test]
fn out_and_in_from_the_command_line() {
    let shop = Shop::new();
    drop(shop.filled("a.db"));
    let run = |args: &[&str]| {
        let (out, err, code) = shop.run(args);
        assert_eq!(code, 0, "{args:?}: {err}");
        (out, err)
    };
    for name in ["notes.md", "notes.json", "notes.jsonl", "notes.csv", "notes.jsonld"] {
        let (out, err) = run(&["notes", "export", "--all", "-o", name, "--library", "a.db"]);
        assert_eq!(
            (out.as_str(), err.as_str()),
            ("", &*format!("pullquote: 4 notes and 1 correction on 2 articles written to {name}\n"))
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(shop.path(name)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let (out, _) = run(&["notes", "import", name, "--library", "b.db"]);
        assert!(out.starts_with(&format!("{name} (")) && out.contains("4 new") == (name == "notes.md"), "{out}");
    }
    let (out, _) = run(&["notes", "export", "The ferry", "--format", "jsonl", "--library", "b.db"]);
    assert_eq!(out.lines().count(), 4);
    let (out, _) = run(&["notes", "export", "https://example.org/ferry", "--library", "b.db"]);
    assert!(out.starts_with("---\ntitle: \"The ferry\"\n") && out.contains("> late again\n"), "{out}");
    assert!(out.contains("\n- “") && out.contains("was said by Bo Ek"), "{out}");
    // Exports a vault: one file per article.
    fs::create_dir(shop.path("vault")).unwrap();
    run(&["notes", "export", "--all", "-o", "vault", "--library", "a.db"]);
    let names: Vec<String> =
        fs::read_dir(shop.path("vault")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() == 2 && names.iter().any(|n| n.starts_with("The ferry ")), "{names:?}");
    // When the article is opened there, the notes are at their words.
    fs::write(shop.path("ferry.html"), format!("<html><head><link rel=canonical href=https://example.org/ferry></head><body><article><h1>The ferry</h1><p>{}</p></article></body></html>", FERRY.replace("\n\n", "</p><p>"))).unwrap();
    let article = ingest::read(&shop.path("ferry.html"), None).unwrap();
    if article.url.is_some() {
        let notes = shop.library("b.db").notes(&article).unwrap();
        assert!(
            notes.iter().any(|n| n.placement.span().is_some_and(|s| article.words(s) == "late again")),
            "{notes:?}"
        );
    }
    let (_, err, code) = shop.run(&["notes", "import", "ferry.html", "--library", "b.db"]);
    assert!(code == 1 && err.contains("ferry.html: it holds no notes"), "{err}");
    let (_, err, code) = shop.run(&["notes", "export", "nothing like it", "--library", "b.db"]);
    assert!(code == 1 && err.contains("library list"), "{err}");
    let (_, err, code) = shop.run(&["notes", "export", "--all", "-o", "none/notes.md", "--library", "b.db"]);
    assert!(code == 1 && err.contains("none/notes.md"), "{err}");
}

#[test]
fn hypothesis_comes_in_and_waits_for_its_article() {
    let shop = Shop::new();
    let rows = r#"{"total": 1, "rows": [{"id": "x1", "created": "2019-01-03T19:46:09.334539+00:00",
        "updated": "2019-01-03T19:46:09.334539+00:00", "uri": "https://Example.org/ferry?utm_medium=x", "text": "Since when?",
        "tags": ["boats"], "target": [{"selector": [{"type": "TextPositionSelector", "start": 900, "end": 930},
        {"type": "TextQuoteSelector", "exact": "a second boat for eleven years", "prefix": "asked for ", "suffix": ",” said"}]}]}]}"#;
    let mut library = shop.library("a.db");
    let sheets = read_notes(rows.as_bytes(), "").unwrap().sheets;
    assert_eq!(library.take_in(&sheets).unwrap(), Taken { new: 1, unread: 1, ..Taken::default() });
    assert_eq!(library.take_in(&sheets).unwrap().known, 1);
    let article = shop.ferry();
    let notes = library.notes(&article).unwrap();
    assert_eq!(notes.len(), 1);
    let span = notes[0].placement.span().expect("hangs on its words");
    assert_eq!(article.words(span), "a second boat for eleven years");
    assert_eq!(notes[0].note.created, "2019-01-03T19:46:09.334Z");
    // Once the article has been read, a note without an id is known by the form in which it came.
    let mut nameless = sheets.clone();
    nameless[0].notes[0].id = NoteId(String::new());
    let mut third = shop.library("c.db");
    assert_eq!(third.take_in(&nameless).unwrap(), Taken { new: 1, unread: 1, ..Taken::default() });
    third.put_article(&article).unwrap();
    assert_eq!(third.take_in(&nameless).unwrap(), Taken { known: 1, ..Taken::default() });
    // In a library that holds the article, the note is attached at once.
    let mut library = shop.library("b.db");
    library.put_article(&article).unwrap();
    assert_eq!(library.take_in(&sheets).unwrap(), Taken { new: 1, ..Taken::default() });
    assert!(matches!(library.notes(&article).unwrap()[0].placement, Placement::Ok(_)));
    assert_eq!(library.articles().unwrap().len(), 1, "no second article is made of it");
}

#[test]
fn a_vault_goes_out_and_in() {
    let shop = Shop::new();
    let library = shop.filled("a.db");
    let vault = shop.path("new/vault/");
    let vault = format!("{}/", vault.to_str().unwrap().trim_end_matches('/'));
    let (_, err, code) = shop.run(&["notes", "export", "--all", "-o", &vault, "--library", "a.db"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(fs::read_dir(&vault).unwrap().count(), 2);
    // A page of the vault that is not ours is left alone.
    fs::write(format!("{vault}Own page.md"), "# Own page\n\nNothing.\n").unwrap();
    let (out, err, code) = shop.run(&["notes", "import", &vault, "--library", "b.db"]);
    assert_eq!((code, out.lines().count()), (0, 2), "{out}{err}");
    let bare = |library: &Library| travels(library).into_iter().map(|sheet| sheet.notes).collect::<Vec<_>>();
    assert_eq!(bare(&shop.library("b.db")), bare(&library));
    // From the folder around it, too; hidden folders are not looked into.
    let (out, err, code) = shop.run(&["notes", "import", "new", "--library", "c.db"]);
    assert_eq!((code, out.lines().count()), (0, 2), "{out}{err}");
    let hidden = shop.path("other/.trash");
    fs::create_dir_all(&hidden).unwrap();
    let page = fs::read_dir(&vault).unwrap().flatten().find(|page| page.file_name() != "Own page.md").unwrap();
    fs::copy(page.path(), hidden.join("page.md")).unwrap();
    let (_, err, code) = shop.run(&["notes", "import", "other", "--library", "b.db"]);
    assert!(code == 1 && err.contains("none of its files holds notes"), "{err}");
}
