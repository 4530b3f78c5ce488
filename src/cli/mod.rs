//! Layer 7: turns arguments into a validated plan, runs it, and returns an exit code.
//!
//! `args` parses the command line and `plan` validates it; later steps fail only for outside reasons. Exit codes: 0
//! success, 1 an input or the system failed, 2 wrong usage. Every failure is one line on standard error, without
//! escape sequences.

mod annotate;
mod args;
mod corrections;
mod library;
mod notes;
mod output;
mod plan;
mod progress;
mod rows;
mod search;
mod sheets;
mod themes;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read as _, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::cli::output::{Failure, complain, say};
use crate::cli::plan::{Environment, Plan};
use crate::cli::sheets::templates;
use crate::cli::sheets::templates::folder_beside;
use crate::export;
use crate::ingest;
use crate::ingest::Reading;
use crate::library::db::Library;
use crate::library::notes::Reviewed;
use crate::nlp;
use crate::nlp::Engine;
use crate::reader::Dates;
use crate::reader::runtime;
use crate::reader::runtime::{End, Request};
use crate::text::{Article, printable, printable_line};

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let environment = Environment {
        library: std::env::var_os("PULLQUOTE_LIBRARY"),
        theme: std::env::var_os("PULLQUOTE_THEME"),
        config: std::env::var_os("PULLQUOTE_CONFIG"),
        home: directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
        stdin_is_terminal: io::stdin().is_terminal(),
        stdout_is_terminal: io::stdout().is_terminal(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
    };
    match run(std::env::args_os(), &environment) {
        Ok(code) => code,
        Err(failure) => {
            let code = failure.exit_code();
            if code != 0 && !matches!(failure, Failure::Said) {
                complain(&failure.to_string());
            }
            ExitCode::from(code)
        }
    }
}

fn run(args: impl Iterator<Item = OsString>, environment: &Environment) -> Result<ExitCode, Failure> {
    match Plan::new(args, environment, &settings_of).map_err(Failure::Usage)? {
        Plan::Say(text) => say(&text)?,
        Plan::Read(plan) => return read(plan),
        Plan::Annotate(plan) => annotate::run(&plan)?,
        Plan::Quotes(plan) => sheets::quotes::run(&plan)?,
        Plan::Facts(plan) => sheets::facts::run(&plan)?,
        Plan::Page(plan) => sheets::page::run(&plan)?,
        Plan::Notes { article, reading, library } => notes_on(&article, reading, &library)?,
        Plan::ManageNotes { action, library, templates } => notes::run(&action, &library, &templates)?,
        Plan::Text { article, reading } => text(&article, reading)?,
        Plan::Add(plan) => library::add::add(&plan)?,
        Plan::Search(plan) => search::run(&plan)?,
        Plan::Follow { action, library, settings } => library::follow::run(&action, &library, settings)?,
        Plan::People(plan) => library::people::run(&plan)?,
        Plan::Library { action, library } => library::run(&action, &library)?,
        Plan::Corrections { library } => corrections::export(&library)?,
        Plan::Plain { articles, reading, library } => {
            articles.iter().try_for_each(|article| plain(article, reading, library.as_deref()))?;
        }
        Plan::Themes { folder } => say(&show_themes(&folder))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the reader. If a signal ended it, returns 128 plus its number, as shells expect.
fn read(plan: plan::Read) -> Result<ExitCode, Failure> {
    let plan::Read { articles, reading, library, theme, set_theme, themes, settings, settings_file, problems, at } =
        plan;
    if let Some(first) = articles.first() {
        announce(first);
    }
    let (shape, screen_settings, keys) = (settings.shape, settings.screen_settings, settings.keys);
    let mut problems = problems;
    let copy = settings.copy.as_deref().map_or_else(
        || Ok(export::Template::default()),
        |asked| templates::find(asked, &folder_beside(settings_file.as_deref())),
    );
    let copy = copy.unwrap_or_else(|failure| {
        problems.push(format!("copy: {failure}"));
        export::Template::default()
    });
    let following = settings.following;
    let dates = Arc::new(Dates::new(&settings.dates, language().as_deref(), TimeZone::system()));
    match runtime::run(&Request {
        articles,
        reading,
        library,
        theme,
        set_theme,
        themes: Some(themes),
        settings_file: settings_file.map(|path| printable_line(&path.to_string_lossy()).into_owned()),
        settings_problems: problems,
        shape,
        screen_settings,
        keys,
        dates,
        copy: Arc::new(copy),
        vault: settings.vault,
        following,
        at,
    })? {
        End::Quit => Ok(ExitCode::SUCCESS),
        End::Signal(signal) => Ok(ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))),
    }
}

