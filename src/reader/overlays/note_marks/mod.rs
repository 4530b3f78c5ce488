//! Marks of notes: verdicts, tags, colours, flags and highlights.

pub(in crate::reader) mod update;
