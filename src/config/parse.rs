//! Parses settings from TOML, or lists all mistakes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::nearest::nearest;
use crate::config::options::{Kind, OPTIONS, RENAMED, Value};
use crate::config::{Problem, Settings, chords, hooks};
use crate::reader::command::chord::Chord;
use crate::reader::command::hooks::Hook;
use crate::reader::command::keys::Keys;
use crate::reader::command::table::{Context, entries, named};

/// Parses settings. Settings that `text` does not mention keep their defaults.
///
/// # Errors
/// All mistakes, in line order.
pub fn parse(text: &str) -> Result<Settings, Vec<Problem>> {
    let parsed = parse_what_is_right(text);
    if parsed.problems.is_empty() { Ok(parsed.settings) } else { Err(parsed.problems) }
}

/// The settings of a file with mistakes.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The valid settings; the others keep their defaults.
    pub settings: Settings,
    /// All mistakes, in line order.
    pub problems: Vec<Problem>,
    /// Whether a mistake is in the path of the library: another library must not be used in its place.
    pub library_unknown: bool,
}

/// The most lines that are skipped because they are not TOML.
const SKIPPED: usize = 50;

/// Parses the valid settings of a file, and lists all mistakes. A line that is not TOML is skipped.
#[must_use]
pub fn parse_what_is_right(text: &str) -> Parsed {
    let mut reader = Reader { text, problems: Vec::new(), settings: Settings::default(), library_unknown: false };
    let mut rest = text.to_owned();
    for _ in 0..=SKIPPED {
        let error = match DeTable::parse(&rest) {
            Ok(table) => {
                reader.settings(table.get_ref());
                break;
            }
            Err(error) => error,
        };
        let at = error.span().map_or(0, |span| span.start).min(rest.len());
        // The parser's first line says what; the rest draws where.
        let what = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
        reader.wrong(at, format!("not TOML: {what}"));
        // Blanks keep the numbers of the lines.
        let start = rest.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let end = rest.get(at..).and_then(|after| after.find('\n')).map_or(rest.len(), |end| at + end);
        let line = rest.get(start..end).unwrap_or_default();
        reader.library_unknown |= line.trim_start().starts_with("library");
        if line.trim().is_empty() {
            break;
        }
        rest.replace_range(start..end, &" ".repeat(end - start));
    }
    reader.problems.sort_by_key(|p| p.line);
    let Reader { settings, problems, library_unknown, .. } = reader;
    Parsed { settings, problems, library_unknown }
}

struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
    settings: Settings,
    library_unknown: bool,
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, what: String) {
        self.problems.push(Problem { line: self.line(at), what });
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        1 + before.iter().filter(|b| **b == b'\n').count()
    }

    fn settings(&mut self, table: &DeTable<'_>) {
        let mut names: Vec<&str> = OPTIONS.iter().map(|o| o.name).collect();
        names.extend(["[keys]", "[commands]"]);
        let mut commands = Vec::new();
        for (name, value) in table {
            let (at, name) = (name.span().start, name.get_ref().as_ref());
            if name == "commands" {
                match value.get_ref() {
                    DeValue::Table(table) => {
                        let mut problems = Vec::new();
                        commands = hooks::read(table, &mut problems);
                        problems.into_iter().for_each(|(at, what)| self.wrong(at, what));
                    }
                    _ => self.wrong(at, "commands is a table: write [commands], and below it your commands".to_owned()),
                }
                continue;
            }
            if name == "keys" {
                match value.get_ref() {
                    DeValue::Table(keys) => self.keys(keys),
                    _ => self.wrong(
                        at,
                        "keys is a table: write [keys], and below it lines such as top = [\"g g\"]".to_owned(),
                    ),
                }
                continue;
            }
            let now = RENAMED.iter().find(|(old, _)| *old == name).map_or(name, |(_, now)| *now);
            let Some(option) = OPTIONS.iter().find(|o| o.name == now) else {
                let guess =
                    nearest(name, names.iter().copied()).map(|n| format!("did you mean {n}? ")).unwrap_or_default();
                self.wrong(at, format!("unknown setting {name:?}; {guess}settings are {}", names.join(", ")));
                continue;
            };
            match value_of(option.kind, value.get_ref()) {
                Some(value) => (option.set)(&mut self.settings, value),
                None => {
                    self.library_unknown |= option.name == "library";
                    self.wrong(value.span().start, format!("{name} must be {}", option.kind.choices()));
                }
            }
        }
        // The keys may stand below the commands.
        let (hooks, places): (Vec<Hook>, Vec<usize>) = commands.into_iter().unzip();
        let places: Vec<(String, usize)> = hooks.iter().map(|hook| hook.name.clone()).zip(places).collect();
        let (keys, problems) = self.settings.keys.with_hooks(hooks);
        self.settings.keys = keys;
        for (name, what) in problems {
            let at = places.iter().find(|(own, _)| *own == name).map_or(0, |(_, at)| *at);
            self.wrong(at, format!("{name}: {what}"));
        }
    }

    fn keys(&mut self, table: &DeTable<'_>) {
        let mut changes: Vec<(&str, Vec<Chord>)> = Vec::new();
        let mut places: Vec<(&str, usize)> = Vec::new();
        for (name, value) in table {
            let (at, written) = (name.span().start, name.get_ref().as_ref());
            let Some((entry, context)) = named(written) else {
                let guess = nearest(written, entries().map(|(entry, _)| entry.name));
                let guess = guess.map(|n| format!("; did you mean {n}?")).unwrap_or_default();
                self.wrong(at, format!("unknown command {written:?}{guess} (pullquote config lists all commands)"));
                continue;
            };
            let Some(chords) = self.chords(value, context) else { continue };
            if changes.iter().any(|(name, _)| *name == entry.name) {
                self.wrong(at, format!("{written} is an older name of {}, whose keys are set already", entry.name));
                continue;
            }
            changes.push((entry.name, chords));
            places.push((entry.name, at));
        }
        match Keys::with(&changes) {
            Ok(keys) => self.settings.keys = keys,
            Err(conflicts) => {
                // The reader's own key wins over a default one.
                self.settings.keys = Keys::preferring(&changes);
                for conflict in conflicts {
                    let place = |name| places.iter().find(|(n, _)| *n == name).map(|(_, at)| *at);
                    let [first, second] = conflict.names.map(place);
                    // The later of two lines that were written; the standard keys have none.
                    let at = first.max(second).unwrap_or_default();
                    let standard = conflict.names.iter().zip([first, second]).find(|(_, at)| at.is_none());
                    let why = standard.map(|(name, _)| format!(" ({name} has it by default)")).unwrap_or_default();
                    self.wrong(at, format!("{conflict}{why}"));
                }
            }
        }
        let leaves = ["quit", "close-or-quit"];
        if changes.iter().filter(|(name, chords)| leaves.contains(name) && chords.is_empty()).count() == leaves.len() {
            let at = places.iter().filter(|(name, _)| leaves.contains(name)).map(|(_, at)| *at).max();
            self.settings.keys = Keys::standard();
            self.wrong(
                at.unwrap_or_default(),
                "quit and close-or-quit both have no key: you could not leave the program".to_owned(),
            );
        }
    }

    /// The chords of a command, or a message.
    fn chords(&mut self, value: &Spanned<DeValue<'_>>, context: Context) -> Option<Vec<Chord>> {
        chords::read(value, context).map_err(|(at, what)| self.wrong(at, what)).ok()
    }
}

/// The value, if its type fits.
fn value_of(kind: Kind, value: &DeValue<'_>) -> Option<Value> {
    match (kind, value) {
        (Kind::Text(_), DeValue::String(text)) => Some(Value::Text(text.as_ref().to_owned())),
        (Kind::Number(least, most), DeValue::Integer(number)) => {
            let number = u16::from_str_radix(number.as_str(), number.radix()).ok()?;
            (least..=most).contains(&number).then_some(Value::Number(number))
        }
        (Kind::Switch, DeValue::Boolean(on)) => Some(Value::Switch(*on)),
        (Kind::Checked(takes, _), DeValue::String(text)) => {
            takes(text.as_ref()).then(|| Value::Text(text.as_ref().to_owned()))
        }
        (Kind::Choice(names), DeValue::String(text)) => {
            names.contains(&text.as_ref()).then(|| Value::Text(text.as_ref().to_owned()))
        }
        _ => None,
    }
}
