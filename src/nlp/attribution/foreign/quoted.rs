//! Tells a quotation from a title or a single quoted word, in any script.

use crate::nlp::attribution::fallback::is_capitalised_throughout;
use crate::text::is_unspaced;

/// Minimum number of letters in a script that sets no spaces between words.
const FEWEST_LETTERS: usize = 5;
/// Minimum number of words.
const FEWEST_WORDS: usize = 2;

/// Whether words in quotation marks are a quotation: a sentence, or several words that are no title.
pub(super) fn is_quotation(words: &str) -> bool {
    let words = words.trim();
    let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        return false;
    }
    let ends = words.ends_with(['.', '!', '?', '…', '。', '！', '？', '｡', '।', '؟', '۔', ',', '，']);
    if words.contains(is_unspaced) && !words.contains(' ') {
        return ends || letters >= FEWEST_LETTERS;
    }
    let count = words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    ends && letters > 1 || count >= FEWEST_WORDS && !(count < 4 && is_capitalised_throughout(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_script() {
        for (words, expected) in [
            ("Das stimmt", true),
            ("不会。", true),
            ("不会", false),
            ("橋は春まで閉鎖", true),
            ("市長", false),
            ("안전하다.", true),
            ("Нет", false),
            ("Нет!", true),
            ("не так", true),
            ("Der Spiegel", false),
            ("Реформирование", false),
            ("शांति", false),
            ("नहीं।", true),
            ("…", false),
            ("A.", false),
            ("", false),
        ] {
            assert_eq!(is_quotation(words), expected, "{words}");
        }
    }
}