/// Returns the locale in the environment, for the format of times.
fn language() -> Option<String> {
    let says = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    says("LC_ALL").or_else(|| says("LC_TIME")).or_else(|| says("LANG"))
}

/// Announces on a terminal that an article is being fetched from the web.
fn announce(input: &Path) {
    if ingest::address(input).is_some() && io::stdout().is_terminal() && io::stderr().is_terminal() {
        let _ = writeln!(io::stderr().lock(), "fetching {} …", printable_line(&input.to_string_lossy()));
    }
}

/// Prints the clean text of an article, without escape sequences.
fn text(article: &Path, reading: Reading) -> Result<(), Failure> {
    let article = ingest::read_as(article, reading)?;
    for notice in &article.notices {
        complain(notice);
    }
    // A deliberate line break is printed as one.
    let text = article.text.replace('\u{2028}', "\n");
    let text = printable(&text);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    say(&format!("{text}{end}"))
}

/// Reads a config file, up to a size limit.
fn settings_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(1 << 20).read_to_string(&mut text)?;
    Ok(text)
}

/// Prints the themes: with a sample on a terminal, else by name.
fn show_themes(folder: &Path) -> String {
    match (io::stdout().is_terminal(), crossterm::terminal::size()) {
        (true, Ok((columns, _))) => themes::preview(folder, columns, runtime::colour_depth()),
        _ => themes::names(folder),
    }
}

/// Returns the annotations of an article with the reader's corrections; stored annotations are reused.
fn reviewed(library: &Library, article: &Article) -> Result<Reviewed, Failure> {
    let engine = Engine::new();
    let kept = library.annotations(article, engine.version());
    Ok(library.reviewed(article, kept.unwrap_or_else(|| nlp::annotate(article, &engine)))?)
}

/// Prints an article as plain lines, wrapped if they go to a terminal. Without a readable library there are no
/// corrections, and the article is still printed.
fn plain(article: &Path, reading: Reading, library: Option<&Path>) -> Result<(), Failure> {
    let article = ingest::read_as(article, reading)?;
    let corrected = library.and_then(|path| {
        let (library, problem) = Library::open_read_only(path);
        match problem.map_or_else(|| reviewed(&library, &article), |problem| Err(problem.into())) {
            Ok(reviewed) => Some(reviewed),
            Err(failure) => {
                complain(&failure.to_string());
                None
            }
        }
    });
    let annotations =
        corrected.unwrap_or_else(|| Reviewed::new(nlp::annotate(&article, &Engine::new()), &article.text, &[]));
    let size = crossterm::terminal::size().ok().filter(|_| io::stdout().is_terminal());
    let width = size.map(|(columns, _)| usize::from(columns.max(20)) - 1);
    say(&export::linear(&article, &annotations, export::Linear { width }))
}

/// Prints the notes on an article, each with its words and their speaker. Reads the library only.
fn notes_on(article: &Path, reading: Reading, library: &Path) -> Result<(), Failure> {
    let article = ingest::read_as(article, reading)?;
    let (library, problem) = Library::open_read_only(library);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    let notes = library.notes(&article)?;
    // Without notes there is no need for speakers, and the engine does not run.
    let annotations = if notes.is_empty() { None } else { Some(reviewed(&library, &article)?) };
    say(&export::notes_markdown(&article, &notes, annotations.as_ref()))
}
