//! What can happen to the reader, and what it asks of the outside world.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::library::db::{Alike, Habit, Hit, ShelfEntry, Undone};
use crate::library::notes::corrections::{Change, Correction};
use crate::library::notes::{Anchor, Difference, Marks, NoteId, PlacedNote, Reviewed};
use crate::nlp::Annotations;
use crate::reader::command::chord::Key;
use crate::reader::command::table::Command;
use crate::reader::index::Index;
use crate::reader::overlays::library::Opening;
use crate::text::{ArticleId, Span};

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

    // ---- in an overlay
    /// The theme of this name.
    TakeTheme(String),

    // ---- results
    /// A piece of annotation has arrived.
    Annotated(Arc<Annotations>),
    /// The same with its index, made elsewhere: in a book that takes longer than a frame may.
    Indexed(Reviewed, Arc<Index>),
    /// The notes of this article, after any change to them.
    NotesLoaded(Vec<PlacedNote>),
    /// The note in the editor is on disk.
    NoteSaved(NoteId),
    /// A note was deleted on disk.
    NoteDeleted(NoteId),
    /// The corrections of this article, after any change to them.
    CorrectionsLoaded(Vec<Correction>),
    /// A correction is on disk, or taken back.
    Corrected,
    /// What was undone (or done again, where it was not `back`), if there was anything.
    Undone {
        /// What it was.
        what: Option<Undone>,
        /// Undone, not done again.
        back: bool,
    },
    /// What has changed since another version of this article.
    Compared(Arc<Compared>),
    /// Where else a quote of these words is in the library.
    ElsewhereFound(String, Vec<Alike>),
    /// The note as the reader's own editor left it; `None` where that failed.
    Written(Option<String>),
    /// Something the reader should know.
    Tell(crate::reader::Message),
    /// The articles of the library.
    LibraryListed(Vec<ShelfEntry>),
    /// What was found in the library for what was typed.
    LibraryFound(String, Vec<Hit>),
    /// The theme was changed to this one.
    ThemeChanged(String),
    /// The article was written on this day (ISO 8601), as the library knows.
    Dated(String),
}

/// This article held against another version of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many other versions have been read.
    pub versions: usize,
    /// Which of them this is, the one read last first.
    pub which: usize,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
    /// Its text.
    pub old: String,
    /// What has changed since.
    pub changes: Vec<Difference>,
}

/// Words in an article of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// Where it was last opened from.
    pub source: String,
    /// Where the words are in the text that the library has.
    pub span: Option<Span>,
    /// The words.
    pub words: String,
}

/// What the reader asks of the outside world; `runtime` does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write a note to the library (`id` is `None` for a new one), then answer with `NoteSaved` and `NotesLoaded`, or
    /// with `Tell` an error.
    SaveNote {
        /// Which note.
        id: Option<NoteId>,
        /// What it hangs on.
        anchor: Option<Anchor>,
        /// Its words.
        body: String,
        /// Its tags, colour, flag, verdict and links; `None` leaves them as they are.
        marks: Option<Marks>,
    },
    /// Delete a note, then answer with `NoteDeleted` and `NotesLoaded`.
    DeleteNote(NoteId),
    /// Keep a correction, then answer with `CorrectionsLoaded` and `Corrected`.
    Correct(Box<Change>),
    /// Take the correction of this id back, then answer in the same way.
    TakeBack(String),
    /// Undo the last change of this article's notes and corrections, then answer with what is there now and `Undone`.
    Undo,
    /// Do it again, and answer in the same way.
    Redo,
    /// Look where else in the library a quote of these words is, and answer with `ElsewhereFound`.
    Elsewhere(String),
    /// Hold the article against the version read before it (0), or one before that, and answer with `Compared`.
    Compare(usize),
    /// Open another article of the library at these words.
    OpenAt(Place),
    /// Let the reader write this text in their own editor, and answer with `Written`.
    EditOutside(String),
    /// Remember the reading position (byte offset of the cursor).
    SavePosition(usize),
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Open a link in the browser.
    OpenLink(String),
    /// Remember how this reader reads.
    Remember(Habit),
    /// Look up the articles of the library and answer with `LibraryListed`.
    ListLibrary,
    /// Search everything that was read for what was typed, and answer with `LibraryFound`.
    SearchLibrary(String),
    /// Open another article.
    Open(Opening),
    /// Forget an article of the library for good, then answer with `LibraryListed`.
    Forget(ArticleId),
    /// Take the next theme and answer with `ThemeChanged`.
    CycleTheme,
    /// Take the theme of this name and answer with `ThemeChanged`.
    TakeTheme(String),
    /// Remember that the article was written on this day (ISO 8601).
    SaveDay(String),
    /// Look at this part of the article next (byte offset), if the engine is still at work.
    FocusAnnotation(usize),
    /// Suspend the process as `Ctrl-z` does.
    Suspend,
}
