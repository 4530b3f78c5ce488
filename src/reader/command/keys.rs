//! Keys, chords, and what they are bound to for this reader.
//!
//! What is bound by default stands in [`crate::reader::command::keymap::HELP`]; [`Keys`] is that table with the reader's own keys put in,
//! and the help as it then reads. A chord (`g g`, `Ctrl-x n`) is several keys pressed one after the other; no chord may
//! be the beginning of another, so that nothing ever waits for a clock.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::reader::Action;
use crate::reader::command::keymap::{HELP, Help, SHELF};
use crate::reader::command::names::name;

/// A key with its modifiers. Shift is in the letter already (`G`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Keys with a name: as shown, and as it may be written besides.
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

    /// The key of an event.
    #[must_use]
    pub fn of(event: KeyEvent) -> Self {
        let mut key = Self { code: event.code, modifiers: event.modifiers };
        match key.code {
            // Shift is in the letter; some keyboards also need it for `]` or `/`.
            KeyCode::Char(_) | KeyCode::BackTab => key.modifiers -= KeyModifiers::SHIFT,
            _ => {}
        }
        key.as_typed()
    }

    /// The event that pressing it is.
    #[must_use]
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Old terminals send the same byte for `Ctrl-6` and `Ctrl-^`.
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

    /// Reads `j`, `Ctrl-d`, `alt-left`, `PgDn`, `f1`, `G`.
    ///
    /// # Errors
    /// Where it names no key: what is wrong, and what can be written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut modifiers = KeyModifiers::NONE;
        let mut base = text;
        // `-` itself is a key, and `Ctrl--` is one with it.
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
                        "no key is called {text:?}: write one character, {} or f1 to f24, with ctrl-, alt- or shift- \
                         before it, and a blank between the keys of a chord",
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
                KeyCode::Char(c) => return Err(format!("{text:?}: write the character that Shift makes of {c}")),
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
            // Terminals do not tell these apart.
            match c {
                'i' => return Err("ctrl-i is the same key as tab to a terminal".to_owned()),
                'm' => return Err("ctrl-m is the same key as enter to a terminal".to_owned()),
                _ => {}
            }
        }
        Ok(key.as_typed())
    }

    /// As it is written in the settings: `ctrl-d`, `down`.
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

    /// What it may stand for where it is not bound itself: Alt Gr may arrive as Ctrl-Alt with a character that is no
    /// letter; there are two panes, so that backwards is the same way.
    fn stands_for(self) -> Option<Self> {
        match self.code {
            KeyCode::Char(c) if !c.is_alphanumeric() && self.modifiers == KeyModifiers::CONTROL | KeyModifiers::ALT => {
                Some(Self { modifiers: KeyModifiers::NONE, ..self })
            }
            KeyCode::BackTab => Some(Self { code: KeyCode::Tab, ..self }),
            _ => None,
        }
    }
}

/// As the help shows it: `Ctrl-d`, `↓`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = NAMED.iter().find(|(code, ..)| *code == self.code);
        f.write_str(&self.with_modifiers(["Ctrl-", "Alt-", "Shift-"], named.map(|(_, shown, _)| *shown)))
    }
}

/// One key, or several pressed one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chord(Vec<Key>);

impl Chord {
    /// Reads keys with blanks between them: `g g`.
    ///
    /// # Errors
    /// Where one of them is no key, or there is none, or more than four.
    pub fn parse(text: &str) -> Result<Self, String> {
        let keys: Vec<Key> = text.split_whitespace().map(Key::parse).collect::<Result<_, _>>()?;
        match keys.len() {
            0 => Err("a key is wanted here; for the space bar write \"space\"".to_owned()),
            1..=4 => Ok(Self(keys)),
            _ => Err(format!("{text:?} is longer than four keys")),
        }
    }

    /// As it is written in the settings.
    #[must_use]
    pub fn written(&self) -> String {
        self.0.iter().map(|key| key.written()).collect::<Vec<_>>().join(" ")
    }

    /// Whether pressing it where text is typed would type something.
    #[must_use]
    pub fn types(&self) -> bool {
        let function = |key: &Key| matches!(key.code, KeyCode::F(_));
        let control = |key: &Key| key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        self.0.len() != 1 || !self.0.iter().all(|key| function(key) || control(key))
    }

    fn clashes(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }
}

/// As the help shows it.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<String> = self.0.iter().map(Key::to_string).collect();
        f.write_str(&keys.join(" "))
    }
}

