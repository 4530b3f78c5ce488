//! Runs the cases: small texts with the right answers. Each file holds one case per line; `README.md` describes the
//! fields.
//!
//! A case that fails today is listed in `known-failures.txt`. A listed case that passes fails the test, so that the
//! list only gets shorter.

mod documents;
mod facts;
mod json;
mod notes;
mod program;
mod who;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use json::{list, text};
use program::Program;
use serde_json::Value;

/// Returns the folder of the cases: `tests/cases`, or the value of `PULLQUOTE_CASES`.
fn folder() -> PathBuf {
    let named = std::env::var_os("PULLQUOTE_CASES");
    named.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"), PathBuf::from)
}

/// Returns the cases in all files whose names begin with `suite`: `who.jsonl`, `who-letters.jsonl`.
fn cases(suite: &str) -> Vec<Value> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let ours = |path: &&PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        path.extension().is_some_and(|e| e == "jsonl")
            && name.strip_prefix(suite).is_some_and(|rest| rest.starts_with(['-', '.']))
    };
    let mut out = Vec::new();
    for path in files.iter().filter(ours) {
        for (n, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
            if !line.trim().is_empty() {
                let case = serde_json::from_str(line);
                out.push(case.unwrap_or_else(|e| panic!("{}, line {}: {e}", path.display(), n + 1)));
            }
        }
    }
    out
}

/// Returns the ids of a suite in `known-failures.txt`: lines such as `who s-headline-quote-1`.
fn known_failures(suite: &str) -> BTreeSet<String> {
    let listed = std::fs::read_to_string(folder().join("known-failures.txt")).unwrap_or_default();
    let entries = listed.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut out = BTreeSet::new();
    for entry in entries {
        let (of, id) = entry.split_once(' ').unwrap_or_else(|| panic!("known-failures.txt: no suite in {entry:?}"));
        assert!(["who", "facts", "documents", "notes"].contains(&of), "known-failures.txt: no suite {of:?}");
        assert!(of != suite || out.insert(id.trim().to_owned()), "known-failures.txt names {entry} twice");
    }
    out
}

/// Rejects unknown fields: a misspelt expectation would never fail.
fn check_fields(suite: &str, cases: &[Value], known: &[&str], inner: &[&str]) {
    let mut ids = BTreeSet::new();
    for case in cases {
        let id = text(case, "id");
        assert!(!id.is_empty() && ids.insert(id), "{suite}: the id {id:?} is missing or stands twice");
        assert!(!text(case, "kind").is_empty(), "{suite} {id}: no kind");
        for field in case.as_object().unwrap().keys() {
            assert!(known.contains(&field.as_str()), "{suite} {id}: unknown field {field:?}");
        }
        for field in ["expect", "absent"].iter().flat_map(|key| list(case, key)).filter_map(Value::as_object).flatten()
        {
            assert!(inner.contains(&field.0.as_str()), "{suite} {id}: unknown field {:?}", field.0);
        }
        let asked = |key: &str| !case[key].is_null() && case[key] != Value::Array(Vec::new());
        let asks = match suite {
            "who" => ["expect", "not_listed", "people", "apart", "not_people", "types", "roles", "no_role"]
                .iter()
                .any(|k| asked(k)),
            "facts" => ["expect", "absent"].iter().any(|k| asked(k)),
            "documents" => !documents::asks_nothing(case),
            _ => asked("right"),
        };
        assert!(asks, "{suite} {id}: nothing is expected, so the case cannot fail");
    }
}

/// Judges every case on as many threads as there are cores.
fn judge_all(cases: &[Value], judge: impl Fn(&Value) -> Vec<String> + Sync) -> Vec<Vec<String>> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(vec![Vec::new(); cases.len()]);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((n, case)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, cases.get(n)?)))
                {
                    let verdict = judge(case);
                    verdicts.lock().unwrap()[n] = verdict;
                }
            });
        }
    });
    verdicts.into_inner().unwrap()
}

/// Prints the failures and a table of kinds; fails if an unlisted case fails, or a listed one passes.
fn report(suite: &str, cases: &[Value], verdicts: &[Vec<String>]) {
    let mut known = known_failures(suite);
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut broken, mut mended) = (Vec::new(), Vec::new());
    for (case, wrong) in cases.iter().zip(verdicts) {
        let (id, kind) = (text(case, "id"), text(case, "kind"));
        let count = tally.entry(kind).or_default();
        count.1 += 1;
        let listed = known.remove(id);
        if wrong.is_empty() {
            count.0 += 1;
            if listed {
                mended.push(id);
            }
        } else {
            let line = format!("{suite} {id} [{kind}]: {}", wrong.join(" | "));
            println!("{}{line}", if listed { "known: " } else { "" });
            if !listed {
                broken.push(line);
            }
        }
    }
    for (kind, (passed, all)) in &tally {
        println!("  {kind:34} {passed}/{all}");
    }
    let passed: usize = tally.values().map(|(passed, _)| passed).sum();
    println!("{suite}: {passed}/{}", cases.len());
    assert!(known.is_empty(), "known-failures.txt names cases that do not exist: {suite} {known:?}");
    assert!(broken.is_empty(), "{} of {} cases fail:\n{}", broken.len(), cases.len(), broken.join("\n"));
    assert!(
        mended.is_empty(),
        "these cases hold now: remove their lines from tests/cases/known-failures.txt\n{}",
        mended.iter().map(|id| format!("{suite} {id}")).collect::<Vec<_>>().join("\n")
    );
}

/// Annotates the texts of all cases in one run, and judges the results.
fn annotated(suite: &str, known: &[&str], inner: &[&str], judge: fn(&Value, &Value) -> Vec<String>) {
    let cases = cases(suite);
    check_fields(suite, &cases, known, inner);
    let home = tempfile::tempdir().unwrap();
    let mut rows = String::new();
    for case in &cases {
        let row: serde_json::Map<_, _> = ["id", "text", "date"]
            .into_iter()
            .filter(|key| !text(case, key).is_empty())
            .map(|key| (key.to_owned(), case[key].clone()))
            .collect();
        rows += &format!("{}\n", Value::Object(row));
    }
    let done = Program::new(home.path()).run(["annotate", "--input", "jsonl", "--format", "jsonl"], Some(&rows));
    assert_eq!(done.code, 0, "{}", done.err);
    let found: HashMap<String, Value> = done
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|found| (text(&found, "id").to_owned(), found))
        .collect();
    let verdicts: Vec<Vec<String>> = cases
        .iter()
        .map(|case| {
            found.get(text(case, "id")).map_or_else(|| vec!["no answer".to_owned()], |found| judge(case, found))
        })
        .collect();
    report(suite, &cases, &verdicts);
}

#[test]
fn who() {
    annotated("who", who::FIELDS, who::EXPECTED_FIELDS, who::judge);
}

#[test]
fn facts() {
    annotated("facts", facts::FIELDS, facts::EXPECTED_FIELDS, facts::judge);
}

#[test]
fn documents() {
    let cases = cases("documents");
    check_fields("documents", &cases, documents::FIELDS, &[]);
    let home = tempfile::tempdir().unwrap();
    let program = Program::new(home.path());
    let verdicts = judge_all(&cases, |case| documents::judge(case, &program, &folder()));
    report("documents", &cases, &verdicts);
}

#[test]
fn notes() {
    let cases = cases("notes");
    check_fields("notes", &cases, notes::FIELDS, &[]);
    let home = tempfile::tempdir().unwrap();
    let program = Program::new(home.path());
    let verdicts = judge_all(&cases, |case| notes::judge(case, &program));
    report("notes", &cases, &verdicts);
}
