//! The native module of the Python package: calls the library and converts its errors into exceptions.
//!
//! The interface is one row as JSON in, one line of JSON out. So Python and the command line read the same rows by the
//! same code, and write the same bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pullquote::export;
use pullquote::ingest::ArticleRow;
use pullquote::nlp::{self, Engine};
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

create_exception!(pullquote, PullquoteError, PyException, "A row or an option that pullquote cannot use.");

/// The source name of an article, as for standard input.
const SOURCE: &str = "-";

fn engine(name: &str) -> Result<Engine, String> {
    match name {
        "full" => Ok(Engine::new()),
        "rules" => Ok(Engine::rules()),
        _ => Err(format!("no engine {name:?}; choose \"full\" or \"rules\"")),
    }
}

fn annotate_line(row: &[u8], date: Option<&str>, engine_name: &str) -> Result<String, String> {
    let engine = engine(engine_name)?;
    let day = match date {
        None => None,
        Some(words) => Some(nlp::day(words).ok_or_else(|| {
            format!("{words:?} is no date: enter one with its year, such as \"2023-03-15\" or \"15 March 2023\"")
        })?),
    };
    let (id, article) = ArticleRow::from_json(row)?.into_article(SOURCE, day);
    Ok(export::to_json(&article, &nlp::annotate(&article, &engine), &id).line())
}

/// Annotates one row, a JSON object with a `text`. Returns the line that `pullquote annotate --format jsonl` prints.
#[pyfunction]
#[pyo3(signature = (row, date, engine))]
fn annotate(python: Python<'_>, row: &[u8], date: Option<&str>, engine: &str) -> PyResult<String> {
    // A panic is a bug of ours. It must reach the caller as an exception that `except Exception` catches.
    let outcome = python.detach(|| catch_unwind(AssertUnwindSafe(|| annotate_line(row, date, engine))));
    outcome
        .unwrap_or_else(|_| Err("the engine failed on this text: please report this bug".to_owned()))
        .map_err(PullquoteError::new_err)
}

/// Returns name and version of an engine, as in the field `model`.
#[pyfunction]
fn model(engine: &str) -> PyResult<&'static str> {
    Ok(self::engine(engine).map_err(PullquoteError::new_err)?.version())
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(annotate, module)?)?;
    module.add_function(wrap_pyfunction!(model, module)?)?;
    module.add("PullquoteError", module.py().get_type::<PullquoteError>())?;
    module.add("SCHEMA", export::SCHEMA)
}
