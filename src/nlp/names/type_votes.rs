//! Votes on the type of each name over all its mentions, expands short names and recognises typos.

use std::collections::{HashMap, HashSet};

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::{Kinds, word};
use crate::nlp::draft::Candidate;

/// A candidate with its block, its type, and whether the type is certain.
pub(in crate::nlp) type Typed<'a> = (usize, &'a Candidate, Option<(EntityType, bool)>);

// Evidence for the type of a name, on the scale of the encoder's score for a mention (0–1). The values were chosen on
// every seventh article of a newspaper corpus and on a web corpus. The F1 changes by .002 at most if `LIST_VOTE` is
// 0.9–1.6, `SITE_ENDING` 0.3–0.9 or `REST_VOTE` 0.5–1.

/// Vote of a preposition of place before the name.
const PLACE_VOTE: f32 = 0.6;

/// Vote of a full name in the text with this surname, times the encoder's score for that person.
const BEARER_VOTE: f32 = 0.7;

/// Vote of a full name in the text with this given name, times the same score.
const GIVEN_VOTE: f32 = 0.4;

/// Vote of a title before a name that the encoder types as a person.
const TITLE_VOTE: f32 = 1.0;

/// Vote of a title before a name of any other type.
const TITLE_ALONE_VOTE: f32 = 0.6;

/// Vote of a name of weight 1 in the lists. It is below 1 + [`REST_VOTE`], the votes of an encoder that is sure of all
/// mentions.
const LIST_VOTE: f32 = 1.3;

/// Vote of all mentions of the name together on the type of one of them.
const REST_VOTE: f32 = 0.5;

/// Weight of a people such as `Ugandans`.
const PEOPLE: f32 = 1.0;

/// Weight of a word such as `River` at the end of an unlisted name.
const SITE_ENDING: f32 = 0.6;

