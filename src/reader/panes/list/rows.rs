//! The rows of the second pane's lists, made from the model; the same rows are walked by the keys and drawn by `view`.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::library::notes::{Flag, NoteId, PlacedNote};
use crate::nlp::{EntityId, FactKind, Person, QuoteKind};
use crate::reader::layout::text_measure;
use crate::reader::panes::list::filter::Filter;
use crate::reader::panes::list::row_text;
use crate::reader::{Model, NoteSort, PeopleSort, Tab};
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
        /// What kind of detail it is (`role`, `also`, `said`), once for those of a kind.
        label: &'static str,
        /// What it says.
        text: String,
        /// Where to jump.
        span: Option<Span>,
        /// The mention in the words around it.
        lit: Lit,
    },
    /// A fact: an index into `annotations.facts`.
    Fact {
        /// Which one.
        index: usize,
    },
    /// A heading inside a list (`Timeline`, `Figures`, `Roles`).
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
    /// Whether the list's selection can stand on it; headings, and details that lead nowhere, are passed over.
    #[must_use]
    pub fn selectable(&self) -> bool {
        !matches!(self, Self::Speaker { .. } | Self::Heading(_) | Self::Detail { span: None, .. })
    }

    /// Whether the two stand for the same thing, also where its numbers have changed.
    pub(in crate::reader) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quote { index: a, .. }, Self::Quote { index: b, .. })
            | (Self::Person { index: a, .. }, Self::Person { index: b, .. })
            | (Self::Fact { index: a }, Self::Fact { index: b }) => a == b,
            (Self::Detail { span: a, text: s, .. }, Self::Detail { span: b, text: t, .. }) => a == b && s == t,
            (Self::Note { id: a }, Self::Note { id: b }) => a == b,
            _ => false,
        }
    }
}

/// How many things a tab lists, and how many there are without its filter.
#[must_use]
pub fn count(model: &Model, tab: Tab) -> (usize, usize) {
    let is_thing =
        |row: &&Row| matches!(row, Row::Quote { .. } | Row::Person { .. } | Row::Fact { .. } | Row::Note { .. });
    let shown = model.rows.get(tab.index()).map_or(0, |rows| rows.iter().filter(is_thing).count());
    let all = match tab {
        Tab::Quotes => model.annotations.attributions.len(),
        Tab::People => model.annotations.people.len(),
        Tab::Facts => model.annotations.facts.len(),
        Tab::Notes => model.notes.len(),
    };
    (shown, all)
}

/// Whether there are dates that cannot be placed because nothing says when the article was written.
pub(in crate::reader) fn undated(model: &Model) -> bool {
    let has_no_day = |kind: &FactKind| matches!(kind, FactKind::Date { value: None });
    model.article.date.is_none() && model.annotations.facts.iter().any(|fact| has_no_day(&fact.kind))
}

/// Makes the rows of a tab.
pub(in crate::reader) fn make(model: &Model, tab: Tab) -> Vec<Row> {
    let filter = Filter::parse(model.filter(tab), tab);
    let takes = |row: &Row| filter.takes(model, row);
    match tab {
        Tab::Quotes => quotes(model, takes),
        Tab::People => people(model, takes),
        Tab::Facts => facts(model, takes),
        Tab::Notes => sorted_notes(model).into_iter().map(note_row).filter(takes).collect(),
    }
}

