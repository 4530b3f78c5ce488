//! Separates reported speech from stances (actions, beliefs).
//!
//! `approved the sale`, `sentenced him` and `believe in luck` are attributions without speech. They are kept as
//! `stance` in JSON and are not listed as quotes.
//!
//! A communication verb reports speech with any content. With other verbs, a quotation, a question or a clause is
//! speech; a bare noun phrase is not. The verbs and their classes are in `speech_verbs.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nlp::attribution::merge::quotes_titles_only;
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
    pub(super) const PAPER_SHOWS: u8 = 1 << 7;
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
            "paper-shows" => bit::PAPER_SHOWS,
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
    // `Asked if he was afraid, Reyes said no`: nobody is named who asked.
    if found.source.is_none() && matches!(cue.of(text), "Asked" | "Questioned" | "Told" | "Pressed") {
        return false;
    }
    if matches!(found.how, How::Colon | How::According | How::Uncued) || found.quoted == Quoted::All {
        return true;
    }
    let mut buffer = String::new();
    let words: Vec<Span> = tokens(text, cue).iter().filter(|t| t.kind == TokenKind::Word).map(|t| t.span).collect();
    let mut classes_of: Vec<u8> = words.iter().map(|w| classes(w.of(text), &mut buffer)).collect();
    let verb = bit::SAY | bit::JUDGE | bit::TOPIC | bit::THINK | bit::SHOW | bit::PAPER_SHOWS;
    // `found her voice`, `the question`: after a determiner a word is a noun.
    for at in 1..classes_of.len() {
        let before = words.get(at - 1).map(|w| lexicon::look_up(&w.of(text).to_lowercase()).class).unwrap_or_default();
        if before & (class::DET | class::POSSESSIVE) != 0
            && before & (class::OBJECT | class::REL) == 0
            && let Some(bits) = classes_of.get_mut(at)
        {
            *bits &= bit::NOUN | bit::PAPER;
        }
    }
    // `backed calls`, `ignored warnings`: after another verb a plural is a noun.
    for at in 1..classes_of.len() {
        let form_of = |at: usize| words.get(at).map(|w| w.of(text).to_lowercase()).unwrap_or_default();
        let (before, word) = (form_of(at - 1), form_of(at));
        let acts = classes_of.get(at - 1).is_some_and(|c| *c & verb == 0)
            && (before.ends_with("ed") || lexicon::look_up(&before).verb.is_some_and(|v| v.form & form::PAST != 0));
        if acts
            && word.ends_with('s')
            && let Some(bits) = classes_of.get_mut(at)
        {
            *bits &= bit::NOUN | bit::PAPER;
        }
    }
    // The last word with a class is the head of the cue: `released a plan outlining`.
    let last = classes_of.iter().rposition(|c| c & verb != 0).or_else(|| classes_of.iter().rposition(|c| *c != 0));
    let kind = last.and_then(|at| classes_of.get(at)).copied().unwrap_or_default();
    let source = found.source.map(|s| s.of(text).to_lowercase()).unwrap_or_default();
    let me = matches!(source.as_str(), "i" | "we" | "you" | "one" | "me" | "us" | "it" | "they all");
    let lower = cue.of(text).to_lowercase();
    let maybe = is_possible(&lower) || is_planned(&lower);
    if found.quoted == Quoted::Part && !maybe && !quotes_titles_only(text, syntax, &found.content) {
        // `which are believed to bring “luck”`: nobody is said to believe it.
        if kind & bit::SAY == 0 && kind & bit::THINK != 0 && is_passive(text, syntax, &words) {
            return false;
        }
        return kind != 0 || found.source.is_some() && !me && is_mostly_quoted(text, syntax, found);
    }
    let shape = form_of(text, syntax, found, kind);
    let negated = lower.split([' ', '\u{a0}']).any(|w| {
        let refuses = ["declin", "refus"].iter().any(|stem| w.starts_with(stem));
        refuses || matches!(w, "not" | "never" | "no" | "without") || w.ends_with("n't") || w.ends_with("n’t")
    });
    let passive = is_passive(text, syntax, &words);
    // `joked about | things that he could not say at home`
    let asks = |c: &Span| {
        let first = c.of(text).split_whitespace().next().unwrap_or_default().to_lowercase();
        lexicon::look_up(&first).class & class::WH != 0 || matches!(first.as_str(), "if" | "that" | "whether")
    };
    let topic = names_topic(text, cue, found) && !found.content.first().is_some_and(asks);
    // `Only one in five thought that …`
    let counted = kind & bit::THINK != 0 && source.split(' ').any(is_number);
    match shape {
        Form::Clause if topic || counted => false,
        Form::Clause if negated || maybe || lower.ends_with(" is telling") => false,
        Form::Clause if kind & (bit::SAY | bit::JUDGE) != 0 => !(me && kind & bit::SAY == 0),
        Form::Clause if kind & (bit::SHOW | bit::PAPER_SHOWS) != 0 => {
            let mut nouns = source.split(|c: char| !c.is_alphanumeric());
            let paper = nouns.any(|w| classes(w, &mut buffer) & bit::PAPER != 0);
            !me && (paper || kind & bit::SHOW != 0 && speaks(syntax, found))
        }
        Form::Clause if kind & (bit::THINK | bit::TOPIC) != 0 => {
            let unnamed = passive && source.is_empty();
            !me && !unnamed && !lower.starts_with("to ")
        }
        Form::Clause => kind & bit::NOUN != 0 && owns(text, cue, found),
        _ if negated || passive || me || lower.starts_with("to ") || maybe => false,
        _ if names_topic(text, cue, found) || summons(text, &lower, found) || points_elsewhere(text, found) => false,
        // `described the plan as a mistake`
        _ if kind & bit::TOPIC != 0 && kind & bit::SAY == 0 => describes(text, found),
        // `the festival promises to be unique`
        Form::Infinitive => kind & bit::SAY != 0 && found.source.is_some(),
        // `posted a video of the storm`
        Form::Phrase if last.and_then(|at| words.get(at)).is_some_and(|w| publishes(w.of(text))) => false,
        Form::Phrase => kind & bit::SAY != 0,
    }
}

