//! Tests of themes: contrast, distinct styles, and rejected files.

use std::io::Write;

use ratatui::style::{Color, Modifier};

use crate::theme::color::{contrast, seen};
use crate::theme::load::BUNDLED;
use crate::theme::*;

const DEPTHS: [ColorDepth; 4] = [ColorDepth::None, ColorDepth::Ansi16, ColorDepth::Ansi256, ColorDepth::True];

/// Every coloured scope that can stand in the article.
fn in_the_article() -> Vec<Scope> {
    use Scope::*;
    let mut out = vec![
        Text,
        Emphasis,
        Strong,
        Strike,
        Code,
        Link,
        BlockQuote,
        ListMarker,
        Person,
        Organisation,
        Place,
        OtherName,
        Date,
        Quantity,
        Quote,
        IndirectQuote,
        Noted,
    ];
    out.extend((1..=6).map(Heading));
    out
}

/// Every scope that can stand in a list, a status line or a gutter.
fn around_the_article() -> Vec<Scope> {
    use Scope::*;
    let mut out =
        vec![Text, Gutter, NoteMark, FocusedBorder, Dim, ActiveTab, Doubt, Notice, Error, Quote, IndirectQuote];
    out.extend((0..scopes::SPEAKERS).map(Speaker));
    out
}

/// All stacks of styles that the reader can draw, each as the scopes on top of `Text`.
fn stacks() -> Vec<Vec<Scope>> {
    use Scope::*;
    let mut out = Vec::new();
    for scope in in_the_article() {
        out.push(vec![scope]);
        for ground in [SelectedContent, SelectedSource, SelectedCue] {
            out.push(vec![scope, ground]);
            for top in [Match, CurrentMatch] {
                out.extend([vec![scope, top], vec![scope, ground, top], vec![scope, ground, top, Selection]]);
            }
            out.extend([vec![scope, Selection], vec![scope, ground, Selection]]);
        }
        // A name keeps its colour on a selected quote in either order.
        out.push(vec![SelectedContent, scope]);
    }
    for scope in around_the_article() {
        out.extend([vec![scope], vec![SelectedRow, scope], vec![scope, SelectedRow], vec![scope, Match]]);
    }
    out.push(vec![Status]);
    let said = [Dim, ActiveTab, Doubt, Notice, Error, FocusedBorder].into_iter();
    out.extend(said.chain((0..scopes::SPEAKERS).map(Speaker)).map(|scope| vec![Status, scope]));
    out
}

/// The visible colours of text and background; `Reset` stands for the terminal's own.
fn appearance(theme: &Theme, stack: &[Scope], terminal: (Color, Color)) -> (Color, Color) {
    let style = stack.iter().fold(theme.style(Scope::Text), |s, scope| s.patch(theme.style(*scope)));
    let or = |c: Option<Color>, reset| c.filter(|c| *c != Color::Reset).unwrap_or(reset);
    let (fg, bg) = (or(style.fg, terminal.0), or(style.bg, terminal.1));
    if style.add_modifier.contains(Modifier::REVERSED) { (bg, fg) } else { (fg, bg) }
}

