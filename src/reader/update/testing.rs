//! The kit for tests of the reader: keys by name.

use crossterm::event::Event;

use crate::reader::command::chord::Key;
use crate::reader::command::keymap;
use crate::reader::update::update;
use crate::reader::{Effect, Model};

/// Presses keys, named as in the settings and separated by spaces; returns all effects.
pub(in crate::reader) fn keys(model: &mut Model, names: &str) -> Vec<Effect> {
    let mut press = |name: &str| {
        let key = Key::parse(name).unwrap().event();
        keymap::action(model, &Event::Key(key)).map_or_else(Vec::new, |action| update(model, action))
    };
    names.split(' ').flat_map(&mut press).collect()
}
