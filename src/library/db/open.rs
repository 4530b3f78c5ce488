//! Opening the library file, and what to fall back on.
//!
//! ```text
//! writable ──no──▶ read-only ──no──▶ read-only, ignoring locks and the log ──no──▶ nothing: an empty session
//! ```
//!
//! A file that cannot be used as a library (damaged, of another program, of a newer version) is never written to.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::library::db::recovery::salvage;
use crate::library::db::schema;

/// How long to wait for another instance that is writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// What to say of a damaged file.
pub(super) const DAMAGED: &str =
    "it is damaged and was left as it is: pullquote library restore mends it, and keeps the damaged file";

/// Opens the library for reading and writing, creating what is missing. The error is a reason, and what to do.
pub(super) fn writable(path: &Path) -> Result<Connection, String> {
    let path = absolute(path)?;
    create(&path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(&path, flags).map_err(|e| reason(&e))?;
    prepare(&mut conn)?;
    Ok(conn)
}

/// Opens whatever can be read of the library. The second value is whether changes of the last session, still in the
/// log beside the file, had to be left out.
pub(super) fn readable(path: &Path) -> Result<(Connection, bool), String> {
    let path = absolute(path)?;
    check_kind(&path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let first = Connection::open_with_flags(&path, flags).and_then(probe);
    let error = match first {
        Ok(conn) => return Ok((conn, false)),
        Err(e) => e,
    };
    // A file in a directory that cannot be written has no place for SQLite's shared memory: take it as it lies.
    let uri = immutable_uri(&path).ok_or_else(|| reason(&error))?;
    match Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).and_then(probe) {
        Ok(conn) => Ok((conn, log_of(&path).metadata().is_ok_and(|m| m.len() > 0))),
        Err(_) => Err(reason(&error)),
    }
}

/// Why nothing can be read of a file that seemed to be damaged: it may be a text, named by mistake, which must not be
/// told to be mended. Only to be asked when no connection to the file is left.
pub(super) fn told(path: &Path, reason: String) -> String {
    if reason == DAMAGED && is_text(path) {
        "it is a text, not a library of pullquote: name another file with --library".to_owned()
    } else {
        reason
    }
}

/// Whether a file begins with words.
fn is_text(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
    let is_valid = std::str::from_utf8(&head).map_or_else(|e| e.error_len().is_none(), |_| true);
    let is_plain = |b: &u8| !b.is_ascii_control() || matches!(b, b'\n' | b'\r' | b'\t');
    read.is_ok() && !head.is_empty() && is_valid && head.iter().all(is_plain)
}

/// A connection that only reads, whatever the state of the file; `immutable`: without locks and log.
pub(super) fn raw(path: &Path, immutable: bool) -> Result<Connection, String> {
    let path = absolute(path)?;
    check_kind(&path)?;
    let opened = if immutable {
        let uri = immutable_uri(&path).ok_or("its path is not UTF-8")?;
        Connection::open_with_flags(uri, salvage::read_flags() | OpenFlags::SQLITE_OPEN_URI)
    } else {
        Connection::open_with_flags(&path, salvage::read_flags())
    };
    let ready = opened.and_then(|conn| {
        conn.busy_timeout(PATIENCE)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        conn.pragma_update(None, "cell_size_check", true)?;
        Ok(conn)
    });
    ready.map_err(|e| reason(&e))
}

/// A library for reading whose tables are those of this version: an older one that cannot be written is read into
/// memory, and brought up to date there.
pub(super) fn at_latest(conn: Connection, path: &Path) -> Option<Connection> {
    let (_, version, _) = schema::identity(&conn).ok()?;
    if version >= schema::LATEST {
        return Some(conn);
    }
    let to = salvage::memory().ok()?;
    salvage::copy(&conn, &to);
    if salvage::sound(&conn) { Some(to) } else { salvage::rescue(path).map(|r| r.conn) }
}

/// A file beside the library, of its name and this ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// What a damaged library is renamed to, before the time.
const DAMAGED_NAME: &str = ".damaged-";

/// Renames the library and its log, so that another can take its place; where it is now.
pub(super) fn set_aside(path: &Path, time: &str) -> io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let kept = beside(path, &format!("{DAMAGED_NAME}{time}"));
    fs::rename(path, &kept)?;
    for ending in ["-wal", "-shm"] {
        let part = beside(path, ending);
        if part.exists() {
            fs::rename(part, beside(&kept, ending))?;
        }
    }
    Ok(Some(kept))
}

/// Libraries that were set aside and are still there.
pub(super) fn set_aside_before(path: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
    let start = format!("{}{DAMAGED_NAME}", name.to_string_lossy());
    let entries = fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let named = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(&start);
    entries.into_iter().flatten().flatten().filter(named).map(|entry| entry.path()).collect()
}

/// The full path: SQLite takes some relative ones (`:memory:`, `file:…`) for something else.
fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|e| in_words(&e))
}

