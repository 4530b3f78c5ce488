//! Tests the command line: output, error messages, and exit codes.

use crate::schema;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use schema::Schema;
use serde_json::Value;
use tempfile::TempDir;

/// A working directory with a library of its own.
struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.0.path().join(name), bytes).unwrap();
        name.to_owned()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.current_dir(self.0.path());
        command.env("PULLQUOTE_LIBRARY", self.path("library.db"));
        command.env("HOME", self.0.path()).env("XDG_CONFIG_HOME", self.path("config")).env_remove("PULLQUOTE_CONFIG");
        command.env_remove("PULLQUOTE_THEME").env("TERM", "xterm-256color");
        command
    }

    fn run(&self, args: &[&str]) -> Assert {
        self.command().args(args).assert()
    }
}

/// Returns the output, the errors and the exit code of a run.
fn outcome(assert: Assert) -> (String, String, i32) {
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// Asserts a failure: no output, one line of error, this exit code.
#[track_caller]
fn fails(assert: Assert, code: i32, says: &str) {
    let (out, err, status) = outcome(assert);
    assert_eq!((out.as_str(), err.as_str(), status), ("", format!("pullquote: {says}\n").as_str(), code));
}

const ARTICLE: &str = "\
The ferry was late again on Monday, and the queue on the quay ran back past the fish market.
“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Åby.
She said that the council had never answered.
";

#[test]
fn every_bad_input_gets_one_line() {
    let shop = Shop::new();
    shop.file("empty.txt", "");
    shop.file("blank.txt", " \n\t\r\n\u{a0}\n");
    shop.file("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj");
    shop.file("a.epub", b"PK\x03\x04\x14\x00\x00\x00\x08\x00mimetype");
    shop.file("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR");
    shop.file("a.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03");
    shop.file("a.bin", (0..=255u8).cycle().take(4096).collect::<Vec<_>>());
    shop.file("cp1251.txt", b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0".repeat(30));
    fs::create_dir(shop.path("folder")).unwrap();
    fs::File::create(shop.path("huge.txt")).unwrap().set_len(200 << 20).unwrap();
    for (name, says) in [
        ("missing.txt", "no such file; check the path, or use - to read standard input"),
        ("folder", "is a directory; name a file in it"),
        ("empty.txt", "has no text (it is empty or has only white space); open another article"),
        ("blank.txt", "has no text (it is empty or has only white space); open another article"),
        ("a.pdf", "cannot be read as a PDF file: it is damaged"),
        (
            "a.epub",
            "is a ZIP archive (DOCX and ODT files are such archives too), which cannot be read; save it as plain text, a \
             web page or Markdown first, or unpack it",
        ),
        (
            "a.png",
            "is a PNG image, which cannot be read; recognise its text first (OCR), for example with: tesseract in.png out",
        ),
        ("ftp://x.example/a", "only http and https addresses can be fetched; download the article and open the file"),
        ("a.gz", "cannot be read as a gzip-compressed file: it is damaged or incomplete: incomplete deflate stream"),
        ("a.bin", "looks like a binary file; open a text, a web page, a book, a PDF file, a feed or an e-mail"),
        ("huge.txt", "larger than the limit of 64 MiB; split it into parts first"),
    ] {
        let line = format!("{name}: {says}");
        fails(shop.run(&["annotate", "--format", "jsonl", name]), 1, &line);
        fails(shop.run(&["notes", name]), 1, &line);
    }
}

#[test]
#[cfg(unix)]
fn an_unreadable_file_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::new();
    let name = shop.file("locked.txt", "words");
    fs::set_permissions(shop.path(&name), fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(shop.path(&name)).is_ok() {
        // The superuser can read everything, so there is nothing to test.
        return;
    }
    fails(
        shop.run(&["notes", &name]),
        1,
        "locked.txt: permission denied; make the file readable for this user (chmod u+r)",
    );
}

#[test]
fn the_wrong_way_of_asking_ends_with_2() {
    let shop = Shop::new();
    let name = shop.file("a.txt", ARTICLE);
    fails(
        shop.run(&[]),
        2,
        "no article given; try: pullquote article.txt, or pullquote - to read a pipe, or pullquote --help",
    );
    fails(shop.run(&[&name, "--frob"]), 2, "unexpected argument '--frob' found; see pullquote --help");
    fails(
        shop.run(&["annotate", &name, "--format", "xml"]),
        2,
        "invalid value 'xml' for '--format <FORMAT>' [possible values: json, jsonl, w3c, brat, columns]; see pullquote --help",
    );
    fails(shop.run(&["annotate", "-", "-"]), 2, "annotate: standard input (-) can be read only once");
    fails(
        shop.run(&[&name]),
        2,
        "standard output is not a terminal; to print annotations use: pullquote annotate, to print the text: pullquote text",
    );
}

#[test]
fn names_cannot_steer_the_terminal() {
    let shop = Shop::new();
    let name = "a\u{1b}]0;PWNED\u{7}\u{9b}31m\nb\u{202e}.txt";
    let (_, err, code) = outcome(shop.run(&["notes", name]));
    assert_eq!(code, 1);
    assert_eq!(err.matches('\n').count(), 1, "{err:?}");
    assert!(!err.trim_end().chars().any(|c| c.is_control() || c == '\u{202e}'), "{err:?}");
    let (_, err, code) = outcome(shop.run(&[&format!("--{name}")]));
    assert_eq!(code, 2);
    assert!(!err.trim_end().chars().any(|c| c.is_control() || c == '\u{202e}'), "{err:?}");
}

/// Checks that spans are `[start, end]` inside the text, in code points.
fn check_spans(value: &Value, characters: usize) {
    match value {
        Value::Array(items) if items.len() == 2 && items.iter().all(Value::is_u64) => {
            let (start, end) = (items[0].as_u64().unwrap(), items[1].as_u64().unwrap());
            assert!(start < end && end <= characters as u64, "{value}");
        }
        Value::Array(items) => items.iter().for_each(|item| check_spans(item, characters)),
        _ => {}
    }
}

/// Checks one annotated article.
fn check_object(value: &Value, id: Option<&str>, text: &str) {
    if let Err(error) = Schema::new(pullquote::export::SCHEMA).check(value) {
        panic!("not by the schema: {error}\n{value}");
    }
    assert_eq!(value["text"], text);
    if let Some(id) = id {
        assert_eq!(value["id"], id);
    }
    assert!(value["id"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(value["model"].as_str().is_some_and(|model| !model.is_empty()));
    let characters = text.chars().count();
    for (list, fields) in [
        ("entities", &["span"][..]),
        ("people", &[]),
        ("attributions", &["content", "source", "cue"]),
        ("facts", &["span"]),
    ] {
        for item in value[list].as_array().unwrap_or_else(|| panic!("{list} is no list: {value}")) {
            fields.iter().for_each(|field| check_spans(&item[*field], characters));
        }
    }
}

#[test]
fn annotate_prints_one_document() {
    let shop = Shop::new();
    let (one, two) = (shop.file("one.txt", ARTICLE), shop.file("two.md", "# T\n\n“Now,” said *Ann Lee*."));
    let (out, err, code) = outcome(shop.run(&["annotate", &one]));
    assert_eq!((err.as_str(), code), ("", 0));
    check_object(&serde_json::from_str(&out).unwrap(), None, ARTICLE);
    let (out, _, _) = outcome(shop.run(&["annotate", &one, &two]));
    let both: Value = serde_json::from_str(&out).unwrap();
    check_object(&both[0], None, ARTICLE);
    check_object(&both[1], None, "T\n\n“Now,” said Ann Lee.");
    assert_eq!(both[1]["title"], "T");
    let (out, _, _) = outcome(shop.run(&["annotate", &two, "--as", "text"]));
    check_object(&serde_json::from_str(&out).unwrap(), None, "# T\n\n“Now,” said *Ann Lee*.");
    let (out, _, _) = outcome(shop.command().args(["annotate", "-"]).write_stdin(ARTICLE).assert());
    check_object(&serde_json::from_str(&out).unwrap(), None, ARTICLE);
    assert!(!Path::new(&shop.path("library.db")).exists(), "annotate needs no library");
}

#[test]
fn unsure_attributions_can_be_left_out() {
    let shop = Shop::new();
    let file = shop.file("one.txt", ARTICLE);
    let found = |least: &str| {
        let (out, err, code) = outcome(shop.run(&["annotate", &file, "--min-confidence", least]));
        assert_eq!((err.as_str(), code), ("", 0));
        let document: Value = serde_json::from_str(&out).unwrap();
        let sure = |a: &Value| a["confidence"].as_f64().unwrap();
        document["attributions"].as_array().unwrap().iter().map(sure).collect::<Vec<_>>()
    };
    let all = found("0");
    assert!(!all.is_empty());
    let middle = all[0];
    assert_eq!(found(&middle.to_string()), all.iter().copied().filter(|c| *c >= middle).collect::<Vec<_>>());
    assert_eq!(found("1"), [0.0; 0]);
    fails(
        shop.run(&["annotate", &file, "--min-confidence", "2"]),
        2,
        "annotate: --min-confidence must be between 0 and 1",
    );
}

#[test]
fn json_lines_come_out_in_order_with_their_ids_and_exact_text() {
    let shop = Shop::new();
    let texts: Vec<String> = (0..300)
        .map(|n| {
            format!(
                "\u{feff}Number {n}.\r\n\r\n“It is 🎈 {n},” said Ann Lee.\u{1b}[31m\u{9b}31m\u{202e}{}",
                " Words.".repeat(n % 50)
            )
        })
        .collect();
    let mut input = String::new();
    for (n, text) in texts.iter().enumerate() {
        input.push_str(&serde_json::json!({"id": format!("row-{n}"), "text": text, "other": [n]}).to_string());
        input.push_str(if n % 7 == 0 { "\r\n\n" } else { "\n" });
    }
    for jobs in ["1", "4"] {
        let args = ["annotate", "--input", "jsonl", "--format", "jsonl", "--jobs", jobs];
        let (out, err, code) = outcome(shop.command().args(args).write_stdin(input.clone()).assert());
        assert_eq!((err.as_str(), code), ("", 0));
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), texts.len());
        for (n, line) in lines.iter().enumerate() {
            assert!(!line.chars().any(char::is_control), "raw control characters in {line:?}");
            check_object(&serde_json::from_str(line).unwrap(), Some(&format!("row-{n}")), &texts[n]);
        }
    }
}

#[test]
fn a_line_that_is_no_article_is_named_and_does_not_stop_the_others() {
    let shop = Shop::new();
    let name = shop.file("rows.jsonl", "{\"id\": 7, \"text\": \"One.\"}\n{\"id\": \"b\"}\n{\"text\": \"Three.\"}\n");
    let (out, err, code) = outcome(shop.run(&["annotate", "--input", "jsonl", "--format", "jsonl", &name]));
    assert_eq!(code, 1);
    let objects: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    check_object(&objects[0], Some("7"), "One.");
    check_object(&objects[1], None, "Three.");
    assert!(err.starts_with("pullquote: rows.jsonl, line 2: not a JSON object with a \"text\" field ("), "{err}");
    assert_eq!(err.lines().count(), 1);
}

#[test]
fn a_table_gives_the_same_as_json_lines() {
    let shop = Shop::new();
    let quoted = ARTICLE.replace('"', "\"\"");
    let table = shop.file("a.csv", format!("nr,body,title\n7,\"{quoted}\",Ferry\n8\n9,Three.,\n"));
    let lines = shop.file(
        "a.jsonl",
        format!(
            "{}\n{}\n",
            serde_json::json!({"id": "7", "text": ARTICLE, "title": "Ferry"}),
            r#"{"id":"9","text":"Three."}"#
        ),
    );
    let (want, _, code) = outcome(shop.run(&["annotate", "--input", "jsonl", "--format", "jsonl", &lines]));
    assert_eq!(code, 0);
    let args =
        ["annotate", "--input", "csv", "--text-column", "body", "--id-column", "nr", "--format", "jsonl", &table];
    let (out, err, code) = outcome(shop.run(&args));
    assert_eq!((out, code), (want, 1));
    let row = ARTICLE.matches('\n').count() + 3;
    assert_eq!(err, format!("pullquote: a.csv, line {row}: only 1 of 3 columns, without the column of texts\n"));
    fails(
        shop.run(&["annotate", "--text-column", "body", &table]),
        2,
        "annotate: --text-column needs --input csv or --input tsv",
    );
}

#[test]
fn annotations_in_the_formats_of_other_programs() {
    let shop = Shop::new();
    let name = shop.file("a.txt", ARTICLE);
    let (out, _, code) = outcome(shop.run(&["annotate", "--format", "w3c", &name, &name]));
    let all: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, all.as_array().unwrap().len()), (0, 2));
    assert_eq!(all[0]["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    let (out, _, code) = outcome(shop.run(&["annotate", "--format", "columns", &name]));
    assert_eq!((code, out.lines().next().unwrap().starts_with("# global.columns = ID FORM")), (0, true));
    assert!(out.contains("\tHarriet\tB-person\tB-source:"), "{out}");
    fails(
        shop.run(&["annotate", "--format", "brat", &name]),
        2,
        "annotate: --format brat writes two files an article; name a folder with --output",
    );
    let (out, err, code) = outcome(shop.run(&["annotate", "--format", "brat", "-o", "brat", &name, &name]));
    assert_eq!((out.as_str(), err.as_str(), code), ("", "", 0));
    let mut files: Vec<String> =
        fs::read_dir(shop.path("brat")).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files.len(), 5, "two articles of the same id, and the configuration: {files:?}");
    let text = files.iter().find(|f| f.ends_with(".txt")).unwrap();
    assert_eq!(fs::read_to_string(shop.path("brat") + "/" + text).unwrap(), ARTICLE);
}

#[test]
fn other_inputs_are_still_annotated() {
    let shop = Shop::new();
    let name = shop.file("a.txt", ARTICLE);
    let (out, err, code) = outcome(shop.run(&["annotate", "missing.txt", &name, "--format", "jsonl"]));
    assert_eq!(code, 1);
    check_object(&serde_json::from_str(&out).unwrap(), None, ARTICLE);
    assert_eq!(err, "pullquote: missing.txt: no such file; check the path, or use - to read standard input\n");
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_had_enough_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let shop = Shop::new();
    let row = serde_json::json!({"text": ARTICLE.repeat(50)}).to_string() + "\n";
    let name = shop.file("rows.jsonl", row.repeat(200));
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["annotate", "--input", "jsonl", "--format", "jsonl", &name])
        .current_dir(shop.0.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    // Closes the pipe.
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn behind_an_open_pipe_every_line_is_answered_at_once() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    use std::sync::mpsc::channel;
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["annotate", "--input", "jsonl", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let (send, answers) = channel();
    let output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let _ = send.send(line["id"].as_str().unwrap().to_owned());
        }
    });
    // What one write holds, and the ids that must be answered before the next write.
    for (written, ids) in [
        ("{\"id\": 1, \"text\": \"One.\"}\n", &["1"][..]),
        ("{\"id\": 2, \"text\": \"Two.\"}\n{\"id\": 3, \"text\": \"Three.\"}\n", &["2", "3"]),
        ("{\"id\": 4, \"text\": \"Four.\"}\n{\"id\"", &["4"]),
        (": 5, \"text\": \"Five.\"}\n\n \n", &["5"]),
        ("{\"id\": 6, \"text\": \"Six.\"}\nno object\n", &["6"]),
    ] {
        input.write_all(written.as_bytes()).unwrap();
        input.flush().unwrap();
        for id in ids {
            // A missing answer would keep the test waiting for ever.
            assert_eq!(answers.recv_timeout(std::time::Duration::from_secs(120)).as_deref(), Ok(*id), "{written:?}");
        }
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    reader.join().unwrap();
}

