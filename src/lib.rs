//! pullquote: a terminal reader that sets every quote of an article beside it, under the name of whoever said it.
//!
//! The modules form layers; each may import only from those above it in this list (held by `tests/layers.rs`):
//!
//! | layer | module | knows |
//! |---|---|---|
//! | 0 | [`text`] | spans, articles, sentences, tokens |
//! | 1 | [`ingest`] | bytes of an article → [`text::Article`] |
//! | 1 | [`nlp`] | article → [`nlp::Annotations`]; pure |
//! | 2 | [`notes`] | notes, anchors, re-anchoring |
//! | 3 | [`store`] | the library on disk |
//! | 3 | [`export`] | JSON, JSON Lines, Markdown |
//! | 3 | [`theme`] | `.tmTheme` files → styles by scope |
//! | 4 | [`app`] | all state of the reader, actions, keymap, layout |
//! | 5 | [`config`] | settings in TOML ↔ what the reader goes by |
//! | 5 | [`view`] | draws the state |
//! | 6 | [`runtime`] | terminal, event loop, worker threads |
//! | 7 | [`cli`] | arguments → a validated plan; exit codes |
//!
//! `ARCHITECTURE.md` says where to add what.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod app;
pub mod cli;
pub mod config;
pub mod export;
pub mod ingest;
pub mod nlp;
pub mod notes;
pub mod runtime;
pub mod store;
pub mod text;
pub mod theme;
pub mod view;
