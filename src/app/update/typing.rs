//! Typing into a line: what is the same in the search line, the filter, the lists to pick from and the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::Action;

/// Characters that a line takes at most.
const LONGEST: usize = 1000;

/// What an action did to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Its words are others now.
    Changed,
    /// Enter.
    Done,
    /// One more letter was to be deleted where there was none: the line is given up.
    Left,
    /// Up or down by this much.
    Moved(i32),
    /// Up or down by pages.
    Paged(i32),
    /// Nothing of this.
    Nothing,
}

/// Types into a line, at its end.
pub(super) fn edit(text: &mut String, action: &Action) -> Typed {
    let key = match action {
        Action::Paste(pasted) => {
            let line = pasted.lines().next().unwrap_or_default();
            let room = LONGEST.saturating_sub(text.chars().count());
            text.extend(line.chars().filter(|c| !c.is_control()).take(room));
            return Typed::Changed;
        }
        Action::Input(key) => key,
        _ => return Typed::Nothing,
    };
    match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
        (KeyCode::Enter, _) => Typed::Done,
        (KeyCode::Up, _) | (KeyCode::Char('p' | 'k'), true) => Typed::Moved(-1),
        (KeyCode::Down, _) | (KeyCode::Char('n' | 'j'), true) => Typed::Moved(1),
        (KeyCode::PageUp, _) => Typed::Paged(-1),
        (KeyCode::PageDown, _) => Typed::Paged(1),
        (KeyCode::Backspace, false) if text.is_empty() => Typed::Left,
        (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => {
            let end = text.grapheme_indices(true).next_back();
            text.truncate(end.map_or(0, |(at, _)| at));
            Typed::Changed
        }
        (KeyCode::Backspace | KeyCode::Char('w'), true) => {
            text.truncate(word_start(text));
            Typed::Changed
        }
        (KeyCode::Char('u'), true) => {
            text.clear();
            Typed::Changed
        }
        (KeyCode::Char(c), false) if is_text(*key) && !c.is_control() && text.chars().count() < LONGEST => {
            text.push(c);
            Typed::Changed
        }
        _ => Typed::Nothing,
    }
}

/// Where the last word begins.
fn word_start(text: &str) -> usize {
    let words = text.trim_end();
    words.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
}

fn is_text(key: KeyEvent) -> bool {
    !key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META)
}
