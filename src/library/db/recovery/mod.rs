//! Backups, checks, and what can be read of a damaged library.

pub(super) mod backup;
pub(super) mod check;
pub(super) mod salvage;
