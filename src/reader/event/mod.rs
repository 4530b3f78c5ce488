//! Everything that can happen to the reader: commands, input events and results.

pub(in crate::reader) mod effect;
pub mod library_request;
pub(in crate::reader) mod message;
pub mod place;

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::library::db::LabelChange;
use crate::library::notes::Reviewed;
use crate::nlp::Annotations;
use crate::reader::command::chord::Key;
use crate::reader::command::table::Command;
use crate::reader::event::effect::HookRun;
use crate::reader::event::message::Message;
use crate::reader::index::Index;
use crate::reader::library_request::LibraryEvent;
use crate::reader::overlays::Overlay;
use crate::reader::panes::pictures::{LoadedPicture, Room};

/// An input to `update`. Commands come from the keymap, events from the terminal, results from the runtime.
#[derive(Clone, Debug)]
pub enum Action {
    // ---- terminal events that are not commands
    /// A key for an overlay with text input.
    Input(KeyEvent),
    /// A mouse event.
    Mouse(MouseEvent),
    /// Pasted text.
    Paste(String),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// A key that starts or continues a chord.
    Chord(Key),
    /// Keys without a binding; empty if a chord was cancelled.
    Unbound(String),
    /// A digit of a count.
    Digit(u8),
    /// The key after the one that sets a mark or goes to one.
    MarkName(KeyEvent),

    // ---- commands
    /// A command, from a key or from the palette.
    Run(Command),

    /// Switch to the theme with this name.
    TakeTheme(String),
    /// Go to the paragraph with this number, from 1.
    GoToParagraph(usize),
    /// Change the labels of the article, or of the one selected in the library.
    Label(LabelChange),

    // ---- results
    /// A piece of annotation has arrived.
    Annotated(Arc<Annotations>),
    /// Annotations with an index made on another thread: in a book it takes longer than a frame.
    Indexed(Reviewed, Arc<Index>),
    /// The text from the external editor; `None` if the editor failed.
    Written(Option<String>),
    /// A message for the status line.
    Report(Message),
    /// An answer of the library.
    Library(LibraryEvent),
    /// The name of the new theme.
    ThemeChanged(String),
    /// Time has passed: keep the draft of the note that is being written.
    KeepDraft,
    /// The feeds were read, or not; the message says what is new.
    Refreshed(Message),
    /// A command of the reader's own has ended: its output, or why it failed.
    HookEnded(Box<HookRun>, Result<String, String>),
    /// A picture was loaded for a room, or cannot be shown.
    PictureLoaded(usize, Room, Result<LoadedPicture, String>),
    /// Ask for the pictures near the screen: the article was opened.
    LookForPictures,
    /// The overlays from which the article that was left had been opened.
    Resume(Vec<Overlay>),
}
