//! Collects the people of a text and their mentions, as input for the ranking of speakers.
//!
//! Mentions are names, resolved pronouns, descriptions of unnamed people (`the girl`, `another officer`), and the
//! narrator (`I` outside quotation marks).

use std::collections::HashMap;

use crate::nlp::data::gazetteer::{self, Gender};
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::data::lists::List;
use crate::nlp::draft::{AttributionDraft, BlockDraft, NameMention, Names, Pronoun, Quoted, ResolvedSpeaker, Speaker};
use crate::nlp::speakers::antecedents;
use crate::nlp::speakers::vocatives;
use crate::nlp::syntax::block_syntax::{Kind, fold, strip_possessive};
use crate::nlp::syntax::phrases::Scope;
use crate::nlp::syntax::quotation_marks;
use crate::nlp::{EntityType, SpeakerKind};
use crate::text::Span;

/// A possible speaker: a named entity, an unnamed person known by a noun, or the narrator.
#[derive(Clone, Debug)]
pub(in crate::nlp) struct Figure {
    pub(in crate::nlp) speaker: Speaker,
    pub(in crate::nlp) gender: Option<Gender>,
    pub(in crate::nlp) person: bool,
}

impl Figure {
    pub(in crate::nlp) fn named(&self) -> bool {
        matches!(self.speaker, Speaker::Named(_))
    }
}

/// A mention of a figure.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct Spot {
    pub(in crate::nlp) span: Span,
    /// Index into [`Scene::figures`].
    pub(in crate::nlp) figure: usize,
    pub(in crate::nlp) quoted: bool,
    pub(in crate::nlp) subject: bool,
    pub(in crate::nlp) form: Form,
    /// Vocative within a quote: `“Never mind, Miss Pike,”`.
    pub(in crate::nlp) called: bool,
}

/// A paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::nlp) struct Place {
    pub(in crate::nlp) span: Span,
    /// Whether it contains speech.
    pub(in crate::nlp) speaks: bool,
    /// Whether it ends in a colon or a comma, so that its sentence continues in the next paragraph.
    pub(in crate::nlp) leads: bool,
}

/// The form of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Form {
    Name,
    Noun,
    Pronoun,
}

/// A pronoun outside quotation marks (`he`, `she`, `they`, `I`), before it is resolved.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct Loose {
    pub(in crate::nlp) at: usize,
    pub(in crate::nlp) wanted: Pronoun,
    pub(in crate::nlp) subject: bool,
}

/// The form of the source of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum By {
    /// A name, or a description that was resolved to a name.
    Name,
    /// A description of an unnamed person.
    Noun,
    He,
    She,
    /// `I`, `we`
    Me,
    Nothing,
    Other,
}

/// A quote whose speaker is known or open.
#[derive(Clone, Debug)]
pub(in crate::nlp) struct Turn {
    /// Index of the attribution.
    pub(in crate::nlp) raw: usize,
    pub(in crate::nlp) block: usize,
    pub(in crate::nlp) span: Span,
    pub(in crate::nlp) by: By,
    /// The speaker that the rules found.
    pub(in crate::nlp) guess: Option<usize>,
    pub(in crate::nlp) called: Option<usize>,
    pub(in crate::nlp) asks: bool,
}

/// The figures, mentions, pronouns and turns of a text, in order.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct Scene {
    pub(in crate::nlp) figures: Vec<Figure>,
    pub(in crate::nlp) spots: Vec<Spot>,
    pub(in crate::nlp) loose: Vec<Loose>,
    pub(in crate::nlp) turns: Vec<Turn>,
    pub(in crate::nlp) blocks: Vec<Place>,
    /// Index of the narrator in `figures`.
    pub(in crate::nlp) narrator: Option<usize>,
}

pub(in crate::nlp) fn gender_of(head: &str) -> Option<Gender> {
    if List::MaleNoun.has(head) {
        Some(Gender::Male)
    } else if List::FemaleNoun.has(head) {
        Some(Gender::Female)
    } else {
        gazetteer::gender(head)
    }
}

