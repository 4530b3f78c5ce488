//! Finds the body of the article in a page.
//!
//! Boilerplate is first removed from the tree ([`crate::ingest::formats::html::strip`]). The rest is rendered, and
//! the running text under each element is measured. The body is the element that the page itself marks as such, else
//! the innermost one with most of the text. Last, blocks that lead elsewhere are dropped
//! ([`crate::ingest::formats::html::sift`]).

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};
use unicode_width::UnicodeWidthChar as _;
use url::Url;

use crate::ingest::concat::Joined;
use crate::ingest::formats::html::limits::walk;
use crate::ingest::formats::html::metadata::Metadata;
use crate::ingest::formats::html::render;
use crate::ingest::formats::html::render::{Show, Sourced};
use crate::ingest::formats::html::sift::is_quoting;
use crate::ingest::formats::html::weigh::{seen, weight};
use crate::ingest::formats::html::{limits, sift, strip};
use crate::ingest::rendered::Rendered;

/// Returns the article of a page.
pub(super) fn article(html: &str, base: Option<&Url>, metadata: &Metadata, local: bool) -> Rendered {
    let show = Show { pictures: false, local };
    let (found, weight) = body(html, base, metadata, false, show);
    // A class name may have been misunderstood: then much is gone that was there before.
    let (gently, before) = body(html, base, metadata, true, show);
    let best = if weight * 2 < before { gently } else { found };
    // Some pages say in their structured data what their article is, and show only the beginning of it.
    if let Some(stated) = metadata.body.as_deref().map(|body| stated(body, base, show))
        && is_another(&stated.text, &best.text)
    {
        return stated;
    }
    if is_long(&best.text) {
        return best;
    }
    render::render(&limits::parse(html).root(), base, Show { pictures: true, ..show }).rendered
}

/// Whether a text is long enough for an article. Scripts without spaces have no words to count: two columns a character are as
/// much as a syllable.
fn is_long(text: &str) -> bool {
    let dense = text.chars().filter(|c| c.is_alphabetic() && c.width() == Some(2)).count();
    text.split_whitespace().count() + dense / 2 >= 20
}

/// Whether most of a stated text of some length is not in what was found.
fn is_another(stated: &str, found: &str) -> bool {
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let found = squeezed(found);
    let (mut all, mut missing) = (0, 0);
    for sentence in stated.split(['.', '!', '?', '\n']).map(squeezed).filter(|s| s.len() >= 20) {
        all += sentence.len();
        missing += if found.contains(&sentence) { 0 } else { sentence.len() };
    }
    all >= 600 && missing * 2 > all
}

/// Renders the article body from structured data: plain text by the rules, in practice often HTML, escaped or not.
fn stated(body: &str, base: Option<&Url>, show: Show) -> Rendered {
    let is_html = |text: &str| ["</p>", "<br", "</div>", "</a>"].iter().any(|tag| text.contains(tag));
    let html = if is_html(body) {
        body.to_owned()
    } else {
        let plain = limits::parse(body).text().to_string();
        if is_html(&plain) {
            plain
        } else {
            let escaped = plain.replace('&', "&amp;").replace('<', "&lt;");
            escaped.split(['\n', '\r']).map(|line| format!("<p>{line}</p>")).collect()
        }
    };
    render::render(&limits::parse(&html).root(), base, show).rendered
}

/// Returns the body of the article, and the amount of running text in it.
fn body(html: &str, base: Option<&Url>, metadata: &Metadata, gently: bool, show: Show) -> (Rendered, usize) {
    let document = limits::parse(html);
    let headed = headed(&document);
    strip::strip(&document, gently);
    let all = render::render(&document.root(), base, show);
    let mass = weigh(&document, &all);
    let found = match root(&document, &mass, &headed) {
        Some(node) => {
            // Each of them takes as much memory as a large page.
            drop((all, mass));
            let found = render::render(&node, base, show);
            match deck(&document, &node, &headed).map(|deck| render::render(&deck, base, show)) {
                Some(deck) if !found.rendered.text.contains(deck.rendered.text.trim()) => below_deck(deck, found),
                _ => found,
            }
        }
        None => all,
    };
    drop((document, headed));
    let rendered = sift::sift(found, metadata);
    let text = &rendered.text;
    let weight = rendered.blocks.iter().map(|block| weight(block, text, seen(block, text))).sum();
    (rendered, weight)
}

