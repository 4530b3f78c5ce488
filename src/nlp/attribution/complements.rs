//! The complements of a reporting verb: addressee, time and place, and the reported words.

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, frame};
use crate::nlp::syntax::block_syntax::Kind;
use crate::nlp::syntax::phrases::{Range, Scope};
use crate::nlp::syntax::verb_groups::Group;

/// The complement to the right of a verb group.
pub(in crate::nlp) enum Right {
    Content {
        from: usize,
        addressee: Option<Range>,
        /// Introduced by `that`, a colon or a quotation mark.
        sure: bool,
    },
    None {
        addressee: Option<Range>,
        /// The comma that closes the parenthesis, if there is one.
        comma: Option<usize>,
    },
}

pub(in crate::nlp) fn right_of(scope: &Scope, g: &Group, i: usize, quote_before: bool) -> Right {
    let f = g.verb.frame;
    let mut j = g.end;
    let mut addressee = None;
    let told = f & frame::TOLD != 0 && !g.particle;
    if told {
        let end = object_end(scope, j);
        if end > j {
            addressee = Some((j, addressee_end(scope, j, end)));
            j = end;
        }
    }
    // `Henrik said to Alma, “…”`
    if addressee.is_none() && f & frame::SAY != 0 && scope.is(j, "to") && scope.at(j + 1).cap {
        let end = object_end(scope, j + 1);
        let closes = scope.is_comma(end) && scope.at(end + 1).is_quote() || scope.is(end, ":");
        addressee = Some((j + 1, end)).filter(|_| closes && end > j + 1);
    }
    let (next, moved) = past_adverbials(scope, j);
    j = next;
    let chunk = scope.at(j);
    if chunk.kind == Kind::None || scope.is_stop(j) {
        return Right::None { addressee, comma: None };
    }
    if chunk.kind == Kind::Punct {
        return match scope.word(j) {
            ":" => sure(j + 1, addressee, scope),
            "," if scope.at(j + 1).is_quote() && !quote_before => sure(j + 1, addressee, scope),
            "," => {
                // `said, however, that …`
                let close = (j + 1..(j + 7).min(scope.hi)).find(|&k| scope.is_comma(k));
                match close {
                    Some(k) if scope.is(k + 1, "that") => sure(k + 1, addressee, scope),
                    _ => Right::None { addressee, comma: Some(j) },
                }
            }
            "—" | "–" | "--" => Right::None { addressee, comma: Some(j) },
            "$" | "(" | "[" | "#" | "@" | "£" | "€"
                if f & (frame::CLAUSE | frame::NOUN) != 0 && f & frame::WEAK == 0 =>
            {
                Right::Content { from: j, addressee, sure: false }
            }
            _ => Right::None { addressee, comma: None },
        };
    }
    let named = g.particle;
    if chunk.is_quote() && (f & (frame::SAY | frame::CLAUSE | frame::NOUN | frame::MANNER) != 0 || named) {
        return sure(j, addressee, scope);
    }
    if scope.is(j, "that") && (f & (frame::CLAUSE | frame::SAY) != 0 || named) {
        return sure(j, addressee, scope);
    }
    if scope.is(j, "to")
        && scope.at(j + 1).is_word()
        && !scope.at(j + 1).cap
        && !scope.at(j + 1).is(class::DET | class::POSSESSIVE)
    {
        if f & (frame::TO | frame::TOLD) != 0 {
            // `asked the court to act`: the object acts, so it belongs to the content.
            let from = if addressee.is_some() && f & frame::NOUN != 0 { g.end } else { j };
            return Right::Content { from, addressee, sure: true };
        }
        return Right::None { addressee, comma: None };
    }
    if (chunk.is(class::WH) || scope.is(j, "if")) && f & frame::CLAUSE != 0 && !chunk.is(class::DET) {
        return sure(j, addressee, scope);
    }
    let weak = f & frame::WEAK != 0 && f & (frame::NOUN | frame::TO | frame::SAY) == 0;
    let nouns = f & frame::NOUN != 0 || named;
    let content = |from| Right::Content { from, addressee, sure: false };
    if told && addressee.is_some() {
        // `told them he would`: the object ends before the new subject.
        return if j > g.end && scope.has_finite(j, scope.clause_end(j)) && !moved && clause_opens(scope, j) {
            Right::Content { from: j, addressee, sure: true }
        } else if f & frame::NOUN != 0 && !quote_before {
            Right::Content { from: g.end, addressee, sure: false }
        } else {
            Right::None { addressee, comma: None }
        };
    }
    if chunk.is(class::PREP) && !chunk.is(class::DET) && !named {
        let attaches = f & frame::NOUN != 0 && matches!(lexicon::lemma(g.verb), "express");
        return if attaches { content(j) } else { Right::None { addressee, comma: None } };
    }
    if quote_before && f & frame::SAY != 0 {
        return Right::None { addressee, comma: None };
    }
    if nouns && (!weak || named) {
        return content(j);
    }
    if f & frame::CLAUSE != 0 {
        let end = scope.clause_end(j);
        if scope.has_finite(j, end) && (!weak || clause_opens(scope, j)) && clause_opens(scope, j) {
            return content(j);
        }
        if (j..end).any(|k| scope.at(k).is_quote()) && i < j {
            return content(j);
        }
    }
    if f & frame::SAY != 0 && !chunk.is(class::PREP) {
        let end = scope.clause_end(j);
        if (j..end).any(|k| scope.at(k).is_quote()) {
            return content(j);
        }
    }
    Right::None { addressee, comma: None }
}

