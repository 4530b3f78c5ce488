//! Tests that exported notes can be imported unchanged.

use proptest::prelude::*;

use crate::export::exchange::*;
use crate::library::notes::corrections::{Change, Correction, FactChange, FactTarget, FactType, Target};
use crate::library::notes::{Flag, Marks, Note, NoteId, Origin, Verdict};
use crate::nlp::QuoteKind;
use crate::text::{ArticleId, harmless};

const TEXT: &str = "É — “Now,” said Ann Lee.\nThen =nothing.\n\nNobody, “not one,” came. 日本 𝄞 end";

/// Texts that some format or program would misread.
const HOSTILE: [&str; 34] = [
    "=1+1",
    "+x",
    "-x",
    "@x",
    "'=x",
    "''x",
    "'",
    "\t=x",
    "\r\nx",
    "a,b",
    "\"",
    "a\"b\"",
    ";",
    "a; b\\",
    "\\",
    "-->",
    "<!-- x",
    "--",
    "## 2",
    "> q",
    "*Noted x*",
    "- x",
    "a\\\nb",
    "a\n\n\n b ",
    "\u{1b}[31m",
    "\u{202e}",
    "\0",
    "\u{2028}",
    "# t",
    "---",
    "<!-- pullquote note {} -->",
    "{\"a\":1}",
    "é日𝄞",
    " x ",
];

fn words() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
        2 => "[a-z ]{1,8}",
        1 => any::<String>(),
    ];
    prop::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

fn some_words() -> impl Strategy<Value = String> {
    words().prop_map(|w| if w.is_empty() { "x".to_owned() } else { w })
}

fn list() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(some_words(), 0..3).prop_map(|mut items| {
        items.sort();
        items.dedup();
        items
    })
}

fn time() -> impl Strategy<Value = String> {
    (0u32..28, 0u32..86_400)
        .prop_map(|(d, s)| format!("2026-03-{:02}T{:02}:{:02}:{:02}.123Z", d + 1, s / 3600, s / 60 % 60, s % 60))
}

/// An anchor on words of the text, or on words that it does not contain.
fn anchor() -> impl Strategy<Value = Anchor> {
    let there = (0..TEXT.len(), 0..TEXT.len()).prop_map(|(a, b)| Anchor::of(TEXT, Span::new(a.min(b), a.max(b))));
    let gone = (words(), words(), words(), 0usize..9_999).prop_map(|(exact, prefix, suffix, start)| Anchor {
        position: Span::new(start, start + exact.len()),
        exact,
        prefix,
        suffix,
    });
    prop_oneof![there, gone]
}

fn marks() -> impl Strategy<Value = Marks> {
    let flag = prop::option::of(prop::sample::select(vec![Flag::Question, Flag::Todo]));
    let verdicts = vec![Verdict::Checked, Verdict::Disputed, Verdict::False, Verdict::NeedsSource];
    let links = prop::sample::subsequence(vec!["https://a.org/x?y=1".to_owned(), "no address".to_owned()], 0..=2);
    (list(), prop::option::of(some_words()), flag, prop::option::of(prop::sample::select(verdicts)), links)
        .prop_map(|(tags, colour, flag, verdict, links)| Marks { tags, colour, flag, verdict, links })
}

fn note() -> impl Strategy<Value = Note> {
    (some_words(), prop::option::of(anchor()), words(), time(), time(), marks()).prop_map(
        |(id, anchor, body, a, b, marks)| Note {
            id: NoteId(id),
            article: ArticleId::default(),
            anchor,
            created: a.clone().min(b.clone()),
            modified: a.max(b),
            marks: marks.beyond_words(&body),
            body,
        },
    )
}

fn correction() -> impl Strategy<Value = Correction> {
    (anchor(), some_words(), time(), any::<bool>()).prop_map(|(words, name, created, of_fact)| Correction {
        id: "0b6f2c1e-0000-4000-8000-000000000001".into(),
        article: ArticleId::default(),
        created,
        engine: "m".into(),
        change: if of_fact {
            let (kind, was, person, by) = (FactType::Role, name.clone(), None, Some(name.clone()));
            let change = FactChange::Person { name };
            Change::Fact { fact: FactTarget { words, kind, was, person, by }, change }
        } else {
            let quote = Target { content: vec![words], kind: QuoteKind::Mixed, speaker: None };
            Change::Speaker { quote, name: Some(name) }
        },
    })
}

