//! Rules that correct the names of the encoder, one rule per file, in the order of [`NAME_PASSES`].
//!
//! A rule gets the text, the span of one block and the names of the block in order. It returns the corrected names.
//!
//! The doc of each file begins with a sentence and examples, which a test runs: `[P|Ana Holt] of [L|Oslo]` marks names
//! before and after the rule. `P` is a person, `O` an organisation, `L` a place, `X` another type, and `↵` a line
//! break.

mod abbreviation_ends;
mod abbreviations;
mod addresses;
mod bracketed_initials;
mod brackets;
mod company_suffixes;
mod coordination;
mod country_pairs;
mod demonyms;
mod foundations;
mod given_syllables;
mod headline_verbs;
mod hyphenation;
mod initials_titles;
mod inner_titles;
mod known_pairs;
mod listed_offices;
pub(in crate::nlp) mod mail_headers;
mod nicknames;
mod offices;
mod regnal_numbers;
mod signatures;
mod spaced_articles;
mod super_pac;
mod towns;
mod townspeople;

use crate::nlp::draft::{NameSpan, Pass};
use crate::text::Span;

/// A rule for the names of one block.
pub(in crate::nlp) type NameRule = fn(&str, Span, Vec<NameSpan>) -> Vec<NameSpan>;

/// The rules, in order. A rule has the name of its file.
pub(in crate::nlp) const NAME_PASSES: &[Pass<NameRule>] = &[
    rule("brackets", "cuts names at an unpaired bracket", brackets::cut_at_brackets),
    rule("nicknames", "joins `Leroy “The Hammer” Dunstan`", nicknames::join_nicknames),
    rule("abbreviation ends", "adds the last dot of `U.S.`", abbreviation_ends::complete_abbreviations),
    rule("initials titles", "cuts the title off `US Secretary`", initials_titles::cut_titles),
    rule("super PAC", "drops `PAC` of `super PAC`", super_pac::drop_super_pac),
    rule("known pairs", "splits `United Nations and European Union`", known_pairs::split_known_pairs),
    rule("country pairs", "adds `Mexico` of `U.S.-Mexico border`", country_pairs::add_second_country),
    rule("towns", "splits `Ellery Florida`", towns::split_states),
    rule("spaced articles", "joins `Karim` and `al - Zahiri`", spaced_articles::join_articles),
    rule("hyphenation", "joins `Ana Holt` and `Reyes` of `Ana Holt-Reyes`", hyphenation::rejoin_compounds),
    rule("given syllables", "joins `Lin Mei` and `-an`", given_syllables::include_syllables),
    rule("foundations", "types `Ana B. Holt Foundation` as a body", foundations::retype_foundations),
    rule(
        "headline verbs",
        "cuts names at the verb of a headline: `Ana Holt Slams Falk Bank`",
        headline_verbs::cut_at_verbs,
    ),
    rule("offices", "cuts the office off `Minister of Transport Kamel Holt`", offices::cut_offices),
    rule("listed offices", "cuts the fields off `Farms and Trade Ana Holt`", listed_offices::cut_fields),
    rule("inner titles", "cuts `NATO Chief` off `NATO Chief Ana Holt`", inner_titles::split_at_titles),
    rule("regnal numbers", "extends persons over their number: `Piet III`", regnal_numbers::include_numbers),
    rule("coordination", "extends `Institute of Science` over `and Technology`", coordination::extend_bodies),
    rule("mail headers", "adds senders and recipients: `From: Reyes, Ana`", mail_headers::add_correspondents),
    rule("signatures", "adds the name below `Best regards,`", signatures::add_signatures),
    rule("abbreviations", "adds `U.S.`, `EU`, `R-W.Va.`", abbreviations::add_abbreviations),
    rule("company suffixes", "extends `Halden Freight` over `, Inc.`", company_suffixes::include_suffixes),
    rule("addresses", "drops `holt` of `holt@example.org`", addresses::drop_addresses),
    rule("bracketed initials", "adds `OFB` of `Orrin Farm Board (OFB)`", bracketed_initials::add_bracketed_initials),
    rule("demonyms", "adds `Syrian`, `Republicans`", demonyms::add_demonyms),
    rule("townspeople", "types `New Yorkers` as people, not as a place", townspeople::retype_townspeople),
];

const fn rule(name: &'static str, does: &'static str, run: NameRule) -> Pass<NameRule> {
    Pass { name, does, takes: &["name spans"], gives: &["name spans"], run }
}

/// Confidence of a name that a rule adds without the encoder.
const ADDED: f32 = 0.6;

/// Adds the names of `extra` that do not overlap `found`. All lists are in order.
fn insert_free(found: Vec<NameSpan>, extra: impl IntoIterator<Item = NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    for name in extra {
        while let Some(before) = found.next_if(|e| e.span.end <= name.span.start) {
            out.push(before);
        }
        if found.peek().is_none_or(|e| e.span.start >= name.span.end) {
            out.push(name);
        }
    }
    out.extend(found);
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::nlp::testing::rule_turns;

    #[test]
    fn examples_in_the_docs_hold() {
        for pass in NAME_PASSES {
            let file = format!("src/nlp/names/passes/{}.rs", pass.name.to_lowercase().replace(' ', "_"));
            let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap();
            let doc = source.lines().map_while(|line| line.strip_prefix("//!"));
            let examples: Vec<_> = doc.filter_map(|line| line.trim().split_once(" → ")).collect();
            assert!(!examples.is_empty(), "the doc of {file} has no example");
            for (before, after) in examples {
                rule_turns(pass.run, before, after, &file);
            }
        }
    }
}
