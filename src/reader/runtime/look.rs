//! The current theme, and switching to another.

use crate::reader::runtime::terminal::background;
use crate::theme;
use crate::theme::{Background, ColorDepth, ColorEnv, Gallery, Theme, ThemeError};

/// Returns the colour depth of the terminal according to the environment.
#[must_use]
pub fn colour_depth() -> ColorDepth {
    let variable = |name: &str| std::env::var(name).ok();
    let (no_color, term, colorterm) = (variable("NO_COLOR"), variable("TERM"), variable("COLORTERM"));
    theme::choose(ColorEnv { no_color: no_color.as_deref(), term: term.as_deref(), colorterm: colorterm.as_deref() })
}

/// The current theme and the gallery of themes.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) theme: Theme,
    pub(super) gallery: Gallery,
    depth: ColorDepth,
    /// Whether the reader chose this theme, so that the terminal's background no longer matters.
    pub(super) chosen: bool,
    /// The query for the terminal's background, if needed.
    pub(super) query: &'static [u8],
}

impl Look {
    pub(super) fn find(wanted: Option<&str>, gallery: Gallery) -> Result<Self, ThemeError> {
        let variable = |name: &str| std::env::var(name).ok();
        let term = variable("TERM");
        let depth = colour_depth();
        if let Some(name) = wanted {
            return Ok(Self { theme: gallery.load(name, depth)?, gallery, depth, chosen: true, query: b"" });
        }
        let known = variable("COLORFGBG").as_deref().and_then(background::from_colorfgbg);
        let ask =
            known.is_none() && depth != ColorDepth::None && background::can_be_asked(term.as_deref().unwrap_or(""));
        Ok(Self {
            theme: gallery.load(Theme::default_for_depth(known, depth), depth)?,
            gallery,
            depth,
            chosen: false,
            query: if ask { background::QUERY } else { b"" },
        })
    }

    /// Switches to the default theme for a background; returns whether it changed.
    pub(super) fn suit(&mut self, background: Background) -> bool {
        let name = Theme::default_for_depth(Some(background), self.depth);
        !self.chosen && name != self.theme.name() && self.take(name)
    }

    /// Switches to the next theme.
    pub(super) fn cycle(&mut self) {
        self.chosen = true;
        // Skip themes that cannot be read.
        let mut name = self.gallery.next(self.theme.name());
        for _ in 0..self.gallery.names().len() {
            if self.take(&name) {
                return;
            }
            name = self.gallery.next(&name);
        }
    }

    pub(super) fn take(&mut self, name: &str) -> bool {
        // Bundled themes always load; if one did not, the current theme would stay.
        self.gallery.load(name, self.depth).map(|theme| self.theme = theme).is_ok()
    }
}
