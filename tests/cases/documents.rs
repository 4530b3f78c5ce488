//! Cases of documents: files of every format, and the output of the program for them (`documents.jsonl` and
//! `documents/`).

use std::path::Path;

use serde_json::Value;

use crate::cases::json::{list, text, texts};
use crate::cases::program::Program;
use crate::cases::words::{head, norm, squash};

pub(crate) const FIELDS: &[&str] =
    &["id", "kind", "file", "cmd", "args", "exit", "contains", "lacks", "order", "told", "title"];

/// Returns the errors in the text that the program prints for the document.
pub(crate) fn judge(case: &Value, program: &Program, folder: &Path) -> Vec<String> {
    let file = folder.join("documents").join(text(case, "file"));
    let file = file.to_string_lossy();
    let command = case.get("cmd").map_or_else(|| vec!["text"], texts);
    let arguments = texts(&case["args"]);
    let done = program.run(command.into_iter().chain([&*file]).chain(arguments.iter().copied()), None);
    let (flat, wanted) = (squash(&done.out), case["exit"].as_i64().unwrap_or(0));
    let mut wrong = Vec::new();
    if done.code != wanted {
        wrong.push(format!("exit {wanted} wanted, got {}: {}", done.code, head(&squash(&done.err), 120)));
    }
    for words in texts(&case["contains"]) {
        if !flat.contains(&squash(words)) {
            wrong.push(format!("missing {:?}", head(words, 60)));
        }
    }
    for words in texts(&case["lacks"]) {
        if flat.contains(&squash(words)) {
            wrong.push(format!("should not be there: {:?}", head(words, 60)));
        }
    }
    let mut rest = flat.as_str();
    for words in texts(&case["order"]) {
        let Some(place) = rest.find(&squash(words)) else {
            wrong.push(format!("not in this order from {:?} on", head(words, 50)));
            break;
        };
        let found = rest.split_at(place).1;
        rest = found.split_at(found.chars().next().map_or(0, char::len_utf8)).1;
    }
    let both = squash(&format!("{} {}", done.out, done.err)).to_lowercase();
    for words in texts(&case["told"]) {
        if !both.contains(&squash(words).to_lowercase()) {
            wrong.push(format!("not told: {words:?}"));
        }
    }
    if let Some(title) = case.get("title") {
        let told = program.run(["annotate", &*file].into_iter().chain(arguments), None);
        match serde_json::from_str::<Value>(&told.out) {
            Ok(found) => {
                let found = if found.is_array() { &found[0] } else { &found };
                if norm(text(found, "title")) != norm(title.as_str().unwrap_or_default()) {
                    wrong.push(format!("title {title} wanted, got {}", found["title"]));
                }
            }
            Err(_) => wrong.push(format!("no annotations: {}", head(&squash(&told.err), 100))),
        }
    }
    if !wrong.is_empty() && done.code == wanted {
        wrong.push(format!("printed {:?}", head(&flat, 70)));
    }
    wrong
}

/// Returns whether a case expects nothing of the output; it must then name an exit status.
pub(crate) fn asks_nothing(case: &Value) -> bool {
    ["contains", "lacks", "order", "told"].iter().all(|key| list(case, key).is_empty())
        && case.get("title").is_none()
        && case.get("exit").is_none()
}
