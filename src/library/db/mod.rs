//! Layer 3: the library on disk, one SQLite file. Everything a reader made, and what is costly to make again.
//!
//! - A note is on disk when [`Library::save_note`] returns: each write is one short transaction, synced before it
//!   counts as done.
//! - Articles are known by their text ([`crate::text::ArticleId`]); texts that came from the same path or address are
//!   versions of one article, and notes on an older version are placed on the newer one.
//! - Several instances may use one library at the same time.
//! - [`Library::open`] always gives something to read with. A file that is damaged, newer, or not a library is never
//!   written to.

pub mod articles;
#[cfg(test)]
mod durability_tests;
mod open;
#[cfg(test)]
mod opening_tests;
mod preferences;
#[cfg(test)]
mod reading_tests;
pub mod recovery;
mod schema;
mod search;
#[cfg(test)]
mod tests;
pub mod user_data;
mod write_ahead_log;

use crate::library::db::articles::block_layout;
use crate::library::db::recovery::salvage;
use crate::library::db::search::index;
pub use articles::forget::Forgotten;
pub use articles::versions::Edition;
pub use recovery::backup::{Backup, backups};
pub use search::excerpt::words_at;
pub use search::query::{Only, Query, conditions, matched};
pub use search::similar_quotes::{Alike, Form};
pub use search::{Found, Hit};
pub use user_data::changes::Undone;
pub use user_data::corrections::Corrected;
pub use user_data::exchange::Taken;
pub use user_data::note::NoteEntry;

use std::cell::{OnceCell, RefCell};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

pub use articles::listing::ShelfEntry;
pub use preferences::Habit;

use crate::library::db::articles::source_key::{canonical, key, keys};

use crate::library::notes;
use crate::library::notes::Anchor;
use crate::nlp;
use crate::nlp::Annotations;
use crate::text::{Article, ArticleId, Span, printable_line};

/// Characters at the reading position by which it is found again in a changed text.
const POSITION_WORDS: usize = 64;

/// What can go wrong with the library. Every message says what happened, to which file, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The library can be read but not written.
    #[error("the library {} cannot be written ({reason}): notes are not saved in this session", shown(.path))]
    ReadOnly {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Anything else that SQLite or the file system said.
    #[error("the library {}: {reason}", shown(.path))]
    Other {
        /// Which file.
        path: PathBuf,
        /// What happened and what to do.
        reason: String,
    },
}

/// A path as one line of harmless text.
fn shown(path: &Path) -> String {
    printable_line(&path.to_string_lossy()).into_owned()
}

/// An open library.
#[derive(Debug)]
pub struct Library {
    path: PathBuf,
    /// `None` where nothing could be opened: an empty library that takes nothing.
    conn: Option<Connection>,
    /// Declared after the connection, which is closed first: the last connection takes the log over.
    log: write_ahead_log::Log,
    /// Why nothing can be written. Set at the latest when damage is found, so that it is not made worse.
    read_only: OnceLock<String>,
    /// What could still be read of a damaged file, in memory. Filled when damage is met.
    rescued: OnceCell<Option<Connection>>,
    /// What the reader has not been told yet.
    news: RefCell<Option<String>>,
}

/// An article that has been opened before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleEntry {
    /// Which.
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// Where it was last opened from.
    pub source: String,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
    /// How many notes it has.
    pub notes: usize,
}

