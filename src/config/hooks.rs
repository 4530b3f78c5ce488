//! The section `[commands]`: commands of the reader's own.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::chords;
use crate::config::nearest::nearest;
use crate::reader::command::hooks::{
    Hook, HookOutput, PLACEHOLDERS, SECONDS, SECONDS_RANGE, split, unknown_placeholder,
};
use crate::reader::command::table::Context;

/// The settings of one command.
const FIELDS: [&str; 5] = ["key", "run", "output", "shell", "seconds"];

/// The comment above the section, and examples. Each example is a line that works without its `#`.
pub(super) const ABOUT: &str = "Your own commands: a key starts a program with the words at hand, in the background. `run` is its \
    command line; no shell reads it (with shell = true, `sh` does, and gets the words as parameters). `output` says what becomes of its \
    output: \"show\", \"copy\", \"note\" (saved as a note on the words) or \"nothing\". `seconds` is the time limit (30); the key \
    pressed again stops the program. The palette (:) lists the commands.";

/// Examples for the printed settings.
pub(super) const EXAMPLES: [&str; 4] = [
    r#"dictionary = { key = "ctrl-x d", run = "dict -- {word}" }"#,
    r#"archive = { key = "ctrl-x a", run = "curl -sIL -o /dev/null -w %{url_effective} https://web.archive.org/save/{address}", output = "copy", seconds = 120 }"#,
    r#"read-aloud = { key = "ctrl-x s", run = "espeak-ng -- {rest}", output = "nothing", seconds = 3600 }"#,
    r#"translate = { key = "ctrl-x t", run = "trans -b :en {words}", output = "note" }"#,
];

/// Mistakes, with their places in the file.
type Problems = Vec<(usize, String)>;

/// Reads the commands; each with its place in the file.
pub(super) fn read(table: &DeTable<'_>, problems: &mut Problems) -> Vec<(Hook, usize)> {
    let mut hooks = Vec::new();
    for (name, value) in table {
        let (at, name) = (name.span().start, name.get_ref().as_ref());
        let DeValue::Table(fields) = value.get_ref() else {
            problems.push((
                at,
                format!("{name} must be a table: {name} = {{ key = \"ctrl-x d\", run = \"dict -- {{word}}\" }}"),
            ));
            continue;
        };
        if let Some(hook) = hook(problems, (name, at), fields) {
            hooks.push((hook, at));
        }
    }
    hooks
}

