//! Attributions before their speakers are known: spans only.

use crate::text::Span;

/// How an attribution was found. It says how far to trust it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum How {
    /// A reporting verb with its subject.
    Cue,
    /// `according to …` and similar phrases.
    According,
    /// `NAME: …`
    Colon,
    /// A quoted phrase near a verb that does not report speech.
    Nearby,
    /// Quoted text without a cue.
    Uncued,
    /// An answer in an interview without labels.
    Answer,
}

/// An attribution as found in one block.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::nlp) struct AttributionDraft {
    /// In order, not overlapping. Empty where a paragraph announces the next (`Smith responded:`).
    pub(in crate::nlp) content: Vec<Span>,
    pub(in crate::nlp) source: Option<Span>,
    /// Where the source is a relative pronoun: the words that the pronoun stands for.
    pub(in crate::nlp) antecedent: Option<Span>,
    pub(in crate::nlp) cue: Option<Span>,
    /// The person spoken to.
    pub(in crate::nlp) addressee: Option<Span>,
    pub(in crate::nlp) how: How,
    pub(in crate::nlp) confidence: f32,
    pub(in crate::nlp) quoted: Quoted,
}

/// How much of the content stands in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Quoted {
    All,
    Part,
    None,
}

/// An attribution as the encoder finds it, without a speaker.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::nlp) struct EncoderAttribution {
    /// The reported words, in order; never empty.
    pub(in crate::nlp) content: Vec<Span>,
    /// The words that name the speaker, if the window has them.
    pub(in crate::nlp) source: Option<Span>,
    /// The reporting words; `None` for a quotation that stands alone.
    pub(in crate::nlp) cue: Option<Span>,
    /// Probability, 0–1.
    pub(in crate::nlp) confidence: f32,
}

impl EncoderAttribution {
    /// Whether the cue is `according to …`.
    pub(in crate::nlp) fn is_according(&self, text: &str) -> bool {
        let words = self.cue.map_or("", |cue| cue.of(text));
        words.get(..9).is_some_and(|w| w.eq_ignore_ascii_case("according"))
    }

    /// Whether one of its spans overlaps `span`.
    pub(in crate::nlp) fn overlaps(&self, span: Span) -> bool {
        self.content.iter().chain(&self.source).chain(&self.cue).any(|own| own.overlaps(span))
    }
}
