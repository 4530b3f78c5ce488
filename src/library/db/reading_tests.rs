//! Tests of search, similar quotes, corrections, undo, and import.

use crate::library::db::durability_tests::quote;
use crate::library::db::file::schema;
use crate::library::db::tests::{TEXT, article, bodies, on, open, place_for_a_library};
use crate::library::db::*;
use crate::library::notes::corrections::{Change, FactChange, FactTarget, FactType, Target};
use crate::library::notes::{Flag, Marks, Verdict};
use crate::nlp::{Annotations, Fact, FactKind, QuoteKind};
use crate::text::Article;
use crate::text::Span;
use rusqlite::Connection;

/// Returns an article with these quotes.
fn read(library: &mut Library, source: &str, text: &str, quotes: &[(&str, Option<&str>)]) -> Article {
    let article = Article { title: Some(format!("On {source}")), ..article(source, text) };
    let attributions = quotes
        .iter()
        .map(|(words, speaker)| {
            let start = text.find(words).unwrap();
            quote(Span::new(start, start + words.len()), *speaker)
        })
        .collect();
    let people = vec![crate::nlp::Person {
        entity: crate::nlp::EntityId(0),
        name: quotes.first().and_then(|q| q.1).unwrap_or_default().to_owned(),
        kind: crate::nlp::SpeakerKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
    }];
    let annotations = Annotations { complete: true, model: "m".into(), attributions, people, ..Annotations::default() };
    library.put_annotations(&article, &annotations).unwrap();
    article
}

fn words(words: &str) -> Query {
    Query { words: words.into(), limit: 20, ..Query::default() }
}

fn shown(hits: &[Hit]) -> Vec<(&str, &str)> {
    hits.iter().map(|h| (h.source.as_str(), h.words.as_str())).collect()
}

#[test]
fn everything_read_is_searched() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let ferry = "The ferry was late. “We have asked for a second\nboat for eleven years,” said José Núñez of Åby.";
    let a = read(
        &mut library,
        "https://a.org/ferry",
        ferry,
        &[("“We have asked for a second\nboat for eleven years,”", Some("José Núñez"))],
    );
    read(&mut library, "https://b.org/bridge", TEXT, &[("“It is the finest in the county,”", Some("Ann Lee"))]);
    library.save_note(&a, None, Some(&on(ferry, "late")), "Ask the harbour-master about the boat").unwrap();

    let hits = library.search(&words("BOAT")).unwrap();
    assert_eq!(
        shown(&hits),
        [
            ("https://a.org/ferry", "Ask the harbour-master about the boat"),
            ("https://a.org/ferry", "“We have asked for a second boat for eleven years,”")
        ],
        "a note first; the article's own hit is the quote"
    );
    assert!(matches!(&hits[0].found, Found::Note(_)) && hits[0].span == Some(on(ferry, "late").position));
    assert_eq!(hits[1].span.unwrap().of(ferry), "“We have asked for a second\nboat for eleven years,”");
    assert_eq!(hits[1].found, Found::Quote { kind: QuoteKind::Direct, speaker: Some("José Núñez".into()) });
    let hits = library.search(&words("aby LATE")).unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].found, Found::Article);
    assert!(hits[0].words.contains("late") && hits[0].span.is_some());
    assert_eq!(library.search(&words("\"second boat\"")).unwrap().len(), 1);
    assert_eq!(library.search(&words("\"boat second\"")).unwrap(), []);
    let hits = library.search(&words("count* -mayor")).unwrap();
    assert_eq!(shown(&hits), [("https://b.org/bridge", "“It is the finest in the county,”")], "the article has both");
    assert_eq!(library.search(&words("")).unwrap(), []);

    let by = |speaker: &str, kind, w: &str| {
        let query = Query { speaker: Some(speaker.into()), kind, ..words(w) };
        library.search(&query).unwrap().len()
    };
    assert_eq!((by("nunez", None, ""), by("Jose", None, "boat"), by("Lee", None, "boat")), (1, 1, 0));
    assert_eq!((by("nun jo", None, ""), by("unez", None, "")), (1, 0), "names may be begun");
    assert_eq!(library.search(&Query::typed("eleven yea", 9)).unwrap().len(), 1, "so may the word that is being typed");
    assert_eq!(library.search(&Query::typed("yea eleven", 9)).unwrap().len(), 0);
    assert_eq!((by("lee", Some(QuoteKind::Direct), ""), by("lee", Some(QuoteKind::Indirect), "")), (1, 0));
    let since = |day: &str| library.search(&Query { since: Some(day.into()), ..words("finest") }).unwrap().len();
    assert_eq!((since("2000-01-01"), since("9999-01-01")), (1, 0));
    library.set_day(&a, "2024-02-29").unwrap();
    for (typed, count) in [
        ("boat until:2024-02", 2),
        ("boat before:2024-02-29", 0),
        ("boat before:2024-03 since:2024-02", 2),
        ("boat site:a.org", 2),
        ("boat site:b.org", 0),
        ("site:B.ORG kind:direct", 1),
        ("boat title:\"on https://A\"", 2),
        ("boat title:bridge", 0),
        ("finest since:7d", 1),
        ("finest until:yesterday", 0),
    ] {
        assert_eq!(library.search(&Query::read(typed, 20).0).unwrap().len(), count, "{typed}");
    }
    let kind = Query { kind: Some(QuoteKind::Direct), limit: 9, ..Query::default() };
    assert_eq!(library.search(&kind).unwrap().len(), 2);

    // Deleted notes are not found; after another annotation a quote is found only once.
    let id = library.notes(&a).unwrap()[0].note.id.clone();
    library.delete_note(&id).unwrap();
    read(&mut library, "https://a.org/ferry", ferry, &[("“We have asked for a second\nboat for eleven years,”", None)]);
    assert_eq!(library.search(&words("boat")).unwrap().len(), 1);
    assert_eq!(library.search(&words("nunez -boat")).unwrap().len(), 0);
}

