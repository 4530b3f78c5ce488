//! Corrections: changes that the reader made to the engine's annotations. Anchors attach them to words, so that they
//! survive a new engine version and changes of the article.
//!
//! [`Reviewed`](crate::library::notes::Reviewed) applies them; the library stores the engine's annotations unchanged.

mod apply;
mod fact;
#[cfg(test)]
mod fact_tests;
#[cfg(test)]
mod tests;

pub(in crate::library::notes) use apply::apply;
pub use fact::{FactChange, FactTarget, FactType};

use serde::{Deserialize, Serialize};

use crate::library::notes::{Alignment, Anchor};
use crate::nlp::{Attribution, EntityType, QuoteKind};
use crate::text::{ArticleId, Span};

/// A stored correction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// A random, lasting identifier.
    pub id: String,
    /// The article (version) it was made on.
    pub article: ArticleId,
    /// When, RFC 3339 UTC.
    pub created: String,
    /// The engine whose annotation is corrected ([`crate::nlp::Engine::version`]).
    pub engine: String,
    /// The change.
    pub change: Change,
}

/// A quote as it was when it was corrected. Its words find it again; the rest serves as training data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its words, one anchor per span. Never empty.
    pub content: Vec<Anchor>,
    /// Its kind.
    pub kind: QuoteKind,
    /// The speaker at that time.
    pub speaker: Option<String>,
}

impl Target {
    /// Returns the target for an attribution of `text`.
    #[must_use]
    pub fn of(text: &str, quote: &Attribution) -> Self {
        Self {
            content: quote.content.iter().map(|span| Anchor::of(text, *span)).collect(),
            kind: quote.kind,
            speaker: quote.speaker.clone(),
        }
    }
}

/// The content of a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Change {
    /// The quote has another speaker; `None`: the speaker is unknown.
    Speaker {
        /// The quote.
        quote: Target,
        /// The name of the speaker.
        name: Option<String>,
    },
    /// Two names belong to one person.
    Merge {
        /// The canonical name.
        into: String,
        /// The name that becomes an alias.
        from: String,
    },
    /// Some mentions (and the quotes whose source they are) belong to another person.
    Split {
        /// The person they were assigned to.
        from: String,
        /// The mentions.
        mentions: Vec<Anchor>,
        /// The person they belong to.
        name: String,
    },
    /// A missing quote.
    Add {
        /// The quote, with its speaker.
        quote: Target,
        /// The source: the words that name the speaker.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Anchor>,
        /// The cue: the words that introduce the quote.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cue: Option<Anchor>,
    },
    /// This is not a quote.
    Delete {
        /// The wrong quote.
        quote: Target,
    },
    /// The quote has other boundaries.
    Ends {
        /// The quote.
        quote: Target,
        /// Its new words.
        content: Vec<Anchor>,
    },
    /// The quote has another kind.
    Kind {
        /// The quote.
        quote: Target,
        /// The new kind.
        kind: QuoteKind,
    },
    /// The type of a named entity; without a type, the words are not a name.
    Entity {
        /// The words.
        words: Anchor,
        /// The type of the entity.
        kind: Option<EntityType>,
        /// The canonical name, if it differs from the words.
        name: Option<String>,
    },
    /// A fact has another content, or is none.
    Fact {
        /// The fact.
        fact: FactTarget,
        /// The change.
        change: FactChange,
    },
}

impl Change {
    /// Returns the quote that this change is about, if any.
    #[must_use]
    pub fn quote(&self) -> Option<&Target> {
        match self {
            Self::Speaker { quote, .. }
            | Self::Add { quote, .. }
            | Self::Delete { quote }
            | Self::Ends { quote, .. }
            | Self::Kind { quote, .. } => Some(quote),
            Self::Merge { .. } | Self::Split { .. } | Self::Entity { .. } | Self::Fact { .. } => None,
        }
    }

    /// Returns every anchor with its role, for export.
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
            Self::Fact { fact, .. } => all.push(("fact", &fact.words)),
            _ => {}
        }
        all
    }

    /// Moves every anchor from an older text to its place in the newer one, by the rules for notes. Anchors whose words are
    /// gone are found nowhere from now on, however similar other words are.
    pub fn carry(&mut self, texts: &Alignment<'_>) {
        let mut anchors: Vec<&mut Anchor> = Vec::new();
        match self {
            Self::Speaker { quote, .. } | Self::Delete { quote } | Self::Kind { quote, .. } => {
                anchors.extend(&mut quote.content);
            }
            Self::Add { quote, source, cue } => {
                anchors.extend(quote.content.iter_mut().chain(source).chain(cue));
            }
            Self::Ends { quote, content } => anchors.extend(quote.content.iter_mut().chain(content)),
            Self::Split { mentions, .. } => anchors.extend(mentions),
            Self::Entity { words, .. } => anchors.push(words),
            Self::Fact { fact, .. } => anchors.push(&mut fact.words),
            Self::Merge { .. } => {}
        }
        for anchor in anchors {
            texts.carry(anchor);
        }
    }
}

/// Returns the present places of these anchors in `text`: in order, without overlaps; `None` if any is gone.
fn places(anchors: &[Anchor], text: &str) -> Option<Vec<Span>> {
    let mut spans =
        anchors.iter().map(|a| crate::library::notes::place(a, text).span()).collect::<Option<Vec<Span>>>()?;
    spans.retain(|s| !s.is_empty());
    spans.sort_unstable();
    let apart = spans.windows(2).all(|pair| matches!(pair, [a, b] if a.end <= b.start));
    (!spans.is_empty() && apart).then_some(spans)
}
