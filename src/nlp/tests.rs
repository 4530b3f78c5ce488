//! Tests of the whole engine on made-up sentences.

use std::ops::ControlFlow;

use proptest::prelude::*;

use crate::nlp::testing::{article, rules, said, shipped};
use crate::nlp::*;
use crate::text::Span;

mod anaphora;
mod facts;
mod languages;
mod names;
mod scenes;
mod speakers;
mod turns;

fn run(text: &str) -> Annotations {
    annotate(&article(text), &Engine::rules())
}

#[test]
fn cues_stand_before_behind_and_between() {
    said("[C:“The bridge is safe,”] [S:Ana Brandt] [Q:said].", "Ana Brandt");
    said("[C:“The bridge is safe,”] [Q:said] [S:Ana Brandt].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:said], [C:“The bridge is safe.”]", "Ana Brandt");
    rules().said("[S:Ana Brandt] [Q:said]: [C:“The bridge is safe.”]", "Ana Brandt");
    shipped().said("[S:Ana Brandt] [Q:said:] [C:“The bridge is safe.”]", "Ana Brandt");
    said("[C:“The bridge,”] [S:Ana Brandt] [Q:said], [C:“is safe.”]", "Ana Brandt");
    said("[C:“The bridge is safe,”] [S:Ana Brandt] [Q:said]. [C:“We looked at it.”]", "Ana Brandt");
    said("[C:\"The bridge is safe,\"] [S:Ana Brandt] [Q:said].", "Ana Brandt");
    said("[C:``The bridge is safe,''] [S:Ana Brandt] [Q:said].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:said] [C:that the bridge was safe].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:said] [C:the bridge was safe].", "Ana Brandt");
    said("[C:The bridge was safe], [S:Ana Brandt] [Q:said].", "Ana Brandt");
    said("[C:The bridge was “perfectly safe” in any wind], [S:Ana Brandt] [Q:said].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:told] reporters on Monday [C:that the bridge was safe].", "Ana Brandt");
    said("[Q:According to] [S:Ana Brandt], [C:the bridge was safe].", "Ana Brandt");
    said("[C:The bridge was safe], [Q:according to] [S:Ana Brandt].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:was quoted as saying] [C:the bridge was safe].", "Ana Brandt");
    said("[C:“The bridge is safe,”] [S:Ana Brandt] [Q:was quoted as saying].", "Ana Brandt");
}

#[test]
fn many_verbs_report() {
    said("[S:Ana Brandt] [Q:has denied] [C:that the bridge was closed].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:also condemned] [C:the closing of the bridge].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:promised] [C:to open the bridge].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:called for] [C:a new bridge].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:wondered] [C:why the bridge was closed].", "Ana Brandt");
    said("[S:Ana Brandt] [Q:repeatedly warned] [C:that the bridge might fall].", "Ana Brandt");
}

#[test]
fn sources_keep_their_apposition_and_lose_what_leads_in() {
    said("[C:“It is safe,”] [Q:said] [S:Ana Brandt, the city’s chief engineer].", "Ana Brandt");
    rules().said("[S:Ana Brandt, the city’s chief engineer], [Q:said] [C:it was safe].", "Ana Brandt");
    shipped().said("[S:Ana Brandt, the city’s chief engineer,] [Q:said] [C:it was safe].", "Ana Brandt");
    said("[S:Chief engineer Ana Brandt] [Q:said] [C:it was safe].", "Ana Brandt");
    said("On Monday [S:Ana Brandt] [Q:said] [C:it was safe].", "Ana Brandt");
    said("In an interview with Harbour Radio, [S:Ana Brandt] [Q:said] [C:it was safe].", "Ana Brandt");
    said("[C:“It is safe,”] [Q:said] [S:a spokesman for the city].", "spokesman for the city");
    said("[S:Swiss and French officials] [Q:said] [C:it was safe].", "Swiss and French officials");
}

