//! Runs checkpoints of the write-ahead log in a thread, so that no note waits for one.
//!
//! The log is on disk already; a checkpoint only keeps it short. By default SQLite runs it within a write, which then
//! takes ten times as long.

use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, OpenFlags};

use crate::library::db::file::disk;

/// Log size in bytes that starts a checkpoint.
const LONG: u64 = 4 << 20;
/// Log size in bytes at which a write waits for the checkpoint: other connections never paused.
const TOO_LONG: u64 = 64 << 20;

/// Bytes that a reset log is cut to.
pub(in crate::library::db) const CUT_TO: i64 = 1 << 20;

/// Runs the checkpoints of one library.
#[derive(Debug, Default)]
pub(in crate::library::db) struct Log {
    checkpoint: Option<JoinHandle<()>>,
}

impl Log {
    /// Starts a checkpoint if the log is long. Call it after each write.
    pub(in crate::library::db) fn written(&mut self, path: &Path, conn: &Connection) {
        let length = disk::log_of(path).metadata().map_or(0, |log| log.len());
        if length < LONG {
            return;
        }
        if length >= TOO_LONG {
            // Only one connection can run a checkpoint at a time. This one then finishes it, so that the next write resets
            // the log. A reader may hold up a part; a later checkpoint moves that, and nothing is lost.
            self.wait();
            let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            return;
        }
        if self.checkpoint.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        let path: PathBuf = path.to_owned();
        let run = move || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let done = Connection::open_with_flags(&path, flags).and_then(|conn| {
                conn.pragma_update(None, "synchronous", "FULL")?;
                conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            });
            // The next write tries again.
            drop(done);
        };
        // Without a thread the log grows until a later write can start one.
        self.checkpoint = thread::Builder::new().name("log".to_owned()).spawn(run).ok();
    }

    /// Waits for the running checkpoint.
    pub(in crate::library::db) fn wait(&mut self) {
        if let Some(thread) = self.checkpoint.take() {
            // The thread keeps no state: a later checkpoint does the rest.
            let _ = thread.join();
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};

    #[test]
    fn the_log_stays_short_and_nothing_is_lost() {
        let (_dir, path) = place_for_a_library();
        let mut library = open(&path);
        let article = article("-", TEXT);
        let body = "words ".repeat(4_000);
        let mut longest = 0;
        for _ in 0..1_200 {
            library.save_note(&article, None, None, &body).unwrap();
            longest = longest.max(disk::log_of(&path).metadata().unwrap().len());
        }
        assert!((LONG..TOO_LONG + LONG).contains(&longest), "{longest}");
        // Waits for the running checkpoint, then moves the rest, so that the next write starts none.
        library.log.wait();
        library.conn.as_ref().unwrap().query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        library.save_note(&article, None, None, "short").unwrap();
        assert!(disk::log_of(&path).metadata().unwrap().len() < LONG);
        drop(library);
        assert!(!disk::log_of(&path).exists(), "the last connection moves the whole log into the file");
        let library = open(&path);
        assert_eq!(library.notes(&article).unwrap().len(), 1_201);
        library.check().unwrap();
    }
}
