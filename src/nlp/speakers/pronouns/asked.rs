//! Resolves `he` after a question that the text reports: the person who is asked answers.
//!
//! ```text
//! “We wait,” Ana Holt’s spokesman said. Asked if Mr Renner agreed, [he] said: “Yes.”     he → spokesman, not Renner
//! ```

use crate::nlp::SpeakerKind;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{AttributionDraft, ResolvedSpeaker, Speaker};
use crate::nlp::speakers::resolver::Resolver;
use crate::nlp::speakers::scene;

/// Confidence that the last speaker is the one who is asked.
const CERTAINTY: f32 = 0.8;

impl Resolver<'_> {
    /// Returns the last speaker, if the pronoun of `found` was taken for somebody whom the question only mentions.
    pub(in crate::nlp::speakers) fn asked_before(
        &self,
        block: usize,
        found: &AttributionDraft,
    ) -> Option<ResolvedSpeaker> {
        let source = found.source.filter(|_| !self.dialogue)?;
        let gender = self.gender_of_pronoun(source)?;
        let syntax = &self.blocks.get(block)?.syntax;
        let sentence = syntax.sentences.iter().rfind(|s| s.start <= source.start)?;
        let opening = sentence.of(self.text).trim_start().to_lowercase();
        let opening = opening.strip_prefix("when ").unwrap_or(&opening);
        let asked = List::Asked.has(opening.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default());
        let meant = self.pronouns.get(&source.start).filter(|_| asked)?;
        let mentioned = meant.span.start > sentence.start && meant.span.start < source.start;
        let (at, last) = self.spoken.last().filter(|_| mentioned)?;
        let fits = match last {
            Speaker::Named(entity) => *entity != meant.entity && self.gender(*entity).is_none_or(|g| g == gender),
            Speaker::Described(name, SpeakerKind::Person) => {
                scene::head_of(name).and_then(|head| scene::gender_of(&head)).is_none_or(|g| g == gender)
            }
            Speaker::Described(..) => false,
        };
        (fits && block - at.min(&block) <= 1).then(|| ResolvedSpeaker {
            speaker: Some(last.clone()),
            confidence: found.confidence * CERTAINTY,
            ..ResolvedSpeaker::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::rules;

    #[test]
    fn who_is_asked_answers() {
        let lead = "“We wait,” Tom Vale said.";
        rules().speakers(
            &format!("{lead} Asked if Piet Renner agreed, he said: “Yes, of course.”"),
            &[("We wait", "Tom Vale"), ("Yes, of course", "Tom Vale")],
        );
        rules().speakers(
            &format!("{lead} Asked if Piet Renner agreed, Renner said: “Yes, of course.”"),
            &[("We wait", "Tom Vale"), ("Yes, of course", "Piet Renner")],
        );
    }
}
