//! The Facts tab: claims to check first, the timeline, figures, and who is who.
//!
//! [`crate::export::FactSheet`] decides the order of the facts; this room makes their rows, opens and closes the
//! sections, and filters.

pub mod conditions;
pub(in crate::reader) mod lists;
pub mod sections;
pub(in crate::reader) mod states;
pub mod text;
pub(in crate::reader) mod update;
