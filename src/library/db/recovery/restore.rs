//! Restores a library from a backup, or from the readable part of a damaged file.

use std::path::{Path, PathBuf};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::{StoreError, shown};
use crate::library::db::file::disk::sound;
use crate::library::db::file::salvage::{copy, count, counted, memory, rescue};
use crate::library::db::file::{backups, disk, open};

impl Library {
    /// Restores the library: from `backup`, or, without one, from the readable part of the damaged file and its
    /// newest sound backup. The old file is kept beside it. Returns a summary of the content, and the path of the old
    /// file.
    ///
    /// No other instance may have the library open.
    ///
    /// # Errors
    /// If there is nothing to restore from, or the new file cannot be written; the old file is then unchanged.
    pub fn restore(path: &Path, backup: Option<&Path>) -> Result<(String, Option<PathBuf>), StoreError> {
        let other = |reason: String| StoreError::Other { path: path.to_owned(), reason };
        let (from, summary) = match backup {
            Some(file) => {
                let from = disk::raw(file, true).map_err(|e| other(format!("the backup {}: {e}", shown(file))))?;
                if !sound(&from) {
                    return Err(other(format!("the backup {} is damaged, too: name another backup", shown(file))));
                }
                let to = memory().map_err(|e| other(disk::reason(&e)))?;
                copy(&from, &to);
                if count(&to, "articles") == 0 {
                    return Err(other(format!("{} holds no article: name another backup", shown(file))));
                }
                let summary = format!("{} restored from {}", counted(count(&to, "notes")), shown(file));
                (to, summary)
            }
            None => {
                let here = disk::raw(path, false).is_ok_and(|conn| sound(&conn) && count(&conn, "notes") >= 0);
                if here && path.exists() && open::readable(path).is_ok() {
                    return Err(other("it is not damaged: to go back to an older state, name a backup".to_owned()));
                }
                let rescue = rescue(path)
                    .ok_or_else(|| other("nothing in it can be read, and there is no backup: to start with an empty library, move this file away".to_owned()))?;
                let notes = counted(count(&rescue.conn, "notes"));
                (rescue.conn, format!("{notes} restored; {}", rescue.summary))
            }
        };
        let new = disk::companion(path, "-restored");
        let _ = std::fs::remove_file(&new);
        backups::write_into(&from, &new).map_err(&other)?;
        let kept = disk::set_aside(path, &now().replace(':', "-")).map_err(|e| other(e.to_string()))?;
        std::fs::rename(&new, path).map_err(|e| other(e.to_string()))?;
        Ok((summary, kept))
    }
}
