//! The rows of the second pane's lists, made from the model; the same rows are walked by the keys and drawn by `view`.

use super::{Model, Tab};
use crate::nlp::EntityId;
use crate::notes::NoteId;
use crate::text::Span;

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A speaker's heading in the Quotes tab.
    Speaker {
        /// Which speaker: the order of first appearance, for the colour.
        order: usize,
        /// The entity, where there is one.
        entity: Option<EntityId>,
        /// The name, or `unattributed`.
        name: String,
        /// Number of quotes under it.
        quotes: usize,
        /// Share of all quoted words, in thousandths.
        share: u16,
    },
    /// A quote: an index into `annotations.attributions`.
    Quote {
        /// Which one.
        index: usize,
        /// The order of its speaker, for the colour.
        order: usize,
    },
    /// A person (People tab): an index into `annotations.people`.
    Person {
        /// Which one.
        index: usize,
        /// Number of mentions.
        mentions: usize,
        /// Number of quotes.
        quotes: usize,
        /// Share of all quoted words, in thousandths.
        share: u16,
    },
    /// A detail line below the selected person: what it says, and where that is in the text.
    Detail {
        /// What it says.
        text: String,
        /// Where to jump.
        span: Option<Span>,
    },
    /// A fact: an index into `annotations.facts`.
    Fact {
        /// Which one.
        index: usize,
    },
    /// A heading inside a list (`Dates`, `Figures`, `Roles`).
    Heading(String),
    /// A note.
    Note {
        /// Which one.
        id: NoteId,
    },
}

/// The rows of a tab.
#[must_use]
pub fn rows(model: &Model, tab: Tab) -> Vec<Row> {
    let _ = (model, tab);
    Vec::new()
}
