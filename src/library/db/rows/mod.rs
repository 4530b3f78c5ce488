//! Converts rows of the tables to values and back: notes, corrections and numbers.

pub(super) mod correction;
pub(super) mod keys;
pub(super) mod note;
pub(super) mod sql;
