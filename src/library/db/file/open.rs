//! Opens the library file, with the fallbacks for a file that cannot be opened.
//!
//! ```text
//! writable ──no──▶ read-only ──no──▶ read-only, ignoring locks and the log ──no──▶ nothing: an empty session
//! ```
//!
//! A file that cannot be used as a library (damaged, from another program, from a newer version) is never written to.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::library::db::file::disk::{
    DAMAGED, FOREIGN, PATIENCE, absolute, check_kind, finish_restoration, immutable_uri, io_reason, is_busy, log_of,
    private_file, private_folder, reason, sound,
};
use crate::library::db::file::{salvage, schema, write_ahead_log};

/// Opens the library for reading and writing, and creates missing files. The error gives the reason and what to do.
pub(in crate::library::db) fn writable(path: &Path) -> Result<Connection, String> {
    let path = absolute(path)?;
    create(&path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(&path, flags).map_err(|e| reason(&e))?;
    prepare(&mut conn)?;
    Ok(conn)
}

/// Opens the library read-only. The second value is true if changes still in the log had to be left out.
pub(in crate::library::db) fn readable(path: &Path) -> Result<(Connection, bool), String> {
    let path = absolute(path)?;
    check_kind(&path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let first = Connection::open_with_flags(&path, flags).and_then(probe);
    let error = match first {
        Ok(conn) => return Ok((conn, false)),
        Err(e) => e,
    };
    // A read-only directory has no place for SQLite's shared memory: open the file as immutable.
    let uri = immutable_uri(&path).ok_or_else(|| reason(&error))?;
    match Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).and_then(probe) {
        Ok(conn) => Ok((conn, log_of(&path).metadata().is_ok_and(|m| m.len() > 0))),
        Err(_) => Err(reason(&error)),
    }
}

/// Returns a connection whose tables are at the latest version. An older library that cannot be written is copied
/// into memory and migrated there.
pub(in crate::library::db) fn at_latest(conn: Connection, path: &Path) -> Option<Connection> {
    let (_, version, _) = schema::identity(&conn).ok()?;
    if version >= schema::LATEST {
        return Some(conn);
    }
    let to = salvage::memory().ok()?;
    salvage::copy(&conn, &to);
    if sound(&conn) { Some(to) } else { salvage::rescue(path).map(|r| r.conn) }
}

/// Creates the file, if missing, so that only its owner can read and write it.
fn create(path: &Path) -> Result<(), String> {
    if let Some(directory) = path.parent() {
        private_folder(directory).map_err(|e| format!("its directory cannot be created: {}", io_reason(&e)))?;
    }
    check_kind(path)?;
    finish_restoration(path);
    // Only a file that did not exist is opened here: closing a file descriptor drops the locks that other connections
    // of this process hold on the same file.
    match private_file(path) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(io_reason(&e)),
    }
}

/// Checks that the file is a pullquote library, and sets up the connection and the tables.
fn prepare(conn: &mut Connection) -> Result<(), String> {
    let failed = |e: rusqlite::Error| reason(&e);
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(failed)? {
        return Err("it is write-protected: check its permissions".to_owned());
    }
    conn.busy_timeout(PATIENCE).map_err(failed)?;
    // The first two protect against malicious files; the third finds damage before it spreads.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(failed)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed)?;
    conn.pragma_update(None, "cell_size_check", true).map_err(failed)?;
    schema::add_functions(conn).map_err(failed)?;
    let (application, version, empty) = schema::identity(conn).map_err(failed)?;
    let ours = application == schema::APPLICATION && version > 0;
    let new = application == 0 && version == 0 && empty;
    if ours && version > schema::LATEST {
        return Err("it was made by a newer version of pullquote: update this one to write to it".to_owned());
    }
    if !ours && !new {
        return Err(FOREIGN.to_owned());
    }
    write_ahead(conn).map_err(failed)?;
    conn.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    // `write_ahead_log` runs the checkpoints.
    conn.pragma_update(None, "wal_autocheckpoint", 0).map_err(failed)?;
    // A reset log is cut: otherwise the file keeps its largest size.
    conn.pragma_update(None, "journal_size_limit", write_ahead_log::CUT_TO).map_err(failed)?;
    conn.pragma_update(None, "foreign_keys", true).map_err(failed)?;
    if version < schema::LATEST {
        if version > 0 && !sound(conn) {
            return Err(DAMAGED.to_owned());
        }
        schema::migrate(conn).map_err(failed)?;
    }
    Ok(())
}

/// Turns the write-ahead log on. SQLite does not wait for other connections here, so this function does. Where the
/// file system cannot support it (some network shares), the older rollback journal stays: as safe, but slower.
fn write_ahead(conn: &Connection) -> rusqlite::Result<()> {
    let start = Instant::now();
    loop {
        let mode = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match mode {
            Err(e) if is_busy(&e) && start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
            other => return other.map(|_| ()),
        }
    }
}

/// Returns the connection if notes can be read through it.
fn probe(conn: Connection) -> rusqlite::Result<Connection> {
    conn.busy_timeout(PATIENCE)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.query_row("SELECT EXISTS (SELECT id, article, exact, body, deleted FROM notes)", [], |_| Ok(()))?;
    Ok(conn)
}
