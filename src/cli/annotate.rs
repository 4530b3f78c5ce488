//! Runs `pullquote annotate`: prints annotations in the order of the inputs, with few articles in memory.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;

use crate::cli::output::{Failure, complain, harmless_json};
use crate::cli::plan::{Annotate, Output};
use crate::cli::progress::Progress;
use crate::cli::rows;
use crate::cli::rows::{Row, RowArticle};
use crate::export;
use crate::ingest;
use crate::nlp;
use crate::nlp::{Annotations, Engine};
use crate::text::printable;

/// Maximum number of articles in work per job, …
const ARTICLES_PER_JOB: usize = 16;
/// … and approximately the maximum number of bytes.
const BYTES_AT_ONCE: usize = 8 << 20;

/// Runs the subcommand.
pub(super) fn run(plan: &Annotate) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.jobs).build().map_err(|error| {
        Failure::Usage(format!("cannot start {} threads: {error}; set a smaller number with --jobs", plan.jobs))
    })?;
    let engine = if plan.uncalibrated { Engine::new().uncalibrated() } else { Engine::new() };
    if let Output::Brat(folder) = &plan.output {
        start_brat(folder)?;
    }
    let mut printer = Printer {
        pool,
        engine,
        output: &plan.output,
        least: plan.least,
        out: BufWriter::new(io::stdout().lock()),
        printed: 0,
        names: HashSet::new(),
        progress: Progress::new(plan.rows.is_none().then_some(plan.inputs.len() as u64)),
    };
    let mut batch = Batch::new(plan.jobs * ARTICLES_PER_JOB);
    let mut failed = false;
    for input in &plan.inputs {
        let result = match &plan.rows {
            Some(format) => rows::read(input, format, plan.reading, &mut |row| match row {
                Row::Article { row, last_waiting } => {
                    let full = batch.add(*row);
                    // Behind a slow pipe, every row is answered at once.
                    if full || last_waiting { printer.print(&mut batch) } else { Ok(()) }
                }
                Row::Invalid(failure) => {
                    printer.print(&mut batch)?;
                    printer.progress.aside(|| complain(&failure.to_string()));
                    failed = true;
                    Ok(())
                }
            }),
            None => one_article(input, plan, &mut batch, &mut printer),
        };
        match result {
            Ok(()) => {}
            // A failed input does not stop the others.
            Err(failure @ (Failure::Ingest(_) | Failure::Line { .. })) => {
                printer.print(&mut batch)?;
                printer.progress.aside(|| complain(&failure.to_string()));
                failed = true;
            }
            Err(failure) => return Err(failure),
        }
    }
    printer.print(&mut batch)?;
    printer.finish()?;
    if failed { Err(Failure::Said) } else { Ok(()) }
}

fn one_article(
    input: &Path,
    plan: &Annotate,
    batch: &mut Batch,
    printer: &mut Printer<'_, impl Write>,
) -> Result<(), Failure> {
    let article = ingest::read_as(input, plan.reading)?;
    for notice in &article.notices {
        printer.progress.aside(|| complain(&format!("{}: {notice}", input.display())));
    }
    for article in article.into_entries() {
        if batch.add(RowArticle { id: article.id.to_string(), article }) {
            printer.print(batch)?;
        }
    }
    Ok(())
}

/// Articles to annotate together.
struct Batch {
    jobs: Vec<RowArticle>,
    bytes: usize,
    most: usize,
}

impl Batch {
    fn new(most: usize) -> Self {
        Self { jobs: Vec::new(), bytes: 0, most }
    }

    /// Adds an article. Returns whether the batch is full.
    fn add(&mut self, job: RowArticle) -> bool {
        self.bytes += job.article.text.len();
        self.jobs.push(job);
        self.jobs.len() >= self.most || self.bytes >= BYTES_AT_ONCE
    }
}

struct Printer<'a, W: Write> {
    pool: rayon::ThreadPool,
    engine: Engine,
    output: &'a Output,
    /// Minimum confidence.
    least: f32,
    out: W,
    printed: usize,
    /// The names of files for brat.
    names: HashSet<String>,
    progress: Progress,
}

