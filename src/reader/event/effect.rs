//! The effects that `update` requests and `runtime` carries out.

use crate::reader::library_request::LibraryRequest;
use crate::reader::panes::pictures::PictureRequest;
use crate::reader::place::{Opening, Place};
use crate::text::{ArticleId, PictureSource, Span};

/// A side effect outside the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A request to the library; it answers with events.
    Library(LibraryRequest),
    /// Open an article of the library at this place.
    OpenAt(Place),
    /// Open this text in the external editor, and answer with `Written`.
    EditInEditor(String),
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Open a link in the browser.
    OpenLink(String),
    /// Load a picture, and answer with `PictureLoaded`.
    LoadPicture(Box<PictureRequest>),
    /// Open a picture in another program.
    OpenPicture(PictureSource),
    /// Open another article.
    Open(Opening),
    /// Switch to the next theme and answer with `ThemeChanged`.
    CycleTheme,
    /// Switch to the theme with this name and answer with `ThemeChanged`.
    TakeTheme(String),
    /// Analyse this part of the article next (byte offset), if the engine is still running.
    FocusAnnotation(usize),
    /// Read the feeds that the reader follows, and answer with `Refreshed`.
    RefreshFeeds,
    /// Start a command of the reader's own, and answer with `HookEnded`.
    RunHook(Box<HookRun>),
    /// Stop a command of the reader's own, by its index; it answers with `HookEnded`.
    StopHook(usize),
    /// Clear the screen and draw it again.
    Redraw,
    /// Suspend the process as `Ctrl-z` does.
    Suspend,
}

/// A command of the reader's own, with the words that it works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookRun {
    /// Its index in [`crate::reader::command::keys::Keys::hooks`].
    pub index: usize,
    /// Its name in the settings.
    pub name: String,
    /// The program and its arguments.
    pub arguments: Vec<String>,
    /// The time limit, in seconds.
    pub seconds: u32,
    /// The article of the words.
    pub article: ArticleId,
    /// The words.
    pub words: Span,
}
