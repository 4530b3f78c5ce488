//! A lenient parser for malformed feeds: a bare `&`, `<3`, unescaped HTML, or a truncated file. Only the names of the
//! feed's own elements must be right; the parser returns every entry that it finds.
//!
//! ```text
//! <item><title>Salt & rye</title><description>One<br>line <3</description></item>
//!   │      └── a field ──┘        └── a field, with markup of its own ──┘    │
//!   └───────────────────────────── an entry ─────────────────────────────────┘
//! ```

use std::collections::HashSet;

use mail_parser::decoders::base64::base64_decode;

use crate::ingest::formats::feed::model::{Entry, Feed, Link, Words};
use crate::ingest::metadata;

/// A token of markup.
enum Piece<'a> {
    Text(&'a str),
    /// The content of a CDATA section.
    Verbatim(&'a str),
    Open {
        name: &'a str,
        attributes: &'a str,
        is_empty: bool,
        raw: &'a str,
    },
    Close {
        name: &'a str,
    },
}

/// The purpose of a field in an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Title,
    Link,
    Summary,
    Content,
    Author,
    Published,
    Updated,
    /// A title or summary of another vocabulary (`media:title`, `itunes:summary`), for entries without one of their own.
    OtherTitle,
    OtherSummary,
}

/// A field during parsing.
struct Reading {
    field: Field,
    /// The name of its element, with the prefix.
    name: String,
    kind: String,
    /// Whether it says that its text is encoded in Base64.
    is_base64: bool,
    /// Its text, with entities resolved.
    plain: String,
    /// Its text, including the markup inside.
    markup: String,
    /// Whether it has elements inside.
    is_marked_up: bool,
    depth: usize,
}

/// Parses the entries and metadata of a feed, as far as possible.
pub(super) fn parse(text: &str) -> Feed {
    let mut feed = Feed::default();
    let mut entry: Option<Entry> = None;
    let mut reading: Option<Reading> = None;
    let foreign = foreign_prefixes(text);
    let mut rest = text;
    while let Some((piece, after)) = next(rest) {
        rest = after;
        if let Some(field) = &mut reading {
            let ends_entry = match &piece {
                Piece::Close { name } => is_entry(name),
                Piece::Open { name, is_empty: false, .. } => is_entry(name) && field.field != Field::Content,
                _ => false,
            };
            if !ends_entry && !field.take(&piece) {
                continue;
            }
            if let Some(field) = reading.take() {
                field.finish(&mut feed, entry.as_mut());
            }
            if !ends_entry {
                continue;
            }
        }
        match piece {
            Piece::Open { name, .. } if is_entry(name) => {
                feed.entries.extend(entry.replace(Entry::default()).and_then(completed));
            }
            Piece::Close { name } if is_entry(name) => feed.entries.extend(entry.take().and_then(completed)),
            Piece::Open { name, attributes, is_empty, .. } => {
                let Some(field) = field(name, foreign.contains(prefix(name).as_str())) else { continue };
                if field == Field::Link
                    && let Some(href) = attribute(attributes, "href")
                {
                    let link = Link { href, rel: attribute(attributes, "rel") };
                    entry.as_mut().map_or(&mut feed.links, |entry| &mut entry.links).push(link);
                    continue;
                }
                if !is_empty {
                    let kind = attribute(attributes, "type").unwrap_or_default().to_ascii_lowercase();
                    let mode = attribute(attributes, "mode").unwrap_or_default();
                    reading = Some(Reading {
                        field,
                        name: name.to_owned(),
                        is_base64: mode.eq_ignore_ascii_case("base64") || is_binary(&kind),
                        kind,
                        plain: String::new(),
                        markup: String::new(),
                        is_marked_up: false,
                        depth: 0,
                    });
                }
            }
            _ => {}
        }
    }
    let is_cut = entry.is_some() || reading.is_some();
    if let Some(field) = reading {
        field.finish(&mut feed, entry.as_mut());
    }
    feed.entries.extend(entry.and_then(completed));
    if is_cut {
        feed.notices.push("the feed is truncated: its last entry may be incomplete".to_owned());
    }
    feed
}

