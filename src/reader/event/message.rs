//! Messages on the status line.

/// A message on the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text: one line.
    pub text: String,
    /// Whether it reports a failure.
    pub error: bool,
}

impl Message {
    /// Makes an informational message.
    #[must_use]
    pub fn note(text: impl Into<String>) -> Self {
        Self { text: text.into(), error: false }
    }

    /// Makes an error message.
    #[must_use]
    pub fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), error: true }
    }
}
