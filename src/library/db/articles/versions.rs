//! The versions of an article: every text that was read from one place, and what has changed between two of them.

use rusqlite::{OptionalExtension, params};

use crate::library::db::{Library, StoreError, keys};
use crate::library::notes::{Difference, Version, compare, likeness, lines};
use crate::nlp::{Annotations, Engine, annotate};
use crate::text::{Article, ArticleId, Block};

/// Articles that share less of their text than this are different articles, though they came from one place.
pub(in crate::library::db) const SAME_ARTICLE: f32 = 0.2;
/// Versions that are looked at, the newest.
const MOST: i64 = 20;

/// A text that was read from the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Which text.
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
}

impl Library {
    /// The other versions of this article that have been read, the one read last first.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn editions(&self, article: &Article) -> Result<Vec<Edition>, StoreError> {
        let found = self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT a.id, a.title, max(s.opened) AS last, t.text
                 FROM sources s JOIN articles a ON a.id = s.article JOIN texts t ON t.article = a.id
                 WHERE s.source IN (?2, ?3) AND a.id <> ?1 AND s.opened <> ''
                 GROUP BY a.id ORDER BY last DESC, a.id LIMIT ?4",
            )?;
            let [one, other] = keys(article);
            let keys = params![article.id.0, one, other, MOST];
            let mut rows = query.query(keys)?;
            let mut editions = Vec::new();
            while let Some(row) = rows.next()? {
                let text: String = row.get(3)?;
                if likeness(&text, &article.text) >= SAME_ARTICLE {
                    editions.push(Edition { id: ArticleId(row.get(0)?), title: row.get(1)?, opened: row.get(2)? });
                }
            }
            Ok(editions)
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Whether this text has been read before.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn knows(&self, article: &ArticleId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM texts WHERE article = ?1)";
        Ok(self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get(0)))?.unwrap_or(false))
    }

    /// What has changed from an older version that the library holds to this one, in which these quotes were found; and
    /// the older text. `None` where it is not held (any more).
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn compare(
        &self,
        old: &ArticleId,
        new: &Article,
        found: &Annotations,
    ) -> Result<Option<(String, Vec<Difference>)>, StoreError> {
        let Some(mut kept) = self.kept(old)? else { return Ok(None) };
        if kept.blocks.is_empty() {
            kept.blocks = lines(&kept.text).into_iter().map(Block::paragraph).collect();
        }
        // Where it was never annotated to the end, the rules find most quotes at once.
        let read = self.annotations_of_any(old)?.unwrap_or_else(|| annotate(&kept, &Engine::rules()));
        let changes = compare(
            Version { title: kept.title.as_deref(), text: &kept.text, quotes: &read.attributions },
            Version { title: new.title.as_deref(), text: &new.text, quotes: &found.attributions },
        );
        Ok(Some((kept.text, changes)))
    }

    /// The annotations of an article by whichever engine they were made.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn annotations_of_any(&self, article: &ArticleId) -> Result<Option<Annotations>, StoreError> {
        let sql = "SELECT json FROM annotations WHERE article = ?1";
        let json = self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get::<_, String>(0)).optional())?;
        Ok(json.flatten().and_then(|json| serde_json::from_str(&json).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;

    #[test]
    fn what_has_changed_since_the_last_version() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let version = |years: &str| {
            let said = format!("“We have asked for it for {years} years,” said Ann Lee.");
            from_plain("/articles/boat.txt", format!("The boat\n\n{said}\n\nNothing else is new.\n"))
        };
        let (first, second, third) = (version("ten"), version("eleven"), version("twelve"));
        assert_eq!(library.editions(&first).unwrap(), []);
        assert!(!library.knows(&first.id).unwrap());
        library.put_annotations(&first, &annotate(&first, &Engine::rules())).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(3));
        // Never annotated.
        library.put_article(&second).unwrap();
        assert!(library.knows(&second.id).unwrap());
        let editions: Vec<ArticleId> = library.editions(&third).unwrap().into_iter().map(|e| e.id).collect();
        assert_eq!(editions, [second.id.clone(), first.id.clone()]);
        let found = annotate(&third, &Engine::rules());
        for id in &editions {
            let (text, changes) = library.compare(id, &third, &found).unwrap().unwrap();
            assert!(matches!(changes.as_slice(), [Difference::Quote { .. }]), "{changes:?}");
            assert!(text.contains(if *id == first.id { "ten" } else { "eleven" }));
        }
        assert_eq!(library.compare(&third.id, &third, &found).unwrap(), None, "not in the library");
        let other = "Quite another thing now lies at this very place, it is true.\n";
        let other = from_plain("/articles/boat.txt", other.to_owned());
        assert_eq!(library.editions(&other).unwrap(), [], "another article altogether");
    }
}
