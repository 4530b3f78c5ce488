//! The request that starts the reader, how the reader ends, and its errors.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::export::Template;
use crate::ingest::{IngestError, Reading};
use crate::library::follow::FollowSettings;
use crate::reader::command::keys::Keys;
use crate::reader::{Dates, ScreenSettings, Shape};
use crate::theme::ThemeError;

/// The articles to open, and the settings.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files, or `-`: the first is shown, the others are open in the background. Without files, the library is shown.
    pub articles: Vec<PathBuf>,
    /// The reading options.
    pub reading: Reading,
    /// The library's file.
    pub library: PathBuf,
    /// A theme's name or path; `None` to choose by the terminal's background.
    pub theme: Option<String>,
    /// The theme in the settings; `None` if the command line overrides it.
    pub set_theme: Option<String>,
    /// Words to open the article at, regardless of case and punctuation; else the saved position.
    pub at: Option<String>,
    /// The path of the settings file, as displayed.
    pub settings_file: Option<String>,
    /// The mistakes in the settings file, each in one line.
    pub settings_problems: Vec<String>,
    /// The folder with the reader's own themes.
    pub themes: Option<PathBuf>,
    /// The sizes of the panes.
    pub shape: Shape,
    /// The settings of the screen.
    pub screen_settings: ScreenSettings,
    /// The reader's keys.
    pub keys: Arc<Keys>,
    /// The format of dates and times.
    pub dates: Arc<Dates>,
    /// The form of copied quotes.
    pub copy: Arc<Template>,
    /// The folder in which an article's notes are written as Markdown.
    pub vault: Option<PathBuf>,
    /// The settings for feeds.
    pub following: FollowSettings,
}

/// How the reader ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By a key or command.
    Quit,
    /// By this signal.
    Signal(i32),
}

/// An error of the reader, in one line.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// Standard output is not a terminal.
    #[error(
        "standard output is not a terminal; to print annotations use: pullquote annotate, to print the text: pullquote text"
    )]
    NotATerminal,
    /// The terminal has no cursor addressing.
    #[error(
        "this terminal (TERM=dumb) cannot show the reader; to print the article as plain lines use: pullquote --plain ARTICLE"
    )]
    Dumb,
    /// The article cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The theme cannot be used.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The terminal cannot be used.
    #[error("this terminal cannot be used: {0}")]
    Terminal(#[source] io::Error),
    /// The terminal failed later.
    #[error("lost the terminal: {0}")]
    Lost(#[source] io::Error),
    /// Some changes could not be saved before the end.
    #[error("the library was locked for too long: the last changes may not be saved")]
    Unsaved,
}
