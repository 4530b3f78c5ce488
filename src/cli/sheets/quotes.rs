//! Runs `pullquote quotes`: prints the quote sheets of articles, or of the library.

use std::path::PathBuf;

use crate::cli::args::shared::{AsArg, ConfigArg, LibraryArg, RowsArg};
use crate::cli::output::{Failure, complain, harmless_json, say};
use crate::cli::rows;
use crate::cli::rows::{Row, RowFormat};
use crate::cli::sheets::templates;
use crate::cli::sheets::{articles, json, library_of, with_blocks};
use crate::export::{
    Document, JsonQuoteKind, PLACEHOLDERS, QuoteSheet, TableKind, Template, TopName, quotes_table, top_names,
    top_speakers, top_table,
};
use crate::ingest::Reading;
use crate::library::db::{Library, Query};
use crate::library::notes::{PlacedNote, Reviewed};
use crate::nlp;
use crate::nlp::Engine;
use crate::text::{Article, folded_words};
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Args, ValueEnum};
use rayon::prelude::*;

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote quotes article.txt
  pullquote quotes article.txt --speaker Lee --sure
  pullquote quotes *.html --format csv > quotes.csv        for a spreadsheet
  pullquote quotes --input csv --text-column body articles.csv --top speakers
  pullquote quotes --all --since 2026-01 --format csv      everything in your library
  pullquote quotes article.txt --format chicago            notes and a bibliography entry
  pullquote quotes article.txt --template '{% for quote in quotes %}{{ quote.speaker }}: {{ quote.words }}
  {% endfor %}'

A template of your own is a file in the folder `templates` beside your config file; --format and the setting `copy` take
its name. Its ending says how values are escaped: .md, .bib, .json, .html; in other files not at all, or by a filter, such
as {{ title|markdown }}.
";

/// Returns the examples, and the placeholders of templates.
fn help() -> String {
    let line = |(name, means): &(&str, &str)| format!("  {name:<22} {means}\n");
    format!("{EXAMPLES}\nPlaceholders of templates:\n{}", PLACEHOLDERS.iter().map(line).collect::<String>())
}

/// The arguments.
#[derive(Args, Debug)]
#[command(after_help = help())]
pub(in crate::cli) struct QuotesArgs {
    /// Files or addresses, or - for standard input
    #[arg(value_name = "ARTICLE", required_unless_present = "all", conflicts_with = "all")]
    pub(in crate::cli) articles: Vec<PathBuf>,

    /// Print the quotes of all articles in the library
    #[arg(long)]
    pub(in crate::cli) all: bool,

    /// Only quotes whose speaker's name contains these words
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) speaker: Option<String>,

    /// Only quotes of this kind; stance, what somebody only did or thought, is printed only if asked for
    #[arg(long, value_enum)]
    pub(in crate::cli) kind: Vec<KindArg>,

    /// Leave out quotes whose speaker is unknown or unsure
    #[arg(long)]
    pub(in crate::cli) sure: bool,

    /// Only quotes with a note of yours that has this tag, and quotes in articles with this tag
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) tag: Option<String>,

    /// Only articles published in or after this year, month or day (or 7d, last-month)
    #[arg(long, value_name = "YYYY[-MM[-DD]]")]
    pub(in crate::cli) since: Option<String>,

    /// Only articles published in or before this year, month or day
    #[arg(long, value_name = "YYYY[-MM[-DD]]")]
    pub(in crate::cli) until: Option<String>,

    /// Count instead: quotes and words by speaker, or mentions by name
    #[arg(long, value_enum)]
    pub(in crate::cli) top: Option<Top>,

    /// Output format: a table, JSON, or the name of a template
    #[arg(long, value_name = "FORMAT", default_value = "md", value_parser = FormatParser)]
    pub(in crate::cli) format: QuotesFormat,

    /// A template: its name, its path, or its text
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "format")]
    pub(in crate::cli) template: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) rows: RowsArg,

    #[command(flatten)]
    pub(in crate::cli) kind_of_input: AsArg,

    #[command(flatten)]
    pub(in crate::cli) library: LibraryArg,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KindArg {
    /// All of it in quotation marks
    Direct,
    /// Part of it in quotation marks
    Mixed,
    /// Reported without quotation marks
    Indirect,
    /// Only done or thought: nobody said it
    Stance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Top {
    /// By speaker
    Speakers,
    /// By person, body and place
    Names,
}

/// Values of `--format`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum QuotesFormat {
    /// A table for spreadsheets.
    Csv,
    /// The same, divided by tabs.
    Tsv,
    /// JSON: one object, or an array for several articles.
    Json,
    /// The name of a template.
    Template(String),
}

