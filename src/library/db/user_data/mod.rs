//! What the reader made: notes, corrections, the log of their changes, and their way to other libraries.

pub(super) mod changes;
pub(super) mod corrections;
pub(super) mod exchange;
pub(super) mod note;
