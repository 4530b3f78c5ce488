//! Turns arguments into a validated plan.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::cli::args::shared::{AsArg, ConfigArg, LibraryArg};
use crate::cli::args::{AnnotateArgs, Cli, Command, LibraryCommand, OutputFormat, ReadArgs};
use crate::cli::corrections::CorrectionsCommand;
use crate::cli::library::LibraryAction;
use crate::cli::library::follow::FollowAction;
use crate::cli::library::people::People;
use crate::cli::notes::{NotesAction, NotesArgs};
use crate::cli::rows::RowFormat;
use crate::cli::search::Search;
use crate::cli::sheets::facts::{Facts, FactsArgs};
use crate::cli::sheets::page::{Page, PageArgs};
use crate::cli::sheets::quotes::{Quotes, QuotesArgs};
use crate::cli::sheets::templates::folder_beside;
use crate::config;
use crate::config::Settings;
use crate::ingest::Reading;
use crate::library::db::Library;
use crate::library::follow::FollowSettings;
use crate::text::printable_line;

/// A validated plan.
#[derive(Debug)]
pub(super) enum Plan {
    /// Open the reader.
    Read(Read),
    /// Print annotations.
    Annotate(Annotate),
    /// Print fact sheets.
    Facts(Facts),
    /// Print quote sheets.
    Quotes(Quotes),
    /// Write a page.
    Page(Page),
    /// Print notes.
    Notes { article: PathBuf, reading: Reading, library: PathBuf },
    /// Export or import notes.
    ManageNotes { action: NotesAction, library: PathBuf, templates: PathBuf },
    /// Print the clean text.
    Text { article: PathBuf, reading: Reading },
    /// Add articles to the library.
    Add(Add),
    /// Search the library.
    Search(Search),
    /// Follow feeds.
    Follow { action: FollowAction, library: PathBuf, settings: FollowSettings },
    /// Print everybody in the library.
    People(People),
    /// Manage the library.
    Library { action: LibraryAction, library: PathBuf },
    /// Print the corrections.
    Corrections { library: PathBuf },
    /// Print an article as plain lines.
    Plain {
        articles: Vec<PathBuf>,
        reading: Reading,
        /// The library with the corrections, if there is one.
        library: Option<PathBuf>,
    },
    /// Preview the themes, including those in this folder.
    Themes { folder: PathBuf },
    /// Print this text (help, version) and exit successfully.
    Say(String),
}

/// How to open the reader.
#[derive(Debug)]
pub(super) struct Read {
    /// The articles; if empty, the library opens.
    pub(super) articles: Vec<PathBuf>,
    pub(super) reading: Reading,
    pub(super) library: PathBuf,
    /// A name or a path; `None` to choose by the terminal's background.
    pub(super) theme: Option<String>,
    /// The theme in the settings; `None` if the command line sets one.
    pub(super) set_theme: Option<String>,
    /// The words to open it at.
    pub(super) at: Option<String>,
    /// The folder with the user's own themes.
    pub(super) themes: PathBuf,
    pub(super) settings: Settings,
    /// The path of the settings file.
    pub(super) settings_file: Option<PathBuf>,
    /// All mistakes in the settings file, each in one line.
    pub(super) problems: Vec<String>,
}

/// How to annotate.
#[derive(Debug, PartialEq)]
pub(super) struct Annotate {
    /// At least one; `-` at most once.
    pub(super) inputs: Vec<PathBuf>,
    /// The format of an input with one article per row; `None` for one article per file.
    pub(super) rows: Option<RowFormat>,
    pub(super) output: Output,
    pub(super) reading: Reading,
    pub(super) jobs: usize,
    /// Minimum confidence, 0–1.
    pub(super) least: f32,
    pub(super) uncalibrated: bool,
}

/// What to add to the library.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Add {
    /// At least one, without duplicates.
    pub(super) inputs: Vec<PathBuf>,
    pub(super) reading: Reading,
    pub(super) library: PathBuf,
    pub(super) jobs: usize,
}

/// How annotations are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// One JSON object, or an array of several.
    Json { several: bool },
    /// One JSON object per line.
    Lines,
    /// One collection of Web Annotations, or an array of several.
    W3c { several: bool },
    /// CoNLL-U Plus.
    Columns,
    /// Files for brat, in this folder.
    Brat(PathBuf),
}