#[test]
fn pronouns_and_descriptions_are_resolved() {
    said("Ana Brandt came early. [C:“It is safe,”] [S:she] [Q:said].", "Ana Brandt");
    said("Ana Brandt met Peter Vogel on the quay. [S:He] [Q:said] [C:the bridge would open].", "Peter Vogel");
    said(
        "Latvian President Ilze Kalns came early. [S:The Latvian president] [Q:praised] [C:the new bridge].",
        "Ilze Kalns",
    );
    said("Mayor Peter Vogel came with Ana Brandt. [S:Vogel] [Q:said] [C:the bridge would open].", "Peter Vogel");
    said("Bill Harlow and Helen Harlow came. [S:Mrs. Harlow] [Q:said] [C:the bridge would open].", "Helen Harlow");
}

#[test]
fn what_merely_stands_in_quotation_marks_is_no_speech() {
    for text in [
        "They crossed the so-called “iron bridge” at noon.",
        "The film “Night on the River” opens in May.",
        "Peter “Rusty” Vogel lives by the bridge.",
        "The board is 6'2\" wide.",
    ] {
        assert_eq!(run(text).attributions, [], "{text}");
    }
}

#[test]
fn a_quote_over_two_paragraphs_is_one() {
    said("[C:“We built it well,”] [S:Ana Brandt] [Q:said]. [C:“Nobody believed us.]\n[C:“Now they do.”]", "Ana Brandt");
}

#[test]
fn a_colon_announces_the_next_paragraph() {
    let quote = "[C:“It is safe, and it will be safe next year.”]";
    rules().said(&format!("When asked about the bridge, [S:Ana Brandt] [Q:replied]:\n{quote}"), "Ana Brandt");
    shipped().said(&format!("When asked about the bridge, [S:Ana Brandt] [Q:replied:]\n{quote}"), "Ana Brandt");
}

#[test]
fn a_block_quote_ends_with_its_block() {
    let text = "The council met on Tuesday in the old town hall to talk about the boat and the mill.\n\n\
                Mara Lind, the harbour master, wrote:\n\n\
                Nobody in the queue seemed surprised, and most of them had brought a book to read.\n\n\
                The council adjourned at noon and will meet again in the spring, when the budget is due.";
    let mut article = article(text);
    article.blocks[2].quote_depth = 1;
    let found = annotate(&article, &Engine::new());
    for attribution in &found.attributions {
        assert!(attribution.content.iter().all(|c| c.end <= article.blocks[2].span.end), "{attribution:?}");
    }
}

#[test]
fn in_a_dialogue_speakers_take_turns() {
    let text = "“Are you coming?” asked Ana.\n“Not today,” said Peter.\n“Why not?”\n“The bridge is closed.”\n“Since when?”\n“Since noon, I think.”\n“I see.”";
    let found = run(text);
    let by: Vec<_> = found.attributions.iter().map(|a| a.speaker.as_deref().unwrap_or("?")).collect();
    assert_eq!(by[..6], ["Ana", "Peter", "Ana", "Peter", "Ana", "Peter"], "{:?}", found.attributions);
    assert!(found.attributions.iter().skip(2).all(|a| a.source.is_empty()), "no words name them");
}

#[test]
fn an_odd_mark_spoils_its_own_paragraph_only() {
    said("He paid 5\" for it. An odd \" mark.\n[C:“It is safe,”] [S:Ana Brandt] [Q:said].", "Ana Brandt");
}

#[test]
fn a_german_text_gives_marked_quotes_and_plain_speakers() {
    let text = "Der Bürgermeister kam gestern in die Stadt und sprach mit den Leuten auf dem Platz. „Die Brücke ist sicher und bleibt offen“, sagte Anna Brandt. Danach ging er wieder nach Hause.";
    let found = run(text);
    assert_eq!(found.foreign.as_deref(), Some("deu"));
    assert_eq!(found.attributions.len(), 1);
    assert_eq!(found.attributions[0].content[0].of(text), "„Die Brücke ist sicher und bleibt offen“");
    let source: Vec<&str> = found.attributions[0].source.iter().map(|span| span.of(text)).collect();
    assert_eq!(source, ["Anna Brandt"]);
}

