//! The theme on screen, and how another is taken.

use crate::reader::runtime::terminal::background;
use crate::theme;
use crate::theme::{Background, ColorDepth, ColorEnv, Gallery, Theme, ThemeError};

/// The number of colours of the terminal, from environment variables.
#[must_use]
pub fn colour_depth() -> ColorDepth {
    let variable = |name: &str| std::env::var(name).ok();
    let (no_color, term, colorterm) = (variable("NO_COLOR"), variable("TERM"), variable("COLORTERM"));
    theme::choose(ColorEnv { no_color: no_color.as_deref(), term: term.as_deref(), colorterm: colorterm.as_deref() })
}

/// The theme, and how to choose another.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) theme: Theme,
    pub(super) gallery: Gallery,
    depth: ColorDepth,
    /// The reader chose this theme: the terminal's background does not matter any more.
    pub(super) chosen: bool,
    /// What to ask the terminal, if anything.
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

    /// Takes the default theme for a background; `true` if the theme changed.
    pub(super) fn suit(&mut self, background: Background) -> bool {
        let name = Theme::default_for_depth(Some(background), self.depth);
        !self.chosen && name != self.theme.name() && self.take(name)
    }

    /// Takes the next theme.
    pub(super) fn cycle(&mut self) {
        self.chosen = true;
        // A theme that cannot be read is skipped.
        let mut name = self.gallery.next(self.theme.name());
        for _ in 0..self.gallery.names().len() {
            if self.take(&name) {
                return;
            }
            name = self.gallery.next(&name);
        }
    }

    pub(super) fn take(&mut self, name: &str) -> bool {
        // Bundled themes load; if one did not, the present one would stay.
        self.gallery.load(name, self.depth).map(|theme| self.theme = theme).is_ok()
    }
}
