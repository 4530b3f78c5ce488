//! The errors of the library, and how messages show a path.

use std::path::{Path, PathBuf};

use crate::text::printable_line;

/// An error of the library. Every message says what happened, to which file, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The library can be read but not written.
    #[error("the library {} cannot be written ({reason}): notes are not saved in this session", shown(.path))]
    ReadOnly {
        /// The library file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// Any other error of SQLite or the file system.
    #[error("the library {}: {reason}", shown(.path))]
    Other {
        /// The library file.
        path: PathBuf,
        /// What happened and what to do.
        reason: String,
    },
}

/// Returns a path as one line without control characters.
pub(in crate::library::db) fn shown(path: &Path) -> String {
    printable_line(&path.to_string_lossy()).into_owned()
}
