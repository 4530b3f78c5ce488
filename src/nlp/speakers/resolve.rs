//! Who the sources are: from spans found by [`crate::nlp::attribution::rules`] and names gathered by [`crate::nlp::names::entities`] to people.
//!
//! The text is walked once in order. Every name met is remembered as somebody a later pronoun can stand for; every
//! pronoun resolved is remembered too, so that `he … he … he` holds together.

use std::collections::{HashMap, HashSet};

use crate::nlp::attribution::paragraphs;
use crate::nlp::attribution::transcripts;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{How, Quoted, RawAttribution};
use crate::nlp::facts::roles;
use crate::nlp::names::candidates::{Candidate, Common};
use crate::nlp::names::entities;
use crate::nlp::names::entities::{Entity, Named, Names};
use crate::nlp::pipeline::ReadBlock;
use crate::nlp::speakers::antecedents;
use crate::nlp::speakers::antecedents::{Asked, Found, Pronoun, Recent};
use crate::nlp::speakers::assembly;
use crate::nlp::speakers::nominals::{described, described_kind};
use crate::nlp::speakers::vocatives;
use crate::nlp::syntax::block_syntax::{Kind, fold};
use crate::nlp::syntax::phrases::Scope;
use crate::nlp::{Annotations, EntityType, Evidence, SpeakerKind, facts};
use crate::text::{Article, Span};

/// The code of the language of `text` where it is surely not English.
pub(in crate::nlp) fn foreign(text: &str) -> Option<String> {
    let mut end = text.len().min(6000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let info = whatlang::detect(text.get(..end)?)?;
    let sure = info.is_reliable() && text.len() > 80;
    (sure && info.lang() != whatlang::Lang::Eng).then(|| info.lang().code().to_owned())
}

/// Turns what was found in `blocks` into annotations.
pub(in crate::nlp) fn resolve(article: &Article, blocks: &[&ReadBlock], foreign: Option<&str>) -> Annotations {
    let text = article.text.as_str();
    let mut common = Common::default();
    for block in blocks {
        common.read(text, &block.para);
    }
    let candidates: Vec<&[Candidate]> = blocks.iter().map(|b| b.names.as_slice()).collect();
    let mut names = entities::gather(text, &candidates, &common);
    let paras: Vec<_> = blocks.iter().map(|b| &b.para).collect();
    roles::gather(text, &paras, &mut names);
    let turns = foreign.is_none().then(|| transcripts::turns(text, blocks));
    let (raw, homes) = paragraphs::joined(text, blocks, turns.as_deref());
    let mut resolver = Resolver::new(text, blocks, &mut names);
    resolver.transcript = turns.iter().flatten().next().map(|t| t.label.start);
    let resolved = resolver.walk(&raw, &homes);
    let references = std::mem::take(&mut resolver.references);
    let mut out = assembly::assemble(&names, &raw, resolved, references);
    if foreign.is_none() {
        facts::gather(article, &paras, &mut out);
    }
    out
}

/// Who a source is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::nlp) enum Who {
    Named(usize),
    /// Somebody without a name: the words, and how many they are.
    Described(String, SpeakerKind),
}

#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct Resolved {
    pub(in crate::nlp) who: Option<Who>,
    pub(in crate::nlp) confidence: f32,
    pub(in crate::nlp) evidence: Option<Evidence>,
    pub(in crate::nlp) addressee: Option<String>,
}

/// A source without a name.
#[derive(Clone)]
struct Heard {
    name: String,
    kind: SpeakerKind,
    span: Span,
    sentence: usize,
}

/// How many sentences back `they` stands for a source without a name.
const HEARD: usize = 2;
/// How many sources without a name are kept in mind.
const REMEMBERED: usize = 32;

