//! Facts: dates, quantities and the roles of people.

mod claims;
mod date_rules;
pub(super) mod dates;
mod events;
mod narrative;
mod numbers;
mod offices;
mod quantities;
pub(super) mod roles;
mod units;
mod words;

use jiff::civil::Date;

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::draft::{BlockDraft, DocumentDraft};
use crate::nlp::facts::claims::ClaimReader;
use crate::nlp::facts::dates::Given;
use crate::nlp::facts::events::EventReader;
use crate::nlp::facts::numbers::Pieces;
pub use crate::nlp::facts::numbers::is_number_word;
use crate::nlp::facts::quantities::Quantity;
use crate::nlp::facts::words::Sentence;
use crate::nlp::{Annotations, Attribution, EntityId, EntityType, EventStatus, Fact, FactKind, Mention, QuoteKind};
use crate::text::{Article, Span};

/// Adds dates, quantities and offices to the annotations.
pub(super) fn add_facts(draft: &mut DocumentDraft) {
    if draft.foreign {
        return;
    }
    let (article, out) = (draft.article, &mut draft.annotations);
    let text = article.text.as_str();
    let mut dated: Vec<(Span, Given)> = Vec::new();
    let mut amounts: Vec<Quantity> = Vec::new();
    let mut held: Vec<Fact> = Vec::new();
    let people: Vec<(Span, EntityId)> =
        out.mentions.iter().filter(|m| m.named && m.kind == EntityType::Person).map(|m| (m.span, m.entity)).collect();
    for syntax in draft.blocks.iter().map(|b| &b.syntax) {
        let Some(block) = syntax.tokens.first().zip(syntax.tokens.last()).map(|(a, b)| a.span.join(b.span)) else {
            continue;
        };
        let all = numbers::pieces(text, block);
        let pieces = Pieces { text, all: &all };
        let dates = date_rules::dates(&pieces);
        let free = |q: &Quantity| !dates.iter().any(|(span, _)| span.overlaps(q.span));
        amounts.extend(quantities::quantities(&pieces).into_iter().filter(free));
        dated.extend(dates);
        let from = people.partition_point(|(span, _)| span.start < block.start);
        let to = people.partition_point(|(span, _)| span.start < block.end);
        held.extend(offices::offices(&pieces, people.get(from..to).unwrap_or_default()));
    }
    offices::take_apart(&mut out.facts);
    offices::merge(&mut out.facts, held);
    let reference = day_of_writing(article, &dated);
    let values = narrative::values(&dated, reference);
    out.dated.clone_from(&article.date);
    let mut next = out
        .mentions
        .iter()
        .map(|m| m.entity.0 + 1)
        .chain(out.people.iter().map(|p| p.entity.0 + 1))
        .max()
        .unwrap_or_default();
    // A name inside a date or a quantity is kept: `29 New Yorkers`.
    let mut names: Vec<Span> = out.mentions.iter().filter(|m| m.named).map(|m| m.span).collect();
    names.sort_unstable();
    let is_free = |span: Span| {
        let from = names.partition_point(|name| name.end <= span.start);
        names.get(from).is_none_or(|name| !name.overlaps(span))
    };
    let mut mention = |out: &mut Annotations, kind, span| {
        if is_free(span) {
            out.mentions.push(Mention { kind, span, entity: EntityId(next), named: true });
            next += 1;
        }
    };
    for ((span, given), value) in dated.into_iter().zip(values) {
        out.facts.push(Fact::new(span, date_fact(&given, value)));
        mention(out, EntityType::Date, span);
    }
    for q in amounts {
        if let Some(value) = duration(&q) {
            out.facts.push(Fact::new(q.span, FactKind::Duration { value }));
        }
        mention(out, EntityType::Quantity, q.span);
        let (modifier, change) = (q.modifier.map(str::to_owned), q.change.map(str::to_owned));
        let (value, range, of) = (Some(q.value), q.range, q.of);
        out.facts.push(Fact::new(q.span, FactKind::Quantity { value, unit: q.unit, range, of, modifier, change }));
    }
    out.sort();
    let sentences = read_sentences(text, draft.blocks, out);
    out.facts.extend(sentences);
    say_who_states(text, out);
    out.sort();
}

