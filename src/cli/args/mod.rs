//! The command line as clap parses it. [`crate::cli::plan`] validates it and returns a plan.

pub(super) mod shared;
mod version;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::cli::args::shared::{AsArg, ConfigArg, LibraryArg, RowsArg};
use crate::cli::corrections::CorrectionsCommand;
use crate::cli::library::ManageCommand;
use crate::cli::library::follow::FollowArgs;
use crate::cli::library::people::PeopleArgs;
use crate::cli::notes::NotesArgs;
use crate::cli::search::SearchArgs;
use crate::cli::sheets::facts::FactsArgs;
use crate::cli::sheets::page::PageArgs;
use crate::cli::sheets::quotes::QuotesArgs;

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote                              open the library
  pullquote article.txt                  read an article, its quotes beside it
  pullquote feature.md --theme light     use another theme
  pullquote https://example.org/story    read an article from the web
  pullquote book.epub                    read a book; T lists its chapters
  pullquote feed.xml --entry 3           read the third article of a feed
  pullquote text letter.eml              print the clean text of any supported file
  pullquote library add *.html           add many files to the library and annotate them
  pullquote annotate article.txt         print quotes, speakers and facts as JSON
  pullquote facts article.txt            print its claims, timeline, figures and roles
  pullquote annotate --input jsonl --format jsonl < articles.jsonl > annotated.jsonl
  pullquote annotate --input csv --text-column body articles.csv --format jsonl
  pullquote quotes *.html --format csv   print a table of quotes for a spreadsheet
  pullquote quotes article.txt --format chicago
  pullquote page article.txt -o a.html   write a page to send: article and quotes side by side
  pullquote notes article.txt            print your notes on an article as Markdown
  pullquote notes export --all -o notes.json
  pullquote notes import notes.json      also W3C Web Annotations and Hypothesis exports
  pullquote search bridge --speaker Lee  find what Lee said about bridges in your library
  pullquote people lind --since last-month
  pullquote follow https://example.org/feed.xml
  pullquote read --plain article.txt     plain lines, each quote's speaker announced in words
  pullquote config                       print the default settings and keys
  pullquote ./notes                      open a file whose name is also a command's

Inside the reader, ? lists the keys.

Quotes, speakers and facts are found in English text. In German, French, Spanish, Portuguese, Polish and Russian,
only quotations are found, with speakers that stand beside a reporting verb; in other languages, only quotations.";

/// A terminal reader that lists the quotes of an article beside it, by speaker.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, long_version = version::long(), about, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) read: ReadArgs,
}

/// Arguments of the reader.
#[derive(Args, Debug)]
pub(super) struct ReadArgs {
    /// Files or http(s) addresses to open: text, Markdown, HTML, EPUB, PDF, feed, e-mail; - for standard input. Without
    /// any, the library opens
    #[arg(value_name = "ARTICLE")]
    pub(super) articles: Vec<PathBuf>,

    /// Print the article as plain lines and announce each quote's speaker in words, for screen readers, pipes and simple
    /// terminals
    #[arg(long)]
    pub(super) plain: bool,

    #[command(flatten)]
    pub(super) kind: AsArg,

    #[command(flatten)]
    pub(super) library: LibraryArg,

    /// Open the article at these words (`pullquote search` prints them)
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub(super) at: Option<String>,

    #[command(flatten)]
    pub(super) config: ConfigArg,

    /// A theme's name (see `pullquote themes`) or the path of a .tmTheme file; also PULLQUOTE_THEME
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) theme: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the reader, as `pullquote ARTICLE` does; with --plain, print the article as plain lines
    Read(ReadArgs),
    /// Print entities, people, attributions and facts as JSON; offsets in Unicode code points
    Annotate(AnnotateArgs),
    /// Print a fact sheet: claims to check first, a timeline, figures, and who is who, each with who states it
    Facts(FactsArgs),
    /// Print who said what, as Markdown, a table or JSON; also of the whole library
    Quotes(QuotesArgs),
    /// Write an article with its quotes, people and facts as one HTML file, to send or to print
    Page(PageArgs),
    /// Print your notes on an article as Markdown; export and import notes
    Notes(NotesArgs),
    /// Preview every theme on a sample; print only their names if the output is not a terminal
    Themes {
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Print the default settings with comments, as a starting point for your config file
    Config {
        /// Print the path of your config file instead
        #[arg(long)]
        path: bool,

        #[command(flatten)]
        config: ConfigArg,
    },
    /// Print a completion script for your shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page (to view it: pullquote man | man -l -)
    Man {
        /// The command to document, such as annotate
        command: Option<String>,
    },
    /// Print the clean text of an article, to which all offsets refer
    Text {
        /// The article, or - for standard input
        article: PathBuf,

        #[command(flatten)]
        kind: AsArg,
    },
    /// Search everything you have read: quotes, articles and your notes
    Search(SearchArgs),
    /// List everybody you have read about; with quotes by day, and roles over time
    People(PeopleArgs),
    /// Follow feeds: their new articles come into the library, unread
    Follow(FollowArgs),
    /// Manage the library: the articles that you have read, and your notes
    Library {
        #[command(subcommand)]
        command: LibraryCommand,
    },
    /// Export your corrections
    Corrections {
        #[command(subcommand)]
        command: CorrectionsCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum LibraryCommand {
    /// Add articles to the library and annotate them; unreadable files are reported and skipped
    Add {
        /// Files or addresses to add
        #[arg(value_name = "INPUT", required = true)]
        inputs: Vec<PathBuf>,

        #[command(flatten)]
        kind: AsArg,

        #[command(flatten)]
        library: LibraryArg,

        #[command(flatten)]
        config: ConfigArg,

        /// Number of parallel jobs [default: CPU cores]
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
    },
    #[command(flatten)]
    ManageCommand(ManageCommand),
}

#[derive(Args, Debug)]
pub(super) struct AnnotateArgs {
    /// Files to annotate, or - for standard input [default: -]
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_enum, default_value_t = OutputFormat::Json)]
    pub(super) format: OutputFormat,

    /// The folder for --format brat, which writes a .txt and a .ann file for each article
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,

    #[command(flatten)]
    pub(super) rows: RowsArg,

    #[command(flatten)]
    pub(super) kind: AsArg,

    /// Number of parallel jobs [default: CPU cores]
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,

    /// Omit attributions with a lower confidence (0 to 1); below 0.65 the reader marks them "unsure"
    #[arg(long, value_name = "P")]
    pub(super) min_confidence: Option<f32>,

    /// Print raw engine scores instead of calibrated probabilities (for fitting the calibration)
    #[arg(long, hide = true)]
    pub(super) uncalibrated: bool,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// One JSON document; an array for several articles
    Json,
    /// JSON Lines: one object per line
    Jsonl,
    /// W3C Web Annotations, in JSON-LD
    W3c,
    /// Standoff files for brat, in the folder --output
    Brat,
    /// CoNLL-U Plus: one token per line, with columns of names, quotes and speakers
    Columns,
}
