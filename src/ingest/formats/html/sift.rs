//! Drops blocks of an article's body that are not part of its content: the repeated title, links to other articles,
//! requests to subscribe, credits, repeated text.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::formats::html::metadata::{Metadata, says_the_same};
use crate::ingest::formats::html::render::Sourced;
use crate::ingest::formats::html::weigh::{Seen, seen, weight};
use crate::ingest::metadata;
use crate::ingest::rendered::Rendered;
use crate::text::{Block, BlockKind};

/// Matches a label before links to other articles.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:>+ ?)?(?:related|read|see|watch|listen|learn|view|show)(?: \w+)? ?(?:more|also|all|next|here|articles?|stories|content|coverage|topics|posts?|videos?|the full)\b|^(?:related|recommended|trending|more from|more on|more:|also read|must read|don['’]t miss|you (?:may|might) (?:also )?(?:like|enjoy)|what to read next|most (?:read|popular|viewed)|top stories|editor['’]s (?:picks?|choice)|sponsored|promoted|in case you missed|lesen sie (?:auch|mehr)|mehr zum thema|lea también|leia (?:mais|também)|lire aussi|à lire aussi|leggi anche|baca juga|lees ook)\b?",
    )
});
/// Matches phrases that are never content when they stand alone.
static NOISE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:advertise?ments?|ads?|don['’]t miss|caption|click to tweet|sponsored(?: content)?|anzeige|werbung|publicidade?|publicité|pubblicità|advertentie|iklan|реклама|continue reading.*|story continues below.*|article continues below.*|scroll (?:down )?(?:to|for) .*|loading\.*|share|tweet|pin it|email|e-mail|print|facebook|twitter|whatsapp|reddit|linkedin|pinterest|comments?|\d+ comments?|\d+ shares?|view comments|leave a (?:comment|reply).*|share this.*|share on .*|skip to .*|back to top|image|video|photo|photos|gallery|close|next|previous|menu|search|view (?:all.*|this image)|read more.*|learn more.*|see more.*|show more.*|sign up|subscribe(?: now)?|log ?in|follow(?: us)?|topics|tags|loading comments.*|getty images?|reuters|afp|ap photo.*|(?:slide |image |photo )?\d+ ?(?:of|/) ?\d+|(?:view|open|see|launch) (?:the )?(?:gallery|slideshow|all (?:photos|images))|\d+ (?:photos|images)|(?:hide|toggle|show) caption|enlarge(?: this)? image|(?:copy|get) (?:short )?(?:link|url)|link copied|save(?: for later| article)?|bookmark|print this.*|(?:text|font) size|play(?: video| audio)?|pause|mute|listen(?: to (?:this )?(?:article|story|podcast))?|download(?: audio)?|embed|transcript|(?:estimated )?reading time.{0,20}|\d+[ -]min(?:ute)?s?(?: read| listen)?|this article is more than .{0,20} old|follow topic|get notified.*|add (?:us )?(?:as|on) .*google.*|ad feedback|posts? navigation|hide|expand|collapse|more(?: info)?|click here.{0,30})[.:…!>»›→▾▼▸► ]*$",
    )
});
/// Matches requests to readers and notes about the page. A sentence of the article may begin with the same verb
/// ("Join me in thanking", "Copyright law"), so the pattern includes the words after it.
static REQUEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:please )?(?:sign up|subscribe)\b.{0,12}\b(?:for|to|now|here|today|our|with)\b|(?:please )?(?:register|log in|sign in)\b(?: now| here| today| for free)?(?: to (?:read|continue|comment|receive|get|save|view|access|see|post)|[.!]?$)|(?:please )?join us (?:on (?:facebook|twitter|instagram|telegram|whatsapp|slack|discord|reddit|linkedin)|@)|(?:please )?(?:follow|like|join|find|connect with|add) (?:us|me|@\w+|our\b.{0,30}?|.{1,60}?)(?: coverage\b.{0,40}| live)? (?:on|at|via) .{0,12}(?:twitter|facebook|instagram|telegram|tiktok|youtube|linkedin|whatsapp|pinterest|google|flipboard|mastodon|bluesky|threads|https?:|www\.|x\b)|follow (?:us|me)?:? ?@\w|join (?:us|our) .{0,40}(?:facebook|telegram|whatsapp|community|forums?\b)|get (?:the|our|your) .{0,40}(?:newsletter|inbox|emails?)|if you (?:enjoyed|liked) this|(?:did you )?like this (?:article|story|post)|(?:tags?|topics?|filed under|categor(?:y|ies)|keywords?|posted in):.{0,80}$|courtesy of\b.{0,60}$|©|\(c\) ?\d|copyright (?:©|\(c\)|(?:19|20)\d\d|by )|all rights reserved|(?:this|our) (?:site|website) uses cookies|we use cookies|by (?:signing up|subscribing|clicking (?:on|the|subscribe|sign|accept|agree|submit|[“\x22'‘])|continuing to (?:use|browse))|(?:photo|image|picture|foto|photograph|cover)(?:graph)?s?(?: credit| by| courtesy)?s?:|(?:photo|image|photograph) (?:via|courtesy)\b|photo by\b.{0,80}$|credits?: |\S+ min(?:ute)?s? read$|(?:do you )?have (?:a|any) (?:(?:news )?tips?|story|stories|questions?)\b[^.]{0,80}\?|support (?:our|independent|quality|the|local|nonprofit|your) .{0,30}journalism\b.{0,60}(?:donat|subscri|member|contribut|today|click|here)|download (?:the|our) .{0,20}app\b|need more \w+\? subscribe|comments? (?:are|have been) closed|you must be logged in|(?:are you )?already (?:a (?:subscriber|member)|subscribed|registered|have an account)\b|(?:to )?(?:read|continue reading|access|unlock) (?:the (?:full|rest|whole|complete)|this|more).{0,60}(?:subscri|sign|log in|register|member)|you have .{0,20}free articles?|the post .{1,240} appeared first on\b|our standards: |click (?:here|the link|below) (?:to|for) .{0,60}(?:newsletter|subscri|sign|comment|app|donat)|we earn a commission|(?:this|our) (?:article|post|page|site)s? (?:may )?contains? affiliate links|enter your e-?mail|your e-?mail address will not|we(?:['’]ve| have) sent|thank(?:s| you) for (?:subscribing|signing up|your subscription|reading)|something went wrong|an error has occurred|this (?:field|site) is (?:required|protected by recaptcha)|invalid e-?mail|watch (?:the )?(?:video|it)? ?(?:above|below)\b|listen to .{0,60}(?:podcasts?|spotify)\b.{0,80}$|please (?:enable|turn on) javascript|javascript is (?:disabled|required))",
    )
});
/// Matches a note about when a page was made.
static STAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:first|originally|last) )?(?:published|updated|posted|last modified|last updated|modified)(?: on| at| by)?:? .{0,24}\d",
    )
});
/// Matches a caption that names the owner of a picture.
static OWNER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"[(\[](?:image|photo|picture|pic|foto|file photo|getty|credit)s?(?: credit| by)?s?\b[^)\]]{0,80}[)\]]\.?$")
});
/// Matches headings of sections after an article.
static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:related(?: (?:articles?|stories|posts?|news|content|topics?|links|coverage|videos?))?|more (?:from|stories|news|in|on|like this).*|(?:leave|post|add|write) (?:a |your )?(?:comment|reply).*|(?:\d+ )?comments?(?: \(\d+\))?|(?:about|meet) the authors?|share this.*|you (?:may|might) (?:also )?(?:like|enjoy|be interested).*|recommended(?: (?:for you|stories|articles|reading|posts))?|(?:read|up|what to read) next|trending.*|most (?:read|popular|viewed|shared|commented).*|latest (?:news|stories|posts).*|popular (?:posts|stories).*|newsletter.*|subscribe.*|sign up.*|follow us.*|join the (?:conversation|discussion).*|similar (?:articles|posts|stories))[:.…!]*$",
    )
});
/// Matches headings that may be part of an article, or follow it: with little text below, they follow it.
static MAYBE_AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"^(?:responses|discussion|see also|further reading|(?:about|in) this article|tags|topics)[:.…!]*$")
});
/// Matches a date, a time, and little else.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\b\d+ (?:hours?|days?|minutes?|mins?|weeks?|months?|years?) ago\b")
});

