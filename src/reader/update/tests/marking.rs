//! Tests of verdicts, tags, flags, colours, highlights, detached notes, and notes on people and facts.

use crate::library::notes::{Flag, Marks, Verdict};
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::update::tests::*;
use crate::reader::{NoteSort, Overlay};

type Saved = (Option<String>, String, String, Option<Marks>);

fn saved(reader: &Reader) -> Option<Saved> {
    reader.effects.iter().rev().find_map(|effect| match effect {
        Effect::Library(LibraryRequest::SaveNote { id, anchor, body, marks }) => {
            let words = anchor.as_ref().map_or(String::new(), |a| a.exact.clone());
            Some((id.as_ref().map(|i| i.0.clone()), words, body.clone(), marks.clone()))
        }
        _ => None,
    })
}

fn marked(id: &str, words: &str, body: &str, marks: Marks) -> PlacedNote {
    let mut placed = note(id, words, body);
    placed.note.marks = marks;
    placed
}

#[test]
fn a_verdict_takes_two_keystrokes() {
    for (key, verdict) in
        [("c", Verdict::Checked), ("d", Verdict::Disputed), ("f", Verdict::False), ("s", Verdict::NeedsSource)]
    {
        let mut reader = reader();
        reader.keys("/friends<enter>x").keys(key);
        let (id, words, body, marks) = saved(&reader).unwrap();
        assert_eq!((id, words.as_str(), body.as_str()), (None, "“We are friends,”", ""));
        assert_eq!(marks.unwrap().verdict, Some(verdict));
        reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("v".to_owned()))));
        assert!(reader.model.overlays.is_empty());
        assert_eq!(reader.says(), crate::reader::corrections::verdict(verdict));
    }
}

#[test]
fn the_verdict_on_a_claim_is_changed_and_taken_away() {
    let mut reader = reader();
    let judged = Marks { verdict: Some(Verdict::Checked), ..Marks::default() };
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![marked(
        "v",
        "“We are friends,”",
        "why",
        judged.clone(),
    )])));
    reader.keys("/friends<enter>xf");
    let (id, _, body, marks) = saved(&reader).unwrap();
    assert_eq!((id.as_deref(), body.as_str(), marks.unwrap().verdict), (Some("v"), "why", Some(Verdict::False)));
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("v".to_owned())))).keys("x-");
    assert_eq!(saved(&reader).unwrap().3.unwrap().verdict, None, "its words stay");
    // A note without text and marks is deleted.
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("v".to_owned()))));
    reader
        .act(Action::Library(LibraryEvent::NotesLoaded(vec![marked("v", "“We are friends,”", "", judged)])))
        .keys("x-");
    assert_eq!(reader.effects.last(), Some(&Effect::Library(LibraryRequest::DeleteNote(NoteId("v".to_owned())))));
}

#[test]
fn a_verdict_has_its_sources() {
    let mut reader = reader();
    reader.keys("/friends<enter>xl").keys("example.org/page<enter>");
    assert_eq!(saved(&reader).unwrap().3.unwrap().links, ["https://example.org/page"]);
    let mut reader = self::reader();
    reader.keys("/friends<enter>xlno address<enter>");
    assert!(reader.effects.is_empty() && reader.says().starts_with("not a web address"), "{}", reader.says());
    assert!(reader.model.menu().is_some(), "what was typed is still there");
    let linked = Marks { links: vec!["https://a.org".into(), "https://b.org".into()], ..Marks::default() };
    let mut reader = self::reader();
    reader
        .act(Action::Library(LibraryEvent::NotesLoaded(vec![marked("v", "“We are friends,”", "w", linked)])))
        .keys("/friends<enter>x1");
    assert_eq!(saved(&reader).unwrap().3.unwrap().links, ["https://b.org"]);
}

#[test]
fn a_highlight_is_a_note_without_words() {
    let mut reader = reader();
    reader.keys("/rained<enter>vllllH");
    let (id, words, body, marks) = saved(&reader).unwrap();
    assert_eq!((id, words.as_str(), body.as_str(), marks), (None, "raine", "", Some(Marks::default())));
    assert_eq!(reader.model.document.mark, None);
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("h".to_owned()))));
    assert_eq!(reader.says(), "highlighted");
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("h", "“We are friends,”", "")])));
    let before = reader.effects.len();
    reader.keys("/friends<enter>H");
    assert!(reader.says().starts_with("already highlighted") && reader.effects.len() == before);
}

