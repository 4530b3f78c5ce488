//! Attributions: cue, source and content, by rule and merged with those of the encoder.

#[allow(clippy::nonminimal_bool)]
pub(super) mod complements;
#[allow(clippy::nonminimal_bool)]
pub(super) mod fallback;
pub(super) mod merge;
pub(super) mod paragraphs;
#[allow(clippy::nonminimal_bool, reason = "the conditions of the rules read as the grammar that they state")]
pub(super) mod rules;
pub(super) mod sources;
pub(super) mod transcripts;
