//! The second pane: quotes, people, facts and notes as lists.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod empty;
pub mod filter;
pub(in crate::reader) mod make;
pub(in crate::reader) mod people;
pub(in crate::reader) mod quote_rows;
pub(in crate::reader) mod quotes;
pub mod row_text;
pub mod rows;
pub(in crate::reader) mod update;
