//! Runs `pullquote notes …`: prints the notes on an article as Markdown; exports and imports notes.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::args::shared::{AsArg, ConfigArg, LibraryArg};
use crate::cli::output::{Access, Failure, complain, say, write_file};
use crate::cli::sheets::templates;
use crate::export;
use crate::export::{Document, Exchange, Incoming, Template};
use crate::ingest;
use crate::ingest::Reading;
use crate::library::db::{Library, StoreError, Taken};
use crate::library::notes::Sheet;
use crate::text::{printable, printable_line};

/// Maximum size of a file of notes: 256 MiB.
const LARGEST: u64 = 256 << 20;

/// The arguments.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct NotesArgs {
    #[command(subcommand)]
    pub(super) command: Option<NotesCommand>,

    /// The article, or - for standard input
    #[arg(required = true)]
    pub(super) article: Option<PathBuf>,

    #[command(flatten)]
    pub(super) kind: AsArg,

    #[command(flatten)]
    pub(super) library: LibraryArg,

    #[command(flatten)]
    pub(super) config: ConfigArg,
}

#[derive(Debug, Subcommand)]
pub(super) enum NotesCommand {
    /// Write your notes and corrections to a file, or to standard output
    Export {
        /// Articles: a path, an address, a title, or the start of an id (see `pullquote library list`)
        #[arg(value_name = "ARTICLE")]
        articles: Vec<String>,

        /// All articles in the library
        #[arg(long, conflicts_with = "articles")]
        all: bool,

        /// Output format [default: from the file name's extension, else markdown]
        #[arg(long, value_enum)]
        format: Option<FormatArg>,

        /// A template: its name, its path, or its text (see `pullquote quotes --help`). Such a file cannot be imported
        #[arg(long, value_name = "TEMPLATE", conflicts_with = "format")]
        template: Option<String>,

        /// The file to write. If this is a folder, or ends in /, one Markdown file per article (an Obsidian vault)
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,

        #[command(flatten)]
        library: LibraryArg,
    },
    /// Import notes: any format that `notes export` writes, W3C Web Annotations, or a Hypothesis export. Duplicates are
    /// skipped
    Import {
        /// Files, folders (such as an Obsidian vault), or - for standard input; the format is detected
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,

        #[command(flatten)]
        library: LibraryArg,
    },
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// Markdown, with front matter for Obsidian
    Markdown,
    /// One JSON document
    Json,
    /// One JSON object per note
    Jsonl,
    /// A table (CSV)
    Csv,
    /// W3C Web Annotation (JSON-LD)
    W3c,
}

/// The form of exported notes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotesFormat {
    /// A format that can be imported again.
    Exchange(Exchange),
    /// The name, path or text of a template.
    Template(String),
}

/// The same, with the template that was found.
enum Form {
    Exchange(Exchange),
    Template(Template),
}

impl Form {
    fn find(format: &NotesFormat, templates: &Path) -> Result<Self, Failure> {
        Ok(match format {
            NotesFormat::Exchange(format) => Self::Exchange(*format),
            NotesFormat::Template(asked) => Self::Template(templates::find(asked, templates)?),
        })
    }

    fn is_json(&self) -> bool {
        matches!(self, Self::Exchange(format) if format.is_json())
    }

    fn write(&self, sheets: &[Sheet]) -> Result<String, Failure> {
        match self {
            Self::Exchange(format) => Ok(export::write_notes(sheets, *format)),
            Self::Template(template) => {
                let documents: Vec<Document> = sheets.iter().map(Document::of_notes).collect();
                template.render_all(&documents).map_err(|error| Failure::Usage(error.to_string()))
            }
        }
    }

    /// Returns the file name for the notes on an article.
    fn file_name(&self, sheet: &Sheet) -> String {
        let name = export::file_name(&sheet.article);
        match self {
            Self::Exchange(_) => name,
            Self::Template(template) => {
                Path::new(&name).with_extension(template.ending()).to_string_lossy().into_owned()
            }
        }
    }
}

/// An action.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotesAction {
    Export { articles: Option<Vec<String>>, format: NotesFormat, output: Option<PathBuf> },
    Import { files: Vec<PathBuf> },
}

