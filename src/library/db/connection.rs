//! The open library: the connection for every read and write.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::library::db::error::StoreError;
use crate::library::db::file::{disk, open, salvage, write_ahead_log};

/// Size of a library in bytes above which only the quick check runs before the first write: some thousands of articles.
/// The whole check of 20 MB takes some 20 ms.
const LARGE: u64 = 256 << 20;

/// An open library.
#[derive(Debug)]
pub struct Library {
    pub(in crate::library::db) path: PathBuf,
    /// `None` if nothing could be opened: an empty, read-only library.
    pub(in crate::library::db) conn: Option<Connection>,
    /// The identity of the files that the connection writes to.
    pub(in crate::library::db) files: Option<disk::Identity>,
    /// Declared after the connection, so that the connection closes first: the last connection to close moves the log
    /// into the file.
    pub(in crate::library::db) log: write_ahead_log::Log,
    /// Whether the file was checked for damage.
    pub(in crate::library::db) is_checked: bool,
    /// Why nothing can be written. Set at the latest when damage is found, so that writing does not add to it.
    pub(in crate::library::db) read_only: OnceLock<String>,
    /// The readable rows of a damaged file, in memory. Filled when damage is found.
    pub(in crate::library::db) rescued: OnceCell<Option<Connection>>,
    /// A message that the reader has not seen yet.
    pub(in crate::library::db) news: RefCell<Option<String>>,
}

