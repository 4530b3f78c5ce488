//! Tests of opening and locking the file: unwritable, damaged, and of another program.

use std::fs;

use crate::library::db::file::disk;
use crate::library::db::file::schema;
use crate::library::db::tests::{TEXT, article, bodies, on, open, place_for_a_library, settle};
use crate::library::db::*;
use crate::library::notes::NoteId;
use crate::nlp::Annotations;
use crate::text::Article;
use crate::text::printable_line;
use rusqlite::Connection;
use std::path::Path;

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    library.put_article(&article("-", TEXT)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!((mode(&path), mode(&disk::log_of(&path))), (0o600, 0o600));
}

#[test]
fn every_write_is_synced() {
    let (_dir, path) = place_for_a_library();
    let library = open(&path);
    let conn = library.conn.as_ref().unwrap();
    let pragma =
        |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    use rusqlite::types::Value::{Integer, Text};
    assert_eq!(pragma("journal_mode"), Text("wal".into()));
    assert_eq!(pragma("synchronous"), Integer(2), "FULL");
    assert_eq!(pragma("foreign_keys"), Integer(1));
    assert_eq!(pragma("user_version"), Integer(schema::LATEST.into()));
    assert_eq!(pragma("application_id"), Integer(schema::APPLICATION.into()));
}

