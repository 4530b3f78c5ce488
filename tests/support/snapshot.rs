//! Snapshots of screens: the tested part of a screen, and the scopes of its text.
//!
//! A snapshot names scopes, not colours, so that it holds for the dark and the light theme; one snapshot holds the
//! colours of each scope. Text around an overlay is left out, so that a changed word of the story affects few
//! snapshots.

use std::fmt::Write as _;

use pullquote::reader::State;
use pullquote::theme::{ColorDepth, Scope, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use crate::support::{draw, styles, text};

/// The screen sizes in which every overlay is tested.
pub const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 12)];

/// The part of a screen that a snapshot shows; its last row is always shown.
#[derive(Clone, Copy)]
pub enum Part {
    /// The whole screen.
    Whole,
    /// The boxes (`╭─╮`) over the panes.
    Boxes,
    /// The pane of the list: right of the border between the panes, or everything if there is one pane.
    List,
    /// The pane of the article.
    Article,
    /// The last rows.
    Foot(u16),
}

impl Part {
    /// Returns this part of a screen, and the last row.
    fn of(self, buffer: &Buffer) -> Vec<Rect> {
        let all = buffer.area;
        let foot = Rect { y: all.bottom() - 1, height: 1, ..all };
        let above = Rect { height: all.height - 1, ..all };
        let border = (all.left()..all.right()).find(|x| matches!(buffer[(*x, 0)].symbol(), "┬"));
        match self {
            Self::Whole => vec![all],
            Self::Foot(rows) => vec![Rect { y: all.bottom() - rows, height: rows, ..all }],
            Self::Boxes => vec![boxes(buffer).expect("a box on the screen"), foot],
            Self::List => {
                let x = border.map_or(all.left(), |x| x + 1);
                vec![Rect { x, width: all.right() - x, ..above }, foot]
            }
            Self::Article => vec![Rect { width: border.map_or(all.width, |x| x - all.left()), ..above }, foot],
        }
    }

    /// Returns a screen with nothing but this part, cut to its rows.
    pub fn cut(self, buffer: &Buffer) -> Vec<Buffer> {
        let copy = |area: Rect| {
            let mut out = Buffer::empty(Rect::new(0, 0, area.width, area.height));
            for y in 0..area.height {
                for x in 0..area.width {
                    out[(x, y)] = buffer[(area.x + x, area.y + y)].clone();
                }
            }
            out
        };
        self.of(buffer).into_iter().map(copy).collect()
    }
}

/// Returns the smallest rectangle around all closed boxes.
fn boxes(buffer: &Buffer) -> Option<Rect> {
    let is = |x: u16, y: u16, corner: &str| buffer[(x, y)].symbol() == corner;
    let all = buffer.area;
    let mut out: Option<Rect> = None;
    for y in all.top()..all.bottom() {
        for x in (all.left()..all.right()).filter(|x| is(*x, y, "╭")) {
            let right = (x..all.right()).find(|right| is(*right, y, "╮"));
            let bottom = (y..all.bottom()).find(|bottom| is(x, *bottom, "╰"));
            if let (Some(right), Some(bottom)) = (right, bottom) {
                let area = Rect::new(x, y, right - x + 1, bottom - y + 1);
                out = Some(out.map_or(area, |out| out.union(area)));
            }
        }
    }
    out
}

/// Returns a part of the screen as text, and its styles without colours.
pub fn plain(model: &State, part: Part) -> String {
    let (buffer, cursor) = draw(model, &Theme::load("pullquote-dark", ColorDepth::None).expect("a theme"));
    let mut out = String::new();
    for cut in part.cut(&buffer) {
        out.push_str(&text(&cut));
    }
    writeln!(out, "cursor: {cursor:?}").expect("strings do not fail");
    for cut in part.cut(&buffer) {
        out.push_str(&styles(&cut));
    }
    out
}

/// Returns this part of a model in every size, and the scopes of its text, each with the first words.
pub fn everywhere(models: &[State], part: Part) -> String {
    let mut out = String::new();
    for model in models {
        let (buffer, cursor) = draw(model, &Theme::load("pullquote-dark", ColorDepth::None).expect("a theme"));
        writeln!(out, "{}×{}, cursor: {cursor:?}", buffer.area.width, buffer.area.height).expect("strings do not fail");
        for cut in part.cut(&buffer) {
            out.push_str(&text(&cut));
        }
        out.push('\n');
    }
    out + &scopes(models, part)
}

/// Returns the scopes of the text in a part of these screens, each with the first words.
pub fn scopes(models: &[State], part: Part) -> String {
    let scopes = Scopes::new();
    let cuts: Vec<Buffer> = models.iter().flat_map(|model| part.cut(&draw(model, &scopes.theme).0)).collect();
    scopes.looks(&cuts)
}

