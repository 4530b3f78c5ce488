//! What the reader is started with, how it ends, and why it may not start.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::ingest::{IngestError, Reading};
use crate::reader::command::keys::Keys;
use crate::reader::{Comfort, Dates, Shape};
use crate::theme::ThemeError;

/// What to open, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files, or `-`: the first is shown, the others are a key away. Without any, the library is shown.
    pub articles: Vec<PathBuf>,
    /// How to read it.
    pub reading: Reading,
    /// The library's file.
    pub library: PathBuf,
    /// A theme's name or path; `None` to choose one by the terminal's background.
    pub theme: Option<String>,
    /// What the settings say of it; `None` where it was asked for on the command line, which goes before everything.
    pub set_theme: Option<String>,
    /// Words to open it at, whatever their case and punctuation; else where it was left.
    pub at: Option<String>,
    /// The folder with the reader's own themes.
    pub themes: Option<PathBuf>,
    /// What this reader makes of the panes.
    pub shape: Shape,
    /// How this reader likes to read.
    pub comfort: Comfort,
    /// The reader's keys.
    pub keys: Arc<Keys>,
    /// How this reader writes days and times.
    pub dates: Arc<Dates>,
}

/// How the reader was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By a key.
    Quit,
    /// By this signal.
    Signal(i32),
}

/// Why the reader could not be opened, or could not go on. One line each.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// The output is no terminal.
    #[error(
        "standard output is not a terminal; to print annotations use: pullquote annotate, to print the text: pullquote text"
    )]
    NotATerminal,
    /// The article.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The theme.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The terminal, at opening.
    #[error("this terminal cannot be used: {0}")]
    Terminal(#[source] io::Error),
    /// The terminal, later.
    #[error("the terminal is gone: {0}")]
    Lost(#[source] io::Error),
    /// What could not be written before the end.
    #[error("the library was busy for too long: the last changes may not have been saved")]
    Unsaved,
}
