//! Snapshots of screens after keys: the tested part, as text and as scopes of the theme.
//!
//! An overlay has a snapshot of its own rectangle in three sizes. States of one pane share a snapshot.
//! `colours_of_the_scopes` holds the colours of the scopes in the dark and the light theme.

use crate::support;

use std::sync::Arc;

use pullquote::library::db::{Alike, Form, Found, Hit, PersonArticle, PersonEntry};
use pullquote::library::notes::{Flag, Marks, NoteId, Reviewed, Verdict, Version, compare};
use pullquote::nlp::QuoteKind;
use pullquote::reader::library_request::{Compared, LibraryEvent};
use pullquote::reader::{Action, State};
use pullquote::text::{ArticleId, Span};
use pullquote::theme::ColorDepth;
use support::snapshot::{Part, SIZES, colours, everywhere, plain, scopes};
use support::{act, press, story};

/// Returns a part of the screen after these keys in every size, and the scopes of its text.
fn after(part: Part, keys: &str) -> String {
    answered(part, keys, |_| {})
}

/// Returns the same with an answer of the library.
fn answered(part: Part, keys: &str, answer: fn(&mut State)) -> String {
    let models = SIZES.map(|size| {
        let mut model = story().open(size.0, size.1);
        press(&mut model, keys);
        answer(&mut model);
        model
    });
    everywhere(&models, part)
}

#[test]
fn colours_of_the_scopes() {
    let all = ["pullquote-dark", "pullquote-light"].map(|name| colours(name, ColorDepth::True));
    let few = ["pullquote-dark", "pullquote-light"].map(|name| colours(name, ColorDepth::Ansi256));
    insta::assert_snapshot!([all, few].concat().join("\n"));
}

macro_rules! overlays {
    ($($name:ident: $part:expr, $keys:literal;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(after($part, $keys));
        })*
    };
}

overlays! {
    over_help: Part::Boxes, "?";
    over_palette: Part::Boxes, ":note";
    over_picker: Part::Boxes, "⌃ptide";
    over_contents: Part::Boxes, "T";
    over_chart: Part::Boxes, "]]C";
    over_people: Part::List, "⇥2⏎jj";
    over_settings: Part::Boxes, ":settings⏎";
    over_facts: Part::List, "⇥3";
    over_facts_filter: Part::Boxes, "⇥3R";
    over_correcting_a_fact: Part::Boxes, "⇥3c";
    over_day: Part::Boxes, "⇥3W15 Mar";
    over_notes: Part::List, "⇥4j";
    over_editor: Part::Boxes, "]]aWho told her?";
    over_asking: Part::Boxes, "]]aWho told her?⎋";
    over_card: Part::Boxes, "]]i";
    over_verdict: Part::Boxes, "]]x";
    over_marking: Part::Boxes, "⇥4m";
    opened: Part::Whole, "";
}

#[test]
fn over_correcting() {
    let menus = ["]]c", "]]c/mi"].map(|keys| after(Part::Boxes, keys));
    insta::assert_snapshot!(menus.join("\n"));
}

/// Adds the hits for `tide` in the library: a quote, an article, a note with its marks.
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
    insta::assert_snapshot!(answered(Part::Whole, "Stide", found));
}