impl NotesCommand {
    /// Validates the arguments; returns the action and the library option, or an error message.
    pub(super) fn plan(self) -> Result<(NotesAction, LibraryArg), String> {
        match self {
            Self::Import { files, library } => {
                if files.iter().filter(|f| f.as_os_str() == "-").count() > 1 {
                    return Err("notes import: standard input (-) can be read only once".to_owned());
                }
                Ok((NotesAction::Import { files }, library))
            }
            Self::Export { articles, all, format, template, output, library } => {
                if articles.is_empty() && !all {
                    return Err("notes export: name an article, or --all".to_owned());
                }
                let asked = output.as_ref().and_then(|o| Exchange::of_name(&o.to_string_lossy()));
                let format = match format {
                    None => asked.unwrap_or(Exchange::Markdown),
                    Some(FormatArg::Markdown) => Exchange::Markdown,
                    Some(FormatArg::Json) => Exchange::Json,
                    Some(FormatArg::Jsonl) => Exchange::JsonLines,
                    Some(FormatArg::Csv) => Exchange::Csv,
                    Some(FormatArg::W3c) => Exchange::W3c,
                };
                let format = template.map_or(NotesFormat::Exchange(format), NotesFormat::Template);
                let articles = (!all).then_some(articles);
                Ok((NotesAction::Export { articles, format, output }, library))
            }
        }
    }
}

/// Runs the action.
pub(super) fn run(action: &NotesAction, library: &Path, templates: &Path) -> Result<(), Failure> {
    match action {
        NotesAction::Export { articles, format, output } => {
            let form = Form::find(format, templates)?;
            export_notes(articles.as_deref(), &form, output.as_deref(), library)
        }
        NotesAction::Import { files } => import(files, library),
    }
}

fn export_notes(articles: Option<&[String]>, form: &Form, output: Option<&Path>, path: &Path) -> Result<(), Failure> {
    let (library, problem) = Library::open_read_only(path);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    let sheets = match articles {
        None => library.sheets(None)?,
        Some(names) => {
            let mut ids = Vec::new();
            for name in names {
                ids.extend(meant(&library, name, path)?);
            }
            library.sheets(Some(&ids))?
        }
    };
    let Some(output) = output else {
        let written = form.write(&sheets)?;
        // A file may hold control characters; a terminal never gets them.
        let written = if form.is_json() {
            export::harmless_text(&written)
        } else if io::stdout().is_terminal() {
            printable(&written).into_owned()
        } else {
            written
        };
        return say(&written);
    };
    let names_folder = output.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if output.is_dir() || names_folder {
        if matches!(form, Form::Exchange(format) if *format != Exchange::Markdown) {
            return Err(Failure::Usage(
                "notes export: only Markdown and templates can be written to a folder; name a file, or use --format markdown"
                    .to_owned(),
            ));
        }
        fs::create_dir_all(output).map_err(|error| Failure::File { path: output.to_owned(), error })?;
        for sheet in &sheets {
            let written = form.write(std::slice::from_ref(sheet))?;
            write_file(&output.join(form.file_name(sheet)), &written, Access::Owner)?;
        }
    } else {
        let written = form.write(&sheets)?;
        write_file(output, &if form.is_json() { export::harmless_text(&written) } else { written }, Access::Owner)?;
    }
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    complain(&format!(
        "{} and {} on {} written to {}",
        count(sheets.iter().map(|s| s.notes.len()).sum(), "note"),
        count(sheets.iter().map(|s| s.corrections.len()).sum(), "correction"),
        count(sheets.len(), "article"),
        output.display()
    ));
    Ok(())
}

/// Finds the articles for a name: in the library, else by the text of a file of that name.
fn meant(library: &Library, name: &str, path: &Path) -> Result<Vec<crate::text::ArticleId>, Failure> {
    let found = library.resolve(name)?;
    if !found.is_empty() {
        return Ok(found);
    }
    if Path::new(name).is_file() {
        let article = ingest::read_as(Path::new(name), Reading::default())?;
        return Ok(vec![article.id]);
    }
    let reason = format!("no article matches {name}; to list all articles, run: pullquote library list");
    Err(StoreError::Other { path: path.to_owned(), reason }.into())
}

