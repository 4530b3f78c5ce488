//! Tests of the Facts tab: sections, filters, verdicts, corrections, and what each person states.

use crate::library::notes::corrections::{Change, Correction, FactChange};
use crate::library::notes::{Note, NoteId, PlacedNote, Verdict};
use crate::nlp::{EventStatus, Participant};
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::update::tests::*;
use crate::reader::{Overlay, Pane};
use crate::text::ArticleId;

const TEXT: &str = "Ann Lee, the mayor, met Bob Ray on Friday.\n\n“About 1,200 people left in 2015,” Ray said. \
                    “It was the worst year ever.”\n\nThe bridge has 14 spans.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn found() -> Annotations {
    let person = |entity, name: &str, aliases: &[&str]| Person {
        entity: EntityId(entity),
        name: name.to_owned(),
        kind: SpeakerKind::Person,
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        roles: Vec::new(),
    };
    let mention = |words: &str, entity| Mention {
        kind: EntityType::Person,
        span: span(words),
        entity: EntityId(entity),
        named: true,
    };
    let claim = |score, figures: &[&str]| FactKind::Claim {
        score,
        reasons: Vec::new(),
        figures: figures.iter().map(|words| span(words)).collect(),
        dates: Vec::new(),
    };
    let by_ray = |fact: Fact| Fact { by: Some("Bob Ray".to_owned()), ..fact };
    let people = |value| FactKind::quantity(Some(value), Some("people".to_owned()));
    let met = FactKind::Event {
        who: vec![Participant { entity: EntityId(0), name: "Ann Lee".to_owned() }],
        trigger: span("met"),
        when: None,
        date: Some(span("Friday")),
        place: None,
        status: EventStatus::Happened,
    };
    let quote = |words: &str| Attribution {
        id: words.to_owned(),
        kind: QuoteKind::Direct,
        content: vec![span(words)],
        source: vec![span("Ray said")],
        cue: Vec::new(),
        speaker: Some("Bob Ray".to_owned()),
        entity: Some(EntityId(1)),
        addressee: None,
        confidence: 0.9,
        evidence: None,
        revised: false,
    };
    let mut facts = vec![
        Fact::new(span("Ann Lee, the mayor"), FactKind::role(EntityId(0), "mayor".to_owned(), Some("Åby".to_owned()))),
        Fact::new(span("met Bob Ray on Friday"), met),
        Fact::new(span("Friday"), FactKind::Date { value: None }),
        by_ray(Fact::new(span("About 1,200 people left in 2015"), claim(0.4, &["About 1,200 people"]))),
        by_ray(Fact::new(span("About 1,200 people"), people(1200.0))),
        by_ray(Fact::new(span("2015"), FactKind::Date { value: Some("2015".to_owned()) })),
        by_ray(Fact::new(span("It was the worst year ever."), claim(0.8, &[]))),
        Fact::new(span("14 spans"), FactKind::quantity(Some(14.0), Some("spans".to_owned()))),
    ];
    facts.sort_by_key(|fact| (fact.span.start, fact.span.end));
    Annotations {
        mentions: vec![mention("Ann Lee", 0), mention("Bob Ray", 1)],
        people: vec![person(0, "Ann Lee", &["Lee"]), person(1, "Bob Ray", &["Ray"])],
        attributions: vec![quote("“About 1,200 people left in 2015,”"), quote("“It was the worst year ever.”")],
        facts,
        complete: true,
        ..Annotations::default()
    }
}

fn reader() -> Reader {
    let mut reader = Reader::sized(TEXT, 120, 40);
    reader.act(Action::Annotated(Arc::new(found())));
    reader
}

/// Answers the last correction as the library does.
fn saved(reader: &mut Reader) -> Vec<Correction> {
    let change = reader.effects.iter().rev().find_map(|effect| match effect {
        Effect::Library(LibraryRequest::Correct(change)) => Some((**change).clone()),
        _ => None,
    });
    let one = Correction {
        id: "0".to_owned(),
        article: ArticleId::of_text(TEXT),
        created: "2024-02-07T09:00:00Z".to_owned(),
        engine: "test".to_owned(),
        change: change.expect("a correction"),
    };
    reader.act(Action::Library(LibraryEvent::CorrectionsLoaded(vec![one.clone()])));
    reader.act(Action::Library(LibraryEvent::Corrected));
    vec![one]
}

