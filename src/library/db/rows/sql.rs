//! Converts numbers, identifiers and anchors to SQLite's types and back.

use std::fmt::Write as _;

use rusqlite::{Row, Transaction};

use crate::library::notes::Anchor;
use crate::text::Span;

/// Converts an offset to SQLite's `i64`.
pub(in crate::library::db) fn to_sql(offset: usize) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

/// Converts an offset back. A negative number, which only a damaged file can hold, becomes 0.
pub(in crate::library::db) fn from_sql(offset: i64) -> usize {
    usize::try_from(offset).unwrap_or(0)
}

/// Reads an anchor from five columns of a row, starting at column `at`.
pub(in crate::library::db) fn anchor(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Anchor>> {
    let Some(exact) = row.get(at)? else {
        return Ok(None);
    };
    Ok(Some(Anchor {
        exact,
        prefix: row.get(at + 1)?,
        suffix: row.get(at + 2)?,
        position: Span::new(from_sql(row.get(at + 3)?), from_sql(row.get(at + 4)?)),
    }))
}

/// Returns a random UUID (version 4) from SQLite's generator, which the system seeds.
pub(in crate::library::db) fn random_id(tx: &Transaction<'_>) -> rusqlite::Result<String> {
    let mut bytes: [u8; 16] = tx.query_row("SELECT randomblob(16)", [], |row| row.get(0))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    Ok(id)
}
