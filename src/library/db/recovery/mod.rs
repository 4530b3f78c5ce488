//! Keeping a library whole: daily backups, looking for damage, going back to what can be read.

mod backup;
mod check;
mod restore;