/// Parses a format: any name, because users have templates of their own. Shells complete the known ones.
#[derive(Clone, Debug)]
struct FormatParser;

impl TypedValueParser for FormatParser {
    type Value = QuotesFormat;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, Error> {
        let name = StringValueParser::new().parse_ref(command, arg, value)?;
        Ok(match name.as_str() {
            "csv" => QuotesFormat::Csv,
            "tsv" => QuotesFormat::Tsv,
            "json" => QuotesFormat::Json,
            "md" => QuotesFormat::Template("markdown".to_owned()),
            _ => QuotesFormat::Template(name),
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let about = |(name, help): (&'static str, &'static str)| PossibleValue::new(name).help(help);
        let templates = Template::all_shipped().into_iter().filter(|(name, _)| *name != "markdown");
        Some(Box::new(FORMATS.into_iter().chain(templates).map(about)))
    }
}

/// The formats that are no templates, for the help.
const FORMATS: [(&str, &str); 4] = [
    ("md", "Markdown, by speaker"),
    ("csv", "A table for spreadsheets (UTF-8, formulas neutralised)"),
    ("tsv", "The same, divided by tabs"),
    ("json", "JSON: one object, or an array for several articles"),
];

/// Which quotes to print.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Quotes {
    /// Empty for the whole library.
    articles: Vec<PathBuf>,
    rows: Option<RowFormat>,
    reading: Reading,
    choice: Choice,
    top: Option<Top>,
    format: QuotesFormat,
    /// The folder with the user's own templates.
    templates: PathBuf,
    /// The library with corrections and notes, if there is one.
    library: Option<PathBuf>,
}

/// Which quotes and articles to choose.
#[derive(Debug, Default, PartialEq, Eq)]
struct Choice {
    /// Words of the speaker's name, folded.
    speaker: Vec<String>,
    /// Empty for all that was said.
    kinds: Vec<JsonQuoteKind>,
    sure: bool,
    tag: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

impl QuotesArgs {
    /// Validates the arguments; returns the plan, or an error message.
    pub(in crate::cli) fn plan(
        self,
        reading: Reading,
        library: Option<PathBuf>,
        templates: PathBuf,
    ) -> Result<Quotes, String> {
        for (day, option) in [(&self.since, "--since"), (&self.until, "--until")] {
            if let Some(day) = day.as_ref().filter(|day| !Query::is_day(day)) {
                return Err(format!("quotes: {option} needs a day such as 2023-03-15, a month or a year, not {day:?}"));
            }
        }
        if self.articles.iter().filter(|article| article.as_os_str() == "-").count() > 1 {
            return Err("quotes: standard input (-) can be read only once".to_owned());
        }
        if self.all && library.is_none() {
            return Err("quotes: there is no library; name one with --library".to_owned());
        }
        let format = self.template.map_or(self.format, QuotesFormat::Template);
        if self.top.is_some() && matches!(&format, QuotesFormat::Template(name) if name != "markdown") {
            return Err("quotes: --top prints md, csv, tsv or json; it has no other templates".to_owned());
        }
        let kind = |kind: &KindArg| match kind {
            KindArg::Direct => JsonQuoteKind::Direct,
            KindArg::Mixed => JsonQuoteKind::Mixed,
            KindArg::Indirect => JsonQuoteKind::Indirect,
            KindArg::Stance => JsonQuoteKind::Stance,
        };
        Ok(Quotes {
            rows: self.rows.format("quotes", reading)?,
            articles: self.articles,
            reading,
            choice: Choice {
                speaker: self.speaker.map(|name| folded_words(&name)).unwrap_or_default(),
                kinds: self.kind.iter().map(kind).collect(),
                sure: self.sure,
                tag: self.tag.map(|tag| tag.trim_start_matches('#').to_lowercase()),
                since: self.since,
                until: self.until,
            },
            top: self.top,
            format,
            templates,
            library,
        })
    }
}

impl Choice {
    fn takes_article(&self, date: Option<&str>) -> bool {
        let Some(date) = date else { return self.since.is_none() && self.until.is_none() };
        let days = Query { since: self.since.clone(), until: self.until.clone(), ..Query::default() };
        let (first, end) = days.days();
        first.is_none_or(|first| date >= first.as_str()) && end.is_none_or(|end| date < end.as_str())
    }

