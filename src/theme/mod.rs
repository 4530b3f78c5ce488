//! Layer 3: TextMate `.tmTheme` files → terminal styles, by scope.
//!
//! The engine and the reader name what a thing *is* (a [`Scope`]); the theme says how that looks. Any theme of the
//! Sublime Text, TextMate and bat world works: each scope of ours has a TextMate name, and what a theme says about
//! `entity.name` or `markup.heading` holds for what is below it.
//!
//! | scope | TextMate name | else taken from |
//! |---|---|---|
//! | `Text` | `text.pullquote` | the theme's foreground and background |
//! | `Heading(n)` | `markup.heading.N.pullquote` | bold |
//! | `Emphasis` | `markup.italic.pullquote` | italic |
//! | `Strong` | `markup.bold.pullquote` | bold |
//! | `Strike` | `markup.strikethrough.pullquote` | struck through, always |
//! | `Code` | `markup.raw.inline.pullquote` | quiet text |
//! | `Link` | `markup.underline.link.pullquote` | `string.other.link`, `entity.name.tag`; underlined |
//! | `BlockQuote` | `markup.quote.block.pullquote` | italic |
//! | `ListMarker` | `punctuation.definition.list_item.pullquote` | `keyword.operator` |
//! | `Person` | `entity.name.person.pullquote` | `entity.name.function`, `support.function` |
//! | `Organisation` | `entity.name.organisation.pullquote` | `entity.name.type`, `entity.name.class`, … |
//! | `Place` | `entity.name.place.pullquote` | `entity.other.attribute-name`, `constant.language`, … |
//! | `OtherName` | `entity.name.other.pullquote` | `variable.language`, `support.constant`, … |
//! | `Date` | `constant.numeric.date.pullquote` | `constant.numeric` |
//! | `Quantity` | `constant.numeric.quantity.pullquote` | `constant.numeric` |
//! | `Quote` | `markup.quote.direct.pullquote` | `string` |
//! | `IndirectQuote` | `markup.quote.indirect.pullquote` | `markup.quote`; italic |
//! | `SelectedContent` | `meta.selected.content.pullquote` | a tint of the colour of quotes |
//! | `SelectedSource` | `meta.selected.source.pullquote` | `entity.name.function` on that tint, bold |
//! | `SelectedCue` | `meta.selected.cue.pullquote` | `keyword` on that tint, italic |
//! | `Selection` | `meta.selection.pullquote` | the setting `selection` |
//! | `Match` | `meta.search.match.pullquote` | the setting `findHighlight` |
//! | `CurrentMatch` | `meta.search.current.pullquote` | amber |
//! | `Noted` | `markup.underline.noted.pullquote` | underlined, always |
//! | `Gutter` | `meta.gutter.pullquote` | the setting `gutterForeground` |
//! | `NoteMark` | `meta.gutter.note.pullquote` | `constant.language`; bold |
//! | `Border` | `meta.border.pullquote` | text blended into the background |
//! | `FocusedBorder` | `meta.border.focused.pullquote` | `keyword` |
//! | `Status` | `meta.status.pullquote` | a ground a little off the background |
//! | `Dim` | `comment.quiet.pullquote` | `comment` |
//! | `SelectedRow` | `meta.row.selected.pullquote` | the setting `lineHighlight` |
//! | `ActiveTab` | `meta.tab.active.pullquote` | `keyword`; bold |
//! | `Doubt` | `message.doubt.pullquote` | `constant.character.escape`; italic |
//! | `Notice` | `message.notice.pullquote` | `markup.inserted`, `string` |
//! | `Error` | `message.error.pullquote` | `markup.deleted`, `invalid`; bold |
//! | `Speaker(n)` | `meta.speaker.N.pullquote`, N from 0 to 7 | eight colours that the theme uses for code |
//!
//! A rule that names one of ours wins; then the borrowed scope; then a parent such as `entity.name` for all kinds.
//!
//! Styles are made to be laid over one another with [`Style::patch`], later ones over earlier: `Text`, the block
//! (`Heading`, `BlockQuote`), inline marks, `Quote` or `IndirectQuote`, names and figures, `Selected…`, `Noted`,
//! `Match`, `CurrentMatch`, `Selection`. Only grounds have a background, so that a name keeps its colour on them.
//!
//! Colours of our own themes reach a contrast of 4.5:1 wherever they may stand (a test computes it). Those of other
//! themes are moved towards black or white only where they would fall below 3:1. Two alphas are read as bat does:
//! `#NN000000` is index NN of the terminal's palette, `#00000001` the terminal's default.

