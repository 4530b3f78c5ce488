//! What finding attributions hands to resolving them: spans only, no idea yet of who anybody is.

use crate::text::Span;

/// How an attribution was found; says how far to trust it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// A reporting verb with its subject.
    Cue,
    /// `according to …`, and its like.
    According,
    /// `NAME: …`
    Colon,
    /// A quoted phrase near some verb.
    Nearby,
    /// Quoted text that nothing introduces.
    Uncued,
}

/// One attribution as found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawAttribution {
    /// In order, not overlapping. Empty where a paragraph announces the next (`Smith responded:`).
    pub(super) content: Vec<Span>,
    pub(super) source: Option<Span>,
    /// Where the source is a relative pronoun: the words that it stands for.
    pub(super) antecedent: Option<Span>,
    pub(super) cue: Option<Span>,
    /// To whom it was said.
    pub(super) addressee: Option<Span>,
    pub(super) how: How,
    pub(super) confidence: f32,
    /// Whether all content stands in quotation marks, some, or none.
    pub(super) quoted: Quoted,
}

/// How much of the content stands in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    All,
    Part,
    None,
}
