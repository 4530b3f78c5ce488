//! Runs `pullquote annotate`: prints annotations in the order of the inputs, with few articles in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use crate::cli::output::{Failure, complain, harmless_json};
use crate::cli::plan::{Annotate, Output};
use crate::cli::progress::Progress;
use crate::export;
use crate::ingest;
use crate::ingest::{IngestError, MAX_BYTES};
use crate::nlp;
use crate::nlp::{Annotations, Engine};
use crate::text::Article;

/// Maximum number of articles in work per job, …
const ARTICLES_PER_JOB: usize = 16;
/// … and approximately the maximum number of bytes.
const BYTES_AT_ONCE: usize = 8 << 20;

/// One line of JSON Lines.
#[derive(Debug, Deserialize)]
struct Row {
    /// Copied to the output; may be a number.
    #[serde(default)]
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
}

/// An article with its id in the output.
struct Job {
    id: String,
    article: Article,
}

/// Runs the subcommand.
pub(super) fn run(plan: &Annotate) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.jobs).build().map_err(|error| {
        Failure::Usage(format!("cannot start {} threads: {error}; set a smaller number with --jobs", plan.jobs))
    })?;
    let engine = if plan.uncalibrated { Engine::new().uncalibrated() } else { Engine::new() };
    let mut printer = Printer {
        pool,
        engine,
        output: plan.output,
        least: plan.least,
        out: BufWriter::new(io::stdout().lock()),
        printed: 0,
        progress: Progress::new((!plan.lines_in).then_some(plan.inputs.len() as u64)),
    };
    let mut batch = Batch::new(plan.jobs * ARTICLES_PER_JOB);
    let mut failed = false;
    for input in &plan.inputs {
        let result = if plan.lines_in {
            each_line(input, plan, &mut batch, &mut printer)
        } else {
            one_article(input, plan, &mut batch, &mut printer)
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
    printer: &mut Printer<impl Write>,
) -> Result<(), Failure> {
    let mut article = ingest::read_as(input, plan.reading)?;
    for notice in &article.notices {
        printer.progress.aside(|| complain(&format!("{}: {notice}", input.display())));
    }
    // Entries of a feed are annotated apart: they share no people.
    let parts = std::mem::take(&mut article.parts);
    for article in if parts.is_empty() { vec![article] } else { parts } {
        if batch.add(Job { id: article.id.to_string(), article }) {
            printer.print(batch)?;
        }
    }
    Ok(())
}

/// Reads JSON Lines. Annotates a batch when it is full or when no more input is waiting: behind a slow pipe, every
/// line is answered at once.
fn each_line(
    input: &Path,
    plan: &Annotate,
    batch: &mut Batch,
    printer: &mut Printer<impl Write>,
) -> Result<(), Failure> {
    let name = input.to_string_lossy().into_owned();
    let io_error = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => IngestError::Missing { name: name.clone() },
        io::ErrorKind::PermissionDenied => IngestError::Permission { name: name.clone() },
        io::ErrorKind::IsADirectory => IngestError::Directory { name: name.clone() },
        _ => IngestError::Io { name: name.clone(), reason: error.to_string() },
    };
    let reader: Box<dyn Read> =
        if name == "-" { Box::new(io::stdin().lock()) } else { Box::new(File::open(input).map_err(io_error)?) };
    let mut reader = BufReader::with_capacity(1 << 20, reader);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader.by_ref().take(MAX_BYTES + 1).read_until(b'\n', &mut line).map_err(io_error)?;
        if read == 0 {
            break;
        }
        let wrong = |reason: String| Failure::Line { name: name.clone(), line: number, reason };
        if line.len() as u64 > MAX_BYTES {
            return Err(wrong(format!("longer than the limit of {} MiB", MAX_BYTES >> 20)));
        }
        let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let row: Row = serde_json::from_slice(line)
            .map_err(|error| wrong(format!("not a JSON object with a \"text\" field ({error})")))?;
        let mut article = ingest::from_plain(&name, row.text);
        article.title = row.title.or(article.title);
        // A date in the line takes precedence.
        article.date = row.date.or_else(|| plan.reading.day.map(|day| day.to_string())).or(article.date);
        let id = match row.id {
            Some(serde_json::Value::String(id)) => id,
            None | Some(serde_json::Value::Null) => article.id.to_string(),
            Some(other) => other.to_string(),
        };
        let full = batch.add(Job { id, article });
        if full || !reader.buffer().contains(&b'\n') {
            printer.print(batch)?;
        }
    }
    Ok(())
}

/// Articles to annotate together.
struct Batch {
    jobs: Vec<Job>,
    bytes: usize,
    most: usize,
}

impl Batch {
    fn new(most: usize) -> Self {
        Self { jobs: Vec::new(), bytes: 0, most }
    }

    /// Adds an article. Returns whether the batch is full.
    fn add(&mut self, job: Job) -> bool {
        self.bytes += job.article.text.len();
        self.jobs.push(job);
        self.jobs.len() >= self.most || self.bytes >= BYTES_AT_ONCE
    }
}

struct Printer<W: Write> {
    pool: rayon::ThreadPool,
    engine: Engine,
    output: Output,
    /// Minimum confidence.
    least: f32,
    out: W,
    printed: usize,
    progress: Progress,
}

impl<W: Write> Printer<W> {
    /// Annotates the batch on all threads, and prints it in order.
    fn print(&mut self, batch: &mut Batch) -> Result<(), Failure> {
        let jobs = std::mem::take(&mut batch.jobs);
        batch.bytes = 0;
        if jobs.is_empty() {
            return Ok(());
        }
        let (engine, pretty, least) = (&self.engine, self.output == Output::Object, self.least);
        let done: Vec<(String, u64)> = self
            .pool
            .install(|| {
                jobs.into_par_iter()
                    .map(|job| {
                        let mut annotations = nlp::annotate(&job.article, engine);
                        // Compares the confidence as printed, with three decimals.
                        annotations.attributions.retain(|a| a.confidence + 0.000_5 >= least);
                        annotations.stances.retain(|a| a.confidence + 0.000_5 >= least);
                        let words = job.article.text.split_whitespace().count() as u64;
                        Ok((json(&job.id, &job.article, &annotations, pretty)?, words))
                    })
                    .collect::<Result<_, serde_json::Error>>()
            })
            .map_err(io::Error::from)?;
        let words = done.iter().map(|(_, words)| words).sum();
        self.progress.add(done.len() as u64, words);
        for (object, _) in done {
            let before = match (self.output, self.printed) {
                (Output::Array, 0) => "[\n",
                (Output::Array, _) => ",\n",
                _ => "",
            };
            self.out.write_all(before.as_bytes())?;
            self.out.write_all(object.as_bytes())?;
            if self.output != Output::Array {
                self.out.write_all(b"\n")?;
            }
            self.printed += 1;
        }
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let end: &[u8] = match (self.output, self.printed) {
            (Output::Array, 0) => b"[]\n",
            (Output::Array, _) => b"\n]\n",
            _ => b"",
        };
        self.out.write_all(end)?;
        Ok(self.out.flush()?)
    }
}

/// Returns an article's annotations as JSON that is safe to print on a terminal.
fn json(id: &str, article: &Article, annotations: &Annotations, pretty: bool) -> Result<String, serde_json::Error> {
    harmless_json(&export::to_json(article, annotations, id), pretty)
}
