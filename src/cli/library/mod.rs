//! Runs `pullquote library …`: manages the library.

pub(super) mod add;
mod changes;
pub(super) mod follow;
pub(super) mod people;

use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::cli::args::shared::LibraryArg;
use crate::cli::output::{Failure, complain, say};
use crate::cli::search::Printed;
use crate::library::db::{Library, LibraryEntry, Query, StoreError, backups, today};
use crate::text::{ArticleId, printable_line};

/// The most bytes of an answer that are read.
const LONGEST_ANSWER: u64 = 1000;

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum ManageCommand {
    /// List the articles that you have read, most recent first
    List {
        /// Words of title, author, site or path, and conditions as in `pullquote search`: unread, later, star, #tag,
        /// since:7d, site:WORD, title:WORD
        #[arg(value_name = "QUERY")]
        words: Vec<String>,

        #[command(flatten)]
        library: LibraryArg,
    },
    /// Check the library file for damage and list its backups
    Check {
        #[command(flatten)]
        library: LibraryArg,
    },
    /// Show what changed between two versions of an article, altered quotes first
    Changes {
        /// A path, an address, a title, or the start of an id (see `pullquote library list`)
        #[arg(value_name = "ARTICLE")]
        article: String,

        /// The older version, by the start of its id [default: the one read before the newer version]
        #[arg(long, value_name = "ID")]
        from: Option<String>,

        /// The newer version, by the start of its id [default: the one read last]
        #[arg(long, value_name = "ID")]
        to: Option<String>,

        /// Output format
        #[arg(long, value_enum, default_value_t = Printed::Text)]
        format: Printed,

        #[command(flatten)]
        library: LibraryArg,
    },
    /// Make a backup now. It replaces today's backup, which is made automatically on each day of use
    Backup {
        #[command(flatten)]
        library: LibraryArg,
    },
    /// Repair a damaged library from its readable rows and the newest backup, or go back to a backup. The present file is
    /// kept beside the repaired one
    Restore {
        /// The backup to go back to (see `pullquote library check`)
        backup: Option<PathBuf>,

        #[command(flatten)]
        library: LibraryArg,
    },
    /// Delete articles permanently: text, notes and corrections, in the library and in its backups. Asks first on a
    /// terminal; elsewhere it needs --yes
    Forget {
        /// A path, an address, a title, or the start of an id (see `pullquote library list`)
        #[arg(value_name = "ARTICLE", required = true)]
        articles: Vec<String>,

        /// Delete without asking
        #[arg(long)]
        yes: bool,

        #[command(flatten)]
        library: LibraryArg,
    },
}

/// An action, and the library to use.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LibraryAction {
    /// With a query, the newest versions that match it; else all versions.
    List(Option<Query>),
    Check,
    Changes(changes::Wanted),
    Backup,
    Restore(Option<PathBuf>),
    Forget {
        articles: Vec<String>,
        yes: bool,
    },
}

impl ManageCommand {
    /// Splits the subcommand into the action and the library option.
    pub(super) fn split(self) -> Result<(LibraryAction, LibraryArg), String> {
        Ok(match self {
            Self::List { words, library } => {
                let (query, problem) = Query::read(&words.join(" "), usize::MAX);
                if let Some(problem) = problem.or_else(|| query.wrong_for_articles().map(str::to_owned)) {
                    return Err(format!("library list: {problem}"));
                }
                (LibraryAction::List((!words.is_empty()).then_some(query)), library)
            }
            Self::Check { library } => (LibraryAction::Check, library),
            Self::Changes { article, from, to, format, library } => {
                (LibraryAction::Changes(changes::Wanted { article, from, to, format }), library)
            }
            Self::Backup { library } => (LibraryAction::Backup, library),
            Self::Restore { backup, library } => (LibraryAction::Restore(backup), library),
            Self::Forget { articles, yes, library } => (LibraryAction::Forget { articles, yes }, library),
        })
    }
}

/// Runs the action.
pub(super) fn run(action: &LibraryAction, path: &Path) -> Result<(), Failure> {
    match action {
        LibraryAction::List(query) => list(path, query.as_ref()),
        LibraryAction::Check => check(path),
        LibraryAction::Changes(wanted) => changes::run(wanted, path),
        LibraryAction::Backup => match Library::back_up_again(path)? {
            Some(file) => say(&format!("backed up to {}\n", shown(&file))),
            None => say("nothing to do: the library is empty\n"),
        },
        LibraryAction::Restore(backup) => {
            let (summary, kept) = Library::restore(path, backup.as_deref())?;
            let kept = kept.map_or(String::new(), |kept| format!("; the old library is kept as {}", shown(&kept)));
            say(&format!("{}{kept}\n", printable_line(&summary)))
        }
        LibraryAction::Forget { articles, yes } => forget(path, articles, *yes),
    }
}

