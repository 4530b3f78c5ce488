//! Gathering mentions of one person, body or place under one entity.
//!
//! Names are never merged because they share a part: `Bashar al-Jaafari` is not `Bashar al-Assad`, and `Bill Clinton`
//! is not `Hillary Clinton`. A bare surname goes to whoever of that surname was named last.

use std::collections::{HashMap, HashSet};

use super::EntityType;
use super::gazetteer::{self, Gender, word};
use super::names::{Candidate, Common, classify, kind, seen_inside};
use crate::text::Span;

/// One named thing.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) kind: EntityType,
    /// The name in full.
    pub(super) name: String,
    /// The words of the fullest form, in lower case.
    words: Vec<String>,
    pub(super) gender: Option<Gender>,
    /// All forms and how often they occur.
    pub(super) forms: HashMap<String, usize>,
    pub(super) count: usize,
    /// Roles as the text states them: where, and the words.
    pub(super) roles: Vec<Role>,
}

/// A role as the text states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    /// The words that state it, the name included.
    pub(super) span: Span,
    /// `Deputy Foreign Minister`
    pub(super) role: String,
    /// `Russia`
    pub(super) of: Option<String>,
}

/// One mention by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) span: Span,
    /// Index into [`Names::entities`].
    pub(super) entity: usize,
    pub(super) block: usize,
    pub(super) title: Option<Span>,
    /// What this mention is, where something else than the entity says so: `Germany` speaks as a body.
    pub(super) kind: Option<EntityType>,
}

/// The names of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) entities: Vec<Entity>,
    /// In order.
    pub(super) mentions: Vec<Named>,
}

/// A candidate with its block, and what it is taken for.
type Typed<'a> = (usize, &'a Candidate, Option<(EntityType, bool)>);

/// Gathers the candidates of all blocks.
pub(super) fn gather(text: &str, blocks: &[&[Candidate]], common: &Common) -> Names {
    let inside = seen_inside(blocks.iter().flat_map(|b| b.iter()));
    let mut typed: Vec<Typed> = Vec::new();
    for (block, candidates) in blocks.iter().enumerate() {
        typed.extend(candidates.iter().map(|c| (block, c, classify(c, common, &inside))));
    }
    let mut book = Book::default();
    // Full names and sure ones first: a bare surname may stand before the name in full (headlines do that).
    let mut assigned: Vec<Option<usize>> = vec![None; typed.len()];
    for (slot, (_, candidate, kind)) in assigned.iter_mut().zip(&typed) {
        if let Some((kind, _)) =
            kind.filter(|(kind, sure)| candidate.words.len() > 1 || *sure && *kind != EntityType::Person)
        {
            *slot = Some(book.add(text, candidate, kind));
        }
    }
    // Then single words, each by whoever bears the name and was named last.
    let mut latest: HashMap<usize, usize> = HashMap::new();
    for (n, (slot, (_, candidate, kind))) in assigned.iter_mut().zip(&typed).enumerate() {
        if slot.is_none() && candidate.words.len() == 1 {
            *slot = match book.bearer(candidate, *kind, &latest) {
                Some(entity) => {
                    book.count(entity, candidate, text);
                    Some(entity)
                }
                None => kind.map(|(kind, _)| book.add(text, candidate, kind)),
            };
        }
        if let Some(entity) = *slot {
            latest.insert(entity, n);
        }
    }
    let mentions = assigned
        .iter()
        .zip(&typed)
        .filter_map(|(entity, (block, candidate, _))| {
            entity.map(|entity| Named {
                span: candidate.span,
                entity,
                block: *block,
                title: candidate.title,
                kind: kind(candidate),
            })
        })
        .collect();
    Names { entities: book.entities, mentions }
}

#[derive(Default)]
struct Book {
    entities: Vec<Entity>,
    /// People by surname.
    surnames: HashMap<String, Vec<usize>>,
    /// People by given name.
    givens: HashMap<String, Vec<usize>>,
    /// Everything else by its words, and by its initials.
    others: HashMap<String, usize>,
    /// Bodies by their last word.
    tails: HashMap<String, usize>,
}

/// A surname without its article: `al-Assad` and `Assad` are one.
fn surname(words: &[String]) -> &str {
    let last = words.iter().rev().find(|w| gazetteer::word(w) & word::SUFFIX == 0).map_or("", String::as_str);
    match last.split_once('-') {
        Some((head, tail)) if gazetteer::word(head) & word::PARTICLE != 0 || head.len() == 2 => tail,
        _ => last,
    }
}

fn initials(words: &[String]) -> String {
    words
        .iter()
        .filter(|w| !matches!(w.as_str(), "of" | "the" | "and" | "for" | "on" | "&"))
        .filter_map(|w| w.chars().next())
        .collect()
}

/// One thing under its many names.
fn usual(words: &str) -> &str {
    match words {
        "u.s" | "us" | "usa" | "u.s.a" | "united states of america" | "america" => "united states",
        "u.k" | "uk" | "britain" | "great britain" => "united kingdom",
        "u.n" | "un" => "united nations",
        "e.u" | "eu" => "european union",
        "türkiye" | "turkiye" => "turkey",
        other => other.strip_prefix("the ").unwrap_or(other),
    }
}

