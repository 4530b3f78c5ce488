//! The effects that `update` requests and `runtime` carries out.

use crate::reader::library_request::LibraryRequest;
use crate::reader::place::{Opening, Place};

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
    /// Clear the screen and draw it again.
    Redraw,
    /// Suspend the process as `Ctrl-z` does.
    Suspend,
}
