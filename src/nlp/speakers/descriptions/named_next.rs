//! Finds the name of a described speaker in the sentences after the description.
//!
//! ```text
//! The state attorney general said no. … Attorney General Ana Holt told …     The state attorney general → Ana Holt
//! A spokesman for the port said no. … Spokesman Tom Vale told …              A spokesman for the port → Tom Vale
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::{Antecedent, NameMention};
use crate::nlp::facts::roles;
use crate::nlp::speakers::nominals::has_role;
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// Maximum number of sentences between the description and the name.
const REACH: usize = 4;

/// Confidence that the name is the name of the described speaker.
const CERTAINTY: f32 = 0.75;

impl Resolver<'_> {
    /// Returns the person whom the next sentences introduce by the same office.
    pub(in crate::nlp::speakers) fn named_next(
        &self,
        block: usize,
        source: Span,
        sentence: usize,
    ) -> Option<Antecedent> {
        let words = source.of(self.text);
        let lower = words.to_lowercase();
        let definite = lower.starts_with("the ") || words.contains("’s ") || words.contains("'s ");
        // `A spokesman for the port`; `a spokesman` alone may be another one.
        let of = lower.split_once(" for ").or_else(|| lower.split_once(" of ")).map(|(before, _)| before);
        if lower.contains(',') || !(definite || of.is_some()) || self.dialogue {
            return None;
        }
        let bare = lower.split_once(' ').map_or("", |(_, rest)| rest);
        let core = of.and_then(|of| of.split_once(' ')).map_or(bare, |(_, office)| office);
        let head = roles::head(core)?;
        let first = self.names.mentions.partition_point(|m| m.span.start < source.end);
        let near = self
            .names
            .mentions
            .iter()
            .skip(first)
            .take_while(|m| m.block <= block + REACH && self.sentence(m.block, m.span.start) <= sentence + REACH);
        let mut found = near.filter(|m| self.is_introduced_as(m, &head, &lower));
        let one = found.next()?;
        // `The president of the court` is not the president whom the next sentence names.
        let apart = self.sentence(one.block, one.span.start) > sentence;
        if of.is_some() && apart && !head.starts_with("spokes") {
            return None;
        }
        let entity = one.entity;
        found.all(|m| m.entity == entity).then_some(Antecedent {
            entity,
            span: one.span,
            sentences: 0,
            confidence: CERTAINTY,
        })
    }

    /// Whether a mention is the first of a person, with an office before the name that no other body or country owns.
    fn is_introduced_as(&self, mention: &NameMention, head: &str, description: &str) -> bool {
        let Some(entity) = self.names.entities.get(mention.entity) else { return false };
        let new = self.is_first(mention.entity, mention.span.start);
        let role = entity.roles.iter().find(|r| r.span.end == mention.span.end && r.span.start < mention.span.start);
        let owned = role.and_then(|r| r.of.as_deref()).is_some_and(|of| {
            let of = of.to_lowercase();
            !description.contains(of.get(..4).unwrap_or(&of))
        });
        // `Convention Chairman Tom Vale` is not a state's delegation chairman.
        let known = |w: &str| description.contains(&w.to_lowercase());
        let owned = owned || role.is_some_and(|r| !r.role.split_whitespace().all(known));
        let named = mention.span.of(self.text).contains(' ');
        let person = entity.kind == EntityType::Person;
        person && new && named && role.is_some() && has_role(entity, head) && !owned
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::rules;

    #[test]
    fn a_description_has_the_name_that_follows() {
        rules().speakers(
            "The state attorney general said the pier “is closed.”\n\nBut Attorney General Ana Holt did not say why.",
            &[("is closed", "Ana Holt")],
        );
        rules().speakers(
            "The state attorney general said the pier “is closed.”\n\nAna Holt lives there. Governor Ana Vale came.",
            &[("is closed", "state attorney general")],
        );
        rules().speakers(
            "The president of the court said the pier “is closed.”\n\nPresident Ana Holt did not say why.",
            &[("is closed", "president of the court")],
        );
    }
}
