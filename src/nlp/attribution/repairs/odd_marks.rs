//! Cuts a content at a quotation that a second opening mark closes: `“We wait.“ She left. Nobody spoke.`

use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Returns `part` without the narration after or before the quotation. `cue` is the cue of the attribution.
pub(in crate::nlp::attribution) fn cut(text: &str, syntax: &BlockSyntax, part: Span, cue: Option<Span>) -> Span {
    let first = syntax.regions.partition_point(|r| r.span.start < part.start);
    let inside = syntax.regions.iter().skip(first).take_while(|r| r.span.end <= part.end).filter(|r| r.depth == 0);
    let odd = inside.clone().find(|r| r.closed && r.span.of(text).ends_with('“') && r.span.end < part.end);
    let (Some(odd), Some(last)) = (odd, inside.last()) else { return part };
    if odd.span.start > part.start {
        return part;
    }
    match cue {
        Some(cue) if cue.start >= part.end && last.span.start > odd.span.end => Span::new(last.span.start, part.end),
        _ => odd.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;

    #[test]
    fn a_quotation_ends_at_its_second_opening_mark() {
        for (text, cue, want) in [
            ("“We wait.“ She left. Nobody spoke.", None, "“We wait.“"),
            ("“We wait“. She left. “Go,” said Holt.", Some("said"), "“Go,”"),
            ("“We wait.” She left. “Go,” said Holt.", Some("said"), "“We wait.” She left. “Go,”"),
        ] {
            let all = Span::new(0, text.len());
            let syntax = BlockSyntax::read(text, all, quotation_marks::regions(text, all, None), false);
            let cue = cue.map(|c| text.find(c).map(|at| Span::new(at, at + c.len())).unwrap());
            let end = cue.map_or(text.len(), |c| c.start - 1);
            assert_eq!(cut(text, &syntax, Span::new(0, end), cue).of(text), want, "{text}");
        }
    }
}
