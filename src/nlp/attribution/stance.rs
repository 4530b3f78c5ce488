//! Separates reported speech from stances (actions, beliefs).
//!
//! `approved the sale`, `sentenced him` and `believe in luck` are attributions without speech. They are kept as
//! `stance` in JSON and are not listed as quotes.
//!
//! A communication verb reports speech with any content. With other verbs, a quotation, a question or a clause is
//! speech; a bare noun phrase is not. The verbs and their classes are in `speech_verbs.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nlp::data::lexicon::{self, class, form};
use crate::nlp::draft::{AttributionDraft, DocumentDraft, How, Quoted};
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind, fold};
use crate::text::{Span, TokenKind, tokens};

/// Classes of words, as bits.
mod bit {
    pub(super) const SAY: u8 = 1;
    pub(super) const JUDGE: u8 = 1 << 1;
    pub(super) const TOPIC: u8 = 1 << 2;
    pub(super) const THINK: u8 = 1 << 3;
    pub(super) const SHOW: u8 = 1 << 4;
    /// A noun that can be the head of a cue: `his claim that`.
    pub(super) const NOUN: u8 = 1 << 5;
    /// A noun for a document or for researchers.
    pub(super) const PAPER: u8 = 1 << 6;
}

const WORDS: &str = include_str!("../data/speech_verbs.txt");

static CLASSES: LazyLock<HashMap<String, u8>> = LazyLock::new(|| {
    let mut out: HashMap<String, u8> = HashMap::with_capacity(2048);
    for line in WORDS.lines().filter(|l| !l.starts_with('#')) {
        let Some((name, words)) = line.split_once(':') else { continue };
        let bits = match name {
            "say" => bit::SAY,
            "judge" => bit::JUDGE,
            "topic" => bit::TOPIC,
            "think" => bit::THINK,
            "show" => bit::SHOW,
            "noun" => bit::NOUN,
            _ => bit::PAPER,
        };
        for written in words.split_whitespace() {
            if bits & (bit::NOUN | bit::PAPER) != 0 {
                *out.entry(written.to_owned()).or_default() |= bits;
                continue;
            }
            for word in lexicon::forms(written) {
                *out.entry(word).or_default() |= bits;
            }
        }
    }
    out
});

fn classes(word: &str, buffer: &mut String) -> u8 {
    CLASSES.get(fold(word, buffer)).copied().unwrap_or_default()
}

/// The syntactic form of a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A sentence, a question, `that …`, `how …`.
    Clause,
    /// `to sail at noon`
    Infinitive,
    Phrase,
}

/// Separates reported speech from stances.
pub(in crate::nlp) fn tell_stances(draft: &mut DocumentDraft) {
    let text = draft.article.text.as_str();
    let one = |(found, home): (&AttributionDraft, &usize)| {
        draft.blocks.get(*home).is_none_or(|b| is_speech(text, &b.syntax, found))
    };
    draft.speech = draft.attributions.iter().zip(&draft.homes).map(one).collect();
}

/// Whether `found` reports speech.
fn is_speech(text: &str, syntax: &BlockSyntax, found: &AttributionDraft) -> bool {
    let Some(cue) = found.cue else { return true };
    if matches!(found.how, How::Colon | How::According | How::Uncued) || found.quoted == Quoted::All {
        return true;
    }
    let mut buffer = String::new();
    let words: Vec<Span> = tokens(text, cue).iter().filter(|t| t.kind == TokenKind::Word).map(|t| t.span).collect();
    let classes_of: Vec<u8> = words.iter().map(|w| classes(w.of(text), &mut buffer)).collect();
    // The last word with a class is the head of the cue: `released a plan outlining`.
    let verb = bit::SAY | bit::JUDGE | bit::TOPIC | bit::THINK | bit::SHOW;
    let last = classes_of.iter().rposition(|c| c & verb != 0).or_else(|| classes_of.iter().rposition(|c| *c != 0));
    let kind = last.and_then(|at| classes_of.get(at)).copied().unwrap_or_default();
    if found.quoted == Quoted::Part {
        return true;
    }
    let shape = form_of(text, syntax, found);
    let source = found.source.map(|s| s.of(text).to_lowercase()).unwrap_or_default();
    let me = matches!(source.as_str(), "i" | "we" | "you" | "one" | "me" | "us" | "it" | "they all");
    let lower = cue.of(text).to_lowercase();
    let negated = lower.split([' ', '\u{a0}']).any(|w| {
        matches!(w, "not" | "never" | "no" | "declined" | "declines" | "refused" | "refuses" | "without")
            || w.ends_with("n't")
            || w.ends_with("n’t")
    });
    let passive = is_passive(text, &words);
    match shape {
        Form::Clause if negated => false,
        Form::Clause if kind & (bit::SAY | bit::JUDGE) != 0 => !(me && kind & bit::SAY == 0),
        Form::Clause if kind & bit::SHOW != 0 => {
            let mut nouns = source.split(|c: char| !c.is_alphanumeric());
            !me && (nouns.any(|w| classes(w, &mut buffer) & bit::PAPER != 0) || speaks(syntax, found))
        }
        Form::Clause if kind & (bit::THINK | bit::TOPIC) != 0 => {
            let unnamed = passive && source.is_empty();
            !me && !unnamed
        }
        Form::Clause => kind & bit::NOUN != 0,
        _ if negated || passive || me || lower.starts_with("to ") => false,
        // `described the plan as a mistake`
        _ if kind & bit::TOPIC != 0 && kind & bit::SAY == 0 => describes(text, found),
        Form::Infinitive | Form::Phrase => kind & bit::SAY != 0,
    }
}

