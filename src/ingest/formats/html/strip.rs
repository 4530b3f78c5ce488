//! Removes boilerplate around or inside an article: navigation, sharing, advertisements, subscription boxes, teasers,
//! comments, cookie notices.
//!
//! An element is judged by its type, its role, and the words in its class and id. Names can be misleading (an article
//! may have the class `tag-cookies`), so an element with much of the running text is never removed.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};

use crate::ingest::formats::html::limits::walk;
use crate::ingest::formats::html::render::is_hidden;
use crate::ingest::formats::html::sift::is_quoting;

/// How much of the running text an element with a boilerplate name may hold and still be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// Most: discussions can be longer than articles.
    Comments,
    /// All but a short article: requests for consent are long.
    Consent,
    /// Most, if enough text for an article remains: live tickers and recommendations are long.
    Beside,
    /// Most, if a long article remains: some articles are galleries.
    Gallery,
    /// A good part.
    Little,
    /// Little: the word has other meanings.
    Much,
}

/// Words in classes and ids that always mean boilerplate.
const SURE: &[&str] = &[
    "addthis",
    "adsbygoogle",
    "advert",
    "advertisement",
    "advertising",
    "advertorial",
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "commentlist",
    "consent",
    "cookie",
    "cookies",
    "cookiebanner",
    "disqus",
    "dfp",
    "cta",
    "gdpr",
    "jetpack",
    "livefyre",
    "newsletter",
    "newsletters",
    "outbrain",
    "pagination",
    "paginator",
    "popup",
    "promo",
    "promos",
    "promoted",
    "promotion",
    "recirc",
    "recirculation",
    "recommendation",
    "recommendations",
    "recommended",
    "related",
    "relatedposts",
    "revcontent",
    "share",
    "sharebar",
    "sharedaddy",
    "sharethis",
    "sharing",
    "shareaholic",
    "signup",
    "social",
    "socials",
    "spotim",
    "sponsor",
    "sponsored",
    "sponsors",
    "subscribe",
    "subscription",
    "taboola",
    "toolbar",
    "trending",
    "zergnet",
    "viafoura",
    "addtoany",
    "navbar",
    "readmore",
    "responsetemplate",
    "modal",
    "lightbox",
    "skiplink",
    "screenreader",
    "standfirst",
    "strapline",
    "dek",
    "editsection",
    "navbox",
    "catlinks",
    "hatnote",
    "ambox",
    "noprint",
    "printfooter",
    "sitesub",
    "contentsub",
    "onetrust",
    "didomi",
    "usercentrics",
    "truste",
];
/// Prefixes that mean boilerplate: `cookieconsent`, `newslettersignup`.
const STEMS: &[&str] = &[
    "cookie",
    "newsletter",
    "advertis",
    "breadcrumb",
    "onetrust",
    "outbrain",
    "taboola",
    "recommend",
    "relatedart",
    "relatedcon",
    "relatedlink",
    "relatednews",
    "relatedpost",
    "relatedstor",
    "sharebutton",
    "sharelink",
    "sharetool",
    "socialshare",
    "subscri",
    "readalso",
    "alsoread",
];
/// Prefixes of the programs that ask for consent to cookies.
const CONSENT: &[&str] = &["cmpbox", "didomi", "iubenda", "onetrust", "qccmp", "truste", "usercentrics"];
/// Words of elements that hold a series of pictures.
const GALLERIES: &[&str] = &["carousel", "gallery", "slideshow"];
/// Words that negate the next word, or describe a relation: `no-sidebar`, `has-gallery`.
const TURNS: &[&str] = &["no", "not", "non", "has", "have", "with", "without", "hide", "enable", "disable"];
/// Words that often mean boilerplate.
const LIKELY: &[&str] = &[
    "ad",
    "adbox",
    "ads",
    "adslot",
    "adunit",
    "adv",
    "author",
    "authors",
    "authorbox",
    "banner",
    "bio",
    "byline",
    "bylines",
    "comment",
    "contributors",
    "copyright",
    "donate",
    "donation",
    "footer",
    "follow",
    "foot",
    "masthead",
    "menu",
    "meta",
    "metadata",
    "nav",
    "navigation",
    "pager",
    "popular",
    "postmeta",
    "rail",
    "respond",
    "sidebar",
    "tags",
    "taglist",
    "teaser",
    "teasers",
    "timestamp",
    "topbar",
    "upsell",
    "dateline",
    "datetime",
    "pubdate",
    "credit",
    "credits",
    "hidden",
    "feedback",
    "rating",
    "ratings",
    "votes",
    "login",
    "register",
    "registration",
    "paywall",
    "bookmark",
    "print",
    "attribution",
    "correction",
    "thumbnails",
    "caption",
    "player",
    "jumplinks",
    "toc",
    "keywords",
    "topics",
    "categories",
];
/// Pairs of consecutive words that mean boilerplate.
const PAIRS: &[(&str, &str)] = &[
    ("also", "like"),
    ("also", "read"),
    ("call", "action"),
    ("latest", "news"),
    ("latest", "posts"),
    ("more", "from"),
    ("more", "in"),
    ("more", "link"),
    ("more", "news"),
    ("more", "on"),
    ("more", "posts"),
    ("more", "stories"),
    ("most", "news"),
    ("most", "popular"),
    ("most", "read"),
    ("most", "viewed"),
    ("next", "article"),
    ("next", "post"),
    ("other", "stories"),
    ("post", "info"),
    ("post", "meta"),
    ("post", "nav"),
    ("post", "tags"),
    ("post", "footer"),
    ("prev", "next"),
    ("previous", "post"),
    ("read", "also"),
    ("read", "more"),
    ("read", "next"),
    ("recent", "posts"),
    ("right", "area"),
    ("screen", "reader"),
    ("see", "also"),
    ("skip", "link"),
    ("sr", "only"),
    ("top", "stories"),
    ("up", "next"),
    ("visually", "hidden"),
    ("widget", "area"),
    ("inline", "links"),
    ("link", "list"),
    ("email", "form"),
    ("mail", "list"),
    ("mailing", "list"),
    ("opt", "in"),
    ("sign", "up"),
    ("site", "header"),
    ("site", "footer"),
    ("page", "header"),
    ("page", "footer"),
    ("google", "ad"),
    ("dont", "miss"),
    ("latest", "stories"),
    ("in", "article"),
    ("tag", "list"),
    ("story", "tags"),
    ("reading", "time"),
    ("mc", "embed"),
    ("onward", "journey"),
    ("pull", "quote"),
    ("like", "button"),
];

