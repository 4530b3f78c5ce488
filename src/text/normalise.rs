//! Text brought into a form in which it can be compared or shown: folded words, one line, numbers with their thousands
//! apart.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::text::Span;

/// A text's words without case and accents, and where each is.
#[must_use]
pub fn folded(text: &str) -> Vec<(String, Span)> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || is_combining_mark(c) && !word.is_empty() {
            if word.is_empty() {
                start = at;
            }
            if c.is_ascii() {
                word.push(c.to_ascii_lowercase());
                continue;
            }
            word.extend(c.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
        } else if !word.is_empty() {
            words.push((std::mem::take(&mut word), Span::new(start, at)));
        }
    }
    if !word.is_empty() {
        words.push((word, Span::new(start, text.len())));
    }
    words
}

/// The words alone.
#[must_use]
pub fn folded_words(text: &str) -> Vec<String> {
    folded(text).into_iter().map(|word| word.0).collect()
}

/// White space of every kind as single spaces, none at the ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A whole number, its thousands apart: `1,234,567`.
#[must_use]
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, shown) in
            [(0.0, "0"), (999.4, "999"), (1000.0, "1,000"), (1_234_567.0, "1,234,567"), (-123.0, "-123")]
        {
            assert_eq!(thousands(number), shown);
        }
    }

    #[test]
    fn one_line_has_single_spaces() {
        assert_eq!(one_line("  a\n\n b\u{a0}\tc "), "a b c");
        assert_eq!(one_line(" \n"), "");
    }

    #[test]
    fn folded_words_have_no_case_and_no_accents() {
        assert_eq!(folded_words("“Été,” l\u{2019}É\u{301}tat 3.5"), ["ete", "l", "etat", "3", "5"]);
        assert_eq!(folded("a Bé").last().map(|word| word.1), Some(Span::new(2, 5)));
    }
}
