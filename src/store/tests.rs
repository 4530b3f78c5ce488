//! The library in fair weather and foul.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::notes::{NoteId, PlacedNote, Placement};

thread_local! {
    /// Seconds by which this thread's clock is wrong.
    pub(super) static SKEW: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// The time as this thread sees it.
pub(super) fn skewed(time: jiff::Timestamp) -> jiff::Timestamp {
    let by = jiff::SignedDuration::from_secs(SKEW.get());
    time.saturating_add(by).unwrap_or(time)
}

pub(super) const TEXT: &str =
    "The bridge will open in May, the mayor said on Monday. “It is the finest in the county,” she told reporters.";

/// A directory, and the library in it.
pub(super) fn place_for_a_library() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data/pullquote/library.db");
    (dir, path)
}

/// Opens it, without complaint.
pub(super) fn open(path: &Path) -> Library {
    let (library, error) = Library::open(path);
    assert!(error.is_none(), "{}", error.unwrap());
    assert_eq!(library.read_only(), None);
    library
}

pub(super) fn article(source: &str, text: &str) -> Article {
    Article::new(source, text.to_owned(), Vec::new())
}

pub(super) fn on(text: &str, words: &str) -> Anchor {
    let start = text.find(words).unwrap();
    Anchor::of(text, Span::new(start, start + words.len()))
}

pub(super) fn bodies(library: &Library, article: &Article) -> Vec<String> {
    library.notes(article).unwrap().into_iter().map(|n| n.note.body).collect()
}

/// The only file of the library, everything written into it.
pub(super) fn settle(library: Library, path: &Path) -> Vec<u8> {
    drop(library);
    assert!(!open::log_of(path).exists(), "the last one to close the library empties the log");
    fs::read(path).unwrap()
}

#[test]
fn a_note_is_there_again_at_its_words() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let anchor = on(TEXT, "“It is the finest in the county,”");
    let body = "Really?\n\0 'quoted' \"twice\"; DROP TABLE notes; -- naïve 日本";
    let mut library = open(&path);
    let id = library.save_note(&article, None, Some(&anchor), body).unwrap();
    let whole = library.save_note(&article, None, None, "on all of it").unwrap();
    drop(library);

    let notes = open(&path).notes(&article).unwrap();
    assert_eq!(notes.len(), 2);
    assert_eq!((&notes[0].note.id, notes[0].placement), (&whole, Placement::Whole));
    let PlacedNote { note, placement } = &notes[1];
    assert_eq!(*placement, Placement::Ok(anchor.position));
    assert_eq!(
        (&note.id, &note.article, note.anchor.as_ref(), note.body.as_str()),
        (&id, &article.id, Some(&anchor), body)
    );
    assert_eq!(note.created, note.modified);
    assert_eq!(open(&path).note(&id).unwrap().as_ref(), Some(note));
}

#[test]
fn a_saved_note_survives_the_process() {
    // What a killed process leaves behind: the files as they are while the library is open.
    let (dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    for n in 0..20 {
        library.save_note(&article, None, Some(&on(TEXT, "bridge")), &format!("note {n}")).unwrap();
        let copy = dir.path().join(format!("after-{n}/library.db"));
        fs::create_dir(copy.parent().unwrap()).unwrap();
        fs::copy(&path, &copy).unwrap();
        fs::copy(open::log_of(&path), open::log_of(&copy)).unwrap();
        assert_eq!(bodies(&open(&copy), &article).len(), n + 1);
    }
}

#[test]
fn a_half_written_log_loses_no_finished_note() {
    let (dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    library.save_note(&article, None, None, "first").unwrap();
    let before = fs::metadata(open::log_of(&path)).unwrap().len();
    library.save_note(&article, None, None, "second").unwrap();
    let log = fs::read(open::log_of(&path)).unwrap();
    let torn = log.len() - usize::try_from(before).unwrap();
    for cut in [1, torn / 2, torn - 1, torn] {
        let copy = dir.path().join(format!("torn-{cut}.db"));
        fs::copy(&path, &copy).unwrap();
        fs::write(open::log_of(&copy), &log[..log.len() - cut]).unwrap();
        assert_eq!(bodies(&open(&copy), &article), ["first"], "cut {cut} bytes short");
    }
}

#[test]
fn notes_are_changed_deleted_and_restored() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let anchor = on(TEXT, "the mayor");
    let mut library = open(&path);
    let id = library.save_note(&article, None, Some(&anchor), "who?").unwrap();
    let made = library.note(&id).unwrap().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2));
    assert_eq!(library.save_note(&article, Some(&id), None, "Ann Lee").unwrap(), id);
    let changed = library.note(&id).unwrap().unwrap();
    assert_eq!((changed.body.as_str(), changed.anchor.as_ref()), ("Ann Lee", Some(&anchor)), "the anchor is kept");
    assert!(changed.modified > made.modified && changed.created == made.created);

    library.delete_note(&id).unwrap();
    library.delete_note(&id).unwrap();
    assert_eq!(library.notes(&article).unwrap(), []);
    assert_eq!(library.note(&id).unwrap(), None);
    library.restore_note(&id).unwrap();
    assert_eq!(bodies(&library, &article), ["Ann Lee"]);
    let error = library.restore_note(&NoteId("none".into())).unwrap_err().to_string();
    assert!(error.contains("no such note"), "{error}");
}