mod code;
mod color;
mod depth;
mod gallery;
mod mono;
mod resolve;
mod scopes;

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use ratatui::style::Style;
use syntect::highlighting::{Theme as Rules, ThemeSet};

pub use code::{Warming, highlight_code, is_warming};
pub use depth::{ColorEnv, choose};
pub use gallery::Gallery;

/// What is being drawn; each has a TextMate scope, such as `entity.name.person.pullquote`, that any `.tmTheme` colours
/// directly or through one of its parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Body text and the background of everything.
    Text,
    /// A heading, by level 1–6.
    Heading(u8),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck text.
    Strike,
    /// Inline code.
    Code,
    /// A link.
    Link,
    /// A block quote's text.
    BlockQuote,
    /// A list marker.
    ListMarker,
    /// A person's name.
    Person,
    /// An organisation's name.
    Organisation,
    /// A place's name.
    Place,
    /// Another name.
    OtherName,
    /// A date.
    Date,
    /// A quantity.
    Quantity,
    /// Quoted words (direct or mixed), not selected.
    Quote,
    /// Reported words without marks, not selected.
    IndirectQuote,
    /// The content of the selected quote.
    SelectedContent,
    /// The source of the selected quote.
    SelectedSource,
    /// The cue of the selected quote.
    SelectedCue,
    /// The reader's selection.
    Selection,
    /// A search match.
    Match,
    /// The search match that the cursor is on.
    CurrentMatch,
    /// Words that carry a note.
    Noted,
    /// The gutter and other quiet marks.
    Gutter,
    /// The gutter mark of a note.
    NoteMark,
    /// Lines between panes, borders.
    Border,
    /// The same for the pane that has the keyboard.
    FocusedBorder,
    /// The title and status lines.
    Status,
    /// Quiet text in the list and status (kinds, cues, counts).
    Dim,
    /// The selected row of a list.
    SelectedRow,
    /// The name of an active tab.
    ActiveTab,
    /// A doubtful speaker.
    Doubt,
    /// A notice.
    Notice,
    /// An error.
    Error,
    /// The `n`-th speaker's colour (taken round a small palette), for bars, gutter and scrollbar.
    Speaker(usize),
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None (`NO_COLOR`, `TERM=dumb`): bold, underline and reverse only; everything must still be told apart.
    None,
    /// The 16 ANSI colours.
    Ansi16,
    /// The 256-colour palette.
    Ansi256,
    /// 24-bit colours.
    True,
}

/// What the terminal's background is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Dark letters on it.
    Light,
    /// Light letters on it.
    Dark,
}

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

/// The themes that come with the program, the two defaults first.
const BUNDLED: [(&str, &str); 7] = [
    ("pullquote-dark", include_str!("../../themes/pullquote-dark.tmTheme")),
    ("pullquote-light", include_str!("../../themes/pullquote-light.tmTheme")),
    ("pullquote-contrast", include_str!("../../themes/pullquote-contrast.tmTheme")),
    ("pullquote-colourblind", include_str!("../../themes/pullquote-colourblind.tmTheme")),
    ("pullquote-colourblind-light", include_str!("../../themes/pullquote-colourblind-light.tmTheme")),
    ("pullquote-terminal", include_str!("../../themes/pullquote-terminal.tmTheme")),
    ("pullquote-terminal-light", include_str!("../../themes/pullquote-terminal-light.tmTheme")),
];

