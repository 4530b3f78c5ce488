//! Keys and chords: parsing, storing in the settings, and display.
//!
//! A chord (`g g`, `Ctrl-x n`) is several keys pressed one after the other.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers. A letter includes its Shift: `G`, never `Shift-g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Named keys: the displayed name, and the name in the settings.
const NAMED: &[(KeyCode, &str, &str)] = &[
    (KeyCode::Down, "↓", "down"),
    (KeyCode::Up, "↑", "up"),
    (KeyCode::Left, "←", "left"),
    (KeyCode::Right, "→", "right"),
    (KeyCode::Char(' '), "Space", "space"),
    (KeyCode::PageDown, "PgDn", "pgdn"),
    (KeyCode::PageUp, "PgUp", "pgup"),
    (KeyCode::Home, "Home", "home"),
    (KeyCode::End, "End", "end"),
    (KeyCode::Enter, "Enter", "enter"),
    (KeyCode::Tab, "Tab", "tab"),
    (KeyCode::BackTab, "Shift-Tab", "shift-tab"),
    (KeyCode::Esc, "Esc", "esc"),
    (KeyCode::Backspace, "Backspace", "backspace"),
    (KeyCode::Delete, "Del", "del"),
    (KeyCode::Insert, "Ins", "ins"),
];

impl Key {
    /// Escape.
    pub const ESC: Self = Self { code: KeyCode::Esc, modifiers: KeyModifiers::NONE };

    /// Returns the key of a terminal event.
    #[must_use]
    pub fn of(event: KeyEvent) -> Self {
        let mut key = Self { code: event.code, modifiers: event.modifiers };
        match key.code {
            // The letter already includes Shift; some keyboards also need Shift for `]` or `/`.
            KeyCode::Char(_) | KeyCode::BackTab => key.modifiers -= KeyModifiers::SHIFT,
            _ => {}
        }
        key.as_typed()
    }

    /// Returns the terminal event for pressing this key.
    #[must_use]
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Replaces `Ctrl-6` with `Ctrl-^`: old terminals send the same byte for both.
    fn as_typed(mut self) -> Self {
        if self.modifiers == KeyModifiers::CONTROL {
            self.code = match self.code {
                KeyCode::Char('4') => KeyCode::Char('\\'),
                KeyCode::Char('5') => KeyCode::Char(']'),
                KeyCode::Char('6') => KeyCode::Char('^'),
                KeyCode::Char('7') => KeyCode::Char('_'),
                code => code,
            };
        }
        self
    }

    /// Parses `j`, `Ctrl-d`, `alt-left`, `PgDn`, `f1`, `G`.
    ///
    /// # Errors
    /// Returns a message with the accepted forms if `text` names no key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut modifiers = KeyModifiers::NONE;
        let mut base = text;
        // `-` is a key, and `Ctrl--` is that key with a modifier.
        while let Some((first, rest)) = base.split_once('-')
            && !rest.is_empty()
        {
            modifiers |= match first.to_ascii_lowercase().as_str() {
                "ctrl" | "c" => KeyModifiers::CONTROL,
                "alt" | "a" | "m" => KeyModifiers::ALT,
                "shift" | "s" => KeyModifiers::SHIFT,
                _ => break,
            };
            base = rest;
        }
        let lower = base.to_lowercase();
        let named = NAMED.iter().find(|(_, shown, written)| *shown == base || *written == lower);
        let mut chars = base.chars();
        let code = match (named, chars.next(), chars.next()) {
            (Some((code, ..)), ..) => *code,
            (None, Some(c), None) if !c.is_control() && !c.is_whitespace() => KeyCode::Char(c),
            _ => match lower.strip_prefix('f').and_then(|n| n.parse().ok()).filter(|n| (1..=24).contains(n)) {
                Some(n) => KeyCode::F(n),
                None => {
                    let names: Vec<&str> = NAMED.iter().map(|(.., written)| *written).collect();
                    return Err(format!(
                        "unknown key {text:?}: write one character, {} or f1 to f24, optionally with ctrl-, alt- or shift- \
                         before it; separate the keys of a chord by spaces",
                        names.join(", ")
                    ));
                }
            },
        };
        let mut key = Self { code, modifiers };
        if modifiers.contains(KeyModifiers::SHIFT) {
            match code {
                KeyCode::Char(c) if c.is_lowercase() && c.to_uppercase().count() == 1 => {
                    key.code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
                }
                KeyCode::Char(c) if c.is_uppercase() => {}
                KeyCode::Char(c) => return Err(format!("{text:?}: write the character that Shift-{c} types")),
                KeyCode::Tab => key.code = KeyCode::BackTab,
                _ => {}
            }
            if matches!(key.code, KeyCode::Char(_) | KeyCode::BackTab) {
                key.modifiers -= KeyModifiers::SHIFT;
            }
        }
        if modifiers == KeyModifiers::CONTROL
            && let KeyCode::Char(c) = key.code
        {
            // Terminals send the same code for both keys.
            match c {
                'i' => return Err("terminals cannot tell ctrl-i from tab".to_owned()),
                'm' => return Err("terminals cannot tell ctrl-m from enter".to_owned()),
                _ => {}
            }
        }
        Ok(key.as_typed())
    }

    /// Returns the name in the settings: `ctrl-d`, `down`.
    #[must_use]
    pub fn written(self) -> String {
        let named = NAMED.iter().find(|(code, ..)| *code == self.code);
        let name = named.map(|(.., written)| (*written).to_owned());
        let function = if let KeyCode::F(n) = self.code { Some(format!("f{n}")) } else { None };
        self.with_modifiers(["ctrl-", "alt-", "shift-"], name.or(function).as_deref())
    }

    fn with_modifiers(self, [ctrl, alt, shift]: [&str; 3], named: Option<&str>) -> String {
        let mut out = String::new();
        for (modifier, written) in
            [(KeyModifiers::CONTROL, ctrl), (KeyModifiers::ALT, alt), (KeyModifiers::SHIFT, shift)]
        {
            if self.modifiers.contains(modifier) {
                out.push_str(written);
            }
        }
        match (named, self.code) {
            (Some(name), _) => out.push_str(name),
            (None, KeyCode::Char(c)) => out.push(c),
            (None, KeyCode::F(n)) => out.push_str(&format!("F{n}")),
            (None, _) => out.push('?'),
        }
        out
    }

    /// Returns the key to try when this one is not bound. Alt Gr may arrive as Ctrl-Alt with a character that is not a
    /// letter. With two panes, Shift-Tab does the same as Tab. `Alt-2` is `2`.
    pub(super) fn stands_for(self) -> Option<Self> {
        match self.code {
            KeyCode::Char(c) if !c.is_alphanumeric() && self.modifiers == KeyModifiers::CONTROL | KeyModifiers::ALT => {
                Some(Self { modifiers: KeyModifiers::NONE, ..self })
            }
            // In the article a digit begins a count.
            KeyCode::Char('0'..='9') if self.modifiers == KeyModifiers::ALT => {
                Some(Self { modifiers: KeyModifiers::NONE, ..self })
            }
            KeyCode::BackTab => Some(Self { code: KeyCode::Tab, ..self }),
            _ => None,
        }
    }
}

