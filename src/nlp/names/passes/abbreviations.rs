//! Countries, unions and bodies by their initials, and states by theirs behind a party's: `U.S. citizen`, `the EU
//! directive`, `R-W.Va.` The encoder passes over them before nouns, or stops before their last dot.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::{Written, abbreviations};
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::demonyms::with_free;
use crate::nlp::names::passes::mail_headers::UNFOUND;
use crate::text::Span;

use EntityType::{Organisation, Person, Place};

/// The names `found` of the block `within`, in order, and among them the initials that touch none.
pub(in crate::nlp) fn add_abbreviations(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut extra = Vec::new();
    for span in within.lines(text) {
        let (start, line) = (span.start, span.of(text));
        // In a line of capitals `US` can be a pronoun.
        let small = line.chars().filter(|c| c.is_lowercase()).count();
        let is_mixed = 2 * small > line.chars().filter(|c| c.is_alphabetic()).count();
        let known = |(at, _)| {
            let (kind, at, length) = initials_at(line, at).or_else(|| state_at(line, at))?;
            let span = Span::new(start + at, start + at + length);
            Some(NameSpan { kind, span, confidence: UNFOUND })
        };
        if is_mixed {
            extra.extend(line.match_indices(|c: char| c.is_ascii_uppercase()).filter_map(known));
        }
    }
    with_free(found, extra)
}

/// Completes names that begin with an abbreviation, or end with one.
pub(in crate::nlp) fn complete_abbreviations(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for name in &mut found {
        complete(text, within, name);
    }
    found
}

/// Gives a name its last dot, `USA` its `Today`, and takes the title from `US Secretary`.
fn complete(text: &str, within: Span, name: &mut NameSpan) {
    let words = name.span.of(text);
    let rest = text.get(name.span.end..within.end).unwrap_or_default();
    let dotted = words.contains('.') && words.split('.').all(|part| part.chars().count() == 1);
    let is_state = || abbreviations(Written::State).iter().any(|state| state.written.strip_suffix('.') == Some(words));
    if rest.starts_with('.') && name.kind != Person && (dotted || is_state()) {
        name.span.end += 1;
    }
    let after_initials = known().find_map(|(known, kind)| Some((known, kind, words.strip_prefix(known)?)));
    let Some((known, kind, more)) = after_initials else { return };
    let is_title = |w: &str| gazetteer::word(&w.to_lowercase()) & (word::TITLE | word::TITLE_PART) != 0;
    if name.kind == Person && more.starts_with(' ') && more.split_whitespace().all(is_title) {
        name.span.end = name.span.start + known.len();
        name.kind = kind;
    } else if words == "USA"
        && let Some(paper) = [" Today", " TODAY"].into_iter().find(|paper| rest.starts_with(paper))
    {
        name.span.end += paper.len();
        name.kind = Organisation;
    }
}

/// Initials and what they name, longer ones before those that begin them.
fn known() -> impl Iterator<Item = (&'static str, EntityType)> {
    abbreviations(Written::Initials).iter().filter_map(|a| Some((a.written, a.kind?)))
}

/// What begins at byte `at` of `line`, as a word of its own, and how long it is.
fn initials_at(line: &str, at: usize) -> Option<(EntityType, usize, usize)> {
    let (before, rest) = line.split_at_checked(at)?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '/' | '\\' | '_' | '-' | '&' | '#');
    if before.ends_with(is_part) {
        return None;
    }
    let (name, kind) = known().find(|(name, _)| rest.starts_with(name))?;
    let mut after = rest.get(name.len()..)?.chars();
    let goes_on = match after.next() {
        Some('.') => after.next().is_some_and(char::is_alphanumeric),
        // `US-1` is a road.
        Some('-') => after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphanumeric() || matches!(c, '@' | '/' | '\\' | '_' | '&' | '$' | '£'),
        None => false,
    };
    (!goes_on).then_some((kind, at, name.len()))
}

/// The state behind the party that begins at byte `at` of `line`.
fn state_at(line: &str, at: usize) -> Option<(EntityType, usize, usize)> {
    let (before, rest) = line.split_at_checked(at)?;
    let label = rest.strip_prefix(['R', 'D', 'I'])?.strip_prefix('-')?;
    let state = abbreviations(Written::State).iter().map(|a| a.written).find(|state| label.starts_with(state))?;
    let ends = !label.get(state.len()..)?.starts_with(char::is_alphanumeric);
    (ends && before.ends_with(['(', ' ', '['])).then_some((Place, at + 2, state.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen in mail of lists: one `U.S.` in eight, before a noun, was no name.
    #[test]
    fn initials_of_countries_and_unions_are_names() {
        let text = "The U.S. envoy to the UN met UK and EU ministers (U.S.-led, the US).\n\
                    TELL US, THE UN SAID\nWe paid US$5 under U.S.C. 12 for the US-1? not x@US, EUR; of the U.S.A., u.s. in the US. é U.N.";
        let found = vec![NameSpan { kind: EntityType::Organisation, span: Span::new(22, 24), confidence: 0.9 }];
        let names: Vec<_> =
            add_abbreviations(text, Span::new(0, text.len()), found).iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["U.S.", "UN", "UK", "EU", "U.S.", "US", "U.S.A.", "US", "U.N."]);
    }

    #[test]
    fn states_follow_parties() {
        let text = "Holt, R-W.Va., (D-S.D.) and Ek (R-Texas) met I-Va, D-Vt, D-Day";
        let names = add_abbreviations(text, Span::new(0, text.len()), Vec::new());
        assert_eq!(names.iter().map(|e| e.span.of(text)).collect::<Vec<_>>(), ["W.Va.", "S.D.", "Texas"]);
    }

    /// Seen in news: `U.S` without its dot, `USA` of `USA Today`, and a person called `US Secretary`.
    #[test]
    fn names_that_begin_with_initials_are_whole() {
        for (text, kind, name, want) in [
            ("the U.S. income", Place, "U.S", (Place, "U.S.")),
            ("R-Ariz., lost", Place, "Ariz", (Place, "Ariz.")),
            ("J.B. Ek", Person, "J.B", (Person, "J.B")),
            ("via USA Today, he", Place, "USA", (Organisation, "USA Today")),
            ("US Secretary of State Ek", Person, "US Secretary", (Place, "US")),
            ("US Open", EntityType::Other, "US Open", (EntityType::Other, "US Open")),
        ] {
            let at = text.find(name).unwrap_or_default();
            let mut found = NameSpan { kind, span: Span::new(at, at + name.len()), confidence: 0.9 };
            complete(text, Span::new(0, text.len()), &mut found);
            assert_eq!((found.kind, found.span.of(text)), want);
        }
    }
}
