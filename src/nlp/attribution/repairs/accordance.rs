//! Tells the rules by which something is done from the source of a report.
//!
//! ```text
//! They protect farmers according to international law.     no report
//! Farmers are safe, according to the resolution.           a report
//! ```

use crate::nlp::data::lists::List;
use crate::nlp::draft::EncoderAttribution;

/// Whether `according to` names the rules by which something is done.
pub(in crate::nlp::attribution) fn is_rule(text: &str, found: &EncoderAttribution) -> bool {
    let (Some(cue), Some(source), Some(last)) = (found.cue, found.source, found.content.last()) else { return false };
    let joined = last.end <= cue.start && text.get(last.end..cue.start).is_some_and(|gap| gap.trim().is_empty());
    // `Resolution 2254`
    let words = source.of(text).trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let head = words.rsplit(' ').next().unwrap_or_default().to_lowercase();
    found.is_according(text) && joined && List::Norm.has(&head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// From a joint statement: “international humanitarian law” stood as the speaker.
    #[test]
    fn a_rule_reports_nothing() {
        for (text, source, want) in [
            ("They protect farmers according to international law.", "international law", true),
            ("They protect farmers according to UN Resolution 2254.", "UN Resolution 2254", true),
            ("They protect farmers, according to the resolution.", "the resolution", false),
            ("They protect farmers according to the mayor.", "the mayor", false),
        ] {
            let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len()));
            let found = EncoderAttribution {
                source: span(source),
                cue: span("according to"),
                content: span("They protect farmers").into_iter().collect(),
                confidence: 0.9,
            };
            assert_eq!(is_rule(text, &found), want, "{text}");
        }
    }
}
