//! Describes corrections and verdicts in words, for rows, cards and menus.

pub(super) mod day;
pub(super) mod facts;
mod typed_fact;
pub(super) mod update;
use crate::library::notes::corrections::{Change, Correction};
use crate::library::notes::{Anchor, Flag, Marks, PlacedNote, Verdict, place};
use crate::nlp::{Attribution, EntityType, QuoteKind};
use crate::reader::Model;
use crate::reader::layout::text_measure::fit_words;
use crate::text::Span;

/// Columns for the words of a quote in a description.
const SHOWN: u16 = 40;

/// Returns the sign of a quote that the reader has corrected or added.
#[must_use]
pub fn sign(model: &Model, quote: &Attribution) -> Option<&'static str> {
    let mine = model.document.annotations.is_corrected(quote);
    let added = quote.id.starts_with("c-");
    mine.then_some(if added { "added by you" } else { "corrected" })
}

/// Describes a kind of quote.
#[must_use]
pub fn kind(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Mixed => "partly in quotation marks",
        QuoteKind::Indirect => "indirect",
    }
}

/// Returns the words of anchors in one line.
#[must_use]
pub fn words(anchors: &[Anchor]) -> String {
    let all: Vec<&str> = anchors.iter().flat_map(|a| a.exact.split_whitespace()).collect();
    fit_words(&all.join(" "), SHOWN)
}

/// Describes a correction in one line.
#[must_use]
pub fn describe(change: &Change) -> String {
    match change {
        Change::Speaker { quote, name } => {
            let name = name.as_deref().unwrap_or("an unknown speaker");
            match quote.speaker.as_deref() {
                Some(was) if was == name => format!("confirmed: said by {name}"),
                Some(was) => format!("said by {name}, not {was}"),
                None => format!("said by {name}"),
            }
        }
        Change::Merge { into, from } => format!("{from} is {into}"),
        Change::Split { from, mentions, name } => format!("“{}” is {name}, not {from}", words(mentions)),
        Change::Add { quote, .. } => match &quote.speaker {
            Some(name) => format!("added; said by {name}"),
            None => "added; speaker unknown".to_owned(),
        },
        Change::Delete { .. } => "is not a quote".to_owned(),
        Change::Ends { content, .. } => format!("is “{}”", words(content)),
        Change::Kind { quote, kind } => format!("is {}, not {}", self::kind(*kind), self::kind(quote.kind)),
        Change::Entity { words, kind, .. } => {
            let what = match kind {
                Some(EntityType::Person) => "is a person",
                Some(EntityType::Organisation) => "is an organisation",
                Some(EntityType::Place) => "is a place",
                Some(EntityType::Other) => "is another name",
                Some(EntityType::Date) => "is a date",
                Some(EntityType::Quantity) => "is a quantity",
                None => "is not a name",
            };
            format!("“{}” {what}", self::words(std::slice::from_ref(words)))
        }
        Change::Fact { fact, change } => {
            format!("“{}” {}", self::words(std::slice::from_ref(&fact.words)), change.describe())
        }
    }
}

/// Describes a correction with the words of its quote.
#[must_use]
pub fn describe_whole(change: &Change) -> String {
    match change.quote() {
        Some(quote) => format!("“{}” {}", words(&quote.content).trim_matches(['“', '”', '"']), describe(change)),
        None => describe(change),
    }
}

/// Returns the corrections of a quote, oldest first.
#[must_use]
pub fn of_quote<'m>(model: &'m Model, quote: &Attribution) -> Vec<&'m Correction> {
    let text = &model.document.article.text;
    let on = |anchors: &[Anchor]| {
        let spans = anchors.iter().filter_map(|a| place(a, text).span());
        spans.into_iter().any(|s| quote.content.iter().any(|c| c.overlaps(s)))
    };
    let all = model
        .document
        .corrections
        .iter()
        .filter(|one| model.document.annotations.is_corrected(quote) && about(one, on));
    all.collect()
}