/// Whether a word in lower case is a noun for a single person.
fn is_person(head: &str, bits: u32) -> bool {
    bits & class::ROLE != 0 || List::Human.has(head)
}

/// Returns the head noun of a description: `another officer` → `officer`, `stout, cheerful woman` → `woman`.
pub(in crate::nlp) fn head_of(name: &str) -> Option<String> {
    let mut head = None;
    for written in name.split([' ', ',']).filter(|w| !w.is_empty()) {
        let lower = written.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let bits = lexicon::look_up(&lower).class;
        if bits & (class::PREP | class::REL) != 0 {
            break;
        }
        if is_person(&lower, bits) {
            head = Some(lower);
        }
    }
    head
}

impl Scene {
    /// Builds the scene of a text with resolved names and sources. `pronouns` are those with a name as antecedent.
    pub(in crate::nlp) fn read(
        text: &str,
        blocks: &[&BlockDraft],
        names: &Names,
        pronouns: &[(Span, usize)],
        (raw, homes): (&[AttributionDraft], &[usize]),
        resolved: &[ResolvedSpeaker],
    ) -> Self {
        let mut scene = Self::default();
        for (n, entity) in names.entities.iter().enumerate() {
            scene.figures.push(Figure {
                speaker: Speaker::Named(n),
                gender: entity.gender,
                person: entity.kind == EntityType::Person,
            });
        }
        let mut nouns: HashMap<String, usize> = HashMap::new();
        let mut narrator = 0;
        for (block, read) in blocks.iter().enumerate() {
            scene.walk(text, block, read, names, &mut nouns, &mut narrator);
        }
        for (span, entity) in pronouns {
            let found = scene.loose.partition_point(|l| l.at < span.start);
            let subject = scene.loose.get(found).is_some_and(|l| l.at == span.start && l.subject);
            scene.spots.push(Spot {
                span: *span,
                figure: *entity,
                quoted: false,
                subject,
                form: Form::Pronoun,
                called: false,
            });
        }
        scene.spots.sort_by_key(|s| (s.span.start, s.span.end));
        let speaks =
            |r: &ResolvedSpeaker| matches!(&r.speaker, Some(Speaker::Described(name, _)) if name == "narrator");
        if narrator >= 3 || resolved.iter().any(speaks) {
            scene.narrator = Some(scene.figures.len());
            scene.figures.push(Figure {
                speaker: Speaker::Described("narrator".to_owned(), SpeakerKind::Person),
                gender: None,
                person: true,
            });
        }
        scene.turns(text, names, &nouns, raw, homes, resolved);
        scene.blocks = blocks
            .iter()
            .map(|b| Place {
                span: b.syntax.span,
                speaks: false,
                leads: b.syntax.span.of(text).trim_end().ends_with([':', ',']),
            })
            .collect();
        for turn in &scene.turns {
            if let Some(block) = scene.blocks.get_mut(turn.block) {
                block.speaks = true;
            }
        }
        scene.name_narrator();
        scene
    }

    /// Returns the mentions that begin in `from..to`.
    pub(in crate::nlp) fn between(&self, from: usize, to: usize) -> &[Spot] {
        let first = self.spots.partition_point(|s| s.span.start < from);
        let last = self.spots.partition_point(|s| s.span.start < to);
        self.spots.get(first..last).unwrap_or_default()
    }

    /// Returns the pronouns that begin in `from..to`.
    pub(in crate::nlp) fn loose_between(&self, from: usize, to: usize) -> &[Loose] {
        let first = self.loose.partition_point(|l| l.at < from);
        let last = self.loose.partition_point(|l| l.at < to);
        self.loose.get(first..last).unwrap_or_default()
    }