impl<W: Write> Printer<'_, W> {
    /// Annotates the batch on all threads, and prints it in order.
    fn print(&mut self, batch: &mut Batch) -> Result<(), Failure> {
        let jobs = std::mem::take(&mut batch.jobs);
        batch.bytes = 0;
        if jobs.is_empty() {
            return Ok(());
        }
        // Files are named in the order of the inputs; a second article of the same id gets a number.
        let names = &mut self.names;
        let jobs: Vec<(RowArticle, String)> = jobs
            .into_iter()
            .map(|job| {
                let name =
                    if matches!(self.output, Output::Brat(_)) { new_name(names, &job.id) } else { String::new() };
                (job, name)
            })
            .collect();
        let (engine, output, least) = (&self.engine, self.output, self.least);
        let done: Vec<(String, u64)> = self.pool.install(|| {
            jobs.into_par_iter()
                .map(|(job, name)| {
                    let mut annotations = nlp::annotate(&job.article, engine);
                    // Compares the confidence as printed, with three decimals.
                    annotations.attributions.retain(|a| a.confidence + 0.000_5 >= least);
                    annotations.stances.retain(|a| a.confidence + 0.000_5 >= least);
                    let words = job.article.text.split_whitespace().count() as u64;
                    Ok((written(output, &job, &name, &annotations)?, words))
                })
                .collect::<Result<_, Failure>>()
        })?;
        let words = done.iter().map(|(_, words)| words).sum();
        self.progress.add(done.len() as u64, words);
        for (object, _) in done {
            let before = match (self.output, self.printed) {
                (Output::Json { several: true } | Output::W3c { several: true }, 0) => "[\n",
                (Output::Json { several: true } | Output::W3c { several: true }, _) => ",\n",
                (Output::Columns, 0) => export::COLUMNS,
                _ => "",
            };
            self.out.write_all(before.as_bytes())?;
            self.out.write_all(object.as_bytes())?;
            if matches!(self.output, Output::Lines | Output::Json { several: false } | Output::W3c { several: false }) {
                self.out.write_all(b"\n")?;
            }
            self.printed += 1;
        }
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let end: &[u8] = match (self.output, self.printed) {
            (Output::Json { several: true } | Output::W3c { several: true }, 0) => b"[]\n",
            (Output::Json { several: true } | Output::W3c { several: true }, _) => b"\n]\n",
            _ => b"",
        };
        self.out.write_all(end)?;
        Ok(self.out.flush()?)
    }
}

/// Returns what is printed for an article, safe for a terminal; for brat, writes its files instead.
fn written(output: &Output, job: &RowArticle, name: &str, annotations: &Annotations) -> Result<String, Failure> {
    let doc = export::to_json(&job.article, annotations, &job.id);
    Ok(match output {
        Output::Json { several } => harmless_json(&doc, !several)?,
        Output::Lines => doc.line(),
        Output::W3c { several } => harmless_json(&export::web_annotations(&job.article, &doc), !several)?,
        Output::Columns => printable(&export::columns(&job.article, &doc)).into_owned(),
        Output::Brat(folder) => {
            let file = |ending: &str| folder.join(format!("{name}.{ending}"));
            write_file(&file("txt"), &doc.text)?;
            write_file(&file("ann"), &export::brat(&doc))?;
            String::new()
        }
    })
}

/// Returns a file name for an id that no other article has.
fn new_name(names: &mut HashSet<String>, id: &str) -> String {
    let name = export::brat_name(id);
    let numbered = std::iter::once(name.clone()).chain((2..).map(|n: u64| format!("{name}-{n}")));
    let free = numbered.into_iter().find(|name| !names.contains(name)).unwrap_or(name);
    names.insert(free.clone());
    free
}

/// Makes the folder for brat, with its configuration.
fn start_brat(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::File { path: folder.to_owned(), error })?;
    write_file(&folder.join("annotation.conf"), export::BRAT_CONFIG)
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::File { path: path.to_owned(), error })
}
