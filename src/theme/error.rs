//! The errors of loading a theme.

/// An error of loading a theme. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The name is not a bundled theme, and no file has this path.
    #[error("no theme is called {name:?}; choose one of {}, or give the path of a .tmTheme file", known.join(", "))]
    Unknown {
        /// The requested theme.
        name: String,
        /// The available themes.
        known: Vec<String>,
    },
    /// The file cannot be read.
    #[error("cannot read the theme {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// The error of the file system.
        reason: String,
    },
    /// The file is not a theme.
    #[error(
        "{path} is not a theme: {reason}; themes are XML property lists as Sublime Text, TextMate and bat use (.tmTheme)"
    )]
    NotATheme {
        /// The file.
        path: String,
        /// The reason.
        reason: String,
    },
}
