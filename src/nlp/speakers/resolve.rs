//! Resolves the sources of attributions to speakers.
//!
//! The pass walks the text once, in order. Names and resolved pronouns enter the history of mentions, so that a chain
//! `he … he … he` keeps one referent.

use std::collections::HashMap;

use crate::nlp::attribution::foreign;
use crate::nlp::attribution::transcripts;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{
    Antecedent, AttributionDraft, BlockDraft, DocumentDraft, How, NameMention, Names, PriorMention, Pronoun, Query,
    Quoted, ResolvedSpeaker, Speaker, UnnamedSpeaker,
};
use crate::nlp::facts::roles;
use crate::nlp::speakers::antecedents::{self, UNNAMED};
use crate::nlp::speakers::descriptions::pairs::Pair;
use crate::nlp::speakers::nominals::{description, description_kind};
use crate::nlp::speakers::pronouns::introductions;
use crate::nlp::speakers::resolver::{Resolver, UNNAMED_HISTORY};
use crate::nlp::speakers::scene;
use crate::nlp::speakers::vocatives;
use crate::nlp::syntax::block_syntax::{Kind, fold, strip_possessive};
use crate::nlp::syntax::phrases::Scope;
use crate::nlp::syntax::quotation_marks;
use crate::nlp::{EntityType, Evidence, SpeakerKind};
use crate::text::Span;

/// Maximum number of sentences between an unnamed speaker and a pronoun that refers to it.
const UNNAMED_REACH: usize = 2;
/// The same where nobody else can be meant.
const FAR: usize = 6;
/// Confidence that the person of a definite description has no name in the text. In news corpora this holds for about
/// half of them.
const DEFINITE: f32 = 0.55;
/// Confidence of the holder of an office from which on no name is looked for.
const SURE: f32 = 0.8;
/// Confidence of an antecedent from which on no other evidence is asked for.
const CLEAR: f32 = 0.75;
/// Confidence that words for two people mean the two named last.
const TWO: f32 = 0.75;
/// Confidence that `the campaign` is that of the candidate of the passage.
const CAMPAIGN: f32 = 0.75;
/// The same for bodies: `the company`.
const DEFINITE_BODY: f32 = 0.7;

/// Resolves the source of each attribution of the draft.
pub(in crate::nlp) fn resolve_speakers(draft: &mut DocumentDraft) {
    if draft.foreign {
        return foreign::speakers::resolve(draft);
    }
    let text = draft.article.text.as_str();
    let mut resolver = Resolver::new(text, draft.blocks, &mut draft.names, draft.dialogue);
    resolver.transcript = draft.turns.first().map(|t| t.label.start);
    let author = byline(text, draft.blocks, resolver.names);
    resolver.author = author.or_else(|| introductions::narrator(text, draft.blocks, resolver.names));
    draft.speakers = resolver.walk(&draft.attributions, &draft.homes);
    draft.references = std::mem::take(&mut resolver.references);
}