/// The notes in the order in which the list shows them.
fn sorted_notes(model: &Model) -> Vec<&PlacedNote> {
    let mut notes: Vec<&PlacedNote> = model.notes.iter().collect();
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
    match model.note_sort {
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

/// Quotes below their speakers.
fn quotes(model: &Model, takes: impl Fn(&Row) -> bool) -> Vec<Row> {
    let mut rows = Vec::with_capacity(model.annotations.attributions.len() + model.index.speakers.len());
    for (order, speaker) in model.index.speakers.iter().enumerate() {
        let from = rows.len();
        rows.extend(speaker.quotes.iter().map(|&index| Row::Quote { index, order }).filter(&takes));
        let quotes = rows.len() - from;
        if quotes > 0 {
            let heading = Row::Speaker {
                order,
                entity: speaker.entity,
                name: speaker.name.clone(),
                quotes,
                share: speaker.share,
            };
            rows.insert(from, heading);
        }
    }
    rows
}

/// Other names of a person that have a line of their own.
const ALIASES: usize = 5;
/// Mentions listed below a person; the rest is reached with `*`.
const MENTIONS: usize = 200;
/// Bytes of the words around something that are shown.
const MOST: usize = 4000;

/// People, and what is known about the one the reader looks at.
fn people(model: &Model, takes: impl Fn(&Row) -> bool) -> Vec<Row> {
    let row = |(index, person): (usize, &Person)| {
        let speaker = model.index.speaker(person.entity).map(|(_, s)| s);
        Row::Person {
            index,
            mentions: model.index.mentions(person.entity).len(),
            quotes: speaker.map_or(0, |s| s.quotes.len()),
            share: speaker.map_or(0, |s| s.share),
        }
    };
    let mut all: Vec<Row> = model.annotations.people.iter().enumerate().map(row).filter(takes).collect();
    let person = |row: &Row| match row {
        Row::Person { index, .. } => model.annotations.people.get(*index),
        _ => None,
    };
    match model.people_sort {
        PeopleSort::Appearance => {}
        PeopleSort::Name => all.sort_by_cached_key(|row| person(row).map(|p| p.name.to_lowercase())),
        PeopleSort::Share => all.sort_by_key(|row| match row {
            Row::Person { share, quotes, mentions, .. } => Reverse((*share, *quotes, *mentions)),
            _ => Reverse((0, 0, 0)),
        }),
    }
    let mut rows = Vec::with_capacity(all.len() + 16);
    for row in all {
        let shown = person(&row).filter(|p| model.person == Some(p.entity));
        rows.push(row);
        if let Some(person) = shown {
            details(model, person, &mut rows);
        }
    }
    rows
}

/// Roles and where the text says so, other names, what was said, and every mention with the words around it.
fn details(model: &Model, person: &Person, rows: &mut Vec<Row>) {
    let article = &model.article;
    let paragraph = |byte: usize| format!("¶{}", article.block_at(byte).unwrap_or(0) + 1);
    let mut detail = |label, text, span| rows.push(Row::Detail { label, text, span, lit: Lit::default() });
    let mut label = "role";
    for role in &person.roles {
        let stated = model.annotations.facts.iter().find_map(|f| match &f.kind {
            FactKind::Role { entity, role: r, of } if *entity == person.entity && r == role => Some((f.span, of)),
            _ => None,
        });
        let of = stated.and_then(|(_, of)| of.as_deref()).filter(|of| !role.contains(of));
        let of = of.map_or_else(String::new, |of| format!(", {of}"));
        let place = stated.map_or_else(String::new, |(span, _)| {
            let words = article.words(span).split_whitespace().collect::<Vec<_>>().join(" ");
            format!(": {} “{}”", paragraph(span.start), text_measure::fit(&words, 80))
        });
        detail(label, format!("{role}{of}{place}"), stated.map(|(span, _)| span));
        label = "";
    }
    let mut label = "also";
    for (at, name) in person.aliases.iter().enumerate() {
        if at == ALIASES {
            detail("", person.aliases.get(at..).unwrap_or_default().join(" · "), None);
            break;
        }
        // Where the text first calls them that.
        let spans = model.index.mentions(person.entity).iter().filter_map(|m| model.annotations.mentions.get(*m));
        let is = |words: &str| words.split_whitespace().eq(name.split_whitespace());
        let called = spans.map(|m| m.span).find(|span| is(article.words(*span)));
        let place = called.map_or_else(String::new, |span| format!(", first in {}", paragraph(span.start)));
        detail(label, format!("{name}{place}"), called);
        label = "";
    }
    if let Some((_, speaker)) = model.index.speaker(person.entity) {
        let quotes = || speaker.quotes.iter().filter_map(|q| model.annotations.attributions.get(*q));
        let kinds =
            [(QuoteKind::Direct, "direct"), (QuoteKind::Mixed, "partly quoted"), (QuoteKind::Indirect, "indirect")];
        let counted = kinds.map(|(kind, name)| (quotes().filter(|q| q.kind == kind).count(), name));
        let said = counted.iter().filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}"));
        let doubtful = quotes().filter(|q| model.annotations.is_unsure(q)).count();
        let unsure = (doubtful > 0).then(|| format!("{doubtful} unsure"));
        let first = quotes().next().and_then(|q| q.content.first().copied());
        detail("said", said.chain(unsure).collect::<Vec<_>>().join(" · "), first);
        let all: usize = model.index.speakers.iter().map(|s| s.words).sum();
        let words = format!("{} {} of {all} quoted words", row_text::bar(speaker.share, 10), speaker.words);
        detail("voice", words, None);
    }
    let mut label = "note";
    let about = |n: &&PlacedNote| n.note.marks.tags.iter().any(|t| t.strip_prefix('@') == Some(&person.name));
    for note in model.notes.iter().filter(about) {
        let words = note.note.body.split_whitespace().collect::<Vec<_>>().join(" ");
        detail(label, words, note.placement.span());
        label = "";
    }
    let mentions = model.index.mentions(person.entity);
    let mut label = "first";
    for mention in mentions.iter().take(MENTIONS).filter_map(|m| model.annotations.mentions.get(*m)) {
        let place = paragraph(mention.span.start);
        let (words, lit) = excerpt(article, mention.span);
        let (text, lit) = (format!("{place} {words}"), lit.after(&place));
        rows.push(Row::Detail { label, text, span: Some(mention.span), lit });
        label = if label == "first" { "then" } else { "" };
    }
    if let Some(more) = mentions.len().checked_sub(MENTIONS + 1) {
        let (text, lit) = (format!("… and {} more mentions", more + 1), Lit::default());
        rows.push(Row::Detail { label: "", text, span: None, lit });
    }
}

/// Some letters of a text, counted without its blanks: so it can be wrapped, and they stay the same ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// The first.
    pub from: usize,
    /// Behind the last.
    pub to: usize,
}

