//! Runs `pullquote page`: writes an article with its quotes, people and facts as one HTML file.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::Args;

use crate::cli::args::shared::{AsArg, ConfigArg, LibraryArg};
use crate::cli::output::{Access, Failure, complain, say, write_file};
use crate::export;
use crate::export::PageSettings;
use crate::ingest;
use crate::ingest::Reading;
use crate::library::db::Library;
use crate::library::notes::Reviewed;
use crate::nlp;
use crate::nlp::Engine;
use crate::reader::runtime::RuntimeError;
use crate::theme::{ColorDepth, Gallery, Theme};

/// Shown by `--help` after the options.
const EXAMPLES: &str = "\
Examples:
  pullquote page article.txt -o article.html
  pullquote page https://example.org/story -o story.html --notes
  pullquote page article.txt -o article.html --theme dusk.tmTheme

The page loads nothing: it can be sent by mail, opened without a network, and printed. Keys: ] [ next and previous quote,
1 to 4 lists, / filter.";

/// The arguments.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct PageArgs {
    /// The article: a file or an address, or - for standard input
    #[arg(value_name = "ARTICLE")]
    article: PathBuf,

    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Include your notes and verdicts
    #[arg(long)]
    notes: bool,

    /// List stances, too: what somebody did or thought, but did not say
    #[arg(long)]
    stances: bool,

    /// A theme's name or the path of a .tmTheme file; twice for one light and one dark theme [default: the standard
    /// themes, light or dark as the screen]
    #[arg(long, value_name = "NAME|PATH")]
    theme: Vec<String>,

    #[command(flatten)]
    kind: AsArg,

    #[command(flatten)]
    library: LibraryArg,

    #[command(flatten)]
    config: ConfigArg,
}

/// The page to write.
#[derive(Debug)]
pub(in crate::cli) struct Page {
    article: PathBuf,
    output: Option<PathBuf>,
    notes: bool,
    stances: bool,
    theme: Vec<String>,
    /// The folder with the user's own themes.
    themes: PathBuf,
    reading: Reading,
    library: Option<PathBuf>,
}

impl PageArgs {
    /// Takes the options that the settings complete.
    pub(in crate::cli) fn take_shared(&mut self) -> (AsArg, LibraryArg, ConfigArg) {
        (self.kind, std::mem::take(&mut self.library), std::mem::take(&mut self.config))
    }

    /// Validates the arguments; returns the plan, or an error message.
    pub(in crate::cli) fn plan(
        self,
        reading: Reading,
        library: Option<PathBuf>,
        themes: PathBuf,
    ) -> Result<Page, String> {
        let Self { article, output, notes, stances, theme, .. } = self;
        if theme.len() > 2 {
            return Err("page: --theme can be given twice: a light and a dark theme".to_owned());
        }
        if notes && library.is_none() {
            return Err("page: there is no library with notes; name one with --library".to_owned());
        }
        Ok(Page { article, output, notes, stances, theme, themes, reading, library })
    }
}

/// Writes the page.
pub(in crate::cli) fn run(plan: &Page) -> Result<(), Failure> {
    let mut settings = colours(plan)?;
    settings.stances = plan.stances;
    if plan.output.is_none() && io::stdout().is_terminal() {
        return Err(Failure::Usage("page: name the file to write: -o article.html".to_owned()));
    }
    let mut article = ingest::read_as(&plan.article, plan.reading)?;
    for notice in &article.notices {
        complain(notice);
    }
    if article.parts.len() > 1 {
        let entries = article.parts.len();
        return Err(Failure::Usage(format!(
            "page: this has {entries} articles; choose one with --entry 1 to {entries}"
        )));
    }
    if let Some(part) = article.parts.pop() {
        article = part;
    }
    let library = plan.library.as_deref().and_then(|path| {
        let (library, problem) = Library::open_read_only(path);
        problem.iter().for_each(|problem| complain(&problem.to_string()));
        problem.is_none().then_some(library)
    });
    if plan.notes && library.is_none() {
        // It is reported why the notes cannot be read.
        return Err(Failure::Said);
    }
    if let Some(library) = library.as_ref().filter(|_| article.date.is_none()) {
        article.date = library.day(&article.id);
    }
    let engine = Engine::new();
    let kept = library.as_ref().and_then(|library| library.annotations(&article, engine.version()));
    let found = kept.unwrap_or_else(|| nlp::annotate(&article, &engine));
    let found = match &library {
        Some(library) => library.reviewed(&article, found)?,
        None => Reviewed::new(found, &article.text, &[]),
    };
    let notes = match library.as_ref().filter(|_| plan.notes) {
        Some(library) => Some(library.notes(&article)?),
        None => None,
    };
    let page = export::page(&article, &found, notes.as_deref(), &settings);
    match &plan.output {
        Some(path) => write_file(path, &page, Access::All),
        None => say(&page),
    }
}

/// Returns the colours: those of the themes that were named, else of the standard themes.
fn colours(plan: &Page) -> Result<PageSettings, Failure> {
    let gallery = Gallery::new(Some(&plan.themes));
    let load =
        |name: &str| gallery.load(name, ColorDepth::True).map_err(|error| Failure::Runtime(RuntimeError::Theme(error)));
    let mut settings = PageSettings::default();
    let names: Vec<&str> = match plan.theme.as_slice() {
        [] => vec!["pullquote-light", "pullquote-dark"],
        names => names.iter().map(String::as_str).collect(),
    };
    let themes = names.into_iter().map(load).collect::<Result<Vec<Theme>, _>>()?;
    for theme in &themes {
        let colours = Some(theme.web_colours());
        if theme.is_dark() { settings.dark = colours } else { settings.light = colours }
    }
    if themes.len() == 2 && (settings.light.is_none() || settings.dark.is_none()) {
        let both = if settings.dark.is_some() { "dark" } else { "light" };
        return Err(Failure::Usage(format!("page: both themes are {both}; name one light and one dark theme")));
    }
    Ok(settings)
}
