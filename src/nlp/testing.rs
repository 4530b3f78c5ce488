//! The kit for tests on marked text. A case is one line, and holds for the rules and for the engine that ships:
//!
//! ```ignore
//! said("[C:“It is safe,”] [S:Ana Holt] [Q:said].", "Ana Holt");
//! names("[P|Ana Holt] of [L|Oslo] left [O|Harbour Radio].");
//! speakers("“It is safe,” said Ana Holt. “Go.”", &[("safe", "Ana Holt"), ("Go", "Ana Holt")]);
//! ```
//!
//! `rules().said(…)` and `shipped().names(…)` are cases for one engine only. A failure shows the marked text that was
//! wanted and the same text with the marks that were found.

use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::NameRule;
use crate::nlp::{Annotations, Attribution, Engine, EntityType, annotate};
use crate::text::{Article, Block, Span};

/// An article of one paragraph a line.
pub(crate) fn article(text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        if !span.is_empty() {
            blocks.push(Block::paragraph(span));
        }
        at += line.len() + 1;
    }
    Article::new("test", text.to_owned(), blocks)
}

/// A sentence with marks for one attribution: `⟦…⟧` for the part that a case is about, `⟨…⟩` for the cue, `[…]` for names.
pub(crate) struct Marked {
    pub(crate) text: String,
    pub(crate) part: Span,
    pub(crate) cue: Span,
    pub(crate) names: Vec<Span>,
}

/// Reads a sentence with the marks of [`Marked`].
pub(crate) fn marked(sentence: &str) -> Marked {
    let mut out = Marked { text: String::new(), part: Span::default(), cue: Span::default(), names: Vec::new() };
    let mut name = 0;
    for c in sentence.chars() {
        let at = out.text.len();
        match c {
            '⟦' => out.part.start = at,
            '⟧' => out.part.end = at,
            '⟨' => out.cue.start = at,
            '⟩' => out.cue.end = at,
            '[' => name = at,
            ']' => out.names.push(Span::new(name, at)),
            c => out.text.push(c),
        }
    }
    out
}

/// The engines that a case is about.
#[derive(Clone, Copy)]
pub(crate) struct Engines {
    rules: bool,
    shipped: bool,
}

/// Cases for the rules alone, without the encoder.
pub(crate) const fn rules() -> Engines {
    Engines { rules: true, shipped: false }
}

/// Cases for the engine that ships.
pub(crate) const fn shipped() -> Engines {
    Engines { rules: false, shipped: true }
}

const BOTH: Engines = Engines { rules: true, shipped: true };

/// `[S:…]`, `[Q:…]` and `[C:…]` mark source, cue and content of one attribution; the rest is text around it. Exactly
/// this attribution must be found, and `speaker` must have said it (`""`: nobody known).
#[track_caller]
pub(crate) fn said(marked: &str, speaker: &str) {
    BOTH.said(marked, speaker);
}

/// `[P|…]`, `[O|…]` and `[L|…]` mark persons, organisations and places, `[X|…]` names of other things. Exactly these
/// names must be found.
#[track_caller]
pub(crate) fn names(marked: &str) {
    BOTH.names(marked);
}

/// Words of quotes of the plain `text`, each with its speaker (`""`: nobody known). Other quotes may be found, too.
#[track_caller]
pub(crate) fn speakers(text: &str, quotes: &[(&str, &str)]) {
    BOTH.speakers(text, quotes);
}

impl Engines {
    /// The annotations of each engine, with its name.
    fn each(self, text: &str) -> Vec<(&'static str, Annotations)> {
        let engines = [(self.rules, Engine::rules()), (self.shipped, Engine::new())];
        let asked = engines.iter().filter(|(asked, _)| *asked);
        asked.map(|(_, engine)| (engine.version(), annotate(&article(text), engine))).collect()
    }

    /// As [`said`].
    #[track_caller]
    pub(crate) fn said(self, marked: &str, speaker: &str) {
        let (text, marks) = unmark(marked, ':');
        let wanted = |role: &str| marks.iter().filter(|m| m.0 == role).map(|m| m.1).collect::<Vec<_>>();
        let parts = (wanted("S"), wanted("Q"), wanted("C"));
        assert_eq!(parts.0.len() + parts.1.len() + parts.2.len(), marks.len(), "marks are S, Q and C: {marked}");
        assert!(!parts.2.is_empty(), "no [C:…] in {marked}");
        for (engine, found) in self.each(&text) {
            let hit =
                found.attributions.iter().find(|a| (&a.source, &a.cue, &a.content) == (&parts.0, &parts.1, &parts.2));
            let by = hit.map(|a| a.speaker.as_deref().unwrap_or_default());
            assert!(
                by == Some(speaker),
                "{engine}\nwanted {marked}\n       by {speaker:?}\n{}",
                show_quotes(&text, &found.attributions)
            );
        }
    }

    /// As [`names`].
    #[track_caller]
    pub(crate) fn names(self, marked: &str) {
        let (text, _) = unmark(marked, '|');
        for (engine, found) in self.each(&text) {
            let mut marks: Vec<(&str, Span)> =
                found.mentions.iter().filter(|m| m.named).filter_map(|m| Some((letter(m.kind)?, m.span))).collect();
            marks.sort_by_key(|m| m.1);
            let got = mark(&text, &marks, '|');
            assert!(got == marked, "{engine}\nwanted {marked}\n   got {got}");
        }
    }

