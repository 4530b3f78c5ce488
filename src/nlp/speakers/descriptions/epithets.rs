//! Resolves a description that states none of the roles in the text: `the Australian rugby legend`.
//!
//! News varies the name of the person whom a passage is about. A definite description refers to this person, unless
//! the text has introduced somebody else with the same noun: `a writer`, then `the writer`.

use crate::nlp::data::gazetteer;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Antecedent, Speaker};
use crate::nlp::speakers::nominals::{has_role, is_foreign};
use crate::nlp::speakers::resolver::{Resolver, UNNAMED_HISTORY};

/// Minimum probability that the passage is about the person.
const SALIENT: f32 = 0.4;

impl Resolver<'_> {
    /// Returns the person to whom the description `words` refers, if it is an epithet. `name` is the description
    /// without its article and its clause.
    pub(in crate::nlp::speakers) fn resolve_epithet(
        &self,
        words: &str,
        name: &str,
        sentence: usize,
    ) -> Option<Antecedent> {
        let definite = words.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("the "));
        if self.dialogue || self.transcript.is_some() || !definite {
            return None;
        }
        let lower: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let head = head(name)?;
        let alone = !name.contains(' ');
        if List::OftenUnnamed.has(&head) || alone && List::Office.has(&head) && !List::VariesName.has(&head) {
            return None;
        }
        let heard = self.unnamed.iter().rev().take(UNNAMED_HISTORY).any(|u| u.name.eq_ignore_ascii_case(name));
        if heard || self.introduced.contains(&head) {
            return None;
        }
        let found = self.salient(gazetteer::gender(&head), sentence)?;
        // `the Orland captain` is not Orland, and `the Russian president` is not the president of another country.
        let entity = self.names.entities.get(found.entity)?;
        let foreign = lower.iter().any(|w| is_foreign(w));
        if entity.words.iter().any(|w| lower.contains(w)) || foreign && has_role(entity, &head) {
            return None;
        }
        let spoke = self.speakers.0 == Some(Speaker::Named(found.entity));
        (found.confidence >= SALIENT && (!alone || spoke || found.sentences == 0)).then_some(found)
    }
}

/// Returns the head noun of an epithet in lower case: `former Wallabies star` → `star`. Phrases with a preposition
/// describe their own person: `writer in Matsue`.
fn head(name: &str) -> Option<String> {
    let small = |w: &str| lexicon::look_up(&w.to_lowercase()).class & (class::PREP | class::REL | class::CONJ) != 0;
    let other = ["other", "second", "third", "latter"].iter().any(|w| name.split_whitespace().next() == Some(w));
    if other || name.split_whitespace().any(small) {
        return None;
    }
    let last = name.split_whitespace().last()?.to_lowercase();
    let head = last.rsplit('-').next().unwrap_or(&last).to_owned();
    let entry = lexicon::look_up(&head);
    let person = entry.class & class::ROLE != 0
        || List::Human.has(&head)
        || List::Epithet.has(&head)
        || List::VariesName.has(&head)
        || entry.class == 0 && entry.verb.is_none() && head.len() > 6 && head.ends_with("ist")
        || last.contains("-of-");
    person.then_some(head)
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn an_epithet_is_the_person_of_the_passage() {
        let lead = "Piet Renner, the senator, spoke in Oslo on Monday. ";
        shipped().speakers(&format!("{lead}“We have waited,” the rugby legend said."), &[("We have", "Piet Renner")]);
    }

    #[test]
    fn a_person_whom_the_text_introduces_is_somebody_else() {
        let lead = "Police seized a letter from a freelance writer. Anna Holt came in. ";
        shipped().speakers(&format!("{lead}“I never met her,” the writer said."), &[("I never", "writer")]);
    }

    #[test]
    fn a_role_of_another_country_is_somebody_else() {
        let lead = "French President Anna Holt met Piet Renner in Geneva. ";
        shipped().speakers(
            &format!("{lead}“It went well,” the Russian president said."),
            &[("It went", "Russian president")],
        );
    }

    #[test]
    fn a_judge_may_have_no_name() {
        shipped().speakers("Anna Holt wept. “It was cruel,” the judge said.", &[("It was", "judge")]);
    }
}
