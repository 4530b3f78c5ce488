//! Layer 1: finds quotes and their speakers. [`annotate`] turns an article into annotations.
//!
//! The engine is pure and deterministic, and accepts any text. It imports only [`crate::text`]: no screen, disk, clock,
//! network or threads.

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
    Annotations, Attribution, ClaimReason, EntityId, EntityType, EventStatus, Evidence, Fact, FactKind, Mention,
    Participant, Person, QuoteKind, RoleStatus, SpeakerKind,
};
pub use attribution::foreign::finds_speakers;
pub use facts::{day, is_number_word, redate};

use crate::text::Article;

/// The choice of engine. Its weights and word lists are compiled in.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    /// Without the encoder.
    rules_only: bool,
    /// Confidence as scores, not as probabilities.
    uncalibrated: bool,
    /// The instruction set of the encoder.
    isa: encoder::Isa,
}

impl Engine {
    /// The engine with its encoder, which finds names and attributions; rules resolve the speakers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The rules without the encoder: they find less, in a hundredth of the time.
    #[must_use]
    pub fn rules() -> Self {
        Self { rules_only: true, ..Self::default() }
    }

    /// The same engine without calibration, to measure its scores.
    #[must_use]
    pub fn uncalibrated(self) -> Self {
        Self { uncalibrated: true, ..self }
    }

    /// The same engine with the vector instructions of this name, one of [`Self::instructions`], to compare their speed.
    /// `None` if the processor does not have them.
    #[must_use]
    pub fn with_instructions(self, name: &str) -> Option<Self> {
        Some(Self { isa: encoder::Isa::named(name)?, ..self })
    }

    /// Name and version of the engine, such as `minilm-10`. Raise the number whenever annotations change: the library
    /// keeps finished annotations under it. `tests/engine_version.rs` holds a digest for each version.
    #[must_use]
    pub fn version(&self) -> &'static str {
        if self.rules_only { "rules-15" } else { "minilm-17" }
    }

    /// The vector instructions of this processor that the encoder can use, fastest first; it uses the first. The choice
    /// changes the speed, never the annotations.
    #[must_use]
    pub fn instructions() -> Vec<&'static str> {
        encoder::instructions()
    }
}

/// Annotates a whole article.
#[must_use]
pub fn annotate(article: &Article, engine: &Engine) -> Annotations {
    pipeline::annotate(article, engine)
}

/// Annotates an article in growing windows, the text around byte offset `focus` first.
///
/// Each call of `emit` gets all annotations so far, for the part of the text in [`Annotations::covered`]. The last call
/// has [`Annotations::complete`] set. An attribution keeps its id from window to window. If a later window changes its
/// speaker, [`Attribution::revised`] is set. `emit` stops the work by returning [`ControlFlow::Break`].
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
