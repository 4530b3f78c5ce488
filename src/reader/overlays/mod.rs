//! What lies over the article: one room for each overlay, with its state, its keys and its drawing.

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

/// Something over the screen that takes the keys.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys.
    Help(HelpState),
    /// The table of contents.
    Contents(contents::Contents),
    /// The library's screen.
    Library(Box<library::Shelf>),
    /// Searching everything that was read.
    LibrarySearch(Box<LibrarySearch>),
    /// The note editor.
    Editor(Box<Editor>),
    /// The search line at the bottom.
    SearchInput {
        /// What has been typed.
        text: String,
        /// Where the cursor was before, to come back to on `Esc`.
        origin: usize,
        /// While walking through earlier searches: which one (an index into [`Model::searches`]), and what had been
        /// typed before.
        past: Option<(usize, String)>,
    },
    /// A menu.
    Menu(Box<Menu>),
    /// The card of a quote or a note.
    Card(Box<Card>),
    /// A list to pick from by typing: commands or places.
    Picker(Box<Picker>),
    /// The filter line of the shown list; what is typed is in [`Model::filters`].
    FilterInput,
    /// Letters on what can be gone to.
    Hints {
        /// What can be gone to, in order of the text.
        marks: Arc<Vec<Hint>>,
        /// What has been typed of a label.
        typed: String,
    },
    /// The chart of who speaks where.
    Chart(ChartState),
}
