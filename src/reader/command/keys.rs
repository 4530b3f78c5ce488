//! The reader's keys: the command table with the bindings from the settings.
//!
//! No chord may be a prefix of another, so that no key press needs a timeout.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::reader::command::chord::{Chord, Key};
use crate::reader::command::hooks::Hook;
use crate::reader::command::table::{Command, Context, Entry, Row, TABLE, entries};

/// A command and its keys.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The command as the table describes it.
    pub entry: &'static Entry,
    /// Its chords; may be empty.
    pub chords: Vec<Chord>,
    /// Where its keys apply.
    pub context: Context,
}

/// One line of the help.
#[derive(Clone, Debug)]
pub struct HelpLine {
    /// The title of its section.
    pub section: &'static str,
    /// The keys as displayed: `j ↓ · k ↑`. `·` separates the keys of different commands.
    pub keys: String,
    /// What the keys do.
    pub does: &'static str,
    /// The commands of this line; empty if the line only repeats keys.
    pub entries: &'static [Entry],
}

/// Two commands bound to the same key, or to a key and its prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The two commands' names.
    pub names: [&'static str; 2],
    /// Their keys as written in the settings; different if one is a prefix of the other.
    pub chords: [String; 2],
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([first, second], [one, two]) = (&self.names, &self.chords);
        if one == two {
            write!(f, "{one:?} is bound to both {first} and {second}: give one of them another key, or none: []")
        } else {
            write!(f, "{one:?} ({first}) and {two:?} ({second}) conflict: the shorter one hides the longer")
        }
    }
}

/// The meaning of a key after the earlier keys of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A complete binding.
    Command(Command),
    /// The start of a longer chord.
    More,
    /// Not bound.
    Nothing,
}

/// What the help shows for a key that the settings took away.
const NO_KEY: &str = "–";

/// Every command with its keys.
#[derive(Clone, Debug)]
pub struct Keys {
    bindings: Vec<Binding>,
    /// The reader's own commands.
    hooks: Vec<Hook>,
}

impl Keys {
    /// Returns the default keys.
    #[must_use]
    pub fn standard() -> Arc<Self> {
        static STANDARD: OnceLock<Arc<Keys>> = OnceLock::new();
        Arc::clone(STANDARD.get_or_init(|| Arc::new(Self::of_table())))
    }

    fn of_table() -> Self {
        // A test checks that every key in the table parses.
        let chords = |entry: &Entry| entry.keys.iter().filter_map(|key| Chord::parse(key).ok()).collect();
        let bindings = entries().map(|(entry, context)| Binding { entry, chords: chords(entry), context });
        Self { bindings: bindings.collect(), hooks: Vec::new() }
    }

    /// Returns the default keys with the bindings of some commands replaced, by command name.
    ///
    /// # Errors
    /// Returns the conflicts if a key would have two meanings.
    pub fn with(changes: &[(&str, Vec<Chord>)]) -> Result<Arc<Self>, Vec<Conflict>> {
        let mut keys = Self::of_table();
        for (name, chords) in changes {
            for binding in keys.bindings.iter_mut().filter(|b| b.entry.name == *name) {
                binding.chords.clone_from(chords);
            }
        }
        let conflicts = keys.conflicts();
        if conflicts.is_empty() { Ok(Arc::new(keys)) } else { Err(conflicts) }
    }

    /// Returns the default keys with the bindings of some commands replaced, as far as no key has two meanings: the
    /// changes win over default keys, and of changes that conflict with each other none applies.
    #[must_use]
    pub fn preferring(changes: &[(&str, Vec<Chord>)]) -> Arc<Self> {
        let mut changes = changes.to_vec();
        // Each round drops at least one change.
        for _ in 0..=changes.len() {
            let mut all = changes.clone();
            for binding in
                Self::of_table().bindings.iter().filter(|b| changes.iter().all(|(name, _)| *name != b.entry.name))
            {
                let is_taken = |chord: &Chord| changes.iter().any(|(_, own)| own.iter().any(|one| one.clashes(chord)));
                let is_note = binding.context == Context::Note;
                if !is_note && binding.chords.iter().any(is_taken) {
                    all.push((binding.entry.name, binding.chords.iter().filter(|c| !is_taken(c)).cloned().collect()));
                }
            }
            match Self::with(&all) {
                Ok(keys) => return keys,
                Err(conflicts) => {
                    changes.retain(|(name, _)| !conflicts.iter().any(|conflict| conflict.names.contains(name)));
                }
            }
        }
        Self::standard()
    }

