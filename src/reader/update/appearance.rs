//! The appearance of the text: line length, margins, justification, hyphenation, panes, focus mode, pictures.

use crate::reader::layout::geometry::{MARGIN_MOST, MEASURES, STRIP_MOST, TWO_PANES, geometry, share_of};
use crate::reader::panes::pictures::Protocol;
use crate::reader::panes::pictures::update::fetch;
use crate::reader::update::resize;
use crate::reader::{Message, Model, Pane};

/// Columns per step of the line length.
const STEP: i32 = 4;

/// Makes lines longer or shorter (`+`, `-`).
pub(super) fn measure(model: &mut Model, steps: i32) {
    let (least, most) = MEASURES;
    // Start from the width on screen: on a narrow screen the setting may be far from it.
    let now = model.text_width();
    let wanted = i32::from(now).saturating_add(steps.saturating_mul(STEP)).clamp(i32::from(least), i32::from(most));
    let before = model.session.shape.measure;
    model.session.shape.measure = u16::try_from(wanted).unwrap_or(before);
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    let width = model.text_width();
    model.message = Some(Message::note(if width != now {
        format!("lines of {width} columns")
    } else {
        // A change without an effect is not saved.
        model.session.shape.measure = before;
        format!("lines of {width} columns: {} is not possible", if steps > 0 { "longer" } else { "shorter" })
    }));
}

/// Columns per step of the margin.
const MARGIN_STEP: i32 = 2;

/// Makes the margins wider or narrower (`.`, `,`).
pub(super) fn margin(model: &mut Model, steps: i32) {
    let (before, now) = (model.session.shape.margin, model.text_width());
    let wanted = i32::from(before).saturating_add(steps.saturating_mul(MARGIN_STEP)).clamp(0, MARGIN_MOST.into());
    model.session.shape.margin = u16::try_from(wanted).unwrap_or(before);
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    let (margin, width) = (model.session.shape.margin, model.text_width());
    model.message = Some(Message::note(match (steps > 0, margin == before) {
        (true, true) => format!("margins of {margin} columns: wider is not possible"),
        (false, true) => "no margins".to_owned(),
        _ if width == now => format!("margins of at least {margin} columns: already reached at this line length"),
        _ => format!("margins of at least {margin} columns, lines of {width}"),
    }));
}

/// Switches justified lines on or off (`J`).
pub(super) fn justify(model: &mut Model) {
    model.session.screen_settings.justify = !model.session.screen_settings.justify;
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    model.message = Some(Message::note(if model.session.screen_settings.justify {
        "justified lines"
    } else {
        "ragged right margin"
    }));
}

/// Switches hyphenation on or off (`K`).
pub(super) fn hyphenate(model: &mut Model) {
    model.session.screen_settings.hyphenate = !model.session.screen_settings.hyphenate;
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    model.message =
        Some(Message::note(match (model.session.screen_settings.hyphenate, model.document.layouts.setting.language) {
            (true, Some(_)) => "hyphenation on",
            (true, None) => "hyphenation on, but this language has no patterns",
            (false, _) => "hyphenation off",
        }));
}

/// Moves the divider between the panes left or right (`<`, `>`).
pub(super) fn divider(model: &mut Model, steps: i32) {
    let at = geometry(model);
    if !at.two_panes {
        strip(model, at.strip.height, -steps);
        return;
    }
    let column = i32::from(at.divider.x).saturating_add(steps.saturating_mul(STEP));
    divider_to(model, u16::try_from(column).unwrap_or(0));
    let list = geometry(model).list.width;
    model.message = Some(Message::note(format!("second pane: {list} columns")));
}

/// Changes the rows of the quotes below the article.
fn strip(model: &mut Model, rows: u16, steps: i32) {
    let says = if model.session.shape.single {
        "a single pane has no divider: `|` shows the quotes again".to_owned()
    } else if model.document.focus == Pane::List {
        "`Tab` goes to the article, with its quotes below".to_owned()
    } else {
        let before = model.session.shape.strip;
        // One row holds only the rule.
        let wanted = match i32::from(rows).saturating_add(steps).clamp(0, STRIP_MOST.into()) {
            1 if steps > 0 => 2,
            1 => 0,
            wanted => wanted,
        };
        model.session.shape.strip = u16::try_from(wanted).ok();
        let (columns, lines) = model.session.screen;
        resize(model, columns, lines);
        let now = geometry(model).strip.height;
        if now == rows {
            model.session.shape.strip = before;
        }
        match now {
            0 if !model.session.shape.quoted => "no quotes in this article".to_owned(),
            0 => "no quotes below the article".to_owned(),
            now if now == rows => format!("quotes below the article: {now} rows are the most on this screen"),
            now => format!("quotes below the article: {now} rows"),
        }
    };
    model.message = Some(Message::note(model.session.keys.with_own_keys(&says)));
}

/// Moves the divider to a column, or as near as both panes stay readable.
pub(super) fn divider_to(model: &mut Model, column: u16) {
    let (columns, rows) = model.session.screen;
    model.session.shape.list = Some(share_of(columns.saturating_sub(column.saturating_add(1)), columns));
    resize(model, columns, rows);
}

/// Switches between a single pane and both (`|`).
pub(super) fn single_pane(model: &mut Model) {
    model.session.shape.single = !model.session.shape.single;
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    let says = match (model.session.shape.single, columns >= TWO_PANES) {
        (true, true) => "single pane: `Tab` switches, `|` shows both".to_owned(),
        (true, false) => "the article alone: `Tab` lists the quotes, `|` shows them below it".to_owned(),
        (false, true) => "two panes".to_owned(),
        (false, false) => format!("quotes below the article; two panes need {TWO_PANES} columns, here are {columns}"),
    };
    model.message = Some(Message::note(model.session.keys.with_own_keys(&says)));
}

/// Switches focus mode on or off (`z`): dims all paragraphs but the current one.
pub(super) fn focus_mode(model: &mut Model) {
    model.session.focus_mode = !model.session.focus_mode;
    let says = if model.session.focus_mode { "focus mode: `z` ends it" } else { "focus mode off" };
    model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
}

/// Shows or hides the pictures of articles.
pub(super) fn pictures(model: &mut Model) {
    if model.session.display.protocol == Protocol::None {
        // Says why there are none.
        return fetch(model);
    }
    model.session.pictures_shown = !model.session.pictures_shown;
    let (columns, rows) = model.session.screen;
    resize(model, columns, rows);
    let says = if model.session.pictures_shown { "pictures are shown" } else { "pictures are hidden" };
    model.message = Some(Message::note(says));
}
