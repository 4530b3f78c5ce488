//! Reads the rows of a damaged library that can still be read, and adds missing ones from its newest sound backup.
//! The damaged file is only read; the result is built in memory.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use crate::library::db::clock::now;
use crate::library::db::file::disk::sound;
use crate::library::db::file::{backups, disk, schema};
use crate::text::ArticleId;

/// The tables whose content cannot be made again, each after the tables it refers to.
pub(in crate::library::db) const TABLES: [&str; 15] = [
    "articles",
    "texts",
    "sources",
    "notes",
    "positions",
    "corrections",
    "changes",
    "habits",
    "forgotten",
    "drafts",
    "shapes",
    "labels",
    "feeds",
    "entries",
    "same_people",
];
/// Number of row ids tried one by one where a page cannot be read.
const PROBES: i64 = 5000;

/// The rescued rows.
pub(in crate::library::db) struct Rescue {
    /// A library in memory.
    pub(in crate::library::db) conn: Connection,
    /// A summary of the content, as the end of a sentence.
    pub(in crate::library::db) summary: String,
}

/// Reads the damaged file and adds missing rows from its newest sound backup. `None` if nothing can be read.
pub(in crate::library::db) fn rescue(path: &Path) -> Option<Rescue> {
    let to = memory().ok()?;
    for uri in [false, true] {
        if let Ok(from) = disk::raw(path, uri) {
            copy(&from, &to);
        }
    }
    if let Some(padded) = padded(path) {
        if let Ok(from) = disk::raw(&padded, true) {
            copy(&from, &to);
        }
        let _ = std::fs::remove_file(&padded);
    }
    if is_empty(&to)
        && let Some(fresh) = fresh(path)
    {
        for whole_page in [false, true] {
            if !is_empty(&to) {
                break;
            }
            if let Some(mended) = with_head(path, &fresh, whole_page) {
                if let Ok(from) = disk::raw(&mended, true) {
                    copy(&from, &to);
                }
                let _ = std::fs::remove_file(&mended);
            }
        }
    }
    let notes = count(&to, "notes");
    let mut summary = format!("readable: {}", counted(notes));
    for copy_of in backups::backups(path) {
        let Ok(from) = disk::raw(&copy_of.path, true) else { continue };
        if !sound(&from) {
            continue;
        }
        copy(&from, &to);
        summary.push_str(&match count(&to, "notes") - notes {
            0 => format!("; the backup of {} adds none", copy_of.date),
            more => format!(", and {} more from the backup of {}", counted(more), copy_of.date),
        });
        break;
    }
    if is_empty(&to) {
        return None;
    }
    adopt(&to).ok()?;
    Some(Rescue { conn: to, summary })
}

fn is_empty(conn: &Connection) -> bool {
    count(conn, "notes") + count(conn, "articles") == 0
}

/// Size of a page of the library.
const PAGE: usize = 4096;
/// Size of the head of the file.
const HEAD: usize = 100;

/// Returns the first page of a new library.
fn fresh(path: &Path) -> Option<Vec<u8>> {
    let file = disk::companion(path, "-fresh");
    let _ = std::fs::remove_file(&file);
    disk::private_file(&file).ok()?;
    let made = Connection::open(&file).and_then(|mut conn| schema::migrate(&mut conn));
    let mut page = vec![0; PAGE];
    let read = std::fs::File::open(&file).and_then(|mut file| file.read_exact(&mut page));
    let _ = std::fs::remove_file(&file);
    (made.is_ok() && read.is_ok()).then_some(page)
}

/// Copies a file whose head is destroyed, and gives it that of a new library. `whole_page`: with the list of the tables, which
/// stand at the same pages in most libraries; rows that are none of a table are not taken.
fn with_head(path: &Path, fresh: &[u8], whole_page: bool) -> Option<PathBuf> {
    let mut bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() > PAGE)?;
    let whole = bytes.len().next_multiple_of(PAGE);
    bytes.resize(whole, 0);
    let part = if whole_page { PAGE } else { HEAD };
    bytes.get_mut(..part)?.copy_from_slice(fresh.get(..part)?);
    let pages = u32::try_from(whole / PAGE).ok()?;
    bytes.get_mut(28..32)?.copy_from_slice(&pages.to_be_bytes());
    // No list of free pages.
    bytes.get_mut(32..40)?.fill(0);
    let copy = disk::companion(path, "-padded");
    let _ = std::fs::remove_file(&copy);
    disk::private_file(&copy).ok()?;
    std::fs::write(&copy, bytes).ok().map(|()| copy)
}

