//! Estimates the reading time of a text.

use crate::reader::layout::text_measure::head;

/// Words per minute.
const WORDS: usize = 230;
/// The weight of a word; scripts without blanks are weighed by characters.
const WORD: usize = 100;
/// The weight of an ideograph or a kana: about 500 per minute.
const IDEOGRAPH: usize = 46;
/// The weight of a letter of Thai, Lao, Burmese or Khmer: five make a word.
const LETTER: usize = 20;
/// Bytes to count; the rest is assumed to be similar.
const COUNTED: usize = 256 * 1024;

/// The length of a text in reading time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Bytes of the text.
    bytes: usize,
    /// Total weight of its words.
    worth: usize,
}

impl Pace {
    /// Measures a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let counted = head(text, COUNTED);
        let worth = worth(counted);
        let worth = match counted.len() {
            0 => 0,
            n if n == text.len() => worth,
            n => worth.saturating_mul(text.len() / 1024) / (n / 1024).max(1),
        };
        Self { bytes: text.len(), worth }
    }

    /// Returns the minutes for `bytes` of the text, rounded up.
    #[must_use]
    pub fn minutes(self, bytes: usize) -> usize {
        let share = |worth: usize| {
            let share = worth as u128 * bytes.min(self.bytes) as u128 / self.bytes.max(1) as u128;
            usize::try_from(share).unwrap_or(usize::MAX)
        };
        share(self.worth).div_ceil(WORDS * WORD)
    }

    /// Returns the minutes for the whole text.
    #[must_use]
    pub fn whole(self) -> usize {
        self.minutes(self.bytes)
    }
}

/// Returns the total weight of the words of a text.
fn worth(text: &str) -> usize {
    let (mut sum, mut in_word) = (0, false);
    for c in text.chars() {
        in_word = match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => {
                sum += if in_word { 0 } else { WORD };
                true
            }
            // Inside a word, as in `don’t`.
            '\'' | '’' | '\u{ad}' => in_word,
            '\0'..='\u{7f}' => false,
            '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                sum += IDEOGRAPH;
                false
            }
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' if c.is_alphabetic() => {
                sum += LETTER;
                false
            }
            c if c.is_alphanumeric() => {
                sum += if in_word { 0 } else { WORD };
                true
            }
            // Combining accents, and the vowel signs of Indic scripts.
            c => in_word && unicode_width::UnicodeWidthChar::width(c) == Some(0),
        };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_takes_the_time_its_words_take() {
        let minutes = |text: &str, times: usize| Pace::of(&text.repeat(times)).whole();
        assert_eq!(minutes("", 1), 0);
        assert_eq!(minutes("word ", 1), 1);
        assert_eq!(minutes("don’t ", 230), 1);
        assert_eq!(minutes("word, ", 231), 2);
        // Twice the bytes, and as many words.
        assert_eq!(minutes("слово ", 2300), 10);
        assert_eq!(minutes("कविता ", 2300), 10);
        assert_eq!(minutes("كلمة ", 2300), 10);
        assert_eq!(minutes("日本語。", 1000), 6);
        assert_eq!(minutes("ภาษาไทย", 1000), 7);
        assert_eq!(minutes("— … * ", 1000), 0);
    }

    #[test]
    fn what_is_left_is_a_share_of_it() {
        let text = "some words and more of them ".repeat(20_000);
        let pace = Pace::of(&text);
        let words = text.split(' ').filter(|w| !w.is_empty()).count();
        assert!(pace.whole().abs_diff(words.div_ceil(WORDS)) <= 3, "{} for {words} words", pace.whole());
        assert_eq!((pace.minutes(0), pace.minutes(usize::MAX)), (0, pace.whole()));
        assert!(pace.minutes(text.len() / 2).abs_diff(pace.whole() / 2) <= 1);
    }
}
