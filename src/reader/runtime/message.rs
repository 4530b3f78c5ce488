//! Messages to the event loop, and their envelopes.

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
use crate::reader::runtime::switching::Arrival;
use crate::text::Article;
use crate::theme::Background;

/// A message to the event loop.
#[derive(Debug)]
pub(super) enum Message {
    /// A terminal event.
    Event(Event),
    /// The terminal's background, if its answer could be parsed.
    Background(Option<Background>),
    /// A signal to end the program.
    End(i32),
    /// A signal to suspend the program.
    Stop,
    /// The program was resumed.
    Continued,
    /// The library is open.
    Opened(Box<Opened>),
    /// The library has no annotations of this article.
    NotKept,
    /// Annotations, from the engine or from the library.
    Annotated(Piece),
    /// An action for `update`, from another thread.
    Act(Action),
    /// An answer of the library.
    Library(LibraryEvent),
    /// Another thread has improved the display, so redraw.
    Redraw,
    /// Another article was read, or reading it failed.
    Ready(Result<Box<Read>, String>),
    /// The file of the article has changed.
    Changed(Arc<Article>),
    /// The input ended.
    InputFailed(io::Error),
}

/// An article that was read in the background.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) article: Arc<Article>,
    pub(super) reading: Reading,
    pub(super) arrival: Arrival,
    /// Whether it is the current article, read again.
    pub(super) again: bool,
}

impl Message {
    /// Makes an informational message for the status line.
    pub(super) fn note(text: impl Into<String>) -> Self {
        Self::Act(Action::Report(reader::Message::note(text)))
    }

    /// Makes an error message for the status line.
    pub(super) fn error(text: impl Into<String>) -> Self {
        Self::Act(Action::Report(reader::Message::error(text)))
    }
}

/// The library's data on an article that the first frame needs.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) read_only: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) position: Option<usize>,
    pub(super) preferences: Vec<Preference>,
    /// The date of the article, if only the library knows it.
    pub(super) day: Option<String>,
    /// When another version was last read, if this text is new.
    pub(super) changed: Option<String>,
}

/// The number of a shown article: every switch makes a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DocumentId(usize);

impl DocumentId {
    /// For messages without an article.
    pub(super) const NONE: Self = Self(0);
    /// The first article.
    pub(super) const FIRST: Self = Self(1);

    /// Returns the next number.
    pub(super) fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A message with the article it belongs to. The loop ignores messages for articles that were left.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) document: DocumentId,
    pub(super) message: Message,
}

/// Sends messages for an article to the event loop.
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

/// Annotations with their index. In a book both are large, so they are built and freed away from the drawing thread.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) annotations: Reviewed,
    pub(super) index: Arc<Index>,
}

impl Piece {
    pub(super) fn new(article: &Article, annotations: Annotations) -> Self {
        // `update` applies the corrections.
        let annotations = Reviewed::new(annotations, &article.text, &[]);
        let index = Arc::new(Index::new(article, &annotations));
        Self { annotations, index }
    }
}