#[test]
fn help_version_and_themes_are_printed() {
    let shop = Shop::new();
    let (out, _, code) = outcome(shop.run(&["--help"]));
    assert!(code == 0 && out.contains("Examples:") && out.contains("./notes"), "{out}");
    let name = format!("pullquote {}\n", env!("CARGO_PKG_VERSION"));
    let (out, _, _) = outcome(shop.run(&["-V"]));
    assert_eq!(out, name);
    let (out, _, _) = outcome(shop.run(&["--version"]));
    assert!(out.starts_with(&name), "{out}");
    for part in ["\ncommit: ", "\nfeatures: epub, net, pdf, pictures\n", "\nengine: minilm-", "\nprocessor: "] {
        assert!(out.contains(part), "{out}");
    }
    let (page, _, _) = outcome(shop.run(&["man"]));
    assert!(!page.contains("processor"), "the manual page is the same on every machine");
    let (out, _, _) = outcome(shop.run(&["themes"]));
    assert!(out.lines().count() >= 5, "{out}");
}

/// Returns the fact sheet of a file as JSON, checked by its schema.
fn sheet(out: &str) -> Value {
    by_schema(out, pullquote::export::FACT_SHEET_SCHEMA)
}

fn by_schema(out: &str, schema: &str) -> Value {
    let value: Value = serde_json::from_str(out).unwrap();
    let schema = Schema::new(schema);
    for one in value.as_array().unwrap_or(&vec![value.clone()]) {
        if let Err(error) = schema.check(one) {
            panic!("not by the schema: {error}\n{one}");
        }
    }
    value
}

