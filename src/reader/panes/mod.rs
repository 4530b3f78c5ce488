//! The two panes, the title line and the status line.

pub mod article;
pub mod list;
pub(super) mod prompt;
pub(super) mod status;
pub(super) mod title;
