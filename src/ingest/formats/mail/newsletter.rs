//! Removes the text that newsletters put around their content: links to other versions, reasons for the e-mail, and
//! how to unsubscribe.
//!
//! Only unmistakable text is removed, and only at both ends: personal e-mails lose nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::formats::html;
use crate::ingest::rendered::Rendered;
use crate::text::{Block, BlockKind};

/// Maximum number of blocks before the content.
const HEAD: usize = 12;

/// Matches links to other versions.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:view|read|open|see|listen to) (?:this|it|the|in|on|online)\b.{0,60}\b(?:browser|app|online|web|website|here|page)\b|(?:view|read|open) (?:online|in (?:your )?browser|in app|web version)|web version|online version|forwarded (?:this|to you|by a friend)|was this (?:e-?mail |newsletter )?forwarded|(?:having )?(?:trouble|problems?) (?:viewing|reading|seeing)|(?:is this|this) (?:e-?mail|newsletter) (?:not )?(?:displaying|looking)|can['’]t (?:see|read|view) (?:this|the|images)|add (?:us|.{3,60}@\S+) to your (?:address book|contacts|safe)|sign up (?:here|now)|subscribe(?: here| now)?$|unsubscribe$|read in app$|listen(?: now)?$|share(?: this| it)?$|im browser (?:ansehen|öffnen)|online ansehen)",
    )
});
/// Matches reasons for the e-mail and ways to unsubscribe.
static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?:\bunsubscribe\b|\bmanage (?:your )?(?:e-?mail |newsletter )?(?:preferences|subscriptions?|settings)|\bupdate your (?:e-?mail )?(?:preferences|profile)|^you(?:['’]re| are| have been)? (?:currently |now )?(?:a (?:free|paid) subscriber|receiv(?:ed|ing) this|subscribed (?:to|as)|getting this)|^you (?:have )?received this|^this (?:e-?mail|message|newsletter) (?:was|has been) sent|\bno longer wish to receive|^why (?:did i get|am i getting) this|^(?:©|\(c\)|copyright\b).{0,12}(?:19|20)\d\d|\ball rights reserved\b|\bvom newsletter abmelden|\bnewsletter abbestellen|\bse désabonner\b|\bdarse de baja\b)",
    )
});
/// Matches the available actions.
static DEEDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:leave a )?comments?|(?:\d+ )?likes?|restack|share(?: this.{0,30}| it)?|tweet(?: this)?|forward(?: to a friend)?|reply|donate|subscribe(?: now)?|upgrade(?: to paid)?|read in app|follow us.{0,60}|facebook|twitter|x|instagram|linkedin|youtube)[.!→ ]*$",
    )
});

/// Compiles a constant pattern; a test compiles them all.
fn pattern(source: &str) -> Option<Regex> {
    Regex::new(&format!("(?i){source}")).ok()
}

fn matches(pattern: &LazyLock<Option<Regex>>, words: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(words))
}

/// Returns the text without the surrounding parts. A line with only the name of the sender (`from`) is removed, too.
pub(in crate::ingest) fn trim(rendered: Rendered, from: Option<&str>) -> Rendered {
    let words = |block: &Block| block.span.of(&rendered.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let length = |block: &Block| block.span.of(&rendered.text).chars().count();
    let total: usize = rendered.blocks.iter().map(length).sum();
    let mut keep = vec![true; rendered.blocks.len()];
    let mut before = 0;
    for (at, block) in rendered.blocks.iter().enumerate() {
        let (own, length) = (words(block), length(block));
        let drop_here = match block.kind {
            BlockKind::Rule | BlockKind::Code { .. } => false,
            _ => length <= 160 && at < HEAD && (matches(&BEFORE, &own) || (at > 0 && from == Some(own.as_str()))),
        };
        // Below most of the text, and with hardly any more to come.
        let left = total.saturating_sub(before);
        if at > 0 && length <= 600 && left * 100 <= total.max(600) * 30 && matches(&AFTER, &own) {
            keep.iter_mut().skip(at).for_each(|k| *k = false);
            break;
        }
        before += length;
        if let Some(k) = keep.get_mut(at) {
            *k = !drop_here;
        }
    }
    let cut = keep.iter().rposition(|k| *k).map_or(0, |last| last + 1);
    if cut < rendered.blocks.len() {
        // What stands above the cut belongs to it: buttons, lines, links to the same page elsewhere.
        for (at, block) in rendered.blocks.iter().enumerate().take(cut).skip(1).rev() {
            let own = words(block);
            let is_button = matches(&DEEDS, &own) || (own.len() <= 24 && html::is_link(block, &rendered.text));
            if !(block.kind == BlockKind::Rule || is_button) {
                break;
            }
            if let Some(k) = keep.get_mut(at) {
                *k = false;
            }
        }
    }
    if keep.iter().all(|k| *k) {
        return rendered;
    }
    let trimmed = rendered.only(&keep);
    if trimmed.text.is_empty() { rendered } else { Rendered { title: rendered.title, ..trimmed } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed(html: &str) -> Vec<String> {
        let out = trim(html::render(html, None), Some("Jo Hale"));
        out.blocks.iter().filter(|b| b.kind != BlockKind::Rule).map(|b| b.span.of(&out.text).to_owned()).collect()
    }

    const BODY: &str = "<p>The council of Orrin Bay voted on Tuesday night to close the upper footbridge for eleven \
        months, a decision that “nobody in this room wanted to take,” as the mayor put it.</p>\
        <p>“We have asked for a second boat for eleven years,” said Tomas Okafor, who runs the harbour office.</p>";

    #[test]
    fn the_patterns_are_patterns() {
        for p in [&BEFORE, &AFTER, &DEEDS] {
            assert!(p.is_some());
        }
    }

    #[test]
    fn what_a_newsletter_puts_around_its_text_goes() {
        let html = format!(
            "<p>Forwarded this email? <a href=x>Subscribe here</a> for more</p><h1>The bridge</h1><p>Jo Hale</p>\
             <p><a href=a>READ IN APP</a></p>{BODY}<hr><p><a href=l>Like</a></p><p><a href=r>Restack</a></p>\
             <p>You’re currently a free subscriber to The Pier.</p><p>© 2024 Jo Hale<br>548 Market Street</p>\
             <p><a href=u>Unsubscribe</a></p>"
        );
        let found = trimmed(&html);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert_eq!(found[0], "The bridge");
        assert!(found[2].starts_with("“We have asked"));
    }

    #[test]
    fn letters_lose_nothing() {
        let html = format!("<p>Dear Jo,</p>{BODY}<p>Could you forward this to Ann?</p><p>Best,</p><p>Tomas</p>");
        assert_eq!(trimmed(&html).len(), 6);
        // Somebody writes about it at length.
        let html = format!("<p>Hi,</p><p>How do I unsubscribe from the list?</p>{BODY}{BODY}");
        assert_eq!(trimmed(&html).len(), 6);
    }
}
