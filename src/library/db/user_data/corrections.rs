//! Corrections in the library.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::library::db::search::index;
use crate::library::db::user_data::changes;
use crate::library::db::{Library, StoreError, keys, now, random_id, remember};
use crate::library::notes::corrections::{Change, Correction};
use crate::text::Article;

/// A correction, and what it was made on, for export.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// The correction.
    pub correction: Correction,
    /// The title of the article, where one is known.
    pub title: Option<String>,
    /// Where it came from.
    pub source: String,
    /// The text that it was made on.
    pub text: String,
}

impl Library {
    /// The corrections of this article and of earlier versions of it, in the order in which they were made.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn corrections(&self, article: &Article) -> Result<Vec<Correction>, StoreError> {
        let found = self.read(|conn| of(conn, &article.id.0, keys(article)))?;
        Ok(found.unwrap_or_default())
    }

    /// Every correction in the library with the text it was made on, in the order in which they were made.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn all_corrections(&self) -> Result<Vec<Corrected>, StoreError> {
        let found = self.read(|conn| {
            let mut query = conn.prepare(
                "SELECT json, title, source, text FROM corrections c
                 JOIN articles a ON a.id = c.article JOIN texts t ON t.article = c.article
                 WHERE deleted IS NULL ORDER BY c.created, c.id",
            )?;
            let rows = query.query_map([], |row| {
                Ok(Corrected {
                    correction: correction(row)?,
                    title: row.get(1)?,
                    source: row.get(2)?,
                    text: row.get(3)?,
                })
            })?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps a correction of what `engine` found in this article. It is on disk when this returns.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn save_correction(
        &mut self,
        article: &Article,
        engine: &str,
        change: Change,
    ) -> Result<Correction, StoreError> {
        self.write(|tx| {
            remember(tx, article)?;
            let one = Correction {
                id: random_id(tx)?,
                article: article.id.clone(),
                created: now(),
                engine: engine.to_owned(),
                change,
            };
            changes::logged(tx, changes::Kind::Correction, &one.id, |tx| put(tx, &one, None))?;
            index::again(tx, &article.id.0)?;
            Ok(one)
        })
    }

    /// Takes a correction back.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn delete_correction(&mut self, id: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "UPDATE corrections SET deleted = ?2 WHERE id = ?1 AND deleted IS NULL";
            changes::logged(tx, changes::Kind::Correction, id, |tx| tx.execute(sql, params![id, now()]))?;
            match row(tx, id)? {
                Some((one, _)) => index::again(tx, &one.article.0),
                None => Ok(()),
            }
        })
    }
}

/// Those of an article and its versions.
pub(in crate::library::db) fn of(
    conn: &Connection,
    article: &str,
    sources: [Option<String>; 2],
) -> rusqlite::Result<Vec<Correction>> {
    let mut query = conn.prepare_cached(
        "SELECT json FROM corrections
         WHERE deleted IS NULL AND (article = ?1 OR article IN (SELECT article FROM sources WHERE source IN (?2, ?3)))
         ORDER BY created, rowid",
    )?;
    let [one, other] = sources;
    let rows = query.query_map(params![article, one, other], correction)?;
    // What a later version may have written is no reason to lose the others.
    rows.filter(|one| !matches!(one, Err(rusqlite::Error::FromSqlConversionFailure(..)))).collect()
}

/// A correction as it is in the table, and when it was deleted.
pub(in crate::library::db) fn row(
    conn: &Connection,
    id: &str,
) -> rusqlite::Result<Option<(Correction, Option<String>)>> {
    let sql = "SELECT json, deleted FROM corrections WHERE id = ?1";
    conn.query_row(sql, [id], |row| Ok((correction(row)?, row.get(1)?))).optional()
}

/// Writes the whole row, in place of what was there.
pub(in crate::library::db) fn put(
    tx: &Transaction<'_>,
    one: &Correction,
    deleted: Option<&str>,
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(one).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    tx.execute(
        "INSERT INTO corrections (id, article, json, created, deleted) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET article = excluded.article, json = excluded.json, deleted = excluded.deleted",
        params![one.id, one.article.0, json, one.created, deleted],
    )
    .map(|_| ())
}

fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    let json: String = row.get(0)?;
    serde_json::from_str(&json)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, e.into()))
}
