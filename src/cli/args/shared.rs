//! Options shared by several commands.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::cli::rows::RowFormat;
use crate::ingest::{Format, Reading};
use crate::nlp;

/// The option for the config file.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct ConfigArg {
    /// Your config file; also PULLQUOTE_CONFIG
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) config: Option<PathBuf>,
}

/// The options for reading the input.
#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct AsArg {
    /// Treat the input as this format instead of detecting it
    #[arg(long = "as", value_name = "KIND", value_parser = formats())]
    pub(in crate::cli) reading: Option<Format>,

    /// Read only this entry of a feed or mailbox, counted from 1
    #[arg(long, value_name = "N")]
    pub(in crate::cli) entry: Option<usize>,

    /// The date of the article, instead of the one it states: "last Tuesday" is resolved against it
    #[arg(long = "date", value_name = "YYYY-MM-DD", value_parser = day)]
    pub(in crate::cli) day: Option<Date>,
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
pub(in crate::cli) struct LibraryArg {
    /// The library file, with your notes and reading positions; also PULLQUOTE_LIBRARY
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) library: Option<PathBuf>,
}

/// The options for inputs with one article per row.
#[derive(Args, Debug)]
pub(in crate::cli) struct RowsArg {
    /// Input format
    #[arg(long, value_enum, default_value_t = InputFormat::Text)]
    pub(in crate::cli) input: InputFormat,

    /// The column of a table that holds the texts [default: text]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) text_column: Option<String>,

    /// The column of a table that holds the ids [default: id, if there is one]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) id_column: Option<String>,
}

/// Values of `--input`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InputFormat {
    /// One article per file, in any supported format
    Text,
    /// JSON Lines: one object per line with "text" and, optionally, "id", "title", "date" and "language"
    Jsonl,
    /// A table with a header; cells divided by comma, semicolon or tab. Columns title, date and language are used, too
    Csv,
    /// The same, divided by tabs
    Tsv,
}

impl RowsArg {
    /// Returns the format of the rows; `None` for one article per file.
    ///
    /// # Errors
    /// A message about options that contradict each other.
    pub(in crate::cli) fn format(self, command: &str, reading: Reading) -> Result<Option<RowFormat>, String> {
        let is_table = matches!(self.input, InputFormat::Csv | InputFormat::Tsv);
        for (given, option) in [(&self.text_column, "--text-column"), (&self.id_column, "--id-column")] {
            if given.is_some() && !is_table {
                return Err(format!("{command}: {option} needs --input csv or --input tsv"));
            }
        }
        let name = self.input.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let asked = match reading.format {
            _ if self.input == InputFormat::Text => None,
            _ if reading.entry.is_some() => Some("--entry".to_owned()),
            None | Some(Format::Plain) => None,
            Some(format) => Some(format!("--as {}", format.name())),
        };
        if let Some(asked) = asked {
            return Err(format!(
                "{command}: {asked} cannot be used with --input {name}, where the texts are used unchanged"
            ));
        }
        let table = |delimiter| RowFormat::Table {
            delimiter,
            text: self.text_column.unwrap_or_else(|| "text".to_owned()),
            id: self.id_column,
        };
        Ok(match self.input {
            InputFormat::Text => None,
            InputFormat::Jsonl => Some(RowFormat::JsonLines),
            InputFormat::Csv => Some(table(None)),
            InputFormat::Tsv => Some(table(Some(b'\t'))),
        })
    }
}
