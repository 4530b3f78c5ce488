//! Resolves `according to him` to the only person of the sentence before.
//!
//! ```text
//! The view is shared by Ana Holt. According to [her], it is late.     her → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::draft::{Antecedent, AttributionDraft, How, PriorMention, ResolvedSpeaker};
use crate::nlp::speakers::resolver::Resolver;

/// Confidence that the person of the sentence before is meant.
const CERTAINTY: f32 = 0.85;

impl Resolver<'_> {
    /// Returns the only person whom the sentence before names, as the speaker of `According to him, …`.
    pub(in crate::nlp::speakers) fn according_to_last(
        &mut self,
        block: usize,
        found: &AttributionDraft,
    ) -> Option<ResolvedSpeaker> {
        let source = found.source.filter(|_| found.how == How::According && !self.dialogue)?;
        let gender = match source.of(self.text) {
            "him" => Gender::Male,
            "her" => Gender::Female,
            _ => return None,
        };
        let sentence = self.sentence(block, source.start);
        let starts = self.blocks.get(block)?.syntax.sentences.iter().rfind(|s| s.start <= source.start)?;
        let opens = starts.of(self.text).trim_start().starts_with("According to ");
        let person = |m: &&PriorMention| {
            let entity = self.names.entities.get(m.entity);
            m.sentence + 1 == sentence && !m.quoted && entity.is_some_and(|e| e.kind == EntityType::Person)
        };
        let mut people = self.history.iter().rev().take(24).filter(person);
        let one = *people.next().filter(|_| opens)?;
        let fits = self.gender(one.entity).is_none_or(|g| g == gender) && !one.possessive;
        if !fits || people.any(|m| m.entity != one.entity) {
            return None;
        }
        let meant = Antecedent { entity: one.entity, span: one.span, sentences: 1, confidence: CERTAINTY };
        Some(self.mean(source, meant, found.confidence))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn according_to_him_means_the_person_just_named() {
        shipped().speakers(
            "Piet Renner said the port leaks. He wants it closed.\n\nThe view is shared by Tom Vale. According to him, the pier must close.",
            &[("the pier must close", "Tom Vale")],
        );
    }
}
