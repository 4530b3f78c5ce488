//! Finds the author by the class or id of an element: `<div class="article__author-name">`.

use dom_query::{Document, NodeRef};

use crate::ingest::metadata;
use crate::text::one_line;

/// Returns the author that the page calls so. Where several are called so, those beside the headline are the authors.
pub(super) fn called_author(document: &Document) -> Option<String> {
    // Authors of one article, at most.
    const FEW: usize = 4;
    const MANY: usize = 200;
    const CALLED: [&str; 9] =
        ["author", "authors", "byline", "bylines", "writer", "contributor", "authorname", "writtenby", "postedby"];
    // In these, somebody else is named, or more than the name.
    const OTHERS: [&str; 19] = [
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
        "photo",
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
        "[class*=author], [class*=Author], [class*=byline], [class*=Byline], [class*=writer], [class*=contributor], [id*=author], [id*=byline]",
    );
    for node in selected.nodes() {
        let is_author = |words: &[String]| {
            words.iter().any(|word| CALLED.contains(&word.as_str()))
                && !words.iter().any(|word| OTHERS.contains(&word.as_str()))
        };
        if !is_author(&words(node)) || node.ancestors(Some(12)).iter().any(|above| is_others(&words(above))) {
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

/// Returns the name in an element: its first line, without a label.
fn person(node: &NodeRef<'_>) -> Option<String> {
    let mut first = String::new();
    for inner in node.descendants_it() {
        let ends =
            inner.has_name("br") || ["p", "div", "li", "h3", "h4", "time"].iter().any(|block| inner.has_name(block));
        if ends && !first.trim().is_empty() {
            break;
        }
        if inner.is_text()
            && !inner.parent().is_some_and(|parent| parent.has_name("script") || parent.has_name("style"))
        {
            first.push_str(&inner.text());
        }
    }
    let first = one_line(&first);
    metadata::authors(metadata::without_label(&first)).filter(|name| name.chars().count() <= 60 && !name.contains('@'))
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
            "<div class=writer>Written by Ana Holt</div><div class=comments><b class=author>Jo Roe</b></div>",
        ] {
            assert_eq!(found(page).as_deref(), Some("Ana Holt"), "{page}");
        }
        let beside = "<div class=teasers><b class=byline>Ed Ost</b></div><main><h1>Mill sold</h1><i class=author>by Ana Holt</i>\
                      <i class=author>Jo Roe</i><i class=author-title>Mill Editor</i><p class=byline>A note from Ana</p></main><b class=byline>Al Orr</b>";
        assert_eq!(found(beside).as_deref(), Some("Ana Holt and Jo Roe"));
        for page in [
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