/// The amount of running text under each element, in characters.
pub(super) struct Mass(HashMap<NodeId, usize>);

impl Mass {
    /// Measures the visible text of a tree: longer texts that are not links.
    pub(super) fn of(root: &NodeRef<'_>) -> Self {
        let mut mass = HashMap::new();
        let mut open: Vec<(NodeId, usize)> = vec![(root.id, 0)];
        walk(root, |node, entering| {
            if !entering {
                if let Some((id, own)) = open.pop_if(|(id, _)| *id == node.id) {
                    mass.insert(id, own);
                    if let Some((_, outer)) = open.last_mut() {
                        *outer += own;
                    }
                }
                return true;
            }
            if node.is_text() {
                let length = node.text().trim().len();
                if let Some((_, own)) = open.last_mut() {
                    *own += if length >= 40 { length } else { 0 };
                }
                return false;
            }
            let Some(name) = node.node_name() else { return false };
            if is_hidden(&name, node) || matches!(&*name, "a" | "nav" | "figcaption") {
                return false;
            }
            open.push((node.id, 0));
            true
        });
        mass.insert(root.id, open.first().map_or(0, |(_, own)| *own));
        Self(mass)
    }

    pub(super) fn get(&self, node: &NodeRef<'_>) -> usize {
        self.0.get(&node.id).copied().unwrap_or_default()
    }
}

