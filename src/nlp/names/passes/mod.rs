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
mod offices;
mod signatures;
mod super_pac;

use crate::nlp::draft::{NameSpan, Pass};
use crate::text::Span;

/// A rule on the names of one block.
pub(in crate::nlp) type NameRule = fn(&str, Span, Vec<NameSpan>) -> Vec<NameSpan>;

/// The rules on names, in order.
pub(in crate::nlp) const NAME_PASSES: &[Pass<NameRule>] = &[
    Pass {
        name: "brackets",
        does: "cuts names at lone brackets: `UN) General Assembly` → `UN`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: brackets::cut_at_brackets,
    },
    Pass {
        name: "abbreviation ends",
        does: "adds a missing last dot, and `Today` to `USA`: `U.S` → `U.S.`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: abbreviations::complete_abbreviations,
    },
    Pass {
        name: "super PAC",
        does: "drops `PAC` of `super PAC`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: super_pac::drop_super_pac,
    },
    Pass {
        name: "known pairs",
        does: "splits `United Nations and European Union`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: known_pairs::split_known_pairs,
    },
    Pass {
        name: "hyphenation",
        does: "rejoins compounds: `Ana Holt` and `Reyes` → `Ana Holt-Reyes`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: hyphenation::rejoin_compounds,
    },
    Pass {
        name: "offices",
        does: "cuts offices off names: `Minister of Transport Kamel Holt` → `Kamel Holt`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: offices::cut_offices,
    },
    Pass {
        name: "coordination",
        does: "extends bodies over `and`: `Institute of Science and Technology`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: coordination::extend_bodies,
    },
    Pass {
        name: "mail headers",
        does: "adds senders and recipients: `From: Reyes, Ana`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: mail_headers::add_correspondents,
    },
    Pass {
        name: "signatures",
        does: "adds the name below `Best regards,`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: signatures::add_signatures,
    },
    Pass {
        name: "abbreviations",
        does: "adds countries, bodies and states that the encoder missed: `U.S.`, `R-Ariz.`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: abbreviations::add_abbreviations,
    },
    Pass {
        name: "company suffixes",
        does: "extends companies over their legal form: `Halden Freight, Inc.`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: company_suffixes::include_suffixes,
    },
    Pass {
        name: "demonyms",
        does: "adds peoples and parties that the encoder missed: `Syrian`, `Republicans`",
        takes: &["name spans"],
        gives: &["name spans"],
        run: demonyms::add_demonyms,
    },
];
