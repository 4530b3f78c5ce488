//! Loads pictures away from the drawing thread, and prepares them for the terminal.
//!
//! ```text
//! request ─▶ bytes ─▶ pixels ─▶ half blocks, kitty, iTerm2 or Sixel ─▶ `Action::PictureLoaded`
//!            file, part of the article's file, web     limits: `ingest::pictures`
//! ```

mod detect;
#[cfg(feature = "pictures")]
mod half_blocks;
#[cfg(feature = "pictures")]
mod iterm;
#[cfg(feature = "pictures")]
mod kitty;
pub(super) mod shown;
#[cfg(feature = "pictures")]
mod sixel;
#[cfg(feature = "pictures")]
mod worker;

use crate::reader::panes::pictures::{CELL, Display};
use crate::reader::runtime::look::colour_depth;
use crate::reader::session::settings::Pictures;

#[cfg(feature = "pictures")]
pub(in crate::reader::runtime) use worker::PictureWorker;
#[cfg(feature = "pictures")]
pub use worker::load;

/// Without the feature `pictures`, no picture is loaded.
#[cfg(not(feature = "pictures"))]
#[derive(Debug, Default)]
pub(in crate::reader::runtime) struct PictureWorker(());

#[cfg(not(feature = "pictures"))]
impl PictureWorker {
    /// Never asked: the terminal has no protocol.
    pub(in crate::reader::runtime) fn load(
        &mut self,
        _: String,
        _: crate::reader::panes::pictures::PictureRequest,
        _: crate::reader::runtime::message::Mailbox,
    ) {
    }

    /// Says that this build opens no pictures.
    pub(in crate::reader::runtime) fn open(
        &mut self,
        _: String,
        _: crate::text::PictureSource,
        mailbox: crate::reader::runtime::message::Mailbox,
    ) {
        let says = "this build cannot open pictures (it lacks the feature `pictures`)";
        let _ = mailbox.send(crate::reader::runtime::message::Message::error(says));
    }
}

/// Returns how this terminal shows pictures, by the setting and the environment. Nothing is asked of the terminal.
pub(in crate::reader::runtime) fn display(setting: Pictures) -> Display {
    if cfg!(not(feature = "pictures")) {
        return Display::default();
    }
    let cell = cell();
    let protocol = detect::protocol(setting, colour_depth(), cell.is_some(), |name| std::env::var(name).ok());
    Display { protocol, cell: cell.unwrap_or(CELL) }
}

/// Returns the size of a cell in pixels, if the terminal says it.
fn cell() -> Option<(u16, u16)> {
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    // Some terminals say nonsense.
    ((4..=100).contains(&cell.0) && (6..=200).contains(&cell.1)).then_some(cell)
}
