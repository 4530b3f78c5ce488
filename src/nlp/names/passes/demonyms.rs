//! Peoples, parties and creeds that the encoder passed over: `Republicans`, `Syrian`.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::hyphenation::is_hyphen;
use crate::nlp::names::passes::mail_headers::UNFOUND;
use crate::text::Span;

/// How surely a name that ends in `Londoners` is no place: below this score, the encoder is taken to be wrong.
const TOWNSPEOPLE: f32 = 0.97;

/// The names `found` of the block `within`, in order, and among them the known peoples and parties that touch none.
pub(in crate::nlp) fn add_demonyms(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let is_in_word = |c: char| c.is_alphanumeric() || is_hyphen(c);
    let mut at = within.start;
    let peoples = within.of(text).split(|c| !is_in_word(c)).filter_map(|word| {
        let span = Span::new(at, at + word.len());
        at = span.end + text.get(span.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        is_people(word).then_some(NameSpan { kind: EntityType::Other, span, confidence: UNFOUND })
    });
    let mut whole = with_free(found, peoples);
    for name in &mut whole {
        let last = name.span.of(text).split_whitespace().next_back().unwrap_or_default();
        if name.kind == EntityType::Place
            && name.confidence < TOWNSPEOPLE
            && List::Townspeople.has(&last.to_lowercase())
        {
            name.kind = EntityType::Other;
        }
    }
    whole
}

/// The names `found`, and among them those of `extra` that touch none; both are in order, and so is what comes out.
pub(in crate::nlp) fn with_free(found: Vec<NameSpan>, extra: impl IntoIterator<Item = NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    for name in extra {
        while let Some(before) = found.next_if(|e| e.span.end <= name.span.start) {
            out.push(before);
        }
        if found.peek().is_none_or(|e| e.span.start >= name.span.end) {
            out.push(name);
        }
    }
    out.extend(found);
    out
}

fn is_people(word: &str) -> bool {
    let mut letters = word.chars();
    if !letters.next().is_some_and(char::is_uppercase) || letters.any(char::is_uppercase) {
        return false;
    }
    let lower = word.to_lowercase();
    gazetteer::word(&lower) & (word::DEMONYM | word::NO_PEOPLE) == word::DEMONYM
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lost with weights that were taught by a teacher of persons, bodies and places.
    #[test]
    fn parties_and_peoples_are_names() {
        let text = "Republicans of the Democratic Party met Syrian envoys. God and the Polish knew, é American";
        let party = Span::new(19, 35);
        let found = vec![NameSpan { kind: EntityType::Organisation, span: party, confidence: 0.9 }];
        let names: Vec<_> =
            add_demonyms(text, Span::new(0, text.len()), found).iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["Republicans", "Democratic Party", "Syrian", "American"]);
    }

    /// Seen in editorials.
    #[test]
    fn who_lives_in_a_place_is_no_place() {
        for (text, want) in [("New Yorkers", EntityType::Other), ("New York", EntityType::Place)] {
            let span = Span::new(0, text.len());
            let found = vec![NameSpan { kind: EntityType::Place, span, confidence: 0.9 }];
            assert_eq!(add_demonyms(text, span, found).first().map(|e| e.kind), Some(want), "{text}");
        }
    }
}
