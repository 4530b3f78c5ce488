//! The syntax of one block: chunks, clauses, tokens and sentences, which the rules work on.
//!
//! ```text
//!  Assad   told   Putin   “We will stay.”   on   Monday   .
//!  Word    Word   Word    Quote             Word  Word    Punct    chunks: a quoted region is one chunk
//! |--------------------------- clause ---------------------------|   clauses: sentences, joined where a quote spans them
//! ```

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{Verb, class, form};
use crate::nlp::data::lists::List;
use crate::nlp::syntax::quotation_marks::Region;
use crate::text::{Span, Token, TokenKind, sentences_of, tokens};

/// The kind of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::nlp) enum Kind {
    /// Outside the block.
    #[default]
    None,
    Word,
    Number,
    Punct,
    /// A whole quoted region; an index into [`BlockSyntax::regions`].
    Quote(usize),
}

/// A word, a mark, or a quoted region.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::nlp) struct Chunk {
    pub(in crate::nlp) kind: Kind,
    pub(in crate::nlp) span: Span,
    /// Bits of [`class`].
    pub(in crate::nlp) class: u32,
    pub(in crate::nlp) verb: Option<Verb>,
    /// Begins with a capital letter.
    pub(in crate::nlp) cap: bool,
    /// Ends in `'s` or `s'`.
    pub(in crate::nlp) possessive: bool,
    /// Ends in `-ly` and is not a known noun.
    pub(in crate::nlp) adverb: bool,
}

impl Chunk {
    pub(in crate::nlp) fn is(&self, bits: u32) -> bool {
        self.class & bits != 0
    }

    pub(in crate::nlp) fn is_quote(&self) -> bool {
        matches!(self.kind, Kind::Quote(_))
    }

    pub(in crate::nlp) fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Number)
    }

    /// Whether the chunk can head a clause: an auxiliary, or a finite form of a known verb.
    pub(in crate::nlp) fn is_finite(&self) -> bool {
        self.is(class::FINITE | class::AUX) || self.verb.is_some_and(|v| v.form & (form::PAST | form::S) != 0)
    }
}

/// The syntax of one block.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct BlockSyntax {
    pub(in crate::nlp) span: Span,
    pub(in crate::nlp) chunks: Vec<Chunk>,
    pub(in crate::nlp) regions: Vec<Region>,
    /// Ranges of chunks, in order: sentences, joined where a quoted region spans them.
    pub(in crate::nlp) clauses: Vec<(usize, usize)>,
    /// All tokens, those inside quoted regions too.
    pub(in crate::nlp) tokens: Vec<Token>,
    pub(in crate::nlp) sentences: Vec<Span>,
    /// Set in capitals as headlines are.
    pub(in crate::nlp) headline: bool,
}

impl BlockSyntax {
    /// Analyses a block with its quoted regions; `heading` is set for headings.
    pub(in crate::nlp) fn read(text: &str, span: Span, regions: Vec<Region>, heading: bool) -> Self {
        let tokens = tokens(text, span);
        let sentences = sentences_of(text, &tokens);
        let headline = looks_like_headline(text, &tokens, heading);
        let outer: Vec<(usize, Region)> = regions.iter().copied().enumerate().filter(|(_, r)| r.depth == 0).collect();
        let chunks = chunks(text, &tokens, &sentences, &outer, headline);
        let clauses = clauses(&chunks, &sentences, &outer);
        Self { span, chunks, regions, clauses, tokens, sentences, headline }
    }

    /// The chunk at `i`; outside the block a chunk of kind [`Kind::None`].
    pub(in crate::nlp) fn at(&self, i: usize) -> &Chunk {
        const NONE: Chunk = Chunk {
            kind: Kind::None,
            span: Span { start: 0, end: 0 },
            class: 0,
            verb: None,
            cap: false,
            possessive: false,
            adverb: false,
        };
        self.chunks.get(i).unwrap_or(&NONE)
    }

    /// The text span of chunks `from..to`.
    pub(in crate::nlp) fn span_of(&self, from: usize, to: usize) -> Span {
        if from >= to {
            return Span::default();
        }
        self.at(from).span.join(self.at(to - 1).span)
    }
}

/// Writes `word` in lower case to `buffer`.
pub(in crate::nlp) fn fold<'b>(word: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    for c in word.chars() {
        if c.is_ascii() {
            buffer.push(c.to_ascii_lowercase());
        } else {
            buffer.extend(c.to_lowercase());
        }
    }
    buffer
}

/// `word` without `'s` or a closing apostrophe, and whether there was one.
pub(in crate::nlp) fn strip_possessive(word: &str) -> (&str, bool) {
    for ending in ["'s", "’s", "'S", "’S", "'", "’"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|s| !s.is_empty()) {
            return (stem, true);
        }
    }
    (word, false)
}

fn looks_like_headline(text: &str, tokens: &[Token], heading: bool) -> bool {
    if tokens.len() > 28 || tokens.len() < 3 {
        return false;
    }
    let mut long = 0;
    let mut capitals = 0;
    for token in tokens.iter().filter(|t| t.kind == TokenKind::Word && t.span.len() >= 4) {
        long += 1;
        capitals += usize::from(token.span.of(text).starts_with(char::is_uppercase));
    }
    long >= 3 && capitals * 10 >= long * 8 && (heading || capitals == long || capitals >= 5)
}

