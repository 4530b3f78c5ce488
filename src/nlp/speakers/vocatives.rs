//! Vocatives, which name the addressee of a quote: `“Miss Harrow,” she called`, `“Cast off, Mr Brack.”`
//!
//! The addressee is not the speaker. He, Barbosa and Kondrak (2013) use the same constraint for novels.

use crate::nlp::EntityType;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::data::lists::List;
use crate::nlp::draft::Names;
use crate::nlp::syntax::quotation_marks;
use crate::text::Span;

/// Returns the only person whom a quote addresses by name, at its beginning or its end.
pub(in crate::nlp) fn addressed(text: &str, content: &[Span], names: &Names) -> Option<usize> {
    let mut found = None;
    for part in content {
        let words = part.of(text);
        let lead =
            words.len() - words.trim_start_matches(|c: char| quotation_marks::is_mark(c) || c.is_whitespace()).len();
        let inner = Span::new(part.start + lead, part.end);
        if lead == 0 && !words.ends_with(quotation_marks::is_mark) {
            continue;
        }
        let from = names.mentions.partition_point(|m| m.span.start < inner.start);
        let inside = names.mentions.iter().skip(from).take_while(|m| m.span.end <= inner.end);
        for mention in inside {
            let person = names.entities.get(mention.entity).is_some_and(|e| e.kind == EntityType::Person);
            let start = mention.title.map_or(mention.span.start, |t| t.start.min(mention.span.start));
            let before = text.get(inner.start..start.max(inner.start)).unwrap_or_default();
            let after = text.get(mention.span.end..inner.end).unwrap_or_default();
            let rest = after.trim_start_matches(['.', '!', '?', '…', ',']);
            let closes =
                rest.chars().all(|c| quotation_marks::is_mark(c) || c.is_whitespace()) && rest.len() < after.len();
            let opens = before.is_empty() && after.starts_with([',', '!']);
            if person && (opens || closes && before.trim_end().ends_with(',')) {
                match found {
                    Some(other) if other != mention.entity => return None,
                    _ => found = Some(mention.entity),
                }
            }
        }
    }
    found
}

/// Whether a description can be of a listener: `reporters`, `the board`, but not the object of `requested anonymity` or
/// the adverb of `asks rhetorically`.
pub(in crate::nlp) fn can_listen(name: &str) -> bool {
    let class_of = |w: &str| lexicon::look_up(&w.to_lowercase()).class;
    let head = name.split_whitespace().take_while(|w| class_of(w) & class::PREP == 0).last().unwrap_or_default();
    let abstracts = ["tion", "ity", "ness", "ism", "ly"].iter().any(|end| head.ends_with(end));
    !abstracts || class_of(head) & (class::ROLE | class::PEOPLE | class::BODY) != 0 || List::GroupNoun.has(head)
}

#[cfg(test)]
mod tests {
    use super::can_listen;

    /// From a series of articles: `requested anonymity` was speech to “anonymity”.
    #[test]
    fn a_listener_is_no_abstract_thing() {
        for listener in [
            "reporters",
            "his family",
            "the city",
            "the administration",
            "the opposition",
            "the community",
            "crowd of 1,300",
        ] {
            assert!(can_listen(listener), "{listener}");
        }
        for other in ["anonymity", "rhetorically", "assertion", "all vaccination of children"] {
            assert!(!can_listen(other), "{other}");
        }
    }
}
