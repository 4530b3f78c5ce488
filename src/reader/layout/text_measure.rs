//! Measures, cuts and wraps short texts. `update` uses the same functions to compute heights as `view` to draw.

use std::borrow::Cow;

use ratatui::buffer::CellWidth as _;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::printable_line;

/// The sign at the end of a cut text.
pub const ELLIPSIS: &str = "…";

/// Returns the printable clusters of a text with their widths in cells (≥ 1), lazily.
pub fn clusters(text: &str) -> impl Iterator<Item = (Cow<'_, str>, u16)> {
    text.graphemes(true).filter_map(|cluster| {
        let clean = printable_line(cluster);
        let width = if clean.is_empty() { 0 } else { clean.cell_width() };
        (width > 0).then_some((clean, width))
    })
}

/// Returns the width of a text in columns.
#[must_use]
pub fn width(text: &str) -> u16 {
    clusters(text).fold(0u16, |sum, (_, width)| sum.saturating_add(width))
}

/// Cuts a text to `room` columns, ending in `…` if anything was cut. Reads no further than needed.
#[must_use]
pub fn fit(text: &str, room: u16) -> String {
    let mut out = String::new();
    let mut used = 0u16;
    // Where to cut if more text follows than fits.
    let mut keep = 0;
    for (symbol, width) in clusters(text) {
        if used.saturating_add(width) > room {
            out.truncate(keep);
            // Punctuation before the cut is dropped: not `hurry,…`.
            let kept = out.trim_end_matches([' ', '…', ',', '.']);
            return if room == 0 { String::new() } else { format!("{kept}{ELLIPSIS}") };
        }
        used += width;
        out.push_str(&symbol);
        if used < room {
            keep = out.len();
        }
    }
    out
}

/// Cuts a text like [`fit`], but between words if that costs less than half of the room.
#[must_use]
pub fn fit_words(text: &str, room: u16) -> String {
    let cut = fit(text, room);
    let Some(kept) = cut.strip_suffix(ELLIPSIS) else { return cut };
    let inside = text.get(kept.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        && kept.ends_with(char::is_alphanumeric);
    match kept.rfind(' ') {
        Some(at) if inside && at * 2 >= kept.len() => {
            format!("{}{ELLIPSIS}", kept.get(..at).unwrap_or(kept).trim_end())
        }
        _ => cut,
    }
}

/// Wraps a text to at most `lines` lines of `room` columns. Breaks at spaces, or inside words wider than a line;
/// collapses white space. The last line of a cut text ends in `…`.
#[must_use]
pub fn wrap(text: &str, room: u16, lines: usize) -> Vec<String> {
    let mut out = Vec::new();
    if room == 0 || lines == 0 {
        return out;
    }
    let (mut line, mut used) = (String::new(), 0u16);
    for (symbol, wide) in clusters(text) {
        let symbol = if wide > room { Cow::Borrowed(ELLIPSIS) } else { symbol };
        let wide = wide.min(if symbol == ELLIPSIS { 1 } else { room });
        if symbol.trim().is_empty() {
            // A space may exceed the edge: it is dropped if the line breaks there.
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
                used += 1;
            }
            continue;
        }
        if used.saturating_add(wide) > room {
            if out.len() + 1 == lines {
                out.push(fit_words(&format!("{line}{symbol}{symbol}"), room));
                return out;
            }
            let rest = line.rfind(' ').map(|at| line.split_off(at)).unwrap_or_default();
            out.push(std::mem::replace(&mut line, rest.trim_start().to_owned()));
            used = width(&line);
        }
        line.push_str(&symbol);
        used = used.saturating_add(wide);
    }
    if !line.trim_end().is_empty() {
        out.push(line.trim_end().to_owned());
    }
    out
}

/// Returns at most `bytes` bytes from the start of a text, ending between characters. So a quote of many pages costs no
/// more than the row that shows it.
#[must_use]
pub fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_is_left_alone_and_what_does_not_says_so() {
        for (text, room, cut) in [
            ("Assad", 5, "Assad"),
            ("Assad", 4, "Ass…"),
            ("the war", 5, "the…"),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("or so … we", 9, "or so…"),
            ("hurry, they", 8, "hurry…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
            ("a\u{1b}[2J", 9, "a␛[2J"),
        ] {
            assert_eq!(fit(text, room), cut, "{text:?} at {room}");
        }
    }

    #[test]
    fn lines_break_at_spaces_and_the_last_one_says_that_more_follows() {
        assert_eq!(wrap("will pave the way\n for a new phase", 12, 3), ["will pave", "the way for", "a new phase"]);
        assert_eq!(wrap("will pave the way for a new phase", 12, 2), ["will pave", "the way for…"]);
        assert_eq!(wrap("will pave the way for another phase", 14, 2), ["will pave the", "way for…"]);
        assert_eq!(wrap("exactly full", 7, 2), ["exactly", "full"]);
        assert_eq!(wrap("Donaudampfschifffahrt ab", 8, 9), ["Donaudam", "pfschiff", "fahrt ab"]);
        assert_eq!(wrap("日本語", 1, 2), ["…", "…"]);
        assert!(wrap("  ", 8, 2).is_empty());
    }

    proptest! {
        #[test]
        fn never_too_wide_never_too_many(text in any::<String>(), room in 0u16..12, lines in 0usize..4) {
            prop_assert!(width(&fit(&text, room)) <= room);
            prop_assert!(width(&fit_words(&text, room)) <= room);
            let wrapped = wrap(&text, room, lines);
            prop_assert!(wrapped.len() <= lines);
            for line in &wrapped {
                prop_assert!(width(line) <= room, "{:?} is wider than {}", line, room);
            }
        }

        #[test]
        fn the_head_is_a_prefix(text in any::<String>(), bytes in 0usize..40) {
            let head = head(&text, bytes);
            prop_assert!(text.starts_with(head) && head.len() <= bytes);
            prop_assert!(head.len() + 4 > bytes.min(text.len()));
        }
    }
}
