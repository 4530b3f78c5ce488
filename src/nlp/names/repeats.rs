//! Finds mentions that the encoder missed, from what the rest of the text says: bodies known by their initials, people
//! with a title and a known surname, and storms that have the name of a person.

use std::collections::{HashMap, HashSet};

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{BlockDraft, NameMention, Names};
use crate::nlp::names::type_votes::Typed;
use crate::text::TokenKind;

/// Initials are looked for if the encoder found them this often.
const LEAST: usize = 2;

/// Maximum number of missed mentions for each one that the encoder found.
const MOST: usize = 2;

/// Adds the mentions of bodies with initials, such as `OFB`, that the encoder missed.
pub(in crate::nlp::names) fn add_initials(text: &str, blocks: &[&BlockDraft], names: &mut Names) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for mention in &names.mentions {
        let word = mention.span.of(text);
        let body = names.entities.get(mention.entity).is_some_and(|e| e.kind == EntityType::Organisation);
        if body && is_initials(word) {
            known.insert(word, mention.entity);
            let before = text.get(..mention.span.start).unwrap_or_default();
            // `the Orrin Farm Board (OFB)`
            *counts.entry(word).or_default() += if before.ends_with('(') { LEAST } else { 1 };
        }
    }
    known.retain(|word, _| counts.get(word).is_some_and(|n| *n >= LEAST));
    if known.is_empty() {
        return;
    }
    let mut added: Vec<NameMention> = Vec::new();
    for (block, read) in blocks.iter().enumerate().filter(|(_, b)| !b.syntax.headline) {
        for token in read.syntax.tokens.iter().filter(|t| t.kind == TokenKind::Word) {
            let word = token.span.of(text);
            let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            let Some(entity) = known.get(stem) else { continue };
            let at = names.mentions.partition_point(|m| m.span.end <= token.span.start);
            if names.mentions.get(at).is_none_or(|m| m.span.start >= token.span.end) {
                let span = crate::text::Span::new(token.span.start, token.span.start + stem.len());
                added.push(NameMention { span, entity: *entity, block, title: None, kind: None });
            }
        }
    }
    // `NEV` is a kind of car: the encoder finds a body in few of its mentions.
    let mut missed: HashMap<&str, usize> = HashMap::new();
    for mention in &added {
        *missed.entry(mention.span.of(text)).or_default() += 1;
    }
    added.retain(|m| {
        let word = m.span.of(text);
        missed.get(word).copied().unwrap_or_default() <= MOST * counts.get(word).copied().unwrap_or_default()
    });
    insert(names, added);
}

/// Adds the mentions of known people by title and surname that the encoder missed: `“Miss Harrow,” she called`.
pub(in crate::nlp::names) fn add_titled(text: &str, blocks: &[&BlockDraft], names: &mut Names) {
    let mut added: Vec<NameMention> = Vec::new();
    for (block, read) in blocks.iter().enumerate() {
        for pair in read.syntax.tokens.windows(2) {
            let [title, surname] = pair else { continue };
            let courtesy = title.span.of(text).trim_end_matches('.').to_lowercase();
            let word = surname.span.of(text);
            let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            if !List::Courtesy.has(&courtesy)
                || !title.span.of(text).starts_with(char::is_uppercase)
                || !word.starts_with(char::is_uppercase)
                || !text.get(title.span.end..surname.span.start).is_some_and(|gap| matches!(gap, " " | ". " | "\u{a0}"))
            {
                continue;
            }
            let span = crate::text::Span::new(surname.span.start, surname.span.start + word.len());
            let at = names.mentions.partition_point(|m| m.span.end <= title.span.start);
            if names.mentions.get(at).is_some_and(|m| m.span.start < span.end) {
                continue;
            }
            let gender = gazetteer::gender(&courtesy);
            let mut bearers = names.surnames.get(&word.to_lowercase()).into_iter().flatten().filter(|bearer| {
                let entity = names.entities.get(**bearer).filter(|e| e.kind == EntityType::Person);
                entity.is_some_and(|e| gender.is_none() || e.gender.is_none() || e.gender == gender)
            });
            if let (Some(entity), None) = (bearers.next(), bearers.next()) {
                added.push(NameMention { span, entity: *entity, block, title: Some(title.span), kind: None });
            }
        }
    }
    insert(names, added);
}

/// Adds mentions, which keep their order.
fn insert(names: &mut Names, added: Vec<NameMention>) {
    for mention in &added {
        if let Some(entity) = names.entities.get_mut(mention.entity) {
            entity.count += 1;
        }
    }
    names.mentions.extend(added);
    names.mentions.sort_by_key(|m| m.span.start);
}

fn is_initials(word: &str) -> bool {
    (3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// Retypes storms that the encoder took for people: `Hurricane Ana`, then `Ana weakened`.
pub(in crate::nlp::names) fn retype_storms(text: &str, typed: &mut [Typed]) {
    let mut storms: HashSet<String> = HashSet::new();
    let mut people: HashSet<String> = HashSet::new();
    for (_, candidate, kind) in typed.iter() {
        let before = text.get(..candidate.span.start).unwrap_or_default().trim_end();
        let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let storm = matches!(word, "Hurricane" | "Typhoon" | "Cyclone" | "Storm");
        match candidate.words.as_slice() {
            [one] if storm => drop(storms.insert(one.clone())),
            [_] | [] => {}
            words if matches!(kind, Some((EntityType::Person, _))) => people.extend(words.iter().cloned()),
            _ => {}
        }
    }
    for (_, candidate, kind) in typed.iter_mut() {
        let [word] = candidate.words.as_slice() else { continue };
        let person = matches!(kind, Some((EntityType::Person, _))) && candidate.title.is_none();
        if person && storms.contains(word) && !people.contains(word) {
            *kind = Some((EntityType::Other, true));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_storm_is_no_person() {
        shipped().names("Hurricane [X|Marla] hit the coast of [L|Norway]. On Monday [X|Marla] weakened.");
    }
}
