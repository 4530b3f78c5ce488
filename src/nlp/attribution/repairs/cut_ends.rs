//! Repairs a content that stops within a phrase or within a quotation.
//!
//! ```text
//! [blame them for the crisis that has] caused unrest. → [blame them for the crisis that has caused unrest]
//! [sales fall in May, and] the shop is closing        → [sales fall in May]
//! [knows that “he will be] the king.”                 → [knows that “he will be the king.”]
//! ```

use crate::nlp::data::lexicon::{self, List, class, form};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::{Span, TokenKind};

/// Maximum number of bytes that are added.
const REACH: usize = 240;

/// Returns `part` with the rest of the phrase or quotation in which it stops. `taken` tells whether another attribution
/// or the cue has a span.
pub(in crate::nlp::attribution) fn complete(
    text: &str,
    syntax: &BlockSyntax,
    part: Span,
    taken: impl Fn(Span) -> bool,
) -> Span {
    let rest = text.get(part.end..syntax.span.end).unwrap_or_default();
    let goes_on = rest.starts_with([' ', '\u{a0}']) && rest.trim_start().starts_with(char::is_alphanumeric);
    if !goes_on {
        return part;
    }
    let at = syntax.regions.partition_point(|r| r.span.start < part.end);
    let region = syntax.regions.get(..at).unwrap_or_default().iter().rev().find(|r| r.depth == 0);
    if let Some(region) = region.filter(|r| r.closed && r.span.end > part.end) {
        let more = Span::new(part.end, region.span.end);
        if more.len() <= REACH && !taken(more) {
            return part.join(more);
        }
        let before = Span::new(part.start, region.span.start.max(part.start)).trim(text);
        // `announced he would seek treatment to | “begin healing …,” he said`: the quotation has its own attribution.
        return if before.len() > REACH / 4 && taken(more) { before } else { part };
    }
    let last = part.of(text).rsplit(char::is_whitespace).next().unwrap_or_default();
    let bits = lexicon::look_up(&last.to_lowercase()).class;
    if matches!(last, "and" | "or" | "but") {
        let kept = part.of(text).len() - last.len();
        let kept = part.of(text).get(..kept).unwrap_or_default().trim_end_matches([' ', ',', '\u{a0}']);
        return Span::new(part.start, part.start + kept.len());
    }
    let next = rest.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let participle =
        next.ends_with("ed") || lexicon::look_up(next).verb.is_some_and(|v| v.form & form::PARTICIPLE != 0);
    let stops =
        List::Dangling.has(last) || bits & (class::HAVE | class::MODAL) != 0 || bits & class::BE != 0 && participle;
    if !stops {
        return part;
    }
    // `Trump, the` | `presumptive nominee`: a new phrase begins.
    let kept = part.of(text).strip_suffix(last).unwrap_or_default().trim_end();
    if let Some(kept) = kept.strip_suffix(',').filter(|kept| !kept.is_empty()) {
        return Span::new(part.start, part.start + kept.len());
    }
    let first = syntax.tokens.partition_point(|t| t.span.start < part.end);
    let sentence = syntax.sentences.get(syntax.sentences.partition_point(|s| s.end <= part.end));
    let limit = sentence.map_or(part.end, |s| s.end).min(part.end + REACH);
    let ends = |words: &str| matches!(words, "," | ";" | ":" | "." | "!" | "?" | "—" | "–" | "(" | "\"" | "“");
    let more = syntax
        .tokens
        .iter()
        .skip(first)
        .take_while(|t| t.span.end <= limit && !(t.kind == TokenKind::Punctuation && ends(t.span.of(text))));
    match more.last() {
        Some(last) if !taken(Span::new(part.end, last.span.end)) => part.join(last.span),
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;

    #[test]
    fn a_content_does_not_stop_within_a_phrase() {
        for (text, part, taken, want) in [
            (
                "They blame him for the crisis that has caused unrest. He left.",
                "him for the crisis that has",
                false,
                "him for the crisis that has caused unrest",
            ),
            (
                "They blame him for the crisis that has caused unrest. He left.",
                "him for the crisis that has",
                true,
                "him for the crisis that has",
            ),
            (
                "It says sales fall in May, and the shop is closing.",
                "sales fall in May, and",
                false,
                "sales fall in May",
            ),
            ("She knows that “he will be the king.” Go.", "that “he will be", false, "that “he will be the king.”"),
            ("It says sales fall in May.", "sales fall in May", false, "sales fall in May"),
            ("They support Renner, the nominee of May.", "Renner, the", false, "Renner"),
            ("It says prices went up in May.", "prices went up", false, "prices went up"),
            ("It says it fell by, he said, ten.", "it fell by", false, "it fell by"),
        ] {
            let all = Span::new(0, text.len());
            let syntax = BlockSyntax::read(text, all, quotation_marks::regions(text, all, None), false);
            let at = text.find(part).unwrap();
            let whole = complete(text, &syntax, Span::new(at, at + part.len()), |_| taken);
            assert_eq!(whole.of(text), want, "{text}");
        }
    }
}
