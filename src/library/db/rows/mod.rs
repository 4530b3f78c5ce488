//! One row of a table and its value: how notes, corrections and numbers are written and read.

pub(super) mod correction;
pub(super) mod keys;
pub(super) mod note;
pub(super) mod sql;