fn shown(path: &Path) -> String {
    printable_line(&path.to_string_lossy()).into_owned()
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn list(path: &Path, query: Option<&Query>) -> Result<(), Failure> {
    if matches!(path.try_exists(), Ok(false)) {
        complain(&format!("there is no library at {} yet: open an article to create it", shown(path)));
    }
    let (library, problem) = Library::open_read_only(path);
    match problem {
        Some(problem) if !library.is_open() => return Err(problem.into()),
        Some(problem) => complain(&problem.to_string()),
        None => {}
    }
    let mut out = String::new();
    let mut add = |id: &ArticleId, opened: &str, title: Option<&str>, about: &str| {
        let (id, day) = (id.0.get(..10).unwrap_or_default(), opened.get(..10).unwrap_or_default());
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", printable_line(&format!("{id}  {day}  {}  {about}", title.unwrap_or("untitled"))));
    };
    let noted = |n: usize| if n > 0 { format!(" · {}", count(n, "note")) } else { String::new() };
    match query {
        // All versions, whose ids other commands take.
        None => library.articles()?.iter().for_each(|entry| {
            let about = format!("{}{}", entry.source, noted(entry.notes));
            add(&entry.id, &entry.opened, entry.title.as_deref(), &about);
        }),
        Some(query) => {
            let listed = library.list_articles()?;
            listed.iter().filter(|entry| query.takes_article(entry, Some(today()))).for_each(|entry| {
                let about = format!("{}{}{}", entry.source, labels(entry), noted(entry.notes));
                add(&entry.id, &entry.opened, entry.title.as_deref(), &about);
            });
        }
    }
    say(&out)
}

/// Formats what is known of an article: ` · The Quay · Ann Lee · 2024-02-06 · unread · star · #harbour`.
fn labels(entry: &LibraryEntry) -> String {
    let own = &entry.labels;
    let known = [&entry.site, &entry.byline, &entry.date].into_iter().flatten().cloned();
    let marks = [(own.unread, "unread"), (own.later, "later"), (own.star, "star")];
    let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, name)| name.to_owned());
    let tags = own.tags.iter().map(|tag| format!("#{tag}"));
    known.chain(marks).chain(tags).map(|part| format!(" · {part}")).collect()
}

fn check(path: &Path) -> Result<(), Failure> {
    if matches!(path.try_exists(), Ok(false)) {
        return say(&format!("there is no library at {} yet: open an article to create it\n", shown(path)));
    }
    let (library, problem) = Library::open_read_only(path);
    let copies = backups(path);
    let listed: Vec<String> = copies.iter().map(|b| format!("  backup {}  {}\n", b.date, shown(&b.path))).collect();
    if let Err(error) = problem.map_or(Ok(()), Err).and_then(|()| library.check()) {
        say(&listed.concat())?;
        return Err(error.into());
    }
    let (articles, notes) = (library.articles()?, library.all_notes()?);
    let sound = format!(
        "{} is not damaged: {}, {}, {}\n",
        shown(path),
        count(articles.len(), "article"),
        count(notes.len(), "note"),
        count(copies.len(), "backup")
    );
    say(&(sound + &listed.concat()))?;
    let wrong = library.examine()?;
    for line in &wrong {
        complain(line);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Said) }
}

fn forget(path: &Path, names: &[String], yes: bool) -> Result<(), Failure> {
    let (mut library, problem) = Library::open(path);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    let mut ids = Vec::new();
    for name in names {
        let found = library.resolve(name)?;
        if found.is_empty() {
            let reason = format!("no article matches {name}; to list all articles, run: pullquote library list");
            return Err(StoreError::Other { path: path.to_owned(), reason }.into());
        }
        ids.extend(found);
    }
    ids.sort_unstable();
    ids.dedup();
    if !yes && !confirmed(&library, &ids)? {
        return say("kept\n");
    }
    let done = library.forget(&ids)?;
    let mut report = format!(
        "forgotten: {}, {}; also removed from {}\n",
        count(done.versions, "text"),
        count(done.notes, "note"),
        count(done.backups, "backup")
    );
    for (file, why) in &done.left {
        let _ = writeln!(report, "it may still be in {}: {}", shown(file), printable_line(why));
    }
    say(&report)?;
    if done.left.is_empty() { Ok(()) } else { Err(Failure::Said) }
}

/// Lists the articles and asks whether to forget them. Only `y` or `yes` is a yes.
fn confirmed(library: &Library, ids: &[ArticleId]) -> Result<bool, Failure> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(Failure::Usage("library forget: deletes permanently; to confirm, add --yes".to_owned()));
    }
    let mut question = String::new();
    for entry in library.articles()?.iter().filter(|entry| ids.contains(&entry.id)) {
        let notes = if entry.notes > 0 { format!(" · {}", count(entry.notes, "note")) } else { String::new() };
        let line = format!("{}  {}{notes}", entry.title.as_deref().unwrap_or("untitled"), entry.source);
        let _ = writeln!(question, "{}", printable_line(&line));
    }
    say(&format!("{question}forget permanently, with all notes and backups? [y/N] "))?;
    let mut answer = String::new();
    // A closed terminal is a no.
    let read = io::stdin().lock().take(LONGEST_ANSWER).read_line(&mut answer).is_ok();
    Ok(read && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
