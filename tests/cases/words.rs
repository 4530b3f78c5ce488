//! Text as the cases compare it: normalised, and counted in characters as in the JSON output.

use std::collections::BTreeSet;

/// A half-open range of characters.
pub(crate) type Range = (usize, usize);

/// Replaces each run of white space by one blank, and trims the ends.
pub(crate) fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a name or role for comparison: lower case, no leading article, no punctuation at the ends.
pub(crate) fn norm(text: &str) -> String {
    let folded = squash(text).to_lowercase().replace('’', "'");
    let bare = ["the ", "a ", "an "].iter().find_map(|article| folded.strip_prefix(article)).unwrap_or(&folded);
    bare.trim_matches([' ', '.', ',', ';', ':']).to_owned()
}

/// A text with numbered characters.
pub(crate) struct Text {
    pub(crate) chars: Vec<char>,
}

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        Self { chars: text.chars().collect() }
    }

    pub(crate) fn slice(&self, range: Range) -> String {
        self.chars.get(range.0..range.1).unwrap_or_default().iter().collect()
    }

    /// Returns the n-th place (from 1) of `words`.
    pub(crate) fn find(&self, words: &str, occurrence: u64) -> Option<Range> {
        let words: Vec<char> = words.chars().collect();
        let starts = (0..self.chars.len()).filter(|at| self.chars[*at..].starts_with(&words));
        let nth = usize::try_from(occurrence.max(1) - 1).ok()?;
        starts.map(|at| (at, at + words.len())).nth(nth)
    }

    /// Returns the letters and digits of a range, by place.
    pub(crate) fn letters(&self, range: Range) -> BTreeSet<usize> {
        (range.0..range.1).filter(|at| self.chars[*at].is_alphanumeric()).collect()
    }

    /// Returns the places of `name` as whole words, outside the longer names in `taken`.
    pub(crate) fn names(&self, name: &str, taken: &[Range]) -> Vec<Range> {
        let words: Vec<char> = name.chars().collect();
        let in_word = |at: usize| self.chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let (mut out, mut at) = (Vec::new(), 0);
        while at + words.len() <= self.chars.len() {
            let range = (at, at + words.len());
            if words.is_empty()
                || !self.chars[at..].starts_with(&words)
                || (at > 0 && in_word(at - 1))
                || in_word(range.1)
            {
                at += 1;
                continue;
            }
            if !taken.iter().any(|t| t.0 <= range.0 && range.1 <= t.1 && t.1 - t.0 > words.len()) {
                out.push(range);
            }
            at = range.1;
        }
        out
    }
}

/// Returns whether two ranges share a character.
pub(crate) fn overlap(a: Range, b: Range) -> bool {
    a.0.max(b.0) < a.1.min(b.1)
}

/// Returns the start of a text, for a message.
pub(crate) fn head(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}