#[test]
fn facts_are_printed_as_text_table_and_json() {
    let shop = Shop::new();
    let article = "The ferry was late again on Monday.\n\n“We have asked for a second boat for eleven years,” said Mayor \
                   Harriet Lindqvist.\n";
    let file = shop.file("boat.txt", article);
    let (text, err, code) = outcome(shop.run(&["facts", &file, "--date", "2024-02-07"]));
    assert_eq!((err.as_str(), code), ("", 0));
    for part in [
        "# Facts in ",
        "Date of the article: 2024-02-07",
        "## Check first\n",
        "## Timeline\n\n**2024-02-05**\n",
        "## Figures\n\n- **11 years** — stated by Harriet Lindqvist",
        "## Who is who\n\n- **Harriet Lindqvist**: Mayor — ",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let (table, _, code) = outcome(shop.run(&["facts", &file, "--format", "csv"]));
    assert!(code == 0 && table.starts_with("\u{feff}article,section,kind,value,stated_by,date,who,"), "{table}");
    let years = table.lines().find(|line| line.contains(",figures,figure,11 years,Harriet Lindqvist,")).unwrap();
    assert!(years.contains("boat.txt") && table.ends_with("\r\n"), "{table}");
    let (json, _, _) = outcome(shop.run(&["facts", &file, "--format", "json"]));
    let found = sheet(&json);
    assert_eq!(found["date"], Value::Null);
    let facts = found["facts"].as_array().unwrap();
    let years = facts.iter().find(|fact| fact["kind"] == "figure").unwrap();
    assert_eq!((&years["number"], &years["unit"]), (&serde_json::json!(11.0), &serde_json::json!("years")));
    let (start, end) = (years["span"][0].as_u64().unwrap(), years["span"][1].as_u64().unwrap());
    let words: String = article.chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!(words, "eleven years");
    let two = shop.file("two.txt", "The bridge has 14 spans.");
    let (json, _, _) = outcome(shop.run(&["facts", &file, &two, "--format", "json"]));
    assert_eq!(sheet(&json).as_array().map(Vec::len), Some(2));
}

#[test]
fn facts_of_bad_inputs_name_the_file_and_the_others_are_printed() {
    let shop = Shop::new();
    let file = shop.file("boat.txt", ARTICLE);
    let missing = "missing.txt: no such file; check the path, or use - to read standard input";
    fails(shop.run(&["facts", "missing.txt"]), 1, missing);
    let (out, err, code) = outcome(shop.run(&["facts", "missing.txt", &file]));
    assert!(code == 1 && out.contains("## Figures") && err == format!("pullquote: {missing}\n"), "{err}");
    fails(shop.run(&["facts", "-", "-"]), 2, "facts: standard input (-) can be read only once");
    let (_, err, code) = outcome(shop.run(&["facts"]));
    assert!(code == 2 && err.contains("<ARTICLE>"), "{err}");
    let (_, err, code) = outcome(shop.run(&["facts", &file, "--format", "xml"]));
    assert!(code == 2 && err.contains("md, csv, json"), "{err}");
}

#[test]
fn facts_hold_no_formulas_and_no_escapes() {
    let shop = Shop::new();
    let name = shop.file("=cmd.txt", "=1+2 people\u{1b}[31m left.\n\n-5 degrees, said @Ann. It took 12 days.");
    for format in ["md", "csv", "json"] {
        let (out, _, code) = outcome(shop.run(&["facts", "--format", format, "--", &name]));
        assert_eq!(code, 0);
        assert!(!out.chars().any(|c| c.is_control() && c != '\n' && c != '\r'), "{out:?}");
        if format == "csv" {
            let cells = out.split(['\n', ',']).map(|cell| cell.trim_start_matches('"'));
            assert!(!cells.clone().any(|cell| cell.starts_with(['=', '@'])), "{out}");
        }
    }
}

#[test]
fn facts_have_the_reader_s_corrections_and_verdicts() {
    use pullquote::library::db::Library;
    use pullquote::library::notes::Anchor;
    use pullquote::library::notes::corrections::{Change, FactChange, FactTarget, FactType};
    let shop = Shop::new();
    let file = shop.file("boat.txt", ARTICLE);
    let article = pullquote::ingest::read(Path::new(&shop.path(&file)), None).unwrap();
    let at = article.text.find("eleven years").unwrap();
    let words = Anchor::of(&article.text, pullquote::text::Span::new(at, at + "eleven years".len()));
    let (mut library, problem) = Library::open(Path::new(&shop.path("library.db")));
    assert!(problem.is_none());
    let fact = FactTarget {
        words: words.clone(),
        kind: FactType::Quantity,
        was: "11 years".to_owned(),
        person: None,
        by: None,
    };
    let change = FactChange::Figure { number: "12".to_owned(), unit: Some("years".to_owned()) };
    library.save_correction(&article, "m", Change::Fact { fact, change }).unwrap();
    library.save_note(&article, None, Some(&words), "Ask the council. #false").unwrap();
    drop(library);
    let (text, err, code) = outcome(shop.run(&["facts", &file]));
    assert_eq!((err.as_str(), code), ("", 0));
    let line = "- **12 years** — stated by Harriet Lindqvist · verdict: false · corrected · ¶ 2: ";
    assert!(text.contains(line) && text.contains("\n  - Note: Ask the council"), "{text}");
}

#[test]
fn quotes_are_printed_for_people_and_spreadsheets() {
    let shop = Shop::new();
    let name = shop.file("a.txt", ARTICLE);
    let (out, err, code) = outcome(shop.run(&["quotes", &name]));
    assert_eq!((err.as_str(), code), ("", 0));
    assert!(out.starts_with("# Quotes in "), "{out}");
    assert!(out.contains("\n## Harriet Lindqvist"), "{out}");
    let (out, _, code) = outcome(shop.run(&["quotes", &name, "--format", "csv", "--speaker", "lindqvist"]));
    let lines: Vec<&str> = out.split("\r\n").collect();
    assert!(code == 0 && lines[0].starts_with("\u{feff}speaker,role,kind,words,cue,"), "{out}");
    assert!(lines[1].starts_with("Harriet Lindqvist,"), "{out}");
    let (out, _, _) = outcome(shop.run(&["quotes", &name, "--format", "json", "--speaker", "nobody"]));
    let sheet = by_schema(&out, pullquote::export::QUOTE_SHEET_SCHEMA);
    assert_eq!(sheet["quotes"], serde_json::json!([]));
    let (out, _, _) = outcome(shop.run(&["quotes", &name, "--format", "json"]));
    let sheet = by_schema(&out, pullquote::export::QUOTE_SHEET_SCHEMA);
    assert_eq!(sheet["quotes"][0]["speaker"], "Harriet Lindqvist");
    let (out, _, _) = outcome(shop.run(&["quotes", &name, &name, "--format", "tsv", "--top", "speakers"]));
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["name", "count", "articles", "words"]);
    assert_eq!((rows[1][0], rows[1][2]), ("Harriet Lindqvist", "2"));
}

