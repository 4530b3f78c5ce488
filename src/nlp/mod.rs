//! Layer 1: who said what. `annotate` turns an article into annotations; pure, total, deterministic.
//!
//! Knows nothing but [`crate::text`]: no screen, disk, clock, network, threads. It cannot fail on any text.

mod annotations;
mod attribution;
mod confidence;
mod data;
mod draft;
mod encoder;
mod facts;
mod names;
mod pipeline;
mod speakers;
mod syntax;

use std::ops::ControlFlow;

pub use annotations::{
    Annotations, Attribution, EntityId, EntityType, Evidence, Fact, FactKind, Mention, Person, QuoteKind, SpeakerKind,
};
pub use facts::{day, redate};

use crate::text::Article;

/// What the engine needs besides the article: its version and its (compiled-in) knowledge.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    /// Without the encoder.
    rules_only: bool,
    /// Confidence as scores, not as probabilities.
    uncalibrated: bool,
}

impl Engine {
    /// The engine compiled into this program: an encoder findings, rules resolve.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The rules alone: less is found, and in a hundredth of the time.
    #[must_use]
    pub fn rules() -> Self {
        Self { rules_only: true, ..Self::default() }
    }

    /// The same engine with its scores as they are, before they are made probabilities: for measuring them.
    #[must_use]
    pub fn uncalibrated(self) -> Self {
        Self { uncalibrated: true, ..self }
    }

    /// Name and version of the engine, such as `minilm-10`: annotations of different versions are not the same.
    #[must_use]
    pub fn version(&self) -> &'static str {
        if self.rules_only { "rules-8" } else { "minilm-10" }
    }
}

/// Annotates a whole article.
#[must_use]
pub fn annotate(article: &Article, engine: &Engine) -> Annotations {
    pipeline::annotate(article, engine)
}

/// Annotates an article in pieces, the text around byte offset `focus` first.
///
/// Each call of `emit` hands over everything known so far ([`Annotations::covered`] says for which part of the text);
/// the last has [`Annotations::complete`] set. An attribution keeps its id from piece to piece; where a later piece
/// changes its speaker, [`Attribution::revised`] is set. `emit` stops the work by returning [`ControlFlow::Break`].
pub fn annotate_from(
    article: &Article,
    engine: &Engine,
    focus: usize,
    emit: &mut dyn FnMut(Annotations) -> ControlFlow<()>,
) -> ControlFlow<()> {
    pipeline::annotate_from(article, engine, focus, emit)
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
