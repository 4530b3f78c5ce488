//! The state of the pass that resolves speakers: the history of mentions and the last speakers.

use std::collections::{HashMap, HashSet};

use crate::nlp::draft::{Antecedent, BlockDraft, Entity, Names, PriorMention, Pronoun, Query, Speaker, UnnamedSpeaker};
use crate::nlp::speakers::antecedents::{self, People, UNNAMED};
use crate::nlp::{EntityType, SpeakerKind};
use crate::text::Span;

/// Number of recent unnamed speakers that a definite description is compared with.
pub(in crate::nlp::speakers) const UNNAMED_HISTORY: usize = 32;

/// The mentions and speakers up to the current position in the text.
pub(in crate::nlp::speakers) struct Resolver<'a> {
    pub(in crate::nlp::speakers) text: &'a str,
    pub(in crate::nlp::speakers) blocks: &'a [&'a BlockDraft],
    pub(in crate::nlp::speakers) names: &'a mut Names,
    pub(in crate::nlp::speakers) history: Vec<PriorMention>,
    /// Number of sentences before each block.
    before: Vec<usize>,
    /// The first byte of the first mention of each entity.
    first: Vec<usize>,
    /// The last speaker, and the one before.
    pub(in crate::nlp::speakers) speakers: (Option<Speaker>, Option<Speaker>),
    /// The named person to whom the last attribution puts a question, with its block.
    pub(in crate::nlp::speakers) asked: Option<(usize, usize)>,
    /// The speakers of the last attributions, with their blocks.
    pub(in crate::nlp::speakers) spoken: Vec<(usize, Speaker)>,
    /// Pronouns and descriptions with the entities that they refer to.
    pub(in crate::nlp::speakers) references: Vec<(Span, usize)>,
    /// The last unnamed group or body, to which `they` or `it` can refer.
    pub(in crate::nlp::speakers) last_unnamed: Option<UnnamedSpeaker>,
    /// The head nouns of people whom the text introduces without a name: `a writer`.
    pub(in crate::nlp::speakers) introduced: HashSet<String>,
    /// All unnamed speakers, in order.
    pub(in crate::nlp::speakers) unnamed: Vec<UnnamedSpeaker>,
    /// Descriptions of offices in the sources so far, in lower case, each with its holder.
    pub(in crate::nlp::speakers) offices: Vec<(String, usize)>,
    /// Whether the text names a person.
    pub(in crate::nlp::speakers) people: bool,
    /// The first bytes of all sources.
    pub(in crate::nlp::speakers) sources: HashSet<usize>,
    /// The antecedents of pronouns, by the first byte of the pronoun.
    pub(in crate::nlp::speakers) pronouns: HashMap<usize, Antecedent>,
    /// Whether the article is a conversation.
    pub(in crate::nlp::speakers) dialogue: bool,
    /// The first byte of the first turn of a transcript.
    pub(in crate::nlp::speakers) transcript: Option<usize>,
    /// The interviewed person, once looked up, and whether the introduction is about nobody else.
    pub(in crate::nlp::speakers) answers: Option<Option<(usize, bool)>>,
    /// The author in the byline: `By Ana Holt`.
    pub(in crate::nlp::speakers) author: Option<usize>,
}

impl<'a> Resolver<'a> {
    pub(in crate::nlp::speakers) fn new(
        text: &'a str,
        blocks: &'a [&'a BlockDraft],
        names: &'a mut Names,
        dialogue: bool,
    ) -> Self {
        let mut before = Vec::with_capacity(blocks.len());
        let mut sum = 0;
        for block in blocks {
            before.push(sum);
            sum += block.syntax.sentences.len();
        }
        let mut first = vec![usize::MAX; names.entities.len()];
        for mention in &names.mentions {
            if let Some(known) = first.get_mut(mention.entity) {
                *known = mention.span.start.min(*known);
            }
        }
        let people = names.entities.iter().any(|e| e.kind == EntityType::Person);
        Self {
            people,
            text,
            blocks,
            names,
            history: Vec::new(),
            before,
            first,
            speakers: (None, None),
            asked: None,
            spoken: Vec::new(),
            references: Vec::new(),
            last_unnamed: None,
            introduced: HashSet::new(),
            unnamed: Vec::new(),
            offices: Vec::new(),
            sources: HashSet::new(),
            pronouns: HashMap::new(),
            dialogue,
            transcript: None,
            answers: None,
            author: None,
        }
    }

    /// Returns the number of the sentence at byte `at` of a block.
    pub(in crate::nlp::speakers) fn sentence(&self, block: usize, at: usize) -> usize {
        let within = self.blocks.get(block).map_or(0, |b| b.syntax.sentences.partition_point(|s| s.end <= at));
        self.before.get(block).copied().unwrap_or_default() + within
    }

    /// Whether the text names an entity first at byte `at`.
    pub(in crate::nlp::speakers) fn is_first(&self, entity: usize, at: usize) -> bool {
        self.first.get(entity) == Some(&at)
    }

    /// Adds a mention to the history.
    pub(in crate::nlp::speakers) fn remember(&mut self, mention: PriorMention) {
        // Only the most recent mentions can be antecedents.
        if self.history.len() > 256 {
            self.history.drain(..128);
        }
        self.history.push(mention);
    }

    /// Returns the antecedent of a pronoun, other than the entities `excluded`.
    pub(in crate::nlp::speakers) fn find_antecedent(&self, query: Query, excluded: &[usize]) -> Option<Antecedent> {
        let kinds = |e: usize| self.names.entities.get(e).map(|e| e.kind);
        let gender_of = |e: usize| self.gender(e);
        let named = |speaker: &Option<Speaker>| match speaker {
            Some(Speaker::Named(e)) => Some(*e),
            Some(Speaker::Described(name, SpeakerKind::Person)) => {
                let back = self.unnamed.iter().rev().take(UNNAMED_HISTORY).position(|h| h.name == *name);
                back.map(|back| UNNAMED + self.unnamed.len() - 1 - back)
            }
            _ => None,
        };
        let speakers = [named(&self.speakers.0), named(&self.speakers.1)];
        let person = |e: usize| {
            let fits = if e >= UNNAMED { self.is_meant(e, query) } else { kinds(e) == Some(EntityType::Person) };
            fits && !excluded.contains(&e)
        };
        let body = |e: usize| kinds(e) == Some(EntityType::Organisation) && !excluded.contains(&e);
        // `Republicans`, `Palestinians`
        let several = |e: usize| {
            let of = |e: &Entity| e.kind == EntityType::Other && e.name.ends_with('s') && !e.name.ends_with("ss");
            query.pronoun == Pronoun::They && self.names.entities.get(e).is_some_and(of) && !excluded.contains(&e)
        };
        match query.pronoun {
            Pronoun::He | Pronoun::She => {
                let count = |e: usize| self.names.entities.get(e).map_or(0, |e| e.count);
                let people = People { gender: &gender_of, count: &count, fits: &person };
                antecedents::rank_people(&self.history, query, speakers, &people)
            }
            Pronoun::It | Pronoun::They => {
                antecedents::rank_bodies(&self.history, query.sentence, speakers[0], &body, &several)
            }
            Pronoun::Speaker => None,
        }
    }
}