/// Returns the colours of every scope in a theme.
pub fn colours(name: &str, depth: ColorDepth) -> String {
    let theme = Theme::load(name, depth).expect("a theme");
    let mut out = format!("{name}, {depth:?}\n");
    for scope in Scope::all() {
        let style = theme.style(scope);
        let colour = |colour: Option<Color>| colour.map_or("-".to_owned(), |c| c.to_string());
        let (fg, bg) = (colour(style.fg), colour(style.bg));
        let how = if style.add_modifier.is_empty() { String::new() } else { format!(" {:?}", style.add_modifier) };
        writeln!(out, "{:40} {fg:8} on {bg:8}{how}", name_of(scope)).expect("strings do not fail");
    }
    out
}

fn name_of(scope: Scope) -> String {
    scope.textmate().trim_end_matches(".pullquote").to_owned()
}

/// A theme in which each scope has its own colours, so that scopes can be read from a screen.
struct Scopes {
    theme: Theme,
    inks: Vec<(Color, String)>,
    grounds: Vec<(Color, String)>,
}

impl Scopes {
    /// Derived from the dark theme: a scope with a text or background colour there has one here.
    fn new() -> Self {
        let dark = Theme::load("pullquote-dark", ColorDepth::True).expect("a theme");
        let mut rules = String::new();
        for (n, scope) in Scope::all().enumerate().filter(|(_, scope)| *scope != Scope::Text) {
            let style = dark.style(scope);
            let mut settings = String::new();
            if style.fg.is_some() {
                write!(settings, "<key>foreground</key><string>#{:02X}F0F0</string>", 0xA0 + n).expect("strings");
            }
            if style.bg.is_some() {
                write!(settings, "<key>background</key><string>#0000{:02X}</string>", n).expect("strings");
            }
            let fonts = [(Modifier::BOLD, "bold"), (Modifier::ITALIC, "italic"), (Modifier::UNDERLINED, "underline")];
            let font: Vec<&str> = fonts.iter().filter(|(m, _)| style.add_modifier.contains(*m)).map(|f| f.1).collect();
            write!(settings, "<key>fontStyle</key><string>{}</string>", font.join(" ")).expect("strings");
            write!(
                rules,
                "<dict><key>scope</key><string>{}</string><key>settings</key><dict>{settings}</dict></dict>",
                scope.textmate()
            )
            .expect("strings");
        }
        let page = "<dict><key>settings</key><dict><key>foreground</key><string>#F0F0F0</string>\
                    <key>background</key><string>#000000</string></dict></dict>";
        let file = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict><key>settings</key>\
             <array>{page}{rules}</array></dict></plist>"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scopes.tmTheme");
        std::fs::write(&path, file).expect("a file");
        let theme = Theme::load(&path.to_string_lossy(), ColorDepth::True).expect("a theme");
        let all = || Scope::all().map(|scope| (theme.style(scope), name_of(scope)));
        let inks = all().filter_map(|(style, name)| Some((style.fg?, name))).collect();
        let grounds = all().filter_map(|(style, name)| Some((style.bg?, name))).collect();
        Self { theme, inks, grounds }
    }

    /// Returns the distinct styles on parts of screens, each with its first words: `text on background BOLD [words]`.
    fn looks(&self, parts: &[Buffer]) -> String {
        let mut seen: Vec<((Color, Color, Modifier), String)> = Vec::new();
        for buffer in parts {
            for y in 0..buffer.area.height {
                let mut goes_on = None;
                for x in 0..buffer.area.width {
                    let cell = &buffer[(x, y)];
                    let style = (cell.fg, cell.bg, cell.modifier);
                    let known = seen.iter().position(|(s, _)| *s == style);
                    let at = match known {
                        Some(at) if goes_on == Some(at) => at,
                        // Blanks do not show what a style is for.
                        Some(at) if seen[at].1.trim().is_empty() => at,
                        Some(_) => {
                            goes_on = None;
                            continue;
                        }
                        None => {
                            seen.push((style, String::new()));
                            seen.len() - 1
                        }
                    };
                    seen[at].1.push_str(cell.symbol());
                    goes_on = Some(at);
                }
            }
        }
        let mut out = String::new();
        for ((fg, bg, modifier), words) in seen.iter().filter(|(_, words)| !words.trim().is_empty()) {
            let words: String = words.trim().chars().take(24).collect();
            let how = if modifier.is_empty() { String::new() } else { format!(" {modifier:?}") };
            let (ink, ground) = (named(&self.inks, *fg), named(&self.grounds, *bg));
            writeln!(out, "{ink} on {ground}{how} [{}]", words.trim_end()).expect("strings do not fail");
        }
        out
    }
}

/// Returns the scope of a colour; a blended colour has none.
fn named(scopes: &[(Color, String)], colour: Color) -> String {
    scopes.iter().find(|(c, _)| *c == colour).map_or_else(|| colour.to_string(), |(_, name)| name.clone())
}
