//! Tokenizer: from text to words and word pieces of the encoder's vocabulary, with exact byte offsets.
//!
//! Pre-tokenisation is that of BERT's uncased tokenizer (Devlin et al., NAACL 2019): white space ends a word, control and
//! format characters vanish, letters lose case and accents, every punctuation mark and every CJK ideograph is a word.
//! Each word is then cut into the longest pieces of the vocabulary (Wu et al., 2016). [`Shape`] keeps the case that
//! normalisation removes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_general_category::{GeneralCategory as G, get_general_category};
use unicode_normalization::char::decompose_canonical;

use crate::text::Span;

/// The piece for words that the vocabulary cannot spell.
pub(super) const UNK: u32 = 100;
/// The piece that begins every window.
pub(super) const CLS: u32 = 101;
/// The piece after every paragraph.
pub(super) const SEP: u32 = 102;
/// Maximum length of a word; longer words are [`UNK`].
const MAX_WORD_CHARS: usize = 100;

/// How a word is written: an index into the shape embeddings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Shape {
    /// `[CLS]`, `[SEP]`.
    Special = 0,
    /// `1984`
    Digits = 1,
    /// `NATO`
    AllCaps = 2,
    /// `Moscow`
    Capitalised = 3,
    /// `said`
    Lower = 4,
    /// No letter with case: punctuation, `3rd`-less numbers such as `٣`, scripts without case.
    Other = 5,
    /// `McCain`
    Mixed = 6,
    /// `J`
    Initial = 7,
}

/// One word of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Position in the text.
    pub(super) span: Span,
    /// The character of a one-character word.
    pub(super) single: Option<char>,
    /// Whether it begins with a letter or a digit.
    pub(super) worded: bool,
    /// Its shape.
    pub(super) shape: Shape,
    /// Number of pieces, at least one.
    pub(super) pieces: usize,
}

/// The words of a text and all their pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// In order.
    pub(super) words: Vec<Word>,
    /// Vocabulary numbers.
    pub(super) pieces: Vec<u32>,
}

/// The word pieces by number.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Pieces that begin a word.
    first: Pieces,
    /// Pieces that continue a word, without their `##`.
    next: Pieces,
    /// Bytes of the longest piece.
    longest: usize,
}

type Pieces = HashMap<&'static str, u32, BuildHasherDefault<PieceHasher>>;

impl Vocabulary {
    /// Reads one piece a line, numbered by line.
    pub(super) fn new(lines: &'static str) -> Self {
        let mut first = Pieces::with_capacity_and_hasher(1 << 15, BuildHasherDefault::default());
        let mut next = Pieces::with_capacity_and_hasher(1 << 13, BuildHasherDefault::default());
        let mut longest = 0;
        for (line, number) in lines.lines().zip(0..) {
            let (map, piece) = match line.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut next, rest),
                _ => (&mut first, line),
            };
            longest = longest.max(piece.len());
            map.insert(piece, number);
        }
        Self { first, next, longest }
    }

    /// The words of `text`, which begins at byte `base` of the article.
    pub(super) fn words(&self, text: &str, base: usize) -> Words {
        let mut out = Words::default();
        let mut cut = Cutter { vocabulary: self, text, base, norm: String::new(), start: 0, end: 0, out: &mut out };
        for (at, c) in text.char_indices() {
            cut.push(at, c);
        }
        cut.flush();
        out
    }

    /// Appends the pieces of a normalised word and returns their number.
    fn pieces(&self, word: &str, out: &mut Vec<u32>) -> usize {
        let before = out.len();
        if word.len() > MAX_WORD_CHARS && word.chars().count() > MAX_WORD_CHARS {
            out.push(UNK);
            return 1;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let map = if out.len() == before { &self.first } else { &self.next };
            let most = rest.len().min(self.longest);
            let found = (1..=most).rev().find_map(|n| Some((*map.get(rest.get(..n)?)?, rest.get(n..)?)));
            let Some((piece, after)) = found else {
                out.truncate(before);
                out.push(UNK);
                return 1;
            };
            out.push(piece);
            rest = after;
        }
        out.len() - before
    }
}