/// The environment.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// `PULLQUOTE_LIBRARY`
    pub(super) library: Option<OsString>,
    /// `PULLQUOTE_THEME`
    pub(super) theme: Option<OsString>,
    /// `PULLQUOTE_CONFIG`
    pub(super) config: Option<OsString>,
    /// The home directory, for paths that begin with `~/`.
    pub(super) home: Option<PathBuf>,
    pub(super) stdin_is_terminal: bool,
    pub(super) stdout_is_terminal: bool,
    pub(super) cores: usize,
}

/// Moves options before a subcommand behind it: `--library l.db notes export` becomes `notes export --library l.db`.
/// Otherwise clap would take `notes` for an article.
fn subcommand_first(mut args: Vec<OsString>) -> Vec<OsString> {
    let is_option = |arg: &OsString| arg.as_encoded_bytes().starts_with(b"--");
    if !args.get(1).is_some_and(is_option) {
        // The usual case, which needs no knowledge of clap's options.
        return args;
    }
    let root = Cli::command();
    let takes_value = |option: &str| {
        let arg = root.get_arguments().find(|a| a.get_long() == option.strip_prefix("--"));
        arg.map(|a| a.get_action().takes_values())
    };
    let mut at = 1;
    // A word that is not UTF-8 is not one of our options.
    while let Some(option) = args.get(at).and_then(|a| a.to_str()).filter(|a| a.starts_with("--")) {
        at += match takes_value(option) {
            Some(true) => 2,
            Some(false) => 1,
            None if option.split_once('=').is_some_and(|(name, _)| takes_value(name).is_some()) => 1,
            None => return args,
        };
    }
    let mut command = &root;
    let mut end = at;
    while let Some(next) = args.get(end).and_then(|a| a.to_str()).and_then(|name| command.find_subcommand(name)) {
        command = next;
        end += 1;
    }
    if let Some(words) = args.get_mut(1..end).filter(|_| end > at) {
        words.rotate_left(at - 1);
    }
    args
}

/// The message for a command line without an article.
const USAGE: &str = "no article given; try: pullquote article.txt, or pullquote - to read a pipe, or pullquote --help";

