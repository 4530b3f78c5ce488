//! Dated backups beside the library: `backups/library-2026-11-24.db`, at most one a day, the newest few kept. What can
//! be made again (annotations, the search index) is left out.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::library::db::recovery::salvage;
use crate::library::db::{Library, StoreError, clock, open};

/// How many are kept.
const KEPT: usize = 5;

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// The day it was made, `2026-11-24`.
    pub date: String,
}

/// The backups of the library at `path`, the newest first; any of a day that is still to come (the clock was wrong)
/// last.
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

fn today() -> String {
    clock().strftime("%Y-%m-%d").to_string()
}

fn folder(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    Some(path.parent()?.join("backups"))
}

fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_string_lossy().into_owned())
}

impl Library {
    /// Makes today's backup of the library at `path`, unless there is one or the library is empty. Takes a while on a
    /// large library, and does not keep others from writing. Returns the new file.
    ///
    /// # Errors
    /// Where the library is damaged, or the backup cannot be written. There is no half a backup.
    pub fn back_up(path: &Path) -> Result<Option<PathBuf>, StoreError> {
        Self::back_up_today(path, false)
    }

    /// The same where there is one of today already, which is replaced once the new one is whole: somebody asks for it.
    ///
    /// # Errors
    /// As for [`Library::back_up`]; then the older one stays.
    pub fn back_up_again(path: &Path) -> Result<Option<PathBuf>, StoreError> {
        Self::back_up_today(path, true)
    }

    fn back_up_today(path: &Path, again: bool) -> Result<Option<PathBuf>, StoreError> {
        let other = |reason: String| StoreError::Other { path: path.to_owned(), reason };
        let (Some(folder), Some(stem)) = (folder(path), stem(path)) else { return Ok(None) };
        let file = folder.join(format!("{stem}-{}.db", today()));
        if file.exists() && !again || !path.exists() {
            return Ok(None);
        }
        let (conn, _) = open::readable(path).map_err(other)?;
        let anything = "SELECT EXISTS (SELECT 1 FROM articles)";
        if !conn.query_row(anything, [], |row| row.get::<_, bool>(0)).map_err(|e| other(open::reason(&e)))? {
            return Ok(None);
        }
        if !salvage::sound(&conn) {
            return Err(other(open::DAMAGED.to_owned()));
        }
        open::private_folder(&folder).map_err(|e| other(format!("its backup: {e}")))?;
        // A name of its own for each process; what a killed one left is taken away.
        let half = folder.join(format!("{stem}-{}.half", std::process::id()));
        let made = write_into(&conn, &half).and_then(|()| slim(&half)).and_then(|()| {
            fs::File::open(&half).and_then(|f| f.sync_all()).map_err(|e| e.to_string())?;
            fs::rename(&half, &file).map_err(|e| e.to_string())
        });
        if let Err(reason) = made {
            let _ = fs::remove_file(&half);
            return Err(other(format!("no backup could be made: {reason}")));
        }
        prune(path, &folder, &stem);
        Ok(Some(file))
    }
}

/// Writes a sound, compact copy into a new file that nobody else can read.
pub(in crate::library::db) fn write_into(from: &Connection, file: &Path) -> Result<(), String> {
    let _ = fs::remove_file(file);
    open::private_file(file).map_err(|e| e.to_string())?;
    let name = file.to_str().ok_or("its path is not UTF-8: name another with --library")?;
    from.execute("VACUUM INTO ?1", [name]).map_err(|e| open::reason(&e)).map(|_| ())
}

/// Leaves out what can be made again.
fn slim(file: &Path) -> Result<(), String> {
    let work = || -> rusqlite::Result<()> {
        let conn = Connection::open(file)?;
        // It is not a backup yet: nothing is lost if this is interrupted.
        conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; DELETE FROM annotations;")?;
        let (_, version, _) = crate::library::db::schema::identity(&conn)?;
        if version >= 2 {
            conn.execute_batch(
                "DELETE FROM quotes; DELETE FROM indexed;
                 INSERT INTO quotes_fts (quotes_fts) VALUES ('delete-all');
                 INSERT INTO articles_fts (articles_fts) VALUES ('delete-all');",
            )?;
        }
        conn.execute_batch("VACUUM")
    };
    work().map_err(|e| open::reason(&e))
}

/// Keeps the newest few, and takes away what a killed process left.
fn prune(path: &Path, folder: &Path, stem: &str) {
    for old in backups(path).into_iter().skip(KEPT) {
        let _ = fs::remove_file(old.path);
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let left = name.starts_with(&format!("{stem}-")) && name.ends_with(".half");
        let hours = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        if left && hours.is_some_and(|t| t.as_secs() > 3600) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
