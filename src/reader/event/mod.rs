//! What can happen to the reader.

pub(in crate::reader) mod effect;
pub mod library_request;
pub(in crate::reader) mod message;
pub mod place;

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::library::notes::Reviewed;
use crate::nlp::Annotations;
use crate::reader::command::chord::Key;
use crate::reader::command::table::Command;
use crate::reader::event::message::Message;
use crate::reader::index::Index;
use crate::reader::library_request::LibraryEvent;

/// Everything that can happen. Commands come from the keymap; events from the terminal; results from the runtime.
#[derive(Clone, Debug)]
pub enum Action {
    // ---- terminal events that are not a command by themselves
    /// A key that goes to the overlay with text input.
    Input(KeyEvent),
    /// A mouse event.
    Mouse(MouseEvent),
    /// Pasted text.
    Paste(String),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// A key that a chord begins or goes on with.
    Chord(Key),
    /// Keys that mean nothing together; empty where a chord was given up.
    Unbound(String),

    // ---- commands
    /// A command, from a key or from the palette.
    Run(Command),

    /// The theme of this name.
    TakeTheme(String),

    // ---- results
    /// A piece of annotation has arrived.
    Annotated(Arc<Annotations>),
    /// The same with its index, made elsewhere: in a book that takes longer than a frame may.
    Indexed(Reviewed, Arc<Index>),
    /// The note as the reader's own editor left it; `None` where that failed.
    Written(Option<String>),
    /// A message for the status line.
    Report(Message),
    /// An answer of the library.
    Library(LibraryEvent),
    /// The theme was changed to this one.
    ThemeChanged(String),
}
