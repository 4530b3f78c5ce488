//! Reads and writes the rows of the table of corrections.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::library::notes::Alignment;
use crate::library::notes::corrections::Correction;

/// Returns the corrections of an article and its versions.
pub(in crate::library::db) fn of(
    conn: &Connection,
    article: &str,
    sources: [Option<String>; 2],
) -> rusqlite::Result<Vec<Correction>> {
    let mut query = conn.prepare_cached(
        "SELECT json FROM corrections
         WHERE deleted IS NULL AND (article = ?1 OR article IN (SELECT article FROM sources WHERE source IN (?2, ?3)))
         ORDER BY created, rowid",
    )?;
    let [one, other] = sources;
    let rows = query.query_map(params![article, one, other], correction)?;
    // An unreadable correction (perhaps of a later version of pullquote) must not hide the others.
    rows.filter(|one| !matches!(one, Err(rusqlite::Error::FromSqlConversionFailure(..)))).collect()
}

/// Returns the corrections of an article and its versions, with their words in `text`: those of older versions follow the
/// rules for notes, so that no correction moves to similar words elsewhere.
pub(in crate::library::db) fn on(
    conn: &Connection,
    article: &str,
    sources: [Option<String>; 2],
    text: &str,
) -> rusqlite::Result<Vec<Correction>> {
    let mut all = of(conn, article, sources)?;
    let mut older: Vec<String> = all.iter().map(|one| one.article.0.clone()).filter(|id| id != article).collect();
    older.sort_unstable();
    older.dedup();
    for version in older {
        let sql = "SELECT text FROM texts WHERE article = ?1";
        let Some(old) = conn.query_row(sql, [&version], |row| row.get::<_, String>(0)).optional()? else { continue };
        let texts = Alignment::new(&old, text);
        for one in all.iter_mut().filter(|one| one.article.0 == version) {
            one.change.carry(&texts);
        }
    }
    Ok(all)
}

/// Returns a correction, and when it was deleted.
pub(in crate::library::db) fn row(
    conn: &Connection,
    id: &str,
) -> rusqlite::Result<Option<(Correction, Option<String>)>> {
    let sql = "SELECT json, deleted FROM corrections WHERE id = ?1";
    conn.query_row(sql, [id], |row| Ok((correction(row)?, row.get(1)?))).optional()
}

/// Writes the whole row, replacing an existing one.
pub(in crate::library::db) fn put(
    tx: &Transaction<'_>,
    one: &Correction,
    deleted: Option<&str>,
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(one).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    tx.execute(
        "INSERT INTO corrections (id, article, json, created, deleted) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET article = excluded.article, json = excluded.json, deleted = excluded.deleted",
        params![one.id, one.article.0, json, one.created, deleted],
    )
    .map(|_| ())
}

pub(in crate::library::db) fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    let json: String = row.get(0)?;
    serde_json::from_str(&json)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, e.into()))
}
