//! The most frequent speakers and names over some articles.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::export::json::JsonQuoteKind;
use crate::export::quotes::QuoteSheet;
use crate::export::table;
use crate::export::table::TableKind;
use crate::nlp::{Annotations, EntityType};

/// A name with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopName {
    /// The name.
    pub name: String,
    /// Number of quotes or mentions.
    pub count: usize,
    /// Number of articles they stand in.
    pub articles: usize,
    /// Number of words said; 0 for names.
    pub words: usize,
}

/// Counts names: how often, how many words, in which articles.
#[derive(Default)]
struct Counts(HashMap<String, (usize, usize, HashSet<usize>)>);

impl Counts {
    fn add(&mut self, name: &str, words: usize, article: usize) {
        let entry = self.0.entry(name.to_owned()).or_default();
        entry.0 += 1;
        entry.1 += words;
        entry.2.insert(article);
    }

    /// The most frequent first; of equals the one with more words, then by name.
    fn sorted(self) -> Vec<TopName> {
        let one = |(name, (count, words, articles)): (String, (usize, usize, HashSet<usize>))| TopName {
            name,
            count,
            articles: articles.len(),
            words,
        };
        let mut all: Vec<TopName> = self.0.into_iter().map(one).collect();
        all.sort_by(|a, b| (b.count, b.words).cmp(&(a.count, a.words)).then_with(|| a.name.cmp(&b.name)));
        all
    }
}

/// Counts the quotes of each speaker.
#[must_use]
pub fn top_speakers(sheets: &[QuoteSheet]) -> Vec<TopName> {
    let mut counts = Counts::default();
    for (n, sheet) in sheets.iter().enumerate() {
        for quote in sheet.quotes.iter().filter(|quote| quote.kind != JsonQuoteKind::Stance) {
            if let Some(speaker) = &quote.speaker {
                counts.add(speaker, quote.words.split_whitespace().count(), n);
            }
        }
    }
    counts.sorted()
}

/// Counts the mentions of each person, body and place by name.
#[must_use]
pub fn top_names<'a>(articles: impl IntoIterator<Item = (&'a str, &'a Annotations)>) -> Vec<TopName> {
    let mut counts = Counts::default();
    for (n, (text, found)) in articles.into_iter().enumerate() {
        let is_name = |kind| !matches!(kind, EntityType::Date | EntityType::Quantity);
        for mention in found.mentions.iter().filter(|m| m.named && is_name(m.kind)) {
            let person = found.person(mention.entity).map(|person| person.name.as_str());
            counts.add(person.unwrap_or_else(|| mention.span.of(text)), 0, n);
        }
    }
    counts.sorted()
}

/// Returns the counts as a table.
#[must_use]
pub fn top_table(names: &[TopName], kind: TableKind) -> String {
    let row =
        |one: &TopName| vec![one.name.clone(), one.count.to_string(), one.articles.to_string(), one.words.to_string()];
    table::sheet(kind, &["name", "count", "articles", "words"], names.iter().map(row))
}
