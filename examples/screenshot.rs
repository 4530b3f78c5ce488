//! Renders the screen of the reader as an SVG picture, for the README.
//!
//! ```sh
//! cargo run --example screenshot -- samples/harbour-tunnel.txt --keys ']]]]' > samples/screen.svg
//! ```
//!
//! Opens the article as the reader does, presses the keys, and writes the cells of the buffer. Lines and blocks are
//! drawn as shapes, so that no font leaves gaps between them.

#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Parser;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use pullquote::ingest;
use pullquote::nlp;
use pullquote::nlp::Engine;
use pullquote::reader::command::keymap;
use pullquote::reader::draw as view;
use pullquote::reader::{Action, State};
use pullquote::theme::{ColorDepth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Render the screen of the reader as an SVG picture.
#[derive(Parser)]
struct Args {
    /// The article to open
    article: PathBuf,
    /// The theme
    #[arg(long, default_value = "pullquote-dark")]
    theme: String,
    /// Columns of the screen
    #[arg(long, default_value_t = 120)]
    columns: u16,
    /// Rows of the screen
    #[arg(long, default_value_t = 34)]
    rows: u16,
    /// Keys to press first, one per character (`\n` is Enter, `\t` is Tab)
    #[arg(long, default_value = "")]
    keys: String,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let article = Arc::new(ingest::read(&args.article, None)?);
    let theme = Theme::load(&args.theme, ColorDepth::True)?;
    let mut model = State::new(Arc::clone(&article), (args.columns, args.rows));
    model.update(Action::Resize(args.columns, args.rows));
    model.update(Action::Annotated(Arc::new(nlp::annotate(&article, &Engine::new()))));
    for key in args.keys.chars() {
        let code = match key {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            key => KeyCode::Char(key),
        };
        let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        let action = keymap::action(&model, &event).with_context(|| format!("{key:?} does nothing"))?;
        model.update(action);
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, args.columns, args.rows));
    let cursor = view::draw(&model, &theme, &mut buffer);
    print!("{}", svg(&buffer, cursor, theme.is_dark()));
    Ok(())
}

/// Width and height of a cell and the font size, in pixels. A letter of the usual monospace fonts is 0.602 wide.
const CELL: (f32, f32, f32) = (8.43, 18.0, 14.0);

/// Returns a buffer as an SVG picture.
fn svg(buffer: &Buffer, cursor: Option<(u16, u16)>, dark: bool) -> String {
    let (w, h, size) = CELL;
    let area = buffer.area;
    let (width, height) = (f32::from(area.width) * w, f32::from(area.height) * h);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-10 -10 {:.1} {:.1}\" \
         font-family=\"'DejaVu Sans Mono', Menlo, 'Liberation Mono', monospace\" font-size=\"{size}\">",
        width + 20.0,
        height + 20.0
    );
    let page = buffer.cell((0, 0)).map_or(Color::Reset, |cell| cell.bg);
    let _ = writeln!(
        out,
        "<rect x=\"-10\" y=\"-10\" width=\"{:.1}\" height=\"{:.1}\" rx=\"8\" fill=\"{}\"/>",
        width + 20.0,
        height + 20.0,
        hex(page, dark, true)
    );
    for y in area.top()..area.bottom() {
        let row = runs(buffer, y, dark);
        for run in &row {
            ground(&mut out, run, y, &hex(page, dark, true));
        }
        for run in &row {
            letters(&mut out, run, y);
        }
    }
    if let Some((x, y)) = cursor {
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"2\" height=\"{h}\" fill=\"{}\"/>",
            f32::from(x) * w,
            f32::from(y) * h,
            hex(Color::Reset, dark, false)
        );
    }
    out + "</svg>\n"
}

/// Consecutive cells of the same style.
struct Run {
    x: u16,
    cells: Vec<(String, u16)>,
    fg: String,
    bg: String,
    modifiers: Modifier,
}

impl Run {
    fn width(&self) -> u16 {
        self.cells.iter().map(|(_, width)| width).sum()
    }
}

/// Returns the runs of one row.
fn runs(buffer: &Buffer, y: u16, dark: bool) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut x = buffer.area.left();
    while x < buffer.area.right() {
        let Some(cell) = buffer.cell((x, y)) else { break };
        let width = (cell.symbol().width() as u16).max(1);
        let (mut fg, mut bg) = (hex(cell.fg, dark, false), hex(cell.bg, dark, true));
        if cell.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut fg, &mut bg);
        }
        let drawn = |s: &str| stroke(s).is_some();
        let symbol = cell.symbol().to_owned();
        match out.last_mut() {
            Some(run)
                if run.fg == fg
                    && run.bg == bg
                    && run.modifiers == cell.modifier
                    && run
                        .cells
                        .last()
                        .is_some_and(|(s, w)| drawn(s) == drawn(&symbol) && (*w == 1) == (width == 1)) =>
            {
                run.cells.push((symbol, width));
            }
            _ => out.push(Run { x, cells: vec![(symbol, width)], fg, bg, modifiers: cell.modifier }),
        }
        x += width;
    }
    out
}

/// Draws the background of a run, if it differs from that of the page.
fn ground(out: &mut String, run: &Run, y: u16, page: &str) {
    if run.bg != page {
        let _ = writeln!(
            out,
            "<rect x=\"{:.2}\" y=\"{:.1}\" width=\"{:.2}\" height=\"{:.1}\" fill=\"{}\"/>",
            f32::from(run.x) * CELL.0,
            f32::from(y) * CELL.1,
            f32::from(run.width()) * CELL.0,
            CELL.1,
            run.bg
        );
    }
}