fn sheet() -> impl Strategy<Value = Sheet> {
    let sources = vec!["-", "https://example.org/a?b=1", "/home/x/é =1.txt"];
    (
        prop::sample::select(sources),
        prop::option::of(some_words()),
        prop::option::of(some_words()),
        prop::collection::vec(note(), 1..4),
        prop::collection::vec(correction(), 0..2),
        any::<bool>(),
    )
        .prop_map(|(source, title, byline, notes, corrections, read)| {
            let id = ArticleId::of_text(TEXT);
            let on = |(n, note): (usize, Note)| Note {
                id: NoteId(format!("{}{n}", note.id.0)),
                article: id.clone(),
                ..note
            };
            let fixed = |one: Correction| Correction { article: id.clone(), ..one };
            Sheet {
                notes: notes.into_iter().enumerate().map(on).collect(),
                corrections: corrections.into_iter().map(fixed).collect(),
                text: read.then(|| TEXT.to_owned()),
                ..Sheet::on(Origin {
                    id: id.clone(),
                    title,
                    source: source.into(),
                    byline,
                    date: Some("2026-03-01".into()),
                })
            }
        })
}

/// Returns the part of a sheet that a format carries.
fn travels(sheet: &Sheet, format: Exchange) -> Sheet {
    let mut sheet = Sheet { text: None, speakers: Vec::new(), ..sheet.clone() };
    if format == Exchange::Markdown {
        sheet.corrections.clear();
        sheet.notes.sort_by(|a, b| a.id.cmp(&b.id));
    }
    sheet
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn what_goes_out_comes_back(sheets in prop::collection::vec(sheet(), 1..3)) {
        // Two sheets belong to two articles.
        let apart = |(n, mut sheet): (usize, Sheet)| {
            sheet.article.date = Some(format!("2026-03-0{}", n + 1));
            sheet
        };
        let sheets: Vec<Sheet> = sheets.into_iter().enumerate().map(apart).collect();
        for format in Exchange::ALL {
            let written = write_notes(&sheets, format);
            let back = read_notes(written.as_bytes(), "2020-01-01T00:00:00.000Z");
            prop_assert!(back.is_ok(), "{format:?}: {back:?}\n{written}");
            let mut back = back.unwrap().sheets;
            if format == Exchange::Markdown {
                back.iter_mut().for_each(|s| s.notes.sort_by(|a, b| a.id.cmp(&b.id)));
                prop_assert!(written.chars().all(|c| c == '\n' || harmless(c).is_none()), "{written:?}");
            }
            let expected: Vec<Sheet> = sheets.iter().map(|sheet| travels(sheet, format)).collect();
            prop_assert_eq!(back, expected, "{:?}\n{}", format, written);
        }
    }

    #[test]
    fn nothing_that_is_read_can_break_it(bytes in prop::collection::vec(any::<u8>(), 0..200), text in words()) {
        let _ = read_notes(&bytes, "");
        let _ = read_notes(text.as_bytes(), "");
        let _ = read_notes(format!("words,note,source\n{text}").as_bytes(), "");
        let _ = read_notes(format!("<!-- pullquote article {{}} -->\n{text}\n<!-- pullquote note {{}} -->").as_bytes(), "");
    }

    #[test]
    fn no_cell_is_calculated(sheet in sheet()) {
        let written = write_notes(std::slice::from_ref(&sheet), Exchange::Csv);
        // A cell begins a row, or follows a comma, or its quotation mark: parsed as in a spreadsheet.
        let mut cells = Vec::new();
        let (mut cell, mut quoted) = (String::new(), false);
        let mut chars = written.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => quoted = !quoted,
                ',' | '\r' | '\n' if !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        for cell in cells {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
        }
    }
}

fn one_note() -> Sheet {
    let id = ArticleId::of_text(TEXT);
    let start = TEXT.find("“Now,”").unwrap();
    let note = Note {
        id: NoteId("0b6f2c1e-1111-4111-8111-111111111111".into()),
        article: id.clone(),
        anchor: Some(Anchor::of(TEXT, Span::new(start, start + "“Now,”".len()))),
        body: "Really?\n  # 1. no\n\nAsk *her*. #urgent".into(),
        created: "2026-11-23T21:00:50.123Z".into(),
        modified: "2026-11-24T08:05:00.000Z".into(),
        marks: Marks {
            tags: vec!["harbour".into(), "two words".into()],
            flag: Some(Flag::Question),
            verdict: Some(Verdict::Disputed),
            links: vec!["https://a.org/1".into()],
            colour: Some("yellow".into()),
        },
    };
    Sheet {
        notes: vec![note],
        text: Some(TEXT.into()),
        speakers: vec![(Span::new(start, start + 10), "Ann Lee".into())],
        ..Sheet::on(Origin {
            id,
            title: Some("Now: \"then\"".into()),
            source: "https://example.org/now".into(),
            byline: Some("Bo Ek".into()),
            date: Some("2026-03-01".into()),
        })
    }
}

