//! Keys → actions, and the same table as the help overlay shows it.

use crossterm::event::Event;

use super::{Action, Model};

/// One line of the help: keys and what they do.
#[derive(Clone, Copy, Debug)]
pub struct Help {
    /// The keys, as printed: `j ↓`.
    pub keys: &'static str,
    /// What they do.
    pub does: &'static str,
    /// The section it stands in.
    pub section: &'static str,
}

/// The help, in order.
pub const HELP: &[Help] = &[];

/// What a terminal event means now (overlays with text input take most keys).
#[must_use]
pub fn action(model: &Model, event: &Event) -> Option<Action> {
    let _ = (model, event);
    None
}