/// Bytes of running text that must remain before long elements beside the article are removed, …
const BESIDE: usize = 300;
/// … and before long galleries are.
const LONG: usize = 1_500;

/// Removes the boilerplate; with `gently`, only elements whose names have no other meaning.
pub(super) fn strip(document: &Document, gently: bool) {
    let Some(body) = document.body() else { return };
    let mass = Mass::of(&body);
    let total = mass.get(&body);
    // Elements that are called the same are the same: where they hold much of the text together, none is to go.
    let mut alike: HashMap<String, usize> = HashMap::new();
    walk(&body, |node, entering| {
        if entering && node.is_element() {
            let (own, class) = (mass.get(node), node.class());
            if let (Some(class), Some(name)) = (class.filter(|_| own > 0), node.node_name()) {
                *alike.entry(format!("{name} {class}")).or_default() += own;
            }
        }
        entering && node.is_element()
    });
    let mut out: Vec<NodeId> = Vec::new();
    let mut taken = 0;
    walk(&body, |node, entering| {
        if !entering || !node.is_element() {
            return entering && node.is_element();
        }
        let Some(name) = node.node_name() else { return false };
        if is_hidden(&name, node) || is_ornament(&name, node) {
            out.push(node.id);
            return false;
        }
        let Some(doubt) = judge(&name, node) else { return true };
        let alone = mass.get(node);
        if is_in_sentence(&name, node) {
            return true;
        }
        let named = node.class().and_then(|class| alike.get(&format!("{name} {class}")).copied());
        let own = if doubt == Doubt::Comments { alone } else { named.unwrap_or_default().max(alone) };
        let left = total.saturating_sub(taken + alone);
        let may = match doubt {
            Doubt::Comments => left >= 500 && own * 100 <= total * 85,
            Doubt::Consent => left >= BESIDE,
            Doubt::Beside => left >= BESIDE && own * 100 <= total * 85,
            Doubt::Gallery if left >= LONG => own * 100 <= total * 85,
            Doubt::Little => own * 100 <= total * 30 && left * 100 >= total * 40,
            Doubt::Gallery | Doubt::Much => !gently && own * 100 <= total * 15 && left * 100 >= total * 60,
        };
        // Where pictures tell the story, their captions are the text.
        let empty = alone == 0 && (!matches!(doubt, Doubt::Much | Doubt::Gallery) || captions(node) <= total);
        if (may && alone > 0) || empty {
            taken += alone;
            out.push(node.id);
            return false;
        }
        true
    });
    for id in out {
        document.tree.remove_from_parent(&id);
    }
}

/// Returns whether an element is a sign that pages hide from those who listen, such as the name of an icon in a font. Where the
/// same words stand beside it for those who listen, they are text.
fn is_ornament(name: &str, node: &NodeRef<'_>) -> bool {
    const LONGEST: usize = 40;
    /// How many nodes before and behind it may hold its words.
    const NEAR: usize = 4;
    let is_aloud = |beside: &NodeRef<'_>| {
        beside.class().is_some_and(|class| {
            let mut words = Vec::new();
            split_name(&class, &mut words);
            words.iter().any(|word| matches!(word.as_str(), "sr" | "hidden" | "screenreader" | "reader"))
        })
    };
    let before = std::iter::successors(node.prev_sibling(), NodeRef::prev_sibling).take(NEAR);
    let behind = std::iter::successors(node.next_sibling(), NodeRef::next_sibling).take(NEAR);
    matches!(name, "span" | "i")
        && node.attr("aria-hidden").is_some_and(|hidden| &*hidden == "true")
        && node.text().trim().len() <= LONGEST
        && !before.chain(behind).any(|beside| is_aloud(&beside))
}

