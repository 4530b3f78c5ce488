//! Finds the names of authors, in values that may hold more, and by the class or id of an element:
//! `<div class="article__author-name">`.

use dom_query::{Document, NodeRef};

use crate::ingest::formats::html::limits::walk;
use crate::ingest::formats::html::render::is_hidden;
use crate::ingest::metadata;
use crate::text::one_line;

/// Maximum length of a name.
pub(super) const MAX_NAME: usize = 200;

/// Returns a value that can be a byline: no address, no date, no label before it, no handle behind it.
pub(super) fn name(value: &str) -> Option<String> {
    let value = one_line(value);
    let rest = without_address(metadata::without_label(&value)).trim_matches([' ', ',', '|', '·', '-', ':']);
    let rest = rest.split_once(" @").map_or(rest, |(name, _)| name.trim_end());
    // A date may follow, and must not be all.
    let dated = metadata::date(rest).map(|_| metadata::authors(rest));
    let rest = match &dated {
        Some(names) => names.as_deref()?,
        None => rest,
    };
    let plausible = (2..=MAX_NAME).contains(&rest.len())
        && !rest.contains("://")
        && !rest.contains('@')
        && rest.chars().any(char::is_alphabetic)
        && !matches!(
            rest.to_ascii_lowercase().as_str(),
            "admin" | "administrator" | "author" | "editor" | "null" | "undefined" | "unknown" | "none" | "by"
        );
    plausible.then(|| rest.to_owned())
}

/// Returns a name without the address behind it: `Ana Holt (https://example.org/)`, `Ana Holt <ana@example.org>`.
fn without_address(name: &str) -> &str {
    let is_address = |rest: &str| rest.ends_with([')', '>']) && (rest.contains("://") || rest.contains('@'));
    name.split_once([' ', '\u{a0}'])
        .and_then(|_| name.rfind(['(', '<']))
        .and_then(|at| name.split_at_checked(at))
        .filter(|(before, rest)| is_address(rest) && !before.trim().is_empty())
        .map_or(name, |(before, _)| before)
}

/// Returns the author that the page calls so. Where several are called so, those beside the headline are the authors.
pub(super) fn called_author(document: &Document) -> Option<String> {
    // Authors of one article, at most.
    const FEW: usize = 4;
    const MANY: usize = 200;
    const CALLED: [&str; 11] = [
        "author",
        "authors",
        "autor",
        "autora",
        "byline",
        "bylines",
        "writer",
        "contributor",
        "authorname",
        "writtenby",
        "postedby",
    ];
    // In these, somebody else is named, or more than the name.
    const OTHERS: [&str; 21] = [
        "comment",
        "comments",
        "avatar",
        "bio",
        "box",
        "related",
        "teaser",
        "card",
        "list",
        "image",
        "img",
        "photo",
        "picture",
        "sidebar",
        "widget",
        "description",
        "follow",
        "title",
        "role",
        "job",
        "note",
    ];
    let words = |node: &NodeRef<'_>| -> Vec<String> {
        let names = ["class", "id"].iter().filter_map(|name| node.attr(name));
        names.flat_map(|name| words_of(&name)).collect()
    };
    let mut found: Vec<(NodeRef<'_>, String)> = Vec::new();
    let selected = document.select(
        "[class*=author i], [class*=autor i], [class*=byline i], [class*=writer i], [class*=contributor i], [id*=author i], \
         [id*=autor i], [id*=byline i]",
    );
    for node in selected.nodes() {
        let is_author = |words: &[String]| {
            words.iter().any(|word| CALLED.contains(&word.as_str()))
                && !words.iter().any(|word| OTHERS.contains(&word.as_str()))
        };
        if !is_author(&words(node))
            || is_of_picture(node)
            || node.ancestors(Some(12)).iter().any(|above| is_others(&words(above)))
        {
            continue;
        }
        if let Some(name) = person(node) {
            found.push((*node, name));
        }
        if found.len() > MANY {
            return None;
        }
    }
    let all = distinct(found.iter().map(|(_, name)| name));
    match all.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        // Of several, those that stand with the headline.
        _ => {
            let headline = document.select("h1");
            let above = headline.nodes().first().map(|headline| headline.ancestors(Some(12))).unwrap_or_default();
            let beside = above.iter().find_map(|above| {
                let inside =
                    |node: &NodeRef<'_>| document.tree.ancestor_ids_of_it(&node.id, None).any(|id| id == above.id);
                let mut beside = found.iter().filter(|(node, name)| is_name(name) && inside(node));
                let first = beside.next()?;
                // Authors of one article are called the same.
                let alike = beside.filter(|(node, _)| node.class() == first.0.class());
                Some(distinct(std::iter::once(first).chain(alike).map(|(_, name)| name)))
            });
            beside.filter(|names| names.len() <= FEW).and_then(metadata::listed)
        }
    }
}

/// Returns the names in the first of these selections that has any, unless it has as many as a list of articles.
pub(super) fn marked(document: &Document, selectors: &[&str]) -> Option<String> {
    const FEW: usize = 4;
    const LONGEST: usize = 60;
    selectors.iter().find_map(|selector| {
        let all = document.select(selector);
        let nodes = all.nodes().iter().filter(|node| !is_of_picture(node));
        let mut names: Vec<String> =
            nodes.filter_map(|node| name(&first_line(node))).filter(|name| name.len() <= LONGEST).collect();
        names.dedup();
        let few = names.len() <= FEW;
        metadata::listed(names).filter(|_| few)
    })
}

/// Returns whether an element stands in the caption of a picture, and so names its photographer.
fn is_of_picture(node: &NodeRef<'_>) -> bool {
    node.ancestors(Some(12)).iter().any(|above| above.has_name("figure") || above.has_name("figcaption"))
}

