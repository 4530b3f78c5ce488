//! Tests of anchors: examples and properties.

use proptest::prelude::*;

use crate::library::notes::*;

const ARTICLE: &str = "\
The Syrian president met his Russian counterpart in Moscow on Wednesday, the state news agency said.

The talks “will pave the way for a new phase” in relations between Russia and Syria, Assad told Putin during the \
meeting. He thanked Putin for sending rescue teams after the earthquake that killed thousands in February.

“We, as loyal friends, are always ready to help,” Putin said. He added that trade between the two countries had \
grown by a fifth, and that more was to come. Asked about a meeting with the Turkish president, a spokesman said \
that nothing had been agreed. The president will stay in Moscow for another two days, officials said.
";

/// Returns an anchor on the first occurrence of `words` in `text`.
fn on(text: &str, words: &str) -> Anchor {
    let start = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    Anchor::of(text, Span::new(start, start + words.len()))
}

/// Places a note on `words` of `ARTICLE` after `edit`, and returns the words that it is attached to.
fn after(words: &str, edit: impl Fn(&str) -> String) -> (Placement, String) {
    let text = edit(ARTICLE);
    let placement = place(&on(ARTICLE, words), &text);
    (placement, placement.span().map(|s| s.of(&text).to_owned()).unwrap_or_default())
}

fn moved(words: &str, edit: impl Fn(&str) -> String) -> String {
    let (placement, found) = after(words, edit);
    assert!(matches!(placement, Placement::Moved(_)), "{words:?}: {placement:?}");
    found
}

fn replaced(from: &'static str, to: &'static str) -> impl Fn(&str) -> String {
    assert!(ARTICLE.contains(from), "{from:?} is not in the article");
    move |text| text.replace(from, to)
}

#[test]
fn an_anchor_keeps_the_words_and_32_characters_on_either_side() {
    let anchor = on(ARTICLE, "“will pave the way for a new phase”");
    assert_eq!(anchor.exact, "“will pave the way for a new phase”");
    assert_eq!(anchor.prefix, " state news agency said.\n\nThe talks ".chars().skip(4).collect::<String>());
    assert_eq!(anchor.prefix.chars().count(), 32);
    assert_eq!(anchor.suffix, " in relations between Russia and");
    assert_eq!(Anchor::of("a", Span::new(0, 99)).exact, "a");
    assert_eq!(Anchor::of("éa", Span::new(1, 2)).exact, "é", "widened to whole characters");
    assert_eq!(Anchor::of("é", Span { start: 9, end: 3 }).exact, "");
}

#[test]
fn text_inserted_before_moves_the_note_with_its_words() {
    for words in ["Moscow", "“will pave the way for a new phase”", "He", "said", "Putin said", "days"] {
        assert_eq!(moved(words, |t| format!("An editor's note came first.\n\n{t}")), words);
    }
}

#[test]
fn small_edits_inside_are_followed() {
    for (words, from, to, found) in [
        ("“will pave the way for a new phase”", "pave the way", "pave a way", "“will pave a way for a new phase”"),
        ("“will pave the way for a new phase”", "“will pave", "will pave", "will pave the way for a new phase”"),
        ("rescue teams", "rescue teams", "rescue team", "rescue team"),
        ("trade between the two countries", "two countries", "two nations", "trade between the two nations"),
        (
            "a meeting with the Turkish president",
            "Turkish",
            "Turkish interim",
            "a meeting with the Turkish interim president",
        ),
        (
            "“We, as loyal friends, are always ready to help,”",
            "“We, as",
            "\"We, as",
            "\"We, as loyal friends, are always ready to help,”",
        ),
    ] {
        assert_eq!(moved(words, replaced(from, to)), found);
    }
}

#[test]
fn edits_around_the_words_leave_them_in_place() {
    let (placement, _) = after("rescue teams", replaced("after the earthquake", "following the quake"));
    assert!(matches!(placement, Placement::Ok(_)), "{placement:?}");
    assert_eq!(
        moved("rescue teams", replaced("thanked Putin for sending", "was grateful for the dispatch of")),
        "rescue teams"
    );
}

