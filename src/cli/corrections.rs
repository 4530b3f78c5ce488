//! Runs `pullquote corrections export`: prints the reader's corrections as training data.

use std::path::Path;

use clap::Subcommand;

use crate::cli::args::shared::LibraryArg;
use crate::cli::output::{Failure, say};
use crate::export;
use crate::library::db::Library;

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum CorrectionsCommand {
    /// Print your corrections as JSON Lines, each with the text it was made on; offsets in Unicode code points
    Export {
        #[command(flatten)]
        library: LibraryArg,
    },
}

/// Prints the corrections.
pub(super) fn export(path: &Path) -> Result<(), Failure> {
    let (library, problem) = Library::open_read_only(path);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    for one in library.all_corrections()? {
        let (title, source) = (one.title.as_deref(), one.source.as_str());
        let line = export::correction_json(&one.correction, title, source, &one.text);
        say(&(crate::cli::output::harmless_json(&line, false)? + "\n"))?;
    }
    Ok(())
}
