//! A minimal XML parser for books and feeds. It drops namespaces, tolerates many errors, and never fetches
//! anything or expands declared entities.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The beginnings of feeds.
pub(super) const FEED_ROOTS: [&str; 4] = ["<?xml", "<rss", "<feed", "<rdf:RDF"];

/// Maximum nesting depth of elements.
const MAX_DEPTH: usize = 256;

/// A node of a document, in order.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// A start tag: its name without a namespace, in lower case.
    Open(&'a str, &'a Attributes),
    /// An end tag.
    Close(&'a str),
    /// Text.
    Text(&'a str),
}

/// The attributes of an element, without namespaces.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// Returns the value of an attribute; `""` if it is missing.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Returns whether a list of words in an attribute holds this one.
    #[cfg_attr(not(feature = "epub"), allow(dead_code, reason = "only for EPUB"))]
    pub(super) fn has(&self, name: &str, word: &str) -> bool {
        self.get(name).split_whitespace().any(|w| w == word)
    }
}

/// An error in a document, as the end of a sentence.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The document is an attack.
    Attack(String),
    /// The document is not well-formed.
    Broken(String),
}

impl From<Trouble> for String {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Attack(reason) | Trouble::Broken(reason) => reason,
        }
    }
}

/// Visits the nodes of a document.
pub(super) fn walk(text: &str, mut visit: impl FnMut(Node<'_>)) -> Result<(), Trouble> {
    if expands(text) {
        let reason = "it defines nested entities, as in a denial-of-service attack";
        return Err(Trouble::Attack(reason.to_owned()));
    }
    let text = with_ampersands(text);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut depth = 0usize;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let reason = format!("its XML is broken at byte {}: {error}", reader.error_position());
                return Err(Trouble::Broken(reason));
            }
        };
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let reason = format!("its XML is nested more than {MAX_DEPTH} elements deep");
                    return Err(Trouble::Attack(reason));
                }
                open(&tag, &mut visit);
            }
            Event::Empty(tag) => {
                open(&tag, &mut visit);
                visit(Node::Close(&local(tag.name().0)));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(&local(tag.name().0)));
            }
            Event::Text(words) => visit(Node::Text(&words.xml10_content())),
            Event::CData(words) => visit(Node::Text(&words.xml10_content())),
            Event::GeneralRef(entity) => {
                let word = match entity.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => entity_word(&entity.into_inner()),
                };
                visit(Node::Text(&word));
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Escapes every `&` that does not begin an entity.
fn with_ampersands(text: &str) -> Cow<'_, str> {
    let begins_entity = |rest: &str| {
        let name = rest.bytes().take(33).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        name > 0 && rest.as_bytes().get(name) == Some(&b';')
    };
    let mut out = String::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['&', '<'])).map(|at| from + at) {
        let rest = text.get(at..).unwrap_or_default();
        from = at + 1;
        if rest.starts_with("<![CDATA[") {
            from = rest.find("]]>").map_or(text.len(), |end| at + end);
        } else if rest.starts_with('&') && !rest.get(1..).is_some_and(begins_entity) {
            out.push_str(text.get(done..at).unwrap_or_default());
            out.push_str("&amp;");
            done = at + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

fn open(tag: &BytesStart<'_>, visit: &mut impl FnMut(Node<'_>)) {
    let mut attributes = Attributes::default();
    for attribute in tag.html_attributes().with_checks(false).flatten().take(64) {
        let value = match quick_xml::escape::unescape(&attribute.value) {
            Ok(value) => value.into_owned(),
            Err(_) => attribute.value.into_owned(),
        };
        attributes.0.push((local(attribute.key.0), value));
    }
    visit(Node::Open(&local(tag.name().0), &attributes));
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// Returns the character of a named entity; an unknown one stays as written.
pub(super) fn entity_word(name: &str) -> String {
    let c = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "ndash" => "–",
        "mdash" => "—",
        "hellip" => "…",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        other => return format!("&{other};"),
    };
    c.to_owned()
}

/// Returns whether a document defines nested entities ("a billion laughs").
pub(super) fn expands(text: &str) -> bool {
    let head = declarations(text);
    head.split("<!ENTITY").skip(1).any(|declared| {
        let value = declared.split('>').next().unwrap_or_default();
        value.split('&').skip(1).any(|reference| !reference.starts_with('#')) || value.contains('%')
    })
}

/// Returns the part before the first element.
fn declarations(text: &str) -> &str {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('<')) {
        let next = text.as_bytes().get(from + at + 1).copied().unwrap_or(b' ');
        if next.is_ascii_alphabetic() {
            return text.get(..from + at).unwrap_or(text);
        }
        from += at + 1;
    }
    text
}

