//! Tests of entities and types of names, from given encoder results for each mention.

use crate::nlp::draft::{Candidate, LowerCaseWords, Names};
use crate::nlp::names::entities;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::nlp::syntax::quotation_marks;
use crate::nlp::testing::{names, shipped};
use crate::nlp::tests::*;

/// Groups `mentions` (words, type, score) of `text`. Each is looked up after the previous one.
fn gather(text: &str, mentions: &[(&str, EntityType, f32)]) -> Names {
    let whole = Span::new(0, text.len());
    let syntax = BlockSyntax::read(text, whole, quotation_marks::regions(text, whole, None), false);
    let ruled = crate::nlp::names::candidates::candidates(text, &syntax);
    let mut at = 0;
    let candidates: Vec<Candidate> = mentions
        .iter()
        .map(|(words, kind, weight)| {
            let start = at + text[at..].find(words).unwrap_or_else(|| panic!("no {words} in {text}"));
            at = start + words.len();
            let span = Span::new(start, at);
            let near = ruled.iter().find(|r| r.span.overlaps(span));
            Candidate::from_encoder(text, &syntax, (span, *kind, *weight), near)
        })
        .collect();
    let mut common = LowerCaseWords::default();
    common.add(text, &syntax);
    entities::gather(text, &[&candidates], &common)
}

/// Returns names and types, in order of first mention.
fn kinds(names: &Names) -> Vec<(&str, EntityType)> {
    let mut seen = Vec::new();
    for mention in &names.mentions {
        if !seen.contains(&mention.entity) {
            seen.push(mention.entity);
        }
    }
    seen.iter().map(|e| (names.entities[*e].name.as_str(), names.entities[*e].kind)).collect()
}

use EntityType::{Organisation, Other, Person, Place};

#[test]
fn persons_bodies_and_places_are_told_apart() {
    names("[P|Ana Holt] of [L|Oslo] left.");
    shipped().names("[P|Ana Holt] left the [O|Harbour Committee] in [L|Oslo] on Monday with 12 boats.");
    shipped().names("[P|Mara Lind], who runs [O|Halden Freight, Inc.], flew to [L|New York].");
}

#[test]
fn a_name_is_of_one_kind() {
    let text = "Checkwise rated it. Later Checkwise said so. The editors of Checkwise agreed.";
    let found =
        gather(text, &[("Checkwise", Organisation, 0.9), ("Checkwise", Person, 0.6), ("Checkwise", Organisation, 0.8)]);
    assert_eq!(kinds(&found), [("Checkwise", Organisation)]);
    assert!(found.mentions.iter().all(|m| m.kind == Some(Organisation)));
    let found =
        gather(text, &[("Checkwise", Organisation, 0.4), ("Checkwise", Person, 0.9), ("Checkwise", Person, 0.8)]);
    assert_eq!(kinds(&found), [("Checkwise", Person)]);
}

/// From a report of the AP: in `showed Starmer failing to answer` the name was typed as a body.
#[test]
fn a_surname_is_whose_it_is() {
    let (person, body) = (EntityType::Person, EntityType::Organisation);
    let holt = gather("Keir Holt spoke. It showed Holt failing.", &[("Keir Holt", person, 0.9), ("Holt", body, 0.5)]);
    assert_eq!(kinds(&holt), [("Keir Holt", person)]);
    let firm = gather("Gerald Holt built cars. Holt fell 3%.", &[("Gerald Holt", person, 0.9), ("Holt", body, 0.9)]);
    assert_eq!(kinds(&firm), [("Gerald Holt", person), ("Holt", body)]);
}

#[test]
fn a_place_is_where_things_happen() {
    let found = gather("They met in Tel Ashur on Monday.", &[("Tel Ashur", Person, 0.5)]);
    assert_eq!(kinds(&found), [("Tel Ashur", Place)]);
    let found = gather("They believe in Ana Brandt on Monday.", &[("Ana Brandt", Person, 0.5)]);
    assert_eq!(kinds(&found), [("Ana Brandt", Person)]);
}

#[test]
fn a_body_and_the_tail_of_its_name_are_one() {
    let text = "The Harbour Police Department came. The Police Department said so. The Fire Department did not.";
    let found = gather(
        text,
        &[
            ("Harbour Police Department", Organisation, 0.9),
            ("Police Department", Organisation, 0.9),
            ("Fire Department", Organisation, 0.9),
        ],
    );
    assert_eq!(kinds(&found), [("Harbour Police Department", Organisation), ("Fire Department", Organisation)]);
    let two = format!("{text} The Valley Police Department slept.");
    let found = gather(
        &two,
        &[
            ("Harbour Police Department", Organisation, 0.9),
            ("Police Department", Organisation, 0.9),
            ("Valley Police Department", Organisation, 0.9),
        ],
    );
    assert_eq!(found.entities.len(), 3, "which of the two is not known");
}

