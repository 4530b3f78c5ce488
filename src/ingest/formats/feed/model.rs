//! A feed of any format: the result of the parsers.

/// A text and its type: `html`, `plain`, `xhtml+xml` …
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    /// The subtype of the media type.
    pub(super) kind: String,
    /// Whether it was encoded in Base64.
    pub(super) is_decoded: bool,
}

/// The target of an entry or a feed.
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
    /// The full text.
    pub(super) content: Option<Words>,
    pub(super) summary: Option<Words>,
    /// Title and summary of another vocabulary, such as `media:title`; used where the entry has none of its own.
    pub(super) other_title: Option<Words>,
    pub(super) other_summary: Option<Words>,
    pub(super) authors: Vec<String>,
    /// The date, such as `2026-11-24`.
    pub(super) date: Option<String>,
    /// The language that it states, as a tag.
    pub(super) language: Option<String>,
}

/// A feed.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    pub(super) title: Option<Words>,
    pub(super) links: Vec<Link>,
    pub(super) authors: Vec<String>,
    pub(super) entries: Vec<Entry>,
    /// The language that it states, as a tag.
    pub(super) language: Option<String>,
    /// Messages for the reader.
    pub(super) notices: Vec<String>,
}
