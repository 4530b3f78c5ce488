//! The commands that print sheets of articles: `quotes`, `facts` and `page`; and the templates of sheets and notes.

pub(super) mod facts;
pub(super) mod page;
pub(super) mod quotes;
pub(super) mod templates;

use std::path::Path;

use serde::Serialize;

use crate::cli::output::{Failure, complain, harmless_json};
use crate::ingest;
use crate::ingest::Reading;
use crate::library::db::Library;
use crate::text::Article;

/// Opens the library with the reader's corrections, notes and dates. A library that cannot be read is reported; the
/// sheets are then printed without them.
fn library_of(path: Option<&Path>) -> Option<Library> {
    let (library, problem) = Library::open_read_only(path?);
    if let Some(problem) = &problem {
        complain(&problem.to_string());
    }
    problem.is_none().then_some(library)
}

/// Reads an input: one article, or the entries of a feed or mailbox.
fn articles(input: &Path, reading: Reading) -> Result<Vec<Article>, Failure> {
    let article = ingest::read_as(input, reading)?;
    for notice in &article.notices {
        complain(&format!("{}: {notice}", input.display()));
    }
    Ok(article.into_entries())
}

/// Cuts an article of the library into blocks: the library keeps them only where the text does not show them.
fn with_blocks(mut article: Article) -> Article {
    if article.blocks.is_empty() {
        article.blocks = ingest::from_plain(&article.source, article.text.clone()).blocks;
    }
    article
}

/// Returns one sheet as a JSON object, several as an array.
fn json<T: Serialize>(sheets: &[T]) -> Result<String, Failure> {
    let json = match sheets {
        [sheet] => harmless_json(sheet, true)?,
        sheets => harmless_json(&sheets, true)?,
    };
    Ok(json + "\n")
}
