//! The quote sheet of an article: who said what, where, and how sure the engine is. Printed as Markdown, a table or JSON.

mod entries;
mod markdown;
mod table;
mod top;

pub use entries::{QuoteEntry, QuoteSheet};
pub use markdown::quotes_markdown;
pub use table::quotes_table;
pub use top::{TopName, top_names, top_speakers, top_table};
