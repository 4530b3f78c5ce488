//! The two panes, the title line, the status line and the input lines.

pub mod article;
pub(in crate::reader) mod copying;
pub mod facts;
pub mod list;
pub mod pictures;
pub(super) mod prompt;
pub(super) mod status;
pub(in crate::reader) mod strip;
pub(super) mod title;
