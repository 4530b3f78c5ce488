//! Why a theme could not be had.

/// Why a theme could not be had. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// Neither the name of a theme that comes with the program nor a file.
    #[error("no theme is called {name:?}; choose one of {}, or give the path of a .tmTheme file", known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The themes there are.
        known: Vec<String>,
    },
    /// The file system said no.
    #[error("cannot read the theme {path}: {reason}")]
    Unreadable {
        /// Which file.
        path: String,
        /// What it said.
        reason: String,
    },
    /// The file is something else.
    #[error(
        "{path} is not a theme: {reason}; themes are XML property lists as Sublime Text, TextMate and bat use (.tmTheme)"
    )]
    NotATheme {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}
