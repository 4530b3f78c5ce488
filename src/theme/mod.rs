//! Layer 3: TextMate `.tmTheme` files → terminal styles, by scope.
//!
//! The engine and the reader name what a thing *is* (a [`Scope`]); the theme says how that looks.

use ratatui::style::Style;

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

/// A theme, resolved for a colour depth: asks for a scope, gets a style.
#[derive(Clone, Debug)]
pub struct Theme {
    name: String,
}

impl Theme {
    /// What to call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The style for a scope. Unset fields are `None`, so that it can be patched over another (`Style::patch`).
    #[must_use]
    pub fn style(&self, scope: Scope) -> Style {
        let _ = scope;
        Style::default()
    }

    /// A theme that colours nothing, for tests.
    #[must_use]
    pub fn plain() -> Self {
        Self { name: "plain".to_owned() }
    }
}
