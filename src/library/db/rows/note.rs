//! Reads and writes the rows of the table of notes.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use serde::de::DeserializeOwned;

use crate::library::db::clock::now;
use crate::library::db::rows::keys;
use crate::library::db::rows::sql::{anchor, to_sql};
use crate::library::notes::{Anchor, Marks, Note, NoteId};
use crate::text::{Article, ArticleId};

/// The columns that [`note`] reads.
pub(in crate::library::db) const COLUMNS: &str =
    "id, article, exact, prefix, suffix, start, \"end\", body, created, modified, tags, colour, flag, verdict, links";

/// Writes the whole row of a note, replacing an existing one.
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
        ":flag": note.marks.flag.map(keys::of_flag),
        ":verdict": note.marks.verdict.map(keys::of_verdict),
        ":links": list(&note.marks.links),
    })
    .map(|_| ())
}

/// Writes the marks of an existing note. Returns the number of changed rows.
pub(in crate::library::db) fn set_marks(tx: &Transaction<'_>, id: &NoteId, marks: &Marks) -> rusqlite::Result<usize> {
    tx.execute(
        "UPDATE notes SET tags = ?2, colour = ?3, flag = ?4, verdict = ?5, links = ?6,
            modified = max(created, ?7) WHERE id = ?1 AND deleted IS NULL",
        params![
            id.0,
            list(&marks.tags),
            marks.colour,
            marks.flag.map(keys::of_flag),
            marks.verdict.map(keys::of_verdict),
            list(&marks.links),
            now()
        ],
    )
}

/// Changes an existing note (deleted or not). Returns whether it existed.
pub(in crate::library::db) fn change(
    tx: &Transaction<'_>,
    article: &Article,
    id: &NoteId,
    new: Option<&Anchor>,
    body: &str,
) -> rusqlite::Result<bool> {
    // The clock may have gone back: a note is never modified before it was created.
    let changed = tx.execute(
        "UPDATE notes SET body = ?2, modified = max(created, ?3), deleted = NULL WHERE id = ?1",
        params![id.0, body, now()],
    )?;
    let Some(new) = new.filter(|_| changed > 0) else {
        return Ok(changed > 0);
    };
    let sql = "SELECT exact, prefix, suffix, start, \"end\" FROM notes WHERE id = ?1";
    if tx.query_row(sql, [&id.0], |row| anchor(row, 0))?.as_ref() != Some(new) {
        // Attached anew: the anchor refers to the text that is open now.
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

/// Returns a note, and when it was deleted.
pub(in crate::library::db) fn row(conn: &Connection, id: &str) -> rusqlite::Result<Option<(Note, Option<String>)>> {
    let sql = format!("SELECT {COLUMNS}, deleted FROM notes WHERE id = ?1");
    conn.query_row(&sql, [id], |row| Ok((note(row)?, row.get(15)?))).optional()
}

/// Builds a note from a row of [`COLUMNS`].
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
            flag: name(12)?.as_deref().and_then(keys::flag),
            verdict: name(13)?.as_deref().and_then(keys::verdict),
            links: read_list(&row.get::<_, String>(14)?),
        },
    })
}

fn list(items: &[String]) -> String {
    serde_json::to_string(items).unwrap_or_else(|_| "[]".to_owned())
}

/// Reads a JSON list. An unreadable list (perhaps of a later version of pullquote) must not hide the note.
fn read_list<T: DeserializeOwned + Default>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_default()
}
