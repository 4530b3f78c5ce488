//! Fuzzy search: finds texts by some of their letters.
//!
//! The letters of a query word must occur in order, with or without letters between them. Of all alignments the one
//! with the highest score counts. Letters at the start of the text or of a word, and adjacent letters, score more; gaps
//! cost points.
//!
//! ```text
//! nxq    next quote     n at the very beginning, x, q at the beginning of a word: good
//!        ^ ^  ^
//! ```

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation;

use crate::reader::layout::text_measure::head;

/// The most bytes of a text to search.
const LOOKED_AT: usize = 400;
/// The most letters of a query word to search for.
const LETTERS: usize = 64;

// Scores and costs.
const LETTER: i32 = 16;
const BESIDE: i32 = 8;
const TEXT_START: i32 = 12;
const WORD_START: i32 = 9;
const HUMP: i32 = 6;
const WORD_END: i32 = 3;
const GAP: i32 = 3;
const WIDER_GAP: i32 = 1;
/// No alignment; low enough to stay negative after any addition.
const NONE: i32 = i32::MIN / 4;

/// A parsed query, reused for many texts.
pub struct Fuzzy {
    words: Vec<Word>,
    text: Text,
    /// The best score of each letter of a word (rows) at each cluster of the text (columns).
    table: Vec<i32>,
}

/// One word of a query.
struct Word {
    letters: Vec<char>,
    sense: Sense,
}

/// Whether case and accents matter: they do if the query contains capitals or accents.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Sense {
    case: bool,
    accents: bool,
}

/// The grapheme clusters of a text.
#[derive(Default)]
struct Text {
    /// Each cluster as one letter, folded according to `sense`.
    letters: Vec<char>,
    sense: Option<Sense>,
    /// The score for a match at each cluster.
    places: Vec<Place>,
}

#[derive(Clone, Copy, Default)]
struct Place {
    begins: i32,
    ends: i32,
}

