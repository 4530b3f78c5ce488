//! Attributions, each a cue, a source and a content: found by rule, then merged with those of the encoder.

pub(super) mod complements;
pub(super) mod fallback;
pub(super) mod merge;
pub(super) mod misread_sources;
pub(super) mod paragraphs;
pub(super) mod relatives;
pub(super) mod repairs;
pub(super) mod rules;
pub(super) mod sources;
pub(super) mod stance;
pub(super) mod transcripts;
