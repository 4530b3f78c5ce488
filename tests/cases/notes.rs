//! Cases of notes on an article that is then changed: `notes.jsonl`.

use std::path::Path;

use regex::Regex;
use serde_json::{Value, json};

use crate::cases::json::{occurrence, text, texts};
use crate::cases::program::Program;
use crate::cases::words::{Text, head, squash};

pub(crate) const FIELDS: &[&str] =
    &["id", "kind", "before", "note_on", "occurrence", "unread", "after", "as", "right", "at", "never", "loose"];

/// The place of a note, from the Markdown that `pullquote notes` prints.
struct Hung {
    verdict: &'static str,
    paragraph: Option<usize>,
    words: String,
}

/// Returns the errors in the place of the note in the changed article.
pub(crate) fn judge(case: &Value, program: &Program) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let program = program.at_home(home.path());
    match notes_of(case, &program, home.path()) {
        Ok(printed) => read(&printed).map_or_else(|why| vec![why], |hung| compare(case, &hung)),
        Err(why) => vec![why],
    }
}

/// Adds notes to `before`, changes the file to `after`, and prints the notes.
fn notes_of(case: &Value, program: &Program, home: &Path) -> Result<String, String> {
    let [document, library, notes] =
        ["doc.txt", "l.sqlite", "n.json"].map(|name| home.join(name).display().to_string());
    let (before, words) = (Text::new(text(case, "before")), text(case, "note_on"));
    let Some(place) = before.find(words, occurrence(case)) else {
        return Err("note_on is not in before".to_owned());
    };
    std::fs::write(&document, text(case, "before")).unwrap();
    program.run(["library", "add", "--library", &library, &document], None);
    let end = before.chars.len();
    let note = json!([{
        "type": "Annotation",
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "body": {"type": "TextualBody", "value": "NOTE"},
        "created": "2024-01-01T00:00:00Z",
        "target": {"source": format!("file://{document}"), "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": words,
                "prefix": before.slice((place.0.saturating_sub(32), place.0)),
                "suffix": before.slice((place.1, end.min(place.1 + 32))),
            },
            {"type": "TextPositionSelector", "start": place.0, "end": place.1},
        ]},
    }]);
    std::fs::write(&notes, note.to_string()).unwrap();
    let imported = program.run(["notes", "import", "--library", &library, &notes], None);
    let told = imported.out + &imported.err;
    if !told.contains("1 new") {
        return Err(format!("import: {}", squash(&told)));
    }
    if case["unread"] != Value::Bool(true) {
        program.run(["notes", "--library", &library, &document], None);
    }
    std::fs::write(&document, text(case, "after")).unwrap();
    let form = case["as"].as_str().unwrap_or("text");
    let form: &[&str] = if form == "text" { &[] } else { &["--as", form] };
    let done = program.run(["notes", "--library", &library, &document].into_iter().chain(form.iter().copied()), None);
    if done.code == 0 { Ok(done.out) } else { Err(format!("notes: {}", squash(&done.err))) }
}

fn read(printed: &str) -> Result<Hung, String> {
    let pattern = |p: &str| Regex::new(p).unwrap();
    let Some(entry) = pattern(r"(?m)^## (.*)\n((?s:.*))").captures(printed) else {
        return Err(format!("the note is gone: {}", head(&squash(printed), 100)));
    };
    let (title, body) = (&entry[1], &entry[2]);
    let quoted = pattern(r"(?m)(?:^>.*\n?)+").find(body).map_or("", |found| found.as_str());
    let bare = pattern(r"(?m)^> ?").replace_all(quoted, "");
    let words = bare.split("\n\n— ").next().unwrap_or_default();
    let words = squash(&pattern(r"\\([^\w\s])").replace_all(words, "$1"));
    let verdict = match printed {
        p if p.contains("no longer in the article") => "orphan",
        _ if body.contains("*Changed") => "changed",
        _ if body.contains("*Moved") => "moved",
        _ => "ok",
    };
    let paragraph = pattern(r"¶ (\d+)").captures(title).and_then(|found| found[1].parse().ok());
    Ok(Hung { verdict, paragraph, words })
}

fn compare(case: &Value, hung: &Hung) -> Vec<String> {
    let right = texts(&case["right"]);
    let words = head(&hung.words, 60);
    let mut wrong = Vec::new();
    if !right.contains(&hung.verdict) {
        wrong.push(format!("wanted {}, got {} at {words:?}", right.join("/"), hung.verdict));
    }
    if hung.verdict == "orphan" {
        return wrong;
    }
    let at = text(case, "at");
    if !at.is_empty() && right.first() != Some(&"orphan") && !hangs_on(case, hung, at) {
        wrong.push(format!("wanted at {:?}, hangs on {words:?} (¶ {:?})", head(at, 50), hung.paragraph));
    }
    for never in texts(&case["never"]) {
        if hangs_on(case, hung, never) {
            wrong.push(format!("hangs on {:?} ({}), must never", head(never, 50), hung.verdict));
        }
    }
    wrong
}

/// Returns whether the note is attached to (some of) these words of `after`. The paragraph distinguishes equal words.
fn hangs_on(case: &Value, hung: &Hung, wanted: &str) -> bool {
    let (after, wanted) = (text(case, "after"), squash(wanted));
    let form = case["as"].as_str().unwrap_or("text");
    let plain = if form == "html" {
        Regex::new("<[^>]+>").unwrap().replace_all(after, "").into_owned()
    } else {
        after.to_owned()
    };
    let blocks: Vec<String> = Regex::new(r"\n\s*\n").unwrap().split(plain.trim()).map(squash).collect();
    let block = hung.paragraph.filter(|_| form == "text").filter(|n| *n > 0).and_then(|n| blocks.get(n - 1));
    if let Some(block) = block {
        let (Some(a), Some(b)) = (block.find(&wanted), block.find(&hung.words)) else { return false };
        return a < b + hung.words.len() && b < a + wanted.len();
    }
    let loose = |s: &str| s.chars().filter(|c| c.is_alphanumeric() || matches!(c, '_' | ' ')).collect::<String>();
    let (wanted, words) = (loose(&wanted), loose(&hung.words));
    words.contains(&wanted) || wanted.contains(&words)
}
