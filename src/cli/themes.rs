//! Runs `pullquote themes`: prints the names of all themes, or, on a terminal, a sample of each.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::cli::output::complain;
use crate::ingest;
use crate::nlp;
use crate::nlp::Engine;
use crate::reader::draw as view;
use crate::reader::{Action, Command, State};
use crate::theme::{ColorDepth, Gallery};

/// Rows of each sample.
const ROWS: u16 = 12;
/// Maximum number of columns: enough for both panes.
const COLUMNS: u16 = 120;

/// Returns the names, one per line.
pub(super) fn names(folder: &Path) -> String {
    Gallery::new(Some(folder)).names().join("\n") + "\n"
}

/// Returns a sample in every theme, for a terminal of this width.
pub(super) fn preview(folder: &Path, columns: u16, depth: ColorDepth) -> String {
    let gallery = Gallery::new(Some(folder));
    let article = ingest::sample();
    let annotations = nlp::annotate(&article, &Engine::new());
    let mut state = State::new(Arc::new(article), (columns.clamp(20, COLUMNS), ROWS));
    let _ = state.update(Action::Annotated(Arc::new(annotations)));
    // The second quote is selected: its source, cue and content are highlighted.
    for _ in 0..2 {
        let _ = state.update(Action::Run(Command::NextQuote(1)));
    }
    let mut out = String::new();
    for name in gallery.names() {
        match gallery.load(name, depth) {
            Err(error) => complain(&error.to_string()),
            Ok(theme) => {
                let (wide, high) = state.session.screen;
                let mut buffer = Buffer::empty(Rect::new(0, 0, wide, high));
                let _ = view::draw(&state, &theme, &mut buffer);
                let own = if gallery.is_own(name) { "  (yours)" } else { "" };
                let bold = if depth == ColorDepth::None { ("", "") } else { ("\x1b[1m", "\x1b[0m") };
                // Writing to a string cannot fail. File names may hold any characters.
                let _ = writeln!(out, "{}{}{}{own}", bold.0, crate::text::printable_line(name), bold.1);
                ansi(&mut out, &buffer);
                out.push('\n');
            }
        }
    }
    out
}

/// Appends a rendered picture as lines of text with escape sequences for colour.
fn ansi(out: &mut String, buffer: &Buffer) {
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut last = Style::default();
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let Some(cell) = buffer.cell((x, y)) else { break };
            let style = Style { fg: Some(cell.fg), bg: Some(cell.bg), add_modifier: cell.modifier, ..Style::default() };
            if style != last {
                sgr(out, style);
                last = style;
            }
            out.push_str(cell.symbol());
            x += cell.symbol().cell_width().max(1);
        }
        out.push_str("\x1b[0m\n");
    }
}

/// Returns the escape sequence for a style; it resets all others.
fn sgr(out: &mut String, style: Style) {
    out.push_str("\x1b[0");
    for (modifier, code) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if style.add_modifier.contains(modifier) {
            let _ = write!(out, ";{code}");
        }
    }
    for (colour, base) in [(style.fg, 30), (style.bg, 40)] {
        let plain = |n: u8| if n < 8 { base + u16::from(n) } else { base + 52 + u16::from(n) };
        let _ = match colour {
            None | Some(Color::Reset) => Ok(()),
            Some(Color::Rgb(r, g, b)) => write!(out, ";{};2;{r};{g};{b}", base + 8),
            Some(Color::Indexed(n)) => write!(out, ";{};5;{n}", base + 8),
            Some(Color::Black) => write!(out, ";{}", plain(0)),
            Some(Color::Red) => write!(out, ";{}", plain(1)),
            Some(Color::Green) => write!(out, ";{}", plain(2)),
            Some(Color::Yellow) => write!(out, ";{}", plain(3)),
            Some(Color::Blue) => write!(out, ";{}", plain(4)),
            Some(Color::Magenta) => write!(out, ";{}", plain(5)),
            Some(Color::Cyan) => write!(out, ";{}", plain(6)),
            Some(Color::Gray) => write!(out, ";{}", plain(7)),
            Some(Color::DarkGray) => write!(out, ";{}", plain(8)),
            Some(Color::LightRed) => write!(out, ";{}", plain(9)),
            Some(Color::LightGreen) => write!(out, ";{}", plain(10)),
            Some(Color::LightYellow) => write!(out, ";{}", plain(11)),
            Some(Color::LightBlue) => write!(out, ";{}", plain(12)),
            Some(Color::LightMagenta) => write!(out, ";{}", plain(13)),
            Some(Color::LightCyan) => write!(out, ";{}", plain(14)),
            Some(Color::White) => write!(out, ";{}", plain(15)),
        };
    }
    out.push('m');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(fg: Color, bg: Color, modifier: Modifier) -> String {
        let mut out = String::new();
        sgr(&mut out, Style::default().fg(fg).bg(bg).add_modifier(modifier));
        out
    }

    #[test]
    fn styles_become_sequences() {
        assert_eq!(style(Color::Reset, Color::Reset, Modifier::empty()), "\x1b[0m");
        assert_eq!(style(Color::Rgb(1, 2, 3), Color::Indexed(9), Modifier::BOLD), "\x1b[0;1;38;2;1;2;3;48;5;9m");
        assert_eq!(style(Color::White, Color::DarkGray, Modifier::empty()), "\x1b[0;97;100m");
        assert_eq!(style(Color::Red, Color::LightRed, Modifier::REVERSED), "\x1b[0;7;31;101m");
    }

    #[test]
    fn every_theme_shows_the_sample() {
        let folder = tempfile::tempdir().unwrap();
        let shown = preview(folder.path(), 100, ColorDepth::True);
        for name in Gallery::new(None).names() {
            assert!(shown.contains(name), "{name}");
        }
        let lines = shown.lines().filter(|l| l.ends_with("\x1b[0m")).count();
        assert_eq!(lines, (usize::from(ROWS) + 1) * Gallery::new(None).names().len());
    }
}
