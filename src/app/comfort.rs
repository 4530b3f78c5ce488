//! How a reader likes to read: what the settings say about the screen.

/// Settings of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comfort {
    /// Lines that one notch of the wheel moves.
    pub wheel: u16,
}

impl Default for Comfort {
    fn default() -> Self {
        Self { wheel: 3 }
    }
}
