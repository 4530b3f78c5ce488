//! Checks of the data files. A test shows that each check rejects a small bad file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::nlp::data::classes::{KINDS, WRITTEN, frame};
use crate::nlp::data::table;
use crate::nlp::data::table::{ABBREVIATIONS, Meaning, VERBS, WORDS};

/// Classes that are subsets of another one on purpose: (part, whole, reason).
const PARTS: &[(&str, &str, &str)] = &[
    ("before-place", "preposition", "only some prepositions stand before places"),
    ("cut-from-source", "preposition", "only some prepositions are left over at the end of a source"),
    ("inquiry", "document", "only some documents are studies"),
    ("joins-phrase", "preposition", "only some prepositions join a name to the head of its phrase"),
    ("occasion-preposition", "preposition", "only some prepositions stand before an occasion"),
    ("relative", "ends-description", "relative pronouns end a description, and so do other words"),
    ("body-alone", "body-name", "only some bodies are called by that word alone"),
    ("long", "honorific", "only short honorifics have a long form"),
    ("varies-name", "office", "some offices many hold, so they need more words"),
    ("prints", "body-varied", "only some bodies print"),
    ("state-name", "place", "only some places are states of the US"),
];

/// Verb classes other than particles.
const VERB_CLASSES: [&str; 4] = ["plain", "noun-too", "common", "doubles"];

/// Returns the problems of word files.
fn problems(files: &[(&str, &str)], parts: &[(&str, &str, &str)]) -> Vec<String> {
    let meanings = table::meanings();
    let mut out = Vec::new();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in files {
        shape(file, text, &mut out);
        for (word, written) in table::lines(text) {
            if word != word.to_lowercase() {
                out.push(format!("{file}: `{word}` is not in lower case"));
            }
            if let Some(other) = seen.insert(word, file) {
                out.push(format!("{file}: `{word}` has an entry in {other} already"));
            }
            let mut kinds: Vec<Option<f32>> = Vec::new();
            let mut is_given = false;
            for (class, argument) in table::classes(written) {
                members.entry(class).or_default().insert(word);
                match meanings.get(class) {
                    None => out.push(format!("{file}: `{word}`: unknown class `{class}`")),
                    Some(Meaning::Kind(_)) if argument.is_empty() => kinds.push(None),
                    Some(Meaning::Kind(_)) => kinds.push(Some(argument.parse().unwrap_or(f32::NAN))),
                    Some(Meaning::Alias | Meaning::Kin | Meaning::Long | Meaning::ShortFor) => {
                        if argument.is_empty() {
                            out.push(format!("{file}: `{word}`: `{class}` needs an argument"));
                        }
                    }
                    Some(_) => {
                        is_given |= matches!(class, "male" | "female");
                        if !argument.is_empty() {
                            out.push(format!("{file}: `{word}`: `{class}` takes no argument"));
                        }
                    }
                }
            }
            if kinds.iter().flatten().any(|weight| !(0.0..=1.0).contains(weight)) {
                out.push(format!("{file}: `{word}`: a weight is no number from 0 to 1"));
            }
            let is_ambiguous = kinds.len() > 1 || is_given && !kinds.is_empty();
            let sum: f32 = kinds.iter().map(|weight| weight.unwrap_or(1.0)).sum();
            if is_ambiguous && (kinds.contains(&None) || sum > 1.001) {
                out.push(format!("{file}: `{word}` is ambiguous: it needs weights that add up to 1 at most"));
            }
        }
    }
    for (part, words) in &members {
        for (whole, others) in &members {
            let is_known = parts.iter().any(|(p, w, _)| p == part && w == whole);
            let is_part = part != whole && words.is_subset(others);
            if is_part != is_known {
                let verb = if is_part { "is" } else { "is not" };
                out.push(format!("every word of `{part}` {verb} in `{whole}`"));
            }
        }
    }
    out
}

/// Adds the format problems of a file: missing header lines, wrong order, repeated classes.
fn shape(file: &str, text: &str, out: &mut Vec<String>) {
    for head in ["# Source: ", "# Licence: "] {
        if !text.contains(head) {
            out.push(format!("{file}: no line with `{head}`"));
        }
    }
    let entries = text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    out.extend(
        entries
            .filter(|line| !line.contains(" = "))
            .map(|line| format!("{file}: `{line}` is neither entry nor comment")),
    );
    let mut before = "";
    for (word, written) in table::lines(text) {
        if word == before {
            out.push(format!("{file}: `{word}` has two entries"));
        } else if word < before {
            out.push(format!("{file}: `{word}` stands after `{before}`"));
        }
        before = word;
        let all: Vec<_> = written.split(", ").collect();
        let different: BTreeSet<_> = all.iter().collect();
        if different.len() < all.len() {
            out.push(format!("{file}: `{word}` has a class twice"));
        }
    }
}

