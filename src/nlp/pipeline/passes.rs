//! The order of the passes: what each takes, what it gives, and its function.
//!
//! [`crate::nlp::names::passes::NAME_PASSES`] are the steps of the block pass "names of the encoder". The
//! table in ARCHITECTURE.md is made from these lists.

use crate::nlp::attribution::foreign;
use crate::nlp::attribution::{merge, paragraphs, rules, stance, transcripts};
use crate::nlp::confidence;
use crate::nlp::draft::{BlockContext, BlockDraft, DocumentDraft, Pass};
use crate::nlp::facts;
use crate::nlp::facts::roles;
use crate::nlp::names::passes::NAME_PASSES;
use crate::nlp::names::{candidates, entities, merge as name_merge};
use crate::nlp::speakers::{assembly, ranking, resolve};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::nlp::syntax::quotation_marks;
use crate::text::BlockKind;

/// A step on one block.
pub(in crate::nlp::pipeline) type BlockPass = fn(&BlockContext, &mut BlockDraft);

/// A step on all blocks read so far.
pub(in crate::nlp::pipeline) type DocumentPass = fn(&mut DocumentDraft);

/// The passes that see one block, in order.
pub(in crate::nlp::pipeline) const BLOCK_PASSES: &[Pass<BlockPass>] = &[
    Pass {
        name: "quotation marks",
        does: "pairs quotation marks",
        takes: &["text"],
        gives: &["quoted regions"],
        run: pair_quotation_marks,
    },
    Pass {
        name: "block syntax",
        does: "splits the block into tokens, sentences, chunks and clauses",
        takes: &["text", "quoted regions"],
        gives: &["block syntax"],
        run: parse_block,
    },
    Pass {
        name: "names of the encoder",
        does: "runs the name passes below",
        takes: &["text", "encoder spans"],
        gives: &["name spans"],
        run: run_name_passes,
    },
    Pass {
        name: "attributions by rule",
        does: "finds cues with their sources and contents; in other languages than English, quotations with the subjects of their cues",
        takes: &["text", "block syntax", "name spans"],
        gives: &["attribution drafts"],
        run: find_attributions,
    },
    Pass {
        name: "merge of attributions",
        does: "merges the attributions of the encoder with those of the rules",
        takes: &["text", "block syntax", "encoder spans", "name spans", "attribution drafts"],
        gives: &["attribution drafts"],
        run: merge_attributions,
    },
    Pass {
        name: "names by rule",
        does: "finds runs of capitalised words, with their titles",
        takes: &["text", "block syntax"],
        gives: &["name candidates"],
        run: find_names,
    },
    Pass {
        name: "merge of names",
        does: "adds titles and hints of the rules to the names of the encoder",
        takes: &["text", "block syntax", "name spans", "name candidates"],
        gives: &["name candidates"],
        run: merge_names,
    },
];

/// The passes that see all blocks read so far, in order.
pub(in crate::nlp::pipeline) const DOCUMENT_PASSES: &[Pass<DocumentPass>] = &[
    Pass {
        name: "lower-case words",
        does: "collects words that also occur in lower case",
        takes: &["text", "block syntax"],
        gives: &["lower-case words"],
        run: candidates::collect_lower_case,
    },
    Pass {
        name: "entities",
        does: "votes on the type of each name and groups names by entity",
        takes: &["text", "name candidates", "lower-case words"],
        gives: &["entities", "name mentions"],
        run: entities::gather_entities,
    },
    Pass {
        name: "roles",
        does: "reads the roles of people: `Russia’s Deputy Foreign Minister Mikhail Bogdanov`",
        takes: &["text", "block syntax", "name mentions"],
        gives: &["entities"],
        run: roles::gather_roles,
    },
    Pass {
        name: "transcripts",
        does: "finds the turns of a transcript or an interview",
        takes: &["text", "block syntax"],
        gives: &["turns"],
        run: transcripts::find_turns,
    },
    Pass {
        name: "paragraphs",
        does: "joins quotes that continue over paragraphs",
        takes: &["text", "block syntax", "turns", "attribution drafts"],
        gives: &["attribution drafts", "dialogue"],
        run: paragraphs::join_attributions,
    },
    Pass {
        name: "speakers",
        does: "resolves sources to entities or descriptions",
        takes: &["text", "block syntax", "entities", "name mentions", "turns", "dialogue", "attribution drafts"],
        gives: &["speakers", "references"],
        run: resolve::resolve_speakers,
    },
    Pass {
        name: "turn ranking",
        does: "assigns speakers to uncued turns of a conversation",
        takes: &[
            "text",
            "block syntax",
            "entities",
            "name mentions",
            "dialogue",
            "attribution drafts",
            "speakers",
            "references",
        ],
        gives: &["speakers", "references"],
        run: ranking::rank_turns,
    },
    Pass {
        name: "stances",
        does: "separates reported speech from stances (actions, beliefs)",
        takes: &["text", "block syntax", "attribution drafts"],
        gives: &["speech"],
        run: stance::tell_stances,
    },
    Pass {
        name: "assembly",
        does: "numbers the entities and builds the annotations",
        takes: &["entities", "name mentions", "attribution drafts", "speech", "speakers", "references"],
        gives: &["annotations"],
        run: assembly::assemble,
    },
    Pass {
        name: "facts",
        does: "adds dates, quantities, offices, events and claims, each with its speaker",
        takes: &["text", "block syntax", "encoder scores", "annotations"],
        gives: &["annotations"],
        run: facts::add_facts,
    },
    Pass {
        name: "confidence",
        does: "converts scores to probabilities",
        takes: &["annotations"],
        gives: &["annotations"],
        run: confidence::calibrate_attributions,
    },
];

