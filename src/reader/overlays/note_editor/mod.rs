//! The note editor.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
