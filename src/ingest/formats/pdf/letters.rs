//! Finds the letters of glyphs for which a file gives none: an embedded font may know them, or the numbers of the glyphs do.

use std::collections::{BTreeSet, HashMap};

use skrifa::{FontRef, MetadataProvider as _};

/// The first of the characters that stand for unknown letters (the last two planes of Unicode, which are private).
const PRIVATE: u32 = 0xF_0000;
/// Number of fonts whose unknown letters are told apart, and of codes in each.
const FONTS: usize = 32;
const CODES: u32 = 0x1000;

/// Returns the letters of a font's glyphs, by the table from letters to glyphs that the font holds.
pub(super) fn of_font(data: &[u8]) -> HashMap<u32, char> {
    let mut letters = HashMap::new();
    let Ok(font) = FontRef::new(data) else { return letters };
    for (code, glyph) in font.charmap().mappings() {
        let is_private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..);
        if let Some(c) = char::from_u32(code).filter(|c| !is_private && !c.is_control()) {
            letters.entry(glyph.to_u32()).or_insert(c);
        }
    }
    letters
}

/// Returns a character that stands for the code of a glyph with unknown letters, until it is clear what the codes are.
pub(super) fn stand_in(font: usize, code: u32) -> char {
    let slot = u32::try_from(font % FONTS).unwrap_or(0);
    char::from_u32(PRIVATE + slot * CODES + code.min(CODES - 1)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Returns the font and the code of a stand-in, if a character is one.
pub(super) fn code_of(c: char) -> Option<(usize, u32)> {
    let number = u32::from(c).checked_sub(PRIVATE)?;
    Some((usize::try_from(number / CODES).ok()?, number % CODES))
}

/// How codes of glyphs without known letters are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// The codes of old fonts are ASCII or Latin 1.
    Latin,
    /// Glyphs of fonts for Windows are often numbered in the order of the first fonts for the Macintosh: the space is the third,
    /// and accented letters follow those of ASCII. Other fonts begin the same order somewhere else.
    Numbers(i32),
}

/// The usual number of the space.
const SPACE: i32 = 3;

impl Reading {
    /// Returns the reading by which codes make words, if there is one.
    fn of(codes: &[u32]) -> Option<Self> {
        let usual = [Self::Latin, Self::Numbers(SPACE)].into_iter();
        let others = [-2, -1, 0, 1, 2, 4, 5].into_iter().map(Self::Numbers);
        let sure = |reading: &Self| reading.makes_words(codes) && reading.likeness(codes) > 55;
        let best = others.filter(sure).max_by_key(|reading| reading.likeness(codes));
        let usual = usual.filter(|reading| reading.makes_words(codes)).max_by_key(|reading| reading.likeness(codes));
        match (usual, best) {
            (Some(usual), Some(best)) if best.likeness(codes) > usual.likeness(codes) + 10 => Some(best),
            (None, best) => best,
            (usual, _) => usual,
        }
    }

    fn letter(self, code: u32) -> Option<char> {
        const LAST: u32 = 0x7e;
        const ACCENTS: std::ops::RangeInclusive<u32> = 0x80..=0xdf;
        let c = match self {
            Self::Latin => char::from_u32(code)?,
            Self::Numbers(space) => match (code + 0x20).checked_add_signed(-space)? {
                ascii @ 0x20..=LAST => char::from_u32(ascii)?,
                later if ACCENTS.contains(&(later + 1)) => {
                    let byte = u8::try_from(later + 1).ok()?;
                    encoding_rs::MACINTOSH.decode_without_bom_handling(&[byte]).0.chars().next()?
                }
                _ => return None,
            },
        };
        Some(c).filter(|c| !c.is_control())
    }

    /// Returns how many of a hundred letters are frequent ones of European languages.
    fn likeness(self, codes: &[u32]) -> usize {
        let letters = || codes.iter().filter_map(|code| self.letter(*code)).filter(|c| c.is_alphabetic());
        let frequent = |c: &char| "eainrstol".contains(c.to_ascii_lowercase());
        letters().filter(frequent).count() * 100 / letters().count().max(1)
    }

    fn makes_words(self, codes: &[u32]) -> bool {
        let read: Vec<char> =
            codes.iter().filter_map(|code| self.letter(*code)).filter(|c| *c <= 'ÿ' || self != Self::Latin).collect();
        let letters: Vec<char> = read.iter().copied().filter(|c| c.is_alphabetic()).collect();
        let plain = letters.iter().filter(|c| c.is_ascii()).count();
        let vowels = letters.iter().filter(|c| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')).count();
        let distinct: BTreeSet<char> = letters.iter().map(|c| c.to_ascii_lowercase()).collect();
        letters.len() >= 12
            && distinct.len() >= 6
            && read.len() * 10 >= codes.len() * 9
            && letters.len() * 10 >= codes.len() * 6
            && plain * 10 >= letters.len() * 8
            && (letters.len() / 4..=letters.len() / 2).contains(&vowels)
    }
}

/// The readings of the fonts of a document.
pub(super) struct Readings {
    fonts: Vec<Option<Reading>>,
}

impl Readings {
    /// Codes of a font with fewer letters are read as those of all fonts are.
    const FEW: usize = 40;

    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut codes: Vec<Vec<u32>> = vec![Vec::new(); FONTS];
        for (font, code) in lines.flat_map(str::chars).filter_map(code_of) {
            if let Some(codes) = codes.get_mut(font) {
                codes.push(code);
            }
        }
        let all = Reading::of(&codes.concat());
        let fonts = codes.iter().map(|codes| Reading::of(codes).or(all.filter(|_| codes.len() < Self::FEW))).collect();
        Self { fonts }
    }

    /// Replaces the stand-ins of a text by letters, and drops those without. Returns how many it drops.
    pub(super) fn resolve(&self, text: &mut String) -> usize {
        let mut unknown = 0;
        let letter = |c: char| {
            let Some((font, code)) = code_of(c) else { return Some(c) };
            let read = self.fonts.get(font).copied().flatten().and_then(|reading| reading.letter(code));
            unknown += usize::from(read.is_none());
            read
        };
        *text = text.chars().filter_map(letter).collect::<String>().trim().to_owned();
        unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_tells_the_letters_of_its_glyphs() {
        // One table, for Unicode, with one group: A to C are the glyphs from 7 on.
        let head: [&[u8]; 4] = [&[0, 1, 0, 0, 0, 1, 0, 16, 0, 0, 0, 0], b"cmap", &[0; 4], &[0, 0, 0, 28, 0, 0, 0, 40]];
        let table: [&[u8]; 3] = [
            &[0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12],
            &[0, 12, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 1],
            &[0, 0, 0, 0x41, 0, 0, 0, 0x43, 0, 0, 0, 7],
        ];
        let font = [head.concat(), table.concat()].concat();
        assert_eq!(of_font(&font), HashMap::from([(7, 'A'), (8, 'B'), (9, 'C')]));
        assert_eq!(of_font(b"no font"), HashMap::new());
    }

    #[test]
    fn each_font_is_read_by_itself() {
        let words = "the council met at the quay on monday and sold the mill to nobody";
        let coded =
            |font: usize, off: u32| words.chars().map(|c| stand_in(font, u32::from(c) - off)).collect::<String>();
        let (mut first, mut second) = (coded(1, 29), coded(2, 28));
        let readings = Readings::of([first.as_str(), second.as_str()].into_iter());
        assert_eq!((readings.resolve(&mut first), readings.resolve(&mut second)), (0, 0));
        assert_eq!((first.as_str(), second.as_str()), (words, words));
        // A font without a space, whose first glyph is an exclamation mark.
        let mut third: String =
            words.chars().map(|c| if c == ' ' { c } else { stand_in(3, u32::from(c) - 33) }).collect();
        let readings = Readings::of([third.as_str()].into_iter());
        assert_eq!((readings.resolve(&mut third), third.as_str()), (0, words));
    }

    #[test]
    fn unknown_letters_are_read_where_the_codes_make_words() {
        let words = "the council met at the café on monday and sold the mill";
        let latin: Vec<u32> = words.chars().map(u32::from).collect();
        let numbers: Vec<u32> = words.chars().map(|c| if c == 'é' { 112 } else { u32::from(c) - 29 }).collect();
        let later: Vec<u32> = numbers.iter().map(|code| code + 1).collect();
        let all = [(&latin, Reading::Latin), (&numbers, Reading::Numbers(3)), (&later, Reading::Numbers(4))];
        for (codes, reading) in all {
            assert_eq!(Reading::of(codes), Some(reading));
            assert_eq!(codes.iter().filter_map(|code| reading.letter(*code)).collect::<String>(), words);
        }
        assert_eq!(Reading::of(&latin.iter().map(|code| code + 7).collect::<Vec<_>>()), None);
    }
}
