//! Events: who did what, when and where.
//!
//! An event is a clause or a noun phrase with a date: `Assad arrived on 14 March`, `last month’s earthquake`. The date
//! belongs to the nearest verb before it in its clause, or to the next one if it opens the clause (`In July, the
//! council met`). Between a preposition such as `following` and the date, a noun for an event takes it.

use std::collections::HashMap;

use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::facts::words::{Group, Sentence, Word};
use crate::nlp::{Annotations, EntityId, EntityType, EventStatus, Fact, FactKind, Mention, Participant};
use crate::text::Span;

/// Maximum number of words of an event after its verb.
const LONG: usize = 30;

/// A date of the article.
#[derive(Clone, Debug)]
struct Day {
    span: Span,
    value: Option<String>,
}

/// The words of an event: indices of a sentence.
#[derive(Clone, Copy, Debug)]
struct Found {
    from: usize,
    to: usize,
    trigger: usize,
    group: Option<Group>,
}

/// Reads the events of an article that has its dates and mentions, in order.
pub(super) struct EventReader<'a> {
    days: Vec<Day>,
    people: People<'a>,
    mentions: &'a [Mention],
    found: Vec<Fact>,
}

impl<'a> EventReader<'a> {
    pub(super) fn new(text: &'a str, out: &'a Annotations) -> Self {
        let day = |fact: &Fact| match &fact.kind {
            FactKind::Date { value } => Some(Day { span: fact.span, value: value.clone() }),
            _ => None,
        };
        let days = out.facts.iter().filter_map(day).collect();
        Self { days, people: People::new(text, out), mentions: &out.mentions, found: Vec::new() }
    }

    /// Reads a sentence.
    pub(super) fn read(&mut self, sentence: &Sentence, span: Span) {
        let from = self.days.partition_point(|d| d.span.start < span.start);
        let mut triggers: Vec<usize> = Vec::new();
        for day in self.days.iter().skip(from).take_while(|d| d.span.end <= span.end) {
            let Some(event) = event_of(sentence, day.span) else { continue };
            if !triggers.contains(&event.trigger) {
                triggers.push(event.trigger);
                self.found.push(fact(sentence, &event, Some(day), &self.people, self.mentions));
            }
        }
        for event in undated(sentence) {
            let event = fact(sentence, &event, None, &self.people, self.mentions);
            let overlaps = self.found.iter().rev().take(4).any(|other| other.span.overlaps(event.span));
            if !overlaps && matches!(&event.kind, FactKind::Event { who, .. } if !who.is_empty()) {
                self.found.push(event);
            }
        }
    }

    /// The events found.
    pub(super) fn finish(self) -> Vec<Fact> {
        self.found
    }
}

/// Returns the events without a date in the narration of a sentence: `Clinton declared war`.
fn undated(s: &Sentence) -> Vec<Found> {
    let mut found = Vec::new();
    for (k, word) in s.words.iter().enumerate() {
        if word.quote != 0 || !word.has(List::EventVerb) || word.named {
            continue;
        }
        let first = (0..=k)
            .rev()
            .take(4)
            .take_while(|v| *v == k || s.is(*v, class::AUX) || s.at(*v).is_some_and(Word::is_adverb))
            .last()
            .unwrap_or(k);
        let Some(verb) = (first..=k).find(|v| s.is_verb(*v)) else { continue };
        let group = s.group(verb);
        let from = subject_start(s, group.start);
        let led = from.checked_sub(1).is_some_and(|b| s.is(b, class::SUB) || s.low(b) == "that");
        let named = (from..group.start).any(|w| s.at(w).is_some_and(|w| w.named));
        if group.main == k && !group.coming && !group.negated && !group.unreal && !led && named {
            found.push(Found { from, to: end_of_clause(s, k + 1, k), trigger: k, group: Some(group) });
        }
    }
    found
}