/// Returns a document without its declarations, which the HTML renderer does not need.
#[cfg_attr(not(feature = "epub"), allow(dead_code, reason = "only for EPUB"))]
pub(super) fn without_declarations(text: &str) -> &str {
    text.get(declarations(text).len()..).unwrap_or(text)
}

/// Returns the name of the first element of XML or HTML, in lower case, after comments, declarations and processing
/// instructions. `<!doctype html>` counts as an element.
pub(super) fn root(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    for _ in 0..64 {
        let after = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.find("-->").and_then(|at| comment.get(at + 3..))
        } else if rest.starts_with("<?") {
            rest.find("?>").and_then(|at| rest.get(at + 2..))
        } else if let Some(tag) = rest.strip_prefix('<') {
            let name: String =
                tag.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '!' | ':' | '-')).collect();
            let name = name.to_ascii_lowercase();
            if name != "!doctype" {
                return (!name.is_empty()).then_some(name);
            }
            let kind: String = tag.chars().skip(8).skip_while(|c| c.is_whitespace()).take(5).collect();
            if kind.to_ascii_lowercase().trim_end_matches('>') == "html"
                || kind.to_ascii_lowercase().starts_with("html")
            {
                return Some("!doctype html".to_owned());
            }
            // An internal subset may hold more declarations.
            match (tag.find('['), tag.find('>')) {
                (Some(open), Some(close)) if open < close => {
                    tag.find("]>").or_else(|| tag.find("] >")).and_then(|at| tag.get(at + 2..))
                }
                (_, close) => close.and_then(|at| tag.get(at + 1..)),
            }
        } else {
            None
        };
        rest = after?.trim_start_matches('>').trim_start();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, String> {
        let mut out = String::new();
        walk(text, |node| match node {
            Node::Open(name, attributes) => {
                out.push_str(&format!("<{name} {}>", attributes.get("href")));
            }
            Node::Close(name) => out.push_str(&format!("</{name}>")),
            Node::Text(words) => out.push_str(words),
        })
        .map(|()| out)
        .map_err(String::from)
    }

    #[test]
    fn namespaces_and_entities() {
        assert_eq!(
            shown("<?xml version='1.0'?><dc:Title opf:href='a&amp;b'>A &amp; B&#8217;s <x/></dc:Title>").unwrap(),
            "<title a&b>A & B’s <x ></x></title>"
        );
        assert_eq!(shown("<a>&unknown;</b></c>").unwrap(), "<a >&unknown;</b></c>");
        assert!(shown("<a href='x").is_err());
    }

    #[test]
    fn laughs_and_depths_are_refused() {
        let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><l>&b;</l>";
        assert!(shown(laughs).unwrap_err().contains("entities"));
        assert!(shown("<!DOCTYPE l [<!ENTITY a \"&#104;\">]><l>&a;</l>").is_ok());
        assert!(!expands("<p><!ENTITY b '&a;'></p>"), "only before the first element");
        assert!(shown(&"<a>".repeat(100_000)).unwrap_err().contains("nested"));
        assert_eq!(without_declarations("<?xml?><!DOCTYPE html [<!ENTITY a 'b'>]>\n<html>"), "<html>");
    }
}
