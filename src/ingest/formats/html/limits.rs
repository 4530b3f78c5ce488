//! Limits the input of the HTML parser.
//!
//! A parser that follows the HTML standard needs time quadratic in the nesting depth and in the attributes of one
//! tag. No normal page reaches the limits here; a malicious page may nest a hundred thousand elements. A first pass
//! over the source tracks the open elements, roughly as the parser will, and drops tags beyond the limits. Their text
//! stays.

use std::borrow::Cow;

use dom_query::{Document, NodeRef};

/// Maximum nesting depth of elements, …
const MAX_DEPTH: usize = 256;
/// … and of formatting elements: the parser reopens all of these in every paragraph.
const MAX_FORMATTING: usize = 24;
/// Formatting that is never closed is opened again in every block; after so many elements that this makes, it is closed, and
/// no more of it is taken.
const MAX_REOPENED: usize = 20_000;
/// Tags after this many are left out.
const MAX_TAGS: usize = 1_000_000;
/// Maximum number of attributes of a tag.
const MAX_ATTRIBUTES: usize = 400;
/// Maximum number of bytes; the rest is dropped.
const MAX_BYTES: usize = 32 << 20;

/// Parses a page within the limits.
pub(super) fn parse(html: &str) -> Document {
    let mut end = html.len().min(MAX_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let html = html.get(..end).unwrap_or_default();
    let document = Document::from(bounded(html, MAX_DEPTH).as_ref());
    if depth(&document.root()) <= MAX_DEPTH * 3 {
        return document;
    }
    // The parser nests in ways that were not foreseen here: nothing but paragraphs, then.
    Document::from(bounded(html, 0).as_ref())
}

/// Returns the nesting depth under `root`.
fn depth(root: &NodeRef<'_>) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    walk(root, |_, entered| {
        depth = if entered { depth + 1 } else { depth - 1 };
        deepest = deepest.max(depth);
        true
    });
    deepest
}