/// Writes the key as the help shows it: `Ctrl-d`, `↓`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = NAMED.iter().find(|(code, ..)| *code == self.code);
        f.write_str(&self.with_modifiers(["Ctrl-", "Alt-", "Shift-"], named.map(|(_, shown, _)| *shown)))
    }
}

/// One key, or several keys pressed one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chord(pub(super) Vec<Key>);

impl Chord {
    /// Parses keys separated by blanks: `g g`.
    ///
    /// # Errors
    /// Fails if a key is invalid, or if there are none or more than four.
    pub fn parse(text: &str) -> Result<Self, String> {
        let keys: Vec<Key> = text.split_whitespace().map(Key::parse).collect::<Result<_, _>>()?;
        match keys.len() {
            0 => Err("a key is missing; for the space bar write \"space\"".to_owned()),
            1..=4 => Ok(Self(keys)),
            _ => Err(format!("{text:?} has more than four keys")),
        }
    }

    /// Returns the chord as the settings store it.
    #[must_use]
    pub fn written(&self) -> String {
        self.0.iter().map(|key| key.written()).collect::<Vec<_>>().join(" ")
    }

    /// Returns whether pressing the chord in a text field would insert text.
    #[must_use]
    pub fn types(&self) -> bool {
        let function = |key: &Key| matches!(key.code, KeyCode::F(_));
        let control = |key: &Key| key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        self.0.len() != 1 || !self.0.iter().all(|key| function(key) || control(key))
    }

    /// Returns whether one chord is a prefix of the other: then a key press would be ambiguous.
    pub(super) fn clashes(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }
}

/// Writes the chord as the help shows it.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<String> = self.0.iter().map(Key::to_string).collect();
        f.write_str(&keys.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    #[test]
    fn keys_are_read_in_every_way_they_are_written() {
        for (text, shown, written) in [
            ("j", "j", "j"),
            ("Ctrl-d", "Ctrl-d", "ctrl-d"),
            ("C-d", "Ctrl-d", "ctrl-d"),
            ("alt-left", "Alt-←", "alt-left"),
            ("Alt-←", "Alt-←", "alt-left"),
            ("PgDn", "PgDn", "pgdn"),
            ("f12", "F12", "f12"),
            ("G", "G", "G"),
            ("shift-g", "G", "G"),
            ("shift-tab", "Shift-Tab", "shift-tab"),
            ("shift-down", "Shift-↓", "shift-down"),
            ("-", "-", "-"),
            ("ctrl--", "Ctrl--", "ctrl--"),
            ("ctrl-6", "Ctrl-^", "ctrl-^"),
            ("ф", "ф", "ф"),
            ("space", "Space", "space"),
            ("ctrl-alt-x", "Ctrl-Alt-x", "ctrl-alt-x"),
        ] {
            let key = key(text);
            assert_eq!((key.to_string().as_str(), key.written().as_str()), (shown, written), "{text}");
            assert_eq!(Key::parse(&key.written()), Ok(key));
            assert_eq!(Key::parse(&key.to_string()), Ok(key));
        }
        for text in ["", "jj", "ctrl-", "f0", "f25", "hyper-x", "ctrl-i", "shift-1", "\u{7}"] {
            assert!(Key::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_key_that_is_pressed_is_the_key_that_is_written() {
        let event = |c, modifiers| Key::of(KeyEvent::new(KeyCode::Char(c), modifiers));
        assert_eq!(event('G', KeyModifiers::SHIFT), key("G"));
        assert_eq!(event('6', KeyModifiers::CONTROL), key("ctrl-^"));
        assert_eq!(Key::of(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)), key("shift-tab"));
    }
}
