//! The integration tests: one program, because each takes longer to build and link than its tests take to run.
//!
//! `cargo test --test all screens` runs one file. `engine_version.rs` is a program of its own, so that it builds for other
//! processors without the rest.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot be set up fails"
)]

mod anchors;
mod arrivals;
mod browser;
mod cases;
mod cli;
mod corpora;
mod corpus;
mod corrections;
mod documents;
mod durability;
mod escape;
mod exchange;
mod extraction;
mod first_minute;
mod layers;
mod library;
mod page;
mod pty;
mod random;
mod samples;
mod schema;
mod screens;
mod settings;
mod snapshots;
mod support;
mod terminal;
mod vault;
mod web;
