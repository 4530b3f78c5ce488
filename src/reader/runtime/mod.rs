//! Layer 6: terminal, event loop, workers.
//!
//! ```text
//!  keys ─────┐                                             ┌─▶ frame (when something changed)
//!  signals ──┤                                             │
//!  annotator ┼─▶ one channel ─▶ keymap ─▶ app::update ─────┤
//!  library ──┘                                             └─▶ effects ─▶ library, annotator, terminal
//! ```
//!
//! The loop sleeps until a message comes, takes all that have come, and then draws once. Nothing it does itself waits
//! for the disk or for the engine.

mod annotator;
mod background;
mod external;
mod hyperlinks;
mod input_pause;
mod library_worker;
mod opening;
mod reader;
mod sources;
mod switching;
mod terminal;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SendError, Sender};

use crossterm::event::Event;

use crate::ingest;
use crate::ingest::{IngestError, Reading};
use crate::library::db;
use crate::library::notes::Reviewed;
use crate::nlp::Annotations;
use crate::reader::command::keys::Keys;
use crate::reader::index::Index;
use crate::reader::{Action, Comfort, Dates, Shape};
use crate::text::{Article, ArticleId};
use crate::theme;
use crate::theme::{Background, ColorDepth, ColorEnv, Gallery, Theme, ThemeError};

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

/// Everything that reaches the loop.
#[derive(Debug)]
enum Message {
    /// From the terminal.
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
    Opened(Box<library_worker::Opened>),
    /// The library has no annotations of this article.
    NotKept,
    /// From the engine, or kept by the library.
    Annotated(Piece),
    /// A result, for `app::update`.
    Act(Action),
    /// What is on screen can be drawn better now.
    Redraw,
    /// Another article has been read, or why it could not be.
    Ready(Result<(Arc<Article>, Reading), String>),
    /// The file that is read holds another text now.
    Changed(Arc<Article>),
    /// These articles are not in the library any more.
    Forgotten(Vec<ArticleId>),
    /// No more keys will come.
    InputFailed(io::Error),
}

/// A message, and the sitting it belongs to: 0 for all of them. What belongs to an article that was left is not read.
type Letter = (usize, Message);

/// Where the threads of a sitting send their messages.
#[derive(Clone, Debug)]
struct Post {
    sender: Sender<Letter>,
    sitting: usize,
}

impl Post {
    fn send(&self, message: Message) -> Result<(), SendError<Letter>> {
        self.sender.send((self.sitting, message))
    }
}

/// Annotations and what the reader makes of them; in a book both are large: they are made, and let go of, away from the
/// thread that draws.
#[derive(Clone, Debug)]
struct Piece {
    annotations: Reviewed,
    index: Arc<Index>,
}

impl Piece {
    fn new(article: &Article, annotations: Annotations) -> Self {
        // `update`, which knows the corrections, applies them.
        let annotations = Reviewed::new(annotations, &article.text, &[]);
        let index = Arc::new(Index::new(article, &annotations));
        Self { annotations, index }
    }
}

/// Opens the reader and comes back when it is left.
///
/// # Errors
/// Where the article, the theme or the terminal cannot be used; the terminal is as it was before.
pub fn run(request: &Request) -> Result<End, RuntimeError> {
    if !io::stdout().is_terminal() {
        return Err(RuntimeError::NotATerminal);
    }
    let look = Look::find(request.theme.as_deref(), Gallery::new(request.themes.as_deref()))?;
    let article = match request.articles.first() {
        Some(path) => ingest::read_as(path, request.reading)?,
        None => Article::default(),
    };
    let at = request.at.as_deref().and_then(|words| db::words_at(&article.text, words));
    reader::run(Arc::new(article), request, look, at)
}

/// How many colours the terminal has, by what the environment says.
#[must_use]
pub fn colour_depth() -> ColorDepth {
    let variable = |name: &str| std::env::var(name).ok();
    let (no_color, term, colorterm) = (variable("NO_COLOR"), variable("TERM"), variable("COLORTERM"));
    theme::choose(ColorEnv { no_color: no_color.as_deref(), term: term.as_deref(), colorterm: colorterm.as_deref() })
}

/// The theme, and how to choose another.
#[derive(Debug)]
struct Look {
    theme: Theme,
    gallery: Gallery,
    depth: ColorDepth,
    /// The reader chose this theme: the terminal's background does not matter any more.
    chosen: bool,
    /// What to ask the terminal, if anything.
    query: &'static [u8],
}

impl Look {
    fn find(wanted: Option<&str>, gallery: Gallery) -> Result<Self, ThemeError> {
        let variable = |name: &str| std::env::var(name).ok();
        let term = variable("TERM");
        let depth = colour_depth();
        if let Some(name) = wanted {
            return Ok(Self { theme: gallery.load(name, depth)?, gallery, depth, chosen: true, query: b"" });
        }
        let known = variable("COLORFGBG").as_deref().and_then(background::from_colorfgbg);
        let ask =
            known.is_none() && depth != ColorDepth::None && background::can_be_asked(term.as_deref().unwrap_or(""));
        Ok(Self {
            theme: gallery.load(Theme::default_for_depth(known, depth), depth)?,
            gallery,
            depth,
            chosen: false,
            query: if ask { background::QUERY } else { b"" },
        })
    }

    /// Takes the default theme for a background. Whether that is another one.
    fn suit(&mut self, background: Background) -> bool {
        let name = Theme::default_for_depth(Some(background), self.depth);
        !self.chosen && name != self.theme.name() && self.take(name)
    }

    /// Takes the next theme.
    fn cycle(&mut self) {
        self.chosen = true;
        // One that cannot be read is passed over.
        let mut name = self.gallery.next(self.theme.name());
        for _ in 0..self.gallery.names().len() {
            if self.take(&name) {
                return;
            }
            name = self.gallery.next(&name);
        }
    }

    fn take(&mut self, name: &str) -> bool {
        // Bundled themes load; if one did not, the present one would stay.
        self.gallery.load(name, self.depth).map(|theme| self.theme = theme).is_ok()
    }
}