/// A made-up wire report with titles, a shared given name, a pronoun, a description and partial quotes.
const REPORT: &str = "\
Norvan President Tomas al-Rashid held talks with his Belgian counterpart Pieter Maes on 3 June 2021, a day after he landed in Brussels.
Rashid was met by Belgium’s Deputy Foreign Minister Luc Dumont and by Norva’s envoy, Tomas al-Haddad.
The talks “will open a new chapter” between the two countries, Rashid told Maes at the palace.
The Norvan president welcomed the help of the Belgian fire service.
“We stand by our friends,” Maes said.
He also condemned the neighbours for “lies … and insults” in the press.
The meeting dealt with “the whole range of trade,” according to a Belgian government spokesman.
Belgian and Norvan officials have accused smugglers of using the port.
";

#[test]
fn a_wire_report_is_read_as_its_readers_read_it() {
    let found = run(REPORT);
    let said: Vec<(String, Option<&str>)> = found
        .attributions
        .iter()
        .chain(&found.stances)
        .map(|a| (a.content.iter().map(|s| s.of(REPORT)).collect::<Vec<_>>().join(" … "), a.speaker.as_deref()))
        .collect();
    for (content, speaker) in [
        ("The talks “will open a new chapter” between the two countries", "Tomas al-Rashid"),
        ("the help of the Belgian fire service", "Tomas al-Rashid"),
        ("“We stand by our friends,”", "Pieter Maes"),
        ("the neighbours for “lies … and insults” in the press", "Pieter Maes"),
        ("The meeting dealt with “the whole range of trade,”", "Belgian government spokesman"),
        ("smugglers of using the port", "Belgian and Norvan officials"),
    ] {
        assert!(said.contains(&(content.to_owned(), Some(speaker))), "{content}\n{said:#?}");
    }
    let told = found.attributions.iter().find(|a| a.addressee.is_some());
    assert_eq!(told.and_then(|a| a.addressee.as_deref()), Some("Pieter Maes"));
    let names: Vec<&str> = found.people.iter().map(|p| p.name.as_str()).collect();
    assert!(names.contains(&"Tomas al-Haddad") && names.contains(&"Tomas al-Rashid"), "{names:?}");
    let rashid = found.people.iter().find(|p| p.name == "Tomas al-Rashid").unwrap();
    assert!(
        rashid.aliases.iter().any(|a| a == "Rashid") && rashid.roles.iter().any(|r| r == "Norvan President"),
        "{rashid:?}"
    );
    let deputy = found.facts.iter().any(|f| {
        matches!(&f.kind, FactKind::Role { role, of, .. } if role == "Deputy Foreign Minister" && of.as_deref() == Some("Belgium"))
    });
    assert!(deputy, "{:?}", found.facts);
    assert!(found.facts.iter().any(|f| matches!(&f.kind, FactKind::Date { value: Some(v) } if v == "2021-06-03")));
    let evidence = found
        .attributions
        .iter()
        .chain(&found.stances)
        .find(|a| a.source.iter().any(|s| s.of(REPORT) == "The Norvan president"))
        .and_then(|a| a.evidence.clone());
    assert!(evidence.is_some_and(|e| e.antecedent.of(REPORT).contains("Rashid")));
}

#[test]
fn quantities_have_numbers_and_units() {
    let text = "Some 3,000 people paid $2.5 million for 12 percent of it, and walked 40 km in two days.";
    let found = run(text);
    let got: Vec<(Option<f64>, Option<String>)> = found
        .facts
        .iter()
        .filter_map(|f| match &f.kind {
            FactKind::Quantity { value, unit, .. } => Some((*value, unit.clone())),
            _ => None,
        })
        .collect();
    let want = [(3000.0, "people"), (2.5e6, "USD"), (12.0, "%"), (40.0, "km"), (2.0, "days")];
    assert_eq!(got, want.map(|(v, u)| (Some(v), Some(u.to_owned()))));
}

