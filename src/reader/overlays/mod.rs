//! What lies over the article: one room for each overlay, with its state, its keys and its drawing.

pub mod card;
pub mod chart;
pub mod contents;
pub mod help;
pub mod hints;
pub mod library;
pub mod library_search;
pub mod menu;
pub mod note_editor;
pub mod note_marks;
pub mod picker;
pub mod tutorial;
