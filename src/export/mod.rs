//! Layer 3: export and import. Writes annotations as JSON and in the formats of other programs, quote and fact sheets,
//! notes in several formats (and reads them back), and articles as plain lines.

mod corrections;
mod exchange;
mod facts;
mod formats;
mod json;
mod linear;
mod markdown;
mod marked;
mod page;
mod quotes;
mod table;
mod templates;

pub use corrections::correction_json;
pub use exchange::{
    Exchange, Incoming, Written, file_name, read_notes, vault_file, vault_file_name, vault_file_written, write_notes,
};
pub use facts::{
    Day, Entry, FACT_SHEET_SCHEMA, FACT_SHEET_VERSION, FactSection, FactSheet, SheetOf, facts_csv, facts_markdown,
    words,
};
pub use formats::{BRAT_CONFIG, COLUMNS, brat, brat_name, columns, web_annotations};
pub use json::{
    JsonAttribution, JsonDoc, JsonEntity, JsonEvidence, JsonFact, JsonFactKind, JsonPerson, JsonQuoteKind, JsonSpan,
    SCHEMA, SCHEMA_VERSION, harmless_text, to_json,
};
pub use linear::{Linear, linear};
pub use markdown::{inline, notes_markdown};
pub use page::{Colours, PageSettings, page};
pub use quotes::{
    QUOTE_SHEET_SCHEMA, QuoteEntry, QuoteSheet, TopName, quotes_table, top_names, top_speakers, top_table,
};
pub use table::TableKind;
pub use templates::{About, Document, PLACEHOLDERS, Template, TemplateError};