impl Library {
    /// Where the library is unless the user says otherwise: `pullquote/library.db` in the platform's data directory.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "pullquote").map(|d| d.data_dir().join("library.db"))
    }

    /// Opens the library at `path`, creating it and its directory where needed; falls back to read-only, and then to
    /// an empty one, never failing to give something to read with. The second value tells the reader about a fallback.
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
                Some(rescue) => (Some(rescue.conn), format!("{reason}; {}", rescue.told)),
                None => (None, open::told(path, reason)),
            },
        };
        let error = StoreError::ReadOnly { path: path.to_owned(), reason: reason.clone() };
        (Self::with(path, conn, Some(reason)), Some(error))
    }

    /// Opens the library for reading only. Creates nothing: a library that does not exist yet is an empty one.
    pub fn open_read_only(path: &Path) -> (Self, Option<StoreError>) {
        let why = Some("it was opened for reading only".to_owned());
        if matches!(path.try_exists(), Ok(false)) {
            return (Self::with(path, None, why), None);
        }
        match open::readable(path) {
            Ok((conn, _)) => (Self::with(path, open::at_latest(conn, path), why), None),
            Err(reason) => {
                let rescue = salvage::rescue(path);
                let reason = match &rescue {
                    Some(rescue) => format!("{reason}; {}", rescue.told),
                    None => open::told(path, reason),
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
        Self { path: path.to_owned(), conn, log, read_only, rescued: OnceCell::new(), news: RefCell::new(None) }
    }

    /// What has come to light since the last call that the reader must know (the file is damaged), once.
    #[must_use]
    pub fn news(&self) -> Option<String> {
        self.news.borrow_mut().take()
    }

    /// The file it is kept in.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.get().map(String::as_str)
    }

    /// Remembers that this article was opened (its text, title and source).
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn put_article(&mut self, article: &Article) -> Result<(), StoreError> {
        self.write(|tx| remember(tx, article))
    }

    /// Every article ever opened, the last opened first.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn articles(&self) -> Result<Vec<ArticleEntry>, StoreError> {
        let entries = self.read(|conn| {
            let mut query = conn.prepare(
                "SELECT id, title, source, opened,
                    (SELECT count(*) FROM notes WHERE article = articles.id AND deleted IS NULL)
                 FROM articles ORDER BY opened DESC, id",
            )?;
            let rows = query.query_map([], |row| {
                Ok(ArticleEntry {
                    id: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    source: row.get(2)?,
                    opened: row.get(3)?,
                    notes: row.get::<_, u32>(4)? as usize,
                })
            })?;
            rows.collect()
        })?;
        Ok(entries.unwrap_or_default())
    }

    /// The text of an article.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn text(&self, article: &ArticleId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT text FROM texts WHERE article = ?1";
        let found = self.read(|conn| conn.query_row(sql, [&article.0], |row| row.get(0)).optional())?;
        Ok(found.flatten())
    }

    /// The reading position of this article (or of its last version from the same source), in bytes: on a character
    /// boundary of its present text.
    #[must_use]
    pub fn position(&self, article: &Article) -> Option<usize> {
        let [one, other] = keys(article);
        let found = self.read(|conn| {
            conn.query_row(
                "SELECT p.article, p.exact, p.prefix, p.suffix, p.start, p.start,
                    (SELECT octet_length(text) FROM texts WHERE article = p.article)
                 FROM positions p
                 WHERE p.article = ?1 OR p.article IN (SELECT article FROM sources WHERE source IN (?2, ?3))
                 ORDER BY p.article = ?1 DESC, p.updated DESC LIMIT 1",
                params![article.id.0, one, other],
                |row| Ok((row.get::<_, String>(0)?, anchor(row, 1)?, from_sql(row.get(6)?))),
            )
            .optional()
        });
        // A position that cannot be read is no reason not to read: damage is told by the calls that return it.
        let (version, anchor, length) = found.ok()???;
        let mut anchor = anchor?;
        anchor.position.end = anchor.position.start.saturating_add(anchor.exact.len());
        let start = anchor.position.start;
        let byte = match notes::place(&anchor, &article.text).span() {
            _ if version == article.id.0 => start,
            Some(span) => span.start,
            // The words are gone: as far down as they were.
            None => (start as f64 / length.max(1) as f64 * article.text.len() as f64) as usize,
        };
        Some(Anchor::of(&article.text, Span::new(byte, byte)).position.start)
    }

    /// Remembers the reading position.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn set_position(&mut self, article: &Article, byte: usize) -> Result<(), StoreError> {
        let rest = article.text.get(byte..).unwrap_or_default();
        let words = rest.char_indices().nth(POSITION_WORDS).map_or(rest.len(), |(at, _)| at);
        let anchor = Anchor::of(&article.text, Span::new(byte, byte.saturating_add(words)));
        self.write(|tx| {
            remember(tx, article)?;
            tx.execute(
                "INSERT INTO positions (article, exact, prefix, suffix, start, updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (article) DO UPDATE SET exact = excluded.exact, prefix = excluded.prefix,
                    suffix = excluded.suffix, start = excluded.start, updated = excluded.updated",
                params![article.id.0, anchor.exact, anchor.prefix, anchor.suffix, to_sql(anchor.position.start), now()],
            )
        })
        .map(|_| ())
    }

    /// The finished annotations of this article by this engine version, if they were kept. Their dates
    /// are those of the day of writing that is known now.
    #[must_use]
    pub fn annotations(&self, article: &Article, version: &str) -> Option<Annotations> {
        let json = self
            .read(|conn| {
                conn.query_row(
                    "SELECT json FROM annotations WHERE article = ?1 AND version = ?2",
                    [&article.id.0, version],
                    |row| row.get::<_, String>(0),
                )
                .optional()
            })
            .ok()???;
        // What cannot be read is made again.
        let mut found = serde_json::from_str(&json).ok().filter(|found: &Annotations| found.complete)?;
        if found.dated != article.date {
            nlp::redate(article, &mut found);
        }
        Some(found)
    }

    /// The day on which an article was written, as the library knows it: as it was last read, or as its reader has said.
    #[must_use]
    pub fn day(&self, article: &ArticleId) -> Option<String> {
        let sql = "SELECT date FROM articles WHERE id = ?1";
        let day = |conn: &Connection| conn.query_row(sql, [&article.0], |row| row.get(0)).optional();
        self.read(day).ok().flatten().flatten().flatten()
    }

    /// Keeps the day on which an article was written.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn set_day(&mut self, article: &Article, day: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            remember(tx, article)?;
            tx.execute("UPDATE articles SET date = ?2 WHERE id = ?1", [&article.id.0, day]).map(|_| ())
        })
    }

    /// Keeps finished annotations, in place of those of another engine version; unfinished ones are not kept.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn put_annotations(&mut self, article: &Article, annotations: &Annotations) -> Result<(), StoreError> {
        if !annotations.complete {
            return Ok(());
        }
        let json = serde_json::to_string(annotations).map_err(|e| self.other(format!("annotations: {e}")))?;
        self.write(|tx| {
            remember(tx, article)?;
            tx.prepare_cached("INSERT OR REPLACE INTO annotations (article, version, json) VALUES (?1, ?2, ?3)")?
                .execute([&article.id.0, &annotations.model, &json])?;
            index::enter(tx, article, Some(annotations))
        })
    }

    /// Reads; `None` where there is nothing to read from. Where the file turns out to be damaged, what can be read of
    /// it all the same.
    fn read<T>(&self, look: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<Option<T>, StoreError> {
        if let Some(Some(rescued)) = self.rescued.get() {
            return look(rescued).map(Some).map_err(|e| self.failed(&e));
        }
        let Some(conn) = self.conn.as_ref() else { return Ok(None) };
        let error = match look(conn) {
            Ok(value) => return Ok(Some(value)),
            Err(error) => error,
        };
        if open::is_damage(&error) {
            let damaged = self.damaged();
            let rescued = self.rescued.get_or_init(|| {
                let rescue = salvage::rescue(&self.path)?;
                *self.news.borrow_mut() = Some(format!("{damaged}; {}", rescue.told));
                Some(rescue.conn)
            });
            if let Some(value) = rescued.as_ref().and_then(|rescued| look(rescued).ok()) {
                return Ok(Some(value));
            }
        }
        Err(self.failed(&error))
    }

    /// Runs one write transaction and syncs it to the disk.
    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        if let Some(reason) = self.read_only.get() {
            return Err(StoreError::ReadOnly { path: self.path.clone(), reason: reason.clone() });
        }
        let Some(conn) = self.conn.as_mut() else {
            return Err(self.other("it is not open: start pullquote again".to_owned()));
        };
        let done = conn.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|tx| {
            let value = work(&tx)?;
            tx.commit()?;
            Ok(value)
        });
        if done.is_ok() {
            self.log.written(&self.path, conn);
        }
        done.map_err(|e| self.failed(&e))
    }

    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        if open::is_damage(error) { self.damaged() } else { self.other(open::reason(error)) }
    }

    /// Takes note that the file is damaged: nothing is written to it any more.
    fn damaged(&self) -> StoreError {
        let reason = open::DAMAGED.to_owned();
        // Already set where it was read-only before; the first reason stands.
        let _ = self.read_only.set(reason.clone());
        self.other(reason)
    }

    fn other(&self, reason: String) -> StoreError {
        StoreError::Other { path: self.path.clone(), reason }
    }
}