impl Book {
    fn add(&mut self, text: &str, candidate: &Candidate, kind: EntityType) -> usize {
        let found = if kind == EntityType::Person { self.same_person(candidate) } else { self.same_thing(candidate) };
        let entity = found.unwrap_or_else(|| {
            self.entities.push(Entity {
                kind,
                name: String::new(),
                words: Vec::new(),
                gender: None,
                forms: HashMap::new(),
                count: 0,
                roles: Vec::new(),
            });
            self.entities.len() - 1
        });
        self.count(entity, candidate, text);
        if kind == EntityType::Person {
            push(&mut self.surnames, surname(&candidate.words), entity);
            if let Some(first) = candidate.words.first().filter(|_| candidate.words.len() > 1) {
                push(&mut self.givens, first, entity);
            }
        } else {
            let whole = candidate.words.join(" ");
            self.others.entry(usual(&whole).to_owned()).or_insert(entity);
            if kind == EntityType::Organisation && candidate.words.len() > 1 {
                self.others.entry(initials(&candidate.words)).or_insert(entity);
                if let Some(last) = candidate.words.last() {
                    self.tails.insert(last.clone(), entity);
                }
            }
        }
        entity
    }

    /// Counts a mention; the fullest form gives the name.
    fn count(&mut self, entity: usize, candidate: &Candidate, text: &str) {
        let Some(entity) = self.entities.get_mut(entity) else { return };
        entity.count += 1;
        let form = candidate.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        if candidate.words.len() > entity.words.len() || entity.name.is_empty() {
            entity.words.clone_from(&candidate.words);
            entity.name.clone_from(&form);
        }
        *entity.forms.entry(form).or_default() += 1;
        if entity.kind == EntityType::Person && entity.gender.is_none() {
            let own = candidate.words.first().filter(|_| candidate.words.len() > 1 || candidate.title.is_none());
            entity.gender = candidate.gender.or_else(|| own.and_then(|w| gazetteer::gender(w)));
        }
    }

    fn same_person(&self, candidate: &Candidate) -> Option<usize> {
        let bearers = self.surnames.get(surname(&candidate.words))?;
        bearers.iter().copied().find(|&b| self.entities.get(b).is_some_and(|e| compatible(&e.words, &candidate.words)))
    }

    fn same_thing(&self, candidate: &Candidate) -> Option<usize> {
        let whole = candidate.words.join(" ");
        self.others.get(usual(&whole)).copied().or_else(|| {
            let short = candidate.words.len() == 1 && whole.len() >= 2;
            self.others.get(&whole.replace('.', "")).filter(|_| short).copied()
        })
    }

    /// Who bears the one word of `candidate`.
    fn bearer(
        &self,
        candidate: &Candidate,
        kind: Option<(EntityType, bool)>,
        latest: &HashMap<usize, usize>,
    ) -> Option<usize> {
        if matches!(kind, Some((EntityType::Place | EntityType::Other, true))) {
            return None;
        }
        let word = candidate.words.first()?;
        let plain = surname(&candidate.words);
        let fits = |e: &&usize| {
            let known = self.entities.get(**e).and_then(|e| e.gender);
            candidate.gender.is_none() || known.is_none() || known == candidate.gender
        };
        let newest = |list: Option<&Vec<usize>>| {
            let mut list: Vec<usize> = list?.iter().filter(fits).copied().collect();
            // `Ms Vance` is the woman of that name rather than the one of whom nothing is known.
            let known = |e: &usize| self.entities.get(*e).is_some_and(|e| e.gender == candidate.gender);
            if candidate.gender.is_some() && list.iter().any(known) {
                list.retain(known);
            }
            let count = |e: &usize| self.entities.get(*e).map_or(0, |e| e.count);
            list.sort_by_key(|e| (latest.get(e).copied(), count(e)));
            let last = list.last().copied()?;
            // Whom the text is about, rather than a relative named in passing.
            let main = list.iter().copied().max_by_key(count)?;
            Some(if candidate.gender.is_none() && count(&main) >= 3 * count(&last) && latest.contains_key(&main) {
                main
            } else {
                last
            })
        };
        let sure_other = matches!(kind, Some((k, true)) if k != EntityType::Person);
        let person = newest(self.surnames.get(plain))
            .or_else(|| newest(self.givens.get(word)).filter(|_| candidate.title.is_none()));
        if person.is_some() && !sure_other {
            return person;
        }
        if candidate.title.is_some() || matches!(kind, Some((EntityType::Person, _))) {
            return None;
        }
        self.same_thing(candidate).or_else(|| {
            self.tails.get(word).copied().filter(|_| gazetteer::word(word) & super::gazetteer::word::BODY != 0)
        })
    }
}

fn push(map: &mut HashMap<String, Vec<usize>>, key: &str, entity: usize) {
    let list = map.entry(key.to_owned()).or_default();
    if !list.contains(&entity) {
        list.push(entity);
    }
}

/// Whether two names with one surname can be one person's.
fn compatible(a: &[String], b: &[String]) -> bool {
    let given = |words: &[String]| -> Vec<String> {
        let keep: Vec<&String> = words.iter().filter(|w| gazetteer::word(w) & word::SUFFIX == 0).collect();
        keep.split_last().map(|(_, rest)| rest.iter().map(|w| (*w).clone()).collect()).unwrap_or_default()
    };
    let (a, b) = (given(a), given(b));
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return a.is_empty() || b.is_empty() };
    let initial = |x: &str, y: &str| x.len() == 1 && y.starts_with(x) || y.len() == 1 && x.starts_with(y);
    if gazetteer::same_given(x, y) || initial(x, y) {
        return true;
    }
    // A middle name or a nickname used as the first: `Robert C. "Bobby" Scott`.
    let set: HashSet<&String> = a.iter().collect();
    b.iter().any(|w| w.len() > 1 && set.contains(w) && gazetteer::word(w) & word::PARTICLE == 0)
}
