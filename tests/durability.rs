//! Tests that acknowledged notes are on disk: killed writers, full disks, many writers at once.
//!
//! The writers are this test program, started again with `WRITER` set (see `writer`). The default number of kills is low,
//! for speed; `PULLQUOTE_KILLS=1000 cargo test --test all durability::killed -- --nocapture` kills a thousand writers in each
//! of the two tests.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pullquote::library::db::Library;
use pullquote::library::notes::Anchor;
use pullquote::text::{Article, Span};

const TEXT: &str = "The bridge will open in May, the mayor said on Monday.";
const LIBRARY: &str = "WRITER";
const NAME: &str = "WRITER_NAME";
const COUNT: &str = "WRITER_COUNT";
/// Set for a writer that goes on after an error, as a reader does who saves again.
const PERSISTS: &str = "WRITER_PERSISTS";
const LIBRARY_OF_EVENT: &str = "EVENT_LIBRARY";
const EVENT: &str = "EVENT";
const BACKUP: &str = "BACKUP";

fn article() -> Article {
    Article::new("-", TEXT.to_owned(), Vec::new())
}

/// Writes notes and acknowledges each; started by the tests below, does nothing on its own.
#[test]
fn writer() {
    let Some(path) = std::env::var_os(LIBRARY) else { return };
    let name = std::env::var(NAME).unwrap();
    let count: usize = std::env::var(COUNT).unwrap().parse().unwrap();
    let (mut library, problem) = Library::open(Path::new(&path));
    let mut out = std::io::stdout();
    if let Some(problem) = problem {
        writeln!(out, "\nproblem {problem}").unwrap();
    }
    let article = article();
    let anchor = Anchor::of(TEXT, Span::new(4, 10));
    for n in 0..count {
        // Of different lengths, so that writes end anywhere in a page.
        let body = format!("{name}-{n} {}", "x".repeat(n * 37 % 900));
        let start = nanoseconds();
        match library.save_note(&article, None, Some(&anchor), &body) {
            Ok(id) => {
                // The first word identifies the note.
                writeln!(out, "\nack {name}-{n} {start} {}", nanoseconds()).unwrap();
                out.flush().unwrap();
                if n % 5 == 4 && std::env::var_os(PERSISTS).is_none() {
                    library.save_note(&article, Some(&id), None, &body).unwrap();
                }
            }
            Err(error) => {
                writeln!(out, "\nerror {error}").unwrap();
                if std::env::var_os(PERSISTS).is_none() {
                    break;
                }
            }
        }
    }
}

/// The clock that all processes share.
fn nanoseconds() -> u128 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos()
}

/// Restores or forgets; started by the tests below, does nothing on its own.
#[test]
fn disturber() {
    let Some(event) = std::env::var_os(EVENT) else { return };
    let path = std::env::var_os(LIBRARY_OF_EVENT).unwrap();
    let path = Path::new(&path);
    let result = match event.to_str().unwrap() {
        "restore" => {
            let backup = std::env::var_os(BACKUP).map(PathBuf::from);
            Library::restore(path, backup.as_deref()).map(drop)
        }
        _ => Library::open(path).0.forget(&[article().id]).map(drop),
    };
    println!("\nended {result:?}");
}

