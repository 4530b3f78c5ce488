use proptest::prelude::*;

use crate::library::notes::Anchor;
use crate::library::notes::corrections::apply::Applied;
use crate::library::notes::corrections::*;
use crate::nlp;
use crate::nlp::{Annotations, Engine, EntityId};
use crate::text::{Article, Block};

const TEXT: &str = "“The bridge is safe,” said Ann Lee, the mayor. Bob Ray disagreed: “It is not safe at all,” he said. \
    Lee told reporters that it would open in May. Nobody answered in Åby.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn anchor(words: &str) -> Anchor {
    Anchor::of(TEXT, span(words))
}

fn quote(words: &str, speaker: Option<&str>, source: &str, entity: usize) -> Attribution {
    Attribution {
        id: format!("q{}", span(words).start),
        kind: QuoteKind::Direct,
        content: vec![span(words)],
        source: vec![span(source)],
        cue: Vec::new(),
        speaker: speaker.map(str::to_owned),
        entity: speaker.map(|_| EntityId(entity)),
        addressee: None,
        confidence: 0.5,
        evidence: None,
        revised: false,
    }
}

fn found() -> Annotations {
    let mention = |words: &str, entity| nlp::Mention {
        kind: EntityType::Person,
        span: span(words),
        entity: EntityId(entity),
        named: true,
    };
    let person = |entity, name: &str, aliases: &[&str]| nlp::Person {
        entity: EntityId(entity),
        name: name.into(),
        kind: nlp::SpeakerKind::Person,
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        roles: Vec::new(),
    };
    Annotations {
        mentions: vec![mention("Ann Lee", 0), mention("Bob Ray", 1), mention("Lee told", 0)],
        people: vec![person(0, "Ann Lee", &["Lee"]), person(1, "Bob Ray", &[])],
        attributions: vec![
            quote("“The bridge is safe,”", Some("Ann Lee"), "Ann Lee", 0),
            quote("“It is not safe at all,”", Some("Ann Lee"), "he said", 0),
            quote("that it would open in May", Some("Ann Lee"), "Lee told", 0),
        ],
        complete: true,
        ..Annotations::default()
    }
}

fn target(words: &str) -> Target {
    Target { content: vec![anchor(words)], kind: QuoteKind::Direct, speaker: Some("Ann Lee".into()) }
}

fn correction(n: usize, change: Change) -> Correction {
    Correction { id: n.to_string(), article: ArticleId::default(), created: String::new(), engine: "e".into(), change }
}

fn corrected(changes: &[Change]) -> (Annotations, Applied) {
    let mut all = found();
    let list: Vec<Correction> = changes.iter().cloned().enumerate().map(|(n, c)| correction(n, c)).collect();
    let applied = apply(&mut all, TEXT, &list);
    (all, applied)
}

fn speakers(all: &Annotations) -> Vec<(&str, Option<&str>)> {
    all.attributions.iter().map(|a| (a.content[0].of(TEXT), a.speaker.as_deref())).collect()
}

#[test]
fn a_quote_gets_another_speaker_known_or_new() {
    let words = "“It is not safe at all,”";
    let (all, applied) = corrected(&[Change::Speaker { quote: target(words), name: Some("Bob Ray".into()) }]);
    assert_eq!(speakers(&all)[1], (words, Some("Bob Ray")));
    assert_eq!(all.attributions[1].entity, Some(EntityId(1)));
    assert_eq!((applied.corrected, applied.lost), (vec![format!("q{}", span(words).start)], vec![]));

    let (all, _) = corrected(&[Change::Speaker { quote: target(words), name: Some("Cy Young".into()) }]);
    assert_eq!(all.people.last().map(|p| (p.name.as_str(), p.entity)), Some(("Cy Young", EntityId(2))));
    assert_eq!(all.attributions[1].entity, Some(EntityId(2)));
    let (all, _) = corrected(&[Change::Speaker { quote: target(words), name: None }]);
    assert_eq!((all.attributions[1].speaker.as_ref(), all.attributions[1].entity), (None, None));
    let (all, _) = corrected(&[Change::Speaker { quote: target(words), name: Some("Lee".into()) }]);
    assert_eq!(speakers(&all)[1].1, Some("Ann Lee"), "an alias is the same person");
}

