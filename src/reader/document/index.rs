//! An index of the annotations for display: the speakers in order, how much each says, and the quote at each position.
//! Rebuilt for every new piece of annotation.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use memchr::memchr2_iter;

use crate::library::notes::Reviewed;
use crate::nlp::{Attribution, EntityId};
use crate::text::{Article, Span};

/// The displayed name of an unknown speaker.
pub const UNATTRIBUTED: &str = "speaker unknown";

/// A speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The entity, if known.
    pub entity: Option<EntityId>,
    /// The name, or [`UNATTRIBUTED`].
    pub name: String,
    /// Their quotes: indices into `annotations.attributions`, in order.
    pub quotes: Vec<usize>,
    /// Number of words in their quotes.
    pub words: usize,
    /// Share of all quoted words, in thousandths.
    pub share: u16,
}

/// The index of the annotations.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Speakers, in order of their first quote.
    pub speakers: Vec<Speaker>,
    /// For each attribution, its speaker: an index into `speakers`.
    pub speaker_of: Vec<usize>,
    /// Mentions of each entity: indices into `annotations.mentions`, in order.
    mentions: ByEntity<Vec<usize>>,
    /// For each entity, its index in `annotations.people`.
    people: ByEntity<usize>,
    /// For each entity that speaks, its index in `speakers`.
    by_entity: ByEntity<usize>,
    /// Extents of the attributions by start, each with the largest end so far.
    extents: Vec<(Span, usize, usize)>,
}

/// A map by entity. Entity ids are small trusted numbers, so a cheap hash is enough: a book has tens of thousands of
/// mentions.
type ByEntity<T> = HashMap<EntityId, T, BuildHasherDefault<Spread>>;

/// A hasher that spreads small numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u64(&mut self, n: u64) {
        // The golden ratio as an odd number moves neighbours far apart.
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

impl Index {
    /// Builds the index in one pass.
    #[must_use]
    pub fn new(article: &Article, annotations: &Reviewed) -> Self {
        let mut index = Self::default();
        let names: ByEntity<&str> = annotations.people.iter().map(|p| (p.entity, p.name.as_str())).collect();
        index.people = annotations.people.iter().enumerate().map(|(at, p)| (p.entity, at)).collect();
        let mut by_name: HashMap<Option<&str>, usize> = HashMap::new();
        for (at, quote) in annotations.attributions.iter().enumerate() {
            let known = match quote.entity {
                Some(entity) => index.by_entity.get(&entity),
                None => by_name.get(&quote.speaker.as_deref()),
            };
            let speaker = known.copied().unwrap_or_else(|| {
                let name = quote.entity.and_then(|e| names.get(&e).copied()).or(quote.speaker.as_deref());
                let name = name.unwrap_or(UNATTRIBUTED).to_owned();
                let new = index.speakers.len();
                index.speakers.push(Speaker { entity: quote.entity, name, ..Speaker::default() });
                match quote.entity {
                    Some(entity) => index.by_entity.insert(entity, new),
                    None => by_name.insert(quote.speaker.as_deref(), new),
                };
                new
            });
            index.speaker_of.push(speaker);
            if let Some(speaker) = index.speakers.get_mut(speaker) {
                speaker.quotes.push(at);
                speaker.words += words(article, quote);
            }
            index.extents.push((quote.extent(), 0, at));
        }
        let all: usize = index.speakers.iter().map(|s| s.words).sum();
        for speaker in &mut index.speakers {
            speaker.share = u16::try_from(speaker.words * 1000 / all.max(1)).unwrap_or(1000);
        }
        index.extents.sort_by_key(|(extent, ..)| *extent);
        let mut furthest = 0;
        for (extent, end, _) in &mut index.extents {
            furthest = extent.end.max(furthest);
            *end = furthest;
        }
        for (at, mention) in annotations.mentions.iter().enumerate() {
            index.mentions.entry(mention.entity).or_default().push(at);
        }
        index
    }