impl Fuzzy {
    /// Parses a query: words in any order, with the letters of each word in order.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let words = query.split_whitespace().map(|word| {
            let typed: String = word.nfc().collect();
            let accents = typed.chars().any(|c| c.is_alphabetic() && plain(c) != c);
            let sense = Sense { case: typed.chars().any(char::is_uppercase), accents };
            let letters = typed.graphemes(true).take(LETTERS).map(|cluster| letter(cluster, sense)).collect();
            Word { letters, sense }
        });
        Self { words: words.collect(), text: Text::default(), table: Vec::new() }
    }

    /// Returns the score of a text; `None` without a match.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let text = head(text, LOOKED_AT);
        self.text.measure(text);
        let mut sum = 0u32;
        for word in &self.words {
            self.text.read(text, word.sense);
            let (score, _) = align(&word.letters, &self.text, &mut self.table)?;
            sum = sum.saturating_add(u32::try_from(score).unwrap_or(0).max(1));
        }
        Some(sum)
    }

    /// Returns the matching clusters of a text, in order.
    pub fn letters(&mut self, text: &str) -> Vec<usize> {
        let text = head(text, LOOKED_AT);
        self.text.measure(text);
        let mut found = Vec::new();
        for word in &self.words {
            self.text.read(text, word.sense);
            let Some((_, last)) = align(&word.letters, &self.text, &mut self.table) else { return Vec::new() };
            trace(word.letters.len(), last, &self.text, &self.table, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Text {
    /// Computes the score of each cluster of a new text.
    fn measure(&mut self, text: &str) {
        self.sense = None;
        self.places.clear();
        let mut before: Option<char> = None;
        each(text, |cluster| {
            let c = cluster.chars().next().unwrap_or(' ');
            let begins = match before {
                _ if !c.is_alphanumeric() => 0,
                None => TEXT_START,
                Some(before) if !before.is_alphanumeric() => WORD_START,
                Some(before) if before.is_lowercase() && c.is_uppercase() => HUMP,
                Some(_) => 0,
            };
            if !c.is_alphanumeric()
                && let Some(last) = self.places.last_mut()
            {
                last.ends = WORD_END;
            }
            self.places.push(Place { begins, ends: 0 });
            before = Some(c);
        });
        if let Some(last) = self.places.last_mut() {
            last.ends = WORD_END;
        }
    }

    /// Folds the letters of the text, unless they are already folded in this way.
    fn read(&mut self, text: &str, sense: Sense) {
        if self.sense == Some(sense) {
            return;
        }
        self.sense = Some(sense);
        self.letters.clear();
        each(text, |cluster| self.letters.push(letter(cluster, sense)));
    }
}

/// Calls `take` for each cluster of a text.
fn each(text: &str, mut take: impl FnMut(&str)) {
    // Segmentation is slow and not needed here: each of these characters is a cluster of its own.
    let alone = |c: char| matches!(c, ' '..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(alone) {
        let mut buffer = [0; 4];
        text.chars().for_each(|c| take(c.encode_utf8(&mut buffer)));
    } else {
        text.graphemes(true).for_each(take);
    }
}

/// Returns a cluster as one folded letter.
fn letter(cluster: &str, sense: Sense) -> char {
    let c = match cluster.as_bytes() {
        [byte] => char::from(*byte),
        _ => {
            let whole = cluster.nfc().next().unwrap_or(' ');
            if sense.accents { whole } else { plain(whole) }
        }
    };
    let c = if sense.case { c } else { c.to_lowercase().next().unwrap_or(c) };
    // Final sigma is the same letter.
    if c == 'ς' { 'σ' } else { c }
}

/// Returns a letter without its accents; replaces signs that are not on keyboards.
fn plain(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c,
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' | 'ð' => 'd',
        'Đ' | 'Ð' => 'D',
        'ħ' => 'h',
        'Ħ' => 'H',
        'ı' => 'i',
        'ß' => 's',
        'æ' => 'a',
        'Æ' => 'A',
        'œ' => 'o',
        'Œ' => 'O',
        'þ' => 't',
        'Þ' => 'T',
        '\u{2018}' | '\u{2019}' | '\u{2032}' => '\'',
        '\u{201c}'..='\u{201e}' | '«' | '»' => '"',
        '\u{2010}'..='\u{2015}' => '-',
        // Hangul syllables must not be decomposed.
        '\u{ac00}'..='\u{d7a3}' => c,
        _ => std::iter::once(c).nfd().next().unwrap_or(c),
    }
}

/// Aligns a query word with a text: returns the best score and the cluster of the last letter. `table` receives the
/// scores of all letters.
fn align(word: &[char], text: &Text, table: &mut Vec<i32>) -> Option<(i32, usize)> {
    // Most texts do not contain the letters at all.
    let mut wanted = word.iter();
    let mut next = wanted.next();
    for c in &text.letters {
        if next == Some(c) {
            next = wanted.next();
        }
    }
    if next.is_some() {
        return None;
    }
    let wide = text.letters.len();
    table.clear();
    for (row, wanted) in word.iter().enumerate() {
        let is_last = row + 1 == word.len();
        // The score of the previous letter one column to the left, and the best score further left minus its gap.
        let (mut left, mut further) = (NONE, NONE);
        for (column, (c, place)) in text.letters.iter().zip(&text.places).enumerate() {
            let reached = match row {
                // The first letter counts double.
                0 => place.begins * 2,
                _ => (left + place.begins.max(BESIDE)).max(further + place.begins),
            };
            let found = c == wanted && reached > NONE / 2;
            let ends = if is_last { place.ends } else { 0 };
            table.push(if found { reached + LETTER + ends } else { NONE });
            if row > 0 {
                further = (further - WIDER_GAP).max(left - GAP);
                left = table.get((row - 1) * wide + column).copied().unwrap_or(NONE);
            }
        }
    }
    let last = table.get((word.len().max(1) - 1) * wide..)?;
    // The first of the best columns.
    let (column, score) = last.iter().enumerate().rev().max_by_key(|(_, score)| **score)?;
    (*score > NONE / 2).then_some((*score, column))
}

/// Traces the alignment back from the last letter of a word.
fn trace(letters: usize, last: usize, text: &Text, table: &[i32], found: &mut Vec<usize>) {
    let wide = text.letters.len();
    let mut column = last;
    found.push(column);
    for row in (1..letters).rev() {
        let begins = text.places.get(column).map_or(0, |p| p.begins);
        let before = (0..column).rev().max_by_key(|&at| {
            let score = table.get((row - 1) * wide + at).copied().unwrap_or(NONE);
            let gap = i32::try_from(column - at - 1).unwrap_or(i32::MAX / 8);
            // Of two equal scores, the nearer one.
            let worth = if gap == 0 { begins.max(BESIDE) } else { begins - GAP - (gap - 1) * WIDER_GAP };
            (score + worth, at)
        });
        let Some(before) = before else { return };
        column = before;
        found.push(column);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn score(query: &str, text: &str) -> Option<u32> {
        Fuzzy::new(query).score(text)
    }

    #[test]
    fn letters_in_order_are_enough_and_the_closest_wins() {
        let mut fuzzy = Fuzzy::new("nxq");
        let (good, bad) = (fuzzy.score("next quote"), fuzzy.score("no xylophone in the quarter"));
        assert!(good > bad && bad.is_some());
        assert!(fuzzy.score("quote next").is_none(), "not in this order");
        assert!(score("quote next", "next quote").is_some(), "words in any order");
        assert_eq!(Fuzzy::new("tq").letters("e\u{301}t q"), [1, 3], "clusters are counted, not characters");
    }

    #[test]
    fn what_was_meant_comes_first() {
        for (query, better, worse) in [
            ("mar", "Mara Lindqvist", "the marina"),
            ("mar", "the marina", "summary"),
            ("mar", "summary", "remember the card"),
            ("tm", "the tide mill", "atom"),
            ("tm", "team", "atom"),
            ("ml", "Mara Lindqvist", "small"),
            ("note", "a note", "a notebook"),
            ("note", "a notebook", "a footnote"),
            ("pl", "PageLayout", "applause"),
        ] {
            assert!(score(query, better) > score(query, worse), "{query}: {better} before {worse}");
        }
    }

    #[test]
    fn the_letters_shown_are_the_best_ones() {
        let letters = |query, text| Fuzzy::new(query).letters(text);
        assert_eq!(letters("mill", "my old tide mill"), [12, 13, 14, 15]);
        assert_eq!(letters("ml", "small Mara Lindqvist"), [6, 11]);
        assert_eq!(letters("tide mi", "the tide mill"), [4, 5, 6, 7, 9, 10]);
        assert_eq!(letters("x", "nothing"), [0usize; 0]);
    }

    #[test]
    fn capitals_and_accents_matter_where_they_are_typed() {
        for (query, text, fits) in [
            ("mara", "Mara", true),
            ("Mara", "mara", false),
            ("Mara", "Mara", true),
            ("lindstrom", "Lindström", true),
            ("lindström", "Lindstrom", false),
            ("lindstro\u{308}m", "Lindström", true),
            ("lindstrom", "Lindstro\u{308}m", true),
            ("soren lodz", "Søren, Łódź", true),
            ("o'neill", "O’Neill", true),
            ("σας", "ΣΑΣ", true),
            ("한", "한국어", true),
            ("하", "한국어", false),
            ("東京", "東の京都", true),
            ("ÉCOLE", "École", false),
            ("école", "ÉCOLE", true),
        ] {
            assert_eq!(score(query, text).is_some(), fits, "{query} in {text}");
        }
    }

    #[test]
    fn any_text_and_query_will_do() {
        for query in
            ["", " ", "!", "^", "'", "$", "\\", "日本", "e\u{301}", "\u{301}", "!a 'b ^c d$", &"a".repeat(9999)]
        {
            for text in ["", "日本語", "👩‍👩‍👧 family", "e\u{301}", "\u{1b}[2J", "a b c d", &"ab ".repeat(9999)]
            {
                let mut fuzzy = Fuzzy::new(query);
                let fits = fuzzy.score(text).is_some();
                assert!(fits || fuzzy.letters(text).is_empty(), "{query:?} in {text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_letters_that_are_shown_are_the_letters_that_were_typed(query in "[a-cA-C ]{0,6}|\\PC{0,4}", text in "[a-cA-C ]{0,30}|\\PC{0,20}") {
            let mut fuzzy = Fuzzy::new(&query);
            let shown = fuzzy.letters(&text);
            let clusters: Vec<&str> = head(&text, LOOKED_AT).graphemes(true).collect();
            prop_assert!(shown.iter().all(|at| *at < clusters.len()));
            if fuzzy.score(&text).is_some() {
                let wanted = query.split_whitespace().map(|w| w.graphemes(true).count()).max().unwrap_or(0);
                prop_assert!(shown.len() >= wanted);
            } else {
                prop_assert!(shown.is_empty());
            }
        }

        #[test]
        fn every_part_of_a_text_is_found_in_it(text in "[a-zA-Zäöéß ’日本]{1,40}", skip in prop::collection::vec(any::<bool>(), 40)) {
            let query: String = text.chars().zip(skip).filter(|(c, skip)| !skip && *c != ' ').map(|(c, _)| c).collect();
            prop_assert!(score(&query, &text).is_some());
        }
    }
}
