//! Merges two names of one person or body where the text says so: `Zed, whose real name is Kofi Mensah,`,
//! `Department of Conservation (DOC)`.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::{NameMention, Names};
use crate::nlp::names::accents;

/// Words between two names of one person.
const LINKS: &[&str] = &[
    "whose real name is",
    "whose real name was",
    "whose birth name is",
    "born",
    "real name",
    "also known as",
    "better known as",
    "popularly known as",
    "known professionally as",
    "known as",
    "known to fans as",
    "who goes by",
    "who performs as",
    "who raps as",
    "alias",
    "aka",
    "a.k.a.",
    "AKA",
    "née",
    "nee",
];

/// Maximum number of merges in a text, so that the cost stays linear.
const MOST: usize = 64;

/// Maximum number of bytes between two names of one person.
const FAR: usize = 40;

/// Merges the people whom the text calls by two names, and bodies with their short forms in brackets.
pub(in crate::nlp) fn merge_aliases(text: &str, names: &mut Names) {
    let is_person = |names: &Names, e: usize| names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
    let mut pairs: Vec<(usize, usize)> = names
        .mentions
        .windows(2)
        .filter_map(|pair| {
            let [a, b] = pair else { return None };
            let start = b.title.map_or(b.span.start, |t| t.start.min(b.span.start));
            let gap = text.get(a.span.end..start).filter(|gap| gap.len() < FAR)?;
            let gap = gap.trim_start_matches([' ', ',', '(']).trim_end();
            let initials = !gap.contains(char::is_alphanumeric) && is_short_form(text, names, a, b);
            if initials && a.entity != b.entity {
                return Some((a.entity, b.entity));
            }
            let named = LINKS.contains(&gap) && is_person(names, a.entity) && is_person(names, b.entity);
            (named && a.entity != b.entity).then_some((a.entity, b.entity))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (keep, drop) in pairs.into_iter().take(MOST) {
        merge(names, keep, drop);
    }
}

/// Whether a name has a known given name before its last word.
fn has_given_name(name: &str) -> bool {
    let is_given = |w: &str| gazetteer::word(&accents::plain(w.to_lowercase())) & word::GIVEN != 0;
    name.rsplit(' ').skip(1).any(is_given)
}

/// Whether `b` is the short form of the body `a` in brackets after it: `Department of Conservation (DOC)`. A person has
/// all initials: `Ana Maria Holt Reyes (AMHR)`.
fn is_short_form(text: &str, names: &Names, a: &NameMention, b: &NameMention) -> bool {
    let body = |e: usize| names.entities.get(e).is_some_and(|e| e.kind == EntityType::Organisation);
    let (long, short) = (a.span.of(text), b.span.of(text));
    let long = long.strip_prefix("The ").or_else(|| long.strip_prefix("the ")).unwrap_or(long);
    let bracket =
        text.get(a.span.end..b.span.start) == Some(" (") && text.get(b.span.end..).is_some_and(|t| t.starts_with(')'));
    let one = !short.contains(' ') && long.contains(' ') && short.len() > 1;
    let bodies = || body(a.entity) && body(b.entity) && long.chars().next() == short.chars().next();
    let is_person = |e: usize| names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
    let person = is_person(a.entity) && (is_person(b.entity) || has_given_name(long));
    let initials = || long.split_whitespace().filter_map(|w| w.chars().next()).collect::<String>();
    bracket && one && (bodies() || person && short.len() > 2 && initials() == short)
}

/// Gives the mentions, forms and surnames of `drop` to `keep`.
fn merge(names: &mut Names, keep: usize, drop: usize) {
    let Some(old) = names.entities.get(drop).cloned() else { return };
    let Some(kept) = names.entities.get_mut(keep) else { return };
    for (form, n) in old.forms {
        *kept.forms.entry(form).or_default() += n;
    }
    kept.count += old.count;
    kept.gender = kept.gender.or(old.gender);
    for mention in names.mentions.iter_mut().filter(|m| m.entity == drop) {
        mention.entity = keep;
    }
    for bearers in names.surnames.values_mut() {
        for bearer in bearers.iter_mut().filter(|b| **b == drop) {
            *bearer = keep;
        }
        bearers.dedup();
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::{article, shipped};
    use crate::nlp::{Engine, annotate};

    /// From reports on a president: the initials stood for somebody else.
    #[test]
    fn initials_in_brackets_are_the_person() {
        shipped().speakers(
            "President Ana Maria Holt Reyes (AMHR) came to Oslo. “It sails,” AMHR said on Monday.",
            &[("It sails", "Ana Maria Holt Reyes")],
        );
        assert!(super::has_given_name("Andrés Manuel Vale") && !super::has_given_name("Portvale Harbour Inversiones"));
    }

    #[test]
    fn two_names_of_one_person_are_merged() {
        let text = "Bolo, whose real name is Kofi Mensah, has danced for years. Mensah is happy.";
        let found = annotate(&article(text), &Engine::new());
        let people: Vec<&str> = found.people.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(people, ["Bolo"]);
        shipped().names("[P|Bolo], whose real name is [P|Kofi Mensah], has danced for years.");
    }
}
