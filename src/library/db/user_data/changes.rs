//! The change log: makes changes undoable, also after a restart.

use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::{correction, keys, note};
use crate::library::db::search::index;
use crate::library::db::source_key::key;
use crate::library::notes::Note;
use crate::library::notes::corrections::Correction;
use crate::text::{Article, ArticleId};

/// Number of changes that can be undone.
const KEPT: i64 = 100;

/// The type of a logged row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::library::db) enum Kind {
    Note,
    Correction,
}

impl Kind {
    /// Returns its key in the table.
    fn key(self) -> &'static str {
        match self {
            Self::Note => keys::NOTE,
            Self::Correction => keys::CORRECTION,
        }
    }
}

/// The state of a row at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct State<T> {
    row: T,
    deleted: Option<String>,
}

/// A change that was undone or redone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Whether it was a correction; otherwise a note.
    pub correction: bool,
    /// The note's or correction's id.
    pub id: String,
    /// The article it belongs to.
    pub article: ArticleId,
    /// Whether it exists now.
    pub exists: bool,
    /// Whether it existed before.
    pub existed: bool,
}

/// Runs a change of one row and logs it.
pub(in crate::library::db) fn logged<T>(
    tx: &Transaction<'_>,
    kind: Kind,
    id: &str,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let before = state(tx, kind, id)?;
    let value = work(tx)?;
    let after = state(tx, kind, id)?;
    let article = after.as_ref().or(before.as_ref()).map(|s| s.1.clone());
    let (before, after) = (before.map(|s| s.0), after.map(|s| s.0));
    if let Some(article) = article
        && before != after
    {
        tx.execute("DELETE FROM changes WHERE undone = 1", [])?;
        tx.prepare_cached("INSERT INTO changes (article, kind, id, before, after) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![article, kind.key(), id, before, after])?;
        tx.execute("DELETE FROM changes WHERE n <= (SELECT max(n) FROM changes) - ?1", [KEPT])?;
    }
    Ok(value)
}

/// Returns a row as JSON, and its article.
fn state(tx: &Transaction<'_>, kind: Kind, id: &str) -> rusqlite::Result<Option<(String, String)>> {
    fn json<T: Serialize>(row: T, deleted: Option<String>) -> rusqlite::Result<String> {
        serde_json::to_string(&State { row, deleted }).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
    }
    match kind {
        Kind::Note => note::row(tx, id)?
            .map(|(note, deleted)| {
                let article = note.article.0.clone();
                Ok((json(note, deleted)?, article))
            })
            .transpose(),
        Kind::Correction => correction::row(tx, id)?
            .map(|(one, deleted)| {
                let article = one.article.0.clone();
                Ok((json(one, deleted)?, article))
            })
            .transpose(),
    }
}

/// Restores the earlier state of a row; a row that did not exist is deleted.
fn put_back(tx: &Transaction<'_>, kind: Kind, id: &str, state: Option<&str>) -> rusqlite::Result<bool> {
    fn read<T: for<'a> Deserialize<'a>>(json: &str) -> rusqlite::Result<State<T>> {
        serde_json::from_str(json)
            .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, e.into()))
    }
    match (kind, state) {
        (Kind::Note, Some(json)) => {
            let state: State<Note> = read(json)?;
            note::put(tx, &state.row, state.deleted.as_deref())?;
            Ok(state.deleted.is_none())
        }
        (Kind::Correction, Some(json)) => {
            let state: State<Correction> = read(json)?;
            correction::put(tx, &state.row, state.deleted.as_deref())?;
            Ok(state.deleted.is_none())
        }
        (Kind::Note, None) => {
            tx.execute("UPDATE notes SET deleted = ?2 WHERE id = ?1", params![id, now()])?;
            Ok(false)
        }
        (Kind::Correction, None) => {
            tx.execute("UPDATE corrections SET deleted = ?2 WHERE id = ?1", params![id, now()])?;
            Ok(false)
        }
    }
}

/// Returns whether two states are equal except for the time of deletion (which undo and redo set anew).
fn same(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |json: Option<&str>| {
        let mut value: serde_json::Value = serde_json::from_str(json?).ok()?;
        let deleted = value.get("deleted").is_some_and(|d| !d.is_null());
        *value.get_mut("deleted")? = deleted.into();
        (!deleted).then_some(value)
    };
    // A deleted row equals a row that never existed.
    plain(a) == plain(b)
}

impl Library {
    /// Undoes the last change of a note or correction on this article (`None`: on any article), also of an earlier
    /// session. Returns `None` if there is nothing to undo. The last hundred changes can be undone.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn undo(&mut self, article: Option<&ArticleId>) -> Result<Option<Undone>, StoreError> {
        self.step(article, None, true)
    }

    /// Undoes the last change shown with this article, which includes its earlier versions.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn undo_shown(&mut self, article: &Article) -> Result<Option<Undone>, StoreError> {
        self.step(Some(&article.id), key(&article.source), true)
    }

    /// Redoes the last change that [`Library::undo_shown`] undid.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn redo_shown(&mut self, article: &Article) -> Result<Option<Undone>, StoreError> {
        self.step(Some(&article.id), key(&article.source), false)
    }

    /// Redoes the last undone change, unless something else was changed since.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn redo(&mut self, article: Option<&ArticleId>) -> Result<Option<Undone>, StoreError> {
        self.step(article, None, false)
    }

    fn step(
        &mut self,
        article: Option<&ArticleId>,
        source: Option<String>,
        back: bool,
    ) -> Result<Option<Undone>, StoreError> {
        let sql = if back {
            "SELECT n, article, kind, id, before, after FROM changes
             WHERE undone = 0 AND (?1 IS NULL OR article = ?1
                OR article IN (SELECT article FROM sources WHERE source = ?2)) ORDER BY n DESC LIMIT 1"
        } else {
            "SELECT n, article, kind, id, after, before FROM changes
             WHERE undone = 1 AND (?1 IS NULL OR article = ?1
                OR article IN (SELECT article FROM sources WHERE source = ?2)) ORDER BY n LIMIT 1"
        };
        self.write(|tx| {
            loop {
                let found = tx
                    .query_row(sql, params![article.map(|a| &a.0), source], |row| {
                        let (n, article, kind): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                        let (id, to, from): (String, Option<String>, Option<String>) =
                            (row.get(3)?, row.get(4)?, row.get(5)?);
                        Ok((n, article, kind, id, to, from))
                    })
                    .optional()?;
                let Some((n, article, kind, id, to, from)) = found else { return Ok(None) };
                let kind = if kind == keys::NOTE { Kind::Note } else { Kind::Correction };
                let now = state(tx, kind, &id)?.map(|s| s.0);
                if !same(now.as_deref(), from.as_deref()) {
                    // A program without a change log changed the row since: its data must not be undone.
                    tx.execute("DELETE FROM changes WHERE n = ?1", [n])?;
                    continue;
                }
                let existed = !same(from.as_deref(), None);
                let exists = put_back(tx, kind, &id, to.as_deref())?;
                tx.execute("UPDATE changes SET undone = ?2 WHERE n = ?1", params![n, back])?;
                let correction = kind == Kind::Correction;
                if correction {
                    index::reindex(tx, &article)?;
                }
                return Ok(Some(Undone { correction, id, article: ArticleId(article), exists, existed }));
            }
        })
    }
}