/// Returns the event of the date at `date`.
fn event_of(s: &Sentence, date: Span) -> Option<Found> {
    let first = s.words.iter().position(|w| w.span.end > date.start)?;
    let after = s.words.iter().position(|w| w.span.start >= date.end).unwrap_or(s.words.len());
    if s.at(after.checked_sub(1)?)?.possessive || s.at(after).is_some_and(|w| matches!(w.lower.as_ref(), "'s" | "’s"))
    {
        return possessed(s, first, after);
    }
    let mut lead = first;
    while lead > 0
        && (matches!(
            s.low(lead - 1),
            "early" | "late" | "mid" | "just" | "only" | "the" | "back" | "earlier" | "later" | "about" | "around"
        ))
    {
        lead -= 1;
    }
    let preposition = lead.checked_sub(1).filter(|k| s.is(*k, class::PREP));
    let word = preposition.map_or("", |k| s.low(k));
    if matches!(word, "since" | "until" | "till" | "through" | "to" | "than" | "from") {
        return None;
    }
    if let Some(event) = attributive(s, first, after) {
        return Some(event);
    }
    let begin = preposition.unwrap_or(lead);
    if word == "of" {
        return noun_before(s, begin, after);
    }
    let opens = begin == 0
        || s.at(begin - 1)
            .is_some_and(|w| w.is_punct() && !matches!(w.lower.as_ref(), "," | ")" | "’" | "'" | "”" | "\""))
        || s.is(begin - 1, class::CONJ | class::REL) && !s.at(begin).is_some_and(|w| w.cap)
        || matches!(s.low(begin - 1), "that" | "when" | "while" | "because" | "although" | "if");
    let left = || {
        verb_left(s, first, begin).map(|left| match left {
            Left::Verb(group) => clause(s, group, first, after),
            Left::Noun(from, noun) => Found { from, to: after, trigger: noun, group: None },
        })
    };
    let right = || verb_right(s, after).map(|group| clause(s, group, begin, after));
    if opens { right().or_else(left) } else { left().or_else(right) }
}

/// `Thursday’s walk-ins`, `last month’s earthquake devastated Syria`
fn possessed(s: &Sentence, first: usize, after: usize) -> Option<Found> {
    let mut to = after;
    if matches!(s.low(to), "'s" | "’s" | "'" | "’") {
        to += 1;
    }
    let from = to;
    while s.at(to).is_some_and(|w| in_phrase(w)) && !s.is_verb(to) && to - from < 6 {
        to += 1;
    }
    let head = to.checked_sub(1).filter(|h| *h >= from)?;
    let mut event = Found { from: first, to, trigger: head, group: None };
    if s.is_verb(to) {
        event.to = end_of_clause(s, s.group(to).main + 1, to);
    }
    Some(event)
}

/// `an August speech`, `the 2016 election`
fn attributive(s: &Sentence, first: usize, after: usize) -> Option<Found> {
    let mut to = after;
    while s.at(to).is_some_and(|w| in_phrase(w)) && !s.is_verb(to) && to - after < 4 {
        to += 1;
    }
    let head = to.checked_sub(1).filter(|h| *h >= after && s.at(*h).is_some_and(|w| w.has(List::EventNoun)))?;
    let opens = first == 1 || first == 2 && s.is(0, class::PREP);
    if opens && s.low(to) == "," && verb_right(s, to).is_some() {
        return None;
    }
    let led = first
        .checked_sub(1)
        .filter(|k| s.is(*k, class::DET | class::POSSESSIVE) || s.at(*k).is_some_and(|w| w.possessive))?;
    Some(Found { from: led, to, trigger: head, group: None })
}

/// `the attacks of 11 September`
fn noun_before(s: &Sentence, of: usize, after: usize) -> Option<Found> {
    let noun = of.checked_sub(1).filter(|k| s.at(*k).is_some_and(|w| w.has(List::EventNoun)))?;
    Some(Found { from: phrase_start(s, noun), to: after, trigger: noun, group: None })
}

