//! Cuts the office off the name of its holder. An office alone is not a person.
//!
//! ```text
//! said [P|Minister of Transport Kamel Holt] → said Minister of Transport [P|Kamel Holt]
//! the [P|Minister of Labour] left → the Minister of Labour left
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Returns the names with each office cut off.
pub(in crate::nlp) fn cut_offices(text: &str, _: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    found.into_iter().filter_map(|name| without_office(text, name)).collect()
}

fn without_office(text: &str, name: NameSpan) -> Option<NameSpan> {
    let words = name.span.of(text);
    let mut all = words.split(' ');
    let is_title = |w: &str| gazetteer::word(&w.to_lowercase()) & word::TITLE != 0;
    // `The President of the Republic Kamel Holt`, `Minister of | Defence Kamel Holt`
    if let Some((first, rest)) = words.split_once(' ').filter(|_| name.kind == EntityType::Person) {
        let before = text.get(..name.span.start).unwrap_or_default().trim_end();
        let before = before.strip_suffix("the").map_or(before, str::trim_end);
        let field = word::BODY | word::SITE | word::TITLE_PART;
        let body = gazetteer::word(&first.to_lowercase()) & field != 0;
        // `Minister of Health and | Welfare Kamel Holt`
        let lead =
            before.rsplit_once("inister of").or_else(|| before.rsplit_once("inister for")).map(|(_, field)| field);
        let given = gazetteer::word(&first.to_lowercase()) & word::GIVEN != 0;
        let second =
            lead.is_some_and(|field| field.len() < 60 && field.ends_with(" and") && !field.contains('.')) && !given;
        if (body && before.ends_with(" of") || second) && rest.split(' ').count() == 2 {
            let start = name.span.start + first.len() + 1;
            return Some(NameSpan { span: Span::new(start, name.span.end), ..name });
        }
    }
    // `Deputy Minister | for Political Affairs Kamel Holt`
    if name.kind == EntityType::Person && (words.starts_with("for ") || words.starts_with("of ")) {
        let given = |w: &str| gazetteer::word(&w.to_lowercase()) & word::GIVEN != 0;
        let starts = words.match_indices(' ').map(|(at, _)| at + 1);
        let at = starts.skip(1).find(|at| {
            let rest = words.get(*at..).unwrap_or_default();
            rest.contains(' ') && rest.split(' ').next().is_some_and(given)
        })?;
        return Some(NameSpan { span: Span::new(name.span.start + at, name.span.end), ..name });
    }
    let holds = all.next().is_some_and(is_title) && all.next().is_some_and(|w| matches!(w, "of" | "for"));
    if name.kind != EntityType::Person || !holds {
        return Some(name);
    }
    // The field of the office has at least one word.
    let field = all.next()?;
    let mut at = words.find(field)? + field.len();
    for (n, w) in all.clone().enumerate() {
        at += 1;
        let is_given = gazetteer::word(&w.to_lowercase()) & word::GIVEN != 0;
        let is_last = all.clone().count() - n < 2;
        if is_given && !is_last {
            return Some(NameSpan { span: Span::new(name.span.start + at, name.span.end), ..name });
        }
        at += w.len();
    }
    // Without a known given name, the name is the last two words, if enough words remain.
    let mut tail = words.rsplitn(3, ' ');
    let (surname, given, office) = (tail.next()?, tail.next()?, tail.next()?);
    let is_name = |w: &str| w.starts_with(char::is_uppercase) && gazetteer::word(&w.to_lowercase()) & word::BODY == 0;
    (office.split(' ').count() > 2 && is_name(given) && is_name(surname) && !office.ends_with(" and")).then(|| {
        let start = name.span.end - surname.len() - given.len() - 1;
        NameSpan { span: Span::new(start, name.span.end), ..name }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_no_part_of_a_name() {
        for (text, want) in [
            ("Minister of Transport Kamel Holt", Some("Kamel Holt")),
            ("Minister of Foreign Affairs Peter Holt", Some("Peter Holt")),
            ("Minister of Labour", None),
            ("Secretary of State", None),
            ("Minister for Women and Equality", None),
            ("President Holt", Some("President Holt")),
            ("Ana of Oslo", Some("Ana of Oslo")),
        ] {
            let span = Span::new(0, text.len());
            let name = NameSpan { kind: EntityType::Person, span, confidence: 0.9 };
            let left = cut_offices(text, span, vec![name]);
            assert_eq!(left.first().map(|n| n.span.of(text)), want, "{text}");
        }
        let text = "for Political Affairs Peter Holt";
        let span = Span::new(0, text.len());
        let left = cut_offices(text, span, vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }]);
        assert_eq!(left.first().map(|n| n.span.of(text)), Some("Peter Holt"));
        let text = "the Minister of Health and Welfare Kamel Holt";
        let span = Span::new(text.find("Welfare").unwrap(), text.len());
        let left = cut_offices(text, span, vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }]);
        assert_eq!(left.first().map(|n| n.span.of(text)), Some("Kamel Holt"));
        let text = "the President of the Republic Kamel Holt";
        let span = Span::new(text.find("Republic").unwrap(), text.len());
        let left = cut_offices(text, span, vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }]);
        assert_eq!(left.first().map(|n| n.span.of(text)), Some("Kamel Holt"));
    }
}
