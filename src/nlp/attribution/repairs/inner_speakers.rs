//! Finds the speaker within words that stand before `according to`: the body after it only passes them on.
//!
//! ```text
//! China will send doctors, said Li Wei, according to [the agency].     the agency → Li Wei
//! “It is late,” Li Wei said in a speech, according to [the agency].    the agency → Li Wei
//! ```

use crate::nlp::data::lexicon::{self, class, form, frame};
use crate::nlp::draft::EncoderAttribution;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Maximum number of words of a source, or after the cue.
const LONGEST: usize = 6;

/// Returns the attributions, each with the speaker within its content. `names` are the names of the block.
pub(in crate::nlp::attribution) fn resolve(
    text: &str,
    syntax: &BlockSyntax,
    names: &[Span],
    found: &[EncoderAttribution],
) -> Vec<EncoderAttribution> {
    let mut out = found.to_vec();
    for (n, one) in found.iter().enumerate() {
        let Some(inner) = within_content(text, syntax, names, one) else { continue };
        // Of two attributions with the same cue, the inner one stays.
        let is_replaced = |cue: Span| one.cue == Some(cue) || inner.cue.is_some_and(|own| own.overlaps(cue));
        out.retain(|other| !other.cue.is_some_and(is_replaced));
        out.insert(n.min(out.len()), inner);
    }
    out
}

/// Returns `found` with the cue and the source at the end of its content.
fn within_content(
    text: &str,
    syntax: &BlockSyntax,
    names: &[Span],
    found: &EncoderAttribution,
) -> Option<EncoderAttribution> {
    let cue = found.cue.filter(|_| found.is_according(text))?;
    let (last, before) = found.content.split_last().filter(|(last, _)| last.end <= cue.start)?;
    let (end, cue, source) = after_comma(text, *last).or_else(|| after_quotation(text, syntax, names, *last))?;
    let content = before.iter().copied().chain([Span::new(last.start, end)]).collect();
    Some(EncoderAttribution { content, source: Some(source), cue: Some(cue), ..found.clone() })
}

/// Reads `…, said Li Wei`: the end of what was said, the cue and the source.
fn after_comma(text: &str, content: Span) -> Option<(usize, Span, Span)> {
    let (said, clause) = content.of(text).rsplit_once(", ")?;
    let (verb, source) = clause.split_once(' ')?;
    let other = class::PREP | class::AUX | class::PRONOUN | class::OBJECT | class::CONJ;
    let plain = source.split_whitespace().all(|w| lexicon::look_up(&w.to_lowercase()).class & other == 0);
    let named = source.rsplit(' ').next().is_some_and(|w| w.starts_with(char::is_uppercase));
    let short = source.split_whitespace().count() <= LONGEST;
    let at = content.start + said.len() + ", ".len();
    let cue = Span::new(at, at + verb.len());
    (speaks(verb) && plain && named && short && said.contains(' '))
        .then(|| (content.start + said.len(), cue, Span::new(cue.end, content.end).trim(text)))
}

/// Reads `“…,” Li Wei said in a speech`: the end of what was said, the cue and the source.
fn after_quotation(text: &str, syntax: &BlockSyntax, names: &[Span], content: Span) -> Option<(usize, Span, Span)> {
    let quoted = syntax.regions.iter().rfind(|r| r.depth == 0 && r.closed && content.covers(r.span))?.span;
    let tail = Span::new(quoted.end, content.end).trim(text);
    let source = names.iter().find(|n| n.start == tail.start && n.end < tail.end)?;
    let rest = text.get(source.end..tail.end)?.strip_prefix(' ')?;
    let verb = rest.split(' ').next()?;
    let short = rest.split(' ').count() <= LONGEST && !rest.contains(',');
    let cue = Span::new(source.end + 1, source.end + 1 + verb.len());
    (speaks(verb) && short).then_some((quoted.end, cue, *source))
}

/// Whether a word is a form of a reporting verb: `said`, `adds`.
fn speaks(verb: &str) -> bool {
    let entry = lexicon::look_up(verb).verb;
    entry.is_some_and(|v| v.frame & frame::SAY != 0 && v.form & (form::PAST | form::S) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;
    use crate::nlp::testing::{Marked, marked, shipped};

    /// Returns content, cue and source: `⟦…⟧` is the content, `⟨…⟩` the cue, `[…]` are names.
    fn read(sentence: &str) -> Option<(String, String, String)> {
        let Marked { text, part, cue, names } = marked(sentence);
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(&text, all, quotation_marks::regions(&text, all, None), false);
        let found = EncoderAttribution { content: vec![part], source: None, cue: Some(cue), confidence: 0.9 };
        let of = |s: Span| s.of(&text).to_owned();
        let inner = within_content(&text, &syntax, &names, &found)?;
        Some((of(*inner.content.first()?), of(inner.cue?), of(inner.source?)))
    }

    #[test]
    fn the_end_of_the_content_names_the_speaker() {
        for (marked, want) in [
            ("⟦It must sail, said [Li Wei]⟧, ⟨according to⟩ [Coast].", Some(("It must sail", "said", "Li Wei"))),
            (
                "⟦“It must sail,” [Li Wei] said in a speech⟧, ⟨according to⟩ [Coast].",
                Some(("“It must sail,”", "said", "Li Wei")),
            ),
            ("⟦It must sail⟧, ⟨according to⟩ [Coast].", None),
            ("⟦It must sail, said the men with the oars⟧, ⟨according to⟩ [Coast].", None),
            ("⟦“Sail,” [Li Wei]’s ferry, is late⟧, ⟨according to⟩ [Coast].", None),
        ] {
            let found = read(marked);
            let found = found.as_ref().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()));
            assert_eq!(found, want, "{marked}");
        }
    }

    /// From a report of an agency on another one’s: the agency was the speaker, and the name a part of what it said.
    #[test]
    fn who_said_it_speaks_not_who_passes_it_on() {
        let text = "China will send more doctors to the north, said Li Wei, according to Xinhua.";
        shipped().speakers(text, &[("more doctors", "Li Wei")]);
        let text = "China will send more doctors to the north, according to Xinhua.";
        shipped().speakers(text, &[("more doctors", "Xinhua")]);
    }
}
