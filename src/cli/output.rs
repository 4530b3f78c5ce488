//! Prints results, and the failures that end the program.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::export::harmless_text;
use crate::ingest::IngestError;
use crate::library::db::StoreError;
use crate::reader::runtime::RuntimeError;
use crate::text::printable_line;
use crate::theme::ThemeError;

/// A failure that ends the program.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Wrong usage.
    #[error("{0}")]
    Usage(String),
    /// Already reported on standard error.
    #[error("see above")]
    Said,
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// JSON output failed.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// An invalid line of JSON Lines.
    #[error("{name}, line {line}: {reason}")]
    Line { name: String, line: usize, reason: String },
    /// A file without notes.
    #[error("{name}: {reason}")]
    Notes { name: String, reason: String },
    /// A file of notes that cannot be read or written.
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// Returns the exit code.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Ingest(IngestError::NoPipe)
            | Self::Runtime(
                RuntimeError::Dumb
                | RuntimeError::NotATerminal
                | RuntimeError::Theme(ThemeError::Unknown { .. })
                | RuntimeError::Ingest(IngestError::NoPipe),
            ) => 2,
            // `pullquote annotate … | head`: the reading program has ended, which is no error.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            _ => 1,
        }
    }
}

/// Prints an error on standard error as one line without escape sequences (file names may hold them).
pub(super) fn complain(message: &str) {
    // If standard error is closed, nobody can read the message.
    let _ = writeln!(io::stderr().lock(), "pullquote: {}", printable_line(message));
}

/// Prints a text on standard output.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Returns JSON that is safe to print on a terminal: control characters become `\uXXXX`, which parses to the same
/// text.
pub(super) fn harmless_json(document: &impl Serialize, pretty: bool) -> Result<String, serde_json::Error> {
    let json = if pretty { serde_json::to_string_pretty(document)? } else { serde_json::to_string(document)? };
    Ok(harmless_text(&json))
}

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Only its owner.
    Owner,
    /// As the system decides.
    All,
}

/// Writes a file: completely or not at all.
pub(super) fn write_file(path: &Path, text: &str, access: Access) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::File { path: path.to_owned(), error };
    if path.metadata().is_ok_and(|meta| !meta.is_file()) {
        // A pipe or a terminal.
        let file = OpenOptions::new().write(true).open(path);
        return file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed);
    }
    let mut half = path.as_os_str().to_owned();
    half.push(format!(".{}.half", std::process::id()));
    let half = PathBuf::from(half);
    let work = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if access == Access::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut file = options.open(&half)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&half, path)
    };
    work().map_err(|error| {
        let _ = fs::remove_file(&half);
        failed(error)
    })
}