impl Library {
    /// Returns the default path: `pullquote/library.db` in the platform's data directory.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "pullquote").map(|d| d.data_dir().join("library.db"))
    }

    /// Opens the library at `path` and creates it and its directory where needed. Falls back to read-only, and then
    /// to an empty library, so that reading always works. The second value is the message about a fallback.
    pub fn open(path: &Path) -> (Self, Option<StoreError>) {
        let reason = match open::writable(path) {
            Ok(conn) => return (Self::with(path, Some(conn), None), None),
            Err(reason) => reason,
        };
        let (conn, reason) = match open::readable(path) {
            Ok((conn, cut)) => match open::at_latest(conn, path) {
                Some(conn) if cut => (Some(conn), format!("{reason}; the newest notes may not be shown")),
                conn => (conn, reason),
            },
            Err(_) => match salvage::rescue(path) {
                Some(rescue) => (Some(rescue.conn), format!("{reason}; {}", rescue.summary)),
                None => (None, disk::unreadable(path, reason)),
            },
        };
        let error = StoreError::ReadOnly { path: path.to_owned(), reason: reason.clone() };
        (Self::with(path, conn, Some(reason)), Some(error))
    }

    /// Opens the library read-only. Creates nothing: a missing library is an empty one.
    pub fn open_read_only(path: &Path) -> (Self, Option<StoreError>) {
        let why = Some("it was opened for reading only".to_owned());
        if disk::is_new(path) {
            return (Self::with(path, None, why), None);
        }
        match open::readable(path) {
            Ok((conn, _)) => (Self::with(path, open::at_latest(conn, path), why), None),
            Err(reason) => {
                let rescue = salvage::rescue(path);
                let reason = match &rescue {
                    Some(rescue) => format!("{reason}; {}", rescue.summary),
                    None => disk::unreadable(path, reason),
                };
                let error = StoreError::Other { path: path.to_owned(), reason };
                (Self::with(path, rescue.map(|r| r.conn), why), Some(error))
            }
        }
    }

    fn with(path: &Path, conn: Option<Connection>, reason: Option<String>) -> Self {
        let read_only = OnceLock::new();
        if let Some(reason) = reason {
            // A fresh lock is empty: setting it cannot fail.
            let _ = read_only.set(reason);
        }
        let log = write_ahead_log::Log::default();
        let files = conn.as_ref().and_then(|_| disk::Identity::of(path));
        let (rescued, news) = (OnceCell::new(), RefCell::new(None));
        Self { path: path.to_owned(), conn, files, is_checked: false, log, read_only, rescued, news }
    }

    /// Returns, once, a problem found since the last call that the reader must know of (such as damage).
    #[must_use]
    pub fn news(&self) -> Option<String> {
        self.news.borrow_mut().take()
    }

    /// Returns the path of the library file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is anything to read from: the file, or what was saved of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.conn.is_some()
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.get().map(String::as_str)
    }

    /// Runs a read. Returns `None` for an empty library; from a damaged file it reads the rows that can still be
    /// read.
    pub(in crate::library::db) fn read<T>(
        &self,
        look: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        if let Some(Some(rescued)) = self.rescued.get() {
            return look(rescued).map(Some).map_err(|e| self.failed(&e));
        }
        let Some(conn) = self.conn.as_ref() else { return Ok(None) };
        let error = match look(conn) {
            Ok(value) => return Ok(Some(value)),
            Err(error) => error,
        };
        if disk::is_damage(&error) {
            let damaged = self.damaged();
            let rescued = self.rescued.get_or_init(|| {
                let rescue = salvage::rescue(&self.path)?;
                *self.news.borrow_mut() = Some(format!("{damaged}; {}", rescue.summary));
                Some(rescue.conn)
            });
            if let Some(value) = rescued.as_ref().and_then(|rescued| look(rescued).ok()) {
                return Ok(Some(value));
            }
        }
        Err(self.failed(&error))
    }

    /// Runs one write transaction and syncs it to the disk.
    pub(in crate::library::db) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if let Some(reason) = self.read_only.get() {
            return Err(StoreError::ReadOnly { path: self.path.clone(), reason: reason.clone() });
        }
        self.reopen_where_replaced()?;
        self.look_for_damage()?;
        let Some(conn) = self.conn.as_mut() else {
            return Err(self.other("it is not open: restart pullquote".to_owned()));
        };
        let done = conn.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|tx| {
            let value = work(&tx)?;
            tx.commit()?;
            Ok(value)
        });
        if done.is_ok() {
            if disk::Identity::of(&self.path) != self.files {
                let reason = "its file was moved, deleted or replaced during the write: save again";
                return Err(self.other(reason.to_owned()));
            }
            self.log.written(&self.path, conn);
        }
        done.map_err(|e| self.failed(&e))
    }

    /// Reopens the library if its file was replaced (moved, deleted, restored): writes to the old file would be lost.
    fn reopen_where_replaced(&mut self) -> Result<(), StoreError> {
        if self.files.is_none() || disk::Identity::of(&self.path) == self.files {
            return Ok(());
        }
        self.log.wait();
        disk::wait_for_move(&self.path);
        // Move the log into the old file, then close it: a library that is created now starts with an empty log.
        if let Some(old) = self.conn.take() {
            let _ = old.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        }
        match open::writable(&self.path) {
            Ok(conn) => {
                self.conn = Some(conn);
                self.is_checked = false;
                self.files = disk::Identity::of(&self.path);
                Ok(())
            }
            Err(reason) => Err(self.other(reason)),
        }
    }

    /// Checks the file for damage, once; if there is any, nothing is written from now on. The first write does so, too: it
    /// takes a moment on a large library. The indexes of a file above 256 MiB are not compared with its tables.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn look_for_damage(&mut self) -> Result<(), StoreError> {
        if self.is_checked || self.read_only.get().is_some() {
            return Ok(());
        }
        let Some(conn) = self.conn.as_ref() else { return Ok(()) };
        let is_large = std::fs::metadata(&self.path).is_ok_and(|file| file.len() > LARGE);
        let check = if is_large { "quick_check" } else { "integrity_check" };
        match conn.pragma_query_value(None, check, |row| row.get::<_, String>(0)) {
            Ok(found) if found == "ok" => {
                self.is_checked = true;
                Ok(())
            }
            Ok(_) => Err(self.damaged()),
            // A busy or unreadable library is reported when it is used.
            Err(error) if disk::is_damage(&error) => Err(self.damaged()),
            Err(_) => Ok(()),
        }
    }

    pub(in crate::library::db) fn failed(&self, error: &rusqlite::Error) -> StoreError {
        if disk::is_damage(error) { self.damaged() } else { self.other(disk::reason(error)) }
    }

    /// Marks the file as damaged: nothing is written to it from now on.
    pub(in crate::library::db) fn damaged(&self) -> StoreError {
        let reason = disk::DAMAGED.to_owned();
        // If the library was read-only before, the first reason stays.
        let _ = self.read_only.set(reason.clone());
        self.other(reason)
    }

    pub(in crate::library::db) fn other(&self, reason: String) -> StoreError {
        StoreError::Other { path: self.path.clone(), reason }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::library::db::tests::{TEXT, article, bodies, open, place_for_a_library};

    #[cfg(unix)]
    #[test]
    fn a_note_goes_into_the_file_that_is_the_library_now() {
        let (dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut reader = open(&path);
        reader.save_note(&article, None, None, "before").unwrap();
        // After the file is moved away, a new library is created.
        let elsewhere = dir.path().join("elsewhere.db");
        fs::rename(&path, &elsewhere).unwrap();
        for ending in ["-wal", "-shm"] {
            let part = |path: &std::path::Path| crate::library::db::file::disk::companion(path, ending);
            fs::rename(part(&path), part(&elsewhere)).unwrap();
        }
        reader.save_note(&article, None, None, "after").unwrap();
        assert_eq!(bodies(&open(&path), &article), ["after"]);
        assert_eq!(bodies(&open(&elsewhere), &article), ["before"]);
        // Only the shared memory file is deleted.
        fs::remove_file(crate::library::db::file::disk::companion(&path, "-shm")).unwrap();
        reader.save_note(&article, None, None, "later").unwrap();
        drop(reader);
        assert_eq!(bodies(&open(&path), &article), ["after", "later"]);
    }

    #[test]
    fn damage_of_an_index_is_found_before_anything_is_written() {
        let (_dir, path) = place_for_a_library();
        let mut library = open(&path);
        for n in 0..40 {
            library.save_note(&article("-", TEXT), None, None, &format!("note {n}")).unwrap();
        }
        drop(library);
        let conn = rusqlite::Connection::open(&path).unwrap();
        let number = |query: &str| conn.query_row(query, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
        let page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'notes_by_article'");
        let size = number("PRAGMA page_size");
        drop(conn);
        // One letter of a key in the index: the tables are whole.
        let mut bytes = fs::read(&path).unwrap();
        let last = page * size - 8;
        bytes[last] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let (mut library, _) = crate::library::db::Library::open(&path);
        assert!(library.put_article(&article("-", &format!("{TEXT} again"))).is_err());
        assert!(library.read_only().is_some());
        drop(library);
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing was written");
    }

    #[test]
    fn damage_on_a_later_page_is_found_before_anything_is_written() {
        let (_dir, path) = place_for_a_library();
        let mut library = open(&path);
        for n in 0..40 {
            library.put_article(&article("-", &format!("{TEXT} {n} {}", "word ".repeat(900)))).unwrap();
        }
        drop(library);
        let mut bytes = fs::read(&path).unwrap();
        let from = bytes.len() / 2;
        bytes[from..from + 4096].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let (mut library, _) = crate::library::db::Library::open(&path);
        assert!(library.look_for_damage().is_err() || library.read_only().is_some());
        assert!(library.put_article(&article("-", TEXT)).is_err());
        drop(library);
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing was written");
    }
}