#[test]
fn people_are_merged_and_split() {
    let merge = Change::Merge { into: "Ann Lee".into(), from: "Bob Ray".into() };
    let (all, _) = corrected(&[
        Change::Speaker { quote: target("“It is not safe at all,”"), name: Some("Bob Ray".into()) },
        merge.clone(),
        merge,
    ]);
    assert_eq!(all.people.len(), 1);
    assert_eq!(all.people[0].aliases, ["Lee", "Bob Ray"]);
    assert!(all.mentions.iter().all(|m| m.entity == EntityId(0)));
    assert!(speakers(&all).iter().all(|s| s.1 == Some("Ann Lee")));

    let split = Change::Split { from: "Ann Lee".into(), mentions: vec![anchor("Lee told")], name: "Lee".into() };
    let (all, applied) = corrected(&[split]);
    assert_eq!(all.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Ann Lee", "Bob Ray", "Lee"]);
    assert!(all.people[0].aliases.is_empty());
    assert_eq!(all.mentions[2].entity, EntityId(2));
    assert_eq!(speakers(&all)[2].1, Some("Lee"));
    assert_eq!(speakers(&all)[0].1, Some("Ann Lee"));
    assert_eq!(applied.corrected.len(), 1);
}

#[test]
fn quotes_are_added_deleted_and_cut() {
    let missed = Target::missed(TEXT, span(" Nobody answered in Åby. ".trim()), Some("Bob Ray".into()));
    assert_eq!(missed.kind, QuoteKind::Indirect);
    assert_eq!(Target::missed(TEXT, span("“The bridge is safe,”"), None).kind, QuoteKind::Direct);
    assert_eq!(Target::missed(TEXT, span("disagreed: “It is not safe"), None).kind, QuoteKind::Mixed);
    let add = Change::Add { quote: missed, source: Some(anchor("Nobody")), cue: None };
    let (all, applied) = corrected(&[add.clone(), add]);
    assert_eq!(speakers(&all)[3], ("Nobody answered in Åby.", Some("Bob Ray")));
    assert_eq!((all.attributions.len(), all.attributions[3].id.as_str()), (4, "c-0"));
    assert_eq!(applied.corrected, ["c-0"]);

    let (all, _) = corrected(&[Change::Delete { quote: target("“The bridge is safe,”") }]);
    assert_eq!(all.attributions.len(), 2);

    let quote = target("that it would open in May");
    let ends = Change::Ends { quote: quote.clone(), content: vec![anchor("it would open")] };
    let (all, applied) = corrected(&[ends, Change::Kind { quote, kind: QuoteKind::Mixed }]);
    assert_eq!(speakers(&all)[2].0, "it would open");
    assert_eq!(all.attributions[2].kind, QuoteKind::Mixed);
    assert_eq!(applied.corrected.len(), 1);
}

#[test]
fn entities_are_marked_and_unmarked() {
    let mark = |words: &str, kind, name: Option<&str>| Change::Entity {
        words: anchor(words),
        kind,
        name: name.map(str::to_owned),
    };
    let (all, _) = corrected(&[
        mark("Åby", Some(EntityType::Place), None),
        mark("the mayor", Some(EntityType::Person), Some("Ann Lee")),
        mark("Bob Ray", None, None),
    ]);
    let shown: Vec<_> = all.mentions.iter().map(|m| (m.span.of(TEXT), m.entity.0)).collect();
    assert_eq!(shown, [("Ann Lee", 0), ("the mayor", 0), ("Lee told", 0), ("Åby", 2)]);
    assert!(all.people[0].aliases.contains(&"the mayor".to_owned()));
}

#[test]
fn corrections_survive_another_engine_and_a_changed_text() {
    // The newer engine does not find the quote at all, and the text has moved.
    let text = format!("Updated on Tuesday. {TEXT}");
    let mut all = Annotations::default();
    let change = Change::Speaker { quote: target("“It is not safe at all,”"), name: Some("Bob Ray".into()) };
    let gone = Change::Kind {
        quote: Target {
            content: vec![Anchor { exact: "Frogs croak under the moon.".into(), ..Anchor::default() }],
            kind: QuoteKind::Direct,
            speaker: None,
        },
        kind: QuoteKind::Mixed,
    };
    let applied = apply(&mut all, &text, &[correction(0, change), correction(1, gone)]);
    assert_eq!(all.attributions.len(), 1);
    assert_eq!(all.attributions[0].content[0].of(&text), "“It is not safe at all,”");
    assert_eq!(all.attributions[0].speaker.as_deref(), Some("Bob Ray"));
    assert_eq!((applied.corrected, applied.lost), (vec!["c-0".to_owned()], vec!["1".to_owned()]));
}

#[test]
fn they_are_written_and_read_back() {
    let one = correction(7, Change::Speaker { quote: target("“The bridge is safe,”"), name: None });
    let json = serde_json::to_string(&one).unwrap();
    assert!(json.contains(r#""type":"speaker""#), "{json}");
    assert_eq!(serde_json::from_str::<Correction>(&json).unwrap(), one);
}

fn any_anchor() -> impl Strategy<Value = Anchor> {
    (0usize..260, 0usize..60).prop_map(|(start, len)| Anchor::of(TEXT, Span::new(start, start + len)))
}

fn any_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["Ann Lee", "Bob Ray", "Lee", "Cy", ""]).prop_map(str::to_owned)
}

fn any_change() -> impl Strategy<Value = Change> {
    let target = || {
        (proptest::collection::vec(any_anchor(), 0..3), proptest::option::of(any_name()))
            .prop_map(|(content, speaker)| Target { content, kind: QuoteKind::Mixed, speaker })
    };
    prop_oneof![
        (target(), proptest::option::of(any_name())).prop_map(|(quote, name)| Change::Speaker { quote, name }),
        (any_name(), any_name()).prop_map(|(into, from)| Change::Merge { into, from }),
        (any_name(), proptest::collection::vec(any_anchor(), 0..3), any_name())
            .prop_map(|(from, mentions, name)| Change::Split { from, mentions, name }),
        (target(), proptest::option::of(any_anchor())).prop_map(|(quote, source)| Change::Add {
            quote,
            source: source.clone(),
            cue: source
        }),
        target().prop_map(|quote| Change::Delete { quote }),
        (target(), proptest::collection::vec(any_anchor(), 0..3))
            .prop_map(|(quote, content)| Change::Ends { quote, content }),
        target().prop_map(|quote| Change::Kind { quote, kind: QuoteKind::Indirect }),
        (any_anchor(), any::<bool>(), proptest::option::of(any_name())).prop_map(|(words, on, name)| Change::Entity {
            words,
            kind: on.then_some(EntityType::Organisation),
            name
        }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_corrected_stays_well_formed(
        changes in proptest::collection::vec(any_change(), 0..12),
        engine in any::<bool>(),
    ) {
        let article = Article::new("-", TEXT.into(), vec![Block::paragraph(Span::new(0, TEXT.len()))]);
        let mut all = if engine { nlp::annotate(&article, &Engine::rules()) } else { found() };
        let list: Vec<Correction> = changes.into_iter().enumerate().map(|(n, c)| correction(n, c)).collect();
        let applied = apply(&mut all, TEXT, &list);
        for one in &all.attributions {
            prop_assert!(!one.content.is_empty());
            for s in one.content.iter().chain(&one.source).chain(&one.cue) {
                prop_assert!(!s.of(TEXT).is_empty(), "{s:?}");
            }
            prop_assert!(one.content.windows(2).all(|w| w[0].end <= w[1].start));
            if let Some(entity) = one.entity {
                prop_assert_eq!(all.person(entity).map(|p| &p.name), one.speaker.as_ref());
            }
        }
        prop_assert!(all.attributions.windows(2).all(|w| w[0].start() <= w[1].start()));
        prop_assert!(all.mentions.windows(2).all(|w| w[0].span.end <= w[1].span.start));
        let mut entities: Vec<_> = all.people.iter().map(|p| p.entity).collect();
        entities.sort_unstable();
        entities.dedup();
        prop_assert_eq!(entities.len(), all.people.len(), "no entity twice");
        let mut ids: Vec<_> = all.attributions.iter().map(|a| &a.id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), all.attributions.len(), "no id twice");
        for id in &applied.corrected {
            prop_assert!(all.attributions.iter().any(|a| a.id == *id));
        }
        // Without corrections nothing changes.
        let before = all.clone();
        prop_assert_eq!(apply(&mut all, TEXT, &[]), Applied::default());
        prop_assert_eq!(all, before);
    }
}
