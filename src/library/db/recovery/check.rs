//! Looking through a library for damage, and for what is not as it should be though nothing is damaged.

use std::path::Path;

use crate::library::db::connection::Library;
use crate::library::db::error::{StoreError, shown};
use crate::library::db::file::{backups, disk};
use crate::library::notes::corrections::Correction;
use crate::text::ArticleId;

impl Library {
    /// Looks through the whole file for damage. Takes a while on a large library.
    ///
    /// # Errors
    /// Where there is damage, or the file cannot be read.
    pub fn check(&self) -> Result<(), StoreError> {
        if self.rescued.get().is_some() {
            return Err(self.damaged());
        }
        let Some(conn) = self.conn.as_ref() else { return Ok(()) };
        // The search index is looked through with the rest.
        match conn.pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0)) {
            Ok(found) if found == "ok" => Ok(()),
            Ok(_) => Err(self.damaged()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// What is not as it should be in a file that is not damaged as a file: texts that are not what was read (a disk may
    /// change a byte), rows that lead nowhere, backups that are of no use, files that others can read. One line each.
    ///
    /// # Errors
    /// Where the library cannot be read.
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
                    wrong.push(format!("the text of “{name}” is not what was read: open the article again"));
                }
            }
            let mut query =
                conn.prepare("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (table, count): (String, i64) = (row.get(0)?, row.get(1)?);
                wrong.push(format!("{count} of its {table} belong to no article"));
            }
            let mut query = conn.prepare("SELECT json FROM corrections WHERE deleted IS NULL")?;
            let unread = query
                .query_map([], |row| row.get::<_, String>(0))?
                .filter(|json| json.as_ref().is_ok_and(|json| serde_json::from_str::<Correction>(json).is_err()))
                .count();
            if unread > 0 {
                wrong.push(format!("{unread} of its corrections cannot be read: a newer pullquote may have made them"));
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
            wrong.extend(open_to_others(&disk::beside(&self.path, ending)));
        }
        Ok(wrong)
    }
}

/// What to say of a file that others than its owner can read.
fn open_to_others(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o077;
        (mode != 0).then(|| format!("others can read {0}: chmod 600 {0}", shown(path)))
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
        let expected = ["is not what was read", "1 of its corrections belong", "1 of its corrections cannot", "backup"];
        for (line, expected) in wrong.iter().zip(expected) {
            assert!(line.contains(expected), "{wrong:#?}");
        }
        assert_eq!(wrong.len(), if cfg!(unix) { 5 } else { 4 }, "{wrong:#?}");
        library.check().unwrap();
    }
}
