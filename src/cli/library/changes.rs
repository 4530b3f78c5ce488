//! Runs `pullquote library changes`: prints the differences between two versions of an article.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::output::{Failure, complain, say};
use crate::cli::search::Printed;
use crate::library::db::{Library, StoreError};
use crate::library::notes::{Difference, Quoted, edits, lines};
use crate::nlp::{self, Engine};
use crate::reader::overlays::card::changes::{name, section};
use crate::reader::overlays::card::{signed, words_of_parts};
use crate::text::{Article, ArticleId, Block, CharMap, Span, printable_line};

/// Maximum number of removed or added words that are printed.
const MOST: usize = 400;

/// The versions to compare.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Wanted {
    pub(in crate::cli) article: String,
    pub(in crate::cli) from: Option<String>,
    pub(in crate::cli) to: Option<String>,
    pub(in crate::cli) format: Printed,
}

/// Prints the differences.
pub(in crate::cli) fn run(wanted: &Wanted, path: &Path) -> Result<(), Failure> {
    let (library, problem) = Library::open_read_only(path);
    if let Some(problem) = problem {
        complain(&problem.to_string());
    }
    let wrong = |reason: String| Failure::from(StoreError::Other { path: path.to_owned(), reason });
    let found = library.resolve(&wanted.article)?;
    // Of several versions, the one read last.
    let mut entries = library.articles()?;
    entries.retain(|entry| found.contains(&entry.id));
    let missing =
        || wrong(format!("no article matches {}; to list all articles, run: pullquote library list", wanted.article));
    let last = entries.first().map(|entry| entry.id.clone()).ok_or_else(missing)?;
    let newest = library.kept(&last)?.ok_or_else(missing)?;
    let mut versions = vec![last.clone()];
    versions.extend(library.editions(&newest)?.into_iter().map(|edition| edition.id));
    let named = |start: &str| {
        let found = versions.iter().find(|id| start.len() >= 4 && id.0.starts_with(start)).cloned();
        found.ok_or_else(|| {
            let all = versions.iter().map(|id| id.0.get(..10).unwrap_or_default()).collect::<Vec<_>>().join(", ");
            wrong(format!("no version of this article has an id that begins with {start}; its versions are {all}"))
        })
    };
    let to = wanted.to.as_deref().map_or(Ok(last), named)?;
    let from = match &wanted.from {
        Some(start) => named(start)?,
        None => {
            let at = versions.iter().position(|id| *id == to).unwrap_or_default();
            let only = || wrong("it holds only one version of this article, so there is nothing to compare".to_owned());
            versions.get(at + 1).cloned().ok_or_else(only)?
        }
    };
    let mut new = library.kept(&to)?.ok_or_else(missing)?;
    if new.blocks.is_empty() {
        new.blocks = lines(&new.text).into_iter().map(Block::paragraph).collect();
    }
    // For a version that was never fully annotated, the rules find most quotes quickly.
    let by_rules = |article: &Article| nlp::annotate(article, &Engine::rules());
    let said = library.reviewed_of_any(&new, by_rules)?;
    let (old, changes) = library.compare(&from, &new, &said, by_rules)?.ok_or_else(missing)?;
    match wanted.format {
        Printed::Text => say(&text(&old, &new, &changes, (&from, &to))),
        Printed::Json => {
            let all: Vec<Value> = changes.iter().map(|change| object(&old, &new.text, change)).collect();
            let all = json!({"from": from, "to": to, "title": new.title, "changes": all});
            say(&(crate::cli::output::harmless_json(&all, true)? + "\n"))
        }
        Printed::Jsonl => changes.iter().try_for_each(|change| {
            say(&(crate::cli::output::harmless_json(&object(&old, &new.text, change), false)? + "\n"))
        }),
    }
}

fn text(old: &str, new: &Article, changes: &[Difference], (from, to): (&ArticleId, &ArticleId)) -> String {
    let short = |id: &ArticleId| id.0.get(..10).unwrap_or_default().to_owned();
    let title = new.title.as_deref().unwrap_or("untitled");
    let mut out = format!("{}\n", printable_line(&format!("{title} · {} → {}", short(from), short(to))));
    if changes.is_empty() {
        out.push_str("only white space has changed\n");
    }
    let differing = |was: &str, is: &str| words_of_parts(&signed(edits(was, is), MOST));
    let mut heading = "";
    for change in changes {
        if section(change) != heading {
            heading = section(change);
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(out, "\n{heading}");
        }
        let (who, what) = match change {
            Difference::Quote { was, is } => (name(is), differing(&was.words, &is.words)),
            Difference::Speaker { was, is } => (format!("[−{}] [+{}]", name(was), name(is)), is.words.clone()),
            Difference::QuoteGone { was, .. } => (name(was), differing(&was.words, "")),
            Difference::QuoteNew(is) => (name(is), differing("", &is.words)),
            Difference::Title { was, is } => (String::new(), differing(was, is)),
            Difference::Altered { was, is } => (String::new(), differing(was.of(old), is.of(&new.text))),
            Difference::Moved(is) => ("moved".to_owned(), is.of(&new.text).to_owned()),
            Difference::Gone { was, .. } => (String::new(), differing(was.of(old), "")),
            Difference::New(is) => (String::new(), differing("", is.of(&new.text))),
        };
        let who = if who.is_empty() { who } else { format!("{who}: ") };
        let _ = writeln!(out, "  {}", printable_line(&format!("{who}{what}")));
    }
    out
}

fn object(old: &str, new: &str, change: &Difference) -> Value {
    // Offsets in the output are code points.
    let chars = |text: &str, span: Span| {
        let map = CharMap::new(text);
        json!([map.char_of(span.start), map.char_of(span.end)])
    };
    let said = |text: &str, quoted: &Quoted| json!({"words": quoted.words, "speaker": quoted.speaker, "kind": quoted.kind, "span": chars(text, quoted.span)});
    let words = |text: &str, span: Span| json!({"words": span.of(text), "span": chars(text, span)});
    let (kind, was, is) = match change {
        Difference::Quote { was, is } => ("quote-altered", said(old, was), said(new, is)),
        Difference::Speaker { was, is } => ("speaker", said(old, was), said(new, is)),
        Difference::QuoteGone { was, .. } => ("quote-gone", said(old, was), Value::Null),
        Difference::QuoteNew(is) => ("quote-new", Value::Null, said(new, is)),
        Difference::Title { was, is } => ("title", json!({"words": was}), json!({"words": is})),
        Difference::Altered { was, is } => ("altered", words(old, *was), words(new, *is)),
        Difference::Moved(is) => ("moved", Value::Null, words(new, *is)),
        Difference::Gone { was, .. } => ("gone", words(old, *was), Value::Null),
        Difference::New(is) => ("new", Value::Null, words(new, *is)),
    };
    json!({"change": kind, "was": was, "is": is})
}