    /// Removes the other quotes.
    fn apply(&self, sheet: &mut QuoteSheet, found: &Reviewed, notes: &[PlacedNote], of_article: &[String]) {
        let is_tagged = |id: &str, tag: &str| {
            if of_article.iter().any(|own| own == tag) {
                return true;
            }
            let quote = found.attributions.iter().chain(&found.stances).find(|quote| quote.id == id);
            notes.iter().any(|note| {
                let at = note.placement.span();
                let on = at.is_some_and(|at| quote.is_some_and(|q| q.content.iter().any(|span| span.overlaps(at))));
                on && note.note.all_marks().tags.iter().any(|one| one.to_lowercase() == tag)
            })
        };
        sheet.quotes.retain(|quote| {
            let name = || folded_words(quote.speaker.as_deref().unwrap_or_default());
            let of_kind = if self.kinds.is_empty() {
                quote.kind != JsonQuoteKind::Stance
            } else {
                self.kinds.contains(&quote.kind)
            };
            of_kind
                && (self.speaker.is_empty() || self.speaker.iter().all(|word| name().contains(word)))
                && !(self.sure && (quote.unsure || quote.speaker.is_none()))
                && self.tag.as_ref().is_none_or(|tag| is_tagged(&quote.id, tag))
        });
    }
}

/// Prints the quotes. An unreadable article is reported and skipped. Without a readable library there are no
/// corrections and notes, and the quotes are still printed.
pub(in crate::cli) fn run(plan: &Quotes) -> Result<(), Failure> {
    // A mistake in a template is found before the work begins.
    let template = match &plan.format {
        QuotesFormat::Template(name) => Some(templates::find(name, &plan.templates)?),
        QuotesFormat::Csv | QuotesFormat::Tsv | QuotesFormat::Json => None,
    };
    let library = library_of(plan.library.as_deref());
    if plan.articles.is_empty() && library.is_none() {
        // The library is all that was asked for, and it is reported why it cannot be read.
        return Err(Failure::Said);
    }
    let mut failed = false;
    let mut fails = |failure: &Failure| {
        complain(&failure.to_string());
        failed = true;
    };
    let mut all = Vec::new();
    if let Some(library) = library.as_ref().filter(|_| plan.articles.is_empty()) {
        for entry in library.list_articles()? {
            all.extend(library.kept(&entry.id)?.map(with_blocks));
        }
    }
    for input in &plan.articles {
        let result = match &plan.rows {
            Some(format) => rows::read(input, format, plan.reading, &mut |row| {
                match row {
                    Row::Article { mut row, .. } => {
                        // The table's id is the address that a reader can look up.
                        row.article.source = row.id;
                        all.push(row.article);
                    }
                    Row::Invalid(failure) => fails(&failure),
                }
                Ok(())
            }),
            None => articles(input, plan.reading).map(|articles| all.extend(articles)),
        };
        match result {
            Ok(()) => {}
            Err(failure @ (Failure::Ingest(_) | Failure::Line { .. })) => fails(&failure),
            Err(failure) => return Err(failure),
        }
    }
    if let Some(library) = &library {
        for article in all.iter_mut().filter(|article| article.date.is_none()) {
            article.date = library.day(&article.id);
        }
    }
    all.retain(|article| plan.choice.takes_article(article.date.as_deref()));
    let (found, sheets) = annotate(all, plan, library.as_ref())?;
    if !sheets.is_empty() || plan.articles.is_empty() {
        say(&printed(&found, &sheets, template.as_ref(), plan)?)?;
    }
    if failed { Err(Failure::Said) } else { Ok(()) }
}

/// An article with its annotations and the notes on it.
type Annotated = (Article, Reviewed, Vec<PlacedNote>);

/// Annotates the articles on all processors; stored annotations are reused. Returns them with their sheets.
fn annotate(
    articles: Vec<Article>,
    plan: &Quotes,
    library: Option<&Library>,
) -> Result<(Vec<Annotated>, Vec<QuoteSheet>), Failure> {
    let engine = Engine::new();
    let kept = articles.iter().map(|one| library.and_then(|library| library.annotations(one, engine.version())));
    let work: Vec<_> = kept.collect::<Vec<_>>().into_iter().zip(articles).collect();
    let found: Vec<_> = work
        .into_par_iter()
        .map(|(kept, article)| (kept.unwrap_or_else(|| nlp::annotate(&article, &engine)), article))
        .collect();
    let (mut done, mut sheets) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
    for (found, article) in found {
        let (found, notes, tags) = match library {
            Some(library) => {
                let tags = if plan.choice.tag.is_some() { library.labels(&article.id)?.tags } else { Vec::new() };
                (library.reviewed(&article, found)?, library.notes(&article)?, tags)
            }
            None => (Reviewed::new(found, &article.text, &[]), Vec::new(), Vec::new()),
        };
        let mut sheet = QuoteSheet::new(&article, &found, &notes);
        plan.choice.apply(&mut sheet, &found, &notes, &tags);
        done.push((article, found, notes));
        sheets.push(sheet);
    }
    Ok((done, sheets))
}

fn printed(
    found: &[Annotated],
    sheets: &[QuoteSheet],
    template: Option<&Template>,
    plan: &Quotes,
) -> Result<String, Failure> {
    if let Some(top) = plan.top {
        let names = match top {
            Top::Speakers => top_speakers(sheets),
            Top::Names => top_names(found.iter().map(|(article, found, _)| (article.text.as_str(), &**found))),
        };
        return Ok(match plan.format {
            QuotesFormat::Template(_) => counts(&names, top),
            QuotesFormat::Csv => top_table(&names, TableKind::Csv),
            QuotesFormat::Tsv => top_table(&names, TableKind::Tsv),
            QuotesFormat::Json => harmless_json(&names, true)? + "\n",
        });
    }
    if let Some(template) = template {
        let documents = found
            .iter()
            .zip(sheets)
            .map(|((article, found, notes), sheet)| Document::of_sheet(article, sheet).with_placed_notes(notes, found));
        let documents: Vec<Document> = documents.collect();
        return template.render_all(&documents).map_err(|error| Failure::Usage(error.to_string()));
    }
    match plan.format {
        QuotesFormat::Csv => Ok(quotes_table(sheets, TableKind::Csv)),
        QuotesFormat::Tsv => Ok(quotes_table(sheets, TableKind::Tsv)),
        _ => json(sheets),
    }
}

/// Returns the counts as a Markdown table.
fn counts(names: &[TopName], top: Top) -> String {
    let (head, rule) = match top {
        Top::Speakers => ("| speaker | quotes | words | articles |", "|---|--:|--:|--:|"),
        Top::Names => ("| name | mentions | articles |", "|---|--:|--:|"),
    };
    let row = |one: &TopName| {
        let name = crate::export::inline(&one.name);
        match top {
            Top::Speakers => format!("| {name} | {} | {} | {} |\n", one.count, one.words, one.articles),
            Top::Names => format!("| {name} | {} | {} |\n", one.count, one.articles),
        }
    };
    format!("{head}\n{rule}\n{}", names.iter().map(row).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_choose_articles() {
        let takes = |since: Option<&str>, until: Option<&str>, date: Option<&str>| {
            let choice =
                Choice { since: since.map(str::to_owned), until: until.map(str::to_owned), ..Choice::default() };
            choice.takes_article(date)
        };
        for (since, until, date, want) in [
            (None, None, None, true),
            (Some("2023"), None, None, false),
            (Some("2023-03"), None, Some("2023-03-01"), true),
            (Some("2023-03"), None, Some("2023-02-28"), false),
            (None, Some("2023-03"), Some("2023-03-31"), true),
            (None, Some("2023-03"), Some("2023-04-01"), false),
            (Some("2023-03-15"), Some("2023-03-15"), Some("2023-03-15"), true),
        ] {
            assert_eq!(takes(since, until, date), want, "{since:?} {until:?} {date:?}");
        }
    }
}
