//! Arguments → a plan in which nothing is left to be decided or refused.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;
use clap::error::ErrorKind;

use super::args::{
    AnnotateArgs, AsArg, AsFormat, Cli, Command, InputFormat, LibraryArg, LibraryCommand, OutputFormat, ReadArgs,
};
use super::corrections::CorrectionsCommand;
use super::library::Care;
use super::search::Search;
use super::shelf::without_doubles;
use crate::ingest::{Format, Reading};
use crate::store::Library;

/// What to do.
#[derive(Debug, PartialEq)]
pub(super) enum Plan {
    /// Open the reader.
    Read(Read),
    /// Print annotations.
    Annotate(Annotate),
    /// Print notes.
    Notes { article: PathBuf, reading: Reading, library: PathBuf },
    /// Print the clean text.
    Text { article: PathBuf, reading: Reading },
    /// Add articles to the library.
    Add(Add),
    /// Search the library.
    Search(Search),
    /// Look after the library.
    Library { care: Care, library: PathBuf },
    /// Print the corrections.
    Corrections { library: PathBuf },
    /// Print the names of the themes.
    Themes,
    /// Print this (help, version) and succeed.
    Say(String),
}

/// How to open the reader.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) article: PathBuf,
    pub(super) reading: Reading,
    pub(super) library: PathBuf,
    /// A name or a path; `None` to choose by the terminal's background.
    pub(super) theme: Option<String>,
    /// Words to open it at.
    pub(super) at: Option<String>,
}

/// How to annotate.
#[derive(Debug, PartialEq)]
pub(super) struct Annotate {
    /// At least one; `-` at most once.
    pub(super) inputs: Vec<PathBuf>,
    pub(super) lines_in: bool,
    pub(super) output: Output,
    pub(super) reading: Reading,
    pub(super) jobs: usize,
    /// Attributions less sure are left out; 0–1.
    pub(super) least: f32,
    pub(super) uncalibrated: bool,
}

/// What to add to the library.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Add {
    /// At least one, none twice.
    pub(super) inputs: Vec<PathBuf>,
    pub(super) reading: Reading,
    pub(super) library: PathBuf,
    pub(super) jobs: usize,
}

/// How annotations are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// One object.
    Object,
    /// One array of objects.
    Array,
    /// One object a line.
    Lines,
}

/// What the environment says.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// `PULLQUOTE_LIBRARY`
    pub(super) library: Option<OsString>,
    /// `PULLQUOTE_THEME`
    pub(super) theme: Option<OsString>,
    pub(super) stdin_is_terminal: bool,
    pub(super) cores: usize,
}

/// What to say when nothing was asked for.
const USAGE: &str = "no article given; try: pullquote article.txt, or pullquote - to read a pipe, or pullquote --help";