/// Whether a verb says nothing of what its object says: `posted a photo`, `wrote a book`.
fn publishes(word: &str) -> bool {
    let forms = ["post", "blog", "email", "text", "write", "wrote", "writing", "written", "retweet", "air", "wire"];
    let lower = word.to_lowercase();
    forms.iter().any(|f| lower.strip_prefix(f).is_some_and(|e| matches!(e, "" | "s" | "ed" | "ted" | "ing" | "ting")))
}

/// Whether a word is a number: `five`, `68`.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || lexicon::look_up(word).class & class::NUMBER != 0
}

/// Whether at least half of the content stands in quotation marks.
fn is_mostly_quoted(text: &str, syntax: &BlockSyntax, found: &AttributionDraft) -> bool {
    let length: usize = found.content.iter().map(|c| c.of(text).len()).sum();
    let regions = syntax.regions.iter().filter(|r| r.depth == 0);
    let inside = |c: &Span| -> usize { regions.clone().filter_map(|r| r.span.intersect(*c)).map(|s| s.len()).sum() };
    2 * found.content.iter().map(inside).sum::<usize>() >= length
}

/// Whether the source of a noun is its owner or its author: `her claim`, `the claim by the board`, but not
/// `Reyes faced | questions about`.
fn owns(text: &str, cue: Span, found: &AttributionDraft) -> bool {
    let Some(source) = found.source else { return false };
    let gap = text.get(source.end..cue.start).unwrap_or_default().trim();
    source.start >= cue.start || gap.is_empty() || gap.starts_with(['\'', '’'])
}

/// Whether a cue tells of possible speech only: `can ask`, `should explain`.
fn is_possible(lower: &str) -> bool {
    // `could be heard saying`
    !lower.contains("heard")
        && (lower.contains("would be ")
            || lower.split(' ').any(|w| matches!(w, "can" | "could" | "should" | "must" | "may" | "might")))
}