impl Resolver<'_> {
    /// Walks the text in order. `homes` are the blocks of `drafts`.
    fn walk(&mut self, drafts: &[AttributionDraft], homes: &[usize]) -> Vec<ResolvedSpeaker> {
        let mut out = vec![ResolvedSpeaker::default(); drafts.len()];
        self.sources = drafts.iter().filter_map(|r| r.source.map(|s| s.start)).collect();
        let mut mention = 0;
        // Attributions by block, in the order of their sources.
        let mut by_block: HashMap<usize, Vec<usize>> = HashMap::new();
        for (i, home) in homes.iter().enumerate() {
            by_block.entry(*home).or_default().push(i);
        }
        for block in 0..self.blocks.len() {
            let mut own = by_block.remove(&block).unwrap_or_default();
            own.sort_by_key(|&i| drafts.get(i).map(|r| r.source.or(r.content.first().copied()).map(|s| s.start)));
            let mut own = own.into_iter().peekable();
            let words = self.words(block);
            for (at, event) in words {
                while let Some(i) = own.next_if(|&i| {
                    drafts.get(i).and_then(|r| r.source.or(r.content.first().copied())).is_some_and(|s| s.end < at)
                }) {
                    self.resolve_attribution(i, block, drafts, &mut out);
                }
                match event {
                    Event::Name { quoted, subject, possessive, embedded } => {
                        while let Some(named) = self.names.mentions.get(mention).filter(|m| m.span.start <= at) {
                            if named.span.start == at {
                                let prior = PriorMention {
                                    entity: named.entity,
                                    span: named.span,
                                    sentence: self.sentence(block, at),
                                    subject,
                                    quoted,
                                    possessive,
                                    embedded,
                                    block,
                                    pronoun: false,
                                };
                                self.remember(prior);
                            }
                            mention += 1;
                        }
                    }
                    Event::Pronoun { span, wanted, subject } => self.resolve_pronoun(block, span, wanted, subject),
                    Event::Noun { span } => self.introduce(block, span),
                    Event::Introduction { head } => {
                        self.introduced.insert(head);
                    }
                }
            }
            for i in own {
                self.resolve_attribution(i, block, drafts, &mut out);
            }
        }
        nested(self.text, drafts, &mut out);
        out
    }

    /// Returns the names, pronouns and unnamed people of a block, in order.
    fn words(&self, block: usize) -> Vec<(usize, Event)> {
        let Some(read) = self.blocks.get(block) else { return Vec::new() };
        let syntax = &read.syntax;
        let mut out = Vec::new();
        let first = self.names.mentions.partition_point(|m| m.block < block);
        let mut names = self.names.mentions.iter().skip(first).take_while(|m| m.block == block).peekable();
        let mut buffer = String::new();
        let nameless = !self.people;
        for &(lo, hi) in &syntax.clauses {
            let scope = Scope { text: self.text, syntax, lo, hi };
            let mut verb_seen = false;
            for i in lo..hi {
                let chunk = scope.at(i);
                let quoted = chunk.is_quote();
                while let Some(name) = names.next_if(|n| n.span.start < chunk.span.end) {
                    let possessive = name.span.end < chunk.span.end && chunk.possessive && !quoted;
                    let embedded = !quoted && scene::is_embedded(&scope, i, name);
                    let heads = !verb_seen || scene::heads_clause(&scope, i, name.span.end);
                    let subject = !quoted && !possessive && !embedded && heads && !scene::is_fronted(&scope, i);
                    out.push((name.span.start, Event::Name { quoted, subject, possessive, embedded }));
                }
                if quoted || chunk.kind != Kind::Word {
                    continue;
                }
                if !verb_seen
                    && let Some(span) =
                        scene::introduced(&scope, i, nameless).or_else(|| scene::introduced_group(&scope, i))
                {
                    out.push((span.start, Event::Noun { span }));
                }
                if scene::introduces(&scope, i) {
                    out.push((chunk.span.start, Event::Introduction { head: scope.word(i).to_lowercase() }));
                }
                if chunk.class & (class::PRONOUN | class::OBJECT | class::POSSESSIVE | class::AUX) != 0 {
                    let word = chunk.span.of(self.text);
                    let bare = word.split(['\'', '’']).next().unwrap_or(word);
                    let wanted = antecedents::pronoun(fold(bare, &mut buffer)).filter(|w| *w != Pronoun::Speaker);
                    if let Some(wanted) = wanted {
                        let span = Span::new(chunk.span.start, chunk.span.start + bare.len());
                        out.push((
                            span.start,
                            Event::Pronoun { span, wanted, subject: !verb_seen && chunk.is(class::PRONOUN) },
                        ));
                    }
                }
                verb_seen |= scope.is_verb(i);
            }
        }
        out
    }

    /// Remembers unnamed people that are the subject of a sentence. Sources are remembered when they are resolved.
    fn introduce(&mut self, block: usize, span: Span) {
        if self.sources.contains(&span.start) {
            return;
        }
        let name = description(span.of(self.text));
        let kind = description_kind(&name);
        if name.is_empty() || kind == SpeakerKind::Organisation {
            return;
        }
        let sentence = self.sentence(block, span.start);
        let unnamed = UnnamedSpeaker { name, kind, span, sentence };
        if kind == SpeakerKind::Group {
            let before = self.earlier_unnamed(span.of(self.text), &unnamed.name, kind).cloned();
            let before = before.map(|before| UnnamedSpeaker { span, sentence, ..before });
            self.last_unnamed = Some(before.unwrap_or_else(|| unnamed.clone()));
        }
        self.hear(block, unnamed);
    }

    /// Remembers an unnamed person as a possible antecedent of `he` and `the officer`.
    fn hear(&mut self, block: usize, unnamed: UnnamedSpeaker) {
        if unnamed.kind == SpeakerKind::Person {
            let known = self.unnamed.iter().rev().take(UNNAMED_HISTORY).position(|h| h.name == unnamed.name);
            let at = known.map_or(self.unnamed.len(), |back| self.unnamed.len() - 1 - back);
            self.remember(PriorMention::description(UNNAMED + at, unnamed.span, unnamed.sentence, block));
            if let Some(known) = known.and_then(|_| self.unnamed.get_mut(at)) {
                *known = unnamed;
                return;
            }
        }
        self.unnamed.push(unnamed);
    }

    /// Returns the speaker for an entity of the mention history.
    pub(in crate::nlp) fn who(&self, entity: usize) -> Option<Speaker> {
        match entity.checked_sub(UNNAMED) {
            Some(at) => self.unnamed.get(at).map(|h| Speaker::Described(h.name.clone(), h.kind)),
            None => Some(Speaker::Named(entity)),
        }
    }

    /// Returns the gender of a named or unnamed entity, if known.
    pub(in crate::nlp) fn gender(&self, entity: usize) -> Option<Gender> {
        match entity.checked_sub(UNNAMED) {
            Some(at) => self.unnamed.get(at).and_then(|h| scene::gender_of(&scene::head_of(&h.name)?)),
            None => self.names.entities.get(entity).and_then(|e| e.gender),
        }
    }

    fn resolve_pronoun(&mut self, block: usize, span: Span, wanted: Pronoun, subject: bool) {
        let sentence = self.sentence(block, span.start);
        // `The sisters left. They waited. They said …`: the same people.
        if wanted == Pronoun::They && subject {
            let again = self.last_unnamed.as_mut().filter(|u| u.can_be(wanted, sentence));
            again.into_iter().for_each(|u| u.sentence = sentence);
        }
        let source = self.sources.contains(&span.start);
        let query = Query { pronoun: wanted, sentence, block: Some(block), subject, source };
        let found = self.find_antecedent(query, &[]);
        #[cfg(test)]
        antecedents::training_data::seen(span, self.names);
        let Some(found) = found else { return };
        self.pronouns.insert(span.start, found);
        if matches!(wanted, Pronoun::He | Pronoun::She) {
            if found.entity < UNNAMED {
                self.references.push((span, found.entity));
            }
            let gender = if wanted == Pronoun::He { Gender::Male } else { Gender::Female };
            if let Some(entity) = self.names.entities.get_mut(found.entity).filter(|_| found.confidence > 0.65) {
                entity.gender.get_or_insert(gender);
            }
            let mention = PriorMention::description(found.entity, span, sentence, block);
            self.remember(PriorMention { subject, pronoun: true, ..mention });
        }
    }

    /// Resolves a `he` or `she` after a quote to the subject of the sentence before it:
    /// `Ms Torre laughed. “It is dark up here, too,” she replied.`
    ///
    /// Also resolves it to the person whom the paragraph before introduces, or to the only person of that paragraph:
    /// `Pundit Dario Fenn agreed.` | `“She never looked back,” he said.`
    fn acting(&mut self, block: usize, found: &AttributionDraft) -> Option<ResolvedSpeaker> {
        let (source, first) = (found.source?, *found.content.first()?);
        let mut buffer = String::new();
        let gender = match antecedents::pronoun(fold(source.of(self.text), &mut buffer))? {
            Pronoun::He => Gender::Male,
            Pronoun::She => Gender::Female,
            _ => return None,
        };
        if found.quoted != Quoted::All || first.start > source.start {
            return None;
        }
        let syntax = &self.blocks.get(block)?.syntax;
        let person = |r: &PriorMention| {
            r.entity < UNNAMED && self.names.entities.get(r.entity).is_some_and(|e| e.kind == EntityType::Person)
        };
        let fits = |r: &PriorMention| person(r) && self.gender(r.entity).is_none_or(|g| g == gender);
        let told = |block: usize, within: Span, pronouns: bool| {
            let quotes =
                self.blocks.get(block).is_some_and(|b| b.syntax.regions.iter().any(|r| r.span.overlaps(within)));
            // `he` is not the person whom `she` stands for.
            let same = |r: &PriorMention| {
                let word = r.span.of(self.text).to_lowercase();
                !r.pronoun || word == if gender == Gender::Male { "he" } else { "she" }
            };
            let mut subjects = self
                .history
                .iter()
                .rev()
                .take(24)
                .filter(|r| r.block == block && within.covers(r.span) && r.subject && !r.quoted)
                .filter(|r| (pronouns || !r.pronoun) && person(r));
            let one = subjects.next().filter(|_| !quotes)?;
            (subjects.all(|s| s.entity == one.entity) && fits(one) && same(one)).then_some(*one)
        };
        let here = syntax.sentences.partition_point(|s| s.end <= first.start).checked_sub(1);
        let before = here.and_then(|n| syntax.sentences.get(n)).filter(|s| s.start >= syntax.span.start);
        let hit = if let Some(before) = before.filter(|_| first.start > syntax.span.start) {
            // `He sold the ferry. “It leaked,” he said.`
            told(block, *before, false).or_else(|| told(block, *before, true))?
        } else {
            let last =
                block.checked_sub(1).and_then(|b| self.blocks.get(b)).filter(|_| first.start == syntax.span.start)?;
            let one = last.syntax.sentences.len() == 1 && last.syntax.regions.is_empty() && !last.syntax.headline;
            // The paragraph must have the first mention of the person.
            let is_new = |hit: &PriorMention| {
                let new = self.names.mentions.iter().find(|m| m.entity == hit.entity);
                new.is_some_and(|new| new.span.start == hit.span.start)
            };
            let hit = told(block - 1, last.syntax.span, false).filter(|_| one).filter(is_new);
            let hit = hit.or_else(|| self.only_person_of(block - 1).filter(fits));
            let hit = hit.or_else(|| self.introduced_at_end_of(block - 1).filter(fits));
            hit.or_else(|| self.introduced_at_start_of(block - 1).filter(fits))?
        };
        let sentence = self.sentence(block, source.start);
        let meant = Antecedent {
            entity: hit.entity,
            span: hit.span,
            sentences: sentence.saturating_sub(hit.sentence),
            confidence: 0.85,
        };
        self.pronouns.insert(source.start, meant);
        for reference in self.references.iter_mut().filter(|(span, _)| span.start == source.start) {
            reference.1 = hit.entity;
        }
        for mention in self.history.iter_mut().rev().take(8).filter(|m| m.pronoun && m.span.start == source.start) {
            mention.entity = hit.entity;
        }
        let (who, evidence) = (self.who(hit.entity), Some(meant.evidence(source)));
        Some(ResolvedSpeaker {
            speaker: who,
            confidence: found.confidence * meant.confidence,
            evidence,
            addressee: None,
        })
    }

    /// Resolves an unclear `he` or `she` to the person who spoke last in the same paragraph, if nobody else acts since:
    /// `Holt says that the plan is late. But waiting, he says, is no good idea.`
    fn speaking(&mut self, block: usize, found: &AttributionDraft) -> Option<ResolvedSpeaker> {
        let source = found.source.filter(|_| !self.dialogue)?;
        let mut buffer = String::new();
        let gender = match antecedents::pronoun(fold(source.of(self.text), &mut buffer))? {
            Pronoun::He => Gender::Male,
            Pronoun::She => Gender::Female,
            _ => return None,
        };
        let unclear = self.pronouns.get(&source.start).is_none_or(|p| p.confidence < CLEAR);
        let (_, Speaker::Named(last)) = self.spoken.last().filter(|(b, _)| unclear && *b == block)? else {
            return None;
        };
        let last = *last;
        let person = |e: usize| self.names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
        let mut since = self.history.iter().rev().filter(|r| r.span.start < source.start && !r.quoted).take(24);
        let hit = since.find(|r| r.entity == last || r.subject && !r.pronoun && person(r.entity))?;
        let sentence = self.sentence(block, source.start);
        let near = hit.entity == last && hit.block == block && sentence.saturating_sub(hit.sentence) <= 2;
        if !near || !person(last) || self.gender(last).is_some_and(|g| g != gender) {
            return None;
        }
        let meant = Antecedent {
            entity: last,
            span: hit.span,
            sentences: sentence.saturating_sub(hit.sentence),
            confidence: CLEAR,
        };
        self.pronouns.insert(source.start, meant);
        for reference in self.references.iter_mut().filter(|(span, _)| span.start == source.start) {
            reference.1 = last;
        }
        for mention in self.history.iter_mut().rev().take(8).filter(|m| m.pronoun && m.span.start == source.start) {
            mention.entity = last;
        }
        Some(ResolvedSpeaker {
            speaker: Some(Speaker::Named(last)),
            confidence: found.confidence * meant.confidence,
            evidence: Some(meant.evidence(source)),
            addressee: None,
        })
    }

    /// Returns the last mention of a person by name in a block of narration that mentions nobody else: `The song
    /// matters to Holt, who wrote it at sea.` | `“I was young,” he said.`
    pub(in crate::nlp::speakers) fn only_person_of(&self, block: usize) -> Option<PriorMention> {
        let syntax = &self.blocks.get(block)?.syntax;
        let (from, to) = syntax.clauses.first().copied()?;
        let scope = Scope { text: self.text, syntax, lo: from, hi: to };
        let verb = (from..to).find(|i| scope.is_verb(*i)).unwrap_or(to);
        let people = class::ROLE | class::PEOPLE | class::PRONOUN;
        let unnamed = (from..verb).any(|i| scope.at(i).is(people) && !scope.at(i).cap);
        if unnamed || syntax.sentences.len() > 2 || !syntax.regions.is_empty() || syntax.headline {
            return None;
        }
        let is_person =
            |e: usize| e >= UNNAMED || self.names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
        let here = self.history.iter().rev().take(32).filter(|r| r.block == block && is_person(r.entity));
        let last = here.clone().find(|r| !r.pronoun && !r.possessive && r.entity < UNNAMED)?;
        here.clone().all(|r| r.entity == last.entity).then_some(*last)
    }

    /// Returns the person whom a block of narration names first at its end, with an apposition: `… a thing that troubles
    /// Ana Holt, head of the harbour board.` | `“Nobody sings,” she said.`
    fn introduced_at_end_of(&self, block: usize) -> Option<PriorMention> {
        let syntax = &self.blocks.get(block)?.syntax;
        let last = self.history.iter().rev().take(24).find(|r| r.block == block && !r.pronoun && r.entity < UNNAMED)?;
        let hit = self.history.iter().rev().take(24).find(|r| {
            let person = self.names.entities.get(r.entity).is_some_and(|e| e.kind == EntityType::Person);
            r.block == block && !r.pronoun && !r.possessive && !r.quoted && r.entity < UNNAMED && person
        })?;
        let end = syntax.span.trim(self.text).end;
        let rest = self.text.get(hit.span.end..end)?;
        let from = syntax.chunks.partition_point(|c| c.span.start < hit.span.end);
        let plain = syntax.chunks.iter().skip(from).all(|c| !c.is_finite() && !c.is_quote() && !c.is(class::REL));
        let aside = rest.strip_prefix(", ").is_some_and(|aside| !aside.contains(". ") && aside.len() < 120);
        // `a 40-year-old man` is not asked, a president is. Nor is somebody asked of whom another speaks.
        let office = syntax.chunks.iter().skip(from).any(|c| c.is(class::ROLE));
        let other = self
            .spoken
            .iter()
            .rev()
            .take_while(|(b, _)| *b >= block)
            .any(|(b, who)| *b == block && matches!(who, Speaker::Named(e) if *e != hit.entity));
        let named = hit.span.of(self.text).contains(' ')
            && self.is_first(hit.entity, hit.span.start)
            && last.span.start >= hit.span.start;
        (named && aside && office && !other && plain && syntax.regions.is_empty() && !syntax.headline).then_some(*hit)
    }

    /// Returns the only new person of a block of one sentence, if the block begins with the name: `Speaker Piet Renner,
    /// despite doubts about the “old” pier, wants it open.` | `“I think we can,” he said.`
    fn introduced_at_start_of(&self, block: usize) -> Option<PriorMention> {
        let syntax = &self.blocks.get(block)?.syntax;
        let start = syntax.span.trim(self.text).start;
        let first = self.names.mentions.partition_point(|m| m.block < block);
        let inside = self.names.mentions.iter().skip(first).take_while(|m| m.block == block);
        let person = |m: &&NameMention| self.names.entities.get(m.entity).is_some_and(|e| e.kind == EntityType::Person);
        let mut new = inside.filter(person).filter(|m| self.is_first(m.entity, m.span.start));
        let one = new.next().filter(|_| new.next().is_none())?;
        let begins = one.title.map_or(one.span.start, |t| t.start.min(one.span.start)) == start;
        let hit = self.history.iter().rev().take(48).find(|r| r.span == one.span)?;
        let plain = syntax.sentences.len() == 1 && !syntax.headline && !self.dialogue;
        (begins && plain && hit.subject && !hit.possessive).then_some(*hit)
    }

    /// Whether a pronoun can refer to this unnamed person.
    ///
    /// The mention must be recent, with no named person as a subject since. Interviewers do not count.
    pub(in crate::nlp::speakers) fn is_meant(&self, entity: usize, query: Query) -> bool {
        let Some(unnamed) = entity.checked_sub(UNNAMED).and_then(|at| self.unnamed.get(at)) else { return false };
        let asks = unnamed.name.split(' ').any(|w| {
            matches!(w, "questioner" | "reporter" | "interviewer" | "moderator" | "host" | "journalist" | "caller")
        });
        let since = self.history.iter().rev().take_while(|r| r.entity != entity);
        let other = since
            .filter(|r| r.entity < UNNAMED && r.subject && !r.quoted && !r.pronoun)
            .any(|r| self.names.entities.get(r.entity).is_some_and(|e| e.kind == EntityType::Person));
        !asks && !other && query.sentence.saturating_sub(unnamed.sentence) <= UNNAMED_REACH
    }

    /// Resolves the speaker of attribution `i`.
    fn resolve_attribution(
        &mut self,
        i: usize,
        block: usize,
        drafts: &[AttributionDraft],
        out: &mut [ResolvedSpeaker],
    ) {
        let Some(found) = drafts.get(i) else { return };
        let mut resolved = match found.antecedent.or_else(|| self.before_relative(found)).or(found.source) {
            Some(label) if found.how == How::Colon => self.resolve_label(block, label, found.confidence),
            Some(source) => self.resolve_source(block, source, found.confidence),
            None if found.how == How::Uncued => self.take_turn(block, found),
            None if found.how == How::Answer => self.answer(found.confidence),
            None => ResolvedSpeaker { confidence: found.confidence, ..ResolvedSpeaker::default() },
        };
        let other = self.asked_before(block, found).or_else(|| self.according_to_last(block, found));
        let other = other.or_else(|| self.contacted(block, found)).or_else(|| self.named_example(block, found));
        if let Some(other) = other {
            resolved = other;
        } else if let Some(other) = self.acting(block, found) {
            resolved = other;
        } else if let Some(other) = self.speaking(block, found) {
            resolved = other;
        }
        let unnamed = resolved.evidence.is_some() || !matches!(resolved.speaker, Some(Speaker::Named(_)));
        if found.quoted != Quoted::None
            && unnamed
            && let Some(own) = self.introduces_self(block, &found.content)
        {
            self.name_described(resolved.speaker.as_ref(), own);
            resolved.speaker = Some(Speaker::Named(own));
        }
        resolved.addressee = found.addressee.and_then(|a| self.resolve_addressee(block, a));
        if found.quoted != Quoted::None
            && let Some(to) = vocatives::addressed(self.text, &found.content, self.names)
        {
            self.exclude(&[to], block, found, &mut resolved);
            let name = || self.names.entities.get(to).map(|e| e.name.clone());
            resolved.addressee = resolved.addressee.take().or_else(name);
        }
        // `He said that Reyes would go`: `he` cannot be Reyes (Chomsky's Principle C, 1981).
        if resolved.evidence.is_some() {
            self.exclude(&self.named_in(&found.content), block, found, &mut resolved);
        }
        let one = match &resolved.speaker {
            Some(Speaker::Named(_)) => true,
            Some(Speaker::Described(name, SpeakerKind::Person)) => scene::head_of(name).is_some(),
            _ => false,
        };
        if (resolved.speaker.is_some() && found.quoted != Quoted::None || one) && self.speakers.0 != resolved.speaker {
            self.speakers = (resolved.speaker.clone(), self.speakers.0.take());
        }
        let words = found.content.last().map(|c| c.of(self.text).trim_end_matches(quotation_marks::is_mark));
        let to = found.addressee.filter(|_| words.is_some_and(|w| w.ends_with('?')));
        self.asked = to.and_then(|a| self.head_name(block, a)).map(|(entity, _)| (block, entity));
        if let Some(speaker) = &resolved.speaker {
            self.spoken.push((block, speaker.clone()));
        }
        if let Some(slot) = out.get_mut(i) {
            *slot = resolved;
        }
    }

    /// Returns the name right before a source that is a relative pronoun: `the chef Piet Renner, who, deeply moved, wrote:`.
    fn before_relative(&self, found: &AttributionDraft) -> Option<Span> {
        let source = found.source.filter(|s| s.of(self.text) == "who")?;
        let before = self.names.mentions.partition_point(|m| m.span.start < source.start).checked_sub(1)?;
        let name = self.names.mentions.get(before)?;
        let gap = self.text.get(name.span.end..source.start)?.trim();
        let person = self.names.entities.get(name.entity).is_some_and(|e| e.kind == EntityType::Person);
        (person && matches!(gap, "" | "," | "—" | "–")).then_some(name.span)
    }

    /// Returns the entities that `content` names, without possessives: Reyes can speak of `Reyes’s staff`.
    fn named_in(&self, content: &[Span]) -> Vec<usize> {
        let mentions = &self.names.mentions;
        let inside = content.iter().flat_map(|c| {
            let from = mentions.partition_point(|m| m.span.start < c.start);
            mentions.iter().skip(from).take_while(|m| m.span.end <= c.end)
        });
        let whose = |m: &&NameMention| self.text.get(m.span.end..).is_some_and(|rest| rest.starts_with(['\'', '’']));
        inside.filter(|m| !whose(m)).map(|m| m.entity).collect()
    }

    /// Replaces the speaker of `found` if it is one of `excluded`, whom the content names or addresses.
    fn exclude(&mut self, excluded: &[usize], block: usize, found: &AttributionDraft, resolved: &mut ResolvedSpeaker) {
        let is_other = |speaker: &Option<Speaker>| matches!(speaker, Some(Speaker::Named(e)) if excluded.contains(e));
        if !is_other(&resolved.speaker) {
            return;
        }
        let Some(source) = found.source.filter(|_| found.antecedent.is_none()) else {
            if found.how == How::Uncued {
                // The previous speaker who is not excluded.
                let other = [&self.speakers.0, &self.speakers.1].into_iter().find(|w| !is_other(w));
                resolved.speaker = other.cloned().flatten();
            }
            return;
        };
        let mut buffer = String::new();
        let wanted = antecedents::pronoun(fold(source.of(self.text), &mut buffer));
        let Some(wanted) = wanted.filter(|w| matches!(w, Pronoun::He | Pronoun::She)) else { return };
        let sentence = self.sentence(block, source.start);
        let query = Query { pronoun: wanted, sentence, block: Some(block), subject: true, source: true };
        let Some(other) = self.find_antecedent(query, excluded) else { return };
        self.pronouns.insert(source.start, other);
        self.references.retain(|(span, _)| other.entity < UNNAMED || span.start != source.start);
        for reference in self.references.iter_mut().filter(|(span, _)| span.start == source.start) {
            reference.1 = other.entity;
        }
        for mention in self.history.iter_mut().filter(|m| m.pronoun && m.span.start == source.start) {
            mention.entity = other.entity;
        }
        *resolved = ResolvedSpeaker {
            speaker: self.who(other.entity),
            confidence: found.confidence * other.confidence,
            evidence: Some(other.evidence(source)),
            addressee: resolved.addressee.take(),
        };
    }

    /// Returns the last speaker as the antecedent of singular `they`. The speaker has no name and no known gender:
    /// `another visitor`.
    fn singular(&self, wanted: Pronoun, sentence: usize) -> Option<&UnnamedSpeaker> {
        let Some(Speaker::Described(name, SpeakerKind::Person)) = self.speakers.0.as_ref() else { return None };
        let unnamed = self.unnamed.iter().rev().take(UNNAMED_HISTORY).find(|h| h.name == *name)?;
        let unknown = scene::head_of(name).is_none_or(|head| scene::gender_of(&head).is_none());
        (wanted == Pronoun::They && unknown && sentence.saturating_sub(unnamed.sentence) <= UNNAMED_REACH)
            .then_some(unnamed)
    }

    /// Returns the earlier mention of an unnamed person: `an official familiar with the review`, then `the official`.
    fn earlier_unnamed(&self, words: &str, name: &str, kind: SpeakerKind) -> Option<&UnnamedSpeaker> {
        let definite = words.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("the "));
        let small = |w: &str| lexicon::look_up(&w.to_lowercase()).class & (class::PREP | class::REL) != 0;
        let is_same = |unnamed: &&UnnamedSpeaker| {
            let mut head = unnamed.name.split_whitespace().take_while(|w| !small(w));
            let whole = !unnamed.name.starts_with("all ");
            whole
                && unnamed.kind == kind
                && unnamed.name.len() > name.len()
                && name.split_whitespace().all(|w| head.any(|h| h.eq_ignore_ascii_case(w)))
        };
        self.unnamed.iter().rev().take(UNNAMED_HISTORY).filter(|_| definite).find(is_same)
    }

    /// Resolves the answers of an interview to the person whom the lines before the first question are about.
    fn answer(&mut self, confidence: f32) -> ResolvedSpeaker {
        let about = self.answers.unwrap_or_else(|| {
            let quoted = self.quoted_so_far().map(|entity| (entity, true));
            quoted.or_else(|| main_person(self.names, self.transcript.unwrap_or_default()))
        });
        self.answers = Some(about);
        let doubt = match about {
            Some((_, true)) => 0.9,
            Some((_, false)) => 0.5,
            None => 0.6,
        };
        ResolvedSpeaker {
            speaker: about.map(|(entity, _)| Speaker::Named(entity)),
            confidence: confidence * doubt,
            ..ResolvedSpeaker::default()
        }
    }

    /// Returns the person whom the text so far quotes most: the introduction of an interview quotes who answers.
    fn quoted_so_far(&self) -> Option<usize> {
        let named = |(_, speaker): &(usize, Speaker)| match speaker {
            Speaker::Named(entity) => Some(*entity),
            Speaker::Described(..) => None,
        };
        let person = |e: &usize| self.names.entities.get(*e).is_some_and(|e| e.kind == EntityType::Person);
        let all: Vec<usize> = self.spoken.iter().take(64).filter_map(named).filter(person).collect();
        let times = |e: usize| all.iter().filter(|other| **other == e).count();
        all.iter().copied().max_by_key(|e| (times(*e), usize::MAX - *e))
    }

    /// Resolves a label before a colon: `HOLT`, `Q`.
    fn resolve_label(&mut self, block: usize, span: Span, confidence: f32) -> ResolvedSpeaker {
        let words = span.of(self.text);
        let named = |entity| ResolvedSpeaker {
            speaker: Some(Speaker::Named(entity)),
            confidence,
            ..ResolvedSpeaker::default()
        };
        if let Some(entity) = self.names.labelled(transcripts::label_name(words)) {
            return named(entity);
        }
        match transcripts::is_question(words).filter(|_| self.transcript.is_some()) {
            Some(true) => {
                let who = Some(Speaker::Described("Interviewer".to_owned(), SpeakerKind::Person));
                return ResolvedSpeaker { speaker: who, confidence: confidence * 0.8, ..ResolvedSpeaker::default() };
            }
            Some(false) => return self.answer(confidence),
            None => {}
        }
        let plain = Span::new(span.start, span.start + transcripts::label_name(words).len());
        if words.starts_with(char::is_alphanumeric) && words.chars().all(|c| !c.is_lowercase()) && plain.len() > 3 {
            let role = roles::head(transcripts::label_name(words)).is_some();
            if let Some((entity, _)) = self.head_name(block, plain).filter(|_| !role) {
                return named(entity);
            }
            // `THE MODERATOR` → `Moderator`
            let title = |w: &str| {
                let mut letters = w.chars();
                letters.next().map(|c| c.to_string() + &letters.as_str().to_lowercase()).unwrap_or_default()
            };
            let name = transcripts::label_name(words).split_whitespace().map(title).collect::<Vec<_>>().join(" ");
            let name = description(&name);
            let kind = description_kind(&name);
            return ResolvedSpeaker {
                speaker: Some(Speaker::Described(name, kind)),
                confidence,
                ..ResolvedSpeaker::default()
            };
        }
        self.resolve_source(block, span, confidence)
    }

    /// Resolves `I said` outside quotation marks to the author of the byline or of the letter, or to the narrator.
    fn first_person(&self, block: usize, words: &str, confidence: f32) -> ResolvedSpeaker {
        let who = match self.author.or_else(|| self.signed_below(block)) {
            Some(author) => Speaker::Named(author),
            None => Speaker::Described("narrator".to_owned(), SpeakerKind::Person),
        };
        let alone = matches!(words, "I" | "me" | "Me");
        ResolvedSpeaker { speaker: alone.then_some(who), confidence: confidence * 0.8, ..ResolvedSpeaker::default() }
    }

    fn resolve_addressee(&self, block: usize, span: Span) -> Option<String> {
        // `told the Herald then`
        let mut words = span.of(self.text);
        while let Some((rest, last)) = words.rsplit_once(' ') {
            if lexicon::look_up(&last.to_lowercase()).class & (class::ADV | class::TIME) == 0 {
                break;
            }
            words = rest.trim_end();
        }
        let span = Span::new(span.start, span.start + words.len());
        let mut buffer = String::new();
        if antecedents::pronoun(fold(words, &mut buffer)).is_some() {
            let found = self.pronouns.get(&span.start)?;
            return match self.who(found.entity)? {
                Speaker::Named(entity) => self.names.entities.get(entity).map(|e| e.name.clone()),
                Speaker::Described(name, _) => Some(name),
            };
        }
        if let Some((entity, _)) = self.head_name(block, span) {
            return self.names.entities.get(entity).map(|e| e.name.clone());
        }
        // `urged voters not` | `to sign`
        let name = description(words.strip_suffix(" not").unwrap_or(words));
        Some(name).filter(|name| !name.is_empty() && vocatives::can_listen(name))
    }

    /// Returns the bearer of a surname who spoke or acted last, if the text mentions `entity` only beside others:
    /// `Tom Holt spoke for his wife, Ana Holt. “It works,” Holt said.`
    fn last_bearer(&self, entity: usize, name: Span) -> Option<usize> {
        let words = name.of(self.text);
        let at = self.names.mentions.partition_point(|m| m.span.start < name.start);
        let mention = self.names.mentions.get(at).filter(|m| m.span == name)?;
        if words.contains(' ') || mention.title.is_some() || self.dialogue {
            return None;
        }
        let bearers = self.names.surnames.get(&words.to_lowercase()).filter(|b| b.len() > 1 && b.contains(&entity))?;
        let before = |r: &&PriorMention| r.span.start < name.start && !r.quoted && !r.possessive;
        let acts = |r: &&PriorMention| r.subject && bearers.contains(&r.entity);
        let own = |r: &PriorMention| r.entity == entity;
        // A single mention, or several beside others: the text has not yet turned to this bearer.
        if self.history.iter().filter(before).filter(acts).any(own) {
            return None;
        }
        let spoke = self.spoken.iter().rev().find_map(|(_, s)| match s {
            Speaker::Named(e) if bearers.contains(e) => Some(*e),
            _ => None,
        });
        let acted = || self.history.iter().rev().filter(before).find(acts).map(|r| r.entity);
        // The text is about the one whom it names most often by more than the surname.
        let full = |e: usize| -> usize {
            let forms = self.names.entities.get(e).map(|e| &e.forms);
            forms.into_iter().flatten().filter(|(form, _)| form.as_str() != words).map(|(_, n)| n).sum()
        };
        let spoke = spoke.filter(|e| full(*e) >= full(entity));
        spoke.or_else(|| acted().filter(|e| full(*e) > full(entity))).filter(|e| *e != entity)
    }

    /// Makes the mention at `name` a mention of `entity`.
    fn rename(&mut self, name: Span, entity: usize) {
        let at = self.names.mentions.partition_point(|m| m.span.start < name.start);
        if let Some(mention) = self.names.mentions.get_mut(at).filter(|m| m.span == name) {
            mention.entity = entity;
        }
        for prior in self.history.iter_mut().rev().take(8).filter(|m| m.span == name) {
            prior.entity = entity;
        }
    }

    /// Resolves the description at `span` to the named entity of `found`, and remembers it as a mention.
    fn refer(&mut self, block: usize, span: Span, confidence: f32, found: Antecedent) -> ResolvedSpeaker {
        self.references.push((span, found.entity));
        self.remember(PriorMention::description(found.entity, span, self.sentence(block, span.start), block));
        ResolvedSpeaker {
            speaker: Some(Speaker::Named(found.entity)),
            confidence: confidence * found.confidence,
            evidence: Some(found.evidence(span)),
            addressee: None,
        }
    }

    /// Returns a description with the full name of its possessor: `Holt’s staff` → `Ana Holt’s staff`.
    fn with_full_owner(&self, source: Span, name: String) -> String {
        let at = source.of(self.text).find(name.as_str()).map(|at| source.start + at);
        let owner = at.and_then(|at| {
            let first = self.names.mentions.partition_point(|m| m.span.start < at);
            self.names.mentions.get(first).filter(|m| m.span.start == at && m.span.end <= source.end)
        });
        let Some((entity, rest)) = owner.and_then(|m| {
            let entity = self.names.entities.get(m.entity).filter(|e| e.kind == EntityType::Person)?;
            let rest = name.get(m.span.len()..).filter(|r| r.starts_with("’s ") || r.starts_with("'s "))?;
            Some((entity, rest))
        }) else {
            return name;
        };
        format!("{}{rest}", entity.name)
    }

    /// Resolves a plural pronoun, or `it`, without a better antecedent to the last unnamed group or body.
    fn last_of_kind(&self, wanted: Pronoun, span: Span, sentence: usize, confidence: f32) -> ResolvedSpeaker {
        let kind = if wanted == Pronoun::They { SpeakerKind::Group } else { SpeakerKind::Organisation };
        let plural = matches!(wanted, Pronoun::They | Pronoun::It);
        let fits = |u: &&UnnamedSpeaker| plural && u.kind == kind && sentence.saturating_sub(u.sentence) <= FAR;
        let last = self.last_unnamed.as_ref().filter(fits);
        ResolvedSpeaker {
            confidence: confidence * 0.6,
            speaker: last.map(|u| Speaker::Described(u.name.clone(), u.kind)),
            evidence: last.map(|u| Evidence {
                anaphor: span,
                antecedent: u.span,
                sentences: sentence.saturating_sub(u.sentence),
            }),
            addressee: None,
        }
    }

    /// Resolves words for two people: `they`, `both`.
    fn speak_as_two(&self, pair: Pair, span: Span, sentence: usize, confidence: f32) -> ResolvedSpeaker {
        let sentences = sentence.saturating_sub(pair.sentence);
        ResolvedSpeaker {
            speaker: Some(Speaker::Described(pair.name, SpeakerKind::Group)),
            confidence: confidence * TWO,
            evidence: Some(Evidence { anaphor: span, antecedent: pair.span, sentences }),
            addressee: None,
        }
    }

    /// Resolves a source to its speaker.
    fn resolve_source(&mut self, block: usize, span: Span, confidence: f32) -> ResolvedSpeaker {
        let words = span.of(self.text);
        let mut buffer = String::new();
        let sentence = self.sentence(block, span.start);
        if let Some(wanted) = antecedents::pronoun(fold(words, &mut buffer)) {
            if wanted == Pronoun::Speaker {
                return self.first_person(block, words, confidence);
            }
            let two = if wanted == Pronoun::They { self.two_acting(sentence) } else { None };
            let later = |pair: &Pair| self.last_unnamed.as_ref().is_none_or(|u| u.sentence < pair.sentence);
            if let Some(pair) = two.filter(later) {
                return self.speak_as_two(pair, span, sentence, confidence);
            }
            if let Some(unnamed) = self
                .last_unnamed
                .as_ref()
                .filter(|h| h.can_be(wanted, sentence))
                .or_else(|| self.singular(wanted, sentence))
            {
                return ResolvedSpeaker {
                    speaker: Some(Speaker::Described(unnamed.name.clone(), unnamed.kind)),
                    confidence: confidence * 0.6,
                    evidence: Some(Evidence {
                        anaphor: span,
                        antecedent: unnamed.span,
                        sentences: sentence.saturating_sub(unnamed.sentence),
                    }),
                    addressee: None,
                };
            }
            let query = Query { pronoun: wanted, sentence, block: Some(block), subject: true, source: true };
            let found = self.pronouns.get(&span.start).copied().or_else(|| self.find_antecedent(query, &[]));
            let Some(found) = found else {
                return self.last_of_kind(wanted, span, sentence, confidence);
            };
            let doubt = if matches!(wanted, Pronoun::It | Pronoun::They) && found.entity < UNNAMED { 0.7 } else { 1.0 };
            if matches!(wanted, Pronoun::It | Pronoun::They) && found.entity < UNNAMED {
                self.references.push((span, found.entity));
            }
            let doubt = if found.entity < UNNAMED { doubt } else { 0.8 };
            return ResolvedSpeaker {
                speaker: self.who(found.entity),
                confidence: confidence * found.confidence * doubt,
                evidence: Some(found.evidence(span)),
                addressee: None,
            };
        }
        if let Some(found) = self.holder_by_initials(span, sentence).or_else(|| self.honoured(words, sentence)) {
            return self.refer(block, span, confidence, found);
        }
        if let Some(people) = self.joined_people(span) {
            let speaker = Some(Speaker::Described(people, SpeakerKind::Group));
            return ResolvedSpeaker { speaker, confidence: confidence * 0.95, ..ResolvedSpeaker::default() };
        }
        // `the Economy Minister` is an office, even where it was taken for a name.
        if is_the_office(words)
            && let Some(found) = self.resolve_title(block, span, sentence).filter(|f| f.confidence >= SURE)
        {
            return self.refer(block, span, confidence, found);
        }
        if let Some((entity, name)) = self.head_name(block, span) {
            if let Some(other) = self.last_bearer(entity, name) {
                self.rename(name, other);
                let speaker = Some(Speaker::Named(other));
                return ResolvedSpeaker { speaker, confidence: confidence * 0.8, ..ResolvedSpeaker::default() };
            }
            self.remember_offices(span, entity, name);
            // `they` and `it` now refer to this named body, not to an earlier unnamed one.
            if self.names.entities.get(entity).is_some_and(|e| e.kind == EntityType::Organisation) {
                self.last_unnamed = None;
            }
            return ResolvedSpeaker { speaker: Some(Speaker::Named(entity)), confidence, ..ResolvedSpeaker::default() };
        }
        if let Some(pair) = self.two_meant(words, sentence) {
            return self.speak_as_two(pair, span, sentence, confidence);
        }
        if let Some((name, candidate)) = self.campaign_meant(words, sentence) {
            let kind = SpeakerKind::Organisation;
            let unnamed = UnnamedSpeaker { name: name.clone(), kind, span, sentence };
            self.last_unnamed = Some(unnamed.clone());
            self.hear(block, unnamed);
            return ResolvedSpeaker {
                speaker: Some(Speaker::Described(name, kind)),
                confidence: confidence * CAMPAIGN,
                evidence: Some(candidate.evidence(span)),
                addressee: None,
            };
        }
        if let Some(found) = self.resolve_title(block, span, sentence) {
            return self.refer(block, span, confidence, found);
        }
        if let Some(people) = self.people_listed(span) {
            let speaker = Some(Speaker::Described(people, SpeakerKind::Group));
            return ResolvedSpeaker { speaker, confidence: confidence * 0.95, ..ResolvedSpeaker::default() };
        }
        if let Some(found) = self.utterer(span, confidence) {
            return found;
        }
        let mut name = self.with_full_owner(span, description(words));
        // `his lawyers` → `Peter Vogel’s lawyers`, `many of his lawyers` → `many of Peter Vogel’s lawyers`
        let counted = name.split_once(" of ").filter(|(count, _)| !count.contains(' ') && name == words);
        let count = counted.map_or(0, |(count, _)| count.len() + " of ".len());
        let mut parts = words.get(count..).unwrap_or_default().split_whitespace();
        let owner = parts.next().and_then(|w| antecedents::pronoun(fold(w, &mut buffer)));
        if owner.is_some_and(|o| matches!(o, Pronoun::He | Pronoun::She))
            && let Some(found) = self.pronouns.get(&(span.start + count))
            && let Some(owner) = self.names.entities.get(found.entity)
            && let Some((_, rest)) = name.get(count..).and_then(|whose| whose.split_once(' '))
        {
            let first = words.get(count..).and_then(|w| w.split(' ').next()).unwrap_or_default().to_lowercase();
            let subject = matches!(first.as_str(), "he" | "she");
            let joined = rest.starts_with("and ");
            // `he received by a court`: the source has more words than the pronoun.
            if subject && !joined && count == 0 {
                let (who, evidence) = (self.who(found.entity), Some(found.evidence(span)));
                return ResolvedSpeaker { speaker: who, confidence: confidence * 0.6, evidence, addressee: None };
            }
            // `she and her sisters`
            let link = if joined { "" } else { "’s" };
            name = format!("{}{}{link} {rest}", name.get(..count).unwrap_or_default(), owner.name);
        }
        let vague = name.is_empty() || List::Vague.has(&name) || !name.chars().any(char::is_alphanumeric);
        if vague && name != "some" && name != "others" && name != "many" && name != "most" {
            return ResolvedSpeaker { confidence: confidence * 0.7, ..ResolvedSpeaker::default() };
        }
        let kind = description_kind(&name);
        let before = self.earlier_unnamed(words, &name, kind).cloned();
        if let Some(before) = before.or_else(|| self.paper_meant(block, span, &name, sentence)) {
            let sentences = sentence.saturating_sub(before.sentence);
            let evidence = Some(Evidence { anaphor: span, antecedent: before.span, sentences });
            let speaker = Some(Speaker::Described(before.name.clone(), kind));
            let again = UnnamedSpeaker { span, sentence, ..before.clone() };
            if kind != SpeakerKind::Person {
                self.last_unnamed = Some(again.clone());
            }
            self.hear(block, again);
            return ResolvedSpeaker { speaker, confidence: confidence * 0.9, evidence, addressee: None };
        }
        if kind == SpeakerKind::Person
            && let Some(found) = self.resolve_epithet(words, &name, sentence)
        {
            return self.refer(block, span, confidence, found);
        }
        if kind == SpeakerKind::Person
            && let Some(found) = self.named_next(block, span, sentence)
        {
            return self.refer(block, span, confidence, found);
        }
        if kind == SpeakerKind::Person
            && let Some(found) = self.named_in_next_paragraph(block, span, &name, sentence)
        {
            return self.refer(block, span, confidence, found);
        }
        let unnamed = UnnamedSpeaker { name: name.clone(), kind, span, sentence };
        if kind != SpeakerKind::Person {
            self.last_unnamed = Some(unnamed.clone());
        }
        self.hear(block, unnamed);
        // `the striker`, `his lawyer`: often the text names the person elsewhere.
        let definite = owner.is_some()
            || ["the ", "this ", "that "]
                .iter()
                .any(|d| words.get(..d.len()).is_some_and(|w| w.eq_ignore_ascii_case(d)))
            || words.split_whitespace().take(3).any(|w| strip_possessive(w).1);
        let body = name.rsplit(' ').next().is_some_and(|head| List::BodyVaried.has(head));
        let doubt = match kind {
            SpeakerKind::Person if definite => DEFINITE,
            SpeakerKind::Organisation if definite && body => DEFINITE_BODY,
            _ => 0.95,
        };
        ResolvedSpeaker {
            speaker: Some(Speaker::Described(name, kind)),
            confidence: confidence * doubt,
            ..ResolvedSpeaker::default()
        }
    }
}

