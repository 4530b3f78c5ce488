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
        let (aside, joined) = between
            .rsplit_once(", and ")
            .or_else(|| between.rsplit_once(",and "))
            .or_else(|| between.rsplit_once(" and ").filter(|(aside, _)| is_label(aside)))?;
        let before = self.text.get(span.start..one.span.start)?.trim_end();
        let bits = |w: &str| lexicon::look_up(&w.to_lowercase()).class;
        // `a friend of | Ana Holt, a farmer, and Tom Vale`
        let governed = before.rsplit(' ').next().is_some_and(|w| bits(w) & (class::PREP | class::CONJ) != 0);
        let plain = joined.split_whitespace().all(|w| bits(w.trim_matches(',')) & (class::PREP | class::FINITE) == 0);
        let few = joined.split_whitespace().count() <= WORDS;
        // `His aide, | Ana Holt, and his daughter, | Eva Vale`
        let described = aside.is_empty() && before.ends_with(',') && joined.trim_end().ends_with(',');
        let aside = (aside.starts_with(',') || is_label(aside)) && aside.len() > 1 && !aside.contains(" and ");
        let aside = aside || described;
        let fits = aside && !governed && plain && few;
        let name = |m: &NameMention| self.names.entities.get(m.entity).map(|e| e.name.as_str());
        (fits && one.entity != two.entity).then_some(())?;
        Some(format!("{} and {}", name(one)?, name(two)?))
    }
}

/// Whether the words after a name tell its party or place: `(Ky.)`, `of Texas`.
fn is_label(aside: &str) -> bool {
    let inner = aside.trim_start().strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let place = aside.strip_prefix(" of ").filter(|place| place.split(' ').all(|w| w.starts_with(char::is_uppercase)));
    inner.is_some_and(|inner| !inner.contains(['(', ')'])) || place.is_some()
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From reports on the US Senate: only the first of the two stood as the speaker.
    #[test]
    fn a_party_or_a_place_does_not_part_two_people() {
        for source in [
            "Sens. Ana Holt (Ky.) and Tom Vale (Fla.)",
            "Senator Ana Holt of Texas and Senator Tom Vale of Kentucky",
            "Harbour Committee Chairman Ana Holt (R-Utah) and Coast Committee Chairman Tom Vale (R-Va.)",
        ] {
            shipped()
                .speakers(&format!("{source} said the river “has risen”."), &[("has risen", "Ana Holt and Tom Vale")]);
        }
    }

    #[test]
    fn two_people_speak_together() {
        shipped().speakers(
            "Ana Holt, a farmer, and her husband Tom Vale said the river “has risen”.",
            &[("has risen", "Ana Holt and Tom Vale")],
        );
        // From a report on an opera: only the first of the two stood as the speaker.
        shipped().speakers(
            "His aide, Ana Holt, and his widow, Eva Vale, said the river “has risen”.",
            &[("has risen", "Ana Holt and Eva Vale")],
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