/// Returns the events and the claims of annotations that have their dates and quantities, in order.
fn read_sentences(text: &str, blocks: &[&BlockDraft], out: &Annotations) -> Vec<Fact> {
    let is_name = |m: &&Mention| m.named && !matches!(m.kind, EntityType::Date | EntityType::Quantity);
    let names: Vec<Span> = out.mentions.iter().filter(is_name).map(|m| m.span).collect();
    let is_number =
        |f: &&Fact| matches!(f.kind, FactKind::Date { .. } | FactKind::Quantity { .. } | FactKind::Set { .. });
    let counted: Vec<Span> = out.facts.iter().filter(is_number).map(|f| f.span).collect();
    let mut events = EventReader::new(text, out);
    let mut claims = ClaimReader::new(out);
    for block in blocks {
        for span in &block.syntax.sentences {
            let sentence = Sentence::new(text, &block.syntax, *span, &names, &counted);
            events.read(&sentence, *span);
            if !block.syntax.headline {
                claims.read(&sentence, *span, &block.worth);
            }
        }
    }
    events.finish().into_iter().chain(claims.finish()).collect()
}

/// Returns the ISO 8601 duration of a quantity of time: `P7Y`.
fn duration(quantity: &Quantity) -> Option<String> {
    let (of_day, letter) = units::of_time(quantity.unit.as_deref()?)?;
    let time = if of_day { "T" } else { "" };
    let number = match quantity.range {
        Some([from, to]) => format!("{from}/{to}"),
        None => quantity.value.to_string(),
    };
    Some(format!("P{time}{number}{letter}"))
}

/// Gives each fact the speaker of the innermost attribution whose content contains it.
///
/// Content without quotation marks must be a clause: in `Clinton criticised the 40-year-old officer` the age is stated
/// by the article. So are titles in reported speech.
fn say_who_states(text: &str, out: &mut Annotations) {
    let states = |attribution: &&Attribution| {
        attribution.kind != QuoteKind::Indirect || attribution.content.iter().any(|span| is_clause(span.of(text)))
    };
    let mut speaking: Vec<(Span, &Attribution)> =
        out.attributions.iter().filter(states).flat_map(|a| a.content.iter().map(move |c| (*c, a))).collect();
    speaking.sort_by_key(|(content, _)| content.start);
    // The furthest end of all contents so far bounds the search for those that cover a fact.
    let mut furthest: Vec<usize> = speaking.iter().map(|(content, _)| content.end).collect();
    for at in 1..furthest.len() {
        if let Some([before, here]) = furthest.get_mut(at - 1..=at) {
            *here = (*here).max(*before);
        }
    }
    for fact in &mut out.facts {
        let title = matches!(fact.kind, FactKind::Role { .. });
        let to = speaking.partition_point(|(content, _)| content.start <= fact.span.start);
        let open = speaking.iter().zip(&furthest).take(to).rev().take_while(|(_, end)| **end >= fact.span.end);
        let innermost = open
            .map(|(found, _)| found)
            .filter(|(content, a)| content.covers(fact.span) && !(title && a.kind == QuoteKind::Indirect))
            .reduce(|first, next| if next.0.len() <= first.0.len() { next } else { first });
        fact.by = innermost.and_then(|(_, attribution)| attribution.speaker.clone());
        if let FactKind::Event { status: status @ EventStatus::Happened, .. } = &mut fact.kind
            && innermost.is_some()
        {
            *status = EventStatus::Alleged;
        }
    }
}

/// Whether the words contain a finite verb.
fn is_clause(words: &str) -> bool {
    const VERB: u32 = class::FINITE | class::BE | class::HAVE | class::DO | class::MODAL;
    let verb = |word: &str| {
        let lower = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let entry = lexicon::look_up(&lower);
        entry.class & VERB != 0
            || ["n't", "n’t", "'s", "’s", "'re", "’re", "'ll", "’ll"].iter().any(|end| lower.ends_with(end))
    };
    words.split_whitespace().any(verb)
}