fn pair_quotation_marks(context: &BlockContext, draft: &mut BlockDraft) {
    let next_opens = context.next.and_then(|next| quotation_marks::opens_with(context.text, next.span));
    draft.syntax.regions = quotation_marks::regions(context.text, context.block.span, next_opens);
}

fn parse_block(context: &BlockContext, draft: &mut BlockDraft) {
    let heading = matches!(context.block.kind, BlockKind::Heading(_));
    let regions = std::mem::take(&mut draft.syntax.regions);
    draft.syntax = BlockSyntax::read(context.text, context.block.span, regions, heading);
}

fn run_name_passes(context: &BlockContext, draft: &mut BlockDraft) {
    let Some(findings) = draft.findings.as_mut() else { return };
    for pass in NAME_PASSES {
        let names = std::mem::take(&mut findings.names);
        findings.names = (pass.run)(context.text, context.block.span, names);
    }
    if let Some(language) = context.foreign {
        foreign::keep_people(context.text, language, &mut findings.names);
    }
}

fn find_attributions(context: &BlockContext, draft: &mut BlockDraft) {
    draft.attributions = match context.foreign {
        Some(language) => foreign::attributions(context.text, &draft.syntax, language, draft.findings.as_ref()),
        None => rules::find(context.text, &draft.syntax),
    };
}

fn merge_attributions(context: &BlockContext, draft: &mut BlockDraft) {
    let Some(findings) = draft.findings.as_ref().filter(|_| context.foreign.is_none()) else { return };
    let ruled = std::mem::take(&mut draft.attributions);
    draft.attributions = merge::merge_attributions(context.text, &draft.syntax, findings, ruled);
}

fn find_names(context: &BlockContext, draft: &mut BlockDraft) {
    if context.foreign.is_none() {
        draft.names = candidates::candidates(context.text, &draft.syntax);
    }
}

fn merge_names(context: &BlockContext, draft: &mut BlockDraft) {
    // The last pass that needs the findings of the encoder frees them.
    let Some(findings) = draft.findings.take() else { return };
    draft.names = name_merge::merge_names(context.text, &draft.syntax, &findings.names, &draft.names);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fmt::Write as _;

    use super::*;
    use crate::nlp::draft::Pass;

    /// Data that no pass gives: the article, and the output of the encoder.
    const INPUTS: [&str; 3] = ["text", "encoder spans", "encoder scores"];
    const MARKERS: [&str; 2] = ["<!-- passes -->\n", "<!-- /passes -->"];

    type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

    fn rows<F>(passes: &[Pass<F>]) -> Vec<Row> {
        passes.iter().map(|p| (p.name, p.takes, p.gives)).collect()
    }

    fn table<F>(list: &str, passes: &[Pass<F>]) -> String {
        let mut out = format!("\n| {list} | takes | gives | does |\n|---|---|---|---|\n");
        for Pass { name, takes, gives, does, .. } in passes {
            writeln!(out, "| {name} | {} | {} | {does} |", takes.join(", "), gives.join(", ")).unwrap();
        }
        out
    }

    fn tables() -> String {
        let mut names = "\n| name pass | does |\n|---|---|\n".to_owned();
        for Pass { name, does, .. } in NAME_PASSES {
            writeln!(names, "| {name} | {does} |").unwrap();
        }
        table("block pass", BLOCK_PASSES) + &names + &table("document pass", DOCUMENT_PASSES) + "\n"
    }

    /// `PULLQUOTE_UPDATE=1 cargo test --lib architecture_lists` writes the tables.
    #[test]
    fn architecture_lists_the_passes() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md");
        let page = std::fs::read_to_string(path).unwrap();
        let (before, rest) = page.split_once(MARKERS[0]).unwrap();
        let (shown, after) = rest.split_once(MARKERS[1]).unwrap();
        let wanted = tables();
        if std::env::var_os("PULLQUOTE_UPDATE").is_some() {
            std::fs::write(path, [before, MARKERS[0], &wanted, MARKERS[1], after].concat()).unwrap();
        } else {
            assert!(
                shown == wanted,
                "ARCHITECTURE.md is out of date. Run this test with PULLQUOTE_UPDATE=1, or write between {} and {}:\n{wanted}",
                MARKERS[0].trim(),
                MARKERS[1]
            );
        }
    }

    #[test]
    fn every_pass_takes_what_an_earlier_pass_gives() {
        let mut known: HashSet<&str> = INPUTS.into_iter().collect();
        for (name, takes, gives) in rows(BLOCK_PASSES).into_iter().chain(rows(DOCUMENT_PASSES)) {
            if let Some(missing) = takes.iter().find(|t| !known.contains(*t)) {
                panic!("{name} takes {missing}, which no earlier pass gives");
            }
            known.extend(gives);
        }
    }

    #[test]
    fn names_of_passes_are_unique() {
        let all = [rows(BLOCK_PASSES), rows(NAME_PASSES), rows(DOCUMENT_PASSES)].concat();
        let names: HashSet<&str> = all.iter().map(|row| row.0).collect();
        assert_eq!(names.len(), all.len());
    }
}