fn start(path: &Path, name: &str, count: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::writer", "--nocapture"])
        .env(LIBRARY, path)
        .env(NAME, name)
        .env(COUNT, count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Returns the acknowledged notes; an incomplete line does not count.
fn acknowledged(said: &str) -> BTreeSet<String> {
    let whole = said.rfind('\n').map_or("", |end| &said[..end]);
    let acks = whole.lines().filter_map(|line| line.strip_prefix("ack ")?.split(' ').next());
    acks.map(str::to_owned).collect()
}

fn kept(path: &Path) -> BTreeSet<String> {
    let (library, problem) = Library::open(path);
    assert!(problem.is_none(), "{}", problem.unwrap());
    library.check().unwrap();
    let notes = library.notes(&article()).unwrap();
    notes.iter().map(|n| n.note.body.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn a_killed_writer_loses_nothing_that_it_acknowledged() {
    let kills: usize = std::env::var("PULLQUOTE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let folder = tempfile::tempdir().unwrap();
    let mut random = 0x2545_F491_4F6C_DD1Du64;
    let mut next = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let (mut path, mut promised, mut total) = (folder.path().join("0/library.db"), BTreeSet::new(), 0);
    for kill in 0..kills {
        if kill % 20 == 0 {
            // Starts a new library: some writers die while they create it.
            path = folder.path().join(format!("{kill}/library.db"));
            promised = BTreeSet::new();
        }
        let mut child = start(&path, &format!("w{kill}"), usize::MAX);
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        if kill % 3 > 0 {
            // Kills the writer while it writes.
            while !said.contains("\nack ") && out.read_line(&mut said).unwrap() > 0 {}
            std::thread::sleep(Duration::from_micros(next(20_000)));
        } else {
            std::thread::sleep(Duration::from_micros(next(60_000)));
        }
        child.kill().unwrap();
        out.read_to_string(&mut said).unwrap();
        child.wait().unwrap();
        assert!(!said.contains("error ") && !said.contains("problem "), "{said}");
        let new = acknowledged(&said);
        total += new.len();
        promised.extend(new);
        if path.exists() {
            let kept = kept(&path);
            let lost: Vec<_> = promised.difference(&kept).collect();
            assert!(lost.is_empty(), "after kill {kill}: {lost:?}");
        }
    }
    println!("{kills} writers killed, {total} notes acknowledged, none lost");
    assert!(total > kills / 2, "the writers hardly came to write: {total} notes");
}

/// What happens to a library while a reader writes to it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Event {
    Restore,
    /// The file is damaged, and restored without anybody writing.
    Repair,
    Move,
    Delete,
    Forget,
}

/// An acknowledged note: when its write began and ended.
struct Ack {
    note: String,
    begun: u128,
    ended: u128,
}

fn acks(said: &str) -> Vec<Ack> {
    let whole = said.rfind('\n').map_or("", |end| &said[..end]);
    let ack = |line: &str| {
        let mut words = line.strip_prefix("ack ")?.split(' ');
        let note = words.next()?.to_owned();
        Some(Ack { note, begun: words.next()?.parse().ok()?, ended: words.next()?.parse().ok()? })
    };
    whole.lines().filter_map(ack).collect()
}

/// Runs the event; returns whether it came to its end. It is killed after `limit`, if there is one.
fn disturb(path: &Path, event: Event, backup: Option<&Path>, limit: Option<Duration>) -> bool {
    let beside = |path: &Path, ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    match event {
        Event::Move => {
            let folder = path.parent().unwrap().join(format!("moved-{}", nanoseconds()));
            std::fs::create_dir(&folder).unwrap();
            for ending in ["", "-shm", "-wal"] {
                let _ = std::fs::rename(beside(path, ending), beside(&folder.join("library.db"), ending));
            }
            true
        }
        Event::Delete => {
            for ending in ["", "-shm", "-wal"] {
                let _ = std::fs::remove_file(beside(path, ending));
            }
            true
        }
        Event::Restore | Event::Repair | Event::Forget => {
            let mut command = Command::new(std::env::current_exe().unwrap());
            let name = if event == Event::Forget { "forget" } else { "restore" };
            command
                .args(["--exact", "durability::disturber", "--nocapture"])
                .env(LIBRARY_OF_EVENT, path)
                .env(EVENT, name);
            if let Some(backup) = backup {
                command.env(BACKUP, backup);
            }
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            if let Some(limit) = limit {
                std::thread::sleep(limit);
                child.kill().unwrap();
            }
            let mut said = String::new();
            child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
            child.wait().unwrap();
            // The damaged page may have been a free one; a restless writer may leave no gap for a lock.
            let is_refused = said.contains("is not damaged") || said.contains("try again");
            assert!(limit.is_some() || is_refused || said.contains("ended Ok"), "{event:?}: {said}");
            said.contains("ended Ok")
        }
    }
}

/// Returns the notes of the libraries that a restoration or a move left beside this one.
fn elsewhere(path: &Path) -> BTreeSet<String> {
    let folder = path.parent().unwrap();
    let mut all = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let is_kept = name.contains(".damaged-") && name.ends_with('Z');
        let file = if name.starts_with("moved-") { entry.path().join("library.db") } else { entry.path() };
        if (is_kept || name.starts_with("moved-")) && file.exists() {
            let (library, _) = Library::open_read_only(&file);
            let notes = library.notes(&article()).unwrap();
            all.extend(notes.iter().map(|n| n.note.body.split(' ').next().unwrap().to_owned()));
        }
    }
    all
}

/// An acknowledged note is in the library, or in the file that was moved away or kept; a note written after the event is in
/// the library; a forgotten note is not. Writers, restorations and forgetting are killed at any moment.
#[test]
fn killed_among_restorations_moves_deletions_and_forgetting() {
    let kills: usize = std::env::var("PULLQUOTE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(30);
    let folder = tempfile::tempdir().unwrap();
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let events = [Event::Restore, Event::Repair, Event::Move, Event::Delete, Event::Forget];
    let (mut total, mut after, mut errors, mut interrupted) = (0, 0, 0, 0);
    for kill in 0..kills {
        let event = events[kill % events.len()];
        // A library of its own for every five events.
        let path = folder.path().join(format!("{}/library.db", kill / events.len()));
        let mut seeds = start(&path, &format!("s{kill}"), 3);
        seeds.wait().unwrap();
        let there = kept(&path);
        let backup = Library::back_up_again(&path).unwrap().unwrap();
        let limit = (next(2) == 0).then(|| Duration::from_micros(next(25_000)));
        if event == Event::Repair {
            let mut bytes = std::fs::read(&path).unwrap();
            let page = 4096 * usize::try_from(next(bytes.len() as u64 / 4096)).unwrap();
            bytes[page..page + 4096].fill(0xA5);
            std::fs::write(&path, &bytes).unwrap();
            interrupted += usize::from(!disturb(&path, event, None, limit));
            // Whoever finds it damaged still restores it.
            let (library, problem) = Library::open(&path);
            let is_damaged = problem.is_some() || library.check().is_err();
            drop(library);
            if is_damaged {
                Library::restore(&path, None).unwrap();
            }
            let kept = kept(&path);
            assert!(there.is_subset(&kept), "{kill}: {:?}", there.difference(&kept));
            continue;
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "durability::writer", "--nocapture"])
            .env(LIBRARY, &path)
            .env(NAME, format!("w{kill}"))
            .env(COUNT, usize::MAX.to_string())
            .env(PERSISTS, "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("\nack ") && out.read_line(&mut said).unwrap() > 0 {}
        let reading = std::thread::spawn(move || {
            out.read_to_string(&mut said).unwrap();
            said
        });
        std::thread::sleep(Duration::from_micros(next(15_000)));
        let begun = nanoseconds();
        let is_done = disturb(&path, event, Some(&backup), limit);
        let ended = nanoseconds();
        std::thread::sleep(Duration::from_micros(next(60_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = reading.join().unwrap();
        interrupted += usize::from(!is_done);
        errors += said.matches("\nerror ").count();
        let acks = acks(&said);
        let kept = kept(&path);
        let all: BTreeSet<String> = kept.union(&elsewhere(&path)).cloned().collect();
        let mut gone = 0;
        for Ack { note, begun: from, ended: to } in &acks {
            total += 1;
            if *from > ended {
                after += 1;
                assert!(kept.contains(note), "{kill}: {event:?}: {note} was saved after the event and is lost");
            } else if matches!(event, Event::Restore | Event::Move) {
                assert!(all.contains(note), "{kill}: {event:?}: {note} is in no file");
            } else if event == Event::Forget && *to < begun {
                gone += usize::from(!kept.contains(note));
                assert!(!is_done || !kept.contains(note), "{kill}: {note} came back");
            }
        }
        let before = acks.iter().filter(|ack| ack.ended < begun).count();
        assert!(event != Event::Forget || gone == 0 || gone == before, "{kill}: forgotten by half: {gone} of {before}");
        if matches!(event, Event::Restore | Event::Move) {
            assert!(there.is_subset(&all), "{kill}: {event:?}: {:?}", there.difference(&all));
        }
    }
    println!(
        "{kills} events: {total} notes acknowledged, {after} after the event, none lost; {errors} told to save again, {interrupted} events interrupted"
    );
    assert!(total > kills && after > kills / 4, "the writers hardly came to write: {total}, {after} after the event");
}

#[test]
fn two_and_eight_processes_write_at_once() {
    for writers in [2, 8] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let children: Vec<Child> = (0..writers).map(|n| start(&path, &format!("w{n}"), 30)).collect();
        let mut promised = BTreeSet::new();
        for child in children {
            let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
            assert!(!said.contains("error ") && !said.contains("problem "), "{said}");
            promised.extend(acknowledged(&said));
        }
        assert_eq!(promised.len(), writers * 30);
        assert_eq!(kept(&path), promised);
    }
}

/// Runs a shell script with `$DIR` on a file system of this size. In it, `writer NAME` starts a writer on
/// `$DIR/library.db`, and `reader` prints the notes. `None` if mounting is not permitted.
fn on_a_small_disk(size: &str, script: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let program = format!(
        "set -e
         mount -t tmpfs -o size={size},mode=700 none \"$DIR\"
         writer() {{ WRITER=\"$DIR/library.db\" WRITER_NAME=\"$1\" WRITER_COUNT=5000 \"$EXE\" --exact durability::writer --nocapture; }}
         reader() {{ READER=\"$DIR/library.db\" \"$EXE\" --exact durability::reader --nocapture; }}
         echo mounted
         {script}"
    );
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &program])
        .env("DIR", folder.path())
        .env("EXE", std::env::current_exe().unwrap())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: unshare cannot be started ({error})");
            return None;
        }
    };
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !out.contains("mounted") {
        println!("skipped: no file system may be mounted here ({})", err.trim());
        return None;
    }
    assert!(output.status.success(), "{out}\n{err}");
    Some(out.into_owned())
}

/// Prints the notes of a library; started by the tests below.
#[test]
fn reader() {
    let Some(path) = std::env::var_os("READER") else { return };
    let (library, problem) = Library::open(Path::new(&path));
    println!("\nread-only {}", library.read_only().unwrap_or("no"));
    println!("problem {}", problem.map_or("none".to_owned(), |p| p.to_string()));
    library.check().unwrap();
    for note in library.notes(&article()).unwrap() {
        println!("kept {}", note.note.body.split(' ').next().unwrap());
    }
}

fn said<'a>(out: &'a str, word: &str) -> Vec<&'a str> {
    out.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ')).collect()
}

#[test]
fn a_full_disk_loses_nothing() {
    let script = "writer full
        rm -f \"$DIR/library.db-shm\"
        reader
        mount -o remount,size=64m \"$DIR\"
        WRITER=\"$DIR/library.db\" WRITER_NAME=later WRITER_COUNT=3 \"$EXE\" --exact durability::writer --nocapture
        reader";
    let Some(out) = on_a_small_disk("1m", script) else { return };
    let errors = said(&out, "error");
    assert_eq!(errors.len(), 1, "{out}");
    assert!(errors[0].contains("disk is full") || errors[0].contains("disk reported"), "{errors:?}");
    // `ack NAME TIME TIME`
    let promised: BTreeSet<&str> = said(&out, "ack").into_iter().filter_map(|ack| ack.split(' ').next()).collect();
    let kept: BTreeSet<&str> = said(&out, "kept").into_iter().collect();
    assert!(promised.len() > 10, "{out}");
    assert!(promised.is_subset(&kept) && promised.contains("later-2"), "{out}");
}

#[test]
fn a_read_only_disk_is_read() {
    let script =
        "WRITER=\"$DIR/library.db\" WRITER_NAME=before WRITER_COUNT=4 \"$EXE\" --exact durability::writer --nocapture
        mount -o remount,ro \"$DIR\"
        WRITER=\"$DIR/library.db\" WRITER_NAME=after WRITER_COUNT=4 \"$EXE\" --exact durability::writer --nocapture
        reader";
    let Some(out) = on_a_small_disk("8m", script) else { return };
    assert_eq!(said(&out, "ack").len(), 4, "{out}");
    let kept: BTreeSet<&str> = said(&out, "kept").into_iter().collect();
    assert_eq!(kept, BTreeSet::from(["before-0", "before-1", "before-2", "before-3"]), "{out}");
    assert!(said(&out, "problem")[0].contains("notes are not saved in this session"), "{out}");
    assert!(said(&out, "error")[0].contains("not saved"), "{out}");
}
