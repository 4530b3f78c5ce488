//! Keys → actions, and the same table as the help overlay shows it.
//!
//! There is one table, [`HELP`]: what it prints is what is bound. [`crate::reader::command::keys::Keys`] is the same with the reader's own
//! keys.

use std::borrow::Cow;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent, MouseEventKind};

use crate::reader::command::keys::{Context, Found, Key, Keys};
use crate::reader::{Action, Message, Model, Overlay, Tab};

/// One line of the help: keys and what they do.
#[derive(Clone, Debug)]
pub struct Help {
    /// The keys, as printed: `j ↓ · k ↑`. Groups that do different things are set apart by `·`.
    pub keys: Cow<'static, str>,
    /// What they do.
    pub does: &'static str,
    /// The section it stands in.
    pub section: &'static str,
    /// What each group of keys does; empty where the keys only mean something while text is being typed.
    pub(in crate::reader) actions: &'static [Action],
    /// Each action in words of its own, for the command palette; empty where there is one action and `does` says it.
    pub(in crate::reader) names: &'static [&'static str],
}

/// One thing that can be done.
#[derive(Clone, Debug)]
pub struct Command {
    /// The section of the help it stands in.
    pub section: &'static str,
    /// Its keys, a blank between them.
    pub keys: String,
    /// What it does, in plain words.
    pub does: &'static str,
    /// What it is.
    pub action: &'static Action,
}

/// Everything that a reader can do where no text is typed, one by one, in the order of the help, with these keys.
pub fn commands(keys: &Keys) -> impl Iterator<Item = Command> {
    keys.help().iter().filter(|help| help.section != EDIT).flat_map(|help| {
        let keys = help.keys.split(" · ");
        help.actions.iter().zip(keys).enumerate().map(|(at, (action, keys))| Command {
            section: help.section,
            keys: keys.to_owned(),
            does: help.names.get(at).copied().unwrap_or(help.does),
            action,
        })
    })
}

/// A line with one group of keys.
const fn line(section: &'static str, keys: &'static str, does: &'static str, actions: &'static [Action]) -> Help {
    Help { keys: Cow::Borrowed(keys), does, section, actions, names: &[] }
}

/// A line with several groups of keys: what each does is told once together, and once for each by itself.
const fn lines(
    section: &'static str,
    keys: &'static str,
    does: &'static str,
    actions: &'static [Action],
    names: &'static [&'static str],
) -> Help {
    Help { keys: Cow::Borrowed(keys), does, section, actions, names }
}

const READ: &str = "Reading";
const QUOTE: &str = "Quotes and people";
const FIND: &str = "Finding";
const PANE: &str = "The second pane";
const NOTE: &str = "Notes";
const MORE: &str = "The program";
/// What the keys of the library's screen do there.
pub(in crate::reader) const SHELF: &str = "In the library";
const EDIT: &str = "While writing a note";

