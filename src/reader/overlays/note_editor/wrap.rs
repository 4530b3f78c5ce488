//! Wraps the text in the note editor. Blanks at the end of a row stay there: no row begins with the blank before its word.

use crate::reader::layout::text_measure::{clusters, width};

/// A row of the editor: a part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reader) struct Row {
    /// The index of its line.
    pub(in crate::reader) line: usize,
    /// Its first byte in the line.
    pub(in crate::reader) start: usize,
    /// The end, exclusive; includes the blanks at the end.
    pub(in crate::reader) end: usize,
}

impl Row {
    /// Returns the text of the row.
    pub(in crate::reader) fn of<'t>(&self, lines: &'t [String]) -> &'t str {
        lines.get(self.line).and_then(|line| line.get(self.start..self.end)).unwrap_or_default()
    }
}

/// Wraps lines to rows of `room` columns.
pub(in crate::reader) fn rows(lines: &[String], room: u16) -> Vec<Row> {
    let room = room.max(1);
    let mut rows = Vec::with_capacity(lines.len());
    for (n, line) in lines.iter().enumerate() {
        let mut start = 0;
        while let Some(rest) = line.get(start..).filter(|rest| !rest.is_empty()) {
            let end = start + fitting(rest, room);
            rows.push(Row { line: n, start, end });
            start = end;
        }
        if line.is_empty() {
            rows.push(Row { line: n, start: 0, end: 0 });
        }
    }
    rows
}

/// Returns the bytes of the first row: whole words with the blanks behind them, or as much of one long word as fits.
fn fitting(text: &str, room: u16) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    let (mut used, mut after_blank) = (0u16, None);
    let mut was_blank = false;
    for (at, cluster) in text.grapheme_indices(true) {
        let is_blank = cluster == " ";
        if was_blank && !is_blank {
            after_blank = Some(at);
        }
        was_blank = is_blank;
        let wide: u16 = clusters(cluster).map(|(_, wide)| wide).sum();
        if !is_blank && used.saturating_add(wide) > room {
            // Something must fit, or the loop would not end.
            return after_blank.filter(|at| *at > 0).unwrap_or(if at > 0 { at } else { cluster.len() });
        }
        // Blanks beyond the edge hang over it.
        used = used.saturating_add(wide);
    }
    text.len()
}

/// Returns the index of the row with the cursor, and its column. The cursor is a line and a number of characters.
pub(in crate::reader) fn place(
    rows: &[Row],
    lines: &[String],
    (line, column): (usize, usize),
    room: u16,
) -> (usize, u16) {
    let text = lines.get(line).map_or("", String::as_str);
    let byte = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    let at = rows.partition_point(|row| (row.line, row.start) <= (line, byte)).saturating_sub(1);
    let before = rows.get(at).and_then(|row| text.get(row.start..byte)).unwrap_or_default();
    (at, width(before).min(room.saturating_sub(1)))
}

/// Returns the cursor (line and character) in a row, at a column or the nearest one before it.
pub(in crate::reader) fn cursor_at(rows: &[Row], lines: &[String], at: usize, column: u16) -> Option<(usize, usize)> {
    use unicode_segmentation::UnicodeSegmentation;
    let row = rows.get(at)?;
    let mut used = 0u16;
    let mut byte = row.end;
    for (offset, cluster) in row.of(lines).grapheme_indices(true) {
        let wide: u16 = clusters(cluster).map(|(_, wide)| wide).sum();
        if used.saturating_add(wide) > column {
            byte = row.start + offset;
            break;
        }
        used = used.saturating_add(wide);
    }
    let continues = rows.get(at + 1).is_some_and(|next| next.line == row.line);
    let before = lines.get(row.line)?.get(..byte)?;
    let characters = before.chars().count();
    // The place behind the last character of a row belongs to the next row.
    Some((row.line, if continues && byte == row.end { characters.saturating_sub(1) } else { characters }))
}

/// Returns the first visible row: the cursor stands in the middle where the text does not fit.
pub(in crate::reader) fn top(rows: usize, cursor: usize, height: u16) -> usize {
    let height = usize::from(height);
    cursor.saturating_sub(height / 2).min(rows.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, room: u16) -> Vec<String> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        rows(&lines, room).iter().map(|row| row.of(&lines).to_owned()).collect()
    }

    #[test]
    fn blanks_stay_at_the_end_of_a_row() {
        assert_eq!(wrapped("one two three", 7), ["one two ", "three"]);
        assert_eq!(wrapped("one two three", 8), ["one two ", "three"]);
        assert_eq!(wrapped("one   two", 4), ["one   ", "two"]);
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh ", "ij"]);
        assert_eq!(wrapped("  indented text", 10), ["  indented ", "text"]);
        assert_eq!(wrapped("a\n\nb ", 3), ["a", "", "b "]);
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
        assert_eq!(wrapped("日", 1), ["日"]);
    }

    #[test]
    fn the_cursor_goes_up_and_down_by_rows() {
        let lines = vec!["one two three".to_owned(), "four".to_owned()];
        let rows = rows(&lines, 7);
        assert_eq!(place(&rows, &lines, (0, 9), 7), (1, 1));
        assert_eq!(place(&rows, &lines, (0, 8), 7), (1, 0), "behind the blank begins the next row");
        assert_eq!(place(&rows, &lines, (0, 7), 7), (0, 6), "the blank itself hangs over the edge");
        assert_eq!(cursor_at(&rows, &lines, 0, 1), Some((0, 1)));
        assert_eq!(cursor_at(&rows, &lines, 0, 99), Some((0, 7)));
        assert_eq!(cursor_at(&rows, &lines, 2, 99), Some((1, 4)));
        assert_eq!(cursor_at(&rows, &lines, 3, 0), None);
        assert_eq!((top(10, 9, 4), top(10, 5, 4), top(3, 2, 4)), (6, 3, 0));
    }

    proptest! {
        #[test]
        fn every_byte_is_in_one_row_and_every_cursor_has_a_place(text in "[a-zé日 \n]{0,60}", room in 1u16..12) {
            let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let rows = rows(&lines, room);
            let joined: String = rows.iter().map(|row| row.of(&lines)).collect();
            prop_assert_eq!(joined, text.replace('\n', ""));
            for (line, text) in lines.iter().enumerate() {
                for column in 0..=text.chars().count() {
                    let (at, x) = place(&rows, &lines, (line, column), room);
                    prop_assert!(at < rows.len() && rows[at].line == line && x < room);
                }
            }
            for at in 0..rows.len() {
                let (line, column) = cursor_at(&rows, &lines, at, 3).unwrap();
                prop_assert_eq!(place(&rows, &lines, (line, column), room).0, at);
            }
        }
    }
}
