//! Approximate matching: finds the words of a note in an edited text.
//!
//! [`Pattern`] counts the edits between a pattern and every place of a text with Myers' bit-parallel algorithm (in
//! Hyyrö's form, 64 rows of the edit matrix at a time): one pass, a handful of word operations per character.
//! [`windows`] selects the parts of a long text that are worth this pass.

use std::collections::HashMap;

use crate::text::Span;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Characters in the pattern, never 0.
    len: usize,
    /// Machine words that hold one bit for each character.
    blocks: usize,
    /// The bit of the last character, in the last word.
    last_bit: u64,
    /// The row in `rows` of each character of the pattern.
    classes: HashMap<char, usize>,
    /// The same for ASCII, where a table is faster; 0 is "not in the pattern".
    ascii: [u16; 128],
    /// For each class, one bit for each position of its character. Row 0 is empty: characters not in the pattern.
    rows: Vec<u64>,
}

impl Pattern {
    /// Compiles a pattern; `None` if it is empty.
    pub(super) fn new(chars: impl IntoIterator<Item = char>) -> Option<Self> {
        let chars: Vec<char> = chars.into_iter().collect();
        let last = chars.len().checked_sub(1)?;
        let blocks = chars.len().div_ceil(64);
        let mut classes: HashMap<char, usize> = HashMap::new();
        let mut rows = vec![0u64; blocks];
        let mut ascii = [0u16; 128];
        for (i, c) in chars.iter().enumerate() {
            let next = classes.len() + 1;
            let class = *classes.entry(*c).or_insert(next);
            if class == next {
                rows.resize(rows.len() + blocks, 0);
            }
            if let (Some(slot), Ok(class)) = (ascii.get_mut(*c as usize), u16::try_from(class)) {
                *slot = class;
            }
            if let Some(word) = rows.get_mut(class * blocks + i / 64) {
                *word |= 1 << (i % 64);
            }
        }
        Some(Self { len: chars.len(), blocks, last_bit: 1 << (last % 64), classes, ascii, rows })
    }

    /// Returns the number of characters.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns the number of machine words that one step takes.
    pub(super) fn blocks(&self) -> usize {
        self.blocks
    }

    /// Calls `see(n, edits)` for every number `n` of characters read, from 0. `edits` is the fewest edits that turn
    /// the pattern into a part of the text that ends there. With `anchored`, that part begins at the start of the
    /// text, else anywhere.
    pub(super) fn scan(&self, text: impl Iterator<Item = char>, anchored: bool, mut see: impl FnMut(usize, usize)) {
        let mut columns = vec![(u64::MAX, 0u64); self.blocks];
        let mut edits = self.len;
        see(0, edits);
        for (n, c) in text.enumerate() {
            let class = match self.ascii.get(c as usize) {
                Some(class) => usize::from(*class),
                None => self.classes.get(&c).copied().unwrap_or(0),
            };
            let row = self.rows.get(class * self.blocks..(class + 1) * self.blocks).unwrap_or_default();
            let mut carry = i8::from(anchored);
            for (b, ((plus, minus), eq)) in columns.iter_mut().zip(row).enumerate() {
                let top = if b + 1 == self.blocks { self.last_bit } else { 1 << 63 };
                let (down, up) = (u64::from(carry < 0), u64::from(carry > 0));
                let vertical = eq | *minus;
                let eq = eq | down;
                let horizontal = ((eq & *plus).wrapping_add(*plus) ^ *plus) | eq;
                let mut rise = *minus | !(horizontal | *plus);
                let mut fall = *plus & horizontal;
                carry = i8::from(rise & top != 0) - i8::from(fall & top != 0);
                rise = rise << 1 | up;
                fall = fall << 1 | down;
                *plus = fall | !(vertical | rise);
                *minus = rise & vertical;
            }
            edits = edits.saturating_add_signed(isize::from(carry));
            see(n + 1, edits);
        }
    }

    /// Returns the likeness of the pattern and the beginning of `text`: 1 for equal, 0 for nothing in common.
    pub(super) fn likeness(&self, text: impl Iterator<Item = char>) -> f32 {
        let mut least = self.len;
        self.scan(text.take(self.len + self.len / 4), true, |_, edits| least = least.min(edits));
        1.0 - ratio(least, self.len)
    }
}

/// Returns `a / b`; spans and counts here are far below 2²⁴, so no precision is lost.
pub(super) fn ratio(a: usize, b: usize) -> f32 {
    a as f32 / b.max(1) as f32
}

/// Bytes in one gram.
const GRAM: usize = 4;
/// Hash slots for grams.
const SLOTS: usize = 1 << 16;

/// Returns the grams (4 bytes) of a text as hash slots, each with its offset.
fn grams(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    text.windows(GRAM).enumerate().map(|(at, gram)| {
        let word = gram.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte));
        // Fibonacci hashing: the upper bits are the well-mixed ones.
        (at, (word.wrapping_mul(0x9E37_79B1) >> 16) as usize % SLOTS)
    })
}

