//! Commands: their names, their default keys, and what a key press means.

pub mod keymap;
pub mod keys;
pub mod names;
