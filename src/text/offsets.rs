//! Byte offsets ↔ Unicode code points, for the JSON border.

use crate::text::Span;

/// A map between byte offsets and code point offsets of one text.
///
/// Keeps one checkpoint every [`CharMap::STRIDE`] bytes: 3 MB of text cost 6 kB, and a look-up counts at most one stride.
#[derive(Clone, Debug)]
pub struct CharMap<'a> {
    text: &'a str,
    /// Code points that begin before byte `i * STRIDE`.
    checkpoints: Vec<usize>,
}

impl<'a> CharMap<'a> {
    /// Bytes between two checkpoints.
    pub const STRIDE: usize = 4096;

    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / Self::STRIDE + 1);
        let mut chars = 0;
        for chunk in text.as_bytes().chunks(Self::STRIDE) {
            checkpoints.push(chars);
            chars += count_starts(chunk);
        }
        checkpoints.push(chars);
        Self { text, checkpoints }
    }

    /// Code points before byte offset `byte`; offsets past the end count as the end.
    #[must_use]
    pub fn char_of(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let slot = byte / Self::STRIDE;
        let base = self.checkpoints.get(slot).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(slot * Self::STRIDE..byte).unwrap_or_default();
        base + count_starts(rest)
    }

    /// The byte offset at which code point number `char` begins; past the end, the length of the text.
    #[must_use]
    pub fn byte_of(&self, char: usize) -> usize {
        let slot = self.checkpoints.partition_point(|&before| before <= char).saturating_sub(1);
        let mut left = char - self.checkpoints.get(slot).copied().unwrap_or_default().min(char);
        let from = slot * Self::STRIDE;
        for (i, byte) in self.text.as_bytes().iter().enumerate().skip(from) {
            if is_start(*byte) {
                if left == 0 {
                    return i;
                }
                left -= 1;
            }
        }
        self.text.len()
    }

    /// A byte span as `[start, end]` in code points.
    #[must_use]
    pub fn to_chars(&self, span: Span) -> [usize; 2] {
        [self.char_of(span.start), self.char_of(span.end)]
    }

    /// A code point range as a byte span.
    #[must_use]
    pub fn to_bytes(&self, chars: [usize; 2]) -> Span {
        Span::new(self.byte_of(chars[0]), self.byte_of(chars[1]))
    }
}

/// Whether a UTF-8 byte begins a code point.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| is_start(**b)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_counting(words in "\\PC{0,40}", times in 1usize..300) {
            let text = words.repeat(times);
            let map = CharMap::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate().step_by(97) {
                prop_assert_eq!(map.char_of(byte), n);
                prop_assert_eq!(map.byte_of(n), byte);
            }
            prop_assert_eq!(map.char_of(text.len()), text.chars().count());
            prop_assert_eq!(map.byte_of(text.chars().count()), text.len());
        }
    }
}
