//! Layer 4: all state of the reader and everything that can happen to it. No drawing, no I/O.
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
pub use document::tab::{ListState, NoteSort, Pane, PeopleSort, Tab};
pub use document::{Document, JumpList, index};
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
pub use session::settings::{Comfort, Links};
pub use session::{Session, Setup, dates, settings};
pub use update::{Parked, State};

use std::sync::Arc;

use crate::reader::command::chord::Key;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::menu::Menu;
use crate::text::Article;

/// The whole state, the viewport included. Drawing needs nothing else but a theme.
///
/// Who may change it is held by the compiler: the program owns a [`State`], which reads as a `Model`, and only the module
/// `update` gets the `&mut Model` inside. Everything that changes the state takes `&mut Model` (or a part of it) from there;
/// drawing and the runtime get a `&Model`.
#[derive(Clone, Debug)]
pub struct Model {
    /// What outlives the article.
    pub session: Session,
    /// The article that is shown.
    pub document: Document,
    /// What lies over the screen, topmost last.
    pub overlays: Vec<Overlay>,
    /// One line for the reader, until the next key.
    pub message: Option<Message>,
    /// The message to show when the library has saved a change.
    pub awaiting: Option<String>,
    /// The keys of a chord pressed so far.
    pub pending: Vec<Key>,
    /// The cursor in the line being typed: how many bytes of it stand behind the cursor.
    pub behind: usize,
    /// Set when the program should end.
    pub quit: bool,
    /// Where the dragged selection began.
    drag: Option<usize>,
    /// The line between the panes is being dragged.
    moves_divider: bool,
    /// The scrollbar is being dragged.
    moves_thumb: bool,
}

impl Model {
    /// An article just opened, at the top, with nothing annotated yet.
    #[must_use]
    fn new(article: Arc<Article>, screen: (u16, u16)) -> Self {
        Self::of(Session::new(screen), Document::new(article))
    }

    /// The same with the reader's settings.
    fn with(article: Arc<Article>, screen: (u16, u16), setup: Setup) -> Self {
        Self::of(Session::with(screen, setup), Document::new(article))
    }

    /// This document in this session, with nothing over the screen.
    fn of(session: Session, document: Document) -> Self {
        let mut model = Self {
            session,
            document,
            overlays: Vec::new(),
            message: None,
            awaiting: None,
            pending: Vec::new(),
            behind: 0,
            quit: false,
            drag: None,
            moves_divider: false,
            moves_thumb: false,
        };
        model.document.cursor = model.snap(model.document.cursor);
        model.refresh();
        model
    }

    /// Ends the program; the reading position is kept.
    fn end(&mut self, effects: &mut Vec<Effect>) {
        self.quit = true;
        effects.push(Effect::Library(LibraryRequest::SavePosition(self.document.cursor)));
    }

    /// The menu, if it is what is open.
    #[must_use]
    pub fn menu(&self) -> Option<&Menu> {
        match self.overlays.last() {
            Some(Overlay::Menu(menu)) => Some(menu),
            _ => None,
        }
    }

    /// The editor, if it is open.
    #[must_use]
    pub fn editor(&self) -> Option<&Editor> {
        self.overlays.iter().rev().find_map(|o| match o {
            Overlay::Editor(editor) => Some(&**editor),
            _ => None,
        })
    }
}