/// Converts a date to a fact.
fn date_fact(given: &Given, value: Option<String>) -> FactKind {
    match (given, value) {
        (Given::Set(_), Some(value)) => FactKind::Set { value },
        (_, value) => FactKind::Date { value },
    }
}

/// Recomputes the absolute dates of annotations, relative to the current [`Article::date`].
pub fn redate(article: &Article, found: &mut Annotations) {
    let text = article.text.as_str();
    let mut dated: Vec<(Span, Given)> = Vec::new();
    for block in &article.blocks {
        if found.facts.iter().any(|fact| block.span.covers(fact.span)) {
            let all = numbers::pieces(text, block.span);
            dated.extend(date_rules::dates(&Pieces { text, all: &all }));
        }
    }
    let reference = day_of_writing(article, &dated);
    let values = narrative::values(&dated, reference);
    for ((span, given), value) in dated.into_iter().zip(values) {
        let same = |fact: &&mut Fact| fact.span == span && matches!(fact.kind, FactKind::Date { .. });
        if let Some(fact) = found.facts.iter_mut().find(same) {
            fact.kind = date_fact(&given, value);
        }
    }
    found.dated.clone_from(&article.date);
    date_events(found);
}

/// Gives each event the value of its date.
fn date_events(found: &mut Annotations) {
    let value = |fact: &Fact| match &fact.kind {
        FactKind::Date { value } => Some((fact.span, value.clone())),
        _ => None,
    };
    let values: Vec<(Span, Option<String>)> = found.facts.iter().filter_map(value).collect();
    for fact in &mut found.facts {
        if let FactKind::Event { when, date: Some(date), .. } = &mut fact.kind {
            *when = values.iter().find(|(span, _)| span == date).and_then(|(_, value)| value.clone());
        }
    }
}

/// Parses a day with its year: `2023-03-15`, `15 March 2023`, `March 15, 2023`.
#[must_use]
pub fn day(words: &str) -> Option<Date> {
    let all = numbers::pieces(words, Span::new(0, words.len()));
    match date_rules::whole(&Pieces { text: words, all: &all })? {
        Given::Day(y, m, d) => Date::new(y, m, d).ok(),
        _ => None,
    }
}

/// Returns the day from which relative dates count: the article's, or else that of its dateline.
///
/// Other days in the text may be long past and would shift `last Tuesday`.
fn day_of_writing(article: &Article, dated: &[(Span, Given)]) -> Option<Date> {
    let known = article.date.as_deref().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
    let stated = || {
        dated.iter().find_map(|(span, given)| match given {
            Given::Day(y, m, d) if is_dateline(article, *span) => Date::new(*y, *m, *d).ok(),
            _ => None,
        })
    };
    known.or_else(stated)
}

/// Number of blocks at the beginning of an article that can have a dateline.
const DATELINES: usize = 3;
/// Maximum number of bytes before and after the day of a dateline.
const DATELINE: usize = 60;