fn chunks(text: &str, tokens: &[Token], sentences: &[Span], outer: &[(usize, Region)], headline: bool) -> Vec<Chunk> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut buffer = String::new();
    let mut region = outer.iter().peekable();
    let mut sentence = sentences.iter().peekable();
    let mut fresh = true;
    for (n, token) in tokens.iter().enumerate() {
        while region.next_if(|(_, r)| r.span.end <= token.span.start).is_some() {}
        while sentence.next_if(|s| s.end <= token.span.start).is_some() {
            fresh = true;
        }
        if let Some((index, inside)) = region.peek().filter(|(_, r)| r.span.start < token.span.end) {
            if out.last().is_none_or(|i: &Chunk| i.kind != Kind::Quote(*index)) {
                out.push(Chunk { kind: Kind::Quote(*index), span: inside.span, ..Chunk::default() });
            }
            fresh = false;
            continue;
        }
        out.push(chunk(text, token, fresh || headline, &mut buffer));
        if token.kind != TokenKind::Punctuation {
            fresh = fresh && is_list_number(text, tokens, n);
        } else if matches!(token.span.of(text), ":" | "--" | "—" | "–" | ";") {
            fresh = true;
        }
    }
    // A closing apostrophe is a separate token: it makes the word before it possessive.
    for i in 1..out.len() {
        let Some([before, mark]) = out.get_mut(i - 1..=i) else { continue };
        if before.kind == Kind::Word && before.span.end == mark.span.start && matches!(mark.span.of(text), "'" | "’")
        {
            before.possessive = before.span.of(text).ends_with(['s', 'S', 'z', 'x']);
        }
    }
    out
}

/// Whether token `n` is the number of an item at the beginning of a block: `1.`, `(2)`, `a)`.
fn is_list_number(text: &str, tokens: &[Token], n: usize) -> bool {
    let word = |n: usize| tokens.get(n).map_or("", |t| t.span.of(text));
    let first = n == 0 || n == 1 && word(0) == "(";
    let short = word(n).len() < 2 || word(n).len() < 4 && tokens.get(n).is_some_and(|t| t.kind == TokenKind::Number);
    first && short && matches!(word(n + 1), "." | ")")
}

fn chunk(text: &str, token: &Token, fresh: bool, buffer: &mut String) -> Chunk {
    let word = token.span.of(text);
    if token.kind == TokenKind::Punctuation {
        return Chunk { kind: Kind::Punct, span: token.span, ..Chunk::default() };
    }
    let cap = word.starts_with(char::is_uppercase);
    let mut entry = lexicon::look_up(fold(word, buffer));
    let mut possessive = false;
    if entry.class == 0 && entry.verb.is_none() {
        let (stem, had) = strip_possessive(word);
        possessive = had;
        if had {
            entry = lexicon::look_up(fold(stem, buffer));
            entry.verb = None;
        } else if let Some((_, tail)) = word.rsplit_once('-') {
            // `front-runner`, `co-author`, `vice-president`: the last part gives the class.
            entry = lexicon::look_up(fold(tail, buffer));
            entry.verb = None;
            entry.class &= class::ROLE | class::BODY | class::PEOPLE | class::PAPER;
        }
    }
    if cap && !fresh && word != "I" {
        // A capitalised word inside a sentence is a name: `Will`, `May`, `Mark`.
        entry.verb = None;
        entry.class &=
            class::TIME | class::ROLE | class::BODY | class::PEOPLE | class::PAPER | class::ADJ | class::NUMBER;
    }
    let adverb = !cap && word.len() > 4 && word.ends_with("ly") && !List::NotAdverb.has(word);
    Chunk {
        kind: if token.kind == TokenKind::Number { Kind::Number } else { Kind::Word },
        span: token.span,
        class: entry.class | if token.kind == TokenKind::Number { class::NUMBER } else { 0 },
        verb: entry.verb,
        cap,
        possessive,
        adverb: adverb && entry.verb.is_none(),
    }
}

/// Maximum number of chunks in a clause.
const LONGEST: usize = 300;

/// Sentences as ranges of chunks; sentences that one quoted region spans are one clause.
fn clauses(chunks: &[Chunk], sentences: &[Span], outer: &[(usize, Region)]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::with_capacity(sentences.len());
    let mut region = outer.iter().peekable();
    let mut from = 0;
    let mut at = 0;
    for (n, sentence) in sentences.iter().enumerate() {
        while chunks.get(at).is_some_and(|i| i.span.start < sentence.end) {
            at += 1;
        }
        while region.next_if(|(_, r)| r.span.end <= sentence.end).is_some() {}
        let joined = region.peek().is_some_and(|(_, r)| r.span.start < sentence.end);
        // A longer "sentence" is a list or a table: cut it to bound the time of the rules.
        while at - from > LONGEST {
            out.push((from, from + LONGEST));
            from += LONGEST;
        }
        if (!joined || n + 1 == sentences.len()) && at > from {
            out.push((from, at));
            from = at;
        }
    }
    if from < chunks.len() {
        out.push((from, chunks.len()));
    }
    out
}
