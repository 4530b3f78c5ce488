//! The main screens, whole, as a reader gets to them by keys: their text, and how it is set where there are no colours.
//! Those that open over others in every size, with their colours.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

use std::sync::Arc;

use pullquote::library::db::{Alike, Form, Found, Hit};
use pullquote::library::notes::{Flag, Marks, NoteId, Reviewed, Verdict, Version, compare};
use pullquote::nlp::QuoteKind;
use pullquote::reader::library_request::{Compared, LibraryEvent};
use pullquote::reader::{Action, State};
use pullquote::text::{ArticleId, Span};
use pullquote::theme::{ColorDepth, Theme};
use support::{act, draw, looks, press, story, styles, text};

/// A screen after these keys.
fn screen(size: (u16, u16), keys: &str) -> String {
    let mut model = story().open(size.0, size.1);
    press(&mut model, keys);
    let theme = Theme::load("pullquote-dark", ColorDepth::None).unwrap();
    let (buffer, cursor) = draw(&model, &theme);
    format!("{}cursor: {cursor:?}\n{}", text(&buffer), styles(&buffer))
}

/// The sizes that every overlay is looked at in.
const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 12)];

/// A screen after these keys in every size, and what its letters look like there in the dark and the light theme.
fn everywhere(keys: &str) -> String {
    answered(keys, |_| {})
}

/// The same where the library answers.
fn answered(keys: &str, answer: fn(&mut State)) -> String {
    let mut out = String::new();
    for size in SIZES {
        let mut model = story().open(size.0, size.1);
        press(&mut model, keys);
        answer(&mut model);
        let (buffer, cursor) = draw(&model, &Theme::load("pullquote-dark", ColorDepth::None).unwrap());
        out.push_str(&format!("{}×{}, cursor: {cursor:?}\n{}\n", size.0, size.1, text(&buffer)));
    }
    for name in ["pullquote-dark", "pullquote-light"] {
        for size in SIZES {
            let mut model = story().open(size.0, size.1);
            press(&mut model, keys);
            answer(&mut model);
            let (buffer, _) = draw(&model, &Theme::load(name, ColorDepth::True).unwrap());
            out.push_str(&format!("{name}, {}×{}\n{}\n", size.0, size.1, looks(&buffer)));
        }
    }
    out
}

macro_rules! overlays {
    ($($name:ident: $keys:literal;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(everywhere($keys));
        })*
    };
}

overlays! {
    over_help: "?";
    over_palette: ":note";
    over_picker: "⌃ptide";
    over_filter: "\\by:lind";
    over_contents: "T";
    over_chart: "]]C";
    over_people: "2jj";
    over_facts: "3j";
    over_day: "3W15 Mar";
    over_notes: "4j";
    over_search: "/tide";
    over_editor: "]]aWho told her?";
    over_hints: ";";
    over_card: "]]i";
    over_correcting: "]]c";
    over_correcting_a_name: "]]c/mi";
    over_verdict: "]]x";
    over_marking: "4m";
    over_asking: "]]aWho told her?⎋";
    over_selecting: "jjvww";
    over_regex: "/⌃r(tide";
    over_doubt: "]]]]⇥";
    set_with_care: "JK]";
}

/// What is found in the library for `tide`: a quote, an article, a note with its marks.
fn found(model: &mut State) {
    let hit = |found, title: &str, words: &str, on: Option<&str>, marks| Hit {
        found,
        article: ArticleId(title.to_owned()),
        title: Some(title.to_owned()),
        source: "articles/mill.txt".to_owned(),
        date: "2024-02-06".to_owned(),
        dated: on.is_none(),
        words: words.to_owned(),
        on: on.map(str::to_owned),
        earlier: false,
        marks,
        span: Some(Span::new(0, 4)),
        score: 1.0,
    };
    let marks = Marks {
        tags: vec!["water".to_owned()],
        flag: Some(Flag::Question),
        verdict: Some(Verdict::Disputed),
        ..Marks::default()
    };
    let quote = Found::Quote { kind: QuoteKind::Direct, speaker: Some("Mara Lindqvist".to_owned()) };
    let hits = vec![
        hit(quote, "Harbour town votes", "“we are buying back the tide,”", None, Marks::default()),
        hit(
            Found::Article,
            "Of mills and moons",
            "A tide mill grinds twice a day, whoever sleeps.",
            Some("tide"),
            Marks::default(),
        ),
        hit(Found::Note(NoteId("n".to_owned())), "Harbour town votes", "Which tide?", Some("the tide"), marks),
    ];
    act(model, Action::Library(LibraryEvent::Found("tide".to_owned(), hits)));
}

