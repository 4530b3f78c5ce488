//! Layer 1: who said what. `annotate` turns an article into annotations; pure, total, deterministic.
//!
//! Knows nothing but [`crate::text`]: no screen, disk, clock, network, threads. It cannot fail on any text.

mod assemble;
#[allow(clippy::nonminimal_bool, reason = "the conditions of the rules read as the grammar that they state")]
mod attribute;
mod blend;
#[allow(clippy::nonminimal_bool)]
mod complement;
mod compounds;
mod confidence;
mod correspondents;
mod dates;
#[allow(clippy::nonminimal_bool)]
mod describe;
mod entities;
mod facts;
#[allow(clippy::nonminimal_bool)]
mod fallback;
mod fields;
mod firms;
mod gazetteer;
mod initials;
mod join;
mod knots;
mod lexicon;
mod model;
#[allow(clippy::nonminimal_bool)]
mod names;
mod neural;
mod para;
mod peoples;
#[allow(clippy::nonminimal_bool)]
mod phrases;
#[allow(clippy::nonminimal_bool)]
mod quotes;
mod raw;
mod refer;
mod resolve;
mod roles;
mod settle;
mod signed;
mod sources;
mod stream;
mod transcript;
mod uncued;
#[allow(clippy::nonminimal_bool)]
mod verbs;
mod vocative;

use std::ops::ControlFlow;

pub use facts::{day, redate};
pub use model::{
    Annotations, Attribution, EntityId, EntityType, Evidence, Fact, FactKind, Mention, Person, QuoteKind, SpeakerKind,
};

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
    /// The engine compiled into this program: an encoder finds, rules resolve.
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
    stream::whole(article, engine)
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
    stream::run(article, engine, focus, emit)
}

#[cfg(test)]
mod tests;