/// The help, in order.
#[rustfmt::skip]
pub const HELP: &[Help] = &[
    lines(READ, "j ↓ · k ↑", "line down · up", &[Action::Lines(1), Action::Lines(-1)], &["a line down", "a line up"]),
    line(READ, "d Ctrl-d", "half a page down", &[Action::HalfPages(1)]),
    line(READ, "u Ctrl-u", "half a page up", &[Action::HalfPages(-1)]),
    line(READ, "Space f PgDn", "page down", &[Action::Pages(1)]),
    line(READ, "b PgUp", "page up", &[Action::Pages(-1)]),
    lines(READ, "g Home · G End", "to the top · bottom", &[Action::Top, Action::Bottom],
        &["to the top", "to the bottom"]),
    lines(READ, "Ctrl-e · Ctrl-y", "scroll down · up", &[Action::Scroll(1), Action::Scroll(-1)],
        &["scroll down without moving the cursor", "scroll up without moving the cursor"]),
    lines(READ, "h ← · l →", "a letter left · right", &[Action::Columns(-1), Action::Columns(1)],
        &["a letter to the left", "a letter to the right"]),
    lines(READ, "w · B", "next · previous word", &[Action::Words(1), Action::Words(-1)],
        &["to the next word (selecting: to its end)", "to the previous word"]),
    lines(READ, "+ · -", "longer · shorter lines", &[Action::Measure(1), Action::Measure(-1)],
        &["longer lines", "shorter lines"]),
    lines(READ, ". · ,", "wider · narrower margins", &[Action::Margin(1), Action::Margin(-1)],
        &["wider margins", "narrower margins"]),
    lines(READ, "J · K", "full lines · divided words", &[Action::Justify, Action::Hyphenate],
        &["lines of equal width, or not", "divide words at the ends of lines, or not"]),
    line(READ, "|", "one pane, or two", &[Action::SinglePane]),
    line(READ, "z", "light one paragraph, or all", &[Action::FocusMode]),
    lines(QUOTE, "] · [", "next · previous quote", &[Action::NextQuote(1), Action::NextQuote(-1)],
        &["to the next quote", "to the previous quote"]),
    lines(QUOTE, "} · {", "… by the same speaker",
        &[Action::NextQuoteSameSpeaker(1), Action::NextQuoteSameSpeaker(-1)],
        &["to the next quote by the same speaker", "to the previous quote by the same speaker"]),
    lines(QUOTE, ") · (", "next · previous speaker", &[Action::NextSpeaker(1), Action::NextSpeaker(-1)],
        &["to the next speaker", "to the previous speaker"]),
    lines(QUOTE, "* · #", "next · previous mention of a name", &[Action::NextMention(1), Action::NextMention(-1)],
        &["to the next mention of the name here", "to the previous mention of the name here"]),
    line(QUOTE, "Enter", "between the list and the article", &[Action::Across]),
    line(QUOTE, "C", "chart of who speaks where", &[Action::Chart]),
    line(QUOTE, "i", "all about it; the same elsewhere", &[Action::Card]),
    lines(QUOTE, "c · X", "correct this · your corrections", &[Action::Correct, Action::Corrections],
        &["correct the quote, person or selection", "list your corrections of this article"]),
    line(QUOTE, "x", "verdict: checked, disputed, false", &[Action::Verdict]),
    line(FIND, "/", "search (Ctrl-r: expressions)", &[Action::StartSearch]),
    lines(FIND, "n · N", "next · previous match", &[Action::NextMatch(1), Action::NextMatch(-1)],
        &["to the next match of the search", "to the previous match of the search"]),
    line(FIND, "Ctrl-p", "go to a person, quote, note, …", &[Action::FuzzyJump]),
    line(FIND, "T", "table of contents", &[Action::ToggleContents]),
    line(FIND, "=", "what changed since you read it", &[Action::Changes]),
    line(FIND, ";", "letters on quotes, links, notes", &[Action::Hints]),
    line(FIND, ":", "every command, by name", &[Action::Palette]),
    line(FIND, "Ctrl-o Alt-←", "back to before the jump", &[Action::JumpBack]),
    line(FIND, "Alt-→", "forward again", &[Action::JumpForward]),
    line(PANE, "Tab", "the other pane", &[Action::SwitchPane]),
    lines(PANE, "1 · 2 · 3 · 4", "quotes · people · facts · notes",
        &[
            Action::ShowTab(Tab::Quotes),
            Action::ShowTab(Tab::People),
            Action::ShowTab(Tab::Facts),
            Action::ShowTab(Tab::Notes),
        ],
        &["list the quotes", "list the people", "list the facts: dates, figures, roles", "list the notes"]),
    lines(PANE, "< · >", "divider to the left · right", &[Action::Divider(-1), Action::Divider(1)],
        &["a wider second pane", "a narrower second pane"]),
    line(PANE, "W", "set the day it was written", &[Action::AskDay]),
    line(PANE, "\\", "filter the list", &[Action::Filter]),
    line(PANE, "s", "sort people, notes, library", &[Action::SortPeople]),
    line(NOTE, "v", "select text from here, or stop", &[Action::ToggleSelect]),
    line(NOTE, "a", "note on selection, quote or block", &[Action::AddNote]),
    line(NOTE, "A", "note on the whole article", &[Action::AddArticleNote]),
    lines(NOTE, "E · D", "edit · delete the note", &[Action::EditNote, Action::DeleteNote],
        &["edit the note here", "delete the note here"]),
    line(NOTE, "V", "write it in $VISUAL or $EDITOR", &[Action::EditOutside]),
    lines(NOTE, "m · H", "tag, colour, flag · highlight", &[Action::Mark, Action::Highlight],
        &["mark the note: tag, colour, question, to do", "highlight the selection or the quote"]),
    line(NOTE, "r", "hang the note on other words", &[Action::Reattach]),
    lines(NOTE, "U · Ctrl-r", "undo · redo (notes, corrections)", &[Action::Undo, Action::Redo],
        &["undo the last change of notes and corrections", "do again what was undone"]),
    line(NOTE, "y", "copy selection, or quote and name", &[Action::Copy]),
    line(EDIT, "Ctrl-s Alt-Enter", "save", &[Action::SaveNote]),
    line(EDIT, "Ctrl-g", "write in $VISUAL or $EDITOR", &[Action::HandOver]),
    line(EDIT, "Esc", "cancel (asks before text is lost)", &[]),
    line(SHELF, "Enter", "open the article", &[]),
    line(SHELF, "/ S", "search all you have read", &[]),
    line(SHELF, "\\", "narrow it: words, -words", &[]),
    line(SHELF, "s", "another order", &[]),
    line(SHELF, "D", "forget it for good (asks)", &[]),
    line(SHELF, "o", "its page in the browser", &[]),
    lines(MORE, "o · O", "link in the browser · here", &[Action::OpenLink, Action::OpenHere],
        &["open the link in the browser", "open the link here, as another article"]),
    line(MORE, "L", "the library: all you have read", &[Action::ShowLibrary]),
    line(MORE, "S", "search all you have read", &[Action::SearchLibrary]),
    line(MORE, "Ctrl-^", "the article before", &[Action::PreviousArticle]),
    line(MORE, "t", "next theme", &[Action::CycleTheme]),
    line(MORE, "? F1", "these keys (/ searches them)", &[Action::ToggleHelp]),
    line(MORE, "q", "close what is open, else quit", &[Action::Close { quit: true }]),
    line(MORE, "Esc", "close, stop selecting", &[Action::Close { quit: false }]),
    line(MORE, "Ctrl-z", "suspend", &[Action::Suspend]),
    line(MORE, "Ctrl-c", "quit", &[Action::Quit]),
];

