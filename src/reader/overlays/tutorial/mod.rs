//! The tutorial in the sample article: six important keys, each ticked after its first use.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use crate::reader::command::keys::Keys;
use crate::reader::command::table::{Command, entries};
use crate::reader::layout::text_measure::width;

/// The steps: commands, any of which completes the step, and a description.
const STEPS: [(&[&str], &str); 6] = [
    (&["page-down", "half-page-down", "line-down"], "scroll"),
    (&["next-quote"], "next quote"),
    (&["across"], "quote ↔ list"),
    (&["search"], "search"),
    (&["note"], "note"),
    (&["help"], "all keys"),
];

/// The finished steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tutorial {
    done: [bool; STEPS.len()],
}

/// A step of the tutorial as displayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The key.
    pub key: String,
    /// The description.
    pub does: &'static str,
    /// Whether it has been used.
    pub done: bool,
}

impl Step {
    /// Returns its width in columns: a sign, the key and the description.
    #[must_use]
    pub fn width(&self) -> u16 {
        2 + width(&self.key) + 1 + width(self.does)
    }
}

impl Tutorial {
    /// Marks the step of this command as done; returns whether that is a change.
    pub fn learn(&mut self, command: Command) -> bool {
        let Some((entry, _)) = entries().find(|(entry, _)| entry.command == command) else { return false };
        let step = STEPS.iter().zip(&mut self.done).find(|((names, _), _)| names.contains(&entry.name));
        step.is_some_and(|(_, done)| !std::mem::replace(done, true))
    }

    /// Returns whether every step is done.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.done.iter().all(|done| *done)
    }

    /// Returns the steps in lines of at most `room` columns, three columns apart.
    #[must_use]
    pub fn lines(&self, keys: &Keys, room: u16) -> Vec<Vec<Step>> {
        let mut lines: Vec<Vec<Step>> = vec![Vec::new()];
        let mut used = 0u16;
        for ((names, does), done) in STEPS.iter().zip(self.done) {
            let key = names.iter().map(|name| keys.key_of(name)).find(|key| !key.is_empty()).unwrap_or_default();
            let step = Step { key, does, done };
            let wide = step.width() + 3;
            if used > 0 && used.saturating_add(wide) > room.saturating_add(3) {
                lines.push(Vec::new());
                used = 0;
            }
            used = used.saturating_add(wide);
            if let Some(line) = lines.last_mut() {
                line.push(step);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_ticked_once() {
        let mut lesson = Tutorial::default();
        assert!(!lesson.learn(Command::CycleTheme));
        assert!(lesson.learn(Command::Lines(1)) && !lesson.learn(Command::Pages(1)), "either of them");
        assert!(!lesson.learn(Command::NextQuote(-1)), "the other way is another key");
        for command in [Command::NextQuote(1), Command::Across, Command::StartSearch, Command::AddNote] {
            assert!(lesson.learn(command) && !lesson.is_over());
        }
        assert!(lesson.learn(Command::ToggleHelp) && lesson.is_over());
    }

    #[test]
    fn the_keys_fit_their_lines() {
        for room in 16..140 {
            let lines = Tutorial::default().lines(&Keys::standard(), room);
            assert_eq!(lines.iter().map(Vec::len).sum::<usize>(), 6);
            for line in &lines {
                let wide: u16 = line.iter().map(|step| step.width() + 3).sum();
                assert!(wide - 3 <= room || line.len() == 1, "{room}: {line:?}");
            }
        }
        assert_eq!(Tutorial::default().lines(&Keys::standard(), 120).len(), 1);
    }
}
