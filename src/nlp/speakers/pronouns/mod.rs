//! Pronouns whose sentence tells whom they mean, whatever the ranking of antecedents says.

mod according;
mod asked;
mod contacted;
mod examples;
pub(in crate::nlp::speakers) mod introductions;
mod signed;

use crate::nlp::data::gazetteer::Gender;
use crate::nlp::draft::{Antecedent, AttributionDraft, Pronoun, ResolvedSpeaker};
use crate::nlp::speakers::antecedents;
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// A source that is `he` or `she`.
struct OpenedPronoun {
    source: Span,
    gender: Gender,
    /// From the start of the sentence to the pronoun.
    opening: Span,
}

impl Resolver<'_> {
    /// Returns the gender of a source that is `he` or `she`.
    fn gender_of_pronoun(&self, source: Span) -> Option<Gender> {
        match antecedents::pronoun(&source.of(self.text).to_lowercase())? {
            Pronoun::He => Some(Gender::Male),
            Pronoun::She => Some(Gender::Female),
            _ => None,
        }
    }

    /// Returns a source that is `he` or `she`, with the gender and the part of its sentence before it. In a conversation
    /// there is none.
    fn opened_pronoun(&self, block: usize, found: &AttributionDraft) -> Option<OpenedPronoun> {
        let source = found.source.filter(|_| !self.dialogue)?;
        let gender = self.gender_of_pronoun(source)?;
        let sentences = &self.blocks.get(block)?.syntax.sentences;
        let sentence = sentences.iter().rfind(|s| s.start <= source.start)?;
        Some(OpenedPronoun { source, gender, opening: Span::new(sentence.start, source.start) })
    }

    /// Makes the pronoun at `source` mean `meant`, also for later sentences, and returns that person as the speaker.
    /// `confidence` is that of the attribution.
    fn mean(&mut self, source: Span, meant: Antecedent, confidence: f32) -> ResolvedSpeaker {
        self.pronouns.insert(source.start, meant);
        for reference in self.references.iter_mut().filter(|(span, _)| span.start == source.start) {
            reference.1 = meant.entity;
        }
        for mention in self.history.iter_mut().rev().take(8).filter(|m| m.pronoun && m.span.start == source.start) {
            mention.entity = meant.entity;
        }
        ResolvedSpeaker {
            speaker: self.who(meant.entity),
            confidence: confidence * meant.confidence,
            evidence: Some(meant.evidence(source)),
            addressee: None,
        }
    }
}
