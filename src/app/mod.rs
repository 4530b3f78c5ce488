//! Layer 4: all state of the reader and everything that can happen to it. No drawing, no I/O.
//!
//! ```text
//! event ──keymap──▶ Action ──update──▶ Model' + Effects ──runtime──▶ Action …
//!                                        │
//!                                      view draws
//! ```

mod action;
pub mod card;
pub mod changes;
pub mod chart;
pub mod comfort;
pub mod commands;
pub mod contents;
pub mod corrected;
pub mod dates;
pub mod filter;
pub mod find;
pub mod finding;
pub mod fit;
pub mod fuzzy;
pub mod geometry;
pub mod habits;
pub mod help;
pub mod hints;
pub mod index;
pub mod keymap;
pub mod keys;
pub mod layout;
pub mod lesson;
pub mod links;
pub mod menu;
mod model;
pub mod pace;
pub mod picker;
pub mod rows;
pub mod rowtext;
pub mod shelf;
mod update;
mod viewport;

pub use action::{Action, Compared, Effect, Place};
pub use comfort::{Comfort, Links};
pub use dates::{DateStyle, Dates};
pub use geometry::{Geometry, Shape, geometry};
pub use model::{
    Ask, ChartState, Editor, HelpState, JumpList, ListState, Message, Model, NoteSort, Overlay, Pane, PeopleSort,
    Search, Searched, Tab,
};
pub use update::update;