impl Plan {
    /// Makes a plan, or returns a one-line message about the arguments. `read` returns the text of a config file.
    pub(super) fn new(
        args: impl IntoIterator<Item = OsString>,
        environment: &Environment,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, String> {
        let cli = match Cli::try_parse_from(subcommand_first(args.into_iter().collect())) {
            Ok(cli) => cli,
            Err(error) => {
                return match error.kind() {
                    ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Self::Say(error.to_string())),
                    _ => Err(one_line(&error.to_string())),
                };
            }
        };
        // For commands that need only the path of the library.
        let own = |library| {
            let (settings, _) = settings(ConfigArg::default(), environment, read)?;
            library_path(library, environment, &settings)
        };
        match cli.command {
            None => Self::read(cli.read, environment, read),
            Some(Command::Read(args)) => Self::read(args, environment, read),
            Some(Command::Annotate(args)) => Self::annotate(args, environment),
            Some(Command::Quotes(args)) => Self::quotes(args, environment, read),
            Some(Command::Facts(args)) => Self::facts(args, environment, read),
            Some(Command::Page(args)) => Self::page(args, environment, read),
            Some(Command::Notes(NotesArgs { command: Some(command), .. })) => {
                let (action, library) = command.plan()?;
                let file = config_file(&ConfigArg::default(), environment);
                let templates = folder_beside(file.as_ref().map(|(path, _)| path.as_path()));
                Ok(Self::ManageNotes { action, library: own(library)?, templates })
            }
            Some(Command::Notes(NotesArgs { article, kind, library, config, .. })) => {
                let (settings, _) = settings(config, environment, read)?;
                let library = library_path(library, environment, &settings)?;
                Ok(Self::Notes { article: article.ok_or(USAGE)?, reading: reading(kind)?, library })
            }
            Some(Command::Text { article, kind }) => Ok(Self::Text { article, reading: reading(kind)? }),
            Some(Command::Library { command: LibraryCommand::Add { inputs, kind, library, jobs, config } }) => {
                let jobs = jobs_of(jobs, environment, "library add")?;
                let (settings, _) = settings(config, environment, read)?;
                let library = library_path(library, environment, &settings)?;
                Ok(Self::Add(Add { inputs: without_duplicates(inputs), reading: reading(kind)?, library, jobs }))
            }
            Some(Command::Search(mut args)) => {
                let library = own(std::mem::take(&mut args.library))?;
                args.plan(library).map(Self::Search)
            }
            Some(Command::Library { command: LibraryCommand::ManageCommand(keep) }) => {
                let (action, library) = keep.split()?;
                Ok(Self::Library { action, library: own(library)? })
            }
            Some(Command::Corrections { command: CorrectionsCommand::Export { library } }) => {
                Ok(Self::Corrections { library: own(library)? })
            }
            Some(Command::Follow(args)) => {
                let (action, library, config) = args.split();
                let (settings, _) = settings(config, environment, read)?;
                let library = library_path(library, environment, &settings)?;
                Ok(Self::Follow { action, library, settings: settings.following })
            }
            Some(Command::People(mut args)) => {
                let library = own(std::mem::take(&mut args.library))?;
                args.plan(library).map(Self::People)
            }
            Some(Command::Themes { config }) => {
                let file = config_file(&config, environment);
                Ok(Self::Themes { folder: themes_beside(file.as_ref().map(|(path, _)| path.as_path())) })
            }
            Some(Command::Config { path: true, config }) => {
                let (path, _) = config_file(&config, environment).ok_or(NO_HOME)?;
                Ok(Self::Say(format!("{}\n", printable_line(&path.to_string_lossy()))))
            }
            Some(Command::Config { path: false, .. }) => Ok(Self::Say(config::print(&Settings::default()))),
            Some(Command::Completions { shell }) => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "pullquote", &mut script);
                Ok(Self::Say(String::from_utf8_lossy(&script).into_owned()))
            }
            Some(Command::Man { command }) => manual(command.as_deref()).map(Self::Say),
        }
    }

    fn read(
        args: ReadArgs,
        environment: &Environment,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, String> {
        let articles = args.articles;
        let on_terminal = environment.stdin_is_terminal && environment.stdout_is_terminal;
        if articles.is_empty() && (args.plain || !on_terminal) {
            return Err(USAGE.to_owned());
        }
        if articles.iter().filter(|article| article.as_os_str() == "-").count() > 1 {
            return Err("standard input (-) can be read only once".to_owned());
        }
        if args.plain {
            let (settings, _) = settings(args.config, environment, read)?;
            let library = library_path(args.library, environment, &settings).ok();
            return Ok(Self::Plain { articles, reading: reading(args.kind)?, library });
        }
        let (config::Parsed { settings, problems, library_unknown }, file) =
            all_settings(args.config, environment, read)?;
        let library_is_named = args.library.library.is_some() || environment.library.is_some();
        if library_unknown && !library_is_named {
            // Another library would get the notes.
            return Err(mistakes(file.as_deref(), &problems));
        }
        let library = library_path(args.library, environment, &settings)?;
        let named = environment.theme.as_ref().filter(|theme| !theme.is_empty());
        let asked = args.theme.or_else(|| named.map(|theme| theme.to_string_lossy().into_owned()));
        let set_theme = asked.is_none().then(|| settings.theme.clone().unwrap_or_default());
        let theme = asked.or_else(|| settings.theme.clone());
        let themes = themes_beside(file.as_deref());
        Ok(Self::Read(Read {
            articles,
            reading: reading(args.kind)?,
            library,
            theme,
            set_theme,
            themes,
            settings,
            settings_file: file,
            problems: problems.iter().map(ToString::to_string).collect(),
            at: args.at,
        }))
    }

    fn facts(
        args: FactsArgs,
        environment: &Environment,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, String> {
        if args.articles.iter().filter(|article| article.as_os_str() == "-").count() > 1 {
            return Err("facts: standard input (-) can be read only once".to_owned());
        }
        let (settings, _) = settings(args.config, environment, read)?;
        let library = library_path(args.library, environment, &settings).ok();
        let articles = without_duplicates(args.articles);
        Ok(Self::Facts(Facts { articles, format: args.format, reading: reading(args.kind)?, library }))
    }

    fn page(
        mut args: PageArgs,
        environment: &Environment,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, String> {
        let (kind, library, config) = args.take_shared();
        let (settings, file) = settings(config, environment, read)?;
        let library = library_path(library, environment, &settings).ok();
        args.plan(reading(kind)?, library, themes_beside(file.as_deref())).map(Self::Page)
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
        let reading = reading(args.kind)?;
        let rows = args.rows.format("annotate", reading)?;
        let several = rows.is_some() || inputs.len() > 1;
        let output = match (args.format, args.output) {
            (OutputFormat::Brat, Some(folder)) => Output::Brat(folder),
            (OutputFormat::Brat, None) => {
                return Err(
                    "annotate: --format brat writes two files an article; name a folder with --output".to_owned()
                );
            }
            (_, Some(_)) => return Err("annotate: --output is for --format brat; use > FILE instead".to_owned()),
            (OutputFormat::Jsonl, None) => Output::Lines,
            (OutputFormat::Json, None) => Output::Json { several },
            (OutputFormat::W3c, None) => Output::W3c { several },
            (OutputFormat::Columns, None) => Output::Columns,
        };
        let jobs = jobs_of(args.jobs, environment, "annotate")?;
        let least = args.min_confidence.unwrap_or(0.0);
        if !(0.0..=1.0).contains(&least) {
            return Err("annotate: --min-confidence must be between 0 and 1".to_owned());
        }
        let uncalibrated = args.uncalibrated;
        Ok(Self::Annotate(Annotate { inputs, rows, output, reading, jobs, least, uncalibrated }))
    }

    fn quotes(
        mut args: QuotesArgs,
        environment: &Environment,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, String> {
        let (settings, file) = settings(std::mem::take(&mut args.config), environment, read)?;
        let library = library_path(std::mem::take(&mut args.library), environment, &settings).ok();
        let reading = reading(args.kind_of_input)?;
        args.plan(reading, library, folder_beside(file.as_deref())).map(Self::Quotes)
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
    if kind.entry == Some(0) {
        return Err("--entry must be at least 1: entries count from 1".to_owned());
    }
    Ok(Reading { format: kind.reading, entry: kind.entry, day: kind.day })
}

/// Returns the path of the config file, and whether the user named it: the option, else the environment, else the
/// platform's directory.
fn config_file(arg: &ConfigArg, environment: &Environment) -> Option<(PathBuf, bool)> {
    let named = environment.config.as_ref().filter(|path| !path.is_empty()).map(PathBuf::from);
    if let Some(path) = arg.config.clone().or(named) {
        return Some((path, true));
    }
    let folder = directories::ProjectDirs::from("", "", "pullquote")?;
    Some((folder.config_dir().join("config.toml"), false))
}

/// Returns the folder with the user's own themes, beside the config file.
fn themes_beside(config: Option<&Path>) -> PathBuf {
    config.and_then(Path::parent).unwrap_or(Path::new(".")).join("themes")
}

/// Returns the settings, and the path of the config file. Any mistake is an error: a command that writes must not use
/// another library than the one that is set.
fn settings(
    arg: ConfigArg,
    environment: &Environment,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<(Settings, Option<PathBuf>), String> {
    let (parsed, path) = all_settings(arg, environment, read)?;
    if parsed.problems.is_empty() {
        Ok((parsed.settings, path))
    } else {
        Err(mistakes(path.as_deref(), &parsed.problems))
    }
}

/// Formats all mistakes of the config file: `config.toml, line 2: …; line 3: …`.
fn mistakes(path: Option<&Path>, problems: &[config::Problem]) -> String {
    let shown = path.map_or_else(String::new, |path| format!("{}, ", path.to_string_lossy()));
    format!("{shown}{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

/// Returns the valid settings with all mistakes, and the path of the config file.
fn all_settings(
    arg: ConfigArg,
    environment: &Environment,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<(config::Parsed, Option<PathBuf>), String> {
    let none = || config::parse_what_is_right("");
    let Some((path, asked)) = config_file(&arg, environment) else { return Ok((none(), None)) };
    let shown = path.to_string_lossy().into_owned();
    let text = match read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !asked => {
            return Ok((none(), Some(path)));
        }
        Err(error) => return Err(format!("the config file {shown} cannot be read: {error}")),
    };
    let mut parsed = config::parse_what_is_right(&text);
    for path in [&mut parsed.settings.library, &mut parsed.settings.vault] {
        if let (Some(rest), Some(home)) = (path.as_ref().and_then(|p| p.strip_prefix("~").ok()), &environment.home) {
            *path = Some(home.join(rest));
        }
    }
    Ok((parsed, Some(path)))
}

/// Returns the manual page of the program or of one of its commands.
fn manual(command: Option<&str>) -> Result<String, String> {
    // The long version names the processor of this machine.
    let mut program = Cli::command().long_version(None::<&str>);
    program.build();
    let page = match command {
        None => program,
        Some(name) => {
            let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
            let found = program.get_subcommands().find(|c| c.get_name() == name);
            let found = found
                .ok_or_else(|| format!("man: there is no command {name:?}; the commands are {}", names.join(", ")))?;
            found.clone()
        }
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page).render(&mut out).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

const NO_HOME: &str = "there is no home directory for the config file; name a file with --config";

/// Returns the path of the library: the option, else the environment, else the settings, else the platform's data
/// directory.
fn library_path(arg: LibraryArg, environment: &Environment, settings: &Settings) -> Result<PathBuf, String> {
    arg.library
        .or_else(|| environment.library.as_ref().filter(|path| !path.is_empty()).map(PathBuf::from))
        .or_else(|| settings.library.clone())
        .or_else(Library::default_path)
        .ok_or_else(|| "there is no home directory for the library; name a file with --library".to_owned())
}

/// Returns clap's message without colours, usage block and advice: the first paragraph, in one line.
fn one_line(message: &str) -> String {
    let first = message.split("\n\n").next().unwrap_or(message);
    let words = first.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}; see pullquote --help", words.strip_prefix("error: ").unwrap_or(&words))
}

/// Removes duplicate inputs.
fn without_duplicates(inputs: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = std::collections::HashSet::new();
    inputs.into_iter().filter(|input| seen.insert(input.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(args: &str) -> Result<Plan, String> {
        let environment = Environment { library: Some("/lib.db".into()), cores: 3, ..Environment::default() };
        Plan::new(std::iter::once("pullquote").chain(args.split_whitespace()).map(OsString::from), &environment, &none)
    }

    fn none(_: &Path) -> io::Result<String> {
        Err(io::ErrorKind::NotFound.into())
    }

    #[test]
    fn the_option_goes_before_the_environment() {
        let environment = Environment {
            library: Some("/env.db".into()),
            theme: Some("from-env".into()),
            stdin_is_terminal: true,
            cores: 1,
            ..Environment::default()
        };
        let read = |args: &[&str]| match Plan::new(args.iter().map(OsString::from), &environment, &none) {
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
                Ok(Plan::Read(read)) => assert_eq!(read.articles, [PathBuf::from(article)], "{args}"),
                other => panic!("{args}: {other:?}"),
            }
        }
    }

    #[test]
    fn options_may_stand_before_a_subcommand() {
        let put = |args: &str| {
            let args = subcommand_first(args.split(' ').map(OsString::from).collect());
            args.iter().map(|a| a.to_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        for (typed, meant) in [
            ("pullquote --library l.db notes export --all", "pullquote notes export --library l.db --all"),
            ("pullquote --library=l.db --config c search tide", "pullquote search --library=l.db --config c tide"),
            ("pullquote --library notes notes", "pullquote notes --library notes"),
            ("pullquote --plain --library l.db a.txt", "pullquote --plain --library l.db a.txt"),
            ("pullquote --library l.db ./notes", "pullquote --library l.db ./notes"),
            ("pullquote --library l.db -- notes", "pullquote --library l.db -- notes"),
            ("pullquote --nothing notes", "pullquote --nothing notes"),
            ("pullquote --library", "pullquote --library"),
            ("pullquote notes a", "pullquote notes a"),
            ("pullquote", "pullquote"),
        ] {
            assert_eq!(put(typed), meant);
        }
        assert_eq!(subcommand_first(Vec::new()), Vec::<OsString>::new());
        assert!(
            matches!(plan("--library l.db library check"), Ok(Plan::Library { library, .. }) if library == Path::new("l.db"))
        );
    }

    #[test]
    fn settings_are_read_and_give_way_to_options_and_environment() {
        let environment =
            Environment { config: Some("/etc/pq.toml".into()), home: Some("/home/x".into()), ..Environment::default() };
        let text = |path: &Path| match path.to_str() {
            Some("/etc/pq.toml") => Ok("theme = \"dusk\"\nlibrary = \"~/pq.db\"\nwheel = 1".to_owned()),
            Some("lost.toml") => Ok("library = 3".to_owned()),
            Some("bad.toml") => Ok("\nwheel = 0\ntheme = 1".to_owned()),
            _ => none(path),
        };
        let plan = |args: &str| Plan::new(args.split(' ').map(OsString::from), &environment, &text);
        let read = |args: &str| match plan(args) {
            Ok(Plan::Read(read)) => read,
            other => panic!("{args}: {other:?}"),
        };
        let from_file = read("pullquote a");
        assert_eq!(from_file.theme.as_deref(), Some("dusk"));
        assert_eq!(from_file.library, PathBuf::from("/home/x/pq.db"));
        assert_eq!(from_file.settings.screen_settings.wheel, 1);
        assert_eq!(from_file.themes, PathBuf::from("/etc/themes"));
        let from_options = read("pullquote read a --theme light --library b");
        assert_eq!((from_options.theme.as_deref(), from_options.library), (Some("light"), "b".into()));
        // The reader opens with the valid settings; other commands do not start.
        let bad = read("pullquote --config bad.toml a");
        assert_eq!(bad.problems.len(), 2, "{:?}", bad.problems);
        assert_eq!(bad.problems[0], "line 2: wheel must be a number from 1 to 20");
        let all = plan("pullquote notes a --config bad.toml").unwrap_err();
        assert!(all.starts_with("bad.toml, line 2: wheel must") && all.contains("; line 3: theme must"), "{all}");
        let unknown = plan("pullquote --config lost.toml a").unwrap_err();
        assert!(unknown.contains("line 1: library must"), "{unknown}");
        assert_eq!(read("pullquote --config lost.toml --library b a").library, PathBuf::from("b"));
        let missing = plan("pullquote a --config none.toml").unwrap_err();
        assert!(missing.starts_with("the config file none.toml cannot be read"), "{missing}");
        assert_eq!(
            plan("pullquote --plain a --config none.toml").unwrap_err(),
            missing,
            "the settings name the library with the corrections"
        );
    }

    #[test]
    fn manuals_and_completions_name_every_command() {
        let said = |args: &str| match plan(args) {
            Ok(Plan::Say(text)) => text,
            other => panic!("{args}: {other:?}"),
        };
        let main = said("man");
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            assert!(main.contains(name), "{name}");
            assert!(said(&format!("man {name}")).contains(".TH"));
            for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
                assert!(said(&format!("completions {shell}")).contains(name), "{shell}: {name}");
            }
        }
        assert!(plan("man nothing").unwrap_err().contains("annotate"));
        assert!(plan("completions tcsh").unwrap_err().contains("bash"));
    }

    #[test]
    fn annotate_settles_its_shape() {
        let annotate = |args: &str| match plan(args) {
            Ok(Plan::Annotate(annotate)) => annotate,
            other => panic!("{args}: {other:?}"),
        };
        assert_eq!(annotate("annotate a").output, Output::Json { several: false });
        assert_eq!(annotate("annotate a b").output, Output::Json { several: true });
        assert_eq!(annotate("annotate --input jsonl").output, Output::Json { several: true });
        assert_eq!(annotate("annotate --input jsonl").inputs, [PathBuf::from("-")]);
        assert_eq!(annotate("annotate a b --format jsonl").output, Output::Lines);
        assert_eq!(annotate("annotate a").jobs, 3);
        assert!(annotate("annotate a").least.abs() < f32::EPSILON);
        assert!((annotate("annotate a --min-confidence 0.7").least - 0.7).abs() < f32::EPSILON);
        assert_eq!(annotate("annotate a --as markdown").reading.format, Some(crate::ingest::Format::Markdown));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        for (args, says) in [
            ("", "no article given"),
            ("--library x", "no article given"),
            ("- a -", "only once"),
            ("read --plain", "no article given"),
            ("a --frob", "unexpected argument '--frob'"),
            ("a --as docx", "text, markdown, html, mhtml, epub, pdf, feed, email"),
            ("a --entry 0", "from 1"),
            ("annotate --input jsonl --entry 2", "used unchanged"),
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
            ("facts", "<ARTICLE>"),
            ("facts - -", "only once"),
            ("facts a --format xml", "md, csv, json"),
            ("facts a --date soon", "2023-03-15"),
            ("annotate --input jsonl --as markdown", "used unchanged"),
            ("notes", "<ARTICLE>"),
            ("notes export", "--all"),
            ("notes export a --all", "--all"),
            ("notes export a --format xml", "markdown, json, jsonl, csv, w3c"),
            ("notes import", "<FILE>"),
            ("notes import - -", "only once"),
            ("search", "query is empty"),
            ("search x --since soon", "2023-03-15"),
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

    #[test]
    fn inputs_named_twice_are_read_once() {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(without_duplicates(paths(&["b", "a", "b"])), paths(&["b", "a"]));
    }
}
