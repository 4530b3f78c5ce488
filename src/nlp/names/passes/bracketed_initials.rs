//! Adds the initials in brackets after the name of a body, and the same initials soon after.
//!
//! ```text
//! the [O|Orrin Farm Board] (OFB) met; the OFB said → the [O|Orrin Farm Board] ([O|OFB]) met; the [O|OFB] said
//! [O|Dunmore Police] ([P|DP]) → [O|Dunmore Police] ([O|DP])
//! the [O|Orrin Farm Board] (TBC) → the [O|Orrin Farm Board] (TBC)
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::{ADDED, insert_free};
use crate::text::Span;

/// The same initials are looked for in this many bytes after the brackets, so that the cost stays linear.
const REACH: usize = 2000;

/// Adds initials that stand for the body before them. Initials with another type become a body.
pub(in crate::nlp) fn add_bracketed_initials(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    let bodies: Vec<Span> = found.iter().filter(|n| n.kind == EntityType::Organisation).map(|n| n.span).collect();
    let initials: Vec<Span> = bodies.into_iter().filter_map(|body| initials_after(text, within, body)).collect();
    let mut extra: Vec<NameSpan> = Vec::new();
    for span in initials {
        let word = span.of(text);
        let rest = text.get(span.start..within.end).unwrap_or_default();
        for (at, _) in rest.match_indices(word).take_while(|(at, _)| *at < REACH) {
            let span = Span::new(span.start + at, span.start + at + word.len());
            if !is_word(text, span) {
                continue;
            }
            let at = found.partition_point(|name| name.span.start < span.start);
            if let Some(same) = found.get_mut(at).filter(|name| name.span == span) {
                same.kind = EntityType::Organisation;
            } else {
                extra.push(NameSpan { kind: EntityType::Organisation, span, confidence: ADDED });
            }
        }
    }
    extra.sort_by_key(|name| name.span.start);
    extra.dedup_by_key(|name| name.span);
    insert_free(found, extra)
}

/// Returns the initials in brackets directly after a name, if they are its initials.
fn initials_after(text: &str, within: Span, name: Span) -> Option<Span> {
    let rest = text.get(name.end..within.end)?;
    let inner = rest.strip_prefix(" (").or_else(|| rest.strip_prefix('('))?;
    let start = name.end + (rest.len() - inner.len());
    let word = inner.split(')').next().filter(|word| word.len() < inner.len())?;
    let fits = (2..=8).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    (fits && stands_for(word, name.of(text))).then(|| Span::new(start, start + word.len()))
}

/// Whether letters are the initials of words in order. Words may be left out, and the last letter may belong to no word.
fn stands_for(letters: &str, words: &str) -> bool {
    let mut left = letters.chars().peekable();
    let firsts = words.split(|c: char| !c.is_alphanumeric()).filter_map(|w| w.chars().next());
    let mut firsts = firsts.map(|c| c.to_ascii_uppercase()).peekable();
    if firsts.peek() != left.peek() {
        return false;
    }
    for first in firsts {
        left.next_if_eq(&first);
    }
    let missing = left.count();
    missing == 0 || missing == 1 && letters.len() > 2
}

/// Whether no letter, digit or hyphen touches a span.
fn is_word(text: &str, span: Span) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '@' | '_' | '.' | '/');
    let before = text.get(..span.start).is_some_and(|before| before.ends_with(is_part));
    let after = text.get(span.end..).is_some_and(|after| after.starts_with(|c: char| c.is_alphanumeric() || c == '@'));
    !before && !after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_for_the_words_of_a_body() {
        for (letters, words) in [
            ("OFB", "Orrin Farm Board"),
            ("UNO", "United Nations Office of Orrin"),
            ("DIMP", "Dunmore Institute of Milling"),
        ] {
            assert!(stands_for(letters, words), "{letters} {words}");
        }
        for (letters, words) in
            [("TBC", "Orrin Farm Board"), ("OB", "Orrin"), ("FB", "Orrin Farm Board"), ("OFBXY", "Orrin Farm Board")]
        {
            assert!(!stands_for(letters, words), "{letters} {words}");
        }
    }

    #[test]
    fn only_whole_words_in_brackets_after_a_body_count() {
        for (text, want) in [
            ("Orrin Farm Board (OFB) and OFB, OFBs, a-OFB, x@OFB", vec!["Orrin Farm Board", "OFB", "OFB"]),
            ("OFB of the Orrin Farm Board(OFB)", vec!["Orrin Farm Board", "OFB"]),
            ("Orrin Farm Board (OFB", vec!["Orrin Farm Board"]),
            ("Orrin Farm Board (the OFB)", vec!["Orrin Farm Board"]),
            ("Orrin Farm Board, (OFB)", vec!["Orrin Farm Board"]),
        ] {
            let at = text.find("Orrin").unwrap_or_default();
            let span = Span::new(at, at + "Orrin Farm Board".len());
            let found = vec![NameSpan { kind: EntityType::Organisation, span, confidence: 0.9 }];
            let got = add_bracketed_initials(text, Span::new(0, text.len()), found);
            assert_eq!(got.iter().map(|n| n.span.of(text)).collect::<Vec<_>>(), want, "{text}");
        }
    }
}
