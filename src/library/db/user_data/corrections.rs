//! Stores corrections.

use rusqlite::params;

use crate::library::db::articles::opened::remember;
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::correction::{correction, on, put, row};
use crate::library::db::rows::sql::random_id;
use crate::library::db::search::index;
use crate::library::db::source_key::keys;
use crate::library::db::user_data::changes;
use crate::library::notes::Reviewed;
use crate::library::notes::corrections::{Change, Correction};
use crate::nlp::Annotations;
use crate::text::Article;

/// A correction with its article, for export.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// The correction.
    pub correction: Correction,
    /// The title of the article, where one is known.
    pub title: Option<String>,
    /// The path or address of the article.
    pub source: String,
    /// The text that was corrected.
    pub text: String,
}

impl Library {
    /// Returns the corrections of this article and of its earlier versions, in the order of their creation, with their
    /// places in its present text.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn corrections(&self, article: &Article) -> Result<Vec<Correction>, StoreError> {
        let found = self.read(|conn| on(conn, &article.id.0, keys(article), &article.text))?;
        Ok(found.unwrap_or_default())
    }

    /// Returns the annotations of this article with the reader's corrections applied.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn reviewed(&self, article: &Article, found: Annotations) -> Result<Reviewed, StoreError> {
        Ok(Reviewed::new(found, &article.text, &self.corrections(article)?))
    }

    /// Returns every correction in the library with its text, in the order of their creation.
    ///
    /// # Errors
    /// If the library cannot be read.
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
            // As when an article is opened: an unreadable correction must not hide the others.
            rows.filter(|one| !matches!(one, Err(rusqlite::Error::FromSqlConversionFailure(..)))).collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Stores a correction of an annotation by `engine`. It is on disk when this returns.
    ///
    /// # Errors
    /// If the library cannot be written.
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
            index::reindex(tx, &article.id.0)?;
            Ok(one)
        })
    }

    /// Deletes a correction.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn delete_correction(&mut self, id: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "UPDATE corrections SET deleted = ?2 WHERE id = ?1 AND deleted IS NULL";
            changes::logged(tx, changes::Kind::Correction, id, |tx| tx.execute(sql, params![id, now()]))?;
            match row(tx, id)? {
                Some((one, _)) => index::reindex(tx, &one.article.0),
                None => Ok(()),
            }
        })
    }
}
