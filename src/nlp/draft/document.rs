//! The article while the document passes work on it.

use std::ops::Range;

use crate::nlp::Annotations;
use crate::nlp::draft::attribution::AttributionDraft;
use crate::nlp::draft::block::BlockDraft;
use crate::nlp::draft::names::{LowerCaseWords, Names};
use crate::nlp::draft::speakers::ResolvedSpeaker;
use crate::text::{Article, Span};

/// The blocks read so far, and what the document passes make of them.
#[derive(Debug)]
pub(in crate::nlp) struct DocumentDraft<'a> {
    pub(in crate::nlp) article: &'a Article,
    /// In order.
    pub(in crate::nlp) blocks: &'a [&'a BlockDraft],
    /// The article is not in English: the rules of [`crate::nlp::attribution::foreign`] hold.
    pub(in crate::nlp) foreign: bool,
    /// Whether confidences become probabilities.
    pub(in crate::nlp) calibrated: bool,
    pub(in crate::nlp) lower_case: LowerCaseWords,
    pub(in crate::nlp) names: Names,
    /// The turns of a transcript; empty for other texts.
    pub(in crate::nlp) turns: Vec<Turn>,
    /// Whether the article is a conversation.
    pub(in crate::nlp) dialogue: bool,
    /// In order.
    pub(in crate::nlp) attributions: Vec<AttributionDraft>,
    /// The block in which each attribution begins.
    pub(in crate::nlp) homes: Vec<usize>,
    /// Whether each attribution reports that something was said.
    pub(in crate::nlp) speech: Vec<bool>,
    /// The speaker of each attribution.
    pub(in crate::nlp) speakers: Vec<ResolvedSpeaker>,
    /// Pronouns and descriptions with the entities that they stand for.
    pub(in crate::nlp) references: Vec<(Span, usize)>,
    pub(in crate::nlp) annotations: Annotations,
}

impl<'a> DocumentDraft<'a> {
    /// The draft before any document pass.
    pub(in crate::nlp) fn new(
        article: &'a Article,
        blocks: &'a [&'a BlockDraft],
        foreign: bool,
        calibrated: bool,
    ) -> Self {
        Self {
            article,
            blocks,
            foreign,
            calibrated,
            lower_case: LowerCaseWords::default(),
            names: Names::default(),
            turns: Vec::new(),
            dialogue: false,
            attributions: Vec::new(),
            homes: Vec::new(),
            speech: Vec::new(),
            speakers: Vec::new(),
            references: Vec::new(),
            annotations: Annotations::default(),
        }
    }
}

/// The words of one speaker of a transcript, up to the next label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct Turn {
    /// The speaker's label: `HOLT`, `Q`. Empty in an interview without labels: whoever is interviewed.
    pub(in crate::nlp) label: Span,
    pub(in crate::nlp) colon: Span,
    /// The label stands on a line of its own, and what is said begins in the next paragraph.
    pub(in crate::nlp) own_line: bool,
    /// The words of the first paragraph.
    pub(in crate::nlp) first: Span,
    /// All paragraphs of the turn.
    pub(in crate::nlp) blocks: Range<usize>,
}