impl Reader {
    /// Shows the facts, then presses keys.
    fn facts(&mut self, keys: &str) -> &mut Self {
        self.act(Action::Run(Command::ShowTab(Tab::Facts))).keys(keys)
    }

    /// Shows the people, then presses keys.
    fn people(&mut self, keys: &str) -> &mut Self {
        self.act(Action::Run(Command::ShowTab(Tab::People))).keys(keys)
    }
}

const ALL: [&str; 11] = [
    " Check first  2",
    ">It was the worst year ever.",
    " About 1,200 people left in 2015",
    " Timeline  2",
    " 2015",
    " met Bob Ray on Friday",
    " Figures  2",
    " About 1,200 people",
    " 14 spans",
    " Who is who  1",
    " Ann Lee, the mayor",
];

#[test]
fn the_tab_begins_with_the_first_claim_and_lists_each_date_once() {
    assert_eq!(reader().facts("").list(), ALL);
}

#[test]
fn sections_close_and_open() {
    let mut reader = reader();
    reader.facts("k<enter>");
    assert_eq!(reader.list()[..2], [">Check first  2", " Timeline  2"]);
    // From inside a section, left closes it; right opens it again.
    reader.keys("jj<left>");
    assert_eq!(reader.list()[..3], [" Check first  2", ">Timeline  2", " Figures  2"]);
    reader.keys("<right>j");
    assert_eq!(reader.list()[2], ">2015");
    assert_eq!(reader.model.session.closed_sections.names(), "check-first");
    let mut next = self::reader();
    next.model.session.closed_sections = reader.model.session.closed_sections;
    next.act(Action::Annotated(Arc::new(Annotations::default()))).act(Action::Annotated(Arc::new(found())));
    assert_eq!(next.facts("").list()[..2], [">Check first  2", " Timeline  2"], "in every article");
    // While a filter is set, everything that matches is listed.
    reader.keys("\\kind:claim<enter>");
    assert_eq!(reader.list(), [" Check first  2", ">It was the worst year ever.", " About 1,200 people left in 2015"]);
    reader.keys("<left>");
    assert!(reader.says().starts_with("every section is open while the list is filtered"), "{}", reader.says());
}

#[test]
fn five_claims_are_shown_until_the_reader_asks_for_more() {
    let mut many = found();
    let claim = |score| FactKind::Claim { score, reasons: Vec::new(), figures: Vec::new(), dates: Vec::new() };
    many.facts.extend((0..6).map(|n| Fact::new(span("14 spans"), claim(0.01 * n as f32))));
    let mut reader = Reader::sized(TEXT, 120, 40);
    reader.act(Action::Annotated(Arc::new(many))).facts("jjjj");
    assert_eq!(reader.list()[5..8], [">14 spans", " … 3", " Timeline  2"]);
    assert_eq!(reader.list()[0], " Check first  8", "the heading counts all");
    reader.keys("j<enter>");
    assert_eq!(reader.list()[6..10], [">14 spans", " 14 spans", " 14 spans", " Timeline  2"]);
}

#[test]
fn filters_are_chosen_from_menus_and_add_up() {
    let mut reader = reader();
    reader.keys("Ff");
    assert_eq!(reader.model.document.filter(Tab::Facts), "kind:figure");
    assert_eq!(reader.list(), [" Figures  2", ">About 1,200 people", " 14 spans"]);
    reader.keys("R.");
    assert_eq!(reader.model.document.filter(Tab::Facts), "kind:figure by:article");
    assert_eq!(reader.list(), [" Figures  1", ">14 spans"]);
    reader.keys("F-Ra");
    assert_eq!(reader.model.document.filter(Tab::Facts), "by:\"Bob Ray\"");
    assert_eq!(reader.list().len(), 7, "{:?}", reader.list());
    reader.keys("R-Pa");
    assert_eq!(reader.model.document.filter(Tab::Facts), "person:\"Ann Lee\"");
    let rows: Vec<String> = reader.list().iter().map(|row| row.replacen('>', " ", 1)).collect();
    assert_eq!(rows, [" Timeline  1", " met Bob Ray on Friday", " Who is who  1", " Ann Lee, the mayor"]);
    reader.keys("<esc>");
    assert_eq!(reader.list().len(), ALL.len());
}

