//! Reads feeds: RSS, Atom and JSON Feed.
//!
//! A feed holds several articles. As a whole, each entry stands under its own heading, with as much text as the feed
//! has; the table of contents lists them. Each entry is also an article by itself, with its own title, author, date,
//! address and people.

mod lenient;
mod model;
mod strict;

use std::path::Path;

use url::Url;

use crate::ingest::concat::Draft;
use crate::ingest::decode::{self, Decoded};
use crate::ingest::formats::feed::model::{Entry, Feed, Link, Words};
use crate::ingest::formats::{html, plain};
use crate::ingest::rendered::Rendered;
use crate::ingest::xml::{self, Node, Trouble};
use crate::ingest::{Hints, IngestError};
use crate::text::{Block, BlockKind, Inline, InlineStyle, one_line};

/// Maximum number of entries that are shown.
const MAX_ENTRIES: usize = 2_000;
/// An entry with fewer characters counts as a summary.
const SHORT: usize = 500;

/// Reads a feed: as a whole, or the entry that the hints name.
pub(in crate::ingest) fn read(name: &str, bytes: Vec<u8>, hints: &Hints<'_>) -> Result<Draft, IngestError> {
    let damaged = |reason: String| IngestError::Damaged { name: name.to_owned(), kind: "a feed", reason };
    let Decoded { text, notices } = decode::decode_xml(bytes, hints.content_type);
    let text = without_preface(text.trim_start());
    if is_outline(text) {
        return outline(text).map_err(damaged);
    }
    let mut feed = parse(text, hints.base).map_err(damaged)?;
    feed.notices.splice(0..0, notices);
    if feed.entries.is_empty() {
        return Err(damaged("it has no entries".to_owned()));
    }
    let Some(wanted) = hints.entry else { return Ok(whole(&feed)) };
    let Some(entry) = wanted.checked_sub(1).and_then(|at| feed.entries.get(at)) else {
        let reason = format!("has no entry {wanted}: there are {}, counted from 1", feed.entries.len());
        return Err(IngestError::NoEntry { name: name.to_owned(), reason });
    };
    Ok(single(&feed, entry))
}

/// A feed that the reader follows: its title, and its entries, each with whether the feed has only a part of the text.
pub(in crate::ingest) type Followed = (Option<String>, Vec<(Draft, bool)>);

/// Reads the entries of a feed. A feed may be empty.
pub(in crate::ingest) fn entries(name: &str, bytes: Vec<u8>, hints: &Hints<'_>) -> Result<Followed, IngestError> {
    let damaged = |reason: String| IngestError::Damaged { name: name.to_owned(), kind: "a feed", reason };
    let text = decode::decode_xml(bytes, hints.content_type).text;
    let text = without_preface(text.trim_start());
    if is_outline(text) {
        return Err(damaged("it is a list of feeds (OPML): use pullquote follow import".to_owned()));
    }
    let feed = parse(text, hints.base).map_err(damaged)?;
    let is_part = |entry: &Entry| link(entry).is_some() && body(entry).text.chars().count() < SHORT;
    let entries = feed.entries.iter().take(MAX_ENTRIES).map(|entry| {
        let mut draft = single(&feed, entry);
        draft.notices.clear();
        (draft, is_part(entry))
    });
    Ok((feed.title.as_ref().map(words).filter(|title| !title.is_empty()), entries.collect()))
}

/// Returns the feeds of a list of feeds (OPML): the title and the address of each.
pub(in crate::ingest) fn listed(name: &str, bytes: Vec<u8>) -> Result<Vec<(Option<String>, String)>, IngestError> {
    let damaged = |reason: String| IngestError::Damaged { name: name.to_owned(), kind: "a list of feeds", reason };
    let text = decode::decode_xml(bytes, None).text;
    let text = without_preface(text.trim_start());
    if !is_outline(text) {
        return Err(damaged("it is not OPML".to_owned()));
    }
    let mut feeds = Vec::new();
    xml::walk(text, |node| {
        if let Node::Open("outline", attributes) = node {
            let address = one_line(attributes.get("xmlurl"));
            let title = ["title", "text"].iter().map(|name| one_line(attributes.get(name))).find(|t| !t.is_empty());
            if !address.is_empty() {
                feeds.push((title, address));
            }
        }
    })
    .map_err(|trouble| damaged(String::from(trouble)))?;
    if feeds.is_empty() {
        return Err(damaged("it lists no feeds".to_owned()));
    }
    Ok(feeds)
}