fn about(one: &Correction, on: impl Fn(&[Anchor]) -> bool) -> bool {
    match &one.change {
        Change::Ends { quote, content } => on(&quote.content) || on(content),
        change => change.quote().is_some_and(|quote| on(&quote.content)),
    }
}

/// Returns the name of a verdict with its sign.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Checked => "✓ checked",
        Verdict::Disputed => "≠ disputed",
        Verdict::False => "✗ false",
        Verdict::NeedsSource => "¿ needs a source",
    }
}

/// Returns the name of a flag with its sign.
#[must_use]
pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Question => "? question",
        Flag::Todo => "□ to do",
    }
}

/// Lists the marks of a note in one line: verdict, flag, colour, tags, people, sources.
#[must_use]
pub fn marks(marks: &Marks) -> String {
    let mut out: Vec<String> = Vec::new();
    out.extend(marks.verdict.map(|v| verdict(v).to_owned()));
    out.extend(marks.flag.map(|f| flag(f).to_owned()));
    out.extend(marks.colour.clone());
    out.extend(marks.tags.iter().map(|tag| if tag.starts_with('@') { tag.clone() } else { format!("#{tag}") }));
    match marks.links.len() {
        0 => {}
        1 => out.push("1 source".to_owned()),
        n => out.push(format!("{n} sources")),
    }
    out.join(" · ")
}

/// Returns the reader's verdict on these words, from the newest note.
#[must_use]
pub fn verdict_on(model: &Model, words: &[Span]) -> Option<Verdict> {
    let on = |n: &&PlacedNote| n.placement.span().is_some_and(|s| words.iter().any(|w| w.overlaps(s)));
    let with =
        model.document.notes.iter().filter(on).filter_map(|n| Some((&n.note.modified, n.note.all_marks().verdict?)));
    with.max_by(|a, b| a.0.cmp(b.0)).map(|(_, verdict)| verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::notes::corrections::Target;

    #[test]
    fn corrections_are_told_in_words() {
        let text = "“It rained,” said Ann.";
        let content = vec![Anchor::of(text, Span::new(0, "“It rained,”".len()))];
        let quote = Target { content: content.clone(), kind: QuoteKind::Direct, speaker: Some("Ann".into()) };
        for (change, says) in [
            (Change::Speaker { quote: quote.clone(), name: Some("Ben".into()) }, "said by Ben, not Ann"),
            (Change::Speaker { quote: quote.clone(), name: Some("Ann".into()) }, "confirmed: said by Ann"),
            (Change::Speaker { quote: quote.clone(), name: None }, "said by an unknown speaker, not Ann"),
            (Change::Delete { quote: quote.clone() }, "is not a quote"),
            (Change::Kind { quote: quote.clone(), kind: QuoteKind::Indirect }, "is indirect, not direct"),
            (Change::Ends { quote: quote.clone(), content: content.clone() }, "is ““It rained,””"),
            (Change::Merge { into: "Ann Lee".into(), from: "Ann".into() }, "Ann is Ann Lee"),
            (Change::Entity { words: content[0].clone(), kind: None, name: None }, "““It rained,”” is not a name"),
        ] {
            assert_eq!(describe(&change), says);
        }
        let change = Change::Delete { quote };
        assert_eq!(describe_whole(&change), "“It rained,” is not a quote");
    }

    #[test]
    fn marks_and_times_are_told_in_words() {
        let all = Marks {
            tags: vec!["economy".into(), "@Ann Lee".into()],
            colour: Some("green".into()),
            flag: Some(Flag::Todo),
            verdict: Some(Verdict::False),
            links: vec!["https://a.org".into()],
        };
        assert_eq!(marks(&all), "✗ false · □ to do · green · #economy · @Ann Lee · 1 source");
        assert_eq!(marks(&Marks::default()), "");
    }
}
