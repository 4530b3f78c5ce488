//! Layer 2: notes, the anchors that attach them to words, and the search for these words in a changed text. A note is
//! never attached to the wrong words.
//!
//! This layer has no access to storage or screen.

mod alignment;
mod anchor;
mod approximate;
pub mod corrections;
mod diff;
mod marks;
mod reviewed;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

pub use alignment::Alignment;
pub use anchor::place;
pub use diff::{Difference, Quoted, Version, compare, lines};
pub use marks::{Flag, Marks, Verdict};
pub use reviewed::Reviewed;
pub use sheet::{Origin, Sheet, on_sheet};
pub use words::{Word, common, differences, edits};

use serde::{Deserialize, Serialize};

use crate::text::{ArticleId, Span};

/// A note's id: random, permanent, never reused (UUID-like).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NoteId(pub String);

/// The place of a note: W3C Web Annotation's TextQuoteSelector and TextPositionSelector together.
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its identifier.
    pub id: NoteId,
    /// The article (version) it was written on.
    pub article: ArticleId,
    /// The words it is attached to; `None` for a note on the whole article.
    pub anchor: Option<Anchor>,
    /// The text of the note.
    pub body: String,
    /// When it was created, RFC 3339 UTC.
    pub created: String,
    /// When it was last changed, RFC 3339 UTC.
    pub modified: String,
    /// Its tags, flag, verdict and links, as set; [`Note::all_marks`] adds those in the body.
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
}

impl Note {
    /// Returns the marks that were set, and those written in the body.
    #[must_use]
    pub fn all_marks(&self) -> Marks {
        self.marks.with_words(&self.body)
    }
}

/// The place of a note in the present article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// A note on the whole article.
    Whole,
    /// At the old position, word for word.
    Ok(Span),
    /// Found elsewhere, or slightly changed.
    Moved(Span),
    /// Not found with enough certainty: the note is kept and shown, but not attached.
    Orphan,
}

impl Placement {
    /// Returns the words it is attached to, if any.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Ok(span) | Self::Moved(span) => Some(span),
            Self::Whole | Self::Orphan => None,
        }
    }
}

/// A note and its place in the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNote {
    /// The note.
    pub note: Note,
    /// Its place.
    pub placement: Placement,
}

impl PlacedNote {
    /// Places a note in an article with this text.
    #[must_use]
    pub fn new(note: Note, text: &str) -> Self {
        let placement = note.anchor.as_ref().map_or(Placement::Whole, |anchor| place(anchor, text));
        Self { note, placement }
    }

    /// Places a note whose original text is known: it is never attached to words that stood elsewhere in that text.
    #[must_use]
    pub fn between(note: Note, texts: &Alignment<'_>) -> Self {
        let placement = note.anchor.as_ref().map_or(Placement::Whole, |anchor| texts.place(anchor));
        Self { note, placement }
    }

    /// Returns the words that the note was written on, if other words stand in their place in `text` now: the reader
    /// must see the difference. Line breaks and spaces are ignored.
    #[must_use]
    pub fn former_words(&self, text: &str) -> Option<&str> {
        let Placement::Moved(span) = self.placement else { return None };
        let then = self.note.anchor.as_ref()?.exact.as_str();
        let same = then.split_whitespace().eq(span.of(text).split_whitespace());
        (!same).then_some(then)
    }
}

/// Sorts notes in the order of display: those on the whole article first, then by place, orphans last (by their old
/// place). Notes on the same words keep the order of their creation.
pub fn sort(notes: &mut [PlacedNote]) {
    notes.sort_by(|a, b| key(a).cmp(&key(b)));
}

/// Returns the sort key.
fn key(placed: &PlacedNote) -> (u8, usize, usize, &str, &str) {
    let (group, span) = match placed.placement {
        Placement::Whole => (0, Span::default()),
        Placement::Ok(span) | Placement::Moved(span) => (1, span),
        Placement::Orphan => (2, placed.note.anchor.as_ref().map(|a| a.position).unwrap_or_default()),
    };
    (group, span.start, span.end, &placed.note.created, &placed.note.id.0)
}

/// Returns how much of one text is left in another, from 0 (nothing) to 1 (all): tells a later version of an article
/// from a different article at the same address.
#[must_use]
pub fn likeness(old: &str, new: &str) -> f32 {
    approximate::shared(old, new)
}
