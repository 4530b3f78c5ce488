//! A text field for the search line, the filters, the pickers and the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

use crate::reader::Action;
use crate::reader::layout::text_measure::head;

/// The most characters of a line.
const LONGEST: usize = 1000;

/// The result of an action on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reader) enum Typed {
    /// The text has changed.
    Changed,
    /// Enter was pressed.
    Done,
    /// Backspace in an empty line: the input is cancelled.
    Left,
    /// Up or down by this many rows.
    Moved(i32),
    /// Up or down by pages.
    Paged(i32),
    /// Tab, or Shift-Tab (-1): complete the text.
    Complete(i32),
    /// The action does not concern the line.
    Nothing,
}

/// Applies an action to a line. `behind` is the number of bytes after the cursor.
pub(in crate::reader) fn edit(text: &mut String, behind: &mut usize, action: &Action) -> Typed {
    let mut line = Line::at(text, behind);
    let key = match action {
        Action::Paste(pasted) => {
            line.insert(pasted.lines().next().unwrap_or_default());
            return Typed::Changed;
        }
        Action::Input(key) => key,
        _ => return Typed::Nothing,
    };
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
        (KeyCode::Enter, _) => Typed::Done,
        (KeyCode::Tab, _) => Typed::Complete(1),
        (KeyCode::BackTab, _) => Typed::Complete(-1),
        (KeyCode::Up, _) | (KeyCode::Char('p' | 'k'), true) => Typed::Moved(-1),
        (KeyCode::Down, _) | (KeyCode::Char('n' | 'j'), true) => Typed::Moved(1),
        (KeyCode::PageUp, _) => Typed::Paged(-1),
        (KeyCode::PageDown, _) => Typed::Paged(1),
        (KeyCode::Left, ctrl) if ctrl || alt => line.go(line.word_before()),
        (KeyCode::Right, ctrl) if ctrl || alt => line.go(line.word_behind()),
        (KeyCode::Char('b'), false) if alt => line.go(line.word_before()),
        (KeyCode::Char('f'), false) if alt => line.go(line.word_behind()),
        (KeyCode::Left, _) | (KeyCode::Char('b'), true) => line.go(line.before()),
        (KeyCode::Right, _) | (KeyCode::Char('f'), true) => line.go(line.behind()),
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => line.go(0),
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => line.go(line.text.len()),
        (KeyCode::Backspace, false) if line.text.is_empty() => Typed::Left,
        (KeyCode::Backspace, ctrl) if ctrl || alt => line.delete(line.word_before()),
        (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => line.delete(line.before()),
        (KeyCode::Delete, _) | (KeyCode::Char('d'), true) => line.delete(line.behind()),
        (KeyCode::Char('w'), true) => line.delete(line.word_before()),
        (KeyCode::Char('u'), true) => line.delete(0),
        (KeyCode::Char(c), false) if is_text(*key) => {
            if line.insert(c.encode_utf8(&mut [0; 4])) {
                Typed::Changed
            } else {
                Typed::Nothing
            }
        }
        _ => Typed::Nothing,
    }
}

/// A line with a cursor.
struct Line<'t> {
    text: &'t mut String,
    at: usize,
    behind: &'t mut usize,
}

impl<'t> Line<'t> {
    fn at(text: &'t mut String, behind: &'t mut usize) -> Self {
        // The line may differ from the one that `behind` was for.
        let at = head(text, text.len().saturating_sub(*behind)).len();
        *behind = text.len() - at;
        Self { text, at, behind }
    }

    fn parts(&self) -> (&str, &str) {
        self.text.split_at_checked(self.at).unwrap_or((self.text, ""))
    }

    /// Returns the start of the character before the cursor.
    fn before(&self) -> usize {
        self.parts().0.grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    /// Returns the end of the character after the cursor.
    fn behind(&self) -> usize {
        self.at + self.parts().1.graphemes(true).next().map_or(0, str::len)
    }

    /// Returns the start of the word before the cursor.
    fn word_before(&self) -> usize {
        let words = self.parts().0.trim_end();
        words.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }

    /// Returns the end of the word after the cursor.
    fn word_behind(&self) -> usize {
        let rest = self.parts().1;
        let blanks = rest.len() - rest.trim_start().len();
        let word = rest.trim_start().find(char::is_whitespace);
        self.at + word.map_or(rest.len(), |end| blanks + end)
    }

    /// Moves the cursor.
    fn go(&mut self, to: usize) -> Typed {
        *self.behind = self.text.len().saturating_sub(to);
        Typed::Nothing
    }

    /// Deletes the text between the cursor and `to`.
    fn delete(&mut self, to: usize) -> Typed {
        let (from, end) = (to.min(self.at), to.max(self.at));
        if from == end {
            return Typed::Nothing;
        }
        *self.behind = self.text.len().saturating_sub(end);
        self.text.replace_range(from..end, "");
        Typed::Changed
    }

    /// Inserts text as far as it fits; returns whether any did.
    fn insert(&mut self, words: &str) -> bool {
        let room = LONGEST.saturating_sub(self.text.chars().count());
        let words: String = words.chars().filter(|c| !c.is_control()).take(room).collect();
        *self.behind = self.text.len().saturating_sub(self.at);
        self.text.insert_str(self.at, &words);
        !words.is_empty()
    }
}

fn is_text(key: KeyEvent) -> bool {
    !key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reader::command::chord::Key;

    /// Applies keys to a line in which `|` is the cursor.
    fn after(line: &str, keys: &str) -> String {
        let at = line.find('|').unwrap();
        let mut text = line.replace('|', "");
        let mut behind = text.len() - at;
        for key in keys.split(' ') {
            edit(&mut text, &mut behind, &Action::Input(Key::parse(key).unwrap().event()));
        }
        text.insert(text.len() - behind, '|');
        text
    }

    #[test]
    fn a_line_is_edited_where_its_cursor_is() {
        for (line, keys, now) in [
            ("tide|", "s", "tides|"),
            ("tide|", "left left r", "tir|de"),
            ("ti|de", "backspace", "t|de"),
            ("ti|de", "del", "ti|e"),
            ("ti|de", "ctrl-d ctrl-d ctrl-d", "ti|"),
            ("one two |three", "ctrl-w", "one |three"),
            ("one two |three", "ctrl-u", "|three"),
            ("one two|", "home x", "x|one two"),
            ("|one two", "end x", "one twox|"),
            ("one two|", "ctrl-a ctrl-f ctrl-b ctrl-e", "one two|"),
            ("one two|", "alt-b alt-b", "|one two"),
            ("|one two", "ctrl-right ctrl-right", "one two|"),
            ("one two|", "alt-backspace", "one |"),
            ("e\u{301}日|", "left left x", "x|e\u{301}日"),
            ("|", "left right del home end", "|"),
            ("|x", "backspace", "|x"),
        ] {
            assert_eq!(after(line, keys), now, "{line} {keys}");
        }
    }

    proptest! {
        #[test]
        fn the_cursor_stays_in_the_line(text in any::<String>(), behind in 0usize..20, keys in prop::collection::vec(0usize..14, 0..30)) {
            let names = ["left", "right", "home", "end", "backspace", "del", "ctrl-w", "ctrl-u", "alt-f", "alt-b", "a", "é", "ctrl-d", "日"];
            let (mut text, mut behind) = (text, behind);
            for key in keys {
                edit(&mut text, &mut behind, &Action::Input(Key::parse(names[key]).unwrap().event()));
                prop_assert!(behind >= text.len() || text.is_char_boundary(text.len() - behind));
            }
        }
    }
}
