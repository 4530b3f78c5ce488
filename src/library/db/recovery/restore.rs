//! Putting a library right: from a backup, or from what can be read of the damaged file.

use std::path::{Path, PathBuf};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::{StoreError, shown};
use crate::library::db::file::disk::sound;
use crate::library::db::file::salvage::{copy, count, counted, memory, rescue};
use crate::library::db::file::{backups, disk, open};

impl Library {
    /// Puts the library right: from `backup`, or, without one, from what can be read of the damaged file and its newest
    /// sound backup. The old file is kept beside it. Returns what it holds now, and where the old file is.
    ///
    /// No other instance may have the library open.
    ///
    /// # Errors
    /// Where there is nothing to restore from, or the new file cannot be written; the old one is untouched then.
    pub fn restore(path: &Path, backup: Option<&Path>) -> Result<(String, Option<PathBuf>), StoreError> {
        let other = |reason: String| StoreError::Other { path: path.to_owned(), reason };
        let (from, told) = match backup {
            Some(file) => {
                let from = disk::raw(file, true).map_err(|e| other(format!("the backup {}: {e}", shown(file))))?;
                if !sound(&from) {
                    return Err(other(format!("the backup {} is damaged too: name another", shown(file))));
                }
                let to = memory().map_err(|e| other(disk::reason(&e)))?;
                copy(&from, &to);
                if count(&to, "articles") == 0 {
                    return Err(other(format!("{} holds no article: name another backup", shown(file))));
                }
                let told = format!("{} restored from {}", counted(count(&to, "notes")), shown(file));
                (to, told)
            }
            None => {
                let here = disk::raw(path, false).is_ok_and(|conn| sound(&conn) && count(&conn, "notes") >= 0);
                if here && path.exists() && open::readable(path).is_ok() {
                    return Err(other("it is sound: to go back to an older state, name a backup".to_owned()));
                }
                let rescue = rescue(path)
                    .ok_or_else(|| other("nothing can be read of it, and there is no backup".to_owned()))?;
                let notes = counted(count(&rescue.conn, "notes"));
                (rescue.conn, format!("{notes} restored; {}", rescue.told))
            }
        };
        let new = disk::beside(path, "-restored");
        let _ = std::fs::remove_file(&new);
        backups::write_into(&from, &new).map_err(&other)?;
        let kept = disk::set_aside(path, &now().replace(':', "-")).map_err(|e| other(e.to_string()))?;
        std::fs::rename(&new, path).map_err(|e| other(e.to_string()))?;
        Ok((told, kept))
    }
}
