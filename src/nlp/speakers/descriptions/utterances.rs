//! Resolves a source that names the words or the voice of a person to that person.
//!
//! ```text
//! [Holt’s answer] was: “We sail.”      Holt’s answer → Holt
//! “We sail,” was [the answer].         the answer → nobody
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::{ResolvedSpeaker, Speaker};
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// Nouns for what a person utters, and for the voice.
const UTTERANCES: [&str; 8] = ["answer", "reply", "rejoinder", "remark", "response", "retort", "voice", "words"];

/// Maximum number of words between the owner and the noun.
const ADJECTIVES: usize = 2;

impl Resolver<'_> {
    /// Returns the speaker of a source such as `Holt’s answer`. Without an owner, `the answer` has none.
    pub(in crate::nlp::speakers) fn utterer(&self, span: Span, confidence: f32) -> Option<ResolvedSpeaker> {
        let words = span.of(self.text);
        let (before, noun) = words.rsplit_once(' ')?;
        if !UTTERANCES.contains(&noun) {
            return None;
        }
        if noun != "voice" && before.eq_ignore_ascii_case("the") {
            return Some(ResolvedSpeaker { confidence: confidence * 0.7, ..ResolvedSpeaker::default() });
        }
        let first = self.names.mentions.partition_point(|m| m.span.start < span.start);
        let owner = self.names.mentions.get(first).filter(|m| m.span.end < span.end)?;
        let person = self.names.entities.get(owner.entity).is_some_and(|e| e.kind == EntityType::Person);
        let start = owner.title.map_or(owner.span.start, |t| t.start.min(owner.span.start));
        let rest = self.text.get(owner.span.end..span.end)?;
        let between = rest.strip_prefix("’s ").or_else(|| rest.strip_prefix("'s "))?.strip_suffix(noun)?;
        let whole = person && start == span.start && between.split_whitespace().count() <= ADJECTIVES;
        whole.then(|| ResolvedSpeaker {
            speaker: Some(Speaker::Named(owner.entity)),
            confidence,
            ..ResolvedSpeaker::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From novels: “Holt’s simple words” and “answer” stood as speakers.
    #[test]
    fn words_belong_to_the_person_who_utters_them() {
        shipped().speakers(
            "Piet Renner asked for the key. Ana Holt’s calm answer was: “The pier is closed.”",
            &[("The pier is closed", "Ana Holt")],
        );
    }
}