impl Lit {
    /// Letters of a text that are not blanks.
    fn letters(text: &str) -> usize {
        text_measure::clusters(text).filter(|(symbol, _)| !symbol.trim().is_empty()).count()
    }

    /// The same letters with these words before them.
    fn after(self, words: &str) -> Self {
        let before = Self::letters(words);
        Self { from: self.from + before, to: self.to + before }
    }
}

/// Words of the article with some around them, `…` where the paragraph goes on; and the words themselves in that.
pub(in crate::reader) fn excerpt(article: &Article, span: Span) -> (String, Lit) {
    let block = article.block_at(span.start).and_then(|b| article.blocks.get(b)).map_or(span, |b| b.span);
    let around = context(article, block, span);
    let one_line =
        |span| text_measure::head(article.words(span), MOST).split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let text = format!("{}{}{}", cut(block.start < around.start), one_line(around), cut(around.end < block.end));
    let before = Lit::letters(article.words(Span::new(around.start, span.start)));
    let lit = Lit { from: before, to: before + Lit::letters(article.words(span)) };
    (text, lit.after(cut(block.start < around.start)))
}

/// The mention with some words before and after it.
pub(in crate::reader) fn context(article: &Article, within: Span, mention: Span) -> Span {
    if !within.covers(mention) {
        return mention;
    }
    let before = article.words(Span::new(within.start, mention.start));
    let after = article.words(Span::new(mention.end, within.end));
    let start = before.rmatch_indices(' ').nth(4).map_or(0, |(at, _)| at + 1);
    let end = after.match_indices(' ').nth(6).map_or(after.len(), |(at, _)| at);
    // Text without blanks would be taken whole.
    let start = if before.len() - start > 120 { before.len() } else { start };
    let end = if end > 240 { 0 } else { end };
    Span::new(mention.start - (before.len() - start), mention.end + end)
}

/// Facts by kind: dates as they followed each other, those that cannot be placed last; figures and roles as in the text.
fn facts(model: &Model, takes: impl Fn(&Row) -> bool) -> Vec<Row> {
    let facts = &model.annotations.facts;
    let mut rows = Vec::with_capacity(facts.len() + 3);
    for heading in ["Timeline", "Figures", "Roles"] {
        let mut found: Vec<usize> = (0..facts.len())
            .filter(|index| facts.get(*index).is_some_and(|f| heading_of(&f.kind) == heading))
            .filter(|index| takes(&Row::Fact { index: *index }))
            .collect();
        let date = |index: &usize| match facts.get(*index).map(|f| &f.kind) {
            Some(FactKind::Date { value: Some(value) }) => (false, value.as_str()),
            _ => (true, ""),
        };
        if heading == "Timeline" {
            found.sort_by(|a, b| date(a).cmp(&date(b)));
        }
        if !found.is_empty() {
            rows.push(Row::Heading(format!("{heading}  {}", found.len())));
            rows.extend(found.into_iter().map(|index| Row::Fact { index }));
        }
    }
    rows
}

fn heading_of(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::Date { .. } => "Timeline",
        FactKind::Quantity { .. } => "Figures",
        FactKind::Role { .. } => "Roles",
    }
}