#[test]
fn quotes_of_the_library_carry_corrections_and_notes() {
    let shop = Shop::new();
    fails(
        shop.run(&["quotes"]),
        2,
        "the following required arguments were not provided: <ARTICLE>...; see pullquote --help",
    );
    fails(
        shop.run(&["quotes", "--all", "--since", "spring"]),
        2,
        "quotes: --since needs a day such as 2023-03-15, a month or a year, not \"spring\"",
    );
    let name = shop.file("a.txt", ARTICLE);
    shop.run(&["library", "add", &name]).success();
    let (all, err, code) = outcome(shop.run(&["quotes", "--all", "--format", "csv"]));
    assert_eq!((err.as_str(), code), ("", 0));
    let (one, _, _) = outcome(shop.run(&["quotes", &name, "--format", "csv"]));
    // The library knows the whole path.
    let words =
        |table: &str| table.lines().map(|l| l.split(',').take(3).collect::<Vec<_>>().join(",")).collect::<Vec<_>>();
    assert_eq!(words(&all), words(&one));
    let (none, _, _) = outcome(shop.run(&["quotes", "--all", "--format", "csv", "--since", "2020", "--tag", "x"]));
    assert_eq!(none.lines().count(), 1, "{none}");
    let other = shop.file("b.txt", ARTICLE.replace('\n', "\n\n"));
    shop.run(&["library", "add", &other]).success();
    let (both, _, _) = outcome(shop.run(&["quotes", "--all", "--format", "json"]));
    let both = by_schema(&both, pullquote::export::QUOTE_SHEET_SCHEMA);
    let quotes = both.as_array().unwrap().iter().flat_map(|sheet| sheet["quotes"].as_array().unwrap());
    let paragraphs: Vec<u64> = quotes.map(|quote| quote["paragraph"].as_u64().unwrap()).collect();
    assert!(paragraphs.contains(&2) && paragraphs.contains(&3), "{paragraphs:?}");
}

