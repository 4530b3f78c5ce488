//! Commands of the reader's own: external programs that a key starts with the words at hand (`[commands]` in the settings).
//!
//! A command line is cut into arguments first, and the placeholders are filled in afterwards. So the words of an article
//! are always one argument, and no shell sees them. With `shell`, they are parameters of the line, which no shell runs.

use std::fmt::Write as _;

use crate::reader::command::chord::Chord;

/// The placeholders of a command line, and what they stand for.
pub const PLACEHOLDERS: [(&str, &str); 8] = [
    ("words", "the selected words, else the selected quote, else the paragraph"),
    ("word", "the word under the cursor"),
    ("paragraph", "the paragraph"),
    ("rest", "the article from this paragraph on"),
    ("speaker", "the speaker of the selected quote"),
    ("title", "the title of the article"),
    ("address", "the web address of the article"),
    ("file", "the file of the article"),
];

/// The default time limit, in seconds.
pub const SECONDS: u32 = 30;
/// The range of the time limit, in seconds.
pub const SECONDS_RANGE: (u32, u32) = (1, 86_400);

/// What becomes of the output of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HookOutput {
    /// It is shown.
    #[default]
    Show,
    /// It is copied.
    Copy,
    /// It is saved as a note on the words.
    Note,
    /// It is dropped.
    Nothing,
}

impl HookOutput {
    /// The names in the settings.
    pub const NAMES: [&str; 4] = ["show", "copy", "note", "nothing"];

    /// Returns the value with this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let all = [Self::Show, Self::Copy, Self::Note, Self::Nothing];
        Self::NAMES.iter().position(|n| *n == name).and_then(|at| all.get(at).copied())
    }
}

/// A command of the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its name in the settings.
    pub name: String,
    /// Its keys.
    pub keys: Vec<Chord>,
    /// The program and its arguments, with placeholders; with `shell` one line.
    pub run: Vec<String>,
    /// Whether a shell runs the line.
    pub shell: bool,
    /// What becomes of the output.
    pub output: HookOutput,
    /// The time limit, in seconds.
    pub seconds: u32,
}

/// Cuts a command line into arguments. Quotation marks join words; a backslash stands before a mark.
///
/// # Errors
/// Returns what is wrong.
pub fn split(line: &str) -> Result<Vec<String>, String> {
    let (mut out, mut word, mut mark): (Vec<String>, Option<String>, Option<char>) = (Vec::new(), None, None);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (mark, c) {
            (None, c) if c.is_whitespace() => out.extend(word.take()),
            (None, '"' | '\'') => {
                mark = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => mark = None,
            (None | Some('"'), '\\') if chars.peek().is_some_and(|c| matches!(c, '"' | '\'' | '\\' | ' ')) => {
                word.get_or_insert_default().extend(chars.next());
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if let Some(mark) = mark {
        return Err(format!("a closing {mark} is missing"));
    }
    out.extend(word);
    if out.is_empty() { Err("no program is named".to_owned()) } else { Ok(out) }
}

/// A part of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

/// Returns the parts of an argument. `{` that begins no `{name}` is text.
fn parts(argument: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = argument;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        let inside = from.get(1..).and_then(|inside| inside.split_once('}')).map(|(name, _)| name);
        let name = inside.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()));
        let len = name.map_or(1, |name| name.len() + 2);
        if !before.is_empty() {
            out.push(Part::Text(before));
        }
        out.push(name.map_or(Part::Text("{"), Part::Placeholder));
        rest = from.get(len..).unwrap_or_default();
    }
    if !rest.is_empty() {
        out.push(Part::Text(rest));
    }
    out
}

/// Returns the first placeholder of a command line that is unknown.
#[must_use]
pub fn unknown_placeholder(run: &[String]) -> Option<&str> {
    let all = run.iter().flat_map(|argument| parts(argument));
    all.filter_map(|part| match part {
        Part::Placeholder(name) => Some(name),
        Part::Text(_) => None,
    })
    .find(|name| PLACEHOLDERS.iter().all(|(known, _)| known != name))
}

impl Hook {
    /// Fills in the placeholders; `value` gives the text for a name. Returns the program with its arguments.
    ///
    /// # Errors
    /// Returns the first placeholder that has no value.
    pub fn filled(&self, value: impl Fn(&str) -> Option<String>) -> Result<Vec<String>, String> {
        // With a shell: the texts, which its line names as parameters.
        let mut texts: Vec<String> = Vec::new();
        let mut run = Vec::new();
        for argument in &self.run {
            let mut out = String::new();
            for part in parts(argument) {
                let name = match part {
                    Part::Text(text) => {
                        out.push_str(text);
                        continue;
                    }
                    Part::Placeholder(name) => name,
                };
                let text = value(name).filter(|text| !text.is_empty()).ok_or_else(|| name.to_owned())?;
                // No argument can hold a zero byte.
                let text = text.replace('\0', " ");
                if self.shell {
                    texts.push(text);
                    // Writing to a string cannot fail. A shell never runs the text of a parameter, wherever it stands.
                    let _ = write!(out, "\"${{{}}}\"", texts.len());
                } else {
                    out.push_str(&text);
                }
            }
            run.push(out);
        }
        if self.shell {
            let shell = ["sh", "-c"].into_iter().map(str::to_owned);
            run = shell.chain(run).chain(["sh".to_owned()]).chain(texts).collect();
        }
        Ok(run)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hook(run: Vec<String>, shell: bool) -> Hook {
        Hook { name: "h".to_owned(), keys: Vec::new(), run, shell, output: HookOutput::Show, seconds: SECONDS }
    }

    #[test]
    fn lines_are_cut_as_in_a_shell() {
        for (line, words) in [
            ("dict -- {words}", vec!["dict", "--", "{words}"]),
            ("say \"two words\" 'a \"b\"' c\\ d", vec!["say", "two words", "a \"b\"", "c d"]),
            ("  a  \"\" ", vec!["a", ""]),
            ("C:\\tools\\dict.exe", vec!["C:\\tools\\dict.exe"]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        assert!(split("a 'b").unwrap_err().contains('\'') && split("  ").is_err());
    }

    #[test]
    fn placeholders_are_filled_in_after_the_line_is_cut() {
        let value = |name: &str| match name {
            "words" => Some("two; 'words' $(x)".to_owned()),
            "speaker" => Some(String::new()),
            _ => None,
        };
        let run = split("dict -q={words} {} {not a name}").unwrap();
        assert_eq!(
            hook(run, false).filled(value).unwrap(),
            ["dict", "-q=two; 'words' $(x)", "{}", "{not", "a", "name}"]
        );
        let line = hook(vec!["dict {words} | head".to_owned()], true).filled(value).unwrap();
        assert_eq!(line, ["sh", "-c", "dict \"${1}\" | head", "sh", "two; 'words' $(x)"]);
        assert_eq!(hook(split("x {speaker}").unwrap(), false).filled(value), Err("speaker".to_owned()));
        assert_eq!(unknown_placeholder(&split("x {words} {wrods}").unwrap()), Some("wrods"));
    }

    proptest! {
        #[test]
        fn words_are_always_one_argument(words in "\\PC{1,20}") {
            let filled = hook(split("dict -- {words}").unwrap(), false).filled(|_| Some(words.clone())).unwrap();
            prop_assert_eq!(filled, ["dict".to_owned(), "--".to_owned(), words.clone()]);
            let line = hook(vec!["dict '{words}'".to_owned()], true).filled(|_| Some(words.clone())).unwrap();
            prop_assert_eq!(line, ["sh", "-c", "dict '\"${1}\"'", "sh", words.as_str()]);
        }
    }
}
