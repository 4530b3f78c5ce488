//! Recovery: daily backups, checks for damage, and restoring a library.

mod backup;
mod check;
mod restore;