/// The votes of the mentions of one name, weighted by the encoder's probability.
#[derive(Clone, Copy, Debug, Default)]
struct Votes {
    person: f32,
    organisation: f32,
    place: f32,
    other: f32,
    /// Number of mentions that voted.
    mentions: f32,
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

/// Gives one type to each name that the encoder types as a person in some mentions and differently in others.
///
/// Mentions that differ only between body and place keep their types: a country can speak as a body. Names in the lists
/// are weighed mention by mention ([`Evidence`]).
pub(in crate::nlp) fn vote_on_types(typed: &mut [Typed]) {
    let mut bearers: HashMap<&str, f32> = HashMap::new();
    let mut givens: HashMap<&str, f32> = HashMap::new();
    for (_, candidate, kind) in typed.iter() {
        if let (Some((EntityType::Person, _)), [given, .., surname]) = (kind, candidate.words.as_slice()) {
            for (map, word) in [(&mut bearers, surname), (&mut givens, given)] {
                let sure = map.entry(word).or_default();
                *sure = sure.max(candidate.weight);
            }
        }
    }
    // A name in capitals is a body, unless a person in the text has it as a surname.
    let acronym = |c: &Candidate| {
        c.acronym && c.kind.is_some() && c.words.first().is_some_and(|w| !bearers.contains_key(w.as_str()))
    };
    let mut votes: HashMap<String, Votes> = HashMap::new();
    for (_, candidate, kind) in typed.iter() {
        let (Some((kind, _)), Some(_)) = (kind, candidate.kind) else { continue };
        let votes = votes.entry(vote_key(candidate)).or_default();
        let titled = if candidate.title.is_some() && *kind == EntityType::Person { TITLE_VOTE } else { 0.0 };
        votes.add(*kind, candidate.weight + titled);
        if candidate.title.is_some() && *kind != EntityType::Person {
            votes.add(EntityType::Person, TITLE_ALONE_VOTE);
        }
        votes.mentions += 1.0;
        if *kind == EntityType::Person && candidate.stands_as_a_place() {
            votes.add(EntityType::Place, PLACE_VOTE);
        }
        if acronym(candidate) && *kind == EntityType::Person && candidate.title.is_none() {
            votes.add(EntityType::Organisation, 1.0);
        }
    }
    for (_, candidate, kind) in typed.iter_mut() {
        let (Some((kind, _)), Some(_)) = (kind.as_mut(), candidate.kind) else { continue };
        let name = vote_key(candidate);
        let Some(votes) = votes.get(&name) else { continue };
        let single = candidate.words.len() == 1;
        let sure =
            |map: &HashMap<&str, f32>| if single { map.get(name.as_str()).copied().unwrap_or_default() } else { 0.0 };
        let evidence = Evidence { listed: listed(candidate), bearer: sure(&bearers), given: sure(&givens) };
        if !evidence.listed.is_empty() {
            *kind = evidence.weigh(candidate, *kind, votes);
            continue;
        }
        // `Starmer` after `Keir Starmer`, with the type of a body.
        let votes = Votes { person: votes.person + BEARER_VOTE * evidence.bearer, ..*votes };
        if !votes.split() {
            continue;
        }
        if votes.person >= votes.thing() {
            *kind = EntityType::Person;
        } else if *kind == EntityType::Person {
            *kind = votes.likeliest_thing();
        }
    }
}

/// Returns the weights of a name in the lists, 0–1 for each type: from the whole name or its last word.
fn listed(candidate: &Candidate) -> Kinds {
    let mut listed = gazetteer::kinds(&candidate.words.join(" "));
    // `Ugandans`: a people is neither a person nor a place.
    let is_people =
        |w: &String| gazetteer::word(w) & (word::DEMONYM | word::NO_PEOPLE | word::GIVEN | word::BODY) == word::DEMONYM;
    if listed.is_empty()
        && candidate.title.is_none()
        && candidate.words.len() == 1
        && candidate.words.iter().all(is_people)
    {
        listed.other = PEOPLE;
    }
    let is_site =
        candidate.words.len() > 1 && candidate.words.last().is_some_and(|w| gazetteer::word(w) & word::SITE != 0);
    if is_site && listed.is_empty() && candidate.kind != Some(EntityType::Person) {
        listed.place = SITE_ENDING;
    }
    listed
}

/// The evidence for the type of a name, apart from the encoder's scores for its mentions.
struct Evidence {
    listed: Kinds,
    /// The encoder's score for a person named in full with this surname, 0–1.
    bearer: f32,
    /// The encoder's score for a person named in full with this given name, 0–1.
    given: f32,
}

impl Evidence {
    /// Returns the likeliest type of one mention. All evidence adds up:
    ///
    /// - the encoder's score for this mention;
    /// - [`REST_VOTE`] of the mean of all mentions of the name, with their titles and prepositions;
    /// - [`LIST_VOTE`] of the weight in the lists, reduced if a person in the text bears the name;
    /// - [`BEARER_VOTE`] or [`GIVEN_VOTE`] for a person named in full with this surname or given name;
    /// - [`TITLE_VOTE`] for a title, [`PLACE_VOTE`] for a preposition of place.
    ///
    /// So no list outweighs an encoder that is sure of every mention, and a full name in the text outweighs the lists.
    fn weigh(&self, candidate: &Candidate, kind: EntityType, votes: &Votes) -> EntityType {
        let borne = self.bearer.max(self.given);
        let list = LIST_VOTE * (1.0 - borne);
        let rest = REST_VOTE / votes.mentions.max(1.0);
        let mut sums = Votes {
            person: rest * votes.person
                + list * self.listed.person
                + (BEARER_VOTE * self.bearer).max(GIVEN_VOTE * self.given),
            organisation: rest * votes.organisation + list * self.listed.organisation,
            place: rest * votes.place + list * self.listed.place,
            other: rest * votes.other + list * self.listed.other,
            mentions: 1.0,
        };
        sums.add(kind, candidate.weight);
        if candidate.title.is_some() {
            sums.person += TITLE_VOTE;
        }
        if candidate.stands_as_a_place() && self.listed.place > 0.0 {
            sums.place += PLACE_VOTE;
        }
        if sums.person >= sums.organisation.max(sums.place).max(sums.other) {
            EntityType::Person
        } else {
            sums.likeliest_thing()
        }
    }
}

fn vote_key(candidate: &Candidate) -> String {
    let words = candidate.words.join(" ");
    words.strip_prefix("the ").map_or(words.clone(), str::to_owned)
}

/// Returns the bodies whose name is the end of exactly one longer name in the text, with that name: `Police Department`
/// → `Chicago Police Department`. Names are words in lower case.
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
