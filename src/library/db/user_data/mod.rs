//! What the reader made: notes, corrections, the log of changes, import and export.

pub(super) mod changes;
pub(super) mod corrections;
pub(super) mod exchange;
pub(super) mod note;
