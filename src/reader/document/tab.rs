//! The two panes, the tabs of the second pane, and the sort orders of its lists.

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

    /// Returns the label of the tab.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Quotes => "Quotes",
            Self::People => "People",
            Self::Facts => "Facts",
            Self::Notes => "Notes",
        }
    }

    /// Returns its index, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// The selection and scroll position of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// Selected row (an index into [`Document::rows`](crate::reader::Document::rows)).
    pub selected: usize,
    /// First visible row.
    pub top: usize,
}

/// The sort orders of the People tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    /// In text order.
    #[default]
    Appearance,
    /// By name.
    Name,
    /// By share of quoted words, largest first.
    Share,
}

impl PeopleSort {
    /// Returns the name of the order.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Appearance => "in text order",
            Self::Name => "by name",
            Self::Share => "by share of quoted words",
        }
    }

    /// Returns the next order.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Appearance => Self::Name,
            Self::Name => Self::Share,
            Self::Share => Self::Appearance,
        }
    }
}

/// The sort orders of the Notes tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteSort {
    /// In text order.
    #[default]
    Place,
    /// Most recently created first.
    Newest,
    /// Most recently changed first.
    Changed,
    /// Verdicts, questions, things to do, notes, highlights.
    Kind,
}

impl NoteSort {
    /// Returns the name of the order.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Place => "in text order",
            Self::Newest => "newest first",
            Self::Changed => "last changed first",
            Self::Kind => "by kind",
        }
    }

    /// Returns the next order.
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
