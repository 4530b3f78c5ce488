//! The article pane: text, search, selection and movement.

pub(in crate::reader) mod code;
pub(in crate::reader) mod draw;
pub mod find;
pub mod links;
pub(in crate::reader) mod motion;
pub(in crate::reader) mod paint;
pub(in crate::reader) mod scrollbar;
pub(in crate::reader) mod search;
pub(in crate::reader) mod selection;
