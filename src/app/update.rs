//! `update`: the only code that changes the model.

use super::{Action, Effect, Model};

/// Applies an action and says what the outside world has to do.
pub fn update(model: &mut Model, action: Action) -> Vec<Effect> {
    let _ = (model, action);
    Vec::new()
}
