//! Compares words while ignoring case, accents and punctuation, and lists the differences of two word sequences.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::{Span, folded};

/// Words beyond which two texts are not compared word by word.
const MOST: usize = 4000;

/// A word of one of two texts, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// In both; spelled as in the first.
    Both(&'a str),
    /// Only in the first.
    First(&'a str),
    /// Only in the second.
    Second(&'a str),
}

/// How many words two rows have in common, in order.
#[must_use]
pub fn common(a: &[String], b: &[String]) -> usize {
    let ops = capture_diff_slices(Algorithm::Myers, head(a), head(b));
    ops.iter().map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 }).sum()
}

fn head<T>(words: &[T]) -> &[T] {
    words.get(..MOST).unwrap_or(words)
}

/// Compares two texts word by word: common words, and words of only one.
#[must_use]
pub fn differences<'a>(first: &'a str, second: &'a str) -> Vec<Word<'a>> {
    let of = |text: &'a str, span: Span| text.get(span.range()).unwrap_or_default();
    let word = |step: Step| match step {
        Step::Both(span) => Word::Both(of(first, span)),
        Step::First(span) => Word::First(of(first, span)),
        Step::Second(span) => Word::Second(of(second, span)),
    };
    steps(first, second).into_iter().map(word).collect()
}

/// Compares words exactly as written, with punctuation.
#[must_use]
pub fn edits<'a>(first: &'a str, second: &'a str) -> Vec<Word<'a>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (first.split_whitespace().collect(), second.split_whitespace().collect());
    let mut words = Vec::with_capacity(a.len() + b.len());
    for op in capture_diff_slices(Algorithm::Myers, head(&a), head(&b)) {
        let (was, is) = (a.get(op.old_range()).unwrap_or_default(), b.get(op.new_range()).unwrap_or_default());
        if let DiffOp::Equal { .. } = op {
            words.extend(was.iter().map(|word| Word::Both(word)));
        } else {
            words.extend(was.iter().map(|word| Word::First(word)));
            words.extend(is.iter().map(|word| Word::Second(word)));
        }
    }
    words
}

/// The place of a word in one text or the other.
pub(super) enum Step {
    Both(Span),
    First(Span),
    Second(Span),
}

/// Returns the shortest edit script from one text to the other, word by word.
pub(super) fn steps(first: &str, second: &str) -> Vec<Step> {
    let (a, b) = (folded(first), folded(second));
    let words = |list: &[(String, Span)]| head(list).iter().map(|w| w.0.clone()).collect::<Vec<_>>();
    let span = |list: &[(String, Span)], at: usize| list.get(at).map_or(Span::default(), |w| w.1);
    let mut steps = Vec::with_capacity(a.len() + b.len());
    for op in capture_diff_slices(Algorithm::Myers, &words(&a), &words(&b)) {
        if let DiffOp::Equal { old_index, len, .. } = op {
            steps.extend((0..len).map(|n| Step::Both(span(&a, old_index + n))));
        } else {
            steps.extend(op.old_range().map(|at| Step::First(span(&a, at))));
            steps.extend(op.new_range().map(|at| Step::Second(span(&b, at))));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::folded_words;

    #[test]
    fn the_differing_words_are_named() {
        use Word::{Both, First, Second};
        assert_eq!(
            differences("It is not safe.", "“It IS safe, friends”"),
            [Both("It"), Both("is"), First("not"), Both("safe"), Second("friends")]
        );
        assert_eq!(differences("", "a"), [Second("a")]);
        assert_eq!(common(&folded_words("a b c d"), &folded_words("b d x")), 2);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_made_up(a in "[ab c.É]{0,60}", b in "[ab c.É]{0,60}") {
            let all = differences(&a, &b);
            let side = |first: bool| all.iter().filter_map(|word| match word {
                Word::First(word) if first => Some((*word).to_owned()),
                Word::Second(word) if !first => Some((*word).to_owned()),
                Word::Both(word) => Some((*word).to_owned()),
                _ => None,
            }).map(|word| folded_words(&word).concat()).collect::<Vec<_>>();
            prop_assert_eq!(side(true), folded_words(&a));
            prop_assert_eq!(side(false), folded_words(&b));
        }
    }
}
