//! What outlives the article: settings, keys, theme, preferences, and the other open articles.

pub mod dates;
pub mod preferences;
pub mod settings;

use std::sync::Arc;

use preferences::Preferences;

use crate::reader::command::keys::Keys;
use crate::reader::dates::Dates;
use crate::reader::document::tab::PeopleSort;
use crate::reader::layout::geometry::Shape;
use crate::reader::overlays::library::{OpenArticle, ShelfSort};
use crate::reader::overlays::library_search::LibrarySearch;
use crate::reader::panes::article::find::Searched;
use crate::reader::settings::Comfort;

/// The reader's session: the same for every article that is opened in it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Screen size in cells: columns, rows.
    pub screen: (u16, u16),
    /// Why nothing can be saved; `None` where the library can be written.
    pub read_only: Option<String>,

    // ---- settings
    /// The reader's keys.
    pub keys: Arc<Keys>,
    /// How the reader writes days and times.
    pub dates: Arc<Dates>,
    /// The settings of the screen.
    pub comfort: Comfort,
    /// The sizes of the panes.
    pub shape: Shape,
    /// Name of the current theme.
    pub theme: String,
    /// The names of all themes.
    pub themes: Arc<Vec<String>>,

    // ---- what the reader changes while reading, and finds again the next time
    /// The theme that was chosen with its key.
    pub chosen_theme: Option<String>,
    /// Only the current paragraph is bright.
    pub focus_mode: bool,
    /// How the People tab is sorted.
    pub people_sort: PeopleSort,
    /// How the library is sorted.
    pub library_sort: ShelfSort,
    /// Earlier searches, oldest first.
    pub searches: Vec<Searched>,
    /// What the library keeps of these preferences.
    pub preferences: Preferences,

    // ---- from one article to another
    /// Whether the search line takes regular expressions.
    pub regex: bool,
    /// The other articles that are open, the last one first.
    pub others: Vec<OpenArticle>,
    /// The last search of the library.
    pub library_search: Option<LibrarySearch>,
}

/// What a session begins with: the settings, and the names of the themes.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The sizes of the panes.
    pub shape: Shape,
    /// The settings of the screen.
    pub comfort: Comfort,
    /// The reader's keys.
    pub keys: Arc<Keys>,
    /// How the reader writes days and times.
    pub dates: Arc<Dates>,
    /// Name of the theme to begin with.
    pub theme: String,
    /// The theme that the settings ask for; `None` where the command line does.
    pub set_theme: Option<String>,
    /// The names of all themes.
    pub themes: Arc<Vec<String>>,
}

impl Session {
    /// A session on a screen of this size.
    #[must_use]
    pub(in crate::reader) fn new(screen: (u16, u16)) -> Self {
        Self {
            screen,
            read_only: None,
            keys: Keys::standard(),
            dates: Arc::default(),
            comfort: Comfort::default(),
            shape: Shape::default(),
            theme: String::new(),
            themes: Arc::default(),
            chosen_theme: None,
            focus_mode: false,
            people_sort: PeopleSort::default(),
            library_sort: ShelfSort::default(),
            searches: Vec::new(),
            preferences: Preferences::default(),
            regex: false,
            others: Vec::new(),
            library_search: None,
        }
    }

    /// A session on a screen of this size, with the reader's settings.
    #[must_use]
    pub(in crate::reader) fn with(screen: (u16, u16), setup: Setup) -> Self {
        let Setup { shape, comfort, keys, dates, theme, set_theme, themes } = setup;
        let mut session = Self { shape, comfort, keys, dates, theme, themes, ..Self::new(screen) };
        session.settled();
        if let Some(theme) = &set_theme {
            session.preferences.set_theme(theme);
        }
        session
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            shape: Shape::default(),
            comfort: Comfort::default(),
            keys: Keys::standard(),
            dates: Arc::default(),
            theme: String::new(),
            set_theme: None,
            themes: Arc::default(),
        }
    }
}
