//! What the annotations say when looked at from the reader's side: who the speakers are, in what order they come, how
//! much each says, and which quote stands at a place. Made once for every new piece of annotation.

use std::collections::HashMap;

use memchr::memchr2_iter;

use crate::nlp::{Annotations, Attribution, EntityId};
use crate::text::{Article, Span};

/// What an unattributed quote's speaker is called.
pub const UNATTRIBUTED: &str = "unattributed";

/// Somebody who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The entity, where there is one.
    pub entity: Option<EntityId>,
    /// The name, or [`UNATTRIBUTED`].
    pub name: String,
    /// Their quotes: indices into `annotations.attributions`, in order.
    pub quotes: Vec<usize>,
    /// Words in them.
    pub words: usize,
    /// Share of all quoted words, in thousandths.
    pub share: u16,
}

/// The annotations from the reader's side.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Speakers by their first quote.
    pub speakers: Vec<Speaker>,
    /// For each attribution, its speaker: an index into `speakers`.
    pub speaker_of: Vec<usize>,
    /// Mentions of each entity: indices into `annotations.mentions`, in order.
    pub mentions: HashMap<EntityId, Vec<usize>>,
    /// For each entity that speaks, its speaker.
    by_entity: HashMap<EntityId, usize>,
    /// Extents of the attributions by their start, each with the furthest end up to it.
    extents: Vec<(Span, usize, usize)>,
}

/// What makes two quotes one speaker's.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Entity(EntityId),
    Name(Option<&'a str>),
}

impl Index {
    /// Reads the annotations once.
    #[must_use]
    pub fn new(article: &Article, annotations: &Annotations) -> Self {
        let mut index = Self::default();
        let names: HashMap<EntityId, &str> = annotations.people.iter().map(|p| (p.entity, p.name.as_str())).collect();
        let mut known: HashMap<Key<'_>, usize> = HashMap::new();
        for (at, quote) in annotations.attributions.iter().enumerate() {
            let key = quote.entity.map_or(Key::Name(quote.speaker.as_deref()), Key::Entity);
            let speaker = *known.entry(key).or_insert_with(|| {
                let name = quote.entity.and_then(|e| names.get(&e).copied()).or(quote.speaker.as_deref());
                let name = name.unwrap_or(UNATTRIBUTED).to_owned();
                index.speakers.push(Speaker { entity: quote.entity, name, ..Speaker::default() });
                index.speakers.len() - 1
            });
            index.speaker_of.push(speaker);
            if let Some(speaker) = index.speakers.get_mut(speaker) {
                speaker.quotes.push(at);
                speaker.words += words(article, quote);
            }
            index.extents.push((quote.extent(), 0, at));
        }
        let all: usize = index.speakers.iter().map(|s| s.words).sum();
        for (at, speaker) in index.speakers.iter_mut().enumerate() {
            speaker.share = u16::try_from(speaker.words * 1000 / all.max(1)).unwrap_or(1000);
            if let Some(entity) = speaker.entity {
                index.by_entity.insert(entity, at);
            }
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

    /// The speaker that an entity is, if it speaks.
    #[must_use]
    pub fn speaker(&self, entity: EntityId) -> Option<(usize, &Speaker)> {
        let order = *self.by_entity.get(&entity)?;
        Some((order, self.speakers.get(order)?))
    }

    /// The attributions whose content, source or cue touches `span`, in no particular order.
    #[must_use]
    pub fn touching(&self, span: Span) -> Vec<usize> {
        let before = self.extents.partition_point(|(extent, ..)| extent.start < span.end);
        let (before, _) = self.extents.split_at(before);
        let near = before.iter().rev().take_while(|(_, furthest, _)| *furthest > span.start);
        near.filter(|(extent, ..)| extent.overlaps(span)).map(|(.., at)| *at).collect()
    }

    /// The quote that the reader is at: the innermost one whose words hold the cursor, else one whose source or cue
    /// does, else `now` if it goes on on this line, else the first with words on this line.
    #[must_use]
    pub fn quote_at(&self, annotations: &Annotations, cursor: usize, line: Span, now: Option<usize>) -> Option<usize> {
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

/// Words in a quote's content, by the blanks between them.
fn words(article: &Article, quote: &Attribution) -> usize {
    let count = |span: &Span| {
        let words = article.words(*span);
        usize::from(!words.is_empty()) + memchr2_iter(b' ', b'\n', words.as_bytes()).count()
    };
    quote.content.iter().map(count).sum()
}
