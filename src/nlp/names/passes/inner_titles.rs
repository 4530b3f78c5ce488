//! Splits a person's name at the title within it. The words before the title stay a name if the lists know them.
//!
//! ```text
//! [P|Halden Chief Ana Holt] said → Halden Chief [P|Ana Holt] said
//! [P|NATO Chief Ana Holt] said → [O|NATO] Chief [P|Ana Holt] said
//! [P|Syrian President Karim Holt] said → Syrian President [P|Karim Holt] said
//! [P|Ana Chief Holt] said → [P|Ana Chief Holt] said
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Offices that stand between a body and the name of the person who holds them.
const OFFICES: [&str; 14] = [
    "ambassador",
    "ceo",
    "chairman",
    "chairwoman",
    "chief",
    "commissioner",
    "director",
    "governor",
    "minister",
    "premier",
    "president",
    "secretary",
    "spokesman",
    "vice-president",
];

/// Splits people whose span begins with another name and a title.
pub(in crate::nlp) fn split_at_titles(text: &str, _: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out = Vec::with_capacity(found.len());
    for name in found {
        match split(text, &name) {
            Some((body, person)) => {
                let kind = gazetteer::name(&body.of(text).to_lowercase());
                if let Some(kind @ (EntityType::Organisation | EntityType::Place)) = kind {
                    out.push(NameSpan { kind, span: body, ..name.clone() });
                }
                out.push(NameSpan { span: person, ..name });
            }
            None => out.push(name),
        }
    }
    out
}

/// Returns the words before the title and those after it.
fn split(text: &str, name: &NameSpan) -> Option<(Span, Span)> {
    let words = name.span.of(text);
    let lower = |w: &str| w.trim_end_matches('.').to_lowercase();
    let mut at = 0;
    let mut title = None;
    for (n, part) in words.split(' ').enumerate() {
        if n > 0 && OFFICES.contains(&lower(part).as_str()) {
            title = Some((at, at + part.len()));
        }
        at += part.len() + 1;
    }
    let (from, to) = title.filter(|_| name.kind == EntityType::Person)?;
    let body = words.get(..from)?.trim_end();
    let is_title = |w: &str| gazetteer::word(&lower(w)) & (word::TITLE | word::TITLE_PART) != 0;
    // `Foreign Minister Ana Holt` begins with a part of the title, `Ana Chief Holt` with a given name.
    let body = body.split(' ').rev().skip_while(|w| is_title(w)).fold(0, |n, w| n + w.len() + 1).checked_sub(1)?;
    let body = words.get(..body)?;
    let first = body.split(' ').next().filter(|w| !w.is_empty())?;
    let given = gazetteer::word(&lower(first)) & word::GIVEN != 0;
    let person = words.get(to + 1..)?;
    let start = name.span.start;
    (!given && !is_title(first) && person.starts_with(char::is_uppercase))
        .then(|| (Span::new(start, start + body.len()), Span::new(start + to + 1, name.span.end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_the_name_of_a_body() {
        for (text, want) in [
            ("Shin Halden Chief Ana Holt", vec!["Ana Holt"]),
            ("NATO Chief Ana Holt", vec!["NATO", "Ana Holt"]),
            ("Halden Vice-President Ana Holt", vec!["Ana Holt"]),
            ("Foreign Minister Ana Holt", vec!["Foreign Minister Ana Holt"]),
            ("Halden Foreign Minister Ana Holt", vec!["Ana Holt"]),
            ("Ana Holt", vec!["Ana Holt"]),
            ("Halden Chief", vec!["Halden Chief"]),
        ] {
            let span = Span::new(0, text.len());
            let found = split_at_titles(text, span, vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }]);
            assert_eq!(found.iter().map(|n| n.span.of(text)).collect::<Vec<_>>(), want, "{text}");
        }
    }
}
