//! Loads a theme, bundled or from a file, and returns its styles.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use ratatui::style::Style;
use syntect::highlighting::{Theme as Rules, ThemeSet};

use crate::theme::depth::{Background, ColorDepth};
use crate::theme::error::ThemeError;
use crate::theme::scopes::Scope;
use crate::theme::{depth, resolve, scopes};

/// The bundled themes, the two defaults first.
pub(super) const BUNDLED: [(&str, &str); 7] = [
    ("pullquote-dark", include_str!("../../themes/pullquote-dark.tmTheme")),
    ("pullquote-light", include_str!("../../themes/pullquote-light.tmTheme")),
    ("pullquote-contrast", include_str!("../../themes/pullquote-contrast.tmTheme")),
    ("pullquote-colourblind", include_str!("../../themes/pullquote-colourblind.tmTheme")),
    ("pullquote-colourblind-light", include_str!("../../themes/pullquote-colourblind-light.tmTheme")),
    ("pullquote-terminal", include_str!("../../themes/pullquote-terminal.tmTheme")),
    ("pullquote-terminal-light", include_str!("../../themes/pullquote-terminal-light.tmTheme")),
];

/// The names of the bundled themes.
const NAMES: [&str; BUNDLED.len()] = {
    let mut names = [""; BUNDLED.len()];
    let mut i = 0;
    while i < BUNDLED.len() {
        names[i] = BUNDLED[i].0;
        i += 1;
    }
    names
};

/// Maximum size of a theme file; themes in use are far smaller.
const MAX_BYTES: u64 = 1024 * 1024;

/// Maximum nesting of a theme file: themes nest four deep, and the parser is recursive.
const MAX_NESTING: usize = 64;

/// A theme, resolved for a colour depth: maps each scope to a style.
#[derive(Clone, Debug)]
pub struct Theme {
    pub(super) name: String,
    pub(super) dark: bool,
    pub(super) depth: ColorDepth,
    pub(super) styles: Arc<[Style; scopes::SLOTS]>,
    /// The rules, for code blocks.
    pub(super) rules: Option<Arc<Rules>>,
}

impl Theme {
    /// Loads a theme by name (`pullquote-` may be left out) or from any `.tmTheme` file.
    ///
    /// # Errors
    /// If there is no such theme, or the file cannot be read or is not a theme.
    pub fn load(name_or_path: &str, depth: ColorDepth) -> Result<Self, ThemeError> {
        let bundled = BUNDLED
            .iter()
            .find(|(name, _)| *name == name_or_path || name.strip_prefix("pullquote-") == Some(name_or_path));
        if let Some((name, source)) = bundled {
            return Self::parse(name, name, source.as_bytes(), depth);
        }
        let path = Path::new(name_or_path);
        let is_path = name_or_path.contains(['/', '\\']) || path.extension().is_some() || path.exists();
        if !is_path || name_or_path.is_empty() {
            let known = NAMES.map(str::to_owned).to_vec();
            return Err(ThemeError::Unknown { name: name_or_path.to_owned(), known });
        }
        let name = path.file_stem().map_or_else(|| name_or_path.to_owned(), |s| s.to_string_lossy().into_owned());
        Self::load_as(&name, path, depth)
    }

    /// Reads the content of a `.tmTheme` file.
    ///
    /// # Errors
    /// If it is not a theme.
    pub fn from_bytes(name: &str, bytes: &[u8], depth: ColorDepth) -> Result<Self, ThemeError> {
        Self::parse(name, name, bytes, depth)
    }

    /// Loads a `.tmTheme` file under the given name.
    pub(super) fn load_as(name: &str, path: &Path, depth: ColorDepth) -> Result<Self, ThemeError> {
        Self::parse(name, &one_line(&path.display().to_string()), &read(path)?, depth)
    }

