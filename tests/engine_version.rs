//! Tests that changed annotations get a new `Engine::version()`, under which the library stores finished annotations.
//!
//! The table holds, for each version of the engine, a digest of the annotations of all sample articles.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pullquote::ingest;
use pullquote::nlp::{Engine, annotate};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Versions of the engine with the digests of their annotations, the same on every processor. Add a row, never change one.
/// The rows up to `rules-10` and `minilm-12` hold confidences rounded to hundredths.
const DIGESTS: &[(&str, &str)] = &[
    ("rules-8", "1a0b088793e0008eafeea756495297b32da0359366d6e4ca6279124e2a3c2e1f"),
    ("minilm-10", "572359df1cadb481c1cc0d4e9eb9e88f5bcf58b926934abbda051d1f9e95f3da"),
    ("rules-9", "af9c32a4fcd6db073450f81b5fd0e4450063b7382514142b23be0ba114eb9e35"),
    ("minilm-11", "eee6833f104bda8bfd9f1e7778739da492f8a12ffeb31bc3d89c634f7acc59fd"),
    ("rules-10", "70b43ed31b3c0f3e0b8f0ec93c9ddc9ea8989686a2bc4c1a069ff256bf37f5ff"),
    ("minilm-12", "832f9d9196a6be501961f55adf5ca7dfd50887f48f6acbcaa7192c46d0c1bd34"),
    ("rules-11", "b65cc41d2c908414a643e1e83eb424bfcd1c7e96eb61091e5fdf48d0268e2cb0"),
    ("minilm-13", "0efaf66911f47e19f7f19a4718d416351b20ea92e003c24aed39e9609a9c0554"),
    ("rules-12", "803e97e93f0c558622943a04708cea6c39b252e1e2801547a6af01c428942d72"),
    ("minilm-14", "f65495e56e33363a0e160294bb245a7940f2c05b70d6f8afb735bd2d28474774"),
    ("rules-13", "803e97e93f0c558622943a04708cea6c39b252e1e2801547a6af01c428942d72"),
    ("minilm-15", "08f2e0aaf3e28719891bb4c1954b08eef6d116c3a62586e9eaccf9425f159f13"),
    ("rules-14", "803e97e93f0c558622943a04708cea6c39b252e1e2801547a6af01c428942d72"),
    ("minilm-16", "7b9bc02758471a2086330d82dc0fd987652855518b7792bb737e55b38f7e9f74"),
    ("rules-15", "803e97e93f0c558622943a04708cea6c39b252e1e2801547a6af01c428942d72"),
    ("minilm-17", "7b9bc02758471a2086330d82dc0fd987652855518b7792bb737e55b38f7e9f74"),
];

const FOLDER: &str = "samples";
fn samples() -> Vec<PathBuf> {
    let is_article = |path: &Path| path.extension().is_some_and(|e| e == "txt" || e == "md");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| is_article(path))
        .collect();
    paths.sort();
    paths
}

fn digest(engine: &Engine) -> String {
    let mut hasher = Sha256::new();
    for path in samples() {
        let article = ingest::read(&path, None).unwrap();
        let mut annotations = serde_json::to_value(annotate(&article, engine)).unwrap();
        // The name of the version is not part of the digest.
        annotations["model"] = Value::Null;
        hasher.update(annotations.to_string());
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string");
        hex
    })
}

#[track_caller]
fn check(engine: &Engine) {
    let (version, now) = (engine.version(), digest(engine));
    match DIGESTS.iter().find(|(known, _)| *known == version) {
        None => panic!("{version} is new. Add to DIGESTS in tests/engine_version.rs:\n    (\"{version}\", \"{now}\"),"),
        Some((_, digest)) => assert!(
            *digest == now,
            "The annotations of {FOLDER}/ changed, but the engine is still called {version}.\n\
             If the change is wanted, raise the number in Engine::version() (src/nlp/mod.rs), or readers keep their old \
             annotations.\nThen add to DIGESTS in tests/engine_version.rs the new version with {now}."
        ),
    }
}

#[test]
fn changed_annotations_of_the_rules_need_a_new_version() {
    check(&Engine::rules());
}

#[test]
fn changed_annotations_of_the_encoder_need_a_new_version() {
    check(&Engine::new());
}

#[test]
fn the_samples_are_found_and_versions_are_unique() {
    assert!(samples().len() >= 7);
    let mut versions: Vec<&str> = DIGESTS.iter().map(|(version, _)| *version).collect();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), DIGESTS.len());
    assert_ne!(Engine::rules().version(), Engine::new().version());
}
