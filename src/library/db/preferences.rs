//! What a reader changed while reading, found again the next time.

use rusqlite::params;

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;

/// Something that was changed while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habit {
    /// What it is called.
    pub name: String,
    /// What it was changed to.
    pub value: String,
    /// What the settings said about it then: when they say something else now, they are newer.
    pub settings: String,
}

impl Library {
    /// All of them. What cannot be read is no reason not to read: then there are none.
    #[must_use]
    pub fn habits(&self) -> Vec<Habit> {
        let found = self.read(|conn| {
            let mut query = conn.prepare("SELECT name, value, settings FROM habits ORDER BY name")?;
            let rows = query
                .query_map([], |row| Ok(Habit { name: row.get(0)?, value: row.get(1)?, settings: row.get(2)? }))?;
            rows.collect()
        });
        found.ok().flatten().unwrap_or_default()
    }

    /// Keeps one; forgets it where it is what the settings say anyway.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn set_habit(&mut self, habit: &Habit) -> Result<(), StoreError> {
        self.write(|tx| {
            if habit.value == habit.settings {
                tx.execute("DELETE FROM habits WHERE name = ?1", [&habit.name])?;
            } else {
                tx.execute(
                    "INSERT OR REPLACE INTO habits (name, value, settings) VALUES (?1, ?2, ?3)",
                    params![habit.name, habit.value, habit.settings],
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
        let habit =
            |value: &str| Habit { name: "measure".to_owned(), value: value.to_owned(), settings: "72".to_owned() };
        let (mut library, _) = Library::open(&path);
        assert_eq!(library.habits(), []);
        for value in ["80", "64"] {
            library.set_habit(&habit(value)).unwrap();
        }
        drop(library);
        let (mut library, _) = Library::open(&path);
        assert_eq!(library.habits(), [habit("64")]);
        library.set_habit(&habit("72")).unwrap();
        assert_eq!(library.habits(), []);
    }
}
