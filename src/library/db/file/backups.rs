//! The backups beside a library: `backups/library-2026-11-24.db`.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::library::db::clock::clock;
use crate::library::db::file::disk;

/// A backup file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its path.
    pub path: PathBuf,
    /// The day it was made, such as `2026-11-24`.
    pub date: String,
}

/// Lists the backups of the library at `path`, the newest first. Backups with a future date (the clock was wrong)
/// come last.
#[must_use]
pub fn backups(path: &Path) -> Vec<Backup> {
    let (Some(folder), Some(stem)) = (folder(path), stem(path)) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<Backup> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            let date = name.strip_prefix(&stem)?.strip_prefix('-')?.strip_suffix(".db")?.to_owned();
            date.parse::<jiff::civil::Date>().ok()?;
            Some(Backup { path, date })
        })
        .collect();
    let today = today();
    found.sort_by(|a, b| (a.date > today).cmp(&(b.date > today)).then_with(|| b.date.cmp(&a.date)));
    found
}

pub(in crate::library::db) fn today() -> String {
    clock().strftime("%Y-%m-%d").to_string()
}

pub(in crate::library::db) fn folder(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    Some(path.parent()?.join("backups"))
}

pub(in crate::library::db) fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_string_lossy().into_owned())
}

/// Writes a sound, compact copy into a new file that only its owner can read, and syncs it to the disk.
pub(in crate::library::db) fn write_into(from: &Connection, file: &Path) -> Result<(), String> {
    let _ = fs::remove_file(file);
    disk::private_file(file).map_err(|e| e.to_string())?;
    let name = file.to_str().ok_or("its path is not UTF-8: name another file with --library")?;
    from.execute("VACUUM INTO ?1", [name]).map_err(|e| disk::reason(&e))?;
    fs::File::open(file).and_then(|file| file.sync_all()).map_err(|e| disk::io_reason(&e))
}