/// Calls `visit` for every node under `root` (but not for `root`): with `true` on entering and `false` on leaving. If
/// it returns `false` on entering, the node is skipped. Needs no recursion.
pub(super) fn walk<'a>(root: &NodeRef<'a>, mut visit: impl FnMut(&NodeRef<'a>, bool) -> bool) {
    let Some(mut node) = root.first_child() else { return };
    loop {
        if visit(&node, true) {
            if let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            visit(&node, false);
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) if parent.id != root.id => {
                    visit(&parent, false);
                    node = parent;
                }
                _ => return,
            }
        }
    }
}

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];
/// Elements that a start tag of the same kind closes.
const SIBLINGS: &[&str] =
    &["li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "rt", "rp"];
/// Elements that limit the search for such an element.
const SCOPES: &[&str] = &["table", "ul", "ol", "dl", "select", "ruby"];
/// Inline elements: their end tags close nothing outside the block.
const INLINE: &[&str] = &[
    "abbr", "acronym", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "label", "mark", "q", "samp", "span",
    "sub", "sup", "time", "var",
];

/// Returns the source without tags that are nested too deep. Borrowed if there are none.
fn bounded(html: &str, max_depth: usize) -> Cow<'_, str> {
    let mut kept = String::new();
    // Up to where the source is in `kept`, or is to come.
    let mut from = 0;
    let mut open: Vec<String> = Vec::new();
    let mut tags = 0;
    let mut reopened = 0;
    let mut at = 0;
    // In XHTML, and only there, `<a id="x"/>` is a whole element.
    let is_xml = html.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with("<?xml");
    while let Some(tag) = next_tag(html, at) {
        at = tag.end;
        tags += 1;
        if is_xml && tag.closes_itself && !tag.is_end && !VOID.contains(&tag.name.as_str()) {
            if tags <= MAX_TAGS && tag.attributes <= MAX_ATTRIBUTES && open.len() < max_depth {
                kept.push_str(html.get(from..tag.end).unwrap_or_default());
                kept.extend(["</", &tag.name, ">"]);
            } else {
                kept.push_str(html.get(from..tag.start).unwrap_or_default());
            }
            from = tag.end;
            continue;
        }
        let drop = if tags > MAX_TAGS || tag.attributes > MAX_ATTRIBUTES {
            true
        } else if tag.is_end && (tag.name != "p" || open.iter().any(|name| name == "p")) {
            close(&mut open, &tag.name);
            false
        } else if tag.is_end {
            // The parser makes a paragraph of an end tag without a beginning, and opens the formatting again in it.
            reopened += open.iter().filter(|name| FORMATTING.contains(&name.as_str())).count();
            reopened > MAX_REOPENED
        } else {
            let foreign = || open.iter().any(|name| matches!(name.as_str(), "svg" | "math"));
            if RAW.contains(&tag.name.as_str()) && !foreign() {
                at = end_of_raw(html, tag.end, &tag.name);
                false
            } else if reopened > MAX_REOPENED && FORMATTING.contains(&tag.name.as_str()) {
                true
            } else {
                let drop = starts_too_deep(&mut open, &tag, max_depth);
                let name = tag.name.as_str();
                if !FORMATTING.contains(&name) && !INLINE.contains(&name) && !VOID.contains(&name) {
                    let is_formatting = |name: &String| FORMATTING.contains(&name.as_str());
                    let formatting = open.iter().filter(|name| is_formatting(name)).count();
                    let was = reopened;
                    reopened += formatting;
                    if was <= MAX_REOPENED && reopened > MAX_REOPENED {
                        kept.push_str(html.get(from..tag.start).unwrap_or_default());
                        from = tag.start;
                        // Each may be open more than once.
                        for name in open.iter().rev().filter(|name| is_formatting(name)) {
                            kept.extend(["</", name, ">"]);
                        }
                        open.retain(|name| !is_formatting(name));
                    }
                }
                drop
            }
        };
        if drop {
            kept.push_str(html.get(from..tag.start).unwrap_or_default());
            from = tag.end;
        }
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

/// Opens an element. Returns true if it is too deep.
fn starts_too_deep(open: &mut Vec<String>, tag: &Tag, max_depth: usize) -> bool {
    let name = tag.name.as_str();
    if VOID.contains(&name) {
        return false;
    }
    let formatting = FORMATTING.contains(&name);
    if formatting {
        if open.iter().filter(|o| FORMATTING.contains(&o.as_str())).count() >= MAX_FORMATTING.min(max_depth) {
            return true;
        }
    } else if SIBLINGS.contains(&name) {
        let scope = open.iter().rposition(|o| SCOPES.contains(&o.as_str())).map_or(0, |at| at + 1);
        if let Some(at) = open.iter().skip(scope).position(|o| o == name) {
            open.truncate(scope + at);
        }
    } else if !INLINE.contains(&name) {
        // A block ends an open paragraph.
        let scope = open.iter().rposition(|o| matches!(o.as_str(), "table" | "td" | "th" | "caption" | "button"));
        let scope = scope.map_or(0, |at| at + 1);
        if let Some(at) = open.iter().skip(scope).position(|o| o == "p") {
            // Formatting outlives the paragraph: the parser opens it again.
            let outlives: Vec<String> = open.drain(scope + at..).filter(|o| FORMATTING.contains(&o.as_str())).collect();
            open.extend(outlives);
        }
    }
    if open.len() >= max_depth && !(max_depth == 0 && name == "p") {
        return true;
    }
    if !(tag.closes_itself && open.iter().any(|o| matches!(o.as_str(), "svg" | "math"))) && max_depth > 0 {
        open.push(tag.name.clone());
    }
    false
}

/// Closes an element as its end tag does.
fn close(open: &mut Vec<String>, name: &str) {
    let Some(at) = open.iter().rposition(|o| o == name) else { return };
    if FORMATTING.contains(&name) {
        open.remove(at);
    } else if INLINE.contains(&name) {
        let is_block = |o: &String| !INLINE.contains(&o.as_str()) && !FORMATTING.contains(&o.as_str());
        if !open.iter().skip(at + 1).any(is_block) {
            open.truncate(at);
        }
    } else {
        // Formatting outlives its block: the parser opens it again behind it.
        let outlives: Vec<String> = open.drain(at..).skip(1).filter(|o| FORMATTING.contains(&o.as_str())).collect();
        open.extend(outlives);
    }
}

/// A tag in the source.
struct Tag {
    start: usize,
    end: usize,
    /// Its name, in lower case.
    name: String,
    is_end: bool,
    closes_itself: bool,
    attributes: usize,
}

/// Returns the first complete tag from `at` on.
fn next_tag(html: &str, mut at: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    loop {
        at += memchr::memchr(b'<', bytes.get(at..)?)?;
        let rest = bytes.get(at + 1..)?;
        match rest {
            [b'!', b'-', b'-', ..] => {
                // `<!-->` and `<!--->` are whole comments.
                let body = bytes.get(at + 4..)?;
                if body.starts_with(b">") || body.starts_with(b"->") {
                    at += 5;
                } else {
                    let dashes = memchr::memmem::find(body, b"-->").map(|end| end + 3);
                    let bang = memchr::memmem::find(body.get(..dashes.unwrap_or(body.len()))?, b"--!>").map(|e| e + 4);
                    at += 4 + bang.or(dashes)?;
                }
            }
            [b'!' | b'?', ..] => at += 1 + memchr::memchr(b'>', rest)?,
            [b'/', c, ..] if c.is_ascii_alphabetic() => return whole_tag(html, at, at + 2, true),
            [b'/', ..] => at += 1 + memchr::memchr(b'>', rest)?,
            [c, ..] if c.is_ascii_alphabetic() => return whole_tag(html, at, at + 1, false),
            _ => at += 1,
        }
    }
}

/// Parses the tag whose name begins at `name`. An unterminated tag is ignored.
fn whole_tag(html: &str, start: usize, name: usize, is_end: bool) -> Option<Tag> {
    let rest = html.as_bytes().get(name..)?;
    let length = rest.iter().position(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>'))?;
    let mut tag = Tag {
        start,
        end: start,
        name: html.get(name..name + length)?.to_ascii_lowercase(),
        is_end,
        closes_itself: false,
        attributes: 0,
    };
    let mut at = length;
    // Between attributes, in a name (n), after one (N), before a value (=), in one without quotes (v).
    let mut state = b' ';
    loop {
        let b = *rest.get(at)?;
        match (state, b) {
            (_, b'>') => {
                tag.closes_itself = at > 0 && rest.get(at - 1) == Some(&b'/');
                tag.end = name + at + 1;
                return Some(tag);
            }
            (b'=', b'"' | b'\'') => {
                at += 1 + memchr::memchr(b, rest.get(at + 1..)?)?;
                state = b' ';
            }
            (b'=', b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => {}
            (b'n' | b'N', b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => state = b'N',
            (_, b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => state = b' ',
            (b'n' | b'N', b'=') => state = b'=',
            (b'=' | b'v', _) => state = b'v',
            (_, b'/') => state = b' ',
            (b'n', _) => {}
            _ => {
                tag.attributes += 1;
                state = b'n';
            }
        }
        at += 1;
    }
}

/// Returns the position of the end tag of an element whose content is not markup.
fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memmem::find(rest, b"</")) {
        at += found;
        let follows = bytes.get(at + 2..at + 2 + name.len());
        if follows.is_some_and(|f| f.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_that_is_never_closed_makes_no_millions_of_elements() {
        let page: String = (0..40_000).map(|n| format!("<p><b><i><u><font color=\"{n}\">word {n} ")).collect();
        let bounded = bounded(&page, MAX_DEPTH);
        assert!(bounded.matches("<b>").count() < 20_000 && bounded.contains("word 39999"));
        let document = Document::from(bounded.as_ref());
        let mut elements = 0;
        walk(&document.root(), |_, entering| {
            elements += usize::from(entering);
            true
        });
        assert!(elements < 400_000, "{elements}");
        assert!(document.text().contains("word 39999"));
        // The end of a paragraph that never began.
        let page: String = (0..40_000).map(|n| format!("<b>word {n}</p>")).collect();
        let mut elements = 0;
        walk(&parse(&page).root(), |_, entering| {
            elements += usize::from(entering);
            true
        });
        assert!(elements < 200_000, "{elements}");
        // What is misnested here and there keeps its formatting.
        let few = "<p><b>one<p>two</b> <i>three</i>".repeat(100);
        assert_eq!(super::bounded(&few, MAX_DEPTH), few);
    }

    #[test]
    fn ordinary_pages_are_left_alone() {
        let page = "<!doctype html><title>a < b</title><!-- <div> --><script>if (a<b) {}</script>".to_owned()
            + &"<ul><li>x<li>y<p>z<p>z</ul><table><tr><td>a<td>b</table><a href='x>y' title=\"<\">t</a><br>"
                .repeat(900);
        assert!(matches!(bounded(&page, MAX_DEPTH), Cow::Borrowed(same) if same == page));
    }

    #[test]
    fn whatever_nests_ends_up_flat() {
        for unit in [
            "<div>",
            "<b>",
            "<b id=1><i>",
            "<span></div>",
            "<p><b>",
            "<p><font color=1>",
            "<ul><li>",
            "<li><section>",
            "<blockquote><p>",
            "<table><tr><td>",
            "<table><div>",
            "<svg><title><div>",
            "<a><div>",
            "<button>",
            "<select><option>",
            "<svg><g>",
            "<math><mi>",
            "<template><div>",
            "<x-y/>",
            "<DIV\n>",
            "<div a=\">\">",
            "<noscript>",
            "<form>",
            "<object>",
            "<ruby><rt>",
            "<dl><dd>",
            "<b></p>",
            "<nobr>",
            "<frameset>",
            "<svg><style><p>",
            "<table><b>",
            "<math><annotation-xml><div>",
            "<body><p>",
        ] {
            let source = format!("{}words", unit.repeat(100_000 / unit.len()));
            let document = parse(&source);
            assert!(depth(&document.root()) <= MAX_DEPTH * 3, "{unit}");
            assert!(
                document.text().contains("words") || unit.contains("template") || unit.contains("frameset"),
                "{unit}"
            );
        }
    }

    #[test]
    fn a_tag_of_attributes_alone_is_left_out() {
        let many: String = (0..200_000).map(|i| format!("a{i} ")).collect();
        assert_eq!(parse(&format!("a<div {many}>b")).text().trim(), "ab");
        assert_eq!(
            next_tag("<a b = c d='e f' g=h/i j />", 0).map(|t| (t.attributes, t.closes_itself)),
            Some((4, true))
        );
    }
}
