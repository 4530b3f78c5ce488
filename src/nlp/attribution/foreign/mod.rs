//! Articles in other languages than English: quotation marks, speech after a dash, and the speakers that a cue names.
//!
//! - `quoted`: which quoted words are a quotation, in any language.
//! - `dashes`: speech that a dash opens (`— No lo sé —dijo Ana.`).
//! - `cues`: the speaker beside a reporting verb, where `data/languages` has the words of the language.
//! - `speakers`: gives the names that the encoder found to these speakers.
//!
//! The encoder learned from English. Its names of people carry over to Latin script, and its attributions do not.

mod cues;
mod dashes;
mod quoted;
pub(in crate::nlp) mod speakers;
#[cfg(test)]
mod tests;
mod words;

use crate::nlp::EntityType;
use crate::nlp::draft::{AttributionDraft, BlockFindings, How, NameSpan, Quoted};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Minimum score of a person that the encoder finds in another language.
const LEAST_FOR_A_PERSON: f32 = 0.5;
/// Confidence in a speaker whose name alone is the subject of the verb.
const PLAIN: f32 = 0.7;
/// Confidence that quoted words are a quotation, if nothing names the speaker.
const QUOTED: f32 = 0.3;

/// Returns the quotations of a block in a language (ISO 639-3), with the speakers that its cues name.
pub(in crate::nlp) fn attributions(
    text: &str,
    syntax: &BlockSyntax,
    language: &str,
    found: Option<&BlockFindings>,
) -> Vec<AttributionDraft> {
    let words = words::of(language);
    let names: Vec<Span> = found.map(|found| found.names.iter().map(|name| name.span).collect()).unwrap_or_default();
    let names = cues::Names { text, names: &names };
    let spoken = dashes::speech(text, syntax, language, words);
    if !spoken.is_empty() {
        let cue = words.and_then(|words| {
            let insertions = spoken.iter().filter_map(|part| part.insertion);
            insertions.into_iter().find_map(|insertion| cues::after(&names, words, insertion))
        });
        return vec![draft(spoken.iter().map(|part| part.said).collect(), cue)];
    }
    let regions: Vec<_> = syntax.regions.iter().filter(|r| r.depth == 0).collect();
    let mut out: Vec<AttributionDraft> = Vec::new();
    let mut before: Option<Span> = None;
    for (i, region) in regions.iter().enumerate() {
        let next = regions.get(i + 1).map_or(syntax.span.end, |next| next.span.start);
        let from = before.map_or(syntax.span.start, |before| before.end);
        let gap = Span::new(from, region.span.start);
        // `“No,” said Ana, “never.”`: the cue between two parts belongs to both.
        let continued = out.last_mut().filter(|last| before.is_some() && cues::joins(text, last, gap));
        if let Some(last) = continued {
            last.content.push(region.span);
            before = Some(region.span);
            continue;
        }
        let cue = words.and_then(|words| {
            let tail = Span::new(region.span.end, next);
            cues::inside(&names, words, region.inner, language)
                .map(|(parts, cue)| (with_marks(parts, region.span), cue))
                .or_else(|| cues::after(&names, words, tail).map(|cue| (vec![region.span], cue)))
                .or_else(|| cues::before(&names, words, gap).map(|cue| (vec![region.span], cue)))
        });
        before = Some(region.span);
        let is_quotation = cue.is_some() || quoted::is_quotation(region.inner.of(text));
        if is_quotation {
            let (content, cue) = cue.map_or((vec![region.span], None), |(content, cue)| (content, Some(cue)));
            out.push(draft(content, cue));
        }
    }
    out
}

/// Extends the first and the last part of a quotation over its marks.
fn with_marks(mut parts: Vec<Span>, whole: Span) -> Vec<Span> {
    if let Some(first) = parts.first_mut() {
        first.start = whole.start;
    }
    if parts.len() > 1
        && let Some(last) = parts.last_mut()
    {
        last.end = whole.end;
    }
    parts
}

fn draft(content: Vec<Span>, cue: Option<cues::Cue>) -> AttributionDraft {
    AttributionDraft {
        content,
        source: cue.and_then(|cue| cue.source),
        antecedent: None,
        cue: cue.map(|cue| cue.verb),
        addressee: None,
        how: if cue.is_some() { How::Cue } else { How::Uncued },
        confidence: cue.filter(|cue| cue.source.is_some()).map_or(QUOTED, |cue| cue.confidence),
        quoted: Quoted::All,
    }
}

/// Returns whether speakers are found in a language other than English (ISO 639-3): the subjects of reporting verbs.
#[must_use]
pub fn finds_speakers(language: &str) -> bool {
    words::of(language).is_some()
}

/// Keeps the names that carry over from English: people of whom the encoder is sure enough. A noun after an article is
/// no name (`die Bürgermeisterin`).
pub(in crate::nlp) fn keep_people(text: &str, language: &str, names: &mut Vec<NameSpan>) {
    let words = words::of(language);
    let is_noun = |span: Span| {
        let before = text.get(..span.start).unwrap_or_default().split_whitespace().next_back().unwrap_or_default();
        let is_one = !span.of(text).contains(char::is_whitespace);
        is_one && words.is_some_and(|words| words.is(before, words::class::ARTICLE))
    };
    names
        .retain(|name| name.kind == EntityType::Person && name.confidence >= LEAST_FOR_A_PERSON && !is_noun(name.span));
}
