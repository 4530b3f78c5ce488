//! Groups the mentions of one person, body or place under one entity.
//!
//! A shared word is not enough: `Bashar al-Jaafari` is not `Bashar al-Assad`, and `Bill Clinton` is not
//! `Hillary Clinton`. A surname alone refers to the last person named with it.

use std::collections::{HashMap, HashSet};

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::{Gender, word};
use crate::nlp::data::lexicon::{self, class, form};
use crate::nlp::data::lists;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Candidate, DocumentDraft, Entity, LowerCaseWords, NameMention, Names};
use crate::nlp::names::accents;
use crate::nlp::names::aliases::merge_aliases;
use crate::nlp::names::candidates::{classify, seen_inside};
use crate::nlp::names::passes::mail_headers::surname_first;
use crate::nlp::names::repeats;
use crate::nlp::names::type_votes;
use crate::nlp::names::type_votes::Typed;
impl Names {
    /// Returns the only person to whom a label such as `TAPPER` or `Jake Tapper` can refer.
    pub(in crate::nlp) fn labelled(&self, label: &str) -> Option<usize> {
        let words: Vec<String> = label
            .split_whitespace()
            .map(|w| accents::plain(w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'")))
            .filter(|w| !w.is_empty() && gazetteer::word(w) & word::HONORIFIC == 0)
            .collect();
        let mut bearers = self.surnames.get(surname(&words))?.iter().copied().filter(|b| {
            self.entities.get(*b).is_some_and(|e| e.kind == EntityType::Person && compatible(&e.words, &words))
        });
        bearers.next().filter(|_| bearers.next().is_none())
    }
}

/// Groups the candidates of all blocks.
pub(in crate::nlp) fn gather_entities(draft: &mut DocumentDraft) {
    let candidates: Vec<&[Candidate]> = draft.blocks.iter().map(|b| b.names.as_slice()).collect();
    draft.names = gather(&draft.article.text, &candidates, &draft.lower_case);
    repeats::add_initials(&draft.article.text, draft.blocks, &mut draft.names);
    repeats::add_titled(&draft.article.text, draft.blocks, &mut draft.names);
}

/// Groups candidates, block by block.
pub(in crate::nlp) fn gather(text: &str, blocks: &[&[Candidate]], common: &LowerCaseWords) -> Names {
    let inside = seen_inside(blocks.iter().flat_map(|b| b.iter()));
    let mut typed: Vec<Typed> = Vec::new();
    for (block, candidates) in blocks.iter().enumerate() {
        typed.extend(candidates.iter().map(|c| (block, c, classify(c, common, &inside))));
    }
    type_votes::vote_on_types(&mut typed);
    repeats::retype_storms(text, &mut typed);
    people_named_as_places(text, &mut typed);
    drop_pairs_of_people(text, &mut typed);
    drop_plain_words(text, &mut typed, common);
    let mut registry = Registry { short_names: type_votes::expand_short_names(&typed), ..Registry::default() };
    // Full and certain names come first: a headline may use a surname before the text gives the full name.
    let mut assigned: Vec<Option<usize>> = vec![None; typed.len()];
    for (slot, (_, candidate, kind)) in assigned.iter_mut().zip(&typed) {
        if let Some((kind, _)) =
            kind.filter(|(kind, sure)| candidate.words.len() > 1 || *sure && !may_be_short(candidate, *kind))
        {
            *slot = Some(registry.add(text, candidate, kind));
        }
    }
    let couples = couples(text, &typed, &registry);
    // `Mr. Vogel` is not Anna Vogel, even if nobody else is called Vogel. Nor is `Mrs. Vogel`, the wife of `Mr. Vogel`.
    for (slot, (_, candidate, kind)) in assigned.iter_mut().zip(&typed) {
        let single = slot.is_none() && candidate.words.len() == 1 && candidate.gender.is_some();
        if !single || !matches!(kind, Some((EntityType::Person, _))) {
            continue;
        }
        if couples.contains(surname(&candidate.words)) && is_titled(text, candidate, &["mrs"]) {
            *slot = Some(registry.add_apart(text, candidate));
        } else if registry.all_of_other_gender(candidate) {
            *slot = Some(registry.add(text, candidate, EntityType::Person));
        }
    }
    // Then single words, which refer to the last entity named with the word.
    let mut latest: HashMap<usize, usize> = HashMap::new();
    for (n, (slot, (_, candidate, kind))) in assigned.iter_mut().zip(&typed).enumerate() {
        if slot.is_none() && candidate.words.len() == 1 {
            let new = is_introduced(text, candidate) && !registry.surnames.contains_key(surname(&candidate.words));
            *slot = match registry.bearer(candidate, *kind, &latest, text) {
                // `Viktor, a medic of twenty,` is not the General Viktor Draganov of the paragraph before.
                Some(_) if new && matches!(kind, Some((EntityType::Person, _))) => {
                    Some(registry.add(text, candidate, EntityType::Person))
                }
                Some(entity) => {
                    registry.count(entity, candidate, text);
                    Some(entity)
                }
                // `Minister` alone is not a name.
                None if candidate.is_bare_title(text) => None,
                None => kind.map(|(kind, _)| registry.add(text, candidate, kind)),
            };
        }
        if let Some(entity) = *slot {
            latest.insert(entity, n);
        }
    }
    let mentions = assigned
        .iter()
        .zip(&typed)
        .filter_map(|(entity, (block, candidate, settled))| {
            let settled = settled.map(|(kind, _)| kind);
            entity.map(|entity| NameMention {
                span: candidate.span,
                entity,
                block: *block,
                title: candidate.title,
                kind: candidate.kind.and(settled),
            })
        })
        .collect();
    let mut names = Names { entities: registry.entities, mentions, surnames: registry.surnames };
    merge_aliases(text, &mut names);
    prefer_usual_names(&mut names);
    keep_titles(text, &mut names);
    names
}

/// Drops words that are people only because a sentence begins with them: `Dew wets the sand, and dew dries.` Also drops
/// words in lower case that are no given names.
fn drop_plain_words(text: &str, typed: &mut [Typed], common: &LowerCaseWords) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in typed.iter().flat_map(|(_, c, _)| &c.words) {
        *counts.entry(word.clone()).or_default() += 1;
    }
    for (_, candidate, kind) in typed.iter_mut() {
        // `the trade union` describes a body.
        let small = !candidate.span.of(text).contains(char::is_uppercase);
        let body = candidate.words.last().is_some_and(|w| lexicon::look_up(w).class & class::BODY != 0);
        let before = text.get(..candidate.span.start).unwrap_or_default();
        let described = [" the", "The", " a", " its"].iter().any(|d| before.trim_end().ends_with(d));
        if small && body && described && matches!(kind, Some((EntityType::Organisation, _))) {
            *kind = None;
            continue;
        }
        let [word] = candidate.words.as_slice() else { continue };
        // `Wet` of `Wet'suwet'en`
        let rest = text.get(candidate.span.end..).unwrap_or_default();
        let letters = rest.strip_prefix(['\'', '’']).unwrap_or_default();
        let length = letters.find(|c: char| !c.is_lowercase()).unwrap_or(letters.len());
        let torn = length > 1 && !matches!(letters.get(..length), Some("ll" | "re" | "ve" | "em"));
        if torn && matches!(kind, Some((EntityType::Person, _))) {
            *kind = None;
            continue;
        }
        let person = matches!(kind, Some((EntityType::Person, _))) && candidate.title.is_none();
        let before = text.get(..candidate.span.start).unwrap_or_default().trim_end_matches(' ');
        let opens = before.is_empty() || before.ends_with(['.', '!', '?', '“', '"', '\n']);
        let given = gazetteer::word(word) & word::GIVEN != 0;
        // `rangatahi` and other words of another language
        let small = candidate.span.of(text).chars().all(char::is_lowercase) && gazetteer::name(word).is_none();
        if person && small && !given && candidate.title.is_none() {
            *kind = None;
        }
        if person && opens && !given && common.has(word) && counts.get(word) == Some(&1) {
            *kind = None;
        }
    }
}

/// Retypes two surnames with a hyphen, families, and titles alone: `the Holt-Reyes debate` between Ana Holt and Piet
/// Reyes, `the Holts`, `the CEO`.
fn drop_pairs_of_people(text: &str, typed: &mut [Typed]) {
    for (_, _, kind) in typed.iter_mut().filter(|(_, c, kind)| {
        matches!(kind, Some((EntityType::Organisation | EntityType::Other, _))) && c.is_bare_title(text)
    }) {
        *kind = None;
    }
    let is_person = |kind: &Option<(EntityType, bool)>| matches!(kind, Some((EntityType::Person, _)));
    let surnames: HashSet<String> = typed
        .iter()
        .filter(|(_, c, kind)| is_person(kind) && !c.words.last().is_some_and(|w| w.contains('-')))
        .map(|(_, c, _)| surname(&c.words).to_owned())
        .collect();
    for (_, candidate, kind) in typed.iter_mut().filter(|(_, c, kind)| is_person(kind) && c.words.len() == 1) {
        let pair = candidate.words.first().and_then(|w| w.split_once('-'));
        let before = text.get(..candidate.span.start).unwrap_or_default();
        let family = candidate.words.first().and_then(|w| w.strip_suffix('s')).is_some_and(|w| surnames.contains(w))
            && (before.ends_with("the ") || before.ends_with("The "));
        if family || pair.is_some_and(|(a, b)| a != b && surnames.contains(a) && surnames.contains(b)) {
            *kind = Some((EntityType::Other, true));
        }
    }
}

/// Shows the usual name of people whom the text once calls by a longer one: `Ana Torres`, not `Ana Torres Vidal` or
/// `Crooked Ana Torres`.
fn prefer_usual_names(names: &mut Names) {
    for entity in names.entities.iter_mut().filter(|e| e.kind == EntityType::Person) {
        let once = entity.forms.get(&entity.name).is_some_and(|n| *n == 1);
        let usual = entity.forms.iter().filter(|(form, n)| {
            let begins = entity.name.strip_prefix(form.as_str()).is_some_and(|rest| rest.starts_with(' '));
            let ends = entity.name.strip_suffix(form.as_str()).is_some_and(|rest| rest.ends_with(' '));
            // `Suu Kyi` is a part of her name, `Ana Torres` is all of it.
            let given = form.split(' ').next().is_some_and(|w| gazetteer::word(&w.to_lowercase()) & word::GIVEN != 0);
            // `Nancy Reagan` for `Nancy Davis Reagan`
            let outer = |name: &str| {
                let mut words = name.split(' ').map(str::to_owned);
                Some((words.next()?, words.next_back()?))
            };
            let middle = form.split(' ').count() == 2 && outer(form) == outer(&entity.name);
            **n > 1 && form.contains(' ') && (begins || middle || ends && given)
        });
        if let Some((form, _)) = usual.max_by_key(|(form, n)| (**n, form.len(), *form)).filter(|_| once) {
            entity.name = form.clone();
        }
    }
}

/// Keeps the title in the name of somebody without a given name, if somebody else has the same surname:
/// `Mr. Holt` beside `Ana Holt`.
fn keep_titles(text: &str, names: &mut Names) {
    let mut bearers: HashMap<String, usize> = HashMap::new();
    for entity in names.entities.iter().filter(|e| e.kind == EntityType::Person) {
        *bearers.entry(surname(&entity.words).to_owned()).or_default() += 1;
    }
    let mut titles: HashMap<usize, String> = HashMap::new();
    for mention in &names.mentions {
        let Some(title) = mention.title.map(|t| t.of(text)) else { continue };
        titles.entry(mention.entity).or_insert_with(|| title.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    for (at, entity) in names.entities.iter_mut().enumerate() {
        let alone = entity.kind == EntityType::Person && entity.words.len() == 1;
        let shared = bearers.get(surname(&entity.words)).is_some_and(|n| *n > 1);
        if let Some(title) = titles.get(&at).filter(|_| alone && shared) {
            entity.name = format!("{title} {}", entity.name);
        }
    }
}

/// Whether the last word of the title is one of `titles`.
fn is_titled(text: &str, candidate: &Candidate, titles: &[&str]) -> bool {
    let last = candidate.title.and_then(|t| t.of(text).split_whitespace().next_back());
    last.is_some_and(|t| titles.contains(&t.trim_end_matches('.').to_lowercase().as_str()))
}

/// Returns the surnames of couples without given names: the text has `Mr. Vogel` and `Mrs. Vogel`, no man called Vogel
/// with a given name, and no `Mrs. Anna Vogel`.
fn couples(text: &str, typed: &[Typed], registry: &Registry) -> HashSet<String> {
    let alone = |titles: &[&str]| -> HashSet<String> {
        let named = typed.iter().filter(|(_, c, _)| c.words.len() == 1 && is_titled(text, c, titles));
        named.map(|(_, c, _)| surname(&c.words).to_owned()).collect()
    };
    let full = typed.iter().filter(|(_, c, _)| c.words.len() > 1 && is_titled(text, c, &["mrs"]));
    let wives: HashSet<&str> = full.map(|(_, c, _)| surname(&c.words)).collect();
    let husbands = alone(&["mr"]);
    let no_man = |name: &str| {
        let women = |e: &usize| registry.entities.get(*e).is_some_and(|e| e.gender == Some(Gender::Female));
        registry.surnames.get(name).is_some_and(|bearers| !bearers.is_empty() && bearers.iter().all(women))
    };
    alone(&["mrs"]).into_iter().filter(|n| husbands.contains(n) && !wives.contains(n.as_str()) && no_man(n)).collect()
}

/// Whether an apposition introduces the bearer of a single given name: `Viktor, a medic of twenty,`, `Paula, 34,`.
fn is_introduced(text: &str, candidate: &Candidate) -> bool {
    let after = text.get(candidate.span.end..).unwrap_or_default();
    let aged = || {
        let digits = after.get(2..).unwrap_or_default();
        let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        after.starts_with(", ") && (1..=2).contains(&(digits.len() - rest.len())) && rest.starts_with(',')
    };
    candidate.title.is_none() && (after.starts_with(", a ") || after.starts_with(", an ") || aged())
}

/// Whether a place is a person in apposition to an occupation: `the ferryman, Aron Vale,`.
fn is_apposed_person(text: &str, candidate: &Candidate) -> bool {
    let [given, _] = candidate.words.as_slice() else { return false };
    let before = text.get(..candidate.span.start).unwrap_or_default();
    let noun =
        before.strip_suffix(", ").and_then(|b| b.rsplit(|c: char| !c.is_alphabetic()).next()).unwrap_or_default();
    let person = noun.starts_with(char::is_lowercase)
        && (lexicon::look_up(noun).class & class::ROLE != 0 || noun.ends_with("man") || noun.ends_with("woman"));
    let closes = text.get(candidate.span.end..).is_some_and(|rest| rest.starts_with([',', '.']));
    gazetteer::word(given) & word::GIVEN != 0 && person && closes
}

/// Retypes surnames and given names that are also places: `Vienna said` in a text about Lena Vienna,
/// `Sofia tied the goat`.
fn people_named_as_places(text: &str, typed: &mut [Typed]) {
    for (_, candidate, kind) in typed.iter_mut().filter(|(_, _, kind)| matches!(kind, Some((EntityType::Place, _)))) {
        if is_apposed_person(text, candidate) {
            *kind = Some((EntityType::Person, false));
        }
    }
    let mut parts: HashSet<&str> = HashSet::new();
    for (_, candidate, kind) in typed.iter() {
        if let (Some((EntityType::Person, _)), [first, .., _]) = (kind, candidate.words.as_slice()) {
            parts.extend([first.as_str(), surname(&candidate.words)]);
        }
    }
    let located = |candidate: &Candidate| {
        let before = text.get(..candidate.span.start).unwrap_or_default();
        let word = before.trim_end().rsplit(|c: char| !c.is_alphabetic() && c != ',').next().unwrap_or_default();
        lexicon::look_up(&word.to_lowercase()).class & (class::PREP | class::DET) != 0 || word == ","
    };
    // If the text has somebody `in Vienna`, the word alone is not evidence for a person.
    let lone = |kind: &Option<(EntityType, bool)>, c: &Candidate| {
        matches!(kind, Some((EntityType::Place, _))) && c.words.len() == 1
    };
    let places: HashSet<String> = typed
        .iter()
        .filter(|(_, c, kind)| lone(kind, c) && located(c))
        .filter_map(|(_, c, _)| c.words.first().cloned())
        .collect();
    for (_, candidate, kind) in typed.iter_mut() {
        let Some(word) = candidate.words.first().filter(|_| lone(kind, candidate)) else { continue };
        let after = text.get(candidate.span.end..).unwrap_or_default();
        let next = after.trim_start_matches([',', ' ']).split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let entry = lexicon::look_up(next);
        let acts = (after.starts_with(' ') || after.starts_with(", "))
            && (entry.verb.is_some_and(|v| v.form & (form::PAST | form::S) != 0)
                || after.starts_with(' ')
                    && (entry.class & class::FINITE != 0 || next.len() > 4 && next.ends_with("ed")));
        let given = gazetteer::word(word) & word::GIVEN != 0;
        let borne = parts.contains(word.as_str());
        if !located(candidate) && (borne && (acts || !places.contains(word)) || given && acts && !places.contains(word))
        {
            *kind = Some((EntityType::Person, false));
        }
    }
}

#[derive(Default)]
struct Registry {
    entities: Vec<Entity>,
    /// Indices of people, by surname.
    surnames: HashMap<String, Vec<usize>>,
    /// Indices of people, by given name.
    givens: HashMap<String, Vec<usize>>,
    /// Indices of people, by the words between given name and surname.
    middles: HashMap<String, Vec<usize>>,
    /// Indices of people with their full name in running text, by its first two words.
    full: HashMap<String, Vec<usize>>,
    /// Other entities, by their words and by their initials.
    others: HashMap<String, usize>,
    /// Bodies by the head noun of their name: the last word, or the one before `of` (`the Committee`, `the Corps`).
    tails: HashMap<String, Vec<usize>>,
    /// Full names by short form ([`type_votes::expand_short_names`]).
    short_names: HashMap<String, String>,
    /// The people found for misspelt surnames.
    typos: HashMap<String, Option<usize>>,
}

/// Returns a surname without its article: `al-Assad` and `Assad` are the same.
fn surname(words: &[String]) -> &str {
    let last = words.iter().rev().find(|w| gazetteer::word(w) & word::SUFFIX == 0).map_or("", String::as_str);
    match last.split_once('-') {
        Some((head, tail)) if gazetteer::word(head) & word::PARTICLE != 0 || head.len() == 2 => tail,
        _ => last,
    }
}

fn initials(words: &[String]) -> String {
    words.iter().filter(|w| w.as_str() != "&" && !List::NotInInitials.has(w)).filter_map(|w| w.chars().next()).collect()
}

/// Returns the usual name of an entity with several names.
fn usual(words: &str) -> &str {
    lists::usual_name(words).unwrap_or_else(|| words.strip_prefix("the ").unwrap_or(words))
}

impl Registry {
    fn new_entity(&mut self, kind: EntityType) -> usize {
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
    }

    fn add(&mut self, text: &str, candidate: &Candidate, kind: EntityType) -> usize {
        let found = if kind == EntityType::Person { self.same_person(candidate) } else { self.same_thing(candidate) };
        let entity = found.unwrap_or_else(|| self.new_entity(kind));
        self.count(entity, candidate, text);
        if kind == EntityType::Person {
            push(&mut self.surnames, surname(&candidate.words), entity);
            if let Some(first) = candidate.words.first().filter(|_| candidate.words.len() > 1) {
                push(&mut self.givens, first, entity);
                let inner = candidate.words.get(1..candidate.words.len().min(5) - 1).unwrap_or_default();
                for word in inner.iter().filter(|w| gazetteer::word(w) & (word::GIVEN | word::PARTICLE) == 0) {
                    push(&mut self.middles, word, entity);
                }
                if !candidate.headline && candidate.words.len() < 5 {
                    for word in candidate.words.iter().take(2) {
                        push(&mut self.full, word, entity);
                    }
                }
            }
        } else {
            let whole = self.full_name(candidate);
            self.others.entry(usual(&whole).to_owned()).or_insert(entity);
            if kind == EntityType::Organisation && candidate.words.len() > 1 {
                self.others.entry(initials(&candidate.words)).or_insert(entity);
                let of = candidate.words.iter().position(|w| matches!(w.as_str(), "of" | "for"));
                let heads = [candidate.words.last(), of.and_then(|of| candidate.words.get(..of)?.last())];
                for head in heads.into_iter().flatten() {
                    push(&mut self.tails, head, entity);
                }
            }
        }
        entity
    }

    /// Counts a mention. The longest form becomes the name of the entity.
    fn count(&mut self, entity: usize, candidate: &Candidate, text: &str) {
        let Some(entity) = self.entities.get_mut(entity) else { return };
        entity.count += 1;
        let shown = candidate.span.of(text);
        let upright = surname_first(shown).filter(|_| entity.kind == EntityType::Person);
        let shown = upright.map_or_else(|| shown.to_owned(), |(surname, given)| format!("{given} {surname}"));
        let form = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        if candidate.words.len() > entity.words.len() || entity.name.is_empty() {
            entity.words.clone_from(&candidate.words);
            entity.name.clone_from(&form);
        } else if entity.name.is_ascii() && !form.is_ascii() && accents::is_same(&entity.name, &form) {
            entity.name.clone_from(&form);
        }
        *entity.forms.entry(form).or_default() += 1;
        if entity.kind == EntityType::Person && entity.gender.is_none() {
            let own = candidate.words.first().filter(|_| candidate.words.len() > 1 || candidate.title.is_none());
            // `Nicholas` for `Karen Nicholas` shows no gender.
            let own =
                own.filter(|w| entity.words.len() < 2 || entity.words.last() != Some(w) || candidate.words.len() > 1);
            entity.gender = candidate.gender.or_else(|| own.and_then(|w| gazetteer::gender(w)));
        }
    }

    /// Adds a person who is none of those with a given name: the mentions `Mrs. Vogel` are one person.
    fn add_apart(&mut self, text: &str, candidate: &Candidate) -> usize {
        let bearers = self.surnames.get(surname(&candidate.words)).cloned().unwrap_or_default();
        let same = |e: &usize| {
            self.entities.get(*e).is_some_and(|e| e.words == candidate.words && e.gender == candidate.gender)
        };
        if let Some(known) = bearers.into_iter().find(same) {
            self.count(known, candidate, text);
            return known;
        }
        let entity = self.new_entity(EntityType::Person);
        self.count(entity, candidate, text);
        push(&mut self.surnames, surname(&candidate.words), entity);
        entity
    }

    fn same_person(&self, candidate: &Candidate) -> Option<usize> {
        let bearers = self.surnames.get(surname(&candidate.words));
        let one = |e: &Entity| {
            let known = e.gender.is_none() || candidate.gender.is_none() || e.gender == candidate.gender;
            known && compatible(&e.words, &candidate.words)
        };
        let same = bearers.and_then(|list| list.iter().copied().find(|&b| self.entities.get(b).is_some_and(one)));
        same.or_else(|| self.shorter_or_longer(candidate))
    }

    /// Returns the only person whose name continues this one, or begins it: `Ana Torres` and `Ana Torres Vidal`.
    fn shorter_or_longer(&self, candidate: &Candidate) -> Option<usize> {
        let words = candidate.words.as_slice();
        let first = words.first().filter(|_| !candidate.headline && (2..5).contains(&words.len()))?;
        let within = |e: &Entity| {
            let (short, long) =
                if e.words.len() < words.len() { (e.words.as_slice(), words) } else { (words, e.words.as_slice()) };
            let known = e.gender.is_none() || candidate.gender.is_none() || e.gender == candidate.gender;
            let suffix = long.get(short.len()).is_none_or(|w| gazetteer::word(w) & word::SUFFIX != 0);
            // `Teresa Flores` is `María Teresa Flores Jáquez`.
            let middle = long.len() > 3 && long.get(1..).is_some_and(|rest| rest.starts_with(short));
            known && !suffix && short.len() > 1 && (long.starts_with(short) || middle)
        };
        let second = words.get(1).and_then(|w| self.full.get(w));
        let near = self.full.get(first).into_iter().chain(second).flatten().copied();
        let mut near = near.filter(|&e| self.entities.get(e).is_some_and(within));
        let one = near.next()?;
        near.all(|other| other == one).then_some(one)
    }

    /// Returns the name in lower case; for the short form of a body, its full name.
    fn full_name(&self, candidate: &Candidate) -> String {
        let whole = candidate.words.join(" ");
        let bare = whole.strip_prefix("the ").unwrap_or(&whole);
        self.short_names.get(bare).cloned().unwrap_or(whole)
    }

    /// Whether all people with this surname have another gender than the title.
    fn all_of_other_gender(&self, candidate: &Candidate) -> bool {
        self.surnames.get(surname(&candidate.words)).is_some_and(|bearers| {
            let other = |e: &Entity| e.gender.is_some() && e.gender != candidate.gender;
            !bearers.is_empty()
                && bearers.iter().all(|&b| {
                    self.entities.get(b).is_some_and(|e| other(e) || e.words.len() == 1 && e.gender == candidate.gender)
                })
        })
    }

    /// Returns the only person with a full name whose surname differs from `word` by a typo.
    fn bearer_of_typo(&mut self, word: &str) -> Option<usize> {
        if gazetteer::word(word) != 0 || gazetteer::name(word).is_some() || word.chars().count() < 5 {
            return None;
        }
        if let Some(known) = self.typos.get(word) {
            return *known;
        }
        let full = |e: &&usize| self.entities.get(**e).is_some_and(|e| e.words.len() > 1);
        let mut near = self
            .surnames
            .iter()
            .filter(|(name, _)| name.bytes().next() == word.bytes().next() && name.len().abs_diff(word.len()) < 5)
            .filter(|(name, _)| type_votes::is_typo_of(name, word))
            .flat_map(|(_, bearers)| bearers.iter().filter(full))
            .copied();
        let one = near.next().filter(|_| near.next().is_none());
        self.typos.insert(word.to_owned(), one);
        one
    }

    fn same_thing(&self, candidate: &Candidate) -> Option<usize> {
        let whole = self.full_name(candidate);
        self.others.get(usual(&whole)).copied().or_else(|| {
            let short = candidate.words.len() == 1 && whole.len() >= 2;
            self.others.get(&whole.replace('.', "")).filter(|_| short).copied()
        })
    }

    /// Returns the entity to which a single-word candidate refers.
    fn bearer(
        &mut self,
        candidate: &Candidate,
        kind: Option<(EntityType, bool)>,
        latest: &HashMap<usize, usize>,
        text: &str,
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
            // `Ms Vance` prefers a woman of that name to a person of unknown gender.
            let known = |e: &usize| self.entities.get(*e).is_some_and(|e| e.gender == candidate.gender);
            if candidate.gender.is_some() && list.iter().any(known) {
                list.retain(known);
            }
            let count = |e: &usize| self.entities.get(*e).map_or(0, |e| e.count);
            list.sort_by_key(|e| (latest.get(e).copied(), count(e)));
            let last = list.last().copied()?;
            // Prefer the main person of the text to a relative mentioned once.
            let main = list.iter().copied().max_by_key(count)?;
            Some(if candidate.gender.is_none() && count(&main) > 2 * count(&last) && latest.contains_key(&main) {
                main
            } else {
                last
            })
        };
        let sure_other = matches!(kind, Some((k, true)) if k != EntityType::Person);
        let title = candidate.title.and_then(|t| t.of(text).split_whitespace().next_back());
        let takes_given = title.is_some_and(|t| List::BeforeGivenName.has(&t.trim_end_matches('.').to_lowercase()));
        let person = newest(self.surnames.get(plain))
            // `Mr. Ban` is Ban Ki-moon, whose surname comes first.
            .or_else(|| {
                let given = gazetteer::word(word) & word::GIVEN != 0;
                // `President Samia` is the only Samia.
                let office = title.is_some_and(|t| !List::Courtesy.has(&t.trim_end_matches('.').to_lowercase()));
                let only = office && self.givens.get(word).is_some_and(|list| list.len() == 1);
                newest(self.givens.get(word)).filter(|_| candidate.title.is_none() || !given || takes_given || only)
            })
            // `Muziga` is Mamy Muziga Ingabire.
            .or_else(|| match self.middles.get(word).map(Vec::as_slice) {
                Some([one]) if word.len() > 3 => Some(*one),
                _ => None,
            });
        if person.is_some() && !sure_other {
            return person;
        }
        if candidate.title.is_some() || matches!(kind, Some((EntityType::Person, _))) {
            return self.bearer_of_typo(surname(&candidate.words));
        }
        self.same_thing(candidate).or_else(|| {
            // A certain name is short for a longer one only if it is a kind of body, such as `the Committee`.
            // `The Senate` is not the senate of a state.
            let sure = matches!(kind, Some((EntityType::Organisation, true)));
            let is_body = List::PressName.has(word)
                || if sure { List::BodyAlone.has(word) } else { gazetteer::word(word) & word::BODY != 0 };
            let bodies = self.tails.get(word).filter(|_| is_body)?;
            bodies.iter().copied().max_by_key(|e| latest.get(e).copied())
        })
    }
}

/// Whether a word can be short for a longer name.
fn may_be_short(candidate: &Candidate, kind: EntityType) -> bool {
    // `the Post` after `the Washington Post`
    let press = candidate.words.len() == 1 && candidate.words.first().is_some_and(|w| List::PressName.has(w));
    kind == EntityType::Person
        || kind == EntityType::Organisation
            && (press || candidate.words.first().is_some_and(|w| List::BodyAlone.has(w)))
}

fn push(map: &mut HashMap<String, Vec<usize>>, key: &str, entity: usize) {
    let list = map.entry(key.to_owned()).or_default();
    if !list.contains(&entity) {
        list.push(entity);
    }
}

/// Whether two names with the same surname can belong to the same person.
fn compatible(a: &[String], b: &[String]) -> bool {
    let given = |words: &[String]| -> Vec<String> {
        let keep: Vec<&String> = words.iter().filter(|w| gazetteer::word(w) & word::SUFFIX == 0).collect();
        let mut keep = keep.split_last().map_or(&[][..], |(_, rest)| rest);
        // Particles belong to the surname: `De Blasio`.
        while let Some((last, rest)) = keep.split_last().filter(|(w, _)| gazetteer::word(w) & word::PARTICLE != 0) {
            let _ = last;
            keep = rest;
        }
        keep.iter().map(|w| (*w).clone()).collect()
    };
    // `Victor Halloran Jr.` is the son of `Victor Halloran Sr.`
    let suffix = |words: &[String]| words.iter().rfind(|w| gazetteer::word(w) & word::SUFFIX != 0).cloned();
    if let (Some(x), Some(y)) = (suffix(a), suffix(b))
        && x != y
    {
        return false;
    }
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

#[cfg(test)]
mod tests {
    use crate::nlp::testing::{article, shipped};
    use crate::nlp::{Engine, annotate};

    fn people(text: &str) -> Vec<String> {
        let found = annotate(&article(text), &Engine::new());
        found.people.into_iter().map(|p| p.name).collect()
    }

    #[test]
    fn a_couple_is_two_people() {
        let text = "Mr. Orlov sat down. Nadia Orlov came in with Dr. Hale.\n“Tea is ready,” said Mrs. Orlov.\n“I am coming,” said Mr. Orlov.";
        assert_eq!(people(text), ["Mr. Orlov", "Nadia Orlov", "Hale", "Mrs. Orlov"]);
    }

    #[test]
    fn a_second_surname_may_be_left_out() {
        let text = "Rosa Vidal Quintana, director of the observatory, said the ground moved. “It was slow,” Rosa Vidal said. “We felt it,” Rosa Vidal added.";
        assert_eq!(people(text), ["Rosa Vidal"]);
    }

    #[test]
    fn titles_pairs_and_families_are_no_people() {
        let text = "The Vice President, Dr Kofi Adusei, met the Director General of the Port Authority. Ana Holt and Piet Reyes spoke. The Holt-Reyes debate is over, and the Holts went home.";
        assert_eq!(people(text), ["Kofi Adusei", "Ana Holt", "Piet Reyes"]);
    }

    #[test]
    fn a_given_name_as_a_surname_shows_no_gender() {
        let text = "Karonhe Nicholas is an organiser. Chief Woos came, too. “We sail,” Woos said.\nFor Nicholas, she said the feast would return next year.";
        shipped().speakers(text, &[("the feast would", "Karonhe Nicholas")]);
    }

    #[test]
    fn the_short_form_in_brackets_is_the_same_body() {
        let text = "The Department of Conservation (DOC) closed the park. “It is late,” DOC said. DOC left.";
        shipped().speakers(text, &[("It is late", "Department of Conservation")]);
    }

    #[test]
    fn a_word_that_opens_a_sentence_is_no_person() {
        assert_eq!(people("“Dew wets the slope,” said Ana Holt. “Then the dew dries.”"), ["Ana Holt"]);
    }

    #[test]
    fn a_sheikh_is_called_by_his_given_name() {
        let text = "Foreign Minister Sheikh Abdullah bin Saqr flew home. “We agree,” Sheikh Abdullah said.";
        assert_eq!(people(text), ["Abdullah bin Saqr"]);
    }
}
