//! Layer 2: notes that never lie. What a note is, how it is anchored to words, and how those words are found again.
//!
//! Knows neither storage nor screen.

use serde::{Deserialize, Serialize};

use crate::text::{ArticleId, Span};

/// Which note: a random, lasting identifier (UUID-like, never reused).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NoteId(pub String);

/// What a note hangs on: W3C Web Annotation's TextQuoteSelector and TextPositionSelector together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The annotated words.
    pub exact: String,
    /// Up to 32 characters before them.
    pub prefix: String,
    /// Up to 32 characters after them.
    pub suffix: String,
    /// Where they stood, in bytes of the text that the note was written on.
    pub position: Span,
}

/// One note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its identifier.
    pub id: NoteId,
    /// The article (version) it was written on.
    pub article: ArticleId,
    /// What it hangs on; `None` for a note on the whole article.
    pub anchor: Option<Anchor>,
    /// The reader's words.
    pub body: String,
    /// When it was made, RFC 3339 UTC.
    pub created: String,
    /// When it was last changed, RFC 3339 UTC.
    pub modified: String,
}

/// Where a note's words are in the article as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// A note on the whole article.
    Whole,
    /// At the old position, word for word.
    Ok(Span),
    /// Found elsewhere, or slightly changed.
    Moved(Span),
    /// Not found with enough certainty: kept and shown with its text, hung on nothing.
    Orphan,
}

impl Placement {
    /// The words it hangs on, if any.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Ok(span) | Self::Moved(span) => Some(span),
            Self::Whole | Self::Orphan => None,
        }
    }
}

/// A note and where it hangs in the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNote {
    /// The note.
    pub note: Note,
    /// Where it hangs.
    pub placement: Placement,
}