    /// Identifies the narrator with a person who appears in vocatives but rarely outside quotes. Narrators do not call
    /// themselves by name.
    fn name_narrator(&mut self) {
        let Some(narrator) = self.narrator else { return };
        let mut counts: HashMap<usize, (usize, usize, usize)> = HashMap::new();
        for spot in self.spots.iter().filter(|s| s.form == Form::Name) {
            if self.figures.get(spot.figure).is_some_and(|f| f.person) {
                let (called, outside, all) = counts.entry(spot.figure).or_default();
                *called += usize::from(spot.called);
                *outside += usize::from(!spot.quoted);
                *all += 1;
            }
        }
        let fits = counts.into_iter().filter(|(_, (called, outside, all))| *called > 0 && outside * 10 <= *all);
        let Some(name) = fits.max_by_key(|(e, (called, ..))| (*called, usize::MAX - *e)).map(|(e, _)| e) else {
            return;
        };
        let swap = |e: &mut usize| {
            if *e == name {
                *e = narrator;
            }
        };
        self.spots.iter_mut().for_each(|s| swap(&mut s.figure));
        for turn in &mut self.turns {
            turn.guess.as_mut().into_iter().for_each(swap);
            turn.called.as_mut().into_iter().for_each(swap);
        }
        let gender = self.figures.get(name).and_then(|f| f.gender);
        if let Some(figure) = self.figures.get_mut(narrator) {
            (figure.speaker, figure.gender) = (Speaker::Named(name), gender);
        }
    }

    fn walk(
        &mut self,
        text: &str,
        block: usize,
        read: &BlockDraft,
        names: &Names,
        nouns: &mut HashMap<String, usize>,
        narrator: &mut usize,
    ) {
        let syntax = &read.syntax;
        let first = names.mentions.partition_point(|m| m.block < block);
        let mut named = names.mentions.iter().skip(first).take_while(|m| m.block == block).peekable();
        let mut buffer = String::new();
        for &(lo, hi) in &syntax.clauses {
            let scope = Scope { text, syntax, lo, hi };
            let mut verb_seen = false;
            for i in lo..hi {
                let item = scope.at(i);
                let quoted = item.is_quote();
                let mut is_name = false;
                while let Some(name) = named.next_if(|n| n.span.start < item.span.end) {
                    is_name = true;
                    let possessive = name.span.end < item.span.end && item.possessive && !quoted;
                    let clause = heads_clause(&scope, i, name.span.end);
                    self.spots.push(Spot {
                        span: name.span,
                        figure: name.entity,
                        quoted,
                        subject: !quoted && !possessive && (!verb_seen || clause),
                        form: Form::Name,
                        called: quoted && is_called(text, name.span),
                    });
                }
                if quoted || item.kind != Kind::Word {
                    continue;
                }
                let whole = fold(item.span.of(text), &mut buffer);
                let lower = strip_possessive(whole).0;
                if !is_name && !item.cap && is_person(lower, item.class) && starts_noun(&scope, i) {
                    let next = scope.at(i + 1);
                    let goes_on = next.kind == Kind::Word
                        && (next.cap || is_person(&next.span.of(text).to_lowercase(), next.class));
                    let apposed = scope.is_comma(i + 1) && scope.at(i + 2).cap;
                    if !goes_on && !apposed {
                        let figures = &mut self.figures;
                        let figure = *nouns.entry(lower.to_owned()).or_insert_with(|| {
                            figures.push(Figure {
                                speaker: Speaker::Described(lower.to_owned(), SpeakerKind::Person),
                                gender: gender_of(lower),
                                person: true,
                            });
                            figures.len() - 1
                        });
                        self.spots.push(Spot {
                            span: item.span,
                            figure,
                            quoted: false,
                            subject: !item.possessive && (!verb_seen || heads_clause(&scope, i, item.span.end)),
                            form: Form::Noun,
                            called: false,
                        });
                    }
                }
                if item.class & (class::PRONOUN | class::OBJECT | class::POSSESSIVE | class::AUX) != 0 {
                    let words = item.span.of(text);
                    let bare = words.split(['\'', '’']).next().unwrap_or(words);
                    let wanted = antecedents::pronoun(fold(bare, &mut buffer));
                    let me = wanted == Some(Pronoun::Speaker);
                    let singular = matches!(bare, "I" | "me" | "my" | "My" | "Me");
                    if let Some(wanted) = wanted.filter(|_| !me || singular) {
                        *narrator += usize::from(me && bare == "I");
                        let subject = item.is(class::PRONOUN)
                            && !item.is(class::POSSESSIVE)
                            && (!verb_seen || scope.is_verb(i + 1));
                        self.loose.push(Loose { at: item.span.start, wanted, subject });
                    }
                }
                verb_seen |= scope.is_verb(i);
            }
        }
    }