/// Returns the deck of an article that stands beside its headline, outside its body, and quotes somebody: its words may stand
/// nowhere else.
fn deck<'a>(document: &'a Document, body: &NodeRef<'a>, headed: &HashSet<NodeId>) -> Option<NodeRef<'a>> {
    const CALLED: &str = "[class*=deck], [class*=dek], [class*=standfirst], [class*=strapline], [class*=subtitle], \
                          [class*=subhead], [class*=summary], [class*=lede], [class*=intro]";
    let holders: Vec<NodeId> = document.tree.ancestor_ids_of_it(&body.id, None).collect();
    let is_beside_headline = |node: &NodeRef<'_>| {
        let above = node.ancestors(Some(2));
        above.iter().any(|above| headed.contains(&above.id) && !above.has_name("body") && !above.has_name("html"))
    };
    document.select(CALLED).nodes().iter().copied().find(|node| {
        let words = node.text();
        (30..=400).contains(&words.trim().len())
            && is_quoting(&words)
            && node.id != body.id
            && !holders.contains(&node.id)
            && !document.tree.ancestor_ids_of_it(&node.id, None).any(|id| id == body.id)
            && is_beside_headline(node)
            && !node.descendants_it().any(|inner| inner.has_name("h1") || inner.has_name("a"))
    })
}

/// Sets an article below its deck.
fn below_deck(deck: Sourced, article: Sourced) -> Sourced {
    let mut joined = Joined::default();
    joined.push(deck.rendered);
    joined.push(article.rendered);
    let rendered =
        Rendered { text: joined.text, blocks: joined.blocks, pictures: joined.pictures, ..Rendered::default() };
    Sourced { rendered, nodes: [deck.nodes, article.nodes].concat() }
}

/// The amount of text under an element, in characters.
#[derive(Clone, Copy, Debug, Default)]
struct Mass {
    running: usize,
    all: usize,
}

/// Measures the text under every element.
fn weigh(document: &Document, all: &Sourced) -> HashMap<NodeId, Mass> {
    let text = &all.rendered.text;
    let mut mass: HashMap<NodeId, Mass> = HashMap::new();
    for (block, node) in all.rendered.blocks.iter().zip(&all.nodes) {
        let seen = seen(block, text);
        let weight = weight(block, text, seen);
        for id in std::iter::once(*node).chain(document.tree.ancestor_ids_of_it(node, None)) {
            let mass = mass.entry(id).or_default();
            mass.running += weight;
            mass.all += seen.length;
        }
    }
    mass
}

/// Returns the elements that contain a headline.
fn headed(document: &Document) -> HashSet<NodeId> {
    let headlines = document.select("h1");
    headlines.nodes().iter().flat_map(|node| document.tree.ancestor_ids_of_it(&node.id, Some(64))).collect()
}

/// Returns the element that holds the article.
fn root<'a>(document: &'a Document, mass: &HashMap<NodeId, Mass>, headed: &HashSet<NodeId>) -> Option<NodeRef<'a>> {
    let body = document.body()?;
    let mass = |node: &NodeRef<'_>| mass.get(&node.id).copied().unwrap_or_default();
    let of = |node: &NodeRef<'_>| mass(node).running;
    let total = of(&body);
    // What the page itself calls the body of its article.
    let mut best: Option<(usize, NodeRef<'a>)> = None;
    for node in body.descendants_it().filter(|n| n.is_element() && of(n) > 0) {
        let score = of(&node) * called_body(&node);
        if score > best.as_ref().map_or(0, |(score, _)| *score) {
            best = Some((score, node));
        }
    }
    if let Some((_, node)) = best {
        let (node, own) = in_parts(node, &of, headed);
        let (node, own) = in_sections(document, node, own, &of, headed);
        if own * 100 >= total * 40 || own >= 1_500 {
            return Some(node);
        }
    }
    let mut node = body;
    loop {
        let own = of(&node);
        match node.children_it(false).filter(NodeRef::is_element).max_by_key(of) {
            Some(child) if of(&child) > 0 && of(&child) * 100 >= own * 75 => node = child,
            _ => break,
        }
    }
    // What stands beside it and is running text as well belongs to it.
    while let Some(parent) = node.parent().filter(|p| p.id != body.id && p.is_element()) {
        let (own, more) = (mass(&node), mass(&parent));
        let (running, all) = (more.running - own.running, more.all - own.all);
        if all > 0 && running * 100 < all * 60 {
            break;
        }
        node = parent;
    }
    Some(node)
}

