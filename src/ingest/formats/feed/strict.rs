//! Parses well-formed feeds with `feed-rs`.

use crate::ingest::formats::feed::model::{Entry, Feed, Link, Words};
use crate::ingest::{guard, metadata};

/// Parses a feed, or returns the reason why this is impossible.
pub(super) fn parse(text: &str, base: Option<&str>) -> Result<Feed, String> {
    // What the declaration says about the encoding is no longer true.
    let text = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(text, |(_, rest)| rest),
        None => text,
    };
    let parse = || feed_rs::parser::Builder::new().base_uri(base).build().parse(text.trim_start().as_bytes());
    match guard::quietly(parse) {
        Some(Ok(feed)) => Ok(of(feed)),
        Some(Err(error)) => {
            let line = error.to_string().lines().next().unwrap_or("it cannot be parsed").to_owned();
            Err(line.chars().take(200).collect())
        }
        None => Err("it cannot be parsed".to_owned()),
    }
}

fn of(feed: feed_rs::model::Feed) -> Feed {
    Feed {
        title: feed.title.map(words),
        links: links(feed.links),
        authors: people(&feed.authors),
        entries: feed.entries.into_iter().map(entry).collect(),
        language: feed.language.as_deref().and_then(metadata::language),
        notices: Vec::new(),
    }
}

fn entry(entry: feed_rs::model::Entry) -> Entry {
    Entry {
        title: entry.title.map(words),
        links: links(entry.links),
        base: entry.base,
        content: entry.content.and_then(|content| {
            let kind = content.content_type.subty().as_str().to_owned();
            Some(Words { text: content.body?, kind, is_decoded: false })
        }),
        summary: entry.summary.map(words),
        other_title: None,
        other_summary: None,
        authors: people(&entry.authors),
        language: entry.language.as_deref().and_then(metadata::language),
        date: entry.published.or(entry.updated).and_then(|time| metadata::date(&time.to_rfc3339())),
    }
}

fn words(text: feed_rs::model::Text) -> Words {
    Words { kind: text.content_type.subty().as_str().to_owned(), text: text.content, is_decoded: false }
}

fn links(links: Vec<feed_rs::model::Link>) -> Vec<Link> {
    links.into_iter().map(|link| Link { href: link.href, rel: link.rel }).collect()
}

fn people(people: &[feed_rs::model::Person]) -> Vec<String> {
    let names = people.iter().filter_map(|person| person.name.as_deref());
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