/// Whether a word can stand inside a noun phrase after its determiner.
fn in_phrase(word: &Word) -> bool {
    const OUTSIDE: u32 =
        class::PREP | class::CONJ | class::SUB | class::REL | class::AUX | class::PRONOUN | class::DET | class::OBJECT;
    !word.is_punct() && !word.is(OUTSIDE) && !word.counted && !word.is_adverb()
}

/// The first word of the noun phrase that ends with the word at `noun`.
fn phrase_start(s: &Sentence, noun: usize) -> usize {
    let mut from = noun;
    while from > 0 {
        let Some(word) = s.at(from - 1) else { break };
        let determiner = word.is(class::DET | class::POSSESSIVE) && !word.is(class::REL);
        let joins = word.possessive
            || word.named
            || word.is(class::ADJ | class::NUMBER)
            || word.kind == crate::text::TokenKind::Number;
        if !(determiner || joins || in_phrase(word) && !s.is_verb(from - 1)) {
            break;
        }
        from -= 1;
        if determiner {
            break;
        }
    }
    from
}

/// The word before a date that takes it.
enum Left {
    Verb(Group),
    /// First word of a noun phrase, and its noun.
    Noun(usize, usize),
}

/// Looks for the verb or the noun of a date that begins at `first`; its preposition stands at `begin`.
fn verb_left(s: &Sentence, first: usize, begin: usize) -> Option<Left> {
    let quote = s.at(first)?.quote;
    let mut noun: Option<usize> = None;
    let mut k = begin;
    while k > 0 {
        k -= 1;
        let word = s.at(k)?;
        if word.quote != quote {
            if word.quote == 0 || ends_speech(s, k) {
                break;
            }
            continue;
        }
        if word.is_punct() && s.divides(k) {
            break;
        }
        if word.is(class::REL) && k + 1 < begin && !s.is_verb(k) {
            break;
        }
        if word.is(class::SUB) || matches!(word.lower.as_ref(), "following" | "during" | "amid" | "despite" | "that") {
            if let Some(noun) = noun {
                return Some(Left::Noun(phrase_start(s, noun).max(k + 1), noun));
            }
            if !word.is(class::PREP) && word.is(class::SUB) {
                break;
            }
            continue;
        }
        if s.is_verb(k) {
            let group = s.group(k);
            return (!is_state(s, &group)).then_some(Left::Verb(group));
        }
        if word.has(List::EventNoun) && !word.named {
            noun = Some(k);
        }
    }
    noun.map(|noun| Left::Noun(phrase_start(s, noun), noun))
}

/// Whether the quoted words that end at `i` end as speech does: `“…,”`.
fn ends_speech(s: &Sentence, i: usize) -> bool {
    let mut k = i;
    while k > 0 && matches!(s.low(k), "”" | "\"" | "''" | "’" | "'") {
        k -= 1;
    }
    matches!(s.low(k), "," | "." | "?" | "!" | "…" | "...")
}

/// Looks for the verb of a date that opens its clause.
fn verb_right(s: &Sentence, after: usize) -> Option<Group> {
    let quote = s.at(after)?.quote;
    let mut k = after;
    while let Some(word) = s.at(k) {
        let dash = word.is_punct() && s.divides(k);
        if dash || word.quote != quote && (word.quote == 0 || k > after + 12) {
            return None;
        }
        // A clause in commas: `In 1998, when he was mayor, he signed …`.
        if word.is(class::SUB | class::REL) && !s.is_verb(k) && k > after {
            k = (k + 1..s.words.len()).find(|at| s.low(*at) == ",")?;
        } else if s.is_verb(k) {
            let group = s.group(k);
            return (!is_state(s, &group)).then_some(group);
        }
        k += 1;
    }
    None
}

/// Whether the group is a form of `be` or a modal verb alone, which tell of no event.
fn is_state(s: &Sentence, group: &Group) -> bool {
    group.bare && !s.is(group.main, class::HAVE | class::DO)
}

