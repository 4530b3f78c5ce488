//! Finds the searched words in a text, and chooses the excerpt to show around them.

use crate::library::db::search::query::{Term, stands, wanted};
use crate::text::{Span, folded, is_unspaced};

/// Number of words shown around a hit.
const AROUND: usize = 14;
/// Letters of a word in scripts without spaces.
const LETTERS: usize = 3;

/// Finds these words in a text, ignoring case, accents, punctuation and line breaks.
#[must_use]
pub fn words_at(text: &str, words: &str) -> Option<usize> {
    let wanted: Vec<String> = folded(words).into_iter().map(|w| w.0).collect();
    let first = wanted.first()?;
    let there = folded(text);
    let stand = |i: usize| wanted.iter().enumerate().all(|(k, w)| there.get(i + k).is_some_and(|t| t.0 == *w));
    (0..there.len())
        .filter(|i| there.get(*i).is_some_and(|t| t.0 == *first))
        .find(|i| stand(*i))
        .and_then(|i| there.get(i))
        .map(|t| t.1.start)
}

/// An excerpt of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::library::db) struct Excerpt {
    /// The searched words: empty if only the title holds them.
    pub(in crate::library::db) span: Span,
    /// The words to show.
    pub(in crate::library::db) shown: Span,
}

/// Returns the first paragraph in which most of the terms stand close together; the title does not count. Stops at
/// the first paragraph that holds all of them.
pub(in crate::library::db) fn place(text: &str, title: Option<&str>, terms: &[Term]) -> Excerpt {
    // Of a phrase, only the first word is searched; the others follow it.
    let wanted = wanted(terms);
    let title = title.map(str::trim);
    let mut best: (usize, Excerpt) = (0, Excerpt::default());
    let mut at = 0;
    for block in text.split_inclusive("\n\n") {
        let line = Span::new(at, at + block.len()).trim(text);
        at += block.len();
        let paragraph = line.of(text);
        if paragraph.is_empty() || Some(paragraph) == title {
            continue;
        }
        let words = folded(paragraph);
        // A word of several letters counts as several words where no spaces are set.
        let is_spaced = words.first().is_none_or(|word| !word.0.starts_with(is_unspaced));
        let around = if is_spaced { AROUND } else { AROUND * LETTERS };
        let span = |first: usize, last: usize| {
            let (first, last) = (words.get(first), words.get(last.min(words.len().saturating_sub(1))));
            let inside = first.zip(last).map_or(Span::default(), |(first, last)| first.1.join(last.1));
            Span::new(line.start + inside.start, line.start + inside.end)
        };
        if best.1 == Excerpt::default() {
            // In case only the title holds them.
            best.1.shown = span(0, around * 2);
        }
        if let Some((seen, first, last)) = closest(&words, &wanted, around).filter(|found| found.0 > best.0) {
            let shown = span(first.saturating_sub(around / 2), last + around);
            best = (seen, Excerpt { span: span(first, last), shown });
            if seen >= wanted.len() {
                break;
            }
        }
    }
    best.1
}

/// Returns how many of the terms stand together in a paragraph, and the first and last of their words.
fn closest(words: &[(String, Span)], wanted: &[(Vec<String>, bool)], around: usize) -> Option<(usize, usize, usize)> {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for i in 0..words.len() {
        for (term, (parts, begin)) in wanted.iter().enumerate() {
            if stands(words, i, parts, *begin) {
                found.push((i, i + parts.len() - 1, term));
            }
        }
    }
    let mut best: Option<(usize, usize, usize)> = None;
    for (k, first) in found.iter().enumerate() {
        let mut seen = vec![first.2];
        let mut last = first.1;
        for other in found.iter().skip(k + 1).take_while(|o| o.0 < first.0 + around) {
            if !seen.contains(&other.2) {
                seen.push(other.2);
                last = last.max(other.1);
            }
        }
        if best.is_none_or(|best| seen.len() > best.0) {
            best = Some((seen.len(), first.0, last));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;
    use crate::library::db::search::query::{expression, terms};

    #[test]
    fn the_words_are_found_where_they_stand_together() {
        let text = "On the bridge\n\nThe bridge. Nothing at all was said for a very long time about that, or about anything. \
            An ÉCONOMIST saw the old bridge open, and said so.\n\nNo bridge.";
        let title = Some("On the bridge");
        let at = |words: &str| place(text, title, &terms(words));
        assert_eq!(at("bridge economist").span.of(text), "ÉCONOMIST saw the old bridge");
        let found = at("bridge economist");
        assert!(found.shown.covers(found.span) && found.shown.of(text).ends_with("said so"));
        assert_eq!(at("\"old bridge\"").span.of(text), "old bridge");
        assert_eq!(at("econo*").span.of(text), "ÉCONOMIST");
        assert_eq!(at("bridge").span.start, text.find("bridge.").unwrap(), "the title is not the text");
        assert_eq!(place(text, None, &terms("bridge")).span.start, text.find("bridge").unwrap());
        assert_eq!(at("no bridge").span.of(text), "No bridge", "in one paragraph");
        assert!(at("frogs").span.is_empty() && at("frogs").shown.of(text).starts_with("The bridge. Nothing"));
        assert_eq!(words_at(text, "“economist\n SAW, the"), text.find("ÉCONOMIST"));
        assert_eq!((words_at(text, "the frogs"), words_at(text, "…"), words_at("", "a")), (None, None, None));
    }

    proptest! {
        #[test]
        fn no_query_and_no_text_can_break_it(query in any::<String>(), text in any::<String>()) {
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch("CREATE VIRTUAL TABLE t USING fts5(a, tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\")").unwrap();
            if let Some(expression) = expression(&query) {
                let count = conn.query_row("SELECT count(*) FROM t WHERE t MATCH ?1", [&expression], |r| r.get::<_, i64>(0));
                prop_assert!(count.is_ok(), "{expression}: {count:?}");
            }
            let Excerpt { span, shown } = place(&text, Some(&query), &terms(&query));
            for span in [span, shown] {
                prop_assert!(span.is_empty() || !span.of(&text).is_empty());
            }
        }
    }
}