/// Adds the people of all articles: one with two quotes, one who is joined with another name.
fn everybody(model: &mut State) {
    let article = |title: &str, date: &str, roles: &[&str], quotes| PersonArticle {
        id: ArticleId(title.to_owned()),
        title: Some(title.to_owned()),
        source: "articles/mill.txt".to_owned(),
        date: date.to_owned(),
        dated: true,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        mentions: 2,
        quotes,
    };
    let mara = PersonEntry {
        name: "Mara Okafor".to_owned(),
        names: Vec::new(),
        quotes: 2,
        articles: vec![
            article("Harbour town votes", "2024-02-06", &["mayor of Orrin Bay"], 1),
            article("Of mills and moons", "2023-11-02", &["council member"], 1),
        ],
    };
    let ines = PersonEntry {
        name: "Ines Lindqvist".to_owned(),
        names: vec!["Ines Lindquist".to_owned()],
        quotes: 0,
        articles: vec![article("Of mills and moons", "2023-11-02", &[], 0)],
    };
    let of = String::new();
    act(model, Action::Library(LibraryEvent::People(of.clone(), vec![mara, ines])));
    press(model, "⏎");
    let hit = |title: &str, date: &str, words: &str| Hit {
        found: Found::Quote { kind: QuoteKind::Direct, speaker: Some("Mara Okafor".to_owned()) },
        article: ArticleId(title.to_owned()),
        title: Some(title.to_owned()),
        source: "articles/mill.txt".to_owned(),
        date: date.to_owned(),
        dated: true,
        words: words.to_owned(),
        on: None,
        earlier: false,
        marks: Marks::default(),
        span: Some(Span::new(0, 4)),
        score: 1.0,
    };
    let long = "“We are buying back the tide, and every house in the bay that wants to grind its own flour may come and do so \
                on the first Sunday of the month, whoever paid for the wheel and whoever did not.”";
    let hits = vec![
        hit("Harbour town votes", "2024-02-06", long),
        hit("Of mills and moons", "2023-11-02", "“A mill grinds twice a day.”"),
    ];
    act(model, Action::Library(LibraryEvent::QuotesOf("Mara Okafor".to_owned(), of, hits)));
    press(model, "]]");
}

#[test]
fn over_everybody() {
    insta::assert_snapshot!(answered(Part::Whole, "@", everybody));
}

/// Adds a comparison with an older version, in which a quote and a paragraph differ.
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
    insta::assert_snapshot!(answered(Part::Boxes, "=", changed));
}

/// Adds the same quote in another article, shortened.
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
    insta::assert_snapshot!(answered(Part::Boxes, "]i", elsewhere));
}

/// Changes the words under the second note since it was written.
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
fn over_the_card_of_a_note() {
    let cards = [after(Part::Boxes, "⇥4ji"), answered(Part::Boxes, "⇥4j", rewritten)];
    insta::assert_snapshot!(cards.join("\n"));
}

/// Returns screens of one pane, one after the other, each with its styles without colours.
fn screens(part: Part, all: &[(&str, (u16, u16), &str)]) -> String {
    let screen = |(name, size, keys): &(&str, (u16, u16), &str)| {
        let mut model = story().open(size.0, size.1);
        press(&mut model, keys);
        format!("== {name}: {}×{} {keys}\n{}", size.0, size.1, plain(&model, part))
    };
    all.iter().map(screen).collect::<Vec<_>>().join("\n")
}

const WIDE: (u16, u16) = (120, 36);
const MIDDLE: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 12);

#[test]
fn the_article() {
    let all = [
        ("a quote", WIDE, "]]"),
        ("a search", WIDE, "/tide"),
        ("a regular expression", WIDE, "/⌃r(tide|mill)s?"),
        ("a filter", WIDE, "\\doubt⏎"),
        ("one pane", WIDE, "|]"),
        ("focus mode", WIDE, "]z+"),
        ("a heading of the contents", WIDE, "Tj⏎"),
        ("a selection", WIDE, "jjvww"),
        ("hints", WIDE, ";"),
        ("justified and hyphenated", WIDE, "JK]"),
        ("a quote", MIDDLE, "]]]"),
        ("a selection", MIDDLE, "jjvww"),
        ("hints", MIDDLE, ";"),
        ("justified and hyphenated", MIDDLE, "JK]"),
        ("the end", MIDDLE, "G"),
        ("a quote", SMALL, "]]"),
        ("a selection", SMALL, "jjvww"),
        ("hints", SMALL, ";"),
        ("tiny", (16, 4), "]]"),
    ];
    let models = ["]]", "/tide", "/⌃r(tide|mill)s?", "]z+", "jjvww", ";"].map(|keys| {
        let mut model = story().open(120, 36);
        press(&mut model, keys);
        model
    });
    let scopes = scopes(&models, Part::Article);
    insta::assert_snapshot!(format!("{}\n== scopes\n{scopes}", screens(Part::Article, &all)));
}

