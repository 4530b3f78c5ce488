//! How well the article is found in a page, measured as the article extraction benchmark does it: runs of four words,
//! averaged over pages. Its pages are other people's and not part of this repository; where they are at hand
//! (`../shared/corpus/html`), the figures must not be worse than they have been.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "tests")]

use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What was measured before, less a little.
const LEAST: f64 = 0.975;

/// How often every run of four words occurs.
fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut out = HashMap::new();
    let runs = if words.is_empty() { 0 } else { words.len().saturating_sub(3).max(1) };
    for at in 0..runs {
        *out.entry(words.iter().skip(at).take(4).copied().collect()).or_default() += 1;
    }
    out
}

/// Precision and recall.
fn compare(truth: &str, found: &str) -> (f64, f64) {
    let (truth, found) = (shingles(truth), shingles(found));
    let (mut both, mut more, mut less) = (0, 0, 0);
    for key in truth.keys().chain(found.keys()).collect::<HashSet<_>>() {
        let count = |all: &HashMap<Vec<&str>, usize>| all.get(key).copied().unwrap_or_default();
        both += count(&truth).min(count(&found));
        more += count(&found).saturating_sub(count(&truth));
        less += count(&truth).saturating_sub(count(&found));
    }
    let share = |wrong: usize| if wrong == 0 { 1.0 } else { f64::from(both as u32) / f64::from((both + wrong) as u32) };
    (share(more), share(less))
}

#[test]
fn articles_are_found_in_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/html");
    let Ok(truth) = std::fs::read_to_string(folder.join("ground-truth.json")) else {
        println!("no pages in {}: nothing measured", folder.display());
        return;
    };
    let truth: HashMap<String, HashMap<String, String>> = serde_json::from_str(&truth).unwrap();
    let (mut precision, mut recall) = (0.0, 0.0);
    for (id, page) in &truth {
        let bytes = std::fs::read(folder.join(format!("{id}.html"))).unwrap();
        let article = pullquote::ingest::from_bytes(&format!("{id}.html"), bytes).unwrap();
        let (p, r) = compare(&page["articleBody"], &article.text);
        println!("{p:.3} {r:.3} {}", page["url"]);
        precision += p;
        recall += r;
    }
    let pages = f64::from(u32::try_from(truth.len()).unwrap());
    let (p, r) = (precision / pages, recall / pages);
    let f1 = 2.0 * p * r / (p + r);
    println!("precision {p:.4} recall {r:.4} F1 {f1:.4}");
    assert!(f1 >= LEAST, "F1 {f1:.4}, at least {LEAST}");
}

#[test]
fn the_measure_counts_what_it_should() {
    assert_eq!(compare("a b c d e", "a b c d e"), (1.0, 1.0));
    assert_eq!(compare("a b c d e", "a b c d"), (1.0, 0.5));
    assert_eq!(compare("a b c d", "x y z w"), (0.0, 0.0));
    assert_eq!(compare("a b", "a b"), (1.0, 1.0));
}
