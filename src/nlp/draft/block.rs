//! One block of the article while the block passes work on it.

use crate::nlp::draft::attribution::{AttributionDraft, EncoderAttribution};
use crate::nlp::draft::names::{Candidate, NameSpan};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Block;

/// What a block pass may read besides its block draft.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct BlockContext<'a> {
    /// The text of the article.
    pub(in crate::nlp) text: &'a str,
    pub(in crate::nlp) block: &'a Block,
    pub(in crate::nlp) next: Option<&'a Block>,
    /// The language of the block (ISO 639-3); `None` for English.
    pub(in crate::nlp) foreign: Option<&'a str>,
}

/// A block and the attributions and names found in it.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct BlockDraft {
    /// What the encoder found; `None` without the encoder, and after the last pass that needs it.
    pub(in crate::nlp) findings: Option<BlockFindings>,
    pub(in crate::nlp) syntax: BlockSyntax,
    pub(in crate::nlp) attributions: Vec<AttributionDraft>,
    pub(in crate::nlp) names: Vec<Candidate>,
    /// The worth of each word for claims, in order; empty without the encoder.
    pub(in crate::nlp) worth: Vec<WordWorth>,
}

/// What the encoder found in one block.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct BlockFindings {
    pub(in crate::nlp) attributions: Vec<EncoderAttribution>,
    pub(in crate::nlp) names: Vec<NameSpan>,
    pub(in crate::nlp) worth: Vec<WordWorth>,
}

/// How much a word speaks for a claim that is worth checking. The score of some words is the weighted mean of their
/// values, as a logit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::nlp) struct WordWorth {
    /// First byte of the word.
    pub(in crate::nlp) at: usize,
    pub(in crate::nlp) value: f32,
    pub(in crate::nlp) weight: f32,
}