#[test]
fn what_stands_in_an_older_version_too_is_told_once() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let (same, old, new) = ("“It stays,”", "“We want ten boats,”", "“We want two boats,”");
    let pause = || std::thread::sleep(std::time::Duration::from_millis(3));
    for said in [old, new] {
        let text = format!("The boats\n\n{same} she said. {said} he said of the boats.");
        read(&mut library, "https://a.org/1", &text, &[(same, None), (said, None)]);
        pause();
    }
    let found = |typed: &str| -> Vec<(String, bool)> {
        let hits = library.search(&Query::read(typed, 9).0).unwrap();
        hits.into_iter().map(|hit| (hit.words, hit.earlier)).collect()
    };
    assert_eq!(found("stays"), [(same.to_owned(), false)]);
    assert_eq!(found("want in:quotes"), [(new.to_owned(), false), (old.to_owned(), true)]);
    assert_eq!(found("boats in:articles").len(), 1);
}

#[test]
fn notes_are_found_by_their_marks() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let a = read(&mut library, "https://a.org/1", TEXT, &[]);
    let set = |tags: &[&str], flag, verdict| Marks {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        flag,
        verdict,
        ..Marks::default()
    };
    let mut write = |body: &str, marks: &Marks| {
        library.write_note(&a, None, Some(&on(TEXT, "bridge")), body, Some(marks)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    write("", &set(&["harbour"], None, Some(Verdict::Disputed)));
    write("Ask her. #todo #Harbour", &Marks::default());
    write("On her", &set(&["@Ann Lee"], Some(Flag::Question), None));
    write("Nothing", &Marks::default());
    let library = open(&path);
    let found = |typed: &str| -> Vec<String> {
        let (query, problem) = Query::read(typed, 9);
        assert_eq!(problem, None);
        library.search(&query).unwrap().into_iter().map(|hit| hit.words).collect()
    };
    assert_eq!(found("#harb"), ["Ask her. #todo #Harbour", "bridge"], "the last changed first");
    assert_eq!(found("#harbour verdict:disputed"), ["bridge"]);
    assert_eq!((found("flag:todo"), found("flag:question")), (found("ask"), vec!["On her".to_owned()]));
    let on_her = vec!["On her".to_owned()];
    assert_eq!((found("#lee"), found("#@ann"), found("her #lee")), (on_her.clone(), on_her.clone(), on_her));
    assert_eq!((found("in:notes").len(), found("in:notes since:9999").len(), found("#nothing").len()), (4, 0, 0));
    assert_eq!(found("bridge in:quotes"), Vec::<String>::new());
    let hit = library.search(&Query::read("verdict:disputed", 9).0).unwrap().remove(0);
    assert_eq!((hit.on.as_deref(), hit.marks.tags), (Some("bridge"), vec!["harbour".to_owned()]));
}

#[test]
fn the_same_quote_elsewhere() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let said = "“We have asked for a second boat for eleven years, and the council has never answered,”";
    let here = read(&mut library, "https://a.org/1", &format!("{said} he said."), &[(said, Some("José Núñez"))]);
    let forms = [
        ("“we have asked for a second boat for eleven years”", Form::Shorter),
        ("“We have begged for a second boat for eleven years, and the council has not answered,”", Form::Altered),
        ("We have asked for a second boat for eleven years, and the council has never answered", Form::Same),
    ];
    for (n, (form, _)) in forms.iter().enumerate() {
        read(&mut library, &format!("https://b.org/{n}"), &format!("Two. {form} it was said."), &[(form, None)]);
    }
    read(&mut library, "https://c.org", "“We have asked the fish,” she said.", &[("“We have asked the fish,”", None)]);
    let found = library.alike(Some(&here.id), said, 9).unwrap();
    let expected = [Form::Same, Form::Altered, Form::Shorter];
    assert_eq!(found.iter().map(|f| f.form).collect::<Vec<_>>(), expected, "{found:#?}");
    assert_eq!(found[0].source, "https://b.org/2");
    assert!(found[1].words.contains("begged"));
    assert_eq!(library.alike(None, said, 9).unwrap().len(), 4, "with itself");
    for nothing in ["", "Yes.", "never at all", "a \"b\" OR (c"] {
        assert_eq!(library.alike(None, nothing, 9).unwrap(), []);
    }
}

