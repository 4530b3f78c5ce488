//! Runs `pullquote follow …`: follows feeds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::args::shared::{ConfigArg, LibraryArg};
use crate::cli::output::{Failure, complain, say};
use crate::ingest::following;
use crate::library::db::{FollowedFeed, Library};
use crate::library::follow;
use crate::library::follow::FollowSettings;
use crate::nlp::Engine;
use crate::text::printable_line;

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote follow https://example.org/feed.xml    follow a feed and read its articles into the library
  pullquote follow refresh                         look for new articles
  pullquote library list unread                    list the new articles
  pullquote follow import feeds.opml               follow all feeds of another program
  pullquote follow ./list                          follow a feed in a file named like a command

Nothing is fetched unless you ask for it. In the reader, I looks for new articles, and ! opens the next unread one.";

/// The arguments.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub(in crate::cli) struct FollowArgs {
    #[command(subcommand)]
    command: Option<FollowCommand>,

    /// Addresses or files of feeds: RSS, Atom or JSON Feed
    #[arg(value_name = "FEED", required = true)]
    feeds: Vec<String>,

    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug, Default)]
struct Common {
    #[command(flatten)]
    library: LibraryArg,

    #[command(flatten)]
    config: ConfigArg,
}

#[derive(Debug, Subcommand)]
enum FollowCommand {
    /// List the feeds that you follow, with their unread articles and errors
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Look for new articles in all feeds
    Refresh {
        /// Also fetch the articles of which a feed has only a part
        #[arg(long)]
        fetch: bool,

        #[command(flatten)]
        common: Common,
    },
    /// Stop following feeds; their articles stay in the library
    Remove {
        /// Their addresses, files or titles
        #[arg(value_name = "FEED", required = true)]
        feeds: Vec<String>,

        #[command(flatten)]
        common: Common,
    },
    /// Follow all feeds of an OPML file, as other programs export it; nothing is fetched yet
    Import {
        /// The OPML file, or - for standard input
        file: PathBuf,

        #[command(flatten)]
        common: Common,
    },
    /// Write the feeds that you follow as an OPML file
    Export {
        /// The file to write [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,

        #[command(flatten)]
        common: Common,
    },
}

/// An action.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum FollowAction {
    Add(Vec<String>),
    List,
    Refresh { fetch: bool },
    Remove(Vec<String>),
    Import(PathBuf),
    Export(Option<PathBuf>),
}

impl FollowArgs {
    /// Splits the arguments into the action and the options for the library and the settings.
    pub(in crate::cli) fn split(self) -> (FollowAction, LibraryArg, ConfigArg) {
        let (action, common) = match self.command {
            None => (FollowAction::Add(self.feeds), self.common),
            Some(FollowCommand::List { common }) => (FollowAction::List, common),
            Some(FollowCommand::Refresh { fetch, common }) => (FollowAction::Refresh { fetch }, common),
            Some(FollowCommand::Remove { feeds, common }) => (FollowAction::Remove(feeds), common),
            Some(FollowCommand::Import { file, common }) => (FollowAction::Import(file), common),
            Some(FollowCommand::Export { output, common }) => (FollowAction::Export(output), common),
        };
        (action, common.library, common.config)
    }
}

/// Runs the action.
pub(in crate::cli) fn run(action: &FollowAction, library: &Path, settings: FollowSettings) -> Result<(), Failure> {
    if matches!(action, FollowAction::List | FollowAction::Export(_)) {
        let (library, problem) = Library::open_read_only(library);
        return match (problem, action) {
            (Some(problem), _) => Err(problem.into()),
            (None, FollowAction::Export(output)) => export(&library, output.as_deref()),
            (None, _) => say(&list(&library.feeds()?)),
        };
    }
    let (mut library, problem) = Library::open(library);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    match action {
        FollowAction::Add(feeds) => add(&mut library, feeds, settings),
        FollowAction::Refresh { fetch } => {
            let settings = FollowSettings { beforehand: settings.beforehand || *fetch, ..settings };
            refresh(&mut library, None, settings)
        }
        FollowAction::Remove(feeds) => remove(&mut library, feeds),
        FollowAction::Import(file) => import(&mut library, file),
        FollowAction::List | FollowAction::Export(_) => Ok(()),
    }
}