#[test]
fn a_note_on_words_that_are_gone_is_an_orphan() {
    for words in [
        "“will pave the way for a new phase”",
        "Moscow on Wednesday",
        "Syrian president",
        "rescue teams",
        "a fifth",
        "He thanked Putin for sending rescue teams after the earthquake that killed thousands in February.",
    ] {
        let (placement, found) = after(words, |t| t.replacen(words, "", 1));
        assert_eq!(placement, Placement::Orphan, "{words:?} was hung on {found:?}");
    }
}

#[test]
fn the_same_words_elsewhere_are_not_the_words() {
    // "president" stands three times in the article, "said" four times, "Moscow" twice: with the sentence gone, the
    // note must not jump to another.
    for (words, sentence) in [
        (
            "president",
            "The Syrian president met his Russian counterpart in Moscow on Wednesday, the state news agency said.",
        ),
        ("Putin said", "“We, as loyal friends, are always ready to help,” Putin said."),
        (
            "Moscow",
            "The Syrian president met his Russian counterpart in Moscow on Wednesday, the state news agency said.",
        ),
    ] {
        let (placement, found) = after(words, |t| t.replacen(sentence, "", 1));
        assert_eq!(placement, Placement::Orphan, "{words:?} was hung on {found:?}");
    }
    let rewritten = "Five men were found. Later, six men were found, he said.";
    assert_eq!(place(&on("He met five men at noon. Then he left them there.", "five"), rewritten), Placement::Orphan);
}

/// A regression found by `tests/anchors.rs` with 600,000 edits.
#[test]
fn nearly_the_same_words_nearby_are_not_the_words() {
    let text = "``Our colleagues are empowered to have gentle conversations.'' I have never seen a gentle conversation. I \
                have seen a guard put his head round the door.";
    let rest = text.replace("have gentle conversations.'' I have never", "");
    assert_eq!(place(&on(text, "gentle conversations.'' I"), &rest), Placement::Orphan);
    assert_eq!(place(&on(text, "gentle conversations.'' I"), &format!("So. {text}")).span(), Some(Span::new(43, 68)));
}

#[test]
fn the_right_one_of_many_is_found() {
    let last = ARTICLE.rfind("said").unwrap();
    let anchor = Anchor::of(ARTICLE, Span::new(last, last + 4));
    let text = format!("He said so. She said so. {ARTICLE} They said so.");
    assert_eq!(place(&anchor, &text).span().unwrap().start, last + 25);
}

#[test]
fn repeated_passages_keep_the_copy_at_the_old_place_and_otherwise_take_the_nearest() {
    let verse = "Row, row, row your boat, gently down the stream; merrily, merrily, merrily, life is but a dream. ";
    let song = verse.repeat(5);
    let start = verse.len() * 2 + verse.find("stream").unwrap();
    let anchor = Anchor::of(&song, Span::new(start, start + 6));
    assert_eq!(place(&anchor, &song), Placement::Ok(anchor.position));
    assert_eq!(place(&anchor, &format!("A song: {song}")).span().unwrap().start, start + 8);
}

#[test]
fn short_words_without_surroundings_are_not_guessed() {
    let anchor = on("ha", "ha");
    assert_eq!(place(&anchor, "ha"), Placement::Ok(Span::new(0, 2)));
    assert_eq!(place(&anchor, "ha ha ha"), Placement::Orphan);
    assert_eq!(place(&on("a b", "b"), "c d"), Placement::Orphan);
    assert_eq!(place(&Anchor { exact: "the".into(), ..Anchor::default() }, ARTICLE), Placement::Orphan);
    assert_eq!(place(&Anchor::default(), ARTICLE), Placement::Orphan);
    assert_eq!(place(&Anchor::default(), ""), Placement::Ok(Span::default()));
}

#[test]
fn a_paragraph_that_moved_takes_its_note_along() {
    let (first, rest) = ARTICLE.split_once("\n\n").unwrap();
    let text = format!("{rest}\n\n{first}\n");
    let placement = place(&on(ARTICLE, "his Russian counterpart"), &text);
    assert_eq!(placement.span().unwrap().of(&text), "his Russian counterpart");
}

