//! Measures the real program through a pseudo-terminal: `cargo bench --bench terminal`.
//!
//! Measures cold start to the first full frame, key to frame while a large article is being annotated, search,
//! resizing, a burst of the mouse wheel, and the idle load. Then compares the cold start with those of `less`, `w3m`,
//! `bat` and `glow`, as far as these are installed. Linux only (`/proc`). `--quick` does few runs, `--beside` only
//! the comparison, `--book` only a book of 600,000 words (which waits some minutes for its annotation).

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark")]

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The sequence that ends every frame.
const END_FRAME: &[u8] = b"\x1b[?2026l";
/// The first words of every generated article.
const FIRST: &str = "Alpha";

fn main() {
    if !Path::new("/proc/self/stat").exists() {
        println!("this benchmark needs /proc");
        return;
    }
    let quick = std::env::args().any(|a| a == "--quick");
    if std::env::args().any(|a| a == "--beside") {
        beside(if quick { 3 } else { 20 });
        return;
    }
    if std::env::args().any(|a| a == "--book") {
        book(if quick { 5 } else { 30 });
        return;
    }
    let runs = if quick { 5 } else { 30 };
    let folder = tempfile::tempdir().unwrap();
    let small = write(folder.path(), "small.txt", &article(6_000));
    let large = write(folder.path(), "large.txt", &article(3_000_000));
    let markdown = write(folder.path(), "large.md", &article(3_000_000));
    println!("{:<58}{:>9}{:>9}{:>9}", "", "median", "p99", "max");

    for (name, file) in [("1,000 words", &small), ("3 MB of text", &large), ("3 MB of Markdown", &markdown)] {
        for known in [false, true] {
            let library = folder.path().join("cold.db");
            let mut times = Vec::new();
            for _ in 0..runs {
                if !known {
                    let _ = std::fs::remove_file(&library);
                }
                times.push(Reader::open(file, &library).first_frame);
            }
            let library = if known { "library there" } else { "new library" };
            row(&format!("start to first full frame, {name}, {library}"), &mut times);
        }
    }

    let keys = ["j", "j", "j", "d", "]", "k", " ", "u", "}", "\t", "j", "\t", "b"];
    let press = |reader: &mut Reader, n: usize| {
        // A little faster than the repeat rate of a held key.
        std::thread::sleep(Duration::from_millis(12));
        reader.key(keys[n % keys.len()])
    };
    let mut times = Vec::new();
    let mut annotated = Vec::new();
    let library = folder.path().join("keys.db");
    let mut reader = Reader::open(&large, &library);
    for run in 0..if quick { 1 } else { 3 } {
        if run > 0 {
            drop(reader);
            let _ = std::fs::remove_file(&library);
            reader = Reader::open(&large, &library);
        }
        let started = Instant::now();
        // The engine starts after the answer of the library.
        while !reader.is_annotating() && started.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let mut n = 0;
        while reader.is_annotating() {
            times.push(press(&mut reader, n));
            n += 1;
        }
        annotated.push(started.elapsed());
    }
    row(&format!("key to frame while 3 MB are annotated ({} keys)", times.len()), &mut times);
    row("  annotating takes about", &mut annotated);
    println!("{:<58}{:>7.0}MB", "  peak memory by then", reader.peak_megabytes());

    let mut times: Vec<Duration> = (0..if quick { 50 } else { 400 }).map(|n| press(&mut reader, n)).collect();
    row("key to frame, annotated", &mut times);

    let mut times = Vec::new();
    for words in ["herring", "nobody in westhaven", "e", "zzz"] {
        for _ in 0..if quick { 1 } else { 5 } {
            reader.key("/");
            times.extend(words.chars().map(|c| reader.key(&c.to_string())));
            reader.key("\x1b");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    row(&format!("a letter of a search to its matches ({} letters)", times.len()), &mut times);

    reader.key("J");
    reader.key("K");
    reader.justified = true;
    let mut set = Vec::new();
    let mut plain = Vec::new();
    for keys in [&mut set, &mut plain] {
        for n in 0..if quick { 10 } else { 60 } {
            keys.push(reader.resize(if n % 2 == 0 { 100 + n } else { 160 - n }, 40));
            std::thread::sleep(Duration::from_millis(20));
        }
        reader.resize(120, 40);
        let mut times: Vec<Duration> = (0..if quick { 20 } else { 100 }).map(|n| press(&mut reader, n)).collect();
        let how = if reader.justified { "full lines, divided words" } else { "lines as they come" };
        row(&format!("key to frame, {how}"), &mut times);
        if reader.justified {
            reader.key("J");
            reader.key("K");
            reader.justified = false;
        }
    }
    row("another width to its frame, full lines, divided words", &mut set);
    row("another width to its frame", &mut plain);

    let mut times = Vec::new();
    let mut frames = 0;
    for _ in 0..if quick { 2 } else { 10 } {
        let (time, drawn) = reader.burst(&"\x1b[<65;20;10M".repeat(300));
        times.push(time);
        frames = frames.max(drawn);
    }
    row(&format!("300 notches of the wheel at once to the last frame (≤ {frames} frames)"), &mut times);

    std::thread::sleep(Duration::from_millis(500));
    let (cpu, since) = (reader.cpu(), Instant::now());
    std::thread::sleep(Duration::from_secs(3));
    let used = (reader.cpu() - cpu).as_secs_f64() / since.elapsed().as_secs_f64();
    println!("{:<58}{:>8.1}%", "processor time when nothing happens", used * 100.0);
    drop(reader);

    let reader = Reader::open(&small, &folder.path().join("keys.db"));
    std::thread::sleep(Duration::from_millis(300));
    println!("{:<58}{:>7.0}MB", "peak memory, 1,000 words", reader.peak_megabytes());
    drop(reader);
    beside(if quick { 3 } else { 20 });
}

/// Measures a book of 600,000 words in a hundred chapters: start to first frame, the jump from the table of contents
/// to the last chapter, and the memory after annotation.
fn book(runs: usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.epub");
    let words = write_book(&file, 100, 6_000);
    println!("{:<58}{:>9}{:>9}{:>9}", format!("a book of {words} words"), "median", "p99", "max");
    for known in [false, true] {
        let library = folder.path().join("book.db");
        let mut times = Vec::new();
        for _ in 0..runs {
            if !known {
                let _ = std::fs::remove_file(&library);
            }
            times.push(Reader::open(&file, &library).first_frame);
        }
        row(&format!("start to first full frame, {}", if known { "library there" } else { "new library" }), &mut times);
    }
    let mut reader = Reader::open(&file, &folder.path().join("read.db"));
    let mut times = Vec::new();
    for n in 0..runs {
        reader.key("T");
        reader.key(if n % 2 == 0 { "G" } else { "g" });
        std::thread::sleep(Duration::from_millis(20));
        times.push(reader.key("\r"));
    }
    row("from the table of contents to the other end", &mut times);
    println!("{:<58}{:>7.0}MB", "peak memory by then", reader.peak_megabytes());
    let started = Instant::now();
    loop {
        let (cpu, since) = (reader.cpu(), Instant::now());
        std::thread::sleep(Duration::from_secs(2));
        let used = (reader.cpu() - cpu).as_secs_f64() / since.elapsed().as_secs_f64();
        if used < 0.05 || started.elapsed() > Duration::from_secs(3_600) {
            break;
        }
    }
    let name = format!("peak memory, annotated ({} s)", started.elapsed().as_secs());
    println!("{name:<58}{:>7.0}MB", reader.peak_megabytes());
}

/// Writes an EPUB book. Returns its number of words.
fn write_book(file: &Path, chapters: usize, words: usize) -> usize {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(file).unwrap());
    let mut add = |name: &str, content: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    add("mimetype", "application/epub+zip");
    add("META-INF/container.xml", r#"<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>"#);
    let (mut items, mut spine, mut contents, mut all) = (String::new(), String::new(), String::new(), 0);
    let text = article(chapters * words * 6);
    let mut paragraphs = text.split("\n\n").cycle();
    for n in 1..=chapters {
        let mut body = format!("<h1>Chapter {n}</h1>");
        let mut here = 0;
        while here < words {
            let paragraph = paragraphs.next().unwrap();
            here += paragraph.split_whitespace().count();
            let _ = write!(body, "<p>{paragraph}</p>");
        }
        all += here;
        add(&format!("{n}.xhtml"), &format!("<html><body>{body}</body></html>"));
        let _ = write!(items, r#"<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>"#);
        let _ = write!(spine, r#"<itemref idref="c{n}"/>"#);
        let _ = write!(contents, r#"<li><a href="{n}.xhtml">Chapter {n}</a></li>"#);
    }
    add("nav.xhtml", &format!(r#"<html><body><nav epub:type="toc"><ol>{contents}</ol></nav></body></html>"#));
    let nav = r#"<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>"#;
    add(
        "book.opf",
        &format!(r#"<package version="3.0"><manifest>{items}{nav}</manifest><spine>{spine}</spine></package>"#),
    );
    archive.finish().unwrap();
    all
}

/// Compares the cold start of several programs on the same files: from the start of the process to text in the lower
/// part of the screen.
fn beside(runs: usize) {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("beside.db");
    println!("\n{:<58}{:>9}{:>9}{:>9}", "start to first screen", "median", "p99", "max");
    for (size, name) in [(6_000, "1,000 words"), (3_000_000, "3 MB")] {
        let text = write(folder.path(), "beside.txt", &article(size));
        let markdown = write(folder.path(), "beside.md", &article(size));
        let (text, markdown, library) = (text.to_str().unwrap(), markdown.to_str().unwrap(), library.to_str().unwrap());
        for (program, args) in [
            (env!("CARGO_BIN_EXE_pullquote"), vec![text, "--library", library]),
            ("less", vec![text]),
            ("w3m", vec![text]),
            ("batcat", vec!["--paging=always", "--style=plain", text]),
            ("bat", vec!["--paging=always", "--style=plain", text]),
            (env!("CARGO_BIN_EXE_pullquote"), vec![markdown, "--library", library]),
            ("batcat", vec!["--paging=always", "--style=plain", markdown]),
            ("glow", vec!["--pager", markdown]),
        ] {
            let path = std::env::var_os("PATH").unwrap_or_default();
            if !program.contains('/') && !std::env::split_paths(&path).any(|p| p.join(program).exists()) {
                continue;
            }
            let mut times: Vec<Duration> = (0..runs).filter_map(|_| first_screen(program, &args)).collect();
            let short = Path::new(program).file_name().unwrap().to_str().unwrap();
            let kind = if args.contains(&markdown) { "Markdown" } else { "text" };
            match times.len() {
                0 => println!("{:<58} nothing within 30 s", format!("  {short}, {name} of {kind}")),
                _ => row(&format!("  {short}, {name} of {kind}"), &mut times),
            }
        }
    }
}

/// Returns the time until a program shows text in the lower part of a screen of 40 rows.
fn first_screen(program: &str, args: &[&str]) -> Option<Duration> {
    let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(program);
    command.args(args);
    for (name, value) in [("TERM", "xterm-256color"), ("LESS", ""), ("LANG", "C.UTF-8")] {
        command.env(name, value);
    }
    command.env_remove("NO_COLOR");
    let mut reader = pair.master.try_clone_reader().unwrap();
    let (sender, seen) = channel();
    std::thread::spawn(move || {
        let size = |n| std::num::NonZeroU16::new(n).unwrap();
        let mut screen = vt100::Parser::new(size(40), size(120), 0);
        let mut buffer = [0; 65536];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            let now = Instant::now();
            screen.process(&buffer[..n]);
            let is_full = screen.screen().rows(0, 60).skip(30).take(8).any(|row| row.trim().chars().count() > 20);
            if is_full {
                let _ = sender.send(now);
                return;
            }
        }
    });
    let started = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    let first = seen.recv_timeout(Duration::from_secs(30)).ok();
    let _ = child.kill();
    let _ = child.wait();
    first.map(|first| first - started)
}

fn row(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() - 1) as f64 * share).round() as usize;
        times[index].as_secs_f64() * 1e3
    };
    println!("{what:<58}{:>7.1}ms{:>7.1}ms{:>7.1}ms", at(0.5), at(0.99), at(1.0));
}

/// The program on a terminal.
struct Reader {
    first_frame: Duration,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    /// The times at which frames ended.
    frames: Receiver<Instant>,
    master: Box<dyn MasterPty + Send>,
    /// Whether lines are justified and words hyphenated.
    justified: bool,
}

impl Reader {
    /// Opens an article; returns when its first words are drawn.
    fn open(article: &Path, library: &Path) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_pullquote"));
        command.arg(article);
        command.arg("--library");
        command.arg(library);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, frames) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            let mut unread: Vec<u8> = Vec::new();
            let mut seen_words = false;
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                let now = Instant::now();
                unread.extend_from_slice(&buffer[..n]);
                seen_words |= memchr::memmem::find(&unread, FIRST.as_bytes()).is_some();
                while let Some(at) = memchr::memmem::find(&unread, END_FRAME) {
                    unread.drain(..at + END_FRAME.len());
                    if seen_words && sender.send(now).is_err() {
                        return;
                    }
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let first = frames.recv_timeout(Duration::from_secs(30)).expect("a first frame");
        Self { first_frame: first - started, child, keys, frames, master: pair.master, justified: false }
    }

    /// Returns the time from a key to the end of the next frame.
    fn key(&mut self, key: &str) -> Duration {
        while self.frames.try_recv().is_ok() {}
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes()).unwrap();
        match self.frames.recv_timeout(Duration::from_secs(10)) {
            Ok(drawn) => drawn - pressed,
            Err(_) => panic!("no frame after {key:?}"),
        }
    }

    /// Returns the time from a new width to the end of the next frame.
    fn resize(&mut self, cols: u16, rows: u16) -> Duration {
        while self.frames.try_recv().is_ok() {}
        let asked = Instant::now();
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.frames.recv_timeout(Duration::from_secs(10)).map(|drawn| drawn - asked).unwrap_or_default()
    }

    /// Returns the time from a burst of input to the last frame, and the number of frames.
    fn burst(&mut self, input: &str) -> (Duration, usize) {
        while self.frames.try_recv().is_ok() {}
        let sent = Instant::now();
        self.keys.write_all(input.as_bytes()).unwrap();
        let (mut last, mut frames) = (sent, 0);
        while let Ok(drawn) = self.frames.recv_timeout(Duration::from_millis(300)) {
            (last, frames) = (drawn, frames + 1);
        }
        (last - sent, frames)
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(PathBuf::from(format!("/proc/{}", self.child.process_id().unwrap())).join(file))
            .unwrap()
    }

    /// Returns whether the engine is running: it then has a thread.
    fn is_annotating(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.process_id().unwrap())).unwrap();
        let name = |thread: std::io::Result<std::fs::DirEntry>| std::fs::read(thread.ok()?.path().join("comm")).ok();
        threads.filter_map(name).any(|name| name.starts_with(b"annotat"))
    }

    /// Returns the processor time used so far.
    fn cpu(&self) -> Duration {
        let stat = self.proc("stat");
        let fields: Vec<u64> =
            stat.rsplit(')').next().unwrap().split_whitespace().skip(1).filter_map(|f| f.parse().ok()).collect();
        // utime and stime, in hundredths of a second: the 14th and 15th fields.
        Duration::from_millis((fields[10] + fields[11]) * 10)
    }

    fn peak_megabytes(&self) -> f64 {
        let status = self.proc("status");
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Generates about `bytes` bytes of fictitious news with people who are quoted.
fn article(bytes: usize) -> String {
    const WHO: [&str; 8] = [
        "Ann Lee",
        "Peter Marsh",
        "Harriet Lindqvist",
        "Omar Haddad",
        "Ruth Okafor",
        "Jan de Wit",
        "Mei Tanaka",
        "Luis Prado",
    ];
    const WHAT: [&str; 12] = [
        "the second boat",
        "the harbour wall",
        "a new timetable",
        "the price of herring",
        "the old lighthouse",
        "the council",
        "an enquiry",
        "the winter storms",
        "the fish market",
        "last year’s accounts",
        "the bridge",
        "a small miracle",
    ];
    const DOES: [&str; 8] =
        ["delays", "explains", "replaces", "threatens", "pays for", "depends on", "has outlived", "will follow"];
    const SAYS: [&str; 6] = ["said", "told reporters", "added", "warned", "insisted", "argued"];
    let mut seed = 0x2545_f491_u64;
    let mut pick = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let mut text = format!("{FIRST} and the second boat\n\n");
    while text.len() < bytes {
        let who = WHO[pick(WHO.len())];
        for _ in 0..1 + pick(4) {
            let (a, does, b) = (WHAT[pick(WHAT.len())], DOES[pick(DOES.len())], WHAT[pick(WHAT.len())]);
            let _ = match pick(4) {
                0 => write!(text, "“It is {a} that {does} {b},” {} {who}. ", SAYS[pick(SAYS.len())]),
                1 => write!(text, "{who} said that {a} {does} {b}. "),
                2 => write!(
                    text,
                    "On {} March 2023 {a} {does} {b}, in spite of {}. ",
                    1 + pick(28),
                    WHAT[pick(WHAT.len())]
                ),
                _ => write!(text, "Nobody in Westhaven knows whether {a} {does} {b}. "),
            };
        }
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
    text
}
