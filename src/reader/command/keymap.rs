//! Translates terminal events into actions with the reader's [`Keys`](crate::reader::command::keys::Keys).

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent, MouseEventKind};

use crate::reader::command::chord::Key;
use crate::reader::command::keys::Found;
use crate::reader::command::table::Context;
use crate::reader::{Action, Command, Message, Model, Overlay, Pane};

/// Translates a terminal event into an action. Overlays with text input take most keys.
#[must_use]
pub fn action(model: &Model, event: &Event) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => match model.overlays.last() {
            Some(Overlay::Editor(editor)) => Some(in_editor(model, *key, editor.asking.is_some())),
            Some(
                Overlay::SearchInput { .. }
                | Overlay::Picker(_)
                | Overlay::LibrarySearch(_)
                | Overlay::FilterInput
                | Overlay::Hints { .. }
                | Overlay::Menu(_),
            ) => Some(in_search(*key)),
            Some(Overlay::Library(list)) if list.typing || list.asking.is_some() => Some(in_search(*key)),
            Some(Overlay::Everybody(page)) if page.typing || page.joining.is_some() => Some(in_search(*key)),
            Some(Overlay::Help(help)) if help.typing => Some(in_search(*key)),
            Some(Overlay::Help(_) | Overlay::Contents(_) | Overlay::Chart(_) | Overlay::Card(_)) => bound(model, *key),
            None if model.naming.is_some() => Some(Action::MarkName(*key)),
            None if let Some(digit) = digit(model, *key) => Some(Action::Digit(digit)),
            None | Some(Overlay::Library(_) | Overlay::Everybody(_)) => {
                Some(bound(model, *key).unwrap_or_else(|| unknown(model)))
            }
        },
        // Mouse motion must not clear the message on the status line.
        Event::Mouse(MouseEvent { kind: MouseEventKind::Moved, .. }) => None,
        Event::Mouse(event) => Some(Action::Mouse(*event)),
        Event::Paste(text) => Some(Action::Paste(text.clone())),
        Event::Resize(columns, rows) => Some(Action::Resize(*columns, *rows)),
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn unknown(model: &Model) -> Action {
    let help = model.session.keys.key_of("help");
    let shown = if help.is_empty() { String::new() } else { format!("; {help} lists the keys") };
    Action::Report(Message::note(format!("this key has no command{shown}")))
}

/// Returns the digit of a count. In the lists, digits choose the tab; in the article, they begin a count unless the
/// reader's settings give them another command.
fn digit(model: &Model, key: KeyEvent) -> Option<u8> {
    let KeyCode::Char(c) = key.code else { return None };
    let digit = u8::try_from(c.to_digit(10)?).ok()?;
    if model.count.is_some() {
        return Some(digit);
    }
    let found = model.session.keys.look(Context::Everywhere, &model.pending, Key::of(key));
    let is_free = matches!(found, Found::Nothing | Found::Command(Command::ShowTab(_)));
    let is_count = key.modifiers.is_empty() && digit > 0 && is_free;
    (is_count && model.pending.is_empty() && model.document.focus == Pane::Article).then_some(digit)
}

fn is_ctrl(key: KeyEvent, c: char) -> bool {
    key.modifiers == KeyModifiers::CONTROL && key.code == KeyCode::Char(c)
}

fn in_editor(model: &Model, key: KeyEvent, asking: bool) -> Action {
    if let Found::Command(command) = model.session.keys.look(Context::Note, &[], Key::of(key)) {
        return Action::Run(command);
    }
    match key.code {
        KeyCode::Esc => Action::Run(Command::Close { quit: false }),
        // While the editor asks whether to discard the text, a second `Ctrl-c` answers yes.
        KeyCode::Char('c') if is_ctrl(key, 'c') && asking => Action::Run(Command::Quit),
        KeyCode::Char('c') if is_ctrl(key, 'c') => Action::Run(Command::Close { quit: true }),
        KeyCode::Char('z') if is_ctrl(key, 'z') => Action::Run(Command::Suspend),
        _ => Action::Input(key),
    }
}

fn in_search(key: KeyEvent) -> Action {
    match key.code {
        KeyCode::Esc => Action::Run(Command::Close { quit: false }),
        KeyCode::Char('c') if is_ctrl(key, 'c') => Action::Run(Command::Close { quit: false }),
        KeyCode::Char('z') if is_ctrl(key, 'z') => Action::Run(Command::Suspend),
        _ => Action::Input(key),
    }
}

/// Looks up a key, after the earlier keys of an unfinished chord.
fn bound(model: &Model, key: KeyEvent) -> Option<Action> {
    let key = Key::of(key);
    match model.session.keys.look(Context::Everywhere, &model.pending, key) {
        Found::Command(command) => Some(Action::Run(command)),
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
    use crate::reader::command::keys::Keys;
    use crate::reader::command::table::entries;
    use crate::text::Article;

    fn model() -> Model {
        Model::new(Arc::new(Article::default()), (80, 24))
    }

    /// A press of the key printed as `name`.
    fn press(name: &str) -> KeyEvent {
        Key::parse(name).unwrap().event()
    }

    #[test]
    fn every_key_in_the_table_is_bound_once() {
        let mut seen = std::collections::HashSet::new();
        let model = model();
        for (entry, _) in entries().filter(|(_, context)| *context == Context::Everywhere) {
            for name in entry.keys {
                let key = press(name);
                assert!(seen.insert(key), "{name} is bound twice");
                let bound = bound(&model, key);
                assert!(matches!(bound, Some(Action::Run(command)) if command == entry.command), "{name}");
            }
        }
    }

    #[test]
    fn a_chord_is_pressed_key_by_key() {
        use crate::reader::command::chord::Chord;
        let mut model = model();
        model.session.keys = Keys::with(&[("top", vec![Chord::parse("g g").unwrap()])]).unwrap();
        let type_key = |model: &mut Model, name: &str| {
            let action = action(model, &Event::Key(press(name))).unwrap();
            crate::reader::update::update(model, action.clone());
            (format!("{action:?}"), model.message.as_ref().map_or(String::new(), |m| m.text.clone()))
        };
        assert_eq!(type_key(&mut model, "g").1, "g …");
        assert_eq!(type_key(&mut model, "g").0, "Run(Top)");
        type_key(&mut model, "g");
        assert_eq!(type_key(&mut model, "Esc").1, "", "given up");
        type_key(&mut model, "g");
        assert_eq!(type_key(&mut model, "j").1, "no command has these keys: g j");
        assert_eq!(type_key(&mut model, "j").0, "Run(Lines(1))");
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
        let key = KeyEvent::new(KeyCode::Char('$'), KeyModifiers::NONE);
        assert!(
            matches!(action(&model, &Event::Key(key)), Some(Action::Report(m)) if m.text.contains('?') && !m.error)
        );
        let release = KeyEvent { kind: KeyEventKind::Release, ..press("j") };
        assert!(action(&model, &Event::Key(release)).is_none());
        let shifted = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert!(matches!(action(&model, &Event::Key(shifted)), Some(Action::Run(Command::Bottom))));
        let back = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert!(matches!(action(&model, &Event::Key(back)), Some(Action::Run(Command::SwitchPane))));
    }
}
