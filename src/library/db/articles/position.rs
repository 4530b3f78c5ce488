//! Stores the reading position of each article.

use rusqlite::{OptionalExtension, params};

use crate::library::db::articles::opened::{is_forgotten, remember};
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::{anchor, from_sql, to_sql};
use crate::library::db::source_key::keys;
use crate::library::notes;
use crate::library::notes::Anchor;
use crate::text::{Article, Span};

/// Characters stored at the reading position, to find the place again in a changed text.
const POSITION_WORDS: usize = 64;

impl Library {
    /// Returns the reading position in this article (or in its last version from the same source): a byte offset on a
    /// character boundary of its present text.
    #[must_use]
    pub fn position(&self, article: &Article) -> Option<usize> {
        let [one, other] = keys(article);
        let found = self.read(|conn| {
            conn.query_row(
                "SELECT p.article, p.exact, p.prefix, p.suffix, p.start, p.start,
                    (SELECT octet_length(text) FROM texts WHERE article = p.article)
                 FROM positions p
                 WHERE p.article = ?1 OR p.article IN (SELECT article FROM sources WHERE source IN (?2, ?3))
                 ORDER BY p.article = ?1 DESC, p.updated DESC LIMIT 1",
                params![article.id.0, one, other],
                |row| Ok((row.get::<_, String>(0)?, anchor(row, 1)?, from_sql(row.get(6)?))),
            )
            .optional()
        });
        // An unreadable position must not stop the reader; other calls report the damage.
        let (version, anchor, length) = found.ok()???;
        Some(byte_of(anchor?, &version, length, article))
    }

    /// Stores the reading position.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_position(&mut self, article: &Article, byte: usize) -> Result<(), StoreError> {
        let anchor = anchor_at(article, byte);
        self.write(|tx| {
            if is_forgotten(tx, &article.id)? {
                return Ok(0);
            }
            remember(tx, article)?;
            tx.execute(
                "INSERT INTO positions (article, exact, prefix, suffix, start, updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (article) DO UPDATE SET exact = excluded.exact, prefix = excluded.prefix,
                    suffix = excluded.suffix, start = excluded.start, updated = excluded.updated",
                params![article.id.0, anchor.exact, anchor.prefix, anchor.suffix, to_sql(anchor.position.start), now()],
            )
        })
        .map(|_| ())
    }
}

/// Returns the anchor of a place in an article: the words there.
pub(in crate::library::db) fn anchor_at(article: &Article, byte: usize) -> Anchor {
    let rest = article.text.get(byte..).unwrap_or_default();
    let words = rest.char_indices().nth(POSITION_WORDS).map_or(rest.len(), |(at, _)| at);
    Anchor::of(&article.text, Span::new(byte, byte.saturating_add(words)))
}

/// Returns the place of an anchor from a version of the article with `length` bytes: a byte offset on a character boundary.
pub(in crate::library::db) fn byte_of(mut anchor: Anchor, version: &str, length: usize, article: &Article) -> usize {
    anchor.position.end = anchor.position.start.saturating_add(anchor.exact.len());
    let start = anchor.position.start;
    let byte = match notes::place(&anchor, &article.text).span() {
        _ if version == article.id.0 => start,
        Some(span) => span.start,
        // The words are gone: use the same fraction of the text.
        None => (start as f64 / length.max(1) as f64 * article.text.len() as f64) as usize,
    };
    Anchor::of(&article.text, Span::new(byte, byte)).position.start
}
