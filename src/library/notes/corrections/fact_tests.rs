use crate::library::notes::corrections::*;
use crate::library::notes::{Anchor, Reviewed};
use crate::nlp::{Annotations, EntityId, EventStatus, Fact, FactKind, Participant, Person, RoleStatus, SpeakerKind};
use crate::text::{ArticleId, Span};

const TEXT: &str = "“About 1,200 people left on Friday,” said Ann Lee, the mayor. Bob Ray met her on 3 May.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn date(value: Option<&str>) -> FactKind {
    FactKind::Date { value: value.map(str::to_owned) }
}

fn found() -> Annotations {
    let person = |entity, name: &str, roles: &[&str]| Person {
        entity: EntityId(entity),
        name: name.to_owned(),
        kind: SpeakerKind::Person,
        aliases: Vec::new(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    };
    let said = Attribution {
        id: "q0".to_owned(),
        kind: QuoteKind::Direct,
        content: vec![span("“About 1,200 people left on Friday,”")],
        source: vec![span("Ann Lee")],
        cue: Vec::new(),
        speaker: Some("Ann Lee".to_owned()),
        entity: Some(EntityId(0)),
        addressee: None,
        confidence: 0.9,
        evidence: None,
        revised: false,
    };
    let by_ann = |fact: Fact| Fact { by: Some("Ann Lee".to_owned()), ..fact };
    let met = FactKind::Event {
        who: vec![Participant { entity: EntityId(1), name: "Bob Ray".to_owned() }],
        trigger: span("met"),
        when: None,
        date: Some(span("3 May")),
        place: None,
        status: EventStatus::Happened,
    };
    Annotations {
        people: vec![person(0, "Ann Lee", &["the mayor"]), person(1, "Bob Ray", &[])],
        attributions: vec![said],
        facts: vec![
            by_ann(Fact::new(span("About 1,200 people"), FactKind::quantity(Some(1200.0), Some("people".to_owned())))),
            by_ann(Fact::new(span("Friday"), date(None))),
            Fact::new(span("Ann Lee, the mayor"), FactKind::role(EntityId(0), "mayor".to_owned(), None)),
            Fact::new(span("Bob Ray met her on 3 May"), met),
            Fact::new(span("3 May"), date(None)),
        ],
        ..Annotations::default()
    }
}

fn fact(words: &str, kind: FactType, change: FactChange) -> Change {
    let (was, person) = ("as it was".to_owned(), Some("Ann Lee".to_owned()));
    let fact = FactTarget { words: Anchor::of(TEXT, span(words)), kind, was, person, by: None };
    Change::Fact { fact, change }
}

fn reviewed_with(found: Annotations, changes: &[Change]) -> Reviewed {
    let one = |(n, change): (usize, &Change)| Correction {
        id: n.to_string(),
        article: ArticleId::default(),
        created: String::new(),
        engine: "e".to_owned(),
        change: change.clone(),
    };
    let all: Vec<Correction> = changes.iter().enumerate().map(one).collect();
    Reviewed::new(found, TEXT, &all)
}

fn reviewed(changes: &[Change]) -> Reviewed {
    reviewed_with(found(), changes)
}

fn at<'r>(found: &'r Reviewed, words: &str) -> Option<&'r Fact> {
    found.facts.iter().find(|fact| fact.span == span(words))
}

fn figure(number: &str) -> FactChange {
    FactChange::Figure { number: number.to_owned(), unit: Some("residents".to_owned()) }
}

#[test]
fn a_figure_is_replaced_and_known_as_corrected() {
    let all = reviewed(&[fact("About 1,200 people", FactType::Quantity, figure("1300"))]);
    let changed = at(&all, "About 1,200 people").unwrap();
    assert_eq!(changed.kind, FactKind::quantity(Some(1300.0), Some("residents".to_owned())));
    assert!(all.is_fact_corrected(changed) && !all.is_fact_corrected(at(&all, "Friday").unwrap()));
    assert_eq!(all.found().facts[0].kind, FactKind::quantity(Some(1200.0), Some("people".to_owned())));
}

#[test]
fn a_correction_holds_over_a_newer_engine() {
    let change = [fact("About 1,200 people", FactType::Quantity, figure("1300"))];
    // Other ends: still the same fact.
    let mut newer = found();
    newer.facts[0].span = span("1,200 people");
    let all = reviewed_with(newer, &change);
    assert_eq!(at(&all, "1,200 people").unwrap().kind, FactKind::quantity(Some(1300.0), Some("residents".to_owned())));
    // Not found any more: added again. A fact of another type on the same words does not count.
    let mut newer = found();
    newer.facts[0].kind = date(None);
    let all = reviewed_with(newer, &change);
    assert_eq!(all.facts.iter().filter(|fact| matches!(fact.kind, FactKind::Quantity { .. })).count(), 1);
    assert_eq!(all.facts.len(), 6);
    assert!(all.facts.is_sorted_by_key(|fact| (fact.span.start, fact.span.end)));
}