#[test]
fn corrections_are_kept_and_searched_by() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let said = "“It is the finest in the county,”";
    let a = read(&mut library, "https://a.org/1", TEXT, &[(said, Some("Ann Lee"))]);
    let annotations = library.annotations(&a, "m").unwrap();
    let quote = Target::of(TEXT, &annotations.attributions[0]);
    let change = Change::Speaker { quote: quote.clone(), name: Some("Bo Ek".into()) };
    let one = library.save_correction(&a, "m", change).unwrap();
    let by = |library: &Library, name: &str| {
        library.search(&Query { speaker: Some(name.into()), limit: 9, ..Query::default() }).unwrap().len()
    };
    assert_eq!((by(&library, "Bo Ek"), by(&library, "Ann Lee")), (1, 0));
    // Another engine version annotates the article again: the correction stays.
    let newer = Annotations { model: "m-2".into(), ..annotations };
    library.put_annotations(&a, &newer).unwrap();
    assert_eq!((by(&library, "Bo Ek"), by(&library, "Ann Lee")), (1, 0));
    assert_eq!(open(&path).corrections(&a).unwrap(), std::slice::from_ref(&one));
    // The correction also holds for the next version of the article, at the new place of its words.
    let b = article("https://a.org/1#top", &format!("New: {TEXT}"));
    let there = library.corrections(&b).unwrap();
    assert_eq!((there.len(), &there[0].id), (1, &one.id));
    let content = &there[0].change.quote().unwrap().content;
    assert_eq!(content, &[on(&b.text, said)]);
    let all = library.all_corrections().unwrap();
    assert_eq!((all.len(), all[0].text.as_str(), all[0].title.as_deref()), (1, TEXT, Some("On https://a.org/1")));

    library.save_correction(&a, "m", Change::Delete { quote }).unwrap();
    assert_eq!(library.corrections(&a).unwrap().len(), 2);
    assert_eq!(by(&library, "Bo Ek"), 0);
    let undone = library.undo(Some(&a.id)).unwrap().unwrap();
    assert!(undone.correction && !undone.exists);
    assert_eq!((library.corrections(&a).unwrap(), by(&library, "Bo Ek")), (vec![one.clone()], 1));
    library.delete_correction(&one.id).unwrap();
    assert_eq!((library.corrections(&a).unwrap(), by(&library, "Ann Lee")), (vec![], 1));
    library.undo(None).unwrap().unwrap();
    assert_eq!(by(&library, "Bo Ek"), 1);
}

#[test]
fn a_correction_does_not_move_to_the_twin_of_its_quote() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let filler = "Nobody in the valley had heard of it before the hearing.";
    let own = "“I have nothing to add to that,” Hale told the board.";
    let twin = "“I have nothing to add to that,” Brandt told the board.";
    let said = "“I have nothing to add to that,”";
    let a = read(&mut library, "https://a.org/1", &format!("{own}\n\n{filler}\n\n{twin}"), &[(said, Some("Hale"))]);
    let quote = Target::of(&a.text, &library.annotations(&a, "m").unwrap().attributions[0]);
    library.save_correction(&a, "m", Change::Speaker { quote, name: Some("Bo Ek".into()) }).unwrap();
    // Hale's sentence is gone; Brandt's stands where it stood.
    let b = article("https://a.org/1", &format!("{filler}\n\n{twin}"));
    let found = Annotations { attributions: vec![quote_of(&b.text, said)], ..Annotations::default() };
    let corrections = library.corrections(&b).unwrap();
    let reviewed = library.reviewed(&b, found).unwrap();
    assert_eq!(reviewed.attributions[0].speaker.as_deref(), Some("Brandt"));
    assert!(reviewed.is_lost(&corrections[0]));
    assert_eq!(corrections[0].change.quote().unwrap().content[0].exact, said, "its words can still be shown");
}

