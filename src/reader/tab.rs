//! The tabs of the second pane.

/// A tab of the second pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Quotes by speaker.
    #[default]
    Quotes,
    /// People.
    People,
    /// Dates, quantities, roles.
    Facts,
    /// Notes.
    Notes,
}

impl Tab {
    /// All tabs, in order.
    pub const ALL: [Tab; 4] = [Tab::Quotes, Tab::People, Tab::Facts, Tab::Notes];

    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Quotes => "Quotes",
            Self::People => "People",
            Self::Facts => "Facts",
            Self::Notes => "Notes",
        }
    }

    /// Its place, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}
