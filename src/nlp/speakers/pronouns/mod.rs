//! Pronouns whose sentence tells whom they mean, whatever the ranking of antecedents says.

mod according;
mod asked;
mod contacted;
mod signed;

use crate::nlp::data::gazetteer::Gender;
use crate::nlp::draft::{Antecedent, Pronoun, ResolvedSpeaker};
use crate::nlp::speakers::antecedents;
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

impl Resolver<'_> {
    /// Returns the gender of a source that is `he` or `she`.
    fn gender_of_pronoun(&self, source: Span) -> Option<Gender> {
        match antecedents::pronoun(&source.of(self.text).to_lowercase())? {
            Pronoun::He => Some(Gender::Male),
            Pronoun::She => Some(Gender::Female),
            _ => None,
        }
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
