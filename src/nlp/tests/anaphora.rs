//! Writes the input of the pronoun ranking for a corpus, for `pullquote_model antecedents` (in `model/`).

use std::io::{BufRead, BufReader, Write};

use crate::nlp::speakers::antecedents::training_data;
use crate::nlp::tests::*;

/// `PULLQUOTE_ANAPHORA=IN:OUT cargo test --release --lib cases_for -- --ignored`
#[test]
#[ignore = "a tool of `pullquote_model antecedents`: it reads a corpus"]
fn cases_for_learning() {
    let places = std::env::var("PULLQUOTE_ANAPHORA").expect("IN:OUT");
    let (from, to) = places.split_once(':').expect("IN:OUT");
    let mut out = std::fs::File::create(to).unwrap();
    for line in BufReader::new(std::fs::File::open(from).unwrap()).lines() {
        let doc: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let article = article(doc["text"].as_str().unwrap());
        let cases = training_data::cases(|| {
            let _ = annotate(&article, &Engine::new());
        });
        writeln!(out, r#"{{"id": {}, "cases": [{}]}}"#, doc["id"], cases.join(", ")).unwrap();
    }
}