#[test]
fn a_note_edited_here_and_deleted_there_keeps_its_words() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let (mut here, mut there) = (open(&path), open(&path));
    let id = here.save_note(&article, None, None, "draft").unwrap();
    there.delete_note(&id).unwrap();
    here.save_note(&article, Some(&id), None, "finished").unwrap();
    assert_eq!(bodies(&there, &article), ["finished"]);
    let unknown = NoteId("unknown".into());
    here.save_note(&article, Some(&unknown), None, "from elsewhere").unwrap();
    assert_eq!(bodies(&there, &article).len(), 2);
}

#[test]
fn identifiers_are_random_uuids() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    let ids: std::collections::HashSet<String> =
        (0..50).map(|_| library.save_note(&article, None, None, "").unwrap().0).collect();
    assert_eq!(ids.len(), 50);
    for id in ids {
        let shape: String = id.chars().map(|c| if c.is_ascii_hexdigit() { 'x' } else { c }).collect();
        assert_eq!(shape, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
        assert!(id[14..].starts_with('4') && "89ab".contains(&id[19..20]), "{id}");
    }
}

#[test]
fn times_are_utc_and_sort_as_text() {
    let now = now();
    assert!(now.parse::<jiff::Timestamp>().unwrap() > jiff::Timestamp::UNIX_EPOCH, "{now}");
    assert_eq!((now.len(), now.ends_with('Z')), ("2026-01-01T00:00:00.000Z".len(), true), "{now}");
}

#[test]
fn notes_follow_an_article_through_its_versions() {
    let (dir, path) = place_for_a_library();
    let file = dir.path().join("bridge.txt");
    fs::write(&file, "").unwrap();
    let source = file.to_str().unwrap();
    let old = article(source, TEXT);
    let new_text = format!("Corrected on Tuesday.\n\n{}", TEXT.replace("in May", "in June"));
    let new = article(source, &new_text);
    let mut library = open(&path);
    library.save_note(&old, None, Some(&on(TEXT, "finest in the county")), "moved").unwrap();
    library.save_note(&old, None, Some(&on(TEXT, "in May")), "gone").unwrap();
    library.save_note(&old, None, None, "whole").unwrap();

    let notes = library.notes(&new).unwrap();
    let shown: Vec<_> =
        notes.iter().map(|n| (n.note.body.as_str(), n.placement.span().map(|s| s.of(&new_text)))).collect();
    assert_eq!(shown, [("whole", None), ("moved", Some("finest in the county")), ("gone", None)]);
    assert_eq!(notes[2].placement, Placement::Orphan);

    // The same file by another name of its path; not a pipe, nor another file with another text.
    let roundabout = dir.path().join("data/../bridge.txt");
    assert_eq!(library.notes(&article(roundabout.to_str().unwrap(), &new_text)).unwrap().len(), 3);
    assert_eq!(library.notes(&article("-", &new_text)).unwrap(), []);
    assert_eq!(library.notes(&article("other.txt", &new_text)).unwrap(), []);
    assert_eq!(library.notes(&article("-", TEXT)).unwrap().len(), 3, "the same text from anywhere is the same article");

    // Editing a note that has moved anchors it anew, on the text that is open.
    let id = notes[1].note.id.clone();
    let anchor = on(&new_text, "finest in the county");
    library.save_note(&new, Some(&id), Some(&anchor), "moved").unwrap();
    assert_eq!(library.note(&id).unwrap().unwrap().article, new.id);
    assert_eq!(library.notes(&new).unwrap()[1].placement, Placement::Ok(anchor.position));
}