/// Where a key means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Wherever no text is being typed.
    Everywhere,
    /// While a note is being written.
    Note,
}

/// A command, and what it is bound to.
#[derive(Clone, Debug)]
pub struct Command {
    /// What it is called in the settings.
    pub name: &'static str,
    /// What it does.
    pub action: Action,
    /// Its keys, perhaps none.
    pub chords: Vec<Chord>,
    /// Where they mean it.
    pub context: Context,
    /// Its line in the table of help.
    line: usize,
}

/// Two commands that one key cannot both mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The two commands' names.
    pub names: [&'static str; 2],
    /// Their keys, as written; they differ where one is the beginning of the other.
    pub chords: [String; 2],
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([first, second], [one, two]) = (&self.names, &self.chords);
        if one == two {
            write!(f, "{one:?} cannot be both {first} and {second}: give one of them another key, or none: []")
        } else {
            write!(f, "{one:?} ({first}) and {two:?} ({second}) begin alike: one would hide the other")
        }
    }
}

/// What a key means after those before it.
#[derive(Clone, Debug)]
pub enum Found {
    /// This.
    Action(Action),
    /// More keys are to come.
    More,
    /// Nothing.
    Nothing,
}

/// All commands with their keys, and the help as it reads with them.
#[derive(Clone, Debug)]
pub struct Keys {
    commands: Vec<Command>,
    help: Vec<Help>,
}

impl Keys {
    /// The keys as they come.
    #[must_use]
    pub fn standard() -> Arc<Self> {
        static STANDARD: OnceLock<Arc<Keys>> = OnceLock::new();
        Arc::clone(STANDARD.get_or_init(|| Arc::new(Self::of_table())))
    }

    fn of_table() -> Self {
        let mut commands = Vec::new();
        for (line, help) in HELP.iter().enumerate() {
            for (action, group) in help.actions.iter().zip(help.keys.split(" · ")) {
                let Some(name) = name(action) else { continue };
                // Names in the table are names of keys: a test holds that.
                let chords = group.split(' ').filter_map(|key| Chord::parse(key).ok()).collect();
                let note = matches!(action, Action::SaveNote | Action::HandOver);
                let context = if note { Context::Note } else { Context::Everywhere };
                commands.push(Command { name, action: action.clone(), chords, context, line });
            }
        }
        Self { commands, help: HELP.to_vec() }
    }

    /// The standard keys with some commands bound anew.
    ///
    /// # Errors
    /// Where a key would mean two things.
    pub fn with(changes: &[(&str, Vec<Chord>)]) -> Result<Arc<Self>, Vec<Conflict>> {
        let mut keys = Self::of_table();
        let mut changed = vec![false; keys.help.len()];
        for (name, chords) in changes {
            for command in keys.commands.iter_mut().filter(|c| c.name == *name) {
                command.chords.clone_from(chords);
                if let Some(changed) = changed.get_mut(command.line) {
                    *changed = true;
                }
            }
        }
        let conflicts = keys.conflicts();
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        for (line, _) in changed.iter().enumerate().filter(|(_, changed)| **changed) {
            let groups: Vec<String> = keys.commands.iter().filter(|c| c.line == line).map(Command::shown).collect();
            if let Some(help) = keys.help.get_mut(line) {
                help.keys = Cow::Owned(groups.join(" · "));
            }
        }
        // Where a key is only told of again, it is told as it is bound.
        let again: Vec<(usize, String)> = keys
            .help
            .iter()
            .enumerate()
            .filter(|(_, help)| help.section == SHELF)
            .map(|(line, help)| (line, keys.instead_of(&help.keys)))
            .map(|(line, shown)| (line, if shown.is_empty() { "–".to_owned() } else { shown }))
            .collect();
        for (line, shown) in again {
            if let Some(help) = keys.help.get_mut(line) {
                help.keys = Cow::Owned(shown);
            }
        }
        Ok(Arc::new(keys))
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let all: Vec<(&Command, &Chord)> =
            self.commands.iter().flat_map(|c| c.chords.iter().map(move |k| (c, k))).collect();
        let mut found = Vec::new();
        for (n, (first, one)) in all.iter().enumerate() {
            for (second, two) in all.iter().skip(n + 1) {
                if first.context == second.context && one.clashes(two) && (first.name, one) != (second.name, two) {
                    let names = [first.name, second.name];
                    found.push(Conflict { names, chords: [one.written(), two.written()] });
                }
            }
        }
        found
    }

