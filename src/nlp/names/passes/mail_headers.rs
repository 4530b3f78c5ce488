//! Adds the senders and recipients in a mail header: with the surname first, or with an address.
//!
//! ```text
//! From: Delaney, Rourke → From: [P|Delaney, Rourke]
//! To: Ana Treese <treese@x.org> → To: [P|Ana Treese] <treese@x.org>
//! "Treese, Ana" <treese@x.org> → "[P|Treese, Ana]" <treese@x.org>
//! To: [L|Paris], [L|France] → To: [L|Paris], [L|France]
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::ADDED;
use crate::text::Span;

/// Maximum number of words in a surname, and in the given names after its comma.
const LONGEST: usize = 3;

/// Joins each `Surname, Given` of a header into one person and adds `Ana Reyes <a@x.org>`.
pub(in crate::nlp) fn add_correspondents(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    for (name, inverted) in correspondents(text, within) {
        while let Some(before) = found.next_if(|e| e.span.end <= name.start) {
            out.push(before);
        }
        let mut parts = Vec::new();
        while let Some(part) = found.next_if(|e| e.span.start < name.end) {
            parts.push(part);
        }
        let any = |kind| parts.iter().any(|e: &NameSpan| e.kind == kind);
        // `To: Paris, France`
        let is_place = any(EntityType::Place) && !any(EntityType::Person);
        if is_place || !inverted && !parts.is_empty() {
            out.append(&mut parts);
        } else {
            let confidence = parts.iter().map(|e| e.confidence).fold(ADDED, f32::max);
            out.push(NameSpan { kind: EntityType::Person, span: name, confidence });
        }
    }
    out.extend(found);
    out
}

/// Returns the surname and given name of `Reyes, Ana`; `None` for `Reyes, Jr.` and for names without a comma.
pub(in crate::nlp) fn surname_first(name: &str) -> Option<(&str, &str)> {
    let (surname, given) = name.split_once(',')?;
    let given = given.trim();
    let plain = |part: &str| part.split_whitespace().count() <= LONGEST && part.split_whitespace().all(is_name_word);
    let ends_a_name = |w: &str| gazetteer::word(&w.replace('.', "").to_lowercase()) & word::SUFFIX != 0;
    let capital = |part: &str| part.split_whitespace().any(|w| w.starts_with(char::is_uppercase));
    (plain(surname) && plain(given) && capital(surname) && capital(given) && !given.split_whitespace().any(ends_a_name))
        .then_some((surname, given))
}

/// Whether a word can be part of a person's name: capitalised, an initial, or a particle such as `van`.
fn is_name_word(word: &str) -> bool {
    let inner = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '\u{2010}' | '.');
    let particle = || gazetteer::word(&word.to_lowercase()) & word::PARTICLE != 0;
    word.chars().all(inner) && (word.starts_with(char::is_uppercase) || particle())
}

/// Whether `name` is a given name followed by at least one other part of a person's name.
fn is_full_name(name: &str) -> bool {
    let not_of_persons = word::BODY | word::SITE | word::THING | word::TITLE | word::TITLE_PART;
    let plain = |w: &str| is_name_word(w) && gazetteer::word(&w.to_lowercase()) & not_of_persons == 0;
    let given = name.split_whitespace().next().is_some_and(|w| gazetteer::word(&w.to_lowercase()) & word::GIVEN != 0);
    given && (2..=LONGEST).contains(&name.split_whitespace().count()) && name.split_whitespace().all(plain)
}