#[test]
fn words_that_were_changed_are_remembered() {
    let former = |words: &str, edit: &dyn Fn(&str) -> String| {
        let text = edit(ARTICLE);
        let anchor = Some(on(ARTICLE, words));
        PlacedNote::new(Note { anchor, ..Note::default() }, &text).former_words(&text).map(str::to_owned)
    };
    let words = "trade between the two countries";
    assert_eq!(former(words, &|t| t.replace("two countries", "two nations")).as_deref(), Some(words));
    assert_eq!(former(words, &|t| t.replace("between the", "between\nthe")), None, "only wrapped anew");
    assert_eq!(former(words, &|t| format!("So. {t}")), None, "the same words elsewhere");
    assert_eq!(former(words, &str::to_owned), None);
    assert_eq!(former(words, &|t| t.replace(words, "")), None, "an orphan hangs on nothing");
}

#[test]
fn rewrapped_text_is_the_same_text() {
    let words = "He thanked Putin for sending rescue teams after the earthquake that killed thousands in February.";
    let found = moved(words, |t| {
        let mut wrapped = String::new();
        for (n, word) in t.split(' ').enumerate() {
            wrapped.push_str(if n == 0 {
                ""
            } else if n % 9 == 0 {
                "\n"
            } else {
                " "
            });
            wrapped.push_str(word);
        }
        format!("Headline\n\n{wrapped}")
    });
    assert!(found.starts_with("He") && found.ends_with("February."), "{found:?}");
}

#[test]
fn long_passages_are_found_by_their_ends() {
    let sentences: Vec<String> = (0..400)
        .map(|n| format!("Sentence number {n} says that {} people came, and {} left. ", n * 7919 % 1000, n * 31 % 97))
        .collect();
    let text = sentences.concat();
    let span = Span::new(sentences[..50].concat().len(), sentences[..350].concat().len());
    let anchor = Anchor::of(&text, span);
    assert!(anchor.exact.len() > 10_000);
    let shifted = format!("A new first line. {text}");
    assert_eq!(place(&anchor, &shifted), Placement::Moved(Span::new(span.start + 18, span.end + 18)));
    let edited = shifted.replace("Sentence number 200 says", "A sentence says");
    let found = place(&anchor, &edited).span().unwrap();
    assert!(found.of(&edited).starts_with(&sentences[50]) && found.of(&edited).ends_with(&sentences[349]));
    let gone = format!("{}{}", sentences[..60].concat(), sentences[340..].concat());
    assert_eq!(place(&anchor, &gone), Placement::Orphan, "most of the passage is gone");
}

#[test]
fn a_long_text_is_searched_in_its_likely_places() {
    let filler =
        "Nothing of any interest was said about the harvest that year in the valley by the river. ".repeat(35_000);
    let text = format!("{filler}{ARTICLE}{filler}");
    assert!(text.len() > 6_000_000);
    let edited = text.replace("always ready to help", "forever ready to help").replace("river", "stream");
    let anchor = on(&text, "“We, as loyal friends, are always ready to help,” Putin said.");
    let found = place(&anchor, &edited).span().unwrap();
    assert_eq!(found.of(&edited), "“We, as loyal friends, are forever ready to help,” Putin said.");
    assert_eq!(place(&anchor, &filler), Placement::Orphan);
}

#[test]
fn notes_are_shown_whole_first_then_by_place_orphans_last() {
    let note = |id: &str, at: usize, placement| PlacedNote {
        note: Note {
            id: NoteId(id.into()),
            article: ArticleId::default(),
            anchor: Some(Anchor { position: Span::new(at, at + 1), ..Anchor::default() }),
            body: String::new(),
            created: "2026-01-01T00:00:00Z".into(),
            modified: String::new(),
            ..Note::default()
        },
        placement,
    };
    let mut notes = vec![
        note("f", 9, Placement::Orphan),
        note("e", 3, Placement::Orphan),
        note("d", 0, Placement::Moved(Span::new(40, 50))),
        note("c", 7, Placement::Ok(Span::new(7, 9))),
        note("b", 7, Placement::Ok(Span::new(7, 8))),
        note("a", 99, Placement::Whole),
    ];
    sort(&mut notes);
    assert_eq!(notes.iter().map(|n| n.note.id.0.as_str()).collect::<String>(), "abcdef");
}

