//! Votes on the type of each name over all its mentions, expands short names, and recognises typos.

use std::collections::{HashMap, HashSet};

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::Candidate;

/// A candidate with its block, its type, and whether the type is certain.
pub(in crate::nlp) type Typed<'a> = (usize, &'a Candidate, Option<(EntityType, bool)>);

/// Weight of a preposition of place, compared with 0–1 for a mention that the encoder typed.
const PLACE_VOTE: f32 = 0.6;

/// Weight of a person's full name for the surname alone, as a share of the encoder's probability.
const BEARER_VOTE: f32 = 0.7;

/// The votes of the mentions of one name, weighted by the encoder's probability.
#[derive(Clone, Copy, Debug, Default)]
struct Votes {
    person: f32,
    organisation: f32,
    place: f32,
    other: f32,
}

impl Votes {
    fn add(&mut self, kind: EntityType, weight: f32) {
        *match kind {
            EntityType::Person => &mut self.person,
            EntityType::Organisation => &mut self.organisation,
            EntityType::Place => &mut self.place,
            _ => &mut self.other,
        } += weight;
    }

    fn split(self) -> bool {
        self.person > 0.0 && self.thing() > 0.0
    }

    fn thing(self) -> f32 {
        self.organisation + self.place + self.other
    }

    fn likeliest_thing(self) -> EntityType {
        if self.organisation >= self.place && self.organisation >= self.other {
            EntityType::Organisation
        } else if self.place >= self.other {
            EntityType::Place
        } else {
            EntityType::Other
        }
    }
}

/// Gives one type to each name that the encoder types as a person in some mentions and as something else in others.
/// Mentions that differ only between body and place keep their types: a country can speak as a body.
pub(in crate::nlp) fn vote_on_types(typed: &mut [Typed]) {
    let mut bearers: HashMap<&str, f32> = HashMap::new();
    for (_, candidate, kind) in typed.iter() {
        if let (Some((EntityType::Person, _)), [_, .., surname]) = (kind, candidate.words.as_slice()) {
            let vote = bearers.entry(surname).or_default();
            *vote = vote.max(BEARER_VOTE * candidate.weight);
        }
    }
    // A name in capitals is a body, unless a person of the text has it as a surname.
    let acronym = |c: &Candidate| {
        c.acronym && c.kind.is_some() && c.words.first().is_some_and(|w| !bearers.contains_key(w.as_str()))
    };
    let mut votes: HashMap<String, Votes> = HashMap::new();
    for (_, candidate, kind) in typed.iter() {
        let (Some((kind, _)), Some(_)) = (kind, candidate.kind) else { continue };
        let votes = votes.entry(vote_key(candidate)).or_default();
        let titled = if candidate.title.is_some() && *kind == EntityType::Person { 1.0 } else { 0.0 };
        votes.add(*kind, candidate.weight + titled);
        if *kind == EntityType::Person && candidate.stands_as_a_place() {
            votes.add(EntityType::Place, PLACE_VOTE);
        }
        if acronym(candidate) && *kind == EntityType::Person && candidate.title.is_none() {
            votes.add(EntityType::Organisation, 1.0);
        }
    }
    // `Starmer` after `Keir Starmer` is a person. `Jordan` and `Ford` in the word lists keep their types.
    for (name, votes) in votes.iter_mut().filter(|(name, _)| gazetteer::name(name).is_none()) {
        votes.person += bearers.get(name.as_str()).copied().unwrap_or_default();
    }
    for (_, candidate, kind) in typed.iter_mut() {
        let (Some((kind, _)), Some(_)) = (kind.as_mut(), candidate.kind) else { continue };
        let Some(votes) = votes.get(&vote_key(candidate)).filter(|v| v.split()) else { continue };
        if votes.person >= votes.thing() {
            *kind = EntityType::Person;
        } else if *kind == EntityType::Person {
            *kind = votes.likeliest_thing();
        }
    }
}

fn vote_key(candidate: &Candidate) -> String {
    let words = candidate.words.join(" ");
    words.strip_prefix("the ").map_or(words.clone(), str::to_owned)
}

/// Bodies whose name is the end of exactly one longer name in the text: `Police Department` → `Chicago Police
/// Department`. Names are words in lower case.
pub(in crate::nlp) fn expand_short_names(typed: &[Typed]) -> HashMap<String, String> {
    let mut longer: HashMap<&[String], HashSet<&[String]>> = HashMap::new();
    let bodies: HashSet<&[String]> = typed
        .iter()
        .filter(|(_, _, kind)| matches!(kind, Some((EntityType::Organisation, _))))
        .map(|(_, c, _)| match c.words.as_slice() {
            [the, rest @ ..] if the == "the" => rest,
            words => words,
        })
        .filter(|words| words.len() > 1)
        .collect();
    for words in &bodies {
        for from in 1..words.len().saturating_sub(1).min(6) {
            let Some(tail) = words.get(from..) else { continue };
            if bodies.contains(tail) && tail.last().is_some_and(|w| gazetteer::word(w) & word::BODY != 0) {
                longer.entry(tail).or_default().insert(words);
            }
        }
    }
    longer
        .into_iter()
        .filter_map(|(tail, whole)| {
            let mut whole = whole.into_iter();
            let one = whole.next().filter(|_| whole.next().is_none())?;
            Some((tail.join(" "), one.join(" ")))
        })
        .collect()
}

/// Whether two words differ by one typo: a letter added, dropped or replaced, or two letters swapped.
pub(in crate::nlp) fn is_typo_of(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 5 || long.len() - short.len() > 1 || short.first() != long.first() || short == long {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let rest = |v: &[char], n: usize| v.get(n..).unwrap_or_default().to_vec();
    if short.len() != long.len() {
        // A plural is not a typo: `the Harlows`.
        return rest(short, same) == rest(long, same + 1) && !(same == short.len() && long.last() == Some(&'s'));
    }
    let swapped = short.get(same) == long.get(same + 1)
        && short.get(same + 1) == long.get(same)
        && rest(short, same + 2) == rest(long, same + 2);
    rest(short, same + 1) == rest(long, same + 1) || swapped
}

#[cfg(test)]
mod tests {
    use crate::nlp::names::type_votes::is_typo_of;

    #[test]
    fn typos() {
        for (a, b) in [("lindqvist", "linqvist"), ("marsden", "masrden"), ("wagner", "wanner"), ("okafor", "okaffor")] {
            assert!(is_typo_of(a, b) && is_typo_of(b, a), "{a} {b}");
        }
        for (a, b) in [("harlow", "harlows"), ("reed", "read"), ("brandt", "grandt"), ("marsden", "madsern")] {
            assert!(!is_typo_of(a, b) && !is_typo_of(b, a), "{a} {b}");
        }
    }
}
