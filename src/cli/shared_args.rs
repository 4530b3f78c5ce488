//! Options shared by several commands.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use crate::ingest::Format;
use crate::nlp;

/// The option for the config file.
#[derive(Args, Debug, Default)]
pub(super) struct ConfigArg {
    /// Your config file; also PULLQUOTE_CONFIG
    #[arg(long, value_name = "PATH")]
    pub(super) config: Option<PathBuf>,
}

/// The options for reading the input.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct AsArg {
    /// Treat the input as this format instead of detecting it
    #[arg(long = "as", value_name = "KIND", value_parser = formats())]
    pub(super) reading: Option<Format>,

    /// Read only this entry of a feed or mailbox, counted from 1
    #[arg(long, value_name = "N")]
    pub(super) entry: Option<usize>,

    /// The date of the article, instead of the one it states: "last Tuesday" is resolved against it
    #[arg(long = "date", value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) day: Option<Date>,
}

/// Parses a day, in one of the usual forms.
fn day(words: &str) -> Result<Date, String> {
    nlp::day(words).ok_or_else(|| "enter a date with its year: 2023-03-15, or \"15 March 2023\"".to_owned())
}

/// Returns a parser for the names of formats.
fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(|about| PossibleValue::new(about.name).help(about.help));
    PossibleValuesParser::new(names).try_map(|name| Format::named(&name).ok_or("unknown format"))
}

/// The option for the library.
#[derive(Args, Debug, Default)]
pub(super) struct LibraryArg {
    /// The library file, with your notes and reading positions; also PULLQUOTE_LIBRARY
    #[arg(long, value_name = "PATH")]
    pub(super) library: Option<PathBuf>,
}
