//! Layer 4: the state of the reader and its updates. No drawing, no I/O.
//!
//! ```text
//! event ──keymap──▶ Action ──update──▶ Model' + Effects ──runtime──▶ Action …
//!                                        │
//!                                      view draws
//! ```

pub mod command;
pub mod corrections;
mod document;
pub mod draw;
mod event;
pub mod layout;
mod navigate;
pub mod overlays;
pub mod panes;
pub mod runtime;
pub mod session;
mod update;

pub use command::table::Command;
pub use document::tab::{ListState, NoteSort, Pane, PeopleSort, QuoteSort, QuoteView, Tab};
pub use document::{Document, JumpList, index, origin};
pub use event::effect::Effect;
pub use event::message::Message;
pub use event::{Action, library_request, place};
pub use layout::geometry::{Geometry, Shape, geometry};
pub use overlays::Overlay;
pub use overlays::chart::ChartState;
pub use overlays::help::HelpState;
pub use overlays::note_editor::{Ask, Editor};
pub use panes::article::find::{Search, Searched};
pub use session::dates::{DateStyle, Dates};
pub use session::settings::{Links, ScreenSettings};
pub use session::{Session, Setup, dates, settings};
pub use update::{Parked, State};

use std::sync::Arc;

use crate::reader::command::chord::Key;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::menu::Menu;
use crate::text::Article;

/// The whole state of the reader, including the viewport. Drawing needs only this and a theme.
///
/// The compiler enforces who may change the state. The program owns a [`State`], which dereferences to a `Model`; only
/// the module `update` has the `&mut Model` inside. Code that changes the state takes `&mut Model` (or a part) from
/// there; drawing and the runtime take `&Model`.
#[derive(Clone, Debug)]
pub struct Model {
    /// The state that outlives the article.
    pub session: Session,
    /// The open article.
    pub document: Document,
    /// The open overlays, topmost last.
    pub overlays: Vec<Overlay>,
    /// The message on the status line, until the next key.
    pub message: Option<Message>,
    /// The message to show when the library has saved a change.
    pub awaiting: Option<String>,
    /// The keys of a chord pressed so far.
    pub pending: Vec<Key>,
    /// The count typed so far, for the next command.
    pub count: Option<u32>,
    /// Whether the next key names a mark to set (`true`) or to go to.
    pub naming: Option<bool>,
    /// The bytes after the cursor in the line being typed.
    pub behind: usize,
    /// Set when the program should end.
    pub quit: bool,
    /// The tab, the screen row and the selected row of the last click in a list.
    clicked: Option<(Tab, usize, usize)>,
    /// Where a drag selection began.
    drag: Option<usize>,
    /// Whether the divider is being dragged.
    moves_divider: bool,
    /// Whether the scrollbar thumb is being dragged.
    moves_thumb: bool,
}

impl Model {
    /// Makes the state for a newly opened article with default settings.
    #[must_use]
    fn new(article: Arc<Article>, screen: (u16, u16)) -> Self {
        Self::of(Session::new(screen), Document::new(article))
    }

    /// Makes the state with the reader's settings.
    fn with(article: Arc<Article>, screen: (u16, u16), setup: Setup) -> Self {
        Self::of(Session::with(screen, setup), Document::new(article))
    }

    /// Combines a session and a document, without overlays.
    fn of(session: Session, document: Document) -> Self {
        let mut model = Self {
            session,
            document,
            overlays: Vec::new(),
            message: None,
            awaiting: None,
            pending: Vec::new(),
            count: None,
            naming: None,
            behind: 0,
            quit: false,
            clicked: None,
            drag: None,
            moves_divider: false,
            moves_thumb: false,
        };
        model.document.cursor = model.snap(model.document.cursor);
        model.refresh();
        model
    }

    /// Quits; saves the reading position.
    fn end(&mut self, effects: &mut Vec<Effect>) {
        self.quit = true;
        effects.push(Effect::Library(LibraryRequest::SavePosition(self.document.cursor)));
    }

    /// Returns the menu if it is the topmost overlay.
    #[must_use]
    pub fn menu(&self) -> Option<&Menu> {
        match self.overlays.last() {
            Some(Overlay::Menu(menu)) => Some(menu),
            _ => None,
        }
    }

    /// Returns the note editor if it is open.
    #[must_use]
    pub fn editor(&self) -> Option<&Editor> {
        self.overlays.iter().rev().find_map(|o| match o {
            Overlay::Editor(editor) => Some(&**editor),
            _ => None,
        })
    }
}