/// Enters an article as opened now, and the place it was opened from.
fn remember(tx: &Transaction<'_>, article: &Article) -> rusqlite::Result<()> {
    let now = now();
    let source = canonical(&article.source);
    tx.execute(
        "INSERT INTO articles (id, title, source, opened, byline, date) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET title = coalesce(excluded.title, title), source = excluded.source,
            opened = excluded.opened, byline = coalesce(excluded.byline, byline), date = coalesce(excluded.date, date)",
        params![
            article.id.0,
            article.title,
            source.as_deref().unwrap_or(&article.source),
            now,
            article.byline,
            article.date
        ],
    )?;
    tx.execute("INSERT OR IGNORE INTO texts (article, text) VALUES (?1, ?2)", [&article.id.0, &article.text])?;
    if source.as_ref().is_none_or(|source| source.contains("://")) {
        block_layout::keep(tx, article)?;
    }
    for source in keys(article).into_iter().flatten() {
        tx.execute(
            "INSERT OR REPLACE INTO sources (source, article, opened) VALUES (?1, ?2, ?3)",
            params![source, article.id.0, now],
        )?;
    }
    Ok(())
}

/// An anchor from five columns of a row, beginning with number `at`.
fn anchor(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Anchor>> {
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

/// A random identifier in the form of a UUID (version 4), from SQLite's generator, which the system seeds.
fn random_id(tx: &Transaction<'_>) -> rusqlite::Result<String> {
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

/// The time, RFC 3339 UTC, to the millisecond and always as long: order of text is order of time.
fn now() -> String {
    format!("{:.3}", clock())
}

/// The clock, which may jump.
fn clock() -> jiff::Timestamp {
    let now = jiff::Timestamp::try_from(SystemTime::now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    #[cfg(test)]
    let now = tests::skewed(now);
    now
}

/// SQLite counts in `i64`.
fn to_sql(offset: usize) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

/// And back; a negative number, which only a damaged file can hold, counts as 0.
fn from_sql(offset: i64) -> usize {
    usize::try_from(offset).unwrap_or(0)
}
