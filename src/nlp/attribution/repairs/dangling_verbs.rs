//! Repairs a content that stops at a reporting participle without its clause.
//!
//! ```text
//! [Holt advised Renner to stay, saying] that the ferry leaks → [Holt advised Renner to stay, saying that the ferry leaks]
//! [Holt advised Renner to stay, saying] → [Holt advised Renner to stay]
//! ```

use crate::nlp::data::lists::List;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Returns `part` with the clause of its last word, or without its last word. `taken` tells whether another attribution
/// has a span.
pub(in crate::nlp::attribution) fn complete(
    text: &str,
    syntax: &BlockSyntax,
    part: Span,
    taken: impl Fn(Span) -> bool,
) -> Span {
    let words = part.of(text);
    let cut = words.rsplit_once(", ").filter(|(before, last)| !before.is_empty() && List::NeedsClause.has(last));
    let Some((before, _)) = cut else {
        return part;
    };
    let sentence = syntax.sentences.get(syntax.sentences.partition_point(|s| s.end <= part.end));
    let rest = sentence.and_then(|s| text.get(part.end..s.end)).unwrap_or_default();
    let clause = rest.trim_end().trim_end_matches(['.', '!', '?']);
    let whole = Span::new(part.end, part.end + clause.len());
    if clause.starts_with(" that ") && !clause.contains(['"', '“', '”']) && !taken(whole) {
        return part.join(whole);
    }
    Span::new(part.start, part.start + before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_does_not_stop_at_a_participle() {
        let text = "He said Holt told Renner to stay, saying that the ferry leaks. Holt came, saying “no”.";
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, all, Vec::new(), false);
        let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        let complete = |words: &str, taken: bool| super::complete(text, &syntax, span(words), |_| taken).of(text);
        assert_eq!(
            complete("Holt told Renner to stay, saying", false),
            "Holt told Renner to stay, saying that the ferry leaks"
        );
        assert_eq!(complete("Holt told Renner to stay, saying", true), "Holt told Renner to stay");
        assert_eq!(complete("Holt came, saying", false), "Holt came");
        assert_eq!(complete("Holt told Renner to stay", false), "Holt told Renner to stay");
    }
}
