//! Initials before a person's name belong to the name: `G.K. Butterfield`.

use crate::nlp::EntityType;
use crate::nlp::draft::NameSpan;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Returns the span of a name with the initials before it.
pub(super) fn with_initials(text: &str, syntax: &BlockSyntax, entity: &NameSpan) -> Span {
    let mut span = entity.span;
    if entity.kind != EntityType::Person {
        return span;
    }
    let mut at = syntax.tokens.partition_point(|t| t.span.end <= span.start);
    while let Some(token) = at.checked_sub(1).and_then(|b| syntax.tokens.get(b)) {
        let words = token.span.of(text);
        let gap = text.get(token.span.end..span.start).unwrap_or("?");
        if !words.ends_with('.') || !is_initials(words) || !gap.trim_matches(' ').is_empty() {
            break;
        }
        span.start = token.span.start;
        at -= 1;
    }
    span
}

/// Whether a word consists of initials only: `G`, `G.K`.
pub(super) fn is_initials(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.split('.').all(|part| part.chars().count() < 2)
        && word.chars().count() < 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;

    #[test]
    fn initials_belong_to_people() {
        for (text, name, kind, want) in [
            ("Rep. G.K. Butterfield spoke", "Butterfield", EntityType::Person, "G.K. Butterfield"),
            ("J. R. Holt spoke", "Holt", EntityType::Person, "J. R. Holt"),
            ("the U.S. Senate sat", "Senate", EntityType::Organisation, "Senate"),
            ("He left. Holt stayed", "Holt", EntityType::Person, "Holt"),
        ] {
            let whole = Span::new(0, text.len());
            let syntax = BlockSyntax::read(text, whole, quotation_marks::regions(text, whole, None), false);
            let at = text.find(name).unwrap();
            let found = NameSpan { kind, span: Span::new(at, at + name.len()), confidence: 0.9 };
            assert_eq!(with_initials(text, &syntax, &found).of(text), want);
        }
    }
}