pub(in crate::nlp) struct Resolver<'a> {
    pub(in crate::nlp) text: &'a str,
    pub(in crate::nlp) blocks: &'a [&'a ReadBlock],
    pub(in crate::nlp) names: &'a mut Names,
    pub(in crate::nlp) recent: Vec<Recent>,
    /// Number of sentences before each block.
    before: Vec<usize>,
    /// Whoever spoke last, and whoever spoke before them.
    pub(in crate::nlp) speakers: (Option<Who>, Option<Who>),
    /// Pronouns and descriptions, as mentions of those they stand for.
    references: Vec<(Span, usize)>,
    /// The last source of several people, or of a body or a paper, that has no name: `they`, `it`.
    heard: Option<Heard>,
    /// All sources without a name, in order.
    unnamed: Vec<Heard>,
    /// Where sources begin.
    sources: HashSet<usize>,
    pronouns: HashMap<usize, Found>,
    pub(in crate::nlp) dialogue: bool,
    /// Where the first turn of a transcript begins.
    transcript: Option<usize>,
    /// Who answers the questions of an interview, once that was asked.
    answers: Option<Option<usize>>,
}

impl<'a> Resolver<'a> {
    fn new(text: &'a str, blocks: &'a [&'a ReadBlock], names: &'a mut Names) -> Self {
        let mut before = Vec::with_capacity(blocks.len());
        let mut sum = 0;
        for block in blocks {
            before.push(sum);
            sum += block.para.sentences.len();
        }
        Self {
            text,
            blocks,
            names,
            recent: Vec::new(),
            before,
            speakers: (None, None),
            references: Vec::new(),
            heard: None,
            unnamed: Vec::new(),
            sources: HashSet::new(),
            pronouns: HashMap::new(),
            dialogue: paragraphs::is_dialogue(blocks),
            transcript: None,
            answers: None,
        }
    }

    pub(in crate::nlp) fn sentence(&self, block: usize, at: usize) -> usize {
        let within = self.blocks.get(block).map_or(0, |b| b.para.sentences.partition_point(|s| s.end <= at));
        self.before.get(block).copied().unwrap_or_default() + within
    }

    /// Walks the text; `raw` in order, `homes` its blocks.
    fn walk(&mut self, raw: &[RawAttribution], homes: &[usize]) -> Vec<Resolved> {
        let mut out = vec![Resolved::default(); raw.len()];
        self.sources = raw.iter().filter_map(|r| r.source.map(|s| s.start)).collect();
        let mut mention = 0;
        // Attributions by block, and by where their source stands.
        let mut by_block: HashMap<usize, Vec<usize>> = HashMap::new();
        for (i, home) in homes.iter().enumerate() {
            by_block.entry(*home).or_default().push(i);
        }
        for block in 0..self.blocks.len() {
            let mut own = by_block.remove(&block).unwrap_or_default();
            own.sort_by_key(|&i| raw.get(i).map(|r| r.source.or(r.content.first().copied()).map(|s| s.start)));
            let mut own = own.into_iter().peekable();
            let words = self.words(block);
            for (at, event) in words {
                while let Some(i) = own.next_if(|&i| {
                    raw.get(i).and_then(|r| r.source.or(r.content.first().copied())).is_some_and(|s| s.end < at)
                }) {
                    self.settle(i, block, raw, &mut out);
                }
                match event {
                    Event::Name { quoted, subject, possessive } => {
                        while let Some(named) = self.names.mentions.get(mention).filter(|m| m.span.start <= at) {
                            if named.span.start == at {
                                let recent = Recent {
                                    entity: named.entity,
                                    span: named.span,
                                    sentence: self.sentence(block, at),
                                    subject,
                                    quoted,
                                    possessive,
                                    block,
                                    pronoun: false,
                                };
                                self.remember(recent);
                            }
                            mention += 1;
                        }
                    }
                    Event::Pronoun { span, wanted, subject } => self.pronoun(block, span, wanted, subject),
                }
            }
            for i in own {
                self.settle(i, block, raw, &mut out);
            }
        }
        out
    }

    fn remember(&mut self, recent: Recent) {
        // Only the last few are ever asked for.
        if self.recent.len() > 256 {
            self.recent.drain(..128);
        }
        self.recent.push(recent);
    }

    /// Names and pronouns of a block in order.
    fn words(&self, block: usize) -> Vec<(usize, Event)> {
        let Some(read) = self.blocks.get(block) else { return Vec::new() };
        let para = &read.para;
        let mut out = Vec::new();
        let first = self.names.mentions.partition_point(|m| m.block < block);
        let mut names = self.names.mentions.iter().skip(first).take_while(|m| m.block == block).peekable();
        let mut buffer = String::new();
        for &(lo, hi) in &para.units {
            let scope = Scope { text: self.text, para, lo, hi };
            let mut verb_seen = false;
            for i in lo..hi {
                let item = scope.at(i);
                let quoted = item.is_quote();
                while let Some(name) = names.next_if(|n| n.span.start < item.span.end) {
                    let possessive = name.span.end < item.span.end && item.possessive && !quoted;
                    let subject = !quoted && !possessive && (!verb_seen || heads_clause(&scope, i, name.span.end));
                    out.push((name.span.start, Event::Name { quoted, subject, possessive }));
                }
                if quoted || item.kind != Kind::Word {
                    continue;
                }
                if item.class & (class::PRONOUN | class::OBJECT | class::POSSESSIVE | class::AUX) != 0 {
                    let word = item.span.of(self.text);
                    let bare = word.split(['\'', '’']).next().unwrap_or(word);
                    let wanted = antecedents::pronoun(fold(bare, &mut buffer)).filter(|w| *w != Pronoun::Speaker);
                    if let Some(wanted) = wanted {
                        let span = Span::new(item.span.start, item.span.start + bare.len());
                        out.push((
                            span.start,
                            Event::Pronoun { span, wanted, subject: !verb_seen && item.is(class::PRONOUN) },
                        ));
                    }
                }
                verb_seen |= scope.is_verb(i);
            }
        }
        out
    }

    fn pronoun(&mut self, block: usize, span: Span, wanted: Pronoun, subject: bool) {
        let sentence = self.sentence(block, span.start);
        let source = self.sources.contains(&span.start);
        let asked = Asked { wanted, sentence, block: Some(block), subject, source };
        let found = self.find(asked, &[]);
        #[cfg(test)]
        antecedents::watch::seen(span, self.names);
        let Some(found) = found else { return };
        self.pronouns.insert(span.start, found);
        if matches!(wanted, Pronoun::He | Pronoun::She) {
            self.references.push((span, found.entity));
            let gender = if wanted == Pronoun::He { Gender::Male } else { Gender::Female };
            if let Some(entity) = self.names.entities.get_mut(found.entity).filter(|_| found.confidence > 0.65) {
                entity.gender.get_or_insert(gender);
            }
            self.remember(Recent {
                entity: found.entity,
                span,
                sentence,
                subject,
                quoted: false,
                possessive: false,
                block,
                pronoun: true,
            });
        }
    }

    /// Whom a pronoun stands for; nobody of `others`.
    pub(in crate::nlp) fn find(&self, asked: Asked, others: &[usize]) -> Option<Found> {
        let kinds = |e: usize| self.names.entities.get(e).map(|e| e.kind);
        let gender_of = |e: usize| self.names.entities.get(e).and_then(|e| e.gender);
        let named = |who: &Option<Who>| match who {
            Some(Who::Named(e)) => Some(*e),
            _ => None,
        };
        let speakers = [named(&self.speakers.0), named(&self.speakers.1)];
        let person = |e: usize| kinds(e) == Some(EntityType::Person) && !others.contains(&e);
        let body = |e: usize| kinds(e) == Some(EntityType::Organisation) && !others.contains(&e);
        // `Republicans`, `Palestinians`
        let several = |e: usize| {
            let of = |e: &Entity| e.kind == EntityType::Other && e.name.ends_with('s') && !e.name.ends_with("ss");
            asked.wanted == Pronoun::They && self.names.entities.get(e).is_some_and(of) && !others.contains(&e)
        };
        match asked.wanted {
            Pronoun::He | Pronoun::She => antecedents::rank(&self.recent, asked, speakers, &gender_of, &person),
            Pronoun::It | Pronoun::They => {
                antecedents::resolve(&self.recent, asked.sentence, speakers[0], &body, &several)
            }
            Pronoun::Speaker => None,
        }
    }

    /// Settles who attribution `i` is by.
    fn settle(&mut self, i: usize, block: usize, raw: &[RawAttribution], out: &mut [Resolved]) {
        let Some(found) = raw.get(i) else { return };
        let mut resolved = match found.antecedent.or(found.source) {
            Some(label) if found.how == How::Colon => self.label(block, label, found.confidence),
            Some(source) => self.source(block, source, found.confidence),
            None if found.how == How::Uncued => self.uncued(block, found),
            None => Resolved { confidence: found.confidence, ..Resolved::default() },
        };
        resolved.addressee = found.addressee.and_then(|a| self.addressee(block, a));
        if found.quoted != Quoted::None
            && let Some(to) = vocatives::addressed(self.text, &found.content, self.names)
        {
            self.not_by(&[to], block, found, &mut resolved);
            let name = || self.names.entities.get(to).map(|e| e.name.clone());
            resolved.addressee = resolved.addressee.take().or_else(name);
        }
        // `He said that Reyes would go`: whoever he is, he is not Reyes (Chomsky's Principle C, 1981).
        if resolved.evidence.is_some() {
            self.not_by(&self.named_in(&found.content), block, found, &mut resolved);
        }
        if (resolved.who.is_some() && found.quoted != Quoted::None || matches!(resolved.who, Some(Who::Named(_))))
            && self.speakers.0 != resolved.who
        {
            self.speakers = (resolved.who.clone(), self.speakers.0.take());
        }
        if let Some(slot) = out.get_mut(i) {
            *slot = resolved;
        }
    }

    /// Whom `content` names, other than as whose something is: people do speak of `Reyes’s staff` where they are Reyes.
    fn named_in(&self, content: &[Span]) -> Vec<usize> {
        let mentions = &self.names.mentions;
        let inside = content.iter().flat_map(|c| {
            let from = mentions.partition_point(|m| m.span.start < c.start);
            mentions.iter().skip(from).take_while(|m| m.span.end <= c.end)
        });
        let whose = |m: &&Named| self.text.get(m.span.end..).is_some_and(|rest| rest.starts_with(['\'', '’']));
        inside.filter(|m| !whose(m)).map(|m| m.entity).collect()
    }

    /// `found` speaks to those `others`, or of them by name: where it was taken to be by one of them, it is by somebody else.
    fn not_by(&mut self, others: &[usize], block: usize, found: &RawAttribution, resolved: &mut Resolved) {
        let is_other = |who: &Option<Who>| matches!(who, Some(Who::Named(who)) if others.contains(who));
        if !is_other(&resolved.who) {
            return;
        }
        let Some(source) = found.source.filter(|_| found.antecedent.is_none()) else {
            if found.how == How::Uncued {
                // Whoever of the two spoke before.
                let other = [&self.speakers.0, &self.speakers.1].into_iter().find(|w| !is_other(w));
                resolved.who = other.cloned().flatten();
            }
            return;
        };
        let mut buffer = String::new();
        let wanted = antecedents::pronoun(fold(source.of(self.text), &mut buffer));
        let Some(wanted) = wanted.filter(|w| matches!(w, Pronoun::He | Pronoun::She)) else { return };
        let sentence = self.sentence(block, source.start);
        let asked = Asked { wanted, sentence, block: Some(block), subject: true, source: true };
        let Some(other) = self.find(asked, others) else { return };
        self.pronouns.insert(source.start, other);
        for reference in self.references.iter_mut().filter(|(span, _)| span.start == source.start) {
            reference.1 = other.entity;
        }
        for mention in self.recent.iter_mut().filter(|m| m.pronoun && m.span.start == source.start) {
            mention.entity = other.entity;
        }
        *resolved = Resolved {
            who: Some(Who::Named(other.entity)),
            confidence: found.confidence * other.confidence,
            evidence: Some(other.evidence(source)),
            addressee: resolved.addressee.take(),
        };
    }

    /// Somebody without a name of whom was heard before: `an official familiar with the review`, then `the official`.
    fn heard_before(&self, words: &str, name: &str, kind: SpeakerKind) -> Option<&Heard> {
        let definite = words.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("the "));
        let small = |w: &str| lexicon::look_up(&w.to_lowercase()).class & (class::PREP | class::REL) != 0;
        let is_same = |heard: &&Heard| {
            let mut head = heard.name.split_whitespace().take_while(|w| !small(w));
            let whole = !heard.name.starts_with("all ");
            whole
                && heard.kind == kind
                && heard.name.len() > name.len()
                && name.split_whitespace().all(|w| head.any(|h| h == w))
        };
        self.unnamed.iter().rev().take(REMEMBERED).filter(|_| definite).find(is_same)
    }

