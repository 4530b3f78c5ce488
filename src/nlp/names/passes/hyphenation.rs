//! Names in compounds: what hyphens tie together is one word to a reader, and several to the encoder.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::nlp::syntax::block_syntax::strip_possessive;
use crate::text::Span;

/// The names of the block `within`, none of which begins or ends within a compound: not `Mei` of `Mei-Hua`, nor `Ana Holt`
/// and `Reyes` of `Ana Holt-Reyes`. `Holt-Reyes` can be two persons, a debate's or a ticket's, and stays what the encoder
/// says.
pub(in crate::nlp) fn rejoin_compounds(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let mut left = found.into_iter().peekable();
    while let Some(entity) = left.next() {
        let mut whole = entity;
        // `the Democratic Party-` of `Party-controlled`.
        whole.span.end = whole.span.start + whole.span.of(text).trim_end_matches(is_hyphen).len();
        if whole.span.is_empty() {
            continue;
        }
        while let Some(word) = word_after(text, whole.span.end, within.end) {
            let person = whole.kind == EntityType::Person;
            match left.peek() {
                Some(next) if next.span.start < word.end => {
                    let name_goes_on = person && next.kind == EntityType::Person && next.span == word;
                    if !name_goes_on || !whole.span.of(text).contains(' ') {
                        break;
                    }
                    left.next();
                }
                _ if List::AfterHyphen.has(&word.of(text).to_lowercase()) => break,
                // `U.S.-Mexico` border: two countries.
                _ if whole.kind == EntityType::Place && are_two(whole.span.of(text), word.of(text)) => {
                    let next = NameSpan { span: word, ..whole.clone() };
                    out.push(std::mem::replace(&mut whole, next));
                    continue;
                }
                _ => {}
            }
            whole.span.end = word.end;
        }
        let free = out.last().map_or(within.start, |e| e.span.end);
        while let Some(word) = word_before(text, free, whole.span.start) {
            let lower = word.of(text).to_lowercase();
            let article = gazetteer::word(&lower) & word::PARTICLE != 0;
            let given = whole.kind == EntityType::Person && word.of(text).starts_with(char::is_uppercase);
            if !article && !given || List::BeforeHyphen.has(&lower) {
                break;
            }
            whole.span.start = word.start;
        }
        out.push(whole);
    }
    out
}

/// Two places, one of them by its initials: `Paris-Nice` is a race.
fn are_two(a: &str, b: &str) -> bool {
    let is_place = |name: &str| gazetteer::name(&name.to_lowercase()) == Some(EntityType::Place);
    let initials = |name: &str| !name.contains(char::is_lowercase);
    is_place(a) && is_place(b) && (initials(a) || initials(b))
}

pub(in crate::nlp) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

/// The capitalised word that a hyphen ties to what ends at `at`; nothing from `to` on counts.
fn word_after(text: &str, at: usize, to: usize) -> Option<Span> {
    let rest = text.get(at..to)?;
    let words = rest.strip_prefix(is_hyphen)?;
    let start = at + (rest.len() - words.len());
    let word = strip_possessive(words.split(|c| !is_in_word(c)).next()?).0;
    word.starts_with(char::is_uppercase).then(|| Span::new(start, start + word.len()))
}

/// The word that a hyphen ties to what begins at `at`; nothing before `from` counts.
fn word_before(text: &str, from: usize, at: usize) -> Option<Span> {
    let words = text.get(from..at)?.strip_suffix(is_hyphen)?;
    let word = Span::new(from + words.trim_end_matches(is_in_word).len(), from + words.len());
    word.of(text).starts_with(char::is_alphabetic).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_countries_are_two() {
        let text = "the U.S.-Mexico border, Guinea-Bissau, Paris-Nice";
        let place = |from, to| NameSpan { kind: EntityType::Place, span: Span::new(from, to), confidence: 0.9 };
        let whole = rejoin_compounds(text, Span::new(0, text.len()), vec![place(4, 8), place(24, 30), place(39, 44)]);
        assert_eq!(
            whole.iter().map(|e| e.span.of(text)).collect::<Vec<_>>(),
            ["U.S.", "Mexico", "Guinea-Bissau", "Paris-Nice"]
        );
    }

    /// Seen in made-up mail and notices: `Sorrel Whitcombe` and `Hughes` for `Sorrel Whitcombe-Hughes`.
    #[test]
    fn no_name_ends_within_a_compound() {
        let text = "Mei-Hua Sorrel Whitcombe-Hughes’s al-Ani Anti-Reyes Holt-Reyes Oslo-Based Tan-Lim Civic Party-controlled - A-";
        let all = Span::new(0, text.len());
        let span = |words: &str| {
            let at = text.find(words).unwrap_or_else(|| panic!("{words}"));
            Span::new(at, at + words.len())
        };
        let entity = |words: &str, kind| NameSpan { kind, span: span(words), confidence: 0.9 };
        let (person, place) = (EntityType::Person, EntityType::Place);
        let lone = text.find(" - ").map_or(Span::new(0, 0), |at| Span::new(at + 1, at + 2));
        let mut found = vec![
            entity("Mei", person),
            entity("Sorrel Whitcombe", person),
            entity("Hughes", person),
            entity("Ani", person),
            entity("Reyes", person),
            entity("Holt", person),
            entity("Oslo", place),
            entity("Tan", person),
            entity("Civic Party-", EntityType::Organisation),
            NameSpan { span: lone, ..entity("Civic", EntityType::Organisation) },
        ];
        let ticket = text.find("Holt-Reyes").map_or(0, |at| at + "Holt-".len());
        found.insert(6, NameSpan { span: Span::new(ticket, ticket + 5), ..entity("Reyes", person) });
        let whole: Vec<_> = rejoin_compounds(text, all, found).iter().map(|e| e.span.of(text)).collect();
        let want = [
            "Mei-Hua",
            "Sorrel Whitcombe-Hughes",
            "al-Ani",
            "Reyes",
            "Holt",
            "Reyes",
            "Oslo",
            "Tan-Lim",
            "Civic Party",
        ];
        assert_eq!(whole, want);
    }
}
