//! Settings of the screen.

/// Settings of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenSettings {
    /// Lines per notch of the wheel.
    pub wheel: u16,
    /// Lines of a quote in the list that is not selected; 0 for all.
    pub quote_lines: u16,
    /// Whether to justify lines.
    pub justify: bool,
    /// Whether to hyphenate words.
    pub hyphenate: bool,
    /// Whether to send links to the terminal.
    pub links: Links,
    /// How to show the pictures of articles.
    pub pictures: Pictures,
    /// The greatest height of a picture, in percent of the pane.
    pub picture_height: u16,
}

/// Whether to send links to the terminal (OSC 8), so that it can open them itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// If the terminal is known to support links.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

impl Links {
    /// The names in the settings.
    pub const NAMES: [&'static str; 3] = ["auto", "on", "off"];

    /// Returns the name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// Returns the value with this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "on" => Self::On,
            "off" => Self::Off,
            _ => Self::Auto,
        }
    }
}

/// How to show the pictures of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pictures {
    /// By the best protocol that the terminal is known to support, else as half blocks.
    #[default]
    Auto,
    /// Not at all.
    Off,
    /// As coloured half blocks.
    HalfBlocks,
    /// By kitty's graphics protocol.
    Kitty,
    /// By iTerm2's inline images.
    Iterm2,
    /// By Sixel.
    Sixel,
}

impl Pictures {
    /// The names in the settings.
    pub const NAMES: [&'static str; 6] = ["auto", "off", "half-blocks", "kitty", "iterm2", "sixel"];
    const ALL: [Self; 6] = [Self::Auto, Self::Off, Self::HalfBlocks, Self::Kitty, Self::Iterm2, Self::Sixel];

    /// Returns the name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        let at = Self::ALL.iter().position(|each| *each == self);
        at.and_then(|at| Self::NAMES.get(at).copied()).unwrap_or("auto")
    }

    /// Returns the value with this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let at = Self::NAMES.iter().position(|each| *each == name);
        at.and_then(|at| Self::ALL.get(at).copied()).unwrap_or_default()
    }
}

impl Default for ScreenSettings {
    fn default() -> Self {
        Self {
            wheel: 3,
            quote_lines: 2,
            justify: false,
            hyphenate: false,
            links: Links::Auto,
            pictures: Pictures::Auto,
            picture_height: 50,
        }
    }
}