/// The word that is being collected.
struct Cutter<'a> {
    vocabulary: &'a Vocabulary,
    text: &'a str,
    base: usize,
    norm: String,
    start: usize,
    end: usize,
    out: &'a mut Words,
}

impl Cutter<'_> {
    fn push(&mut self, at: usize, c: char) {
        if c.is_ascii() {
            match c {
                'a'..='z' | '0'..='9' => self.letter(at, c, c),
                'A'..='Z' => self.letter(at, c, c.to_ascii_lowercase()),
                '\t' | '\n' | '\r' | ' ' => self.flush(),
                _ if c.is_ascii_punctuation() => self.mark(at, c, c),
                _ => {}
            }
            return;
        }
        let category = get_general_category(c);
        if c == '\u{FFFD}' || is_other(category) {
            return;
        }
        if is_separator(category) {
            self.flush();
            return;
        }
        let cjk = is_cjk(c);
        if cjk {
            self.flush();
        }
        decompose_canonical(c, |part| {
            if get_general_category(part) == G::NonspacingMark {
                return;
            }
            for lower in part.to_lowercase() {
                if !cjk && is_punctuation(lower) {
                    self.mark(at, c, lower);
                } else {
                    self.letter(at, c, lower);
                }
            }
        });
        if cjk {
            self.flush();
        }
    }

    /// A character of a longer word.
    fn letter(&mut self, at: usize, written: char, norm: char) {
        if self.norm.is_empty() {
            self.start = at;
        }
        self.norm.push(norm);
        self.end = at + written.len_utf8();
    }

    /// A character that is a word by itself.
    fn mark(&mut self, at: usize, written: char, norm: char) {
        self.flush();
        self.letter(at, written, norm);
        self.flush();
    }

    fn flush(&mut self) {
        let Some(first) = self.norm.chars().next() else { return };
        let raw = Span::new(self.start, self.end).of(self.text);
        let mut chars = raw.chars();
        let single = chars.next().filter(|_| chars.next().is_none());
        self.out.words.push(Word {
            span: Span::new(self.base + self.start, self.base + self.end),
            single,
            worded: is_letter_or_number(first),
            shape: shape(raw),
            pieces: self.vocabulary.pieces(&self.norm, &mut self.out.pieces),
        });
        self.norm.clear();
    }
}

/// The shape of a word.
pub(super) fn shape(raw: &str) -> Shape {
    if raw.bytes().all(|b| b.is_ascii_digit()) {
        return Shape::Digits;
    }
    let (mut length, mut upper, mut lower, mut first_upper) = (0, 0, 0, false);
    for c in raw.chars() {
        if is_upper(c) {
            upper += 1;
            first_upper |= length == 0;
        } else if is_lower(c) {
            lower += 1;
        }
        length += 1;
    }
    match (upper, lower) {
        (0, 0) => Shape::Other,
        (0, _) => Shape::Lower,
        (_, 0) if length == 1 => Shape::Initial,
        (_, 0) => Shape::AllCaps,
        (1, _) if first_upper => Shape::Capitalised,
        _ => Shape::Mixed,
    }
}

/// Whether a character has a different lower-case form.
fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { c.to_lowercase().ne([c]) }
}

/// Whether a character has a different upper-case form.
fn is_lower(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_lowercase() } else { c.to_uppercase().ne([c]) }
}

/// ASCII symbols and the Unicode categories `P*`, as in BERT.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || (!c.is_ascii()
            && matches!(
                get_general_category(c),
                G::ConnectorPunctuation
                    | G::DashPunctuation
                    | G::OpenPunctuation
                    | G::ClosePunctuation
                    | G::InitialPunctuation
                    | G::FinalPunctuation
                    | G::OtherPunctuation
            ))
}

/// Categories `C*`.
fn is_other(category: G) -> bool {
    matches!(category, G::Control | G::Format | G::Surrogate | G::PrivateUse | G::Unassigned)
}

/// Categories `Z*`.
fn is_separator(category: G) -> bool {
    matches!(category, G::SpaceSeparator | G::LineSeparator | G::ParagraphSeparator)
}

