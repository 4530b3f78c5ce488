//! The tables of the library, and the migration of older libraries.

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, TransactionBehavior};

use crate::library::db::source_key::key;
use crate::text::index_form;

/// `PQLB` in the file's header: marks a pullquote library.
pub(in crate::library::db) const APPLICATION: i32 = 0x5051_4C42;

/// One migration per version: step `n` turns version `n` into `n + 1`. A released step never changes.
const STEPS: &[&str] = &[
    "
    -- One row for each text ever opened; a changed text is another article.
    CREATE TABLE articles (
        id TEXT PRIMARY KEY NOT NULL,          -- SHA-256 of the text
        title TEXT,
        source TEXT NOT NULL,                  -- where it was last opened from
        opened TEXT NOT NULL                   -- when it was last opened
    ) STRICT;
    -- Apart, so that a change to the row above does not write the whole text again.
    CREATE TABLE texts (
        article TEXT PRIMARY KEY NOT NULL REFERENCES articles(id),
        text TEXT NOT NULL
    ) STRICT;
    -- Which texts have been read from one path or address: the versions of one article.
    CREATE TABLE sources (
        source TEXT NOT NULL,
        article TEXT NOT NULL REFERENCES articles(id),
        opened TEXT NOT NULL,
        PRIMARY KEY (source, article)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notes (
        id TEXT PRIMARY KEY NOT NULL,
        article TEXT NOT NULL REFERENCES articles(id),
        exact TEXT,                            -- the anchor; all five are NULL in a note on the whole article
        prefix TEXT,
        suffix TEXT,
        start INTEGER,
        \"end\" INTEGER,
        body TEXT NOT NULL,
        created TEXT NOT NULL,
        modified TEXT NOT NULL,
        deleted TEXT                           -- when it was deleted; kept, so that it can be restored
    ) STRICT;
    CREATE INDEX notes_by_article ON notes (article);
    CREATE TABLE positions (
        article TEXT PRIMARY KEY NOT NULL REFERENCES articles(id),
        exact TEXT NOT NULL,                   -- the words at the position, as an anchor
        prefix TEXT NOT NULL,
        suffix TEXT NOT NULL,
        start INTEGER NOT NULL,
        updated TEXT NOT NULL
    ) STRICT;
    -- What the engine found: can be made again at any time.
    CREATE TABLE annotations (
        article TEXT PRIMARY KEY NOT NULL REFERENCES articles(id),
        version TEXT NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
",
    "
    ALTER TABLE articles ADD COLUMN byline TEXT;
    ALTER TABLE articles ADD COLUMN date TEXT;      -- the day it was published
    ALTER TABLE notes ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';    -- JSON
    ALTER TABLE notes ADD COLUMN colour TEXT;
    ALTER TABLE notes ADD COLUMN flag TEXT;         -- question, todo
    ALTER TABLE notes ADD COLUMN verdict TEXT;      -- checked, disputed, false, needs-source
    ALTER TABLE notes ADD COLUMN links TEXT NOT NULL DEFAULT '[]';   -- JSON
    -- What the reader says about the engine's work, with anchors of its own.
    CREATE TABLE corrections (
        id TEXT PRIMARY KEY NOT NULL,
        article TEXT NOT NULL REFERENCES articles(id),
        json TEXT NOT NULL,
        created TEXT NOT NULL,
        deleted TEXT
    ) STRICT;
    CREATE INDEX corrections_by_article ON corrections (article);
    -- What can be undone: one row of notes or corrections before and after, NULL where there was none.
    CREATE TABLE changes (
        n INTEGER PRIMARY KEY NOT NULL,
        article TEXT NOT NULL,
        kind TEXT NOT NULL,                    -- note, correction
        id TEXT NOT NULL,
        before TEXT,
        after TEXT,
        undone INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    -- For searching. All that follows can be made again from the tables above.
    CREATE TABLE indexed (
        n INTEGER PRIMARY KEY NOT NULL,
        article TEXT NOT NULL UNIQUE REFERENCES articles(id),
        version TEXT NOT NULL                  -- of the engine that found the quotes; empty: the text alone
    ) STRICT;
    CREATE TABLE quotes (
        n INTEGER PRIMARY KEY NOT NULL,
        article INTEGER NOT NULL REFERENCES indexed(n),
        kind TEXT NOT NULL,
        speaker TEXT,
        start INTEGER NOT NULL,
        \"end\" INTEGER NOT NULL,
        words TEXT NOT NULL
    ) STRICT;
    CREATE INDEX quotes_by_article ON quotes (article);
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE quotes_fts USING fts5(
        words, speaker, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE notes_fts USING fts5(
        body, words, tags, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
    CREATE TABLE note_numbers (n INTEGER PRIMARY KEY NOT NULL, note TEXT NOT NULL UNIQUE) STRICT;
    INSERT INTO note_numbers (note) SELECT id FROM notes ORDER BY created, id;
    INSERT INTO notes_fts (rowid, body, words, tags)
        SELECT n, body, coalesce(exact, ''), '' FROM note_numbers JOIN notes ON note = id;
    CREATE TRIGGER notes_made AFTER INSERT ON notes BEGIN
        INSERT OR IGNORE INTO note_numbers (note) VALUES (new.id);
        INSERT INTO notes_fts (rowid, body, words, tags)
            SELECT n, new.body, coalesce(new.exact, ''), new.tags FROM note_numbers WHERE note = new.id;
    END;
    CREATE TRIGGER notes_changed AFTER UPDATE OF body, exact, tags ON notes BEGIN
        DELETE FROM notes_fts WHERE rowid = (SELECT n FROM note_numbers WHERE note = old.id);
        INSERT INTO notes_fts (rowid, body, words, tags)
            SELECT n, new.body, coalesce(new.exact, ''), new.tags FROM note_numbers WHERE note = new.id;
    END;
    CREATE TRIGGER notes_gone AFTER DELETE ON notes BEGIN
        DELETE FROM notes_fts WHERE rowid = (SELECT n FROM note_numbers WHERE note = old.id);
        DELETE FROM note_numbers WHERE note = old.id;
    END;
",
    "
    -- What the reader changed of the settings while reading, and what the file of settings said then.
    CREATE TABLE habits (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, settings TEXT NOT NULL) STRICT;
    -- Blocks and styles of a text that cannot be read from a file again.
    CREATE TABLE shapes (article TEXT PRIMARY KEY NOT NULL REFERENCES articles(id), json TEXT NOT NULL) STRICT;
",
    "
    -- Places are kept as `store::place` names them now: see `rename_places`.
    CREATE INDEX sources_by_article ON sources (article);
    -- With an index of beginnings: words are searched while they are typed. Entered again when something is searched.
    DELETE FROM quotes;
    DELETE FROM indexed;
    DROP TABLE articles_fts;
    DROP TABLE quotes_fts;
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, words, content='', contentless_delete=1, prefix='3', tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE quotes_fts USING fts5(
        words, speaker, content='', contentless_delete=1, prefix='3', tokenize='unicode61 remove_diacritics 2');
",
    "
    -- Counted once: the library's screen shows it for every article.
    ALTER TABLE indexed ADD COLUMN quotes INTEGER NOT NULL DEFAULT 0;
    UPDATE indexed SET quotes = (SELECT count(*) FROM quotes q WHERE q.article = n);
",
    "
    -- Articles that were forgotten: a reader that still has one open must not bring it back. Gone when it is opened anew.
    CREATE TABLE forgotten (article TEXT PRIMARY KEY NOT NULL, time TEXT NOT NULL) STRICT;
",
    "
    -- Notes that are being written: one for each article, until it is saved or discarded.
    CREATE TABLE drafts (
        article TEXT PRIMARY KEY NOT NULL REFERENCES articles(id),
        note TEXT,                             -- the note that is being edited; NULL for a new one
        start INTEGER,                         -- the words of the note; both are NULL in a note on the whole article
        \"end\" INTEGER,
        body TEXT NOT NULL,
        tags TEXT NOT NULL,                    -- JSON
        updated TEXT NOT NULL
    ) STRICT;
",
    "
    -- Who publishes an article: the list of the library shows it.
    ALTER TABLE articles ADD COLUMN site TEXT;
    UPDATE articles SET site =
        (SELECT json_extract(json, '$.site') FROM shapes WHERE article = articles.id AND json_valid(json));
    -- What the reader says of an article; without a row it is read. `later`: when it was put into the queue. `tags`: JSON,
    -- lower case. (Comments stand outside of the statements, which the file stores as they are written.)
    CREATE TABLE labels (article TEXT PRIMARY KEY NOT NULL REFERENCES articles(id), unread INTEGER NOT NULL DEFAULT 0,
        later TEXT, star INTEGER NOT NULL DEFAULT 0, tags TEXT NOT NULL DEFAULT '[]') STRICT;
    -- The feeds that the reader follows: an address or a path; when it was last read; what the server said then, for
    -- conditional requests; why it could not be read the last time.
    CREATE TABLE feeds (source TEXT PRIMARY KEY NOT NULL, title TEXT, added TEXT NOT NULL, checked TEXT, etag TEXT,
        modified TEXT, error TEXT) STRICT;
    -- The known entries of feeds. `entry`: SHA-256 of its source, which must not outlive a forgotten article. `article`:
    -- the text that the feed had. `part`: whether the feed has only a part of the text.
    CREATE TABLE entries (n INTEGER PRIMARY KEY NOT NULL, feed TEXT NOT NULL REFERENCES feeds(source) ON DELETE CASCADE,
        entry TEXT NOT NULL, article TEXT NOT NULL, part INTEGER NOT NULL, UNIQUE (feed, entry)) STRICT;
    CREATE INDEX entries_by_article ON entries (article);
    -- Names that stand for the same person as another name, as names are compared: see `search::people`.
    CREATE TABLE same_people (name TEXT PRIMARY KEY NOT NULL, main TEXT NOT NULL) STRICT;
    -- The people of each article, for the page of all people; `roles` is JSON. Entered again when something is searched.
    CREATE TABLE people (n INTEGER PRIMARY KEY NOT NULL, article INTEGER NOT NULL REFERENCES indexed(n),
        name TEXT NOT NULL, roles TEXT NOT NULL, mentions INTEGER NOT NULL) STRICT;
    CREATE INDEX people_by_article ON people (article);
    DELETE FROM quotes;
    DELETE FROM indexed;
    INSERT INTO quotes_fts (quotes_fts) VALUES ('delete-all');
    INSERT INTO articles_fts (articles_fts) VALUES ('delete-all');
",
    "
    -- The index holds words as `text::index_form` gives them: one letter is a word in scripts without spaces. Articles
    -- and quotes are entered again when something is searched, notes at once.
    DELETE FROM people;
    DELETE FROM quotes;
    DELETE FROM indexed;
    DROP TRIGGER notes_made;
    DROP TRIGGER notes_changed;
    DROP TABLE articles_fts;
    DROP TABLE quotes_fts;
    DROP TABLE notes_fts;
    CREATE VIRTUAL TABLE articles_fts USING fts5(title, words, content='', contentless_delete=1, prefix='3',
        tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\");
    CREATE VIRTUAL TABLE quotes_fts USING fts5(words, speaker, content='', contentless_delete=1, prefix='3',
        tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\");
    CREATE VIRTUAL TABLE notes_fts USING fts5(body, words, tags, content='', contentless_delete=1,
        tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\");
    INSERT INTO notes_fts (rowid, body, words, tags)
        SELECT n, index_form(body), index_form(coalesce(exact, '')), index_form(tags)
        FROM note_numbers JOIN notes ON note = id;
    CREATE TRIGGER notes_made AFTER INSERT ON notes BEGIN
        INSERT OR IGNORE INTO note_numbers (note) VALUES (new.id);
        INSERT INTO notes_fts (rowid, body, words, tags)
            SELECT n, index_form(new.body), index_form(coalesce(new.exact, '')), index_form(new.tags)
            FROM note_numbers WHERE note = new.id;
    END;
    CREATE TRIGGER notes_changed AFTER UPDATE OF body, exact, tags ON notes BEGIN
        DELETE FROM notes_fts WHERE rowid = (SELECT n FROM note_numbers WHERE note = old.id);
        INSERT INTO notes_fts (rowid, body, words, tags)
            SELECT n, index_form(new.body), index_form(coalesce(new.exact, '')), index_form(new.tags)
            FROM note_numbers WHERE note = new.id;
    END;
    UPDATE OR REPLACE same_people SET name = index_form(name), main = index_form(main);
    DELETE FROM same_people WHERE name = main;
",
    "
    -- The marks of an article: letters for places, each with the words there as an anchor.
    CREATE TABLE bookmarks (
        article TEXT NOT NULL REFERENCES articles(id),
        letter TEXT NOT NULL,
        exact TEXT NOT NULL,
        prefix TEXT NOT NULL,
        suffix TEXT NOT NULL,
        start INTEGER NOT NULL,
        updated TEXT NOT NULL,
        PRIMARY KEY (article, letter)
    ) STRICT, WITHOUT ROWID;
",
];

/// The version that introduced the words of the index as `index_form` gives them.
#[cfg(test)]
pub(in crate::library::db) const INDEX_FORMS: i32 = 9;

/// Adds the SQL function `index_form`, which the triggers on notes call, to a connection.
pub(in crate::library::db) fn add_functions(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("index_form", 1, flags, |context| {
        Ok(index_form(context.get_raw(0).as_str().unwrap_or_default()))
    })
}

/// The version that this program writes.
pub(in crate::library::db) const LATEST: i32 = STEPS.len() as i32;

/// Returns the application id, the version of the tables, and whether the file is empty.
pub(in crate::library::db) fn identity(conn: &Connection) -> rusqlite::Result<(i32, i32, bool)> {
    // One statement sees one state of the file: another instance may be creating the tables right now.
    conn.query_row(
        "SELECT application_id, user_version, NOT EXISTS (SELECT 1 FROM sqlite_schema)
         FROM pragma_application_id, pragma_user_version",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Migrates the tables to the latest version: all steps or none.
pub(in crate::library::db) fn migrate(conn: &mut Connection) -> rusqlite::Result<()> {
    migrate_to(conn, LATEST)
}

/// The version that introduced normalised source keys.
const PLACES_RENAMED: i32 = 4;

/// Replaces every source by its present key; existing keys win.
pub(in crate::library::db) fn rename_places(tx: &Connection) -> rusqlite::Result<()> {
    let mut query = tx.prepare("SELECT source, article, opened FROM sources WHERE source LIKE '%://%'")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let rows: Vec<(String, String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    for (source, article, opened) in rows {
        let Some(place) = key(&source).filter(|place| *place != source) else { continue };
        tx.execute("DELETE FROM sources WHERE source = ?1 AND article = ?2", [&source, &article])?;
        tx.execute(
            "INSERT INTO sources (source, article, opened) VALUES (?1, ?2, ?3)
             ON CONFLICT (source, article) DO UPDATE SET opened = max(opened, excluded.opened)",
            [&place, &article, &opened],
        )?;
    }
    Ok(())
}

/// Migrates the tables up to a version.
pub(in crate::library::db) fn migrate_to(conn: &mut Connection, last: i32) -> rusqlite::Result<()> {
    add_functions(conn)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: another instance may have migrated while this one waited for the lock.
    let (_, version, _) = identity(&tx)?;
    for (step, to) in STEPS.iter().zip(1i32..).skip(usize::try_from(version).unwrap_or(0)) {
        if to > last {
            break;
        }
        tx.execute_batch(step)?;
        if to == PLACES_RENAMED {
            rename_places(&tx)?;
        }
        tx.pragma_update(None, "user_version", to)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.commit()
}
