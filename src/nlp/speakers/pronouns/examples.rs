//! Resolves `he` after a group that is told by the name of one of its people: that person speaks for it.
//!
//! ```text
//! The ground is hard, say experts like Ana Holt, a geologist. The radar fails, [she] said.     she → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::{Antecedent, AttributionDraft, PriorMention, ResolvedSpeaker, Speaker};
use crate::nlp::speakers::pronouns::OpenedPronoun;
use crate::nlp::speakers::resolver::Resolver;

/// Confidence that the named person of the group is meant.
const CERTAINTY: f32 = 0.85;

/// Maximum number of sentences between the group and the pronoun.
const REACH: usize = 2;

impl Resolver<'_> {
    /// Returns the person whom the last speaker, a group, names: `experts like Ana Holt`, `people such as Ana Holt`.
    pub(in crate::nlp::speakers) fn named_example(
        &mut self,
        block: usize,
        found: &AttributionDraft,
    ) -> Option<ResolvedSpeaker> {
        let OpenedPronoun { source, gender, .. } = self.opened_pronoun(block, found)?;
        let (_, Speaker::Described(group, _)) = self.spoken.last().filter(|(b, _)| *b == block)? else { return None };
        let name = [" like ", " such as "].iter().find_map(|joint| group.split_once(joint))?.1;
        let sentence = self.sentence(block, source.start);
        let is_named = |m: &&PriorMention| {
            let person = self.names.entities.get(m.entity).is_some_and(|e| e.kind == EntityType::Person);
            let near = m.block == block && sentence.saturating_sub(m.sentence) <= REACH;
            person && near && !m.quoted && m.span.end <= source.start && name.starts_with(m.span.of(self.text))
        };
        let one = *self.history.iter().rev().take(24).find(is_named)?;
        self.gender(one.entity).is_none_or(|g| g == gender).then_some(())?;
        let sentences = sentence.saturating_sub(one.sentence);
        let meant = Antecedent { entity: one.entity, span: one.span, sentences, confidence: CERTAINTY };
        Some(self.mean(source, meant, found.confidence))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From a report on tunnels: the commissioner quoted before stood as the speaker.
    #[test]
    fn who_stands_for_a_group_speaks_on() {
        shipped().speakers(
            "“It is late,” said Piet Renner, the commissioner, who conceded that many more tunnels might exist.\n\n\
             Part of the problem, say experts like Tom Vale, a geologist, is the ground itself. Finding what is under \
             the town is not as simple as it looks, he said.",
            &[("Finding what is under", "Tom Vale")],
        );
    }
}