impl Reading {
    /// Adds a token. Returns whether it ends the field.
    fn take(&mut self, piece: &Piece<'_>) -> bool {
        match piece {
            Piece::Text(text) => {
                self.plain.push_str(&unescaped(text));
                self.markup.push_str(&text.replace('<', "&lt;").replace("&#0;", ""));
            }
            Piece::Verbatim(text) => {
                self.plain.push_str(text);
                self.markup.push_str(text);
            }
            Piece::Open { name, is_empty, raw, .. } => {
                if *name == self.name && !is_empty {
                    self.depth += 1;
                }
                // Who wrote it stands in elements of its own; a prefix means nothing to a page.
                if self.field == Field::Author && local(name) != "name" && local(name) != "email" {
                    return false;
                }
                self.is_marked_up = true;
                self.markup.push_str(&match name.split_once(':') {
                    Some((prefix, _)) => raw.replacen(&format!("{prefix}:"), "", 1),
                    None => (*raw).to_owned(),
                });
            }
            Piece::Close { name } if *name == self.name => match self.depth.checked_sub(1) {
                Some(depth) => self.depth = depth,
                None => return true,
            },
            Piece::Close { name } => {
                if self.field == Field::Author {
                    self.plain.push('\n');
                }
                self.markup.push_str(&format!("</{}>", local(name)));
            }
        }
        false
    }

    fn finish(self, feed: &mut Feed, entry: Option<&mut Entry>) {
        let kind = self.kind.rsplit('/').next().unwrap_or_default();
        let decoded = if self.is_base64 && !self.is_marked_up { decoded(&self.plain) } else { None };
        let is_decoded = decoded.is_some();
        let words = match decoded {
            Some(text) => Words { text, kind: "html".to_owned(), is_decoded },
            None if self.is_marked_up && self.field != Field::Author => {
                Words { text: self.markup, kind: "html".to_owned(), is_decoded }
            }
            None => Words { text: self.plain, kind: kind.to_owned(), is_decoded },
        };
        let plain = words.text.trim();
        if plain.is_empty() {
            return;
        }
        let Some(entry) = entry else {
            match self.field {
                Field::Title if feed.title.is_none() && feed.entries.is_empty() => feed.title = Some(words),
                Field::Link => feed.links.push(Link { href: plain.to_owned(), rel: None }),
                _ => {}
            }
            return;
        };
        let longer = |old: &Option<Words>| old.as_ref().is_none_or(|old| old.text.len() < words.text.len());
        match self.field {
            Field::Title if entry.title.is_none() => entry.title = Some(words),
            Field::OtherTitle if entry.other_title.is_none() => entry.other_title = Some(words),
            Field::OtherSummary if longer(&entry.other_summary) => entry.other_summary = Some(words),
            Field::Link => entry.links.push(Link { href: plain.to_owned(), rel: None }),
            Field::Summary if longer(&entry.summary) => entry.summary = Some(words),
            Field::Content if longer(&entry.content) => entry.content = Some(words),
            Field::Author => {
                // A name, or an address with the name in brackets.
                let line = plain.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
                let name = line.split_once('(').map_or(line, |(_, name)| name.trim_end_matches(')'));
                entry.authors.push(name.to_owned());
            }
            Field::Published => entry.date = date(plain).or(entry.date.take()),
            Field::Updated => entry.date = entry.date.take().or_else(|| date(plain)),
            _ => {}
        }
    }
}

fn date(words: &str) -> Option<String> {
    let mailed = || {
        let time = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(words).ok()?;
        Some(time.strftime("%Y-%m-%d").to_string())
    };
    metadata::date(words).or_else(mailed)
}

fn has_words(entry: &Entry) -> bool {
    entry.title.is_some() || entry.content.is_some() || entry.summary.is_some()
}

/// Gives an entry the words of other vocabularies where it has none of its own.
fn completed(mut entry: Entry) -> Option<Entry> {
    entry.title = entry.title.or_else(|| entry.other_title.take());
    if entry.content.is_none() {
        entry.summary = entry.summary.or_else(|| entry.other_summary.take());
    }
    Some(entry).filter(has_words)
}

