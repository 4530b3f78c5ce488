//! Verdicts, tags, colours and flags of notes.

pub(in crate::reader) mod update;