#[test]
fn a_filter_names_people_by_any_of_their_names() {
    let mut reader = reader();
    for (filter, rows) in [
        ("by:ray kind:date", vec![" Timeline  1", ">2015"]),
        ("person:lee kind:role", vec![" Who is who  1", ">Ann Lee, the mayor"]),
        ("-by:article kind:figure", vec![" Figures  1", ">About 1,200 people"]),
        ("kind:event", vec![" Timeline  1", ">met Bob Ray on Friday"]),
    ] {
        reader.facts(&format!("\\{filter}<enter>"));
        let shown: Vec<String> = reader.list().iter().map(|row| row.replacen('>', " ", 1)).collect();
        let want: Vec<String> = rows.iter().map(|row| row.replacen('>', " ", 1)).collect();
        assert_eq!(shown, want, "{filter}");
        reader.keys("<esc>");
    }
}

#[test]
fn enter_goes_to_the_words_and_a_verdict_and_a_note_are_on_them() {
    let mut reader = reader();
    reader.facts("<enter>");
    assert_eq!((reader.model.document.focus, reader.model.document.cursor), (Pane::Article, span("It was").start));
    reader.facts("xf");
    let sent = reader.effects.iter().rev().find_map(|effect| match effect {
        Effect::Library(LibraryRequest::SaveNote { anchor, marks, .. }) => Some((anchor.clone(), marks.clone())),
        _ => None,
    });
    let (anchor, marks) = sent.unwrap();
    assert_eq!(anchor.unwrap().exact, "It was the worst year ever.");
    assert_eq!(marks.unwrap().verdict, Some(Verdict::False));
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("n".to_owned()))));
    reader.facts("a");
    assert_eq!(reader.model.editor().and_then(|editor| editor.span), Some(span("It was the worst year ever.")));
}

#[test]
fn the_verdict_on_a_claim_is_shown_with_it() {
    let mut reader = reader();
    let mut note = Note { id: NoteId("n".to_owned()), ..Note::default() };
    note.marks.verdict = Some(Verdict::Checked);
    note.anchor = Some(crate::library::notes::Anchor::of(TEXT, span("It was the worst year ever.")));
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![PlacedNote::new(note, TEXT)])));
    let text = |reader: &Reader, words: &str| {
        let fact = reader.model.document.annotations.facts.iter().find(|fact| fact.span == span(words)).unwrap();
        let lines = crate::reader::panes::facts::text::lines(&reader.model, fact, true, 40);
        lines.iter().flat_map(|line| line.parts.iter().map(|(_, _, text)| text.clone())).collect::<Vec<_>>()
    };
    assert_eq!(text(&reader, "It was the worst year ever."), ["It was the worst year ever.", "✓ checked · Bob Ray"]);
    let other = text(&reader, "About 1,200 people left in 2015");
    assert_eq!(other, ["About 1,200 people left in 2015", "Bob Ray · 1200 people"]);
}

#[test]
fn a_figure_is_corrected_by_typing_another() {
    let mut reader = reader();
    reader.facts("jjjjjjc=two<enter>");
    assert!(reader.says().starts_with("enter a number"), "{}", reader.says());
    reader.keys("<esc>c=1,300 residents<enter>");
    let all = saved(&mut reader);
    assert!(matches!(&all[0].change, Change::Fact { fact, .. } if fact.was == "1200 people"));
    assert_eq!(reader.says(), "corrected: it is 1300 residents · U undoes it");
    let facts = &reader.model.document.annotations.facts;
    let fact = facts.iter().find(|fact| fact.span == span("About 1,200 people")).unwrap();
    assert!(reader.model.document.annotations.is_fact_corrected(fact));
    assert_eq!(fact.kind, FactKind::quantity(Some(1300.0), Some("residents".to_owned())));
    assert_eq!(reader.list()[7], ">About 1,200 people", "it stays selected");
    // The menu takes it back.
    reader.keys("c1");
    assert_eq!(reader.effects.last(), Some(&Effect::Library(LibraryRequest::TakeBack("0".to_owned()))));
}

