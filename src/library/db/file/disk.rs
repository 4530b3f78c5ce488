//! The library file on disk: its companion files, its permissions, a low-level connection, and the messages for
//! errors.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// How long to wait while another instance writes.
pub(in crate::library::db) const PATIENCE: Duration = Duration::from_secs(5);

/// What to say of a database that is no library.
pub(in crate::library::db) const FOREIGN: &str =
    "it is a database of another program: name another file with --library";

/// What to say of a damaged file.
pub(in crate::library::db) const DAMAGED: &str =
    "it is damaged and was not changed: run pullquote library restore, which repairs it and keeps the damaged file";

/// Returns the message for a file that seems to be damaged. A text file named by mistake gets a message of its own,
/// without the advice to restore. Call this only when no connection to the file is open.
pub(in crate::library::db) fn unreadable(path: &Path, reason: String) -> String {
    if reason == DAMAGED && is_text(path) {
        "it is a text file, not a pullquote library: name another file with --library".to_owned()
    } else {
        reason
    }
}

/// Returns whether a file begins with text.
pub(in crate::library::db) fn is_text(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
    let is_valid = std::str::from_utf8(&head).map_or_else(|e| e.error_len().is_none(), |_| true);
    let is_plain = |b: &u8| !b.is_ascii_control() || matches!(b, b'\n' | b'\r' | b'\t');
    read.is_ok() && !head.is_empty() && is_valid && head.iter().all(is_plain)
}

/// Opens a read-only connection, whatever the state of the file. `immutable`: without locks and log.
pub(in crate::library::db) fn raw(path: &Path, immutable: bool) -> Result<Connection, String> {
    let path = absolute(path)?;
    check_kind(&path)?;
    let opened = if immutable {
        let uri = immutable_uri(&path).ok_or("its path is not UTF-8: name another file with --library")?;
        Connection::open_with_flags(uri, read_flags() | OpenFlags::SQLITE_OPEN_URI)
    } else {
        Connection::open_with_flags(&path, read_flags())
    };
    let ready = opened.and_then(|conn| {
        conn.busy_timeout(PATIENCE)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        conn.pragma_update(None, "cell_size_check", true)?;
        Ok(conn)
    });
    ready.map_err(|e| reason(&e))
}

/// Returns whether there is no library yet: no file, or an empty one, which an interrupted start leaves.
pub(in crate::library::db) fn is_new(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(meta) => meta.is_file() && meta.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Returns the path of a companion file: the library's name with this ending.
pub(in crate::library::db) fn companion(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The ending that marks a damaged library; the time follows.
pub(in crate::library::db) const DAMAGED_NAME: &str = ".damaged-";

/// Renames the library and its log to `kept`, to make room for a new one. Returns the new path.
pub(in crate::library::db) fn set_aside(path: &Path, kept: &Path) -> io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    fs::rename(path, kept)?;
    move_companions(path, kept)?;
    Ok(Some(kept.to_owned()))
}

fn move_companions(path: &Path, to: &Path) -> io::Result<()> {
    for ending in ["-wal", "-shm"] {
        match fs::rename(companion(path, ending), companion(to, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Returns the path of a restored library that has not got its name yet. This file is always complete.
pub(in crate::library::db) fn restored(path: &Path) -> PathBuf {
    companion(path, "-restored")
}

/// Completes a restoration that was interrupted after the damaged library had been renamed.
pub(in crate::library::db) fn finish_restoration(path: &Path) {
    let new = restored(path);
    if path.exists() || !new.is_file() {
        return;
    }
    // A log that is left belongs to the damaged library.
    let Some(kept) = set_aside_before(path).into_iter().filter(|p| !is_companion(p)).max() else { return };
    if move_companions(path, &kept).is_ok() {
        // If this fails, the next start tries again.
        let _ = fs::hard_link(&new, path).and_then(|()| fs::remove_file(&new));
    }
}

fn is_companion(path: &Path) -> bool {
    ["-wal", "-shm", "-half"].iter().any(|ending| path.to_string_lossy().ends_with(ending))
}

/// Returns a connection that keeps others from writing to a damaged library, if it still has a lock to take. The damaged
/// file itself is not changed.
pub(in crate::library::db) fn write_lock(path: &Path) -> Option<Connection> {
    if !path.is_file() {
        return None;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(absolute(path).ok()?, flags).ok()?;
    conn.busy_timeout(PATIENCE).ok()?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).ok()?;
    conn.execute_batch("BEGIN IMMEDIATE").ok()?;
    Some(conn)
}

/// Returns the damaged libraries that were renamed and still exist.
pub(in crate::library::db) fn set_aside_before(path: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
    let start = format!("{}{DAMAGED_NAME}", name.to_string_lossy());
    let entries = fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let named = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(&start);
    entries.into_iter().flatten().flatten().filter(named).map(|entry| entry.path()).collect()
}

/// Returns the absolute path: SQLite gives some relative ones (`:memory:`, `file:…`) another meaning.
pub(in crate::library::db) fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|e| io_reason(&e))
}

/// The identity of a library: its file, and the shared memory file and the log beside it. Another file of the same name is
/// another library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::library::db) struct Identity([Option<(u64, u64)>; 3]);

impl Identity {
    /// Returns the identity of the files with this name; `None` if the system has no file ids.
    #[cfg(unix)]
    pub(in crate::library::db) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let of = |path: &Path| fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()));
        Some(Self([of(path), of(&companion(path, "-shm")), of(&log_of(path))]))
    }

    /// Returns the identity of the files with this name; `None` if the system has no file ids.
    #[cfg(not(unix))]
    pub(in crate::library::db) fn of(_: &Path) -> Option<Self> {
        None
    }
}

