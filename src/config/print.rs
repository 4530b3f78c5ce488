//! The default settings, with comments.

use std::fmt::Write as _;

use crate::config::Settings;
use crate::config::hooks::{ABOUT, EXAMPLES};
use crate::config::options::{OPTIONS, Value};
use crate::reader::command::chord::Chord;
use crate::reader::command::hooks::PLACEHOLDERS;
use crate::reader::command::keys::Binding;
use crate::reader::layout::text_measure::wrap;

/// Columns of a comment.
const WIDE: u16 = 96;

/// The default settings, each with a comment, as a file that [`crate::config::parse()`] accepts.
#[must_use]
pub fn print(settings: &Settings) -> String {
    let mut out = String::new();
    comment(
        &mut out,
        "The default settings of pullquote. Put your own into the file that `pullquote config --path` prints (or into another \
         file, given by --config or PULLQUOTE_CONFIG); settings that are not in it keep these values. A change that you \
         make with a key while reading is saved, and overrides this file until you change that setting here.",
    );
    for option in OPTIONS {
        out.push('\n');
        comment(&mut out, option.about);
        let value = match (option.get)(settings) {
            Value::Text(text) => quoted(&text),
            Value::Number(number) => number.to_string(),
            Value::Switch(on) => on.to_string(),
        };
        setting(&mut out, option.name, &value);
    }
    commands(&mut out);
    keys(&mut out, settings);
    out
}

fn commands(out: &mut String) {
    out.push('\n');
    comment(out, ABOUT);
    comment(out, "Placeholders:");
    for (name, what) in PLACEHOLDERS {
        comment(out, &format!("  {{{name}}}: {what}"));
    }
    out.push_str("[commands]\n");
    for example in EXAMPLES {
        let _ = writeln!(out, "# {example}");
    }
}

fn keys(out: &mut String, settings: &Settings) {
    out.push('\n');
    comment(
        out,
        "Keys. A command may have any number of keys, or none: []. A key is one character or a name (down, up, left, right, \
         space, enter, tab, esc, pgdn, pgup, home, end, backspace, del, ins, f1 to f24), optionally with ctrl-, alt- or \
         shift- before it. A chord is several keys, separated by spaces, pressed one after the other: \"g g\", \
         \"ctrl-x n\". No key may have two commands.",
    );
    out.push_str("[keys]\n");
    let mut section = "";
    for line in settings.keys.help().filter(|line| !line.entries.is_empty()) {
        if line.section != section {
            section = line.section;
            let _ = write!(out, "\n# ── {section}\n");
        }
        let _ = writeln!(out, "# {}", line.does);
        let own = |binding: &&Binding| line.entries.iter().any(|entry| entry.name == binding.entry.name);
        for binding in settings.keys.bindings().iter().filter(own) {
            let chords: Vec<String> = binding.chords.iter().map(|c| quoted(&Chord::written(c))).collect();
            setting(out, binding.entry.name, &format!("[{}]", chords.join(", ")));
        }
    }
}

fn setting(out: &mut String, name: &str, value: &str) {
    // Strings do not fail.
    let _ = writeln!(out, "{name} = {value}");
}

fn comment(out: &mut String, text: &str) {
    for words in wrap(text, WIDE, usize::MAX) {
        let _ = writeln!(out, "# {words}");
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
