//! The words of one sentence with what the rules on events and claims ask of them: class, verb, name, date, quote.

use std::borrow::Cow;

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{Entry, Verb, class, form, frame};
use crate::nlp::data::lists::List;
use crate::nlp::syntax::block_syntax::{BlockSyntax, fold, strip_possessive};
use crate::text::{Span, TokenKind};

/// A word or a punctuation mark.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) span: Span,
    /// In lower case, without `'s`.
    pub(super) lower: Cow<'a, str>,
    pub(super) kind: TokenKind,
    /// Bits of [`class`].
    pub(super) class: u32,
    pub(super) verb: Option<Verb>,
    entry: Entry,
    pub(super) cap: bool,
    pub(super) possessive: bool,
    /// Part of a name.
    pub(super) named: bool,
    /// Part of a date or a quantity.
    pub(super) counted: bool,
    /// Number of the outermost quoted region, from 1; 0 outside.
    pub(super) quote: usize,
}

impl Word<'_> {
    pub(super) fn is(&self, bits: u32) -> bool {
        self.class & bits != 0
    }

    pub(super) fn has(&self, list: List) -> bool {
        self.entry.has(list)
    }

    pub(super) fn is_punct(&self) -> bool {
        self.kind == TokenKind::Punctuation
    }

    pub(super) fn is_adverb(&self) -> bool {
        self.is(class::ADV | class::NEG)
            || !self.cap && self.lower.len() > 4 && self.lower.ends_with("ly") && !self.has(List::NotAdverb)
    }

    /// Whether the word reports speech: `said`.
    pub(super) fn reports(&self) -> bool {
        self.verb.is_some_and(|v| v.frame & frame::SAY != 0)
    }

    /// Whether a past form, a participle or a form in `-s` of a verb has these letters.
    fn verbal(&self) -> bool {
        self.class & class::FINITE != 0
            || self.verb.is_some()
            || self.has(List::PastForm)
            || self.ends_as_past(false)
            || self.lower.len() > 4 && self.lower.ends_with("ing")
            || self.lower.len() > 4 && self.lower.ends_with("en")
    }

    /// Whether the word may be a past form by its ending; `subject`: a name stands before it.
    fn ends_as_past(&self, subject: bool) -> bool {
        (self.class == 0 || subject && self.class == class::ADJ)
            && self.verb.is_none()
            && !self.cap
            && self.lower.len() > 4
            && self.lower.ends_with("ed")
            && !matches!(
                self.lower.as_ref(),
                "hundred" | "indeed" | "exceed" | "proceed" | "succeed" | "sacred" | "naked"
            )
    }
}

/// A verb with its auxiliaries, as indices of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) start: usize,
    /// The verb that says what happens: `take` in `is scheduled to take place`.
    pub(super) main: usize,
    /// `will`, `is scheduled to`.
    pub(super) coming: bool,
    /// `not`, `never`.
    pub(super) negated: bool,
    /// A form of `be` or `have` alone.
    pub(super) bare: bool,
    /// `would`, `could`, `may`.
    pub(super) unreal: bool,
}

/// The words of one sentence.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<Word<'a>>,
}