    /// Who a label before a colon names: `HOLT`, `Q`.
    fn label(&mut self, block: usize, span: Span, confidence: f32) -> Resolved {
        let words = span.of(self.text);
        let named = |entity| Resolved { who: Some(Who::Named(entity)), confidence, ..Resolved::default() };
        if let Some(entity) = self.names.labelled(transcripts::name(words)) {
            return named(entity);
        }
        match transcripts::is_question(words).filter(|_| self.transcript.is_some()) {
            Some(true) => return Resolved { confidence: confidence * 0.8, ..Resolved::default() },
            Some(false) => {
                let about = *self.answers.get_or_insert_with(|| about(self.names, self.transcript.unwrap_or_default()));
                return match about {
                    Some(entity) => Resolved { confidence: confidence * 0.7, ..named(entity) },
                    None => Resolved { confidence: confidence * 0.6, ..Resolved::default() },
                };
            }
            None => {}
        }
        let plain = Span::new(span.start, span.start + transcripts::name(words).len());
        if words.starts_with(char::is_alphanumeric) && words.chars().all(|c| !c.is_lowercase()) && plain.len() > 3 {
            let role = roles::head(transcripts::name(words)).is_some();
            if let Some((entity, _)) = self.head_name(block, plain).filter(|_| !role) {
                return named(entity);
            }
            // `THE MODERATOR` → `Moderator`
            let title = |w: &str| {
                let mut letters = w.chars();
                letters.next().map(|c| c.to_string() + &letters.as_str().to_lowercase()).unwrap_or_default()
            };
            let name = transcripts::name(words).split_whitespace().map(title).collect::<Vec<_>>().join(" ");
            let name = described(&name);
            let kind = described_kind(&name);
            return Resolved { who: Some(Who::Described(name, kind)), confidence, ..Resolved::default() };
        }
        self.source(block, span, confidence)
    }

