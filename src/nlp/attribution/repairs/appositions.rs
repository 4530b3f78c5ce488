//! Moves an office that was taken for reported words to its source: it stands between a quotation and a name in
//! apposition.
//!
//! ```text
//! “It is open,” [the head of the port], Anna Feld, said …     the head of the port → to Anna Feld
//! ```

use crate::nlp::data::lexicon::class;
use crate::nlp::draft::EncoderAttribution;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Maximum number of words of an office.
const LONGEST: usize = 10;

/// Returns `found` with the office as a part of its source.
pub(in crate::nlp::attribution) fn to_source(
    text: &str,
    syntax: &BlockSyntax,
    names: &[Span],
    found: &EncoderAttribution,
) -> Option<EncoderAttribution> {
    let (cue, source) = (found.cue?, found.source?);
    let (last, before) = found.content.split_last()?;
    let between = |from: usize, to: usize| text.get(from..to).map(str::trim);
    let beside = between(last.end, source.start)? == "," && matches!(between(source.end, cue.start)?, "" | ",");
    if !beside || !names.iter().any(|n| n.start == source.start) {
        return None;
    }
    let quoted = syntax.regions.iter().rfind(|r| r.depth == 0 && r.span.end <= last.end)?.span;
    let start = quoted.end.max(last.start);
    let office = Span::new(start, last.end).trim(text);
    // Nothing stands between the quotation and the office, and nothing of the quotation is left out.
    let touches = between(quoted.end, office.start)?.is_empty();
    let whole = quoted.start <= last.start || before.last().is_none_or(|b| b.end <= quoted.end);
    if office.is_empty() || !touches || !whole || !is_office(text, syntax, office) {
        return None;
    }
    let mut content: Vec<Span> = before.iter().copied().filter(|b| !b.overlaps(quoted)).collect();
    content.push(quoted);
    Some(EncoderAttribution { content, source: Some(Span::new(office.start, source.end)), ..found.clone() })
}

/// Whether the words are a noun phrase with an article or a role, without a verb: `the president of the board`.
fn is_office(text: &str, syntax: &BlockSyntax, words: Span) -> bool {
    let from = syntax.chunks.partition_point(|c| c.span.start < words.start);
    let to = syntax.chunks.partition_point(|c| c.span.start < words.end);
    let Some(chunks) = syntax.chunks.get(from..to) else { return false };
    let verbs = chunks.iter().any(|c| c.is(class::AUX | class::PRONOUN | class::WH | class::SUB));
    let opens = chunks.first().is_some_and(|c| c.is(class::DET | class::POSSESSIVE | class::ROLE));
    // The head of the phrase is a role: `the president of the board`, but not `the dawn of the movement`.
    let head = chunks.iter().take_while(|c| !c.is(class::PREP)).last();
    let role = head.is_some_and(|c| c.is(class::ROLE | class::PEOPLE));
    opens && role && !verbs && words.of(text).split_whitespace().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From a report on an election: the office was the content, and the quotation had no speaker.
    #[test]
    fn an_office_before_a_name_belongs_to_the_source() {
        let text = "‘We counted every vote and found no fault,’ the president of the board, Erik Holt remarked.";
        shipped().speakers(text, &[("every vote", "Erik Holt")]);
        shipped().said(
            "[C:“The bridge will open in spring,”] [S:the head of the port, Anna Feld,] [Q:said] on Monday.",
            "Anna Feld",
        );
    }
}
