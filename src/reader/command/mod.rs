//! Commands: the table that describes them, their keys, and what a key press means.

pub mod chord;
pub mod hooks;
pub mod keymap;
pub mod keys;
pub mod table;
