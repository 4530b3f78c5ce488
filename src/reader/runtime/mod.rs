//! Layer 6: terminal, event loop, workers.
//!
//! ```text
//!  keys ─────┐                                             ┌─▶ frame (when something changed)
//!  signals ──┤                                             │
//!  annotator ┼─▶ one channel ─▶ keymap ─▶ update ──────────┤
//!  library ──┘                                             └─▶ effects ─▶ library, annotator, terminal
//! ```
//!
//! The loop sleeps until a message arrives, handles all pending messages, and then draws once. It never waits for the
//! disk or the engine.

mod annotator;
mod external;
mod feeds;
mod library_worker;
mod look;
mod message;
mod opening;
mod reader;
mod request;
mod sources;
mod switching;
mod terminal;

use std::io::{self, IsTerminal};
use std::sync::Arc;

pub use look::colour_depth;
pub use request::{End, Request, RuntimeError};
#[cfg(feature = "pictures")]
pub use terminal::pictures::load as load_picture;

use crate::ingest;
use crate::library::db;
use crate::reader::runtime::look::Look;
use crate::text::Article;
use crate::theme::Gallery;

/// Runs the reader until the user quits.
///
/// # Errors
/// Fails if the article, the theme or the terminal cannot be used; restores the terminal first.
pub fn run(request: &Request) -> Result<End, RuntimeError> {
    if !io::stdout().is_terminal() {
        return Err(RuntimeError::NotATerminal);
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(RuntimeError::Dumb);
    }
    let look = Look::find(request.theme.as_deref(), Gallery::new(request.themes.as_deref()))?;
    let article = match request.articles.first() {
        Some(path) => ingest::read_as(path, request.reading)?,
        None => Article::default(),
    };
    let at = request.at.as_deref().and_then(|words| db::words_at(&article.text, words));
    reader::run(Arc::new(article), request, look, at)
}