/// The clause of a verb and a date.
fn clause(s: &Sentence, group: Group, first: usize, after: usize) -> Found {
    let subject = subject_start(s, group.start);
    let leads = first < group.start;
    let mut to = end_of_clause(s, if leads { group.main + 1 } else { after }, group.main);
    if leads && s.at(group.main).is_some_and(Word::reports) {
        to = end_of_content(s, to);
    }
    let from = if leads { subject.min(first) } else { subject };
    Found { from, to: to.max(group.main + 1).max(after.min(s.words.len())), trigger: group.main, group: Some(group) }
}

/// The first word of the subject of the verb group at `start`.
fn subject_start(s: &Sentence, start: usize) -> usize {
    let quote = s.at(start).map_or(0, |w| w.quote);
    let mut k = start;
    while k > 0 {
        let at = k - 1;
        let Some(word) = s.at(at) else { break };
        if word.quote != quote {
            if word.quote == 0 || ends_speech(s, at) {
                break;
            }
            k = at;
            continue;
        }
        if word.is_punct() && word.lower == "," {
            // `Keith Scott, 43, was killed`: words in commas belong to the subject.
            let opening = (at.saturating_sub(16)..at).rev().find(|m| s.low(*m) == ",");
            let named = |k: usize| s.at(k).is_some_and(|w| w.named);
            let lists = at > 0 && named(at - 1) && (named(at + 1) || s.is(at + 1, class::CONJ));
            match opening.filter(|_| k == start) {
                Some(opening) => k = opening,
                None if lists => k = at,
                None => break,
            }
            continue;
        }
        if word.lower == ")" && k == start {
            // `Moore (D-Wis.) said`
            let Some(open) = (at.saturating_sub(8)..at).rev().find(|m| s.low(*m) == "(") else { break };
            k = open;
            continue;
        }
        if word.is_punct() && !matches!(word.lower.as_ref(), "'" | "’" | "“" | "”" | "\"" | "." | "$") || s.divides(at)
        {
            break;
        }
        if word.is(class::REL) && at + 1 == start {
            return antecedent(s, at);
        }
        if word.is(class::SUB) || s.is_verb(at) || word.lower == "that" {
            break;
        }
        let list = s.low(at.wrapping_sub(1)) == "," && s.at(at + 1).is_some_and(|w| w.named);
        if word.is(class::CONJ) && !list && (0..at).any(|v| s.is_verb(v)) {
            break;
        }
        k = at;
    }
    k
}

/// The first word of the noun phrase before the relative pronoun at `pronoun`.
fn antecedent(s: &Sentence, pronoun: usize) -> usize {
    let mut k = pronoun;
    if k > 0 && s.low(k - 1) == "," {
        k -= 1;
    }
    let end = k;
    while k > 0 && end - k < 12 {
        let at = k - 1;
        let Some(word) = s.at(at) else { break };
        let mark = word.is_punct() && !matches!(word.lower.as_ref(), "'" | "’" | ".");
        if mark || s.is_verb(at) || word.is(class::SUB | class::CONJ | class::REL) || word.lower == "for" {
            break;
        }
        k = at;
    }
    k
}

/// The word after a clause whose words from `from` on are free to belong to it.
fn end_of_clause(s: &Sentence, from: usize, main: usize) -> usize {
    let Some(verb) = s.at(main) else { return from };
    let reports = verb.reports();
    let mut k = from;
    while let Some(word) = s.at(k) {
        // `in Tulsa, Okla., police shot …`
        let named = |k: usize| s.at(k).is_some_and(|w| w.named);
        if word.lower == "," && k > 0 && named(k - 1) && named(k + 1) && s.low(k + 2) == "," {
            k += 3;
            continue;
        }
        let stop = k - from > LONG
            || s.divides(k)
            || word.is_punct() && !matches!(word.lower.as_ref(), "'" | "’" | "$" | "“" | "”" | "\"" | "-")
            || word.quote != verb.quote && (reports || word.quote == 0)
            || word.is(class::SUB | class::REL) && !word.is(class::PREP)
            || word.lower == "that"
            || word.is(class::CONJ) && (s.is_verb(k + 1) || s.is_verb(k + 2))
            || s.is_verb(k) && k > main + 1;
        if stop {
            break;
        }
        if reports && !word.is(class::PREP) && k == from && !word.named && !word.counted {
            break;
        }
        k += 1;
    }
    // A finite verb ends the clause of a report before its subject: `he said [the project] would`.
    if reports && s.is_verb(k) {
        return from;
    }
    k.max(from)
}