fn parse(text: &str, base: Option<&str>) -> Result<Feed, String> {
    if text.starts_with('{') {
        return strict::parse(text, base);
    }
    if let Err(Trouble::Attack(reason)) = xml::walk(text, |_| {}) {
        return Err(reason);
    }
    let found = lenient::parse(text);
    let mut feed = match strict::parse(text, base) {
        Ok(feed) if feed.entries.len() >= found.entries.len() => {
            let whole = Feed { notices: Vec::new(), ..found };
            filled(feed, whole)
        }
        Err(reason) if found.entries.is_empty() => return Err(reason),
        _ => {
            let mut feed = found;
            let count = feed.entries.len();
            let s = if count == 1 { "entry" } else { "entries" };
            feed.notices.insert(0, format!("the feed is damaged: {count} {s} could be read, and words may be missing"));
            feed
        }
    };
    complete(&mut feed, base);
    Ok(feed)
}

/// Adds malformed content that the strict parser dropped, if both parsers found the same number of entries.
fn filled(mut feed: Feed, found: Feed) -> Feed {
    if feed.entries.len() != found.entries.len() {
        return feed;
    }
    let letters = |entry: &Entry| body(entry).text.chars().filter(|c| c.is_alphanumeric()).count();
    for (entry, other) in feed.entries.iter_mut().zip(found.entries) {
        let was_encoded = |words: &Option<Words>| words.as_ref().is_some_and(|words| words.is_decoded);
        if letters(&other) > letters(entry) || was_encoded(&other.content) || was_encoded(&other.summary) {
            (entry.content, entry.summary) = (other.content, other.summary);
        }
        let title = |entry: &Entry| entry.title.as_ref().is_some_and(|title| !title.text.trim().is_empty());
        if !title(entry) || was_encoded(&other.title) {
            entry.title = other.title;
        }
        if entry.authors.is_empty() {
            entry.authors = other.authors;
        }
        if entry.links.is_empty() {
            entry.links = other.links;
        }
    }
    feed
}

/// Resolves relative addresses against that of the feed, or of its site.
fn complete(feed: &mut Feed, base: Option<&str>) {
    let absolute = |links: &[Link], rel: Option<&str>| {
        links
            .iter()
            .filter(|l| l.rel.as_deref().unwrap_or("alternate") == rel.unwrap_or("alternate"))
            .find_map(|l| Url::parse(l.href.trim()).ok())
    };
    let base = base.and_then(|base| Url::parse(base).ok());
    let Some(base) = base.or_else(|| absolute(&feed.links, None)).or_else(|| absolute(&feed.links, Some("self")))
    else {
        return;
    };
    for link in feed.entries.iter_mut().flat_map(|entry| &mut entry.links) {
        if let Ok(whole) = base.join(link.href.trim()) {
            link.href = whole.into();
        }
    }
}

/// Returns the feed without text before it, such as a program's warning.
fn without_preface(text: &str) -> &str {
    if text.starts_with(['<', '{']) {
        return text;
    }
    xml::FEED_ROOTS.iter().filter_map(|root| text.find(root)).min().and_then(|at| text.get(at..)).unwrap_or(text)
}

/// Returns whether this is OPML, a list of feeds.
fn is_outline(text: &str) -> bool {
    xml::root(text).as_deref() == Some("opml")
}

/// Reads a list of feeds, as feed readers export it: the name of each is a link to it.
fn outline(text: &str) -> Result<Draft, String> {
    let mut out = Draft::default();
    let (mut level, mut in_title, mut title) = (0u8, false, String::new());
    xml::walk(text, |node| match node {
        Node::Open("outline", attributes) => {
            level = level.saturating_add(1);
            let get = |names: &[&str]| {
                let value = names.iter().map(|name| attributes.get(name)).find(|value| !value.is_empty());
                value.map(one_line)
            };
            let target =
                get(&["xmlurl", "url", "htmlurl"]).filter(|to| crate::ingest::address(Path::new(to)).is_some());
            let Some(name) = get(&["title", "text"]).or_else(|| target.clone()) else { return };
            let start = out.joined.push_block(&name, |span| match target {
                Some(to) => Block {
                    kind: BlockKind::ListItem { marker: "•".to_owned() },
                    list_depth: 1,
                    inlines: vec![Inline { span, style: InlineStyle::Link(to) }],
                    ..Block::paragraph(span)
                },
                None => Block { kind: BlockKind::Heading(level.clamp(1, 5) + 1), ..Block::paragraph(span) },
            });
            out.joined.enter(&name, level, start);
        }
        Node::Close("outline") => level = level.saturating_sub(1),
        Node::Open("title", _) => in_title = true,
        Node::Close("title") => in_title = false,
        Node::Text(words) if in_title && title.len() < 400 => title.push_str(words),
        _ => {}
    })
    .map_err(String::from)?;
    if out.joined.blocks.is_empty() {
        return Err("it lists no feeds".to_owned());
    }
    let title = one_line(&title);
    out.title = Some(title).filter(|title| !title.is_empty());
    out.notices.push("this is a list of feeds: each name is a link to one".to_owned());
    Ok(out)
}