#[test]
fn many_instances_write_at_once() {
    let (_dir, path) = place_for_a_library();
    let threads: Vec<_> = (0..6)
        .map(|t| {
            let path = path.clone();
            std::thread::spawn(move || {
                // Six instances also create the library at the same moment.
                let mut library = open(&path);
                for n in 0..15 {
                    let article = article("-", &format!("{TEXT} {}", n % 3));
                    library.save_note(&article, None, Some(&on(TEXT, "bridge")), &format!("{t} {n}")).unwrap();
                    library.set_position(&article, n).unwrap();
                    library.notes(&article).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let library = open(&path);
    let all: usize = (0..3).map(|n| bodies(&library, &article("-", &format!("{TEXT} {n}"))).len()).sum();
    assert_eq!(all, 6 * 15);
    library.check().unwrap();
}

#[test]
fn a_lock_that_is_held_is_an_error_and_not_the_end() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    library.conn.as_ref().unwrap().busy_timeout(std::time::Duration::from_millis(10)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = library.save_note(&article, None, None, "n").unwrap_err().to_string();
    assert!(error.contains("another program") && error.contains("try again"), "{error}");
    assert_eq!(library.notes(&article).unwrap(), [], "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    library.save_note(&article, None, None, "n").unwrap();
    assert_eq!(bodies(&library, &article), ["n"]);
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    library.save_note(&article, None, None, "before").unwrap();
    let limit = |library: &Library, pages: u32| {
        let conn = library.conn.as_ref().unwrap();
        conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    };
    limit(&library, 1);
    let error = library.save_note(&article, None, None, &"long ".repeat(10_000)).unwrap_err();
    assert!(matches!(error, StoreError::Other { .. }));
    let error = error.to_string();
    assert!(error.contains("disk is full") && error.contains("free some space"), "{error}");
    assert_eq!(bodies(&library, &article), ["before"]);
    limit(&library, 1_000_000);
    library.save_note(&article, None, None, &"long ".repeat(10_000)).unwrap();
    assert_eq!(bodies(&open(&path), &article).len(), 2);
}

/// Opens an unwritable library; checks that the session is read-only and reports the reason in one line.
fn refused(path: &Path, why: &str) -> Library {
    let (mut library, error) = Library::open(path);
    let error = error.expect("a message about the fallback").to_string();
    assert!(error.contains(why) && error.contains("not saved"), "{error}");
    assert!(error.contains(&*printable_line(&path.to_string_lossy())), "{error} does not name the file");
    assert_eq!(error.lines().count(), 1);
    assert!(library.read_only().is_some_and(|r| r.contains(why)));
    let article = article("-", TEXT);
    let id = NoteId("x".into());
    for result in [
        library.save_note(&article, None, None, "n").map(|_| ()),
        library.put_article(&article),
        library.delete_note(&id),
        library.restore_note(&id),
        library.set_position(&article, 0),
        library.put_annotations(&article, &Annotations { complete: true, ..Annotations::default() }),
    ] {
        assert!(matches!(result, Err(StoreError::ReadOnly { .. })), "{result:?}");
    }
    let _ =
        (library.notes(&article), library.position(&article), library.annotations(&article, ""), library.articles());
    library
}

#[test]
fn what_is_no_library_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    refused(dir.path(), "directory");
    let file = dir.path().join("notes.txt");
    fs::write(&file, "My own notes,\nnot a database at all. ".repeat(100)).unwrap();
    let before = fs::read(&file).unwrap();
    refused(&file, "not a pullquote library");
    let told = Library::open_read_only(&file).1.unwrap().to_string();
    assert!(told.contains("not a pullquote library") && !told.contains("restore"), "{told}");
    assert!(Library::restore(&file, None).is_err());
    assert_eq!(fs::read(&file).unwrap(), before);
    refused(&file.join("library.db"), "path");
    let other = dir.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE bookmarks (url)").unwrap();
    let before = fs::read(&other).unwrap();
    refused(&other, "another program");
    assert_eq!(fs::read(&other).unwrap(), before);
    refused(&dir.path().join("line\nbreak\u{1b}[2J/\0.db"), "");
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        2 + usize::from(dir.path().join("line\nbreak\u{1b}[2J").exists())
    );
}

#[test]
fn an_empty_file_is_a_library_without_articles() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("library.db");
    fs::write(&path, "").unwrap();
    let (library, problem) = Library::open_read_only(&path);
    assert!(problem.is_none() && library.articles().unwrap().is_empty());
    assert_eq!(Library::back_up_again(&path).unwrap(), None);
    assert_eq!(fs::read(&path).unwrap(), b"");
    open(&path).put_article(&article("-", TEXT)).unwrap();
    assert_eq!(Library::open_read_only(&path).0.articles().unwrap().len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn where_nothing_can_be_made_there_is_still_something_to_read_with() {
    refused(Path::new("/proc/pullquote/library.db"), "cannot be created");
    refused(Path::new("/dev/null"), "not a regular file");
}

/// Creates a library with many notes, and closes it.
pub(super) fn filled(path: &Path) -> Article {
    let article = article("-", TEXT);
    let mut library = open(path);
    for n in 0..60 {
        library.save_note(&article, None, Some(&on(TEXT, "bridge")), &format!("{n} {}", "words ".repeat(60))).unwrap();
    }
    settle(library, path);
    article
}

#[test]
fn a_damaged_library_is_never_written_to() {
    let (_dir, path) = place_for_a_library();
    let article = filled(&path);
    let sound = fs::read(&path).unwrap();
    let pages = sound.len() / 4096;
    assert!(pages > 8);
    let mut told = 0;
    let mut ways: Vec<Vec<u8>> =
        vec![sound[..5000].to_vec(), sound[..sound.len() - 4096].to_vec(), sound[..50].to_vec()];
    for page in 0..pages {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
        ways.push(bytes);
    }
    for bytes in ways {
        fs::write(&path, &bytes).unwrap();
        let (library, error) = Library::open(&path);
        let read = library.notes(&article);
        let checked = library.check();
        drop(library);
        // A writer that has read nothing finds the damage, too.
        let mut library = Library::open(&path).0;
        let damage = error.is_some() || read.is_err() || checked.is_err();
        if let Some(e) = error.or(read.err()).or(checked.err()) {
            assert!(e.to_string().contains("damaged"), "{e}");
        }
        if damage {
            told += 1;
            assert!(library.save_note(&article, None, None, "n").is_err());
            assert!(library.read_only().is_some());
            drop(library);
            assert!(fs::read(&path).unwrap() == bytes, "a damaged file was written to");
        }
    }
    assert!(told >= pages, "damage was found in {told} of {} files", pages + 3);
}

#[test]
fn a_newer_library_can_be_read_and_is_not_written() {
    let (_dir, path) = place_for_a_library();
    let article = filled(&path);
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", schema::LATEST + 1).unwrap();
    drop(conn);
    let before = fs::read(&path).unwrap();
    let library = refused(&path, "newer version");
    assert_eq!(library.notes(&article).unwrap().len(), 60);
    drop(library);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_library_whose_log_cannot_be_made_is_still_read() {
    let (_dir, path) = place_for_a_library();
    let article = filled(&path);
    // Simulates a read-only directory.
    fs::create_dir(disk::log_of(&path)).unwrap();
    let library = refused(&path, "cannot be opened");
    assert_eq!(library.notes(&article).unwrap().len(), 60);
}

#[test]
fn opening_for_reading_makes_nothing_and_writes_nothing() {
    let (dir, path) = place_for_a_library();
    let (library, error) = Library::open_read_only(&path);
    assert!(error.is_none());
    assert_eq!(library.notes(&article("-", TEXT)).unwrap(), []);
    assert!(fs::read_dir(dir.path()).unwrap().next().is_none());

    let article = filled(&path);
    let before = fs::read(&path).unwrap();
    let (mut library, error) = Library::open_read_only(&path);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(library.notes(&article).unwrap().len(), 60);
    assert!(matches!(library.save_note(&article, None, None, "n"), Err(StoreError::ReadOnly { .. })));
    drop(library);
    assert_eq!(fs::read(&path).unwrap(), before);

    // While another instance has the library open, its latest note is visible.
    let mut writer = open(&path);
    writer.save_note(&article, None, None, "latest").unwrap();
    let (library, _) = Library::open_read_only(&path);
    assert_eq!(library.notes(&article).unwrap().len(), 61);

    let (_, error) = Library::open_read_only(dir.path());
    assert!(error.unwrap().to_string().contains("directory"));
}

#[test]
fn a_backup_of_a_text_file_is_refused_as_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.txt");
    fs::write(&path, "A letter, and no library at all.\n".repeat(40)).unwrap();
    let error = Library::back_up_again(&path).unwrap_err().to_string();
    assert!(error.contains("text file") && !error.contains("restore"), "{error}");
}

#[test]
fn a_database_of_another_program_is_called_one() {
    let dir = tempfile::tempdir().unwrap();
    // The second has a table of the same name as a library.
    for (name, tables) in [("things", "CREATE TABLE things (a)"), ("notes", "CREATE TABLE notes (a)")] {
        let path = dir.path().join(name);
        rusqlite::Connection::open(&path).unwrap().execute_batch(tables).unwrap();
        let before = fs::read(&path).unwrap();
        for (library, error) in [Library::open(&path), Library::open_read_only(&path)] {
            let error = error.unwrap().to_string();
            assert!(error.contains("another program") && !error.contains("no such"), "{error}");
            drop(library);
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}
