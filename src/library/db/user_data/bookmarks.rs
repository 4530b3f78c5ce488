//! The marks of an article: letters for places. In a changed text they stay at their words.

use std::collections::BTreeMap;

use rusqlite::params;

use crate::library::db::articles::opened::{is_forgotten, remember};
use crate::library::db::articles::position::{anchor_at, byte_of};
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::{anchor, from_sql, to_sql};
use crate::library::db::source_key::keys;
use crate::text::Article;

impl Library {
    /// Returns the marks of an article (or of its last version with any): byte offsets on character boundaries of its
    /// present text. Marks that cannot be read are none: the reader opens all the same.
    #[must_use]
    pub fn bookmarks(&self, article: &Article) -> BTreeMap<char, usize> {
        let [one, other] = keys(article);
        let found = self.read(|conn| {
            let mut query = conn.prepare(
                "SELECT b.letter, b.article, b.exact, b.prefix, b.suffix, b.start, b.start,
                    (SELECT octet_length(text) FROM texts WHERE article = b.article)
                 FROM bookmarks b WHERE b.article = (
                    SELECT article FROM bookmarks
                    WHERE article = ?1 OR article IN (SELECT article FROM sources WHERE source IN (?2, ?3))
                    ORDER BY article = ?1 DESC, updated DESC LIMIT 1)",
            )?;
            let rows = query.query_map(params![article.id.0, one, other], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, anchor(row, 2)?, from_sql(row.get(7)?)))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
        let rows = found.ok().flatten().unwrap_or_default();
        let marks = rows.into_iter().filter_map(|(letter, version, anchor, length)| {
            Some((letter.chars().next()?, byte_of(anchor?, &version, length, article)))
        });
        marks.collect()
    }

    /// Stores a mark.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_bookmark(&mut self, article: &Article, letter: char, byte: usize) -> Result<(), StoreError> {
        // The marks of an older version come along.
        let mut marks = self.bookmarks(article);
        marks.insert(letter, byte);
        self.write(|tx| {
            if is_forgotten(tx, &article.id)? {
                return Ok(());
            }
            remember(tx, article)?;
            for (letter, byte) in &marks {
                let anchor = anchor_at(article, *byte);
                let start = to_sql(anchor.position.start);
                tx.execute(
                    "INSERT OR REPLACE INTO bookmarks (article, letter, exact, prefix, suffix, start, updated)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![article.id.0, letter.to_string(), anchor.exact, anchor.prefix, anchor.suffix, start, now()],
                )?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;

    #[test]
    fn marks_come_back_and_follow_their_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let text = "The ferry was late on Monday.\n\nNobody had said why, and the mayor was not asked.\n";
        let article = from_plain("/a.txt", text.to_owned());
        let (mut library, _) = Library::open(&path);
        let at = |article: &Article, words: &str| article.text.find(words).unwrap();
        library.set_bookmark(&article, 'b', at(&article, "late")).unwrap();
        library.set_bookmark(&article, 'a', at(&article, "said")).unwrap();
        library.set_bookmark(&article, 'b', at(&article, "Monday")).unwrap();
        drop(library);
        let (mut library, _) = Library::open(&path);
        let expected = BTreeMap::from([('a', at(&article, "said")), ('b', at(&article, "Monday"))]);
        assert_eq!(library.bookmarks(&article), expected);

        let newer = from_plain("/a.txt", format!("A new beginning.\n\n{text}"));
        let expected = BTreeMap::from([('a', at(&newer, "said")), ('b', at(&newer, "Monday"))]);
        assert_eq!(library.bookmarks(&newer), expected);
        library.set_bookmark(&newer, 'c', 0).unwrap();
        assert_eq!(library.bookmarks(&newer).keys().collect::<String>(), "abc", "one article has all marks");
        assert_eq!(library.bookmarks(&from_plain("/b.txt", "Other words.".to_owned())), BTreeMap::new());
        library.forget(&[article.id.clone(), newer.id.clone()]).unwrap();
        assert_eq!(library.bookmarks(&newer), BTreeMap::new());
    }
}