#[test]
fn addresses_link_versions_and_pipes_do_not() {
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    let changed = format!("New: {TEXT}");
    for (source, linked) in [("https://example.org/a?b=1", 1), ("-", 0)] {
        library.save_note(&article(source, TEXT), None, Some(&on(TEXT, "bridge")), "n").unwrap();
        assert_eq!(library.notes(&article(source, &changed)).unwrap().len(), linked, "{source}");
        library.delete_note(&library.notes(&article(source, TEXT)).unwrap()[0].note.id.clone()).unwrap();
    }
}

#[test]
fn a_note_on_a_whole_article_does_not_pass_to_another_at_the_same_place() {
    let (dir, path) = place_for_a_library();
    let file = dir.path().join("today.txt");
    let source = file.to_str().unwrap();
    let mut library = open(&path);
    library.save_note(&article(source, TEXT), None, None, "read this").unwrap();
    let other = article(source, "Quite unlike: frogs, moss, and a pond in Wales, whose waters never froze.");
    assert_eq!(library.notes(&other).unwrap()[0].placement, Placement::Orphan);
    assert_eq!(library.notes(&article(source, TEXT)).unwrap()[0].placement, Placement::Whole);
}

#[test]
fn the_reading_position_comes_back() {
    let (dir, path) = place_for_a_library();
    let file = dir.path().join("a.txt");
    let source = file.to_str().unwrap();
    let old = article(source, TEXT);
    let mut library = open(&path);
    assert_eq!(library.position(&old), None);
    let at = TEXT.find("“It is").unwrap();
    library.set_position(&old, 3).unwrap();
    library.set_position(&old, at).unwrap();
    assert_eq!(open(&path).position(&old), Some(at));
    assert_eq!(library.position(&article("-", TEXT)), Some(at));
    let new = article(source, &format!("Corrected. {TEXT}"));
    assert_eq!(library.position(&new), Some(at + 11), "the same words");
    let rewritten = article(source, &"é".repeat(500));
    let byte = library.position(&rewritten).unwrap();
    assert!(rewritten.text.is_char_boundary(byte) && (300..800).contains(&byte), "{byte}");
    for byte in [TEXT.len(), usize::MAX, TEXT.find('”').unwrap() + 1] {
        library.set_position(&old, byte).unwrap();
        assert!(TEXT.is_char_boundary(library.position(&old).unwrap()), "{byte}");
    }
}

#[test]
fn annotations_are_kept_for_one_engine_version() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let finished =
        Annotations { model: "m-1".into(), complete: true, covered: vec![Span::new(0, 9)], ..Annotations::default() };
    let mut library = open(&path);
    library.put_annotations(&article, &Annotations { complete: false, ..finished.clone() }).unwrap();
    assert_eq!(library.annotations(&article, "m-1"), None, "unfinished");
    library.put_annotations(&article, &finished).unwrap();
    assert_eq!(library.annotations(&article, "m-1").as_ref(), Some(&finished));
    assert_eq!(library.annotations(&article, "m-2"), None);
    library.put_annotations(&article, &Annotations { model: "m-2".into(), ..finished }).unwrap();
    assert_eq!(library.annotations(&article, "m-1"), None, "replaced");
    assert!(library.annotations(&article, "m-2").is_some());
}