    /// Returns these keys with the reader's own commands. A key that has a command already stays with it; the messages
    /// say so, each with the name of the own command.
    #[must_use]
    pub fn with_hooks(&self, mut hooks: Vec<Hook>) -> (Arc<Self>, Vec<(String, String)>) {
        let mut taken: Vec<(String, Chord)> = Vec::new();
        for binding in self.bindings.iter().filter(|b| b.context == Context::Everywhere) {
            taken.extend(binding.chords.iter().map(|chord| (binding.entry.name.to_owned(), chord.clone())));
        }
        let mut problems = Vec::new();
        for hook in &mut hooks {
            let name = hook.name.clone();
            hook.keys.retain(|chord| {
                let Some((other, own)) = taken.iter().find(|(_, own)| own.clashes(chord)) else { return true };
                let (key, own) = (chord.written(), own.written());
                let hides = if key == own { String::new() } else { format!(" ({own:?} begins alike)") };
                let what = format!("{key:?} is the key of {other}{hides}: choose another one, or free it under [keys]");
                problems.push((name.clone(), what));
                false
            });
            taken.extend(hook.keys.iter().map(|chord| (name.clone(), chord.clone())));
        }
        (Arc::new(Self { bindings: self.bindings.clone(), hooks }), problems)
    }

    /// Returns the reader's own commands.
    #[must_use]
    pub fn hooks(&self) -> &[Hook] {
        &self.hooks
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let all: Vec<(&Binding, &Chord)> =
            self.bindings.iter().flat_map(|b| b.chords.iter().map(move |chord| (b, chord))).collect();
        let mut found = Vec::new();
        for (n, (first, one)) in all.iter().enumerate() {
            for (second, two) in all.iter().skip(n + 1) {
                let names = [first.entry.name, second.entry.name];
                if first.context == second.context && one.clashes(two) && (names[0], one) != (names[1], two) {
                    found.push(Conflict { names, chords: [one.written(), two.written()] });
                }
            }
        }
        found
    }

    /// Returns every command with its keys, in the order of the table.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Returns the lines of the help, with these keys.
    pub fn help(&self) -> impl Iterator<Item = HelpLine> {
        TABLE.iter().flat_map(move |section| {
            section.lines.iter().map(move |(does, row)| {
                let (keys, entries) = match row {
                    Row::Commands(entries) => {
                        let groups: Vec<String> = entries.iter().map(|e| self.given(e.name)).collect();
                        (groups.join(" · "), *entries)
                    }
                    Row::Same(names) => (self.first_keys(names), &[] as &[Entry]),
                    Row::Fixed(key) => ((*key).to_owned(), &[] as &[Entry]),
                };
                HelpLine { section: section.title, keys, does, entries }
            })
        })
    }

    /// Returns all keys of a command, as the help and the command palette show them.
    #[must_use]
    pub fn shown(&self, name: &str) -> String {
        let chords = self.bindings.iter().find(|b| b.entry.name == name).map_or(&[] as &[Chord], |b| &b.chords);
        chords.iter().map(Chord::to_string).collect::<Vec<_>>().join(" ")
    }

    /// Returns how a command is given: its keys, or its name in the command palette.
    fn given(&self, name: &str) -> String {
        let keys = self.shown(name);
        let elsewhere = self.bindings.iter().any(|b| b.entry.name == name && b.context != Context::Everywhere);
        match (keys.is_empty(), elsewhere) {
            (false, _) => keys,
            (true, false) => format!(":{name}"),
            (true, true) => NO_KEY.to_owned(),
        }
    }

    fn first_keys(&self, names: &[&str]) -> String {
        let keys: Vec<String> = names.iter().map(|name| self.key_of(name)).filter(|key| !key.is_empty()).collect();
        if keys.is_empty() { NO_KEY.to_owned() } else { keys.join(" ") }
    }

    /// Looks up `key`, pressed after the keys in `before`.
    #[must_use]
    pub fn look(&self, context: Context, before: &[Key], key: Key) -> Found {
        let found = self.look_exactly(context, before, key);
        match (found, key.stands_for()) {
            (Found::Nothing, Some(other)) => self.look_exactly(context, before, other),
            _ => found,
        }
    }

    fn look_exactly(&self, context: Context, before: &[Key], key: Key) -> Found {
        let pressed: Vec<Key> = before.iter().copied().chain([key]).collect();
        let bindings = self.bindings.iter().filter(|b| b.context == context);
        let mut bound = bindings.flat_map(|b| b.chords.iter().map(move |chord| (b, chord)));
        match bound.find(|(_, chord)| chord.0.starts_with(&pressed)) {
            Some((binding, chord)) if chord.0.len() == pressed.len() => Found::Command(binding.entry.command),
            Some(_) => Found::More,
            None if context == Context::Everywhere => self.look_for_hook(&pressed),
            None => Found::Nothing,
        }
    }

