//! Applies corrections to the engine's annotations.

use crate::library::notes::corrections::fact::{self, FactChange, FactTarget, FactType};
use crate::library::notes::corrections::{Change, Correction, Target, places};
use crate::library::notes::{Anchor, place};
use crate::nlp::{
    Annotations, Attribution, EntityId, EntityType, Fact, FactKind, Mention, Person, QuoteKind, SpeakerKind,
};
use crate::text::Span;

/// Minimum overlap (of all that either covers) of two quotes that count as the same.
const SAME_QUOTE: f32 = 0.5;

/// The result of applying the corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::library::notes) struct Applied {
    /// The ids of the attributions that were corrected or added.
    pub(in crate::library::notes) corrected: Vec<String>,
    /// The ids of the corrections whose words are no longer in the text.
    pub(in crate::library::notes) lost: Vec<String>,
    /// The facts that were corrected, sorted.
    pub(in crate::library::notes) facts: Vec<(Span, FactType)>,
}

/// Applies `corrections` to `annotations` of `text`, in the order of their creation. A correction whose words are
/// gone changes nothing.
pub(in crate::library::notes) fn apply(
    annotations: &mut Annotations,
    text: &str,
    corrections: &[Correction],
) -> Applied {
    let before = annotations.clone();
    let mut overlay = Overlay { all: annotations, text, corrected: Vec::new(), facts: Vec::new() };
    let mut lost = Vec::new();
    // Corrections of facts come last: who states a fact depends on the corrected speakers.
    let (of_facts, others): (Vec<_>, Vec<_>) =
        corrections.iter().partition(|one| matches!(one.change, Change::Fact { .. }));
    for correction in others {
        if overlay.apply(correction).is_none() {
            lost.push(correction.id.clone());
        }
    }
    fact::restate(&before, overlay.all);
    for correction in of_facts {
        if overlay.apply(correction).is_none() {
            lost.push(correction.id.clone());
        }
    }
    let (mut corrected, mut facts) = (overlay.corrected, overlay.facts);
    annotations.facts.sort_by_key(|fact| (fact.span.start, fact.span.end));
    facts.sort_unstable();
    facts.dedup();
    annotations.attributions.sort_by_key(Attribution::start);
    corrected.retain(|id| annotations.attributions.iter().any(|a| a.id == *id));
    corrected.sort_unstable();
    corrected.dedup();
    Applied { corrected, lost, facts }
}

struct Overlay<'a> {
    all: &'a mut Annotations,
    text: &'a str,
    corrected: Vec<String>,
    facts: Vec<(Span, FactType)>,
}

