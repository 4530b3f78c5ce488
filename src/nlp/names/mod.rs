//! Names: where they stand, of what type they are, and which of them belong to one entity.

pub(super) mod candidates;
pub(super) mod entities;
mod initials;
pub(super) mod merge;
pub(in crate::nlp) mod passes;
mod titles;
pub(super) mod type_votes;
