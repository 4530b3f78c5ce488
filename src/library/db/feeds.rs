//! Stores the feeds that the reader follows, and which of their entries are known.

use std::fmt::Write as _;

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::library::db::articles::labels;
use crate::library::db::articles::labels::Labels;
use crate::library::db::articles::opened::remember;
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::from_sql;
use crate::library::db::source_key::key;
use crate::text::{Article, ArticleId};

/// A feed that the reader follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowedFeed {
    /// Its address, or the path of a file.
    pub source: String,
    /// Its title, once it was read.
    pub title: Option<String>,
    /// When it was last read, RFC 3339 UTC.
    pub checked: Option<String>,
    /// The header `ETag` of the last answer.
    pub etag: Option<String>,
    /// The header `Last-Modified` of the last answer.
    pub modified: Option<String>,
    /// Why it could not be read the last time.
    pub error: Option<String>,
    /// The number of its entries that are known.
    pub entries: usize,
    /// The number of these that are unread.
    pub unread: usize,
}

/// The result of reading a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedAnswer {
    /// The title of the feed; `None` leaves it.
    pub title: Option<String>,
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub modified: Option<String>,
}

impl Library {
    /// Follows a feed. Returns whether it is new.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn follow(&mut self, source: &str, title: Option<&str>) -> Result<bool, StoreError> {
        self.write(|tx| {
            let sql = "INSERT OR IGNORE INTO feeds (source, title, added) VALUES (?1, ?2, ?3)";
            Ok(tx.execute(sql, params![source, title, now()])? > 0)
        })
    }

    /// Stops following a feed; its articles stay in the library. Returns whether it was followed.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn unfollow(&mut self, source: &str) -> Result<bool, StoreError> {
        self.write(|tx| {
            tx.execute("DELETE FROM entries WHERE feed = ?1", [source])?;
            Ok(tx.execute("DELETE FROM feeds WHERE source = ?1", [source])? > 0)
        })
    }

    /// Returns the feeds, by title.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn feeds(&self) -> Result<Vec<FollowedFeed>, StoreError> {
        let found = self.read(|conn| {
            // The text of an entry may have a newer version, which has the labels.
            let mut query = conn.prepare(
                "SELECT source, title, checked, etag, modified, error,
                    (SELECT count(*) FROM entries e WHERE e.feed = f.source),
                    (SELECT count(*) FROM entries e JOIN labels l ON l.article = e.article
                        WHERE e.feed = f.source AND l.unread)
                 FROM feeds f ORDER BY lower(coalesce(title, source)), source",
            )?;
            let rows = query.query_map([], |row| {
                Ok(FollowedFeed {
                    source: row.get(0)?,
                    title: row.get(1)?,
                    checked: row.get(2)?,
                    etag: row.get(3)?,
                    modified: row.get(4)?,
                    error: row.get(5)?,
                    entries: from_sql(row.get(6)?),
                    unread: from_sql(row.get(7)?),
                })
            })?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Stores that a feed was read, or why not.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn feed_checked(&mut self, source: &str, answer: Result<&FeedAnswer, &str>) -> Result<(), StoreError> {
        self.write(|tx| {
            match answer {
                Ok(answer) => tx.execute(
                    "UPDATE feeds SET checked = ?2, error = NULL, title = coalesce(?3, title), etag = ?4, modified = ?5
                     WHERE source = ?1",
                    params![source, now(), answer.title, answer.etag, answer.modified],
                )?,
                Err(reason) => tx.execute("UPDATE feeds SET error = ?2 WHERE source = ?1", params![source, reason])?,
            };
            Ok(())
        })
    }

    /// Stores an entry of a feed as an unread article, unless it is known. An article that was read before from the
    /// same address is no new one. Returns whether it is new.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn put_entry(&mut self, feed: &str, article: &Article, is_part: bool) -> Result<bool, StoreError> {
        let entry = digest(&article.source);
        let source = key(&article.source);
        self.write(|tx| {
            let followed = "SELECT EXISTS (SELECT 1 FROM feeds WHERE source = ?1)";
            if !tx.query_row(followed, [feed], |row| row.get(0))? {
                // It was removed meanwhile.
                return Ok(false);
            }
            let known = "SELECT EXISTS (SELECT 1 FROM entries WHERE feed = ?1 AND entry = ?2)";
            if tx.query_row(known, [feed, &entry], |row| row.get(0))? {
                return Ok(false);
            }
            tx.execute(
                "INSERT INTO entries (feed, entry, article, part) VALUES (?1, ?2, ?3, ?4)",
                params![feed, entry, article.id.0, is_part],
            )?;
            let read = "SELECT EXISTS (SELECT 1 FROM sources WHERE source = ?1)
                OR EXISTS (SELECT 1 FROM articles WHERE id = ?2) OR EXISTS (SELECT 1 FROM forgotten WHERE article = ?2)";
            if tx.query_row(read, params![source, article.id.0], |row| row.get(0))? {
                return Ok(false);
            }
            remember(tx, article)?;
            labels::put(tx, &article.id, &Labels { unread: true, ..Labels::default() })?;
            Ok(true)
        })
    }

    /// Returns whether an article is an entry of a feed that has only a part of its text; and the address of that feed.
    #[must_use]
    pub fn feed_of_part(&self, article: &ArticleId) -> Option<String> {
        let sql = "SELECT feed FROM entries WHERE article = ?1 AND part LIMIT 1";
        let found = self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get(0)).optional());
        found.ok().flatten().flatten()
    }
}