/// Returns whether an element is part of a sentence, whatever it is called: `the <a class="popup">shirt-button affairs</a>. Then`.
fn is_in_sentence(name: &str, node: &NodeRef<'_>) -> bool {
    if !matches!(name, "a" | "span" | "abbr" | "font") {
        return false;
    }
    let text_of = |beside: Option<NodeRef<'_>>| beside.filter(NodeRef::is_text).map(|text| text.text().to_string());
    let before = text_of(node.prev_sibling()).unwrap_or_default();
    let after = text_of(node.next_sibling()).unwrap_or_default();
    let runs_in = before.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '“' | '"' | '('));
    let runs_on =
        after.trim_start().starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | '.' | ';' | '?' | '!'));
    match (runs_in, runs_on) {
        (true, true) => true,
        // Or it is a sentence of its own among others.
        (false, false) => {
            let words = node.text();
            let ended = words.trim_end().trim_end_matches(['”', '"', '’', ')']).ends_with(['.', '!', '?']);
            ended && words.split_whitespace().count() >= 3 && before.trim().len() >= 20 && after.trim().len() >= 20
        }
        _ => node.text().split_whitespace().count() >= 5,
    }
}

/// Returns the amount of text in captions.
fn captions(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|n| n.has_name("figcaption")).map(|n| n.text().trim().len()).sum()
}

fn judge(name: &str, node: &NodeRef<'_>) -> Option<Doubt> {
    match name {
        "aside" => return Some(Doubt::Beside),
        "dialog" => return Some(Doubt::Beside),
        "nav" => return Some(Doubt::Little),
        "footer" | "form" | "menu" => return Some(Doubt::Much),
        // The headline, and what stands with it: a summary, names, a date.
        "header" if node.descendants_it().any(|n| n.has_name("h1")) => {
            let is_block = |n: &NodeRef<'_>| ["h2", "h3", "p", "div"].iter().any(|kind| n.has_name(kind));
            // Near the headline only: the text of an element is that of all below it.
            let near = node.children_it(false).flat_map(|n| std::iter::once(n).chain(n.children_it(false)));
            let quotes = near.filter(is_block).any(|n| is_quoting(&n.text()));
            return if quotes { None } else { Some(Doubt::Little) };
        }
        "html" | "body" | "main" | "article" | "em" | "strong" | "b" | "i" | "blockquote" | "pre" | "code" | "td"
        | "tr" | "tbody" | "figcaption" | "math" => return None,
        // Formulas of MathJax have a menu.
        _ if name.starts_with("mjx-") => return None,
        _ => {}
    }
    if is_consent(node) {
        return Some(Doubt::Consent);
    }
    match node.attr("role").as_deref() {
        Some("dialog" | "alertdialog") => return Some(Doubt::Beside),
        Some("navigation" | "complementary" | "contentinfo" | "search" | "menu") => {
            return Some(Doubt::Little);
        }
        Some("banner" | "toolbar" | "button") => return Some(Doubt::Much),
        _ => {}
    }
    if node.attr("itemprop").is_some_and(|p| matches!(&*p, "description" | "alternativeHeadline")) {
        return Some(Doubt::Little);
    }
    let mut words = Vec::new();
    for attribute in ["class", "id", "data-component", "data-testid", "data-module", "data-type"] {
        if let Some(value) = node.attr(attribute).filter(|v| v.len() <= 1_000)
            && !(attribute == "id" && is_of_heading(name, node, &value))
        {
            split_name(&value, &mut words);
            words.push(String::new());
        }
    }
    // A link opens these; it is none of them.
    if name == "a" {
        words.retain(|word| !matches!(word.as_str(), "popup" | "modal" | "lightbox"));
    }
    if words.is_empty() {
        return None;
    }
    let mut set: HashSet<&str> = HashSet::new();
    let mut before = "";
    for word in &words {
        if !TURNS.contains(&before) {
            set.insert(word);
        }
        before = word;
    }
    if ["comments", "comment", "commentlist", "disqus", "livefyre", "viafoura", "spotim"]
        .iter()
        .any(|w| set.contains(w))
    {
        return Some(Doubt::Comments);
    }
    // A summary in which somebody is quoted says what stands nowhere else.
    if ["standfirst", "strapline", "dek"].iter().any(|w| set.contains(w)) && is_quoting(&node.text()) {
        return None;
    }
    if SURE.iter().any(|w| set.contains(w)) || set.iter().any(|w| STEMS.iter().any(|s| w.starts_with(s))) {
        return Some(Doubt::Little);
    }
    if set.contains("caption") && is_item(node) {
        return None;
    }
    if name == "p" {
        let is_caption = ["caption", "captions", "captiontext", "credit", "credits"].iter().any(|w| set.contains(w));
        return is_caption.then_some(Doubt::Much);
    }
    if GALLERIES.iter().any(|w| set.contains(w)) {
        return Some(Doubt::Gallery);
    }
    let pair = words.iter().zip(words.iter().skip(1)).any(|(a, b)| PAIRS.iter().any(|(x, y)| a == x && b == y));
    (pair || LIKELY.iter().any(|w| set.contains(w))).then_some(Doubt::Much)
}