/// Returns the names, without those that hold or are a part of an earlier one: an element may hold the next, `by Ana Holt`
/// and `Ana Holt`.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        if !out.iter().any(|known| known.contains(name.as_str()) || name.contains(known.as_str())) {
            out.push(name.clone());
        }
    }
    out
}

/// Returns whether all words of a name are capitalised, or belong before a family name.
fn is_name(name: &str) -> bool {
    const BEFORE: [&str; 14] =
        ["al", "bin", "da", "de", "del", "den", "der", "di", "la", "le", "van", "von", "and", "y"];
    let is_label =
        ["A ", "The ", "View ", "Read ", "More ", "About ", "Story "].iter().any(|start| name.starts_with(start));
    !is_label && name.split_whitespace().all(|word| !word.starts_with(char::is_lowercase) || BEFORE.contains(&word))
}

/// Returns the words of a class or an id: `article__author-name` → article, author, name.
fn words_of(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// Returns whether an element holds comments or teasers.
fn is_others(words: &[String]) -> bool {
    ["comment", "comments", "related", "teaser", "sidebar", "footer", "widget"]
        .iter()
        .any(|w| words.iter().any(|o| o == w))
}

/// Returns the name in an element: its first line, without a label. An element with one word is a name only where a part of it
/// is marked as one (`fn`).
fn person(node: &NodeRef<'_>) -> Option<String> {
    let marked = node.descendants_it().find(|inner| inner.class().is_some_and(|class| &*class == "fn"));
    let first = first_line(marked.as_ref().unwrap_or(node));
    // Before the label there may be other links: `Print`.
    let first = first.rsplit_once(" By ").map_or(first.as_str(), |(_, behind)| behind);
    let first = metadata::without_label(first);
    let is_word =
        |word: &str| word.len() >= 3 && word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    let name = match marked {
        Some(_) if is_word(first) => Some(first.to_owned()),
        _ => metadata::authors(first),
    };
    name.filter(|name| name.chars().count() <= 60 && !name.contains('@'))
}

/// Returns the first line of an element that shows text.
fn first_line(node: &NodeRef<'_>) -> String {
    let mut first = String::new();
    let mut ended = false;
    walk(node, |inner, entering| {
        if inner.is_text() {
            if entering && !ended {
                let words = inner.text();
                // A name, a date and a count may be set apart by their style alone.
                let is_glued = first.ends_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
                    && words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
                first.push_str(if is_glued { " " } else { "" });
                first.push_str(&words);
            }
            return false;
        }
        let Some(name) = inner.node_name().filter(|_| entering) else { return false };
        // A label may stand in a line of its own.
        let is_said = !matches!(first.trim().to_ascii_lowercase().as_str(), "" | "by" | "by:" | "written by");
        ended |= matches!(&*name, "br" | "p" | "div" | "li" | "h3" | "h4" | "time") && is_said;
        first.push_str(if &*name == "div" || &*name == "p" { " " } else { "" });
        !ended && !is_hidden(&name, inner)
    });
    one_line(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_author_is_called_so_and_stands_alone() {
        let found = |page: &str| called_author(&Document::from(page));
        for page in [
            "<div class=article__author-name>Ana Holt</div>",
            "<div class=post-meta><span class='vcard author'><a href=/>Ana Holt</a></span> | May 3</div>",
            "<div id=byline>Ana Holt<br>Orrin Bay Post Staff</div>",
            "<div class=Byline>By <span class=byline-author>Ana Holt</span> <time>May 3</time></div>",
            "<div class=byLine><b class=autor>Autor: Ana Holt</b></div>",
            "<p class='author vcard'><b class=fn>Ana Holt</b> <span>Mill Editor</span></p>",
            "<div class=author>Ana Holt: 25 Feb 2026</div>",
            "<p class=byline><i>by</i> <a>Ana Holt</a><i>22 Dec 2016</i><a>651</a></p>",
            "<div class=byline><div>By</div><div>Ana Holt</div><div>Mill Editor</div></div>",
            "<div class=byline><a>Print</a> By <i>Ana Holt</i><i style='display: none'>Bay Post</i></div>",
            "<i class=img-author>Piet Ost</i><figure><i class=author>Jo Roe</i></figure><b class=author>Ana Holt</b>",
            "<div class=writer>Written by Ana Holt</div><div class=comments><b class=author>Jo Roe</b></div>",
        ] {
            assert_eq!(found(page).as_deref(), Some("Ana Holt"), "{page}");
        }
        let beside = "<div class=teasers><b class=byline>Ed Ost</b></div><main><h1>Mill sold</h1><i class=author>by Ana Holt</i>\
                      <i class=author>Jo Roe</i><i class=author-title>Mill Editor</i><p class=byline>A note from Ana</p></main><b class=byline>Al Orr</b>";
        assert_eq!(found(beside).as_deref(), Some("Ana Holt and Jo Roe"));
        assert_eq!(found("<b class='author vcard'><b class=fn>Ana</b></b>").as_deref(), Some("Ana"));
        for page in [
            "<span class=submitted-author>Submitted on Mon, 2019-01-21 13:49</span>",
            "<b class=author>Ana</b>",
            "<div class=comment-author>Ana Holt</div>",
            "<div class=author-bio>Ana Holt writes about boats.</div>",
            "<div class=related><b class=author>Ana Holt</b></div>",
            "<b class=author>Ana Holt</b><b class=author>Jo Roe</b><b class=author>Al Orr</b><b class=author>Ed Ost</b>",
            "<div class=authority>Harbour Office</div>",
        ] {
            assert_eq!(found(page), None, "{page}");
        }
    }
}