#[test]
fn a_hidden_fact_is_gone_with_its_duration() {
    let mut with_duration = found();
    let span = span("About 1,200 people");
    with_duration.facts.insert(0, Fact::new(span, FactKind::Duration { value: "P1D".to_owned() }));
    let change = [fact("About 1,200 people", FactType::Quantity, FactChange::Hidden)];
    let all = reviewed_with(with_duration, &change);
    assert!(at(&all, "About 1,200 people").is_none() && all.facts.len() == 4);
    let again = reviewed_with(all.found().as_ref().clone(), &[change[0].clone(), change[0].clone()]);
    assert_eq!(again.facts.len(), 4, "hiding twice changes nothing");
}

#[test]
fn a_day_is_set_for_a_date_and_its_event_together() {
    let day = |value: &str| FactChange::Date { value: Some(value.to_owned()) };
    for (words, kind) in [("3 May", FactType::Date), ("Bob Ray met her on 3 May", FactType::Event)] {
        let all = reviewed(&[fact(words, kind, day("2024-05-03"))]);
        assert_eq!(at(&all, "3 May").unwrap().kind, date(Some("2024-05-03")), "{words}");
        let event = &at(&all, "Bob Ray met her on 3 May").unwrap().kind;
        assert!(matches!(event, FactKind::Event { when: Some(day), .. } if day == "2024-05-03"), "{words}");
    }
}

#[test]
fn an_office_and_its_person_are_replaced_in_the_roles_too() {
    let office =
        FactChange::Office { role: "governor".to_owned(), of: Some("Åby".to_owned()), status: RoleStatus::Former };
    let all = reviewed(&[fact("Ann Lee, the mayor", FactType::Role, office)]);
    assert_eq!(all.people[0].roles, ["governor, Åby"]);
    let person = FactChange::Person { name: "Bob Ray".to_owned() };
    let all = reviewed(&[fact("Ann Lee, the mayor", FactType::Role, person)]);
    assert!(all.people[0].roles.is_empty());
    assert_eq!(all.people[1].roles, ["mayor"]);
    let new = FactChange::Person { name: "Cara Voss".to_owned() };
    let all = reviewed(&[fact("Ann Lee, the mayor", FactType::Role, new)]);
    assert_eq!(all.people[2].name, "Cara Voss");
}

#[test]
fn who_states_a_fact_follows_the_speaker_of_its_quote() {
    let content = vec![Anchor::of(TEXT, span("“About 1,200 people left on Friday,”"))];
    let quote = Target { content, kind: QuoteKind::Direct, speaker: Some("Ann Lee".to_owned()) };
    let by = |all: &Reviewed, words: &str| at(all, words).unwrap().by.clone();
    let bob = Change::Speaker { quote: quote.clone(), name: Some("Bob Ray".to_owned()) };
    let all = reviewed(std::slice::from_ref(&bob));
    assert_eq!(by(&all, "Friday").as_deref(), Some("Bob Ray"));
    assert_eq!(by(&all, "3 May"), None);
    let merged = reviewed(&[Change::Merge { into: "Bob Ray".to_owned(), from: "Ann Lee".to_owned() }]);
    assert_eq!(by(&merged, "Friday").as_deref(), Some("Bob Ray"));
    assert_eq!(by(&reviewed(&[Change::Delete { quote }]), "Friday"), None);
    // A correction of the fact itself wins.
    let own = fact("Friday", FactType::Date, FactChange::StatedBy { name: None });
    assert_eq!(by(&reviewed(&[own, bob]), "Friday"), None);
}

#[test]
fn a_correction_that_does_not_fit_or_has_lost_its_words_changes_nothing() {
    let gone = FactTarget {
        words: Anchor { exact: "Frogs croak at night, every night.".to_owned(), ..Anchor::default() },
        kind: FactType::Date,
        was: String::new(),
        person: None,
        by: None,
    };
    let lost = Change::Fact { fact: gone, change: FactChange::Date { value: None } };
    let wrong = fact("Friday", FactType::Date, figure("12"));
    let broken = fact("About 1,200 people", FactType::Quantity, figure("a dozen"));
    for change in [lost, wrong, broken] {
        assert_eq!(reviewed(std::slice::from_ref(&change)).facts, found().facts, "{change:?}");
    }
}

#[test]
fn changes_are_told_in_words() {
    for (change, says) in [
        (FactChange::Hidden, "is hidden"),
        (FactChange::Date { value: Some("2023-03".to_owned()) }, "is 2023-03"),
        (figure("12"), "is 12 residents"),
        (FactChange::StatedBy { name: None }, "is stated by the article"),
        (
            FactChange::Office { role: "mayor".to_owned(), of: Some("Åby".to_owned()), status: RoleStatus::Former },
            "is “former mayor, Åby”",
        ),
    ] {
        assert_eq!(change.describe(), says);
    }
}