impl Plan {
    /// Makes a plan, or says in one line what is wrong with the arguments.
    pub(super) fn new(args: impl IntoIterator<Item = OsString>, environment: &Environment) -> Result<Self, String> {
        let cli = match Cli::try_parse_from(args) {
            Ok(cli) => cli,
            Err(error) => {
                return match error.kind() {
                    ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Self::Say(error.to_string())),
                    _ => Err(one_line(&error.to_string())),
                };
            }
        };
        match cli.command {
            None => Self::read(cli.read, environment),
            Some(Command::Annotate(args)) => Self::annotate(args, environment),
            Some(Command::Notes { article, kind, library }) => {
                Ok(Self::Notes { article, reading: reading(kind)?, library: library_path(library, environment)? })
            }
            Some(Command::Text { article, kind }) => Ok(Self::Text { article, reading: reading(kind)? }),
            Some(Command::Library { command: LibraryCommand::Add { inputs, kind, library, jobs } }) => {
                let jobs = jobs_of(jobs, environment, "library add")?;
                let library = library_path(library, environment)?;
                Ok(Self::Add(Add { inputs: without_doubles(inputs), reading: reading(kind)?, library, jobs }))
            }
            Some(Command::Search(mut args)) => {
                let library = library_path(std::mem::take(&mut args.library), environment)?;
                args.plan(library).map(Self::Search)
            }
            Some(Command::Library { command: LibraryCommand::Keep(keep) }) => {
                let (care, library) = keep.split();
                Ok(Self::Library { care, library: library_path(library, environment)? })
            }
            Some(Command::Corrections { command: CorrectionsCommand::Export { library } }) => {
                Ok(Self::Corrections { library: library_path(library, environment)? })
            }
            Some(Command::Themes) => Ok(Self::Themes),
        }
    }

    fn read(args: ReadArgs, environment: &Environment) -> Result<Self, String> {
        let article = args.article.ok_or(USAGE)?;
        let library = library_path(args.library, environment)?;
        let named = environment.theme.as_ref().filter(|theme| !theme.is_empty());
        let theme = args.theme.or_else(|| named.map(|theme| theme.to_string_lossy().into_owned()));
        Ok(Self::Read(Read { article, reading: reading(args.kind)?, library, theme, at: args.at }))
    }

    fn annotate(args: AnnotateArgs, environment: &Environment) -> Result<Self, String> {
        let mut inputs = args.inputs;
        if inputs.is_empty() {
            if environment.stdin_is_terminal {
                return Err("annotate: no input given; name files, or pipe an article in".to_owned());
            }
            inputs.push(PathBuf::from("-"));
        }
        if inputs.iter().filter(|input| input.as_os_str() == "-").count() > 1 {
            return Err("annotate: standard input (-) can be read only once".to_owned());
        }
        let lines_in = args.input == InputFormat::Jsonl;
        let reading = reading(args.kind)?;
        if lines_in && (!matches!(reading.format, None | Some(Format::Plain)) || reading.entry.is_some()) {
            let asked = match reading.format {
                Some(format) if reading.entry.is_none() => format!("--as {}", format.name()),
                _ => "--entry".to_owned(),
            };
            return Err(format!("annotate: {asked} does not go with --input jsonl, where \"text\" is taken exactly"));
        }
        let output = match args.format {
            OutputFormat::Jsonl => Output::Lines,
            OutputFormat::Json if lines_in || inputs.len() > 1 => Output::Array,
            OutputFormat::Json => Output::Object,
        };
        let jobs = jobs_of(args.jobs, environment, "annotate")?;
        let least = args.min_confidence.unwrap_or(0.0);
        if !(0.0..=1.0).contains(&least) {
            return Err("annotate: --min-confidence must be between 0 and 1".to_owned());
        }
        let uncalibrated = args.uncalibrated;
        Ok(Self::Annotate(Annotate { inputs, lines_in, output, reading, jobs, least, uncalibrated }))
    }
}

fn jobs_of(jobs: Option<usize>, environment: &Environment, command: &str) -> Result<usize, String> {
    match jobs {
        Some(0) => Err(format!("{command}: --jobs must be at least 1")),
        Some(jobs) => Ok(jobs.min(256)),
        None => Ok(environment.cores.max(1)),
    }
}

fn reading(kind: AsArg) -> Result<Reading, String> {
    let format = kind.reading.map(|reading| match reading {
        AsFormat::Text => Format::Plain,
        AsFormat::Markdown => Format::Markdown,
        AsFormat::Html => Format::Html,
        AsFormat::Mhtml => Format::Mhtml,
        AsFormat::Epub => Format::Epub,
        AsFormat::Pdf => Format::Pdf,
        AsFormat::Feed => Format::Feed,
        AsFormat::Email => Format::Email,
    });
    if kind.entry == Some(0) {
        return Err("--entry counts from 1".to_owned());
    }
    Ok(Reading { format, entry: kind.entry })
}

/// The option, else the environment, else the platform's data directory.
fn library_path(arg: LibraryArg, environment: &Environment) -> Result<PathBuf, String> {
    arg.library
        .or_else(|| environment.library.as_ref().filter(|path| !path.is_empty()).map(PathBuf::from))
        .or_else(Library::default_path)
        .ok_or_else(|| "no home directory to keep the library in; name a file with --library".to_owned())
}

