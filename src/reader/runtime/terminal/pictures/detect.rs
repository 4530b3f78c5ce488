//! Finds the best protocol that the terminal is known to support, by its environment.

use crate::reader::panes::pictures::Protocol;
use crate::reader::session::settings::Pictures;
use crate::theme::ColorDepth;

/// Returns the protocol for a terminal with this environment. `measured`: the size of its cells is known, without which
/// Sixel pictures have no size.
pub(super) fn protocol(
    setting: Pictures,
    depth: ColorDepth,
    measured: bool,
    variable: impl Fn(&str) -> Option<String>,
) -> Protocol {
    let half_blocks = if depth == ColorDepth::None { Protocol::None } else { Protocol::HalfBlocks(depth) };
    match setting {
        Pictures::Off => Protocol::None,
        Pictures::HalfBlocks => half_blocks,
        Pictures::Kitty => Protocol::Kitty,
        Pictures::Iterm2 => Protocol::Iterm,
        Pictures::Sixel => Protocol::Sixel,
        // Readers who want no colour want no pictures of it.
        Pictures::Auto if depth == ColorDepth::None => Protocol::None,
        Pictures::Auto => known(measured, variable).unwrap_or(half_blocks),
    }
}

fn known(measured: bool, variable: impl Fn(&str) -> Option<String>) -> Option<Protocol> {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    // A multiplexer passes on only cells, unless it is told otherwise.
    if is_set("TMUX") || is_set("STY") || is_set("ZELLIJ") || term.starts_with("tmux") || term.starts_with("screen") {
        return None;
    }
    if term.contains("kitty") || term.contains("ghostty") || program == "ghostty" {
        return Some(Protocol::Kitty);
    }
    if matches!(program.as_str(), "iTerm.app" | "WezTerm" | "mintty") {
        return Some(Protocol::Iterm);
    }
    let konsole = variable("KONSOLE_VERSION").and_then(|version| version.parse::<u32>().ok()).unwrap_or(0);
    let first = term.split('-').next().unwrap_or_default();
    let has_sixel = matches!(first, "foot" | "mlterm" | "contour" | "yaft") || konsole >= 220_400;
    (has_sixel && measured).then_some(Protocol::Sixel)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Protocol = Protocol::HalfBlocks(ColorDepth::True);

    #[test]
    fn the_environment_decides() {
        let found = |setting, depth, measured, pairs: &[(&str, &str)]| {
            protocol(setting, depth, measured, |name| {
                pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
            })
        };
        for (pairs, expected) in [
            (&[("TERM", "xterm-kitty")] as &[_], Protocol::Kitty),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "ghostty")], Protocol::Kitty),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Protocol::Iterm),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], Protocol::Iterm),
            (&[("TERM", "foot-extra")], Protocol::Sixel),
            (&[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "230804")], Protocol::Sixel),
            (&[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "200400")], HALF),
            (&[("TERM", "xterm-256color")], HALF),
            (&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux")], HALF),
            (&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "iTerm.app")], HALF),
            (&[("TERM", "screen")], HALF),
            (&[], HALF),
        ] {
            assert_eq!(found(Pictures::Auto, ColorDepth::True, true, pairs), expected, "{pairs:?}");
            assert_eq!(found(Pictures::Auto, ColorDepth::None, true, pairs), Protocol::None, "{pairs:?}");
            assert_eq!(found(Pictures::Off, ColorDepth::True, true, pairs), Protocol::None);
            assert_eq!(found(Pictures::Sixel, ColorDepth::True, false, pairs), Protocol::Sixel);
        }
        assert_eq!(found(Pictures::Auto, ColorDepth::True, false, &[("TERM", "foot")]), HALF);
        assert_eq!(found(Pictures::HalfBlocks, ColorDepth::None, true, &[]), Protocol::None);
    }
}