/// The word after what is reported, unquoted, from word `from` on: `that he was troubled by it`.
fn end_of_content(s: &Sentence, from: usize) -> usize {
    let quote = s.at(from.saturating_sub(1)).map_or(0, |w| w.quote);
    let mark = |w: &Word| {
        w.is_punct() && matches!(w.lower.as_ref(), "," | "." | ";" | ":" | "—" | "–" | "?" | "!")
            || w.quote != quote && quote != 0
            || matches!(w.lower.as_ref(), "after" | "before" | "while" | "because" | "although" | "but")
    };
    (from..from + LONG).find(|k| s.at(*k).is_none_or(mark)).unwrap_or(from + LONG)
}

/// People and bodies by their mentions.
struct People<'a> {
    names: HashMap<EntityId, &'a str>,
}

impl<'a> People<'a> {
    fn new(text: &'a str, found: &'a Annotations) -> Self {
        let mut names: HashMap<EntityId, &str> = HashMap::new();
        for mention in found.mentions.iter().filter(|m| m.named && m.kind == EntityType::Organisation) {
            let words = mention.span.of(text);
            let name = names.entry(mention.entity).or_insert(words);
            if words.len() > name.len() {
                *name = words;
            }
        }
        names.extend(found.people.iter().map(|p| (p.entity, p.name.as_str())));
        Self { names }
    }
}

/// Builds the fact of an event.
fn fact(s: &Sentence, event: &Found, day: Option<&Day>, people: &People, mentions: &[Mention]) -> Fact {
    let span = s.span_of(event.from, event.to).trim(s.text);
    let trigger = s.at(event.trigger).map_or(span, |w| w.span);
    let from = mentions.partition_point(|m| m.span.end <= span.start);
    let inside = || mentions.iter().skip(from).take_while(|m| m.span.start < span.end);
    let mut who: Vec<Participant> = Vec::new();
    for mention in inside() {
        let acts = match mention.kind {
            EntityType::Person => true,
            EntityType::Organisation => mention.span.end <= trigger.start,
            _ => false,
        };
        if acts
            && who.iter().all(|p| p.entity != mention.entity)
            && let Some(name) = people.names.get(&mention.entity)
        {
            who.push(Participant { entity: mention.entity, name: (*name).to_owned() });
        }
    }
    let place = inside().filter(|m| m.named && m.kind == EntityType::Place).find(|m| {
        let at = s.words.iter().position(|w| w.span.end > m.span.start).unwrap_or(0);
        let before = s.low(at.wrapping_sub(1));
        let before = if before == "the" { s.low(at.wrapping_sub(2)) } else { before };
        matches!(before, "in" | "at" | "near" | "outside" | "inside" | "across" | "off")
    });
    let words = || s.words.iter().skip(event.from).take(event.to.saturating_sub(event.from));
    let doubted = words().any(|w| matches!(w.lower.as_ref(), "allegedly" | "reportedly" | "alleged"));
    // A noun has the tense of its sentence: `The talks will begin with Monday’s debate`.
    let group = event.group.or_else(|| (0..s.words.len()).find(|k| s.is_verb(*k)).map(|k| s.group(k)));
    let status = match group {
        Some(group) if group.negated && event.group.is_some() => EventStatus::Negated,
        Some(group) if group.coming || group.unreal || event.group.is_some() && s.is_present(&group) => {
            EventStatus::Scheduled
        }
        _ if doubted => EventStatus::Alleged,
        _ => EventStatus::Happened,
    };
    let kind = FactKind::Event {
        who,
        trigger,
        when: day.and_then(|d| d.value.clone()),
        date: day.map(|d| d.span),
        place: place.map(|m| m.span),
        status,
    };
    Fact::new(span, kind)
}
