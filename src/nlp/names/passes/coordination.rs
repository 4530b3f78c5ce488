//! Extends bodies with several fields of work over `and`.
//!
//! ```text
//! the [O|Institute of Science] and Technology → the [O|Institute of Science and Technology]
//! the [O|Council for Security and] Foreign … → the [O|Council for Security] and Foreign …
//! the Volcanological and [O|Seismological Observatory] → the [O|Volcanological and Seismological Observatory]
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Extends `Ministry of …` and `Centre for …` over `and` and capitalised words, unless they are another name.
pub(in crate::nlp) fn extend_bodies(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut next = within.end;
    for entity in found.iter_mut().rev() {
        if entity.kind == EntityType::Organisation && has_field(entity.span.of(text)) {
            let rest = text.get(entity.span.end..next).unwrap_or_default();
            let more = second_field(rest);
            // `and Deputy Minister` before `Ana Holt`: the title belongs to the next name.
            let is_free = next == within.end || rest.trim_end().len() > more;
            entity.span.end += if is_free { more } else { 0 };
        }
        next = entity.span.start;
    }
    let mut free = within.start;
    for entity in &mut found {
        if entity.kind == EntityType::Organisation {
            let before = text.get(free..entity.span.start).unwrap_or_default();
            entity.span.start -= first_adjective(before, entity.span.of(text));
        }
        free = entity.span.end;
        let name = entity.span.of(text);
        if let Some(whole) = name.strip_suffix(" and the").or_else(|| name.strip_suffix(" and")) {
            entity.span.end = entity.span.start + whole.len();
        }
    }
    found
}

/// Returns the length of `Volcanological and ` at the end of `before`, if `name` begins with an adjective, too.
fn first_adjective(before: &str, name: &str) -> usize {
    let is_adjective = |w: &str| {
        w.len() > 4 && w.starts_with(char::is_uppercase) && ["al", "ic", "ary"].iter().any(|end| w.ends_with(end))
    };
    let first = name.split(' ').next().unwrap_or_default();
    let Some(rest) = before.strip_suffix(" and ").filter(|_| is_adjective(first) && name.contains(' ')) else {
        return 0;
    };
    let adjective = rest.rsplit(' ').next().unwrap_or_default();
    let article = rest.len() > adjective.len() && rest.trim_end_matches(adjective).to_lowercase().ends_with("the ");
    if article && is_adjective(adjective) { adjective.len() + " and ".len() } else { 0 }
}

/// Whether `name` is a kind of body followed by `of` or `for` and a field.
fn has_field(name: &str) -> bool {
    let mut words = name.split(' ');
    let body = words.by_ref().take_while(|w| !matches!(*w, "of" | "for")).last();
    let field = words.next().is_some_and(|w| w.starts_with(char::is_uppercase));
    field && body.is_some_and(|b| gazetteer::word(&b.to_lowercase()) & word::BODY != 0)
}

/// Returns the length of ` and Technology` or ` and Human Services` at the beginning of `rest`, or 0.
fn second_field(rest: &str) -> usize {
    let Some(words) = rest.strip_prefix(" and ").or_else(|| rest.strip_prefix(" & ")) else { return 0 };
    let mut end = 0;
    let mut at = rest.len() - words.len();
    for word in words.split(' ') {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        if !bare.starts_with(char::is_uppercase) || !bare.chars().all(char::is_alphabetic) {
            break;
        }
        end = at + bare.len();
        if bare.len() < word.len() {
            break;
        }
        at += word.len() + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From a report on animals: `Okinawa Institute of Science` | `and Technology`.
    #[test]
    fn a_body_of_two_fields_is_one_name() {
        let cases = [
            (
                "the Ashby Institute of Science and Technology, she",
                &["Ashby Institute of Science"][..],
                "Ashby Institute of Science and Technology",
            ),
            (
                "Department of Health and Human Services said",
                &["Department of Health"],
                "Department of Health and Human Services",
            ),
            ("Department of Health and Congress said", &["Department of Health", "Congress"], "Department of Health"),
            ("Department of Health and its staff", &["Department of Health"], "Department of Health"),
            ("Friends of Ashby and Others", &["Friends of Ashby"], "Friends of Ashby"),
            (
                "Department of Health and Deputy Minister Ana Holt",
                &["Department of Health", "Ana Holt"],
                "Department of Health",
            ),
            ("Department of Health and Ana’s staff", &["Department of Health"], "Department of Health"),
            ("Harbour Board and the Oslo Police", &["Harbour Board and the", "Oslo Police"], "Harbour Board"),
            ("Harbour Board and the", &["Harbour Board and"], "Harbour Board"),
        ];
        for (text, names, want) in cases {
            let span = |words: &str| text.find(words).map_or(Span::default(), |at| Span::new(at, at + words.len()));
            let entity = |words: &&str| NameSpan { kind: EntityType::Organisation, span: span(words), confidence: 0.9 };
            let found = extend_bodies(text, Span::new(0, text.len()), names.iter().map(entity).collect());
            assert_eq!(found.first().map(|e| e.span.of(text)), Some(want), "{text}");
            assert_eq!(found.len(), names.len());
        }
    }
}
