//! The one offset type.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` into an article's text.
///
/// ```text
///  A s s a d   s a i d
/// 0 1 2 3 4 5 6 7 8 9 10
/// [---------)              Span { start: 0, end: 5 } is "Assad"
/// ```
///
/// A span made by this program has `start <= end`, lies inside the text it was made for, and both ends fall on
/// `char` boundaries. [`Span::of`] is total all the same: a span that does not fit a text selects nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`; an inverted pair becomes the empty span at `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The words of `text` under this span, or `""` where the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `offset` lies inside (the end does not).
    #[must_use]
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes in both, if any.
    #[must_use]
    pub fn intersect(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// This span without white space at its ends.
    #[must_use]
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Span::new(start, start + words.trim().len())
    }

    /// Its lines in `text`, without their line feeds; the last is empty where it ends with one.
    pub fn lines(self, text: &str) -> impl Iterator<Item = Span> {
        let mut start = self.start;
        self.of(text).split('\n').map(move |line| {
            let span = Span::new(start, start + line.len());
            start = span.end + 1;
            span
        })
    }

    /// As a range, for slicing with `get`.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_does_not_fit_selects_nothing() {
        assert_eq!(Span::new(0, 99).of("é"), "");
        assert_eq!(Span::new(1, 2).of("é"), "", "inside a character");
        assert_eq!(Span::new(7, 3), Span { start: 7, end: 7 });
    }

    #[test]
    fn trim_keeps_the_offsets_true() {
        let text = "ab  “so”  c";
        let span = Span::new(2, text.len() - 1).trim(text);
        assert_eq!(span.of(text), "“so”");
        assert!(Span::new(2, 4).trim(text).is_empty());
    }

    #[test]
    fn overlap_and_intersection_agree() {
        for (a, b) in [((0, 2), (2, 4)), ((0, 3), (2, 4)), ((1, 1), (0, 2)), ((0, 9), (3, 4))] {
            let (a, b) = (Span::new(a.0, a.1), Span::new(b.0, b.1));
            assert_eq!(a.intersect(b).is_some(), a.overlaps(b) && !a.is_empty() && !b.is_empty());
        }
    }
}