/// The write-ahead log beside the file.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Makes sure that there is a file, readable and writable for its owner alone.
fn create(path: &Path) -> Result<(), String> {
    if let Some(directory) = path.parent() {
        private_folder(directory).map_err(|e| format!("its directory cannot be made: {}", in_words(&e)))?;
    }
    check_kind(path)?;
    // Only a file that did not exist is opened here: closing a file descriptor drops the locks that other connections
    // of this process hold on the same file.
    match private_file(path) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(in_words(&e)),
    }
}

/// Makes a directory, where there is none, that nobody else can look into.
pub(super) fn private_folder(directory: &Path) -> io::Result<()> {
    if directory.exists() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Makes an empty file that nobody else can read. There must be none.
pub(super) fn private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

/// Refuses what is there but is no file.
fn check_kind(path: &Path) -> Result<(), String> {
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err("it is a directory: name a file with --library".to_owned()),
        Ok(meta) if !meta.is_file() => Err("it is not a regular file: name another with --library".to_owned()),
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(in_words(&e)),
    }
}

/// Checks whose file it is, and sets up the connection and the tables.
fn prepare(conn: &mut Connection) -> Result<(), String> {
    let failed = |e: rusqlite::Error| reason(&e);
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(failed)? {
        return Err("it is write-protected: check its permissions".to_owned());
    }
    conn.busy_timeout(PATIENCE).map_err(failed)?;
    // The first two protect against files made to do harm, the third finds damage before it spreads.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(failed)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed)?;
    conn.pragma_update(None, "cell_size_check", true).map_err(failed)?;
    let (application, version, empty) = schema::identity(conn).map_err(failed)?;
    let ours = application == schema::APPLICATION && version > 0;
    let new = application == 0 && version == 0 && empty;
    if ours && version > schema::LATEST {
        return Err("it was made by a newer version of pullquote: update this one to write in it".to_owned());
    }
    if !ours && !new {
        return Err("it is a database of another program: name another file with --library".to_owned());
    }
    write_ahead(conn).map_err(failed)?;
    conn.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    // That is done by `store::log`.
    conn.pragma_update(None, "wal_autocheckpoint", 0).map_err(failed)?;
    // A log that is begun anew is cut: otherwise its length says how long it once was.
    conn.pragma_update(None, "journal_size_limit", crate::library::db::write_ahead_log::CUT_TO).map_err(failed)?;
    conn.pragma_update(None, "foreign_keys", true).map_err(failed)?;
    if version < schema::LATEST {
        schema::migrate(conn).map_err(failed)?;
    }
    Ok(())
}

/// Turns the write-ahead log on. SQLite does not wait for others here, so we do. Where the file system cannot do it
/// (some network shares), the older rollback journal stays: as safe, but slower.
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

/// Whether notes can be read through this connection.
fn probe(conn: Connection) -> rusqlite::Result<Connection> {
    conn.busy_timeout(PATIENCE)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.query_row("SELECT EXISTS (SELECT id, article, exact, body, deleted FROM notes)", [], |_| Ok(()))?;
    Ok(conn)
}

/// The file as a URI that makes SQLite read it without locks, log or shared memory.
fn immutable_uri(path: &Path) -> Option<String> {
    let mut uri = String::from("file:");
    for c in path.to_str()?.chars() {
        match c {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            c => uri.push(c),
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

/// Whether somebody else holds the lock.
fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Whether the file is damaged, or no database at all.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, InvalidColumnType, Utf8Error};
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(error, Utf8Error(..) | FromSqlConversionFailure(..) | InvalidColumnType(..))
}

/// What went wrong and what to do, as the end of a sentence.
pub(super) fn reason(error: &rusqlite::Error) -> String {
    if is_damage(error) {
        return DAMAGED.to_owned();
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("another program has been writing in it for {} s: try again", PATIENCE.as_secs())
        }
        Some(ErrorCode::DiskFull) => "the disk is full: free some space and try again".to_owned(),
        Some(ErrorCode::ReadOnly) => "it is write-protected: check its permissions".to_owned(),
        Some(ErrorCode::CannotOpen) => {
            "it cannot be opened: check the permissions of it and of its directory".to_owned()
        }
        Some(ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
            "permission denied: check its permissions".to_owned()
        }
        Some(ErrorCode::SystemIoFailure) => format!("the disk reported an error ({error}): check the disk"),
        Some(ErrorCode::TooBig) => "this is more than it can hold: make it shorter".to_owned(),
        _ => error.to_string(),
    }
}

/// The same for an error of the file system.
fn in_words(error: &io::Error) -> String {
    let todo = match error.kind() {
        io::ErrorKind::PermissionDenied => "check its permissions",
        io::ErrorKind::NotADirectory => "a part of its path is not a directory",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space",
        io::ErrorKind::ReadOnlyFilesystem => "name a file on another disk with --library",
        _ => "name another file with --library",
    };
    format!("{error}: {todo}")
}
