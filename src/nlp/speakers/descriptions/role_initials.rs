//! Resolves the initials of an office to its holder.
//!
//! ```text
//! Additional Superintendent of Police Ana Holt came. [The ASP] said …     The ASP → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::draft::{Antecedent, PriorMention, Role};
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// Maximum number of mentions before the initials that are searched.
const REACH: usize = 64;

/// Maximum length in bytes of an aside in brackets between the office and the name.
const ASIDE: usize = 32;

/// Maximum number of words of an office.
const WORDS: usize = 8;

impl Resolver<'_> {
    /// Returns the person named last whose office has the initials at `source`: `the ASP`.
    pub(in crate::nlp::speakers) fn holder_by_initials(&self, source: Span, sentence: usize) -> Option<Antecedent> {
        let words = source.of(self.text);
        let letters = words.strip_prefix("the ").or_else(|| words.strip_prefix("The "))?;
        let plain = (2..=5).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase());
        let wanted = letters.to_ascii_lowercase();
        // `the US` and `the OFB`, named before, are names of their own.
        let is_named = |m: &PriorMention| {
            let entity = self.names.entities.get(m.entity).filter(|_| m.span.end <= source.start);
            entity.is_some_and(|e| e.name == letters || e.forms.contains_key(letters))
        };
        if !plain || gazetteer::name(&wanted).is_some() || self.history.iter().rev().take(REACH).any(is_named) {
            return None;
        }
        let last = self.history.iter().rev().take(REACH).find(|m| self.has_initials(m, &wanted))?;
        let sentences = sentence.saturating_sub(last.sentence);
        Some(Antecedent { entity: last.entity, span: last.span, sentences, confidence: 0.85 })
    }

    /// Whether the words before the name, or a role of the person, have the initials.
    fn has_initials(&self, mention: &PriorMention, wanted: &str) -> bool {
        let Some(entity) = self.names.entities.get(mention.entity) else { return false };
        let role = |r: &Role| initials(&r.role) == wanted;
        let before = || initials(office_before(self.text, mention.span.start)).ends_with(wanted);
        entity.kind == EntityType::Person && (entity.roles.iter().any(role) || before())
    }
}

/// Returns the capitalised words before byte `at`, with `of` and `for` between them:
/// `Additional Superintendent of Police` | ` (Rural), Ana Holt`.
fn office_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', ',']);
    // Only a short aside: the cost must not grow with the text.
    let near = before.get(before.len().saturating_sub(ASIDE)..).unwrap_or_default();
    let aside = near.strip_suffix(')').and_then(|inside| inside.rfind('(')).map_or(0, |open| near.len() - open);
    let before = before.get(..before.len() - aside).unwrap_or(before).trim_end();
    let mut start = before.len();
    for word in before.rsplit(' ').take(WORDS) {
        let small = matches!(word, "of" | "for" | "and" | "&");
        let capital = word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric);
        if !small && !capital {
            break;
        }
        start = start.saturating_sub(word.len() + usize::from(start < before.len()));
    }
    before.get(start..).unwrap_or_default()
}

/// Returns the first letters of an office, without its small words.
fn initials(office: &str) -> String {
    let lower = office.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let large = words.filter(|w| lexicon::look_up(w).class & (class::PREP | class::CONJ | class::DET) == 0);
    large.filter_map(|w| w.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::{initials, office_before};
    use crate::nlp::testing::shipped;

    #[test]
    fn initials_stand_for_an_office() {
        let text = "He met Additional Superintendent of Police (Rural), Ana Holt";
        let office = office_before(text, text.len() - "Ana Holt".len());
        assert_eq!((office, initials(office).as_str()), ("Additional Superintendent of Police", "asp"));
        let text = "Superintendent of Police Ana Holt met Tom Vale. “It is safe,” the SP said.";
        shipped().speakers(text, &[("It is safe", "Ana Holt")]);
        let text = "Superintendent of Police Ana Holt met Tom Vale. “It is safe,” the ABC said.";
        shipped().speakers(text, &[("It is safe", "ABC")]);
    }
}