/// Follows feeds and reads them. A new one that cannot be read is not kept.
fn add(library: &mut Library, feeds: &[String], settings: FollowSettings) -> Result<(), Failure> {
    let mut failed = false;
    for given in feeds {
        let source = following::source_of(given);
        let is_new = library.follow(&source, None)?;
        let done =
            follow::refresh(library, Some(std::slice::from_ref(&source)), settings, &Engine::new(), &mut |_| {})?;
        if let Some((_, reason)) = done.failed.first() {
            complain(reason);
            failed = true;
            if is_new {
                library.unfollow(&source)?;
            }
            continue;
        }
        let feed = library.feeds()?.into_iter().find(|feed| feed.source == source).unwrap_or_default();
        let says = if is_new { "following" } else { "already followed:" };
        let unread = counted(feed.unread, "unread article");
        say(&format!("{says} {}: {unread}\n", printable_line(title(&feed))))?;
    }
    if failed { Err(Failure::Said) } else { Ok(()) }
}

fn refresh(library: &mut Library, only: Option<&[String]>, settings: FollowSettings) -> Result<(), Failure> {
    let done = follow::refresh(library, only, settings, &Engine::new(), &mut |_| {})?;
    for (_, reason) in &done.failed {
        complain(reason);
    }
    let unread = library.unread()?;
    let told = follow::Refreshed { failed: Vec::new(), ..done.clone() };
    let unread = if done.feeds > 0 { format!("; {unread} unread in the library") } else { String::new() };
    say(&format!("{}{unread}\n", told.summary()))?;
    if done.failed.is_empty() { Ok(()) } else { Err(Failure::Said) }
}

fn remove(library: &mut Library, feeds: &[String]) -> Result<(), Failure> {
    let followed = library.feeds()?;
    let mut failed = false;
    for given in feeds {
        let source = following::source_of(given);
        let found = followed.iter().find(|feed| {
            feed.source == *given || feed.source == source || feed.title.as_deref() == Some(given.as_str())
        });
        match found {
            Some(feed) => {
                library.unfollow(&feed.source)?;
                say(&format!(
                    "no longer following {}; its articles stay in the library\n",
                    printable_line(title(feed))
                ))?;
            }
            None => {
                complain(&format!("{given}: not followed; pullquote follow list shows the feeds"));
                failed = true;
            }
        }
    }
    if failed { Err(Failure::Said) } else { Ok(()) }
}

fn import(library: &mut Library, file: &Path) -> Result<(), Failure> {
    let (mut new, mut known) = (0, 0);
    for (title, source) in following::read_opml(file)? {
        let is_new = library.follow(&following::source_of(&source), title.as_deref())?;
        *(if is_new { &mut new } else { &mut known }) += 1;
    }
    let known = if known > 0 { format!(", {known} already followed") } else { String::new() };
    say(&format!("following {}{known}; to read them: pullquote follow refresh\n", counted(new, "new feed")))
}

fn export(library: &Library, output: Option<&Path>) -> Result<(), Failure> {
    let feeds: Vec<_> = library.feeds()?.into_iter().map(|feed| (feed.title, feed.source)).collect();
    let text = following::opml(&feeds);
    match output {
        None => say(&text),
        Some(path) => std::fs::write(path, text).map_err(|error| Failure::File { path: path.to_owned(), error }),
    }
}

fn title(feed: &FollowedFeed) -> &str {
    feed.title.as_deref().unwrap_or(&feed.source)
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Formats the list of feeds: title, unread articles, day of the last reading, source, error.
fn list(feeds: &[FollowedFeed]) -> String {
    if feeds.is_empty() {
        return "no feeds yet: follow one with pullquote follow ADDRESS\n".to_owned();
    }
    let mut out = String::new();
    for feed in feeds {
        let day = feed.checked.as_deref().and_then(|time| time.get(..10));
        let day = day.map_or_else(|| "not read yet".to_owned(), |day| format!("read {day}"));
        let line = format!("{}  {} of {} unread, {day}", title(feed), feed.unread, feed.entries);
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "{}", printable_line(&line));
        let _ = writeln!(out, "  {}", printable_line(&feed.source));
        if let Some(error) = &feed.error {
            let _ = writeln!(out, "  failed: {}", printable_line(error));
        }
    }
    out
}