/// Compiles a constant pattern; a test compiles them all.
fn pattern(source: &str) -> Option<Regex> {
    Regex::new(&format!("(?i){source}")).ok()
}

fn matches(pattern: &LazyLock<Option<Regex>>, words: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(words))
}

/// Returns the body without these blocks.
pub(super) fn sift(found: Sourced, metadata: &Metadata) -> Rendered {
    let Rendered { text, blocks, mut pictures, .. } = found.rendered;
    let seen: Vec<Seen> = blocks.iter().map(|b| seen(b, &text)).collect();
    let weights: Vec<usize> = blocks.iter().zip(&seen).map(|(b, s)| weight(b, &text, *s)).collect();
    let total: usize = weights.iter().sum();
    let first = weights.iter().position(|w| *w > 0).unwrap_or(blocks.len());
    let last = weights.iter().rposition(|w| *w > 0).unwrap_or(blocks.len());
    // Where the last three pieces of running text begin.
    let foot =
        weights.iter().enumerate().rev().filter(|(_, w)| **w > 0).nth(2).map_or(last, |(at, _)| at.max(first + 1));
    let runs = runs_of_links(&blocks, &seen);
    let listed = lists_with_prose(&text, &blocks, &seen);
    let linked = blocks.iter().zip(&seen).filter(|(_, s)| s.leads(80)).count();
    // Where most is links, links are what the page is about.
    let is_index = linked * 2 > blocks.len();
    let squeezed: Vec<String> = blocks.iter().map(|b| squeeze(b.span.of(&text))).collect();
    let names = Names::of(metadata);
    let mut said: HashSet<&str> = HashSet::new();
    let mut before = 0;
    let mut keep = vec![true; blocks.len()];
    for (at, ((block, seen), own)) in blocks.iter().zip(&seen).zip(&squeezed).enumerate() {
        let words = block.span.of(&text).trim();
        let heading = matches!(block.kind, BlockKind::Heading(_));
        let is_late = before * 100 >= total * 60 && total > 0;
        let follows = heading
            && match (matches(&AFTER, words), matches(&MAYBE_AFTER, words)) {
                (true, _) => {
                    (is_late && tail_is_light(&weights, at, total, 30)) || (before >= LONG && are_teasers(&blocks, at))
                }
                (_, true) => is_late && tail_is_light(&weights, at, total, 3),
                _ => false,
            };
        if follows {
            keep.iter_mut().skip(at).for_each(|k| *k = false);
            break;
        }
        before += weights.get(at).copied().unwrap_or_default();
        let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
        let drop = match &block.kind {
            BlockKind::Code { .. } | BlockKind::Preformatted | BlockKind::Rule => false,
            _ => {
                names.is_title(own, heading, at <= first)
                    || (at < first && names.is_head(own, words, *seen, heading))
                    || (at <= first
                        && seen.length <= 120
                        && matches(&DATED, words)
                        && metadata::byline(words).is_some())
                    || (at >= foot && (names.is_foot(words) || is_credit(words, *seen)))
                    || (own.len() >= 200 && !said.insert(own))
                    || matches(&NOISE, words) && seen.length <= 60
                    || is_request(words, *seen) && at * 3 >= first
                    || (at >= foot && seen.length <= 300 && words.to_lowercase().contains("all rights reserved"))
                    || (prose && seen.length <= 240 && matches(&OWNER, words))
                    || (matches(&LABEL, words) && (seen.leads(45) || (words.ends_with(':') && seen.length <= 40)))
                    || (!is_index
                        && prose
                        && seen.leads(80)
                        && !(first < at && at < last && is_own_sentence(runs.get(at).copied(), words))
                        && listed.get(at) != Some(&true)
                        && runs.get(at).is_some_and(|run| leads_elsewhere(*run, words, at < first || at > last)))
                    || (heading && seen.leads(90) && at > last)
            }
        };
        if let Some(k) = keep.get_mut(at) {
            *k = !drop;
        }
    }
    drop_pulled(&blocks, &squeezed, &mut keep);
    drop_labels(&text, &blocks, &mut keep);
    drop_empty_headings(&blocks, &mut keep, last);
    // A picture beside a link that is dropped belongs to another article, one below the text to the page.
    let is_own = |at: usize| match blocks.iter().position(|block| block.span.start == at && !block.span.is_empty()) {
        Some(block) => keep.get(block) == Some(&true) || !seen.get(block).is_some_and(|seen| seen.leads(45)),
        None => false,
    };
    pictures.retain(|picture| is_own(picture.at));
    Rendered { text, blocks, pictures, ..Rendered::default() }.only(&keep)
}