pub(in crate::nlp) fn sure(from: usize, addressee: Option<Range>, scope: &Scope) -> Right {
    if from < scope.hi {
        Right::Content { from, addressee, sure: true }
    } else {
        Right::None { addressee, comma: None }
    }
}

/// Whether a clause can begin at `j`: with a subject, not with a preposition or a conjunction.
pub(in crate::nlp) fn clause_opens(scope: &Scope, j: usize) -> bool {
    let chunk = scope.at(j);
    let links = chunk.is(class::CONJ | class::PREP) && !chunk.is(class::DET);
    chunk.is_word() && !links && !scope.is_verb(j) || chunk.is_quote() || chunk.is(class::SUB)
}

/// Returns the end of the object of `told` that begins at `from`.
pub(in crate::nlp) fn object_end(scope: &Scope, from: usize) -> usize {
    let first = scope.at(from);
    if first.is(class::OBJECT)
        || scope.is(from, "you")
        || scope.is(from, "it")
        || scope.is(from, "her") && !scope.at(from + 1).is_word()
    {
        return from + 1;
    }
    if !first.is_word()
        || first.is(class::SUB | class::WH)
        || scope.is(from, "that")
        || first.is(class::PREP)
        || scope.is(from, "to")
    {
        return from;
    }
    if first.is(class::PRONOUN) && !first.is(class::DET) {
        return from; // `told he was wanted`
    }
    let mut i = from + 1;
    while i < scope.hi {
        let chunk = scope.at(i);
        let new_subject = chunk.is(class::PRONOUN) && !chunk.is(class::NUMBER) && !scope.is(i, "one")
            || chunk.is(class::DET | class::POSSESSIVE) && !scope.at(i - 1).is(class::PREP | class::DET | class::CONJ);
        let in_word = chunk.kind == Kind::Punct && matches!(scope.word(i), "'" | "’" | "-" | "&");
        if !(chunk.is_word() || in_word)
            || chunk.is(class::SUB | class::WH) && !chunk.is(class::PREP)
            || new_subject
            || scope.is(i, "to")
            || scope.is_verb(i)
        {
            break;
        }
        i += 1;
    }
    // `told Smith Jones was wrong` is ambiguous: do not split.
    i
}

/// Returns the end of the object before time and place: `Putin during the meeting` → `Putin`.
pub(in crate::nlp) fn addressee_end(scope: &Scope, from: usize, to: usize) -> usize {
    (from + 1..to)
        .find(|&i| {
            let chunk = scope.at(i);
            chunk.is(class::PREP) && !scope.is(i, "of") || chunk.is(class::TIME) || chunk.adverb
        })
        .unwrap_or(to)
}

/// Skips time and place between a verb and the content: `said on Monday in Ohio that …`. The flag is `true` if words
/// were skipped.
pub(in crate::nlp) fn past_adverbials(scope: &Scope, from: usize) -> (usize, bool) {
    let mut j = from;
    let mut steps = 0;
    while steps < 6 {
        steps += 1;
        let chunk = scope.at(j);
        let dated = chunk.is(class::DET) && scope.at(j + 1).is(class::TIME);
        if dated {
            j += 2;
        } else if chunk.is(class::TIME | class::NUMBER) && chunk.is(class::TIME)
            || chunk.adverb
            || chunk.is(class::ADV) && !chunk.is(class::DET | class::WH) && !chunk.is(class::PREP)
        {
            j += 1;
        } else if scope.is(j, "to")
            && scope.at(j + 1).is_word()
            && !scope.at(j + 1).cap
            && !scope.at(j + 1).is(class::DET | class::POSSESSIVE)
        {
            break;
        } else if chunk.is(class::PREP) && !chunk.is(class::SUB)
            || chunk.is(class::SUB) && chunk.is(class::PREP) && !scope.has_finite(j, scope.clause_end(j))
        {
            // Skip the phrase only if content follows it.
            let stop = (j + 1..scope.hi.min(j + 24)).find(|&k| {
                let next = scope.at(k);
                next.is_quote()
                    || next.kind == Kind::Punct && matches!(scope.word(k), ":" | "," | "." | ";" | "—" | "?" | "!")
                    || scope.is(k, "that") && k > j + 1
                    || next.is(class::PRONOUN)
                        && !next.is(class::DET | class::NUMBER | class::REL | class::WH)
                        && k > j + 1
                    || scope.is_verb(k)
                    || scope.is(k, "to") && !scope.at(k + 1).cap
            });
            match stop {
                Some(k) if scope.is_verb(k) || scope.is(k, "to") => return (j, j > from),
                Some(k) if k > j + 1 => return (k, true),
                Some(k) => return (k, j > from),
                None => return (scope.hi, true),
            }
        } else {
            break;
        }
    }
    (j, j > from)
}

/// Returns the end of the content that begins at `from`.
pub(in crate::nlp) fn content_end(scope: &Scope, from: usize, g: &Group) -> usize {
    if scope.at(from).is_quote() && g.verb.frame & (frame::SAY | frame::MANNER) != 0 {
        // A quote that ends with a punctuation mark is the whole content.
        let next = scope.at(from + 1);
        let joins = next.is(class::CONJ) && !scope.speech_end(from);
        let more = next.is_word() && !next.is(class::SUB) && !joins || next.is_quote();
        let ends = scope.inner(from).is_some_and(|s| s.of(scope.text).trim_end().ends_with(['.', '!', '?', '…', ',']));
        if !more || ends && !next.is_quote() {
            return from + 1;
        }
    }
    let mut to = scope.clause_end(from);
    if to == from {
        to = from + 1;
    }
    to
}