/// Returns the common parent of a body in several parts, and the amount of running text in them. The parts have the same
/// name, for example around an advertisement, or for the entries of a live report.
fn in_parts<'a>(
    node: NodeRef<'a>,
    of: &impl Fn(&NodeRef<'_>) -> usize,
    headed: &HashSet<NodeId>,
) -> (NodeRef<'a>, usize) {
    let own = of(&node);
    let Some(parent) = node.parent().filter(NodeRef::is_element) else { return (node, own) };
    let called = called_body(&node);
    let parts: Vec<NodeRef<'_>> = parent
        .children_it(false)
        .filter(|n| n.is_element() && called_body(n) == called && n.class() == node.class() && of(n) * 20 >= own)
        .collect();
    let together: usize = parts.iter().map(of).sum();
    // Articles with a headline of their own are several articles, unless it is a whole list of them.
    let headlines = parts.iter().filter(|n| headed.contains(&n.id)).count();
    if parts.len() < 2 || together * 10 < of(&parent) * 6 || (parts.len() < 5 && headlines > 1) {
        return (node, own);
    }
    (parent, together)
}

/// Returns the common parent of parts that stand in sections of their own, each with the same structure.
fn in_sections<'a>(
    document: &'a Document,
    node: NodeRef<'a>,
    own: usize,
    of: &impl Fn(&NodeRef<'_>) -> usize,
    headed: &HashSet<NodeId>,
) -> (NodeRef<'a>, usize) {
    let (called, Some(body)) = (called_body(&node), document.body()) else { return (node, own) };
    // An `article` may be another article; a body that is called one by its class is not.
    if called < 3 || node.class().is_none() {
        return (node, own);
    }
    let is_part = |other: &NodeRef<'_>| {
        other.is_element() && other.class() == node.class() && called_body(other) == called && of(other) * 20 >= own
    };
    let mut parts: Vec<NodeRef<'_>> = Vec::new();
    let mut inside: Option<NodeId> = None;
    walk(&body, |other, entering| {
        if entering && inside.is_none() && is_part(other) {
            inside = Some(other.id);
            parts.push(*other);
        } else if !entering && inside == Some(other.id) {
            inside = None;
        }
        other.is_element()
    });
    let together: usize = parts.iter().map(of).sum();
    if !(2..5).contains(&parts.len()) || parts.iter().filter(|part| headed.contains(&part.id)).count() > 1 {
        return (node, own);
    }
    let above = |part: &NodeRef<'_>| document.tree.ancestor_ids_of_it(&part.id, None).collect::<Vec<_>>();
    let lines: Vec<Vec<NodeId>> = parts.iter().map(above).collect();
    let common = lines.first().and_then(|first| first.iter().find(|id| lines.iter().all(|line| line.contains(id))));
    let holder = common.and_then(|id| document.tree.get(id)).filter(NodeRef::is_element);
    match holder {
        Some(holder) if together * 10 >= of(&holder) * 8 && together > own => (holder, together),
        _ => (node, own),
    }
}

/// Class names and ids of article bodies.
const BODIES: &[&str] = &[
    "articlebody",
    "articlecontent",
    "articlecopy",
    "articletext",
    "articlemaincontent",
    "articlewrap",
    "blogcontent",
    "bodycontent",
    "bodycopy",
    "bodytext",
    "contentbody",
    "entrycontent",
    "maincontentbody",
    "newsbody",
    "newscontent",
    "newstext",
    "postbody",
    "postcontent",
    "posttext",
    "storybody",
    "storycontent",
    "storytext",
];

/// Returns how clearly an element is named as the body of an article.
fn called_body(node: &NodeRef<'_>) -> usize {
    // One paragraph is none, whatever it is called.
    let name = node.node_name();
    if matches!(
        name.as_deref(),
        Some("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "ul" | "ol" | "a" | "figure" | "figcaption" | "b")
    ) {
        return 0;
    }
    if node.attr("itemprop").is_some_and(|p| p.split_whitespace().any(|p| matches!(p, "articleBody" | "reviewBody"))) {
        return 4;
    }
    let named = ["class", "id"].iter().filter_map(|name| node.attr(name)).any(|value| {
        value.split_whitespace().any(|word| {
            let word: String = word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
            BODIES.iter().any(|name| word.contains(name))
        })
    });
    match named {
        true => 3,
        false if node.has_name("article") => 2,
        false => 0,
    }
}
