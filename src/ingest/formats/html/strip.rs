//! Takes out of a page what surrounds an article, or interrupts it: navigation, sharing, advertisements, subscription
//! boxes, teasers of other articles, comments, notices about cookies.
//!
//! An element is judged by its kind, its role, and the words its class and id are made of. Names alone can be wrong (an
//! article may carry the class `tag-cookies`), so nothing is taken out that holds much of the running text of the page.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};

use crate::ingest::formats::html::limits::walk;
use crate::ingest::formats::html::render::is_hidden;
use crate::ingest::formats::html::sift::is_quoting;

/// How much of the running text an element may hold that is called something else than an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// Most of it: discussions outgrow articles.
    Comments,
    /// Most of it, where enough for an article is left: live tickers and recommendations are long.
    Beside,
    /// A good part of it.
    Little,
    /// Little of it: the word has other meanings.
    Much,
}

/// Words of class names and ids that stand for something else than an article, wherever they occur.
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
    "onetrust",
    "didomi",
    "usercentrics",
    "truste",
];
/// Beginnings of words that do, whatever follows: `cookieconsent`, `newslettersignup`.
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
/// What stands before a word that says what something is not, or what else there is: `no-sidebar`, `has-gallery`.
const TURNS: &[&str] = &["no", "not", "non", "has", "have", "with", "without", "hide", "enable", "disable"];
/// Words that often do.
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
    "carousel",
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
    "slideshow",
    "gallery",
    "player",
    "jumplinks",
    "toc",
    "keywords",
    "topics",
    "categories",
];
/// Pairs of words, one after the other, that do.
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

/// The running text under every element, in characters.
pub(super) struct Mass(HashMap<NodeId, usize>);

impl Mass {
    /// Weighs what is shown of a tree: texts of some length that are not links.
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

/// Bytes of running text that must be left for what stands beside an article to be told from the article.
const BESIDE: usize = 300;

/// Takes out what is no part of an article; `gently`: only what has nothing but that meaning.
pub(super) fn strip(document: &Document, gently: bool) {
    let Some(body) = document.body() else { return };
    let mass = Mass::of(&body);
    let total = mass.get(&body);
    // Elements that are called the same are the same: where they hold much of the text together, none is to go.
    let mut alike: HashMap<String, usize> = HashMap::new();
    walk(&body, |node, entering| {
        if entering && node.is_element() {
            let (own, class) = (mass.get(node), node.class());
            if let Some(class) = class.filter(|_| own > 0) {
                *alike.entry(class.to_string()).or_default() += own;
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
        if is_hidden(&name, node) {
            out.push(node.id);
            return false;
        }
        let Some(doubt) = judge(&name, node) else { return true };
        let alone = mass.get(node);
        let named = node.class().and_then(|class| alike.get(&*class).copied());
        let own = if doubt == Doubt::Comments { alone } else { named.unwrap_or_default().max(alone) };
        let left = total.saturating_sub(taken + alone);
        let may = match doubt {
            Doubt::Comments => left >= 500 && own * 100 <= total * 85,
            Doubt::Beside => left >= BESIDE && own * 100 <= total * 85,
            Doubt::Little => own * 100 <= total * 30 && left * 100 >= total * 40,
            Doubt::Much => !gently && own * 100 <= total * 15 && left * 100 >= total * 60,
        };
        // Where pictures tell the story, their captions are the text.
        let empty = alone == 0 && (doubt != Doubt::Much || captions(node) <= total);
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

/// How much is said under pictures.
fn captions(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|n| n.has_name("figcaption")).map(|n| n.text().trim().len()).sum()
}

fn judge(name: &str, node: &NodeRef<'_>) -> Option<Doubt> {
    match name {
        "aside" => return Some(Doubt::Beside),
        "nav" | "dialog" => return Some(Doubt::Little),
        "footer" | "form" | "menu" => return Some(Doubt::Much),
        // The headline, and what stands with it: a summary, names, a date.
        "header" if node.descendants_it().any(|n| n.has_name("h1")) => return Some(Doubt::Little),
        "html" | "body" | "main" | "article" | "em" | "strong" | "b" | "i" | "blockquote" | "pre" | "code" | "td"
        | "tr" | "tbody" | "figcaption" => return None,
        _ => {}
    }
    match node.attr("role").as_deref() {
        Some("navigation" | "complementary" | "contentinfo" | "search" | "dialog" | "alertdialog" | "menu") => {
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
        if let Some(value) = node.attr(attribute).filter(|v| v.len() <= 1_000) {
            split_name(&value, &mut words);
            words.push(String::new());
        }
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
    if name == "p" {
        return None;
    }
    let pair = words.iter().zip(words.iter().skip(1)).any(|(a, b)| PAIRS.iter().any(|(x, y)| a == x && b == y));
    (pair || LIKELY.iter().any(|w| set.contains(w))).then_some(Doubt::Much)
}

/// The words that class names are made of: `relatedPosts-list_item` → related, posts, list, item. What a change of case
/// cuts off must be a whole word: names made by machines (`hAdRRp`) have such changes everywhere.
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
