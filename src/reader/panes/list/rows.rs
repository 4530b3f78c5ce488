//! The rows of the second pane's lists, made from the model; the same rows are walked by the keys and drawn by `view`.

use std::sync::Arc;

use crate::library::notes::NoteId;
use crate::nlp::{EntityId, FactKind};
use crate::reader::layout::text_measure;
use crate::reader::{Model, Tab};
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
    model.document.rows.get(tab.index()).cloned().unwrap_or_default()
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
    let shown = model.document.rows.get(tab.index()).map_or(0, |rows| rows.iter().filter(is_thing).count());
    let all = match tab {
        Tab::Quotes => model.document.annotations.attributions.len(),
        Tab::People => model.document.annotations.people.len(),
        Tab::Facts => model.document.annotations.facts.len(),
        Tab::Notes => model.document.notes.len(),
    };
    (shown, all)
}

/// Whether there are dates that cannot be placed because nothing says when the article was written.
pub(in crate::reader) fn undated(model: &Model) -> bool {
    let has_no_day = |kind: &FactKind| matches!(kind, FactKind::Date { value: None });
    model.document.article.date.is_none() && model.document.annotations.facts.iter().any(|fact| has_no_day(&fact.kind))
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
    pub(super) fn after(self, words: &str) -> Self {
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

/// Bytes of the words around something that are shown.
const MOST: usize = 4000;