/// Weight of the running text of an article that a long list of others may follow.
const LONG: usize = 1_000;

/// Returns whether only teasers follow a heading: at least four headings, with little more than one block for each.
fn are_teasers(blocks: &[Block], at: usize) -> bool {
    let below = || blocks.iter().skip(at + 1);
    let headings = below().filter(|block| matches!(block.kind, BlockKind::Heading(_))).count();
    headings >= 4 && (below().count() - headings) * 2 <= headings * 3
}

/// Returns whether little running text follows.
fn tail_is_light(weights: &[usize], at: usize, total: usize, percent: usize) -> bool {
    weights.iter().skip(at).sum::<usize>() * 100 <= total * percent
}

/// Returns whether a block is a request to the reader or a note about the page. A block with a quote is not.
fn is_request(words: &str, seen: Seen) -> bool {
    let quoted = || words.matches(['“', '”', '"']).count() >= 2 && seen.length > 160;
    (seen.length <= 400 && matches(&REQUEST, words) && !quoted()) || (seen.length <= 90 && matches(&STAMP, words))
}

/// Returns whether a line says who worked on an article: `Edited by Piet Renner`.
fn is_credit(words: &str, seen: Seen) -> bool {
    const LONGEST: usize = 80;
    const STARTS: [&str; 5] =
        ["Written by ", "Edited by ", "Reviewed by ", "Medically reviewed by ", "Fact checked by "];
    let name = STARTS.iter().find_map(|start| words.strip_prefix(start));
    seen.length <= LONGEST
        && name.is_some_and(|name| name.starts_with(char::is_uppercase) && !name.ends_with(['.', '!', '?']))
}

