//! The draft of a note: kept while the note is being written, and offered again after a hang-up.

use rusqlite::{OptionalExtension, params};

use crate::library::db::articles::opened::is_forgotten;
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::notes::NoteId;
use crate::text::{Article, Span};

/// A note that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The note that is being edited; `None` for a new one.
    pub note: Option<NoteId>,
    /// The words of the note; `None` for a note on the whole article.
    pub span: Option<Span>,
    /// The text so far.
    pub body: String,
    /// The tags of the note that are not in its text, such as the person that it is about.
    pub tags: Vec<String>,
}

impl Library {
    /// Returns the draft of a note on this text. A draft that cannot be read is none: the reader opens all the same.
    #[must_use]
    pub fn draft(&self, article: &Article) -> Option<Draft> {
        let found = self.read(|conn| {
            conn.query_row(
                "SELECT note, start, \"end\", body, tags FROM drafts WHERE article = ?1",
                [&article.id.0],
                |row| {
                    let ends: (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
                    Ok((row.get::<_, Option<String>>(0)?, ends, row.get::<_, String>(3)?, row.get::<_, String>(4)?))
                },
            )
            .optional()
        });
        let (note, ends, body, tags) = found.ok()???;
        let byte = |n: i64| usize::try_from(n).ok();
        let span = match ends {
            (Some(start), Some(end)) => {
                let span = Span::new(byte(start)?, byte(end)?);
                // A damaged place must not point outside the text.
                (!span.of(&article.text).is_empty()).then_some(span)
            }
            _ => None,
        };
        let tags = serde_json::from_str(&tags).unwrap_or_default();
        Some(Draft { note: note.map(NoteId), span, body, tags })
    }

    /// Stores the draft of a note on this article, or deletes it.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_draft(&mut self, article: &Article, draft: Option<&Draft>) -> Result<(), StoreError> {
        self.write(|tx| {
            let Some(draft) = draft else {
                return tx.execute("DELETE FROM drafts WHERE article = ?1", [&article.id.0]).map(drop);
            };
            if is_forgotten(tx, &article.id)? {
                return Ok(());
            }
            let end = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let (start, end) = (draft.span.map(|s| end(s.start)), draft.span.map(|s| end(s.end)));
            let tags = serde_json::to_string(&draft.tags).unwrap_or_else(|_| "[]".to_owned());
            tx.execute(
                "INSERT OR REPLACE INTO drafts (article, note, start, \"end\", body, tags, updated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![article.id.0, draft.note.as_ref().map(|n| &n.0), start, end, draft.body, tags, now()],
            )
            .map(drop)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};

    #[test]
    fn a_draft_is_kept_until_it_is_deleted_or_its_article_is_forgotten() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut library = open(&path);
        library.put_article(&article).unwrap();
        assert_eq!(library.draft(&article), None);
        let draft = Draft { span: Some(Span::new(0, 3)), body: "half a th".to_owned(), ..Draft::default() };
        library.set_draft(&article, Some(&draft)).unwrap();
        let longer = Draft { body: "half a thought".to_owned(), tags: vec!["@Ann".to_owned()], ..draft };
        library.set_draft(&article, Some(&longer)).unwrap();
        assert_eq!(open(&path).draft(&article), Some(longer.clone()), "one for each article, the latest");
        library.set_draft(&article, None).unwrap();
        assert_eq!(library.draft(&article), None);
        library.set_draft(&article, Some(&longer)).unwrap();
        library.forget(std::slice::from_ref(&article.id)).unwrap();
        library.set_draft(&article, Some(&longer)).unwrap();
        assert_eq!(library.draft(&article), None, "an open reader does not bring it back");
    }

    #[test]
    fn a_damaged_place_is_none() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut library = open(&path);
        library.put_article(&article).unwrap();
        let draft = Draft { span: Some(Span::new(5, 1_000_000)), body: "x".to_owned(), ..Draft::default() };
        library.set_draft(&article, Some(&draft)).unwrap();
        assert_eq!(library.draft(&article), Some(Draft { span: None, ..draft }));
    }
}
