//! Pictures: where they stand in an article, and where their bytes are. They take no part of the text.

use serde::{Deserialize, Serialize};

/// A picture of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The start of the block that it stands above; the length of the text for a picture below the last block.
    pub at: usize,
    /// Where its bytes are.
    pub source: PictureSource,
}

/// Where the bytes of a picture are. The input is not trusted: a source only names a place, and reading it has limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureSource {
    /// On the web, at this address (http or https). Fetched only if the reader asks for it.
    Web(String),
    /// In a file in the folder of the article's file: the relative path, as written.
    File(String),
    /// Inside the file of the article (a book, a message, a saved page): its name there.
    Part(String),
    /// In the text of the input: a `data:` URL without `data:`.
    Data(String),
}
