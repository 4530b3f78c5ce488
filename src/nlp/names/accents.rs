//! Compares names without the accents of their letters: `Hernández` and `Hernandez` are one name.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::nlp::data::gazetteer;

/// Returns a word in lower case without its accents. Known names and titles keep theirs: `bogotá`.
pub(in crate::nlp) fn plain(word: String) -> String {
    if word.is_ascii() || gazetteer::word(&word) != 0 || gazetteer::name(&word).is_some() {
        return word;
    }
    word.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// Whether two forms of a name differ in nothing but accents.
pub(in crate::nlp) fn is_same(a: &str, b: &str) -> bool {
    let bare = |word: &str| word.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::nlp::testing::shipped;

    #[test]
    fn accents_do_not_tell_names_apart() {
        for (word, want) in
            [("hernández", "hernandez"), ("bérenger", "berenger"), ("bogotá", "bogotá"), ("holt", "holt")]
        {
            assert_eq!(plain(word.to_owned()), want);
        }
        let text = "President Juan Hernandez spoke. “We sail,” Juan Hernández said. “At noon,” said Hernandez.";
        shipped().speakers(text, &[("We sail", "Juan Hernández"), ("At noon", "Juan Hernández")]);
    }
}
