//! What the program prints, and the failures that end it.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::ingest::IngestError;
use crate::library::db::StoreError;
use crate::reader::runtime::RuntimeError;
use crate::text::{harmless, printable_line};
use crate::theme::ThemeError;

/// Something went wrong that ends the program.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Asked for in the wrong way.
    #[error("{0}")]
    Usage(String),
    /// Said already, on standard error.
    #[error("see above")]
    Said,
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something could not be written as JSON.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A line of JSON Lines that is none.
    #[error("{name}, line {line}: {reason}")]
    Line { name: String, line: usize, reason: String },
    /// A file that holds no notes.
    #[error("{name}: {reason}")]
    Notes { name: String, reason: String },
    /// A file of notes that cannot be read or written.
    #[error("{}: {error}", path.display())]
    File { path: std::path::PathBuf, error: io::Error },
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The exit code of the program.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Ingest(IngestError::NoPipe)
            | Self::Runtime(
                RuntimeError::NotATerminal
                | RuntimeError::Theme(ThemeError::Unknown { .. })
                | RuntimeError::Ingest(IngestError::NoPipe),
            ) => 2,
            // `pullquote annotate … | head`: whoever read has had enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            _ => 1,
        }
    }
}

/// Prints an error on standard error: one line, made harmless (file names may hold escape sequences).
pub(super) fn complain(message: &str) {
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "pullquote: {}", printable_line(message));
}

/// Prints a text on standard output.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// JSON that can be shown on a terminal: what could steer one is written as `\uXXXX`, which reads back as the same text.
pub(super) fn harmless_json(document: &impl Serialize, pretty: bool) -> Result<String, serde_json::Error> {
    let json = if pretty { serde_json::to_string_pretty(document)? } else { serde_json::to_string(document)? };
    let steers = |c: char| c != '\n' && harmless(c).is_some();
    if !json.contains(steers) {
        return Ok(json);
    }
    // Such characters stand only inside strings, and none is above U+FFFF.
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if steers(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Ok(out)
}
