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

/// The sort orders of the Quotes tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuoteSort {
    /// By speaker, in order of their first quotes.
    #[default]
    Speaker,
    /// In text order.
    Text,
    /// The surest quotes first.
    Certainty,
}

impl QuoteSort {
    /// All orders, in the order of the sort key.
    pub const ALL: [Self; 3] = [Self::Speaker, Self::Text, Self::Certainty];

    /// Returns the name of the order, which is also stored.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Speaker => "by speaker",
            Self::Text => "in text order",
            Self::Certainty => "surest first",
        }
    }

    /// Returns the next order.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|sort| *sort == self).unwrap_or_default();
        Self::ALL.get(at + 1).copied().unwrap_or_default()
    }
}

/// The quotes that the Quotes tab lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuoteView {
    /// All quotes; unsure ones and those without a speaker behind a closed line.
    #[default]
    All,
    /// Only quotes with words in quotation marks.
    Quoted,
    /// Only quotes with a known and sure speaker.
    Sure,
}

impl QuoteView {
    /// All views, in the order of the key.
    pub const ALL: [Self; 3] = [Self::All, Self::Quoted, Self::Sure];

    /// Returns the name of the view, which is also stored.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all quotes",
            Self::Quoted => "quoted words only",
            Self::Sure => "sure quotes only",
        }
    }

    /// Returns the next view.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|view| *view == self).unwrap_or_default();
        Self::ALL.get(at + 1).copied().unwrap_or_default()
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