/// A generated article without repeated words: its text and the span of each word.
fn lifelike() -> impl Strategy<Value = (String, Vec<Span>)> {
    proptest::collection::hash_set("[a-zéß]{4,9}", 30..80).prop_map(|words| {
        let mut text = String::new();
        let mut spans = Vec::new();
        for (n, word) in words.into_iter().enumerate() {
            let start = text.len();
            text.push_str(&word);
            spans.push(Span::new(start, text.len()));
            text.push_str(if n % 11 == 10 { ".\n\n" } else { " " });
        }
        (text, spans)
    })
}

/// The span of a few whole words of the article.
fn some_words(spans: &[Span], at: usize, many: usize) -> Span {
    let first = spans[at % spans.len()];
    first.join(spans[(at % spans.len() + many).min(spans.len() - 1)])
}

proptest! {
    #[test]
    fn an_unchanged_text_keeps_every_note_at_its_span(text in any::<String>(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let (a, b) = (a.index(text.len() + 1), b.index(text.len() + 1));
        let anchor = Anchor::of(&text, Span::new(a.min(b), a.max(b)));
        prop_assert_eq!(place(&anchor, &text), Placement::Ok(anchor.position));
        prop_assert_eq!(anchor.position.of(&text), &anchor.exact);
    }

    #[test]
    fn any_anchor_in_any_text_gives_a_true_span(
        exact in "\\PC{0,80}", prefix in "\\PC{0,40}", suffix in "\\PC{0,40}", text in "\\PC{0,400}",
        start in any::<usize>(), end in 0usize..500,
    ) {
        let anchor = Anchor { exact, prefix, suffix, position: Span { start, end } };
        for text in [text.clone(), format!("{text}{}{text}", anchor.exact), anchor.exact.repeat(3)] {
            match place(&anchor, &text) {
                Placement::Ok(span) => prop_assert_eq!(span.of(&text), &anchor.exact),
                Placement::Moved(span) => prop_assert!(text.get(span.range()).is_some_and(|w| !w.is_empty())),
                Placement::Orphan => {}
                Placement::Whole => prop_assert!(false, "an anchored note is not on the whole article"),
            }
        }
    }

    #[test]
    fn text_before_moves_notes_with_their_words(
        (text, spans) in lifelike(), at in 0usize..80, many in 0usize..12, before in "[A-Z ]{1,200}",
    ) {
        let span = some_words(&spans, at, many);
        let placement = place(&Anchor::of(&text, span), &format!("{before}{text}"));
        prop_assert_eq!(placement, Placement::Moved(Span::new(span.start + before.len(), span.end + before.len())));
    }

    #[test]
    fn deleted_words_leave_an_orphan((text, spans) in lifelike(), at in 0usize..80, many in 0usize..12) {
        let span = some_words(&spans, at, many);
        let rest = format!("{}{}", &text[..span.start], &text[span.end..]);
        prop_assert_eq!(place(&Anchor::of(&text, span), &rest), Placement::Orphan);
    }

    #[test]
    fn a_changed_letter_in_the_words_is_followed((text, spans) in lifelike(), at in 0usize..80, many in 1usize..12, which in any::<prop::sample::Index>()) {
        let span = some_words(&spans, at, many);
        prop_assume!(span.len() >= 10);
        let letters: Vec<usize> = span.of(&text).char_indices().map(|(i, _)| span.start + i).collect();
        let i = letters[which.index(letters.len())];
        let changed = format!("Q{}X{}", &text[..i], &text[i + text[i..].chars().next().unwrap().len_utf8()..]);
        match place(&Anchor::of(&text, span), &changed) {
            Placement::Moved(found) => {
                prop_assert!(found.start.abs_diff(span.start + 1) <= 1 && found.end.abs_diff(span.end + 1) <= 1, "{:?}", found.of(&changed));
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
