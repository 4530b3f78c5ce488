//! Resolves `the study`, `the clip` to the document that the sentences before introduce.
//!
//! ```text
//! … according to a recent Herald survey of drivers. [The study] found …     The study → recent Herald survey
//! A web video by the Harbour Union shows it. [The clip] says …              The clip → web video by the Harbour Union
//! ```

use crate::nlp::SpeakerKind;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::data::lists::List;
use crate::nlp::draft::UnnamedSpeaker;
use crate::nlp::speakers::resolver::Resolver;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Maximum number of blocks before the description that are searched.
const BLOCKS: usize = 2;

/// Maximum number of words of a block that are searched.
const REACH: usize = 200;

/// Maximum number of words between the article and the noun.
const WORDS: usize = 5;

impl Resolver<'_> {
    /// Returns the document that `words` mean: the last one that an indefinite phrase introduces with the same noun or
    /// one of the same kind.
    pub(in crate::nlp::speakers) fn paper_meant(
        &self,
        block: usize,
        source: Span,
        name: &str,
        sentence: usize,
    ) -> Option<UnnamedSpeaker> {
        let definite = source.of(self.text).get(..4).is_some_and(|w| w.eq_ignore_ascii_case("the "));
        if !definite || name.contains(' ') || lexicon::look_up(name).class & class::PAPER == 0 && !is_shown(name) {
            return None;
        }
        (block.saturating_sub(BLOCKS)..=block)
            .rev()
            .find_map(|b| {
                let syntax = &self.blocks.get(b)?.syntax;
                let span = introduced(self.text, syntax, source.start, name)?;
                let name = self.with_maker(span);
                Some(UnnamedSpeaker {
                    name,
                    kind: SpeakerKind::Organisation,
                    span,
                    sentence: self.sentence(b, span.start),
                })
            })
            .filter(|found| sentence.saturating_sub(found.sentence) <= 4)
    }

    /// Returns the words of a document with the name of its maker: `web video` | ` by the Harbour Union`.
    fn with_maker(&self, span: Span) -> String {
        let rest = self.text.get(span.end..).unwrap_or_default();
        let joins = [" by the ", " by ", " from the ", " from "].iter().find(|by| rest.starts_with(**by));
        let maker = joins.and_then(|by| {
            let at = self.names.mentions.partition_point(|m| m.span.start < span.end + by.len());
            self.names.mentions.get(at).filter(|m| m.span.start == span.end + by.len())
        });
        let whole = maker.map_or(span, |m| span.join(m.span));
        whole.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Whether the noun is of something shown: `clip`.
fn is_shown(noun: &str) -> bool {
    List::ShownThing.has(noun)
}

/// Returns the last phrase before byte `limit` that introduces a document of the kind of `noun`, without its article.
fn introduced(text: &str, syntax: &BlockSyntax, limit: usize, noun: &str) -> Option<Span> {
    let kin = |word: &str| {
        word == noun || [List::Inquiry, List::ShownThing].iter().any(|list| list.has(word) && list.has(noun))
    };
    let end = syntax.chunks.partition_point(|c| c.span.start < limit);
    (0..end).rev().take(REACH).find_map(|i| {
        let head = syntax.at(i);
        let next = syntax.at(i + 1);
        let goes_on = next.is_word() && next.class == 0 && next.verb.is_none() && !next.adverb;
        if !head.is_word() || !kin(head.span.of(text)) || head.possessive || goes_on {
            return None;
        }
        let from = (i.saturating_sub(WORDS)..i).rev().take_while(|k| {
            let c = syntax.at(*k);
            c.is_word() && !c.is(class::PREP | class::AUX | class::SUB | class::CONJ | class::PRONOUN)
        });
        let article = from.into_iter().find(|k| matches!(syntax.at(*k).span.of(text), "a" | "an" | "A" | "An"))?;
        (article < i).then(|| syntax.span_of(article + 1, i + 1))
    })
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::rules;

    #[test]
    fn a_document_is_the_one_that_was_introduced() {
        rules().speakers(
            "Drivers are tired, according to a recent Herald survey of drivers.\n\nThe study said “few” slept.",
            &[("few", "recent Herald survey")],
        );
        rules().speakers(
            "Renner shot a short web video in May. The clip said the port is “dead”.",
            &[("dead", "short web video")],
        );
    }

    #[test]
    fn a_document_of_another_kind_is_another_one() {
        rules().speakers("Holt wrote a letter in May. The study said the port is “dead”.", &[("dead", "study")]);
        rules().speakers("Holt read the survey in May. The study said the port is “dead”.", &[("dead", "study")]);
    }
}