    /// All commands, in order of the help.
    #[must_use]
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// The help, with these keys.
    #[must_use]
    pub fn help(&self) -> &[Help] {
        &self.help
    }

    /// What `key` means after `before`.
    #[must_use]
    pub fn look(&self, context: Context, before: &[Key], key: Key) -> Found {
        let found = self.look_exactly(context, before, key);
        match (&found, key.stands_for()) {
            (Found::Nothing, Some(other)) => self.look_exactly(context, before, other),
            _ => found,
        }
    }

    fn look_exactly(&self, context: Context, before: &[Key], key: Key) -> Found {
        let pressed: Vec<Key> = before.iter().copied().chain([key]).collect();
        let commands = self.commands.iter().filter(|c| c.context == context);
        let mut bound = commands.flat_map(|c| c.chords.iter().map(move |chord| (c, chord)));
        match bound.find(|(_, chord)| chord.0.starts_with(&pressed)) {
            Some((command, chord)) if chord.0.len() == pressed.len() => Found::Action(command.action.clone()),
            Some(_) => Found::More,
            None => Found::Nothing,
        }
    }

    /// The key to show in place of a standard one, as it is shown: its command's first; empty where it has none.
    #[must_use]
    pub fn instead_of(&self, shown: &str) -> String {
        let written = if shown == "⏎" { "enter" } else { shown };
        let Ok(chord) = Chord::parse(written) else { return shown.to_owned() };
        let standard = Self::standard();
        let Some(was) = standard.commands.iter().find(|c| c.chords.contains(&chord)) else { return shown.to_owned() };
        let is = self.commands.iter().find(|c| c.name == was.name);
        if is.is_some_and(|c| c.chords.contains(&chord)) { shown.to_owned() } else { self.key_of(was.name) }
    }

    /// Words in which standard keys stand between backquotes, with the reader's own keys in their place; a command without
    /// a key is told by the name that the settings have for it.
    #[must_use]
    pub fn told(&self, text: &str) -> String {
        let own = |key: &str| {
            let own = self.instead_of(key);
            if own.is_empty() { self.name_of(key).unwrap_or(key).to_owned() } else { own }
        };
        let parts = text.split('`').enumerate();
        parts.map(|(n, part)| if n % 2 == 0 { part.to_owned() } else { own(part) }).collect()
    }

    /// The command that a standard key is for.
    fn name_of(&self, shown: &str) -> Option<&'static str> {
        let chord = Chord::parse(shown).ok()?;
        let standard = Self::standard();
        standard.commands.iter().find(|c| c.chords.contains(&chord)).map(|c| c.name)
    }

    /// The first key of the command with this name, as shown; empty where it has none.
    #[must_use]
    pub fn key_of(&self, name: &str) -> String {
        let command = self.commands.iter().find(|c| c.name == name);
        command.and_then(|c| c.chords.first()).map(Chord::to_string).unwrap_or_default()
    }
}

impl Command {
    /// Whether it stands on this line of the help.
    #[must_use]
    pub fn is_on(&self, line: usize) -> bool {
        self.line == line
    }

