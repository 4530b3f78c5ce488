//! Stores preferences: settings that were changed while reading.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::library::db::clock::{clock, now};
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::text::ArticleId;

/// A setting that was changed while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The value in the config file at that time: if the file has another value now, the file wins.
    pub settings: String,
}

/// The name of the preference that holds the recent searches, one per line.
pub const SEARCHES: &str = "searches";
/// Days for which a reader that is still open cannot bring forgotten searches back.
const HELD: i64 = 7;

/// Deletes the recent searches: they may hold words of a forgotten article. Returns whether there were any.
pub(in crate::library::db) fn forget_searches(tx: &Transaction<'_>) -> rusqlite::Result<bool> {
    let sql = "SELECT value FROM habits WHERE name = ?1";
    let Some(value) = tx.query_row(sql, [SEARCHES], |row| row.get::<_, String>(0)).optional()? else {
        return Ok(false);
    };
    for line in value.lines() {
        let digest = digest(line);
        tx.execute("INSERT OR REPLACE INTO forgotten (article, time) VALUES (?1, ?2)", [&digest, &now()])?;
    }
    tx.execute("DELETE FROM habits WHERE name = ?1", [SEARCHES])?;
    Ok(true)
}

fn digest(line: &str) -> String {
    ArticleId::of_text(&format!("{SEARCHES}\n{line}")).0
}

/// Returns the searches without those that were forgotten lately.
fn remaining(tx: &Transaction<'_>, value: &str) -> rusqlite::Result<String> {
    let since = clock().saturating_sub(jiff::SignedDuration::from_hours(24 * HELD));
    let since = since.map_or_else(|_| String::new(), |time| format!("{time:.3}"));
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM forgotten WHERE article = ?1 AND time > ?2)")?;
    let mut kept = Vec::new();
    for line in value.lines() {
        if !query.query_row([&digest(line), &since], |row| row.get::<_, bool>(0))? {
            kept.push(line);
        }
    }
    Ok(kept.join("\n"))
}

impl Library {
    /// Returns all preferences; none if they cannot be read.
    #[must_use]
    pub fn preferences(&self) -> Vec<Preference> {
        let found = self.read(|conn| {
            let mut query = conn.prepare("SELECT name, value, settings FROM habits ORDER BY name")?;
            let rows = query
                .query_map([], |row| Ok(Preference { name: row.get(0)?, value: row.get(1)?, settings: row.get(2)? }))?;
            rows.collect()
        });
        found.ok().flatten().unwrap_or_default()
    }

    /// Stores a preference, or deletes it if it equals the setting.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_preference(&mut self, preference: &Preference) -> Result<(), StoreError> {
        self.write(|tx| {
            let value = match preference.name.as_str() {
                SEARCHES => remaining(tx, &preference.value)?,
                _ => preference.value.clone(),
            };
            if value == preference.settings {
                tx.execute("DELETE FROM habits WHERE name = ?1", [&preference.name])?;
            } else {
                tx.execute(
                    "INSERT OR REPLACE INTO habits (name, value, settings) VALUES (?1, ?2, ?3)",
                    params![preference.name, value, preference.settings],
                )?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::tests::{TEXT, article, open, place_for_a_library};

    #[test]
    fn a_habit_is_kept_until_it_is_what_the_settings_say() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let preference =
            |value: &str| Preference { name: "measure".to_owned(), value: value.to_owned(), settings: "72".to_owned() };
        let (mut library, _) = Library::open(&path);
        assert_eq!(library.preferences(), []);
        for value in ["80", "64"] {
            library.set_preference(&preference(value)).unwrap();
        }
        drop(library);
        let (mut library, _) = Library::open(&path);
        assert_eq!(library.preferences(), [preference("64")]);
        library.set_preference(&preference("72")).unwrap();
        assert_eq!(library.preferences(), []);
    }

    #[test]
    fn searches_are_forgotten_with_an_article() {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let searches =
            |lines: &str| Preference { name: SEARCHES.to_owned(), value: lines.to_owned(), settings: String::new() };
        let stored = |library: &Library| library.preferences().into_iter().map(|p| p.value).collect::<Vec<_>>();
        let mut reader = open(&path);
        reader.put_article(&article).unwrap();
        reader.set_preference(&searches("/bridge\n/zyzzyva")).unwrap();
        let backup = Library::back_up(&path).unwrap().unwrap();
        open(&path).forget(std::slice::from_ref(&article.id)).unwrap();
        assert_eq!(stored(&reader), Vec::<String>::new());
        assert_eq!(stored(&Library::open_read_only(&backup).0), Vec::<String>::new());
        // The open reader still knows its searches, and stores them with the next one.
        reader.set_preference(&searches("/bridge\n/zyzzyva\n/mayor")).unwrap();
        assert_eq!(stored(&reader), ["/mayor"]);
        drop(reader);
        for file in [&path, &backup] {
            let bytes = std::fs::read(file).unwrap();
            assert!(!bytes.windows(7).any(|w| w == b"zyzzyva"), "{}", file.display());
        }
    }
}
