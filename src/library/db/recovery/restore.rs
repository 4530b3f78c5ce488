//! Restores a library from a backup, or from the readable part of a damaged file.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::{StoreError, shown};
use crate::library::db::file::disk::{DAMAGED_NAME, sound, whole};
use crate::library::db::file::salvage::{adopt, copy, copy_rows, count, counted, memory, rescue};
use crate::library::db::file::{backups, disk, open};

impl Library {
    /// Restores the library: from `backup`, or, without one, from the readable part of the damaged file and its
    /// newest sound backup. The old file is kept beside it. Returns a summary of the content, and the path of the old
    /// file.
    ///
    /// Other instances may have the library open: they see the restored content, or reopen the file before they write.
    ///
    /// # Errors
    /// If there is nothing to restore from, or the new file cannot be written; the old file is then unchanged.
    pub fn restore(path: &Path, backup: Option<&Path>) -> Result<(String, Option<PathBuf>), StoreError> {
        let other = |reason: String| StoreError::Other { path: path.to_owned(), reason };
        let mut lock = None;
        let (from, summary) = match backup {
            Some(file) => {
                let from = disk::raw(file, true).map_err(|e| other(format!("the backup {}: {e}", shown(file))))?;
                if !sound(&from) {
                    return Err(other(format!("the backup {} is damaged, too: name another backup", shown(file))));
                }
                let to = memory().map_err(|e| other(disk::reason(&e)))?;
                copy(&from, &to);
                adopt(&to).map_err(|e| other(disk::reason(&e)))?;
                if count(&to, "articles") == 0 {
                    return Err(other(format!("{} holds no article: name another backup", shown(file))));
                }
                let summary = format!("{} restored from {}", counted(count(&to, "notes")), shown(file));
                (to, summary)
            }
            None => {
                let here = disk::raw(path, false).is_ok_and(|conn| whole(&conn) && count(&conn, "notes") >= 0);
                if here && path.exists() && open::readable(path).is_ok() {
                    return Err(other("it is not damaged: to go back to an older state, name a backup".to_owned()));
                }
                // Held to the end, so that no reader adds to a file that was read already.
                lock = disk::write_lock(path);
                let rescue = rescue(path)
                    .ok_or_else(|| other("nothing in it can be read, and there is no backup: to start with an empty library, move this file away".to_owned()))?;
                let notes = counted(count(&rescue.conn, "notes"));
                (rescue.conn, format!("{notes} restored; {}", rescue.summary))
            }
        };
        let kept = disk::companion(path, &format!("{DAMAGED_NAME}{}", now().replace(':', "-")));
        if let Ok(live) = open::writable(path)
            && whole(&live)
        {
            // Open readers stay where they are: the content of their file changes.
            replace(live, path, &from, &kept).map_err(other)?;
            return Ok((summary, Some(kept)));
        }
        let new = disk::restored(path);
        write_whole(&from, &new).map_err(&other)?;
        let kept = disk::set_aside(path, &kept).map_err(|e| other(e.to_string()))?;
        take_place(&new, path, &from).map_err(other)?;
        drop(lock);
        Ok((summary, kept))
    }
}

/// Replaces the content of a sound library in one transaction, and keeps the old content in the file `kept`.
fn replace(mut live: Connection, path: &Path, from: &Connection, kept: &Path) -> Result<(), String> {
    let mut work = || -> rusqlite::Result<Result<(), String>> {
        // Rows of a backup may refer to rows that were lost.
        live.pragma_update(None, "foreign_keys", false)?;
        let tx = live.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Nobody else writes from here on: what is kept is the last state.
        if let Err(reason) = disk::raw(path, false).and_then(|old| write_whole(&old, kept)) {
            return Ok(Err(format!("the present library cannot be kept: {reason}")));
        }
        let tables: Vec<String> = tx
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name <> 'forgotten' ORDER BY name = 'notes' DESC",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        // A trigger takes the notes out of the search index.
        for table in tables {
            tx.execute(&format!("DELETE FROM \"{table}\""), [])?;
        }
        for index in ["articles_fts", "quotes_fts"] {
            tx.execute(&format!("INSERT INTO {index} ({index}) VALUES ('delete-all')"), [])?;
        }
        copy_rows(from, &tx);
        // What was forgotten stays forgotten, unless the backup brings it back.
        tx.execute("DELETE FROM forgotten WHERE article IN (SELECT id FROM articles)", [])?;
        tx.commit().map(Ok)
    };
    work().map_err(|e| disk::reason(&e)).flatten()
}