/// Copies a truncated file and fills the missing pages with zeros, because SQLite refuses a file that is shorter than its
/// header says. `None` if the file is complete, or cannot be copied.
fn padded(path: &Path) -> Option<PathBuf> {
    const LONGEST: u64 = 64 << 20;
    let length = std::fs::metadata(path).ok()?.len();
    let mut head = [0u8; 32];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).ok()?;
    let number = |from: usize, to: usize| {
        head.get(from..to).unwrap_or_default().iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let page = match number(16, 18) {
        1 => 65_536,
        page => page,
    };
    let whole = page * number(28, 32);
    if !head.starts_with(b"SQLite format 3") || whole <= length || whole - length > LONGEST {
        return None;
    }
    let copy = disk::companion(path, "-padded");
    let _ = std::fs::remove_file(&copy);
    disk::private_file(&copy).ok()?;
    let made = std::fs::copy(path, &copy)
        .and_then(|_| std::fs::OpenOptions::new().write(true).open(&copy))
        .and_then(|file| file.set_len(whole));
    if made.is_err() {
        let _ = std::fs::remove_file(&copy);
    }
    made.ok().map(|()| copy)
}

pub(in crate::library::db) fn counted(notes: i64) -> String {
    if notes == 1 { "1 note".to_owned() } else { format!("{notes} notes") }
}

/// Returns an empty library in memory, at the latest version.
pub(in crate::library::db) fn memory() -> rusqlite::Result<Connection> {
    let mut conn = Connection::open_in_memory()?;
    schema::migrate(&mut conn)?;
    // Rows may refer to rows that were lost.
    conn.pragma_update(None, "foreign_keys", false)?;
    Ok(conn)
}

pub(in crate::library::db) fn count(conn: &Connection, table: &str) -> i64 {
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap_or(0)
}

/// Copies every readable row that the target does not hold yet.
pub(in crate::library::db) fn copy(from: &Connection, to: &Connection) {
    // One transaction, for speed; in memory it fails only when memory runs out.
    let _ = to.execute_batch("BEGIN");
    copy_rows(from, to);
    let _ = to.execute_batch("COMMIT");
}

/// The same within a transaction of the caller.
pub(in crate::library::db) fn copy_rows(from: &Connection, to: &Connection) {
    for table in TABLES {
        copy_table(from, to, table);
    }
    // An older file has older source keys; one that cannot be renamed stays.
    let _ = schema::rename_places(to);
}

/// Gives an article to rows that have lost theirs.
pub(in crate::library::db) fn adopt(conn: &Connection) -> rusqlite::Result<()> {
    for table in ["texts", "sources", "notes", "positions", "corrections"] {
        conn.execute(
            &format!(
                "INSERT OR IGNORE INTO articles (id, title, source, opened)
                 SELECT DISTINCT article, NULL, '-', ?1 FROM {table} WHERE article NOT IN (SELECT id FROM articles)"
            ),
            [now()],
        )?;
    }
    Ok(())
}

fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
    query.query_map([table], |row| row.get(0))?.collect()
}