/// Returns a quote of Brandt's with these words.
fn quote_of(text: &str, words: &str) -> crate::nlp::Attribution {
    quote(on(text, words).position, Some("Brandt"))
}

#[test]
fn corrections_of_facts_are_kept_over_newer_engines_and_versions_of_the_article() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let a = article("https://a.org/1", TEXT);
    let at = TEXT.find("bridge").unwrap();
    let date = |start| Fact::new(Span::new(start, start + "bridge".len()), FactKind::Date { value: None });
    let found = |start, model: &str| Annotations {
        facts: vec![date(start)],
        model: model.to_owned(),
        complete: true,
        ..Annotations::default()
    };
    library.put_annotations(&a, &found(at, "m")).unwrap();
    let words = on(TEXT, "bridge");
    let target = FactTarget { words, kind: FactType::Date, was: String::new(), person: None, by: None };
    let change = FactChange::Date { value: Some("2023-03-15".to_owned()) };
    let one = library.save_correction(&a, "m", Change::Fact { fact: target, change }).unwrap();
    let day = |library: &Library, article: &Article, start| {
        let reviewed = library.reviewed(article, found(start, "m-2")).unwrap();
        let corrected = reviewed.facts.iter().find(|fact| reviewed.is_fact_corrected(fact));
        corrected.map(|fact| (fact.span.start, fact.kind.clone()))
    };
    let set = FactKind::Date { value: Some("2023-03-15".to_owned()) };
    let library = open(&path);
    assert_eq!(day(&library, &a, at), Some((at, set.clone())));
    assert_eq!(day(&library, &a, 0), Some((at, set.clone())), "the newer engine does not find it");
    let b = article("https://a.org/1#top", &format!("New: {TEXT}"));
    assert_eq!(day(&library, &b, at + 5), Some((at + 5, set)));
    assert_eq!(library.all_corrections().unwrap()[0].correction, one);
}

#[test]
fn a_correction_of_a_later_program_does_not_hide_the_others() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let a = article("-", TEXT);
    let one = library.save_correction(&a, "m", Change::Merge { into: "A".into(), from: "B".into() }).unwrap();
    let later = r#"{"id":"x","article":"y","created":"","engine":"z","change":{"type":"of-tomorrow"}}"#;
    let sql = "INSERT INTO corrections (id, article, json, created) VALUES ('x', ?1, ?2, '')";
    library.conn.as_ref().unwrap().execute(sql, [&a.id.0, later]).unwrap();
    assert_eq!(library.corrections(&a).unwrap(), std::slice::from_ref(&one));
    assert_eq!(library.all_corrections().unwrap().len(), 1);
}

#[test]
fn a_hundred_changes_can_be_undone_after_a_restart() {
    let (_dir, path) = place_for_a_library();
    let a = article("-", TEXT);
    let mut library = open(&path);
    let id = library.save_note(&a, None, Some(&on(TEXT, "bridge")), "0").unwrap();
    for n in 1..=110 {
        library.save_note(&a, Some(&id), None, &n.to_string()).unwrap();
    }
    library.save_note(&a, Some(&id), None, "110").unwrap();
    let body = |library: &Library| library.note(&id).unwrap().map(|n| n.body);
    drop(library);
    let mut library = open(&path);
    // Saving the same text again changes only the time, which is also a change.
    let mut steps = 0;
    while library.undo(None).unwrap().is_some() {
        steps += 1;
    }
    assert_eq!(steps, 100);
    let oldest = body(&library).unwrap().parse::<usize>().unwrap();
    assert!((10..=11).contains(&oldest), "{oldest}");
    drop(library);
    let mut library = open(&path);
    while library.redo(None).unwrap().is_some() {
        steps -= 1;
    }
    assert_eq!((steps, body(&library).as_deref()), (0, Some("110")));
    assert_eq!(library.notes(&a).unwrap()[0].note.anchor, Some(on(TEXT, "bridge")));
}