/// Returns, for each block that is mostly a link, the number of such blocks in a row and their average length.
fn runs_of_links(blocks: &[Block], seen: &[Seen]) -> Vec<(usize, usize)> {
    let mut out = vec![(0, 0); blocks.len()];
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let alike = |(b, s): &(&Block, &Seen)| {
            s.leads(80) && std::mem::discriminant(&b.kind) == std::mem::discriminant(&block.kind)
        };
        let run = blocks.iter().zip(seen).skip(at).take_while(alike).count();
        let length: usize = seen.iter().skip(at).take(run).map(|s| s.length).sum();
        out.iter_mut().skip(at).take(run).for_each(|o| *o = (run, length / run.max(1)));
        at += run.max(1);
    }
    out
}

/// Returns, for each block, whether it is an item of a list in which at least every fourth item has a text besides its links,
/// or which an item of text announces: then the links are a part of the text.
fn lists_with_prose(text: &str, blocks: &[Block], seen: &[Seen]) -> Vec<bool> {
    // More than a name or a date beside a headline.
    const TEXT: usize = 30;
    let mut out = vec![false; blocks.len()];
    let mut at = 0;
    while at < blocks.len() {
        let is_item = |block: &&Block| matches!(block.kind, BlockKind::ListItem { .. });
        let run = blocks.iter().skip(at).take_while(is_item).count();
        let prose =
            seen.iter().skip(at).take(run).filter(|seen| seen.length.saturating_sub(seen.linked) >= TEXT).count();
        if prose > 0 && prose * 4 >= run {
            out.iter_mut().skip(at).take(run).for_each(|listed| *listed = true);
        } else if prose > 0 {
            // A list below an item that announces it belongs to the item.
            let mut announced = None;
            let items = blocks.iter().zip(seen).skip(at).take(run);
            for ((block, seen), listed) in items.zip(out.iter_mut().skip(at)) {
                announced = announced.filter(|depth| block.list_depth > *depth);
                *listed = announced.is_some();
                let words = block.span.of(text).trim();
                if seen.linked == 0 && words.ends_with(':') && !matches(&LABEL, words) {
                    announced = announced.or(Some(block.list_depth));
                }
            }
        }
        at += run.max(1);
    }
    out
}

/// Returns whether a link leads to another article: it is as long as a headline, or one of many outside the text.
fn leads_elsewhere((run, average): (usize, usize), words: &str, outside: bool) -> bool {
    let address = words.starts_with("http") || words.starts_with("www.");
    !address && (average >= 40 || (outside && run >= 2) || words.ends_with(['>', '»', '→']))
}

/// Returns whether a paragraph that is one link belongs to the article: it has whole sentences; headlines have no
/// full stop. At most two such paragraphs follow each other.
fn is_own_sentence(run: Option<(usize, usize)>, words: &str) -> bool {
    let end = words.trim_end_matches(['”', '"', '’', '»', ')']);
    run.is_some_and(|(run, _)| run <= 2)
        && end.ends_with(['.', '!', '?', '。'])
        && words.split_whitespace().count() >= 8
}

/// Drops pull quotes: sentences repeated in large type beside the text.
fn drop_pulled(blocks: &[Block], squeezed: &[String], keep: &mut [bool]) {
    let prose: Vec<(usize, &String)> = squeezed
        .iter()
        .enumerate()
        .filter(|(i, s)| s.len() >= 80 && blocks.get(*i).is_some_and(|b| b.kind == BlockKind::Paragraph))
        .collect();
    for (at, (block, own)) in blocks.iter().zip(squeezed).enumerate() {
        let set_apart = block.quote_depth > 0 || matches!(block.kind, BlockKind::Heading(_));
        if set_apart
            && (30..400).contains(&own.len())
            && prose.iter().any(|(i, other)| {
                i.abs_diff(at) <= 12 && *i != at && other.len() > own.len() && other.contains(own.as_str())
            })
            && let Some(k) = keep.get_mut(at)
        {
            *k = false;
        }
    }
}