/// Returns the parts of `text` that have most in common with `sample`, best first, at most `most`.
///
/// Counts, in one pass, how many of the sample's grams each part holds. A place within 20 % edits of the sample keeps
/// at least a fifth of them; other prose of the same language shares fewer. A gram counts once per part, so that a
/// row of dashes does not win. A part is as long as two samples, plus one more on either side.
pub(super) fn windows(text: &str, sample: &str, near: usize, most: usize) -> Vec<Span> {
    let stride = sample.len().max(256);
    let mut wanted = vec![false; SLOTS];
    for (_, slot) in grams(sample.as_bytes()) {
        // In bounds here and below: `grams` reduces modulo SLOTS.
        wanted[slot] = true;
    }
    let mut seen = vec![usize::MAX; SLOTS];
    let mut hits = vec![0u32; text.len() / stride + 1];
    for (at, slot) in grams(text.as_bytes()).filter(|(_, slot)| wanted[*slot]) {
        if seen[slot] != at / stride
            && let Some(count) = hits.get_mut(at / stride)
        {
            seen[slot] = at / stride;
            *count += 1;
        }
    }
    let mut ranked: Vec<(u32, usize)> =
        (0..hits.len()).map(|i| (hits.iter().skip(i).take(2).sum::<u32>(), i)).filter(|(n, _)| *n > 0).collect();
    ranked.sort_by_key(|(n, i)| (std::cmp::Reverse(*n), (i * stride).abs_diff(near)));
    ranked.truncate(most);
    ranked
        .into_iter()
        .map(|(_, i)| Span::new(floor(text, (i * stride).saturating_sub(stride)), ceil(text, (i + 3) * stride)))
        .collect()
}

/// Returns the share of common grams of two texts, 0 to 1: how much of one article is left in the other.
pub(super) fn shared(a: &str, b: &str) -> f32 {
    let mut counts = vec![0u32; SLOTS];
    let (mut total_a, mut total_b, mut common) = (0usize, 0usize, 0usize);
    for (_, slot) in grams(a.as_bytes()) {
        counts[slot] += 1;
        total_a += 1;
    }
    for (_, slot) in grams(b.as_bytes()) {
        total_b += 1;
        if let Some(left) = counts[slot].checked_sub(1) {
            counts[slot] = left;
            common += 1;
        }
    }
    if total_a.max(total_b) == 0 { f32::from(u8::from(a == b)) } else { ratio(common, total_a.max(total_b)) }
}

/// Returns the last `char` boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// Returns the first `char` boundary at or after `at`.
pub(super) fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fills in the edit matrix cell by cell, as a reference.
    fn by_the_book(pattern: &[char], text: &[char], anchored: bool) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut last = vec![pattern.len()];
        for (n, t) in text.iter().enumerate() {
            let mut diagonal = column[0];
            column[0] = if anchored { n + 1 } else { 0 };
            for (i, p) in pattern.iter().enumerate() {
                let best = (diagonal + usize::from(p != t)).min(column[i] + 1).min(column[i + 1] + 1);
                diagonal = column[i + 1];
                column[i + 1] = best;
            }
            last.push(column[pattern.len()]);
        }
        last
    }

    proptest! {
        #[test]
        fn counts_the_same_edits_as_the_matrix(
            pattern in "[abcé]{1,150}",
            text in "[abcdé]{0,200}",
            anchored in any::<bool>(),
        ) {
            let p: Vec<char> = pattern.chars().collect();
            let t: Vec<char> = text.chars().collect();
            let mut counted = Vec::new();
            Pattern::new(p.iter().copied()).unwrap().scan(t.iter().copied(), anchored, |n, edits| {
                assert_eq!(n, counted.len());
                counted.push(edits);
            });
            prop_assert_eq!(counted, by_the_book(&p, &t, anchored));
        }

        #[test]
        fn boundaries_are_boundaries(text in any::<String>(), at in 0usize..64) {
            let (low, high) = (floor(&text, at), ceil(&text, at));
            prop_assert!(text.is_char_boundary(low) && text.is_char_boundary(high));
            prop_assert!(low <= at && (high >= at || high == text.len()));
        }

        #[test]
        fn windows_are_inside_the_text(text in any::<String>(), sample in any::<String>(), near in any::<usize>()) {
            for window in windows(&text, &sample, near, 4) {
                prop_assert!(window.is_empty() || !window.of(&text).is_empty());
            }
            prop_assert!((0.0..=1.0).contains(&shared(&text, &sample)));
        }
    }

    #[test]
    fn the_window_of_a_changed_sentence_comes_first() {
        let filler = "Nothing of any interest was said about the harvest that year in the valley. ".repeat(400);
        let changed = "He thinks the bridge will be repaired before the first frost comes.";
        let text = format!("{filler}{changed} {filler}");
        let windows = windows(&text, "He believes the bridge will be repaired before the frost comes.", 0, 4);
        assert!(windows[0].of(&text).contains(changed));
    }

    #[test]
    fn what_two_texts_share() {
        let a = "The minister said the talks would go on through the night.";
        assert!(shared(a, a) > 0.99);
        assert!(shared(a, "The minister said the talks would end before the night.") > 0.6);
        assert!(shared(a, "Quick brown foxes jump over lazy dogs, again and again.") < 0.1);
    }
}
