//! The words of a language that tell who says quoted words, from `data/languages`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Classes of words. A word may have several.
pub(super) mod class {
    /// A form of a reporting verb: `sagte`.
    pub(in crate::nlp::attribution::foreign) const VERB: u8 = 1;
    /// Stands between the quoted words and the verb: `a déclaré`.
    pub(in crate::nlp::attribution::foreign) const AUXILIARY: u8 = 2;
    /// A subject that is no name: `elle`.
    pub(in crate::nlp::attribution::foreign) const PRONOUN: u8 = 4;
    /// Stands before the name of the speaker: `selon`.
    pub(in crate::nlp::attribution::foreign) const ACCORDING: u8 = 8;
    /// Begins a noun phrase: `der`.
    pub(in crate::nlp::attribution::foreign) const ARTICLE: u8 = 16;
    /// Ends a noun phrase: `am`.
    pub(in crate::nlp::attribution::foreign) const STOP: u8 = 32;
}

const CLASSES: [(&str, u8); 6] = [
    ("verb", class::VERB),
    ("auxiliary", class::AUXILIARY),
    ("pronoun", class::PRONOUN),
    ("according", class::ACCORDING),
    ("article", class::ARTICLE),
    ("stop", class::STOP),
];

/// The lists, by ISO 639-3 code.
const FILES: [(&str, &str); 6] = [
    ("deu", include_str!("../../data/languages/german.txt")),
    ("fra", include_str!("../../data/languages/french.txt")),
    ("spa", include_str!("../../data/languages/spanish.txt")),
    ("por", include_str!("../../data/languages/portuguese.txt")),
    ("pol", include_str!("../../data/languages/polish.txt")),
    ("rus", include_str!("../../data/languages/russian.txt")),
];

/// Languages in which a dash opens speech.
const DASHES: &str = include_str!("../../data/languages/dashes.txt");

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Words(HashMap<&'static str, u8>);

impl Words {
    /// Returns whether noun phrases of the language begin with articles.
    pub(super) fn has_articles(&self) -> bool {
        self.0.values().any(|classes| classes & class::ARTICLE != 0)
    }

    /// Returns whether a word, in any case, has one of these classes.
    pub(super) fn is(&self, word: &str, classes: u8) -> bool {
        let lower;
        let word = if word.chars().any(|c| c.is_uppercase() || c == '’') {
            lower = word.to_lowercase().replace('’', "'");
            &lower
        } else {
            word
        };
        self.0.get(word).is_some_and(|found| found & classes != 0)
    }
}

static WORDS: LazyLock<HashMap<&'static str, Words>> = LazyLock::new(|| {
    let words = |file: &'static str| Words(entries(file).map(|(word, classes)| (word, bits(classes))).collect());
    FILES.into_iter().map(|(code, file)| (code, words(file))).collect()
});

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(file).filter_map(|line| line.split_once(" = "))
}

fn bits(classes: &str) -> u8 {
    classes.split(", ").filter_map(|name| CLASSES.iter().find(|(n, _)| *n == name)).fold(0, |all, (_, bit)| all | bit)
}

/// Returns the words of a language, if there is a list.
pub(super) fn of(language: &str) -> Option<&'static Words> {
    WORDS.get(language)
}

/// Returns whether a dash at the start of a paragraph opens speech.
pub(super) fn has_dashes(language: &str) -> bool {
    lines(DASHES).any(|code| code == language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order_and_of_known_classes() {
        for (code, file) in FILES {
            let all: Vec<_> = entries(file).collect();
            assert_eq!(all.len(), lines(file).count(), "{code}: a line is no entry");
            assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0), "{code} is not in order, or has a word twice");
            for (word, classes) in &all {
                let known = classes.split(", ").all(|class| CLASSES.iter().any(|(name, _)| *name == class));
                assert!(known && word.to_lowercase() == *word && !word.contains('’'), "{code}: {word} = {classes}");
            }
        }
        let codes: Vec<_> = lines(DASHES).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]) && codes.iter().all(|code| code.len() == 3));
    }
}