/// Whether the words are an article and an office in capitals: `the Economy Minister`.
fn is_the_office(words: &str) -> bool {
    let Some(office) = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")) else { return false };
    let capital = |w: &str| w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || c == '-');
    let last = office.rsplit(' ').next().unwrap_or_default().to_lowercase();
    office.contains(' ') && office.split(' ').all(capital) && lexicon::look_up(&last).class & class::ROLE != 0
}

/// Resolves `I` in a nested quote to the speaker of the outer quote: `“I told him to go,” Holt said.`
fn nested(text: &str, drafts: &[AttributionDraft], out: &mut [ResolvedSpeaker]) {
    let mut outer: Vec<(Span, usize)> = Vec::new();
    for (i, a) in drafts.iter().enumerate() {
        let spoken = a.quoted != Quoted::None || matches!(a.how, How::Colon | How::Answer);
        outer.extend(a.content.iter().filter(|_| spoken).map(|c| (*c, i)));
    }
    outer.sort_by_key(|(c, _)| c.start);
    for (i, a) in drafts.iter().enumerate() {
        let Some(source) = a.source.filter(|s| matches!(s.of(text), "I" | "we" | "We" | "me" | "us")) else { continue };
        let at = outer.partition_point(|(c, _)| c.start <= source.start);
        let holder = outer.iter().take(at).rev().take(8).find(|(c, j)| *j != i && c.covers(source));
        let Some(who) = holder.and_then(|(_, j)| out.get(*j)).map(|r| (r.speaker.clone(), r.confidence)) else {
            continue;
        };
        if let Some(slot) = out.get_mut(i) {
            slot.speaker = who.0;
            slot.confidence = slot.confidence.min(who.1);
        }
    }
}

