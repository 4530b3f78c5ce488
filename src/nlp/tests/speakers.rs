//! Speakers that are described, listed or referred to, in made-up news.

use crate::nlp::testing::shipped;
use crate::nlp::tests::*;

#[test]
fn an_office_with_its_body_is_its_holder() {
    let lead = "The founder and director of the Explorers Network, Olivier Renner, announced a film on Monday. Ana Holt, a guide, went with him.\n";
    shipped().speakers(
        &format!("{lead}“We will sail,” the director of the Explorers Network said."),
        &[("We will sail", "Olivier Renner")],
    );
}

#[test]
fn a_vice_president_is_not_the_president() {
    let text = "President Piet Renner visited Acme Corp. in Oslo. “We pay well,” its senior vice president said.";
    shipped().speakers(text, &[("We pay", "its senior vice president")]);
}

#[test]
fn offices_before_a_name_are_no_speakers() {
    for (office, name) in [
        ("Ostria director general of police (DGP) LR Bishnoi", "LR Bishnoi"),
        ("Harbour Line group chief executive officer (CEO) Effendy Holt", "Effendy Holt"),
        ("Former Secretary of State and Coast Party nominee Ana Reyes", "Ana Reyes"),
        ("Malaysian member of parliament Charles Holt", "Charles Holt"),
        ("Study co-author and University of Ellery professor in linguistics Elena Holt", "Elena Holt"),
        ("Vice President Joseph R. Holt Jr.", "Joseph R. Holt Jr"),
    ] {
        shipped().speakers(&format!("“The ships have sailed,” said {office}. He left."), &[("The ships", name)]);
    }
}

#[test]
fn a_list_of_people_is_a_group() {
    let text = "Ana Holt, Piet Renner and Tom Vale said that the harbour must stay open.";
    shipped().speakers(text, &[("must stay open", "Ana Holt, Piet Renner and Tom Vale")]);
}

#[test]
fn the_possessor_of_a_description_has_a_full_name() {
    let text = "Ana Holt left for Oslo on Monday. “She is well,” Holt’s aides said.";
    shipped().speakers(text, &[("She is well", "Ana Holt’s aides")]);
}

#[test]
fn a_topic_in_front_of_a_pronoun_is_its_antecedent() {
    let text = "Eric Renner and David Holt are comedians. “I rehearse,” Renner said. “I rehearse a lot,” Renner added.\nFor Holt, he said it is all about writing.";
    shipped().speakers(text, &[("it is all about", "David Holt")]);
}

#[test]
fn the_only_person_of_the_paragraph_before_speaks_next() {
    let text = "Eric Renner and David Holt are jugglers. “I sing of the coast,” Renner said. “It is our home,” he added.\nThe culture of the coast is also important to Holt, who began by dancing.\n“I like to share it,” he said.";
    shipped().speakers(text, &[("I like to share", "David Holt")]);
}

#[test]
fn a_name_in_an_adjunct_is_not_the_subject() {
    let text = "Dario Chan is a comedian. “I joke,” Chan said. “I joke a lot,” he added.\nIn one episode about the pianist Eric Renner, he said that practice is dull.";
    shipped().speakers(text, &[("practice is dull", "Dario Chan")]);
}

#[test]
fn they_are_the_sources_named_again() {
    let lead =
        "Sources in the health service said that Piet Renner met Tom Vale of the Oslo Centre for Mental Health.\n";
    shipped().speakers(
        &format!("{lead}The sources said that his tactics went on for years. They said he called Vale twice."),
        &[("he called Vale", "Sources in the health service")],
    );
}

#[test]
fn a_counterpart_in_front_of_a_name_is_a_role() {
    let lead = "His remarks echoed those of foreign minister Enzo Renner, who was accused of bad faith by his Ostrian counterpart, Maja Holt.\n";
    shipped().speakers(
        &format!("{lead}The Ostrian foreign minister said such letters were “worthless”."),
        &[("worthless", "Maja Holt")],
    );
}

#[test]
fn the_latter_is_the_second_of_two_people() {
    let lead = "The speeches of Deepak Holt, Minister of Trade, and Bobby Renner, Minister of Ports, were awaited. ";
    shipped().speakers(
        &format!("{lead}The latter denounced what he called a plot “to close the harbour”."),
        &[("to close the harbour", "Bobby Renner")],
    );
}

#[test]
fn the_head_of_state_is_the_president() {
    let lead = "The President of the Republic Pedro Holt spoke in Oslo on Friday. Mr. Holt met Ana Renner, a guide.\n";
    shipped().speakers(&format!("{lead}“We will build,” the Head of State said."), &[("We will build", "Pedro Holt")]);
}

#[test]
fn a_body_in_lower_case_is_the_named_one() {
    let text = "The National Union of Metalworkers says it is going ahead with its congress.\nHowever, on Tuesday after an urgent meeting, the trade union said it had resolved to go ahead.";
    shipped().speakers(text, &[("it had resolved", "National Union of Metalworkers")]);
}

