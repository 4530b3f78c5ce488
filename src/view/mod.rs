//! Layer 5: draws a [`Model`] with a [`Theme`]; never changes anything.
//!
//! | part | drawn by |
//! |---|---|
//! | title, tabs, divider | `title` |
//! | article: words, gutter | `article`, with the styles of `paint` and `code` |
//! | marks of the whole article | `scrollbar` |
//! | second pane | `list`; `empty` where there is nothing to list |
//! | status line | `status` |
//! | search line, filter line | `prompt` |
//! | where links stand, for the terminal | `links` |
//! | letters on what can be gone to | `hints` |
//! | overlays | `help`, `contents`, `editor`, `picker`, `chart`, `menu`, `card`, in the frames of `boxes`; `shelf`, `finding` |
//!
//! Where everything stands is [`crate::app::geometry()`]'s to say, what the rows of the list say [`crate::app::rowtext`]'s.
//! Everything is printed through `canvas`, which lets nothing by that could steer the terminal.

mod article;
mod boxes;
mod canvas;
mod card;
mod chart;
mod code;
mod contents;
mod editor;
mod empty;
mod finding;
mod frame;
mod help;
mod hints;
mod lesson;
mod links;
mod list;
mod menu;
mod paint;
mod picker;
mod prompt;
mod scrollbar;
mod shelf;
mod status;
mod title;

pub use links::{Link, links};
use ratatui::buffer::Buffer;

use crate::app::{Model, Overlay, geometry};
use crate::theme::{Scope, Theme};

/// Draws the whole screen. `buffer.area` is the screen; any size from 1×1 is fine.
/// Returns where the terminal's cursor belongs (column, row), if it should be seen.
#[must_use]
pub fn draw(model: &Model, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let frame = frame::Frame::new(model, theme);
    let canvas = &mut canvas::Canvas::new(buffer);
    let at = geometry(model);
    canvas.clear(canvas.area(), theme.style(Scope::Text));
    title::draw(&frame, canvas, &at);
    let mut cursor = None;
    if !at.article.is_empty() {
        let place = article::draw(&frame, canvas, &at);
        cursor = place.filter(|_| model.focus == crate::app::Pane::Article);
    }
    list::head(&frame, canvas, at.head);
    list::draw(&frame, canvas, at.list);
    lesson::draw(&frame, canvas, &at);
    cursor = status::draw(&frame, canvas, &at).or(cursor);
    for overlay in &model.overlays {
        match overlay {
            Overlay::Help(help) => cursor = help::draw(&frame, canvas, help),
            Overlay::Editor(editor) => cursor = editor::draw(&frame, canvas, at.editor, editor),
            Overlay::Library(shelf) => {
                shelf::draw(&frame, canvas, shelf);
                cursor = cursor.filter(|_| shelf.typing && model.overlays.len() == 1);
            }
            // What is typed stands in the status line.
            Overlay::Finding(finding) => finding::draw(&frame, canvas, finding),
            Overlay::Picker(picker) => cursor = picker::draw(&frame, canvas, picker),
            Overlay::Menu(menu) => cursor = menu::draw(&frame, canvas, menu),
            Overlay::Card(card) => {
                card::draw(&frame, canvas, card);
                cursor = None;
            }
            Overlay::Chart(state) => {
                chart::draw(&frame, canvas, *state);
                cursor = None;
            }
            Overlay::Contents(contents) => {
                contents::draw(&frame, canvas, contents);
                cursor = None;
            }
            Overlay::Hints { marks, typed } => {
                hints::draw(&frame, canvas, &at, marks, typed);
                cursor = None;
            }
            Overlay::SearchInput { .. } | Overlay::FilterInput => {}
        }
    }
    cursor
}
