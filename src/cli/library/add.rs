//! Runs `pullquote library add`: adds many articles at once to the library, with their annotations.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use crate::cli::output::{Failure, complain};
use crate::cli::plan::Add;
use crate::ingest;
use crate::ingest::Reading;
use crate::library::db::{Library, StoreError};
use crate::nlp;
use crate::nlp::Engine;
use crate::text::{Article, printable_line};

/// The result for one input.
enum Outcome {
    /// Added and annotated.
    Added,
    /// Already in the library, with its annotations.
    Known,
}

/// Runs the subcommand.
pub(in crate::cli) fn add(plan: &Add) -> Result<(), Failure> {
    let (library, problem) = Library::open(&plan.library);
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.jobs).build().map_err(|error| {
        Failure::Usage(format!("cannot start {} threads: {error}; set a smaller number with --jobs", plan.jobs))
    })?;
    let (library, engine) = (Mutex::new(library), Engine::new());
    let bar = bar(plan.inputs.len());
    let counts = [const { AtomicUsize::new(0) }; 3];
    let [added, known, failed] = &counts;
    pool.install(|| {
        plan.inputs.par_iter().for_each(|input| {
            bar.set_message(printable_line(&name(input)).into_owned());
            match one(input, plan.reading, &library, &engine) {
                Ok((outcomes, notices)) => {
                    for outcome in outcomes {
                        let count = if matches!(outcome, Outcome::Added) { added } else { known };
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                    for notice in notices {
                        bar.suspend(|| complain(&format!("{}: {notice}", input.display())));
                    }
                }
                Err(failure) => {
                    failed.fetch_add(1, Ordering::Relaxed);
                    bar.suspend(|| complain(&failure.to_string()));
                }
            }
            bar.inc(1);
        });
    });
    bar.finish_and_clear();
    let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    crate::cli::output::say(&summary(count(added), count(known), count(failed)))?;
    if count(failed) > 0 { Err(Failure::Said) } else { Ok(()) }
}

/// Reads, annotates and stores one input: an article, or every entry of a feed.
fn one(
    input: &Path,
    reading: Reading,
    library: &Mutex<Library>,
    engine: &Engine,
) -> Result<(Vec<Outcome>, Vec<String>), Failure> {
    let mut article = ingest::read_as(input, reading)?;
    let notices = std::mem::take(&mut article.notices);
    let all = article.into_entries();
    let outcomes: Result<Vec<Outcome>, Failure> = all.iter().map(|article| keep(article, library, engine)).collect();
    Ok((outcomes?, notices))
}

/// Annotates and stores one article. The library is locked only while it is written.
fn keep(article: &Article, library: &Mutex<Library>, engine: &Engine) -> Result<Outcome, Failure> {
    // A thread that panicked leaves nothing half written: each write is one transaction.
    let hold = || library.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let kept = {
        let mut library = hold();
        library.put_article(article)?;
        library.annotations(article, engine.version()).is_some_and(|kept| kept.complete)
    };
    if kept {
        return Ok(Outcome::Known);
    }
    let annotations = nlp::annotate(article, engine);
    let stored: Result<(), StoreError> = hold().put_annotations(article, &annotations);
    stored?;
    Ok(Outcome::Added)
}

fn name(input: &Path) -> String {
    input.file_name().map_or_else(|| input.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Returns a progress bar on a terminal, and a hidden one elsewhere.
fn bar(inputs: usize) -> ProgressBar {
    if inputs < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(inputs as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

fn summary(added: usize, known: usize, failed: usize) -> String {
    let s = if added == 1 { "article" } else { "articles" };
    let mut said = format!("{added} {s} added");
    if known > 0 {
        said.push_str(&format!(", {known} already in the library"));
    }
    if failed > 0 {
        said.push_str(&format!(", {failed} failed"));
    }
    said.push('\n');
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_said_in_one_line() {
        assert_eq!(summary(1, 0, 0), "1 article added\n");
        assert_eq!(summary(0, 2, 3), "0 articles added, 2 already in the library, 3 failed\n");
    }
}