/// Themes of the terminal's own colours can only be judged on a palette: xterm's, on the background that each is made
/// for. Only the default colour is readable on both black and white there, hence two themes.
#[test]
fn every_highlight_of_every_theme_reaches_a_contrast_of_4_5() {
    let mut failed = Vec::new();
    for name in Theme::bundled() {
        for depth in DEPTHS {
            let theme = Theme::load(name, depth).unwrap();
            let terminal = if theme.is_dark() { (Color::White, Color::Black) } else { (Color::Black, Color::White) };
            for stack in stacks() {
                let (fg, bg) = appearance(&theme, &stack, terminal);
                let ratio = contrast(seen(fg).unwrap(), seen(bg).unwrap());
                // The high-contrast theme guarantees more with 24-bit colours.
                let least = if theme.name().ends_with("contrast") && depth == ColorDepth::True { 7.0 } else { 4.5 };
                if ratio < least {
                    failed.push(format!("{name} {depth:?} {stack:?}: {fg:?} on {bg:?} = {ratio:.2}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} fail:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn code_is_readable_too() {
    let source = "// c\nuse std::fmt;\n#[test]\nfn f<T: Copy>(x: &'static str) -> u8 { let s = \"a\\n\"; g!(s, 'c', 0xFF, true) }\n";
    for name in Theme::bundled() {
        for depth in DEPTHS {
            let theme = Theme::load(name, depth).unwrap();
            let terminal = if theme.is_dark() { (Color::White, Color::Black) } else { (Color::Black, Color::White) };
            let ground = appearance(&theme, &[], terminal).1;
            for (range, style) in highlight_code(&theme, Some("rust"), source) {
                let Some(fg) = style.fg else { continue };
                let ratio = contrast(seen(fg).unwrap(), seen(ground).unwrap());
                assert!(ratio >= 4.5, "{name} {depth:?} {:?}: {ratio:.2}", &source[range]);
            }
        }
    }
}

#[test]
fn borders_can_be_seen() {
    for name in Theme::bundled() {
        let theme = Theme::load(name, ColorDepth::True).unwrap();
        let terminal = if theme.is_dark() { (Color::White, Color::Black) } else { (Color::Black, Color::White) };
        let (fg, bg) = appearance(&theme, &[Scope::Border], terminal);
        let ratio = contrast(seen(fg).unwrap(), seen(bg).unwrap());
        assert!(ratio >= 3.0, "{name}: {ratio:.2}");
    }
}

/// Neighbouring scopes look different at every colour depth.
#[test]
fn things_of_different_kinds_look_different() {
    use Scope::*;
    for name in Theme::bundled() {
        for depth in DEPTHS {
            let theme = Theme::load(name, depth).unwrap();
            let look = |s: Scope| theme.style(Text).patch(theme.style(s));
            for place in [
                vec![Text, Person, Organisation, Place],
                vec![Text, SelectedContent, Selection, Match, CurrentMatch],
                vec![SelectedContent, SelectedSource, SelectedCue],
                vec![Text, IndirectQuote, Noted],
                vec![Border, FocusedBorder],
                vec![Text, Dim, ActiveTab, SelectedRow],
                vec![Text, Doubt, Error],
            ] {
                for (i, a) in place.iter().enumerate() {
                    for b in &place[i + 1..] {
                        assert_ne!(look(*a), look(*b), "{name} {depth:?}: {a:?} and {b:?}");
                    }
                }
            }
            if depth > ColorDepth::Ansi16 {
                for n in 0..8 {
                    for m in 0..n {
                        assert_ne!(look(Speaker(n)), look(Speaker(m)), "{name} {depth:?}: speakers {n} and {m}");
                    }
                }
            }
        }
    }
}

#[test]
fn without_colours_no_colour_is_used() {
    for name in Theme::bundled() {
        let theme = Theme::load(name, ColorDepth::None).unwrap();
        for scope in scopes::all() {
            assert_eq!((theme.style(scope).fg, theme.style(scope).bg), (None, None), "{name} {scope:?}");
        }
    }
}

/// Overlays must not change the text colour or background below them.
#[test]
fn a_names_ground_and_a_tints_letters_are_left_unset() {
    for name in Theme::bundled() {
        let theme = Theme::load(name, ColorDepth::True).unwrap();
        for scope in [Scope::Person, Scope::Organisation, Scope::Place, Scope::Quote, Scope::Link, Scope::Noted] {
            assert_eq!(theme.style(scope).bg, None, "{name} {scope:?}");
        }
        assert_eq!(theme.style(Scope::SelectedContent).fg, None, "{name}");
    }
}

#[test]
fn names_are_found_with_and_without_the_prefix_and_go_round() {
    let mut seen = vec!["pullquote-dark"];
    while let next = Theme::next(seen[seen.len() - 1])
        && next != seen[0]
    {
        seen.push(next);
    }
    assert_eq!(seen, Theme::bundled());
    assert_eq!(Theme::next("somebody's"), "pullquote-dark");
    assert_eq!(Theme::load("contrast", ColorDepth::True).unwrap().name(), "pullquote-contrast");
    for background in [None, Some(Background::Dark), Some(Background::Light)] {
        for depth in DEPTHS {
            let theme = Theme::load(Theme::default_for_depth(background, depth), depth).unwrap();
            assert_eq!(theme.is_dark(), background != Some(Background::Light));
        }
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    let message = Theme::load("sunset", ColorDepth::True).unwrap_err().to_string();
    for name in Theme::bundled() {
        assert!(message.contains(name), "{message}");
    }
    assert!(matches!(Theme::load("", ColorDepth::True), Err(ThemeError::Unknown { .. })));
    assert!(matches!(Theme::load("no/such.tmTheme", ColorDepth::True), Err(ThemeError::Unreadable { .. })));
    assert!(matches!(Theme::load("/", ColorDepth::True), Err(ThemeError::NotATheme { .. })));
}

/// Loads a theme from a file with these bytes.
fn load(bytes: &[u8], depth: ColorDepth) -> Result<Theme, ThemeError> {
    let mut file = tempfile::Builder::new().suffix(".tmTheme").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    Theme::load(file.path().to_str().unwrap(), depth)
}

/// Builds a theme with these settings and rules, each `scope { key: value … }`.
fn theme_of(settings: &[(&str, &str)], rules: &[(&str, &[(&str, &str)])]) -> Vec<u8> {
    let dict = |pairs: &[(&str, &str)]| {
        let pairs: String = pairs.iter().map(|(k, v)| format!("<key>{k}</key><string>{v}</string>")).collect();
        format!("<key>settings</key><dict>{pairs}</dict>")
    };
    let rules: String = rules
        .iter()
        .map(|(scope, pairs)| format!("<dict><key>scope</key><string>{scope}</string>{}</dict>", dict(pairs)))
        .collect();
    format!(
        "<plist version=\"1.0\"><dict><key>settings</key><array><dict>{}</dict>{rules}</array></dict></plist>",
        dict(settings)
    )
    .into_bytes()
}

#[test]
fn what_is_no_theme_is_refused_in_one_line() {
    let deep = format!("<plist>{}", "<array>".repeat(100_000)).into_bytes();
    let no_settings = b"<plist><dict><key>settings</key><array/></dict></plist>".to_vec();
    let huge = theme_of(&[("foreground", &"x".repeat(1_100_000))], &[]);
    for (bytes, why) in [
        (Vec::new(), "empty"),
        (b"  \n".to_vec(), "empty"),
        (b"bplist00\xd1\x01\x02".to_vec(), "binary"),
        (b"{\"name\": \"x\"}".to_vec(), "JSON"),
        (vec![0, 159, 146, 150], "not XML"),
        (b"<html><body>hello</body></html>".to_vec(), ""),
        (b"<plist><dict><key>settings</key>".to_vec(), ""),
        (b"<plist><string>x</string></plist>".to_vec(), ""),
        (no_settings, ""),
        (deep, "deep"),
        (huge, "1 MiB"),
        (b"<\xff\xfe>".to_vec(), ""),
    ] {
        let message = load(&bytes, ColorDepth::True).unwrap_err().to_string();
        assert!(message.contains("is not a theme") && message.contains(why), "{message}");
        assert!(!message.contains(char::is_control), "{message}");
    }
}

#[test]
fn a_theme_made_for_code_serves() {
    use Scope::*;
    let bytes = theme_of(
        &[
            ("background", "#202020"),
            ("foreground", "#E0E0E0"),
            ("selection", "#FFFFFF20"),
            ("lineHighlight", "#303030"),
        ],
        &[
            ("comment", &[("foreground", "#808080")]),
            ("string", &[("foreground", "#A5C261")]),
            ("keyword", &[("foreground", "#CC7833")]),
            ("entity.name", &[("foreground", "#DDDD77")]),
            ("entity.name.function", &[("foreground", "#66AAFF")]),
            ("entity.name.class", &[("foreground", "#FFCC66")]),
            ("text.html.markdown markup.heading", &[("foreground", "#FF88FF"), ("fontStyle", "underline")]),
            ("invalid", &[("foreground", "#FFFFFF"), ("background", "#990000")]),
            ("constant", &[("foreground", "#222222")]),
        ],
    );
    let theme = load(&bytes, ColorDepth::True).unwrap();
    let fg = |s| theme.style(s).fg;
    let rgb = |r, g, b| Some(Color::Rgb(r, g, b));
    assert!(theme.is_dark());
    assert_eq!(fg(Person), rgb(0x66, 0xAA, 0xFF), "a function's");
    assert_eq!(fg(Organisation), rgb(0xFF, 0xCC, 0x66), "a class's");
    assert_eq!(fg(OtherName), rgb(0xDD, 0xDD, 0x77), "any name's");
    assert_eq!(fg(Quote), rgb(0xA5, 0xC2, 0x61), "a string's");
    assert_eq!(fg(Heading(3)), rgb(0xFF, 0x88, 0xFF), "through the scope of Markdown");
    assert!(theme.style(Heading(3)).add_modifier.contains(Modifier::UNDERLINED));
    assert_eq!(theme.style(Error).bg, rgb(0x99, 0, 0));
    assert_eq!(theme.style(Selection).bg, rgb(0x3C, 0x3C, 0x3C), "an eighth of white");
    assert!(theme.style(SelectedContent).bg.is_some());
    let date = seen(fg(Date).unwrap()).unwrap();
    assert!(contrast(date, [0x20; 3]) >= 3.0, "{date:?}: nearly invisible in the theme, made readable");
}

/// A rule for one of our scopes wins over a theme's general rule.
#[test]
fn our_names_win_over_borrowed_ones() {
    let bytes = theme_of(
        &[("background", "#FFFFFF"), ("foreground", "#000000")],
        &[
            ("entity.name.function", &[("foreground", "#0000AA")]),
            ("entity.name.person", &[("foreground", "#AA0000")]),
            ("meta.speaker.3.pullquote", &[("foreground", "#005500")]),
        ],
    );
    let theme = load(&bytes, ColorDepth::True).unwrap();
    assert!(!theme.is_dark());
    assert_eq!(theme.style(Scope::Person).fg, Some(Color::Rgb(0xAA, 0, 0)));
}

/// A theme with two colours, one, or none still gives every style.
#[test]
fn a_theme_that_says_next_to_nothing_still_tells_things_apart() {
    use Scope::*;
    for settings in [
        &[("background", "#FFFFFF"), ("foreground", "#000000")][..],
        &[("foreground", "#FFFFFF")],
        &[("background", "#000000")],
        &[("foreground", "#777777"), ("background", "#808080")],
        &[],
    ] {
        for depth in DEPTHS {
            let theme = load(&theme_of(settings, &[]), depth).unwrap();
            let look = |s: Scope| theme.style(Text).patch(theme.style(s));
            for place in [
                vec![Text, SelectedContent, SelectedSource, SelectedCue, Match, CurrentMatch],
                vec![Text, Person, Organisation, Place],
                vec![Text, SelectedRow, Selection],
            ] {
                for (i, a) in place.iter().enumerate() {
                    for b in &place[i + 1..] {
                        assert_ne!(look(*a), look(*b), "{settings:?} {depth:?}: {a:?} and {b:?}");
                    }
                }
            }
            let (fg, bg) = (look(Text).fg.and_then(seen), look(Text).bg.and_then(seen));
            if let (Some(fg), Some(bg)) = (fg, bg) {
                assert!(contrast(fg, bg) >= 3.0, "{settings:?} {depth:?}");
            }
        }
    }
}

#[test]
fn the_terminal_themes_name_no_colour_of_their_own() {
    for name in ["pullquote-terminal", "pullquote-terminal-light"] {
        let theme = Theme::load(name, ColorDepth::True).unwrap();
        for scope in scopes::all() {
            for color in [theme.style(scope).fg, theme.style(scope).bg].into_iter().flatten() {
                assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_)), "{name} {scope:?}: {color:?}");
            }
        }
    }
}

proptest::proptest! {
    /// A damaged theme is rejected or read; nothing else happens.
    #[test]
    fn no_bytes_make_it_panic(at in 0usize..13_000, with in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..6)) {
        let mut bytes = BUNDLED[0].1.as_bytes().to_vec();
        let at = at.min(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = Theme::parse("damaged", "damaged", &bytes, ColorDepth::Ansi256);
    }
}
