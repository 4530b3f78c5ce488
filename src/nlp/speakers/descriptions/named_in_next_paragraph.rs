//! Finds the name of a person whom the first lines only describe. News often gives the name in the next paragraph.
//!
//! ```text
//! [A nurse who saw the ferry sink] said it was “awful”. ⏎ Ana Holt, who was on the pier, …     A nurse → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Antecedent, NameMention};
use crate::nlp::facts::roles;
use crate::nlp::speakers::nominals::has_role;
use crate::nlp::speakers::resolver::Resolver;
use crate::nlp::speakers::scene;
use crate::text::Span;

/// Number of sentences at the beginning of an article that may leave a person without a name.
const LEAD: usize = 3;

/// Maximum number of words of a role before the name.
const WORDS: usize = 6;

/// Confidence that the name belongs to the description.
const CERTAINTY: f32 = 0.7;

impl Resolver<'_> {
    /// Returns the person whom the next paragraph names first, at its beginning, if the person can be the one whom the
    /// description `name` at `source` introduces.
    pub(in crate::nlp::speakers) fn named_in_next_paragraph(
        &self,
        block: usize,
        source: Span,
        name: &str,
        sentence: usize,
    ) -> Option<Antecedent> {
        let here = self.blocks.get(block)?.syntax.span.trim(self.text);
        // A headline may begin with the quote: `‘We wait’: wife of captain`.
        if self.dialogue || self.transcript.is_some() || block > 0 && source.start != here.start {
            return None;
        }
        let words = source.of(self.text);
        let lower = words.to_lowercase();
        let begins = sentence < LEAD || self.is_divider(block.checked_sub(1)?);
        let owned = lower.split_whitespace().take(3).any(|w| w.ends_with("’s") || w.ends_with("'s"));
        let heading = block == 0;
        let indefinite = lower.starts_with("a ") || lower.starts_with("an ") || owned || heading;
        let head = scene::head_of(name).or_else(|| roles::head(&name.to_lowercase()))?;
        if !begins || !indefinite || lower.starts_with("the ") || List::StaysUnnamed.has(&head) {
            return None;
        }
        let one = self.opening_name(block + 1);
        let one = one.or_else(|| self.opening_name(block + 2).filter(|_| heading))?;
        let entity = self.names.entities.get(one.entity)?;
        let gender = gazetteer::gender(&head).or_else(|| scene::gender_of(&head));
        if gender.is_some() && entity.gender.is_some() && gender != entity.gender {
            return None;
        }
        // `A nurse said …` | `Mayor Ana Holt said …`: the role must be that of the description, or of the same body.
        let near = |span: Span| span.start <= one.span.end + 2 && one.span.start <= span.end + 2;
        let mut roles = entity.roles.iter().filter(|r| near(r.span)).peekable();
        let shared = |words: &str| {
            words.split_whitespace().any(|w| w.starts_with(char::is_uppercase) && w.len() > 3 && name.contains(w))
        };
        // `A woman said …` | `Ana Holt, a baker, …`, but not `Mayor Ana Holt …`
        let human = gender.is_some() || head == "person";
        let titled = entity.roles.iter().any(|r| near(r.span) && r.span.start < one.span.start);
        let fits = human && !titled
            || roles.peek().is_none()
            || has_role(entity, &head)
            || roles.any(|r| shared(&r.role) || r.of.as_deref().is_some_and(shared));
        fits.then_some(Antecedent { entity: one.entity, span: one.span, sentences: 0, confidence: CERTAINTY })
    }

    /// Returns the full name that opens a block, with or without a role, if the text names the person there first:
    /// `Harbour communications director Ana Holt`.
    fn opening_name(&self, block: usize) -> Option<NameMention> {
        let start = self.blocks.get(block)?.syntax.span.trim(self.text).start;
        let first = self.names.mentions.partition_point(|m| m.block < block);
        let inside = self.names.mentions.iter().skip(first).take_while(|m| m.block == block).take(3);
        let person = |m: &&NameMention| self.names.entities.get(m.entity).is_some_and(|e| e.kind == EntityType::Person);
        let full = |m: &&NameMention| m.span.of(self.text).contains(' ') && self.is_first(m.entity, m.span.start);
        let one = *inside.filter(person).find(full)?;
        let before = self.text.get(start..one.title.map_or(one.span.start, |t| t.start.min(one.span.start)))?;
        let rest = self.text.get(one.span.end..).unwrap_or_default();
        let subject = rest.starts_with(", ") || rest.starts_with(' ');
        (subject && is_role(before)).then_some(one)
    }

    /// Whether a block has no sentence: `___`, `11:40 a.m.`
    fn is_divider(&self, block: usize) -> bool {
        let Some(words) = self.blocks.get(block).map(|b| b.syntax.span.of(self.text).trim()) else { return false };
        words.len() < 16 && !words.split(|c: char| !c.is_alphabetic()).any(|w| w.len() > 2)
    }
}

/// Whether the words before a name are empty or can be a role: a noun of an office ends them.
fn is_role(words: &str) -> bool {
    let bits = |w: &str| lexicon::look_up(&w.to_lowercase()).class;
    let other = class::PREP | class::CONJ | class::AUX | class::FINITE | class::PRONOUN | class::DET | class::SUB;
    let few = words.split_whitespace().count() <= WORDS && !words.contains([',', '“', '"']);
    let office = words.split_whitespace().last().is_none_or(|w| bits(w) & class::ROLE != 0);
    few && office && words.split_whitespace().all(|w| bits(w) & other == 0)
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::{rules, shipped};

    #[test]
    fn the_next_paragraph_names_the_person_of_the_lead() {
        rules().speakers(
            "A nurse who saw the ferry sink said it was “awful”.\n\nAna Holt, 30, was on the pier that day.",
            &[("awful", "Ana Holt")],
        );
        rules().speakers(
            "It rained.\n\n___\n\nOrland’s tax commissioner said nobody “leaked” it.\n\nTom Vale told staff to wait.",
            &[("leaked", "Tom Vale")],
        );
    }

    #[test]
    fn a_role_of_the_same_body_may_stand_before_the_name() {
        let lead = "A spokeswoman for Ana Holt said it was “awful”.\n\n";
        rules().speakers(
            &format!("{lead}Holt communications director Jane Vale was on the pier."),
            &[("awful", "Jane Vale")],
        );
    }

    #[test]
    fn a_headline_may_describe_the_person() {
        let lead = "“We waited all night, all of us”: Wife of captain trapped on ferry speaks\n\nA woman who was on the ferry said it “sank”.\n\n";
        shipped().speakers(&format!("{lead}Jane Vale, 40, swam to the pier."), &[("We waited", "Jane Vale")]);
    }

    #[test]
    fn another_person_of_the_next_paragraph_stays_apart() {
        for next in ["Mayor Tom Vale was on the pier.", "On the pier stood Tom Vale.", "Tom Vale’s boat sank."] {
            rules().speakers(&format!("A nurse said it was “awful”.\n\n{next}"), &[("awful", "nurse")]);
        }
        rules().speakers("A woman said it was “awful”.\n\nMr Tom Vale was on the pier.", &[("awful", "woman")]);
        rules().speakers("An official said it was “awful”.\n\nTom Vale was on the pier.", &[("awful", "official")]);
    }
}
