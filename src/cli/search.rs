//! Runs `pullquote search`: searches everything the user has read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::args::shared::LibraryArg;
use crate::cli::output::{Failure, complain, say};
use crate::library::db::{Alike, Form, Found, Hit, Library, Query};
use crate::nlp::QuoteKind;
use crate::reader::overlays::card::{compared, words_of_parts};
use crate::text::{CharMap, printable_line};

/// Maximum number of other places listed for a quote.
const ALSO: usize = 5;
/// Number of words of a hit that `--at` gets.
const AT: usize = 8;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct SearchArgs {
    /// The query: words, "an exact phrase", prefix*, -excluded (quote the whole query for the shell). Conditions:
    /// by:NAME, kind:direct, since:2024-02, until:last-month, site:WORD, title:WORD, in:notes, is:unread, is:later, is:star, #tag, flag:todo, verdict:disputed
    words: Vec<String>,

    /// Only quotes whose speaker's name contains this
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,

    /// Only quotes of this kind
    #[arg(long, value_enum)]
    kind: Option<KindArg>,

    /// Only articles published in or after this year, month or day (date of reading if the article has no date)
    #[arg(long, value_name = "YYYY[-MM[-DD]]")]
    since: Option<String>,

    /// Maximum number of hits
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Output format
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,

    #[command(flatten)]
    pub(super) library: LibraryArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KindArg {
    Direct,
    Mixed,
    Indirect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Printed {
    /// Readable text
    Text,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
}

/// A validated search.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Search {
    query: Query,
    format: Printed,
    library: PathBuf,
}

impl SearchArgs {
    /// Validates the arguments; returns the search, or an error message.
    pub(super) fn plan(self, library: PathBuf) -> Result<Search, String> {
        if let Some(day) = &self.since
            && !Query::is_day(day)
        {
            return Err(format!(
                "search: --since needs a day such as 2023-03-15, a month, a year, 7d or last-month, not {day:?}"
            ));
        }
        let kind = self.kind.map(|kind| match kind {
            KindArg::Direct => QuoteKind::Direct,
            KindArg::Mixed => QuoteKind::Mixed,
            KindArg::Indirect => QuoteKind::Indirect,
        });
        let (typed, problem) = Query::read(&self.words.join(" "), self.limit.clamp(1, 10_000));
        if let Some(problem) = problem {
            return Err(format!("search: {problem}"));
        }
        let query = Query {
            speaker: self.speaker.or(typed.speaker),
            kind: kind.or(typed.kind),
            since: self.since.or(typed.since),
            ..typed
        };
        if query.is_empty() {
            return Err("search: the query is empty; give words, or --speaker NAME".to_owned());
        }
        Ok(Search { query, format: self.format, library })
    }
}

/// Runs the search.
pub(super) fn run(plan: &Search) -> Result<(), Failure> {
    let library = open(&plan.library)?;
    let hits = library.search(&plan.query)?;
    let mut shown = Vec::with_capacity(hits.len());
    for hit in hits {
        let also = match hit.found {
            Found::Quote { .. } => library.alike(Some(&hit.article), &hit.words, ALSO)?,
            _ => Vec::new(),
        };
        shown.push((hit, also));
    }
    match plan.format {
        Printed::Text => say(&text(&shown)),
        Printed::Json => {
            let all: Vec<_> = shown.iter().map(|(hit, also)| object(&library, hit, also)).collect();
            say(&(crate::cli::output::harmless_json(&serde_json::Value::Array(all), true)? + "\n"))
        }
        Printed::Jsonl => shown.iter().try_for_each(|(hit, also)| {
            say(&(crate::cli::output::harmless_json(&object(&library, hit, also), false)? + "\n"))
        }),
    }
}

/// Opens the library, with everything indexed if it can be written.
pub(super) fn open(path: &Path) -> Result<Library, Failure> {
    if matches!(path.try_exists(), Ok(false)) {
        let (library, _) = Library::open_read_only(path);
        complain(&format!("there is no library at {} yet: open an article to create it", path.display()));
        return Ok(library);
    }
    let (mut library, problem) = Library::open(path);
    match problem {
        Some(problem) if !library.is_open() => return Err(problem.into()),
        Some(problem) => complain(&problem.to_string()),
        // Indexes older articles. If the library is read-only, the present index is searched.
        None => drop(library.index_missing()),
    }
    Ok(library)
}

fn title<'a>(title: Option<&'a str>, source: &'a str) -> &'a str {
    title.or_else(|| source.rsplit(['/', '\\']).next().filter(|s| !s.is_empty() && *s != "-")).unwrap_or("untitled")
}

fn text(hits: &[(Hit, Vec<Alike>)]) -> String {
    if hits.is_empty() {
        return "no match\n".to_owned();
    }
    let mut out = String::new();
    for (n, (hit, also)) in hits.iter().enumerate() {
        let who = match &hit.found {
            Found::Quote { kind, speaker } => {
                format!("{} · {}", speaker.as_deref().unwrap_or("speaker unknown"), kind_name(*kind))
            }
            Found::Article => "in the text".to_owned(),
            Found::Note(_) => match app_marks(hit) {
                marks if marks.is_empty() => "your note".to_owned(),
                marks => format!("your note · {marks}"),
            },
        };
        let title = title(hit.title.as_deref(), &hit.source);
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            out,
            "{}{}",
            if n > 0 { "\n" } else { "" },
            printable_line(&format!(
                "{who} · {title} · {}{}{}",
                if hit.dated { "" } else { "read " },
                hit.date,
                if hit.earlier { " · earlier version" } else { "" }
            ))
        );
        let _ = writeln!(out, "  {}", printable_line(&hit.words));
        for one in also {
            let form = match one.form {
                Form::Same => "",
                Form::Shorter => " (shorter)",
                Form::Longer => " (longer)",
                Form::Altered => " (altered)",
            };
            let version = if one.version { "an earlier version of " } else { "" };
            let title = format!("{version}{}", self::title(one.title.as_deref(), &one.source));
            let words = match one.form {
                // As in the reader: words removed, and words added.
                Form::Altered => words_of_parts(&compared(&hit.words, &one.words)),
                Form::Same | Form::Shorter | Form::Longer => one.words.clone(),
            };
            let _ = writeln!(out, "  also in {}{form}: {}", printable_line(&title), printable_line(&words));
        }
        if let Some(command) = opens(hit) {
            let _ = writeln!(out, "  {}", printable_line(&command));
        }
    }
    out
}

