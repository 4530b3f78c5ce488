//! Layer 5: draws a [`Model`] with a [`Theme`]; never changes anything.
//!
//! | part | drawn by |
//! |---|---|
//! | title, tabs, divider | `title` |
//! | article: words, gutter | `article`, with the styles of `paint` and `code` |
//! | marks of the whole article | `scrollbar` |
//! | second pane | `list`; `empty` if there are no rows |
//! | status line | `status` |
//! | search line, filter line | `prompt` |
//! | signs and the legend | `signs` |
//! | positions of links, for the terminal | `links` |
//! | hint letters | `hints` |
//! | overlays | `help`, `contents`, `note_editor`, `picker`, `chart`, `menu`, `card`, in the frames of `boxes`; `library`, `library_search`, `everybody` |
//!
//! [`crate::reader::geometry()`] places everything; [`crate::reader::panes::list::row_text`] makes the text of
//! list rows. `canvas` prints everything and removes anything that could control the terminal.

pub(in crate::reader) mod boxes;
pub(in crate::reader) mod canvas;
pub(in crate::reader) mod frame;
mod links;
pub mod signs;

use crate::reader::overlays::card::draw as card;
use crate::reader::overlays::chart::draw as chart;
use crate::reader::overlays::contents::draw as contents;
use crate::reader::overlays::help::draw as help;
use crate::reader::overlays::hints::draw as hints;
use crate::reader::overlays::library::draw as library;
use crate::reader::overlays::library::everybody::draw as everybody;
use crate::reader::overlays::library_search::draw as library_search;
use crate::reader::overlays::menu::draw as menu;
use crate::reader::overlays::note_editor::draw as editor;
use crate::reader::overlays::picker::draw as picker;
use crate::reader::overlays::tutorial::draw as lesson;
use crate::reader::panes::article::draw as article;
use crate::reader::panes::list::draw as list;
pub use crate::reader::panes::pictures::parts as picture_parts;
use crate::reader::panes::status;
use crate::reader::panes::strip;
use crate::reader::panes::title;
pub use links::{Link, links};
use ratatui::buffer::Buffer;

use crate::reader::layout::geometry;
use crate::reader::{Model, Overlay};
use crate::theme::{Scope, Theme};

/// Draws the whole screen, `buffer.area`, at any size from 1×1. Returns the position of the terminal's cursor (column,
/// row), or `None` if the cursor is hidden.
#[must_use]
pub fn draw(model: &Model, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let frame = frame::Frame::new(model, theme);
    let canvas = &mut canvas::Canvas::new(buffer);
    let at = geometry::geometry(model);
    canvas.clear(canvas.area(), theme.style(Scope::Text));
    title::draw(&frame, canvas, &at);
    let mut cursor = None;
    if !at.article.is_empty() {
        let place = article::draw(&frame, canvas, &at);
        cursor = place.filter(|_| model.document.focus == crate::reader::Pane::Article);
    }
    strip::draw(&frame, canvas, at.strip);
    list::head(&frame, canvas, at.head);
    list::draw(&frame, canvas, at.list);
    lesson::draw(&frame, canvas, &at);
    cursor = status::draw(&frame, canvas, &at).or(cursor);
    for overlay in &model.overlays {
        match overlay {
            Overlay::Help(help) => cursor = help::draw(&frame, canvas, help),
            Overlay::Editor(editor) => cursor = editor::draw(&frame, canvas, at.editor, editor),
            Overlay::Library(list) => {
                library::draw(&frame, canvas, list);
                cursor = cursor.filter(|_| list.typing && model.overlays.len() == 1);
            }
            // The query is in the status line.
            Overlay::LibrarySearch(finding) => library_search::draw(&frame, canvas, finding),
            Overlay::Everybody(page) => {
                everybody::draw(&frame, canvas, page);
                cursor = cursor.filter(|_| page.typing || page.joining.is_some());
            }
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
