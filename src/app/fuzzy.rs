//! Finding a thing by some of its letters.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

use super::fit::head;

/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 400;

/// What is looked for, read once for many texts.
pub struct Fuzzy {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Fuzzy {
    /// Reads what is typed: words in any order, letters of each in order; capitals make case matter.
    #[must_use]
    pub fn new(query: &str) -> Self {
        Self {
            pattern: Pattern::parse(query, CaseMatching::Smart, Normalization::Smart),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// How well a text fits; `None` where it does not.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let text = clusters(head(text, LOOKED_AT), &mut self.buffer);
        self.pattern.score(text, &mut self.matcher)
    }

    /// The clusters of a text that were looked for, in order.
    pub fn letters(&mut self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let text = clusters(head(text, LOOKED_AT), &mut self.buffer);
        if self.pattern.indices(text, &mut self.matcher, &mut found).is_none() {
            return Vec::new();
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| usize::try_from(at).ok()).collect()
    }
}

/// The clusters of a text, each as its first character. (`Utf32Str::new` takes the bytes of a text whose clusters all
/// begin with an ASCII letter, accents that follow it included, and then counts those.)
fn clusters<'a>(text: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if text.is_ascii() {
        return Utf32Str::Ascii(text.as_bytes());
    }
    buffer.clear();
    // Finding clusters takes long, and there is nothing to find in letters, punctuation and ideographs.
    let alone = |c: char| matches!(c, ' '..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(alone) {
        buffer.extend(text.chars());
        return Utf32Str::Unicode(buffer);
    }
    buffer.extend(text.graphemes(true).filter_map(|cluster| cluster.chars().next()));
    Utf32Str::Unicode(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_are_enough_and_the_closest_wins() {
        let mut fuzzy = Fuzzy::new("nxq");
        let (good, bad) = (fuzzy.score("next quote"), fuzzy.score("no xylophone in the quarter"));
        assert!(good > bad && bad.is_some());
        assert!(fuzzy.score("quote next").is_none(), "not in this order");
        assert!(Fuzzy::new("quote next").score("next quote").is_some(), "words in any order");
        assert_eq!(Fuzzy::new("tq").letters("e\u{301}t q"), [1, 3], "clusters are counted, not characters");
    }

    #[test]
    fn any_text_and_query_will_do() {
        for query in ["", " ", "!", "^", "'", "$", "\\", "日本", "e\u{301}", "!a 'b ^c d$"] {
            for text in ["", "日本語", "👩‍👩‍👧 family", "e\u{301}", "\u{1b}[2J", "a b c d"] {
                let mut fuzzy = Fuzzy::new(query);
                let fits = fuzzy.score(text).is_some();
                assert!(fits || fuzzy.letters(text).is_empty(), "{query:?} in {text:?}");
            }
        }
    }
}
