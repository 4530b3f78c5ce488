//! Lists the articles of the library, with the facts that the library screen shows.

use crate::library::db::articles::labels;
use crate::library::db::articles::labels::Labels;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::from_sql;
use crate::text::ArticleId;

/// An article in the library list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryEntry {
    /// The article's id.
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// The path or address it was last opened from.
    pub source: String,
    /// The author, where known.
    pub byline: Option<String>,
    /// The publication date, where known.
    pub date: Option<String>,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
    /// Number of quotes found; `None` if the engine has not finished.
    pub quotes: Option<usize>,
    /// Number of notes.
    pub notes: usize,
    /// How far the reader got, in percent.
    pub read: Option<u8>,
    /// The publisher, where known.
    pub site: Option<String>,
    /// What the reader says of it: unread, to be read later, starred, tagged.
    pub labels: Labels,
}

impl Library {
    /// Lists the articles, the last opened first. Of several versions from one source, only the newest is listed.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn list_articles(&self) -> Result<Vec<LibraryEntry>, StoreError> {
        let found = self.read(|conn| {
            // An older version from the same source is hidden unless it has notes of its own. The quote count comes
            // from the index; articles annotated by an early version of pullquote have none.
            let mut query = conn.prepare(
                "WITH placed AS (SELECT *, coalesce((SELECT max(p.source) FROM sources p WHERE p.article = id), source) AS place
                    FROM articles),
                 listed AS (SELECT *, max(opened) OVER (PARTITION BY place) AS last FROM placed)
                 SELECT a.id, a.title, a.source, a.opened, a.byline, a.date,
                    coalesce(
                        (SELECT i.quotes FROM indexed i WHERE i.article = a.id AND i.version <> ''),
                        (SELECT json_array_length(json, '$.attributions') FROM annotations
                            WHERE article = a.id AND json_valid(json))),
                    (SELECT count(*) FROM notes WHERE article = a.id AND deleted IS NULL) AS written,
                    (SELECT p.start * 100 / max(1, octet_length(t.text)) FROM positions p JOIN texts t ON t.article = a.id
                        WHERE p.article = a.id),
                    a.site, l.unread, l.later, l.star, l.tags
                 FROM listed a LEFT JOIN labels l ON l.article = a.id
                 WHERE written > 0 OR a.place = '-' OR a.opened = a.last
                 ORDER BY a.opened DESC, a.id",
            )?;
            let rows = query.query_map([], |row| {
                let count = |n: Option<i64>| n.map(from_sql);
                Ok(LibraryEntry {
                    id: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    source: row.get(2)?,
                    opened: row.get(3)?,
                    byline: row.get(4)?,
                    date: row.get(5)?,
                    quotes: count(row.get(6)?),
                    notes: count(row.get(7)?).unwrap_or_default(),
                    read: count(row.get(8)?).map(|n| u8::try_from(n.min(100)).unwrap_or(100)),
                    site: row.get(9)?,
                    labels: labels::from_row(row, 10)?,
                })
            })?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Returns the versions that a listed article stands for: itself, and the earlier ones from the same source that
    /// are hidden.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn versions(&self, article: &ArticleId) -> Result<Vec<ArticleId>, StoreError> {
        let found = self.read(|conn| {
            let mut query = conn.prepare(
                "SELECT b.id FROM articles a JOIN articles b ON b.id = a.id OR (
                    b.id IN (SELECT t.article FROM sources s JOIN sources t ON t.source = s.source WHERE s.article = a.id)
                    AND b.opened <= a.opened AND NOT EXISTS (
                        SELECT 1 FROM notes WHERE article = b.id AND deleted IS NULL))
                 WHERE a.id = ?1",
            )?;
            let rows = query.query_map([&article.0], |row| Ok(ArticleId(row.get(0)?)))?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::from_plain;
    use crate::library::db::Library;
    use crate::nlp::{Engine, annotate};
    use crate::text::Article;

    fn article(name: &str, text: &str) -> Article {
        from_plain(name, text.to_owned())
    }

    #[test]
    fn the_list_knows_what_was_read_and_how_far() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, problem) = Library::open(&folder.path().join("library.db"));
        assert!(problem.is_none());
        assert_eq!(library.list_articles().unwrap(), []);
        let boat =
            article("/articles/boat.txt", "Boats\n\n“One boat is not a ferry line,” said Ann Lee.\n\nThe end.\n");
        library.put_article(&boat).unwrap();
        library.put_annotations(&boat, &annotate(&boat, &Engine::rules())).unwrap();
        library.set_position(&boat, boat.text.len() / 2).unwrap();
        library.save_note(&boat, None, None, "ask her").unwrap();
        // Two articles opened within one millisecond have no defined order.
        std::thread::sleep(std::time::Duration::from_millis(3));
        let mill = article("https://example.org/mill", "The mill has stood idle.");
        library.put_article(&mill).unwrap();
        let list = library.list_articles().unwrap();
        assert_eq!(list.len(), 2);
        assert_eq!((list[0].source.as_str(), list[0].quotes, list[0].read), ("https://example.org/mill", None, None));
        assert_eq!((list[1].quotes, list[1].notes), (Some(1), 1));
        assert!(list[1].read.is_some_and(|read| (40..=50).contains(&read)), "{:?}", list[1].read);
    }

    #[test]
    fn an_earlier_text_from_the_same_place_is_not_listed_unless_it_has_notes() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let pause = || std::thread::sleep(std::time::Duration::from_millis(3));
        for text in ["first words", "second words", "third words"] {
            let version = article("/articles/a.txt", text);
            library.put_article(&version).unwrap();
            if text.starts_with("second") {
                library.save_note(&version, None, None, "on the second").unwrap();
            }
            pause();
        }
        let ids: Vec<_> = library.list_articles().unwrap().into_iter().map(|entry| entry.id).collect();
        let id = |text| article("", text).id;
        assert_eq!(ids, ["third words", "second words"].map(id));
        let mut versions = library.versions(&id("third words")).unwrap();
        versions.sort_by_key(|version| *version != id("third words"));
        assert_eq!(versions, ["third words", "first words"].map(id));
        library.forget(&versions).unwrap();
        assert_eq!(library.list_articles().unwrap().len(), 1);
        assert_eq!(library.versions(&id("second words")).unwrap(), [id("second words")]);
    }
}
