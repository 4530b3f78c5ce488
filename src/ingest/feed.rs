//! Feeds: RSS, Atom and JSON Feed.
//!
//! A feed is several articles in one: each entry stands under a heading of its own, with as much of it as the feed has,
//! and the table of contents is where one is picked. Each is an article by itself, too: with its own title, author, date
//! and address, and people of its own.

use std::path::Path;

use feed_rs::model::{Entry, Feed, Text};

use super::joined::Joined;
use super::rendered::Rendered;
use super::xml::{self, Trouble};
use super::{IngestError, guard, html, plain};
use crate::text::{Block, BlockKind, Inline, InlineStyle};

/// More entries than this are not shown.
const MAX_ENTRIES: usize = 2_000;
/// An entry with fewer characters is a summary.
const SHORT: usize = 500;

/// A feed, or one entry of it, read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) joined: Joined,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) date: Option<String>,
    pub(super) site: Option<String>,
    pub(super) url: Option<String>,
    pub(super) notices: Vec<String>,
    /// Of several, each by itself.
    pub(super) parts: Vec<Read>,
}

/// Reads a feed; `entry` is the number of the only one to read, from 1. `base` is where the feed came from.
pub(super) fn read(name: &str, bytes: Vec<u8>, base: Option<&str>, entry: Option<usize>) -> Result<Read, IngestError> {
    let damaged = |reason: String| IngestError::Damaged { name: name.to_owned(), kind: "a feed", reason };
    let feed = parse(bytes, base).map_err(damaged)?;
    if feed.entries.is_empty() {
        return Err(damaged("it has no entries".to_owned()));
    }
    let Some(wanted) = entry else { return Ok(whole(&feed)) };
    let Some(entry) = wanted.checked_sub(1).and_then(|at| feed.entries.get(at)) else {
        let reason = format!("has no entry {wanted}: there are {}, counted from 1", feed.entries.len());
        return Err(IngestError::NoEntry { name: name.to_owned(), reason });
    };
    Ok(single(&feed, entry))
}

fn parse(bytes: Vec<u8>, base: Option<&str>) -> Result<Feed, String> {
    let text = xml::decode(bytes);
    let text = text.trim_start();
    if !text.starts_with('{')
        && let Err(Trouble::Attack(reason)) = xml::walk(text, |_| {})
    {
        return Err(reason);
    }
    // What the declaration says about the encoding is no longer true.
    let text = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(text, |(_, rest)| rest),
        None => text,
    };
    let parse = || feed_rs::parser::Builder::new().base_uri(base).build().parse(text.trim_start().as_bytes());
    match guard::quietly(parse) {
        Some(Ok(feed)) => Ok(feed),
        Some(Err(error)) => Err(error.to_string().lines().next().unwrap_or("it cannot be parsed").to_owned()),
        None => Err("it cannot be parsed".to_owned()),
    }
}

/// All entries, each under its heading.
fn whole(feed: &Feed) -> Read {
    let mut out = Read { title: feed.title.as_ref().map(words), byline: names(&feed.authors), ..Read::default() };
    if feed.entries.len() > 1 {
        out.parts = feed.entries.iter().take(MAX_ENTRIES).map(|entry| single(feed, entry)).collect();
    }
    for entry in feed.entries.iter().take(MAX_ENTRIES) {
        let title = title(entry);
        let start = out.joined.push_block(&title, |span| {
            let link = link(entry).map(|to| Inline { span, style: InlineStyle::Link(to) });
            let inlines = link.into_iter().collect();
            Block { kind: BlockKind::Heading(2), inlines, ..Block::paragraph(span) }
        });
        let date = date(entry);
        let about: Vec<String> = [date.clone(), names(&entry.authors), link(entry)].into_iter().flatten().collect();
        if !about.is_empty() {
            // Said about the entry, not in it: nobody is quoted here.
            out.joined.push_block(&about.join(" · "), |span| Block {
                kind: BlockKind::Preformatted,
                ..Block::paragraph(span)
            });
        }
        let mut body = body(entry);
        for block in &mut body.blocks {
            if let BlockKind::Heading(level) = &mut block.kind {
                *level = level.saturating_add(2).min(6);
            }
        }
        out.joined.push(body);
        let named = date.map_or(title.clone(), |date| format!("{title} · {date}"));
        out.joined.enter(&named, 1, start);
    }
    if let Some(more) = feed.entries.len().checked_sub(MAX_ENTRIES).filter(|more| *more > 0) {
        out.notices.push(format!("the last {more} entries are not shown"));
    }
    out
}

