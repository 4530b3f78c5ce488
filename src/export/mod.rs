//! Layer 3: export and import. Writes annotations as JSON, fact sheets, notes in several formats (and reads them back),
//! and articles as plain lines.

mod corrections;
mod exchange;
mod facts;
mod json;
mod linear;
mod markdown;

pub use corrections::correction_json;
pub use exchange::{Exchange, Incoming, file_name, read_notes, write_notes};
pub use facts::{
    Day, Entry, FACT_SHEET_SCHEMA, FACT_SHEET_VERSION, FactSection, FactSheet, SheetOf, facts_csv, facts_markdown,
    words,
};
pub use json::{
    JsonAttribution, JsonDoc, JsonEntity, JsonEvidence, JsonFact, JsonFactKind, JsonPerson, JsonSpan, SCHEMA,
    SCHEMA_VERSION, to_json,
};
pub use linear::{Linear, linear};
pub use markdown::notes_markdown;