fn import(files: &[PathBuf], path: &Path) -> Result<(), Failure> {
    let mut read = Vec::with_capacity(files.len());
    // If one file is invalid, nothing is imported.
    for file in files {
        if file.is_dir() {
            read.extend(read_folder(file)?);
            continue;
        }
        let (bytes, time) = bytes_of(file)?;
        let found = export::read_notes(&bytes, &time).map_err(|reason| {
            let shown = if file.as_os_str() == "-" { "standard input".into() } else { file.to_string_lossy() };
            Failure::Notes { name: shown.into_owned(), reason }
        })?;
        read.push((file.clone(), found));
    }
    let (mut library, problem) = Library::open(path);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    for (file, found) in read {
        let taken = library.take_in(&found.sheets)?;
        let line = format!("{} ({}): {}", file.display(), found.kind, summary(taken, &found.sheets));
        say(&format!("{}\n", printable_line(&line)))?;
    }
    Ok(())
}

/// Maximum depth of the folders of a vault.
const DEEPEST: usize = 8;

/// Adds the files of a folder, and of those inside, whose names are of a format of notes. Hidden folders and links are left out.
fn files_of(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type()?.is_dir() && !is_hidden && depth < DEEPEST {
            // One that cannot be read must not hide the others.
            let _ = files_of(&path, depth + 1, files);
        } else if path.is_file() && Exchange::of_name(&path.to_string_lossy()).is_some() {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads the files of a folder that hold notes. Others, such as the own pages of a vault, are left alone.
fn read_folder(folder: &Path) -> Result<Vec<(PathBuf, Incoming)>, Failure> {
    let failed = |error: io::Error| Failure::File { path: folder.to_owned(), error };
    let mut files = Vec::new();
    files_of(folder, 0, &mut files).map_err(failed)?;
    files.sort();
    let mut read = Vec::new();
    for file in files {
        let (bytes, time) = bytes_of(&file)?;
        if let Ok(found) = export::read_notes(&bytes, &time) {
            read.push((file, found));
        }
    }
    if read.is_empty() {
        return Err(failed(io::Error::other("none of its files holds notes of pullquote")));
    }
    Ok(read)
}

/// Returns a summary in one line.
fn summary(taken: Taken, sheets: &[Sheet]) -> String {
    let mut parts = vec![format!("{} new", taken.new)];
    for (n, what) in [
        (taken.changed, "changed"),
        (taken.known, "already in the library"),
        (taken.deleted, "not restored because you deleted them later"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    }
    let corrections: usize = sheets.iter().map(|s| s.corrections.len()).sum();
    if corrections > 0 {
        parts.push(format!("{} of {corrections} corrections new", taken.corrections));
    }
    if taken.unread > 0 {
        let articles = if taken.unread == 1 { "an article" } else { "articles" };
        parts.push(format!("some on {articles} not in the library yet: they appear when you open it"));
    }
    parts.join(", ")
}

/// Reads a file and its time of modification.
fn bytes_of(file: &Path) -> Result<(Vec<u8>, String), Failure> {
    let failed = |error: io::Error| Failure::File { path: file.to_owned(), error };
    let mut bytes = Vec::new();
    let time = if file.as_os_str() == "-" {
        io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        None
    } else {
        let mut from = File::open(file).map_err(failed)?;
        let time = from.metadata().and_then(|meta| meta.modified()).ok();
        io::Read::by_ref(&mut from).take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        time
    };
    if bytes.len() as u64 > LARGEST {
        return Err(failed(io::Error::other("it is larger than the limit of 256 MiB")));
    }
    let time = time.unwrap_or_else(std::time::SystemTime::now);
    let time = jiff::Timestamp::try_from(time).map(|time| format!("{time:.3}")).unwrap_or_default();
    Ok((bytes, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_it_is_said_in_one_line() {
        let taken = Taken { new: 2, changed: 1, unread: 1, ..Taken::default() };
        assert_eq!(
            summary(taken, &[]),
            "2 new, 1 changed, some on an article not in the library yet: they appear when you open it"
        );
        assert_eq!(
            summary(Taken { deleted: 3, ..Taken::default() }, &[]),
            "0 new, 3 not restored because you deleted them later"
        );
    }
}
