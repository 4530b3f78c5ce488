//! Stores finished annotations until another version of the engine annotates the article again.

use rusqlite::OptionalExtension;

use crate::library::db::articles::opened::{is_forgotten, remember};
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::search::index;
use crate::nlp;
use crate::nlp::Annotations;
use crate::text::{Article, ArticleId};

impl Library {
    /// Returns the finished annotations of this article by this engine version, if any are stored. Relative dates are
    /// resolved again against the publication date that is known now.
    #[must_use]
    pub fn annotations(&self, article: &Article, version: &str) -> Option<Annotations> {
        let json = self
            .read(|conn| {
                conn.query_row(
                    "SELECT json FROM annotations WHERE article = ?1 AND version = ?2",
                    [&article.id.0, version],
                    |row| row.get::<_, String>(0),
                )
                .optional()
            })
            .ok()???;
        // Unreadable annotations are made again.
        let mut found = serde_json::from_str(&json).ok().filter(|found: &Annotations| found.complete)?;
        if found.dated != article.date {
            nlp::redate(article, &mut found);
        }
        Some(found)
    }

    /// Stores finished annotations and replaces those of other engine versions. Unfinished ones are not stored.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn put_annotations(&mut self, article: &Article, annotations: &Annotations) -> Result<(), StoreError> {
        if !annotations.complete {
            return Ok(());
        }
        let json = serde_json::to_string(annotations).map_err(|e| self.other(format!("annotations: {e}")))?;
        self.write(|tx| {
            if is_forgotten(tx, &article.id)? {
                return Ok(());
            }
            remember(tx, article)?;
            tx.prepare_cached("INSERT OR REPLACE INTO annotations (article, version, json) VALUES (?1, ?2, ?3)")?
                .execute([&article.id.0, &annotations.model, &json])?;
            index::enter(tx, article, Some(annotations))
        })
    }

    /// Returns the stored annotations of an article, whichever engine version made them.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn annotations_of_any(&self, article: &ArticleId) -> Result<Option<Annotations>, StoreError> {
        let sql = "SELECT json FROM annotations WHERE article = ?1";
        let json = self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get::<_, String>(0)).optional())?;
        Ok(json.flatten().and_then(|json| serde_json::from_str(&json).ok()))
    }
}
