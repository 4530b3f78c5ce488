//! The colours of a theme for a web page. Text reaches a contrast of 4.5 with every ground that it stands on.

use ratatui::style::{Color, Style};

use crate::theme::color::{Rgb, blend, contrast, readable};
use crate::theme::depth::ColorDepth;
use crate::theme::load::Theme;
use crate::theme::scopes::Scope;

/// Contrast of text: the minimum of WCAG 2 AA is 4.5; rounding must not fall below it.
const TEXT: f32 = 4.6;

/// Colours by name, as `#rrggbb`.
pub type WebColours = Vec<(&'static str, String)>;

impl Theme {
    /// Returns the colours for a page, by the names of its CSS variables. A theme that uses the terminal's own colours
    /// gets those of the standard theme.
    #[must_use]
    pub fn web_colours(&self) -> WebColours {
        let Some((ground, ink)) = rgb(self.style(Scope::Text)) else {
            let name = if self.dark { "pullquote-dark" } else { "pullquote-light" };
            let standard =
                Self::load(name, ColorDepth::True).ok().filter(|theme| rgb(theme.style(Scope::Text)).is_some());
            return standard.map(|theme| theme.web_colours()).unwrap_or_default();
        };
        let panel = blend(ground, ink, 0.035);
        let lit = back(self.style(Scope::SelectedContent)).unwrap_or_else(|| blend(ground, ink, 0.12));
        let noted = blend(ground, ink, 0.07);
        let grounds = [ground, panel, noted, lit];
        // Each step may only move a colour further away from the ground, so that the earlier grounds stay readable.
        let text = |color: Rgb| grounds.into_iter().fold(color, |color, ground| readable(color, ground, TEXT));
        let of = |scope: Scope| fore(self.style(scope)).unwrap_or(ink);
        let mut all: Vec<(&'static str, Rgb)> = vec![
            ("ground", ground),
            ("panel", panel),
            ("lit", lit),
            ("soft", noted),
            ("ink", text(ink)),
            ("quiet", text(of(Scope::Dim))),
            ("line", blend(ground, ink, 0.18)),
            ("accent", text(of(Scope::FocusedBorder))),
            ("quote", text(of(Scope::Quote))),
            ("person", text(of(Scope::Person))),
            ("organisation", text(of(Scope::Organisation))),
            ("place", text(of(Scope::Place))),
            ("link", text(of(Scope::Link))),
            ("doubt", text(of(Scope::Doubt))),
            ("note", text(of(Scope::NoteMark))),
        ];
        for (n, name) in ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"].into_iter().enumerate() {
            all.push((name, text(of(Scope::Speaker(n)))));
        }
        all.into_iter().map(|(name, [r, g, b])| (name, format!("#{r:02x}{g:02x}{b:02x}"))).collect()
    }
}

/// Returns ground and text, if both are known.
fn rgb(style: Style) -> Option<(Rgb, Rgb)> {
    let (ground, ink) = (back(style)?, fore(style)?);
    (contrast(ground, ink) > 1.5).then_some((ground, ink))
}

fn fore(style: Style) -> Option<Rgb> {
    value(style.fg?)
}

fn back(style: Style) -> Option<Rgb> {
    value(style.bg?)
}

fn value(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(r, g, b) => Some([r, g, b]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(colour: &str) -> Rgb {
        [1, 3, 5].map(|at| u8::from_str_radix(&colour[at..at + 2], 16).unwrap())
    }

    #[test]
    fn text_is_readable_on_every_ground_in_every_theme() {
        for name in Theme::bundled() {
            let colours = Theme::load(name, ColorDepth::True).unwrap().web_colours();
            let of = |name: &str| read(&colours.iter().find(|(known, _)| *known == name).unwrap().1);
            for (text, colour) in &colours {
                if ["ground", "panel", "lit", "soft", "line"].contains(text) {
                    continue;
                }
                for ground in ["ground", "panel", "lit", "soft"] {
                    let found = contrast(read(colour), of(ground));
                    assert!(found >= 4.5, "{name}: {text} on {ground}: {found}");
                }
            }
        }
    }

    #[test]
    fn the_dark_theme_stays_dark() {
        let ground = |name: &str| read(&Theme::load(name, ColorDepth::True).unwrap().web_colours()[0].1);
        for (name, dark) in [("pullquote-dark", true), ("pullquote-light", false), ("pullquote-terminal", true)] {
            assert_eq!(ground(name)[0] < 100, dark, "{name}");
        }
    }
}
