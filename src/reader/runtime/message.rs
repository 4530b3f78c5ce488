//! The messages that reach the loop, and how they get there.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SendError, Sender};

use crossterm::event::Event;

use crate::ingest::Reading;
use crate::library::db::Preference;
use crate::library::notes::Reviewed;
use crate::nlp::Annotations;
use crate::reader;
use crate::reader::Action;
use crate::reader::index::Index;
use crate::reader::library_request::LibraryEvent;
use crate::text::Article;
use crate::theme::Background;

/// Everything that reaches the loop.
#[derive(Debug)]
pub(super) enum Message {
    /// An event of the terminal.
    Event(Event),
    /// The terminal's background, if the answer could be read.
    Background(Option<Background>),
    /// A signal asks the program to end.
    End(i32),
    /// A signal asks the program to stop for a while.
    Stop,
    /// It was stopped and goes on.
    Continued,
    /// The library is open.
    Opened(Box<Opened>),
    /// The library has no annotations of this article.
    NotKept,
    /// Annotations, from the engine or from the library.
    Annotated(Piece),
    /// An action for `update`, from a thread.
    Act(Action),
    /// An answer of the library.
    Library(LibraryEvent),
    /// The screen should be drawn again.
    Redraw,
    /// Another article has been loaded, or why it could not be.
    Ready(Result<(Arc<Article>, Reading), String>),
    /// The file of the article has changed.
    Changed(Arc<Article>),
    /// The input has ended.
    InputFailed(io::Error),
}

impl Message {
    /// A message for the status line: something to know.
    pub(super) fn note(text: impl Into<String>) -> Self {
        Self::Act(Action::Report(reader::Message::note(text)))
    }

    /// A message for the status line: something failed.
    pub(super) fn error(text: impl Into<String>) -> Self {
        Self::Act(Action::Report(reader::Message::error(text)))
    }
}

/// The data of the library that the first frame needs.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) read_only: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) position: Option<usize>,
    pub(super) preferences: Vec<Preference>,
    /// The day on which the article was written, where only the library knows it.
    pub(super) day: Option<String>,
    /// When another version was read last, where this text has not been read before.
    pub(super) changed: Option<String>,
}

/// The id of a shown article: every switch makes a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DocumentId(usize);

impl DocumentId {
    /// For messages that belong to no article.
    pub(super) const NONE: Self = Self(0);
    /// The first article.
    pub(super) const FIRST: Self = Self(1);

    /// The one after it.
    pub(super) fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A message, and the article it belongs to. Messages of an article that was left are not read.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) document: DocumentId,
    pub(super) message: Message,
}

/// Where the threads of an article send their messages.
#[derive(Clone, Debug)]
pub(super) struct Mailbox {
    pub(super) sender: Sender<Envelope>,
    pub(super) document: DocumentId,
}

impl Mailbox {
    pub(super) fn send(&self, message: Message) -> Result<(), SendError<Envelope>> {
        self.sender.send(Envelope { document: self.document, message })
    }
}

/// Annotations and what the reader makes of them; in a book both are large: they are made, and let go of, away from the
/// thread that draws.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) annotations: Reviewed,
    pub(super) index: Arc<Index>,
}

impl Piece {
    pub(super) fn new(article: &Article, annotations: Annotations) -> Self {
        // `update`, which knows the corrections, applies them.
        let annotations = Reviewed::new(annotations, &article.text, &[]);
        let index = Arc::new(Index::new(article, &annotations));
        Self { annotations, index }
    }
}