    fn turns(
        &mut self,
        text: &str,
        names: &Names,
        nouns: &HashMap<String, usize>,
        raw: &[AttributionDraft],
        homes: &[usize],
        resolved: &[ResolvedSpeaker],
    ) {
        let mut nouns = nouns.clone();
        let mut buffer = String::new();
        // `Henrik said to Alma, “…”`
        let people = names.entities.iter().enumerate().filter(|(_, e)| e.kind == EntityType::Person);
        let to: HashMap<&str, usize> = people.map(|(n, e)| (e.name.as_str(), n)).collect();
        for (n, ((found, home), resolved)) in raw.iter().zip(homes).zip(resolved).enumerate() {
            let (Some(first), Some(last)) = (found.content.first(), found.content.last()) else { continue };
            if found.quoted == Quoted::None {
                continue;
            }
            let words = found.source.map(|s| s.of(text)).unwrap_or_default();
            let wanted = antecedents::pronoun(fold(words, &mut buffer));
            let (mut by, mut guess) = match (&resolved.speaker, wanted) {
                (Some(Speaker::Named(e)), None) if found.source.is_some() => (By::Name, Some(*e)),
                (Some(Speaker::Named(e)), Some(Pronoun::He)) => (By::He, Some(*e)),
                (Some(Speaker::Named(e)), Some(Pronoun::She)) => (By::She, Some(*e)),
                (Some(Speaker::Named(e)), Some(Pronoun::Speaker)) => (By::Me, Some(*e)),
                (Some(Speaker::Named(e)), None) => (By::Nothing, Some(*e)),
                (Some(Speaker::Named(e)), _) => (By::Other, Some(*e)),
                (_, Some(Pronoun::He)) => (By::He, None),
                (_, Some(Pronoun::She)) => (By::She, None),
                (_, Some(Pronoun::Speaker)) => (By::Me, None),
                (_, Some(_)) => (By::Other, None),
                (_, None) if found.source.is_none() => (By::Nothing, None),
                // Bodies and groups are not candidates.
                _ => (By::Noun, None),
            };
            if let Some(Speaker::Described(name, SpeakerKind::Person)) = &resolved.speaker
                && by != By::Me
            {
                let key = head_of(name).unwrap_or_else(|| name.to_lowercase());
                let figure = *nouns.entry(key.clone()).or_insert_with(|| {
                    let gender = gender_of(&key);
                    self.figures.push(Figure {
                        speaker: Speaker::Described(name.clone(), SpeakerKind::Person),
                        gender,
                        person: true,
                    });
                    self.figures.len() - 1
                });
                if let (By::Noun, Some(figure)) = (by, self.figures.get_mut(figure)) {
                    figure.speaker = Speaker::Described(name.clone(), SpeakerKind::Person);
                }
                guess = Some(figure);
            }
            if by == By::Me {
                guess = match &resolved.speaker {
                    Some(Speaker::Named(e)) => Some(*e),
                    _ => self.narrator,
                };
                if guess.is_none() {
                    by = By::Other;
                }
            }
            self.turns.push(Turn {
                raw: n,
                block: *home,
                span: Span::new(first.start, last.end),
                by,
                guess,
                called: vocatives::addressed(text, &found.content, names)
                    .or_else(|| to.get(resolved.addressee.as_deref()?).copied()),
                asks: last.of(text).trim_end_matches(quotation_marks::is_mark).ends_with('?'),
            });
        }
        self.turns.sort_by_key(|t| (t.span.start, t.span.end));
    }
}

