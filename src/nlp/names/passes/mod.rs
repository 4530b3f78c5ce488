//! The rules that correct the names of the encoder, one rule a file, in the order of [`NAME_PASSES`].
//!
//! A rule gets the text, the span of one block and the names of the block in order. It gives the names back, corrected.

mod abbreviations;
mod brackets;
mod company_suffixes;
mod coordination;
mod demonyms;
mod hyphenation;
mod known_pairs;
pub(in crate::nlp) mod mail_headers;
mod signatures;
mod super_pac;

use crate::nlp::draft::{NameSpan, Pass};
use crate::text::Span;

/// A rule on the names of one block.
pub(in crate::nlp) type NameRule = fn(&str, Span, Vec<NameSpan>) -> Vec<NameSpan>;

/// The rules on names, in order.
pub(in crate::nlp) const NAME_PASSES: &[Pass<NameRule>] = &[
    rule("brackets", "cuts names at lone brackets: `UN) General Assembly` → `UN`", brackets::cut_at_brackets),
    rule(
        "abbreviation ends",
        "adds a missing last dot, and `Today` to `USA`: `U.S` → `U.S.`",
        abbreviations::complete_abbreviations,
    ),
    rule("super PAC", "drops `PAC` of `super PAC`", super_pac::drop_super_pac),
    rule("known pairs", "splits `United Nations and European Union`", known_pairs::split_known_pairs),
    rule("hyphenation", "rejoins compounds: `Ana Holt` and `Reyes` → `Ana Holt-Reyes`", hyphenation::rejoin_compounds),
    rule(
        "coordination",
        "extends bodies over `and`: `Institute of Science and Technology`",
        coordination::extend_bodies,
    ),
    rule("mail headers", "adds senders and recipients: `From: Reyes, Ana`", mail_headers::add_correspondents),
    rule("signatures", "adds the name below `Best regards,`", signatures::add_signatures),
    rule(
        "abbreviations",
        "adds countries, bodies and states that the encoder missed: `U.S.`, `R-Ariz.`",
        abbreviations::add_abbreviations,
    ),
    rule(
        "company suffixes",
        "extends companies over their legal form: `Halden Freight, Inc.`",
        company_suffixes::include_suffixes,
    ),
    rule(
        "demonyms",
        "adds peoples and parties that the encoder missed: `Syrian`, `Republicans`",
        demonyms::add_demonyms,
    ),
];

const fn rule(name: &'static str, does: &'static str, run: NameRule) -> Pass<NameRule> {
    Pass { name, does, takes: &["name spans"], gives: &["name spans"], run }
}