#[test]
fn days_roles_people_and_sources_are_corrected() {
    for (keys, want) in [
        ("jjjc=2016<enter>", FactChange::Date { value: Some("2016".to_owned()) }),
        ("jjjc=3 May 2016<enter>", FactChange::Date { value: Some("2016-05-03".to_owned()) }),
        ("jjjc?", FactChange::Date { value: None }),
        ("jcS.", FactChange::StatedBy { name: None }),
        ("jcSa", FactChange::StatedBy { name: Some("Ann Lee".to_owned()) }),
        ("jcS/Cara Voss<enter>", FactChange::StatedBy { name: Some("Cara Voss".to_owned()) }),
        ("GcPb", FactChange::Person { name: "Bob Ray".to_owned() }),
        ("cX", FactChange::Hidden),
    ] {
        let mut reader = reader();
        reader.facts(keys);
        let all = saved(&mut reader);
        let Change::Fact { change, .. } = &all[0].change else { panic!("{keys}") };
        assert_eq!(change, &want, "{keys}");
        assert!(reader.model.overlays.is_empty(), "{keys}");
    }
    let mut reader = reader();
    reader.facts("Gc=former judge, Oslo<enter>");
    saved(&mut reader);
    reader.keys("X");
    let Some(Overlay::Menu(menu)) = reader.model.overlays.last() else { panic!("no list of corrections") };
    assert_eq!(menu.rows[0].text, "“Ann Lee, the mayor” is “former judge, Oslo”");
}

#[test]
fn a_hidden_claim_is_gone_and_the_next_is_selected() {
    let mut reader = reader();
    reader.facts("cX");
    saved(&mut reader);
    assert_eq!(reader.list()[..3], [" Check first  1", ">About 1,200 people left in 2015", " Timeline  2"]);
}

#[test]
fn people_show_their_roles_and_what_they_state() {
    let mut reader = reader();
    let details = |reader: &Reader, label: &str| {
        let own = reader.list().into_iter().filter(|row| row[1..].starts_with(&format!("- {label}")));
        own.map(|row| row[1..].to_owned()).collect::<Vec<_>>()
    };
    reader.people("<enter>");
    assert_eq!(details(&reader, "role"), ["- role: mayor, Åby: ¶1 “Ann Lee, the mayor”"]);
    reader.keys("G");
    while !reader.list().iter().any(|row| row.starts_with(">Bob Ray")) {
        reader.keys("k");
    }
    reader.keys("<enter>");
    assert_eq!(
        details(&reader, "facts"),
        ["- facts: ¶2 1200 people: “About 1,200 people left in 2015,” Ray said. “It…"]
    );
}

#[test]
fn facts_are_among_the_places_to_go_to() {
    let mut reader = reader();
    reader.keys("<c-p>14 spans<enter>");
    assert_eq!(reader.model.document.cursor, span("14 spans").start);
    reader.facts("");
    assert_eq!(reader.list()[8], ">14 spans");
}

#[test]
fn a_copied_quote_names_the_role_of_its_speaker() {
    let mut with_role = found();
    let role = FactKind::role(EntityId(1), "engineer".to_owned(), Some("Åby".to_owned()));
    with_role.facts.push(Fact::new(span("Ray said"), role));
    let mut reader = Reader::sized(TEXT, 120, 40);
    reader.act(Action::Annotated(Arc::new(with_role))).keys("]y");
    let copied = reader.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some("“About 1,200 people left in 2015,” — Bob Ray, engineer, Åby, test.txt"));
}