/// Whether the name is a vocative, set off by commas or marks: `“Shall we walk, Clara?”`, `“Oh, Mr Hale!”`.
fn is_called(text: &str, name: Span) -> bool {
    let after = text.get(name.end..).unwrap_or_default();
    if !after.is_empty() && !after.starts_with([',', '!', '?', '.', ';', '—', '-']) {
        return false;
    }
    let before = text.get(..name.start).unwrap_or_default();
    let mark = |c: char| matches!(c, '"' | '“' | '\'' | '‘');
    let bare = before.trim_end_matches([' ', '\n']);
    let spaced = bare.len() < before.len();
    if spaced && bare.ends_with(',') || !spaced && before.ends_with(|c: char| mark(c) || c == '—') {
        return true;
    }
    let Some((rest, last)) = bare.rsplit_once([' ', ',', '"', '“', '\'', '‘', '\n']).filter(|_| spaced) else {
        return false;
    };
    let ends = bare.get(..rest.len() + 1).or(Some(rest)).unwrap_or_default().trim_end();
    let title = matches!(
        last.trim_end_matches('.'),
        "Mr" | "Mrs"
            | "Miss"
            | "Dr"
            | "dear"
            | "Sir"
            | "Lady"
            | "Aunt"
            | "Uncle"
            | "Cousin"
            | "Captain"
            | "Major"
            | "Colonel"
    );
    let dear = if last == "dear" { rest.trim_end().strip_suffix("my").map_or(rest, str::trim_end) } else { ends };
    let opens = |s: &str| {
        s.ends_with(|c: char| mark(c) || c == ',')
            || bare.get(rest.len()..).is_some_and(|b| b.starts_with(|c: char| mark(c) || c == ','))
    };
    title && (opens(dear) || opens(rest)) || matches!(last, "Oh" | "Ah" | "No" | "Yes" | "Well" | "Why" | "Come")
}

/// Returns the noun phrase that introduces an unnamed person and ends with item `i`: `Another officer`. `A man` counts
/// only in a text that names nobody (`nameless`), because a later name often identifies him.
pub(in crate::nlp) fn introduced(scope: &Scope, i: usize, nameless: bool) -> Option<Span> {
    let item = scope.at(i);
    let lower = scope.word(i).to_lowercase();
    if item.kind != Kind::Word
        || item.cap
        || item.possessive
        || !is_person(&lower, item.class)
        || !starts_noun(scope, i)
    {
        return None;
    }
    let from = (scope.lo..i).rev().take(4).find(|k| scope.at(*k).is(class::DET))?;
    let next = scope.at(i + 1);
    let noun = next.kind == Kind::Word && (next.cap || is_person(&scope.word(i + 1).to_lowercase(), next.class));
    let named = noun || scope.is_comma(i + 1) && scope.at(i + 2).cap;
    let new = nameless || matches!(scope.word(from), "Another" | "another");
    let governed = from > scope.lo && scope.at(from - 1).is(class::PREP | class::BE);
    (new && !named && !governed).then(|| scope.at(from).span.join(item.span))
}

/// Returns the words for several people without a name, if chunk `i` is their noun: `the three sisters`.
pub(in crate::nlp) fn introduced_group(scope: &Scope, i: usize) -> Option<Span> {
    let item = scope.at(i);
    let lower = scope.word(i).to_lowercase();
    let one = lower.strip_suffix('s').unwrap_or(&lower);
    let several = item.is(class::PEOPLE) || one.len() < lower.len() && is_person(one, lexicon::look_up(one).class);
    if item.kind != Kind::Word || item.cap || item.possessive || !several || !starts_noun(scope, i) {
        return None;
    }
    let opens = |k: &usize| scope.at(*k).is(class::DET | class::POSSESSIVE);
    let from = (scope.lo..i).rev().take(4).find(opens)?;
    let governed = from > scope.lo && scope.at(from - 1).is(class::PREP | class::BE | class::CONJ);
    let next = scope.at(i + 1);
    let noun = next.kind == Kind::Word && (next.cap || next.is(class::PREP | class::REL | class::CONJ));
    // `clarifying | that refugees may return`: no plural follows the determiner `that`.
    let clause = scope.is(from, "that") && lower.ends_with('s');
    // `the island | also hosts a clinic`
    let verb = (from + 1..i).any(|k| scope.at(k).is(class::ADV));
    (!governed && !noun && !clause && !verb).then(|| scope.at(from).span.join(item.span))
}

