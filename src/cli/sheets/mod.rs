//! The commands that print sheets of articles: `quotes` and `facts`.

pub(super) mod facts;
pub(super) mod quotes;
