//! Sentences and tokens.

use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// The classes of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and hyphens.
    Word,
    /// Digits.
    Number,
    /// Anything else that is not white space.
    Punctuation,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it lies in the text.
    pub span: Span,
    /// Its class.
    pub kind: TokenKind,
}

/// The tokens of `within`, by the word boundaries of UAX #29.
pub fn tokens(text: &str, within: Span) -> Vec<Token> {
    within
        .of(text)
        .split_word_bound_indices()
        .filter(|(_, w)| !w.trim().is_empty())
        .map(|(at, w)| Token {
            span: Span::new(within.start + at, within.start + at + w.len()),
            kind: match w.chars().next() {
                Some(c) if c.is_alphabetic() => TokenKind::Word,
                Some(c) if c.is_numeric() => TokenKind::Number,
                _ => TokenKind::Punctuation,
            },
        })
        .collect()
}

/// The sentences of `within`, in order, without the white space between them.
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    within
        .of(text)
        .split_sentence_bound_indices()
        .map(|(at, s)| Span::new(within.start + at, within.start + at + s.len()).trim(text))
        .filter(|s| !s.is_empty())
        .collect()
}