/// Whether chunk `i` is the head of a noun phrase that introduces somebody without a name: `a freelance writer`,
/// `her brother`. `She is a writer` describes a person named before.
pub(in crate::nlp) fn introduces(scope: &Scope, i: usize) -> bool {
    let item = scope.at(i);
    let lower = scope.word(i).to_lowercase();
    if item.kind != Kind::Word || item.cap || !is_person(&lower, item.class) && !List::Epithet.has(&lower) {
        return false;
    }
    let is_new = |k: &usize| {
        let word = scope.word(*k);
        let new = ["a", "an", "another", "one"].iter().any(|w| word.eq_ignore_ascii_case(w));
        new || scope.at(*k).possessive || scope.at(*k).is(class::POSSESSIVE)
    };
    let Some(from) = (scope.lo..i).rev().take(4).take_while(|k| scope.at(*k).kind == Kind::Word).find(is_new) else {
        return false;
    };
    let next = scope.at(i + 1);
    let noun = next.kind == Kind::Word && (next.cap || is_person(&scope.word(i + 1).to_lowercase(), next.class));
    let named = noun || scope.is_comma(i + 1) && scope.at(i + 2).cap;
    let before = from.checked_sub(1).filter(|b| *b >= scope.lo);
    let predicate = before.is_some_and(|b| scope.at(b).is(class::BE) || scope.is(b, "as") || scope.is_comma(b));
    !named && !predicate
}

/// Whether the name that begins with chunk `i` lies within a larger noun phrase: `the government of Smith`,
/// `the Smith campaign`. A name at the beginning of its clause does not: `As for Smith, he agreed`.
pub(in crate::nlp) fn is_embedded(scope: &Scope, i: usize, name: &NameMention) -> bool {
    let start = name.title.map_or(name.span.start, |t| t.start.min(name.span.start));
    let first = (scope.lo..=i).rev().find(|k| scope.at(*k).span.start <= start).unwrap_or(i);
    let governed = first > scope.lo + 2 && scope.at(first - 1).is(class::PREP);
    let after = (i..scope.hi).find(|j| scope.at(*j).span.start >= name.span.end);
    let next = scope.at(after.unwrap_or(scope.hi));
    let noun = class::BODY | class::PEOPLE | class::PAPER | class::ROLE;
    governed || next.kind == Kind::Word && !next.cap && next.verb.is_none() && next.is(noun)
}

/// Whether chunk `i` lies in an adjunct in front of the subject: `In a film about Smith, he jokes`. `For Smith, he said`
/// names its topic.
pub(in crate::nlp) fn is_fronted(scope: &Scope, i: usize) -> bool {
    let first = scope.at(scope.lo);
    let topic = scope.is(scope.lo, "For") || scope.is(scope.lo, "for");
    let comma = (scope.lo..scope.hi).find(|k| scope.is_comma(*k) || scope.is_verb(*k));
    let pronoun = |k: usize| (k + 1..scope.hi.min(k + 3)).any(|j| scope.at(j).is(class::PRONOUN));
    first.is(class::PREP)
        && !first.is(class::SUB)
        && !topic
        && comma.is_some_and(|k| i < k && scope.is_comma(k) && pronoun(k))
}

/// Whether the name that begins with chunk `i` and ends before byte `end` is the subject of a verb:
/// `… and Reyes leaned out`.
pub(in crate::nlp) fn heads_clause(scope: &Scope, i: usize, end: usize) -> bool {
    let governed = i > scope.lo && scope.at(i - 1).is(class::PREP | class::POSSESSIVE);
    let after = (i..scope.hi).find(|j| scope.at(*j).span.start >= end);
    !governed && after.is_some_and(|j| scope.is_verb(j))
}