    /// Returns the names of the bundled themes.
    #[must_use]
    pub fn bundled() -> &'static [&'static str] {
        &NAMES
    }

    /// Returns the next theme, cyclically; after a theme from a file, the first.
    #[must_use]
    pub fn next(name: &str) -> &'static str {
        let at = NAMES.iter().position(|n| *n == name).map_or(0, |i| (i + 1) % NAMES.len());
        NAMES.get(at).copied().unwrap_or("pullquote-dark")
    }

    /// Returns the default theme for a terminal background, which may be unknown.
    #[must_use]
    pub fn default_for(background: Option<Background>) -> &'static str {
        Self::default_for_depth(background, ColorDepth::True)
    }

    /// Returns the default theme for a background and a colour depth: with 16 colours, the terminal's own look better
    /// than approximations.
    #[must_use]
    pub fn default_for_depth(background: Option<Background>, depth: ColorDepth) -> &'static str {
        depth::default_theme(background, depth)
    }

    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether it has light text on a dark background.
    #[must_use]
    pub fn is_dark(&self) -> bool {
        self.dark
    }

    /// Returns the colour depth it was resolved for.
    #[must_use]
    pub fn depth(&self) -> ColorDepth {
        self.depth
    }

    /// Returns the style of a scope. Unset fields are `None`, so that it can be patched over another
    /// (`Style::patch`).
    #[must_use]
    pub fn style(&self, scope: Scope) -> Style {
        self.styles.get(scopes::slot(scope)).copied().unwrap_or_default()
    }

    /// Returns a theme without colours, for tests.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            name: "plain".to_owned(),
            dark: true,
            depth: ColorDepth::None,
            styles: Arc::new([Style::default(); scopes::SLOTS]),
            rules: None,
        }
    }

    pub(super) fn parse(name: &str, path: &str, bytes: &[u8], depth: ColorDepth) -> Result<Self, ThemeError> {
        let bad = |reason: String| ThemeError::NotATheme { path: path.to_owned(), reason };
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        check_shape(bytes).map_err(|reason| bad(reason.to_owned()))?;
        let rules = ThemeSet::load_from_reader(&mut Cursor::new(bytes)).map_err(|e| bad(one_line(&e.to_string())))?;
        let resolved = resolve::resolve(&rules, name, depth);
        Ok(Self {
            name: name.to_owned(),
            dark: resolved.dark,
            depth,
            styles: Arc::new(resolved.styles),
            rules: Some(Arc::new(rules)),
        })
    }
}

/// Reads a theme file: a regular file of limited size.
fn read(path: &Path) -> Result<Vec<u8>, ThemeError> {
    let shown = || one_line(&path.display().to_string());
    let unreadable = |e: std::io::Error| ThemeError::Unreadable { path: shown(), reason: e.to_string() };
    let about = fs::metadata(path).map_err(unreadable)?;
    let not = |reason: &str| ThemeError::NotATheme { path: shown(), reason: reason.to_owned() };
    if !about.is_file() {
        return Err(not(if about.is_dir() { "it is a directory, not a file" } else { "it is not a regular file" }));
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|f| f.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(not("it is larger than the limit of 1 MiB"));
    }
    Ok(bytes)
}

/// Returns an error for files that the parser must not see.
fn check_shape(bytes: &[u8]) -> Result<(), &'static str> {
    let text = bytes.trim_ascii_start();
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.starts_with(b"bplist") {
        return Err("it is a binary property list (convert it with `plutil -convert xml1`)");
    }
    if text.starts_with(b"{") || text.starts_with(b"//") {
        return Err("it looks like JSON");
    }
    if !text.starts_with(b"<") {
        return Err("it is not XML");
    }
    let mut deep = 0_usize;
    for at in memchr::memchr_iter(b'<', text) {
        let tag = text.get(at + 1..).unwrap_or_default();
        if tag.starts_with(b"dict>")
            || tag.starts_with(b"array>")
            || tag.starts_with(b"dict ")
            || tag.starts_with(b"array ")
        {
            deep += 1;
        } else if tag.starts_with(b"/dict") || tag.starts_with(b"/array") {
            deep = deep.saturating_sub(1);
        }
        if deep > MAX_NESTING {
            return Err("it is nested too deeply");
        }
    }
    Ok(())
}

/// Returns a text of other origin as one line without control characters, for a message.
fn one_line(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
