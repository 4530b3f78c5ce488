//! Windows: the words that the encoder sees at once, in whole paragraphs where they fit.

use crate::nlp::encoder::tokenizer::{CLS, SEP, Shape, Vocabulary, Word, Words};
use crate::text::Span;

/// Maximum number of pieces in a window.
pub(super) const LIMIT: usize = 256;
/// A new section begins at the first paragraph after this many bytes. Books are cut into windows section by section, so
/// that the section on screen comes first. Nearly every article is one section.
const SECTION_BYTES: usize = 64 << 10;

/// The quotation state of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Quoted {
    /// Outside.
    Outside = 0,
    /// Inside.
    Inside = 1,
    /// A quotation mark.
    Mark = 2,
}

/// A paragraph, or a part of a paragraph that is too long for a window. Parts are packed whole, followed by `[SEP]`.
struct Unit {
    words: Vec<Word>,
    pieces: Vec<u32>,
    quoted: Vec<Quoted>,
    paragraph: usize,
}

/// The input of the encoder.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// The pieces, as vocabulary numbers.
    pub(super) ids: Vec<u32>,
    /// The shape of each piece's word.
    pub(super) shapes: Vec<Shape>,
    /// The quotation state of each piece's word.
    pub(super) quotes: Vec<Quoted>,
    /// The words.
    pub(super) words: Vec<Word>,
    /// The first piece of each word.
    pub(super) first: Vec<usize>,
    /// The quotation state of each word.
    pub(super) quoted: Vec<Quoted>,
    /// The paragraph of each word, counted through the section.
    pub(super) paragraph: Vec<usize>,
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            ids: vec![CLS],
            shapes: vec![Shape::Special],
            quotes: vec![Quoted::Outside],
            words: Vec::new(),
            first: Vec::new(),
            quoted: Vec::new(),
            paragraph: Vec::new(),
        }
    }

    fn add(&mut self, unit: Unit) {
        for (word, &quoted) in unit.words.iter().zip(&unit.quoted) {
            self.first.push(self.shapes.len());
            self.paragraph.push(unit.paragraph);
            self.shapes.extend(std::iter::repeat_n(word.shape, word.pieces));
            self.quotes.extend(std::iter::repeat_n(quoted, word.pieces));
        }
        self.ids.extend(unit.pieces);
        self.words.extend(unit.words);
        self.quoted.extend(unit.quoted);
        self.ids.push(SEP);
        self.shapes.push(Shape::Special);
        self.quotes.push(Quoted::Outside);
    }

    /// From the first word to the last.
    pub(super) fn extent(&self) -> Span {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => Span::default(),
        }
    }

    /// The text under words `first..=last`.
    pub(super) fn place(&self, (first, last): (usize, usize)) -> Span {
        match (self.words.get(first), self.words.get(last)) {
            (Some(a), Some(b)) => Span::new(a.span.start, b.span.end),
            _ => Span::default(),
        }
    }
}

/// Runs of paragraphs that are packed into windows together: ranges of indices into `paragraphs`.
pub(super) fn sections(paragraphs: &[Span]) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (i, paragraph) in paragraphs.iter().enumerate() {
        bytes += paragraph.len();
        if bytes >= SECTION_BYTES {
            out.push(from..i + 1);
            (from, bytes) = (i + 1, 0);
        }
    }
    if from < paragraphs.len() {
        out.push(from..paragraphs.len());
    }
    out
}

/// The windows over `paragraphs`, each filled with as many whole paragraphs as fit.
pub(super) fn windows(vocabulary: &Vocabulary, text: &str, paragraphs: &[Span]) -> Vec<Window> {
    let mut out = Vec::new();
    let mut current = Window::new();
    let mut number = 0;
    for paragraph in paragraphs {
        let found = vocabulary.words(paragraph.of(text), paragraph.start);
        if found.words.is_empty() {
            continue;
        }
        for unit in units(found, number) {
            if !current.words.is_empty() && current.ids.len() + unit.pieces.len() + 1 > LIMIT {
                out.push(std::mem::replace(&mut current, Window::new()));
            }
            current.add(unit);
        }
        number += 1;
    }
    if !current.words.is_empty() {
        out.push(current);
    }
    out
}

/// Cuts a paragraph into parts that fit a window: as long as possible, and ending with a sentence where one ends.
fn units(found: Words, paragraph: usize) -> Vec<Unit> {
    let quoted = quotation_states(&found.words);
    let room = LIMIT - 2;
    if found.pieces.len() <= room {
        return vec![Unit { words: found.words, pieces: found.pieces, quoted, paragraph }];
    }
    let ends = sentence_starts(&found.words);
    let mut out = Vec::new();
    let (mut words, mut pieces, mut quoted) = (&found.words[..], &found.pieces[..], &quoted[..]);
    let mut done = 0;
    while !words.is_empty() {
        let (mut size, mut best) = (0, (0, 0));
        let mut count = 0;
        for word in words {
            if size + word.pieces > room {
                break;
            }
            size += word.pieces;
            count += 1;
            if count == words.len() || ends.get(done + count).copied().unwrap_or_default() {
                best = (count, size);
            }
        }
        // A word has at most 100 pieces, so `count` is never 0. `max` keeps the loop finite in any case.
        let (count, size) = if best.0 > 0 { best } else { (count.max(1), size) };
        let (head, rest) = words.split_at(count.min(words.len()));
        let (head_pieces, rest_pieces) = pieces.split_at(size.min(pieces.len()));
        let (head_quoted, rest_quoted) = quoted.split_at(count.min(quoted.len()));
        out.push(Unit { words: head.to_vec(), pieces: head_pieces.to_vec(), quoted: head_quoted.to_vec(), paragraph });
        (words, pieces, quoted) = (rest, rest_pieces, rest_quoted);
        done += count;
    }
    out
}

/// The quotation state of each word of a paragraph.
fn quotation_states(words: &[Word]) -> Vec<Quoted> {
    let mut out = Vec::with_capacity(words.len());
    let mut inside = false;
    let mut i = 0;
    while let Some(word) = words.get(i) {
        i += 1;
        match word.single {
            Some('\u{201c}' | '\u{201e}' | '\u{ab}') => inside = true,
            Some('\u{201d}' | '\u{bb}') => inside = false,
            Some('"') => inside = !inside,
            Some(c @ ('`' | '\''))
                if words.get(i).is_some_and(|w| w.span.start == word.span.end && w.single == Some(c)) =>
            {
                inside = c == '`';
                out.push(Quoted::Mark);
                i += 1;
            }
            _ => {
                out.push(if inside { Quoted::Inside } else { Quoted::Outside });
                continue;
            }
        }
        out.push(Quoted::Mark);
    }
    out
}

/// For each word, whether a sentence may begin there: after `.`, `!`, `?`, `…` and closing marks, and white space.
fn sentence_starts(words: &[Word]) -> Vec<bool> {
    let mut out = vec![false; words.len()];
    // Whether the words so far end a sentence: the mark, then closers that touch it.
    let mut ended = false;
    let mut before: Option<&Word> = None;
    for (word, start) in words.iter().zip(&mut out) {
        let touches = before.is_some_and(|b| b.span.end == word.span.start);
        *start = before.is_some() && !touches && ended;
        ended = match word.single {
            Some('.' | '!' | '?' | '\u{2026}') => true,
            Some('\u{201d}' | '\u{2019}' | '\u{bb}' | '"' | '\'' | ')' | ']') => ended && touches,
            _ => false,
        };
        before = Some(word);
    }
    out
}