/// Returns the command that opens a hit at its words.
fn opens(hit: &Hit) -> Option<String> {
    if hit.source == "-" {
        return None;
    }
    // A note's text is the reader's; the words it is attached to are in the article.
    let words = match &hit.found {
        Found::Quote { .. } => &hit.words,
        Found::Note(_) | Found::Article => hit.on.as_deref().unwrap_or_default(),
    };
    let words = words.split_whitespace().take_while(|w| *w != "…").take(AT).collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Some(format!("pullquote {}", quoted(&hit.source)));
    }
    Some(format!("pullquote {} --at {}", quoted(&hit.source), quoted(&words)))
}

/// Returns the marks of a note in one line.
fn app_marks(hit: &Hit) -> String {
    crate::reader::corrections::marks(&hit.marks)
}

/// Quotes a word for a shell.
fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', r"'\''"))
}

pub(super) fn kind_name(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Mixed => "mixed",
        QuoteKind::Indirect => "indirect",
    }
}

fn object(library: &Library, hit: &Hit, also: &[Alike]) -> serde_json::Value {
    let text = library.text(&hit.article).ok().flatten();
    // Offsets in the output are code points.
    let span = hit.span.zip(text.as_deref()).map(|(span, text)| {
        let map = CharMap::new(text);
        [map.char_of(span.start), map.char_of(span.end)]
    });
    let (found, speaker, kind, note) = match &hit.found {
        Found::Quote { kind, speaker } => ("quote", speaker.as_deref(), Some(kind_name(*kind)), None),
        Found::Article => ("article", None, None, None),
        Found::Note(id) => ("note", None, None, Some(&id.0)),
    };
    let also: Vec<_> = also
        .iter()
        .map(|one| {
            json!({
                "article": one.article, "title": one.title, "source": one.source, "speaker": one.speaker,
                "words": one.words, "likeness": one.likeness, "version": one.version,
                "form": match one.form {
                    Form::Same => "same",
                    Form::Shorter => "shorter",
                    Form::Longer => "longer",
                    Form::Altered => "altered",
                },
            })
        })
        .collect();
    json!({
        "found": found, "article": hit.article, "title": hit.title, "source": hit.source, "date": hit.date,
        "dated": hit.dated, "speaker": speaker, "kind": kind, "note": note, "words": hit.words, "span": span, "open": opens(hit),
        "also": also,
        "on": hit.on, "earlier": hit.earlier, "tags": hit.marks.tags, "flag": hit.marks.flag, "verdict": hit.marks.verdict,
        "links": hit.marks.links,
    })
}