/// Returns whether Atom wants content of this media type in Base64.
fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") && !kind.contains("html")
}

/// Decodes Base64; `None` if it is none, or no text.
fn decoded(words: &str) -> Option<String> {
    let encoded: String = words.split_whitespace().collect();
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    if !encoded.len().is_multiple_of(4) || !encoded.bytes().all(is_digit) {
        return None;
    }
    let text = String::from_utf8(base64_decode(encoded.as_bytes())?).ok()?;
    let is_text = !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    is_text.then_some(text)
}

fn is_entry(name: &str) -> bool {
    matches!(local(name).as_str(), "item" | "entry")
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

fn prefix(name: &str) -> String {
    name.split_once(':').map_or("", |(prefix, _)| prefix).to_ascii_lowercase()
}

/// Returns the prefixes that a feed declares for vocabularies of others, whose titles and descriptions are not the entry's.
fn foreign_prefixes(text: &str) -> HashSet<String> {
    const KNOWN: [&str; 9] = [
        "w3.org/2005/atom",
        "purl.org/atom",
        "purl.org/rss",
        "purl.org/net/rss",
        "purl.org/dc/",
        "w3.org/1999/xhtml",
        "netscape.com/rdf",
        "userland.com",
        "rssboard.org",
    ];
    // Declarations stand near the start.
    const HEAD: usize = 1 << 20;
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let declared = head.split("xmlns:").skip(1).filter_map(|rest| {
        let (prefix, rest) = rest.split_once('=')?;
        let rest = rest.trim_start();
        let value = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let (value, _) = value.or_else(|| rest.strip_prefix('\'')?.split_once('\''))?;
        Some((prefix.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    });
    let is_foreign = |value: &str| value.contains("://") && !KNOWN.iter().any(|known| value.contains(known));
    declared.filter(|(_, value)| is_foreign(value)).map(|(prefix, _)| prefix).collect()
}

/// Returns the field for an element name, if any. `is_foreign` says that its prefix is of another vocabulary.
fn field(name: &str, is_foreign: bool) -> Option<Field> {
    let prefix = prefix(name);
    if matches!(prefix.as_str(), "media" | "itunes" | "itms") || is_foreign {
        match local(name).as_str() {
            "title" => return Some(Field::OtherTitle),
            "description" | "summary" => return Some(Field::OtherSummary),
            "link" => return None,
            _ if !is_foreign => return None,
            _ => {}
        }
    }
    if matches!(prefix.as_str(), "slash" | "wfw" | "geo" | "georss" | "gd" | "yt") {
        return None;
    }
    Some(match local(name).as_str() {
        "title" => Field::Title,
        "link" => Field::Link,
        "description" | "summary" => Field::Summary,
        "content" | "encoded" | "body" | "fullitem" => Field::Content,
        "author" | "creator" => Field::Author,
        "pubdate" | "published" | "issued" | "date" => Field::Published,
        "updated" | "modified" | "created" => Field::Updated,
        _ => return None,
    })
}

/// Returns the first token of the rest, and the text after it.
fn next(rest: &str) -> Option<(Piece<'_>, &str)> {
    if rest.is_empty() {
        return None;
    }
    if let Some(piece) = tag(rest) {
        return Some(piece);
    }
    // Text up to the next thing that is markup; a `<` that begins none is text.
    let mut from = rest.chars().next().map_or(0, char::len_utf8);
    loop {
        let at = rest.get(from..)?.find('<').map_or(rest.len(), |at| from + at);
        let (text, after) = rest.split_at(at);
        if after.is_empty() || begins_markup(after) {
            return Some((Piece::Text(text), after));
        }
        from = at + 1;
    }
}

/// Returns whether this `<` begins a tag, a comment or the like.
fn begins_markup(rest: &str) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    let after = after.strip_prefix('/').unwrap_or(after);
    after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) && rest.contains('>')
}

/// Parses a tag, comment or section at the start; comments and instructions become empty text.
fn tag(rest: &str) -> Option<(Piece<'_>, &str)> {
    if !rest.starts_with('<') || !begins_markup(rest) {
        return None;
    }
    let until = |from: usize, end: &str| {
        let inside = rest.get(from..)?;
        Some(match inside.find(end) {
            Some(at) => (inside.get(..at)?, inside.get(at + end.len()..)?),
            None => (inside, ""),
        })
    };
    if rest.starts_with("<![CDATA[") {
        let (words, after) = until(9, "]]>")?;
        return Some((Piece::Verbatim(words), after));
    }
    for (begin, end) in [("<!--", "-->"), ("<?", "?>"), ("<!", ">")] {
        if rest.starts_with(begin) {
            return Some((Piece::Text(""), until(begin.len(), end)?.1));
        }
    }
    // A `>` in quotation marks is none, unless the marks are never closed.
    let mut quote = None;
    let quoted = rest.char_indices().find(|(_, c)| {
        match (*c, quote) {
            ('"' | '\'', None) => quote = Some(*c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        *c == '>' && quote.is_none()
    });
    let end = quoted.map(|(at, _)| at).or_else(|| rest.find('>'))?;
    let (raw, after) = (rest.get(..=end)?, rest.get(end + 1..)?);
    let inside = raw.get(1..raw.len() - 1)?;
    if let Some(name) = inside.strip_prefix('/') {
        return Some((Piece::Close { name: name.trim() }, after));
    }
    let is_empty = inside.ends_with('/');
    let inside = inside.trim_end_matches('/');
    let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    Some((Piece::Open { name, attributes, is_empty, raw }, after))
}

/// Returns the value of an attribute.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim().rsplit(char::is_whitespace).next().unwrap_or_default();
        let after = after.trim_start();
        let (value, next) = match after.chars().next()? {
            mark @ ('"' | '\'') => after.get(1..)?.split_once(mark)?,
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(unescaped(value));
        }
        rest = next;
    }
}

/// A named entity, by all names that HTML knows.
fn entity(name: &str) -> String {
    let known = crate::ingest::xml::entity_word(name);
    if known.starts_with('&') && known.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return dom_query::Document::fragment(format!("&{name};")).text().to_string();
    }
    known
}

