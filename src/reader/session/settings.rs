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

impl Default for ScreenSettings {
    fn default() -> Self {
        Self { wheel: 3, quote_lines: 2, justify: false, hyphenate: false, links: Links::Auto }
    }
}
