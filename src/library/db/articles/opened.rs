//! Stores the articles that were opened: text, title, source and publication date.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::library::db::articles::{block_layout, labels};
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::source_key::{canonical, keys};
use crate::text::{Article, ArticleId};

/// An article that has been opened before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleEntry {
    /// The article's id.
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// The path or address it was last opened from.
    pub source: String,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
    /// Number of notes.
    pub notes: usize,
}

impl Library {
    /// Stores that this article was opened, with its text, title and source.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn put_article(&mut self, article: &Article) -> Result<(), StoreError> {
        self.write(|tx| remember(tx, article))
    }

    /// Returns every article ever opened, the last opened first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn articles(&self) -> Result<Vec<ArticleEntry>, StoreError> {
        let entries = self.read(|conn| {
            let mut query = conn.prepare(
                "SELECT id, title, source, opened,
                    (SELECT count(*) FROM notes WHERE article = articles.id AND deleted IS NULL)
                 FROM articles ORDER BY opened DESC, id",
            )?;
            let rows = query.query_map([], |row| {
                Ok(ArticleEntry {
                    id: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    source: row.get(2)?,
                    opened: row.get(3)?,
                    notes: row.get::<_, u32>(4)? as usize,
                })
            })?;
            rows.collect()
        })?;
        Ok(entries.unwrap_or_default())
    }

    /// Returns the text of an article.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn text(&self, article: &ArticleId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT text FROM texts WHERE article = ?1";
        let found = self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get(0)).optional())?;
        Ok(found.flatten())
    }

    /// Returns the publication date of an article: as last read from the article, or as set by the reader.
    #[must_use]
    pub fn day(&self, article: &ArticleId) -> Option<String> {
        let sql = "SELECT date FROM articles WHERE id = ?1";
        let day = |conn: &Connection| conn.query_row(sql, [&article.0], |row| row.get(0)).optional();
        self.read(day).ok().flatten().flatten().flatten()
    }

    /// Stores the publication date of an article.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_day(&mut self, article: &Article, day: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            if is_forgotten(tx, &article.id)? {
                return Ok(());
            }
            remember(tx, article)?;
            tx.execute("UPDATE articles SET date = ?2 WHERE id = ?1", [&article.id.0, day]).map(|_| ())
        })
    }
}

/// Returns whether an article was forgotten and not opened since. A reader that still has it open must not store it again.
pub(in crate::library::db) fn is_forgotten(tx: &Transaction<'_>, article: &ArticleId) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM forgotten WHERE article = ?1)";
    tx.prepare_cached(sql)?.query_row([&article.0], |row| row.get(0))
}

/// Stores an article as opened now, and the source it was opened from.
pub(in crate::library::db) fn remember(tx: &Transaction<'_>, article: &Article) -> rusqlite::Result<()> {
    let now = now();
    tx.execute("DELETE FROM forgotten WHERE article = ?1", [&article.id.0])?;
    let source = canonical(&article.source);
    tx.execute(
        "INSERT INTO articles (id, title, source, opened, byline, date, site) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET title = coalesce(excluded.title, title), source = excluded.source,
            opened = excluded.opened, byline = coalesce(excluded.byline, byline), date = coalesce(excluded.date, date),
            site = coalesce(excluded.site, site)",
        params![
            article.id.0,
            article.title,
            source.as_deref().unwrap_or(&article.source),
            now,
            article.byline,
            article.date,
            article.site
        ],
    )?;
    tx.execute("INSERT OR IGNORE INTO texts (article, text) VALUES (?1, ?2)", [&article.id.0, &article.text])?;
    if source.as_ref().is_none_or(|source| source.contains("://")) {
        block_layout::keep(tx, article)?;
    }
    let sources = keys(article);
    labels::inherit(tx, &article.id, &sources)?;
    for source in sources.into_iter().flatten() {
        tx.execute(
            "INSERT OR REPLACE INTO sources (source, article, opened) VALUES (?1, ?2, ?3)",
            params![source, article.id.0, now],
        )?;
    }
    Ok(())
}