#[test]
fn tags_colours_and_flags() {
    let all = Marks { tags: vec!["old".into()], flag: Some(Flag::Todo), ..Marks::default() };
    let with = |keys: &str| {
        let mut reader = reader();
        reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![marked("n", "It rained", "weather", all.clone())])));
        reader.keys("/rained<enter>m").keys(keys);
        let (id, _, body, marks) = saved(&reader).unwrap_or_else(|| panic!("{}", reader.says()));
        assert_eq!((id.as_deref(), body.as_str()), (Some("n"), "weather"));
        marks.unwrap()
    };
    assert_eq!(with("?").flag, Some(Flag::Question));
    assert_eq!(with("t").flag, None, "taken away");
    assert_eq!(with("g").colour.as_deref(), Some("green"));
    assert_eq!(with("#economy #eu<enter>").tags, ["old", "economy", "eu"]);
    assert_eq!(with("##old<enter>").tags, ["old"]);
    assert_eq!(with("1").tags, [""; 0]);
    assert_eq!(with("#question<enter>").flag, Some(Flag::Question), "as in the words of a note");
    let mut reader = reader();
    reader.keys("/pave<enter>my");
    let (id, words, _, marks) = saved(&reader).unwrap();
    assert_eq!((id, words.as_str()), (None, "“will pave the way for a new phase”"));
    assert_eq!(marks.unwrap().colour.as_deref(), Some("yellow"), "a highlight in a colour");
}

#[test]
fn notes_on_people_and_facts() {
    let mut reader = reader();
    reader.keys("<a-2>a");
    assert_eq!(reader.model.editor().unwrap().about.as_deref(), Some("Assad"));
    reader.keys("who is he?<c-s>");
    let (_, words, body, marks) = saved(&reader).unwrap();
    assert_eq!((words.as_str(), body.as_str()), ("Assad", "who is he?"));
    assert_eq!(marks.unwrap().tags, ["@Assad"]);
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("p".to_owned()))));
    let about = Marks { tags: vec!["@Assad".into()], ..Marks::default() };
    reader
        .act(Action::Library(LibraryEvent::NotesLoaded(vec![marked("p", "Assad", "who is he?", about)])))
        .keys("<a-2><enter>");
    assert!(reader.list().contains(&" - note: who is he?".to_owned()), "{:?}", reader.list());
    let mut reader = self::reader();
    reader.keys("<a-3>aok<c-s>");
    assert_eq!(saved(&reader).unwrap().1, "2015");
}

#[test]
fn an_orphan_is_hung_on_other_words() {
    let mut lost = note("o", "It rained", "weather");
    lost.placement = Placement::Orphan;
    let mut reader = reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![lost.clone()])));
    reader.keys("<a-4>r");
    assert!(reader.says().starts_with("select words with v"), "{}", reader.says());
    reader.keys("/talks<enter>vllllr");
    let (id, words, body, marks) = saved(&reader).unwrap();
    assert_eq!((id.as_deref(), words.as_str(), body.as_str(), marks), (Some("o"), "talks", "weather", None));
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("o".to_owned()))));
    assert_eq!(reader.says(), "note re-attached");
    // If several notes are detached, the reader chooses one.
    let mut other = lost.clone();
    (other.note.id, other.note.body) = (NoteId("p".to_owned()), "other".to_owned());
    let mut reader = self::reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![lost, other]))).keys("/talks<enter>vllllr");
    assert!(matches!(reader.model.overlays[..], [Overlay::Menu(_)]));
    reader.keys("b");
    assert_eq!(saved(&reader).unwrap().0.as_deref(), Some("p"));
    let mut reader = self::reader();
    reader.keys("vwr");
    assert_eq!(reader.says(), "no detached notes");
}

