//! Layer 4: all state of the reader and everything that can happen to it. No drawing, no I/O.
//!
//! ```text
//! event ──keymap──▶ Action ──update──▶ Model' + Effects ──runtime──▶ Action …
//!                                        │
//!                                      view draws
//! ```

pub mod command;
pub mod corrections;
pub mod dates;
pub mod draw;
mod effect;
mod event;
pub mod index;
pub mod layout;
pub mod library_request;
mod message;
mod model;
pub mod overlays;
pub mod panes;
pub mod place;
pub mod preferences;
pub mod runtime;
pub mod settings;
mod tab;
mod update;

pub use command::table::Command;
pub use dates::{DateStyle, Dates};
pub use effect::Effect;
pub use event::Action;
pub use layout::geometry::{Geometry, Shape, geometry};
pub use message::Message;
pub use model::{
    Ask, ChartState, Editor, HelpState, JumpList, ListState, Model, NoteSort, Overlay, Pane, PeopleSort, Search,
    Searched,
};
pub use settings::{Comfort, Links};
pub use tab::Tab;
pub use update::update;