fn copy_table(from: &Connection, to: &Connection, table: &str) {
    let (Ok(here), Ok(there)) = (columns(from, table), columns(to, table)) else { return };
    let common: Vec<String> = there.into_iter().filter(|c| here.contains(c)).map(|c| format!("\"{c}\"")).collect();
    if common.is_empty() {
        return;
    }
    let list = common.join(", ");
    let marks = vec!["?"; common.len()].join(", ");
    let Ok(mut insert) = to.prepare(&format!("INSERT OR IGNORE INTO {table} ({list}) VALUES ({marks})")) else {
        return;
    };
    let mut keep = |values: Vec<Value>| {
        if plausible(table, &common, &values) {
            // A row that breaks a constraint is damaged.
            let _ = insert.execute(params_from_iter(values));
        }
    };
    if table == "sources" {
        // This table has no row ids: read from both ends as far as possible.
        for order in ["", "ORDER BY source DESC, article DESC"] {
            let Ok(mut query) = from.prepare(&format!("SELECT {list} FROM {table} {order}")) else { continue };
            let Ok(mut rows) = query.query([]) else { continue };
            while let Ok(Some(row)) = rows.next() {
                values(row, 0, common.len()).into_iter().for_each(&mut keep);
            }
        }
        return;
    }
    let Ok(mut query) =
        from.prepare(&format!("SELECT rowid, {list} FROM {table} NOT INDEXED WHERE rowid > ?1 ORDER BY rowid"))
    else {
        return;
    };
    let mut last = 0i64;
    let mut misses = 0;
    // Forward; over a gap by trying one row id after another.
    while misses < PROBES {
        let Ok(mut rows) = query.query([last]) else { break };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    last = row.get(0).unwrap_or(last + 1).max(last);
                    misses = 0;
                    values(row, 1, common.len()).into_iter().for_each(&mut keep);
                }
                Ok(None) => {
                    misses = PROBES;
                    break;
                }
                Err(_) => {
                    misses += 1;
                    last = last.saturating_add(1);
                    break;
                }
            }
        }
    }
    drop(query);
    // Then backward, to reach rows behind a gap that was too wide.
    let back = format!("SELECT {list} FROM {table} NOT INDEXED ORDER BY rowid DESC");
    if let Ok(mut query) = from.prepare(&back)
        && let Ok(mut rows) = query.query([])
    {
        while let Ok(Some(row)) = rows.next() {
            values(row, 0, common.len()).into_iter().for_each(&mut keep);
        }
    }
}

/// Returns the values of a row, or `None` if any of them cannot have been written by pullquote.
fn values(row: &Row<'_>, from: usize, count: usize) -> Option<Vec<Value>> {
    (from..from + count)
        .map(|i| match row.get_ref(i).ok()? {
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().map(|text| Value::Text(text.to_owned())),
            other => Value::try_from(other).ok(),
        })
        .collect()
}

/// Returns whether a row is plausible: a text matches its digest, times are valid.
fn plausible(table: &str, columns: &[String], values: &[Value]) -> bool {
    let text = |name: &str| {
        let at = columns.iter().position(|c| c.trim_matches('"') == name)?;
        match values.get(at)? {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    };
    let digest = |id: Option<&str>| id.is_some_and(|id| id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit()));
    let time = |name: &str| text(name).is_some_and(|t| t.parse::<jiff::Timestamp>().is_ok());
    match table {
        "articles" => digest(text("id")) && time("opened"),
        "texts" => text("article").zip(text("text")).is_some_and(|(id, text)| ArticleId::of_text(text).0 == id),
        "notes" => digest(text("article")) && time("created") && time("modified"),
        "corrections" => digest(text("article")) && time("created"),
        "habits" => text("name").is_some(),
        "feeds" => time("added"),
        "same_people" => text("name").is_some(),
        _ => digest(text("article")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};

    #[test]
    fn a_library_with_a_destroyed_head_gives_back_its_notes() {
        // The head alone, the first sector of a disk, and the first page.
        for destroyed in [100, 512, 4096] {
            let (dir, path) = place_for_a_library();
            let article = article("-", TEXT);
            let mut library = open(&path);
            for n in 0..10 {
                library.save_note(&article, None, None, &format!("note {n}")).unwrap();
            }
            drop(library);
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[..destroyed].fill(0xA5);
            std::fs::write(&path, bytes).unwrap();
            let rescue = rescue(&path).unwrap();
            assert_eq!(count(&rescue.conn, "notes"), 10, "{destroyed}: {}", rescue.summary);
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no copy is left");
        }
    }

    #[test]
    fn a_library_that_was_cut_short_gives_back_its_notes() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut library = open(&path);
        for n in 0..10 {
            library.save_note(&article, None, None, &format!("note {n}")).unwrap();
        }
        // The last page holds no notes.
        for n in 0..40 {
            let habit = crate::library::db::Preference {
                name: format!("name {n} {}", "x".repeat(300)),
                value: "a".to_owned(),
                settings: "b".to_owned(),
            };
            library.set_preference(&habit).unwrap();
        }
        drop(library);
        let length = std::fs::metadata(&path).unwrap().len();
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length - 4096).unwrap();
        let rescue = rescue(&path).unwrap();
        assert_eq!(count(&rescue.conn, "notes"), 10, "{}", rescue.summary);
        assert!(!disk::companion(&path, "-padded").exists());
    }
}
