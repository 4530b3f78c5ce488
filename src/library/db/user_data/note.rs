//! Stores notes. Every change is logged for undo.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use crate::library::db::articles::opened::remember;
use crate::library::db::articles::versions::SAME_ARTICLE;
use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::note::{COLUMNS, change, note, put, set_marks};
use crate::library::db::rows::sql::random_id;
use crate::library::db::source_key::keys;
use crate::library::db::user_data::changes;
use crate::library::notes;
use crate::library::notes::{Alignment, Anchor, Marks, Note, NoteId, PlacedNote, Placement};
use crate::text::{Article, ArticleId};

/// Places the notes on an older text on the newer one.
fn on_newer(notes: Vec<Note>, old: Option<&str>, new: &str) -> Vec<PlacedNote> {
    let Some(old) = old else { return notes.into_iter().map(|note| PlacedNote::new(note, new)).collect() };
    let texts = Alignment::new(old, new);
    let is_other = notes::likeness(old, new) < SAME_ARTICLE;
    let place = |note| {
        let mut placed = PlacedNote::between(note, &texts);
        if placed.placement == Placement::Whole && is_other {
            placed.placement = Placement::Orphan;
        }
        placed
    };
    notes.into_iter().map(place).collect()
}

/// A note with its article, for lists over the whole library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteEntry {
    /// The note.
    pub note: Note,
    /// The title of its article, where one is known.
    pub title: Option<String>,
    /// The path or address its article was last opened from.
    pub source: String,
}

impl Library {
    /// Returns the notes on this article and its earlier versions (same source), placed on its present text.
    ///
    /// # Errors
    /// If the library cannot be read.
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
            let (own, older): (Vec<Note>, Vec<Note>) =
                rows.collect::<rusqlite::Result<Vec<Note>>>()?.into_iter().partition(|note| note.article == article.id);
            let mut placed: Vec<PlacedNote> =
                own.into_iter().map(|note| PlacedNote::new(note, &article.text)).collect();
            let mut versions: BTreeMap<ArticleId, Vec<Note>> = BTreeMap::new();
            for note in older {
                versions.entry(note.article.clone()).or_default().push(note);
            }
            for (version, notes) in versions {
                let text = "SELECT text FROM texts WHERE article = ?1";
                let old: Option<String> = conn.query_row(text, [&version.0], |row| row.get(0)).optional()?;
                placed.extend(on_newer(notes, old.as_deref(), &article.text));
            }
            notes::sort(&mut placed);
            Ok(placed)
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Returns every note in the library, in the order of their creation.
    ///
    /// # Errors
    /// If the library cannot be read.
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

    /// Returns a note, or `None` if it does not exist or was deleted.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn note(&self, id: &NoteId) -> Result<Option<Note>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM notes WHERE id = ?1 AND deleted IS NULL");
        let found = self.read(|conn| conn.query_row(&sql, [&id.0], note).optional())?;
        Ok(found.flatten())
    }

    /// Stores a new note (`id` is `None`) or a changed one. It is on disk when this returns.
    ///
    /// A new note without an anchor is on the whole article. A changed note without an anchor keeps its own. It is
    /// stored even if another instance has deleted it meanwhile: no words are lost.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn save_note(
        &mut self,
        article: &Article,
        id: Option<&NoteId>,
        anchor: Option<&Anchor>,
        body: &str,
    ) -> Result<NoteId, StoreError> {
        self.write_note(article, id, anchor, body, None)
    }

    /// Stores a note with its tags, colour, flag, verdict and links in one change; `None` leaves these unchanged.
    ///
    /// # Errors
    /// If the library cannot be written.
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

    /// Stores a note's tags, flag, verdict and links.
    ///
    /// # Errors
    /// If the library cannot be written, or knows no such note.
    pub fn save_marks(&mut self, id: &NoteId, marks: &Marks) -> Result<(), StoreError> {
        let changed =
            self.write(|tx| changes::logged(tx, changes::Kind::Note, &id.0, |tx| set_marks(tx, id, marks)))?;
        if changed == 0 { Err(self.other("the note to mark no longer exists".to_owned())) } else { Ok(()) }
    }

    /// Deletes a note; it can be restored. A missing note counts as deleted.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn delete_note(&mut self, id: &NoteId) -> Result<(), StoreError> {
        let sql = "UPDATE notes SET deleted = ?2 WHERE id = ?1 AND deleted IS NULL";
        self.write(|tx| changes::logged(tx, changes::Kind::Note, &id.0, |tx| tx.execute(sql, params![id.0, now()])))
            .map(|_| ())
    }

    /// Restores a deleted note.
    ///
    /// # Errors
    /// If the library cannot be written, or knows no such note.
    pub fn restore_note(&mut self, id: &NoteId) -> Result<(), StoreError> {
        let sql = "UPDATE notes SET deleted = NULL WHERE id = ?1";
        let found = self.write(|tx| changes::logged(tx, changes::Kind::Note, &id.0, |tx| tx.execute(sql, [&id.0])))?;
        if found == 0 { Err(self.other("the note to restore does not exist".to_owned())) } else { Ok(()) }
    }
}
