//! Letters on what can be gone to on screen.

use crate::notes::NoteId;
use crate::text::Span;

/// A letter or two on something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What to type.
    pub label: String,
    /// The byte that it stands on.
    pub at: usize,
    /// What is there.
    pub to: HintTarget,
}

/// What a hint leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintTarget {
    /// A quote, by its id.
    Quote(String),
    /// A link.
    Link(Span, String),
    /// A note.
    Note(NoteId, Span),
}

/// Letters, those under resting fingers first.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

/// That many labels, none the beginning of another: letters, or pairs of them where there are too few.
#[must_use]
pub fn labels(count: usize) -> Vec<String> {
    let letters = || LETTERS.chars();
    if count <= LETTERS.len() {
        return letters().take(count).map(String::from).collect();
    }
    letters().flat_map(|a| letters().map(move |b| format!("{a}{b}"))).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_begins_another() {
        for count in [0, 1, 26, 27, 100, 1000] {
            let labels = labels(count);
            assert_eq!(labels.len(), count.min(26 * 26));
            for (n, a) in labels.iter().enumerate() {
                assert!(labels.iter().enumerate().all(|(m, b)| m == n || !b.starts_with(a.as_str())), "{a}");
            }
        }
    }
}
