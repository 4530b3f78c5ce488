//! Preferences: values that the reader changes with keys and finds again the next time.
//!
//! The settings file is never written. The library stores a changed value together with the setting at that time. The
//! stored value applies until the setting in the file changes.

use crate::library::db::{Preference, SEARCHES};
use crate::reader::Session;
use crate::reader::document::tab::{PeopleSort, QuoteSort, QuoteView};
use crate::reader::layout::geometry::{MARGIN_MOST, MEASURES, STRIP_MOST};
use crate::reader::overlays::library::LibrarySort;
use crate::reader::panes::article::find::Searched;
use crate::reader::panes::facts::sections::ClosedSections;

/// A preference.
struct Remembered {
    name: &'static str,
    get: fn(&Session) -> String,
    /// Restores a value from `get`; ignores invalid values.
    set: fn(&mut Session, &str),
}

/// The sort orders of the People tab, with their stored names.
const PEOPLE: [(PeopleSort, &str); 3] =
    [(PeopleSort::Appearance, "text"), (PeopleSort::Name, "name"), (PeopleSort::Share, "share")];

/// The number of searches to store, and the longest of them in bytes.
const MOST_SEARCHES: usize = 50;
const LONGEST: usize = 200;
/// The prefix of a stored search: a regular expression, or words.
const EXPRESSION: char = '~';
const WORDS: char = '/';

/// All preferences.
const ALL: &[Remembered] = &[
    Remembered {
        name: "measure",
        get: |session| session.shape.measure.to_string(),
        set: |session, value| {
            if let Some(columns) = value.parse().ok().filter(|columns| (MEASURES.0..=MEASURES.1).contains(columns)) {
                session.shape.measure = columns;
            }
        },
    },
    Remembered {
        name: "margin",
        get: |session| session.shape.margin.to_string(),
        set: |session, value| {
            if let Some(columns) = value.parse().ok().filter(|columns| *columns <= MARGIN_MOST) {
                session.shape.margin = columns;
            }
        },
    },
    Remembered {
        name: "single-pane",
        get: |session| session.shape.single.to_string(),
        set: |session, value| session.shape.single = value == "true",
    },
    Remembered {
        name: "second-pane",
        get: |session| session.shape.list.map_or_else(|| "auto".to_owned(), |share| share.to_string()),
        set: |session, value| session.shape.list = value.parse().ok().filter(|share| *share <= 1000),
    },
    Remembered {
        name: "quotes-below",
        get: |session| session.shape.strip.map_or_else(|| "auto".to_owned(), |rows| rows.to_string()),
        set: |session, value| session.shape.strip = value.parse().ok().filter(|rows| *rows <= STRIP_MOST),
    },
    Remembered {
        name: "full-lines",
        get: |session| session.screen_settings.justify.to_string(),
        set: |session, value| session.screen_settings.justify = value == "true",
    },
    Remembered {
        name: "divide-words",
        get: |session| session.screen_settings.hyphenate.to_string(),
        set: |session, value| session.screen_settings.hyphenate = value == "true",
    },
    Remembered {
        name: "light-paragraph",
        get: |session| session.focus_mode.to_string(),
        set: |session, value| session.focus_mode = value == "true",
    },
    Remembered {
        name: "people-order",
        get: |session| {
            let name = PEOPLE.iter().find(|(sort, _)| *sort == session.people_sort).map(|(_, name)| *name);
            name.unwrap_or_default().to_owned()
        },
        set: |session, value| {
            if let Some((sort, _)) = PEOPLE.iter().find(|(_, name)| *name == value) {
                session.people_sort = *sort;
            }
        },
    },
    Remembered {
        name: "facts-closed",
        get: |session| session.closed_sections.names(),
        set: |session, value| session.closed_sections = ClosedSections::named(value),
    },
    Remembered {
        name: "quote-order",
        get: |session| session.quote_sort.label().to_owned(),
        set: |session, value| {
            if let Some(sort) = QuoteSort::ALL.into_iter().find(|sort| sort.label() == value) {
                session.quote_sort = sort;
            }
        },
    },
    Remembered {
        name: "which-quotes",
        get: |session| session.quote_view.label().to_owned(),
        set: |session, value| {
            if let Some(view) = QuoteView::ALL.into_iter().find(|view| view.label() == value) {
                session.quote_view = view;
            }
        },
    },
    Remembered {
        name: "library-order",
        get: |session| session.library_sort.label().to_owned(),
        set: |session, value| {
            if let Some(sort) = LibrarySort::ALL.into_iter().find(|sort| sort.label() == value) {
                session.library_sort = sort;
            }
        },
    },
    Remembered {
        name: SEARCHES,
        get: |session| {
            let last = session.searches.iter().rev().filter(|s| s.query.len() <= LONGEST).take(MOST_SEARCHES);
            let mut lines: Vec<String> =
                last.map(|s| format!("{}{}", if s.regex { EXPRESSION } else { WORDS }, s.query)).collect();
            lines.reverse();
            lines.join("\n")
        },
        set: |session, value| {
            let searched = |line: &str| {
                let regex = line.starts_with(EXPRESSION);
                let query = line.strip_prefix([EXPRESSION, WORDS]).filter(|query| !query.is_empty())?.to_owned();
                Some(Searched { query, regex })
            };
            session.searches = value.lines().filter_map(searched).collect();
        },
    },
    Remembered {
        name: THEME,
        get: |session| session.chosen_theme.clone().unwrap_or_default(),
        set: |session, value| session.chosen_theme = (!value.is_empty()).then(|| value.to_owned()),
    },
];

