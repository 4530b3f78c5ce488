//! The quote sheet of an article: who said what, where, and how sure the engine is. Printed by a template, as a table
//! or as JSON.

mod entries;
mod table;
mod top;

pub use entries::{QUOTE_SHEET_SCHEMA, QuoteEntry, QuoteSheet};
pub use table::quotes_table;
pub use top::{TopName, top_names, top_speakers, top_table};
