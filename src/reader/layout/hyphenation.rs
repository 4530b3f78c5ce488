//! Hyphenation with TeX patterns for the language of the article.

use hypher::Lang;

use crate::text::Article;

/// A language with hyphenation patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(Lang);

/// Bytes to read for language detection.
const READ: usize = 4000;
/// The shortest word to hyphenate.
const SHORTEST: usize = 6;

impl Language {
    /// English.
    pub const ENGLISH: Self = Self(Lang::English);

    /// Returns the language of an article: that of its text, else the one that the input states. `None` if the language is
    /// not hyphenated.
    #[must_use]
    pub fn of(article: &Article) -> Option<Self> {
        let start = article.blocks.iter().find(|b| b.kind.is_prose()).map_or(0, |b| b.span.start);
        let text = article.text.get(start..)?;
        let found = whatlang::detect(crate::reader::layout::text_measure::head(text, READ));
        let unsure = found.as_ref().is_none_or(|found| !found.is_reliable());
        let sure = found.filter(|found| found.is_reliable() || found.lang() == whatlang::Lang::Eng);
        let stated = || <[u8; 2]>::try_from(article.language.as_deref()?.split('-').next()?.as_bytes()).ok();
        let code = stated().filter(|_| unsure).or_else(|| code(sure?.lang()))?;
        Lang::from_iso(code).filter(|lang| lang.hyphenation_character().is_some()).map(Self)
    }

    /// Returns the possible break positions in `unit`, in bytes. A unit is the text between two ordinary line-break
    /// opportunities. Names, addresses and figures have none.
    pub(super) fn places(self, unit: &str) -> Vec<usize> {
        let is_mark = |c: char| matches!(c, '\'' | '\u{2019}');
        let core = unit.trim_matches(|c: char| !c.is_alphabetic());
        let plain = |c: char| c.is_alphabetic() || is_mark(c);
        let mut places = Vec::new();
        // A word with a hyphen of its own gets no other.
        if !core.chars().all(plain) || unit.ends_with(['-', '\u{2010}']) {
            return places;
        }
        let Some(start) = unit.find(core) else { return places };
        let mut at = start;
        for part in core.split_inclusive(is_mark) {
            let word = part.trim_end_matches(is_mark);
            if self.divides(word) {
                let (before, behind) = self.0.bounds();
                let mut end = at;
                for syllable in hypher::hyphenate_bounded(word, self.0, before.max(2), behind.max(3)) {
                    end += syllable.len();
                    if end < at + word.len() {
                        places.push(end);
                    }
                }
            }
            at += part.len();
        }
        places
    }

    fn divides(self, word: &str) -> bool {
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        // Names stay whole; but in German every noun has a capital.
        let may_begin = !capital || self.0 == Lang::German;
        may_begin && letters.clone().count() + 1 >= SHORTEST && !letters.any(char::is_uppercase)
    }
}

/// Returns the two-letter code of a language.
/// Returns the English name of a language by its code in the annotations (ISO 639-3): `deu` → `German`.
#[must_use]
pub(in crate::reader) fn language_name(code: &str) -> &str {
    whatlang::Lang::from_code(code).map_or(code, |language| language.eng_name())
}

fn code(lang: whatlang::Lang) -> Option<[u8; 2]> {
    use whatlang::Lang as L;
    Some(*match lang {
        L::Eng => b"en",
        L::Afr => b"af",
        L::Bel => b"be",
        L::Bul => b"bg",
        L::Cat => b"ca",
        L::Ces => b"cs",
        L::Dan => b"da",
        L::Deu => b"de",
        L::Ell => b"el",
        L::Spa => b"es",
        L::Est => b"et",
        L::Fin => b"fi",
        L::Fra => b"fr",
        L::Hrv => b"hr",
        L::Hun => b"hu",
        L::Ita => b"it",
        L::Kat => b"ka",
        L::Lat => b"la",
        L::Lit => b"lt",
        L::Nld => b"nl",
        L::Nob => b"no",
        L::Pol => b"pl",
        L::Por => b"pt",
        L::Rus => b"ru",
        L::Slk => b"sk",
        L::Slv => b"sl",
        L::Srp => b"sr",
        L::Swe => b"sv",
        L::Tur => b"tr",
        L::Ukr => b"uk",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn divided(unit: &str, language: Language) -> String {
        let mut out = unit.to_owned();
        language.places(unit).into_iter().rev().for_each(|at| out.insert(at, '='));
        out
    }

    #[test]
    fn words_are_divided_and_other_things_are_not() {
        for (unit, wanted) in [
            ("“government’s", "“gov=ern=ment’s"),
            ("hyphenation,”", "hy=phen=ation,”"),
            ("reader", "reader"),
            ("Lindqvist", "Lindqvist"),
            ("UNESCO", "UNESCO"),
            ("example.org/documentation", "example.org/documentation"),
            ("documentation-", "documentation-"),
            ("2023", "2023"),
            ("—", "—"),
            ("", ""),
        ] {
            assert_eq!(divided(unit, Language::ENGLISH), wanted);
        }
        assert_eq!(divided("„Verantwortung“", Language(Lang::German)), "„Ver=ant=wor=tung“");
        assert_eq!(divided("l’administration", Language(Lang::French)), "l’ad=mi=nis=tra=tion");
    }

    #[test]
    fn the_language_is_told_by_the_text() {
        let language = |text: &str| {
            let block = crate::text::Block::paragraph(crate::text::Span::new(0, text.len()));
            Language::of(&Article::new("t", text.to_owned(), vec![block]))
        };
        assert_eq!(
            language("The council met in the old harbour and nobody knew what it had decided in the end."),
            Some(Language::ENGLISH)
        );
        assert_eq!(
            language("Der Rat traf sich am alten Hafen, und niemand wusste am Ende, was er beschlossen hatte."),
            Some(Language(Lang::German))
        );
        assert_eq!(language("議会は古い港で開かれ、最後に何が決まったのか誰も知らなかった。"), None);
        assert_eq!(language(""), None);
        let block = crate::text::Block::paragraph(crate::text::Span::new(0, 5));
        let short =
            Article { language: Some("de-CH".to_owned()), ..Article::new("t", "Hallo".to_owned(), vec![block]) };
        assert_eq!(Language::of(&short), Some(Language(Lang::German)), "as the input states");
    }

    proptest! {
        #[test]
        fn any_unit_is_divided_inside_and_on_boundaries(unit in "\\PC{0,24}|[a-zäöüßA-Z’-]{0,60}", german: bool) {
            let places = Language(if german { Lang::German } else { Lang::English }).places(&unit);
            prop_assert!(places.windows(2).all(|two| two[0] < two[1]));
            prop_assert!(places.iter().all(|at| *at > 0 && *at < unit.len() && unit.is_char_boundary(*at)));
        }
    }
}