#[test]
fn quotes_are_printed_by_templates() {
    let shop = Shop::new();
    let name = shop.file("a.txt", ARTICLE);
    let (out, err, code) = outcome(shop.run(&["quotes", &name, "--speaker", "lindqvist", "--format", "mla"]));
    assert_eq!((err.as_str(), code), ("", 0));
    assert!(out.starts_with("Harriet Lindqvist") && out.ends_with("“a.txt.”\n"), "{out}");
    let (out, _, _) = outcome(shop.run(&["quotes", &name, &name, "--format", "csl-json"]));
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value.as_array().unwrap().len(), 2, "lists become one list");
    assert_eq!(value[1]["type"], "article-newspaper");
    // A template of the user's own, by name, by path, and as text.
    fs::create_dir_all(shop.path("config/pullquote/templates")).unwrap();
    shop.file("config/pullquote/templates/mine.md", "{% for quote in quotes %}* {{ quote.words }}\n{% endfor %}");
    let (named, err, _) = outcome(shop.run(&["quotes", &name, "--format", "mine"]));
    assert_eq!(
        (named.lines().next(), err.as_str()),
        (Some("* “We have asked for a second boat for eleven years,”"), "")
    );
    let by_path = ["quotes", name.as_str(), "--template", "config/pullquote/templates/mine.md"];
    assert_eq!(outcome(shop.run(&by_path)).0, named);
    let (out, _, _) = outcome(shop.run(&["quotes", &name, "--template", "{{ quotes|length }} {{ title }}"]));
    assert!(out.ends_with(" a.txt\n"), "{out}");
    for (args, says) in [
        (["--format", "harvard"], "there is no template \"harvard\"; templates are plain, markdown,"),
        (["--template", "{{ titel }}"], "line 1: there is no placeholder \"titel\"; placeholders are title,"),
        (["--template", "nowhere/x.md"], "nowhere/x.md: No such file"),
    ] {
        let (out, err, code) = outcome(shop.run(&["quotes", &name, args[0], args[1]]));
        assert!(out.is_empty() && code > 0 && err.contains(says) && err.lines().count() == 1, "{err}");
    }
    fails(
        shop.run(&["quotes", &name, "--top", "names", "--format", "apa"]),
        2,
        "quotes: --top prints md, csv, tsv or json; it has no other templates",
    );
    let (help, _, _) = outcome(shop.run(&["quotes", "--help"]));
    assert!(help.contains("quote.speaker") && help.contains("csl-json"), "{help}");
}
