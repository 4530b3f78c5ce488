//! Resolves an office with its body to the person whom the sentence before names with a like office.
//!
//! ```text
//! Assemblyman Tom Vale was warned. [The legislator of the Coast Union] confirmed it.     legislator → Tom Vale
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::{Antecedent, PriorMention};
use crate::nlp::facts::roles;
use crate::nlp::speakers::nominals::has_role;
use crate::nlp::speakers::resolver::Resolver;

/// Confidence that the person of the sentence before is meant.
const CERTAINTY: f32 = 0.7;

impl Resolver<'_> {
    /// Returns the subject of the sentence before, if that is the only person whom the text has named with the office of
    /// `core`: `legislator of the Coast Union`.
    pub(in crate::nlp::speakers) fn just_named(&self, core: &str, sentence: usize) -> Option<Antecedent> {
        let office =
            [" of ", " for ", " from "].iter().find_map(|word| core.split_once(word)).map(|(office, _)| office)?;
        let head = roles::head(office).filter(|head| head == office)?;
        let person = |e: usize| self.names.entities.get(e).filter(|e| e.kind == EntityType::Person);
        let holds = |m: &&PriorMention| person(m.entity).is_some_and(|e| has_role(e, &head));
        let last = self.history.iter().rev().find(holds)?;
        let subject = last.subject && !last.quoted && !last.possessive;
        let near = last.sentence + 1 == sentence;
        let others = self.history.iter().rev().take_while(|m| m.sentence >= last.sentence);
        let alone = others.filter(|m| person(m.entity).is_some()).all(|m| m.entity == last.entity);
        let only = self.history.iter().filter(holds).all(|m| m.entity == last.entity);
        (subject && near && alone && only && !self.dialogue).then_some(Antecedent {
            entity: last.entity,
            span: last.span,
            sentences: 1,
            confidence: CERTAINTY,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From a report on a member of parliament: the description and the `he` after it stood for somebody else.
    #[test]
    fn an_office_of_a_body_is_the_person_just_named() {
        shipped().speakers(
            "Assemblyman Tom Vale received a warning. The legislator of the Coast Union confirmed that it “was late”. \
             “I have been told,” he said.",
            &[("was late", "Tom Vale"), ("I have been told", "Tom Vale")],
        );
        shipped().speakers(
            "Assemblyman Tom Vale met Senator Piet Renner. The legislator of the Coast Union confirmed that it “was late”.",
            &[("was late", "legislator of the Coast Union")],
        );
        shipped().speakers(
            "Mayor Tom Vale received a warning. The legislator of the Coast Union confirmed that it “was late”.",
            &[("was late", "legislator of the Coast Union")],
        );
    }
}
