//! The library file: opening, tables, log, backups, and reading a damaged one.

pub(super) mod backups;
pub(super) mod disk;
pub(super) mod open;
pub(super) mod salvage;
pub(super) mod schema;
pub(super) mod write_ahead_log;
