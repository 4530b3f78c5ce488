//! State that outlives the article: settings, keys, theme, preferences, and the other open articles.

pub mod dates;
pub mod preferences;
pub mod settings;

use std::collections::BTreeSet;
use std::sync::Arc;

use preferences::Preferences;

use crate::export::Template;
use crate::reader::command::keys::Keys;
use crate::reader::dates::Dates;
use crate::reader::document::tab::{PeopleSort, QuoteSort, QuoteView};
use crate::reader::layout::geometry::Shape;
use crate::reader::overlays::library::{LibrarySort, OpenArticle};
use crate::reader::overlays::library_search::LibrarySearch;
use crate::reader::panes::article::find::Searched;
use crate::reader::panes::facts::sections::ClosedSections;
use crate::reader::panes::pictures::Display;
use crate::reader::settings::ScreenSettings;

/// The session, shared by all articles.
#[derive(Clone, Debug)]
pub struct Session {
    /// Screen size in cells: columns, rows.
    pub screen: (u16, u16),
    /// Why changes cannot be saved; `None` if the library is writable.
    pub read_only: Option<String>,

    // ---- settings
    /// The reader's keys.
    pub keys: Arc<Keys>,
    /// The format of dates and times.
    pub dates: Arc<Dates>,
    /// The form of copied quotes.
    pub copy: Arc<Template>,
    /// The settings of the screen.
    pub screen_settings: ScreenSettings,
    /// The sizes of the panes.
    pub shape: Shape,
    /// How the terminal shows pictures.
    pub display: Display,
    /// Whether pictures are shown.
    pub pictures_shown: bool,
    /// Name of the current theme.
    pub theme: String,
    /// The names of all themes.
    pub themes: Arc<Vec<String>>,
    /// The path of the settings file, as displayed.
    pub settings_file: Option<String>,
    /// The mistakes in the settings file, each in one line.
    pub settings_problems: Arc<Vec<String>>,

    // ---- changed while reading, and saved
    /// The theme chosen with a key.
    pub chosen_theme: Option<String>,
    /// Whether focus mode is on: only the current paragraph is bright.
    pub focus_mode: bool,
    /// The sort order of the People tab.
    pub people_sort: PeopleSort,
    /// The closed sections of the Facts tab.
    pub closed_sections: ClosedSections,
    /// The sort order of the Quotes tab.
    pub quote_sort: QuoteSort,
    /// The quotes that the Quotes tab lists.
    pub quote_view: QuoteView,
    /// The sort order of the library.
    pub library_sort: LibrarySort,
    /// Earlier searches, oldest first.
    pub searches: Vec<Searched>,
    /// The saved preferences.
    pub preferences: Preferences,

    // ---- shared between articles
    /// The commands of the reader's own that are running, by index.
    pub running: BTreeSet<usize>,
    /// Whether the search line takes regular expressions.
    pub regex: bool,
    /// The number of articles named on the command line.
    pub files: usize,
    /// The other open articles, most recent first.
    pub others: Vec<OpenArticle>,
    /// The last library search.
    pub library_search: Option<LibrarySearch>,
    /// The day from which relative days count, once the library has said it.
    pub today: Option<jiff::civil::Date>,
}

/// The settings that a session starts with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The sizes of the panes.
    pub shape: Shape,
    /// The settings of the screen.
    pub screen_settings: ScreenSettings,
    /// How the terminal shows pictures.
    pub display: Display,
    /// The reader's keys.
    pub keys: Arc<Keys>,
    /// The format of dates and times.
    pub dates: Arc<Dates>,
    /// The form of copied quotes.
    pub copy: Arc<Template>,
    /// The initial theme.
    pub theme: String,
    /// The theme in the settings; `None` if the command line overrides it.
    pub set_theme: Option<String>,
    /// The names of all themes.
    pub themes: Arc<Vec<String>>,
    /// The path of the settings file, as displayed.
    pub settings_file: Option<String>,
    /// The mistakes in the settings file, each in one line.
    pub settings_problems: Arc<Vec<String>>,
    /// The number of articles named on the command line.
    pub files: usize,
}

impl Session {
    /// Makes a session with default settings.
    #[must_use]
    pub(in crate::reader) fn new(screen: (u16, u16)) -> Self {
        Self {
            screen,
            read_only: None,
            keys: Keys::standard(),
            dates: Arc::default(),
            copy: Arc::default(),
            screen_settings: ScreenSettings::default(),
            shape: Shape::default(),
            display: Display::default(),
            pictures_shown: true,
            theme: String::new(),
            themes: Arc::default(),
            settings_file: None,
            settings_problems: Arc::default(),
            chosen_theme: None,
            focus_mode: false,
            people_sort: PeopleSort::default(),
            closed_sections: ClosedSections::default(),
            quote_sort: QuoteSort::default(),
            quote_view: QuoteView::default(),
            library_sort: LibrarySort::default(),
            searches: Vec::new(),
            preferences: Preferences::default(),
            running: BTreeSet::new(),
            regex: false,
            files: 0,
            others: Vec::new(),
            library_search: None,
            today: None,
        }
    }

    /// Makes a session with the reader's settings.
    #[must_use]
    pub(in crate::reader) fn with(screen: (u16, u16), setup: Setup) -> Self {
        let Setup {
            shape,
            screen_settings,
            display,
            keys,
            dates,
            copy,
            theme,
            set_theme,
            themes,
            settings_file,
            settings_problems,
            files,
        } = setup;
        let mut session =
            Self { shape, screen_settings, display, keys, dates, copy, theme, themes, ..Self::new(screen) };
        (session.settings_file, session.settings_problems, session.files) = (settings_file, settings_problems, files);
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
            screen_settings: ScreenSettings::default(),
            display: Display::default(),
            keys: Keys::standard(),
            dates: Arc::default(),
            copy: Arc::default(),
            theme: String::new(),
            set_theme: None,
            themes: Arc::default(),
            settings_file: None,
            settings_problems: Arc::default(),
            files: 0,
        }
    }
}