/// One entry by itself.
fn single(feed: &Feed, entry: &Entry) -> Read {
    let (title, link) = (title(entry), link(entry));
    let mut out = Read {
        title: Some(title.clone()),
        byline: names(&entry.authors).or_else(|| names(&feed.authors)),
        date: date(entry),
        site: feed.title.as_ref().map(words).filter(|site| !site.is_empty()),
        url: link.clone().filter(|link| super::address(Path::new(link)).is_some()),
        ..Read::default()
    };
    let body = body(entry);
    if link.is_some() && body.text.chars().count() < SHORT {
        out.notices.push("the feed has no more of this article; its headline leads to it".to_owned());
    }
    // The article may begin with its own headline.
    let begins = body
        .blocks
        .first()
        .is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)) && b.span.of(&body.text).trim() == title);
    if !begins || !out.notices.is_empty() {
        out.joined.push_block(&title, |span| {
            let inlines = link.map(|to| Inline { span, style: InlineStyle::Link(to) }).into_iter().collect();
            Block { kind: BlockKind::Heading(1), inlines, ..Block::paragraph(span) }
        });
    }
    out.joined.push(body);
    out
}

/// The whole text of an entry where the feed has it, else the summary.
fn body(entry: &Entry) -> Rendered {
    let base = link(entry).or_else(|| entry.base.clone());
    let content = entry.content.as_ref().and_then(|content| {
        let body = content.body.as_deref().filter(|body| !body.trim().is_empty())?;
        Some(render(body, content.content_type.subty().as_str(), base.as_deref()))
    });
    content.filter(|rendered| !rendered.text.is_empty()).unwrap_or_else(|| {
        let summary = entry.summary.as_ref();
        summary
            .map(|text| render(&text.content, text.content_type.subty().as_str(), base.as_deref()))
            .unwrap_or_default()
    })
}

/// Many feeds call their HTML plain text.
fn render(text: &str, kind: &str, base: Option<&str>) -> Rendered {
    if kind.contains("html") || kind.contains("xml") || looks_like_html(text) {
        return html::render(text, base);
    }
    let plain::Unwrapped { text, blocks } = plain::unwrap(text);
    Rendered { text, blocks, ..Rendered::default() }
}

fn looks_like_html(text: &str) -> bool {
    ["<p>", "<p ", "</", "<br", "<img ", "&lt;", "&amp;", "&#"].iter().any(|sign| text.contains(sign))
}

/// A text in one line, its markup taken away.
fn words(text: &Text) -> String {
    let content = &text.content;
    let is_html = text.content_type.subty().as_str().contains("html") || looks_like_html(content);
    let words = if is_html { html::render(content, None).text } else { content.clone() };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn title(entry: &Entry) -> String {
    let title = entry.title.as_ref().map(words).filter(|title| !title.is_empty());
    title.or_else(|| link(entry)).unwrap_or_else(|| "untitled".to_owned())
}

fn link(entry: &Entry) -> Option<String> {
    let links = &entry.links;
    let own = links.iter().find(|link| matches!(link.rel.as_deref(), None | Some("alternate")));
    own.or_else(|| links.first()).map(|link| link.href.trim().to_owned()).filter(|href| !href.is_empty())
}

fn date(entry: &Entry) -> Option<String> {
    entry.published.or(entry.updated).and_then(|time| super::meta::date(&time.to_rfc3339()))
}

fn names(people: &[feed_rs::model::Person]) -> Option<String> {
    let names: Vec<&str> =
        people.iter().filter_map(|p| p.name.as_deref()).map(str::trim).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn html_is_seen_where_it_is_called_text() {
        assert!(looks_like_html("A &amp; B") && looks_like_html("<p>x") && !looks_like_html("a < b, b > c & d"));
    }

    #[test]
    fn spans_are_those_of_the_joined_text() {
        let mut joined = Joined::default();
        joined.push_block("one", Block::paragraph);
        let at = joined.push_block("two", Block::paragraph);
        assert_eq!((at, joined.text.as_str(), joined.blocks[1].span), (5, "one\n\ntwo", Span::new(5, 8)));
    }
}
