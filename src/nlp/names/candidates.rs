//! Finds name candidates by rule: runs of capitalised words without titles and sentence openers, each with a type.

use std::collections::HashSet;

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, form, frame};
use crate::nlp::data::lists;
use crate::nlp::data::lists::{List, Written};
use crate::nlp::draft::{Candidate, DocumentDraft, Hint, LowerCaseWords};
use crate::nlp::syntax::block_syntax::{BlockSyntax, fold, strip_possessive};
use crate::text::{Span, Token, TokenKind};

impl Candidate {
    /// Whether a preposition of place precedes the name, without evidence for a person.
    pub(in crate::nlp) fn stands_as_a_place(&self) -> bool {
        let given = self.words.first().is_some_and(|w| gazetteer::word(w) & word::GIVEN != 0);
        self.hint.place && !self.hint.person && self.title.is_none() && !given
    }
}

/// Collects the words that also occur in lower case.
pub(in crate::nlp) fn collect_lower_case(draft: &mut DocumentDraft) {
    for block in draft.blocks {
        draft.lower_case.add(&draft.article.text, &block.syntax);
    }
}

/// Returns the candidates of one paragraph, in order.
pub(in crate::nlp) fn candidates(text: &str, syntax: &BlockSyntax) -> Vec<Candidate> {
    let mut out = Vec::new();
    let reader = Reader { text, syntax };
    let mut i = 0;
    while i < syntax.tokens.len() {
        if !reader.is_name(i) {
            i += 1;
            continue;
        }
        let end = reader.run_end(i);
        reader.add(i, end, &mut out);
        i = end;
    }
    out
}

struct Reader<'a> {
    text: &'a str,
    syntax: &'a BlockSyntax,
}

