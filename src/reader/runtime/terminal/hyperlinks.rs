//! Hyperlinks for the terminal (OSC 8), written around the drawn text: no cell holds an escape sequence.
//!
//! A terminal stores the link of each cell until the cell is redrawn. So every cell with a link, in this frame or the
//! last, is redrawn between the sequences that begin and end a link.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Position, Size};

use crate::reader::Links;
use crate::reader::draw::Link;
use crate::reader::panes::pictures::PicturePart;
use crate::reader::runtime::terminal::clusters::Clusters;
use crate::reader::runtime::terminal::pictures::shown::Pictures;

/// Returns whether to send links to a terminal with this environment.
pub(in crate::reader::runtime) fn wanted(setting: Links, variable: impl Fn(&str) -> Option<String>) -> bool {
    match setting {
        Links::On => true,
        Links::Off => false,
        Links::Auto => understands(variable),
    }
}

/// Returns whether a terminal is known to support links; others may print the sequence.
fn understands(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let number = |name: &str| variable(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
    let term = variable("TERM").unwrap_or_default();
    if term.starts_with("screen") || term.starts_with("tmux") {
        // The outer terminal is unknown; tmux itself supports links from 3.4 on, and reports its version.
        let version = variable("TERM_PROGRAM_VERSION").unwrap_or_default();
        let mut parts = version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<u32>().ok());
        let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        return variable("TERM_PROGRAM").is_some_and(|name| name == "tmux") && version >= (3, 4);
    }
    let names = ["xterm-kitty", "foot", "alacritty", "wezterm", "contour", "xterm-ghostty", "rio", "mintty"];
    let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "mintty", "contour", "Tabby"];
    // The first version of VTE without a defect here.
    number("VTE_VERSION") >= 5002
        || number("KONSOLE_VERSION") >= 201_200
        || is_set("KITTY_WINDOW_ID")
        || is_set("WT_SESSION")
        || is_set("DOMTERM")
        || names.iter().any(|name| term.starts_with(name))
        || variable("TERM_PROGRAM").is_some_and(|name| programs.contains(&name.as_str()))
}

/// A terminal backend that adds hyperlinks, and redraws the cells beside clusters whose width is unsure.
#[derive(Debug)]
pub(in crate::reader::runtime) struct Linking<B> {
    inner: B,
    /// The links of this frame, by row and column.
    links: Vec<Link>,
    /// The links of the last frame.
    before: Vec<Link>,
    /// The clusters on the screen whose width is unsure.
    clusters: Clusters,
    /// The pictures on the screen.
    pictures: Pictures,
}

impl<B> Linking<B> {
    pub(in crate::reader::runtime) fn new(inner: B) -> Self {
        Self {
            inner,
            links: Vec::new(),
            before: Vec::new(),
            clusters: Clusters::default(),
            pictures: Pictures::default(),
        }
    }

    /// Stores the links of the next frame.
    pub(in crate::reader::runtime) fn take(&mut self, links: Vec<Link>) {
        self.before = std::mem::replace(&mut self.links, links);
    }

    /// Returns the parts of the screen to redraw even if unchanged.
    pub(in crate::reader::runtime) fn anew(&self) -> Vec<Link> {
        let mut parts = self.pictures.gone();
        if self.before != self.links || !self.links.is_empty() {
            parts.extend(self.before.iter().chain(&self.links).cloned());
        }
        parts
    }

    fn link_at(&self, x: u16, y: u16) -> Option<usize> {
        self.links.iter().position(|l| l.y == y && l.x <= x && x < l.x.saturating_add(l.width))
    }
}

/// Marks parts of a buffer for redrawing even if unchanged.
pub(in crate::reader::runtime) fn mark(buffer: &mut Buffer, parts: &[Link]) {
    for part in parts {
        for x in part.x..part.x.saturating_add(part.width) {
            if let Some(cell) = buffer.cell_mut((x, part.y)) {
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
            }
        }
    }
}

impl<B: Backend<Error = io::Error> + Write> Backend for Linking<B> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let content: Vec<(u16, u16, &Cell)> = content.collect();
        self.pictures.touch(&content);
        if self.links.is_empty() {
            let cells = content;
            return self.run(None, &cells);
        }
        let mut run: Vec<(u16, u16, &Cell)> = Vec::new();
        let mut of = None;
        for (x, y, cell) in content {
            let link = self.link_at(x, y);
            if link != of {
                self.run(of, &run)?;
                run.clear();
                of = link;
            }
            run.push((x, y, cell));
        }
        self.run(of, &run)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clusters.clear();
        self.pictures.clear();
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.clusters.clear();
        self.pictures.clear();
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

impl<B: Backend<Error = io::Error> + Write> Linking<B> {
    /// Takes the pictures of the next frame, and sends those that the terminal keeps.
    pub(in crate::reader::runtime) fn take_pictures(&mut self, parts: Vec<PicturePart>) -> io::Result<()> {
        self.pictures.take(parts, &mut self.inner)
    }

    /// Draws the pictures that this frame has changed.
    pub(in crate::reader::runtime) fn draw_pictures(&mut self) -> io::Result<()> {
        self.pictures.draw(&mut self.inner)
    }

    /// Deletes the pictures that the terminal keeps.
    pub(in crate::reader::runtime) fn end_pictures(&mut self) -> io::Result<()> {
        self.pictures.end(&mut self.inner)?;
        Write::flush(&mut self.inner)
    }

