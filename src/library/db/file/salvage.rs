//! What can still be read of a damaged library, row by row, completed from its newest sound backup. The damaged file
//! itself is only ever read; everything is gathered in memory.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use crate::library::db::clock::now;
use crate::library::db::file::disk::sound;
use crate::library::db::file::{backups, disk, schema};
use crate::text::ArticleId;

/// The tables that hold what cannot be made again, each after those that it refers to.
pub(in crate::library::db) const TABLES: [&str; 9] =
    ["articles", "texts", "sources", "notes", "positions", "corrections", "changes", "habits", "forgotten"];
/// Row numbers that are tried one by one where a page cannot be read.
const PROBES: i64 = 5000;

/// What was saved.
pub(in crate::library::db) struct Rescue {
    /// A library in memory.
    pub(in crate::library::db) conn: Connection,
    /// What it holds, as the end of a sentence.
    pub(in crate::library::db) told: String,
}

/// Gathers what can be read of the file, and what is missing from its newest sound backup. `None` where nothing can.
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
    let notes = count(&to, "notes");
    let mut told = format!("shown is what can be read of it ({})", counted(notes));
    for copy_of in backups::backups(path) {
        let Ok(from) = disk::raw(&copy_of.path, true) else { continue };
        if !sound(&from) {
            continue;
        }
        copy(&from, &to);
        told.push_str(&match count(&to, "notes") - notes {
            0 => format!("; its backup of {} holds no more notes", copy_of.date),
            more => format!(", and {} more from its backup of {}", counted(more), copy_of.date),
        });
        break;
    }
    if count(&to, "notes") + count(&to, "articles") == 0 {
        return None;
    }
    adopt(&to).ok()?;
    Some(Rescue { conn: to, told })
}

/// A copy of a file that was cut short, with empty pages in place of those that are missing: SQLite reads nothing of a file
/// that is shorter than it says. `None` where it is not, or cannot be copied.
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
    let copy = disk::beside(path, "-padded");
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

/// An empty library in memory, at the latest version.
pub(in crate::library::db) fn memory() -> rusqlite::Result<Connection> {
    let mut conn = Connection::open_in_memory()?;
    schema::migrate(&mut conn)?;
    // Rows may have lost what they refer to.
    conn.pragma_update(None, "foreign_keys", false)?;
    Ok(conn)
}

pub(in crate::library::db) fn count(conn: &Connection, table: &str) -> i64 {
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap_or(0)
}

/// Copies every row that can be read and is not there yet.
pub(in crate::library::db) fn copy(from: &Connection, to: &Connection) {
    // One transaction, for speed; in memory it cannot fail for want of anything but memory.
    let _ = to.execute_batch("BEGIN");
    for table in TABLES {
        copy_table(from, to, table);
    }
    // An older file names them otherwise; where one cannot be renamed it stays.
    let _ = schema::rename_places(to);
    let _ = to.execute_batch("COMMIT");
}

/// What `adopt` gives to rows that have lost their article.
fn adopt(conn: &Connection) -> rusqlite::Result<()> {
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
            // A row that breaks a rule of the tables is damaged.
            let _ = insert.execute(params_from_iter(values));
        }
    };
    if table == "sources" {
        // Has no row numbers: from both ends, as far as it goes.
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
    // Forward; over a gap by trying one row number after the other.
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
    // And backward, to what lies behind a gap that was too wide.
    let back = format!("SELECT {list} FROM {table} NOT INDEXED ORDER BY rowid DESC");
    if let Ok(mut query) = from.prepare(&back)
        && let Ok(mut rows) = query.query([])
    {
        while let Ok(Some(row)) = rows.next() {
            values(row, 0, common.len()).into_iter().for_each(&mut keep);
        }
    }
}

/// The values of a row, unless one of them cannot be what was written.
fn values(row: &Row<'_>, from: usize, count: usize) -> Option<Vec<Value>> {
    (from..from + count)
        .map(|i| match row.get_ref(i).ok()? {
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().map(|text| Value::Text(text.to_owned())),
            other => Value::try_from(other).ok(),
        })
        .collect()
}

/// Whether a row can be what was written: a text has its digest, times are times.
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
        _ => digest(text("article")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};

    #[test]
    fn a_library_that_was_cut_short_gives_back_its_notes() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut library = open(&path);
        for n in 0..10 {
            library.save_note(&article, None, None, &format!("note {n}")).unwrap();
        }
        // The last page holds something that is not missed.
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
        assert_eq!(count(&rescue.conn, "notes"), 10, "{}", rescue.told);
        assert!(!disk::beside(&path, "-padded").exists());
    }
}
