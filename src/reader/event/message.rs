//! Messages to the reader.

/// A message on the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it says: one line.
    pub text: String,
    /// Whether something failed.
    pub error: bool,
}

impl Message {
    /// Something to know.
    #[must_use]
    pub fn note(text: impl Into<String>) -> Self {
        Self { text: text.into(), error: false }
    }

    /// Something that failed.
    #[must_use]
    pub fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), error: true }
    }
}