#[test]
fn marks_in_the_words_leave_as_marks() {
    let sheet = one_note();
    let json: Value = serde_json::from_str(&write_notes(std::slice::from_ref(&sheet), Exchange::Json)).unwrap();
    assert_eq!(json["articles"][0]["notes"][0]["tags"], serde_json::json!(["harbour", "two words", "urgent"]));
    let w3c: Value = serde_json::from_str(&write_notes(std::slice::from_ref(&sheet), Exchange::W3c)).unwrap();
    let bodies = w3c["first"]["items"][0]["body"].as_array().unwrap();
    let tags: Vec<&Value> = bodies.iter().filter(|b| b["purpose"] == "tagging").map(|b| &b["value"]).collect();
    assert_eq!(tags, ["harbour", "two words", "urgent"]);
    assert!(write_notes(std::slice::from_ref(&sheet), Exchange::Csv).contains("harbour; two words; urgent"));
    for format in Exchange::ALL {
        let back = read_notes(write_notes(std::slice::from_ref(&sheet), format).as_bytes(), "").unwrap();
        assert_eq!(back.sheets[0].notes[0].marks, sheet.notes[0].marks, "{format:?}");
    }
}

#[test]
fn the_markdown_as_it_is_read() {
    let written = write_notes(&[one_note()], Exchange::Markdown);
    let shown: Vec<&str> = written.lines().filter(|line| !line.starts_with("<!-- ")).collect();
    let expected = "\
---
title: \"Now: \\\"then\\\"\"
source: \"https://example.org/now\"
author: \"Bo Ek\"
date: 2026-03-01
tags:
  - \"harbour\"
  - \"two-words\"
  - \"urgent\"
---

# Now: \"then\"


## 1

> “Now,”
>
> — Ann Lee

Really?\\
\u{a0}\u{a0}\\# 1. no

Ask \\*her\\*. \\#urgent

- https://a.org/1

*Noted 2026-11-23 21:00 UTC · changed 2026-11-24 08:05 UTC · disputed · question · yellow · #harbour · #two-words*

";
    assert_eq!(shown.join("\n") + "\n", expected);
}

#[test]
fn words_changed_by_hand_come_back_changed() {
    let written = write_notes(&[one_note()], Exchange::Markdown);
    let edited = written.replace("Ask \\*her\\*.", "She was asked.\n\nAnd again");
    let back = read_notes(edited.as_bytes(), "2027-01-01T00:00:00.000Z").unwrap();
    let note = &back.sheets[0].notes[0];
    assert_eq!(note.body, "Really?\n  # 1. no\n\nShe was asked.\n\nAnd again #urgent");
    assert_eq!(note.modified, "2027-01-01T00:00:00.000Z");
    assert_eq!((&note.anchor, &note.marks), (&one_note().notes[0].anchor, &one_note().notes[0].marks));
}

#[test]
fn offsets_are_code_points() {
    let json: Value = serde_json::from_str(&write_notes(&[one_note()], Exchange::Json)).unwrap();
    assert_eq!(json["articles"][0]["notes"][0]["anchor"]["span"], serde_json::json!([4, 10]));
    let w3c: Value = serde_json::from_str(&write_notes(&[one_note()], Exchange::W3c)).unwrap();
    let one = &w3c["first"]["items"][0];
    assert_eq!(one["id"], "urn:uuid:0b6f2c1e-1111-4111-8111-111111111111");
    assert_eq!(one["motivation"], "commenting");
    assert_eq!(one["target"]["source"], "https://example.org/now");
    assert_eq!(
        one["target"]["selector"][1],
        serde_json::json!({"type": "TextPositionSelector", "start": 4, "end": 10})
    );
    assert_eq!(one["target"]["selector"][0]["prefix"], "É — ");
    assert_eq!(one["body"][1], serde_json::json!({"type": "TextualBody", "purpose": "assessing", "value": "disputed"}));
}

