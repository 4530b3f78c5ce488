//! Attributions without a reporting verb: a name and a colon, and quoted phrases near another verb.

use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists::List;
use crate::nlp::draft::How;
use crate::nlp::syntax::block_syntax::Kind;
use crate::nlp::syntax::phrases::{Range, Scope};

/// Parses `NAME: …` into the name, the colon and the content.
pub(in crate::nlp) fn colon(scope: &Scope) -> Option<(Range, Range, Range)> {
    let at =
        (scope.lo..scope.hi.min(scope.lo + 9)).find(|&i| scope.at(i).kind == Kind::Punct && scope.word(i) == ":")?;
    if at == scope.lo || at + 1 >= scope.hi {
        return None;
    }
    let name = (scope.lo..at).all(|i| {
        let chunk = scope.at(i);
        chunk.cap && chunk.is_word() || matches!(scope.word(i), "(" | ")" | "," | "of" | "de" | "." | "-" | "'")
    });
    let first = scope.at(scope.lo);
    let label = first.is(class::WH | class::PREP | class::DET | class::CONJ | class::SUB | class::AUX | class::ADV)
        && !scope.is(scope.lo, "the");
    let listed = List::SectionLabel.has(&scope.word(scope.lo).to_ascii_lowercase());
    let quoted = scope.at(at + 1).is_quote();
    let spoken = quoted || scope.lo == 0 && (scope.syntax.headline || all_capitals(scope, at) || short_turn(scope, at));
    if !name || label || listed || !spoken {
        return None;
    }
    let mut to = scope.hi;
    if !quoted {
        to = scope.without_marks(at + 1, to);
    } else {
        to = scope.clause_end(at + 1).clamp(at + 2, to);
    }
    (to > at + 1).then_some(((scope.lo, at), (at, at + 1), (at + 1, to)))
}

fn all_capitals(scope: &Scope, at: usize) -> bool {
    (scope.lo..at).all(|i| scope.word(i).chars().all(|c| !c.is_lowercase()))
}

/// Whether the clause is a turn of a transcript: a label of one or two words, then a sentence.
fn short_turn(scope: &Scope, at: usize) -> bool {
    at - scope.lo <= 2
        && scope.has_finite(at, scope.syntax.chunks.len())
        && !scope.at(scope.lo).is(class::TIME | class::BODY | class::PAPER)
}

/// A callback for each quoted phrase, with its cue, source, content, kind and score.
pub(in crate::nlp) type Take<'a> = &'a mut dyn FnMut(Range, Option<Range>, Range, How, f32);

/// Attributes quoted phrases without a cue to the subject of the verb before them, if they look like speech.
pub(in crate::nlp) fn near_quotes(all: &Scope, covered: &[bool], take: Take) {
    for &(lo, hi) in &all.syntax.clauses {
        let scope = Scope { lo, hi, ..*all };
        for q in lo..hi {
            if !scope.at(q).is_quote() || covered.get(q).copied().unwrap_or(true) {
                continue;
            }
            let whole = scope.inner(q).is_some_and(|s| s.of(scope.text).ends_with(['.', '?', '!', '…']));
            if q == lo && scope.speech_end(q) && (words_in(&scope, q) >= 3 || whole && hi == q + 1) {
                // A quoted sentence without a cue.
                take((q, q), None, (q, scope.clause_end(q).max(q + 1)), How::Uncued, 0.4);
            } else if is_speech_like(&scope, q)
                && let Some((cue, source, from)) = nearest_verb(&scope, q)
            {
                take(cue, Some(source), (from, scope.clause_end(q).max(q + 1)), How::Nearby, 0.45);
            }
        }
    }
}

fn words_in(scope: &Scope, q: usize) -> usize {
    scope.inner(q).map_or(0, |s| s.of(scope.text).split_whitespace().take(40).count())
}

/// Whether a quoted phrase looks like speech, not like a title, a nickname or scare quotes.
fn is_speech_like(scope: &Scope, q: usize) -> bool {
    let Some(inner) = scope.inner(q) else { return false };
    let count = words_in(scope, q);
    if count < 2 || is_capitalised_throughout(inner.of(scope.text)) {
        return false; // a title, a nickname
    }
    let before = scope.at(q.wrapping_sub(1));
    let named = List::IntroducesTitle.has(scope.word(q.wrapping_sub(1)));
    if named && before.kind == Kind::Word && count < 4 {
        return false;
    }
    count >= 3 || scope.speech_end(q)
}

/// Whether all longer words and at least two words are capitalised, as in the title of a work or a nickname.
pub(in crate::nlp) fn is_capitalised_throughout(words: &str) -> bool {
    let capitals = words.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count();
    let small = words.split_whitespace().filter(|w| w.len() > 3 && w.starts_with(char::is_lowercase)).count();
    capitals > 1 && small == 0
}

/// Returns the nearest verb before the quoted phrase at `q`, with its subject and the start of its complement.
fn nearest_verb(scope: &Scope, q: usize) -> Option<(Range, Range, usize)> {
    let mut k = q;
    while k > scope.lo {
        k -= 1;
        let chunk = scope.at(k);
        let participle = chunk.verb.is_some_and(|v| v.form & form::ING != 0);
        if !(scope.is_verb(k) || participle) || chunk.is(class::MODAL | class::DO | class::HAVE) && scope.is_verb(k + 1)
        {
            continue;
        }
        if chunk.is(class::BE) && chunk.verb.is_none() {
            return None; // `it is “so”` has no speaker
        }
        let start = scope.group_start(k);
        let source = if participle { scope.main_subject(start, 0) } else { scope.subject_before(start, 0) }?;
        let from = if scope.at(k + 1).is(class::PREP) && k + 2 < q { k + 2 } else { k + 1 };
        return (source.1 <= start && from <= q).then_some(((start, k + 1), source, from));
    }
    None
}