#[test]
fn making_deleting_and_marking_are_undone() {
    let (_dir, path) = place_for_a_library();
    let (a, b) = (article("-", TEXT), article("-", "Another."));
    let mut library = open(&path);
    let id = library.save_note(&a, None, Some(&on(TEXT, "bridge")), "n").unwrap();
    let other = library.save_note(&b, None, None, "other").unwrap();
    let marks = Marks {
        tags: vec!["économie".into(), "b".into()],
        flag: Some(Flag::Question),
        verdict: Some(Verdict::Disputed),
        links: vec!["https://x.org".into()],
        colour: Some("yellow".into()),
    };
    library.save_marks(&id, &marks).unwrap();
    assert_eq!(library.note(&id).unwrap().unwrap().marks, marks);
    assert_eq!(library.search(&words("economie")).unwrap().len(), 1, "tags are found");
    library.delete_note(&id).unwrap();
    assert!(library.save_marks(&id, &marks).is_err(), "it is deleted");
    let undone = library.undo(Some(&a.id)).unwrap().unwrap();
    assert_eq!((undone.id.as_str(), undone.exists, undone.correction), (id.0.as_str(), true, false));
    library.undo(Some(&a.id)).unwrap().unwrap();
    assert!(library.note(&id).unwrap().unwrap().marks.is_empty());
    assert_eq!(library.search(&words("economie")).unwrap().len(), 0);
    assert!(!library.undo(Some(&a.id)).unwrap().unwrap().exists);
    assert_eq!(library.undo(Some(&a.id)).unwrap(), None);
    assert_eq!((bodies(&library, &a).len(), bodies(&library, &b).len()), (0, 1), "only on this article");
    for _ in 0..3 {
        library.redo(Some(&a.id)).unwrap().unwrap();
    }
    assert_eq!(library.note(&id).unwrap(), None, "deleted again");
    library.undo(Some(&a.id)).unwrap().unwrap();
    assert_eq!(library.note(&id).unwrap().unwrap().marks, marks);
    // A new change ends redo.
    library.save_note(&b, Some(&other), None, "changed").unwrap();
    assert_eq!(library.redo(None).unwrap(), None);
}

#[test]
fn versions_at_many_addresses_are_one_article() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let changed = format!("New: {TEXT}");
    let a = read(&mut library, "https://www.example.org/news/bridge/?utm_source=x", TEXT, &[]);
    library.save_note(&a, None, Some(&on(TEXT, "bridge")), "n").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2));
    let b = read(&mut library, "http://m.example.org/news/bridge#top", &changed, &[]);
    assert_eq!(bodies(&library, &b), ["n"]);
    assert_eq!(library.editions(&b).unwrap().len(), 1);
    library.delete_note(&library.notes(&b).unwrap()[0].note.id.clone()).unwrap();
    let list = library.list_articles().unwrap();
    assert!(list.len() == 1 && list[0].id == b.id, "listed once");
    assert_eq!(library.versions(&b.id).unwrap().len(), 2);
    assert_eq!(library.resolve("https://example.org/news/bridge").unwrap().len(), 2);
}

#[test]
fn places_of_an_older_library_are_renamed() {
    let (_dir, path) = place_for_a_library();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut conn = Connection::open(&path).unwrap();
    schema::migrate_to(&mut conn, 3).unwrap();
    let (a, b) = (article("", TEXT), article("", &format!("New: {TEXT}")));
    for (article, source, time) in [
        (&a, "http://example.org/bridge", "2025-01-01T00:00:00.000Z"),
        (&a, "https://www.example.org/bridge", "2025-01-02T00:00:00.000Z"),
        (&b, "/articles/bridge.txt", "2025-01-03T00:00:00.000Z"),
    ] {
        let sql = "INSERT OR IGNORE INTO articles (id, source, opened) VALUES (?1, ?2, ?3)";
        conn.execute(sql, [&article.id.0, source, time]).unwrap();
        conn.execute("INSERT INTO sources VALUES (?1, ?2, ?3)", [source, &article.id.0, time]).unwrap();
    }
    drop(conn);
    let library = open(&path);
    let conn = library.conn.as_ref().unwrap();
    let mut query = conn.prepare("SELECT source, opened FROM sources ORDER BY source").unwrap();
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let rows: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    let expected =
        [("//example.org/bridge", "2025-01-02T00:00:00.000Z"), ("/articles/bridge.txt", "2025-01-03T00:00:00.000Z")];
    assert_eq!(rows, expected.map(|(source, time)| (source.to_owned(), time.to_owned())));
    schema::rename_places(conn).unwrap();
    assert_eq!(conn.query_row("SELECT count(*) FROM sources", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
}