    fn addressee(&self, block: usize, span: Span) -> Option<String> {
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
            return self.names.entities.get(found.entity).map(|e| e.name.clone());
        }
        if let Some((entity, _)) = self.head_name(block, span) {
            return self.names.entities.get(entity).map(|e| e.name.clone());
        }
        Some(described(words)).filter(|w| !w.is_empty())
    }

    /// Who the words of a source name.
    fn source(&mut self, block: usize, span: Span, confidence: f32) -> Resolved {
        let words = span.of(self.text);
        let mut buffer = String::new();
        let sentence = self.sentence(block, span.start);
        if let Some(wanted) = antecedents::pronoun(fold(words, &mut buffer)) {
            if wanted == Pronoun::Speaker {
                return Resolved { confidence: confidence * 0.8, ..Resolved::default() };
            }
            if let Some(heard) = self.heard.as_ref().filter(|h| h.is(wanted, sentence)) {
                return Resolved {
                    who: Some(Who::Described(heard.name.clone(), heard.kind)),
                    confidence: confidence * 0.6,
                    evidence: Some(Evidence {
                        anaphor: span,
                        antecedent: heard.span,
                        sentences: sentence.saturating_sub(heard.sentence),
                    }),
                    addressee: None,
                };
            }
            let asked = Asked { wanted, sentence, block: Some(block), subject: true, source: true };
            let found = self.pronouns.get(&span.start).copied().or_else(|| self.find(asked, &[]));
            let Some(found) = found else { return Resolved { confidence: confidence * 0.6, ..Resolved::default() } };
            let doubt = if matches!(wanted, Pronoun::It | Pronoun::They) { 0.7 } else { 1.0 };
            if matches!(wanted, Pronoun::It | Pronoun::They) {
                self.references.push((span, found.entity));
            }
            return Resolved {
                who: Some(Who::Named(found.entity)),
                confidence: confidence * found.confidence * doubt,
                evidence: Some(found.evidence(span)),
                addressee: None,
            };
        }
        if let Some((entity, _)) = self.head_name(block, span) {
            // From here on `they` and `it` are rather the body that has a name.
            if self.names.entities.get(entity).is_some_and(|e| e.kind == EntityType::Organisation) {
                self.heard = None;
            }
            return Resolved { who: Some(Who::Named(entity)), confidence, ..Resolved::default() };
        }
        if let Some(found) = self.by_role(block, span, sentence) {
            self.references.push((span, found.entity));
            self.remember(Recent {
                entity: found.entity,
                span,
                sentence,
                subject: true,
                quoted: false,
                possessive: false,
                block,
                pronoun: false,
            });
            return Resolved {
                who: Some(Who::Named(found.entity)),
                confidence: confidence * found.confidence,
                evidence: Some(found.evidence(span)),
                addressee: None,
            };
        }
        let mut name = described(words);
        // `his lawyers` → `Peter Vogel’s lawyers`
        let owner = words.split_whitespace().next().and_then(|w| antecedents::pronoun(fold(w, &mut buffer)));
        if owner.is_some_and(|o| matches!(o, Pronoun::He | Pronoun::She))
            && let Some(found) = self.pronouns.get(&span.start)
            && let (Some(owner), Some((_, rest))) = (self.names.entities.get(found.entity), name.split_once(' '))
        {
            name = format!("{}’s {rest}", owner.name);
        }
        let vague = name.is_empty() || List::Vague.has(&name) || !name.chars().any(char::is_alphanumeric);
        if vague && name != "some" && name != "others" && name != "many" && name != "most" {
            return Resolved { confidence: confidence * 0.7, ..Resolved::default() };
        }
        let kind = described_kind(&name);
        if let Some(before) = self.heard_before(words, &name, kind) {
            let sentences = sentence.saturating_sub(before.sentence);
            let evidence = Some(Evidence { anaphor: span, antecedent: before.span, sentences });
            let who = Some(Who::Described(before.name.clone(), kind));
            return Resolved { who, confidence: confidence * 0.9, evidence, addressee: None };
        }
        let heard = Heard { name: name.clone(), kind, span, sentence };
        if kind != SpeakerKind::Person {
            self.heard = Some(heard.clone());
        }
        self.unnamed.push(heard);
        Resolved { who: Some(Who::Described(name, kind)), confidence: confidence * 0.95, ..Resolved::default() }
    }
}

