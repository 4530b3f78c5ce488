//! Resolves `the campaign` to the campaign of the candidate whom the passage is about.
//!
//! ```text
//! Ana Holt plans to tour the coast. [The campaign] says …     The campaign → Ana Holt’s campaign
//! ```

use crate::nlp::SpeakerKind;
use crate::nlp::draft::Antecedent;
use crate::nlp::speakers::resolver::{Resolver, UNNAMED_HISTORY};

/// Maximum number of sentences between the candidate or the campaign and `the campaign`.
const REACH: usize = 2;

impl Resolver<'_> {
    /// Returns the candidate whose campaign the words `the campaign` mean, with the name of the campaign.
    pub(in crate::nlp::speakers) fn campaign_meant(
        &self,
        words: &str,
        sentence: usize,
    ) -> Option<(String, Antecedent)> {
        if !words.eq_ignore_ascii_case("the campaign") {
            return None;
        }
        let near = |at: usize| sentence.saturating_sub(at) <= REACH;
        let is_campaign = |name: &str| name.to_lowercase().ends_with("campaign");
        let mut heard = self.unnamed.iter().rev().take(UNNAMED_HISTORY).take_while(|u| near(u.sentence));
        let mut named = self.history.iter().rev().take(48).take_while(|m| near(m.sentence));
        if heard.any(|u| u.kind == SpeakerKind::Organisation && is_campaign(&u.name))
            || named.any(|m| self.names.entities.get(m.entity).is_some_and(|e| is_campaign(&e.name)))
        {
            return None;
        }
        let found = self.salient(None, sentence).filter(|f| f.sentences <= REACH)?;
        let candidate = self.names.entities.get(found.entity).filter(|_| self.runs(found.entity))?;
        Some((format!("{}’s campaign", candidate.name), found))
    }

    /// Whether the text gives a person a campaign: `Holt’s campaign`, `the Holt campaign`.
    fn runs(&self, entity: usize) -> bool {
        let Some(surname) = self.names.entities.get(entity).and_then(|e| e.words.last()) else { return false };
        let follows = |at: usize| {
            let rest = self.text.get(at..).unwrap_or_default();
            let rest = rest.strip_prefix("’s").or_else(|| rest.strip_prefix("'s")).unwrap_or(rest);
            rest.split_whitespace().take(3).any(|w| w.trim_end_matches(|c: char| !c.is_alphabetic()) == "campaign")
        };
        self.names.mentions.iter().take(512).any(|m| m.entity == entity && follows(m.span.end))
            || self
                .names
                .entities
                .iter()
                .take(512)
                .any(|e| e.words.last().is_some_and(|w| w == "campaign") && e.words.contains(surname))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::rules;

    #[test]
    fn the_campaign_is_that_of_the_candidate() {
        let before = "The Vale campaign said no. Tom Vale left. He was late. It rained. ";
        rules().speakers(
            &format!("{before}Ana Holt tours the coast. “We will win,” the campaign said. Holt’s campaign is new."),
            &[("We will win", "Ana Holt’s campaign")],
        );
        rules()
            .speakers("Ana Holt collects shells. “We need help,” the campaign said.", &[("We need help", "campaign")]);
    }
}
