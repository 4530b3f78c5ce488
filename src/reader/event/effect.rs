//! What the reader asks of the world outside; `runtime` does it.

use crate::reader::library_request::LibraryRequest;
use crate::reader::place::{Opening, Place};

/// Something to be done outside the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A request to the library; it answers with events.
    Library(LibraryRequest),
    /// Open another article of the library at these words.
    OpenAt(Place),
    /// Let the reader edit this text in their own editor, and answer with `Written`.
    EditInEditor(String),
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Open a link in the browser.
    OpenLink(String),
    /// Open another article.
    Open(Opening),
    /// Take the next theme and answer with `ThemeChanged`.
    CycleTheme,
    /// Take the theme of this name and answer with `ThemeChanged`.
    TakeTheme(String),
    /// Look at this part of the article next (byte offset), if the engine is still at work.
    FocusAnnotation(usize),
    /// Suspend the process as `Ctrl-z` does.
    Suspend,
}