    /// Draws cells with one link, or without.
    fn run(&mut self, link: Option<usize>, cells: &[(u16, u16, &Cell)]) -> io::Result<()> {
        if cells.is_empty() {
            return Ok(());
        }
        let link = link.and_then(|at| self.links.get(at));
        if let Some(link) = link {
            write!(self.inner, "\x1b]8;id={};{}\x1b\\", link.id, link.to)?;
        }
        let is_link = link.is_some();
        if self.clusters.are_plain(cells) {
            self.inner.draw(cells.iter().copied())?;
        } else {
            let cells = self.clusters.arrange(cells);
            self.inner.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
        }
        if is_link {
            self.inner.write_all(b"\x1b]8;;\x1b\\")?;
        }
        Ok(())
    }
}

impl<B: Write> Write for Linking<B> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use super::*;

    #[test]
    fn links_are_told_where_they_are_understood() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        };
        for (pairs, expected) in [
            (&[("TERM", "xterm-256color")] as &'static [_], false),
            (&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")], true),
            (&[("TERM", "xterm-256color"), ("VTE_VERSION", "4200")], false),
            (&[("TERM", "xterm-kitty")], true),
            (&[("TERM", "linux")], false),
            (&[("TERM", "dumb")], false),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], true),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], false),
            (&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.4a")], true),
            (&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3")], false),
            (&[("TERM", "screen-256color"), ("VTE_VERSION", "7600")], false),
            (&[], false),
        ] {
            assert_eq!(wanted(Links::Auto, env(pairs)), expected, "{pairs:?}");
            assert!(wanted(Links::On, env(pairs)) && !wanted(Links::Off, env(pairs)));
        }
    }

    /// A writer that keeps its bytes for inspection.
    #[derive(Clone, Debug, Default)]
    struct Pipe(Rc<RefCell<Vec<u8>>>);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Interprets the bytes as a terminal does: the text and the link of each cell.
    fn shown(bytes: &[u8], size: (u16, u16), cells: &mut Vec<(char, Option<String>)>) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        cells.resize(usize::from(size.0 * size.1), (' ', None));
        let (mut at, mut link, mut rest) = (0usize, None, text.as_str());
        while let Some(c) = rest.chars().next() {
            if let Some(body) = rest.strip_prefix("\x1b]8;") {
                let (body, after) = body.split_once("\x1b\\").unwrap();
                let (_, to) = body.split_once(';').unwrap();
                link = (!to.is_empty()).then(|| to.to_owned());
                rest = after;
            } else if let Some(body) = rest.strip_prefix("\x1b[") {
                let end = body.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                if body[end..].starts_with('H') {
                    let (y, x) = body[..end].split_once(';').unwrap();
                    at = (y.parse::<usize>().unwrap() - 1) * usize::from(size.0) + x.parse::<usize>().unwrap() - 1;
                }
                rest = &body[end + 1..];
            } else {
                cells[at] = (c, link.clone());
                at += 1;
                rest = &rest[c.len_utf8()..];
            }
        }
        assert_eq!(link, None, "a link is left open");
    }

    #[test]
    fn after_any_frames_each_cell_leads_where_it_should() {
        let size = (12, 3);
        let link = |x, y, width, to: &str| Link { x, y, width, to: to.to_owned(), id: 1 };
        let frames: [(&str, Vec<Link>); 8] = [
            ("see the page or that", vec![link(4, 0, 8, "https://a/")]),
            ("see the page or that", vec![link(4, 0, 8, "https://a/")]),
            ("see the page or that", vec![link(4, 0, 8, "https://b/"), link(4, 1, 4, "https://c/")]),
            ("see the page or that", vec![link(8, 0, 4, "https://b/")]),
            ("sea the page or this", vec![link(7, 0, 4, "https://b/"), link(0, 2, 12, "https://d/")]),
            ("sea the page or this", vec![]),
            ("", vec![]),
            ("all", vec![link(0, 0, 3, "https://a/")]),
        ];
        let area = Rect::new(0, 0, size.0, size.1);
        let pipe = Pipe::default();
        let backend = Linking::new(CrosstermBackend::new(pipe.clone()));
        let mut terminal =
            Terminal::with_options(backend, TerminalOptions { viewport: Viewport::Fixed(area) }).unwrap();
        let mut cells = Vec::new();
        for (words, links) in frames {
            terminal.backend_mut().take(links.clone());
            let anew = terminal.backend_mut().anew();
            terminal
                .draw(|frame| {
                    let text: Vec<char> = words.chars().collect();
                    for (n, line) in text.chunks(usize::from(size.0)).enumerate() {
                        let line: String = line.iter().collect();
                        frame.buffer_mut().set_string(0, u16::try_from(n).unwrap(), line, ratatui::style::Style::new());
                    }
                    mark(frame.buffer_mut(), &anew);
                })
                .unwrap();
            let bytes = std::mem::take(&mut *pipe.0.borrow_mut());
            shown(&bytes, size, &mut cells);
            let words: Vec<char> = words.chars().collect();
            for (n, (c, to)) in cells.iter().enumerate() {
                let (x, y) = (u16::try_from(n).unwrap() % size.0, u16::try_from(n).unwrap() / size.0);
                let wanted = links.iter().find(|l| l.y == y && l.x <= x && x < l.x + l.width).map(|l| l.to.clone());
                assert_eq!((*c, to.clone()), (words.get(n).copied().unwrap_or(' '), wanted), "cell {x},{y}");
            }
        }
    }
}