impl<'a> Sentence<'a> {
    /// Reads a sentence. `names` and `counted` are spans in order: named mentions; dates and quantities.
    pub(super) fn new<'s>(
        text: &'a str,
        syntax: &BlockSyntax,
        span: Span,
        names: &'s [Span],
        counted: &'s [Span],
    ) -> Self {
        let from = syntax.tokens.partition_point(|t| t.span.end <= span.start);
        let tokens = syntax.tokens.iter().skip(from).take_while(|t| t.span.start < span.end);
        let inside = |all: &'s [Span]| {
            let from = all.partition_point(|s| s.end <= span.start);
            let to = all.partition_point(|s| s.start < span.end);
            all.get(from..to).unwrap_or_default()
        };
        let (names, counted) = (inside(names), inside(counted));
        let regions: Vec<Span> = syntax.regions.iter().filter(|r| r.depth == 0).map(|r| r.span).collect();
        let mut buffer = String::new();
        let mut words: Vec<Word> = Vec::with_capacity(span.len() / 5);
        let mut fresh = true;
        for token in tokens {
            let raw = token.span.of(text);
            let punct = token.kind == TokenKind::Punctuation;
            let cap = raw.starts_with(char::is_uppercase);
            let named = names.iter().any(|name| name.overlaps(token.span));
            let (stem, mut possessive) =
                if token.kind == TokenKind::Word { strip_possessive(raw) } else { (raw, false) };
            let lower = |word: &'a str, buffer: &mut String| {
                let plain = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
                if plain { Cow::Borrowed(word) } else { Cow::Owned(fold(word, buffer).to_owned()) }
            };
            let mut low = lower(stem, &mut buffer);
            if possessive {
                // `let's` and `'s` are words of their own.
                let whole = lower(raw, &mut buffer);
                if lexicon::look_up(&whole).class != 0 {
                    (low, possessive) = (whole, false);
                }
            }
            let entry = if punct { Entry::default() } else { lexicon::look_up(&low) };
            let (mut bits, mut verb) = (entry.class, entry.verb);
            if named || cap && !fresh && raw != "I" {
                verb = None;
                bits &= class::TIME | class::ROLE | class::BODY | class::PEOPLE | class::ADJ;
            }
            words.push(Word {
                span: token.span,
                lower: low,
                kind: token.kind,
                class: bits,
                verb,
                entry,
                cap,
                possessive,
                named,
                counted: counted.iter().any(|number| number.overlaps(token.span)),
                quote: regions.iter().position(|r| r.covers(token.span)).map_or(0, |n| n + 1),
            });
            fresh = punct && (fresh || matches!(raw, ":" | "--" | "—" | "–" | ";" | "“" | "\"" | "‘" | "”"));
        }
        Self { text, words }
    }

    pub(super) fn at(&self, i: usize) -> Option<&Word<'a>> {
        self.words.get(i)
    }

    /// The word at `i` in lower case; empty outside the sentence.
    pub(super) fn low(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| w.lower.as_ref())
    }

    pub(super) fn is(&self, i: usize, bits: u32) -> bool {
        self.words.get(i).is_some_and(|w| w.is(bits))
    }

    /// The span of the words `from..to`.
    pub(super) fn span_of(&self, from: usize, to: usize) -> Span {
        match (self.words.get(from), to.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if from < to => first.span.join(last.span),
            _ => Span::default(),
        }
    }

    /// Whether the word at `i` is a finite verb in its context.
    pub(super) fn is_verb(&self, i: usize) -> bool {
        let Some(word) = self.words.get(i) else { return false };
        if word.named
            || word.counted
            || word.kind != TokenKind::Word
            || word.possessive
            || word.cap && i > 0 && word.class == 0
        {
            return false;
        }
        if word.is(class::AUX) {
            return true;
        }
        let mut k = i;
        while k > 0 && self.words.get(k - 1).is_some_and(Word::is_adverb) {
            k -= 1;
        }
        let before = k.checked_sub(1).and_then(|k| self.words.get(k));
        let is_before = |bits: u32| before.is_some_and(|b| b.is(bits));
        let noun = is_before(class::DET | class::POSSESSIVE | class::PREP | class::ADJ) && !is_before(class::PRONOUN)
            || before.is_some_and(|b| b.possessive);
        if noun {
            return false;
        }
        let verb = word.verb.map_or(0, |v| v.form);
        let past = word.is(class::FINITE)
            || verb & form::PAST != 0
            || word.has(List::PastForm)
            || word.ends_as_past(before.is_some_and(|b| b.named))
                && before.is_some_and(|b| !b.is_punct() && !b.is(class::CONJ | class::BE));
        if past {
            return true;
        }
        let people = before.is_some_and(|b| b.named || b.is(class::PEOPLE | class::ROLE | class::BODY));
        if word.has(List::PresentForm) && (people || is_before(class::PRONOUN | class::REL)) {
            return self.low(i + 1) != "of";
        }
        let subject = is_before(class::PRONOUN | class::REL) || before.is_some_and(|b| b.named);
        let noun_too = word.verb.is_some_and(lexicon::is_noun_too);
        if verb & form::S != 0 {
            return !noun_too && before.is_some_and(|b| !b.is_punct()) || subject;
        }
        verb & form::BASE != 0
            && (is_before(class::PRONOUN) || before.is_some_and(|b| b.named) && self.joined_before(i))
    }

    /// Whether `and` joins the names before `i`.
    fn joined_before(&self, i: usize) -> bool {
        (i.saturating_sub(7)..i).any(|k| self.low(k) == "and")
    }

    /// The verb group that the verb at `i` belongs to.
    pub(super) fn group(&self, i: usize) -> Group {
        let mut start = i;
        while start > 0
            && self.words.get(start - 1).is_some_and(|w| w.is(class::AUX) || w.is_adverb())
            && self.words.get(start - 1).is_some_and(|w| !w.named && !w.counted)
        {
            start -= 1;
        }
        // An adverb before the auxiliaries belongs to the clause: `On Monday, he reluctantly agreed` keeps it.
        let mut main = i;
        let mut bare = self.is(i, class::AUX);
        while bare {
            let next = (main + 1..self.words.len()).find(|k| !self.words.get(*k).is_some_and(Word::is_adverb));
            let Some((next, word)) = next.and_then(|k| Some((k, self.words.get(k)?))) else { break };
            let helped = self.is(main, class::MODAL | class::DO);
            if word.is_punct() || word.named || word.counted {
                break;
            }
            if word.is(class::AUX) {
                main = next;
                continue;
            }
            let opens = word.is(class::DET | class::POSSESSIVE | class::PREP | class::PRONOUN | class::OBJECT);
            if helped && !opens && !word.cap
                || word.verbal() && !opens
                || leads(&word.lower) && self.low(next + 1) == "to"
            {
                main = next;
                bare = false;
            }
            break;
        }
        let mut coming = false;
        // `is scheduled to take place`
        for _ in 0..3 {
            let lead = leads(self.low(main));
            if self.low(main + 1) != "to" || !lead && !begins(self.low(main)) {
                break;
            }
            let mut k = main + 2;
            while matches!(self.low(k), "be" | "have" | "also") || self.words.get(k).is_some_and(Word::is_adverb) {
                k += 1;
            }
            if self.words.get(k).is_none_or(|w| w.is_punct() || w.cap || w.is(class::DET | class::POSSESSIVE)) {
                break;
            }
            coming |= lead;
            (main, bare) = (k, false);
        }
        let held = |words: &[&str]| (start..=main).any(|k| words.contains(&self.low(k)));
        coming |= held(&["will", "'ll", "’ll", "shall", "won't", "won’t"]);
        let negated = (start..=main).any(|k| {
            self.is(k, class::NEG)
                || self.low(k).ends_with("n't")
                || self.low(k).ends_with("n’t")
                || self.low(k) == "never"
        });
        let unreal = held(&["would", "could", "may", "might", "should", "must", "can", "cannot"]);
        Group { start, main, coming, negated, bare, unreal }
    }

    /// Whether the group has a verb in the present tense: `votes`, `is meeting`.
    pub(super) fn is_present(&self, group: &Group) -> bool {
        let Some(verb) = self.words.get(group.main) else { return false };
        if group.start == group.main {
            let past = verb.is(class::FINITE) && !verb.lower.ends_with('s') || verb.has(List::PastForm);
            let form = verb.verb.map_or(0, |v| v.form);
            let present = verb.has(List::PresentForm)
                || form & (form::S | form::BASE) != 0
                || verb.is(class::FINITE) && verb.lower.ends_with('s');
            return !group.bare && present && !past && form & form::PAST == 0;
        }
        verb.lower.ends_with("ing") && (group.start..group.main).any(|k| matches!(self.low(k), "is" | "are" | "am"))
    }

    /// Whether a clause ends at `i` for certain: a dash, a colon, a bracket.
    pub(super) fn divides(&self, i: usize) -> bool {
        matches!(self.low(i), ";" | ":" | "—" | "–" | "--" | "―" | "(" | ")" | "[" | "]" | "?" | "!" | "..." | "…")
    }
}

/// Words before `to` and a verb that tell of something to come: `is scheduled to`.
fn leads(lower: &str) -> bool {
    matches!(
        lower,
        "scheduled"
            | "expected"
            | "due"
            | "set"
            | "slated"
            | "planned"
            | "plans"
            | "plan"
            | "planning"
            | "about"
            | "going"
            | "wants"
            | "want"
            | "hopes"
            | "hope"
            | "hoping"
            | "promised"
            | "promises"
            | "vowed"
            | "ready"
            | "likely"
            | "supposed"
            | "poised"
            | "bound"
            | "intends"
            | "intend"
            | "meant"
    )
}

/// Verbs before `to` and the verb that says what happens: `began to`.
fn begins(lower: &str) -> bool {
    matches!(lower, "began" | "continued" | "started" | "managed" | "came" | "went" | "agreed" | "decided")
}
