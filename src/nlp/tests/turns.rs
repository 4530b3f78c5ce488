//! Transcripts, signatures, and sources that are more than a name.

use super::*;

/// Content and speaker of everything found.
fn said(text: &str, engine: &Engine) -> Vec<(String, String)> {
    let found = annotate(&article(text), engine);
    well_formed(text, &found);
    let words = |a: &Attribution| a.content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" / ");
    found.attributions.iter().map(|a| (words(a), a.speaker.clone().unwrap_or_default())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(c, s)| ((*c).to_owned(), (*s).to_owned())).collect()
}

const INTERVIEW: &str = "\
Jonas Holt spoke with Ingrid Lindgren.
HOLT: Good morning. Where is the wall?
LINDGREN: It is coming.
We are late, and I am sorry.
[laughter]
HOLT: How late?
LINDGREN (smiling): A year.
MODERATOR: Thank you both.";

#[test]
fn in_a_transcript_every_turn_is_the_labelled_speakers() {
    let expected = pairs(&[
        ("Good morning. Where is the wall?", "Jonas Holt"),
        ("It is coming. / We are late, and I am sorry.", "Ingrid Lindgren"),
        ("How late?", "Jonas Holt"),
        ("A year.", "Ingrid Lindgren"),
        ("Thank you both.", "Moderator"),
    ]);
    assert_eq!(said(INTERVIEW, &Engine::rules()), expected);
    assert_eq!(said(INTERVIEW, &Engine::new()), expected);
}

#[test]
fn whom_the_questions_are_put_to_answers_them() {
    let text = "Rosa Tanaka bakes. We met Tanaka at four.\nQ: Why?\nA: Because I can.\nQ: Really?\nA: Yes.";
    let expected = pairs(&[("Why?", ""), ("Because I can.", "Rosa Tanaka"), ("Really?", ""), ("Yes.", "Rosa Tanaka")]);
    assert_eq!(said(text, &Engine::rules()), expected);
}

#[test]
fn headings_with_colons_are_no_transcript() {
    for text in [
        "Hull: 12 boats\nDover: 9 boats\nHull: 4 boats\nDover: 3 boats\nHull: 8 boats",
        "Update: The wall holds.\nCorrection: It does not.\nUpdate: It does.\nCorrection: We were wrong.",
    ] {
        assert!(said(text, &Engine::rules()).len() < 4, "{text}: {:?}", said(text, &Engine::rules()));
    }
}

#[test]
fn a_name_under_a_quote_signs_it() {
    let text = "Readers on the wall.\n“I walk there every day and I am glad of it.” — Sonya Reed\n“It is far too high.”\n― Karl Obi, fisherman\nThe wall was built in May.";
    assert_eq!(
        said(text, &Engine::new()),
        pairs(&[
            ("“I walk there every day and I am glad of it.”", "Sonya Reed"),
            ("“It is far too high.”", "Karl Obi"),
        ])
    );
}

/// The speaker of the only attribution of `text`.
#[track_caller]
fn speaker(text: &str, wanted: &str) {
    let found = said(text, &Engine::rules());
    assert_eq!(found.last().map(|(_, s)| s.as_str()), Some(wanted), "{text}: {found:?}");
}

#[test]
fn an_apposition_is_a_name() {
    speaker("The wall was safe, said the contractor, Stenmark & Daughters.", "Stenmark & Daughters");
    speaker("An attorney for the city, Ana Brandt, said the wall was safe.", "Ana Brandt");
    speaker("One of the family’s attorneys, Peter Vogel, said the wall was safe.", "Peter Vogel");
    speaker("Vogel’s deputy, Councillor Ana Brandt, said the wall was safe.", "Ana Brandt");
}

#[test]
fn descriptions_stand_for_those_they_vary() {
    speaker("Vermont Senator Peter Vogel came. The senator said the wall was safe.", "Peter Vogel");
    speaker("Peter Vogel came early. The 34-year-old said the wall was safe.", "Peter Vogel");
    speaker("GOP nominee Peter Vogel came. The Republican nominee said the wall was safe.", "Peter Vogel");
    speaker("Peter Vogel came early. The spokesman said the wall was safe.", "spokesman");
}
