//! Layer 5: draws a [`Model`] with a [`Theme`]; never changes anything.

use ratatui::buffer::Buffer;

use crate::app::Model;
use crate::theme::Theme;

/// Draws the whole screen. `buffer.area` is the screen; any size from 1×1 is fine.
/// Returns where the terminal's cursor belongs (column, row), if it should be seen.
#[must_use]
pub fn draw(model: &Model, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let _ = (model, theme, buffer);
    None
}
