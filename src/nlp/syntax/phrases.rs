//! Noun phrases and clauses without a parser: where a subject begins, where a clause ends.
//!
//! All functions take chunk indices of one [`BlockSyntax`] and stay inside the given clause.

use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists::List;
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind};
use crate::text::Span;

/// A clause of a paragraph and the text it lies in.
#[derive(Clone, Copy)]
pub(in crate::nlp) struct Scope<'a> {
    pub(in crate::nlp) text: &'a str,
    pub(in crate::nlp) syntax: &'a BlockSyntax,
    pub(in crate::nlp) lo: usize,
    pub(in crate::nlp) hi: usize,
}

/// A range of chunks.
pub(in crate::nlp) type Range = (usize, usize);

impl<'a> Scope<'a> {
    pub(in crate::nlp) fn at(&self, i: usize) -> &'a Chunk {
        if i >= self.hi { self.syntax.at(usize::MAX) } else { self.syntax.at(i) }
    }

    pub(in crate::nlp) fn word(&self, i: usize) -> &'a str {
        self.at(i).span.of(self.text)
    }

    pub(in crate::nlp) fn is(&self, i: usize, word: &str) -> bool {
        self.word(i).eq_ignore_ascii_case(word)
    }

    pub(in crate::nlp) fn is_comma(&self, i: usize) -> bool {
        self.at(i).kind == Kind::Punct && self.word(i) == ","
    }

    pub(in crate::nlp) fn is_stop(&self, i: usize) -> bool {
        self.at(i).kind == Kind::Punct && matches!(self.word(i), "." | "!" | "?" | "…" | "...")
    }

    pub(in crate::nlp) fn is_dash(&self, i: usize) -> bool {
        self.at(i).kind == Kind::Punct && matches!(self.word(i), "—" | "–" | "--" | "―")
    }

    /// Whether the quoted region at chunk `i` ends as speech inside a sentence does: `…,”`, `…?”`.
    pub(in crate::nlp) fn speech_end(&self, i: usize) -> bool {
        self.inner(i).is_some_and(|inner| {
            inner.of(self.text).trim_end().ends_with([',', '.', '?', '!', '…', '—', '–', '-', ';', '\'', '’'])
        })
    }

    /// The text between the marks of the quoted region at chunk `i`.
    pub(in crate::nlp) fn inner(&self, i: usize) -> Option<Span> {
        match self.syntax.at(i).kind {
            Kind::Quote(n) => self.syntax.regions.get(n).map(|r| r.inner),
            _ => None,
        }
    }

    /// Whether `from..to` has a finite verb.
    pub(in crate::nlp) fn has_finite(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| self.is_verb(i))
    }

    /// Whether chunk `i` is a finite verb in its context.
    pub(in crate::nlp) fn is_verb(&self, i: usize) -> bool {
        let chunk = self.at(i);
        if chunk.is(class::AUX) {
            return true;
        }
        if !chunk.is_finite() && !self.looks_past(i) {
            return false;
        }
        let before = self.at(i.wrapping_sub(1));
        // After a determiner, a possessive or a preposition the word is a noun or an adjective.
        let noun = before.is(class::DET | class::POSSESSIVE | class::PREP | class::ADJ)
            && !before.is(class::PRONOUN & !class::DET)
            || before.possessive;
        let name = chunk.cap && !self.syntax.headline;
        !(noun && i > self.lo || name)
    }

    /// Whether chunk `i` is an unknown word in `-ed` after a noun.
    fn looks_past(&self, i: usize) -> bool {
        let chunk = self.at(i);
        let word = self.word(i);
        chunk.kind == Kind::Word
            && chunk.class == 0
            && chunk.verb.is_none()
            && !chunk.cap
            && word.len() > 4
            && word.ends_with("ed")
            && {
                let before = self.at(i.wrapping_sub(1));
                before.is_word()
                    && !before.is(class::DET | class::POSSESSIVE | class::PREP | class::CONJ | class::BE)
                    && i > self.lo
            }
    }

    /// The subject of the verb group that begins at chunk `group`.
    pub(in crate::nlp) fn subject_before(&self, group: usize, depth: u8) -> Option<Range> {
        let p = group.checked_sub(1).filter(|p| *p >= self.lo)?;
        let chunk = self.at(p);
        if self.is_comma(p) || chunk.is_quote() && self.speech_end(p) || self.is_dash(p) {
            return self.subject_before_apposition(p);
        }
        if chunk.is(class::REL) && !self.is(p, "whose") && !self.is(p, "whom") && p > self.lo {
            let before = p - 1;
            let end = if self.is_comma(before) { before } else { p };
            if let Some(found) = self.phrase_before(end) {
                return Some(found);
            }
            return self.is(p, "that").then_some((p, p + 1));
        }
        if chunk.is(class::CONJ) || self.is(p, "then") {
            return self.main_subject(p, depth);
        }
        self.phrase_before(group)
    }

    /// The subject of the first verb of this clause before chunk `before`.
    pub(in crate::nlp) fn main_subject(&self, before: usize, depth: u8) -> Option<Range> {
        if depth > 3 {
            return None;
        }
        let mut verb = self.lo;
        while verb < before {
            if self.is_verb(verb) {
                let group = self.group_start(verb);
                let relative = group > self.lo && self.at(group - 1).is(class::REL | class::SUB);
                if !relative && let Some(found) = self.subject_before(group, depth + 1) {
                    return Some(found);
                }
            }
            verb += 1;
        }
        None
    }

    /// Where the verb group that ends with chunk `i` begins: its auxiliaries and adverbs.
    pub(in crate::nlp) fn group_start(&self, i: usize) -> usize {
        let mut g = i;
        while g > self.lo {
            let before = self.at(g - 1);
            let joins = before.is(class::AUX | class::NEG) || before.adverb || before.is(class::ADV) && !before.cap;
            if !joins || self.contracted(g - 1) {
                break;
            }
            g -= 1;
        }
        g
    }

    /// Whether chunk `i` is a pronoun and an auxiliary in one: `he’d`, `I’ve`.
    pub(in crate::nlp) fn contracted(&self, i: usize) -> bool {
        let word = self.word(i);
        self.at(i).is(class::AUX) && word.contains(['\'', '’']) && !word.ends_with("n't") && !word.ends_with("n’t")
    }

    /// The noun phrase that ends before chunk `end`, or `None` where there is none.
    pub(in crate::nlp) fn phrase_before(&self, end: usize) -> Option<Range> {
        self.phrase_between(self.lo, end)
    }

    fn phrase_between(&self, lo: usize, end: usize) -> Option<Range> {
        let mut start = end;
        let mut listed = false;
        while start > lo {
            let k = start - 1;
            let chunk = self.at(k);
            match chunk.kind {
                Kind::None => break,
                Kind::Quote(_) if self.speech_end(k) || self.inner(k).is_some_and(|s| s.len() > 60) => break,
                Kind::Quote(_) => start = k,
                Kind::Number => start = k,
                Kind::Punct => match self.word(k) {
                    ")" | "]" => match (lo..k).rev().take(12).find(|&o| matches!(self.word(o), "(" | "[")) {
                        Some(open) => start = open,
                        None => break,
                    },
                    "," if listed && self.list_goes_on(lo, k) => start = k,
                    "%" | "$" | "&" | "/" | "#" | "-" | "'" | "’" | "@" | "€" | "£" => start = k,
                    _ => break,
                },
                Kind::Word => {
                    if self.contracted(k) {
                        if k + 1 == end {
                            start = k;
                        }
                        break;
                    }
                    if chunk.is(class::PRONOUN)
                        && !chunk.is(class::DET | class::POSSESSIVE | class::NUMBER | class::REL)
                    {
                        if k + 1 == end {
                            start = k;
                        }
                        break;
                    }
                    if chunk.is(class::CONJ) {
                        let word = self.word(k);
                        let joins = word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or") || word == "&";
                        if !joins || start == end || self.clause_before(lo, k) {
                            break;
                        }
                        listed = true;
                        start = k;
                        continue;
                    }
                    if chunk.is(class::SUB | class::REL | class::WH) && !chunk.is(class::PREP)
                        || chunk.is(class::SUB) && chunk.is(class::PREP) && k == lo
                    {
                        break;
                    }
                    if self.is_verb(k) {
                        let before = self.at(k.wrapping_sub(1));
                        let after = self.at(k + 1);
                        if k > lo + 1 && before.is(class::REL) && !self.is_comma(k - 2) && self.at(k - 2).is_word() {
                            start = k - 1;
                            continue;
                        }
                        let reduced =
                            after.is(class::PREP) && before.is(class::PEOPLE | class::ROLE) && k + 1 < end && k > lo;
                        if !reduced {
                            break;
                        }
                    }
                    start = k;
                }
            }
        }
        self.trimmed(start, end)
    }

    /// Whether a finite clause stands between the last boundary and chunk `k`.
    fn clause_before(&self, lo: usize, k: usize) -> bool {
        for i in (lo..k).rev() {
            let chunk = self.at(i);
            if chunk.kind == Kind::Punct && !matches!(self.word(i), "'" | "’" | "$" | "%") || chunk.is_quote() {
                return false;
            }
            if self.is_verb(i) {
                return !self.at(i.wrapping_sub(1)).is(class::REL);
            }
        }
        false
    }

    /// Whether the comma at `k` joins the members of a list that `and` will end.
    fn list_goes_on(&self, lo: usize, k: usize) -> bool {
        k > lo && self.at(k - 1).is_word() && !self.at(k - 1).is(class::TIME) && !self.clause_before(lo, k) && {
            let first = (lo..k).rev().take_while(|&i| !self.is_comma(i)).last().unwrap_or(k);
            !self.at(first).is(class::PREP | class::SUB | class::ADV | class::TIME)
        }
    }

    /// Skips words at the start of a clause that are not part of its subject: conjunctions, times, phrases of place.
    fn trimmed(&self, mut start: usize, end: usize) -> Option<Range> {
        while start < end {
            let chunk = self.at(start);
            let next = self.at(start + 1);
            let time = chunk.is(class::TIME)
                && start + 1 < end
                && (!chunk.cap || chunk.span.start == self.at(self.lo).span.start || next.cap);
            let dated = chunk.is(class::DET | class::NUMBER) && next.is(class::TIME) && start + 2 < end;
            let loose =
                chunk.is(class::CONJ | class::NEG | class::SUB | class::ADV) && !chunk.is(class::DET) || chunk.adverb;
            let mark =
                chunk.kind == Kind::Punct && !matches!(self.word(start), "$" | "#" | "@" | "(" | "[" | "£" | "€");
            if loose && start + 1 < end || time || mark {
                start += 1;
            } else if dated {
                start += 2;
            } else if chunk.is(class::PREP) && !chunk.is(class::DET) {
                start = self.after_leading_phrase(start, end)?;
            } else {
                break;
            }
        }
        let last = self.at(end.checked_sub(1)?);
        let nothing = last.is(class::PREP | class::CONJ) && !last.is(class::PRONOUN) && !last.cap;
        let bare = end - start == 1 && last.is(class::DET) && !last.is(class::PRONOUN);
        (start < end && !nothing && !bare).then_some((start, end))
    }

    /// `In Ohio officials said`: where the subject begins after a phrase of place or time without a comma.
    fn after_leading_phrase(&self, start: usize, end: usize) -> Option<usize> {
        let mut found = None;
        for i in start + 2..end {
            let (chunk, before) = (self.at(i), self.at(i - 1));
            let opens = chunk.is(class::DET | class::POSSESSIVE | class::PRONOUN)
                && !before.is(class::PREP | class::CONJ)
                || chunk.cap
                    && !before.cap
                    && !before.is(class::PREP | class::DET | class::CONJ | class::ADJ | class::ROLE)
                    && before.is_word()
                || chunk.is(class::PEOPLE) && before.cap
                || before.is(class::TIME | class::NUMBER)
                    && !chunk.is(class::TIME | class::NUMBER | class::PREP | class::CONJ);
            if opens {
                found = Some(i);
                break;
            }
        }
        found
    }

    /// The subject of `S, apposition, V`, where chunk `p` stands before the verb.
    fn subject_before_apposition(&self, p: usize) -> Option<Range> {
        // Back to where the clause begins.
        let mut lo = p;
        while lo > self.lo {
            let k = lo - 1;
            let boundary = self.is_stop(k) || matches!(self.word(k), ";" | ":") && self.at(k).kind == Kind::Punct;
            if boundary {
                break;
            }
            lo = k;
        }
        let quoted = self.at(p).is_quote();
        let end = if quoted { p + 1 } else { p };
        let mut commas: Vec<usize> = (lo..p).filter(|&i| self.is_comma(i) || self.is_dash(i)).take(16).collect();
        if commas.is_empty() {
            return None;
        }
        commas.push(p);
        let mut from = lo;
        for (n, &comma) in commas.iter().enumerate() {
            if n + 1 == commas.len() {
                break;
            }
            let first = self.at(from);
            let adverbial =
                first.is(class::PREP | class::SUB | class::ADV) && !self.is(from, "of") && !first.is(class::DET)
                    || first.adverb
                    || first.is(class::TIME)
                    || self.is(from, "to")
                    || first.verb.is_some_and(|v| v.form == form::ING);
            let found =
                if adverbial && !self.has_finite(from, comma) { None } else { self.phrase_between(from, comma) };
            if let Some((start, head_end)) = found {
                let object = start > from && self.at(start - 1).is(class::PREP);
                if !object && self.is_apposition(comma + 1, p) && head_end > start {
                    return Some((start, end));
                }
            }
            from = comma + 1;
        }
        None
    }

    /// Whether `from..to` is an apposition or relative clause of the noun before it.
    fn is_apposition(&self, from: usize, to: usize) -> bool {
        let first = self.at(from);
        if from >= to || first.is(class::CONJ) && !self.is(from, "or") {
            return false;
        }
        if first.is(class::REL) || self.is(from, "whose") {
            return true;
        }
        if first.is(class::PRONOUN) && !first.is(class::DET | class::NUMBER)
            || first.is(class::SUB) && !first.is(class::PREP)
        {
            return false;
        }
        // A finite verb may stand inside a relative clause of the apposition.
        let mut relative = false;
        for i in from..to {
            if self.at(i).is(class::REL | class::WH) {
                relative = true;
            } else if self.is_verb(i) && !relative && !self.at(i).is(class::FINITE) {
                return false;
            }
        }
        true
    }

    /// The noun phrase that begins at chunk `from`, with its apposition; `from` where there is none.
    pub(in crate::nlp) fn phrase_after(&self, from: usize) -> usize {
        let first = self.at(from);
        if first.is(class::PRONOUN) && !first.is(class::DET | class::NUMBER) {
            return from + 1;
        }
        if !first.is_word()
            || first.is(class::PREP | class::CONJ | class::SUB | class::AUX | class::NEG) && !first.is(class::DET)
        {
            return from;
        }
        let mut i = from;
        while i < self.hi {
            let chunk = self.at(i);
            let stop = match chunk.kind {
                Kind::None => true,
                Kind::Quote(_) => {
                    self.inner(i).is_none_or(|s| s.len() > 30) || self.speech_end(i) || self.is_comma(i.wrapping_sub(1))
                }
                Kind::Number => false,
                Kind::Punct => match self.word(i) {
                    "," | "—" | "–" | "--" => !self.more_about(i),
                    "(" | "[" => {
                        if let Some(close) = (i..self.hi).take(14).find(|&c| matches!(self.word(c), ")" | "]")) {
                            i = close;
                            false
                        } else {
                            true
                        }
                    }
                    "'" | "’" | "-" | "&" | "%" | "$" | "#" | "/" | "@" | ")" | "]" => false,
                    _ => true,
                },
                Kind::Word => {
                    chunk.is(class::SUB) && !chunk.is(class::PREP)
                        || chunk.is(class::TIME)
                            && i > from
                            && !chunk.is(class::ADJ)
                            && (!self.at(i - 1).is(class::DET | class::PREP) || self.leaves(i - 1))
                        || chunk.is(class::PREP) && self.leaves(i)
                        || chunk.adverb && i > from && !self.at(i - 1).is(class::DET)
                        || self.is(i, "as")
                }
            };
            if stop {
                break;
            }
            i += 1;
        }
        // Drop function words at the end.
        while i > from {
            let last = self.at(i - 1);
            if last.kind == Kind::Punct && !matches!(self.word(i - 1), ")" | "]" | "'" | "’")
                || last.is(class::PREP | class::CONJ) && !last.cap
            {
                i -= 1;
            } else {
                break;
            }
        }
        i
    }

    /// Whether the preposition at `i` ends the noun phrase: it tells when, where or how the words were said.
    fn leaves(&self, i: usize) -> bool {
        let word = self.word(i);
        if List::Adjunct.has(word) {
            return true;
        }
        if !List::OccasionPreposition.has(word) {
            return false;
        }
        let next = self.at(i + 1);
        let after = self.at(i + 2);
        let occasion = (i + 1..(i + 6).min(self.hi))
            .take_while(|&k| self.at(k).is_word() && !self.at(k).is(class::PREP))
            .any(|k| List::Occasion.has(&self.word(k).to_ascii_lowercase()));
        next.is(class::TIME)
            || next.is(class::DET) && after.is(class::TIME)
            || occasion
            || word == "to"
            || word == "by"
            || matches!(word, "on" | "in") && next.kind == Kind::Number && i + 2 < self.hi && !after.is_word()
    }

    /// Whether an apposition or relative clause follows the comma or dash at `i`.
    fn more_about(&self, i: usize) -> bool {
        let next = self.at(i + 1);
        if next.kind == Kind::Number {
            return true;
        }
        if !next.is_word() || next.is(class::CONJ | class::SUB) && !next.is(class::DET) || next.adverb {
            return false;
        }
        if next.is(class::REL) {
            return true;
        }
        if next.verb.is_some_and(|v| v.form & (form::ING | form::PAST | form::S) != 0)
            || self.word(i + 1).ends_with("ing") && !next.cap && next.class == 0
        {
            return false;
        }
        if next.is(class::PRONOUN) && !next.is(class::DET | class::NUMBER) || next.is(class::AUX) {
            return false;
        }
        if next.is(class::TIME) || next.is(class::PREP) {
            return matches!(self.word(i + 1), "of" | "from");
        }
        // A new clause has a verb before its next comma. An apposition has a verb only in a relative clause.
        for k in i + 2..self.hi {
            let chunk = self.at(k);
            if chunk.kind == Kind::Punct && self.word(k) != "'" && self.word(k) != "-"
                || chunk.is(class::REL)
                || chunk.is_quote()
            {
                break;
            }
            if self.is_verb(k) {
                return false;
            }
        }
        true
    }

    /// Where the clause that begins at `from` ends.
    pub(in crate::nlp) fn clause_end(&self, from: usize) -> usize {
        let mut i = from;
        let mut bracket = 0u32;
        while i < self.hi {
            // `… was “rigged,” a charge that …`: the comma inside the marks ends the quoted phrase.
            if i > from
                && self.at(i - 1).is_quote()
                && self.inner(i - 1).is_some_and(|s| s.of(self.text).trim_end().ends_with(','))
            {
                let next = self.at(i);
                let goes_on = next.is(class::CONJ | class::REL | class::PREP)
                    || next.is_quote()
                    || next.kind == Kind::Punct
                    || !next.is_word();
                if !goes_on || self.breaks_off(i) {
                    break;
                }
            }
            if self.at(i).kind == Kind::Punct {
                match self.word(i) {
                    "(" | "[" => bracket += 1,
                    ")" | "]" if bracket == 0 => break,
                    ")" | "]" => bracket -= 1,
                    ";" if bracket == 0 => break,
                    "," if bracket == 0 && self.breaks_off(i + 1) => break,
                    _ if self.is_stop(i) && bracket == 0 => break,
                    _ => {}
                }
            }
            i += 1;
        }
        self.without_marks(from, i)
    }

    /// Whether a new clause begins after the comma at `i`.
    fn breaks_off(&self, i: usize) -> bool {
        self.is(i, "according") && self.is(i + 1, "to")
            || self.is(i, "but") && !self.is(i + 1, "also") && !self.is(i + 1, "not")
            || (self.is(i, "while") || self.is(i, "although") || self.is(i, "though") || self.is(i, "whereas"))
                && self.has_finite(i, self.hi)
    }

    /// Moves `to` back over closing punctuation.
    pub(in crate::nlp) fn without_marks(&self, from: usize, mut to: usize) -> usize {
        while to > from
            && self.at(to - 1).kind == Kind::Punct
            && !matches!(self.word(to - 1), ")" | "]" | "'" | "’" | "%" | "$")
        {
            to -= 1;
        }
        to
    }
}
