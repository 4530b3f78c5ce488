//! Layer 5: the settings: TOML ↔ [`Settings`]. Pure: reads no file and knows no environment.
//!
//! One table, `options::OPTIONS`, holds the name, meaning, range and field of each setting;
//! parsing, the printed defaults and the messages are made from it. The keys' section is made in the same way from the
//! table of commands ([`crate::reader::command::table::TABLE`]).
//!
//! ```text
//! config.toml ──parse──▶ Settings          Settings::default() ──print──▶ the commented defaults
//!                 └────▶ Problems: line, what is wrong, what may be written; the rest still applies
//! ```

mod chords;
mod hooks;
mod nearest;
mod options;
mod parse;
mod print;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

pub use parse::{Parsed, parse, parse_what_is_right};
pub use print::print;

use crate::library::follow::FollowSettings;
use crate::reader::command::keys::Keys;
use crate::reader::{DateStyle, ScreenSettings, Shape};

/// All settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A theme's name or path; `None` to choose one by the terminal's background.
    pub theme: Option<String>,
    /// The library's file; `None` for the one in the platform's data directory.
    pub library: Option<PathBuf>,
    /// The template of copied quotes: a name, a path, or the template itself; `None` for the default.
    pub copy: Option<String>,
    /// The folder in which an article's notes are written as Markdown; `None` for none.
    pub vault: Option<PathBuf>,
    /// The layout of the panes.
    pub shape: Shape,
    /// The remaining display settings.
    pub screen_settings: ScreenSettings,
    /// The format of dates and times.
    pub dates: DateStyle,
    /// The settings for feeds.
    pub following: FollowSettings,
    /// The keys.
    pub keys: Arc<Keys>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: None,
            library: None,
            copy: None,
            vault: None,
            shape: Shape::default(),
            screen_settings: ScreenSettings::default(),
            dates: DateStyle::default(),
            following: FollowSettings::default(),
            keys: Keys::standard(),
        }
    }
}

/// A mistake in a config file, as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The mistake and the valid choices.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}
