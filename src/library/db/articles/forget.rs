//! Forgets an article: deletes all of its data from the library file, the log and the backups.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::file::{backups, disk, schema};
use crate::library::db::preferences::forget_searches;
use crate::library::db::search::index;
use crate::library::db::source_key::{canonical, key};
use crate::text::ArticleId;

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Number of versions of the article.
    pub versions: usize,
    /// Number of notes on them.
    pub notes: usize,
    /// Number of backups from which the article was deleted as well.
    pub backups: usize,
    /// Files that may still hold the article, each with the reason.
    pub left: Vec<(PathBuf, String)>,
}

impl Library {
    /// Finds articles by path, address, title, or the beginning (8 digits or more) of an id.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn resolve(&self, name: &str) -> Result<Vec<ArticleId>, StoreError> {
        let (source, place) = (canonical(name), key(name));
        let start = (name.len() >= 8 && name.bytes().all(|b| b.is_ascii_hexdigit())).then(|| name.to_ascii_lowercase());
        let found = self.read(|conn| {
            let mut query = conn.prepare(
                "SELECT article FROM sources WHERE source = ?4
                 UNION SELECT id FROM articles WHERE source = ?1 AND source <> '-'
                 UNION SELECT id FROM articles WHERE title = ?2
                 UNION SELECT id FROM articles WHERE ?3 IS NOT NULL AND substr(id, 1, length(?3)) = ?3",
            )?;
            let rows = query.query_map(params![source, name, start, place], |row| Ok(ArticleId(row.get(0)?)))?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Deletes these articles with their text, notes, corrections, undo history and search index entries, and the recent
    /// searches: from the library, its log and its backups.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn forget(&mut self, articles: &[ArticleId]) -> Result<Forgotten, StoreError> {
        // An empty write shows whether the library can be written at all.
        self.write(|_| Ok(()))?;
        let path = self.path.clone();
        self.log.wait();
        let Some(conn) = self.conn.as_mut() else { return Err(self.other("it is not open".to_owned())) };
        let mut done = match erase(conn, articles) {
            Ok((done, _)) => done,
            Err(error) => return Err(self.failed(&error)),
        };
        if let Err(reason) = overwrite(conn) {
            done.left.push((path.clone(), reason));
        }
        for copy in backups::backups(&path) {
            match from_backup(&copy.path, articles) {
                Ok(true) => done.backups += 1,
                Ok(false) => {}
                Err(reason) => done.left.push((copy.path, reason)),
            }
        }
        for file in disk::set_aside_before(&path) {
            done.left.push((file, "a damaged library that was kept: delete this file yourself".to_owned()));
        }
        Ok(done)
    }
}

fn from_backup(file: &Path, articles: &[ArticleId]) -> Result<bool, String> {
    let work = || -> rusqlite::Result<Result<bool, String>> {
        let mut conn = Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if schema::identity(&conn)?.1 > schema::LATEST {
            return Ok(Err("made by a newer version of pullquote: update pullquote".to_owned()));
        }
        schema::migrate(&mut conn)?;
        let (done, had_searches) = erase(&mut conn, articles)?;
        let is_changed = done.versions > 0 || had_searches;
        Ok(if is_changed { overwrite(&conn).map(|()| done.versions > 0) } else { Ok(false) })
    };
    work().map_err(|e| disk::reason(&e)).flatten()
}

/// Deletes the articles and the recent searches; the second value is whether there were searches.
fn erase(conn: &mut Connection, articles: &[ArticleId]) -> rusqlite::Result<(Forgotten, bool)> {
    conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut done = Forgotten::default();
    for article in articles {
        let (notes, found) = erase_one(&tx, &article.0)?;
        done.notes += notes;
        done.versions += found;
        if found > 0 {
            tx.execute("INSERT OR REPLACE INTO forgotten (article, time) VALUES (?1, ?2)", [&article.0, &now()])?;
        }
    }
    let had_searches = forget_searches(&tx)?;
    tx.commit()?;
    Ok((done, had_searches))
}

fn erase_one(tx: &Transaction<'_>, id: &str) -> rusqlite::Result<(usize, usize)> {
    let numbers: Vec<i64> = tx
        .prepare("SELECT n FROM indexed WHERE article = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for n in numbers {
        index::remove_quotes(tx, n)?;
        tx.execute("DELETE FROM articles_fts WHERE rowid = ?1", [n])?;
    }
    let notes = tx.execute("DELETE FROM notes WHERE article = ?1", [id])?;
    // A note may have been attached to another article before: its undo history still quotes that article.
    tx.execute(
        "DELETE FROM changes WHERE json_extract(before, '$.row.article') = ?1
            OR json_extract(after, '$.row.article') = ?1",
        [id],
    )?;
    for table in [
        "indexed",
        "changes",
        "corrections",
        "annotations",
        "positions",
        "bookmarks",
        "drafts",
        "shapes",
        "labels",
        "texts",
        "sources",
    ] {
        tx.execute(&format!("DELETE FROM {table} WHERE article = ?1"), [id])?;
    }
    Ok((notes, tx.execute("DELETE FROM articles WHERE id = ?1", [id])?))
}

/// Rewrites the whole file, so that no page and no part of the index holds deleted text, and empties the log.
fn overwrite(conn: &Connection) -> Result<(), String> {
    let work = || -> rusqlite::Result<bool> {
        for table in ["articles_fts", "quotes_fts", "notes_fts"] {
            // Deleted words stay in the index until its segments are merged.
            conn.execute(&format!("INSERT INTO {table} ({table}) VALUES ('optimize')"), [])?;
        }
        conn.execute_batch("VACUUM")?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0))
    };
    match work() {
        Ok(false) => Ok(()),
        Ok(true) => Err("another pullquote has it open: the log is emptied when that one quits".to_owned()),
        Err(error) => Err(format!("deleted, but not overwritten yet: {}", disk::reason(&error))),
    }
}

#[cfg(test)]
mod tests {
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};
    use crate::nlp::Annotations;

    #[test]
    fn an_open_reader_does_not_bring_back_what_was_forgotten() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut reader = open(&path);
        reader.put_article(&article).unwrap();
        open(&path).forget(std::slice::from_ref(&article.id)).unwrap();
        // As the reader does on leaving the article.
        reader.set_position(&article, 10).unwrap();
        let done = Annotations { complete: true, model: "m".to_owned(), ..Annotations::default() };
        reader.put_annotations(&article, &done).unwrap();
        reader.set_day(&article, "2024-05-01").unwrap();
        assert_eq!((reader.articles().unwrap().len(), reader.text(&article.id).unwrap()), (0, None));
        // When it is opened again, it is stored like any other article.
        reader.put_article(&article).unwrap();
        reader.set_position(&article, 10).unwrap();
        assert_eq!((reader.articles().unwrap().len(), reader.position(&article)), (1, Some(10)));
    }
}