#[test]
fn notes_are_sorted_and_filtered() {
    let mut reader = reader();
    let mut notes = vec![
        marked("a", "The talks", "first", Marks { tags: vec!["eu".into()], ..Marks::default() }),
        marked("b", "It rained", "", Marks::default()),
        marked("c", "Thanks", "third", Marks { verdict: Some(Verdict::False), ..Marks::default() }),
        marked("d", "smiled", "fourth #todo", Marks::default()),
    ];
    for (note, created) in notes.iter_mut().zip(["2024-01-02", "2024-01-04", "2024-01-01", "2024-01-03"]) {
        note.note.created = created.to_owned();
        note.note.modified = created.to_owned();
    }
    // One note whose words have moved, and one whose words have changed.
    notes[3].placement = Placement::Moved(notes[3].placement.span().unwrap());
    notes[2].placement = Placement::Moved(notes[2].placement.span().unwrap());
    notes[2].note.anchor.as_mut().unwrap().exact = "Thank".to_owned();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(notes))).keys("<a-4>");
    let bodies = |reader: &Reader| reader.list().iter().map(|l| l[1..].to_owned()).collect::<Vec<_>>();
    for (sort, order) in [
        (NoteSort::Newest, ["", "fourth #todo", "first", "third"]),
        (NoteSort::Changed, ["", "fourth #todo", "first", "third"]),
        (NoteSort::Kind, ["third", "fourth #todo", "first", ""]),
        (NoteSort::Place, ["first", "", "third", "fourth #todo"]),
    ] {
        reader.keys("s");
        assert_eq!((reader.model.document.note_sort, bodies(&reader)), (sort, order.map(str::to_owned).to_vec()));
    }
    for (filter, left) in [
        ("#eu", vec!["first"]),
        ("tag:e", vec!["first"]),
        ("flag:t", vec!["fourth #todo"]),
        ("verdict:false", vec!["third"]),
        ("kind:high", vec![""]),
        ("-flag:todo -verdict:f", vec!["first", ""]),
        ("#eu #xx", vec![]),
        ("kind:moved", vec!["fourth #todo"]),
        ("kind:changed", vec!["third"]),
    ] {
        reader.keys("\\<c-u>").keys(filter).keys("<enter>");
        assert_eq!(bodies(&reader), left, "{filter}");
    }
}

#[test]
fn the_readers_own_editor_gives_the_words_back() {
    let mut reader = reader();
    reader
        .act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])))
        .keys("/rained<enter>V");
    assert_eq!(reader.effects, [Effect::EditInEditor("weather".to_owned())]);
    reader.act(Action::Written(Some("better\tweather\r\n\n".to_owned())));
    let (id, _, body, _) = saved(&reader).unwrap();
    assert_eq!((id.as_deref(), body.as_str()), (Some("n"), "better    weather"));
    assert!(reader.model.editor().is_some_and(|e| e.saving), "kept on screen until the library has it");
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("n".to_owned()))));
    // Without text nothing is saved; a failure keeps the old text.
    reader.keys("<esc>/pave<enter>V").act(Action::Written(Some("\n".to_owned())));
    assert_eq!((reader.says(), reader.model.editor().is_none()), ("nothing was written", true));
    reader.keys("amine<c-g>");
    assert_eq!(reader.effects.last(), Some(&Effect::EditInEditor("mine".to_owned())));
    reader.act(Action::Written(None)).act(Action::Report(crate::reader::Message::error("vi has failed")));
    assert_eq!(reader.model.editor().map(crate::reader::Editor::text).as_deref(), Some("mine"));
}

#[test]
fn a_card_shows_the_quote_elsewhere_and_opens_it() {
    use crate::library::db::{Alike, Form};
    let mut reader = reader();
    reader.keys("/friends<enter>i");
    assert_eq!(reader.effects, [Effect::Library(LibraryRequest::FindSimilar("“We are friends,”".to_owned()))]);
    let found = Alike {
        article: crate::text::ArticleId::of_text("x"),
        title: Some("Another".to_owned()),
        source: "/x.txt".to_owned(),
        speaker: None,
        kind: QuoteKind::Direct,
        words: "We were friends".to_owned(),
        span: Span::new(3, 9),
        version: false,
        form: Form::Altered,
        likeness: 0.7,
    };
    reader.act(Action::Library(LibraryEvent::SimilarFound("other words".to_owned(), Vec::new())));
    reader.act(Action::Library(LibraryEvent::SimilarFound("“We are friends,”".to_owned(), vec![found])));
    let Some(Overlay::Card(card)) = reader.model.overlays.last() else { panic!("no card") };
    let face = card.face(&reader.model, 60);
    let says: Vec<String> = face.lines.iter().map(|l| l.parts.iter().map(|p| p.1.as_str()).collect()).collect();
    assert!(says.contains(&"We [−are] [+were] friends".to_owned()), "{says:?}");
    reader.keys("j<enter>");
    let Some(Effect::OpenAt(place)) = reader.effects.last() else { panic!("{:?}", reader.effects) };
    assert_eq!((place.source.as_str(), place.span), ("/x.txt", Some(Span::new(3, 9))));
    // Keys for the quote also work in its card.
    reader.keys("x");
    assert!(matches!(reader.model.overlays[..], [Overlay::Menu(_)]));
}