/// The theme chosen with a key; empty for the theme in the settings. The runtime loads it.
pub const THEME: &str = "theme";

/// The stored values and the settings, in the order of the table.
#[derive(Clone, Debug, Default)]
pub struct Preferences {
    settings: Vec<String>,
    told: Vec<String>,
}

impl Preferences {
    /// Sets the theme in the settings, which the model does not know.
    pub fn set_theme(&mut self, theme: &str) {
        for (remembered, value) in ALL.iter().zip(&mut self.settings) {
            if remembered.name == THEME {
                theme.clone_into(value);
            }
        }
    }
}

fn all(session: &Session) -> Vec<String> {
    ALL.iter().map(|remembered| (remembered.get)(session)).collect()
}

impl Session {
    /// Takes the current values as those of the settings.
    pub fn settled(&mut self) {
        let now = all(self);
        self.preferences = Preferences { settings: now.clone(), told: now };
    }

    /// Restores stored values, unless their settings have changed since.
    pub fn remember(&mut self, kept: &[Preference]) {
        let settings = self.preferences.settings.clone();
        for (remembered, settings) in ALL.iter().zip(&settings) {
            let preference =
                kept.iter().find(|preference| preference.name == remembered.name && preference.settings == *settings);
            // Values changed before the library answered take precedence.
            let now = (remembered.get)(self);
            if let Some(preference) = preference.filter(|_| now == *settings || now.is_empty()) {
                (remembered.set)(self, &preference.value);
            }
        }
        self.preferences.told = all(self);
    }