    fn look_for_hook(&self, pressed: &[Key]) -> Found {
        let mut bound = self.hooks.iter().enumerate().flat_map(|(at, hook)| hook.keys.iter().map(move |k| (at, k)));
        match bound.find(|(_, chord)| chord.0.starts_with(pressed)) {
            Some((at, chord)) if chord.0.len() == pressed.len() => Found::Command(Command::Hook(at)),
            Some(_) => Found::More,
            None => Found::Nothing,
        }
    }

    /// Returns the key to show in place of a default key: the first key of its command, or nothing if it has none.
    #[must_use]
    pub fn instead_of(&self, shown: &str) -> String {
        let written = if shown == "⏎" { "enter" } else { shown };
        let Ok(chord) = Chord::parse(written) else { return shown.to_owned() };
        let Some(name) = name_of(&chord) else { return shown.to_owned() };
        let own = self.bindings.iter().find(|b| b.entry.name == name);
        if own.is_some_and(|b| b.chords.contains(&chord)) { shown.to_owned() } else { self.key_of(name) }
    }

    /// Replaces the default keys between backquotes in `text` with the reader's own keys. A command without a key
    /// appears by its name in the settings.
    #[must_use]
    pub fn with_own_keys(&self, text: &str) -> String {
        let own = |key: &str| {
            let own = self.instead_of(key);
            let name = || Chord::parse(key).ok().and_then(|chord| name_of(&chord)).unwrap_or(key).to_owned();
            if own.is_empty() { name() } else { own }
        };
        let parts = text.split('`').enumerate();
        parts.map(|(n, part)| if n % 2 == 0 { part.to_owned() } else { own(part) }).collect()
    }

    /// Returns the first key of a command, as displayed; empty if it has none.
    #[must_use]
    pub fn key_of(&self, name: &str) -> String {
        let binding = self.bindings.iter().find(|b| b.entry.name == name);
        binding.and_then(|b| b.chords.first()).map(Chord::to_string).unwrap_or_default()
    }
}