/// What a terminal event means now (overlays with text input take most keys).
#[must_use]
pub fn action(model: &Model, event: &Event) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => match model.overlays.last() {
            Some(Overlay::Editor(editor)) => Some(in_editor(model, *key, editor.asking.is_some())),
            Some(
                Overlay::SearchInput { .. }
                | Overlay::Picker(_)
                | Overlay::Finding(_)
                | Overlay::FilterInput
                | Overlay::Hints { .. }
                | Overlay::Menu(_),
            ) => Some(in_search(*key)),
            Some(Overlay::Library(shelf)) if shelf.typing || shelf.asking.is_some() => Some(in_search(*key)),
            Some(Overlay::Help(help)) if help.typing => Some(in_search(*key)),
            Some(Overlay::Help(_) | Overlay::Contents(_) | Overlay::Chart(_) | Overlay::Card(_)) => bound(model, *key),
            None | Some(Overlay::Library(_)) => Some(bound(model, *key).unwrap_or_else(|| unknown(model))),
        },
        // Every move of a mouse is an event; those that mean nothing must not even clear the message.
        Event::Mouse(MouseEvent { kind: MouseEventKind::Moved, .. }) => None,
        Event::Mouse(event) => Some(Action::Mouse(*event)),
        Event::Paste(text) => Some(Action::Paste(text.clone())),
        Event::Resize(columns, rows) => Some(Action::Resize(*columns, *rows)),
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn unknown(model: &Model) -> Action {
    let help = model.keys.key_of("help");
    let shown = if help.is_empty() { String::new() } else { format!(": {help} shows the keys") };
    Action::Tell(Message::note(format!("no such key{shown}")))
}

fn is_ctrl(key: KeyEvent, c: char) -> bool {
    key.modifiers == KeyModifiers::CONTROL && key.code == KeyCode::Char(c)
}

fn in_editor(model: &Model, key: KeyEvent, asking: bool) -> Action {
    if let Found::Action(action) = model.keys.look(Context::Note, &[], Key::of(key)) {
        return action;
    }
    match key.code {
        KeyCode::Esc => Action::Close { quit: false },
        // Asked once whether to lose the text, the same key again is an answer.
        KeyCode::Char('c') if is_ctrl(key, 'c') && asking => Action::Quit,
        KeyCode::Char('c') if is_ctrl(key, 'c') => Action::Close { quit: true },
        KeyCode::Char('z') if is_ctrl(key, 'z') => Action::Suspend,
        _ => Action::Input(key),
    }
}

fn in_search(key: KeyEvent) -> Action {
    match key.code {
        KeyCode::Esc => Action::Close { quit: false },
        KeyCode::Char('c') if is_ctrl(key, 'c') => Action::Close { quit: false },
        KeyCode::Char('z') if is_ctrl(key, 'z') => Action::Suspend,
        _ => Action::Input(key),
    }
}