/// Whether a cue tells of a plan to speak: `plans to call on`.
fn is_planned(lower: &str) -> bool {
    let first = lower.split_once(" to ").map_or("", |(before, _)| before);
    let last = first.rsplit(' ').next().unwrap_or_default();
    ["plan", "want", "intend", "expect", "hop", "try", "trie", "seek", "sought", "need", "prepar", "like", "ready"]
        .iter()
        .any(|stem| last.starts_with(stem))
}

/// Whether the content is what the talk was about: `joked about | the mayor`, `spoke | of her youth`.
fn names_topic(text: &str, cue: Span, found: &AttributionDraft) -> bool {
    let is_about = |w: Option<&str>| w.is_some_and(|w| matches!(w, "about" | "of" | "on" | "over"));
    let Some(first) = found.content.first() else { return false };
    let between = text.get(cue.start..first.start).unwrap_or_default();
    let between = if between.len() > 160 { cue.of(text) } else { between };
    is_about(between.split_whitespace().next_back())
        && !is_about(between.split_whitespace().next())
        && !calls_on(&between.to_lowercase())
        || is_about(first.of(text).split_whitespace().next())
}

/// Whether a cue is a form of `call on`.
fn calls_on(lower: &str) -> bool {
    let mut words = lower.split_whitespace().skip_while(|w| !w.starts_with("call"));
    words.next().is_some() && matches!(words.next(), Some("on" | "upon"))
}

/// Whether `call` summons somebody: `called | her to play`, but not `called on | the mayor to resign`.
fn summons(text: &str, lower: &str, found: &AttributionDraft) -> bool {
    let calls = lower.split(' ').any(|w| matches!(w, "call" | "calls" | "called" | "calling"));
    let on = lower.split(' ').any(|w| matches!(w, "on" | "for" | "upon"));
    // `her to play`, `his sister to help`, but not `him a threat to society`.
    let acts = |c: &Span| {
        let words: Vec<&str> = c.of(text).split_whitespace().collect();
        let to = words.iter().position(|w| *w == "to").filter(|at| (1..3).contains(at));
        let next = to.and_then(|at| words.get(at + 1)).copied().unwrap_or_default();
        to.is_some()
            && next.starts_with(char::is_lowercase)
            && lexicon::look_up(next).class & (class::DET | class::POSSESSIVE | class::OBJECT) == 0
    };
    let last = found.content.last().and_then(|c| c.of(text).split_whitespace().next_back()).unwrap_or_default();
    let meeting = matches!(last, "meeting" | "session" | "election" | "elections" | "summit" | "conference" | "strike");
    calls && !on && (meeting || found.content.iter().any(acts))
}

