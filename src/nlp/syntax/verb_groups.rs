//! Verb groups: reporting verbs with their auxiliaries and particles, and the readings that their form allows.

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{Verb, class, form, frame};
use crate::nlp::data::lists::List;
use crate::nlp::syntax::block_syntax::Kind;
use crate::nlp::syntax::phrases::Scope;

/// The verb group at chunk `i`.
pub(in crate::nlp) struct Group {
    pub(in crate::nlp) start: usize,
    /// The chunk after the verb and its particle.
    pub(in crate::nlp) end: usize,
    pub(in crate::nlp) verb: Verb,
    pub(in crate::nlp) passive: bool,
    /// `-ing` without an auxiliary.
    pub(in crate::nlp) participial: bool,
    /// With a particle that takes a noun phrase: `called for`.
    pub(in crate::nlp) particle: bool,
    pub(in crate::nlp) modal: bool,
}

pub(in crate::nlp) fn group(scope: &Scope, i: usize) -> Option<Group> {
    let verb = scope.at(i).verb?;
    let start = scope.group_start(i);
    let mut aux = 0;
    for k in start..i {
        aux |= scope.at(k).class & class::AUX;
    }
    let mut lead = start;
    if start > scope.lo && scope.contracted(start - 1) {
        aux |= scope.at(start - 1).class & class::AUX;
    }
    let before = scope.at(start.wrapping_sub(1));
    let infinitive = start > scope.lo && scope.is(start - 1, "to");
    let (be, have, helped) = (aux & class::BE != 0, aux & class::HAVE != 0, aux & (class::MODAL | class::DO) != 0);
    let (base, s, past, participle, ing) = (
        verb.form & form::BASE != 0,
        verb.form & form::S != 0,
        verb.form & form::PAST != 0,
        verb.form & form::PARTICIPLE != 0,
        verb.form & form::ING != 0,
    );
    let inverted = start > scope.lo && (before.is_quote() || scope.is_comma(start - 1)) && start == i;
    let mut passive = false;
    let mut participial = false;
    if infinitive && base {
        // Only after verbs that imply that the speech happened: `went on to say`, `was quoted to have said`.
        lead = infinitive_lead(scope, start)?;
    } else if be && participle && !ing {
        passive = true;
    } else if be && ing || have && participle || helped && base {
    } else if ing && aux == 0 {
        participial = true;
    } else if past && aux == 0 {
        // `the man accused of …`, `a plan proposed by …`
        let next = scope.word(i + 1);
        let told = List::ReducedClause.has(next) && verb.frame & frame::SAY == 0;
        let phrase = matches!(next, "of") && lexicon::lemma(verb) == "accuse";
        if (phrase || next == "by") && !inverted
            || told && participle && before.is(class::PEOPLE | class::ROLE) && next == "as"
        {
            return None;
        }
        if before.is(class::DET & !class::PRONOUN) && !before.is(class::PRONOUN)
            || before.is(class::POSSESSIVE)
            || before.possessive
        {
            return None;
        }
    } else if (s || base) && aux == 0 {
        if !present(scope, start, i, s) {
            return None;
        }
    } else {
        return None;
    }
    let mut end = i + 1;
    let mut particle = false;
    if lexicon::particles(verb).iter().any(|p| scope.is(end, p)) && !passive {
        particle = true;
        end += 1;
        if scope.is(i + 1, "out") && (scope.is(end, "at") || scope.is(end, "against")) {
            end += 1;
        }
    }
    if scope.is(i, "pointed") || scope.is(i, "points") || scope.is(i, "pointing") || scope.is(i, "point") {
        particle &= scope.is(i + 1, "to") || scope.is(i + 1, "out");
    }
    Some(Group { start: lead, end, verb, passive, participial, particle, modal: aux & class::MODAL != 0 })
}

/// `went on to say`: where the group with its infinitive begins.
pub(in crate::nlp) fn infinitive_lead(scope: &Scope, start: usize) -> Option<usize> {
    let to = start.checked_sub(1)?;
    let before = to.checked_sub(1)?;
    if scope.is(before, "on") && before > scope.lo && matches!(scope.word(before - 1), "went" | "goes" | "going" | "go")
    {
        return Some(scope.group_start(before - 1));
    }
    if scope.is(before, "quoted") || scope.is(before, "reported") {
        return Some(scope.group_start(before));
    }
    if List::BeforeInfinitive.has(scope.word(before)) {
        return Some(scope.group_start(before));
    }
    None
}

/// Whether the present or base form at `i` is a verb in its context, not a noun.
pub(in crate::nlp) fn present(scope: &Scope, start: usize, i: usize, s: bool) -> bool {
    let verb = scope.at(i).verb;
    let noun_too = verb.is_some_and(lexicon::is_noun_too);
    if start == scope.lo {
        return false;
    }
    let before = scope.at(start - 1);
    if before.is(class::DET) && !before.is(class::PRONOUN)
        || before.is(class::POSSESSIVE)
        || before.possessive
        || before.is(class::PREP)
    {
        return false;
    }
    if before.is(class::ADJ) && !before.cap {
        return false;
    }
    if scope.syntax.headline {
        return !noun_too || before.cap || before.is(class::PEOPLE);
    }
    if !noun_too {
        return s || plural(scope, start - 1) || before.is(class::REL | class::CONJ);
    }
    // Ambiguous: needs a clear subject and a complement.
    let pronoun = before.is(class::PRONOUN) && !before.is(class::DET) || before.is(class::REL);
    let next = scope.at(i + 1);
    let complement = next.is(class::DET | class::POSSESSIVE | class::PRONOUN | class::OBJECT | class::WH)
        || next.cap
        || next.is_quote()
        || scope.is(i + 1, "that");
    if pronoun || i > start && scope.at(i - 1).adverb {
        return true;
    }
    let named = before.cap || before.is(class::ROLE | class::BODY | class::PEOPLE | class::PAPER);
    named && complement && (s || plural(scope, start - 1))
}

/// Whether the noun at `k` is, or may be, plural.
pub(in crate::nlp) fn plural(scope: &Scope, k: usize) -> bool {
    let chunk = scope.at(k);
    let word = scope.word(k);
    if chunk.is(class::PRONOUN) {
        return !matches!(word, "he" | "she" | "it" | "He" | "She" | "It" | "this" | "This" | "that" | "who");
    }
    chunk.is(class::PEOPLE)
        || word.ends_with('s') && !word.ends_with("ss")
        || scope.syntax.headline
        || chunk.is(class::BODY) && matches!(word, "police" | "media" | "public")
        || chunk.kind == Kind::Punct && word == "," && k > scope.lo && plural(scope, k - 1)
        || k > scope.lo + 1
            && chunk.is_word()
            && (scope.lo..k).rev().take(6).take_while(|&j| !scope.is_verb(j)).any(|j| scope.is(j, "and"))
}
