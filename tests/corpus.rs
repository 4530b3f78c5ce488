//! Every seed of the fuzz corpora is read as its target reads it: a seed stands for a kind of document that was once refused,
//! lost words, or broke the program.

use std::fs;
use std::path::PathBuf;

use pullquote::export::{Exchange, read_notes, write_notes};
use pullquote::ingest::{Format, from_bytes_as};
use pullquote::library::notes::Sheet;
use pullquote::theme::{ColorDepth, Theme};

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has no seeds");
    files.iter().map(|file| (file.display().to_string(), fs::read(file).unwrap())).collect()
}

#[test]
fn every_seed_is_an_article_whose_blocks_lie_in_its_text_or_one_line_that_says_why_not() {
    let targets = [
        ("html", Format::Html),
        ("mhtml", Format::Mhtml),
        ("epub", Format::Epub),
        ("pdf", Format::Pdf),
        ("feed", Format::Feed),
        ("mail", Format::Email),
        ("markdown", Format::Markdown),
        ("text", Format::Plain),
    ];
    for (target, format) in targets {
        for (name, bytes) in seeds(target) {
            let article = match from_bytes_as(&name, bytes, Some(format)) {
                Ok(article) => article,
                Err(error) => {
                    assert_eq!(error.to_string().lines().count(), 1, "{name}: {error}");
                    continue;
                }
            };
            let mut end = 0;
            for block in &article.blocks {
                assert!(block.span.start >= end && article.text.get(block.span.range()).is_some(), "{name}: {block:?}");
                end = block.span.end;
            }
        }
    }
}

#[test]
fn seeds_of_notes_settings_and_themes_are_read() {
    let time = "2024-05-01T10:00:00.000Z";
    for (name, bytes) in seeds("notes") {
        let incoming = read_notes(&bytes, time).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        let count = |sheets: &[Sheet]| sheets.iter().map(|sheet| sheet.notes.len()).sum::<usize>();
        assert!(count(&incoming.sheets) > 0, "{name}");
        for format in Exchange::ALL {
            let written = write_notes(&incoming.sheets, format);
            let again = read_notes(written.as_bytes(), time).unwrap_or_else(|reason| panic!("{name}: {reason}"));
            assert_eq!(count(&again.sheets), count(&incoming.sheets), "{name} as {format:?}");
        }
    }
    for (name, bytes) in seeds("settings") {
        let text = String::from_utf8(bytes).unwrap();
        if let Err(problems) = pullquote::config::parse(&text) {
            assert!(!problems.is_empty(), "{name}");
        }
    }
    for (name, bytes) in seeds("themes") {
        let read = Theme::from_bytes(&name, &bytes, ColorDepth::True);
        assert_eq!(read.is_ok(), !name.contains("no-theme"), "{name}");
    }
}

#[test]
fn what_is_damaged_keeps_its_words() {
    for (target, format, file, words) in [
        ("feed", Format::Feed, "damaged.xml", &["Salt & rye", "It is good, said Una Drew.", "Flour, said Ost."][..]),
        ("feed", Format::Feed, "preface.xml", &["The whole story, said Una Drew."]),
        ("feed", Format::Feed, "encoded.xml", &["Rye is ripe, said Ost.", "Two", "not Base64!"]),
        ("feed", Format::Feed, "atom03.xml", &["Rye is good, said Ost."]),
        ("mail", Format::Email, "digest.eml", &["\"it is good\", Ost said.", "No flour before Friday"]),
        ("mail", Format::Email, "forwarded.eml", &["answer today", "\"it is good\", Ost said."]),
        ("markdown", Format::Markdown, "rules.md", &["The mill stands, said Ost.", "It does."]),
        ("html", Format::Html, "sections.html", &["“It stands,” the miller", "Nobody knows what the gate"]),
        ("html", Format::Html, "misnested.html", &["word 59 said Ost."]),
        ("pdf", Format::Pdf, "rebuilt.pdf", &["The mill at the north gate is to be sold, the board said on Monday"]),
    ] {
        let (name, bytes) = seeds(target).into_iter().find(|(name, _)| name.ends_with(file)).unwrap();
        let article = from_bytes_as(&name, bytes, Some(format)).unwrap_or_else(|error| panic!("{error}"));
        for expected in words {
            assert!(article.text.contains(expected), "{name}: {expected:?} is not in {:?}", article.text);
        }
    }
}
