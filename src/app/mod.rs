//! Layer 4: all state of the reader and everything that can happen to it. No drawing, no I/O.
//!
//! ```text
//! event ──keymap──▶ Action ──update──▶ Model' + Effects ──runtime──▶ Action …
//!                                        │
//!                                      view draws
//! ```

mod action;
pub mod contents;
pub mod fit;
pub mod geometry;
pub mod help;
pub mod index;
pub mod keymap;
pub mod layout;
mod model;
pub mod rows;
pub mod rowtext;
mod update;
mod viewport;

pub use action::{Action, Effect};
pub use geometry::{Geometry, geometry};
pub use model::{Ask, Editor, JumpList, ListState, Message, Model, Overlay, Pane, Search, Tab};
pub use update::update;
