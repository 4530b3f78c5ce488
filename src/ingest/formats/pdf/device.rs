//! Turns positioned glyphs into lines.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

use crate::ingest::formats::pdf::strip::is_bold;

/// Maximum number of characters in a document.
const MOST: usize = 24 << 20;

/// A page: its lines in drawing order.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) height: f64,
    pub(super) lines: Vec<Line>,
}

/// Glyphs on one baseline without a wide gap. Units are points; `y` is measured from the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) y: f64,
    /// The size of the largest letters.
    pub(super) size: f64,
    /// Whether all of it is bold.
    pub(super) bold: bool,
}

/// Receives glyphs from the parser.
#[derive(Debug, Default)]
pub(super) struct Device {
    pages: Vec<Page>,
    line: Line,
    /// Byte offsets of gaps that are narrower than most spaces.
    narrow: Vec<usize>,
    top: f64,
    characters: usize,
}

impl Device {
    /// Returns whether the limit is exceeded.
    pub(super) fn is_full(&self) -> bool {
        self.characters > MOST
    }

    /// Returns the pages; a page that failed halfway is partial.
    pub(super) fn finish(mut self) -> Vec<Page> {
        self.end_line();
        self.pages
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        let narrow = std::mem::take(&mut self.narrow);
        space_out(&mut line.text, &narrow);
        let text = line.text.trim();
        if text.is_empty() {
            return;
        }
        line.text = text.to_owned();
        if let Some(page) = self.pages.last_mut() {
            page.lines.push(line);
        }
    }

    fn glyph(&mut self, glyph: Glyph, text: &str) {
        let Glyph { left, right, y, size, bold } = glyph;
        let line = &self.line;
        if !line.text.is_empty() {
            let em = line.size.max(size);
            // What is raised or lowered a little stays on its line; what goes back does not.
            let same = (y - line.y).abs() < em * 0.5 && left > line.right - em * 1.5 && left < line.right + em * 2.5;
            if !same {
                self.end_line();
            }
        }
        let line = &mut self.line;
        if line.text.is_empty() {
            if text.trim().is_empty() {
                return;
            }
            *line = Line { left, right: left, y, size, bold: true, ..Line::default() };
        }
        if !line.text.ends_with(' ') && !text.starts_with(' ') {
            if left > line.right + size * WIDE {
                line.text.push(' ');
            } else if left > line.right + size * NARROW {
                self.narrow.push(line.text.len());
            }
        }
        // Over-printed twice for weight.
        let again = left < line.right - size * 0.2 && line.text.ends_with(text) && !text.trim().is_empty();
        if !again {
            push(&mut line.text, text);
        }
        line.bold &= bold || !text.contains(char::is_alphanumeric);
        line.right = line.right.max(right);
        // The base of a line is that of its large letters.
        if size > line.size * 1.05 {
            (line.size, line.y) = (size, y);
        }
    }
}

/// Minimum width of a space, as a fraction of the font size, …
const WIDE: f64 = 0.16;
/// … and in a line that would otherwise be one long word.
const NARROW: f64 = 0.09;
/// Average word length above which a line lacks its spaces.
const LONG_WORD: usize = 12;

/// Inserts spaces into narrow gaps of a line with hardly any spaces.
fn space_out(text: &mut String, narrow: &[usize]) {
    let words = text.split_whitespace().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if narrow.is_empty() || letters < LONG_WORD || letters / words.max(1) < LONG_WORD {
        return;
    }
    for at in narrow.iter().rev() {
        if text.is_char_boundary(*at) {
            text.insert(*at, ' ');
        }
    }
}

struct Glyph {
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    bold: bool,
}

/// Appends text: splits ligatures, normalises spaces, and drops other unprintable characters.
fn push(line: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{fb00}' => line.push_str("ff"),
            '\u{fb01}' => line.push_str("fi"),
            '\u{fb02}' => line.push_str("fl"),
            '\u{fb03}' => line.push_str("ffi"),
            '\u{fb04}' => line.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => line.push_str("st"),
            '\u{2010}' | '\u{ad}' => line.push('-'),
            c if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if c.is_control() || c == '\u{feff}' => {}
            c => line.push(c),
        }
    }
}

impl OutputDev for Device {
    fn begin_page(&mut self, _: u32, page: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.end_line();
        self.top = page.ury;
        self.pages.push(Page { height: (page.ury - page.lly).abs(), lines: Vec::new() });
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.end_line();
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        self.characters += text.len();
        if self.is_full() {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        let along = (at.m11 * font_size, at.m12 * font_size);
        let up = (at.m21 * font_size, at.m22 * font_size);
        let size = up.0.hypot(up.1);
        let (left, y) = (at.m31, self.top - at.m32);
        // What runs up or down the margin is no part of the text.
        let level = along.0.abs() > along.1.abs() && along.0 > 0.0;
        if level && size > 0.5 && [left, y, size, width].iter().all(|n| n.is_finite()) {
            self.glyph(Glyph { left, right: left + width.max(0.0) * along.0, y, size, bold: is_bold(font_size) }, text);
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_gaps_are_spaces_where_there_are_no_others() {
        let mut text = "thelampandthegate".to_owned();
        space_out(&mut text, &[3, 7, 10, 13]);
        assert_eq!(text, "the lamp and the gate");
        let mut text = "the lamp and the gate".to_owned();
        space_out(&mut text, &[2]);
        assert_eq!(text, "the lamp and the gate");
    }

    #[test]
    fn glyphs_make_words_and_words_make_lines() {
        let mut device = Device { pages: vec![Page::default()], ..Device::default() };
        let mut put = |left: f64, y: f64, size: f64, text: &str| {
            let right = left + size * 0.5 * text.chars().count() as f64;
            device.glyph(Glyph { left, right, y, size, bold: false }, text);
            right
        };
        let at = put(72.0, 100.0, 10.0, "of");
        let at = put(at + 0.2, 100.0, 10.0, "\u{fb01}ce");
        let at = put(at + 3.0, 100.0, 10.0, "work");
        put(at, 96.0, 6.0, "2");
        put(72.0, 112.0, 10.0, " ");
        put(72.0, 112.0, 10.0, "next");
        put(300.0, 112.0, 10.0, "column");
        let lines: Vec<String> = device.finish()[0].lines.iter().map(|l| l.text.clone()).collect();
        assert_eq!(lines, ["office work2", "next", "column"]);
    }
}