    /// Returns the preferences that have changed since the last save.
    pub(in crate::reader) fn changed_preferences(&mut self) -> Vec<Preference> {
        if self.preferences.told.is_empty() {
            return Vec::new();
        }
        let now = all(self);
        let told = std::mem::replace(&mut self.preferences.told, now.clone());
        let changed = ALL.iter().zip(now).zip(told).zip(&self.preferences.settings);
        let changed = changed.filter(|(((_, now), told), _)| now != told);
        changed
            .map(|(((remembered, value), _), settings)| Preference {
                name: remembered.name.to_owned(),
                value,
                settings: settings.clone(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nlp::{Annotations, Fact, FactKind};
    use crate::reader::library_request::{LibraryEvent, LibraryRequest};
    use crate::reader::update::update;
    use crate::reader::{Action, Command, Effect, Model, Tab};
    use crate::text::{Article, Span};

    fn model() -> Model {
        let mut model = Model::new(Arc::new(Article::default()), (120, 36));
        model.session.settled();
        model.session.preferences.set_theme("auto");
        model
    }

    fn reported(model: &mut Model, actions: Vec<Action>) -> Vec<Preference> {
        let effects = actions.into_iter().flat_map(|action| update(model, action));
        effects
            .filter_map(|effect| {
                if let Effect::Library(LibraryRequest::SavePreference(preference)) = effect {
                    Some(preference)
                } else {
                    None
                }
            })
            .collect()
    }

    /// Actions that change every preference.
    fn changes() -> Vec<Action> {
        let day = Fact::new(Span::default(), FactKind::Date { value: None });
        vec![
            Action::Run(Command::Measure(-1)),
            Action::Run(Command::Margin(1)),
            Action::Run(Command::Justify),
            Action::Run(Command::Hyphenate),
            Action::Run(Command::Divider(1)),
            Action::Resize(80, 24),
            Action::Run(Command::Divider(-1)),
            Action::Resize(120, 36),
            Action::Run(Command::SinglePane),
            Action::Run(Command::FocusMode),
            Action::ThemeChanged("pullquote-light".to_owned()),
            Action::Run(Command::SortPeople),
            Action::Run(Command::ShowTab(crate::reader::Tab::Quotes)),
            Action::Run(Command::SortPeople),
            Action::Run(Command::WhichQuotes),
            Action::Run(Command::StartSearch),
            Action::Paste("tide".to_owned()),
            Action::Input(crossterm::event::KeyCode::Enter.into()),
            Action::Annotated(Arc::new(Annotations { facts: vec![day], complete: true, ..Annotations::default() })),
            Action::Run(Command::ShowTab(Tab::Facts)),
            Action::Run(Command::Columns(-1)),
        ]
    }

    #[test]
    fn what_is_changed_is_told_once_and_taken_again() {
        let mut model = model();
        model.document.tab = crate::reader::Tab::People;
        let mut kept = reported(&mut model, changes());
        update(&mut model, Action::Run(Command::ShowLibrary));
        update(&mut model, Action::Library(LibraryEvent::Listed(vec![crate::library::db::LibraryEntry::default()])));
        kept.extend(reported(&mut model, vec![Action::Run(Command::SortPeople)]));
        let mut names: Vec<&str> = kept.iter().map(|preference| preference.name.as_str()).collect();
        names.sort_unstable();
        let mut all: Vec<&str> = ALL.iter().map(|remembered| remembered.name).collect();
        all.sort_unstable();
        assert_eq!(names, all, "each once");
        assert_eq!(reported(&mut model, vec![Action::Run(Command::Lines(1))]), []);

        let mut again = self::model();
        again.session.remember(&kept);
        assert_eq!(super::all(&again.session), super::all(&model.session));
        assert_eq!(reported(&mut again, vec![Action::Run(Command::Lines(1))]), [], "nothing is new");
    }

    #[test]
    fn settings_that_were_changed_since_are_heard() {
        let mut model = model();
        let kept = reported(&mut model, vec![Action::Run(Command::Measure(-1))]);
        let mut changed = self::model();
        changed.session.shape.measure = 90;
        changed.session.settled();
        changed.session.remember(&kept);
        assert_eq!(changed.session.shape.measure, 90);
    }

    #[test]
    fn nonsense_is_passed_over() {
        let mut model = model();
        let before = all(&model.session);
        for (remembered, settings) in ALL.iter().zip(model.session.preferences.settings.clone()) {
            if remembered.name != THEME {
                let preference = Preference { name: remembered.name.to_owned(), value: "9999".to_owned(), settings };
                model.session.remember(&[preference]);
            }
        }
        assert_eq!(all(&model.session), before);
    }
}
