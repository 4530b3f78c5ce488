//! Checks a library for damage and for inconsistent content.

use std::path::Path;

use crate::library::db::connection::Library;
use crate::library::db::error::{StoreError, shown};
use crate::library::db::file::{backups, disk};
use crate::library::notes::corrections::Correction;
use crate::text::ArticleId;

impl Library {
    /// Checks the whole file for damage. Takes a while on a large library.
    ///
    /// # Errors
    /// If the file is damaged or cannot be read.
    pub fn check(&self) -> Result<(), StoreError> {
        if self.rescued.get().is_some() {
            return Err(self.damaged());
        }
        let Some(conn) = self.conn.as_ref() else { return Ok(()) };
        // The integrity check covers the search index, too.
        match conn.pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0)) {
            Ok(found) if found == "ok" => Ok(()),
            Ok(_) => Err(self.damaged()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Finds problems in an intact file, one line each: texts that do not match their digest (a disk may change a
    /// byte), orphaned rows, damaged backups, and files that other users can read.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn examine(&self) -> Result<Vec<String>, StoreError> {
        let found = self.read(|conn| {
            let mut wrong = Vec::new();
            let mut query = conn.prepare(
                "SELECT t.article, text, coalesce(title, source) FROM texts t LEFT JOIN articles a ON a.id = t.article",
            )?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (id, text, name): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
                if ArticleId::of_text(&text).0 != id {
                    let name = name.as_deref().unwrap_or(&id);
                    wrong.push(format!("the stored text of “{name}” does not match its checksum: open the article again"));
                }
            }
            let mut query =
                conn.prepare("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (table, count): (String, i64) = (row.get(0)?, row.get(1)?);
                wrong.push(format!("the table {table} has rows without an article: {count}"));
            }
            let mut query = conn.prepare("SELECT json FROM corrections WHERE deleted IS NULL")?;
            let unread = query
                .query_map([], |row| row.get::<_, String>(0))?
                .filter(|json| json.as_ref().is_ok_and(|json| serde_json::from_str::<Correction>(json).is_err()))
                .count();
            if unread > 0 {
                wrong.push(format!("unreadable corrections: {unread}; a newer version of pullquote may have made them: update pullquote"));
            }
            Ok(wrong)
        })?;
        let mut wrong = found.unwrap_or_default();
        for copy in backups::backups(&self.path) {
            let is_sound = disk::raw(&copy.path, true).is_ok_and(|conn| disk::sound(&conn));
            if !is_sound {
                wrong.push(format!("the backup {} is damaged: delete it", shown(&copy.path)));
            }
            wrong.extend(open_to_others(&copy.path));
        }
        for ending in ["", "-wal", "-shm"] {
            wrong.extend(open_to_others(&disk::companion(&self.path, ending)));
        }
        Ok(wrong)
    }
}

/// Returns a warning if users other than the owner can read a file.
fn open_to_others(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o077;
        (mode != 0).then(|| format!("other users can read {0}: run chmod 600 {0}", shown(path)))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};

    #[test]
    fn what_is_not_as_it_should_be_is_named() {
        let (_dir, path) = place_for_a_library();
        let mut library = open(&path);
        let article = article("-", TEXT);
        library.save_note(&article, None, None, "n").unwrap();
        Library::back_up(&path).unwrap().unwrap();
        assert_eq!(library.examine().unwrap(), Vec::<String>::new());
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.execute_batch(
            "PRAGMA foreign_keys = OFF;
             UPDATE texts SET text = replace(text, 'May', 'Mai');
             INSERT INTO corrections VALUES ('c', 'nowhere', '{}', '', NULL);",
        )
        .unwrap();
        let copy = backups::backups(&path)[0].path.clone();
        std::fs::write(&copy, vec![7u8; 9000]).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        let wrong = library.examine().unwrap();
        let expected =
            ["does not match its checksum", "corrections has rows without", "unreadable corrections: 1", "backup"];
        for (line, expected) in wrong.iter().zip(expected) {
            assert!(line.contains(expected), "{wrong:#?}");
        }
        assert_eq!(wrong.len(), if cfg!(unix) { 5 } else { 4 }, "{wrong:#?}");
        library.check().unwrap();
    }
}
