//! Reads a source that names two people, one of them with an aside.
//!
//! ```text
//! [Ana Holt, a farmer, and her husband Tom Vale] say …     Ana Holt and Tom Vale
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::draft::NameMention;
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// Maximum number of words between `and` and the second name.
const WORDS: usize = 4;

impl Resolver<'_> {
    /// Returns the names of the two people of a source, if an aside in commas and `and` stand between them.
    pub(in crate::nlp::speakers) fn joined_people(&self, span: Span) -> Option<String> {
        let first = self.names.mentions.partition_point(|m| m.span.start < span.start);
        let inside = self.names.mentions.iter().skip(first).take_while(|m| m.span.end <= span.end);
        let person = |m: &&NameMention| self.names.entities.get(m.entity).is_some_and(|e| e.kind == EntityType::Person);
        let people: Vec<&NameMention> = inside.filter(person).collect();
        let [one, two] = people.as_slice() else { return None };
        let between = self.text.get(one.span.end..two.span.start)?;
        let (aside, joined) = between.rsplit_once(", and ").or_else(|| between.rsplit_once(",and "))?;
        let before = self.text.get(span.start..one.span.start)?.trim_end();
        let bits = |w: &str| lexicon::look_up(&w.to_lowercase()).class;
        // `a friend of | Ana Holt, a farmer, and Tom Vale`
        let governed = before.rsplit(' ').next().is_some_and(|w| bits(w) & (class::PREP | class::CONJ) != 0);
        let plain = joined.split_whitespace().all(|w| bits(w.trim_matches(',')) & (class::PREP | class::FINITE) == 0);
        let few = joined.split_whitespace().count() <= WORDS;
        let fits = aside.starts_with(',') && aside.len() > 1 && !aside.contains(" and ") && !governed && plain && few;
        let name = |m: &NameMention| self.names.entities.get(m.entity).map(|e| e.name.as_str());
        (fits && one.entity != two.entity).then_some(())?;
        Some(format!("{} and {}", name(one)?, name(two)?))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn two_people_speak_together() {
        shipped().speakers(
            "Ana Holt, a farmer, and her husband Tom Vale said the river “has risen”.",
            &[("has risen", "Ana Holt and Tom Vale")],
        );
        // A lead-in in a paragraph of its own: only the last of the two stood as the speaker.
        shipped().speakers(
            "Mayor Ana Holt and union leader Piet Reyes issued a joint statement:\n“We have agreed on the terms.”",
            &[("agreed", "Mayor Ana Holt and union leader Piet Reyes")],
        );
        shipped()
            .speakers("Ana Holt, a farmer, said the river “has risen”. Tom Vale left.", &[("has risen", "Ana Holt")]);
    }
}
