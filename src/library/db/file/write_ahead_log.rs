//! The write-ahead log is taken over into the file by a thread of its own: no note waits for it.
//!
//! What is in the log is on disk already; taking it over only keeps the log short. Left to itself, SQLite does it within
//! whichever write comes next, which then takes ten times as long as the others.

use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, OpenFlags};

use crate::library::db::file::disk;

/// Bytes of the log from which on it is taken over.
const LONG: u64 = 4 << 20;
/// Bytes from which on writing waits for it: others read or write without a pause.
const TOO_LONG: u64 = 64 << 20;

/// Bytes that a log is cut to when it is begun anew.
pub(in crate::library::db) const CUT_TO: i64 = 1 << 20;

/// Keeps the log of one library short.
#[derive(Debug, Default)]
pub(in crate::library::db) struct Log {
    at_work: Option<JoinHandle<()>>,
}

impl Log {
    /// To be called after each write.
    pub(in crate::library::db) fn written(&mut self, path: &Path, conn: &Connection) {
        let length = disk::log_of(path).metadata().map_or(0, |log| log.len());
        if length < LONG {
            return;
        }
        if self.at_work.as_ref().is_some_and(|thread| !thread.is_finished()) {
            if length >= TOO_LONG {
                // Only one can take over at a time; then this connection takes what came since, so that the next write
                // begins the log anew. What cannot be done now, for somebody reads, is done later: nothing is lost.
                self.rest();
                let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            }
            return;
        }
        let path: PathBuf = path.to_owned();
        let take_over = move || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let done = Connection::open_with_flags(&path, flags).and_then(|conn| {
                conn.pragma_update(None, "synchronous", "FULL")?;
                conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            });
            // The next write tries again.
            drop(done);
        };
        // Without a thread the log grows until one can be had.
        self.at_work = thread::Builder::new().name("log".to_owned()).spawn(take_over).ok();
    }

    /// Waits for what is under way.
    pub(in crate::library::db) fn rest(&mut self) {
        if let Some(thread) = self.at_work.take() {
            // It keeps no state: what it could not do is done later.
            let _ = thread.join();
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.rest();
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
        // Whatever is still under way, and then what it leaves: the next write finds nothing to keep.
        library.log.rest();
        library.conn.as_ref().unwrap().query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        library.save_note(&article, None, None, "short").unwrap();
        assert!(disk::log_of(&path).metadata().unwrap().len() < LONG);
        drop(library);
        assert!(!disk::log_of(&path).exists(), "the last one out takes all of it over");
        let library = open(&path);
        assert_eq!(library.notes(&article).unwrap().len(), 1_201);
        library.check().unwrap();
    }
}