/// Categories `L*` and `N*`.
fn is_letter_or_number(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (!c.is_ascii()
            && matches!(
                get_general_category(c),
                G::UppercaseLetter
                    | G::LowercaseLetter
                    | G::TitlecaseLetter
                    | G::ModifierLetter
                    | G::OtherLetter
                    | G::DecimalNumber
                    | G::LetterNumber
                    | G::OtherNumber
            ))
}

fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B73F}'
        | '\u{2B740}'..='\u{2B81F}' | '\u{2B820}'..='\u{2CEAF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

/// A fast hash for short strings. It needs no protection from chosen collisions: the vocabulary is fixed, and a long
/// chain costs a few comparisons.
#[derive(Clone, Copy, Debug, Default)]
struct PieceHasher(u64);

impl Hasher for PieceHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut add = |word: u64| {
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        };
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            add(u64::from_le_bytes(*word));
        }
        add(rest.iter().fold(rest.len() as u64, |n, b| n << 8 | u64::from(*b)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write(&[byte]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: &str = "[PAD]\nthe\n##s\nun\n##aff\n##able\nmayor\nsaid\n.\n\"\n\u{4eac}\ncafe\n##a\na";

    fn texts(text: &str) -> Vec<&str> {
        Vocabulary::new(LINES).words(text, 0).words.iter().map(|w| w.span.of(text)).collect()
    }

    #[test]
    fn words_keep_their_place() {
        for (text, want) in [
            ("", vec![]),
            (" \u{200B}\u{0}\n", vec![]),
            ("The mayor's \u{201c}plan\u{201d}.", vec!["The", "mayor", "'", "s", "\u{201c}", "plan", "\u{201d}", "."]),
            ("soft\u{AD}ly  U.S.", vec!["soft\u{AD}ly", "U", ".", "S", "."]),
            ("cafe\u{301}\u{301} x", vec!["cafe", "x"]),
            ("\u{6771}\u{4eac}a", vec!["\u{6771}", "\u{4eac}", "a"]),
            ("a\u{0B}b", vec!["a\u{0B}b"]),
        ] {
            assert_eq!(texts(text), want, "{text:?}");
        }
    }

    #[test]
    fn pieces_are_the_longest_first() {
        let vocabulary = Vocabulary::new(LINES);
        for (word, want) in [
            ("THE", vec![1]),
            ("unaffable", vec![3, 4, 5]),
            ("Café", vec![11]),
            ("unq", vec![UNK]),
            ("mayors", vec![6, 2]),
            ("\u{4eac}", vec![10]),
        ] {
            assert_eq!(vocabulary.words(word, 0).pieces, want, "{word}");
        }
        let long = "a".repeat(100);
        assert_eq!(vocabulary.words(&long, 0).pieces.len(), 100);
        assert_eq!(vocabulary.words(&(long + "a"), 0).pieces, [UNK]);
    }

    #[test]
    fn shapes() {
        for (word, want) in [
            ("1984", Shape::Digits),
            ("NATO", Shape::AllCaps),
            ("F16", Shape::AllCaps),
            ("Moscow", Shape::Capitalised),
            ("said", Shape::Lower),
            ("\u{201c}", Shape::Other),
            ("\u{6771}", Shape::Other),
            ("McCain", Shape::Mixed),
            ("iPhone", Shape::Mixed),
            ("J", Shape::Initial),
            ("Élan", Shape::Capitalised),
        ] {
            assert_eq!(shape(word), want, "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_words_in_order(text in any::<String>(), base in 0usize..9) {
            let vocabulary = Vocabulary::new(LINES);
            let found = vocabulary.words(&text, base);
            let mut end = base;
            for word in &found.words {
                prop_assert!(word.span.start >= end || word.span.start + 4 >= end, "only parts of one character overlap");
                prop_assert!(!Span::new(word.span.start - base, word.span.end - base).of(&text).is_empty());
                prop_assert!(word.pieces > 0);
                end = word.span.end;
            }
            prop_assert_eq!(found.words.iter().map(|w| w.pieces).sum::<usize>(), found.pieces.len());
        }
    }
}
