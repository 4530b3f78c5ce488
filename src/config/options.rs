//! The table of settings.

use std::path::PathBuf;

use crate::config::Settings;
use crate::reader::DateStyle;
use crate::reader::layout::geometry::{MARGIN_MOST, MEASURES};
use crate::reader::settings::{Links, Pictures};

/// What a setting holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(u16),
    Switch(bool),
}

/// The valid values of a setting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Any text; the string describes it.
    Text(&'static str),
    /// A number in a range.
    Number(u16, u16),
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A text that this function accepts; the string describes the valid values.
    Checked(fn(&str) -> bool, &'static str),
}

/// One setting.
pub(super) struct Opt {
    pub(super) name: &'static str,
    /// The comment that explains the setting.
    pub(super) about: &'static str,
    pub(super) kind: Kind,
    pub(super) get: fn(&Settings) -> Value,
    /// Takes a value of its kind.
    pub(super) set: fn(&mut Settings, Value),
}

/// Names that settings had once, and what they are called now: files with the older names are still read.
pub(super) const RENAMED: &[(&str, &str)] = &[("full-lines", "justify"), ("divide-words", "hyphenate")];

/// All settings but the keys, in the order in which they are printed.
pub(super) const OPTIONS: &[Opt] = &[
    Opt {
        name: "theme",
        about: "The theme: \"auto\" chooses one that suits the terminal's background; otherwise a theme's name (see `pullquote \
                themes`) or the path of a .tmTheme file. Put your own themes into the folder `themes` beside this file. \
                --theme and PULLQUOTE_THEME override this.",
        kind: Kind::Text("\"auto\", a theme's name (see pullquote themes) or the path of a .tmTheme file"),
        get: |settings| Value::Text(settings.theme.clone().unwrap_or_else(|| "auto".to_owned())),
        set: |settings, value| {
            if let Value::Text(text) = value {
                settings.theme = (text != "auto" && !text.is_empty()).then_some(text);
            }
        },
    },
    Opt {
        name: "library",
        about: "The library file, with your notes and reading positions; empty for the one in your data directory. A path \
                may begin with ~/. --library and PULLQUOTE_LIBRARY override this.",
        kind: Kind::Text("a path, or \"\" for the library in your data directory"),
        get: |settings| {
            let path = settings.library.as_ref();
            Value::Text(path.map_or_else(String::new, |path| path.to_string_lossy().into_owned()))
        },
        set: |settings, value| {
            if let Value::Text(text) = value {
                settings.library = (!text.is_empty()).then(|| PathBuf::from(text));
            }
        },
    },
    Opt {
        name: "copy",
        about: "The form of copied quotes (y, Y): plain, markdown, obsidian, apa, mla, chicago, bibtex or csl-json; the \
                name of your own template in the folder `templates` beside this file, or its path; or a template itself, \
                such as \"{{ quote.words }} ({{ quote.speaker }})\". `pullquote quotes --help` lists the placeholders.",
        kind: Kind::Text("the name of a template, a path, or a template such as \"{{ quote.words }}\""),
        get: |settings| Value::Text(settings.copy.clone().unwrap_or_else(|| "plain".to_owned())),
        set: |settings, value| {
            if let Value::Text(text) = value {
                settings.copy = (text != "plain" && !text.is_empty()).then_some(text);
            }
        },
    },
    Opt {
        name: "vault",
        about: "A folder, such as an Obsidian vault: whenever you save a note, all notes on the article are written there \
                as one Markdown file. A file that you changed yourself is never overwritten. A path may begin with ~/; \
                empty for none.",
        kind: Kind::Text("the path of a folder, or \"\" for none"),
        get: |settings| {
            let path = settings.vault.as_ref();
            Value::Text(path.map_or_else(String::new, |path| path.to_string_lossy().into_owned()))
        },
        set: |settings, value| {
            if let Value::Text(text) = value {
                settings.vault = (!text.is_empty()).then(|| PathBuf::from(text));
            }
        },
    },
    Opt {
        name: "measure",
        about: "Maximum line length of running text, in columns; + and - change it while reading.",
        kind: Kind::Number(MEASURES.0, MEASURES.1),
        get: |settings| Value::Number(settings.shape.measure),
        set: |settings, value| {
            if let Value::Number(columns) = value {
                settings.shape.measure = columns;
            }
        },
    },
    Opt {
        name: "margin",
        about: "Minimum margin on either side of running text, in columns, where there is room; . and , change it while \
                reading.",
        kind: Kind::Number(0, MARGIN_MOST),
        get: |settings| Value::Number(settings.shape.margin),
        set: |settings, value| {
            if let Value::Number(columns) = value {
                settings.shape.margin = columns;
            }
        },
    },
    Opt {
        name: "justify",
        about: "Justify running text: widen spaces so that lines are equally long; J changes it while reading.",
        kind: Kind::Switch,
        get: |settings| Value::Switch(settings.screen_settings.justify),
        set: |settings, value| {
            if let Value::Switch(on) = value {
                settings.screen_settings.justify = on;
            }
        },
    },
    Opt {
        name: "hyphenate",
        about: "Hyphenate words at the ends of lines, by the rules of the article's language; K changes it while reading.",
        kind: Kind::Switch,
        get: |settings| Value::Switch(settings.screen_settings.hyphenate),
        set: |settings, value| {
            if let Value::Switch(on) = value {
                settings.screen_settings.hyphenate = on;
            }
        },
    },
    Opt {
        name: "links",
        about: "Mark links for the terminal (OSC 8), so that it can open them itself: \"auto\" does so in terminals that are \
                known to support it.",
        kind: Kind::Choice(&Links::NAMES),
        get: |settings| Value::Text(settings.screen_settings.links.name().to_owned()),
        set: |settings, value| {
            if let Value::Text(name) = value {
                settings.screen_settings.links = Links::of(&name);
            }
        },
    },
    Opt {
        name: "pictures",
        about: "Show the pictures of articles: \"auto\" uses the best protocol that the terminal is known to support, else \
                coloured half blocks; \"off\" shows none. Pictures on the web are fetched only when you press %.",
        kind: Kind::Choice(&Pictures::NAMES),
        get: |settings| Value::Text(settings.screen_settings.pictures.name().to_owned()),
        set: |settings, value| {
            if let Value::Text(name) = value {
                settings.screen_settings.pictures = Pictures::of(&name);
            }
        },
    },
    Opt {
        name: "picture-height",
        about: "Greatest height of a picture, in percent of the pane.",
        kind: Kind::Number(10, 90),
        get: |settings| Value::Number(settings.screen_settings.picture_height),
        set: |settings, value| {
            if let Value::Number(percent) = value {
                settings.screen_settings.picture_height = percent;
            }
        },
    },
    Opt {
        name: "single-pane",
        about: "Show a single pane at a time, however wide the screen is; | changes it while reading.",
        kind: Kind::Switch,
        get: |settings| Value::Switch(settings.shape.single),
        set: |settings, value| {
            if let Value::Switch(on) = value {
                settings.shape.single = on;
            }
        },
    },
    Opt {
        name: "dates",
        about: "Format of dates and times: \"auto\" follows LC_ALL, LC_TIME or LANG; or a language or region (\"de\", \
                \"en-US\"); or \"iso\" (2023-03-15).",
        kind: Kind::Checked(
            |name| DateStyle::of(name).is_some(),
            "\"auto\", \"iso\", or the tag of a language or region, as \"de\" or \"en-US\"",
        ),
        get: |settings| Value::Text(settings.dates.name().to_owned()),
        set: |settings, value| {
            if let Value::Text(name) = value {
                settings.dates = DateStyle::of(&name).unwrap_or_default();
            }
        },
    },
    Opt {
        name: "refresh-on-start",
        about: "Refresh the feeds that you follow whenever the reader starts; otherwise only on request (I in the reader, or \
                `pullquote follow refresh`).",
        kind: Kind::Switch,
        get: |settings| Value::Switch(settings.following.on_start),
        set: |settings, value| {
            if let Value::Switch(on) = value {
                settings.following.on_start = on;
            }
        },
    },
    Opt {
        name: "fetch-beforehand",
        about: "Fetch the articles of new entries while refreshing, where a feed has only a part of the text; otherwise each is \
                fetched when you open it.",
        kind: Kind::Switch,
        get: |settings| Value::Switch(settings.following.beforehand),
        set: |settings, value| {
            if let Value::Switch(on) = value {
                settings.following.beforehand = on;
            }
        },
    },
    Opt {
        name: "quote-lines",
        about: "Lines of each quote in the list of quotes; 0 shows all quotes whole. The selected quote is always whole.",
        kind: Kind::Number(0, 20),
        get: |settings| Value::Number(settings.screen_settings.quote_lines),
        set: |settings, value| {
            if let Value::Number(lines) = value {
                settings.screen_settings.quote_lines = lines;
            }
        },
    },
    Opt {
        name: "wheel",
        about: "Lines per notch of the mouse wheel; 1 suits a trackpad.",
        kind: Kind::Number(1, 20),
        get: |settings| Value::Number(settings.screen_settings.wheel),
        set: |settings, value| {
            if let Value::Number(lines) = value {
                settings.screen_settings.wheel = lines;
            }
        },
    },
];

impl Kind {
    /// A description of the valid values.
    pub(super) fn choices(self) -> String {
        match self {
            Self::Text(words) | Self::Checked(_, words) => words.to_owned(),
            Self::Number(least, most) => format!("a number from {least} to {most}"),
            Self::Switch => "true or false".to_owned(),
            Self::Choice(names) => names.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(", "),
        }
    }
}
