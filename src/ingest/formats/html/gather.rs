//! Collects the text of one block, with collapsed white space, and the styles over it.

use crate::ingest::rendered::{HARD_BREAK, MAX_STYLES};
use crate::text::{Inline, InlineStyle, Span};

/// Returns whether a character is white space that collapses.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}') || is_nothing(c)
}

/// Returns whether a character is invisible: soft hyphens, zero width spaces.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// Returns whether a page separates text and the next character by its style sheet alone: a sentence and the next, the
/// number of a note and the note, a caption and its credit.
fn is_glued(text: &str, next: char, border: Border) -> bool {
    if !next.is_uppercase() {
        return false;
    }
    let ended = text.trim_end_matches(['.', '!', '?', ':', '…', '”', '"', '’', ')']);
    let is_sentence = ended.len() < text.len() && ended.ends_with(|c: char| c.is_lowercase());
    let is_number = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    let is_credited = border == Border::Caption
        && (ended.len() < text.len() || text.ends_with(|c: char| c.is_lowercase() || c.is_ascii_digit()));
    is_sentence || is_number && !text.is_empty() || is_credited
}

/// Collected text; its styles are relative to its start.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    text: String,
    inlines: Vec<Inline>,
    /// Open styles: the start, and the style (`None`: nested too deep).
    open: Vec<(usize, Option<InlineStyle>)>,
    /// White space that is added if more text follows.
    space: Option<char>,
    /// Whether white space is kept unchanged.
    verbatim: bool,
    /// Whether an inline element began or ended since the last character, and whether it stands in a caption.
    border: Option<Border>,
}

/// The place of the border of an inline element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Border {
    Text,
    Caption,
}

impl Gathered {
    /// Creates a collector for preformatted text.
    pub(super) fn verbatim() -> Self {
        Self { verbatim: true, ..Self::default() }
    }

    pub(super) fn push(&mut self, words: &str) {
        if self.verbatim {
            self.text.push_str(words);
            return;
        }
        for c in words.chars() {
            if is_nothing(c) {
                continue;
            }
            if is_blank(c) {
                // A no-break space between two words stays one; beside other white space it is no more than that.
                self.space = Some(if c == '\u{a0}' && self.space.is_none() { c } else { ' ' });
                continue;
            }
            if let Some(space) = self.space.take()
                && !self.text.is_empty()
                && !self.text.ends_with(HARD_BREAK)
            {
                self.text.push(space);
            } else if self.border.is_some_and(|border| is_glued(&self.text, c, border)) {
                self.text.push(' ');
            }
            self.border = None;
            self.text.push(c);
        }
    }

    /// Returns whether the text so far announces who or what comes next.
    pub(super) fn announces(&self) -> bool {
        const LONGEST: usize = 80;
        let text = self.text.trim_end();
        !self.verbatim && text.ends_with([':', '：']) && text.len() <= LONGEST
    }

    /// Adds a hard line break. Returns true, without adding one, if the text already ends in one.
    pub(super) fn hard_break(&mut self) -> bool {
        if self.verbatim {
            self.text.push('\n');
            return false;
        }
        self.space = None;
        if self.text.ends_with(HARD_BREAK) {
            return true;
        }
        if !self.text.is_empty() {
            self.text.push_str(HARD_BREAK);
        }
        false
    }

    /// Notes that an inline element begins or ends here.
    pub(super) fn border(&mut self, border: Border) {
        self.border = Some(border);
    }

    pub(super) fn begin(&mut self, style: InlineStyle) {
        self.open.push((self.text.len(), Some(style).filter(|_| self.open.len() < MAX_STYLES && !self.verbatim)));
    }

    pub(super) fn end(&mut self) {
        if let Some((start, Some(style))) = self.open.pop() {
            self.inlines.push(Inline { span: Span::new(start, self.text.len()), style });
        }
    }

    /// Trims the text, closes open styles, and sorts the styles: by start, the longer first.
    pub(super) fn finish(mut self) -> (String, Vec<Inline>) {
        while !self.open.is_empty() {
            self.end();
        }
        if self.verbatim {
            let text = self.text.replace("\r\n", "\n").replace('\r', "\n");
            let lines = text.trim_end_matches(['\n', ' ', '\t']);
            let begin = lines.find(|c| c != '\n').unwrap_or(0);
            return (lines.get(begin..).unwrap_or_default().to_owned(), Vec::new());
        }
        self.text.truncate(self.text.trim_end().len());
        let text = self.text;
        let kept = text.len();
        for inline in &mut self.inlines {
            inline.span = Span::new(inline.span.start.min(kept), inline.span.end.min(kept)).trim(&text);
        }
        self.inlines.retain(|i| !i.span.is_empty());
        self.inlines.sort_by_key(|i| (i.span.start, std::cmp::Reverse(i.span.end)));
        // Most blocks have few styles, and a vector has room for four: a page of many short items would keep mostly room.
        self.inlines.shrink_to_fit();
        (text, self.inlines)
    }
}
