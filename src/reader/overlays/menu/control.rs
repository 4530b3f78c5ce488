//! Opens and closes menus for other features. `update` runs the choices.

use crate::reader::overlays::menu::{Menu, MenuPage};
use crate::reader::{Model, Overlay};

/// Opens a menu in place of the current one.
pub(in crate::reader) fn open(model: &mut Model, mut menu: Menu) {
    if model.menu().is_some() {
        model.overlays.pop();
    }
    menu.show(MenuPage::new(model.session.screen, &menu).seen());
    model.overlays.push(Overlay::Menu(Box::new(menu)));
}

/// Returns the open menu.
pub(super) fn opened(model: &mut Model) -> Option<&mut Menu> {
    match model.overlays.last_mut() {
        Some(Overlay::Menu(menu)) => Some(menu),
        _ => None,
    }
}

/// Closes the input line, or without one the menu.
pub(in crate::reader) fn close(model: &mut Model) {
    let screen = model.session.screen;
    let Some(menu) = opened(model) else { return };
    if menu.typed.take().is_some() && !menu.rows.is_empty() {
        menu.look();
        menu.show(MenuPage::new(screen, menu).seen());
    } else {
        model.overlays.pop();
    }
}

/// Closes the menu after the library has saved the choice.
pub(in crate::reader) fn kept(model: &mut Model) {
    if model.menu().is_some_and(|menu| menu.saving) {
        model.overlays.pop();
    }
}

/// Unlocks the menu after the library failed to save the choice.
pub(in crate::reader) fn failed(model: &mut Model) {
    for overlay in &mut model.overlays {
        if let Overlay::Menu(menu) = overlay {
            menu.saving = false;
        }
    }
}

/// Marks the menu as waiting for the library.
pub(in crate::reader) fn wait(model: &mut Model) {
    if let Some(menu) = opened(model) {
        menu.saving = true;
    }
}
