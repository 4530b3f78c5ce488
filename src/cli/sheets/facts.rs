//! Runs `pullquote facts`: prints the fact sheets of articles.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::shared::{AsArg, ConfigArg, LibraryArg};
use crate::cli::output::{Failure, complain, say};
use crate::cli::sheets::{articles, json, library_of};
use crate::export::{SheetOf, facts_csv, facts_markdown};
use crate::ingest::Reading;
use crate::library::db::Library;
use crate::library::notes::Reviewed;
use crate::nlp;
use crate::nlp::Engine;
use crate::text::Article;

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote facts article.txt --date 2023-03-15
  pullquote facts article.txt --format csv > facts.csv    for a spreadsheet
  pullquote facts *.html --format json > facts.json";

/// The arguments.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct FactsArgs {
    /// Files or addresses, or - for standard input
    #[arg(value_name = "ARTICLE", required = true)]
    pub(in crate::cli) articles: Vec<PathBuf>,

    /// Output format: readable text; a table for spreadsheets (UTF-8, formulas neutralised); or JSON (one object, or an
    /// array for several articles)
    #[arg(long, value_enum, default_value_t = FactsFormat::Md)]
    pub(in crate::cli) format: FactsFormat,

    #[command(flatten)]
    pub(in crate::cli) kind: AsArg,

    #[command(flatten)]
    pub(in crate::cli) library: LibraryArg,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArg,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FactsFormat {
    /// Markdown
    #[value(alias = "markdown")]
    Md,
    /// CSV
    Csv,
    /// JSON
    Json,
}

/// Which fact sheets to print.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Facts {
    /// At least one; `-` at most once.
    pub(in crate::cli) articles: Vec<PathBuf>,
    pub(in crate::cli) format: FactsFormat,
    pub(in crate::cli) reading: Reading,
    /// The library with corrections and verdicts, if there is one.
    pub(in crate::cli) library: Option<PathBuf>,
}

/// Prints the fact sheets. An unreadable article is reported and skipped. Without a readable library there are no
/// corrections and verdicts, and the sheets are still printed.
pub(in crate::cli) fn run(plan: &Facts) -> Result<(), Failure> {
    let library = library_of(plan.library.as_deref());
    let engine = Engine::new();
    let (mut sheets, mut failed) = (Vec::new(), false);
    for input in &plan.articles {
        match articles(input, plan.reading) {
            Ok(articles) => {
                for article in articles {
                    sheets.push(sheet(article, library.as_ref(), &engine)?);
                }
            }
            Err(failure) => {
                complain(&failure.to_string());
                failed = true;
            }
        }
    }
    if !sheets.is_empty() {
        say(&printed(&sheets, plan.format)?)?;
    }
    if failed { Err(Failure::Said) } else { Ok(()) }
}

/// Returns the fact sheet of an article. A day that the reader set in the library counts if the article states none.
fn sheet(mut article: Article, library: Option<&Library>, engine: &Engine) -> Result<SheetOf, Failure> {
    let Some(library) = library else {
        let found = Reviewed::new(nlp::annotate(&article, engine), &article.text, &[]);
        return Ok(SheetOf::new(&article, &found, &[]));
    };
    if article.date.is_none() {
        article.date = library.day(&article.id);
    }
    let kept = library.annotations(&article, engine.version());
    let found = library.reviewed(&article, kept.unwrap_or_else(|| nlp::annotate(&article, engine)))?;
    Ok(SheetOf::new(&article, &found, &library.notes(&article)?))
}

fn printed(sheets: &[SheetOf], format: FactsFormat) -> Result<String, Failure> {
    Ok(match format {
        FactsFormat::Md => sheets.iter().map(facts_markdown).collect::<Vec<_>>().join("\n"),
        FactsFormat::Csv => facts_csv(sheets),
        FactsFormat::Json => json(sheets)?,
    })
}
