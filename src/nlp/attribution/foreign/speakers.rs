//! Gives the sources that stand beside cues to the people whom the encoder found.

use crate::nlp::attribution::foreign::PLAIN;
use crate::nlp::draft::{DocumentDraft, Names, ResolvedSpeaker, Speaker};
use crate::nlp::{EntityType, SpeakerKind};
use crate::text::{Span, one_line};

/// Resolves the source of each attribution: the person named in it, the only person with this surname, else a speaker
/// without a name.
pub(in crate::nlp) fn resolve(draft: &mut DocumentDraft) {
    let text = draft.article.text.as_str();
    let names = &draft.names;
    let resolved = draft.attributions.iter().map(|found| {
        let mut confidence = found.confidence;
        let speaker = found.source.map(|source| {
            if let Some(entity) = named_in(names, source) {
                return Speaker::Named(entity);
            }
            let words = one_line(source.of(text));
            if let Some(entity) = with_surname(names, &words) {
                confidence = confidence.max(PLAIN);
                return Speaker::Named(entity);
            }
            Speaker::Described(words, SpeakerKind::Person)
        });
        ResolvedSpeaker { speaker, confidence, ..ResolvedSpeaker::default() }
    });
    draft.speakers = resolved.collect();
}

/// Returns the first person who is named in a source.
fn named_in(names: &Names, source: Span) -> Option<usize> {
    let first = names.mentions.partition_point(|m| m.span.end <= source.start);
    let inside = names.mentions.iter().skip(first).take_while(|m| m.span.start < source.end);
    inside.map(|m| m.entity).find(|entity| is_person(names, *entity))
}

/// Returns the only person whose name ends in this one word.
fn with_surname(names: &Names, words: &str) -> Option<usize> {
    let surname = Some(words.to_lowercase()).filter(|word| !word.contains(' '))?;
    let mut all = (0..names.entities.len()).filter(|entity| {
        let words = names.entities.get(*entity).map(|e| e.words.as_slice()).unwrap_or_default();
        is_person(names, *entity) && words.len() > 1 && words.last() == Some(&surname)
    });
    all.next().filter(|_| all.next().is_none())
}

fn is_person(names: &Names, entity: usize) -> bool {
    names.entities.get(entity).is_some_and(|e| e.kind == EntityType::Person)
}
