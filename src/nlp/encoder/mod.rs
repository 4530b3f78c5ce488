//! The encoder: a small transformer that finds attributions and names in windows of an article.
//!
//! ```text
//! text → words, pieces → windows → encoder → heads → decoding → attributions and entities, in bytes of the article
//!        tokenizer       window        net            decode
//! ```
//!
//! The weights are compiled in and unpacked on first use. The encoder gives spans with probabilities. The rules resolve
//! sources to speakers.

mod decode;
mod findings;
mod net;
#[cfg(test)]
mod tests;
mod tokenizer;
mod weights;
mod window;
mod worth;

use std::ops::Range;
use std::sync::OnceLock;

use crate::nlp::encoder::decode::Options;
use crate::nlp::encoder::net::{Buffers, Net};
use crate::nlp::encoder::tokenizer::Vocabulary;
use crate::nlp::encoder::weights::Parts;
use crate::nlp::encoder::window::Window;

use crate::nlp::EntityType;
use crate::nlp::draft::{EncoderAttribution, NameSpan, WordWorth};
use crate::text::Span;

pub(super) use findings::Findings;
pub(super) use pullquote_kernels::Isa;

/// The weight file, in its parts.
static WEIGHTS: Parts<'static> = [pullquote_embeddings::WEIGHTS, pullquote_layers::WEIGHTS];
static VOCABULARY: &str = include_str!("../../../model/vocab.txt");

/// The instruction sets of this processor, fastest first.
pub(super) fn instructions() -> Vec<&'static str> {
    Isa::available().into_iter().map(Isa::name).collect()
}

/// What the encoder finds in one window.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    /// From the window's first word to its last.
    pub(super) extent: Span,
    /// In order of their first content or cue word.
    pub(super) attributions: Vec<EncoderAttribution>,
    /// In order.
    pub(super) entities: Vec<NameSpan>,
    /// The worth of each word for claims, in order.
    pub(super) worth: Vec<WordWorth>,
}

/// The encoder, ready to read.
#[derive(Debug)]
pub(super) struct Encoder {
    net: Net,
    vocabulary: Vocabulary,
}

impl Encoder {
    /// The compiled-in encoder, loaded on first use. `None` if the weights are damaged.
    pub(super) fn get() -> Option<&'static Self> {
        static ENCODER: OnceLock<Option<Encoder>> = OnceLock::new();
        ENCODER.get_or_init(Self::new).as_ref()
    }

    fn new() -> Option<Self> {
        let net = Net::new(WEIGHTS).ok()?;
        Some(Self { net, vocabulary: Vocabulary::new(VOCABULARY) })
    }

    fn read_window(&self, window: &Window, buffers: &mut Buffers, options: &Options) -> Reading {
        let encoded = self.net.encode(window, buffers);
        let mut link = |cue| self.net.link(window, &encoded, cue, buffers);
        let found = decode::attributions(window, &encoded, &mut link, options);
        let attributions = found.into_iter().map(|f| EncoderAttribution {
            content: f.content.into_iter().map(|r| window.place(r)).collect(),
            source: f.source.map(|r| window.place(r)),
            cue: f.cue.map(|r| window.place(r)),
            confidence: f.confidence,
        });
        let kinds = [EntityType::Person, EntityType::Organisation, EntityType::Place, EntityType::Other];
        let entities = decode::entities(window, &encoded).into_iter().filter_map(|(kind, range, confidence)| {
            Some(NameSpan { kind: *kinds.get(kind)?, span: window.place(range), confidence })
        });
        let (attributions, entities) = (attributions.collect(), entities.collect());
        Reading { extent: window.extent(), attributions, entities, worth: encoded.worth }
    }
}

/// Reads an article part by part, no part twice.
///
/// Windows depend on the text alone, not on the order of the calls.
pub(super) struct Reader<'a> {
    encoder: &'a Encoder,
    text: &'a str,
    paragraphs: Vec<Span>,
    sections: Vec<Section>,
    buffers: Buffers,
}

/// Paragraphs that are packed into windows together.
struct Section {
    paragraphs: Range<usize>,
    extent: Span,
    /// Made when the section is first needed. Windows are removed once read.
    windows: Option<Vec<Window>>,
}

impl<'a> Reader<'a> {
    /// A reader at the start. The paragraphs are in order and do not overlap.
    pub(super) fn new(encoder: &'a Encoder, isa: Isa, text: &'a str, paragraphs: Vec<Span>) -> Self {
        let section = |range: Range<usize>| {
            let part = paragraphs.get(range.clone()).unwrap_or_default();
            let extent = part.first().copied().unwrap_or_default().join(part.last().copied().unwrap_or_default());
            Section { paragraphs: range, extent, windows: None }
        };
        let sections = window::sections(&paragraphs).into_iter().map(section).collect();
        Self { encoder, text, paragraphs, sections, buffers: Buffers::new(isa) }
    }

    /// Reads the unread windows that touch `part`, in order.
    pub(super) fn read(&mut self, part: Span) -> Vec<Reading> {
        let mut out = Vec::new();
        for section in self.sections.iter_mut().filter(|s| s.extent.overlaps(part)) {
            let windows = section.windows.get_or_insert_with(|| {
                let paragraphs = self.paragraphs.get(section.paragraphs.clone()).unwrap_or_default();
                window::windows(&self.encoder.vocabulary, self.text, paragraphs)
            });
            for window in windows.extract_if(.., |w| w.extent().overlaps(part)) {
                out.push(self.encoder.read_window(&window, &mut self.buffers, &Options::CHOSEN));
            }
        }
        out
    }
}
