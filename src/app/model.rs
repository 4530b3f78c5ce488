//! All state of the reader.

use std::sync::Arc;

use super::layout::{Layouts, LinePos};
use crate::nlp::Annotations;
use crate::notes::{NoteId, PlacedNote};
use crate::text::{Article, Span};

/// The whole state, the viewport included. Drawing needs nothing else but a theme.
#[derive(Clone, Debug)]
pub struct Model {
    /// The article.
    pub article: Arc<Article>,
    /// What the engine has found so far.
    pub annotations: Arc<Annotations>,
    /// The reader's notes, in order of the text, whole-article notes first, orphans last.
    pub notes: Vec<PlacedNote>,
    /// Screen size in cells: columns, rows.
    pub screen: (u16, u16),
    /// Lines made so far.
    pub layouts: Layouts,
    /// The first visual line on screen.
    pub top: LinePos,
    /// Where the reader is: a byte offset, always on a grapheme boundary inside the text.
    pub cursor: usize,
    /// The other end of the reader's selection (`v`, mouse drag); the selection runs between it and the cursor.
    pub mark: Option<usize>,
    /// Which pane has the keyboard. On a narrow screen it is also the only one shown.
    pub focus: Pane,
    /// Which tab the second pane shows.
    pub tab: Tab,
    /// Selected row and first visible row of each tab's list, by [`Tab::index`].
    pub lists: [ListState; 4],
    /// The selected quote: an [`crate::nlp::Attribution::id`].
    pub quote: Option<String>,
    /// What lies over the screen, topmost last.
    pub overlays: Vec<Overlay>,
    /// The last search.
    pub search: Option<Search>,
    /// Places to jump back to, and how far back we are.
    pub jumps: JumpList,
    /// One line for the reader, until the next key.
    pub message: Option<Message>,
    /// Where notes are kept, for display; `None` when there is no writable library (with the reason in `read_only`).
    pub read_only: Option<String>,
    /// Name of the current theme.
    pub theme: String,
    /// The last deleted notes, for undo, newest last.
    pub deleted: Vec<NoteId>,
    /// Set when the program should end.
    pub quit: bool,
}

/// The two panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The article.
    #[default]
    Article,
    /// The second pane.
    List,
}

/// The tabs of the second pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Quotes by speaker.
    #[default]
    Quotes,
    /// People.
    People,
    /// Dates, quantities, roles.
    Facts,
    /// Notes.
    Notes,
}

impl Tab {
    /// All tabs, in order.
    pub const ALL: [Tab; 4] = [Tab::Quotes, Tab::People, Tab::Facts, Tab::Notes];

    /// Its place, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Where a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// Selected row (an index into the rows of [`super::rows::rows`]).
    pub selected: usize,
    /// First visible row.
    pub top: usize,
}

/// Something over the screen that takes the keys.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys; first visible line.
    Help {
        /// First visible line.
        top: usize,
    },
    /// The note editor.
    Editor(Box<Editor>),
    /// The search line at the bottom.
    SearchInput {
        /// What has been typed.
        text: String,
        /// Where the cursor was before, to come back to on `Esc`.
        origin: usize,
    },
}

/// The note editor, drawn in place below the words it is about.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The note being edited, `None` for a new one.
    pub note: Option<NoteId>,
    /// The words it is about, `None` for the whole article.
    pub span: Option<Span>,
    /// The text being written.
    pub area: ratatui_textarea::TextArea<'static>,
    /// A save is under way: `saved` is only said after the library has answered.
    pub saving: bool,
}

/// A search and its matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What is searched: smart case, literal.
    pub query: String,
    /// All matches, in order.
    pub matches: Vec<Span>,
    /// The match the cursor was last moved to.
    pub current: Option<usize>,
}

/// The jump list, as vim has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JumpList {
    /// Cursor positions, oldest first.
    pub places: Vec<usize>,
    /// Index of the next place that "back" goes behind; `places.len()` when at the present.
    pub at: usize,
}

/// A message on the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it says: one line.
    pub text: String,
    /// Whether something failed.
    pub error: bool,
}

impl Model {
    /// A reader just opened on an article, at the top, with nothing annotated yet.
    #[must_use]
    pub fn new(article: Arc<Article>, screen: (u16, u16)) -> Self {
        Self {
            article,
            annotations: Arc::default(),
            notes: Vec::new(),
            screen,
            layouts: Layouts::default(),
            top: LinePos::default(),
            cursor: 0,
            mark: None,
            focus: Pane::Article,
            tab: Tab::Quotes,
            lists: [ListState::default(); 4],
            quote: None,
            overlays: Vec::new(),
            search: None,
            jumps: JumpList::default(),
            message: None,
            read_only: None,
            theme: String::new(),
            deleted: Vec::new(),
            quit: false,
        }
    }
}