    /// As [`speakers`].
    #[track_caller]
    pub(crate) fn speakers(self, text: &str, quotes: &[(&str, &str)]) {
        for (engine, found) in self.each(text) {
            for (words, speaker) in quotes {
                assert!(text.contains(words), "{words:?} is not in {text}");
                let holds = |a: &&Attribution| a.content.iter().any(|c| c.of(text).contains(words));
                let by: Vec<&str> =
                    found.attributions.iter().filter(holds).map(|a| a.speaker.as_deref().unwrap_or_default()).collect();
                assert!(
                    by.contains(speaker),
                    "{engine}\nwanted {words:?} by {speaker:?}, got {by:?}\n{}",
                    show_quotes(text, &found.attributions)
                );
            }
        }
    }
}

/// The rule turns the names that are marked in `before` into those that are marked in `after`, as for [`names`]. `↵` is a
/// line break. `file` is the file of the rule.
#[track_caller]
pub(crate) fn rule_turns(rule: NameRule, before: &str, after: &str, file: &str) {
    let before = before.replace('↵', "\n");
    let (text, marks) = unmark(&before, '|');
    let found = marks.into_iter().map(|(role, span)| {
        let kind = TYPES.into_iter().find(|kind| letter(*kind) == Some(role));
        NameSpan { kind: kind.unwrap_or_else(|| panic!("{file}: no type {role}")), span, confidence: 0.9 }
    });
    let found = rule(&text, Span::new(0, text.len()), found.collect());
    let marks: Vec<_> = found.iter().filter_map(|name| Some((letter(name.kind)?, name.span))).collect();
    let got = mark(&text, &marks, '|').replace('\n', "↵");
    assert!(got == after, "{file}\nwanted {after}\n   got {got}");
}

const TYPES: [EntityType; 4] = [EntityType::Person, EntityType::Organisation, EntityType::Place, EntityType::Other];

/// How a type of name is marked; dates and quantities are not names.
fn letter(kind: EntityType) -> Option<&'static str> {
    match kind {
        EntityType::Person => Some("P"),
        EntityType::Organisation => Some("O"),
        EntityType::Place => Some("L"),
        EntityType::Other => Some("X"),
        EntityType::Date | EntityType::Quantity => None,
    }
}

/// The text without its marks `[R:…]`, and the marks.
#[track_caller]
fn unmark(marked: &str, colon: char) -> (String, Vec<(&str, Span)>) {
    let (mut text, mut marks, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, after)) = rest.split_once('[') {
        text += before;
        let (inside, after) = after.split_once(']').unwrap_or_else(|| panic!("no closing bracket: {marked}"));
        let (role, words) = inside.split_once(colon).unwrap_or_else(|| panic!("no {colon:?} in [{inside}]: {marked}"));
        marks.push((role, Span::new(text.len(), text.len() + words.len())));
        text += words;
        rest = after;
    }
    (text + rest, marks)
}

/// The text with marks, which stand in order and do not overlap.
fn mark(text: &str, marks: &[(&str, Span)], colon: char) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for (role, span) in marks {
        out += &format!("{}[{role}{colon}{}]", &text[at..span.start], span.of(text));
        at = span.end;
    }
    out + &text[at..]
}

/// Every attribution as marked text, with its speaker.
fn show_quotes(text: &str, found: &[Attribution]) -> String {
    if found.is_empty() {
        return "   got no quote".to_owned();
    }
    let show = |a: &Attribution| {
        let roles = [("S", &a.source), ("Q", &a.cue), ("C", &a.content)];
        let mut marks: Vec<(&str, Span)> = roles.iter().flat_map(|(r, all)| all.iter().map(|s| (*r, *s))).collect();
        marks.sort_by_key(|m| m.1);
        format!("   got {}\n       by {:?}", mark(text, &marks, ':'), a.speaker.as_deref().unwrap_or_default())
    };
    found.iter().map(show).collect::<Vec<_>>().join("\n")
}

/// What the kit says of a case that does not hold.
#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    fn message(case: fn()) -> String {
        let panic = catch_unwind(case).expect_err("the case should fail");
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn a_case_that_does_not_hold_shows_what_came() {
        let told = message(|| rules().said("[S:Ana Holt] [Q:said] [C:it] was safe.", "Ana Holt"));
        assert!(told.contains("wanted [S:Ana Holt] [Q:said] [C:it] was safe."), "{told}");
        assert!(told.contains("got [S:Ana Holt] [Q:said] [C:it was safe]."), "{told}");
        let told = message(|| rules().said("[S:Ana Holt] [Q:said] [C:it was safe].", "Piet"));
        assert!(told.contains("by \"Piet\"") && told.contains("by \"Ana Holt\""), "{told}");
        let told = message(|| shipped().names("Ana Holt of [L|Oslo] slept."));
        assert!(told.contains("got [P|Ana Holt] of [L|Oslo] slept."), "{told}");
        let told = message(|| rules().speakers("“It is safe,” said Ana Holt.", &[("safe", "Piet")]));
        assert!(told.contains("got [\"Ana Holt\"]"), "{told}");
    }

    #[test]
    fn a_case_that_is_not_well_marked_fails() {
        assert!(message(|| said("[S:Ana Holt] said it was safe.", "Ana Holt")).contains("no [C:…]"));
        assert!(message(|| said("[C:It] [Z:was] safe.", "")).contains("marks are S, Q and C"));
        assert!(message(|| names("[P|Ana Holt of Oslo")).contains("no closing bracket"));
        assert!(message(|| speakers("“It is safe.”", &[("danger", "")])).contains("is not in"));
    }
}
