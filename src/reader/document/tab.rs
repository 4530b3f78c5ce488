//! The two panes, the tabs of the second one, and how its lists are sorted.

/// The two panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The article.
    #[default]
    Article,
    /// The second pane.
    List,
}

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

/// Where a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// Selected row (an index into [`Document::rows`](crate::reader::Document::rows)).
    pub selected: usize,
    /// First visible row.
    pub top: usize,
}

/// The orders of the People tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    /// As they come in the text.
    #[default]
    Appearance,
    /// By name.
    Name,
    /// By share of the quoted words, the greatest first.
    Share,
}

impl PeopleSort {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Appearance => "in order of the text",
            Self::Name => "by name",
            Self::Share => "by share of voice",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Appearance => Self::Name,
            Self::Name => Self::Share,
            Self::Share => Self::Appearance,
        }
    }
}

/// The orders of the Notes tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteSort {
    /// As their words come in the text.
    #[default]
    Place,
    /// The one made last first.
    Newest,
    /// The one changed last first.
    Changed,
    /// Verdicts, questions, things to do, notes, highlights.
    Kind,
}

impl NoteSort {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Place => "in order of the text",
            Self::Newest => "newest first",
            Self::Changed => "last changed first",
            Self::Kind => "by kind",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Place => Self::Newest,
            Self::Newest => Self::Changed,
            Self::Changed => Self::Kind,
            Self::Kind => Self::Place,
        }
    }
}
