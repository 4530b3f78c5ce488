//! Tells apart who asks, who is asked, and who answers, around a passive question.
//!
//! ```text
//! When contacted by [The Herald, Vale’s daughter Ana Holt] described …   → Vale’s daughter Ana Holt
//! When asked by reporters whether it sails, [Holt] said …                asked: Holt → reporters
//! When asked whether it sails, [Holt] said …                             asked: Holt → none
//! “It sails,” [Holt] said when asked about the ferry.                    asked: Holt → none
//! ```

use crate::nlp::data::lists::List;
use crate::nlp::draft::EncoderAttribution;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Maximum number of words of the phrase after `by`.
const LONGEST: usize = 6;

/// Returns the source of `found` if it takes in the agent of a question before it: the part after the comma.
pub(in crate::nlp::attribution) fn answerer(
    text: &str,
    syntax: &BlockSyntax,
    found: &EncoderAttribution,
) -> Option<Span> {
    let (source, cue) = (found.source?, found.cue?);
    let at = syntax.sentences.partition_point(|s| s.start <= source.start).checked_sub(1)?;
    let before = text.get(syntax.sentences.get(at)?.start..source.start)?.trim_end();
    let before = before.strip_suffix(" the").or_else(|| before.strip_suffix(" The")).unwrap_or(before);
    let mut words = before.strip_suffix(" by")?.rsplit(' ');
    let asked = words.next().map(str::to_lowercase).is_some_and(|w| List::Asked.has(&w) || List::Contacts.has(&w));
    let opens = words.next().is_none_or(|w| matches!(w, "When" | "Once" | "After" | "If"));
    let comma = source.of(text).find(", ")?;
    let main = Span::new(source.start + comma + 2, source.end);
    (asked && opens && words.next().is_none() && cue.start >= source.end && !main.is_empty()).then_some(main)
}

/// Who asks a passive question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp::attribution) enum Asker {
    /// The phrase after `by`.
    Agent(Span),
    /// The text does not tell.
    Unknown,
}

/// Returns who asks if the source of `found` is asked: its cue is a passive participle such as `when asked`.
pub(in crate::nlp::attribution) fn asker(
    text: &str,
    syntax: &BlockSyntax,
    found: &EncoderAttribution,
) -> Option<Asker> {
    let (source, cue) = (found.source?, found.cue?);
    // The cue may hold the conjunction and the preposition: `When asked by`.
    let words = cue.of(text).to_lowercase();
    let by = words.ends_with(" by");
    let bare = words.trim_end_matches(" by").trim_end_matches(" about").trim_end_matches(" if");
    let participle = bare.rsplit(' ').next().unwrap_or_default();
    let conjunction = |w: &str| matches!(w, "when" | "once" | "if" | "after");
    let within = bare.split(' ').next().is_some_and(|w| w.len() < bare.len() && conjunction(w));
    let at = syntax.sentences.partition_point(|s| s.start <= cue.start).checked_sub(1)?;
    let before = text.get(syntax.sentences.get(at)?.start..cue.start)?.trim_end().to_lowercase();
    let after_when = before.rsplit(|c: char| !c.is_alphabetic()).next().is_some_and(conjunction);
    if !List::Asked.has(participle) || bare.split(' ').count() > 2 || !(within || after_when) {
        return None;
    }
    let rest = text.get(cue.end..syntax.span.end)?;
    let agent = if by { Some(rest) } else { rest.strip_prefix(" by") }.map(str::trim_start);
    let Some(agent) = agent else { return Some(Asker::Unknown) };
    let start = syntax.span.end - agent.len();
    if source.start >= start && text.get(start..source.start).is_some_and(|gap| gap.len() < 5) {
        return None;
    }
    let ends = |w: &str| {
        matches!(w, "if" | "whether" | "about" | "on" | "why" | "how" | "what" | "who" | "to" | "that" | "in")
    };
    let mut end = start;
    for word in agent.split_inclusive([' ', ',']).take(LONGEST) {
        if ends(word.trim()) {
            break;
        }
        end += word.len();
        if word.ends_with(',') {
            break;
        }
    }
    let agent = Span::new(start, end).trim(text);
    let agent = Span::new(agent.start, agent.start + agent.of(text).trim_end_matches(',').len());
    let free = !agent.is_empty() && !found.content.iter().any(|c| c.overlaps(agent));
    Some(if free { Asker::Agent(agent) } else { Asker::Unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;

    /// Reads a sentence: `⟦…⟧` is the source, `⟨…⟩` the cue, `[…]` the content.
    fn parts(marked: &str) -> (String, EncoderAttribution) {
        let mut text = String::new();
        let mut at = [0; 6];
        for c in marked.chars() {
            match "⟦⟧⟨⟩[]".chars().position(|mark| mark == c) {
                Some(n) => at[n] = text.len(),
                None => text.push(c),
            }
        }
        let found = EncoderAttribution {
            source: Some(Span::new(at[0], at[1])),
            cue: Some(Span::new(at[2], at[3])),
            content: vec![Span::new(at[4], at[5])],
            confidence: 0.9,
        };
        (text, found)
    }

    fn syntax(text: &str) -> BlockSyntax {
        let all = Span::new(0, text.len());
        BlockSyntax::read(text, all, quotation_marks::regions(text, all, None), false)
    }

    /// From a report in which the newspaper stood as the speaker.
    #[test]
    fn who_contacts_is_not_who_answers() {
        let read = |marked: &str| {
            let (text, found) = parts(marked);
            answerer(&text, &syntax(&text), &found).map(|s| s.of(&text).to_owned())
        };
        let marked = "When contacted by The ⟦Harbour Times, Vale’s daughter Ana Holt⟧ ⟨described⟩ [it as sad].";
        assert_eq!(read(marked).as_deref(), Some("Vale’s daughter Ana Holt"));
        let marked = "Asked by ⟦a judge, Ana Holt⟧ ⟨said⟩ [no].";
        assert_eq!(read(marked).as_deref(), Some("Ana Holt"));
        assert_eq!(read("Built by ⟦Falk, Renner and Holt⟧, it ⟨said⟩ [no]."), None);
        assert_eq!(read("When asked by ⟦the board⟧ ⟨said⟩ [no]."), None);
    }

    #[test]
    fn who_is_asked_does_not_ask() {
        let read = |marked: &str| {
            let (text, found) = parts(marked);
            match asker(&text, &syntax(&text), &found)? {
                Asker::Agent(agent) => Some(agent.of(&text).to_owned()),
                Asker::Unknown => Some(String::new()),
            }
        };
        for (marked, want) in [
            ("When ⟨asked⟩ by reporters [whether it sails], ⟦Ana Holt⟧ said no.", Some("reporters")),
            ("When ⟨asked⟩ [whether it sails], ⟦Ana Holt⟧ said no.", Some("")),
            ("⟨When asked by⟩ the Harbour Times, ⟦Ana Holt⟧ said [no].", Some("the Harbour Times")),
            ("“It sails,” ⟦he⟧ said when ⟨asked about⟩ [the ferry].", Some("")),
            ("When ⟨asked⟩ by ⟦reporters⟧ [whether it sails], Ana Holt said no.", None),
            ("When ⟦Holt⟧ ⟨asked⟩ [whether it sails], nobody said no.", None),
            ("⟦Holt⟧ ⟨asked⟩ [whether it sails].", None),
        ] {
            assert_eq!(read(marked).as_deref(), want, "{marked}");
        }
    }
}
