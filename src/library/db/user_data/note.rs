//! Notes in the library. Every change of one is logged, so that it can be undone.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use serde::de::DeserializeOwned;

use crate::library::db::articles::versions::SAME_ARTICLE;
use crate::library::db::user_data::changes;
use crate::library::db::{Library, StoreError, anchor, keys, now, random_id, remember, to_sql};
use crate::library::notes;
use crate::library::notes::{Anchor, Flag, Marks, Note, NoteId, PlacedNote, Placement, Verdict};
use crate::text::{Article, ArticleId};

/// What [`note`] reads.
pub(in crate::library::db) const COLUMNS: &str =
    "id, article, exact, prefix, suffix, start, \"end\", body, created, modified, tags, colour, flag, verdict, links";

/// A note, and the article it is on, for lists over the whole library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteEntry {
    /// The note.
    pub note: Note,
    /// The title of its article, where one is known.
    pub title: Option<String>,
    /// Where its article was last opened from.
    pub source: String,
}

impl Library {
    /// The notes on this article, and on earlier versions of it (same source), placed on its present text.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn notes(&self, article: &Article) -> Result<Vec<PlacedNote>, StoreError> {
        let found = self.read(|conn| {
            let mut query = conn.prepare(&format!(
                "SELECT {COLUMNS} FROM notes
                 WHERE deleted IS NULL
                   AND (article = ?1 OR article IN (SELECT article FROM sources WHERE source IN (?2, ?3)))"
            ))?;
            let [one, other] = keys(article);
            let keys = params![article.id.0, one, other];
            let rows = query.query_map(keys, note)?;
            let mut placed = Vec::new();
            for note in rows {
                let mut one = PlacedNote::new(note?, &article.text);
                if one.placement == Placement::Whole && one.note.article != article.id {
                    let text = "SELECT text FROM texts WHERE article = ?1";
                    let old: Option<String> =
                        conn.query_row(text, [&one.note.article.0], |row| row.get(0)).optional()?;
                    if old.is_some_and(|old| notes::likeness(&old, &article.text) < SAME_ARTICLE) {
                        one.placement = Placement::Orphan;
                    }
                }
                placed.push(one);
            }
            notes::sort(&mut placed);
            Ok(placed)
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Every note in the library, in the order in which they were made.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn all_notes(&self) -> Result<Vec<NoteEntry>, StoreError> {
        let found = self.read(|conn| {
            let columns = COLUMNS.split(", ").map(|c| format!("notes.{c}")).collect::<Vec<_>>().join(", ");
            let mut query = conn.prepare(&format!(
                "SELECT {columns}, title, source FROM notes JOIN articles ON articles.id = notes.article
                 WHERE deleted IS NULL ORDER BY created, notes.id"
            ))?;
            let rows = query
                .query_map([], |row| Ok(NoteEntry { note: note(row)?, title: row.get(15)?, source: row.get(16)? }))?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// One note, `None` where there is none (any more).
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn note(&self, id: &NoteId) -> Result<Option<Note>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM notes WHERE id = ?1 AND deleted IS NULL");
        let found = self.read(|conn| conn.query_row(&sql, [&id.0], note).optional())?;
        Ok(found.flatten())
    }

    /// Writes a new note (`id` `None`) or a changed one. It is on disk when this returns.
    ///
    /// A new note without an anchor is on the whole article. A changed one without an anchor keeps the one it had; it
    /// is written even if it has been deleted meanwhile, for example by another instance: no words are lost.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn save_note(
        &mut self,
        article: &Article,
        id: Option<&NoteId>,
        anchor: Option<&Anchor>,
        body: &str,
    ) -> Result<NoteId, StoreError> {
        self.write_note(article, id, anchor, body, None)
    }

    /// The same with its tags, colour, flag, verdict and links, all in one change; `None` leaves them as they are.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn write_note(
        &mut self,
        article: &Article,
        id: Option<&NoteId>,
        anchor: Option<&Anchor>,
        body: &str,
        marks: Option<&Marks>,
    ) -> Result<NoteId, StoreError> {
        self.write(|tx| {
            remember(tx, article)?;
            let id = match id {
                Some(id) => id.clone(),
                None => NoteId(random_id(tx)?),
            };
            changes::logged(tx, changes::Kind::Note, &id.0, |tx| {
                if change(tx, article, &id, anchor, body)? {
                    return marks.map_or(Ok(()), |marks| set_marks(tx, &id, marks).map(drop));
                }
                let now = now();
                put(
                    tx,
                    &Note {
                        id: id.clone(),
                        article: article.id.clone(),
                        anchor: anchor.cloned(),
                        body: body.to_owned(),
                        created: now.clone(),
                        modified: now,
                        marks: marks.cloned().unwrap_or_default(),
                    },
                    None,
                )
            })?;
            Ok(id)
        })
    }

    /// Sets a note's tags, flag, verdict and links.
    ///
    /// # Errors
    /// Where the library cannot be written, or knows no such note.
    pub fn save_marks(&mut self, id: &NoteId, marks: &Marks) -> Result<(), StoreError> {
        let changed =
            self.write(|tx| changes::logged(tx, changes::Kind::Note, &id.0, |tx| set_marks(tx, id, marks)))?;
        if changed == 0 { Err(self.other("there is no such note to mark".to_owned())) } else { Ok(()) }
    }

    /// Deletes a note; it can be restored. A note that is not there (any more) is already deleted.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn delete_note(&mut self, id: &NoteId) -> Result<(), StoreError> {
        let sql = "UPDATE notes SET deleted = ?2 WHERE id = ?1 AND deleted IS NULL";
        self.write(|tx| changes::logged(tx, changes::Kind::Note, &id.0, |tx| tx.execute(sql, params![id.0, now()])))
            .map(|_| ())
    }

    /// Brings a deleted note back.
    ///
    /// # Errors
    /// Where the library cannot be written, or knows no such note.
    pub fn restore_note(&mut self, id: &NoteId) -> Result<(), StoreError> {
        let sql = "UPDATE notes SET deleted = NULL WHERE id = ?1";
        let found = self.write(|tx| changes::logged(tx, changes::Kind::Note, &id.0, |tx| tx.execute(sql, [&id.0])))?;
        if found == 0 { Err(self.other("there is no such note to restore".to_owned())) } else { Ok(()) }
    }
}

/// Writes the whole row of a note, in place of what was there.
pub(in crate::library::db) fn put(tx: &Transaction<'_>, note: &Note, deleted: Option<&str>) -> rusqlite::Result<()> {
    let anchor = note.anchor.as_ref();
    tx.prepare_cached(
        "INSERT INTO notes (id, article, exact, prefix, suffix, start, \"end\", body, created, modified, deleted,
            tags, colour, flag, verdict, links)
         VALUES (:id, :article, :exact, :prefix, :suffix, :start, :end, :body, :created, :modified, :deleted,
            :tags, :colour, :flag, :verdict, :links)
         ON CONFLICT (id) DO UPDATE SET article = excluded.article, exact = excluded.exact, prefix = excluded.prefix,
            suffix = excluded.suffix, start = excluded.start, \"end\" = excluded.\"end\", body = excluded.body,
            created = excluded.created, modified = excluded.modified, deleted = excluded.deleted,
            tags = excluded.tags, colour = excluded.colour, flag = excluded.flag, verdict = excluded.verdict,
            links = excluded.links",
    )?
    .execute(named_params! {
        ":id": note.id.0,
        ":article": note.article.0,
        ":exact": anchor.map(|a| &a.exact),
        ":prefix": anchor.map(|a| &a.prefix),
        ":suffix": anchor.map(|a| &a.suffix),
        ":start": anchor.map(|a| to_sql(a.position.start)),
        ":end": anchor.map(|a| to_sql(a.position.end)),
        ":body": note.body,
        ":created": note.created,
        ":modified": note.modified,
        ":deleted": deleted,
        ":tags": list(&note.marks.tags),
        ":colour": note.marks.colour,
        ":flag": note.marks.flag.map(Flag::name),
        ":verdict": note.marks.verdict.map(Verdict::name),
        ":links": list(&note.marks.links),
    })
    .map(|_| ())
}

