//! Resolves words for two people to the two whom the text has just named together: `both men`, `each`, `the two`.
//!
//! ```text
//! Ana Holt and Piet Renner met in Oslo. [The two] said …       The two → Ana Holt and Piet Renner
//! Ana Holt and Piet Renner sued the port. [They] claim …       They → Ana Holt and Piet Renner
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::draft::PriorMention;
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// Maximum number of sentences between the pair and the words.
const REACH: usize = 2;

/// Two people whom one sentence names.
#[derive(Clone, Debug)]
pub(in crate::nlp::speakers) struct Pair {
    /// `Ana Holt and Piet Renner`
    pub(in crate::nlp::speakers) name: String,
    /// The words that name them.
    pub(in crate::nlp::speakers) span: Span,
    /// The number of their sentence.
    pub(in crate::nlp::speakers) sentence: usize,
}

impl Resolver<'_> {
    /// Returns the two people whom `words` stand for, if the words are a description of two people.
    pub(in crate::nlp::speakers) fn two_meant(&self, words: &str, sentence: usize) -> Option<Pair> {
        if self.dialogue || !is_for_two(words) {
            return None;
        }
        (sentence.saturating_sub(REACH)..=sentence).rev().find_map(|n| self.two_of(n))
    }

    /// Returns the two people whom `they` stands for: a subject of two names, with no other person or body since.
    pub(in crate::nlp::speakers) fn two_acting(&self, sentence: usize) -> Option<Pair> {
        let pair = (sentence.saturating_sub(1)..=sentence).rev().find_map(|n| self.two_of(n))?;
        let gap = self.history.iter().rev().take(24).filter(|m| pair.span.covers(m.span)).collect::<Vec<_>>();
        let [second, .., first] = gap.as_slice() else { return None };
        let joined = self.text.get(first.span.end..second.span.start)?.trim() == "and";
        (joined && first.subject && !self.dialogue).then_some(pair)
    }

    /// Returns the only two people of a sentence.
    fn two_of(&self, sentence: usize) -> Option<Pair> {
        let named = |m: &&PriorMention| {
            let kind = self.names.entities.get(m.entity).map(|e| e.kind);
            m.sentence == sentence && !m.quoted && !m.possessive && kind == Some(EntityType::Person)
        };
        let mut people: Vec<&PriorMention> = self.history.iter().rev().take(32).filter(named).collect();
        people.reverse();
        let first = people.first()?;
        let second = people.iter().find(|m| m.entity != first.entity)?;
        if people.iter().any(|m| m.entity != first.entity && m.entity != second.entity) {
            return None;
        }
        let name = |entity: usize| self.names.entities.get(entity).map(|e| e.name.as_str());
        let name = format!("{} and {}", name(first.entity)?, name(second.entity)?);
        Some(Pair { name, span: first.span.join(second.span), sentence })
    }
}

/// Whether the words stand for two people: `both`, `each`, `the two leaders`, `both men`.
fn is_for_two(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut rest = lower.strip_prefix("the ").unwrap_or(&lower).split_whitespace();
    let opens = matches!(rest.next(), Some("both" | "each" | "two" | "pair" | "duo"));
    // `The two Republican senators`, but not `both Ana Holt`
    let plain = |w: &str| gazetteer::word(&w.to_lowercase()) & gazetteer::word::DEMONYM != 0;
    let named = words.split_whitespace().skip(1).any(|w| w.starts_with(char::is_uppercase) && !plain(w));
    if !opens || named {
        return false;
    }
    let Some(last) = rest.last() else { return true };
    let one = last.strip_suffix("ies").map(|stem| stem.to_owned() + "y");
    let one = one.unwrap_or_else(|| last.strip_suffix('s').unwrap_or(last).to_owned());
    let (one, several) = (lexicon::look_up(&one).class, lexicon::look_up(last).class & class::PEOPLE != 0);
    // `the two countries` are no people.
    several && one & class::BODY == 0 || one & class::ROLE != 0
}

#[cfg(test)]
mod tests {
    use super::is_for_two;
    use crate::nlp::testing::rules;

    #[test]
    fn words_for_two_are_the_two_named_last() {
        for words in ["said both men", "said the two", "said each"] {
            rules().speakers(
                &format!("Ana Holt met Piet Renner in Oslo. “It is late,” {words}."),
                &[("It is late", "Ana Holt and Piet Renner")],
            );
        }
        rules()
            .speakers("Ana Holt, Tom Vale and Piet Renner met. “It is late,” said both men.", &[("It is late", "men")]);
    }

    #[test]
    fn they_are_a_subject_of_two_names() {
        rules().speakers(
            "Ana Holt and Piet Renner sued the port. “It leaks,” they said.",
            &[("It leaks", "Ana Holt and Piet Renner")],
        );
    }

    #[test]
    fn two_countries_are_no_people() {
        for words in ["both senators", "The two", "the pair", "the two Republican senators"] {
            assert!(is_for_two(words), "{words}");
        }
        for words in ["the two countries", "both Ana Holt", "the senators"] {
            assert!(!is_for_two(words), "{words}");
        }
    }
}
