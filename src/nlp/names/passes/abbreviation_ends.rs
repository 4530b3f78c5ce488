//! Completes names that end within an abbreviation: adds the last dot, and `Today` after `USA`.
//!
//! ```text
//! the [L|U.S]. income → the [L|U.S.] income
//! via [L|USA] Today, he → via [O|USA Today], he
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lists::{Written, abbreviations};
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Adds the last dot to abbreviations, and `Today` to `USA`.
pub(in crate::nlp) fn complete_abbreviations(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for name in &mut found {
        complete(text, within, name);
    }
    found
}

fn complete(text: &str, within: Span, name: &mut NameSpan) {
    let words = name.span.of(text);
    let rest = text.get(name.span.end..within.end).unwrap_or_default();
    let dotted = words.contains('.') && words.split('.').all(|part| part.chars().count() == 1);
    let is_state = || abbreviations(Written::State).iter().any(|state| state.written.strip_suffix('.') == Some(words));
    if rest.starts_with('.') && name.kind != EntityType::Person && (dotted || is_state()) {
        name.span.end += 1;
    } else if words == "USA"
        && let Some(paper) = [" Today", " TODAY"].into_iter().find(|paper| rest.starts_with(paper))
    {
        name.span.end += paper.len();
        name.kind = EntityType::Organisation;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityType::{Organisation, Other, Person, Place};

    /// From news: `U.S` without its dot, and `USA` for `USA Today`.
    #[test]
    fn abbreviations_are_complete() {
        for (text, kind, name, want) in [
            ("the U.S. income", Place, "U.S", (Place, "U.S.")),
            ("R-Ariz., lost", Place, "Ariz", (Place, "Ariz.")),
            ("J.B. Ek", Person, "J.B", (Person, "J.B")),
            ("via USA Today, he", Place, "USA", (Organisation, "USA Today")),
            ("US Open", Other, "US Open", (Other, "US Open")),
        ] {
            let at = text.find(name).unwrap_or_default();
            let mut found = NameSpan { kind, span: Span::new(at, at + name.len()), confidence: 0.9 };
            complete(text, Span::new(0, text.len()), &mut found);
            assert_eq!((found.kind, found.span.of(text)), want);
        }
    }
}
