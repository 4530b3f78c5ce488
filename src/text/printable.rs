//! Cleans text for terminals and pages: replaces characters that would control them.

use std::borrow::Cow;

/// The visible symbol to show in place of a control character; `None` if `c` is safe to print.
///
/// Control characters are the C0 and C1 controls (escape sequences begin with one; `\n` and `\t` are included
/// here), DEL, every mark that changes the direction of text, the byte order mark, and the line and paragraph
/// separators. Each symbol takes one column, so that one character stays one character.
#[must_use]
pub fn harmless(c: char) -> Option<char> {
    match c {
        // The control pictures stand in the order of the controls: ␀ ␁ … ␛ … ␟.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('␡'),
        '\u{2028}' | '\u{2029}' => Some('␤'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// `text` with every control character replaced by a visible symbol ([`harmless`]).
/// Line feeds and tabs are kept; the number of characters stays the same.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    clean(text, |c| if matches!(c, '\n' | '\t') { None } else { harmless(c) })
}

/// Like [`printable`], for text that must stay on one line: line feeds, carriage returns and tabs become spaces.
#[must_use]
pub fn printable_line(text: &str) -> Cow<'_, str> {
    clean(text, |c| if matches!(c, '\n' | '\r' | '\t') { Some(' ') } else { harmless(c) })
}

/// `text` for the clipboard: what would steer a terminal or an editor that it is pasted into is left out, every line end is
/// `\n`.
#[must_use]
pub fn pasteable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // The line feed behind it ends the line.
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if harmless(c).is_none() => out.push(c),
            _ => {}
        }
    }
    out
}

fn clean(text: &str, replace: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if text.chars().all(|c| replace(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| replace(c).unwrap_or(c)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn sequences_that_steer_a_terminal_are_shown_instead() {
        for (raw, shown) in [
            ("\u{1b}[2J\u{1b}]0;title\u{7}", "␛[2J␛]0;title␇"),
            ("\u{9b}31m\u{90}q\u{9c}", "\u{fffd}31m\u{fffd}q\u{fffd}"),
            ("a\rb\0c\u{7f}", "a␍b␀c␡"),
            ("\u{202e}gpj.exe\u{2066}\u{2069}\u{200f}", "\u{fffd}gpj.exe\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{feff}a\u{2028}b", "\u{fffd}a␤b"),
        ] {
            assert_eq!(printable(raw), shown);
        }
    }

    #[test]
    fn what_is_pasted_ends_no_paste() {
        assert_eq!(
            pasteable("a\u{1b}[201~rm -rf x\u{9b}201~\r\nb\rc\u{2028}d\u{202e}\te\u{7f}"),
            "a[201~rm -rf x201~\nb\nc\nd\te"
        );
        assert_eq!(pasteable("“Yes,” — 日本語\n\nx"), "“Yes,” — 日本語\n\nx");
    }

    #[test]
    fn ordinary_text_is_not_even_copied() {
        for text in ["“Yes,” she said.\n\tAnd left.", "e\u{301} 日本語 👩‍👩‍👧 שלום", ""] {
            assert!(matches!(printable(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(printable_line("a\r\n\tb\u{1b}"), "a   b␛");
    }

    #[test]
    fn nothing_that_steers_is_left_over_and_every_symbol_takes_one_column() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let Some(symbol) = harmless(c) else {
                assert!(!c.is_control(), "{c:?} is a control character");
                continue;
            };
            assert_eq!(harmless(symbol), None);
            assert_eq!(symbol.width(), Some(1), "{c:?} is shown as {symbol:?}");
        }
    }

    proptest! {
        #[test]
        fn the_number_of_characters_is_kept(text in any::<String>()) {
            prop_assert_eq!(printable(&text).chars().count(), text.chars().count());
            prop_assert_eq!(printable_line(&text).chars().count(), text.chars().count());
            prop_assert!(printable_line(&text).chars().all(|c| !c.is_control()));
        }
    }
}
