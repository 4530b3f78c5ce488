//! Tests of damage, backups, versions of the tables, deletion of articles, and a clock that jumps.

use std::collections::BTreeSet;

use crate::library::db::clock::SKEW;
use crate::library::db::clock::clock;
use crate::library::db::file::schema;
use crate::library::db::opening_tests::filled;
use crate::library::db::tests::{TEXT, article, bodies, on, open, place_for_a_library, settle};
use crate::library::db::*;
use crate::library::notes;
use crate::library::notes::{Flag, Marks, Verdict};
use crate::nlp::Annotations;
use crate::text::Article;
use crate::text::Span;
use rusqlite::Connection;
use std::path::Path;
use std::path::PathBuf;

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Reads every file of a library: its path and content.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

#[test]
fn of_a_damaged_file_what_can_be_read_is_shown() {
    let (_dir, path) = place_for_a_library();
    let article = filled(&path);
    let sound = std::fs::read(&path).unwrap();
    let (mut whole, mut partly) = (0, 0);
    for page in 0..sound.len() / 4096 {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
        std::fs::write(&path, &bytes).unwrap();
        let (mut library, told) = Library::open(&path);
        let notes = library.notes(&article).map_or(0, |n| n.len());
        let checked = library.check();
        assert!(told.is_some() || library.news().is_some() || checked.is_err(), "page {page}: nothing is said");
        assert!(library.save_note(&article, None, None, "n").is_err(), "page {page}");
        match notes {
            60 => whole += 1,
            40..60 => partly += 1,
            _ => {}
        }
        drop(library);
        assert!(std::fs::read(&path).unwrap() == bytes, "page {page}: a damaged file was written to");
    }
    // Only damage to the pages of the file header and schema loses everything.
    let pages = sound.len() / 4096;
    assert!(whole + partly >= pages - 5 && partly > 3, "of {pages} pages: {whole} cost nothing, {partly} some notes");
}

#[test]
fn with_a_backup_no_page_is_missed() {
    let (_dir, path) = place_for_a_library();
    let article = filled(&path);
    Library::back_up(&path).unwrap().unwrap();
    let mut library = open(&path);
    let id = library.save_note(&article, None, None, "after the backup").unwrap();
    let sound = settle(library, &path);
    let mut kept = 0;
    for page in 0..sound.len() / 4096 {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
        std::fs::write(&path, &bytes).unwrap();
        let (library, _) = Library::open(&path);
        let notes = library.notes(&article).unwrap();
        assert!(notes.len() >= 60, "page {page}: {} notes", notes.len());
        kept += usize::from(notes.iter().any(|n| n.note.id == id));
    }
    assert!(kept > 3, "what came after the backup is read from the file, wherever it can be");
}

#[test]
fn a_damaged_library_is_restored_and_kept() {
    let (dir, path) = place_for_a_library();
    let article = filled(&path);
    Library::back_up(&path).unwrap().unwrap();
    let mut library = open(&path);
    library.save_note(&article, None, None, "after the backup").unwrap();
    let mut bytes = settle(library, &path);
    assert!(Library::restore(&path, None).unwrap_err().to_string().contains("is not damaged"));
    // Damages the last page with notes: an earlier one may be a root page that keeps old content.
    let at = bytes.windows(11).rposition(|w| w == b"words words").unwrap() / 4096;
    bytes[at * 4096..(at + 1) * 4096].fill(0xA5);
    std::fs::write(&path, &bytes).unwrap();
    let (told, kept) = Library::restore(&path, None).unwrap();
    assert!(told.starts_with("61 notes restored"), "{told}");
    assert!(std::fs::read(kept.unwrap()).unwrap() == bytes, "the damaged file is kept");
    let mut library = open(&path);
    assert_eq!(library.notes(&article).unwrap().len(), 61);
    library.check().unwrap();
    library.save_note(&article, None, None, "and on").unwrap();
    assert_eq!(mode(&path), 0o600);
    drop(library);

    // Restores a named backup, without a library, and rejects a damaged backup.
    let backup = backups(&path)[0].path.clone();
    std::fs::write(&path, b"rubbish").unwrap();
    let (told, _) = Library::restore(&path, Some(&backup)).unwrap();
    assert!(told.starts_with("60 notes"), "{told}");
    assert_eq!(open(&path).notes(&article).unwrap().len(), 60);
    let rubbish = dir.path().join("rubbish.db");
    std::fs::write(&rubbish, b"rubbish").unwrap();
    assert!(Library::restore(&path, Some(&rubbish)).is_err());
    assert!(Library::restore(&rubbish, None).unwrap_err().to_string().contains("no backup"));
    assert_eq!(std::fs::read(&rubbish).unwrap(), b"rubbish");
    assert_eq!(open(&path).notes(&article).unwrap().len(), 60, "what cannot be done changes nothing");
}