/// Writes a library under a name that no incomplete file ever has.
fn write_whole(from: &Connection, file: &Path) -> Result<(), String> {
    let half = disk::companion(file, "-half");
    backups::write_into(from, &half)?;
    std::fs::rename(&half, file).map_err(|e| disk::io_reason(&e))
}

/// Gives the new library its name. If an open reader has made a library there meanwhile, its notes stay, and the restored
/// rows are added.
fn take_place(new: &Path, path: &Path, from: &Connection) -> Result<(), String> {
    match std::fs::hard_link(new, path) {
        Ok(()) => {
            let _ = std::fs::remove_file(new);
            Ok(())
        }
        // An open reader has done it.
        Err(_) if !new.exists() && path.exists() => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mut live = open::writable(path)?;
            let mut work = || -> rusqlite::Result<()> {
                live.pragma_update(None, "foreign_keys", false)?;
                let tx = live.transaction_with_behavior(TransactionBehavior::Immediate)?;
                copy_rows(from, &tx);
                tx.commit()
            };
            work().map_err(|e| disk::reason(&e))?;
            let _ = std::fs::remove_file(new);
            Ok(())
        }
        // This file system has no links.
        Err(_) => std::fs::rename(new, path).map_err(|e| e.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, bodies, open, place_for_a_library};

    #[test]
    fn an_open_reader_writes_into_the_restored_library() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut reader = open(&path);
        reader.save_note(&article, None, None, "in the backup").unwrap();
        let backup = Library::back_up(&path).unwrap().unwrap();
        reader.save_note(&article, None, None, "later").unwrap();
        let (_, kept) = Library::restore(&path, Some(&backup)).unwrap();
        assert_eq!(bodies(&reader, &article), ["in the backup"], "an open reader sees the restored notes");
        reader.save_note(&article, None, None, "after").unwrap();
        assert_eq!(bodies(&open(&path), &article), ["in the backup", "after"]);
        assert_eq!(bodies(&open(&kept.unwrap()), &article), ["in the backup", "later"]);
        reader.check().unwrap();
        let hits = reader.search(&crate::library::db::Query::typed("backup", 9)).unwrap();
        assert_eq!(hits.len(), 1, "the notes are indexed anew");
        let hits = reader.search(&crate::library::db::Query::typed("later", 9)).unwrap();
        assert_eq!(hits.len(), 0);
    }

    #[test]
    fn a_library_of_which_an_index_alone_is_damaged_is_restored() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        open(&path).save_note(&article, None, None, "a lamp").unwrap();
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.pragma_update(None, "writable_schema", true).unwrap();
        let other = "UPDATE sqlite_schema SET sql = 'CREATE INDEX notes_by_article ON notes (body)' WHERE name = 'notes_by_article'";
        conn.execute(other, []).unwrap();
        drop(conn);
        assert!(sound(&disk::raw(&path, false).unwrap()), "the quick check does not see it");
        assert!(open(&path).check().is_err());
        Library::restore(&path, None).unwrap();
        open(&path).check().unwrap();
        assert_eq!(bodies(&open(&path), &article), ["a lamp"]);
        assert!(Library::restore(&path, None).unwrap_err().to_string().contains("not damaged"));
    }

    #[test]
    fn an_interrupted_restoration_is_completed() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        open(&path).save_note(&article, None, None, "damaged").unwrap();
        let mut other = open(&disk::restored(&path));
        other.save_note(&article, None, None, "restored").unwrap();
        drop(other);
        std::fs::rename(&path, disk::companion(&path, ".damaged-2024-05-01T10-00-00.000Z")).unwrap();
        std::fs::write(disk::log_of(&path), "of the damaged library").unwrap();
        assert_eq!(bodies(&open(&path), &article), ["restored"]);
        assert!(!disk::restored(&path).exists());
    }

    #[test]
    fn a_library_made_during_the_restoration_keeps_its_notes() {
        let (dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        open(&path).save_note(&article, None, None, "made meanwhile").unwrap();
        let old = dir.path().join("old.db");
        open(&old).save_note(&article, None, None, "restored").unwrap();
        let from = disk::raw(&old, false).unwrap();
        let new = dir.path().join("new.db");
        backups::write_into(&from, &new).unwrap();
        take_place(&new, &path, &from).unwrap();
        assert!(!new.exists());
        let mut both = bodies(&open(&path), &article);
        both.sort_unstable();
        assert_eq!(both, ["made meanwhile", "restored"]);
    }
}
