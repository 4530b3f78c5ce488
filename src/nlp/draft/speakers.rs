//! Speakers: who they are, and the mentions that pronouns and descriptions can refer to.

use crate::nlp::{Evidence, SpeakerKind};
use crate::text::Span;

/// The speaker of an attribution.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::nlp) enum Speaker {
    /// An index into [`super::Names::entities`].
    Named(usize),
    /// A speaker without a name: the description, and how many people it stands for.
    Described(String, SpeakerKind),
}

/// The result of resolving one source.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct ResolvedSpeaker {
    pub(in crate::nlp) speaker: Option<Speaker>,
    pub(in crate::nlp) confidence: f32,
    pub(in crate::nlp) evidence: Option<Evidence>,
    pub(in crate::nlp) addressee: Option<String>,
}

/// A speaker without a name: `an official familiar with the review`.
#[derive(Clone, Debug)]
pub(in crate::nlp) struct UnnamedSpeaker {
    pub(in crate::nlp) name: String,
    pub(in crate::nlp) kind: SpeakerKind,
    pub(in crate::nlp) span: Span,
    pub(in crate::nlp) sentence: usize,
}

/// A mention in the history that antecedents are chosen from.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct PriorMention {
    pub(in crate::nlp) entity: usize,
    pub(in crate::nlp) span: Span,
    /// Number of the sentence in the text.
    pub(in crate::nlp) sentence: usize,
    /// Before the first verb of its sentence.
    pub(in crate::nlp) subject: bool,
    pub(in crate::nlp) quoted: bool,
    /// `Smith’s`
    pub(in crate::nlp) possessive: bool,
    pub(in crate::nlp) block: usize,
    /// Within a larger noun phrase: `the government of Smith`, `the Smith campaign`.
    pub(in crate::nlp) embedded: bool,
    /// A pronoun such as `he`; the other mentions are names.
    pub(in crate::nlp) pronoun: bool,
}

impl PriorMention {
    /// Returns a description that is the subject of its sentence: `the officer`.
    pub(in crate::nlp) fn description(entity: usize, span: Span, sentence: usize, block: usize) -> Self {
        Self {
            entity,
            span,
            sentence,
            subject: true,
            quoted: false,
            possessive: false,
            block,
            embedded: false,
            pronoun: false,
        }
    }
}

/// The gender and number of a pronoun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Pronoun {
    He,
    She,
    They,
    It,
    /// `I`, `we`, `you`: the writer or the reader.
    Speaker,
}

/// A search for the antecedent of a pronoun.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct Query {
    pub(in crate::nlp) pronoun: Pronoun,
    pub(in crate::nlp) sentence: usize,
    /// `None`: anywhere.
    pub(in crate::nlp) block: Option<usize>,
    /// Before the first verb of its sentence.
    pub(in crate::nlp) subject: bool,
    /// The source of an attribution: `he said`.
    pub(in crate::nlp) source: bool,
}

/// The mention that a pronoun or a description refers to.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct Antecedent {
    pub(in crate::nlp) entity: usize,
    pub(in crate::nlp) span: Span,
    /// Sentences between the two; 0 in the same sentence.
    pub(in crate::nlp) sentences: usize,
    pub(in crate::nlp) confidence: f32,
}

impl Antecedent {
    /// The evidence that the words at `anaphor` refer to this mention.
    pub(in crate::nlp) fn evidence(&self, anaphor: Span) -> Evidence {
        Evidence { anaphor, antecedent: self.span, sentences: self.sentences }
    }
}