#[test]
fn one_backup_a_day_and_a_few_kept() {
    let (_dir, path) = place_for_a_library();
    assert_eq!(Library::back_up(&path).unwrap(), None, "nothing there");
    drop(open(&path));
    assert_eq!(Library::back_up(&path).unwrap(), None, "nothing in it");
    let article = filled(&path);
    let annotations = Annotations { complete: true, model: "m".into(), ..Annotations::default() };
    open(&path).put_annotations(&article, &annotations).unwrap();
    let mut dates = BTreeSet::new();
    for day in 0..8 {
        SKEW.set(day * 86_400);
        let made = Library::back_up(&path).unwrap().unwrap();
        assert_eq!(Library::back_up(&path).unwrap(), None);
        assert_eq!((mode(&made), mode(made.parent().unwrap())), (0o600, 0o700));
        dates.insert(backups(&path)[0].date.clone());
    }
    assert_eq!(dates.len(), 8);
    assert_eq!(backups(&path).len(), 5);
    assert_eq!(backups(&path)[0].date, *dates.last().unwrap());
    let made = &backups(&path)[0].path;
    let (copy, problem) = Library::open_read_only(made);
    assert!(problem.is_none());
    assert_eq!(copy.notes(&article).unwrap().len(), 60);
    assert_eq!(copy.annotations(&article, "m"), None, "what can be made again is left out");
    drop(copy);
    // A backup on request contains the latest changes.
    open(&path).save_note(&article, None, None, "since").unwrap();
    assert_eq!(Library::back_up_again(&path).unwrap().as_ref(), Some(made));
    assert_eq!(Library::open_read_only(made).0.notes(&article).unwrap().len(), 61);
    assert_eq!(files(&path.parent().unwrap().join("backups")).len(), 5, "and nothing lies about");
    // The clock goes back: a backup from the future does not count as the newest.
    SKEW.set(0);
    assert!(backups(&path).iter().all(|b| b.date > clock().strftime("%Y-%m-%d").to_string()));
    let made = Library::back_up(&path).unwrap().unwrap();
    assert_eq!(backups(&path)[0].path, made);
}

#[test]
fn a_damaged_library_replaces_no_backup() {
    let (_dir, path) = place_for_a_library();
    filled(&path);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(11).rposition(|w| w == b"words words").unwrap() / 4096;
    bytes[at * 4096..(at + 1) * 4096].fill(0xA5);
    std::fs::write(&path, &bytes).unwrap();
    assert!(Library::back_up(&path).unwrap_err().to_string().contains("damaged"));
    assert_eq!(backups(&path), []);
}

#[test]
fn what_is_forgotten_is_in_no_file() {
    let (dir, path) = place_for_a_library();
    let secret = "zyzzyvaquartz";
    let source = dir.path().join("secret.txt");
    let here = article(source.to_str().unwrap(), &format!("The {secret} met at noon, he said. {TEXT}"));
    let other = article("-", TEXT);
    let mut library = open(&path);
    let annotations = Annotations {
        complete: true,
        model: "m".into(),
        attributions: vec![quote(Span::new(4, 17), Some("Zyzzyvaquartz Smith"))],
        ..Annotations::default()
    };
    library.put_annotations(&here, &annotations).unwrap();
    let id = library.save_note(&here, None, Some(&on(&here.text, secret)), &format!("{secret}!")).unwrap();
    library.delete_note(&id).unwrap();
    library.save_note(&here, None, None, &format!("more {secret}")).unwrap();
    library.set_position(&here, 4).unwrap();
    library.save_note(&other, None, None, "stays").unwrap();
    Library::back_up(&path).unwrap().unwrap();
    let holds = || -> Vec<PathBuf> {
        let all = files(path.parent().unwrap()).into_iter();
        all.filter(|f| {
            let text = f.1.to_ascii_lowercase();
            text.windows(10).any(|w| w == b"zyvaquartz") || text.windows(10).any(|w| w == b"secret.txt")
        })
        .map(|f| f.0)
        .collect()
    };
    assert!(holds().len() >= 2);
    let ids = library.resolve(source.to_str().unwrap()).unwrap();
    assert_eq!(ids, std::slice::from_ref(&here.id));
    assert_eq!(library.resolve(&here.id.0[..10]).unwrap(), ids);
    assert_eq!(library.resolve("nothing like it").unwrap(), []);
    let done = library.forget(&ids).unwrap();
    assert_eq!((done.versions, done.notes, done.backups, done.left), (1, 2, 1, vec![]));
    assert_eq!(holds(), Vec::<PathBuf>::new());
    assert_eq!(bodies(&library, &other), ["stays"]);
    assert_eq!(library.notes(&here).unwrap(), []);
    library.check().unwrap();
    drop(library);
    let (copy, _) = Library::open_read_only(&backups(&path)[0].path);
    assert_eq!(bodies(&copy, &other), ["stays"]);
}