/// clap's message without its colours, usage block and advice: the first paragraph, in one line.
fn one_line(message: &str) -> String {
    let first = message.split("\n\n").next().unwrap_or(message);
    let words = first.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}; see pullquote --help", words.strip_prefix("error: ").unwrap_or(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(args: &str) -> Result<Plan, String> {
        let environment = Environment { library: Some("/lib.db".into()), cores: 3, ..Environment::default() };
        Plan::new(std::iter::once("pullquote").chain(args.split_whitespace()).map(OsString::from), &environment)
    }

    #[test]
    fn the_option_goes_before_the_environment() {
        let environment = Environment {
            library: Some("/env.db".into()),
            theme: Some("from-env".into()),
            stdin_is_terminal: true,
            cores: 1,
        };
        let read = |args: &[&str]| match Plan::new(args.iter().map(OsString::from), &environment) {
            Ok(Plan::Read(read)) => (read.library, read.theme),
            other => panic!("{other:?}"),
        };
        assert_eq!(read(&["pullquote", "a"]), ("/env.db".into(), Some("from-env".into())));
        assert_eq!(read(&["pullquote", "a", "--library", "b", "--theme", "c"]), ("b".into(), Some("c".into())),);
    }

    #[test]
    fn articles_pipes_and_names_like_subcommands() {
        for (args, article) in [("a.txt", "a.txt"), ("-", "-"), ("./notes", "./notes"), ("-- annotate", "annotate")] {
            match plan(args) {
                Ok(Plan::Read(read)) => assert_eq!(read.article, PathBuf::from(article), "{args}"),
                other => panic!("{args}: {other:?}"),
            }
        }
    }

    #[test]
    fn annotate_settles_its_shape() {
        let annotate = |args: &str| match plan(args) {
            Ok(Plan::Annotate(annotate)) => annotate,
            other => panic!("{args}: {other:?}"),
        };
        assert_eq!(annotate("annotate a").output, Output::Object);
        assert_eq!(annotate("annotate a b").output, Output::Array);
        assert_eq!(annotate("annotate --input jsonl").output, Output::Array);
        assert_eq!(annotate("annotate --input jsonl").inputs, [PathBuf::from("-")]);
        assert_eq!(annotate("annotate a b --format jsonl").output, Output::Lines);
        assert_eq!(annotate("annotate a").jobs, 3);
        assert!(annotate("annotate a").least.abs() < f32::EPSILON);
        assert!((annotate("annotate a --min-confidence 0.7").least - 0.7).abs() < f32::EPSILON);
        assert_eq!(annotate("annotate a --as markdown").reading.format, Some(Format::Markdown));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        for (args, says) in [
            ("", "no article given"),
            ("--library x", "no article given"),
            ("a b", "'b'"),
            ("a --frob", "unexpected argument '--frob'"),
            ("a --as docx", "text, markdown, html, mhtml, epub, pdf, feed, email"),
            ("a --entry 0", "from 1"),
            ("annotate --input jsonl --entry 2", "taken exactly"),
            ("text", "<ARTICLE>"),
            ("library add", "<INPUT>"),
            ("library add a --jobs 0", "at least 1"),
            ("annotate a --format xml", "json, jsonl"),
            ("annotate a --jobs 0", "at least 1"),
            ("annotate a --min-confidence 1.5", "between 0 and 1"),
            ("annotate a --min-confidence=-0.1", "between 0 and 1"),
            ("annotate a --min-confidence nan", "between 0 and 1"),
            ("annotate a --min-confidence high", "'high'"),
            ("annotate - -", "only once"),
            ("annotate --input jsonl --as markdown", "taken exactly"),
            ("notes", "<ARTICLE>"),
            ("search", "nothing to look for"),
            ("search x --since yesterday", "2023-03-15"),
            ("search x --kind said", "direct, mixed, indirect"),
            ("library forget", "<ARTICLE>"),
        ] {
            let message = plan(args).unwrap_err();
            assert!(message.contains(says) && !message.contains('\n'), "{args}: {message}");
        }
    }

    #[test]
    fn help_and_version_are_no_errors() {
        for args in ["--help", "-h", "--version", "annotate --help"] {
            assert!(matches!(plan(args), Ok(Plan::Say(_))), "{args}");
        }
        assert!(matches!(plan("--help"), Ok(Plan::Say(text)) if text.contains("./notes")));
    }
}