/// Returns the SHA-256 of a text, as 64 hexadecimal digits.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;
    use crate::library::db::LabelChange;

    #[test]
    fn an_entry_is_new_once() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let feed = "https://quay.example/feed";
        let entry = |name: &str, text: &str| from_plain(&format!("https://quay.example/{name}"), text.to_owned());
        let (mill, boat) = (entry("mill", "The mill stands."), entry("boat", "The boat is late."));
        assert!(!library.put_entry(feed, &mill, false).unwrap(), "nobody follows it");
        assert!(library.follow(feed, None).unwrap() && !library.follow(feed, Some("x")).unwrap());
        library.put_article(&boat).unwrap();
        assert!(library.put_entry(feed, &mill, true).unwrap());
        assert!(!library.put_entry(feed, &mill, true).unwrap());
        assert!(!library.put_entry(feed, &boat, false).unwrap(), "it was read before");
        assert_eq!(library.unread().unwrap(), 1);
        assert_eq!(library.feed_of_part(&mill.id).as_deref(), Some(feed));
        assert_eq!(library.feed_of_part(&boat.id), None);
        library.forget(std::slice::from_ref(&mill.id)).unwrap();
        assert!(!library.put_entry(feed, &mill, true).unwrap(), "a forgotten one does not come back");
        assert!(!library.put_entry(feed, &entry("mill", "Other words."), true).unwrap());
        let answer = FeedAnswer { title: Some("The Quay".to_owned()), etag: Some("\"1\"".to_owned()), modified: None };
        library.feed_checked(feed, Ok(&answer)).unwrap();
        library.feed_checked(feed, Err("gone")).unwrap();
        let feeds = library.feeds().unwrap();
        assert_eq!((feeds.len(), feeds[0].entries, feeds[0].unread), (1, 2, 0));
        assert_eq!((feeds[0].title.as_deref(), feeds[0].error.as_deref()), (Some("The Quay"), Some("gone")));
        library.feed_checked(feed, Ok(&answer)).unwrap();
        assert_eq!(library.feeds().unwrap()[0].error, None);
        assert!(library.unfollow(feed).unwrap() && !library.unfollow(feed).unwrap());
        assert_eq!(library.list_articles().unwrap().len(), 1, "its articles stay");
    }

    #[test]
    fn an_entry_is_read_once_in_any_version() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        library.follow("/feed.xml", None).unwrap();
        let part = from_plain("https://quay.example/mill", "The mill.".to_owned());
        let whole = from_plain("https://quay.example/mill", "The mill stands, said all.".to_owned());
        library.put_entry("/feed.xml", &part, true).unwrap();
        library.put_article(&whole).unwrap();
        library.label(&whole.id, &LabelChange::Unread(false)).unwrap();
        assert_eq!(library.unread().unwrap(), 0, "the part is hidden");
    }
}
