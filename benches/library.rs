//! Measures a large library: opening, searching, and adding an article.
//!
//! `cargo bench --bench library` makes 10,000 articles with 200,000 quotes; `-- --quick` a tenth of that.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::unwrap_used, reason = "a bench")]

use std::time::{Duration, Instant};

use pullquote::library::db::{Library, Query};
use pullquote::nlp::{Annotations, Attribution, QuoteKind};
use pullquote::text::{Article, Span};

/// Quotes in one article.
const QUOTES: usize = 20;

/// A random generator with the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    /// Returns a word; low numbers are much more frequent than high ones, as in prose.
    fn word(&mut self) -> String {
        let n = self.below(20_000);
        let n = n * n / 20_000 * self.below(20_000) / 20_000;
        let syllables = ["ba", "con", "di", "fer", "gu", "lor", "mi", "nat", "pé", "ru", "sta", "ver"];
        let mut word = String::new();
        let mut left = n + 12;
        while left > 0 {
            word.push_str(syllables[left % 12]);
            left /= 12;
        }
        word
    }
}

/// Generates an article of about 700 words with its quotes.
fn article(random: &mut Random, n: usize) -> (Article, Annotations) {
    let mut text = String::new();
    let mut attributions = Vec::new();
    for quote in 0..QUOTES {
        let start = text.len();
        text.push('“');
        for _ in 0..18 {
            text.push_str(&random.word());
            text.push(' ');
        }
        text.push_str(",”");
        let content = Span::new(start, text.len());
        let speaker = format!("{} {}", random.word(), random.word());
        attributions.push(Attribution {
            id: format!("q{quote}"),
            kind: QuoteKind::Direct,
            content: vec![content],
            source: Vec::new(),
            cue: Vec::new(),
            speaker: Some(speaker.clone()),
            entity: None,
            addressee: None,
            confidence: 0.9,
            evidence: None,
            revised: false,
        });
        text.push_str(&format!(" said {speaker}. "));
        for _ in 0..15 {
            text.push_str(&random.word());
            text.push(' ');
        }
        text.push_str(".\n\n");
    }
    let article = Article::new(format!("https://example.org/{n}"), text, Vec::new());
    let annotations = Annotations { model: "m".into(), attributions, complete: true, ..Annotations::default() };
    (Article { title: Some(format!("Number {n}")), ..article }, annotations)
}

/// Prints the median, the 95th percentile and the maximum.
fn show(what: &str, mut times: Vec<Duration>, goal: u64) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
    println!(
        "{what:<28} median {:8.2} ms   p95 {:8.2} ms   longest {:8.2} ms   (goal {goal} ms)",
        at(50),
        at(95),
        at(100)
    );
}

fn main() {
    let quick = std::env::args().any(|arg| arg == "--quick");
    let articles = if quick { 1_000 } else { 10_000 };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut library, _) = Library::open(&path);
    let mut adding = Vec::with_capacity(articles);
    for n in 0..articles {
        let (article, annotations) = article(&mut random, n);
        let start = Instant::now();
        library.put_annotations(&article, &annotations).unwrap();
        adding.push(start.elapsed());
    }
    drop(library);
    let size = std::fs::metadata(&path).unwrap().len() >> 20;
    println!("{articles} articles, {} quotes, {size} MiB", articles * QUOTES);
    show("add an article (all)", adding.clone(), 20);
    show("add an article (last tenth)", adding.split_off(articles * 9 / 10), 20);
    let mut opening = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let (library, problem) = Library::open(&path);
        library.articles().unwrap().truncate(1);
        opening.push(start.elapsed());
        assert!(problem.is_none());
    }
    show("open and list", opening, 100);
    let mut opening = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let (library, _) = Library::open(&path);
        library.list_articles().unwrap().truncate(1);
        opening.push(start.elapsed());
    }
    show("open and show the library", opening, 100);
    let (mut library, _) = Library::open(&path);
    // Typical words, and the worst case: a word of every article.
    let worst = "bacon";
    let random_words = |random: &mut Random, n: usize| (0..n).map(|_| random.word()).collect::<Vec<_>>().join(" ");
    let ask = |what: &str, typed: &mut dyn FnMut() -> String| {
        let mut times = Vec::new();
        for _ in 0..100 {
            let query = Query::typed(&typed(), 100);
            let start = Instant::now();
            let _ = library.search(&query).unwrap();
            times.push(start.elapsed());
        }
        show(&format!("search: {what}"), times, 50);
    };
    ask("one word", &mut || random_words(&mut random, 1) + " ");
    ask("three words", &mut || random_words(&mut random, 3) + " ");
    ask("the beginning of a word", &mut || random_words(&mut random, 1).chars().take(3).collect());
    ask("a speaker", &mut || format!("by:{}", random.word()));
    ask("a word, a speaker", &mut || format!("{} by:{}", random.word(), random.word()));
    ask("the commonest word", &mut || format!("{worst} "));
    ask("its beginning", &mut || "bac".to_owned());
    ask("the two commonest", &mut || format!("{worst} concon "));
    ask("the commonest, direct", &mut || format!("{worst} kind:direct "));
    ask("the commonest, since", &mut || format!("{worst} since:2020 "));
    ask("the commonest speaker", &mut || "by:con".to_owned());
    ask("all direct quotes", &mut || "kind:direct".to_owned());
    let mut times = Vec::new();
    for n in 0..100 {
        let (article, annotations) = article(&mut random, articles + n);
        let quote = annotations.attributions[n % QUOTES].content[0].of(&article.text).to_owned();
        let start = Instant::now();
        let _ = library.alike(Some(&article.id), &quote, 5).unwrap();
        times.push(start.elapsed());
    }
    show("the same quote elsewhere", times, 50);
    let start = Instant::now();
    library.index_missing().unwrap();
    show("nothing left to index", vec![start.elapsed()], 50);
    let start = Instant::now();
    Library::back_up(&path).unwrap();
    show("backup (in the background)", vec![start.elapsed()], 60_000);
}