#[test]
fn a_relative_clause_may_be_interrupted() {
    let text = "Plaudits flooded in on Monday for Ana Holt, including from the renowned chef Piet Renner, who, calling her his friend, wrote:\n“She loved the coast and its cooking like no one! Her books open a window into its soul!”";
    shipped().speakers(text, &[("She loved the coast", "Piet Renner")]);
}

#[test]
fn a_website_is_its_owners() {
    let text = "Diana Holt won the prize of the Harbour Society in Oslo. According to her website, she spent years in the villages.";
    shipped().speakers(text, &[("she spent years", "Diana Holt’s website")]);
}

#[test]
fn an_office_in_front_of_a_comma_is_a_role() {
    let lead =
        "Harbour Union President, Emmanuel Holt, said the port must open.\nPiet Renner spoke to the crowd in Oslo.\n";
    shipped().speakers(
        &format!("{lead}The Harbour Union President accused the state of “deceit”."),
        &[("deceit", "Emmanuel Holt")],
    );
}

#[test]
fn a_clause_after_a_title_is_no_part_of_it() {
    let lead = "Norwegian President Piet Renner and French President Ana Holt met in Oslo.\n";
    shipped().speakers(
        &format!("{lead}The Norwegian president, who leads the Supreme Harbour Council, said the deal was “late”."),
        &[("late", "Piet Renner")],
    );
}

#[test]
fn a_surname_alone_is_the_bearer_who_spoke() {
    let text = "Former Mayor Tom Holt criticized the bridge as a “crazy system” during a stop in Oslo for his wife, Ana Holt.\n\n“It does not make any sense. The bridge does not work here,” Holt said.";
    shipped().speakers(text, &[("It does not make any sense", "Tom Holt")]);
}

#[test]
fn a_person_introduced_at_the_end_of_a_paragraph_speaks_next() {
    let text = "The bridge is old and the council is poor, which is a thing that troubles Henry Crest, president of the harbour board.\n\n“Nobody mends it,” he said.";
    shipped().speakers(text, &[("Nobody mends it", "Henry Crest")]);
}

#[test]
fn a_count_before_a_relative_or_a_possessive_keeps_its_people() {
    shipped().speakers(
        "This did not go well with family members of the victims, many of whom say the claims are unfounded.",
        &[("the claims are unfounded", "family members of the victims")],
    );
    shipped().speakers(
        "Piet Renner knows them. Many of his supporters say the ferry will sail.",
        &[("the ferry will sail", "Many of Piet Renner’s supporters")],
    );
}

#[test]
fn two_bodies_with_initials_are_both_the_source() {
    let text =
        "The Orrin Harbour Board (OHB) and the Orrin Farm Institute (OFI) said on Monday that the pier must close.";
    shipped().speakers(text, &[("the pier must close", "Orrin Harbour Board and the Orrin Farm Institute")]);
}

#[test]
fn a_posted_film_is_no_speech() {
    let text = "Ana Holt posted a video of the storm. Renner posted: “The storm is over.”";
    let found = annotate(&article(text), &Engine::new());
    let listed: Vec<&str> = found.attributions.iter().flat_map(|a| &a.content).map(|c| c.of(text)).collect();
    assert!(!listed.iter().any(|c| c.contains("video")), "{listed:?}");
    assert!(listed.iter().any(|c| c.contains("The storm is over")), "{listed:?}");
}

#[test]
fn a_middle_name_alone_is_the_person() {
    let text =
        "The engineer Mamy Muzora Ingabe built the first plane of the valley. “It flies,” Muzora told the Herald.";
    shipped().speakers(text, &[("It flies", "Mamy Muzora Ingabe")]);
}

/// From a joint statement in a numbered list: the body named last stood as the speaker.
#[test]
fn they_of_a_numbered_list_are_those_of_the_item_before() {
    shipped().speakers(
        "The presidents met in Oslo on Tuesday.\n\n1. They stressed the goals of the United Nations Charter, and stated \
         that they should last.\n\n2. They welcomed the talks. They condemned the blasts in the north. They stressed \
         the need for “full calm”.",
        &[("full calm", "presidents")],
    );
}

/// From a report of an agency: “island also hosts” stood as the speaker.
#[test]
fn a_verb_after_an_adverb_is_no_group() {
    let text = "The island also hosts a clinic. It has surveyed the “marine life” of the coast, they added.";
    let found = annotate(&article(text), &Engine::new());
    assert!(found.attributions.iter().all(|a| !a.speaker.as_deref().is_some_and(|s| s.contains("hosts"))), "{found:?}");
}

/// From a report on an election: the president in office stood as the speaker.
#[test]
fn a_former_office_is_that_of_whoever_held_it() {
    shipped().speakers(
        "President Piet Renner has been re-elected. Ex-President Tom Vale told the press that he believed the results to \
         be wrong. President Renner had won by far.\n\nThe count, the ex-President claimed, was “close to the first one”.",
        &[("close to the first one", "Tom Vale")],
    );
}

/// From a report on a rally: the constituency stood as the speaker.
#[test]
fn the_member_for_a_place_is_not_the_place() {
    shipped().speakers(
        "Ana Holt spoke in Oslo. The Bengaluru South MP also claimed that the law had “helped the poor”.",
        &[("helped the poor", "Ana Holt")],
    );
}
