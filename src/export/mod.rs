//! Layer 3: export. What leaves the program as a document: annotations as JSON, notes as Markdown, an article as
//! plain lines.

mod json;
mod linear;
mod markdown;

pub use json::{
    JsonAttribution, JsonDoc, JsonEntity, JsonEvidence, JsonFact, JsonFactKind, JsonPerson, JsonSpan, SCHEMA, to_json,
};
pub use linear::{Linear, linear};
pub use markdown::notes_markdown;
