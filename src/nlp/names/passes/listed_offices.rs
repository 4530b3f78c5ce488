//! Cuts the fields of an office off the name of its holder. An office is no body.
//!
//! ```text
//! [O|Minister of Energy], Trade and [O|Mineral Resources Khalid Vale] said → Minister of Energy, Trade and Mineral Resources [P|Khalid Vale] said
//! Secretary of [O|State for Housing], [O|Farms and Local Government Ana Holt] said → Secretary of State for Housing, Farms and Local Government [P|Ana Holt] said
//! Minister of Trade and [O|Rural Area Xoa Quorl] told → Minister of Trade and Rural Area [P|Xoa Quorl] told
//! the Minister of Trade and [O|Harbour Bank] said → the Minister of Trade and [O|Harbour Bank] said
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon::{self, form};
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Maximum length in bytes of an office with its fields.
const LONGEST: usize = 160;

/// Returns the names, with each person whose office has several fields without the fields.
pub(in crate::nlp) fn cut_fields(text: &str, block: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    let holders: Vec<(Span, NameSpan)> = found.iter().filter_map(|name| holder(text, block, name)).collect();
    for (office, person) in holders {
        found.retain(|name| !name.span.overlaps(office) && !name.span.overlaps(person.span));
        let at = found.partition_point(|name| name.span.start < person.span.start);
        found.insert(at, person);
    }
    found
}

/// Returns the office before a person's name at the end of `name`, and that person.
fn holder(text: &str, block: Span, name: &NameSpan) -> Option<(Span, NameSpan)> {
    if name.kind == EntityType::Person {
        return None;
    }
    let words = name.span.of(text);
    let starts: Vec<usize> = words.match_indices(' ').map(|(at, _)| at + 1).collect();
    let is_given = |at: &usize| {
        let rest = words.get(*at..).unwrap_or_default();
        let first = rest.split(' ').next().unwrap_or_default().to_lowercase();
        let all = rest.split(' ').all(|w| w.starts_with(char::is_uppercase));
        all && rest.contains(' ') && gazetteer::word(&first) & word::GIVEN != 0
    };
    // The first given name that has a word of the office before it, or else two unknown words before a verb.
    let given = starts.iter().copied().find(is_given);
    let at = given.or_else(|| starts.iter().rev().nth(1).copied().filter(|at| is_unknown(text, name, *at)))?;
    let person = Span::new(name.span.start + at, name.span.end);
    let office = Span::new(office_start(text, block, person.start)?, person.start).trim(text);
    Some((office, NameSpan { kind: EntityType::Person, span: person, ..name.clone() }))
}

/// Whether no list has a word of `name` from byte `at` on, and a verb in the past follows the name.
fn is_unknown(text: &str, name: &NameSpan, at: usize) -> bool {
    let known = |w: &str| {
        let lower = w.to_lowercase();
        let entry = lexicon::look_up(&lower);
        gazetteer::word(&lower) != 0 || entry.class != 0 || entry.verb.is_some()
    };
    let next = text.get(name.span.end..).unwrap_or_default().split_whitespace().next().unwrap_or_default();
    let acts = lexicon::look_up(next).verb.is_some_and(|v| v.form & form::PAST != 0);
    acts && !name.span.of(text).get(at..).unwrap_or_default().split(' ').any(known)
}

/// Returns the start of an office with several fields that ends at `end`: `Minister of Energy, Trade and Farms`.
fn office_start(text: &str, block: Span, end: usize) -> Option<usize> {
    let mut at = end;
    let (mut next, mut joined) = ("", false);
    loop {
        let before = text.get(block.start..at)?.trim_end();
        let word = before.rsplit(char::is_whitespace).next()?;
        at = block.start + before.len() - word.len();
        let plain = word.trim_end_matches(',');
        let title = gazetteer::word(&plain.to_lowercase()) & word::TITLE != 0;
        if title && matches!(next, "of" | "for") {
            return joined.then_some(at);
        }
        joined |= matches!(plain, "and" | "&");
        let field = plain.starts_with(char::is_uppercase) && plain.chars().all(|c| c.is_alphabetic() || c == '-');
        if !field && !matches!(plain, "of" | "for" | "and" | "&" | "the") || end - at > LONGEST {
            return None;
        }
        next = word;
    }
}