/// Returns the name of the command that a default key belongs to.
fn name_of(chord: &Chord) -> Option<&'static str> {
    Keys::standard().bindings.iter().find(|b| b.chords.contains(chord)).map(|b| b.entry.name)
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
    fn a_chord_waits_for_its_last_key() {
        let keys = Keys::with(&[("top", chords(&["g g"])), ("bottom", chords(&["g e", "ctrl-x b"]))]).unwrap();
        let look = |before: &[&str], last| {
            let before: Vec<Key> = before.iter().map(|k| key(k)).collect();
            keys.look(Context::Everywhere, &before, key(last))
        };
        assert!(matches!(look(&[], "g"), Found::More));
        assert!(matches!(look(&["g"], "g"), Found::Command(Command::Top)));
        assert!(matches!(look(&["g"], "e"), Found::Command(Command::Bottom)));
        assert!(matches!(look(&["ctrl-x"], "b"), Found::Command(Command::Bottom)));
        assert!(matches!(look(&["g"], "x"), Found::Nothing));
        assert!(matches!(look(&[], "G"), Found::Nothing), "what was bound before is free");
        assert!(matches!(look(&[], "shift-tab"), Found::Command(Command::SwitchPane)));
        let line = keys.help().find(|h| h.does.contains("to the top")).unwrap();
        assert_eq!(line.keys, "g g · g e Ctrl-x b");
    }

    #[test]
    fn what_is_told_again_is_told_as_it_is_bound() {
        let keys = Keys::with(&[("delete-note", chords(&["&"])), ("filter", Vec::new())]).unwrap();
        let shown = |does: &str| {
            let mut lines = keys.help().filter(|help| help.section == "In the library");
            lines.find(|help| help.does.contains(does)).map(|help| help.keys)
        };
        assert_eq!(shown("forget"), Some("&".to_owned()));
        assert_eq!(shown("open the article"), Some("Enter".to_owned()));
        assert_eq!(shown("filter"), Some("–".to_owned()), "it has none");
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
        assert!(Keys::with(&[("bottom", chords(&["$", "$"]))]).is_ok(), "twice the same is once");
    }

    #[test]
    fn the_default_keys_can_be_read_and_do_not_conflict() {
        let keys = Keys::standard();
        assert_eq!(keys.conflicts(), []);
        for binding in keys.bindings() {
            assert_eq!(binding.chords.len(), binding.entry.keys.len(), "{}", binding.entry.name);
            assert_eq!(keys.shown(binding.entry.name), binding.entry.keys.join(" "), "written as it is shown");
        }
        assert_eq!(keys.key_of("next-quote"), "]");
        assert_eq!(keys.key_of("nothing"), "");
    }

    /// The sign “–” was taken for a key.
    #[test]
    fn a_command_without_a_key_is_told_by_its_name() {
        let keys = Keys::standard();
        let line = keys.help().find(|line| line.does.starts_with("pictures")).unwrap();
        assert_eq!(line.keys, "% · :pictures");
        assert!(keys.help().all(|line| !line.keys.contains(NO_KEY)));
    }

    #[test]
    fn the_help_has_room_for_its_keys() {
        for line in Keys::standard().help() {
            assert!(line.keys.chars().count() <= 19 && !line.section.is_empty(), "{}", line.keys);
        }
    }

    #[test]
    fn hints_show_the_reader_s_own_keys() {
        let keys = Keys::with(&[("next-quote", chords(&["ctrl-n"])), ("across", Vec::new())]).unwrap();
        for (shown, instead) in
            [("]", "Ctrl-n"), ("[", "["), ("⏎", ""), ("Tab", "Tab"), ("1–4", "1–4"), ("Ctrl-s", "Ctrl-s")]
        {
            assert_eq!(keys.instead_of(shown), instead, "{shown}");
        }
        assert_eq!(
            keys.with_own_keys("`]` goes on, `Tab` over, `Enter` across"),
            "Ctrl-n goes on, Tab over, across across"
        );
    }

    #[test]
    fn no_message_names_a_key_that_may_be_another() {
        // Messages put keys between backquotes, so that `told` can replace them with the reader's own keys.
        let sources = [
            include_str!("../overlays/card/update.rs"),
            include_str!("../update/appearance.rs"),
            include_str!("../update/articles.rs"),
            include_str!("../update/marks_in_text.rs"),
            include_str!("../corrections/update.rs"),
            include_str!("../panes/list/update.rs"),
            include_str!("../overlays/note_marks/update.rs"),
            include_str!("../overlays/note_editor/update.rs"),
            include_str!("../panes/list/quotes.rs"),
            include_str!("../panes/article/search.rs"),
            include_str!("../panes/article/selection.rs"),
            include_str!("../panes/list/empty.rs"),
        ];
        let does = [
            "goes",
            "searches",
            "restores",
            "shows",
            "highlights",
            "re-attaches",
            "adds",
            "sets",
            "corrects",
            "removes",
        ];
        for line in sources.iter().flat_map(|source| source.lines()) {
            for (at, _) in does.iter().flat_map(|does| line.match_indices(does)) {
                let before = line.get(..at).unwrap_or_default().trim_end();
                let word = before.rsplit([' ', '"']).next().unwrap_or_default();
                let is_key = word.chars().count() == 1 && word != "a" && !line.trim_start().starts_with("//");
                assert!(!is_key, "{line}");
            }
        }
    }

    /// Formats the table of keys for the README.
    fn key_table() -> String {
        let cell = |text: &str| text.replace('|', "\\|");
        let key = |key: &str| if key == "·" { key.to_owned() } else { format!("`{key}`") };
        let mut out = String::from("| key | action | key | action |\n|---|---|---|---|\n");
        let lines: Vec<HelpLine> = Keys::standard().help().collect();
        for section in lines.chunk_by(|one, two| one.section == two.section) {
            out.push_str(&format!("| **{}** | | | |\n", section[0].section));
            for two in section.chunks(2) {
                for line in two {
                    let keys = line.keys.split(' ').map(key).collect::<Vec<_>>().join(" ");
                    out.push_str(&format!("| {} | {} ", cell(&keys), cell(line.does)));
                }
                out.push_str(if two.len() == 1 { "| | |\n" } else { "|\n" });
            }
        }
        out
    }

    #[test]
    fn the_readme_lists_these_keys() {
        const MARKS: [&str; 2] = ["<!-- keys -->\n", "<!-- /keys -->"];
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        let readme = std::fs::read_to_string(path).unwrap();
        let (before, rest) = readme.split_once(MARKS[0]).expect("README.md marks where the keys begin");
        let (listed, after) = rest.split_once(MARKS[1]).expect("README.md marks where the keys end");
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(path, format!("{before}{}{}{}{after}", MARKS[0], key_table(), MARKS[1])).unwrap();
            return;
        }
        assert_eq!(listed, key_table(), "write it anew: UPDATE_README=1 cargo test --lib the_readme_lists_these_keys");
    }
}