/// Checks invariants of the annotations of any text.
fn well_formed(text: &str, found: &Annotations) {
    let fits = |s: &Span| assert!(!s.is_empty() && text.get(s.range()).is_some(), "{s:?} in {text:?}");
    let mut end = 0;
    for m in &found.mentions {
        fits(&m.span);
        assert!(m.span.start >= end, "mentions overlap in {text:?}");
        end = m.span.end;
    }
    let mut start = 0;
    let mut ids = std::collections::HashSet::new();
    for a in &found.attributions {
        assert!(!a.content.is_empty() && a.start() >= start && ids.insert(a.id.clone()), "{a:?} in {text:?}");
        start = a.start();
        a.content.iter().chain(&a.source).chain(&a.cue).for_each(fits);
        assert!(a.content.windows(2).all(|w| w[0].end <= w[1].start), "{a:?} in {text:?}");
        assert!((0.0..=1.0).contains(&a.confidence));
        assert_eq!(a.speaker.is_some(), a.entity.is_some());
        assert!(a.entity.is_none_or(|e| found.person(e).is_some()));
    }
    found.facts.iter().for_each(|f| fits(&f.span));
}

/// Generates sentences of the kinds that the rules handle, to be mixed.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("“It is late,” ".to_owned()),
        Just("Ana Brandt said. ".to_owned()),
        Just("according to ".to_owned()),
        Just("the mayor, who ".to_owned()),
        Just("told Mr. Vogel that ".to_owned()),
        Just("he ".to_owned()),
        Just("\n".to_owned()),
        Just("\" ".to_owned()),
        Just("“".to_owned()),
        Just(", ".to_owned()),
        Just("adding ".to_owned()),
        Just("was quoted as saying ".to_owned()),
        Just("and ".to_owned()),
        Just("on 3 March 2020 ".to_owned()),
        Just("Name: ".to_owned()),
        Just("' ".to_owned()),
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn any_text_gives_well_formed_annotations(text in prose()) {
        well_formed(&text, &run(&text));
        well_formed(&text, &annotate(&article(&text), &Engine::new()));
    }

    #[test]
    fn any_characters_give_well_formed_annotations(text in "(\\PC|[\\n\"' “”.,:A-Za-z]){0,120}") {
        well_formed(&text, &run(&text));
        well_formed(&text, &annotate(&article(&text), &Engine::new()));
    }
}

#[test]
fn pieces_grow_and_the_last_is_the_whole() {
    let mut text = String::new();
    for n in 0..1500 {
        text += &format!(
            "“We counted {n} boats,” said Ana Brandt of the harbour. Peter Vogel denied that it was so. He left.\n\n"
        );
    }
    let article = article(&text);
    let engine = Engine::rules();
    let whole = annotate(&article, &engine);
    for focus in [0, text.len() / 2, text.len()] {
        let mut pieces = Vec::new();
        let done = annotate_from(&article, &engine, focus, &mut |a| {
            pieces.push(a);
            ControlFlow::Continue(())
        });
        assert!(done.is_continue() && pieces.len() > 2);
        for pair in pieces.windows(2) {
            assert!(pair[1].covered[0].covers(pair[0].covered[0]) && !pair[0].complete);
            let later: std::collections::HashSet<_> = pair[1].attributions.iter().map(|a| &a.id).collect();
            assert!(pair[0].attributions.iter().all(|a| later.contains(&a.id)), "ids stay");
        }
        assert!(pieces[0].covered[0].start <= focus && focus <= pieces[0].covered[0].end);
        let last = pieces.pop().unwrap();
        well_formed(&text, &last);
        let plain = |a: &Annotations| {
            let mut a = a.clone();
            a.attributions.iter_mut().for_each(|x| x.revised = false);
            a
        };
        assert!(last.complete && plain(&last) == plain(&whole));
    }
    let mut calls = 0;
    let stopped = annotate_from(&article, &engine, 0, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    assert!(stopped.is_break() && calls == 1);
}