/// Draws the text of a run.
fn letters(out: &mut String, run: &Run, y: u16) {
    let (w, h, size) = CELL;
    let top = f32::from(y) * h;
    if run.cells.iter().any(|(s, _)| stroke(s).is_some()) {
        for (i, (symbol, _)) in run.cells.iter().enumerate() {
            let left = (f32::from(run.x) + i as f32) * w;
            for [x, y, width, height] in stroke(symbol).unwrap_or_default() {
                let _ = writeln!(
                    out,
                    "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"{}\"/>",
                    left + x * w,
                    top + y * h,
                    width * w,
                    height * h,
                    run.fg
                );
            }
        }
        return;
    }
    let text: String = run.cells.iter().map(|(s, _)| s.as_str()).collect();
    if text.trim().is_empty() && !run.modifiers.contains(Modifier::UNDERLINED) {
        return;
    }
    let before = text.len() - text.trim_start().len();
    let words = text.trim();
    let mut style = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\"0.7\""),
    ] {
        if run.modifiers.contains(modifier) {
            style.push_str(attribute);
        }
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.2}\" y=\"{:.1}\" fill=\"{}\" textLength=\"{:.2}\" xml:space=\"preserve\"{style}>{}</text>",
        (f32::from(run.x) + before as f32) * w,
        top + h / 2.0 + size * 0.34,
        run.fg,
        words.width() as f32 * w,
        words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    );
}

/// Returns box drawing and block elements as rectangles (left, top, width, height, as fractions of the cell).
fn stroke(symbol: &str) -> Option<Vec<[f32; 4]>> {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    // Thickness of a vertical and a horizontal line, as fractions of the cell.
    let (thin_x, thin_y) = (1.2 / CELL.0, 1.2 / CELL.1);
    let arms = |left: bool, right: bool, up: bool, down: bool, thick: f32| {
        let (x, y) = (thin_x * thick, thin_y * thick);
        let (cx, cy) = ((1.0 - x) / 2.0, (1.0 - y) / 2.0);
        let mut out = Vec::new();
        if left || right {
            let from = if left { 0.0 } else { cx };
            let to = if right { 1.0 } else { cx + x };
            out.push([from, cy, to - from, y]);
        }
        if up || down {
            let from = if up { 0.0 } else { cy };
            let to = if down { 1.0 } else { cy + y };
            out.push([cx, from, x, to - from]);
        }
        out
    };
    Some(match c {
        '─' => arms(true, true, false, false, 1.0),
        '│' => arms(false, false, true, true, 1.0),
        '┌' | '╭' => arms(false, true, false, true, 1.0),
        '┐' | '╮' => arms(true, false, false, true, 1.0),
        '└' | '╰' => arms(false, true, true, false, 1.0),
        '┘' | '╯' => arms(true, false, true, false, 1.0),
        '├' => arms(false, true, true, true, 1.0),
        '┤' => arms(true, false, true, true, 1.0),
        '┬' => arms(true, true, false, true, 1.0),
        '┴' => arms(true, true, true, false, 1.0),
        '┼' => arms(true, true, true, true, 1.0),
        '╴' => arms(true, false, false, false, 1.0),
        '╶' => arms(false, true, false, false, 1.0),
        '━' => arms(true, true, false, false, 2.0),
        '┃' => arms(false, false, true, true, 2.0),
        '╸' => arms(true, false, false, false, 2.5),
        '╺' => arms(false, true, false, false, 2.5),
        '█' => vec![[0.0, 0.0, 1.0, 1.0]],
        '▁'..='▇' => {
            let eighths = (u32::from(c) - u32::from('▁') + 1) as f32 / 8.0;
            vec![[0.0, 1.0 - eighths, 1.0, eighths]]
        }
        '▉'..='▏' => vec![[0.0, 0.0, (u32::from('▏') - u32::from(c) + 1) as f32 / 8.0, 1.0]],
        '▐' => vec![[0.5, 0.0, 0.5, 1.0]],
        '▔' => vec![[0.0, 0.0, 1.0, 0.125]],
        '▕' => vec![[0.875, 0.0, 0.125, 1.0]],
        _ => return None,
    })
}

/// Returns a colour for the picture. Themes of the terminal's own colours get a common palette.
fn hex(color: Color, dark: bool, ground: bool) -> String {
    let rgb: u32 = match color {
        Color::Rgb(r, g, b) => u32::from_be_bytes([0, r, g, b]),
        Color::Black => 0x00_0000,
        Color::Red => 0xCD_3131,
        Color::Green => 0x0D_BC79,
        Color::Yellow => 0xD0_B020,
        Color::Blue => 0x24_72C8,
        Color::Magenta => 0xBC_3FBC,
        Color::Cyan => 0x11_A8CD,
        Color::Gray => 0xD0_D0D0,
        Color::DarkGray => 0x80_8080,
        Color::LightRed => 0xF1_6C6C,
        Color::LightGreen => 0x3F_D98B,
        Color::LightYellow => 0xF5_F543,
        Color::LightBlue => 0x5B_A0F0,
        Color::LightMagenta => 0xE0_80E0,
        Color::LightCyan => 0x49_C8E0,
        Color::White => 0xFF_FFFF,
        _ if dark == ground => 0x16_181D,
        _ => 0xE8_E8E8,
    };
    format!("#{rgb:06X}")
}
