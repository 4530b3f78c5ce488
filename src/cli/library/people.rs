//! Runs `pullquote people`: everybody that the user has read about.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::args::shared::LibraryArg;
use crate::cli::output::{Failure, harmless_json, say};
use crate::cli::search::{Printed, open};
use crate::library::db::{Found, Hit, PersonEntry, Query};
use crate::text::printable_line;

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote people                              everybody, most quoted first
  pullquote people lind --since last-month      what did Lind say since the beginning of last month
  pullquote people lind --quotes                all of Lind's quotes, by day
  pullquote people 'minister since:2026'        people with this role";

/// The arguments.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct PeopleArgs {
    /// Words of names or roles; conditions on articles as in `pullquote search`: since:last-month, site:WORD, is:star, #tag
    words: Vec<String>,

    /// Only articles published in or after this day, month or year (or 7d, last-month)
    #[arg(long, value_name = "DAY")]
    since: Option<String>,

    /// Only articles published in or before this day, month or year
    #[arg(long, value_name = "DAY")]
    until: Option<String>,

    /// Print the quotes and roles of each person, by day [default: if one person matches]
    #[arg(long)]
    quotes: bool,

    /// Maximum number of people
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// Output format
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,

    #[command(flatten)]
    pub(in crate::cli) library: LibraryArg,
}

/// A validated request.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct People {
    query: Query,
    quotes: bool,
    format: Printed,
    library: PathBuf,
}

impl PeopleArgs {
    /// Validates the arguments; returns the request, or an error message.
    pub(in crate::cli) fn plan(self, library: PathBuf) -> Result<People, String> {
        for (day, option) in [(&self.since, "--since"), (&self.until, "--until")] {
            if let Some(day) = day.as_ref().filter(|day| !Query::is_day(day)) {
                return Err(format!(
                    "people: {option} needs a day such as 2023-03-15, a month, 7d or last-month, not {day:?}"
                ));
            }
        }
        let (typed, problem) = Query::read(&self.words.join(" "), self.limit.clamp(1, 100_000));
        if let Some(problem) = problem {
            return Err(format!("people: {problem}"));
        }
        let query = Query { since: self.since.or(typed.since), until: self.until.or(typed.until), ..typed };
        Ok(People { query, quotes: self.quotes, format: self.format, library })
    }
}

/// Runs the request.
pub(in crate::cli) fn run(plan: &People) -> Result<(), Failure> {
    let library = open(&plan.library)?;
    let people = library.people(&plan.query)?;
    let with_quotes = plan.quotes || people.len() == 1 || plan.format != Printed::Text;
    let mut shown = Vec::with_capacity(people.len());
    for person in people {
        let quotes = if with_quotes { library.quotes_of(&person, &plan.query)? } else { Vec::new() };
        shown.push((person, quotes));
    }
    match plan.format {
        Printed::Text if shown.is_empty() => say("no match\n"),
        Printed::Text => say(&text(&shown, with_quotes)),
        Printed::Json => {
            let all: Vec<_> = shown.iter().map(|(person, quotes)| object(person, quotes)).collect();
            say(&(harmless_json(&serde_json::Value::Array(all), true)? + "\n"))
        }
        Printed::Jsonl => {
            shown.iter().try_for_each(|(person, quotes)| say(&(harmless_json(&object(person, quotes), false)? + "\n")))
        }
    }
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn text(people: &[(PersonEntry, Vec<Hit>)], with_quotes: bool) -> String {
    let mut out = String::new();
    for (n, (person, quotes)) in people.iter().enumerate() {
        let roles = person.roles();
        let role = roles.first().map_or(String::new(), |role| format!(" · {}", role.role));
        let also = if person.names.is_empty() { String::new() } else { format!(" (also {})", person.names.join(", ")) };
        let (said, articles) = (counted(person.quotes, "quote"), counted(person.articles.len(), "article"));
        let gap = if n > 0 && with_quotes { "\n" } else { "" };
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "{gap}{}", printable_line(&format!("{}{also} · {said} · {articles}{role}", person.name)));
        if !with_quotes {
            continue;
        }
        for role in &roles {
            let days =
                if role.first == role.last { role.last.clone() } else { format!("{} to {}", role.first, role.last) };
            let _ = writeln!(out, "  {}", printable_line(&format!("{}: {days}", role.role)));
        }
        let mut article = None;
        for hit in quotes {
            if article != Some(&hit.article) {
                article = Some(&hit.article);
                let title = hit.title.as_deref().unwrap_or(&hit.source);
                let read = if hit.dated { "" } else { "read " };
                let _ = writeln!(out, "  {}", printable_line(&format!("{read}{} · {title}", hit.date)));
            }
            let _ = writeln!(out, "    {}", printable_line(&hit.words));
        }
    }
    out
}

fn object(person: &PersonEntry, quotes: &[Hit]) -> serde_json::Value {
    let roles: Vec<_> = person
        .roles()
        .into_iter()
        .map(|role| json!({"role": role.role, "first": role.first, "last": role.last}))
        .collect();
    let articles: Vec<_> = person
        .articles
        .iter()
        .map(|a| {
            json!({"article": a.id, "title": a.title, "source": a.source, "date": a.date, "dated": a.dated,
                "mentions": a.mentions, "quotes": a.quotes, "roles": a.roles})
        })
        .collect();
    let quotes: Vec<_> = quotes
        .iter()
        .map(|hit| {
            let kind = match &hit.found {
                Found::Quote { kind, .. } => Some(crate::cli::search::kind_name(*kind)),
                _ => None,
            };
            json!({"article": hit.article, "date": hit.date, "kind": kind, "words": hit.words})
        })
        .collect();
    json!({"name": person.name, "names": person.names, "roles": roles, "articles": articles, "quotes": quotes})
}
