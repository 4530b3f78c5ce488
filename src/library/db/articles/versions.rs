//! Finds the versions of an article (every text read from one source) and compares two of them.

use rusqlite::params;

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::source_key::keys;
use crate::library::notes::{Difference, Reviewed, Version, compare, likeness, lines};
use crate::nlp::Annotations;
use crate::text::{Article, ArticleId, Block};

/// Minimum share of common text: below it, two texts from one source are different articles.
pub(in crate::library::db) const SAME_ARTICLE: f32 = 0.2;
/// Versions that are considered, the newest first.
const MOST: i64 = 20;

/// A version of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The id of this version.
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
}

impl Library {
    /// Returns the other versions of this article, the last opened first.
    ///
    /// # Errors
    /// If the library cannot be read.
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

    /// Returns whether this text has been read before.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn knows(&self, article: &ArticleId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM texts WHERE article = ?1)";
        Ok(self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get(0)))?.unwrap_or(false))
    }

    /// Compares this version and its quotes with an older version of the library; also returns the older text.
    /// `annotate` finds the quotes of a version that was never fully annotated. `None` if the library no longer holds
    /// the older version.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn compare(
        &self,
        old: &ArticleId,
        new: &Article,
        said: &Reviewed,
        annotate: impl FnOnce(&Article) -> Annotations,
    ) -> Result<Option<(String, Vec<Difference>)>, StoreError> {
        let Some(mut kept) = self.kept(old)? else { return Ok(None) };
        if kept.blocks.is_empty() {
            kept.blocks = lines(&kept.text).into_iter().map(Block::paragraph).collect();
        }
        let was_said = self.reviewed_of_any(&kept, annotate)?;
        let changes = compare(
            Version { title: kept.title.as_deref(), text: &kept.text, said: &was_said },
            Version { title: new.title.as_deref(), text: &new.text, said },
        );
        Ok(Some((kept.text, changes)))
    }

    /// Returns the annotations of an article by any engine version, with the reader's corrections. If none are
    /// stored, `annotate` makes them.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn reviewed_of_any(
        &self,
        article: &Article,
        annotate: impl FnOnce(&Article) -> Annotations,
    ) -> Result<Reviewed, StoreError> {
        let found = self.annotations_of_any(&article.id)?.unwrap_or_else(|| annotate(article));
        self.reviewed(article, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;
    use crate::library::notes::corrections::{Change, Target};
    use crate::nlp::{Engine, annotate};

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
        let rules = |article: &Article| annotate(article, &Engine::rules());
        let found = Reviewed::new(annotate(&third, &Engine::rules()), &third.text, &[]);
        for id in &editions {
            let (text, changes) = library.compare(id, &third, &found, rules).unwrap().unwrap();
            assert!(matches!(changes.as_slice(), [Difference::Quote { .. }]), "{changes:?}");
            assert!(text.contains(if *id == first.id { "ten" } else { "eleven" }));
        }
        assert_eq!(library.compare(&third.id, &third, &found, rules).unwrap(), None, "not in the library");
        let other = "Quite another thing now lies at this very place, it is true.\n";
        let other = from_plain("/articles/boat.txt", other.to_owned());
        assert_eq!(library.editions(&other).unwrap(), [], "another article altogether");
    }

    #[test]
    fn a_correction_is_no_change_of_the_article() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let version = |day: &str| {
            let said = "“We have asked for it for ten years,” said Ann Lee.";
            from_plain("/articles/boat.txt", format!("The boat\n\n{said}\n\nIt was late on {day}.\n"))
        };
        let (first, second) = (version("Monday"), version("Tuesday"));
        let found = |article: &Article| annotate(article, &Engine::rules());
        library.put_annotations(&first, &found(&first)).unwrap();
        library.put_annotations(&second, &found(&second)).unwrap();
        let quote = Target::of(&second.text, &found(&second).attributions[0]);
        library.save_correction(&second, "e", Change::Speaker { quote, name: Some("Bob Ray".into()) }).unwrap();
        let said = library.reviewed(&second, found(&second)).unwrap();
        assert_eq!(said.attributions[0].speaker.as_deref(), Some("Bob Ray"));
        let (_, changes) =
            library.compare(&first.id, &second, &said, |article| annotate(article, &Engine::rules())).unwrap().unwrap();
        assert!(matches!(changes.as_slice(), [Difference::Altered { .. }]), "{changes:?}");
    }
}
