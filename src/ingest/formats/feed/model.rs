//! A feed, whatever its format: what the parsers give and what drafts are made of.

/// Words, and what they are: `html`, `plain`, `xhtml+xml` …
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    /// The part of the media type behind the slash.
    pub(super) kind: String,
}

/// Where an entry or a feed leads.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) rel: Option<String>,
}

/// An entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) title: Option<Words>,
    pub(super) links: Vec<Link>,
    pub(super) base: Option<String>,
    /// The whole text.
    pub(super) content: Option<Words>,
    pub(super) summary: Option<Words>,
    pub(super) authors: Vec<String>,
    /// `2026-11-24`.
    pub(super) date: Option<String>,
}

/// A feed.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    pub(super) title: Option<Words>,
    pub(super) links: Vec<Link>,
    pub(super) authors: Vec<String>,
    pub(super) entries: Vec<Entry>,
    /// What the reader must be told.
    pub(super) notices: Vec<String>,
}
