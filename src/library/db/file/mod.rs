//! The library's file: how it is opened, its tables, its log, its backups, and what can be read of a damaged one.

pub(super) mod backups;
pub(super) mod disk;
pub(super) mod open;
pub(super) mod salvage;
pub(super) mod schema;
pub(super) mod write_ahead_log;
