//! Splits a content at a second reporting verb of the same speaker.
//!
//! ```text
//! Holt tweeted [that Renner was “a con”] and encouraged [voters to “check out” his songs]
//! Holt said [he would order a review] and warned [against thieves]
//! ```
//!
//! In `Holt said that Renner lied and told everyone to leave` the second verb can be Renner's: it has the form of `lied`.
//! In `Holt said she was tired and hoped to sleep` it belongs to `she`. There the content stays whole.

use crate::nlp::data::lexicon::{class, form, frame};
use crate::nlp::draft::{AttributionDraft, How, Quoted};
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind};
use crate::text::Span;

/// Confidence of the second attribution as a part of the first one's.
const SECOND: f32 = 0.9;

/// Splits the contents of `found` at the cues of `ruled`. `quoted` tells how much of a content is quoted.
pub(in crate::nlp::attribution) fn split(
    text: &str,
    syntax: &BlockSyntax,
    ruled: &[AttributionDraft],
    quoted: impl Fn(&[Span]) -> Quoted,
    found: &mut Vec<AttributionDraft>,
) {
    let cues: Vec<Span> = found.iter().filter_map(|a| a.cue).collect();
    let mut seconds = Vec::new();
    for first in found.iter_mut() {
        let free = |r: &&AttributionDraft| r.cue.is_some_and(|c| !cues.iter().any(|own| own.overlaps(c)));
        let at = ruled.iter().filter(free).find_map(|r| joined_at(text, syntax, first, r).map(|at| (at, r)));
        let Some((at, rule)) = at else { continue };
        let Some(last) = first.content.last_mut() else { continue };
        let end = last.end;
        *last = Span::new(last.start, at);
        first.quoted = quoted(&first.content);
        let content: Vec<Span> = rule.content.iter().filter(|c| c.start > at && c.start < end).copied().collect();
        if content.is_empty() {
            continue;
        }
        seconds.push(AttributionDraft {
            quoted: quoted(&content),
            content,
            source: first.source,
            antecedent: first.antecedent,
            confidence: first.confidence * SECOND,
            ..rule.clone()
        });
    }
    found.extend(seconds);
}

/// Returns the end of the content of `first` before the conjunction with the cue of `rule`.
fn joined_at(text: &str, syntax: &BlockSyntax, first: &AttributionDraft, rule: &AttributionDraft) -> Option<usize> {
    let (source, cue, next) = (first.source?, first.cue?, rule.cue?);
    let last = first.content.last()?;
    let ordered = source.end <= cue.start && cue.end <= last.start && last.covers(next);
    let same = rule.source.is_some_and(|s| s.overlaps(source));
    if first.how != How::Cue || rule.how != How::Cue || !ordered || !same {
        return None;
    }
    let at = |byte: usize| syntax.chunks.partition_point(|c| c.span.end <= byte);
    let verb =
        |span: Span| syntax.chunks.get(at(span.start)..at(span.end)).and_then(|own| own.iter().find_map(form_of));
    // `says … and says`, `said … and said`: one form, without an auxiliary.
    let (one, two) = (verb(cue)?, verb(next)?);
    let alone = !next.of(text).contains(' ') || syntax.at(at(next.start)).verb.is_some();
    if one & two & (form::PAST | form::S) == 0 || !alone {
        return None;
    }
    let mut and = at(next.start).checked_sub(1)?;
    if syntax.at(and).adverb || syntax.at(and).is(class::ADV) {
        and = and.checked_sub(1)?;
    }
    if !matches!(syntax.at(and).span.of(text), "and" | "but") {
        return None;
    }
    // The verb of the content must not have the form of the second cue.
    let inner = syntax.chunks.get(at(last.start)..and)?;
    let past = |c: &Chunk| c.kind == Kind::Word && !c.cap && c.span.len() > 4 && c.span.of(text).ends_with("ed");
    let head = inner.iter().rfind(|c| c.is_finite() || past(c));
    let pronoun = inner.iter().any(|c| c.is(class::PRONOUN) && !c.is(class::DET | class::NUMBER));
    // `said the fees and related costs rise`: a phrase alone is not what was said.
    let takes_phrase = syntax.chunks.get(at(cue.start)..at(cue.end)).and_then(|own| own.iter().find_map(|c| c.verb));
    let takes_phrase = takes_phrase.is_some_and(|v| v.frame & frame::NOUN != 0);
    if head.is_none() && !takes_phrase && !inner.iter().any(Chunk::is_quote) {
        return None;
    }
    let parallel = head.is_some_and(|h| !(h.is(class::MODAL) || h.is(class::BE) && !pronoun));
    let end = Span::new(last.start, syntax.at(and).span.start);
    let words = end.of(text).trim_end_matches([' ', ',', '\u{a0}']);
    (!parallel && !words.is_empty()).then(|| last.start + words.len())
}

/// Returns the form of a reporting verb.
fn form_of(chunk: &Chunk) -> Option<u8> {
    chunk.verb.map(|v| v.form)
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_second_verb_of_the_speaker_has_its_own_words() {
        shipped().speakers(
            "Holt tweeted that Renner was “disgusting” and “a con” and encouraged voters to “check out” his old songs.",
            &[("Renner was “disgusting” and “a con”", "Holt"), ("“check out” his old songs", "Holt")],
        );
    }

    #[test]
    fn a_verb_of_the_content_is_no_second_verb() {
        shipped().speakers(
            "Ana Holt said that Renner lied and told everyone to leave.",
            &[("Renner lied and told everyone to leave", "Ana Holt")],
        );
        shipped().speakers(
            "Ana Holt said the fees and related costs “will rise” in May.",
            &[("the fees and related costs “will rise” in May", "Ana Holt")],
        );
        shipped().speakers(
            "Ana Holt said she was proud of the harbour and hoped that “everyone” would come.",
            &[("she was proud of the harbour and hoped that “everyone” would come", "Ana Holt")],
        );
    }
}