/// What a key is bound to, after those of a chord before it.
fn bound(model: &Model, key: KeyEvent) -> Option<Action> {
    let key = Key::of(key);
    match model.keys.look(Context::Everywhere, &model.pending, key) {
        Found::Action(action) => Some(action),
        Found::More => Some(Action::Chord(key)),
        Found::Nothing if model.pending.is_empty() => None,
        Found::Nothing if key == Key::ESC => Some(Action::Unbound(String::new())),
        Found::Nothing => {
            let keys: Vec<String> = model.pending.iter().chain([&key]).map(ToString::to_string).collect();
            Some(Action::Unbound(keys.join(" ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::Article;

    fn model() -> Model {
        Model::new(Arc::new(Article::default()), (80, 24))
    }

    /// Presses what is printed as `name`.
    fn press(name: &str) -> KeyEvent {
        Key::parse(name).unwrap().event()
    }

    #[test]
    fn every_key_in_the_help_is_bound_once() {
        let mut seen = std::collections::HashSet::new();
        let model = model();
        for help in HELP.iter().filter(|h| !h.actions.is_empty() && h.section != EDIT) {
            let groups: Vec<_> = help.keys.split(" · ").collect();
            assert_eq!(groups.len(), help.actions.len(), "{}", help.keys);
            for (group, action) in groups.iter().zip(help.actions) {
                for name in group.split(' ') {
                    let key = press(name);
                    assert!(seen.insert(key), "{name} is bound twice");
                    assert_eq!(format!("{:?}", bound(&model, key)), format!("{:?}", Some(action)), "{name}");
                }
            }
        }
    }

    /// The names of the variants that stand between two lines of the source of [`Action`].
    fn variants() -> Vec<&'static str> {
        let source = include_str!("../action.rs");
        let commands = source.split("// ---- commands").nth(1).and_then(|rest| rest.split("// ----").next()).unwrap();
        let names = commands.lines().filter_map(|line| line.strip_prefix("    "));
        let names = names.filter(|line| line.starts_with(char::is_uppercase));
        names.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect()
    }

    #[test]
    fn every_command_is_in_the_palette_under_a_name_of_its_own() {
        let all: Vec<Command> = commands(&Keys::standard()).collect();
        let names = variants();
        assert!(names.len() > 30 && names.contains(&"Lines") && names.contains(&"Quit"), "{names:?}");
        for name in names {
            let is =
                |c: &&Command| format!("{:?}", c.action).split(|c: char| !c.is_alphanumeric()).next() == Some(name);
            assert!(all.iter().any(|c| is(&c)), "{name} can be reached by nobody");
        }
        for (at, command) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|c| c.does != command.does), "two commands: {}", command.does);
        }
        for help in HELP.iter().filter(|h| h.actions.len() > 1) {
            assert_eq!(help.names.len(), help.actions.len(), "{}", help.keys);
        }
    }

    #[test]
    fn a_chord_is_pressed_key_by_key() {
        use crate::reader::command::keys::Chord;
        let mut model = model();
        model.keys = Keys::with(&[("top", vec![Chord::parse("g g").unwrap()])]).unwrap();
        let type_key = |model: &mut Model, name: &str| {
            let action = action(model, &Event::Key(press(name))).unwrap();
            crate::reader::update(model, action.clone());
            (format!("{action:?}"), model.message.as_ref().map_or(String::new(), |m| m.text.clone()))
        };
        assert_eq!(type_key(&mut model, "g").1, "g …");
        assert_eq!(type_key(&mut model, "g").0, "Top");
        type_key(&mut model, "g");
        assert_eq!(type_key(&mut model, "Esc").1, "", "given up");
        type_key(&mut model, "g");
        assert_eq!(type_key(&mut model, "j").1, "no such keys: g j");
        assert_eq!(type_key(&mut model, "j").0, "Lines(1)");
    }

    #[test]
    fn the_help_has_room_for_its_words() {
        for help in HELP {
            assert!(help.keys.chars().count() <= 16 && help.does.chars().count() <= 34, "{}", help.keys);
            assert!(!help.section.is_empty());
        }
    }

    #[test]
    fn the_keys_of_the_design_are_there() {
        let keys = "j k ↓ ↑ ] [ d u Ctrl-d Ctrl-u } { Space b PgDn PgUp f ) ( g G Home End * # / n N Tab 1 2 3 4 \
                    Ctrl-o Alt-← Alt-→ Enter a v y o t ? q Esc \\ ; : + - Ctrl-p";
        for name in keys.split_whitespace() {
            assert!(bound(&model(), press(name)).is_some(), "{name}");
        }
    }

    #[test]
    fn an_unknown_key_says_where_help_is_and_a_release_nothing() {
        let model = model();
        let key = KeyEvent::new(KeyCode::Char('Q'), KeyModifiers::NONE);
        assert!(matches!(action(&model, &Event::Key(key)), Some(Action::Tell(m)) if m.text.contains('?') && !m.error));
        let release = KeyEvent { kind: KeyEventKind::Release, ..press("j") };
        assert!(action(&model, &Event::Key(release)).is_none());
        let shifted = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert!(matches!(action(&model, &Event::Key(shifted)), Some(Action::Bottom)));
        let back = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert!(matches!(action(&model, &Event::Key(back)), Some(Action::SwitchPane)));
    }
}