    /// Returns the mentions of an entity: indices into `annotations.mentions`, in order.
    #[must_use]
    pub fn mentions(&self, entity: EntityId) -> &[usize] {
        self.mentions.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// Returns the index of an entity in `annotations.people`.
    #[must_use]
    pub fn person(&self, entity: EntityId) -> Option<usize> {
        self.people.get(&entity).copied()
    }

    /// Returns the speaker of an entity, if it speaks.
    #[must_use]
    pub fn speaker(&self, entity: EntityId) -> Option<(usize, &Speaker)> {
        let order = *self.by_entity.get(&entity)?;
        Some((order, self.speakers.get(order)?))
    }

    /// Returns the attributions whose content, source or cue touches `span`, in no particular order.
    #[must_use]
    pub fn touching(&self, span: Span) -> Vec<usize> {
        let before = self.extents.partition_point(|(extent, ..)| extent.start < span.end);
        let (before, _) = self.extents.split_at(before);
        let near = before.iter().rev().take_while(|(_, furthest, _)| *furthest > span.start);
        near.filter(|(extent, ..)| extent.overlaps(span)).map(|(.., at)| *at).collect()
    }

    /// Returns the quote at the cursor: the innermost one whose words contain the cursor, else one whose source or cue
    /// does. Without either, returns `now` if it has words on this line, else the first quote on this line.
    #[must_use]
    pub fn quote_at(&self, annotations: &Reviewed, cursor: usize, line: Span, now: Option<usize>) -> Option<usize> {
        let here = Span::new(cursor, cursor + 1);
        let near = self.touching(line.join(here));
        let quotes = || near.iter().filter_map(|at| Some((*at, annotations.attributions.get(*at)?)));
        let size = |quote: &Attribution| quote.content.iter().map(|s| s.len()).sum::<usize>();
        let said = quotes().filter(|(_, q)| q.content.iter().any(|s| s.contains(cursor)));
        if let Some((at, _)) = said.min_by_key(|(at, q)| (size(q), *at)) {
            return Some(at);
        }
        let marked = quotes().filter(|(_, q)| q.source.iter().chain(&q.cue).any(|s| s.contains(cursor)));
        if let Some((at, _)) = marked.min_by_key(|(at, _)| (Some(*at) != now, *at)) {
            return Some(at);
        }
        let on_line = quotes().filter(|(_, q)| q.content.iter().any(|s| s.overlaps(line)));
        on_line.map(|(at, _)| at).min_by_key(|at| (Some(*at) != now, *at))
    }
}

/// Returns the number of blank-separated words in a quote's content.
fn words(article: &Article, quote: &Attribution) -> usize {
    let count = |span: &Span| {
        let words = article.words(*span);
        usize::from(!words.is_empty()) + memchr2_iter(b' ', b'\n', words.as_bytes()).count()
    };
    quote.content.iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{Annotations, QuoteKind};

    const TEXT: &str = "He said “one ‘two’ three.” Then she: “four” and “five six”.";

    fn quote(words: &str, source: &str, speaker: Option<&str>, entity: Option<usize>) -> Attribution {
        let span = |words: &str| TEXT.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        Attribution {
            id: words.to_owned(),
            kind: QuoteKind::Direct,
            content: vec![span(words)],
            source: if source.is_empty() { Vec::new() } else { vec![span(source)] },
            cue: Vec::new(),
            speaker: speaker.map(str::to_owned),
            entity: entity.map(EntityId),
            addressee: None,
            confidence: 1.0,
            evidence: None,
            revised: false,
        }
    }

    fn made() -> (Article, Reviewed, Index) {
        let attributions = vec![
            quote("“one ‘two’ three.”", "He", Some("Ann"), Some(70_000_000)),
            quote("‘two’", "", None, None),
            quote("“four”", "she", Some("Bea"), None),
            quote("“five six”", "", Some("Bea"), None),
        ];
        let article = Article::new("t", TEXT.to_owned(), Vec::new());
        let found = Annotations { attributions, ..Annotations::default() };
        let annotations = Reviewed::new(found, TEXT, &[]);
        let index = Index::new(&article, &annotations);
        (article, annotations, index)
    }

    #[test]
    fn speakers_are_told_apart_by_entity_then_by_name() {
        let (_, _, index) = made();
        let seen: Vec<_> =
            index.speakers.iter().map(|s| (s.name.as_str(), s.quotes.clone(), s.words, s.share)).collect();
        assert_eq!(seen, [("Ann", vec![0], 3, 428), (UNATTRIBUTED, vec![1], 1, 142), ("Bea", vec![2, 3], 3, 428)]);
        assert_eq!(index.speaker_of, [0, 1, 2, 2]);
        assert_eq!(index.speaker(EntityId(70_000_000)).map(|(order, _)| order), Some(0));
        assert!(index.speaker(EntityId(0)).is_none() && index.mentions(EntityId(0)).is_empty());
    }

    #[test]
    fn the_quote_at_a_place() {
        let (_, annotations, index) = made();
        let at = |words: &str, line: &str, now| {
            let place = |words: &str| TEXT.find(words).unwrap();
            let line = Span::new(place(line), place(line) + line.len());
            index.quote_at(&annotations, place(words), line, now)
        };
        assert_eq!(at("one", TEXT, None), Some(0));
        assert_eq!(at("two", TEXT, None), Some(1), "the innermost");
        assert_eq!(at("He", TEXT, None), Some(0), "its source");
        assert_eq!(at("Then", "Then she: “four” and", None), Some(2), "on the line");
        assert_eq!(at("Then", "Then she: “four” and “five", Some(3)), Some(3), "the one it is still at");
        assert_eq!(at("Then", "Then", Some(0)), None);
    }
}