/// Returns all entries, each under its heading.
fn whole(feed: &Feed) -> Draft {
    let mut out = Draft {
        title: feed.title.as_ref().map(words),
        byline: names(&feed.authors),
        language: feed.language.clone(),
        notices: feed.notices.clone(),
        ..Draft::default()
    };
    if feed.entries.len() > 1 {
        out.parts = feed.entries.iter().take(MAX_ENTRIES).map(|entry| single(feed, entry)).collect();
    }
    for entry in feed.entries.iter().take(MAX_ENTRIES) {
        let (title, date, body) = (title(entry), entry.date.clone(), body(entry));
        let day = date.clone().filter(|_| heading(entry, &body).is_some());
        let about: Vec<String> = [day, names(&entry.authors), link(entry)].into_iter().flatten().collect();
        let heading = heading(entry, &body).or_else(|| date.clone()).unwrap_or_else(|| "untitled".to_owned());
        let start = out.joined.push_entry(&heading, link(entry), &about.join(" · "), body);
        let named = date.map_or(title.clone(), |date| format!("{title} · {date}"));
        out.joined.enter(&named, 1, start);
    }
    if let Some(more) = feed.entries.len().checked_sub(MAX_ENTRIES).filter(|more| *more > 0) {
        out.notices.push(format!("the last {more} entries are not shown"));
    }
    out
}

/// Returns one entry as an article.
fn single(feed: &Feed, entry: &Entry) -> Draft {
    let (title, link) = (title(entry), link(entry));
    let mut out = Draft {
        title: Some(title.clone()),
        byline: names(&entry.authors).or_else(|| names(&feed.authors)),
        date: entry.date.clone(),
        site: feed.title.as_ref().map(words).filter(|site| !site.is_empty()),
        url: link.clone().filter(|link| crate::ingest::address(Path::new(link)).is_some()),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        ..Draft::default()
    };
    let body = body(entry);
    let Some(heading) = heading(entry, &body) else {
        out.joined.push(body);
        return out;
    };
    if link.is_some() && body.text.chars().count() < SHORT {
        out.notices
            .push("the feed holds only this part of the article; its headline is a link to the article".to_owned());
    }
    // The article may begin with its own headline.
    let begins = body
        .blocks
        .first()
        .is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)) && b.span.of(&body.text).trim() == heading);
    if !begins || !out.notices.is_empty() {
        out.joined.push_block(&heading, |span| {
            let inlines = link.map(|to| Inline { span, style: InlineStyle::Link(to) }).into_iter().collect();
            Block { kind: BlockKind::Heading(1), inlines, ..Block::paragraph(span) }
        });
    }
    out.joined.push(body);
    out
}

/// Returns the full text of an entry if the feed has it, else the summary.
fn body(entry: &Entry) -> Rendered {
    let base = link(entry).or_else(|| entry.base.clone());
    let render = |words: &Words| render(&words.text, &words.kind, base.as_deref());
    let content = entry.content.as_ref().map(render).filter(|rendered| !rendered.text.is_empty());
    content.or_else(|| entry.summary.as_ref().map(render)).unwrap_or_default()
}

/// Renders the text of an entry. Many feeds declare HTML as plain text.
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

/// Returns a text in one line, without markup.
fn words(text: &Words) -> String {
    let content = &text.text;
    let is_html = text.kind.contains("html") || looks_like_html(content);
    let words = if is_html { html::render(content, None).text } else { content.clone() };
    one_line(&words)
}

fn title(entry: &Entry) -> String {
    let title = own_title(entry).or_else(|| beginning(&body(entry).text)).or_else(|| link(entry));
    title.unwrap_or_else(|| "untitled".to_owned())
}

fn own_title(entry: &Entry) -> Option<String> {
    entry.title.as_ref().map(words).filter(|title| !title.is_empty())
}

/// Returns the heading of an entry; `None` without a title, because the first words of the entry would then be
/// repeated.
fn heading(entry: &Entry, body: &Rendered) -> Option<String> {
    own_title(entry).or_else(|| body.text.trim().is_empty().then(|| title(entry)))
}

/// Returns the first words of a text without a title, such as a short post.
fn beginning(text: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let line = text.lines().find(|line| !line.trim().is_empty())?.trim();
    let words = one_line(line);
    let Some((end, _)) = words.char_indices().nth(LONGEST) else { return Some(words) };
    let head = words.get(..end).unwrap_or(&words);
    Some(format!("{}…", head.rsplit_once(' ').map_or(head, |(head, _)| head)))
}

fn link(entry: &Entry) -> Option<String> {
    let links = &entry.links;
    let own = links.iter().find(|link| matches!(link.rel.as_deref(), None | Some("alternate")));
    own.or_else(|| links.first()).map(|link| link.href.trim().to_owned()).filter(|href| !href.is_empty())
}

fn names(people: &[String]) -> Option<String> {
    (!people.is_empty()).then(|| people.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::concat::Joined;
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