/// Returns the problems of a file that may have only the classes that `is_known` accepts.
fn simple_problems(file: &str, text: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    shape(file, text, &mut out);
    for (word, written) in table::lines(text) {
        let unknown = written.split(", ").filter(|class| !is_known(class));
        out.extend(unknown.map(|class| format!("{file}: `{word}`: unknown class `{class}`")));
    }
    out
}

fn is_verb_class(class: &str) -> bool {
    class.starts_with('+') || VERB_CLASSES.contains(&class) || frame::NAMES.iter().any(|(name, _)| *name == class)
}

fn is_abbreviation_class(class: &str) -> bool {
    KINDS.iter().any(|(name, _)| *name == class) || WRITTEN.iter().any(|(name, _)| *name == class)
}

#[test]
fn the_data_files_are_sound() {
    let none: [String; 0] = [];
    assert_eq!(problems(WORDS, PARTS), none);
    assert_eq!(simple_problems(VERBS.0, VERBS.1, is_verb_class), none);
    // Each verb has one entry for all its forms.
    let bases: Vec<&str> = table::lines(VERBS.1).filter_map(|(forms, _)| forms.split('/').next()).collect();
    let different: BTreeSet<&&str> = bases.iter().collect();
    assert_eq!(different.len(), bases.len());
    assert_eq!(simple_problems(ABBREVIATIONS.0, ABBREVIATIONS.1, is_abbreviation_class), none);
}

#[test]
fn links_lead_to_what_they_should() {
    let words: HashMap<&str, &str> = WORDS.iter().flat_map(|(_, file)| table::lines(file)).collect();
    for (word, written) in &words {
        for (class, argument) in table::classes(written) {
            if class == "alias" {
                let target = words.get(argument).copied().unwrap_or_default();
                assert!(table::classes(target).all(|(class, _)| class != "alias"), "`{word}`: an alias of an alias");
            }
        }
    }
}

/// Each check rejects a file with its defect.
#[test]
fn bad_files_are_reported() {
    let head = "# A.\n# Source: us. Licence: MIT\n# Licence: MIT\n";
    for (entries, want) in [
        ("oslo = place", ""),
        ("jordan = male, place 0.5\noslo = place\npeter = male", ""),
        ("oslo = place, organisation", "ambiguous"),
        ("oslo = place 0.7, organisation 0.7", "ambiguous"),
        ("jordan = male, place", "ambiguous"),
        ("oslo = place 7", "no number"),
        ("oslo = place high", "no number"),
        ("oslo = city", "unknown class"),
        ("oslo = place, place", "class twice"),
        ("oslo = place\noslo = place", "two entries"),
        ("oslo = place\nbergen = place", "stands after"),
        ("Oslo = place", "lower case"),
        ("oslo place", "neither entry nor comment"),
        ("uk = alias", "needs an argument"),
        ("river = site 0.5", "no argument"),
        ("agency = body-varied, body\nministry = body", "every word of `body-varied` is in `body`"),
    ] {
        let text = format!("{head}{entries}\n");
        let found = problems(&[("bad.txt", &text)], &[]);
        let is_right = if want.is_empty() { found.is_empty() } else { found.iter().any(|p| p.contains(want)) };
        assert!(is_right, "{entries}: {found:?}");
    }
    let (a, b) = (format!("{head}oslo = place\n"), format!("{head}oslo = place\n"));
    assert!(problems(&[("a.txt", &a), ("b.txt", &b)], &[]).iter().any(|p| p.contains("a.txt already")));
    assert!(problems(&[("a.txt", "oslo = place\n")], &[]).iter().any(|p| p.contains("Licence")));
    let stale = [("site", "thing", "none of them is")];
    let text = format!("{head}act = thing\nriver = site\n");
    assert!(problems(&[("a.txt", &text)], &stale).iter().any(|p| p.contains("is not in")));
    assert!(simple_problems("v.txt", "say = speak\n", is_verb_class).iter().any(|p| p.contains("unknown class")));
}
