//! Opens and edits the filter of a list (`\`).

use crate::reader::navigate;
use crate::reader::panes::list::filter::complete;
use crate::reader::panes::list::update as lists;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Model, Overlay, Pane};

/// Opens the filter line of the visible list.
pub(in crate::reader) fn start(model: &mut Model) {
    if model.document.focus == Pane::Article {
        navigate::push_jump(model);
    }
    model.document.focus = Pane::List;
    model.overlays.push(Overlay::FilterInput);
    navigate::show_selected(model, model.document.tab);
}

/// Handles an action while the filter line is open.
pub(in crate::reader) fn in_input(model: &mut Model, action: Action) {
    let tab = model.document.tab;
    let Some(text) = model.document.filters.get_mut(tab.index()) else { return };
    match edit(text, &mut model.behind, &action) {
        Typed::Changed => changed(model),
        Typed::Done | Typed::Left => drop(model.overlays.pop()),
        Typed::Moved(by) => lists::step(model, by),
        Typed::Paged(by) => lists::page(model, by, 1),
        Typed::Complete(by) => {
            if let Some(text) = complete(model, by) {
                if let Some(slot) = model.document.filters.get_mut(tab.index()) {
                    *slot = text;
                }
                model.behind = 0;
                changed(model);
            }
        }
        Typed::Nothing => {}
    }
}

/// Clears the filter.
pub(in crate::reader) fn clear(model: &mut Model) {
    if let Some(text) = model.document.filters.get_mut(model.document.tab.index()) {
        text.clear();
    }
    changed(model);
}

fn changed(model: &mut Model) {
    let tab = model.document.tab;
    navigate::make_rows(model, tab);
    // The selected quote stays selected, wherever its row is now.
    navigate::follow_quote(model);
    navigate::settle_list(model, tab);
}
