//! Makes the rows of each tab's list.

use std::cmp::Reverse;

use crate::library::notes::{Flag, PlacedNote};
use crate::nlp::{Person, QuoteKind};
use crate::reader::layout::text_measure;
use crate::reader::panes::facts;
use crate::reader::panes::list::filter::Filter;
use crate::reader::panes::list::quote_rows;
use crate::reader::panes::list::row_text;
use crate::reader::panes::list::rows::{Lit, Row, excerpt};
use crate::reader::{Model, NoteSort, PeopleSort, Tab};

/// Returns the rows of a tab.
pub(in crate::reader) fn make(model: &Model, tab: Tab) -> Vec<Row> {
    let filter = Filter::parse(model.document.filter(tab), tab);
    let takes = |row: &Row| filter.takes(model, row);
    match tab {
        Tab::Quotes => quote_rows::rows(model, &filter),
        Tab::People => people(model, takes),
        Tab::Facts => facts::lists::rows(model, !model.document.filter(tab).is_empty(), takes),
        Tab::Notes => sorted_notes(model).into_iter().map(note_row).filter(takes).collect(),
    }
}

/// Returns the notes in the sort order of the list.
fn sorted_notes(model: &Model) -> Vec<&PlacedNote> {
    let mut notes: Vec<&PlacedNote> = model.document.notes.iter().collect();
    let rank = |n: &PlacedNote| {
        let marks = n.note.all_marks();
        match (marks.verdict, marks.flag) {
            (Some(_), _) => 0,
            (None, Some(Flag::Question)) => 1,
            (None, Some(Flag::Todo)) => 2,
            _ if !n.note.body.is_empty() => 3,
            _ => 4,
        }
    };
    match model.document.note_sort {
        NoteSort::Place => {}
        NoteSort::Newest => notes.sort_by(|a, b| b.note.created.cmp(&a.note.created)),
        NoteSort::Changed => notes.sort_by(|a, b| b.note.modified.cmp(&a.note.modified)),
        NoteSort::Kind => notes.sort_by_key(|n| rank(n)),
    }
    notes
}

fn note_row(note: &PlacedNote) -> Row {
    Row::Note { id: note.note.id.clone() }
}

/// The most other names of a person with a line of their own.
const ALIASES: usize = 5;
/// The mentions listed below a person at first, and at most; `*` reaches the rest.
const MENTIONS: (usize, usize) = (5, 1000);

/// Returns the people, with details below the open person.
fn people(model: &Model, takes: impl Fn(&Row) -> bool) -> Vec<Row> {
    let row = |(index, person): (usize, &Person)| {
        let speaker = model.document.index.speaker(person.entity).map(|(_, s)| s);
        Row::Person {
            index,
            mentions: model.document.index.mentions(person.entity).len(),
            quotes: speaker.map_or(0, |s| s.quotes.len()),
            share: speaker.map_or(0, |s| s.share),
        }
    };
    let mut all: Vec<Row> = model.document.annotations.people.iter().enumerate().map(row).filter(takes).collect();
    let person = |row: &Row| match row {
        Row::Person { index, .. } => model.document.annotations.people.get(*index),
        _ => None,
    };
    match model.session.people_sort {
        PeopleSort::Appearance => {}
        PeopleSort::Name => all.sort_by_cached_key(|row| person(row).map(|p| p.name.to_lowercase())),
        PeopleSort::Share => all.sort_by_key(|row| match row {
            Row::Person { share, quotes, mentions, .. } => Reverse((*share, *quotes, *mentions)),
            _ => Reverse((0, 0, 0)),
        }),
    }
    let mut rows = Vec::with_capacity(all.len() + 16);
    for row in all {
        let shown = person(&row).filter(|p| model.document.person == Some(p.entity));
        rows.push(row);
        if let Some(person) = shown {
            details(model, person, &mut rows);
        }
    }
    rows
}

