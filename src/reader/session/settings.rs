//! How a reader likes to read: what the settings say about the screen.

/// Settings of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comfort {
    /// Lines that one notch of the wheel moves.
    pub wheel: u16,
    /// Lines of running text are made equally wide.
    pub justify: bool,
    /// Words are divided at the ends of lines.
    pub hyphenate: bool,
    /// Whether the terminal is told where links lead.
    pub links: Links,
}

/// Whether the terminal is told where links lead (OSC 8), so that it can open them itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// Where it is known to understand that.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

impl Links {
    /// What they are called in the settings.
    pub const NAMES: [&'static str; 3] = ["auto", "on", "off"];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// By its name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "on" => Self::On,
            "off" => Self::Off,
            _ => Self::Auto,
        }
    }
}

impl Default for Comfort {
    fn default() -> Self {
        Self { wheel: 3, justify: false, hyphenate: false, links: Links::Auto }
    }
}
