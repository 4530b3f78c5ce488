//! Corrections: what the reader knows better than the engine. They are the reader's data, hung on words by anchors, so
//! that they hold when a newer engine reads the article again or the article has changed.
//!
//! [`Reviewed`](crate::library::notes::Reviewed) applies them to annotations; the library keeps the engine's work unchanged.

mod apply;
#[cfg(test)]
mod tests;

pub(in crate::library::notes) use apply::apply;

use serde::{Deserialize, Serialize};

use crate::library::notes::Anchor;
use crate::nlp::{Attribution, EntityType, QuoteKind};
use crate::text::{ArticleId, Span};

/// One correction as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// A random, lasting identifier.
    pub id: String,
    /// The article (version) it was made on.
    pub article: ArticleId,
    /// When, RFC 3339 UTC.
    pub created: String,
    /// The engine whose work is corrected ([`crate::nlp::Engine::version`]).
    pub engine: String,
    /// What it says.
    pub change: Change,
}

/// A quote as it was when it was corrected: by its words it is found again, by the rest it can be learned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its words, one anchor a span. Never empty.
    pub content: Vec<Anchor>,
    /// Its kind.
    pub kind: QuoteKind,
    /// Who was said to have said it.
    pub speaker: Option<String>,
}

impl Target {
    /// The target for an attribution of `text`.
    #[must_use]
    pub fn of(text: &str, quote: &Attribution) -> Self {
        Self {
            content: quote.content.iter().map(|span| Anchor::of(text, *span)).collect(),
            kind: quote.kind,
            speaker: quote.speaker.clone(),
        }
    }
}

/// What a correction says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Change {
    /// The quote is by somebody else; `None`: nobody can tell by whom.
    Speaker {
        /// Which quote.
        quote: Target,
        /// The name of who said it.
        name: Option<String>,
    },
    /// Two names are one person.
    Merge {
        /// The name that stays.
        into: String,
        /// The name that is another of theirs.
        from: String,
    },
    /// Some mentions (and the quotes whose source they are) are of another person.
    Split {
        /// Whose they were taken to be.
        from: String,
        /// The mentions.
        mentions: Vec<Anchor>,
        /// Whose they are.
        name: String,
    },
    /// A quote that was missed.
    Add {
        /// The quote, with its speaker.
        quote: Target,
        /// The words that name who said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Anchor>,
        /// The words that say that it was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cue: Option<Anchor>,
    },
    /// This is no quote.
    Delete {
        /// What was taken for one.
        quote: Target,
    },
    /// The quote begins or ends elsewhere.
    Ends {
        /// Which quote.
        quote: Target,
        /// Its words.
        content: Vec<Anchor>,
    },
    /// The quote is of another kind.
    Kind {
        /// Which quote.
        quote: Target,
        /// The kind.
        kind: QuoteKind,
    },
    /// Words that name something, or, without a type, that name nothing.
    Entity {
        /// The words.
        words: Anchor,
        /// What they name.
        kind: Option<EntityType>,
        /// The canonical name, where it is not the words themselves.
        name: Option<String>,
    },
}

impl Change {
    /// The quote it is about, if it is about one.
    #[must_use]
    pub fn quote(&self) -> Option<&Target> {
        match self {
            Self::Speaker { quote, .. }
            | Self::Add { quote, .. }
            | Self::Delete { quote }
            | Self::Ends { quote, .. }
            | Self::Kind { quote, .. } => Some(quote),
            Self::Merge { .. } | Self::Split { .. } | Self::Entity { .. } => None,
        }
    }

    /// Every anchor in it, by what it anchors, for export.
    #[must_use]
    pub fn anchors(&self) -> Vec<(&'static str, &Anchor)> {
        let mut all: Vec<(&'static str, &Anchor)> = Vec::new();
        if let Some(quote) = self.quote() {
            all.extend(quote.content.iter().map(|a| ("content", a)));
        }
        match self {
            Self::Add { source, cue, .. } => {
                all.extend(source.iter().map(|a| ("source", a)));
                all.extend(cue.iter().map(|a| ("cue", a)));
            }
            Self::Ends { content, .. } => all.extend(content.iter().map(|a| ("corrected", a))),
            Self::Split { mentions, .. } => all.extend(mentions.iter().map(|a| ("mention", a))),
            Self::Entity { words, .. } => all.push(("mention", words)),
            _ => {}
        }
        all
    }
}

/// Where the words of these anchors are in `text` now: in order, not overlapping; nothing where one of them is gone.
fn places(anchors: &[Anchor], text: &str) -> Option<Vec<Span>> {
    let mut spans =
        anchors.iter().map(|a| crate::library::notes::place(a, text).span()).collect::<Option<Vec<Span>>>()?;
    spans.retain(|s| !s.is_empty());
    spans.sort_unstable();
    let apart = spans.windows(2).all(|pair| matches!(pair, [a, b] if a.end <= b.start));
    (!spans.is_empty() && apart).then_some(spans)
}