/// Words with their entities resolved; what is none stays, and what no text holds goes.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let end = rest.char_indices().take(34).find(|(_, c)| *c == ';').map(|(at, _)| at);
        let name = end.and_then(|end| rest.get(1..end)).filter(|name| !name.contains(char::is_whitespace));
        let number = name.and_then(|name| name.strip_prefix('#')).map(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
        match (number, name) {
            (Some(code), Some(name)) => {
                out.extend(code.and_then(char::from_u32).filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
                rest = rest.get(name.len() + 2..).unwrap_or_default();
            }
            (None, Some(name)) => {
                let word = entity(name);
                if word.starts_with('&') && word.len() > 1 {
                    out.push('&');
                    rest = rest.get(1..).unwrap_or_default();
                } else {
                    out.push_str(&word);
                    rest = rest.get(name.len() + 2..).unwrap_or_default();
                }
            }
            _ => {
                out.push('&');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries(text: &str) -> Vec<(String, String)> {
        let words = |words: Option<Words>| words.map(|words| words.text).unwrap_or_default();
        let pair = |entry: Entry| (words(entry.title), words(entry.content.or(entry.summary)));
        parse(text).entries.into_iter().map(pair).collect()
    }

    fn pair(title: &str, body: &str) -> (String, String) {
        (title.to_owned(), body.to_owned())
    }

    #[test]
    fn markup_that_is_wrong_costs_no_entry() {
        let text = "<rss><channel><title>Mill & Co</title><item><title>Salt & rye</title><link>https://example.org/?a=1&b=2</link>\
            <description>We <3 rye&#0;.<br>It is, said Una Drew.</description></item><item><title>Two</title>\
            <description>&lt;p&gt;Flour.&lt;/p&gt;";
        let feed = parse(text);
        assert_eq!(feed.title.as_ref().unwrap().text, "Mill & Co");
        assert_eq!(feed.entries[0].links[0].href, "https://example.org/?a=1&b=2");
        assert_eq!(feed.notices.len(), 1, "it is cut off");
        let expected = [pair("Salt & rye", "We &lt;3 rye.<br>It is, said Una Drew."), pair("Two", "<p>Flour.</p>")];
        assert_eq!(entries(text), expected);
    }

    #[test]
    fn entities_of_html_are_letters() {
        assert_eq!(
            unescaped("Caf&eacute; &copy; R&D &nosuch; &#233;&#x201c; &amp;eacute;"),
            "Café © R&D &nosuch; é“ &eacute;"
        );
    }

    /// After the test feeds of Simon Fell, in feedparser: `rss2.0noNSwithModulesLocalNameClash.xml`.
    #[test]
    fn descriptions_of_other_vocabularies_are_not_the_entrys() {
        let text = "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:a=\"http://www.w3.org/2005/Atom\" \
            xmlns:mill=\"http://example.org/mill/\"><item><mill:title>Kind 7</mill:title><dc:title>Rye</dc:title>\
            <mill:description>How the stone is dressed, at length.</mill:description><description>Flour.</description>\
            <mill:link>http://example.org/stone</mill:link></item>\
            <item><title>Oats</title><mill:description>Only this.</mill:description></item>\
            <item><a:title>Bran</a:title><a:summary>Cheap.</a:summary></item></rss>";
        assert_eq!(entries(text), [pair("Rye", "Flour."), pair("Oats", "Only this."), pair("Bran", "Cheap.")]);
        assert!(parse(text).entries[0].links.is_empty());
    }

    #[test]
    fn fields_are_known_by_other_names() {
        let text = "<item><dc:title>One</dc:title><media:title>Photo</media:title><description>Short.</description>\
            <x:body xmlns:x='h'><x:p>The whole.</x:p></x:body><dc:creator>Una Drew</dc:creator>\
            <pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>";
        let feed = parse(text);
        assert_eq!(entries(text), [pair("One", "<p>The whole.</p>")]);
        assert_eq!(
            (feed.entries[0].authors.as_slice(), feed.entries[0].date.as_deref()),
            (&["Una Drew".to_owned()][..], Some("2024-05-01"))
        );
        let text = "<feed><entry><title type=''>A</title><link rel='alternate' href='https://example.org/a'/><author><name>Ost</name>\
            <email>o@example.org</email></author><content mode='escaped'>&lt;b&gt;x&lt;/b&gt;</content></entry></feed>";
        let feed = parse(text);
        assert_eq!(entries(text), [pair("A", "<b>x</b>")]);
        assert_eq!(
            (feed.entries[0].authors.as_slice(), feed.entries[0].links[0].href.as_str()),
            (&["Ost".to_owned()][..], "https://example.org/a")
        );
    }

    #[test]
    fn encoded_words_are_decoded() {
        let text = "<entry><title mode='base64'>RXhhbXBsZSA8Yj5BdG9tPC9iPg==</title>\
            <content type='application/octet-stream'>\nUnllIGlz\nIHJpcGUu\n</content></entry>\
            <entry><title mode='base64'>Not so.</title><content type='x/y'>Rye</content></entry>";
        assert_eq!(entries(text), [pair("Example <b>Atom</b>", "Rye is ripe."), pair("Not so.", "Rye")]);
    }

    #[test]
    fn other_vocabularies_fill_gaps_only() {
        let text = "<item><media:title>Photo</media:title><itunes:summary>About it.</itunes:summary></item>\
            <item><title>One</title><itunes:summary>Much longer than the other.</itunes:summary>\
            <media:title>Photo</media:title><description>Short.</description></item>";
        assert_eq!(entries(text), [pair("Photo", "About it."), pair("One", "Short.")]);
    }

    proptest! {
        #[test]
        fn anything_ends(text in "(<|>|&|/|item|title|entry|!|\\[CDATA\\[|--|\"|=|é| ){0,60}") {
            parse(&text);
            parse(&format!("<item><title>{text}</title></item>"));
            unescaped(&text);
        }
    }
}