impl Reader<'_> {
    fn token(&self, i: usize) -> Option<&Token> {
        self.syntax.tokens.get(i)
    }

    fn word(&self, i: usize) -> &str {
        self.token(i).map_or("", |t| t.span.of(self.text))
    }

    fn lower(&self, i: usize) -> String {
        let mut buffer = String::new();
        let word = strip_possessive(self.word(i)).0;
        fold(word.trim_end_matches('.'), &mut buffer);
        buffer
    }

    fn is_name(&self, i: usize) -> bool {
        let Some(token) = self.token(i) else { return false };
        let word = token.span.of(self.text);
        if token.kind != TokenKind::Word {
            return false;
        }
        let arabic = || {
            word.split_once('-').is_some_and(|(head, tail)| {
                tail.starts_with(char::is_uppercase) && gazetteer::word(head) & word::PARTICLE != 0
                    || List::ArticleOfName.has(head) && tail.starts_with(char::is_uppercase)
            })
        };
        (word.starts_with(char::is_uppercase) && word != "I" && !word.starts_with("I'") && !word.starts_with("I’"))
            || arabic()
    }

    /// Whether token `i` begins a sentence or a quote, or follows a colon.
    fn is_initial(&self, i: usize) -> bool {
        let Some(token) = self.token(i) else { return false };
        let at = token.span.start;
        if self.syntax.sentences.binary_search_by(|s| s.start.cmp(&at)).is_ok() || i == 0 {
            return true;
        }
        let before = self.word(i - 1);
        matches!(
            before,
            "\"" | "“"
                | "‘"
                | "``"
                | "''"
                | ":"
                | "«"
                | "„"
                | "—"
                | "--"
                | "("
                | "["
                | "•"
                | "*"
                | "'"
                | ";"
                | "…"
                | "..."
        ) || before.ends_with('.') && self.token(i - 1).is_some_and(|t| t.kind == TokenKind::Punctuation)
    }

    fn run_end(&self, from: usize) -> usize {
        let mut end = from + 1;
        loop {
            let last = self.word(end - 1);
            let possessive = strip_possessive(last).1 && !last.ends_with("s'") || matches!(self.word(end), "'" | "’");
            if possessive {
                break;
            }
            let bits = |k: usize| gazetteer::word(&self.lower(k));
            if self.is_name(end) {
                let time = self.is_time(end) || self.is_time(end - 1) && end - from == 1;
                if time {
                    break;
                }
                end += 1;
            } else if self.token(end).is_some_and(|t| t.kind == TokenKind::Word)
                && bits(end) & word::PARTICLE != 0
                && self.is_name(end + 1)
            {
                end += 2;
            } else if bits(end) & word::PARTICLE != 0 && bits(end + 1) & word::PARTICLE != 0 && self.is_name(end + 2) {
                end += 3;
            } else if self.word(end) == "&" && self.is_name(end + 1) {
                end += 2;
            } else if matches!(self.word(end), "of" | "for" | "on") && self.joins_body(from, end) {
                let next = if self.word(end + 1) == "the" { end + 2 } else { end + 1 };
                if !self.is_name(next) || self.is_time(next) {
                    break;
                }
                end = next + 1;
            } else if self.word(end) == "and"
                && self.is_name(end + 1)
                && (from..end).any(|k| matches!(self.word(k), "of" | "for"))
                && self.joins_body(from, from + 1)
            {
                // `Department of Health and Human Services`
                if gazetteer::word(&self.lower(end + 1)) & word::GIVEN != 0
                    || self.is_name(end + 2) && gazetteer::word(&self.lower(end + 2)) & word::BODY == 0
                {
                    break;
                }
                end += 2;
            } else if self.word(end) == ","
                && lists::abbreviations(Written::AfterComma).iter().any(|a| a.written == self.word(end + 1))
            {
                end += 2;
            } else if matches!(self.word(end), "\"" | "“" | "''")
                && self.is_name(end + 1)
                && matches!(self.word(end + 2), "\"" | "”" | "''")
                && self.is_name(end + 3)
            {
                end += 4;
            } else {
                break;
            }
        }
        end
    }

    fn joins_body(&self, from: usize, end: usize) -> bool {
        (from..end).any(|k| {
            gazetteer::word(&self.lower(k)) & word::BODY != 0 && self.lower(k) != "house"
                || List::JoinsOf.has(&self.lower(k)) && self.is_name(k)
        })
    }

    fn is_time(&self, i: usize) -> bool {
        lexicon::look_up(&self.lower(i)).class & class::TIME != 0 && !matches!(self.word(i), "May")
    }

    /// Cuts sentence openers, times and titles off the run `from..to` and adds the remaining name.
    fn add(&self, mut from: usize, mut to: usize, out: &mut Vec<Candidate>) {
        let whole = |a: usize, b: usize| (a..b).map(|k| self.lower(k)).collect::<Vec<_>>().join(" ");
        let initial = self.is_initial(from);
        let single = to - from == 1;
        while from < to && gazetteer::name(&whole(from, to)).is_none() {
            let lower = self.lower(from);
            let entry = lexicon::look_up(&lower);
            let closed = class::DET
                | class::PREP
                | class::SUB
                | class::CONJ
                | class::PRONOUN
                | class::AUX
                | class::WH
                | class::NEG
                | class::POSSESSIVE
                | class::OBJECT
                | class::ADV
                | class::TIME
                | class::NUMBER;
            let opener = entry.class & closed != 0
                || self.is_initial(from)
                    && to - from > 1
                    && (entry.verb.is_some_and(|v| v.form & (form::ING | form::PAST) != 0) || lower.ends_with("ly"));
            let month_or_verb = single || lower != "may";
            if opener && month_or_verb && gazetteer::word(&lower) & word::GIVEN == 0 {
                from += 1;
            } else {
                break;
            }
        }
        while to > from && (self.is_time(to - 1) || self.word(to - 1) == "The") {
            to -= 1;
        }
        if from >= to {
            return;
        }
        let known = gazetteer::name(&whole(from, to)).is_some();
        let mut title = None;
        if !known {
            let name = self.after_titles(from, to);
            if name > from {
                title = self.span(from, name);
                from = name;
            }
            if from >= to {
                return; // a title alone
            }
            // `Russian forces` is not a name, `Russian Foreign Ministry` is one.
            while from < to && gazetteer::word(&self.lower(from)) & word::DEMONYM != 0 {
                let body = (from..to)
                    .any(|k| gazetteer::word(&self.lower(k)) & (word::BODY | word::SITE | word::THING) != 0)
                    && to - from > 1;
                if body
                    || gazetteer::name(&whole(from, to)).is_some()
                    || gazetteer::word(&self.lower(from)) & word::GIVEN != 0 && to - from > 1
                {
                    break;
                }
                from += 1;
            }
            if from >= to {
                return;
            }
        }
        let Some(mut span) = self.span(from, to) else { return };
        let (stem, possessive) = strip_possessive(self.word(to - 1));
        if possessive {
            span.end -= self.word(to - 1).len() - stem.len();
        }
        let words: Vec<String> =
            (from..to).map(|k| self.lower(k)).filter(|w| w.chars().any(char::is_alphanumeric)).collect();
        // `Turkish-Syrian` and `Russian-sponsored` are adjectives.
        let adjective = |w: &String| {
            w.split_once('-').is_some_and(|(a, b)| {
                gazetteer::word(a) & word::DEMONYM != 0
                    && (gazetteer::word(b) & word::DEMONYM != 0 || stem.ends_with(b))
            })
        };
        if words.is_empty() || words.iter().all(adjective) {
            return;
        }
        let acronym = to - from == 1
            && stem.chars().filter(|c| c.is_alphabetic()).count() > 1
            && stem.chars().all(|c| !c.is_lowercase());
        let gender = title.and_then(|t| {
            t.of(self.text)
                .split_whitespace()
                .filter_map(|w| gazetteer::gender(&w.trim_end_matches('.').to_lowercase()))
                .next_back()
        });
        let hint = self.hint(from, to);
        out.push(Candidate {
            span,
            initial: initial && self.is_initial(from) && words.len() == 1,
            headline: self.syntax.headline,
            words,
            title,
            gender,
            hint,
            acronym,
            kind: None,
            weight: 0.0,
        });
    }

    fn span(&self, from: usize, to: usize) -> Option<Span> {
        Some(self.token(from)?.span.join(self.token(to.checked_sub(1)?)?.span))
    }

    /// Returns the start of the name after its titles: `Syrian President`, `Facebook CEO`, `Mr.`
    fn after_titles(&self, from: usize, to: usize) -> usize {
        let mut name = from;
        for k in from..to {
            let bits = gazetteer::word(&self.lower(k));
            if bits & word::TITLE != 0 {
                // `Justice Department`, `King County`, `Prince`
                let next = if k + 1 < to { gazetteer::word(&self.lower(k + 1)) } else { 0 };
                if next & (word::BODY | word::SITE | word::THING) != 0
                    && next & (word::TITLE | word::TITLE_PART | word::GIVEN) == 0
                {
                    break;
                }
                name = k + 1;
            } else if bits & word::GIVEN != 0 || name > from && bits & (word::TITLE_PART | word::DEMONYM) == 0 {
                break;
            }
        }
        // `Mr. King`: after an honorific the title `King` is the surname.
        let honoured = name >= from + 2 && name == to && gazetteer::word(&self.lower(to - 2)) & word::HONORIFIC != 0;
        if honoured { to - 1 } else { name }
    }

    fn hint(&self, from: usize, to: usize) -> Hint {
        let before = if from > 0 { self.lower(from - 1) } else { String::new() };
        let entry = lexicon::look_up(&before);
        let after = lexicon::look_up(&self.lower(to));
        let age = self.word(to) == ","
            && self.token(to + 1).is_some_and(|t| t.kind == TokenKind::Number && t.span.len() <= 2);
        let says = after.verb.is_some_and(|v| v.frame & frame::SAY != 0 && v.form & (form::PAST | form::S) != 0);
        let said = entry.verb.is_some_and(|v| v.frame & frame::SAY != 0 && v.form & (form::PAST | form::S) != 0);
        let who = self.word(to) == "," && matches!(self.word(to + 1), "who" | "whose");
        Hint {
            person: age
                || says
                || said
                || who
                || entry.class & class::ROLE != 0 && self.word(from.wrapping_sub(1)).starts_with(char::is_lowercase),
            place: List::BeforePlace.has(&before),
            body: entry.class & (class::BODY | class::PAPER) != 0,
            the: before == "the",
        }
    }
}

