//! The rows of the second pane's lists, made from the model; the same rows are walked by the keys and drawn by `view`.

use std::sync::Arc;

use super::{Model, Tab};
use crate::nlp::{EntityId, FactKind, Person};
use crate::notes::NoteId;
use crate::text::{Article, Span};

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A speaker's heading in the Quotes tab.
    Speaker {
        /// Which speaker: the order of first appearance, for the colour.
        order: usize,
        /// The entity, where there is one.
        entity: Option<EntityId>,
        /// The name, or `unattributed`.
        name: String,
        /// Number of quotes under it.
        quotes: usize,
        /// Share of all quoted words, in thousandths.
        share: u16,
    },
    /// A quote: an index into `annotations.attributions`.
    Quote {
        /// Which one.
        index: usize,
        /// The order of its speaker, for the colour.
        order: usize,
    },
    /// A person (People tab): an index into `annotations.people`.
    Person {
        /// Which one.
        index: usize,
        /// Number of mentions.
        mentions: usize,
        /// Number of quotes.
        quotes: usize,
        /// Share of all quoted words, in thousandths.
        share: u16,
    },
    /// A detail line below the selected person: what it says, and where that is in the text.
    Detail {
        /// What it says.
        text: String,
        /// Where to jump.
        span: Option<Span>,
    },
    /// A fact: an index into `annotations.facts`.
    Fact {
        /// Which one.
        index: usize,
    },
    /// A heading inside a list (`Dates`, `Figures`, `Roles`).
    Heading(String),
    /// A note.
    Note {
        /// Which one.
        id: NoteId,
    },
}

/// The rows of a tab, as they were when the model last changed.
#[must_use]
pub fn rows(model: &Model, tab: Tab) -> Arc<Vec<Row>> {
    model.rows.get(tab.index()).cloned().unwrap_or_default()
}

impl Row {
    /// Whether the list's selection can stand on it; headings are passed over.
    #[must_use]
    pub fn selectable(&self) -> bool {
        !matches!(self, Self::Speaker { .. } | Self::Heading(_))
    }

    /// Whether the two stand for the same thing, also where its numbers have changed.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quote { index: a, .. }, Self::Quote { index: b, .. })
            | (Self::Person { index: a, .. }, Self::Person { index: b, .. })
            | (Self::Fact { index: a }, Self::Fact { index: b }) => a == b,
            (Self::Detail { span: a, text: s }, Self::Detail { span: b, text: t }) => a == b && s == t,
            (Self::Note { id: a }, Self::Note { id: b }) => a == b,
            _ => false,
        }
    }
}

/// Makes the rows of a tab.
pub(super) fn make(model: &Model, tab: Tab) -> Vec<Row> {
    match tab {
        Tab::Quotes => quotes(model),
        Tab::People => people(model),
        Tab::Facts => facts(model),
        Tab::Notes => model.notes.iter().map(|n| Row::Note { id: n.note.id.clone() }).collect(),
    }
}

/// Quotes below their speakers.
fn quotes(model: &Model) -> Vec<Row> {
    let mut rows = Vec::with_capacity(model.annotations.attributions.len() + model.index.speakers.len());
    for (order, speaker) in model.index.speakers.iter().enumerate() {
        rows.push(Row::Speaker {
            order,
            entity: speaker.entity,
            name: speaker.name.clone(),
            quotes: speaker.quotes.len(),
            share: speaker.share,
        });
        rows.extend(speaker.quotes.iter().map(|&index| Row::Quote { index, order }));
    }
    rows
}

/// Mentions listed below a person; the rest is reached with `*`.
const MENTIONS: usize = 200;

/// People, and what is known about the one the reader looks at.
fn people(model: &Model) -> Vec<Row> {
    let mut rows = Vec::with_capacity(model.annotations.people.len());
    for (index, person) in model.annotations.people.iter().enumerate() {
        let speaker = model.index.speaker(person.entity).map(|(_, s)| s);
        rows.push(Row::Person {
            index,
            mentions: model.index.mentions(person.entity).len(),
            quotes: speaker.map_or(0, |s| s.quotes.len()),
            share: speaker.map_or(0, |s| s.share),
        });
        if model.person == Some(person.entity) {
            details(model, person, &mut rows);
        }
    }
    rows
}

/// Roles, other names, and every mention with the words around it.
fn details(model: &Model, person: &Person, rows: &mut Vec<Row>) {
    let article = &model.article;
    for role in &person.roles {
        let stated = model.annotations.facts.iter().find(
            |f| matches!(&f.kind, FactKind::Role { entity, role: r, .. } if *entity == person.entity && r == role),
        );
        rows.push(Row::Detail { text: format!("role: {role}"), span: stated.map(|f| f.span) });
    }
    if !person.aliases.is_empty() {
        rows.push(Row::Detail { text: format!("also: {}", person.aliases.join(", ")), span: None });
    }
    let mentions = model.index.mentions(person.entity);
    for mention in mentions.iter().take(MENTIONS).filter_map(|m| model.annotations.mentions.get(*m)) {
        let block = article.block_at(mention.span.start).unwrap_or(0);
        let around = article.blocks.get(block).map_or(mention.span, |b| context(article, b.span, mention.span));
        let words = article.words(around).split_whitespace().collect::<Vec<_>>().join(" ");
        rows.push(Row::Detail { text: format!("¶{} {words}", block + 1), span: Some(mention.span) });
    }
    if let Some(more) = mentions.len().checked_sub(MENTIONS + 1) {
        rows.push(Row::Detail { text: format!("… and {} more mentions", more + 1), span: None });
    }
}

/// The mention with some words before and after it.
fn context(article: &Article, within: Span, mention: Span) -> Span {
    let before = article.words(Span::new(within.start, mention.start));
    let after = article.words(Span::new(mention.end, within.end));
    let start = before.rmatch_indices(' ').nth(4).map_or(0, |(at, _)| at + 1);
    let end = after.match_indices(' ').nth(6).map_or(after.len(), |(at, _)| at);
    // Text without blanks would be taken whole.
    let start = if before.len() - start > 120 { before.len() } else { start };
    let end = if end > 240 { 0 } else { end };
    Span::new(mention.start - (before.len() - start), mention.end + end)
}

/// Facts by kind.
fn facts(model: &Model) -> Vec<Row> {
    let mut rows = Vec::with_capacity(model.annotations.facts.len() + 3);
    for heading in ["Dates", "Figures", "Roles"] {
        let from = rows.len();
        let facts = model.annotations.facts.iter().enumerate().filter(|(_, f)| heading_of(&f.kind) == heading);
        rows.extend(facts.map(|(index, _)| Row::Fact { index }));
        if rows.len() > from {
            rows.insert(from, Row::Heading(heading.to_owned()));
        }
    }
    rows
}

fn heading_of(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::Date { .. } => "Dates",
        FactKind::Quantity { .. } => "Figures",
        FactKind::Role { .. } => "Roles",
    }
}
