//! The fact sheet of an article: its claims, days, figures and roles, in order and in words.
//!
//! [`FactSheet`] decides what stands in which section and in which order, for the screen and for every format. [`words`]
//! says a fact in words. [`SheetOf`] is the sheet of one article as it is printed: as Markdown, CSV or JSON.

mod csv;
mod entries;
mod markdown;
mod sheet;
pub mod words;

pub use csv::facts_csv;
pub use entries::{Entry, FACT_SHEET_SCHEMA, FACT_SHEET_VERSION, SheetOf};
pub use markdown::facts_markdown;
pub use sheet::{Day, FactSection, FactSheet};
