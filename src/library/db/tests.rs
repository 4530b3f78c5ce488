//! Tests of the library in normal use; `opening_tests` has the failures.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::library::db::clock::now;
use crate::library::db::file::disk;
use crate::library::db::*;
use crate::library::notes::Anchor;
use crate::library::notes::{NoteId, PlacedNote, Placement};
use crate::nlp::Annotations;
use crate::text::Article;
use crate::text::Span;
use std::path::Path;
use std::path::PathBuf;

pub(super) const TEXT: &str =
    "The bridge will open in May, the mayor said on Monday. “It is the finest in the county,” she told reporters.";

/// Returns a directory, and the path of the library in it.
pub(super) fn place_for_a_library() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data/pullquote/library.db");
    (dir, path)
}

/// Opens the library, which must report no problem.
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

/// Returns the library file after a checkpoint of its log.
pub(super) fn settle(library: Library, path: &Path) -> Vec<u8> {
    drop(library);
    assert!(!disk::log_of(path).exists(), "the last one to close the library empties the log");
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
    // A killed process leaves the files as they are while the library is open.
    let (dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    for n in 0..20 {
        library.save_note(&article, None, Some(&on(TEXT, "bridge")), &format!("note {n}")).unwrap();
        let copy = dir.path().join(format!("after-{n}/library.db"));
        fs::create_dir(copy.parent().unwrap()).unwrap();
        fs::copy(&path, &copy).unwrap();
        fs::copy(disk::log_of(&path), disk::log_of(&copy)).unwrap();
        assert_eq!(bodies(&open(&copy), &article).len(), n + 1);
    }
}

#[test]
fn a_half_written_log_loses_no_finished_note() {
    let (dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    library.save_note(&article, None, None, "first").unwrap();
    let before = fs::metadata(disk::log_of(&path)).unwrap().len();
    library.save_note(&article, None, None, "second").unwrap();
    let log = fs::read(disk::log_of(&path)).unwrap();
    let torn = log.len() - usize::try_from(before).unwrap();
    for cut in [1, torn / 2, torn - 1, torn] {
        let copy = dir.path().join(format!("torn-{cut}.db"));
        fs::copy(&path, &copy).unwrap();
        fs::write(disk::log_of(&copy), &log[..log.len() - cut]).unwrap();
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
    assert!(error.contains("does not exist"), "{error}");
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

    // The same file under another form of its path has the same notes; a pipe has not, nor has another file.
    let roundabout = dir.path().join("data/../bridge.txt");
    assert_eq!(library.notes(&article(roundabout.to_str().unwrap(), &new_text)).unwrap().len(), 3);
    assert_eq!(library.notes(&article("-", &new_text)).unwrap(), []);
    assert_eq!(library.notes(&article("other.txt", &new_text)).unwrap(), []);
    assert_eq!(library.notes(&article("-", TEXT)).unwrap().len(), 3, "the same text from anywhere is the same article");

    // Editing a moved note anchors it anew, on the text that is open.
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
    let dated = Article { date: Some("2024-02-06".into()), ..article.clone() };
    let kept = library.annotations(&dated, "m-1").unwrap();
    assert_eq!(kept.dated, dated.date, "dates are made for the day of writing that is known now");
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

/// A change that a reader can make to notes.
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
