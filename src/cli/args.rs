//! What may be typed, as clap sees it. What it means is settled in [`super::plan`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

use super::corrections::CorrectionsCommand;
use super::library::Keep;
use super::notes::NotesArgs;
use super::search::SearchArgs;
use crate::nlp;

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote                             what you have read so far
  pullquote article.txt                 read it, its quotes beside it
  pullquote feature.md --theme light    Markdown, in another theme
  pullquote https://example.org/story   the article of a web page
  pullquote book.epub                   a book; T lists its chapters
  pullquote feed.xml --entry 3          the third article of a feed
  pullquote text letter.eml             the clean text of anything that can be read
  pullquote library add *.html          many at once, annotated, into the library
  pullquote annotate article.txt        who said what, as JSON
  pullquote annotate --input jsonl --format jsonl < articles.jsonl > annotated.jsonl
  pullquote notes article.txt           your notes on it, as Markdown
  pullquote notes export --all -o notes.json   all your notes, to take elsewhere
  pullquote notes import notes.json     and in again; also W3C annotations, and Hypothesis' export
  pullquote search bridge --speaker Lee  what Lee said about bridges, in everything you have read
  pullquote read --plain article.txt    plain lines, each quote's speaker announced in words
  pullquote config                      every setting and key, as they come
  pullquote ./notes                     an article whose file is named like a subcommand

Inside the reader, ? lists the keys.";

/// Reads an article with every quote of it alongside, under the name of whoever said it.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, about, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) read: ReadArgs,
}

/// Opening the reader.
#[derive(Args, Debug)]
pub(super) struct ReadArgs {
    /// What to read (Ctrl-^ goes from one to the other); without any, the library is shown. Text, Markdown, a web page,
    /// an EPUB book, a PDF, a feed, an e-mail, or an http(s) address; or - for standard input
    #[arg(value_name = "ARTICLE")]
    pub(super) articles: Vec<PathBuf>,

    /// Print the article as plain lines, each quote's speaker announced in words: for screen readers, pipes and simple
    /// terminals
    #[arg(long)]
    pub(super) plain: bool,

    #[command(flatten)]
    pub(super) kind: AsArg,

    #[command(flatten)]
    pub(super) library: LibraryArg,

    /// Open it at these words, as `pullquote search` prints them
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub(super) at: Option<String>,

    #[command(flatten)]
    pub(super) config: ConfigArg,

    /// A theme's name (see `pullquote themes`) or the path of any .tmTheme file; also PULLQUOTE_THEME
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) theme: Option<String>,
}

/// Where the settings are.
#[derive(Args, Debug, Default)]
pub(super) struct ConfigArg {
    /// The file with your settings; also PULLQUOTE_CONFIG
    #[arg(long, value_name = "PATH")]
    pub(super) config: Option<PathBuf>,
}

/// How to read the input.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct AsArg {
    /// Read the input as this, whatever it looks like
    #[arg(long = "as", value_name = "KIND", value_enum)]
    pub(super) reading: Option<AsFormat>,

    /// Of a feed or a mailbox, read only this entry, counted from 1
    #[arg(long, value_name = "N")]
    pub(super) entry: Option<usize>,

    /// The day on which it was written, whatever it says itself: "last Tuesday" is counted from there
    #[arg(long = "date", value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) day: Option<Date>,
}

/// A day as people write it.
fn day(words: &str) -> Result<Date, String> {
    nlp::day(words).ok_or_else(|| "write the day with its year: 2023-03-15, or \"15 March 2023\"".to_owned())
}

/// Values of `--as`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AsFormat {
    /// Plain text
    Text,
    /// CommonMark
    Markdown,
    /// A web page
    Html,
    /// A web page with everything in it
    Mhtml,
    /// A book
    Epub,
    /// The text of a PDF file
    Pdf,
    /// RSS, Atom or JSON Feed
    Feed,
    /// A message
    Email,
}

/// Where notes are kept.
#[derive(Args, Debug, Default)]
pub(super) struct LibraryArg {
    /// The file that notes and reading positions are kept in; also PULLQUOTE_LIBRARY
    #[arg(long, value_name = "PATH")]
    pub(super) library: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the reader, as `pullquote ARTICLE` does; with --plain, print the article to be listened to
    Read(ReadArgs),
    /// Print who said what: entities, people, attributions and facts, offsets in Unicode code points
    Annotate(AnnotateArgs),
    /// Print your notes on an article as Markdown; take notes out of the library and in
    Notes(NotesArgs),
    /// Show every theme on a sample; their names where the output is no terminal
    Themes {
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Print the settings as they come, with what each means: a file to begin your own from
    Config {
        /// Print where your settings are looked for instead
        #[arg(long)]
        path: bool,

        #[command(flatten)]
        config: ConfigArg,
    },
    /// Print a script that completes commands and options in your shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page (see it with: pullquote man | man -l -)
    Man {
        /// That of a command, such as annotate
        command: Option<String>,
    },
    /// Print the clean text of an article, as all offsets count in it
    Text {
        /// The article, or - for standard input
        article: PathBuf,

        #[command(flatten)]
        kind: AsArg,
    },
    /// Search everything you have read: quotes, articles and your notes
    Search(SearchArgs),
    /// Look after the library: what you have read, and your notes
    Library {
        #[command(subcommand)]
        command: LibraryCommand,
    },
    /// What you have corrected of the engine's work
    Corrections {
        #[command(subcommand)]
        command: CorrectionsCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum LibraryCommand {
    /// Add articles to the library, annotated; what cannot be read is reported and passed over
    Add {
        /// What to add
        #[arg(value_name = "INPUT", required = true)]
        inputs: Vec<PathBuf>,

        #[command(flatten)]
        kind: AsArg,

        #[command(flatten)]
        library: LibraryArg,

        #[command(flatten)]
        config: ConfigArg,

        /// How many articles to work on at a time [default: one a core]
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
    },
    #[command(flatten)]
    Keep(Keep),
}

#[derive(Args, Debug)]
pub(super) struct AnnotateArgs {
    /// Files to annotate, or - for standard input (which is also what is read when none is named)
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// One JSON document (an array where there is more than one article), or one object a line
    #[arg(long, value_enum, default_value_t = OutputFormat::Json)]
    pub(super) format: OutputFormat,

    /// What an input holds: one article, or an object with "text" (and "id", if you like) on every line
    #[arg(long, value_enum, default_value_t = InputFormat::Text)]
    pub(super) input: InputFormat,

    #[command(flatten)]
    pub(super) kind: AsArg,

    /// How many articles to work on at a time [default: one a core]
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,

    /// Leave out attributions less likely than this to be right, between 0 and 1; at 0.5 the reader says "unsure"
    #[arg(long, value_name = "P")]
    pub(super) min_confidence: Option<f32>,

    /// Print confidence as the engine scores it, before it is made a probability (for `pullquote_model calibrate`, in model/)
    #[arg(long, hide = true)]
    pub(super) uncalibrated: bool,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// One JSON document
    Json,
    /// JSON Lines
    Jsonl,
}

/// Values of `--input`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// An article of any kind that can be read
    Text,
    /// JSON Lines
    Jsonl,
}