    /// Its keys as the help shows them.
    fn shown(&self) -> String {
        if self.chords.is_empty() {
            return "–".to_owned();
        }
        self.chords.iter().map(Chord::to_string).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    fn chords(texts: &[&str]) -> Vec<Chord> {
        texts.iter().map(|t| Chord::parse(t).unwrap()).collect()
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

    #[test]
    fn a_chord_waits_for_its_last_key() {
        let keys = Keys::with(&[("top", chords(&["g g"])), ("bottom", chords(&["g e", "ctrl-x b"]))]).unwrap();
        let look = |before: &[&str], last| {
            let before: Vec<Key> = before.iter().map(|k| key(k)).collect();
            keys.look(Context::Everywhere, &before, key(last))
        };
        assert!(matches!(look(&[], "g"), Found::More));
        assert!(matches!(look(&["g"], "g"), Found::Action(Action::Top)));
        assert!(matches!(look(&["g"], "e"), Found::Action(Action::Bottom)));
        assert!(matches!(look(&["ctrl-x"], "b"), Found::Action(Action::Bottom)));
        assert!(matches!(look(&["g"], "x"), Found::Nothing));
        assert!(matches!(look(&[], "G"), Found::Nothing), "what was bound before is free");
        assert!(matches!(look(&[], "shift-tab"), Found::Action(Action::SwitchPane)));
        let line = keys.help().iter().find(|h| h.does.contains("to the top")).unwrap();
        assert_eq!(line.keys, "g g · g e Ctrl-x b");
    }

    #[test]
    fn what_is_told_again_is_told_as_it_is_bound() {
        let keys = Keys::with(&[("delete-note", chords(&["Y"])), ("filter", Vec::new())]).unwrap();
        let shown = |does: &str| {
            let mut lines = keys.help().iter().filter(|help| help.section == SHELF);
            lines.find(|help| help.does.contains(does)).map(|help| help.keys.to_string())
        };
        assert_eq!(shown("forget"), Some("Y".to_owned()));
        assert_eq!(shown("open the article"), Some("Enter".to_owned()));
        assert_eq!(shown("narrow"), Some("–".to_owned()), "it has none");
    }

    #[test]
    fn what_means_two_things_is_told_with_both_names() {
        let says = |changes: &[(&str, Vec<Chord>)]| Keys::with(changes).unwrap_err().first().unwrap().to_string();
        let both = says(&[("note", chords(&["]"]))]);
        assert!(both.contains("\"]\"") && both.contains("next-quote") && both.contains("note"), "{both}");
        let hidden = says(&[("bottom", chords(&["g e"]))]);
        assert!(hidden.contains("\"g\" (top)") && hidden.contains("\"g e\" (bottom)"), "{hidden}");
        let own = says(&[("bottom", chords(&["x", "x y"]))]);
        assert!(own.contains("bottom"), "{own}");
        assert!(Keys::with(&[("bottom", Vec::new()), ("save-note", chords(&["q"]))]).is_ok(), "another context");
        assert!(Keys::with(&[("bottom", chords(&["Q", "Q"]))]).is_ok(), "twice the same is once");
    }

    #[test]
    fn the_standard_keys_are_without_conflict_and_read_as_their_table() {
        let keys = Keys::standard();
        assert_eq!(keys.conflicts(), []);
        for (line, help) in keys.help().iter().enumerate().filter(|(_, h)| !h.actions.is_empty()) {
            let groups: Vec<String> = keys.commands.iter().filter(|c| c.line == line).map(Command::shown).collect();
            assert_eq!(groups.join(" · "), help.keys, "every name in the table is the name of a key");
        }
        assert_eq!(keys.key_of("next-quote"), "]");
        assert_eq!(keys.key_of("nothing"), "");
    }

    #[test]
    fn hints_show_the_reader_s_own_keys() {
        let keys = Keys::with(&[("next-quote", chords(&["ctrl-n"])), ("across", Vec::new())]).unwrap();
        for (shown, instead) in
            [("]", "Ctrl-n"), ("[", "["), ("⏎", ""), ("Tab", "Tab"), ("1–4", "1–4"), ("Ctrl-s", "Ctrl-s")]
        {
            assert_eq!(keys.instead_of(shown), instead, "{shown}");
        }
        assert_eq!(keys.told("`]` goes on, `Tab` over, `Enter` across"), "Ctrl-n goes on, Tab over, across across");
    }

    #[test]
    fn no_message_names_a_key_that_may_be_another() {
        // A key in a message stands between backquotes, so that `told` can put the reader's own there.
        let sources = [
            include_str!("../overlays/card/update.rs"),
            include_str!("../update/appearance.rs"),
            include_str!("../corrections/update.rs"),
            include_str!("../panes/list/update.rs"),
            include_str!("../overlays/note_marks/update.rs"),
            include_str!("../overlays/note_editor/update.rs"),
            include_str!("../panes/list/quotes.rs"),
            include_str!("../panes/article/search.rs"),
            include_str!("../panes/article/selection.rs"),
            include_str!("../panes/list/empty.rs"),
        ];
        let does =
            ["goes", "writes", "searches", "brings", "shows", "highlights", "lights", "hangs", "corrects", "takes"];
        for line in sources.iter().flat_map(|source| source.lines()) {
            for (at, _) in does.iter().flat_map(|does| line.match_indices(does)) {
                let before = line.get(..at).unwrap_or_default().trim_end();
                let word = before.rsplit([' ', '"']).next().unwrap_or_default();
                let is_key = word.chars().count() == 1 && word != "a" && !line.trim_start().starts_with("//");
                assert!(!is_key, "{line}");
            }
        }
    }
}
