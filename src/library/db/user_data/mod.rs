//! The reader's data: notes, corrections, the change log, and exchange with other libraries.

pub(super) mod bookmarks;
pub(super) mod changes;
pub(super) mod corrections;
pub(super) mod draft;
pub(super) mod exchange;
pub(super) mod note;