fn hook(problems: &mut Problems, (name, at): (&str, usize), fields: &DeTable<'_>) -> Option<Hook> {
    let mut hook = Hook {
        name: name.to_owned(),
        keys: Vec::new(),
        run: Vec::new(),
        shell: false,
        output: HookOutput::default(),
        seconds: SECONDS,
    };
    let mut line: Option<&Spanned<DeValue<'_>>> = None;
    for (field, value) in fields {
        let start = value.span().start;
        match (field.get_ref().as_ref(), value.get_ref()) {
            ("key", _) => {
                hook.keys = chords::read(value, Context::Everywhere).map_err(|problem| problems.push(problem)).ok()?
            }
            ("run", _) => line = Some(value),
            ("shell", DeValue::Boolean(on)) => hook.shell = *on,
            ("shell", _) => problems.push((start, "shell must be true or false".to_owned())),
            ("output", value) => match value.as_str().and_then(HookOutput::of) {
                Some(output) => hook.output = output,
                None => {
                    let names = HookOutput::NAMES.map(|name| format!("{name:?}")).join(", ");
                    problems.push((start, format!("output must be {names}")));
                }
            },
            ("seconds", value) => {
                let number = match value {
                    DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
                    _ => None,
                };
                let (least, most) = SECONDS_RANGE;
                match number.filter(|number| (least..=most).contains(number)) {
                    Some(number) => hook.seconds = number,
                    None => problems.push((start, format!("seconds must be a number from {least} to {most}"))),
                }
            }
            (other, _) => {
                let guess = nearest(other, FIELDS).map(|n| format!("did you mean {n}? ")).unwrap_or_default();
                let what = format!(
                    "unknown setting {other:?} of the command {name}; {guess}settings are {}",
                    FIELDS.join(", ")
                );
                problems.push((field.span().start, what));
            }
        }
    }
    let Some(line) = line else {
        problems.push((at, format!("{name} has no run: write the command line, as run = \"dict -- {{word}}\"")));
        return None;
    };
    let start = line.span().start;
    let run = match line.get_ref() {
        DeValue::String(line) if hook.shell => Ok(vec![line.as_ref().to_owned()]),
        DeValue::String(line) => split(line.as_ref()),
        DeValue::Array(words) if !hook.shell && !words.is_empty() => {
            let words: Option<Vec<String>> =
                words.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
            words.ok_or_else(|| "each argument must be a string".to_owned())
        }
        _ => Err("must be a command line, as \"dict -- {word}\"".to_owned()),
    };
    match run {
        Ok(run) => hook.run = run,
        Err(what) => {
            problems.push((start, format!("run: {what}")));
            return None;
        }
    }
    if let Some(unknown) = unknown_placeholder(&hook.run) {
        let names: Vec<String> = PLACEHOLDERS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
        // `%{url_effective}` is curl's.
        problems.push((start, format!("unknown placeholder {{{unknown}}}; placeholders are {}", names.join(", "))));
        return None;
    }
    Some(hook)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, parse, print};

    #[test]
    fn the_printed_examples_can_be_used_as_they_are() {
        let printed = print(&Settings::default());
        let lines = EXAMPLES.map(|line| {
            assert!(printed.contains(&format!("# {line}\n")), "{line}");
            format!("{line}\n")
        });
        let settings = parse(&format!("[commands]\n{}", lines.concat())).unwrap();
        let hooks = settings.keys.hooks();
        assert_eq!(hooks.len(), EXAMPLES.len());
        assert!(hooks.iter().all(|hook| !hook.keys.is_empty()));
        let archive = hooks.iter().find(|hook| hook.name == "archive").unwrap();
        assert_eq!((archive.output, archive.seconds, archive.shell), (HookOutput::Copy, 120, false));
        assert!(archive.run.iter().any(|word| word == "%{url_effective}"));
    }

    #[test]
    fn mistakes_are_told_with_what_is_right() {
        for (text, says) in [
            ("a = 1", "must be a table"),
            ("a = { key = \"&\" }", "a has no run"),
            ("a = { run = \"x {wrods}\" }", "placeholders are {words}"),
            ("a = { run = \"x 'y\" }", "a closing ' is missing"),
            ("a = { run = \"x\", output = \"shown\" }", "\"show\", \"copy\", \"note\", \"nothing\""),
            ("a = { run = \"x\", seconds = 0 }", "from 1 to"),
            ("a = { run = \"x\", keys = \"&\" }", "did you mean key?"),
            ("a = { run = \"x\", key = \"]\" }", "\"]\" is the key of next-quote"),
            ("a = { run = \"x\", key = \"&\" }\nb = { run = \"x\", key = \"& y\" }", "\"& y\" is the key of a"),
        ] {
            let problems = parse(&format!("[commands]\n{text}\n")).unwrap_err();
            assert!(problems.iter().any(|problem| problem.what.contains(says)), "{text}: {problems:?}");
        }
        let settings = parse("[commands]\na = { run = [\"x\", \"{words} y\"], key = [\"&\", \"ctrl-x n\"] }").unwrap();
        assert_eq!(settings.keys.hooks()[0].run, ["x", "{words} y"]);
        let freed = parse("[keys]\nnext-quote = []\n[commands]\na = { run = \"x\", key = \"]\" }");
        assert!(freed.is_ok(), "{freed:?}");
    }
}