/// Whether a verb follows the name that begins with item `i` and ends before byte `end`, and nothing governs the name:
/// `… and Reyes leaned out`.
fn heads_clause(scope: &Scope, i: usize, end: usize) -> bool {
    let governed = i > scope.lo && scope.at(i - 1).is(class::PREP | class::POSSESSIVE);
    let after = (i..scope.hi).find(|j| scope.at(*j).span.start >= end);
    !governed && after.is_some_and(|j| scope.is_verb(j))
}

impl Heard {
    /// Whether a pronoun in `sentence` can stand for it.
    fn is(&self, wanted: Pronoun, sentence: usize) -> bool {
        let number = match wanted {
            Pronoun::They => self.kind == SpeakerKind::Group,
            Pronoun::It => self.kind == SpeakerKind::Organisation,
            _ => false,
        };
        number && sentence.saturating_sub(self.sentence) <= HEARD
    }
}

/// The person whom the text before byte `end` is about: whoever the lines before the questions name most answers them.
fn about(names: &Names, end: usize) -> Option<usize> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for mention in names.mentions.iter().take_while(|m| m.span.start < end) {
        if names.entities.get(mention.entity).is_some_and(|e| e.kind == EntityType::Person) {
            *counts.entry(mention.entity).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(entity, n)| (*n, usize::MAX - *entity)).map(|(entity, _)| entity)
}

enum Event {
    Name { quoted: bool, subject: bool, possessive: bool },
    Pronoun { span: Span, wanted: Pronoun, subject: bool },
}