/// Returns the person in the byline in one of the first lines: `By Ana Holt`.
fn byline(text: &str, blocks: &[&BlockDraft], names: &Names) -> Option<usize> {
    let line = blocks.iter().take(4).position(|b| {
        let words = b.syntax.span.of(text).trim_start();
        words.len() < 80 && (words.starts_with("By ") || words.starts_with("by ") || words.starts_with("BY "))
    })?;
    let mut named = names.mentions.iter().filter(|m| m.block == line);
    let first = named.next().filter(|m| names.entities.get(m.entity).is_some_and(|e| e.kind == EntityType::Person))?;
    named.next().is_none().then_some(first.entity)
}

impl UnnamedSpeaker {
    /// Whether a pronoun in `sentence` can refer to the speaker.
    fn can_be(&self, wanted: Pronoun, sentence: usize) -> bool {
        let number = match wanted {
            Pronoun::They => self.kind == SpeakerKind::Group,
            Pronoun::It => self.kind == SpeakerKind::Organisation,
            _ => false,
        };
        number && sentence.saturating_sub(self.sentence) <= UNNAMED_REACH
    }
}

/// Returns the person whom the text before byte `end` names most: in an interview, the person who answers. Also returns
/// whether the text names each other person half as often at most.
fn main_person(names: &Names, end: usize) -> Option<(usize, bool)> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for mention in names.mentions.iter().take_while(|m| m.span.start < end) {
        if names.entities.get(mention.entity).is_some_and(|e| e.kind == EntityType::Person) {
            *counts.entry(mention.entity).or_default() += 1;
        }
    }
    let (entity, most) = counts.iter().map(|(e, n)| (*e, *n)).max_by_key(|(entity, n)| (*n, usize::MAX - *entity))?;
    let alone = counts.iter().all(|(other, n)| *other == entity || n * 2 <= most);
    Some((entity, alone))
}

enum Event {
    Name {
        quoted: bool,
        subject: bool,
        possessive: bool,
        embedded: bool,
    },
    Pronoun {
        span: Span,
        wanted: Pronoun,
        subject: bool,
    },
    /// An unnamed person as a subject: `Another officer met us`.
    Noun {
        span: Span,
    },
    /// The head noun of a person without a name: `a writer`, `her brother`.
    Introduction {
        head: String,
    },
}