/// The same, names only.
const NAMES: [&str; BUNDLED.len()] = {
    let mut names = [""; BUNDLED.len()];
    let mut i = 0;
    while i < BUNDLED.len() {
        names[i] = BUNDLED[i].0;
        i += 1;
    }
    names
};

/// No theme in use comes near this many bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Themes nest four deep; the parser works recursively, so a file may not nest as deep as it likes.
const MAX_NESTING: usize = 64;

/// A theme, resolved for a colour depth: asks for a scope, gets a style.
#[derive(Clone, Debug)]
pub struct Theme {
    name: String,
    dark: bool,
    depth: ColorDepth,
    styles: Arc<[Style; scopes::SLOTS]>,
    /// The rules, for code blocks.
    rules: Option<Arc<Rules>>,
}

impl Theme {
    /// Loads a theme by name (`pullquote-` may be left out) or from any `.tmTheme` file.
    ///
    /// # Errors
    /// Where there is no such theme, or the file cannot be read or is not a theme.
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

    /// Loads a `.tmTheme` file under a name.
    fn load_as(name: &str, path: &Path, depth: ColorDepth) -> Result<Self, ThemeError> {
        Self::parse(name, &one_line(&path.display().to_string()), &read(path)?, depth)
    }

    /// The names of the themes that come with the program.
    #[must_use]
    pub fn bundled() -> &'static [&'static str] {
        &NAMES
    }

    /// The theme after this one, round and round; after a theme from a file, the first.
    #[must_use]
    pub fn next(name: &str) -> &'static str {
        let at = NAMES.iter().position(|n| *n == name).map_or(0, |i| (i + 1) % NAMES.len());
        NAMES.get(at).copied().unwrap_or("pullquote-dark")
    }

    /// The name of the theme for a terminal whose background is known, or not.
    #[must_use]
    pub fn default_for(background: Option<Background>) -> &'static str {
        Self::default_for_depth(background, ColorDepth::True)
    }

    /// The same where the number of colours is known: with 16, the terminal's own look better than approximations.
    #[must_use]
    pub fn default_for_depth(background: Option<Background>, depth: ColorDepth) -> &'static str {
        depth::default_theme(background, depth)
    }

    /// What to call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has light letters on a dark background.
    #[must_use]
    pub fn is_dark(&self) -> bool {
        self.dark
    }

    /// The number of colours it was resolved for.
    #[must_use]
    pub fn depth(&self) -> ColorDepth {
        self.depth
    }

    /// The style for a scope. Unset fields are `None`, so that it can be patched over another (`Style::patch`).
    #[must_use]
    pub fn style(&self, scope: Scope) -> Style {
        self.styles.get(scopes::slot(scope)).copied().unwrap_or_default()
    }

    /// A theme that colours nothing, for tests.
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

    fn parse(name: &str, path: &str, bytes: &[u8], depth: ColorDepth) -> Result<Self, ThemeError> {
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

/// Reads a theme file: a regular file, and not a huge one.
fn read(path: &Path) -> Result<Vec<u8>, ThemeError> {
    let shown = || one_line(&path.display().to_string());
    let unreadable = |e: std::io::Error| ThemeError::Unreadable { path: shown(), reason: e.to_string() };
    let about = fs::metadata(path).map_err(unreadable)?;
    let not = |reason: &str| ThemeError::NotATheme { path: shown(), reason: reason.to_owned() };
    if !about.is_file() {
        return Err(not(if about.is_dir() { "it is a directory" } else { "it is not a regular file" }));
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|f| f.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(not("it is larger than 1 MiB"));
    }
    Ok(bytes)
}

/// Refuses what the parser should never see.
fn check_shape(bytes: &[u8]) -> Result<(), &'static str> {
    let text = bytes.trim_ascii_start();
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.starts_with(b"bplist") {
        return Err("it is a binary property list (`plutil -convert xml1` makes XML of it)");
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
            return Err("it nests too deep");
        }
    }
    Ok(())
}

/// Words of others in a message stay on its one line and carry no control characters to the terminal.
fn one_line(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

#[cfg(test)]
mod tests;