/// Whether the noun phrase that ends with item `i` begins with a determiner: `the old man`, `her brother`.
fn starts_noun(scope: &Scope, i: usize) -> bool {
    for k in (scope.lo..i).rev().take(4) {
        let item = scope.at(k);
        if item.kind != Kind::Word {
            return false;
        }
        if item.is(class::DET | class::POSSESSIVE) && !item.is(class::PREP) {
            return !matches!(
                scope.word(k),
                "no" | "any" | "every" | "each" | "all" | "both" | "most" | "many" | "more" | "No" | "Any" | "Every"
            );
        }
        if item.possessive {
            return true;
        }
        if item.is(class::PREP | class::CONJ | class::AUX | class::PRONOUN) || item.cap {
            return false;
        }
    }
    false
}

/// Records the input of the ranking as training data for `python -m pullquote_model speakers`.
#[cfg(test)]
pub(in crate::nlp) mod watch {
    use std::cell::RefCell;
    use std::fmt::Write as _;

    use super::*;

    thread_local! {
        static SCENE: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    pub(in crate::nlp) fn seen(
        text: &str,
        blocks: &[&BlockDraft],
        names: &Names,
        scene: &Scene,
        raw: &[AttributionDraft],
    ) {
        if SCENE.with_borrow(Option::is_none) {
            return;
        }
        let mut out = String::from("{\"figures\":[");
        let flag = u8::from;
        for (n, f) in scene.figures.iter().enumerate() {
            let (name, forms, named) = match &f.speaker {
                Speaker::Named(e) => names.entities.get(*e).map_or((String::new(), Vec::new(), 1), |e| {
                    (e.name.clone(), e.forms.iter().map(|(f, n)| (f.clone(), *n)).collect(), 1)
                }),
                Speaker::Described(name, _) => (name.clone(), vec![(name.clone(), 1)], 0),
            };
            let gender = match f.gender {
                Some(Gender::Male) => 1,
                Some(Gender::Female) => -1,
                None => 0,
            };
            let comma = if n == 0 { "" } else { "," };
            write!(
                out,
                "{comma}[{},{},{named},{gender},{}]",
                serde_json::to_string(&name).unwrap(),
                serde_json::to_string(&forms).unwrap(),
                flag(f.person)
            )
            .unwrap();
        }
        out.push_str("],\"spots\":[");
        for (n, s) in scene.spots.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(
                out,
                "{comma}[{},{},{},{},{},{}]",
                s.span.start,
                s.span.end,
                s.figure,
                flag(s.quoted),
                flag(s.subject),
                s.form as u8
            )
            .unwrap();
        }
        out.push_str("],\"loose\":[");
        for (n, l) in scene.loose.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(out, "{comma}[{},\"{:?}\",{}]", l.at, l.wanted, flag(l.subject)).unwrap();
        }
        out.push_str("],\"turns\":[");
        for (n, t) in scene.turns.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            let r = &raw[t.raw];
            let content: Vec<[usize; 2]> = r.content.iter().map(|c| [c.start, c.end]).collect();
            let source: Vec<usize> = r.source.iter().flat_map(|c| [c.start, c.end]).collect();
            let opt = |v: Option<usize>| v.map_or("null".to_owned(), |v| v.to_string());
            write!(out, "{comma}{{\"content\":{content:?},\"source\":{source:?},\"block\":{},\"by\":\"{:?}\",\"guess\":{},\"called\":{},\"asks\":{}}}", t.block, t.by, opt(t.guess), opt(t.called), flag(t.asks)).unwrap();
        }
        out.push_str("],\"blocks\":[");
        for (n, b) in blocks.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(out, "{comma}[{},{}]", b.syntax.span.start, b.syntax.span.end).unwrap();
        }
        let narrator = scene.narrator.map_or("null".to_owned(), |v| v.to_string());
        write!(out, "],\"narrator\":{narrator},\"length\":{}}}", text.len()).unwrap();
        SCENE.set(Some(out));
    }

    /// Returns the last scene that `work` reads, as JSON.
    pub(in crate::nlp) fn scene(work: impl FnOnce()) -> String {
        SCENE.set(Some(String::new()));
        work();
        SCENE.take().unwrap_or_default()
    }
}
