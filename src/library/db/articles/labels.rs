//! Stores what the reader says of an article: unread, to be read later, starred, tagged.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::text::ArticleId;

/// The labels of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Whether it is new and was not opened yet.
    pub unread: bool,
    /// Whether it is in the queue to read later.
    pub later: bool,
    /// Whether it has a star.
    pub star: bool,
    /// Its tags: lower case, sorted.
    pub tags: Vec<String>,
}

/// A change of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelChange {
    /// Mark as unread or as read.
    Unread(bool),
    /// Put into the queue to read later, or take out.
    Later(bool),
    /// Give a star, or take it away.
    Star(bool),
    /// Add a tag.
    Tag(String),
    /// Remove a tag; an empty one removes all tags.
    Untag(String),
}

/// Returns a tag as it is stored: lower case, one line, without `#` and commas. Empty if nothing is left.
#[must_use]
pub fn tag_name(typed: &str) -> String {
    let words: Vec<&str> = typed.trim().trim_start_matches('#').split([' ', '\t', '\n', ',']).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

impl Labels {
    /// Applies a change.
    pub fn apply(&mut self, change: &LabelChange) {
        match change {
            LabelChange::Unread(on) => self.unread = *on,
            LabelChange::Later(on) => self.later = *on,
            LabelChange::Star(on) => self.star = *on,
            LabelChange::Tag(tag) => {
                let tag = tag_name(tag);
                if !tag.is_empty() && !self.tags.contains(&tag) {
                    self.tags.push(tag);
                    self.tags.sort();
                }
            }
            LabelChange::Untag(tag) => {
                let tag = tag_name(tag);
                self.tags.retain(|own| !tag.is_empty() && *own != tag);
            }
        }
    }
}

impl Library {
    /// Returns the labels of an article.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn labels(&self, article: &ArticleId) -> Result<Labels, StoreError> {
        Ok(self.read(|conn| of(conn, article))?.unwrap_or_default())
    }

    /// Changes the labels of an article and returns the new ones. An article that is not in the library has none.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn label(&mut self, article: &ArticleId, change: &LabelChange) -> Result<Labels, StoreError> {
        self.write(|tx| {
            let known = "SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?1)";
            if !tx.query_row(known, [&article.0], |row| row.get(0))? {
                return Ok(Labels::default());
            }
            let mut labels = of(tx, article)?;
            let before = labels.clone();
            labels.apply(change);
            if labels != before {
                put(tx, article, &labels)?;
            }
            if *change == LabelChange::Unread(false) {
                // All versions were read: a feed may have only a part of the text.
                tx.execute(
                    "UPDATE labels SET unread = 0 WHERE unread AND article IN (
                        SELECT t.article FROM sources s JOIN sources t ON t.source = s.source WHERE s.article = ?1)",
                    [&article.0],
                )?;
            }
            Ok(labels)
        })
    }

    /// Returns the number of unread articles.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn unread(&self) -> Result<usize, StoreError> {
        let listed = self.list_articles()?;
        Ok(listed.iter().filter(|entry| entry.labels.unread).count())
    }
}

/// Reads the labels from five columns, which are all NULL for an article without labels.
pub(in crate::library::db) fn from_row(row: &Row<'_>, at: usize) -> rusqlite::Result<Labels> {
    let tags: Option<String> = row.get(at + 3)?;
    Ok(Labels {
        unread: row.get::<_, Option<bool>>(at)?.unwrap_or_default(),
        later: row.get::<_, Option<String>>(at + 1)?.is_some(),
        star: row.get::<_, Option<bool>>(at + 2)?.unwrap_or_default(),
        // Unreadable tags are none.
        tags: tags.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
    })
}

fn of(conn: &Connection, article: &ArticleId) -> rusqlite::Result<Labels> {
    let sql = "SELECT unread, later, star, tags FROM labels WHERE article = ?1";
    let found = conn.prepare_cached(sql)?.query_row([&article.0], |row| from_row(row, 0)).optional()?;
    Ok(found.unwrap_or_default())
}

/// Stores labels. The time at which an article was put into the queue stays.
pub(in crate::library::db) fn put(tx: &Transaction<'_>, article: &ArticleId, labels: &Labels) -> rusqlite::Result<()> {
    let tags = serde_json::to_string(&labels.tags).unwrap_or_else(|_| "[]".to_owned());
    tx.execute(
        "INSERT INTO labels (article, unread, later, star, tags) VALUES (?1, ?2, iif(?3, ?6, NULL), ?4, ?5)
         ON CONFLICT (article) DO UPDATE SET unread = excluded.unread, star = excluded.star, tags = excluded.tags,
            later = iif(?3, coalesce(later, excluded.later), NULL)",
        params![article.0, labels.unread, labels.later, labels.star, tags, now()],
    )?;
    Ok(())
}

/// Gives a new version of an article the labels of the version that was opened last.
pub(in crate::library::db) fn inherit(
    tx: &Transaction<'_>,
    article: &ArticleId,
    sources: &[Option<String>; 2],
) -> rusqlite::Result<()> {
    let [one, other] = sources;
    tx.prepare_cached(
        "INSERT OR IGNORE INTO labels (article, unread, later, star, tags)
         SELECT ?1, l.unread, l.later, l.star, l.tags FROM sources s JOIN labels l ON l.article = s.article
         WHERE s.source IN (?2, ?3) AND s.article <> ?1 ORDER BY s.opened DESC LIMIT 1",
    )?
    .execute(params![article.0, one, other])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;

    #[test]
    fn labels_are_kept_and_pass_on_to_a_new_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let (mut library, _) = Library::open(&path);
        let article = |text: &str| from_plain("https://example.org/mill", text.to_owned());
        let first = article("The mill stands.");
        assert_eq!(
            library.label(&first.id, &LabelChange::Star(true)).unwrap(),
            Labels::default(),
            "not in the library"
        );
        library.put_article(&first).unwrap();
        for change in [
            LabelChange::Star(true),
            LabelChange::Later(true),
            LabelChange::Tag("#Tide Mill".to_owned()),
            LabelChange::Tag("boats".to_owned()),
            LabelChange::Unread(true),
            LabelChange::Unread(false),
        ] {
            library.label(&first.id, &change).unwrap();
        }
        let tags = ["boats", "tide-mill"].map(str::to_owned).to_vec();
        let labels = Labels { star: true, later: true, tags, unread: false };
        assert_eq!(library.labels(&first.id).unwrap(), labels);
        let second = article("The mill stands no more.");
        library.put_article(&second).unwrap();
        assert_eq!(library.labels(&second.id).unwrap(), labels);
        library.label(&second.id, &LabelChange::Untag(String::new())).unwrap();
        let left = library.label(&second.id, &LabelChange::Later(false)).unwrap();
        assert_eq!(left, Labels { star: true, ..Labels::default() });
        // Opening it again changes nothing.
        library.put_article(&second).unwrap();
        assert_eq!(library.list_articles().unwrap()[0].labels, left);
        library.forget(&[first.id.clone(), second.id.clone()]).unwrap();
        library.put_article(&second).unwrap();
        assert_eq!(library.labels(&second.id).unwrap(), Labels::default());
    }

    #[test]
    fn tags_are_one_word() {
        for (typed, tag) in [("#Harbour", "harbour"), (" two  words ", "two-words"), ("#", ""), ("a,b", "a-b")] {
            assert_eq!(tag_name(typed), tag);
        }
    }
}
