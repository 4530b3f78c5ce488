//! What can go wrong with the library, and how a path is named in a message.

use std::path::{Path, PathBuf};

use crate::text::printable_line;

/// What can go wrong with the library. Every message says what happened, to which file, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The library can be read but not written.
    #[error("the library {} cannot be written ({reason}): notes are not saved in this session", shown(.path))]
    ReadOnly {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Anything else that SQLite or the file system said.
    #[error("the library {}: {reason}", shown(.path))]
    Other {
        /// Which file.
        path: PathBuf,
        /// What happened and what to do.
        reason: String,
    },
}

/// A path as one line of harmless text.
pub(in crate::library::db) fn shown(path: &Path) -> String {
    printable_line(&path.to_string_lossy()).into_owned()
}
