//! How the reader likes to read: the length of lines, one pane or two, one paragraph at a time.

use super::resize;
use crate::app::geometry::MEASURES;
use crate::app::{Message, Model};

/// Columns that one step makes lines longer or shorter.
const STEP: i32 = 4;

/// `+`, `-`: longer or shorter lines.
pub(super) fn measure(model: &mut Model, steps: i32) {
    let (least, most) = MEASURES;
    // From what is seen: on a narrow screen the set measure may be far from it.
    let now = model.text_width();
    let wanted = i32::from(now).saturating_add(steps.saturating_mul(STEP)).clamp(i32::from(least), i32::from(most));
    let before = model.shape.measure;
    model.shape.measure = u16::try_from(wanted).unwrap_or(before);
    let (columns, rows) = model.screen;
    resize(model, columns, rows);
    let width = model.text_width();
    model.message = Some(Message::note(if width != now {
        format!("lines of {width} columns")
    } else {
        // What cannot be seen is not kept either.
        model.shape.measure = before;
        format!("lines of {width} columns: no {} here", if steps > 0 { "longer ones" } else { "shorter ones" })
    }));
}

/// `|`: one pane at a time, or both.
pub(super) fn single_pane(model: &mut Model) {
    model.shape.single = !model.shape.single;
    let (columns, rows) = model.screen;
    resize(model, columns, rows);
    let says = match (model.shape.single, columns >= crate::app::geometry::TWO_PANES) {
        (true, _) => "one pane: Tab goes to the other, | shows both",
        (false, true) => "two panes",
        (false, false) => "two panes where the screen is wide enough",
    };
    model.message = Some(Message::note(says));
}

/// `z`: only the paragraph being read is lit, or all of them.
pub(super) fn focus_mode(model: &mut Model) {
    model.focus_mode = !model.focus_mode;
    let says = if model.focus_mode { "only this paragraph is lit: z lights all" } else { "all is lit" };
    model.message = Some(Message::note(says));
}
