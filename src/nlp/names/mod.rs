//! Names: their spans, their types, and the entities to which they refer.

pub(super) mod accents;
pub(super) mod aliases;
pub(super) mod candidates;
pub(super) mod entities;
mod initials;
pub(super) mod merge;
pub(in crate::nlp) mod passes;
mod repeats;
mod titles;
pub(super) mod type_votes;
