//! Makes dated backups beside the library: `backups/library-2026-11-24.db`, at most one a day, the newest few kept.
//! Data that can be made again (annotations, the search index) is left out.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::file::backups::{backups, folder, stem, today, write_into};
use crate::library::db::file::{disk, open, schema};

/// Number of backups that are kept.
const KEPT: usize = 5;

impl Library {
    /// Makes today's backup of the library at `path`, unless it exists or the library is empty. Returns the new file.
    /// Takes a while on a large library; other instances can write meanwhile.
    ///
    /// # Errors
    /// If the library is damaged, or the backup cannot be written. No partial backup is left.
    pub fn back_up(path: &Path) -> Result<Option<PathBuf>, StoreError> {
        Self::back_up_today(path, false)
    }

    /// Makes a backup on request: today's backup, if any, is replaced once the new one is complete.
    ///
    /// # Errors
    /// As for [`Library::back_up`]; the older backup stays.
    pub fn back_up_again(path: &Path) -> Result<Option<PathBuf>, StoreError> {
        Self::back_up_today(path, true)
    }

    fn back_up_today(path: &Path, again: bool) -> Result<Option<PathBuf>, StoreError> {
        let other = |reason: String| StoreError::Other { path: path.to_owned(), reason };
        let (Some(folder), Some(stem)) = (folder(path), stem(path)) else { return Ok(None) };
        let file = folder.join(format!("{stem}-{}.db", today()));
        if file.exists() && !again || disk::is_new(path) {
            return Ok(None);
        }
        let (conn, _) = open::readable(path).map_err(|reason| other(disk::unreadable(path, reason)))?;
        let anything = "SELECT EXISTS (SELECT 1 FROM articles)";
        if !conn.query_row(anything, [], |row| row.get::<_, bool>(0)).map_err(|e| other(disk::reason(&e)))? {
            return Ok(None);
        }
        if !disk::sound(&conn) {
            return Err(other(disk::DAMAGED.to_owned()));
        }
        disk::private_folder(&folder).map_err(|e| other(format!("the directory of its backups: {e}")))?;
        // Each process has its own temporary name; files left by a killed process are deleted.
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

/// Deletes the data that can be made again.
fn slim(file: &Path) -> Result<(), String> {
    let work = || -> rusqlite::Result<()> {
        let conn = Connection::open(file)?;
        // The file is not a backup yet: an interruption loses nothing.
        conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; DELETE FROM annotations;")?;
        let (_, version, _) = schema::identity(&conn)?;
        let with_people = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'people')";
        if conn.query_row(with_people, [], |row| row.get(0))? {
            conn.execute_batch("DELETE FROM people;")?;
        }
        if version >= 2 {
            conn.execute_batch(
                "DELETE FROM quotes; DELETE FROM indexed;
                 INSERT INTO quotes_fts (quotes_fts) VALUES ('delete-all');
                 INSERT INTO articles_fts (articles_fts) VALUES ('delete-all');",
            )?;
        }

        conn.execute_batch("VACUUM")
    };
    work().map_err(|e| disk::reason(&e))
}

/// Deletes all but the newest backups, and files left by a killed process.
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
