//! Overlays over the article: one module each, with its state, keys and drawing.

pub mod card;
pub mod chart;
pub mod contents;
pub mod help;
pub mod hints;
pub mod library;
pub mod library_search;
pub mod menu;
pub mod note_editor;
pub mod note_marks;
pub mod picker;
pub mod tutorial;

use std::sync::Arc;

use card::Card;
use chart::ChartState;
use help::HelpState;
use hints::Hint;
use library_search::LibrarySearch;
use menu::Menu;
use note_editor::Editor;
use picker::Picker;

/// An overlay; the topmost one receives the keys.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The help.
    Help(HelpState),
    /// The table of contents.
    Contents(contents::Contents),
    /// The library.
    Library(Box<library::LibraryList>),
    /// The page of everybody that the reader has read about.
    Everybody(Box<library::everybody::Everybody>),
    /// The library search.
    LibrarySearch(Box<LibrarySearch>),
    /// The note editor.
    Editor(Box<Editor>),
    /// The search line at the bottom.
    SearchInput {
        /// The text typed so far.
        text: String,
        /// The cursor position to restore on `Esc`.
        origin: usize,
        /// While recalling earlier searches: the index into [`crate::reader::Session::searches`], and the text typed before.
        past: Option<(usize, String)>,
    },
    /// A menu.
    Menu(Box<Menu>),
    /// The card of a quote or a note.
    Card(Box<Card>),
    /// A picker of commands or places.
    Picker(Box<Picker>),
    /// The filter line of the visible list; its text is in [`crate::reader::Document::filters`].
    FilterInput,
    /// Hint letters.
    Hints {
        /// The hints, in text order.
        marks: Arc<Vec<Hint>>,
        /// The letters typed so far.
        typed: String,
    },
    /// The chart of speakers.
    Chart(ChartState),
}
