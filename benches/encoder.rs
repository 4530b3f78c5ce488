//! Measures the time of annotation: `cargo bench --bench encoder`, with `-- --quick` for fewer runs and shorter
//! texts.
//!
//! Measures one article on one core, the first partial result, and many articles on all cores. Then measures the time
//! per word, and the memory, as a text grows to the length of a long book. Texts are varied sentences with ever new names.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark")]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pullquote::ingest;
use pullquote::nlp;
use pullquote::nlp::Engine;
use pullquote::text::Article;
use rayon::prelude::*;

fn main() {
    let quick = std::env::args().any(|a| a == "--quick");
    let engine = Engine::new();
    let article = article(1_000, 0);
    let begin = Instant::now();
    let found = nlp::annotate(&article, &engine);
    row("1,000 words, weights not yet loaded", begin.elapsed());
    assert!(!found.attributions.is_empty(), "the text has quotes in it");
    let runs = if quick { 5 } else { 25 };
    row("1,000 words, one core", best(runs, || drop(nlp::annotate(&article, &engine))));
    for name in Engine::instructions() {
        let engine = Engine::new().with_instructions(name).expect("instructions of this processor");
        row(&format!("… with {name}"), best(runs.min(5), || drop(nlp::annotate(&article, &engine))));
    }
    row("1,000 words, the rules alone", best(runs, || drop(nlp::annotate(&article, &Engine::rules()))));
    for words in [1_000, 50_000] {
        let article = self::article(words, 1);
        let first = best(runs, || {
            let _ = nlp::annotate_from(&article, &engine, article.text.len() / 2, &mut |_| ControlFlow::Break(()));
        });
        row(&format!("first piece, in the middle of {} words", thousands(words)), first);
    }

    let articles: Vec<Article> = (0..if quick { 24 } else { 96 }).map(|n| self::article(1_000, n)).collect();
    let begin = Instant::now();
    articles.par_iter().for_each(|a| drop(nlp::annotate(a, &engine)));
    let speed = (articles.len() * 1_000) as f64 / begin.elapsed().as_secs_f64();
    println!(
        "{:<52}{:>10}",
        format!("words a second, {} cores", rayon::current_num_threads()),
        thousands(speed as usize)
    );
    drop(articles);

    println!(
        "\n{:>10}  {:>12}  {:>12}  {:>12}  {:>14}  {:>12}",
        "words", "encoder, s", "µs a word", "rules, s", "µs a word", "peak, MB"
    );
    let sizes: &[usize] = if quick { &[1_000, 10_000, 50_000] } else { &[1_000, 5_000, 20_000, 100_000, 600_000] };
    for &words in sizes {
        let article = self::article(words, 7);
        let whole = |engine: &Engine| {
            let begin = Instant::now();
            drop(nlp::annotate(&article, engine));
            begin.elapsed().as_secs_f64()
        };
        let (rules, encoder) = (whole(&Engine::rules()), whole(&engine));
        let each = |seconds: f64| seconds * 1e6 / words as f64;
        println!(
            "{:>10}  {encoder:>12.2}  {:>12.1}  {rules:>12.2}  {:>14.1}  {:>12}",
            thousands(words),
            each(encoder),
            each(rules),
            peak().map_or("?".to_owned(), |p| p.to_string())
        );
    }
}

/// Generates an article of about this many words: paragraphs of speech and report about changing people.
fn article(words: usize, seed: usize) -> Article {
    const GIVEN: &[&str] =
        &["Ana", "Peter", "Ingrid", "Marcus", "Helen", "Tomas", "Rosa", "Omar", "Lucia", "Viktor", "Amara"];
    const FIRST: &[&str] = &["Bran", "Lind", "Vog", "Oka", "Hal", "Ster", "Mar", "Quin", "Ros", "Thal", "Wen", "Kor"];
    const LAST: &[&str] = &["dt", "gren", "elmann", "for", "den", "nik", "wick", "tova", "bury", "sson", "ley", "ardo"];
    const TOWN: &[&str] = &["Harlow", "Tresk", "Old Quay", "Vessen", "Marl", "Kettering", "Ostby", "Dunmore"];
    let mut state = seed as u64 + 1;
    let mut pick = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut text = String::with_capacity(words * 6);
    let mut count = 0;
    while count < words {
        let surname = format!("{}{}", FIRST[pick(FIRST.len())], LAST[pick(LAST.len())]);
        let (given, town, n) = (GIVEN[pick(GIVEN.len())], TOWN[pick(TOWN.len())], pick(900) + 2);
        let begin = text.len();
        let paragraph = match pick(6) {
            0 => format!(
                "“We counted {n} boats before noon,” said {given} {surname}, the harbour master of {town}. “Nobody had asked us to, and nobody thanked us.”"
            ),
            1 => format!(
                "{given} {surname} told reporters in {town} that the bridge would be closed for {n} days. She added that “no lorry” would be let through before the inspectors had seen it."
            ),
            2 => format!(
                "According to the {surname} Institute, {n} people have left {town} since the mill was shut; the mayor denies it."
            ),
            3 => format!(
                "The road from {town} runs along the river for {n} miles. In winter it is under water, and the farmers go by boat, as their fathers did."
            ),
            4 => format!(
                "{surname} has promised to pay the {n} dollars. He said he would do so “in person and in coins,” which the court in {town} has accepted."
            ),
            _ => format!(
                "“Is it true?” asked {given}. “All of it,” {surname} replied, and she wrote {n} letters that night to the council of {town}."
            ),
        };
        let _ = write!(text, "{paragraph}\n\n");
        count += text.get(begin..).map_or(0, |t| t.split_whitespace().count());
    }
    ingest::from_plain("bench", text)
}

/// Returns the shortest time of several runs, the least disturbed one.
fn best(runs: usize, mut work: impl FnMut()) -> Duration {
    (0..runs)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn row(what: &str, time: Duration) {
    println!("{what:<52}{:>10.1} ms", time.as_secs_f64() * 1e3);
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns the peak memory of this process in MB (Linux).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