/// Writes the marks of a note that is there; how many there were.
fn set_marks(tx: &Transaction<'_>, id: &NoteId, marks: &Marks) -> rusqlite::Result<usize> {
    tx.execute(
        "UPDATE notes SET tags = ?2, colour = ?3, flag = ?4, verdict = ?5, links = ?6,
            modified = max(created, ?7) WHERE id = ?1 AND deleted IS NULL",
        params![
            id.0,
            list(&marks.tags),
            marks.colour,
            marks.flag.map(Flag::name),
            marks.verdict.map(Verdict::name),
            list(&marks.links),
            now()
        ],
    )
}

/// Changes a note that is there (deleted or not); whether it was.
fn change(
    tx: &Transaction<'_>,
    article: &Article,
    id: &NoteId,
    new: Option<&Anchor>,
    body: &str,
) -> rusqlite::Result<bool> {
    // The clock may have been put back: a note is never changed before it was made.
    let changed = tx.execute(
        "UPDATE notes SET body = ?2, modified = max(created, ?3), deleted = NULL WHERE id = ?1",
        params![id.0, body, now()],
    )?;
    let Some(new) = new.filter(|_| changed > 0) else {
        return Ok(changed > 0);
    };
    let sql = "SELECT exact, prefix, suffix, start, \"end\" FROM notes WHERE id = ?1";
    if tx.query_row(sql, [&id.0], |row| anchor(row, 0))?.as_ref() != Some(new) {
        // Anchored anew: on the text that is open now.
        tx.execute(
            "UPDATE notes SET article = ?2, exact = ?3, prefix = ?4, suffix = ?5, start = ?6, \"end\" = ?7 WHERE id = ?1",
            params![
                id.0,
                article.id.0,
                new.exact,
                new.prefix,
                new.suffix,
                to_sql(new.position.start),
                to_sql(new.position.end)
            ],
        )?;
    }
    Ok(true)
}

/// A note as it is in the table, and when it was deleted.
pub(in crate::library::db) fn row(conn: &Connection, id: &str) -> rusqlite::Result<Option<(Note, Option<String>)>> {
    let sql = format!("SELECT {COLUMNS}, deleted FROM notes WHERE id = ?1");
    conn.query_row(&sql, [id], |row| Ok((note(row)?, row.get(15)?))).optional()
}

/// A note from a row of [`COLUMNS`].
pub(in crate::library::db) fn note(row: &Row<'_>) -> rusqlite::Result<Note> {
    let name = |at| row.get::<_, Option<String>>(at);
    Ok(Note {
        id: NoteId(row.get(0)?),
        article: ArticleId(row.get(1)?),
        anchor: anchor(row, 2)?,
        body: row.get(7)?,
        created: row.get(8)?,
        modified: row.get(9)?,
        marks: Marks {
            tags: read_list(&row.get::<_, String>(10)?),
            colour: name(11)?,
            flag: name(12)?.as_deref().and_then(Flag::named),
            verdict: name(13)?.as_deref().and_then(Verdict::named),
            links: read_list(&row.get::<_, String>(14)?),
        },
    })
}

fn list(items: &[String]) -> String {
    serde_json::to_string(items).unwrap_or_else(|_| "[]".to_owned())
}

/// What a later version may have written here is no reason to lose the note.
fn read_list<T: DeserializeOwned + Default>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_default()
}
