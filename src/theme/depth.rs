//! The colour depth of the terminal and the theme that suits it, decided from given facts, for testability.

/// The colour depth of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// No colours (`NO_COLOR`, `TERM=dumb`): only bold, underline and reverse distinguish scopes.
    None,
    /// The 16 ANSI colours.
    Ansi16,
    /// The 256-colour palette.
    Ansi256,
    /// 24-bit colours.
    True,
}

/// The brightness of the terminal's background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

/// The environment variables about colours, as found.
#[derive(Clone, Copy, Debug, Default)]
pub struct ColorEnv<'a> {
    /// `NO_COLOR`: any value but the empty one forbids colour.
    pub no_color: Option<&'a str>,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `COLORTERM`.
    pub colorterm: Option<&'a str>,
}

/// Returns the colour depth to use.
///
/// `NO_COLOR` wins; then `TERM=dumb`; then `COLORTERM`, which 24-bit terminals set; then the name in `TERM`. A
/// terminal with an unknown name gets 16 colours, which every terminal in use has.
#[must_use]
pub fn choose(env: ColorEnv<'_>) -> ColorDepth {
    if env.no_color.is_some_and(|v| !v.is_empty()) {
        return ColorDepth::None;
    }
    let term = env.term.unwrap_or_default();
    if matches!(term, "dumb" | "vt100" | "vt102" | "vt220" | "vt320") || term.ends_with("-mono") || term.ends_with("-m")
    {
        return ColorDepth::None;
    }
    if env.colorterm.is_some_and(|v| v.eq_ignore_ascii_case("truecolor") || v.eq_ignore_ascii_case("24bit")) {
        return ColorDepth::True;
    }
    let known =
        |names: &[&str]| names.iter().any(|n| term == *n || term.strip_prefix(n).is_some_and(|r| r.starts_with('-')));
    if term.ends_with("-direct") || known(&["xterm-kitty", "alacritty", "foot", "wezterm", "xterm-ghostty", "contour"])
    {
        return ColorDepth::True;
    }
    if term.contains("256color") {
        return ColorDepth::Ansi256;
    }
    ColorDepth::Ansi16
}

/// Returns the default theme for a terminal background, which may be unknown.
///
/// On 16 colours, a theme with its own colours would look distorted: the theme of the terminal's own colours is
/// better. An unknown background counts as dark, as most terminals are.
pub(super) fn default_theme(background: Option<Background>, depth: ColorDepth) -> &'static str {
    match (background, depth) {
        (Some(Background::Light), ColorDepth::Ansi16) => "pullquote-terminal-light",
        (_, ColorDepth::Ansi16) => "pullquote-terminal",
        (Some(Background::Light), _) => "pullquote-light",
        _ => "pullquote-dark",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        use ColorDepth::{Ansi16, Ansi256, True};
        for (no_color, term, colorterm, want) in [
            (None, Some("xterm-256color"), Some("truecolor"), True),
            (None, Some("xterm-256color"), Some("24bit"), True),
            (None, Some("xterm-256color"), Some("yes"), Ansi256),
            (None, Some("xterm-256color"), None, Ansi256),
            (None, Some("screen-256color"), Some(""), Ansi256),
            (None, Some("xterm-kitty"), None, True),
            (None, Some("foot-extra"), None, True),
            (None, Some("footbath"), None, Ansi16),
            (None, Some("xterm-direct"), None, True),
            (None, Some("linux"), None, Ansi16),
            (None, Some("xterm"), None, Ansi16),
            (None, None, None, Ansi16),
            (None, Some("dumb"), None, None_),
            (None, Some("dumb"), Some("truecolor"), None_),
            (None, Some("vt220"), None, None_),
            (None, Some("xterm-mono"), None, None_),
            (Some("1"), Some("xterm-256color"), Some("truecolor"), None_),
            (Some("0"), Some("xterm-kitty"), None, None_),
            (Some(""), Some("xterm-256color"), None, Ansi256),
        ] {
            assert_eq!(choose(ColorEnv { no_color, term, colorterm }), want, "{no_color:?} {term:?} {colorterm:?}");
        }
    }

    /// `Option::None` and `ColorDepth::None` share a name.
    #[allow(non_upper_case_globals)]
    const None_: ColorDepth = ColorDepth::None;
}
