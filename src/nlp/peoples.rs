//! Peoples, parties and creeds that the encoder passed over: `Republicans`, `Syrian`.

use super::EntityType;
use super::compounds::is_hyphen;
use super::correspondents::UNFOUND;
use super::gazetteer::{self, word};
use super::neural::RawEntity;
use crate::text::Span;

/// Capitalised, and in the list of peoples, but as often something else.
const OTHER_THINGS: [&str; 12] = [
    "internet",
    "god",
    "christmas",
    "easter",
    "thanksgiving",
    "ramadan",
    "hanukkah",
    "western",
    "conservative",
    "liberal",
    "sri",
    "polish",
];

/// The names `found` of the block `within`, in order, and among them the known peoples and parties that touch none.
pub(super) fn whole(text: &str, within: Span, found: Vec<RawEntity>) -> Vec<RawEntity> {
    let mut out = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    let is_in_word = |c: char| c.is_alphanumeric() || is_hyphen(c);
    let mut at = within.start;
    for word in within.of(text).split(|c| !is_in_word(c)) {
        let span = Span::new(at, at + word.len());
        at = span.end + text.get(span.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        while let Some(before) = found.next_if(|e| e.span.end <= span.start) {
            out.push(before);
        }
        let free = found.peek().is_none_or(|e| e.span.start >= span.end);
        if free && is_people(word) {
            out.push(RawEntity { kind: EntityType::Other, span, confidence: UNFOUND });
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
    gazetteer::word(&lower) & word::DEMONYM != 0 && !OTHER_THINGS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lost with weights that were taught by a teacher of persons, bodies and places.
    #[test]
    fn parties_and_peoples_are_names() {
        let text = "Republicans of the Democratic Party met Syrian envoys. God and the Polish knew, é American";
        let party = Span::new(19, 35);
        let found = vec![RawEntity { kind: EntityType::Organisation, span: party, confidence: 0.9 }];
        let names: Vec<_> = whole(text, Span::new(0, text.len()), found).iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["Republicans", "Democratic Party", "Syrian", "American"]);
    }
}
