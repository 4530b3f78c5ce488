//! Resolves `he` after a question that the text reports: the person who is asked answers.
//!
//! ```text
//! “We wait,” Ana Holt’s spokesman said. Asked if Mr Renner agreed, [he] said: “Yes.”     he → spokesman, not Renner
//! ```

use crate::nlp::SpeakerKind;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{AttributionDraft, ResolvedSpeaker, Speaker};
use crate::nlp::speakers::pronouns::OpenedPronoun;
use crate::nlp::speakers::resolver::Resolver;
use crate::nlp::speakers::scene;

/// Confidence that the last speaker is the one who is asked.
const CERTAINTY: f32 = 0.8;

impl Resolver<'_> {
    /// Returns the last speaker, if the pronoun of `found` was taken for somebody whom the question only mentions.
    pub(in crate::nlp::speakers) fn asked_before(
        &self,
        block: usize,
        found: &AttributionDraft,
    ) -> Option<ResolvedSpeaker> {
        let OpenedPronoun { source, gender, opening } = self.opened_pronoun(block, found)?;
        let words = opening.of(self.text).trim_start().to_lowercase();
        let words = words.strip_prefix("when ").unwrap_or(&words);
        let asked = List::Asked.has(words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default());
        let meant = self.pronouns.get(&source.start).filter(|_| asked)?;
        let mentioned = meant.span.start > opening.start && meant.span.start < source.start;
        // Whoever asks does not answer: `When asked by a judge, he said`.
        let asker = self.who(meant.entity);
        let mut spoken = self.spoken.iter().rev().skip_while(|(at, who)| *at == block && asker.as_ref() == Some(who));
        let (at, last) = spoken.next().filter(|_| mentioned)?;
        let fits = match last {
            Speaker::Named(entity) => *entity != meant.entity && self.gender(*entity).is_none_or(|g| g == gender),
            Speaker::Described(name, SpeakerKind::Person) => {
                scene::head_of(name).and_then(|head| scene::gender_of(&head)).is_none_or(|g| g == gender)
            }
            Speaker::Described(..) => false,
        };
        (fits && block - at.min(&block) <= 1).then(|| ResolvedSpeaker {
            speaker: Some(last.clone()),
            confidence: found.confidence * CERTAINTY,
            ..ResolvedSpeaker::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::{rules, shipped};

    #[test]
    fn who_asks_does_not_answer() {
        shipped().speakers(
            "“We wait,” Tom Vale said. When asked by a judge whether the boat was his, he said: “Yes, of course.”",
            &[("We wait", "Tom Vale"), ("Yes, of course", "Tom Vale")],
        );
    }

    #[test]
    fn who_is_asked_answers() {
        let lead = "“We wait,” Tom Vale said.";
        rules().speakers(
            &format!("{lead} Asked if Piet Renner agreed, he said: “Yes, of course.”"),
            &[("We wait", "Tom Vale"), ("Yes, of course", "Tom Vale")],
        );
        rules().speakers(
            &format!("{lead} Asked if Piet Renner agreed, Renner said: “Yes, of course.”"),
            &[("We wait", "Tom Vale"), ("Yes, of course", "Piet Renner")],
        );
    }
}