/// Adds roles with the places that state them, other names, quotes, and every mention in context.
fn details(model: &Model, person: &Person, rows: &mut Vec<Row>) {
    let article = &model.document.article;
    let paragraph = |byte: usize| format!("¶{}", article.block_at(byte).unwrap_or(0) + 1);
    let mut detail = |label, text, span| rows.push(Row::Detail { label, text, span, lit: Lit::default() });
    let mut label = "role";
    for (role, stated) in facts::states::roles(model, person) {
        let place = stated.map_or_else(String::new, |span| {
            let words = article.words(span).split_whitespace().collect::<Vec<_>>().join(" ");
            format!(": {} “{}”", paragraph(span.start), text_measure::fit(&words, 80))
        });
        detail(label, format!("{role}{place}"), stated);
        label = "";
    }
    let mut label = "also";
    for (at, name) in person.aliases.iter().enumerate() {
        if at == ALIASES {
            detail("", person.aliases.get(at..).unwrap_or_default().join(" · "), None);
            break;
        }
        // The first place that uses this name.
        let spans = model
            .document
            .index
            .mentions(person.entity)
            .iter()
            .filter_map(|m| model.document.annotations.mentions.get(*m));
        let is = |words: &str| words.split_whitespace().eq(name.split_whitespace());
        let called = spans.map(|m| m.span).find(|span| is(article.words(*span)));
        let place = called.map_or_else(String::new, |span| format!(", first in {}", paragraph(span.start)));
        detail(label, format!("{name}{place}"), called);
        label = "";
    }
    if let Some((_, speaker)) = model.document.index.speaker(person.entity) {
        let quotes = || speaker.quotes.iter().filter_map(|q| model.document.annotations.attributions.get(*q));
        let kinds =
            [(QuoteKind::Direct, "direct"), (QuoteKind::Mixed, "partly quoted"), (QuoteKind::Indirect, "indirect")];
        let counted = kinds.map(|(kind, name)| (quotes().filter(|q| q.kind == kind).count(), name));
        let said = counted.iter().filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}"));
        let doubtful = quotes().filter(|q| model.document.annotations.is_unsure(q)).count();
        let unsure = (doubtful > 0).then(|| format!("{doubtful} unsure"));
        let first = quotes().next().and_then(|q| q.content.first().copied());
        detail("said", said.chain(unsure).collect::<Vec<_>>().join(" · "), first);
        let all: usize = model.document.index.speakers.iter().map(|s| s.words).sum();
        let words = format!("{} {} of {all} quoted words", row_text::bar(speaker.share, 10), speaker.words);
        detail("voice", words, None);
    }
    let (stated, more) = facts::states::stated(model, person);
    let mut label = "facts";
    for (fact, span) in stated {
        detail(label, format!("{} {fact}", paragraph(span.start)), Some(span));
        label = "";
    }
    if more > 0 {
        detail("", format!("… and {more} more facts"), None);
    }
    let mut label = "note";
    let about = |n: &&PlacedNote| n.note.marks.tags.iter().any(|t| t.strip_prefix('@') == Some(&person.name));
    for note in model.document.notes.iter().filter(about) {
        let words = note.note.body.split_whitespace().collect::<Vec<_>>().join(" ");
        detail(label, words, note.placement.span());
        label = "";
    }
    let mentions = model.document.index.mentions(person.entity);
    let mut label = "first";
    let most = if model.document.all_mentions { MENTIONS.1 } else { MENTIONS.0 };
    for mention in mentions.iter().take(most).filter_map(|m| model.document.annotations.mentions.get(*m)) {
        let place = paragraph(mention.span.start);
        let (words, lit) = excerpt(article, mention.span);
        let (text, lit) = (format!("{place} {words}"), lit.after(&place));
        rows.push(Row::Detail { label, text, span: Some(mention.span), lit });
        label = if label == "first" { "then" } else { "" };
    }
    if let Some(more) = mentions.len().checked_sub(most).filter(|more| *more > 0) {
        rows.push(Row::MoreMentions(more));
    }
}