/// Whether the content only points to words that stand elsewhere, or is only a name: `said | this in a statement`,
/// `reported | the same`, `accused | Reyes`.
fn points_elsewhere(text: &str, found: &AttributionDraft) -> bool {
    let [part] = found.content.as_slice() else { return false };
    let is_name =
        |w: &str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || matches!(w, "the" | "of");
    if part.of(text).split_whitespace().all(is_name) {
        return true;
    }
    let lower = part.of(text).to_lowercase();
    let mut words = lower.split_whitespace();
    match words.next() {
        Some("this" | "that" | "so" | "it") => {
            words.next().is_none_or(|w| lexicon::look_up(w).class & (class::PREP | class::TIME | class::SUB) != 0)
        }
        Some("the") => words.next() == Some("same") && words.nth(1).is_none(),
        Some(w) => words.next().is_none() && lexicon::look_up(w).class & (class::OBJECT | class::PRONOUN) != 0,
        None => false,
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

/// Whether a cue is passive: `was told`, `has been described`. The auxiliary can stand before the cue.
fn is_passive(text: &str, syntax: &BlockSyntax, words: &[Span]) -> bool {
    let is_be = |w: &str| matches!(w, "was" | "were" | "been" | "being" | "is" | "are" | "be");
    let first = words.first().map_or(0, |w| w.start);
    let before = syntax.tokens.partition_point(|t| t.span.start < first).checked_sub(1);
    let bare = before.and_then(|b| syntax.tokens.get(b)).is_some_and(|t| is_be(t.span.of(text)));
    let be = words.iter().position(|w| is_be(w.of(text)));
    let participle = |w: &Span| {
        let lower = w.of(text).to_lowercase();
        lower.ends_with("ed") || lexicon::look_up(&lower).verb.is_some_and(|v| v.form & form::PARTICIPLE != 0)
    };
    bare && words.iter().take(1).any(participle) || be.is_some_and(|be| words.iter().skip(be + 1).any(participle))
}

fn form_of(text: &str, syntax: &BlockSyntax, found: &AttributionDraft, kind: u8) -> Form {
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
        // A clause that depends on a phrase does not make the phrase a clause: `rejected the plan because it is bad`,
        // `outlined efforts to show that it is bad`.
        let next_is_verb = || items.get(n + 1).is_some_and(|i| i.verb.is_some_and(|v| v.form & form::BASE != 0));
        let depends = item.is(class::SUB) && !item.is(class::PREP) && kind & bit::SAY == 0
            || item.span.of(text) == "to" && kind & (bit::TOPIC | bit::JUDGE) != 0 && next_is_verb();
        if n > 1 && depends {
            return Form::Phrase;
        }
        let noun = previous.is_some_and(|p| {
            p.is(class::DET | class::POSSESSIVE | class::PREP | class::ADJ) && !p.is(class::PRONOUN) || p.possessive
        });
        // `discussed energy issues`: the last word is a noun, too.
        let plural = kind & bit::SAY == 0
            && n + 1 == items.len()
            && n < 3
            && item.verb.is_some_and(|v| v.form & (form::S | form::PARTICIPLE) == form::S);
        if n > 0 && item.is_finite() && !noun && !item.cap && !plural {
            // `the plan that would close it` is not a clause.
            let relative = items.get(1..n).unwrap_or_default().iter().any(|i| i.is(class::REL | class::WH));
            return if relative && !wh { Form::Phrase } else { Form::Clause };
        }
    }
    Form::Phrase
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::article;
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

    /// From newspapers of ten countries.
    #[test]
    fn topics_acts_and_possible_speech_are_no_quotes() {
        for text in [
            "Ines Falk joked about the harbour master.",
            "Ines Falk spoke about the pupils that she had met.",
            "The port board agreed to grant the firm a licence.",
            "The judge is considering whether to close the pier.",
            "Readers can ask how the pier was built.",
            "Three women were asked for coins at the door.",
            "Piet called his sister to help with the nets.",
            "The firm said this in a statement on Monday.",
            "The crew pronounced the sailor dead.",
            "Only one in six thought that the pier was safe.",
        ] {
            let found = annotate(&article(text), &Engine::new());
            assert!(found.attributions.is_empty(), "{text} {:?}", found.attributions);
        }
    }

    #[test]
    fn demands_and_admissions_are_quotes() {
        for (text, words) in [
            ("Falk has also called on the mayor not to ‘sell the pier’ this year.", "sell the pier"),
            ("A woman who lives there admitted that the pier had rotted.", "the pier had rotted"),
            ("Falk could be heard saying that the pier had rotted.", "the pier had rotted"),
        ] {
            let found = annotate(&article(text), &Engine::new());
            let holds = found.attributions.iter().any(|a| a.content.iter().any(|c| c.of(text).contains(words)));
            assert!(holds, "{text} {:?}", found.stances);
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
            assert!(
                matches!(class, "say" | "judge" | "topic" | "think" | "show" | "paper-shows" | "noun" | "paper"),
                "{line}"
            );
            assert!(words.split_whitespace().all(|w| w.chars().all(|c| c.is_ascii_lowercase() || c == '/')), "{line}");
        }
    }
}
