//! The available themes: the bundled ones, and the user's own in a folder.

use std::path::{Path, PathBuf};

use crate::theme::depth::ColorDepth;
use crate::theme::error::ThemeError;
use crate::theme::load::Theme;

/// Maximum number of files in the user's theme folder.
const MOST: usize = 1000;

/// Bundled themes, then those of a folder by name. A theme of the user replaces a bundled one of the same name.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    own: Vec<(String, PathBuf)>,
}

impl Gallery {
    /// Lists the bundled themes and every `.tmTheme` file in `folder`, which need not exist.
    #[must_use]
    pub fn new(folder: Option<&Path>) -> Self {
        let mut own = Vec::new();
        let files = folder.and_then(|folder| std::fs::read_dir(folder).ok());
        for entry in files.into_iter().flatten().flatten().take(MOST) {
            let path = entry.path();
            let is_theme = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tmTheme"));
            if let Some(name) = path.file_stem().filter(|_| is_theme) {
                own.push((name.to_string_lossy().into_owned(), path));
            }
        }
        own.sort();
        own.dedup_by(|a, b| a.0 == b.0);
        Self { own }
    }

    /// Returns all names, in the order in which the themes are cycled.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let own = self.own.iter().map(|(name, _)| name.as_str());
        let bundled = Theme::bundled().iter().copied();
        bundled.filter(|name| !self.own.iter().any(|(own, _)| own == name)).chain(own).collect()
    }

    /// Returns whether a theme comes from the user's folder.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|(own, _)| own == name)
    }

    /// Loads a theme by name (`pullquote-` may be left out) or from any `.tmTheme` file.
    ///
    /// # Errors
    /// If there is no such theme, or the file cannot be read or is not a theme.
    pub fn load(&self, name_or_path: &str, depth: ColorDepth) -> Result<Theme, ThemeError> {
        if let Some((name, path)) = self.own.iter().find(|(name, _)| name == name_or_path) {
            return Theme::load_as(name, path, depth);
        }
        Theme::load(name_or_path, depth).map_err(|error| match error {
            ThemeError::Unknown { name, .. } => {
                ThemeError::Unknown { name, known: self.names().into_iter().map(str::to_owned).collect() }
            }
            error => error,
        })
    }

    /// Returns the next theme, cyclically; after a theme from elsewhere, the first.
    #[must_use]
    pub fn next(&self, name: &str) -> String {
        let names = self.names();
        let at = names.iter().position(|n| *n == name).map_or(0, |at| (at + 1) % names.len().max(1));
        names.get(at).copied().unwrap_or("pullquote-dark").to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: &str = include_str!("../../themes/pullquote-light.tmTheme");

    #[test]
    fn a_reader_has_themes_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("dusk.tmTheme"), LIGHT).unwrap();
        std::fs::write(folder.path().join("pullquote-dark.tmTheme"), LIGHT).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "no theme").unwrap();
        std::fs::write(folder.path().join("broken.tmTheme"), "no theme").unwrap();
        let gallery = Gallery::new(Some(folder.path()));
        let names = gallery.names();
        assert_eq!(names.len(), Theme::bundled().len() + 2, "{names:?}");
        assert!(names.contains(&"dusk") && !names.contains(&"notes"));
        assert!(gallery.is_own("dusk") && gallery.is_own("pullquote-dark") && !gallery.is_own("pullquote-light"));
        let load = |name| gallery.load(name, ColorDepth::True);
        assert!(!load("dusk").unwrap().is_dark());
        assert!(!load("pullquote-dark").unwrap().is_dark(), "the user's own theme wins");
        assert!(matches!(load("broken"), Err(ThemeError::NotATheme { .. })));
        let unknown = load("nothing").unwrap_err().to_string();
        assert!(unknown.contains("dusk") && unknown.contains("pullquote-contrast"), "{unknown}");
        let mut seen = vec!["pullquote-light".to_owned()];
        while seen.len() < names.len() {
            seen.push(gallery.next(seen.last().unwrap()));
        }
        seen.sort();
        assert!(seen.windows(2).all(|two| two[0] != two[1]), "every theme is reached: {seen:?}");
    }

    #[test]
    fn without_a_folder_there_are_the_bundled_ones() {
        for folder in [None, Some(Path::new("/nowhere/at/all"))] {
            assert_eq!(Gallery::new(folder).names(), Theme::bundled());
        }
    }
}