/// Whether the source can speak: a name, a pronoun or a role.
fn speaks(syntax: &BlockSyntax, found: &AttributionDraft) -> bool {
    let Some(source) = found.source else { return false };
    let from = syntax.chunks.partition_point(|i| i.span.start < source.start);
    let inside = syntax.chunks.iter().skip(from).take_while(|i| i.span.start < source.end);
    let opens = syntax.sentences.binary_search_by(|s| s.start.cmp(&source.start)).is_ok();
    let mut any = false;
    for item in inside {
        // `Tests showed …`: a capital at the beginning of a sentence does not mark a name.
        let named = item.cap && (item.span.start > source.start || !opens);
        any |= named || item.is(class::ROLE | class::PEOPLE) || item.is(class::PRONOUN);
    }
    any
}

/// Whether the content has a predicate with `as`: `described the plan as a mistake`.
fn describes(text: &str, found: &AttributionDraft) -> bool {
    found.content.iter().any(|c| c.of(text).starts_with("as ") || c.of(text).contains(" as "))
}

/// Whether a cue is passive: `was told`, `has been described`.
fn is_passive(text: &str, words: &[Span]) -> bool {
    let be = words.iter().position(|w| matches!(w.of(text), "was" | "were" | "been" | "being" | "is" | "are"));
    let participle = |w: &Span| {
        let lower = w.of(text).to_lowercase();
        lower.ends_with("ed") || lexicon::look_up(&lower).verb.is_some_and(|v| v.form & form::PARTICIPLE != 0)
    };
    be.is_some_and(|be| words.iter().skip(be + 1).any(participle))
}

fn form_of(text: &str, syntax: &BlockSyntax, found: &AttributionDraft) -> Form {
    let Some(first) = found.content.first() else { return Form::Phrase };
    let inside = |i: &&Chunk| found.content.iter().any(|c| c.overlaps(i.span));
    let from = syntax.chunks.partition_point(|i| i.span.end <= first.start);
    let items: Vec<_> = syntax.chunks.iter().skip(from).filter(inside).filter(|i| i.kind != Kind::Punct).collect();
    let Some(head) = items.first() else { return Form::Phrase };
    let opens = |w: &str| head.span.of(text).eq_ignore_ascii_case(w);
    if opens("to") {
        return Form::Infinitive;
    }
    let ends = found.content.last().is_some_and(|c| c.of(text).trim_end().ends_with('?'));
    if ends || ["that", "if", "whether", "how", "why", "when", "where"].iter().any(|w| opens(w)) && items.len() > 2 {
        return Form::Clause;
    }
    let wh = opens("what") || opens("who");
    for (n, item) in items.iter().enumerate() {
        let previous = n.checked_sub(1).and_then(|p| items.get(p));
        let noun = previous.is_some_and(|p| {
            p.is(class::DET | class::POSSESSIVE | class::PREP | class::ADJ) && !p.is(class::PRONOUN) || p.possessive
        });
        if n > 0 && item.is_finite() && !noun && !item.cap {
            // `the plan that would close it` is not a clause.
            let relative = items.get(1..n).unwrap_or_default().iter().any(|i| i.is(class::REL | class::WH));
            return if relative && !wh { Form::Phrase } else { Form::Clause };
        }
    }
    Form::Phrase
}

#[cfg(test)]
mod tests {
    use crate::nlp::{Annotations, Engine, annotate};
    use crate::text::{Article, Block, Span};

    fn read(text: &str) -> Annotations {
        let article = Article::new("test", text.to_owned(), vec![Block::paragraph(Span::new(0, text.len()))]);
        annotate(&article, &Engine::rules())
    }

    #[test]
    fn a_stand_is_no_speech() {
        for text in [
            "The minister rejected three amendments to the harbour bill.",
            "Mayor Ines Falk backed a call for longer opening hours.",
            "Mayor Ines Falk discussed the harbour budget with the board.",
            "Mayor Ines Falk wants a new harbour.",
        ] {
            let found = read(text);
            assert_eq!((found.attributions.len(), found.stances.len()), (0, 1), "{text} {:?}", found.attributions);
        }
    }

    #[test]
    fn clauses_questions_and_quotations_are_speech() {
        for text in [
            "The minister announced that the mill would close in May.",
            "The minister announced a new levy on salt.",
            "Mayor Ines Falk asked whether the ferry would sail.",
            "Mayor Ines Falk rejected the plan as “a gift to smugglers”.",
            "The report found that the pier had rotted.",
        ] {
            let found = read(text);
            assert_eq!((found.attributions.len(), found.stances.len()), (1, 0), "{text}");
        }
    }

    #[test]
    fn who_only_does_something_is_no_speaker() {
        let found = read("A jury of twelve rejected three amendments.");
        assert!(found.people.is_empty(), "{:?}", found.people);
    }

    #[test]
    fn every_line_of_the_word_list_has_a_class() {
        for line in super::WORDS.lines().filter(|l| !l.starts_with('#')) {
            let (class, words) = line.split_once(": ").unwrap();
            assert!(matches!(class, "say" | "judge" | "topic" | "think" | "show" | "noun" | "paper"), "{line}");
            assert!(words.split_whitespace().all(|w| w.chars().all(|c| c.is_ascii_lowercase() || c == '/')), "{line}");
        }
    }
}
