//! Names: where they stand, of what type they are, and which of them belong to one entity.

#[allow(clippy::nonminimal_bool)]
pub(super) mod candidates;
pub(super) mod entities;
pub(super) mod merge;
pub(in crate::nlp) mod passes;
pub(super) mod type_votes;