/// Returns a quote with these words.
pub(super) fn quote(span: Span, speaker: Option<&str>) -> crate::nlp::Attribution {
    crate::nlp::Attribution {
        id: format!("q{}", span.start),
        kind: crate::nlp::QuoteKind::Direct,
        content: vec![span],
        source: Vec::new(),
        cue: Vec::new(),
        speaker: speaker.map(str::to_owned),
        entity: speaker.map(|_| crate::nlp::EntityId(0)),
        addressee: None,
        confidence: 1.0,
        evidence: None,
        revised: false,
    }
}

/// Creates a library as the first version wrote it.
fn first_version(path: &Path) -> Article {
    let article = article("-", TEXT);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut conn = Connection::open(path).unwrap();
    conn.pragma_update(None, "journal_mode", "WAL").unwrap();
    schema::migrate_to(&mut conn, 1).unwrap();
    let time = "2025-01-01T00:00:00.000Z";
    conn.execute("INSERT INTO articles VALUES (?1, 'A bridge', '-', ?2)", [&article.id.0, time]).unwrap();
    conn.execute("INSERT INTO texts VALUES (?1, ?2)", [&article.id.0, TEXT]).unwrap();
    conn.execute(
        "INSERT INTO notes VALUES ('n1', ?1, 'bridge', 'The ', ' will', 4, 10, 'Früher', ?2, ?2, NULL),
            ('n2', ?1, NULL, NULL, NULL, NULL, NULL, 'gone', ?2, ?2, ?2)",
        [&article.id.0, time],
    )
    .unwrap();
    article
}

#[test]
fn an_older_library_is_brought_up_to_date() {
    let (_dir, path) = place_for_a_library();
    let article = first_version(&path);
    let mut library = open(&path);
    assert_eq!(bodies(&library, &article), ["Früher"]);
    library.check().unwrap();
    let hits = library.search(&Query { words: "fruher".into(), limit: 9, ..Query::default() }).unwrap();
    assert_eq!(hits.len(), 1, "old notes can be searched");
    assert_eq!(library.index_missing().unwrap(), 1);
    let hits = library.search(&Query { words: "finest county".into(), limit: 9, ..Query::default() }).unwrap();
    assert_eq!(hits.len(), 1, "and old articles");
    library.restore_note(&notes::NoteId("n2".into())).unwrap();
    assert_eq!(bodies(&library, &article).len(), 2);
    let marks = Marks { flag: Some(Flag::Todo), verdict: Some(Verdict::NeedsSource), ..Marks::default() };
    library.save_marks(&notes::NoteId("n1".into()), &marks).unwrap();
    let note = open(&path).note(&notes::NoteId("n1".into())).unwrap().unwrap();
    assert_eq!((note.marks, note.created.as_str()), (marks, "2025-01-01T00:00:00.000Z"));
}

#[test]
fn an_older_library_is_read_without_being_changed() {
    let (_dir, path) = place_for_a_library();
    let article = first_version(&path);
    let before = std::fs::read(&path).unwrap();
    let (library, problem) = Library::open_read_only(&path);
    assert!(problem.is_none());
    assert_eq!(bodies(&library, &article), ["Früher"]);
    assert_eq!(library.articles().unwrap()[0].title.as_deref(), Some("A bridge"));
    drop(library);
    assert!(std::fs::read(&path).unwrap() == before);
}

#[test]
fn a_clock_that_jumps_harms_nothing() {
    let (_dir, path) = place_for_a_library();
    let article = article("-", TEXT);
    let mut library = open(&path);
    let mut made = Vec::new();
    for (n, skew) in [0, -400_000_000, 900_000_000_000, 7, -86_400, i64::MAX, i64::MIN].into_iter().enumerate() {
        SKEW.set(skew);
        made.push(library.save_note(&article, None, Some(&on(TEXT, "bridge")), &format!("{n}")).unwrap());
        library.set_position(&article, n).unwrap();
        library.save_note(&article, made.first(), None, &format!("changed {n}")).unwrap();
        assert_eq!(library.position(&article), Some(n));
    }
    SKEW.set(0);
    let notes = open(&path).notes(&article).unwrap();
    assert_eq!(notes.len(), 7);
    assert!(notes.iter().all(|n| n.note.modified >= n.note.created));
    // Undo follows the order of the changes, not the clock.
    let undone = library.undo(None).unwrap().unwrap();
    assert_eq!((undone.id, undone.exists), (made[0].0.clone(), true));
    assert_eq!(library.note(&made[0]).unwrap().unwrap().body, "changed 5");
}