/// Minimum weight at which a listed type is certain, without an encoder.
const SURE: f32 = 0.75;

/// Returns the most likely type of a candidate, and whether it is certain; `None` if the candidate is not a name.
pub(in crate::nlp) fn classify(
    candidate: &Candidate,
    common: &LowerCaseWords,
    seen_inside: &HashSet<&str>,
) -> Option<(EntityType, bool)> {
    let words = &candidate.words;
    let whole = words.join(" ");
    if let Some(kind) = candidate.kind {
        return Some((kind, true));
    }
    let (first, last) = (words.first()?, words.last()?);
    let n = words.len();
    let bits = gazetteer::word(last);
    let first_bits = gazetteer::word(first);
    let titled = candidate.title.is_some();
    if let Some((kind, weight)) = gazetteer::kinds(&whole).likeliest().filter(|_| !titled) {
        // The words beside an ambiguous name decide its type.
        let is_sure = weight >= SURE;
        return Some(if !is_sure && candidate.hint.person { (EntityType::Person, false) } else { (kind, is_sure) });
    }
    if titled && bits & (word::BODY | word::SITE) == 0 {
        return Some((EntityType::Person, true));
    }
    if candidate.headline && n == 1 && !candidate.acronym {
        return None; // the rest of the text decides
    }
    let given = first_bits & word::GIVEN != 0;
    if given && (2..=4).contains(&n) && (bits & (word::BODY | word::THING) == 0 || n == 2 && bits & word::SITE != 0) {
        return Some((EntityType::Person, true));
    }
    if n >= 2 && words.iter().any(|w| gazetteer::word(w) & word::BODY != 0) && bits & (word::SITE | word::THING) == 0 {
        return Some((EntityType::Organisation, true));
    }
    if n >= 2 && bits & word::BODY != 0 {
        return Some((EntityType::Organisation, true));
    }
    if n >= 2 && (bits & word::SITE != 0 || List::BeginsPlace.has(first)) {
        return Some((EntityType::Place, true));
    }
    if n >= 2 && bits & word::THING != 0 {
        return Some((EntityType::Other, true));
    }
    if words
        .iter()
        .any(|w| w.contains('-') && gazetteer::word(w.split('-').next().unwrap_or_default()) & word::PARTICLE != 0)
    {
        return Some((EntityType::Person, true));
    }
    if candidate.acronym {
        return (!candidate.headline || n == 1 && last.len() <= 5).then_some((EntityType::Organisation, false));
    }
    if n >= 2 {
        if words.iter().all(|w| common.has(w) || lexicon::look_up(w).class != 0) {
            return Some((EntityType::Other, false));
        }
        if candidate.headline {
            return None;
        }
        return Some(if n <= 3 && !candidate.hint.the {
            (EntityType::Person, false)
        } else {
            (EntityType::Organisation, false)
        });
    }
    // A candidate of one word.
    let inside = seen_inside.contains(first.as_str());
    if candidate.initial && !inside {
        let entry = lexicon::look_up(first);
        let plain = entry.class != 0
            || entry.verb.is_some()
            || common.has(first)
            || first.ends_with("ing")
            || first.ends_with("ly")
            || first.len() < 3;
        if plain || !(candidate.hint.person || given) {
            return None;
        }
    }
    if lexicon::look_up(first).class & (class::DET | class::PREP | class::PRONOUN | class::CONJ | class::AUX) != 0
        || first.len() < 2
    {
        return None;
    }
    if candidate.hint.person || given && !candidate.hint.the {
        return Some((EntityType::Person, false));
    }
    if candidate.hint.body || bits & word::BODY != 0 {
        return Some((EntityType::Organisation, false));
    }
    if candidate.hint.place {
        return Some((EntityType::Place, false));
    }
    if common.has(first) {
        return Some((EntityType::Other, false));
    }
    Some((if candidate.hint.the { EntityType::Organisation } else { EntityType::Other }, false))
}

/// Returns the words that are capitalised inside a sentence.
pub(in crate::nlp) fn seen_inside<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> HashSet<&'a str> {
    candidates.filter(|c| !c.initial && !c.headline).flat_map(|c| c.words.iter().map(String::as_str)).collect()
}
