//! Stores preferences: settings that were changed while reading.

use rusqlite::params;

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;

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
            if preference.value == preference.settings {
                tx.execute("DELETE FROM habits WHERE name = ?1", [&preference.name])?;
            } else {
                tx.execute(
                    "INSERT OR REPLACE INTO habits (name, value, settings) VALUES (?1, ?2, ?3)",
                    params![preference.name, preference.value, preference.settings],
                )?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
