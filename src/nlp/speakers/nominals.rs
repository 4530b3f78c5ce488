//! Resolves sources that are not pronouns: names, descriptions (`the mayor`), and descriptions with a name.

use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Antecedent, Entity, NameMention, PriorMention, Pronoun, Query, Speaker};
use crate::nlp::facts::roles;
use crate::nlp::speakers::antecedents::{self, People};
use crate::nlp::speakers::bodies;
use crate::nlp::speakers::resolver::Resolver;
use crate::nlp::{EntityType, SpeakerKind};
use crate::text::Span;

/// Maximum length in bytes of the line below a headline.
const SUBHEADING: usize = 120;

/// Length in bytes of the text before a name in which its title stands.
const FORMER: usize = 32;

impl Resolver<'_> {
    /// Returns the name that is the head of a source: `spokesman Tim Hale of the union` → Tim Hale; `an aide to Hale` →
    /// none.
    pub(in crate::nlp) fn head_name(&self, block: usize, span: Span) -> Option<(usize, Span)> {
        // A lead-in stands in the block before that of its quote.
        let starts_before = |b: &usize| {
            let first = self.blocks.get(*b).and_then(|read| read.syntax.tokens.first());
            first.is_some_and(|t| t.span.start <= span.start)
        };
        let block = (0..=block).rev().find(starts_before)?;
        let read = self.blocks.get(block)?;
        let tokens = &read.syntax.tokens;
        let mut from = tokens.partition_point(|t| t.span.start < span.start);
        let to = tokens.partition_point(|t| t.span.start < span.end);
        // `praise | from the chef Piet Renner, who wrote`
        let second = tokens.get(from + 1).filter(|_| from + 1 < to && span.of(self.text).starts_with("from "));
        let span = Span::new(second.map_or(span.start, |t| t.span.start), span.end);
        from += usize::from(second.is_some());
        let first = self.names.mentions.partition_point(|m| m.span.start < span.start);
        let inside: Vec<_> = self.names.mentions.iter().skip(first).take_while(|m| m.span.start < span.end).collect();
        // The title, too: `Deputy Minister for Harbour Affairs Ana Holt`.
        let start = |m: &NameMention| m.title.map_or(m.span.start, |t| t.start.min(m.span.start));
        let within = |at: usize| inside.iter().find(|m| start(m) <= at && at < m.span.end);
        if self.people_listed(span).is_some() {
            return None;
        }
        if let Some(last) = inside.last().filter(|m| self.ends_with_name(block, span, m)) {
            // `Yorta man and survivor Ian Holt`: a name before a noun in lower case describes the person.
            let describes = |m: &&&NameMention| {
                let rest = self.text.get(m.span.end..).unwrap_or_default();
                let next = rest.strip_prefix(' ').and_then(|r| r.split_whitespace().next()).unwrap_or_default();
                let other = class::PREP | class::CONJ | class::AUX | class::FINITE | class::REL | class::ADV;
                next.starts_with(char::is_lowercase) && lexicon::look_up(next).class & other == 0
            };
            let excluded = inside.iter().filter(|m| m.entity != last.entity).filter(|m| !describes(m));
            if excluded.clone().all(|m| self.kind(m.entity) != Some(EntityType::Person)) {
                return Some((last.entity, last.span));
            }
        }
        // `master of ceremonies Asab Holt, an engineer who …`
        let head = words_before_comma(self.text, span);
        if let Some(last) = inside.iter().rfind(|m| m.span.end == head.end && self.ends_with_name(block, head, m)) {
            let others = inside.iter().filter(|m| m.span.end < head.end && m.entity != last.entity);
            if others.clone().all(|m| self.kind(m.entity) != Some(EntityType::Person)) {
                return Some((last.entity, last.span));
            }
        }
        if joins_bodies(span.of(self.text)) {
            return None;
        }
        let mut end = span.end;
        for token in tokens.get(from..to).unwrap_or_default() {
            if within(token.span.start).is_some() {
                continue;
            }
            let words = token.span.of(self.text);
            let entry = lexicon::look_up(&words.to_lowercase());
            if matches!(words, "," | "(" | "[" | "—" | "–" | "--" | "who" | "which" | "that")
                || entry.class & class::PREP != 0
            {
                end = token.span.start;
                break;
            }
            if matches!(words, "and" | "or") && within(token.span.start).is_none() {
                // `A trader and member of the union, Ana Holt,` is one person.
                let one = is_one(span.of(self.text));
                let inside: Vec<_> = inside.iter().map(|m| (m.entity, m.span, m.title)).collect();
                return if one { self.apposition(span, &inside) } else { None }; // several
            }
        }
        let core = Span::new(span.start, end).trim(self.text);
        let hit = inside.iter().find(|m| {
            let tail = self.text.get(m.span.end..core.end.max(m.span.end)).unwrap_or_default();
            m.span.end <= core.end
                && (matches!(tail, "" | "'s" | "’s" | "'" | "’" | "\"" | "”")
                    // `Juan Holt former justice minister, who leads it`
                    || tail.starts_with(" former ") && self.kind(m.entity) == Some(EntityType::Person)
                    // `The Orland South MP` is not the town.
                    || is_post_nominal(tail)
                        && (m.span.of(self.text).contains(' ') || !tail.contains("r."))
                        && self.kind(m.entity) == Some(EntityType::Person)
                    || tail == "." && ["Jr", "Sr"].iter().any(|jr| m.span.of(self.text).ends_with(jr)))
        });
        // `Republicans on the committee` are not all Republicans.
        let after = self.text.get(core.end..span.end).unwrap_or_default().split_whitespace().next();
        let some = |m: &&&NameMention| {
            let part = matches!(after, Some("on" | "in" | "of" | "from" | "at" | "with" | "for"));
            let several = self.names.entities.get(m.entity).is_some_and(|e| e.name.ends_with('s'));
            part && several && self.kind(m.entity) == Some(EntityType::Other)
        };
        if hit.as_ref().is_some_and(some) {
            return None;
        }
        if let Some(hit) = hit {
            // `The UN Special Rapporteur on prisons, Ana Holt,`: an office that was taken for a name.
            let last = hit.span.of(self.text).split_whitespace().next_back().unwrap_or_default().to_lowercase();
            let office = lexicon::look_up(&last).class & class::ROLE != 0;
            let inside: Vec<_> = inside.iter().map(|m| (m.entity, m.span, m.title)).collect();
            let named = if office { self.apposition(span, &inside) } else { None };
            return named.or(Some((hit.entity, hit.span)));
        }
        self.apposition(span, &inside.iter().map(|m| (m.entity, m.span, m.title)).collect::<Vec<_>>())
    }

    fn kind(&self, entity: usize) -> Option<EntityType> {
        self.names.entities.get(entity).map(|e| e.kind)
    }

    /// Whether the person `last` at the end of a source is its speaker, despite `of`, `in` or `and` before the name:
    /// `Minister in the Ministry of Fisheries Samuel Okonjo`, `former captain and pundit Dario Fenn`, but not
    /// `a spokesman for President Holt`.
    fn ends_with_name(&self, block: usize, span: Span, last: &NameMention) -> bool {
        let Some(read) = self.blocks.get(block) else { return false };
        let tail = self.text.get(last.span.end..span.end.max(last.span.end)).unwrap_or_default().trim();
        // `Chief of Staff Denis Holt (then an adviser)`
        let bracket = tail.starts_with('(') && tail.ends_with(')');
        let tail = if bracket || is_post_nominal(tail) { "" } else { tail };
        let start = last.title.map_or(last.span.start, |t| t.start.min(last.span.start));
        if self.kind(last.entity) != Some(EntityType::Person)
            || !matches!(tail, "" | "," | "'s" | "’s")
            || start <= span.start
        {
            return false;
        }
        let words: Vec<&str> = read
            .syntax
            .tokens
            .iter()
            .skip(read.syntax.tokens.partition_point(|t| t.span.start < span.start))
            .take_while(|t| t.span.start < start)
            .map(|t| t.span.of(self.text))
            .collect();
        // `National Director of Prosecutions (NDP) Ana Holt`
        let all = words.len();
        let words = without_acronyms(&words);
        let acronym = words.len() < all;
        let bits = |w: &str| lexicon::look_up(&w.trim_end_matches('.').to_lowercase()).class;
        let small = |w: &str| w.starts_with(char::is_lowercase);
        let Some(before) = words.last() else { return false };
        // `the Bureau of Storms’ Ana Holt`, `The Secretary for the Affairs of the Harbour Dr. Ana Holt`
        let honoured =
            last.title.is_some_and(|t| List::Courtesy.has(&t.of(self.text).trim_end_matches('.').to_lowercase()));
        let proper = before.starts_with(char::is_uppercase) && bits(before) & (class::PREP | class::CONJ) == 0;
        let plain = !words.iter().any(|w| matches!(*w, "," | "(" | "—" | "–" | "who" | "that" | "which" | ";"));
        if plain && (is_possessive(before) || honoured && proper) || proper && is_listed_office(&words) {
            return true;
        }
        if words.iter().any(|w| matches!(*w, "," | "(" | "—" | "–" | "-" | "who" | "that" | "which" | ";"))
            || bits(before) & (class::PREP | class::CONJ | class::DET | class::POSSESSIVE) != 0 && small(before)
            || matches!(*before, "and" | "or" | "&")
        {
            return false;
        }
        let preposition = words.iter().rposition(|w| small(w) && bits(w) & class::PREP != 0);
        let Some(preposition) = preposition else {
            // `former captain and pundit Dario Fenn`, `chief executive officer (CEO) Dario Fenn`
            return (acronym || words.iter().any(|w| matches!(*w, "and" | "&")))
                && words.first().is_some_and(|w| bits(w) & class::PEOPLE == 0);
        };
        let article = words.first().is_some_and(|w| bits(w) & (class::DET | class::POSSESSIVE) != 0);
        let between = words.get(preposition + 1..).unwrap_or_default();
        let body = between.iter().all(|w| {
            let lower = w.to_lowercase();
            matches!(lower.as_str(), "the" | "and" | "state" | "&")
                || small(w) && matches!(words.get(preposition), Some(&("of" | "for" | "in"))) && is_field(bits(w))
                || !small(w) && bits(w) & class::ROLE == 0 && gazetteer::word(&lower) & gazetteer::word::TITLE == 0
        });
        let role = words.get(..preposition).unwrap_or_default().iter().any(|w| {
            let lower = w.to_lowercase();
            bits(w) & class::ROLE != 0
                || lower == "member"
                || gazetteer::word(&lower) & gazetteer::word::TITLE != 0
                || roles::head(&lower).is_some()
        });
        let head = words.get(..preposition).and_then(|w| w.last()).map(|w| w.to_lowercase()).unwrap_or_default();
        // `The President of the Republic Dario Fenn`
        let article = article && !(words.get(preposition) == Some(&"of") && holds_office(&head));
        // `Secretary of State and party nominee Dario Fenn`
        let joined = between.iter().rposition(|w| *w == "and").and_then(|and| between.get(and + 1..));
        let two = joined.is_some_and(|w| w.iter().any(|w| small(w) && bits(w) & class::ROLE != 0))
            && bits(before) & class::ROLE != 0;
        !article && role && (body || two) && !between.is_empty()
    }

    /// Returns the name in apposition to a description: `the president’s lawyer, Tim Hale`,
    /// `an aide to the mayor, Ana Roe, 36`. Between the commas only a title may precede the name, and only an affiliation
    /// may follow.
    fn apposition(&self, span: Span, inside: &[(usize, Span, Option<Span>)]) -> Option<(usize, Span)> {
        let words = span.of(self.text);
        let (core, _) = words.split_once(',')?;
        let head = description(core);
        let one = is_one(core);
        if head.is_empty() || !one && description_kind(&head) == SpeakerKind::Group {
            return None; // several, or a list
        }
        let mut from = core.len() + 1;
        for part in words.get(from..)?.split([',', '(']) {
            let start = span.start + from + (part.len() - part.trim_start().len());
            let end = span.start + from + part.trim_end().len();
            from += part.len() + 1;
            let hit = inside.iter().find(|(entity, name, _)| {
                let ends = name.end + 2 >= end || self.is_affiliated(*entity, Span::new(name.end, end));
                name.start >= start && name.end <= end && ends
            });
            let Some((entity, name, title)) = hit else { continue };
            let before =
                self.text.get(start..title.map_or(name.start, |t| t.start.min(name.start))).unwrap_or_default();
            let titles = before.split_whitespace().all(|w| {
                let lower = w.trim_end_matches('.').to_lowercase();
                let plain = lexicon::look_up(&lower).class & (class::ROLE | class::ADJ | class::BODY) != 0;
                plain || w.starts_with(char::is_uppercase) || gazetteer::word(&lower) != 0
            });
            let kind = self.names.entities.get(*entity).map(|e| e.kind);
            // `a report by the Harbour Board, the Farm Institute and the Council`: a list is no apposition.
            let listed = self.text.get(end..span.end).is_some_and(|rest| rest.contains(" and "));
            let body = kind == Some(EntityType::Organisation) && before.is_empty() && !listed;
            if titles && (kind == Some(EntityType::Person) || body) {
                return Some((*entity, *name));
            }
        }
        None
    }

    /// Returns whether a person's name is followed by an affiliation: `Ana Roe of the Coast Party`.
    fn is_affiliated(&self, entity: usize, after: Span) -> bool {
        let first = after.of(self.text).split_whitespace().next().unwrap_or_default();
        self.kind(entity) == Some(EntityType::Person) && matches!(first, "of" | "from" | "at" | "for")
    }

    /// Resolves a former office to the person named last whom the text gives it: `the ex-president`.
    fn former(&self, core: &str, head: &str, sentence: usize) -> Option<Antecedent> {
        let is_former = |words: &str| {
            let lower = words.to_lowercase();
            lower.starts_with("ex-") || lower.split(' ').any(|w| w == "former")
        };
        let mut near = self.history.iter().rev().take(64).filter(|_| is_former(core));
        let last = near.find(|m| {
            let entity = self.names.entities.get(m.entity).filter(|e| e.kind == EntityType::Person);
            let start = self.text.floor_char_boundary(m.span.start.saturating_sub(FORMER));
            let before = self.text.get(start..m.span.start).unwrap_or_default().trim_end();
            let title = before.rsplit(' ').next().unwrap_or_default();
            let titled = || is_former(title) && roles::head(title).is_some_and(|h| is_role(&h, head));
            entity.is_some_and(|e| titled() || e.roles.iter().any(|r| is_role(&r.role, head) && is_former(&r.role)))
        })?;
        let sentences = sentence.saturating_sub(last.sentence);
        Some(Antecedent { entity: last.entity, span: last.span, sentences, confidence: 0.85 })
    }

    /// Resolves a title to a person with that role: `the Syrian president`.
    pub(in crate::nlp) fn resolve_title(&self, block: usize, span: Span, sentence: usize) -> Option<Antecedent> {
        let words = span.of(self.text);
        if joins_bodies(words) {
            return None;
        }
        let lower = words.to_lowercase();
        let definite =
            ["the ", "this ", "that ", "his ", "her ", "their ", "its "].iter().find_map(|d| lower.strip_prefix(d));
        let single_title = lower.split_whitespace().count() == 1 && words.starts_with(char::is_uppercase);
        let bare = match definite {
            Some(bare) => bare,
            None if single_title => lower.as_str(),
            None => return self.cataphora(block, words, sentence),
        };
        let core = bare.split([',', '(']).next().unwrap_or(bare).trim();
        // Without `, who leads the Harbour Union`
        let main = words.split([',', '(']).next().unwrap_or(words);
        if matches!(lower.as_str(), "the latter" | "the former") {
            return self.one_of_two(lower.ends_with("latter"), sentence);
        }
        if matches!(core, "head of state" | "head of government") {
            return self.head_of_state(sentence);
        }
        if lower.starts_with("the ") && is_aged(core) {
            return self.salient(None, sentence);
        }
        if core
            .split_whitespace()
            .any(|w| matches!(w, "of" | "for" | "and" | "from" | "in" | "at" | "who") || is_possessive(w))
        {
            let the = lower.starts_with("the ");
            let holder = self.office_holder(core, sentence).or_else(|| self.just_named(core, sentence));
            if let Some(found) = holder.filter(|_| the) {
                return Some(found);
            }
            // `the former secretary of state and current nominee`: a person named shortly before.
            let office = roles::head(core).filter(|head| holds_office(head));
            let told = lower.starts_with("the former ") || lower.starts_with("the current ");
            return office.filter(|_| told).and_then(|head| self.salient(gazetteer::gender(&head), sentence));
        }
        let Some(head) = roles::head(core) else {
            let varies = is_partisan(core)
                || List::VariesName.has(core)
                || core.rsplit_once(' ').is_some_and(|(_, last)| holds_office(last));
            let last = core.split_whitespace().last().unwrap_or_default();
            let required = required(main, usize::from(definite.is_some()), last, single_title);
            // `her website` is hers.
            let whose = lower.starts_with("his ") || lower.starts_with("her ");
            let body = if whose { None } else { self.resolve_body(core, &required, sentence) };
            return body.or_else(|| self.salient(None, sentence).filter(|_| varies));
        };
        // The role must have the capitalised words too: `the Syrian president` is not the president of another country.
        let required = required(main, usize::from(definite.is_some()), &head, single_title);
        let gender = gazetteer::gender(&head);
        let foreign = required.iter().any(|w| gazetteer::word(w) & gazetteer::word::DEMONYM != 0);
        if let Some(found) = self.former(core, &head, sentence) {
            return Some(found);
        }
        let mut loose: Vec<&PriorMention> = Vec::new();
        let mut seen: Vec<usize> = Vec::new();
        for mention in self.history.iter().rev().take(64) {
            if seen.contains(&mention.entity) {
                continue;
            }
            seen.push(mention.entity);
            let Some(entity) = self.names.entities.get(mention.entity) else { continue };
            if entity.kind != EntityType::Person
                || gender.is_some() && entity.gender.is_some() && entity.gender != gender
            {
                continue;
            }
            if entity.roles.iter().any(|r| is_role(&r.role, &head) && is_same_rank(&r.role, core)) {
                loose.push(mention);
            }
            if fits(entity, &head, &required, core) {
                let far = sentence.saturating_sub(mention.sentence) > 6;
                return Some(Antecedent {
                    entity: mention.entity,
                    span: mention.span,
                    sentences: sentence.saturating_sub(mention.sentence),
                    confidence: if far { 0.7 } else { 0.85 },
                });
            }
        }
        // `the Ohio senator`, if the text has only one senator and does not name the state.
        match loose.as_slice() {
            [one] if !foreign && !required.is_empty() => Some(Antecedent {
                entity: one.entity,
                span: one.span,
                sentences: sentence.saturating_sub(one.sentence),
                confidence: 0.55,
            }),
            _ if definite.is_none() => self.cataphora(block, words, sentence),
            _ if lower.starts_with("the ")
                && (core.contains(' ') || List::VariesName.has(&head))
                && holds_office(&head) =>
            {
                // `the Russian president` is not a president of another country.
                let other = |e: usize| self.names.entities.get(e).is_some_and(|e| has_role(e, &head));
                self.salient(gender, sentence)
                    .filter(|found| !required.iter().any(|w| is_foreign(w)) || !other(found.entity))
            }
            _ => None,
        }
    }

    /// Returns the last or the first of the two people whom the sentence before names: `the latter`, `the former`.
    fn one_of_two(&self, last: bool, sentence: usize) -> Option<Antecedent> {
        let before = |m: &&PriorMention| {
            m.sentence + 1 == sentence && !m.possessive && !m.quoted && self.kind(m.entity) == Some(EntityType::Person)
        };
        let mut found = self.history.iter().rev().take(24).filter(before);
        let (second, first) = (found.next()?, found.next_back()?);
        let one = if last { second } else { first };
        (second.entity != first.entity).then_some(Antecedent {
            entity: one.entity,
            span: one.span,
            sentences: 1,
            confidence: 0.8,
        })
    }

    /// Returns the president or the monarch whom the text named last: `the Head of State`.
    fn head_of_state(&self, sentence: usize) -> Option<Antecedent> {
        let rules = |e: &Entity| {
            let titles = ["president", "king", "queen", "emperor", "emir", "sultan"];
            let role = |role: &str| titles.iter().any(|t| is_role(role, t)) && is_same_rank(role, "president");
            e.kind == EntityType::Person && e.roles.iter().any(|r| role(&r.role))
        };
        let last = self.history.iter().rev().find(|m| self.names.entities.get(m.entity).is_some_and(rules))?;
        let sentences = sentence.saturating_sub(last.sentence);
        Some(Antecedent { entity: last.entity, span: last.span, sentences, confidence: 0.8 })
    }

    /// Returns the person whom the text so far describes by the office `core`: `director of the observatory`, after
    /// `The founder and director of the Oslo Observatory, Ana Holt,`.
    fn office_holder(&self, core: &str, sentence: usize) -> Option<Antecedent> {
        let (office, body) = core.split_once(" of ").or_else(|| core.split_once(" for "))?;
        let head = roles::head(office)?;
        let plain = |words: &str| -> Vec<String> {
            let words = words.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
            words.map(str::to_lowercase).filter(|w| !matches!(w.as_str(), "the" | "a" | "an" | "of")).collect()
        };
        let body = plain(body);
        let describes = |description: &str| {
            let words = plain(description);
            words.contains(&head) && is_same_rank(description, office) && body.iter().all(|w| words.contains(w))
        };
        let role = |e: &Entity| {
            e.kind == EntityType::Person
                && e.roles.iter().any(|r| describes(&format!("{} {}", r.role, r.of.as_deref().unwrap_or_default())))
        };
        let said = |entity: usize| self.offices.iter().any(|(words, holder)| *holder == entity && describes(words));
        let last = self
            .history
            .iter()
            .rev()
            .find(|m| said(m.entity) || self.names.entities.get(m.entity).is_some_and(role))?;
        let sentences = sentence.saturating_sub(last.sentence);
        (!body.is_empty()).then_some(Antecedent { entity: last.entity, span: last.span, sentences, confidence: 0.85 })
    }

    /// Remembers the descriptions in a source with the name of a person: `The director of the observatory, Ana Holt,`.
    pub(in crate::nlp::speakers) fn remember_offices(&mut self, source: Span, entity: usize, name: Span) {
        if self.kind(entity) != Some(EntityType::Person) {
            return;
        }
        let mut from = source.start;
        for part in source.of(self.text).split(", ") {
            let span = Span::new(from, from + part.len());
            from = span.end + 2;
            let lower = part.to_lowercase();
            if !span.overlaps(name) && (lower.contains(" of ") || lower.contains(" for ")) && self.offices.len() < 64 {
                self.offices.push((lower, entity));
            }
        }
    }

    /// Returns a source that lists three or more people by name, on one line: `Ana Holt, Piet Renner and Tom Vale`.
    pub(in crate::nlp::speakers) fn people_listed(&self, span: Span) -> Option<String> {
        let first = self.names.mentions.partition_point(|m| m.span.start < span.start);
        let inside = self.names.mentions.iter().skip(first).take_while(|m| m.span.end <= span.end);
        let people: Vec<&NameMention> = inside.filter(|m| self.kind(m.entity) == Some(EntityType::Person)).collect();
        let gaps = people.windows(2).map(|pair| match pair {
            [a, b] => {
                let to = b.title.map_or(b.span.start, |t| t.start.min(b.span.start));
                self.text.get(a.span.end..to).unwrap_or_default().trim()
            }
            _ => "",
        });
        let gaps: Vec<&str> = gaps.collect();
        let (last, others) = gaps.split_last()?;
        let all = !others.is_empty() && others.iter().all(|g| *g == ",") && matches!(*last, "and" | ", and");
        // `The wing, supported by Ana Holt, Piet Renner and Tom Vale,` is no list.
        let start = people.first().map_or(span.start, |m| m.title.map_or(m.span.start, |t| t.start.min(m.span.start)));
        let before = self.text.get(span.start..start).unwrap_or_default().to_lowercase();
        let inner = [" by ", " with ", " including ", " such as ", " like ", " who ", " which ", ","];
        let all = all && !inner.iter().any(|w| before.contains(w));
        let whole = span.of(self.text).trim_end_matches([',', ' ']);
        all.then(|| whole.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Resolves cataphora: `Minister` or `A former mayor` in a headline or a first line, if a later name fits. If
    /// several people have the role, one of them must be named within a few sentences.
    fn cataphora(&self, block: usize, words: &str, sentence: usize) -> Option<Antecedent> {
        let syntax = &self.blocks.get(block)?.syntax;
        // The line below a headline has no full article either: `Senator from Orland says no.`
        let heading = syntax.headline || block == 0 || block == 1 && syntax.span.len() < SUBHEADING;
        let lower = words.to_lowercase();
        let bare = lower.strip_prefix("a ").or_else(|| lower.strip_prefix("an ")).unwrap_or(&lower);
        let indefinite = bare.len() < lower.len();
        let core = bare.split([',', '(']).next().unwrap_or(bare).trim();
        if sentence > 3 || !(heading || indefinite) || core.split_whitespace().any(|w| is_possessive(w) || w == "and") {
            return None;
        }
        let head = roles::head(core)?;
        let required = required(words, usize::from(indefinite), &head, true);
        let mut bearers = self.names.entities.iter().enumerate().filter(|(_, e)| {
            e.kind == EntityType::Person
                && if indefinite { fits(e, &head, &required, core) } else { has_role(e, &head) }
        });
        // Of several people, take the first one named, if within a few sentences.
        let mut few: Vec<usize> = bearers.by_ref().map(|(entity, _)| entity).take(8).collect();
        if few.is_empty() && indefinite {
            // `A New Orland judge`: the only judge of the text.
            let holds = |e: &Entity| e.kind == EntityType::Person && has_role(e, &head);
            let all = self.names.entities.iter().enumerate().filter(|(_, e)| holds(e)).map(|(entity, _)| entity);
            few = all.take(2).collect();
            few.truncate(if few.len() == 1 { 1 } else { 0 });
        }
        let mut near = self.names.mentions.iter().take(64).filter(|m| few.contains(&m.entity));
        let mention = match few.as_slice() {
            [] => return None,
            [one] => self.names.mentions.iter().find(|m| m.entity == *one)?,
            _ => near.next().filter(|m| self.sentence(m.block, m.span.start) <= sentence + 4)?,
        };
        let entity = mention.entity;
        Some(Antecedent { entity, span: mention.span, sentences: 0, confidence: 0.7 })
    }

    /// Returns the person whom the preceding sentences are about.
    ///
    /// `the 34-year-old` and `the Republican nominee` can refer to that person even if the text does not state the age
    /// or the role.
    pub(in crate::nlp::speakers) fn salient(&self, gender: Option<Gender>, sentence: usize) -> Option<Antecedent> {
        let wanted = match gender {
            Some(Gender::Female) => Pronoun::She,
            Some(Gender::Male) => Pronoun::He,
            None => Pronoun::They,
        };
        let speaker = match self.speakers.0 {
            Some(Speaker::Named(e)) => Some(e),
            _ => None,
        };
        let gender_of = |e: usize| self.names.entities.get(e).and_then(|e| e.gender);
        let person = |e: usize| self.names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
        let query = Query { pronoun: wanted, sentence, block: None, subject: true, source: true };
        let count = |e: usize| self.names.entities.get(e).map_or(0, |e| e.count);
        let people = People { gender: &gender_of, count: &count, fits: &person };
        let found = antecedents::rank_people(&self.history, query, [speaker, None], &people)?;
        (found.sentences <= 3).then_some(Antecedent { confidence: found.confidence * 0.7, ..found })
    }

    /// Resolves a description of a body.
    ///
    /// `the commission` refers to the last body with that word and all capitalised words (`required`) in its name: the
    /// Supreme Court is not a court of appeals. `the agency` refers to the most salient body.
    fn resolve_body(&self, core: &str, required: &[String], sentence: usize) -> Option<Antecedent> {
        let head = core.split_whitespace().last()?;
        if lexicon::look_up(head).class & class::BODY == 0 && !List::BodyVaried.has(head) {
            return None;
        }
        let hit = self.history.iter().rev().take(48).find(|m| {
            self.names.entities.get(m.entity).is_some_and(|e| {
                let name = e.name.to_lowercase();
                let holds = |word: &str| name.split_whitespace().any(|w| w == word);
                let capital = e.name.contains(char::is_uppercase);
                e.kind == EntityType::Organisation && capital && holds(head) && required.iter().all(|w| holds(w))
            })
        });
        if let Some(hit) = hit {
            return Some(Antecedent {
                entity: hit.entity,
                span: hit.span,
                sentences: sentence.saturating_sub(hit.sentence),
                confidence: 0.8,
            });
        }
        if !List::BodyVaried.has(head) {
            return None;
        }
        // `the Irish airline` does not refer to a body called `Irish`.
        let body = |e: usize| {
            let named = |e: &Entity| {
                e.kind == EntityType::Organisation
                    && !required.contains(&e.name.to_lowercase())
                    && bodies::can_be(&e.name, head)
            };
            self.names.entities.get(e).is_some_and(named)
        };
        let press = |e: usize| body(e) && self.names.entities.get(e).is_some_and(|e| is_press(&e.name));
        let resolve =
            |fits: &dyn Fn(usize) -> bool| antecedents::rank_bodies(&self.history, sentence, None, fits, &|_| false);
        let found = if List::Prints.has(head) { resolve(&press) } else { None };
        let found = found.or_else(|| resolve(&body)).or_else(|| self.main_body(sentence, &body))?;
        // `the Irish budget airline`: the text does not state that the body is an airline.
        let doubt = if core.contains(' ') { 0.6 } else { 0.8 };
        let far = if core.contains(' ') { 2 } else { 3 };
        let near = found.sentences <= far || self.main_body(sentence, &body).is_some_and(|b| b.entity == found.entity);
        near.then_some(Antecedent { confidence: found.confidence * doubt, ..found })
    }
}

/// Whether the words are an office with a list of fields: `Secretary for Culture, Sports and Tourism`.
fn is_listed_office(words: &[&str]) -> bool {
    let Some(of) = words.iter().position(|w| matches!(*w, "of" | "for")) else { return false };
    let (office, fields) = (words.get(..of).unwrap_or_default(), words.get(of + 1..).unwrap_or_default());
    let role = |w: &&str| {
        let lower = w.to_lowercase();
        lexicon::look_up(&lower).class & class::ROLE != 0 || gazetteer::word(&lower) & gazetteer::word::TITLE != 0
    };
    let field = |w: &&str| matches!(*w, "," | "and" | "&" | "the") || w.starts_with(char::is_uppercase);
    // `Minister of Water, Farms and Trade and Chairman of the Food Board`, `Secretary of State for Health, Farms and Trade`
    let second = |n: usize| {
        let before = fields.get(..n).unwrap_or_default();
        matches!(before, [.., and, head] if *and == "and" && role(head)) || before == ["State"]
    };
    let is_field = |(n, w): (usize, &&str)| field(w) || matches!(*w, "of" | "for") && second(n);
    office.last().is_some_and(role)
        && fields.contains(&",")
        && fields.contains(&"and")
        && fields.iter().enumerate().all(is_field)
}

/// Whether a description with `and` is of one person: `a trader and member of the union`, `the Minister of Labour and
/// Health`.
fn is_one(words: &str) -> bool {
    let lower = words.to_lowercase();
    let article = ["a ", "an ", "another "].iter().any(|a| lower.starts_with(a));
    let small = |w: &&str| lexicon::look_up(w).class & class::PREP == 0 && *w != "and";
    let head = lower.split_whitespace().take_while(small).last().unwrap_or_default();
    let entry = lexicon::look_up(head).class;
    let field = lower.contains(" of ") || lower.contains(" for ");
    article || field && entry & class::ROLE != 0 && entry & class::PEOPLE == 0 && !head.ends_with('s')
}

/// Whether a source joins two bodies with initials: `the Harbour Board (HB) and the Farm Board (FB)`.
fn joins_bodies(words: &str) -> bool {
    words.contains(") and ") && !without_bracketed_initials(words).contains('(')
}

/// Returns the words without initials in brackets: `the Harbour Board (HB)` → `the Harbour Board`.
fn without_bracketed_initials(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once(" (") {
        out.push_str(before);
        match after.split_once(')') {
            Some((letters, after)) if letters.len() > 1 && letters.chars().all(char::is_uppercase) => rest = after,
            _ => {
                out.push_str(" (");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether all words are letters after a name: `MP`, `QC OBE`.
fn is_post_nominal(tail: &str) -> bool {
    let letters = |w: &str| gazetteer::word(&w.to_lowercase()) & gazetteer::word::SUFFIX != 0;
    let is_suffix = |w: &str| {
        let plain = w.trim_matches(['.', ',']);
        letters(plain) && (plain.chars().all(char::is_uppercase) || matches!(plain, "Jr" | "Sr"))
    };
    !tail.trim().is_empty() && tail.split_whitespace().all(is_suffix)
}

/// Returns the part of a source before its first comma.
fn words_before_comma(text: &str, span: Span) -> Span {
    let length = span.of(text).find(',').unwrap_or_default();
    Span::new(span.start, span.start + length)
}

/// Returns the words without acronyms in brackets.
fn without_acronyms<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut rest = words;
    while let [word, tail @ ..] = rest {
        if let ("(", [acronym, ")", after @ ..]) = (*word, tail)
            && acronym.chars().all(|c| !c.is_lowercase())
        {
            rest = after;
            continue;
        }
        out.push(word);
        rest = tail;
    }
    out
}

/// Whether the name is typical of a newspaper or a broadcaster.
fn is_press(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|w| List::PressName.has(&w.to_lowercase()))
}

/// Returns the capitalised words that a role must have, without the first `skip` words of the description and without
/// its head.
fn required(words: &str, skip: usize, head: &str, title: bool) -> Vec<String> {
    let capitals = words.split_whitespace().skip(skip).filter(|w| w.starts_with(char::is_uppercase));
    let lower = capitals.map(str::to_lowercase).filter(|w| w != head && roles::head(w).as_deref() != Some(head));
    let plain = lower.map(|w| match w.as_str() {
        "gop" => "republican".to_owned(),
        _ => w,
    });
    plain.filter(|_| !title || skip > 0).collect()
}

/// Maps variants of a role to one form: `chairwoman` → `chair`.
fn canonical_role(head: &str) -> &str {
    lists::kin(head).unwrap_or(head)
}

/// Whether a word in lower case is the adjective of a country: `russian`, but not `republican`.
pub(in crate::nlp::speakers) fn is_foreign(lower: &str) -> bool {
    let party = List::Partisan.has(lower) || lower == "democratic";
    gazetteer::word(lower) & gazetteer::word::DEMONYM != 0 && !party
}

/// Whether the text gives the entity this role.
pub(in crate::nlp::speakers) fn has_role(entity: &Entity, head: &str) -> bool {
    entity.roles.iter().any(|r| is_role(&r.role, head))
}

fn is_role(role: &str, head: &str) -> bool {
    roles::head(&role.to_lowercase()).is_some_and(|h| {
        canonical_role(&h) == canonical_role(head) || canonical_role(head) == "lawmaker" && h == "senator"
    })
}

/// Whether two descriptions agree in rank: `senior vice president` is not `President`.
fn is_same_rank(role: &str, description: &str) -> bool {
    let has =
        |words: &str, rank: &str| words.split(|c: char| !c.is_alphanumeric()).any(|w| w.eq_ignore_ascii_case(rank));
    ["vice", "deputy", "assistant"].iter().all(|rank| has(role, rank) == has(description, rank))
}

/// Whether the class bits are those of a field of an office: `transport` in `minister of transport`, `police`.
fn is_field(bits: u32) -> bool {
    bits == 0 || bits & class::BODY != 0
}

/// Whether the text gives the entity this role with all `required` words. `his Ostrian counterpart` of a minister is the
/// Ostrian minister.
fn fits(entity: &Entity, head: &str, required: &[String], core: &str) -> bool {
    entity.roles.iter().any(|r| {
        let role = r.role.to_lowercase();
        let of = r.of.as_deref().unwrap_or_default().to_lowercase();
        let counterpart = role.ends_with("counterpart") && !required.is_empty();
        (is_role(&role, head) && is_same_rank(&role, core) || counterpart)
            && required
                .iter()
                .all(|d| role.contains(d.as_str()) || !of.is_empty() && of.get(..3).is_some_and(|o| d.starts_with(o)))
    })
}

/// Whether the head of a description is an office, which refers to a person named before: `the minister`.
fn holds_office(head: &str) -> bool {
    List::Office.has(canonical_role(head))
}

/// Whether a description begins with an age: `34-year-old mother of three`.
fn is_aged(core: &str) -> bool {
    core.split_whitespace().next().is_some_and(|w| w.ends_with("-year-old"))
}

/// Whether a description is the party label of one person: `Republican`.
fn is_partisan(core: &str) -> bool {
    List::Partisan.has(core)
}

fn is_possessive(word: &str) -> bool {
    word.ends_with("'s") || word.ends_with("’s") || word.ends_with("s'") || word.ends_with("s’")
}

/// Returns a description as the name of a speaker: on one line, without its leading article or its apposition.
pub(in crate::nlp) fn description(words: &str) -> String {
    let flat = without_bracketed_initials(&words.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut core = flat.as_str();
    for article in ["a ", "an ", "the ", "A ", "An ", "The "] {
        if let Some(rest) = core.strip_prefix(article) {
            core = rest;
            break;
        }
    }
    // `the same study` is the study.
    if core.len() < flat.len() {
        core = core.strip_prefix("same ").unwrap_or(core);
    }
    let from = opening_adjective(core);
    // The comma of `5,200 members` does not end the description.
    let ends = |rest: &str| {
        let after = |i: usize| rest.get(i + 1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        rest.match_indices([',', '(']).find(|(i, mark)| *mark == "(" || !after(*i)).map(|(i, _)| i)
    };
    let cut = core.get(from..).and_then(ends).map(|c| c + from);
    let cut = cut.filter(|&c| c > 2).and_then(|c| core.get(..c)).unwrap_or(core);
    // `the press) of Oslo`: the rest of an aside.
    let cut = cut.split_once(')').filter(|(before, _)| !before.contains('(')).map_or(cut, |(before, _)| before);
    let cut = core_of(cut);
    let cut = cut.trim_end_matches("'s").trim_end_matches("’s");
    cut.trim_matches(|c: char| {
        matches!(c, '.' | ';' | ':' | '—' | '–' | '-' | '"' | '“' | '”' | '`' | '‘') || c.is_whitespace()
    })
    .to_owned()
}

/// Returns the length of an adjective before a comma: `stout,` of `stout, cheerful woman`. It is 0 for a noun before a
/// comma.
fn opening_adjective(core: &str) -> usize {
    let Some((first, rest)) = core.split_once(", ") else { return 0 };
    let part = rest.split([',', '(']).next().unwrap_or_default();
    let bits = |w: &str| lexicon::look_up(&w.to_lowercase()).class;
    let noun = class::ROLE | class::PEOPLE | class::BODY | class::PAPER;
    let plain = !first.contains(' ') && first.starts_with(char::is_lowercase) && bits(first) & noun == 0;
    let mut words = part.split_whitespace().take_while(|w| bits(w) & (class::PREP | class::REL) == 0);
    let ends = words.clone().count() <= 3 && words.all(|w| w.starts_with(char::is_lowercase));
    let last = part.split_whitespace().take_while(|w| bits(w) & (class::PREP | class::REL) == 0).last();
    let opens = part.split_whitespace().next().is_some_and(|w| bits(w) & (class::DET | class::POSSESSIVE) != 0);
    if plain && ends && !opens && last.is_some_and(|w| bits(w) & noun != 0) { first.len() + 2 } else { 0 }
}

/// Returns the words without `both` and its article: `both the board and the police`. `Both of` stays.
fn without_both(words: &str) -> &str {
    let rest = words.strip_prefix("Both ").or_else(|| words.strip_prefix("both "));
    let rest = rest.filter(|rest| !rest.starts_with("of ")).unwrap_or(words);
    if rest.len() < words.len() { rest.strip_prefix("the ").unwrap_or(rest) } else { rest }
}

/// Returns a description without a clause at its end: `a poll` | `released last week`, `protesters` |
/// `marching through town`, `experts` | `I spoke to`.
fn core_of(words: &str) -> &str {
    let words = without_both(words);
    let all: Vec<&str> = words.split(' ').collect();
    let lower = |i: usize| all.get(i).map(|w| w.to_lowercase()).unwrap_or_default();
    let is = |i: usize, bits: u32| lexicon::look_up(&lower(i)).class & bits != 0;
    let mut length = 0;
    let mut end = words.len();
    for (i, word) in all.iter().enumerate() {
        let small = word.starts_with(char::is_lowercase);
        // The description must not be empty. A participle before its noun stays: `retired generals`.
        // `chief` is a noun in `police chief who`.
        let noun_before = i > 0
            && (is(i - 1, class::ROLE | class::PEOPLE)
                || !is(i - 1, class::DET | class::ADJ | class::ADV | class::PREP | class::POSSESSIVE | class::CONJ)
                    && !all.get(i - 1).is_some_and(|w| w.ends_with("ly")));
        let clause = *word == "I" || List::EndsDescription.has(word);
        // Some clauses identify the description: `a complaint filed by the commission`, `people involved in the talks`.
        let adjective = List::KeepsClause.has(word);
        let goes_on = i + 1 < all.len()
            && (is(i + 1, class::DET | class::PREP | class::POSSESSIVE | class::TIME | class::OBJECT)
                || List::AfterParticiple.has(&lower(i + 1)));
        let several = all.get(i.wrapping_sub(1)).is_some_and(|w| w.ends_with('s') && !w.ends_with("ss"));
        let participle = small
            && word.len() > 4
            && (word.ends_with("ing") && (goes_on || several && i + 1 < all.len()) || word.ends_with("ed") && goes_on)
            && !adjective
            // `husband of woman trapped in mine`
            && (i < 2 || several || lower(i - 2) != "of")
            && lower(i + 1) != "by";
        // `survivors of the atomic bombing in the town`
        let adjective_before = i > 1
            && is(i - 2, class::DET)
            && ["ic", "al", "ous", "ive", "ary", "ern", "ear"].iter().any(|end| lower(i - 1).ends_with(end));
        if noun_before && (clause || participle && !adjective_before) {
            end = length;
            break;
        }
        length += word.len() + 1;
    }
    // `the GOP’s complaint` | `to the board`
    let filed = (1..all.len()).find(|i| {
        let owned = all.get(i - 1).is_some_and(|w| is_possessive(w)) && is(*i, class::PAPER);
        owned && matches!(all.get(i + 1), Some(&("to" | "against")))
    });
    if let Some(filed) = filed {
        end = end.min(all.iter().take(filed + 1).map(|w| w.len() + 1).sum::<usize>() - 1);
    }
    let mut core = words.get(..end).unwrap_or(words).trim();
    // `prosecutors in` | `Vermont`, `Trump’s own` | `returns`: drop the rest of a phrase that the source cut off.
    while let Some((rest, last)) = core.rsplit_once(' ') {
        let left_over = lexicon::look_up(last).class & (class::PREP | class::CONJ) != 0 || last == "own";
        if !left_over {
            break;
        }
        core = rest.trim_end();
    }
    core
}

pub(in crate::nlp) fn description_kind(name: &str) -> SpeakerKind {
    // The head stands before the first preposition or participle: `Republicans on the committee`,
    // `judges hearing the case`.
    let all: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    // `analysts surveyed by the board`
    let passive = all.windows(2).position(
        |pair| matches!(pair, [w, next] if w.ends_with("ed") && lexicon::look_up(next).class & class::PREP != 0),
    );
    let mut words = all.into_iter().take(passive.filter(|n| *n > 0).unwrap_or(usize::MAX));
    let first = words.next().unwrap_or_default();
    let several = List::Several.has(&first);
    let ends = |w: &String| {
        let entry = lexicon::look_up(w);
        entry.class & (class::PREP | class::REL) != 0 || entry.verb.is_some_and(|v| v.form & form::ING != 0)
    };
    let last = words.take_while(|w| !ends(w)).last().unwrap_or(first);
    let class = lexicon::look_up(&last).class;
    if several
        || List::GroupNoun.has(&last)
        || class & class::PEOPLE != 0
        || name.contains(" and ")
        || last.ends_with('s') && !last.ends_with("ss") && class & class::ROLE == 0 && class & class::PAPER == 0
    {
        SpeakerKind::Group
    } else if class & (class::BODY | class::PAPER) != 0 && class & class::ROLE == 0 {
        SpeakerKind::Organisation
    } else {
        SpeakerKind::Person
    }
}