/// Returns the names in header lines such as `From:`, and whether the surname comes first.
fn correspondents(text: &str, within: Span) -> Vec<(Span, bool)> {
    let mut out = Vec::new();
    for line in within.lines(text) {
        let quoted = line.of(text).trim_start_matches([' ', '\t', '>', '|', '*']);
        let from = line.end - quoted.len();
        if let Some(name) = quoted_correspondent(quoted) {
            out.push((Span::new(from + name.start, from + name.end), true));
            continue;
        }
        let Some((field, list)) = quoted.split_once(':') else { continue };
        if !List::MailField.has(&field.trim_end_matches([' ', '*']).to_lowercase()) {
            continue;
        }
        let mut at = from + (quoted.len() - list.len());
        for entry in list.split(';') {
            let name = entry.split(['(', '<', '[', '/', '@']).next().unwrap_or(entry);
            let bare = name.trim_matches([' ', '\t', '\r', '"', '\'', '*']);
            let inverted = surname_first(bare).is_some();
            let address = entry.get(name.len()..).is_some_and(|rest| rest.starts_with('<') && rest.contains('@'));
            if inverted || address && is_full_name(bare) {
                let lead = name.find(bare).unwrap_or(0);
                out.push((Span::new(at + lead, at + lead + bare.len()), inverted));
            }
            at += entry.len() + 1;
        }
    }
    out
}

/// Returns the name in a line that begins with `"Reyes, Ana" <reyes@x.org>`.
fn quoted_correspondent(line: &str) -> Option<Span> {
    let (name, rest) = line.strip_prefix('"')?.split_once('"')?;
    let bare = name.trim();
    let rest = rest.trim();
    let address = rest.is_empty() || rest.starts_with('<') && rest.contains('@');
    let start = 1 + name.find(bare)?;
    (address && surname_first(bare).is_some()).then(|| Span::new(start, start + bare.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_name_before_an_address_is_one_person() {
        for (line, want) in [
            ("\"Delaney, Rourke\" <r@x.org>", Some("Delaney, Rourke")),
            ("\" Delaney , Rourke \" < r@x.org >", Some("Delaney , Rourke")),
            ("\"Delaney, Rourke\"", Some("Delaney, Rourke")),
            ("\"Delaney, Rourke\" left", None),
            ("\"Go now\" <r@x.org>", None),
        ] {
            assert_eq!(quoted_correspondent(line).map(|s| s.of(line)), want, "{line}");
        }
    }

    #[test]
    fn surnames_come_first_in_the_heads_of_mail() {
        let text = "From: Delaney, Rourke\nSent: Tuesday, March 13\nTo: Marsh, Halina; \"van Dam, Femi A.\" <f@x.org>; Ann Lee\n\
                    > Cc: Pruitt, Dale (Power); Holt, Jr.; a, b; Reyes, Ana, Lee, Bo; Böll, Jürgen\nOn Friday, Ana said";
        let found = correspondents(text, Span::new(0, text.len()));
        let names: Vec<_> = found.iter().filter(|(_, inverted)| *inverted).map(|(s, _)| s.of(text)).collect();
        assert_eq!(names, ["Delaney, Rourke", "Marsh, Halina", "van Dam, Femi A.", "Pruitt, Dale", "Böll, Jürgen"]);
    }

    /// From mailing lists.
    #[test]
    fn senders_are_people() {
        let text = "From: Ana Treese <treese@x.org>\nFrom: Ellery Bank <b@x.org>\nTo: Mailing List <x@x.org>\n\
                    To: Grace Period\nTo: Mark Down/Eggs\nCc: Holly Bank <h@x.org>";
        let names = add_correspondents(text, Span::new(0, text.len()), Vec::new());
        assert_eq!(names.iter().map(|e| e.span.of(text)).collect::<Vec<_>>(), ["Ana Treese"]);
    }

    #[test]
    fn their_parts_are_one_person() {
        let text = "To: Paris, France; Marsh, Halina";
        let entity = |kind, from: usize, to: usize| NameSpan { kind, span: Span::new(from, to), confidence: 0.9 };
        let found = vec![
            entity(EntityType::Place, 4, 9),
            entity(EntityType::Place, 11, 17),
            entity(EntityType::Organisation, 19, 24),
            entity(EntityType::Person, 26, 32),
        ];
        let names: Vec<_> = add_correspondents(text, Span::new(0, text.len()), found)
            .iter()
            .map(|e| (e.kind, e.span.of(text)))
            .collect();
        let want = [(EntityType::Place, "Paris"), (EntityType::Place, "France"), (EntityType::Person, "Marsh, Halina")];
        assert_eq!(names, want);
    }
}
