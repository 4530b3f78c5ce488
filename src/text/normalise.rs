//! Text brought into a form in which it can be compared or shown: folded words, one line, numbers with their thousands
//! apart.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use crate::text::Span;

/// A text's words without case and accents, and where each is.
///
/// Scripts that set no spaces between words (Han, kana, Thai) have one word per letter, and so has Hangul, whose words
/// carry endings: a word inside a sentence is found as a sequence. Signs that are vowels, as in Devanagari, stay.
#[must_use]
pub fn folded(text: &str) -> Vec<(String, Span)> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    // Whether the word is a letter of a script that needs no spaces.
    let mut is_letter = false;
    for (at, c) in text.char_indices() {
        let is_mark = !c.is_ascii() && is_combining_mark(c);
        let is_alone = !c.is_ascii() && !is_mark && is_unspaced(c);
        let ends = !(c.is_alphanumeric() || is_mark) || is_alone || is_letter && !is_mark;
        if ends && !word.is_empty() {
            words.push((std::mem::take(&mut word), Span::new(start, at)));
        }
        if !c.is_alphanumeric() && (!is_mark || word.is_empty()) {
            continue;
        }
        if word.is_empty() {
            start = at;
            is_letter = is_alone;
        }
        if c.is_ascii() {
            word.push(c.to_ascii_lowercase());
        } else {
            fold(c, &mut word);
        }
    }
    if !word.is_empty() {
        words.push((word, Span::new(start, text.len())));
    }
    words
}

/// Appends a character without case and accent.
fn fold(c: char, word: &mut String) {
    match c {
        // Unicode does not decompose these letters, but who searches for `Yildirim` or `Lodz` means them.
        'ı' => word.push('i'),
        'ł' | 'Ł' => word.push('l'),
        'ø' | 'Ø' => word.push('o'),
        'đ' | 'Đ' => word.push('d'),
        'ß' | 'ẞ' => word.push_str("ss"),
        'æ' | 'Æ' => word.push_str("ae"),
        'œ' | 'Œ' => word.push_str("oe"),
        // Decomposed, a syllable is several letters, and が is か.
        _ if is_unspaced(c) => word.extend(c.nfkc()),
        _ => word.extend(c.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase)),
    }
}

/// Whether the mark is an accent or a point that writers leave out, and not a vowel sign.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670
        | 0x06D6..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
        && is_combining_mark(c)
}

/// Whether the character belongs to a script whose words have no spaces between them, or to Hangul.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x30FF
        | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF66..=0xFF9F
        | 0x2_0000..=0x3_FFFF)
        && c.is_alphanumeric()
}

/// Returns the words of a text as the search index stores them, in one line.
#[must_use]
pub fn index_form(text: &str) -> String {
    let composed;
    let text = if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        composed = text.nfc().collect::<String>();
        &composed
    };
    let mut out = String::with_capacity(text.len());
    for (word, _) in folded(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    out
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
        assert_eq!(
            folded_words("Yıldırım İstanbul Łódź Ærø Straße"),
            ["yildirim", "istanbul", "lodz", "aero", "strasse"]
        );
    }

    #[test]
    fn scripts_without_spaces_have_one_word_per_letter() {
        assert_eq!(folded_words("市長は、2024年 ガー"), ["市", "長", "は", "2024", "年", "ガ", "ー"]);
        assert_eq!(folded_words("안전하다 ok안"), ["안", "전", "하", "다", "ok", "안"]);
        assert_eq!(folded_words("น้ำท่วม"), ["น้", "ํา", "ท่", "ว", "ม"]);
        assert_eq!(folded_words("पुलिस ने"), ["पुलिस", "ने"], "vowel signs stay");
        assert_eq!(
            folded("a市長").iter().map(|word| word.1).collect::<Vec<_>>(),
            [0, 1, 4].map(|at| Span::new(at, if at == 0 { 1 } else { at + 3 }))
        );
        assert_eq!(index_form("La Été,\n市長 e\u{301}"), "la ete 市 長 e");
        assert_eq!(index_form("\u{110b}\u{1161}\u{11ab}"), "안", "decomposed Hangul");
    }
}
