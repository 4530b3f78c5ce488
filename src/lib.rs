//! pullquote: a terminal reader that sets every quote of an article beside it, under the name of whoever said it.
//!
//! The modules form layers; each may import only from those above it in this list (held by `tests/layers.rs`):
//!
//! | layer | module | knows |
//! |---|---|---|
//! | 0 | [`text`] | spans, articles, sentences, tokens |
//! | 1 | [`ingest`] | bytes of an article → [`text::Article`] |
//! | 1 | [`nlp`] | article → [`nlp::Annotations`]; pure |
//! | 2 | [`library::notes`] | notes, corrections, anchors, re-anchoring |
//! | 3 | [`library::db`] | the library on disk |
//! | 3 | [`export`] | JSON, JSON Lines, Markdown |
//! | 3 | [`theme`] | `.tmTheme` files → styles by scope |
//! | 4 | [`library::follow`] | feeds → new articles in the library |
//! | 4 | [`reader`] | the state of the reader, actions, keymap, layout; drawing, which only reads the state |
//! | 5 | [`config`] | settings in TOML ↔ what the reader goes by |
//! | 6 | [`reader::runtime`] | terminal, event loop, worker threads |
//! | 7 | [`cli`] | arguments → a validated plan; exit codes |
//!
//! `ARCHITECTURE.md` says where to add what.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod cli;
pub mod config;
pub mod export;
pub mod ingest;
pub mod library;
pub mod nlp;
pub mod reader;
pub mod text;
pub mod theme;