#[test]
fn annotations_of_other_programs() {
    let read = |json: &str| read_notes(json.as_bytes(), "").unwrap();
    // The example of the W3C recommendation, and the forms that it allows.
    let found = read(
        r#"{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "http://example.org/anno1", "type": "Annotation",
            "bodyValue": "Comment text", "target": "http://example.org/target1"}"#,
    );
    let (article, note) = (&found.sheets[0].article, &found.sheets[0].notes[0]);
    assert_eq!((found.kind, article.source.as_str()), ("W3C Web Annotation", "http://example.org/target1"));
    assert_eq!(
        (note.id.0.as_str(), note.body.as_str(), &note.anchor),
        ("http://example.org/anno1", "Comment text", &None)
    );
    let found = read(
        r#"[{"type": ["Annotation"], "motivation": ["tagging"], "created": "2015-10-13T13:00:00Z",
            "body": [{"type": "TextualBody", "value": "love"}, "http://example.org/source"],
            "target": [{"source": {"id": "http://example.org/page1", "type": "Text"},
                "selector": {"type": "FragmentSelector", "value": "p1", "refinedBy":
                    {"type": "TextQuoteSelector", "exact": "anotation", "prefix": "this is an ", "suffix": " that"}}}]}]"#,
    );
    let note = &found.sheets[0].notes[0];
    assert_eq!(
        (note.marks.tags.as_slice(), note.marks.links.as_slice()),
        (&["love".into()][..], &["http://example.org/source".into()][..])
    );
    assert_eq!(note.anchor.as_ref().unwrap().exact, "anotation");
    let found = read(
        r#"{"total": 2, "rows": [
            {"id": "abc", "created": "2019-01-03T19:46:09.334539+00:00", "updated": "2019-01-04T19:46:09.334539+00:00",
             "uri": "https://example.com/story", "text": "Says who?", "tags": ["claim"], "document": {"title": ["A story"]},
             "target": [{"source": "https://example.com/story", "selector": [
                {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 1, "endOffset": 9},
                {"type": "TextPositionSelector", "start": 5, "end": 9},
                {"type": "TextQuoteSelector", "exact": "boat", "prefix": "The ", "suffix": " sank"}]}]},
            {"id": "def", "created": "2019-01-03T19:46:09+00:00", "updated": "2019-01-03T19:46:09+00:00",
             "uri": "https://example.com/story", "text": "The captain.", "tags": [], "references": ["abc"],
             "document": {"title": ["A story"]}, "target": [{"source": "https://example.com/story"}]}]}"#,
    );
    assert_eq!((found.kind, found.sheets.len()), ("Hypothesis", 1));
    let sheet = &found.sheets[0];
    assert_eq!(sheet.article.title.as_deref(), Some("A story"));
    assert_eq!(sheet.notes[0].marks.tags, ["claim"]);
    assert_eq!(sheet.notes[0].anchor, sheet.notes[1].anchor, "a reply has the anchor of its parent");
    assert_eq!(sheet.notes[0].anchor.as_ref().unwrap().position.start, 5);
    // The format of the Hypothesis client.
    let found = read(
        r#"{"export_date": "2024-02-06T09:00:00.000Z", "export_userid": "acct:a@hypothes.is", "client_version": "1.1483.0",
            "annotations": [{"id": "abc", "created": "2019-01-03T19:46:09+00:00", "updated": "2019-01-03T19:46:09+00:00",
             "user": "acct:a@hypothes.is", "uri": "https://example.com/story", "text": "", "tags": ["a", "b"],
             "document": {"title": ["A story"]}, "user_info": {"display_name": null}, "target": [{"source":
             "https://example.com/story", "selector": [{"type": "TextQuoteSelector", "exact": "boat"}]}]}]}"#,
    );
    assert_eq!((found.kind, found.sheets[0].notes[0].marks.tags.len()), ("Hypothesis", 2));
}

#[test]
fn a_table_of_ones_own_is_read() {
    let table =
        "note,words,source,more\r\n\"two\nlines, and \"\"more\"\"\",the words,https://a.org,x\n\nlast,,https://a.org\n";
    let found = read_notes(table.as_bytes(), "").unwrap();
    let notes = &found.sheets[0].notes;
    assert_eq!((notes.len(), notes[0].body.as_str()), (2, "two\nlines, and \"more\""));
    assert_eq!((notes[0].anchor.as_ref().unwrap().exact.as_str(), &notes[1].anchor), ("the words", &None));
}

#[test]
fn what_holds_no_notes_is_said_in_one_line() {
    for (text, says) in [
        ("", "holds no notes"),
        ("Dear diary", "Hypothesis"),
        ("{\"a\": 1}", "no notes"),
        ("[1, 2]", "no notes"),
        ("{\"a\": ", "not JSON"),
        ("{\"format\": \"pullquote-notes\", \"version\": 9}", "newer version"),
        ("{\"type\": \"AnnotationCollection\", \"first\": \"https://x.org/1\"}", "another address"),
        ("words,note,source\nx,y\n", "row 2"),
        // Found by the fuzz target of notes: no other format could say which article it is.
        (
            r#"{"article":{"title":"Mill"},"note":{"id":"1","note":"x","created":"","modified":""}}"#,
            "neither an id nor",
        ),
        ("a,b\n1,2\n", "no notes"),
    ] {
        let error = read_notes(text.as_bytes(), "").unwrap_err();
        assert!(error.contains(says) && !error.contains('\n'), "{text}: {error}");
    }
    assert!(read_notes(b"\xff\xfe", "").is_err());
}
