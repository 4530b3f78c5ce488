//! Layer 2: notes that never lie. What a note is, how it is anchored to words, and how those words are found again.
//!
//! Knows neither storage nor screen.

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Its tags, flag, verdict and links, as they were set; [`Note::all_marks`] adds those in its words.
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
}

impl Note {
    /// Its marks: those that were set, and those that stand in its words.
    #[must_use]
    pub fn all_marks(&self) -> Marks {
        self.marks.with_words(&self.body)
    }
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

impl PlacedNote {
    /// The note, and where it hangs in an article with this text.
    #[must_use]
    pub fn new(note: Note, text: &str) -> Self {
        let placement = note.anchor.as_ref().map_or(Placement::Whole, |anchor| place(anchor, text));
        Self { note, placement }
    }

    /// The same where the text that the note was made on is known: the note never hangs on words that stood elsewhere in
    /// it.
    #[must_use]
    pub fn between(note: Note, texts: &Alignment<'_>) -> Self {
        let placement = note.anchor.as_ref().map_or(Placement::Whole, |anchor| texts.place(anchor));
        Self { note, placement }
    }

    /// The words the note was made on, where other words stand in their place in `text` now: whoever reads the note must
    /// know that it was written on these. Only line breaks and spaces may differ unsaid.
    #[must_use]
    pub fn former_words(&self, text: &str) -> Option<&str> {
        let Placement::Moved(span) = self.placement else { return None };
        let then = self.note.anchor.as_ref()?.exact.as_str();
        let same = then.split_whitespace().eq(span.of(text).split_whitespace());
        (!same).then_some(then)
    }
}

/// Puts notes in the order in which they are shown: those on the whole article first, then by place, orphans last (in
/// the order in which their words once stood); notes on the same words in the order in which they were made.
pub fn sort(notes: &mut [PlacedNote]) {
    notes.sort_by(|a, b| key(a).cmp(&key(b)));
}

/// What [`sort`] sorts by.
fn key(placed: &PlacedNote) -> (u8, usize, usize, &str, &str) {
    let (group, span) = match placed.placement {
        Placement::Whole => (0, Span::default()),
        Placement::Ok(span) | Placement::Moved(span) => (1, span),
        Placement::Orphan => (2, placed.note.anchor.as_ref().map(|a| a.position).unwrap_or_default()),
    };
    (group, span.start, span.end, &placed.note.created, &placed.note.id.0)
}

/// How much of one text is left in another, from 0 (nothing) to 1 (all of it): whether an article found at the place
/// of an older one is a later version of it or something else altogether.
#[must_use]
pub fn likeness(old: &str, new: &str) -> f32 {
    approximate::shared(old, new)
}