impl Overlay<'_> {
    /// Applies one correction. `None` if its words are gone.
    fn apply(&mut self, correction: &Correction) -> Option<()> {
        let id = &correction.id;
        match &correction.change {
            Change::Speaker { quote, name } => {
                let at = self.quote(quote, id)?;
                self.attribute(at, name.as_deref());
            }
            Change::Merge { into, from } => self.merge(into, from),
            Change::Split { from, mentions, name } => self.split(from, &places(mentions, self.text)?, name),
            Change::Add { quote, source, cue } => {
                let at = self.quote(quote, id)?;
                let found = |anchor: &Option<Anchor>| {
                    anchor.as_ref().and_then(|a| place(a, self.text).span()).filter(|s| !s.is_empty())
                };
                let (source, cue) = (found(source), found(cue));
                let one = self.all.attributions.get_mut(at)?;
                one.kind = quote.kind;
                source.into_iter().for_each(|s| one.source = vec![s]);
                cue.into_iter().for_each(|s| one.cue = vec![s]);
                self.attribute(at, quote.speaker.as_deref());
            }
            Change::Delete { quote } => {
                let content = places(&quote.content, self.text)?;
                if let Some(at) = self.find(&content) {
                    self.all.attributions.remove(at);
                }
            }
            Change::Ends { quote, content } => {
                let new = places(content, self.text)?;
                // A newer engine may have found the right boundaries already.
                let at = match self.find(&new) {
                    Some(at) => at,
                    None => self.quote(quote, id)?,
                };
                let one = self.all.attributions.get_mut(at)?;
                one.content = new;
                self.mark(at);
            }
            Change::Kind { quote, kind } => {
                let at = self.quote(quote, id)?;
                self.all.attributions.get_mut(at)?.kind = *kind;
                self.mark(at);
            }
            Change::Entity { words, kind, name } => {
                let span = place(words, self.text).span().filter(|s| !s.is_empty())?;
                self.entity(span, *kind, name.as_deref());
            }
            Change::Fact { fact, change } => self.fact(fact, change)?,
        }
        Some(())
    }

    /// Corrects a fact; adds it again if the engine no longer finds it.
    fn fact(&mut self, target: &FactTarget, change: &FactChange) -> Option<()> {
        let span = fact::place_of(target, self.text)?;
        if *change == FactChange::Hidden {
            fact::hide(&mut self.all.facts, span, target.kind);
            return Some(());
        }
        let found = fact::find(&self.all.facts, span, target.kind);
        let name = match change {
            FactChange::Person { name } => Some(name),
            FactChange::Office { .. } if found.is_none() => target.person.as_ref(),
            _ => None,
        };
        let person = name.map(|name| self.person(name, SpeakerKind::Person));
        let at = match found {
            Some(at) => at,
            None => {
                self.all.facts.push(fact::missing(span, target, change, person)?);
                self.all.facts.len() - 1
            }
        };
        let before = self.all.facts.get(at).cloned();
        let one = self.all.facts.get_mut(at)?;
        fact::set(one, change, person)?;
        let (one, kind) = (one.clone(), FactType::of(&one.kind));
        self.facts.push((one.span, kind));
        if let Some(before) = before {
            self.replace_role(&before, &one);
        }
        self.set_day(&one);
        Some(())
    }

    /// Gives the event of a corrected date, or the date of a corrected event, the same day.
    fn set_day(&mut self, corrected: &Fact) {
        match &corrected.kind {
            FactKind::Date { value } => {
                for fact in &mut self.all.facts {
                    if let FactKind::Event { date: Some(at), when, .. } = &mut fact.kind
                        && *at == corrected.span
                    {
                        when.clone_from(value);
                    }
                }
            }
            FactKind::Event { date: Some(at), when, .. } => {
                for fact in self.all.facts.iter_mut().filter(|fact| fact.span == *at) {
                    if let FactKind::Date { value } = &mut fact.kind {
                        value.clone_from(when);
                    }
                }
            }
            _ => {}
        }
    }

    /// Gives people the roles of a corrected fact.
    fn replace_role(&mut self, before: &Fact, after: &Fact) {
        let (FactKind::Role { entity: from, role: old, .. }, FactKind::Role { entity: to, role: new, of, .. }) =
            (&before.kind, &after.kind)
        else {
            return;
        };
        if before.kind == after.kind && self.all.person(*to).is_some_and(|p| !p.roles.is_empty()) {
            return;
        }
        let ends = |role: &str| role.to_lowercase().ends_with(&old.to_lowercase());
        if let Some(person) = self.all.people.iter_mut().find(|p| p.entity == *from) {
            person.roles.retain(|role| !ends(role));
        }
        let role = of.as_ref().map_or_else(|| new.clone(), |of| format!("{new}, {of}"));
        if let Some(person) = self.all.people.iter_mut().find(|p| p.entity == *to)
            && !person.roles.contains(&role)
        {
            person.roles.insert(0, role);
        }
    }

    /// Returns the attribution with the most similar content, if any is similar enough.
    fn find(&self, content: &[Span]) -> Option<usize> {
        let length = |spans: &[Span]| spans.iter().map(|s| s.len()).sum::<usize>();
        let mut best = (SAME_QUOTE, None);
        for (i, one) in self.all.attributions.iter().enumerate() {
            let common: usize =
                one.content.iter().flat_map(|a| content.iter().filter_map(|b| a.intersect(*b))).map(Span::len).sum();
            let union = length(&one.content) + length(content) - common.min(length(content));
            let share = common as f32 / union.max(1) as f32;
            if share >= best.0 && (best.1.is_none() || share > best.0) {
                best = (share, Some(i));
            }
        }
        best.1
    }

    /// Returns the target attribution, added again if the engine no longer finds it.
    fn quote(&mut self, target: &Target, id: &str) -> Option<usize> {
        let content = places(&target.content, self.text)?;
        if let Some(at) = self.find(&content) {
            return Some(at);
        }
        self.all.attributions.push(Attribution {
            id: format!("c-{id}"),
            kind: target.kind,
            content,
            source: Vec::new(),
            cue: Vec::new(),
            speaker: None,
            entity: None,
            addressee: None,
            confidence: 1.0,
            evidence: None,
            revised: false,
        });
        let at = self.all.attributions.len() - 1;
        self.attribute(at, target.speaker.as_deref());
        Some(at)
    }

    fn mark(&mut self, at: usize) {
        if let Some(one) = self.all.attributions.get_mut(at) {
            self.corrected.push(one.id.clone());
        }
    }

    fn attribute(&mut self, at: usize, name: Option<&str>) {
        let entity = name.map(|name| self.person(name, SpeakerKind::Person));
        let speaker = entity.and_then(|e| self.all.person(e)).map(|p| p.name.clone());
        if let Some(one) = self.all.attributions.get_mut(at) {
            (one.entity, one.speaker) = (entity, speaker);
            (one.evidence, one.confidence) = (None, 1.0);
        }
        self.mark(at);
    }

    /// Returns the first unused entity id.
    fn unused(&self) -> EntityId {
        let people = self.all.people.iter().map(|p| p.entity.0);
        let mentions = self.all.mentions.iter().map(|m| m.entity.0);
        let quotes = self.all.attributions.iter().filter_map(|a| a.entity).map(|e| e.0);
        EntityId(people.chain(mentions).chain(quotes).max().map_or(0, |n| n.saturating_add(1)))
    }

    fn known(&self, name: &str) -> Option<EntityId> {
        let people = &self.all.people;
        let exact = people.iter().find(|p| p.name == name);
        exact.or_else(|| people.iter().find(|p| p.aliases.iter().any(|a| a == name))).map(|p| p.entity)
    }

    /// Returns the person of this name, added if missing.
    fn person(&mut self, name: &str, kind: SpeakerKind) -> EntityId {
        self.known(name).unwrap_or_else(|| self.enter(name, kind))
    }

    fn enter(&mut self, name: &str, kind: SpeakerKind) -> EntityId {
        let entity = self.unused();
        let person = Person { entity, name: name.to_owned(), kind, aliases: Vec::new(), roles: Vec::new() };
        self.all.people.push(person);
        entity
    }

    fn merge(&mut self, into: &str, from: &str) {
        let (Some(keep), Some(gone)) = (self.known(into), self.known(from)) else { return };
        let name = self.all.person(keep).map_or_else(|| into.to_owned(), |p| p.name.clone());
        if keep == gone {
            return;
        }
        for mention in self.all.mentions.iter_mut().filter(|m| m.entity == gone) {
            mention.entity = keep;
        }
        for fact in &mut self.all.facts {
            match &mut fact.kind {
                FactKind::Role { entity, .. } if *entity == gone => *entity = keep,
                FactKind::Event { who, .. } => {
                    for one in who.iter_mut().filter(|one| one.entity == gone) {
                        one.entity = keep;
                        one.name.clone_from(&name);
                    }
                }
                _ => {}
            }
        }
        let Some(other) = self.all.people.iter().position(|p| p.entity == gone) else { return };
        let other = self.all.people.remove(other);
        let Some(person) = self.all.people.iter_mut().find(|p| p.entity == keep) else { return };
        for alias in std::iter::once(other.name).chain(other.aliases) {
            if alias != person.name && !person.aliases.contains(&alias) {
                person.aliases.push(alias);
            }
        }
        for role in other.roles {
            if !person.roles.contains(&role) {
                person.roles.push(role);
            }
        }
        let name = person.name.clone();
        for at in 0..self.all.attributions.len() {
            if let Some(one) = self.all.attributions.get_mut(at).filter(|a| a.entity == Some(gone)) {
                (one.entity, one.speaker) = (Some(keep), Some(name.clone()));
                self.mark(at);
            }
        }
    }

    fn split(&mut self, from: &str, mentions: &[Span], name: &str) {
        let old = self.known(from);
        let kind = old.and_then(|e| self.all.person(e)).map_or(SpeakerKind::Person, |person| person.kind);
        // A name that was an alias becomes a separate person.
        let mut entity = self.all.people.iter().find(|p| p.name == name).map(|p| p.entity);
        if let Some(old) = old
            && entity != Some(old)
            && let Some(person) = self.all.people.iter_mut().find(|p| p.entity == old)
        {
            person.aliases.retain(|a| a != name);
        }
        let entity = *entity.get_or_insert_with(|| self.enter(name, kind));
        let hit = |span: Span| mentions.iter().any(|m| m.overlaps(span));
        for mention in self.all.mentions.iter_mut().filter(|m| hit(m.span)) {
            mention.entity = entity;
        }
        for at in 0..self.all.attributions.len() {
            let one = self.all.attributions.get_mut(at);
            if let Some(one) = one.filter(|a| a.entity == old && a.source.iter().any(|s| hit(*s))) {
                (one.entity, one.speaker) = (Some(entity), Some(name.to_owned()));
                (one.evidence, one.confidence) = (None, 1.0);
                self.mark(at);
            }
        }
    }

    fn entity(&mut self, span: Span, kind: Option<EntityType>, name: Option<&str>) {
        let words = span.of(self.text).to_owned();
        let name = name.unwrap_or(&words);
        let alike = self.all.mentions.iter().find(|m| Some(m.kind) == kind && m.span.of(self.text) == words);
        let alike = alike.map(|m| m.entity);
        self.all.mentions.retain(|m| !m.span.overlaps(span));
        let Some(kind) = kind else { return };
        let entity = match kind {
            EntityType::Person => self.person(name, SpeakerKind::Person),
            EntityType::Organisation => self.person(name, SpeakerKind::Organisation),
            _ => alike.unwrap_or_else(|| self.unused()),
        };
        let at = self.all.mentions.partition_point(|m| m.span.start < span.start);
        self.all.mentions.insert(at, Mention { kind, span, entity, named: true });
        if words != name
            && let Some(person) = self.all.people.iter_mut().find(|p| p.entity == entity)
            && person.name != words
            && !person.aliases.contains(&words)
        {
            person.aliases.push(words);
        }
    }
}

impl Target {
    /// Returns a target for a quote of `text` that the engine missed. Its quotation marks decide its kind.
    #[must_use]
    pub fn missed(text: &str, content: Span, speaker: Option<String>) -> Self {
        let words = content.trim(text).of(text);
        let mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’');
        let kind = if words.starts_with(mark) && words.trim_end_matches([',', '.', '!', '?']).ends_with(mark) {
            QuoteKind::Direct
        } else if words.chars().any(|c| mark(c) && c != '’') {
            QuoteKind::Mixed
        } else {
            QuoteKind::Indirect
        };
        Self { content: vec![Anchor::of(text, content.trim(text))], kind, speaker }
    }
}
