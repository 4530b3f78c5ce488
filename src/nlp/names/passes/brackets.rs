//! Cuts names at an unpaired bracket.
//!
//! ```text
//! the ([O|UN) General Assembly] → the ([O|UN]) General Assembly
//! ```

use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Cuts names at unpaired brackets and drops names that become empty.
pub(in crate::nlp) fn cut_at_brackets(text: &str, _: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let cut = found.into_iter().map(|name| NameSpan { span: within_brackets(text, name.span), ..name });
    cut.filter(|name| !name.span.is_empty()).collect()
}

/// Returns the part of a name before an unpaired bracket, or after it if nothing precedes it.
fn within_brackets(text: &str, mut span: Span) -> Span {
    for (open, close) in [('(', ')'), ('[', ']')] {
        let mut depth = 0usize;
        let mut lone = None;
        for (at, c) in span.of(text).char_indices() {
            if c == open {
                lone = lone.or(Some(at));
                depth += 1;
            } else if c == close {
                if depth == 0 {
                    lone = Some(at);
                    break;
                }
                depth -= 1;
                lone = lone.filter(|_| depth > 0);
            }
        }
        if let Some(at) = lone {
            let (head, tail) = span.of(text).split_at(at);
            let tail = tail.trim_start_matches([open, close, ' ']);
            span = if head.trim().is_empty() {
                Span::new(span.end - tail.len(), span.end)
            } else {
                Span::new(span.start, span.start + head.trim_end().len())
            };
        }
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_crosses_a_bracket() {
        for (words, want) in [
            ("UN) General Assembly", "UN"),
            ("[National Society", "National Society"),
            ("Reyes (Ana)", "Reyes (Ana)"),
            ("Reyes (Ana", "Reyes"),
            ("(UN)", "(UN)"),
            ("a) b)", "a"),
            (")", ""),
        ] {
            assert_eq!(within_brackets(words, Span::new(0, words.len())).of(words), want, "{words}");
        }
    }
}
