//! Resolves `he` after a clause in which somebody contacts or questions a person: that person answers.
//!
//! ```text
//! When Renner contacted Holt, [he] told him that he had opposed the idea.     he → Holt, not Renner
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Antecedent, AttributionDraft, ResolvedSpeaker};
use crate::nlp::speakers::pronouns::OpenedPronoun;
use crate::nlp::speakers::resolver::Resolver;

/// Confidence that the person who is contacted answers.
const CERTAINTY: f32 = 0.85;

impl Resolver<'_> {
    /// Returns the person whom the clause before the pronoun of `found` contacts, if the pronoun was taken for another.
    pub(in crate::nlp::speakers) fn contacted(
        &mut self,
        block: usize,
        found: &AttributionDraft,
    ) -> Option<ResolvedSpeaker> {
        let OpenedPronoun { source, gender, opening } = self.opened_pronoun(block, found)?;
        let tokens = &self.blocks.get(block)?.syntax.tokens;
        let from = tokens.partition_point(|t| t.span.start < opening.start);
        let to = tokens.partition_point(|t| t.span.start < opening.end);
        let clause = tokens.get(from..to)?;
        let opens = matches!(clause.first()?.span.of(self.text), "When" | "After" | "Once");
        let closes = clause.last()?.span.of(self.text) == ",";
        let verb = clause.iter().position(|t| {
            let word = t.span.of(self.text);
            List::Contacts.has(word) || List::Asked.has(word)
        })?;
        let after = clause.get(verb + 1)?.span.start;
        let mention = self.names.mentions.iter().find(|m| {
            let start = m.title.map_or(m.span.start, |t| t.start.min(m.span.start));
            start == after
        })?;
        let person = self.names.entities.get(mention.entity).is_some_and(|e| e.kind == EntityType::Person);
        let fits = self.gender(mention.entity).is_none_or(|g| g == gender);
        let meant = self.pronouns.get(&source.start)?;
        if !opens || !closes || !person || !fits || meant.entity == mention.entity {
            return None;
        }
        let meant = Antecedent { entity: mention.entity, span: mention.span, sentences: 0, confidence: CERTAINTY };
        Some(self.mean(source, meant, found.confidence))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::rules;

    /// From a report on two ministers: the one who had called stood as the speaker at .99.
    #[test]
    fn who_is_contacted_answers() {
        for verb in ["contacted", "questioned", "confronted"] {
            rules().speakers(
                &format!("When Piet Renner {verb} Tom Vale, he told him that the idea was bad."),
                &[("the idea was bad", "Tom Vale")],
            );
        }
        rules().speakers(
            "When Piet Renner visited Tom Vale, he told him that the idea was bad.",
            &[("the idea was bad", "Piet Renner")],
        );
    }
}