/// Returns whether the text of an element is all the text of an item of a list.
fn is_item(node: &NodeRef<'_>) -> bool {
    // An item with more in it has more than a caption.
    const FEW: usize = 100;
    let length = |node: &NodeRef<'_>| node.text().trim().len();
    let Some(item) = node.ancestors(Some(3)).into_iter().find(|above| above.has_name("li")) else { return false };
    let mut parts = item.descendants_it();
    let texts: Vec<usize> = parts.by_ref().take(FEW).filter(NodeRef::is_text).map(|text| length(&text)).collect();
    let own: usize = node.descendants_it().take(FEW).filter(NodeRef::is_text).map(|text| length(&text)).sum();
    parts.next().is_none() && texts.iter().sum::<usize>() == own
}

/// Returns whether an id is made of the words of a heading, to link to it: `Ratings_and_awards`.
fn is_of_heading(name: &str, node: &NodeRef<'_>, id: &str) -> bool {
    let is_heading = |name: &str| matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    let inside = || node.parent().and_then(|above| above.node_name()).is_some_and(|above| is_heading(&above));
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let words = squeezed(&node.text());
    // `nav_nur_die_folie__1`: the program of the page puts a word of its own before those of the heading.
    let rest = id.split_once(['_', '-']).map(|(_, rest)| squeezed(rest)).filter(|rest| rest.len() > 5);
    (is_heading(name) || (matches!(name, "a" | "span") && inside()))
        && (words.starts_with(&squeezed(id)) || rest.is_some_and(|rest| words.starts_with(&rest)))
}

/// Returns whether an element belongs to a program that asks for consent to cookies.
fn is_consent(node: &NodeRef<'_>) -> bool {
    ["class", "id"].iter().filter_map(|name| node.attr(name)).any(|value| {
        value.split(|c: char| !c.is_alphabetic()).any(|word| {
            let word = word.to_lowercase();
            CONSENT.iter().any(|start| word.starts_with(start))
        })
    })
}

/// Splits class names into words: `relatedPosts-list_item` → related, posts, list, item. A word split off at a
/// capital must be complete: generated names (`hAdRRp`) have capitals everywhere.
fn split_name(value: &str, words: &mut Vec<String>) {
    for part in value.split(|c: char| !c.is_alphabetic()) {
        let mut pieces: Vec<String> = Vec::new();
        let mut before_lower = false;
        for c in part.chars() {
            match pieces.last_mut() {
                Some(piece) if !(c.is_uppercase() && before_lower) => piece.extend(c.to_lowercase()),
                _ => pieces.push(c.to_lowercase().collect()),
            }
            before_lower = c.is_lowercase();
        }
        if pieces.iter().all(|p| p.len() >= 4) {
            words.extend(pieces);
        } else {
            words.push(part.to_lowercase());
        }
    }
}