/// Whether a day belongs to a dateline: `BEIJING, March 15, 2023 (Xinhua) — The council …`.
fn is_dateline(article: &Article, day: Span) -> bool {
    let at = article.block_at(day.start).filter(|at| *at < DATELINES);
    let Some(block) = at.and_then(|at| article.blocks.get(at)) else { return false };
    let before = article.words(Span::new(block.span.start.min(day.start), day.start));
    let after = article.words(Span::new(day.end, block.span.end.max(day.end)));
    let place = |words: &str| !words.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
    let ends = |(at, _): (usize, &str)| at <= DATELINE && after.get(..at).is_some_and(place);
    let mut dash = ["—", "–", "--", " - "].into_iter().filter_map(|dash| after.match_indices(dash).next());
    before.len() <= DATELINE && place(before) && dash.any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{Engine, annotate};
    use crate::text::Block;

    fn article(paragraphs: &[&str], date: Option<&str>) -> Article {
        let text = paragraphs.join("\n\n");
        let mut at = 0;
        let block = |words: &&str| {
            let span = Span::new(at, at + words.len());
            at = span.end + 2;
            Block::paragraph(span)
        };
        let blocks = paragraphs.iter().map(block).collect();
        Article { date: date.map(str::to_owned), ..Article::new("test", text, blocks) }
    }

    /// Returns each date of the article as written and as understood.
    fn dates(article: &Article, found: &Annotations) -> Vec<String> {
        let date = |fact: &Fact| match &fact.kind {
            FactKind::Date { value } => {
                Some(format!("{} = {}", article.words(fact.span), value.as_deref().unwrap_or("?")))
            }
            _ => None,
        };
        found.facts.iter().filter_map(date).collect()
    }

    const MEETING: &str = "The council met last Tuesday, on 14 March, as it had on 3 May 1995.";

    #[test]
    fn without_a_day_of_writing_no_day_is_guessed() {
        let of = |paragraphs: &[&str], date| {
            let article = article(paragraphs, date);
            dates(&article, &annotate(&article, &Engine::rules()))
        };
        let unknown = ["last Tuesday = ?", "14 March = ?", "3 May 1995 = 1995-05-03"];
        let known = ["last Tuesday = 2023-03-14", "14 March = 2023-03-14", "3 May 1995 = 1995-05-03"];
        assert_eq!(of(&[MEETING], None), unknown);
        assert_eq!(of(&[MEETING], Some("2023-03-15")), known);
        assert_eq!(of(&["Founded on 3 May 1995, the club — a small one — met.", MEETING], None)[1..], unknown);
        assert_eq!(of(&["ORRIN BAY, March 15, 2023 (Wire) — The town is calm.", MEETING], None)[1..], known);
        assert_eq!(
            of(&["It rained.", "It snowed.", "A hailstorm.", "MUD, 3 May 1995 — Calm.", MEETING], None)[1..],
            unknown
        );
    }

    #[test]
    fn tense_tells_past_from_coming_and_what_recurs_is_no_day() {
        // Expected values for a text written on a Monday.
        for (text, want) in [
            ("It will cost more than parliament was told in March, and will open late.", "March = 2024-03"),
            ("The tunnel will open in March.", "March = 2025-03"),
            ("Their cellars have been wet since August.", "August = 2024-08"),
            ("The ministry will publish the report on Friday.", "Friday = 2024-10-18"),
            ("The ministry published the report on Friday.", "Friday = 2024-10-11"),
            ("She promised an answer by 12 February.", "12 February = 2025-02-12"),
            ("The law was signed on 12 February.", "12 February = 2024-02-12"),
            ("A hearing on 3 May, the same as ever.", "3 May = ?"),
            ("Parliament votes on the extra money on 6 November.", "6 November = 2024-11-06"),
            ("They came back on the following Tuesday.", "Tuesday = ?"),
            ("They meet on the second Saturday of every month.", ""),
            ("It opens every Monday.", ""),
        ] {
            let article = article(&[text], Some("2024-10-14"));
            assert_eq!(dates(&article, &annotate(&article, &Engine::rules())).join("; "), want, "{text}");
        }
    }

    #[test]
    fn dates_are_made_anew_for_another_day_of_writing() {
        let first = article(&[MEETING, "A storm is due on Friday, in March 2023, tomorrow, and in 2024."], None);
        for day in ["2023-03-15", "1999-12-31"] {
            let other = Article { date: Some(day.to_owned()), ..first.clone() };
            let mut found = annotate(&first, &Engine::rules());
            redate(&other, &mut found);
            assert_eq!(found, annotate(&other, &Engine::rules()), "{day}");
            redate(&first, &mut found);
            assert_eq!(found, annotate(&first, &Engine::rules()), "{day}");
        }
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for (words, want) in [
            ("2023-03-15", Some("2023-03-15")),
            ("15 March 2023", Some("2023-03-15")),
            ("March 15, 2023", Some("2023-03-15")),
            ("Wednesday, March 15, 2023", Some("2023-03-15")),
            ("15 Mar 2023", Some("2023-03-15")),
            (" Mar. 15, 2023 ", Some("2023-03-15")),
            ("15 March", None),
            ("2023-02-30", None),
            ("15 March 2023 or so", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(day(words).map(|d| d.to_string()).as_deref(), want, "{words:?}");
        }
    }
}