#[test]
fn over_the_library_search() {
    insta::assert_snapshot!(answered("Stide", found));
}

/// The article held against an older version, in which a quote and a paragraph were others.
fn changed(model: &mut State) {
    let old = model
        .document
        .article
        .text
        .replace("buying back the tide", "renting the tide")
        .replace("14 metres", "12 metres");
    let shorter = "buying back the tide".len() - "renting the tide".len();
    let from = model.document.article.text.find("buying back").unwrap();
    let back = |span: &Span| {
        let moved = |at: usize| if at > from { at - shorter } else { at };
        Span::new(moved(span.start), moved(span.end))
    };
    let mut older = (**model.document.annotations.found()).clone();
    for quote in &mut older.attributions {
        quote.content = quote.content.iter().map(back).collect();
    }
    let title = model.document.article.title.clone();
    let was_said = Reviewed::new(older, &old, &[]);
    let changes = compare(
        Version { title: title.as_deref(), text: &old, said: &was_said },
        Version { title: title.as_deref(), text: &model.document.article.text, said: &model.document.annotations },
    );
    let opened = "2024-02-06T08:00:00Z".to_owned();
    act(
        model,
        Action::Library(LibraryEvent::Compared(Arc::new(Compared { versions: 2, which: 0, opened, old, changes }))),
    );
}

#[test]
fn over_what_has_changed() {
    insta::assert_snapshot!(answered("=", changed));
}

/// The same quote stands in another article, shortened.
fn elsewhere(model: &mut State) {
    let words = "“We are not buying a ruin, we are buying back the tide,”".to_owned();
    let alike = Alike {
        article: ArticleId("other".to_owned()),
        title: Some("Mayor defends mill".to_owned()),
        source: "articles/mayor.txt".to_owned(),
        speaker: Some("Mara Lindqvist".to_owned()),
        kind: QuoteKind::Direct,
        words: "“We are buying the tide,”".to_owned(),
        span: Span::new(0, 4),
        version: false,
        form: Form::Altered,
        likeness: 0.5,
    };
    act(model, Action::Library(LibraryEvent::SimilarFound(words, vec![alike])));
}

#[test]
fn over_the_same_quote_elsewhere() {
    insta::assert_snapshot!(answered("]i", elsewhere));
}

#[test]
fn over_the_card_of_a_note() {
    insta::assert_snapshot!(everywhere("4ji"));
}

/// The words under the second note were others when it was made.
fn rewritten(model: &mut State) {
    let mut notes = model.document.notes.clone();
    for note in &mut notes {
        if let Some(anchor) = note.note.anchor.as_mut().filter(|a| a.exact == "one winter of heating oil") {
            anchor.exact = "one year of heating oil".to_owned();
        }
    }
    act(model, Action::Library(LibraryEvent::NotesLoaded(notes)));
    press(model, "i");
}

#[test]
fn over_the_card_of_a_note_on_words_that_were_changed() {
    insta::assert_snapshot!(answered("4j", rewritten));
}

macro_rules! screens {
    ($($name:ident: $width:literal x $height:literal, $keys:literal;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(screen(($width, $height), $keys));
        })*
    };
}

screens! {
    wide_opened: 120 x 36, "";
    wide_second_quote: 120 x 36, "]]";
    wide_search_regex: 120 x 36, "/⌃r(tide|mill)s?";
    wide_search_malformed: 120 x 36, "/⌃r(tide";
    small_search_malformed: 40 x 12, "/⌃r(tide";
    middle_palette: 80 x 24, ":spkr";
    wide_filter: 120 x 36, "\\by:lind kind:d";
    wide_filtered: 120 x 36, "\\doubt⏎";
    middle_filter: 80 x 24, "3\\kind:x";
    small_filter: 40 x 12, "\\nobody";
    wide_people_by_share: 120 x 36, "2ss";
    wide_doubt: 120 x 36, "]]]]";
    middle_evidence: 80 x 24, "]]⇥";
    wide_single_pane: 120 x 36, "|]";
    wide_focus_mode: 120 x 36, "]z+";
    middle_help_found: 80 x 24, "?/speaker";
    small_help_not_found: 40 x 12, "?/zebra";
    wide_selecting: 120 x 36, "jjvww";
    wide_contents_followed: 120 x 36, "Tj⏎";
    middle_article: 80 x 24, "]]]";
    middle_list: 80 x 24, "]]]⇥";
    middle_end: 80 x 24, "G";
    small_article: 40 x 12, "]]";
    small_list: 40 x 12, "]]⇥";
    tiny: 16 x 4, "]]";
}