/// Waits while somebody moves or deletes a library: its file is gone, but the files beside it are still there. A library
/// created now would lose its log to the move.
pub(in crate::library::db) fn wait_for_move(path: &Path) {
    const STEP: Duration = Duration::from_millis(10);
    for _ in 0..50 {
        if path.exists() || !["-wal", "-shm"].iter().any(|ending| companion(path, ending).exists()) {
            return;
        }
        std::thread::sleep(STEP);
    }
}

/// Returns the path of the write-ahead log.
pub(in crate::library::db) fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Creates a missing directory that only its owner can read.
pub(in crate::library::db) fn private_folder(directory: &Path) -> io::Result<()> {
    if directory.exists() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Creates an empty file that only its owner can read. Fails if the file exists.
pub(in crate::library::db) fn private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

/// Returns an error if the path is not a regular file.
pub(in crate::library::db) fn check_kind(path: &Path) -> Result<(), String> {
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err("it is a directory: name a file with --library".to_owned()),
        Ok(meta) if !meta.is_file() => Err("it is not a regular file: name another file with --library".to_owned()),
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(io_reason(&e)),
    }
}

/// Returns the path as a URI that makes SQLite read without locks, log or shared memory.
pub(in crate::library::db) fn immutable_uri(path: &Path) -> Option<String> {
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

/// Returns whether another connection holds the lock.
pub(in crate::library::db) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Returns whether the file is damaged, or not a database at all.
pub(in crate::library::db) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, InvalidColumnType, Utf8Error};
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(error, Utf8Error(..) | FromSqlConversionFailure(..) | InvalidColumnType(..))
}

/// Returns what went wrong and what to do, as the end of a sentence.
pub(in crate::library::db) fn reason(error: &rusqlite::Error) -> String {
    if is_damage(error) {
        return DAMAGED.to_owned();
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("another program has been writing to it for {} s: try again", PATIENCE.as_secs())
        }
        Some(ErrorCode::DiskFull) => "the disk is full: free some space, then try again".to_owned(),
        Some(ErrorCode::ReadOnly) => "it is write-protected: check its permissions".to_owned(),
        Some(ErrorCode::CannotOpen) => {
            "it cannot be opened: check its permissions and those of its directory".to_owned()
        }
        Some(ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
            "permission denied: check its permissions".to_owned()
        }
        Some(ErrorCode::SystemIoFailure) => format!("the disk reported an error ({error}): check the disk"),
        Some(ErrorCode::TooBig) => "this is more than it can hold: make it shorter".to_owned(),
        _ if ["no such table", "no such column"].iter().any(|none| error.to_string().starts_with(none)) => {
            FOREIGN.to_owned()
        }
        _ => error.to_string(),
    }
}

/// Returns the same message for an error of the file system.
pub(in crate::library::db) fn io_reason(error: &io::Error) -> String {
    let todo = match error.kind() {
        io::ErrorKind::PermissionDenied => "check its permissions",
        io::ErrorKind::NotADirectory => "a part of its path is not a directory",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space",
        io::ErrorKind::ReadOnlyFilesystem => "name a file on another disk with --library",
        _ => "name another file with --library",
    };
    format!("{error}: {todo}")
}

/// Returns whether SQLite's quick check finds no error.
pub(in crate::library::db) fn sound(conn: &Connection) -> bool {
    conn.pragma_query_value(None, "quick_check", |row| row.get::<_, String>(0)).is_ok_and(|found| found == "ok")
}

/// Returns whether SQLite's check of the whole file, with its indexes, finds no error.
pub(in crate::library::db) fn whole(conn: &Connection) -> bool {
    conn.pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0)).is_ok_and(|found| found == "ok")
}

/// Returns the flags of a read-only connection.
pub(in crate::library::db) fn read_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
}