#[test]
fn opened_articles_are_listed_last_first() {
    let (dir, path) = place_for_a_library();
    let mut library = open(&path);
    let file = dir.path().join("b.txt");
    fs::write(&file, "").unwrap();
    let first = Article { title: Some("A bridge".into()), ..article("-", TEXT) };
    let second = article(file.to_str().unwrap(), "Another text.");
    library.put_article(&first).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2));
    library.put_article(&second).unwrap();
    library.save_note(&second, None, None, "n").unwrap();
    let entries = library.articles().unwrap();
    let file = fs::canonicalize(&file).unwrap();
    assert_eq!(
        entries.iter().map(|e| (e.title.as_deref(), e.source.as_str(), e.notes)).collect::<Vec<_>>(),
        [(None, file.to_str().unwrap(), 1), (Some("A bridge"), "-", 0)]
    );
    std::thread::sleep(std::time::Duration::from_millis(2));
    library.put_article(&first).unwrap();
    assert_eq!(library.articles().unwrap()[0].id, first.id);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = place_for_a_library();
    let mut library = open(&path);
    library.put_article(&article("-", TEXT)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!((mode(&path), mode(&open::log_of(&path))), (0o600, 0o600));
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
                // Six instances create the library at the same moment, too.
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

/// Opens what cannot be opened for writing; checks that the session is read-only and says why in one line.
fn refused(path: &Path, why: &str) -> Library {
    let (mut library, error) = Library::open(path);
    let error = error.expect("a fallback is told").to_string();
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
    refused(&file, "damaged");
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

#[cfg(target_os = "linux")]
#[test]
fn where_nothing_can_be_made_there_is_still_something_to_read_with() {
    refused(Path::new("/proc/pullquote/library.db"), "cannot be made");
    refused(Path::new("/dev/null"), "not a regular file");
}

/// A library with many notes, closed.
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
        let (mut library, error) = Library::open(&path);
        let read = library.notes(&article);
        let checked = library.check();
        let damage = error.is_some() || read.is_err() || checked.is_err();
        if let Some(e) = error.or(read.err()).or(checked.err()) {
            assert!(e.to_string().contains("damaged"), "{e}");
        }
        if damage {
            told += 1;
            assert!(library.read_only().is_some());
            assert!(library.save_note(&article, None, None, "n").is_err());
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
    // As in a directory that cannot be written.
    fs::create_dir(open::log_of(&path)).unwrap();
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

    // While another instance has it open, its latest note is seen.
    let mut writer = open(&path);
    writer.save_note(&article, None, None, "latest").unwrap();
    let (library, _) = Library::open_read_only(&path);
    assert_eq!(library.notes(&article).unwrap().len(), 61);

    let (_, error) = Library::open_read_only(dir.path());
    assert!(error.unwrap().to_string().contains("directory"));
}

/// What a reader may do to notes.
#[derive(Clone, Debug)]
enum Step {
    New(String),
    Change(prop::sample::Index, String),
    Delete(prop::sample::Index),
    Restore(prop::sample::Index),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let words = || any::<String>();
    let which = || any::<prop::sample::Index>();
    prop_oneof![
        words().prop_map(Step::New),
        (which(), words()).prop_map(|(n, words)| Step::Change(n, words)),
        which().prop_map(Step::Delete),
        which().prop_map(Step::Restore),
        Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_library_holds_what_was_put_into_it(steps in proptest::collection::vec(step(), 1..24)) {
        let (_dir, path) = place_for_a_library();
        let article = article("-", TEXT);
        let mut library = open(&path);
        let mut expected: Vec<(NoteId, String, bool)> = Vec::new();
        for step in steps {
            let count = expected.len();
            match step {
                Step::New(body) => {
                    let id = library.save_note(&article, None, Some(&on(TEXT, "county")), &body).unwrap();
                    expected.push((id, body, true));
                }
                Step::Reopen => library = open(&path),
                _ if count == 0 => {}
                Step::Change(n, body) => {
                    let note = &mut expected[n.index(count)];
                    library.save_note(&article, Some(&note.0), None, &body).unwrap();
                    (note.1, note.2) = (body, true);
                }
                Step::Delete(n) => {
                    let note = &mut expected[n.index(count)];
                    library.delete_note(&note.0).unwrap();
                    note.2 = false;
                }
                Step::Restore(n) => {
                    let note = &mut expected[n.index(count)];
                    library.restore_note(&note.0).unwrap();
                    note.2 = true;
                }
            }
            let mut there: Vec<_> = library.notes(&article).unwrap().into_iter().map(|n| (n.note.id, n.note.body)).collect();
            let mut should: Vec<_> = expected.iter().filter(|n| n.2).map(|n| (n.0.clone(), n.1.clone())).collect();
            there.sort();
            should.sort();
            prop_assert_eq!(there, should);
        }
    }
}
