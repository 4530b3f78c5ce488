//! Resolves `according to him` to the only person of the sentence before, and `he` to the person for whom that sentence
//! says something.
//!
//! ```text
//! The view is shared by Ana Holt. According to [her], it is late.     her → Ana Holt
//! For Ana Holt, it is late. [She] says …                              She → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::draft::{Antecedent, AttributionDraft, How, NameMention, PriorMention, ResolvedSpeaker};
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// Confidence that the person of the sentence before is meant.
const CERTAINTY: f32 = 0.85;

impl Resolver<'_> {
    /// Returns the only person whom the sentence before names, as the speaker of `According to him, …`.
    pub(in crate::nlp::speakers) fn according_to_last(
        &mut self,
        block: usize,
        found: &AttributionDraft,
    ) -> Option<ResolvedSpeaker> {
        let source = found.source.filter(|_| !self.dialogue)?;
        let (gender, object) = match source.of(self.text) {
            "him" => (Gender::Male, true),
            "her" => (Gender::Female, true),
            "He" => (Gender::Male, false),
            "She" => (Gender::Female, false),
            _ => return None,
        };
        if object && found.how != How::According {
            return None;
        }
        let sentence = self.sentence(block, source.start);
        let starts = self.blocks.get(block)?.syntax.sentences.iter().rfind(|s| s.start <= source.start)?;
        let opens = if object {
            starts.of(self.text).trim_start().starts_with("According to ")
        } else {
            self.is_view(block, source)
        };
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

    /// Whether the sentence before `source` in its paragraph begins with `For` and a name: `For Ana Holt, it is late.`
    fn is_view(&self, block: usize, source: Span) -> bool {
        let Some(syntax) = self.blocks.get(block).map(|b| &b.syntax) else { return false };
        let here = syntax.sentences.partition_point(|s| s.end <= source.start);
        let opens = syntax.sentences.get(here).is_some_and(|s| s.start == source.start);
        let before = here.checked_sub(1).and_then(|n| syntax.sentences.get(n)).filter(|_| opens);
        let Some(words) = before.and_then(|s| s.of(self.text).strip_prefix("For ").map(|rest| s.end - rest.len()))
        else {
            return false;
        };
        let at = self.names.mentions.partition_point(|m| m.span.start < words);
        let start = |m: &NameMention| m.title.map_or(m.span.start, |t| t.start.min(m.span.start));
        let named = self.names.mentions.get(at).filter(|m| start(m) == words);
        named.is_some_and(|m| self.text.get(m.span.end..).is_some_and(|rest| rest.starts_with(',')))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From a report on old age: the doctor quoted before stood as the speaker.
    #[test]
    fn he_is_the_person_whose_view_is_told() {
        shipped().speakers(
            "“The port leaks,” said Piet Renner, the mayor. “We want it closed,” Renner said.\n\nFor Tom Vale, a \
             doctor, life in the town has improved with every year. He says that the pier must close.",
            &[("the pier must close", "Tom Vale")],
        );
    }

    #[test]
    fn according_to_him_means_the_person_just_named() {
        shipped().speakers(
            "Piet Renner said the port leaks. He wants it closed.\n\nThe view is shared by Tom Vale. According to him, the pier must close.",
            &[("the pier must close", "Tom Vale")],
        );
    }
}