/// Drops headings of lists of other articles whose items were all dropped.
fn drop_labels(text: &str, blocks: &[Block], keep: &mut [bool]) {
    for at in 0..blocks.len() {
        let Some(block) = blocks.get(at).filter(|_| keep.get(at) == Some(&true)) else { continue };
        let words = block.span.of(text).trim();
        if words.len() > 60 || !(matches(&LABEL, words) || matches(&AFTER, words) || matches(&MAYBE_AFTER, words)) {
            continue;
        }
        let gone = keep.iter().skip(at + 1).take_while(|k| !**k).count();
        let next = blocks.get(at + 1 + gone);
        let ends = next.is_none_or(|b| !matches!(b.kind, BlockKind::ListItem { .. }));
        if gone > 0
            && ends
            && let Some(k) = keep.get_mut(at)
        {
            *k = false;
        }
    }
}

/// Drops headings at the end with nothing below them.
fn drop_empty_headings(blocks: &[Block], keep: &mut [bool], last: usize) {
    for (at, block) in blocks.iter().enumerate().rev() {
        match keep.get_mut(at) {
            Some(k) if *k && at > last && matches!(block.kind, BlockKind::Heading(_) | BlockKind::Rule) => *k = false,
            Some(false) => {}
            _ => return,
        }
    }
}

/// The title, author and site of the page, for comparison.
struct Names {
    titles: Vec<String>,
    others: Vec<String>,
    author: Option<String>,
}

impl Names {
    fn of(metadata: &Metadata) -> Self {
        let all = |names: [&Option<String>; 2]| -> Vec<String> {
            names.into_iter().flatten().map(|n| squeeze(n)).filter(|n| n.len() >= 4).collect()
        };
        let is_title = |heading: &String| metadata.title.as_ref().is_none_or(|title| says_the_same(heading, title));
        let heading = metadata.heading.clone().filter(is_title);
        Self {
            titles: all([&metadata.title, &heading]),
            others: all([&metadata.byline, &metadata.site]),
            author: metadata.byline.clone().filter(|b| b.len() >= 6 && b.contains(' ')),
        }
    }

    fn is_title(&self, own: &str, heading: bool, early: bool) -> bool {
        self.titles.iter().any(|title| {
            own == title
                || (heading && own.len() >= 20 && title.contains(own) && own.len() * 10 >= title.len() * 7)
                || (heading
                    && early
                    && title.len() >= 20
                    && own.contains(title.as_str())
                    && title.len() * 10 >= own.len() * 7)
        })
    }

    /// Returns whether a block stands between title and text: names, dates, the section.
    fn is_head(&self, own: &str, words: &str, seen: Seen, heading: bool) -> bool {
        (seen.leads(80) && seen.length <= 25)
            || (seen.length <= 90 && matches(&DATED, words) && !words.ends_with(['.', '!', '?', '”', '"']))
            || (seen.length <= 120 && (words.starts_with("By ") || words.starts_with("BY ")))
            || is_credit(words, seen)
            || (seen.length <= 100 && self.others.iter().any(|n| own.starts_with(n.as_str())))
            || (!heading && seen.length <= 20 && !words.ends_with(['.', '!', '?', ':', '”', '"']))
    }

    /// Returns whether a block describes the author at the end.
    fn is_foot(&self, words: &str) -> bool {
        self.author.as_ref().is_some_and(|author| words.starts_with(author.as_str()))
    }
}

/// Returns whether a block has a quote of several words, which boilerplate never has.
pub(super) fn is_quoting(words: &str) -> bool {
    let opens = words.find(['“', '«', '„']).or_else(|| words.find('"'));
    let closes = words.rfind(['”', '»', '“']).or_else(|| words.rfind('"'));
    opens
        .zip(closes)
        .is_some_and(|(from, to)| words.get(from..to).is_some_and(|said| said.split_whitespace().count() >= 3))
}

/// Returns the letters and digits of a text, in lower case.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_patterns() {
        for p in [&LABEL, &NOISE, &REQUEST, &STAMP, &OWNER, &AFTER, &MAYBE_AFTER, &DATED] {
            assert!(p.is_some());
        }
    }
}