#[test]
fn a_title_is_no_name() {
    let found = gather(
        "Minister resigns. Mayor Piet Renner and Renner wept.",
        &[("Minister", Person, 0.7), ("Mayor Piet Renner", Person, 0.9), ("Renner", Person, 0.9)],
    );
    assert_eq!(kinds(&found), [("Piet Renner", Person)]);
    assert_eq!(found.mentions.len(), 2);
}

#[test]
fn one_person_under_slips_and_particles() {
    let found = gather(
        "Bill de Vries came. De Vries sang. Ana O’Dell and O'Dell left.",
        &[
            ("Bill de Vries", Person, 0.9),
            ("De Vries", Person, 0.9),
            ("Ana O’Dell", Person, 0.9),
            ("O'Dell", Person, 0.9),
        ],
    );
    assert_eq!(kinds(&found), [("Bill de Vries", Person), ("Ana O’Dell", Person)]);
    let found = gather(
        "Ana Lindqvist came. Linqvist sang. Piet Harlow and the Harlows left.",
        &[("Ana Lindqvist", Person, 0.9), ("Linqvist", Person, 0.9), ("Piet Harlow", Person, 0.9)],
    );
    assert_eq!(kinds(&found), [("Ana Lindqvist", Person), ("Piet Harlow", Person)]);
}

#[test]
fn a_husband_is_not_his_wife() {
    let found = gather(
        "Mary Vogel was there. Mr. Vogel was not. Mr. Vogel slept.",
        &[("Mary Vogel", Person, 0.9), ("Vogel", Person, 0.9), ("Vogel", Person, 0.9)],
    );
    assert_eq!(kinds(&found), [("Mary Vogel", Person), ("Mr. Vogel", Person)]);
}

/// From a made-up report of a court: `the Corps` was a separate body.
#[test]
fn a_body_is_called_by_what_it_is() {
    let text = "The Army Corps of Engineers built it. The Corps paid. The Harbour Committee met. The River Committee left. \
        The Committee came back. The Band played.";
    let body = |words| (words, Organisation, 0.9);
    let found = gather(
        text,
        &[
            body("Army Corps of Engineers"),
            body("Corps"),
            body("Harbour Committee"),
            body("River Committee"),
            body("Committee"),
        ],
    );
    let of: Vec<_> = found.mentions.iter().map(|m| found.entities[m.entity].name.as_str()).collect();
    assert_eq!(
        of,
        [
            "Army Corps of Engineers",
            "Army Corps of Engineers",
            "Harbour Committee",
            "River Committee",
            "River Committee"
        ]
    );
}

/// `Jordan` and `Ford` were typed as a country and a company, one line below the full name of the person.
#[test]
fn a_full_name_outweighs_the_lists() {
    for (text, full, short) in [
        ("Lloyd Austin met the bankers. Austin said so.", "Lloyd Austin", "Austin"),
        ("Rob Ford met the bankers. Ford said so.", "Rob Ford", "Ford"),
        ("Georgia Brandt keeps bees. Georgia said so.", "Georgia Brandt", "Georgia"),
    ] {
        let found = gather(text, &[(full, Person, 0.9), (short, Person, 0.8)]);
        assert_eq!(kinds(&found), [(full, Person)], "{text}");
    }
    // Both types in one text: the preposition and the encoder's score decide.
    let text = "Lloyd Austin met the bankers in Austin on Friday. Austin said so.";
    let found = gather(text, &[("Lloyd Austin", Person, 0.9), ("Austin", Place, 0.9), ("Austin", Person, 0.8)]);
    assert_eq!(kinds(&found), [("Lloyd Austin", Person), ("Austin", Place)]);
}

#[test]
fn a_list_is_weighed_against_the_encoder() {
    for (text, name, kind, weight, want) in [
        // A name with few other bearers in the world, and a low score.
        ("Damascus affirmed it.", "Damascus", Organisation, 0.5, Place),
        ("Damascus affirmed it.", "Damascus", Person, 0.5, Place),
        // A name with many bearers.
        ("Sofia tied the goat to the fence.", "Sofia", Person, 0.9, Person),
        ("The hall of Sofia was full.", "Sofia", Place, 0.9, Place),
        ("The ferry crossed the Atlantic.", "Atlantic", Place, 0.9, Place),
        ("She writes for the Atlantic.", "Atlantic", Organisation, 0.9, Organisation),
        // Peoples are not places.
        ("It asked Kenyans to wait.", "Kenyans", Place, 0.5, Other),
    ] {
        assert_eq!(kinds(&gather(text, &[(name, kind, weight)])), [(name, want)], "{text}");
    }
}

/// Regression: a name that ended in `City` was always a place, against the encoder.
#[test]
fn a_site_at_the_end_of_a_name_is_weighed() {
    let found = gather("Harbour City won the match.", &[("Harbour City", Organisation, 0.95)]);
    assert_eq!(kinds(&found), [("Harbour City", Organisation)]);
    let found = gather("They met at Harbour Castle.", &[("Harbour Castle", Organisation, 0.4)]);
    assert_eq!(kinds(&found), [("Harbour Castle", Place)]);
}