#[test]
fn the_list() {
    let all = [
        ("a quote", WIDE, "]]"),
        ("a filter", WIDE, "\\by:lind kind:d"),
        ("filtered", WIDE, "\\doubt⏎"),
        ("hints", WIDE, ";"),
        ("people by share", WIDE, "⇥2ss"),
        ("a doubtful quote", WIDE, "]]]]"),
        ("a doubtful quote", MIDDLE, "]]]]⇥"),
        ("a doubtful quote", SMALL, "]]]]⇥"),
        ("a filter that matches nothing", MIDDLE, "⇥3\\kind:x"),
        ("closed sections of facts", WIDE, "⇥3k⏎jj⏎"),
        ("the end of the facts", WIDE, "⇥3G"),
        ("the end of the facts", SMALL, "⇥3G"),
        ("facts stated by a speaker", MIDDLE, "⇥3Ra"),
        ("figures", SMALL, "⇥3Ff"),
        ("the timeline", SMALL, "⇥3Fd"),
        ("a filter that matches nothing", SMALL, "\\nobody"),
        ("evidence", MIDDLE, "]]⇥"),
        ("a quote", SMALL, "]]⇥"),
    ];
    insta::assert_snapshot!(screens(Part::List, &all));
}

#[test]
fn the_last_row() {
    let all = [
        ("a search", WIDE, "/tide"),
        ("a search", MIDDLE, "/tide"),
        ("a search", SMALL, "/tide"),
        ("a malformed search", WIDE, "/⌃r(tide"),
        ("a malformed search", MIDDLE, "/⌃r(tide"),
        ("a malformed search", SMALL, "/⌃r(tide"),
        ("a filter", WIDE, "\\by:lind"),
        ("a filter", MIDDLE, "\\by:lind"),
        ("a filter", SMALL, "\\by:lind"),
    ];
    insta::assert_snapshot!(screens(Part::Foot(1), &all));
}

#[test]
fn the_boxes() {
    let all = [
        ("commands", MIDDLE, ":spkr"),
        ("help, searched", MIDDLE, "?/speaker"),
        ("help, nothing found", SMALL, "?/zebra"),
    ];
    insta::assert_snapshot!(screens(Part::Boxes, &all));
}

/// Answers all requests for pictures, as the runtime does.
#[cfg(feature = "pictures")]
fn load_pictures(state: &mut State) {
    use pullquote::reader::Effect;
    use pullquote::reader::runtime::load_picture;

    let mut effects = state.update(Action::LookForPictures);
    while let Some(effect) = effects.pop() {
        if let Effect::LoadPicture(request) = effect {
            let (picture, room) = (request.picture, request.room);
            let result = load_picture(&state.document.article.source, *request);
            effects.extend(state.update(Action::PictureLoaded(picture, room, result)));
        }
    }
}

/// A picture from a file and one inside the page; a third is damaged, and a fourth on the web.
#[cfg(feature = "pictures")]
#[test]
fn pictures() {
    use base64::Engine as _;
    use pullquote::nlp::Annotations;
    use pullquote::reader::Setup;
    use pullquote::reader::panes::pictures::{Display, Protocol};

    let colour = |x: u32, y: u32| match (x * 4 / 400 + y * 3 / 300) % 2 {
        0 => image::Rgba([200, 60, 40, 255]),
        _ => image::Rgba([30, 90, 160, 255]),
    };
    let folder = tempfile::tempdir().unwrap();
    let picture = image::RgbaImage::from_fn(400, 300, colour);
    picture.save(folder.path().join("boat.png")).unwrap();
    std::fs::write(folder.path().join("broken.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    image::imageops::thumbnail(&picture, 80, 60).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let inside = base64::engine::general_purpose::STANDARD.encode(png.into_inner());
    let page = format!(
        "# The ferry\n\nThe ferry of Orrin Bay was late.\n\n![The ferry at the quay](boat.png)\n\nNobody said why.\n\n\
         ![A damaged picture](broken.png)\n\n![A picture of the web](https://example.org/a.png)\n\n\
         Inside ![a small one](data:image/png;base64,{inside}) the text.\n"
    );
    let path = folder.path().join("ferry.md");
    std::fs::write(&path, page).unwrap();
    let article = Arc::new(pullquote::ingest::read(&path, None).unwrap());
    let display = Display { protocol: Protocol::HalfBlocks(ColorDepth::True), cell: (10, 20) };
    let models = SIZES.map(|size| {
        let setup = Setup { display, ..Setup::default() };
        let mut state = State::with(Arc::clone(&article), size, setup);
        act(&mut state, Action::Annotated(Arc::new(Annotations { complete: true, ..Annotations::default() })));
        load_pictures(&mut state);
        state
    });
    insta::assert_snapshot!(everywhere(&models, Part::Whole));
}
