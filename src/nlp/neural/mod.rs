//! The encoder: a small transformer that reads windows of an article and says who said what, and what is named.
//!
//! ```text
//! text → words, pieces → windows → encoder → heads → decoding → attributions and entities, in bytes of the article
//!        tokenizer       window    net, kernels       decode
//! ```
//!
//! The weights are compiled in and unpacked on first use. What comes out is raw: spans and how sure the encoder is;
//! who the source *is* is settled by the rules around it.

mod decode;
#[cfg(test)]
mod dev;
mod hook;
pub use hook::*;
mod kernels;
mod net;
mod simd;
#[cfg(test)]
mod tests;
mod tokenizer;
mod weights;
mod window;

use std::sync::OnceLock;

use decode::Options;
use kernels::Isa;
use net::{Buffers, Net};
use tokenizer::Vocabulary;
use window::Window;

use super::EntityType;
use crate::text::Span;

static WEIGHTS: &[u8] = include_bytes!("../../../model/weights.bin");
static VOCABULARY: &str = include_str!("../../../model/vocab.txt");

/// An attribution as the encoder sees it: no speaker yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawAttribution {
    /// What was said, in order; never empty.
    pub(super) content: Vec<Span>,
    /// Who said it, where the window says so.
    pub(super) source: Option<Span>,
    /// The words that say that it was said; `None` for a quotation that stands alone.
    pub(super) cue: Option<Span>,
    /// How sure the encoder is, 0–1.
    pub(super) confidence: f32,
}

/// A name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawEntity {
    /// What it is the name of.
    pub(super) kind: EntityType,
    /// Where it stands.
    pub(super) span: Span,
    /// How sure the encoder is, 0–1.
    pub(super) confidence: f32,
}

/// What the encoder finds in one window.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    /// From the window's first word to its last.
    pub(super) extent: Span,
    /// In order of their first content or cue word.
    pub(super) attributions: Vec<RawAttribution>,
    /// In order.
    pub(super) entities: Vec<RawEntity>,
}

/// The encoder, ready to read.
#[derive(Debug)]
pub(super) struct Encoder {
    net: Net,
    vocabulary: Vocabulary,
}

impl Encoder {
    /// The encoder compiled in; made on first use, by whoever asks first. `None` if its weights are damaged.
    pub(super) fn get() -> Option<&'static Self> {
        static ENCODER: OnceLock<Option<Encoder>> = OnceLock::new();
        ENCODER.get_or_init(|| Self::new(Isa::best())).as_ref()
    }

    fn new(isa: Isa) -> Option<Self> {
        let net = Net::new(WEIGHTS, isa).ok()?;
        Some(Self { net, vocabulary: Vocabulary::new(VOCABULARY) })
    }

    /// Reads the paragraphs of a text window by window, those nearest to byte `focus` first.
    ///
    /// Windows do not depend on `focus`, only their order does. Nothing is computed before the iterator is asked.
    pub(super) fn read<'a>(
        &'a self,
        text: &'a str,
        paragraphs: &'a [Span],
        focus: usize,
    ) -> impl Iterator<Item = Reading> + 'a {
        let mut sections = window::sections(paragraphs);
        let far = move |from: usize, to: usize| {
            if focus < from { from - focus } else { focus.saturating_sub(to) }
        };
        sections.sort_by_key(|s| {
            let part = paragraphs.get(s.clone()).unwrap_or_default();
            match (part.first(), part.last()) {
                (Some(first), Some(last)) => far(first.start, last.end),
                _ => usize::MAX,
            }
        });
        let mut buffers = Buffers::default();
        sections
            .into_iter()
            .flat_map(move |section| {
                let part = paragraphs.get(section).unwrap_or_default();
                let mut windows = window::windows(&self.vocabulary, text, part);
                windows.sort_by_key(|w| far(w.extent().start, w.extent().end));
                windows
            })
            .map(move |window| self.read_window(&window, &mut buffers, &Options::CHOSEN))
    }

    fn read_window(&self, window: &Window, buffers: &mut Buffers, options: &Options) -> Reading {
        let encoded = self.net.encode(window, buffers);
        let quotations = decode::quotations(window);
        let mut found = Vec::new();
        for cue in decode::cues(window, &encoded, options) {
            let link = self.net.link(window, &encoded, cue, buffers);
            found.extend(decode::attribution(window, &encoded, &quotations, cue, &link, options));
        }
        found.extend(decode::orphans(window, &encoded, &quotations, &found, options));
        found.retain(|f| !f.content.is_empty());
        found.sort_by_key(|f| f.content.iter().chain(&f.cue).min().copied());
        let attributions = found.into_iter().map(|f| RawAttribution {
            content: f.content.into_iter().map(|r| window.place(r)).collect(),
            source: f.source.map(|r| window.place(r)),
            cue: f.cue.map(|r| window.place(r)),
            confidence: f.confidence,
        });
        let kinds = [EntityType::Person, EntityType::Organisation, EntityType::Place, EntityType::Other];
        let entities = decode::entities(window, &encoded).into_iter().filter_map(|(kind, range, confidence)| {
            Some(RawEntity { kind: *kinds.get(kind)?, span: window.place(range), confidence })
        });
        Reading { extent: window.extent(), attributions: attributions.collect(), entities: entities.collect() }
    }
}
