//! Writes the input of the speaker ranking for a corpus, for `python -m pullquote_model speakers`.

use std::io::{BufRead, BufReader, Write};

use super::super::speakers::scene::watch;
use super::*;

/// `PULLQUOTE_SCENES=IN:OUT cargo test --release --lib scenes_for -- --ignored`
#[test]
#[ignore = "a tool of `python -m pullquote_model speakers`: it reads a corpus"]
fn scenes_for_learning() {
    let places = std::env::var("PULLQUOTE_SCENES").expect("IN:OUT");
    let (from, to) = places.split_once(':').expect("IN:OUT");
    let mut out = std::fs::File::create(to).unwrap();
    for line in BufReader::new(std::fs::File::open(from).unwrap()).lines() {
        let doc: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let article = crate::ingest::from_plain("a", doc["text"].as_str().unwrap().to_owned());
        let scene = watch::scene(|| {
            let _ = annotate(&article, &Engine::new());
        });
        writeln!(out, r#"{{"id": {}, "scene": {scene}}}"#, doc["id"]).unwrap();
    }
}
