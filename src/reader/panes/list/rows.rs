//! The rows of the second pane's lists: `update` moves over them, `view` draws them.

use std::sync::Arc;

use crate::export::{FactSection, FactSheet};
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
        /// The order of first appearance, for the colour.
        order: usize,
        /// The entity, where there is one.
        entity: Option<EntityId>,
        /// The name, or `speaker unknown`.
        name: String,
        /// Number of quotes under it.
        quotes: usize,
        /// Share of all quoted words, in thousandths.
        share: u16,
    },
    /// A quote: an index into `annotations.attributions`.
    Quote {
        /// The index.
        index: usize,
        /// The order of its speaker, for the colour.
        order: usize,
    },
    /// A person (People tab): an index into `annotations.people`.
    Person {
        /// The index.
        index: usize,
        /// Number of mentions.
        mentions: usize,
        /// Number of quotes.
        quotes: usize,
        /// Share of all quoted words, in thousandths.
        share: u16,
    },
    /// A detail line below the selected person.
    Detail {
        /// The kind of detail (`role`, `also`, `said`); empty on further lines of the same kind.
        label: &'static str,
        /// The text.
        text: String,
        /// The jump target.
        span: Option<Span>,
        /// The position of the mention in the text.
        lit: Lit,
    },
    /// The number of further mentions of the open person.
    MoreMentions(usize),
    /// A line that stands for the unsure quotes and those without a speaker.
    Unsure {
        /// Number of quotes.
        quotes: usize,
        /// Whether they are listed below.
        open: bool,
    },
    /// A stance: an index into `annotations.stances`.
    Stance {
        /// The index.
        index: usize,
    },
    /// A fact: an index into `annotations.facts`.
    Fact {
        /// The index.
        index: usize,
        /// Whether it begins a day, or the roles of a person.
        lead: bool,
        /// The rank of a claim, from 1; 0 for other facts.
        rank: usize,
    },
    /// A section of the facts.
    Section {
        /// The section.
        section: FactSection,
        /// Number of facts in it.
        count: usize,
        /// Whether its facts are listed.
        open: bool,
    },
    /// The number of claims that are not shown yet.
    More(usize),
    /// A note.
    Note {
        /// Its id.
        id: NoteId,
    },
}

/// Returns the cached rows of a tab.
#[must_use]
pub fn rows(model: &Model, tab: Tab) -> Arc<Vec<Row>> {
    model.document.rows.get(tab.index()).cloned().unwrap_or_default()
}

impl Row {
    /// Returns whether a row can be selected; headings of speakers, and details without a jump target, cannot.
    #[must_use]
    pub fn selectable(&self) -> bool {
        !matches!(self, Self::Speaker { .. } | Self::Detail { span: None, .. })
    }

    /// Returns whether two rows stand for the same thing, even if its figures have changed.
    pub(in crate::reader) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quote { index: a, .. }, Self::Quote { index: b, .. })
            | (Self::Person { index: a, .. }, Self::Person { index: b, .. })
            | (Self::Fact { index: a, .. }, Self::Fact { index: b, .. }) => a == b,
            (Self::Section { section: a, .. }, Self::Section { section: b, .. }) => a == b,
            (Self::Detail { span: a, text: s, .. }, Self::Detail { span: b, text: t, .. }) => a == b && s == t,
            (Self::Note { id: a }, Self::Note { id: b }) => a == b,
            (Self::Stance { index: a }, Self::Stance { index: b }) => a == b,
            (Self::Unsure { .. }, Self::Unsure { .. }) | (Self::MoreMentions(_), Self::MoreMentions(_)) => true,
            _ => false,
        }
    }
}

/// Returns how many items a tab lists, and how many it has without the filter.
#[must_use]
pub fn count(model: &Model, tab: Tab) -> (usize, usize) {
    // Facts of closed sections count, too.
    let things = |row: &Row| match row {
        Row::Quote { .. } | Row::Stance { .. } | Row::Person { .. } | Row::Note { .. } => 1,
        Row::Section { count, .. } => *count,
        _ => 0,
    };
    let shown = model.document.rows.get(tab.index()).map_or(0, |rows| rows.iter().map(things).sum());
    let all = match tab {
        Tab::Quotes => model.document.annotations.attributions.len(),
        Tab::People => model.document.annotations.people.len(),
        Tab::Facts => FactSheet::of(&model.document.annotations, |_| true).len(),
        Tab::Notes => model.document.notes.len(),
    };
    (shown, all)
}

/// Returns whether there are dates that need the unknown date of the article.
pub(in crate::reader) fn undated(model: &Model) -> bool {
    let has_no_day = |kind: &FactKind| matches!(kind, FactKind::Date { value: None });
    model.document.article.date.is_none() && model.document.annotations.facts.iter().any(|fact| has_no_day(&fact.kind))
}

/// A range of letters in a text. Blanks do not count, so that the range survives wrapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// The first letter.
    pub from: usize,
    /// The end, exclusive.
    pub to: usize,
}

impl Lit {
    /// Returns the number of letters in a text, without blanks.
    pub(in crate::reader) fn letters(text: &str) -> usize {
        text_measure::clusters(text).filter(|(symbol, _)| !symbol.trim().is_empty()).count()
    }

    /// Returns the same letters after a prefix.
    pub(super) fn after(self, words: &str) -> Self {
        let before = Self::letters(words);
        Self { from: self.from + before, to: self.to + before }
    }
}

/// Returns a span with some words around it, with `…` where the paragraph continues, and the position of the span.
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

/// Returns a mention with some words before and after it.
pub(in crate::reader) fn context(article: &Article, within: Span, mention: Span) -> Span {
    if !within.covers(mention) {
        return mention;
    }
    let before = article.words(Span::new(within.start, mention.start));
    let after = article.words(Span::new(mention.end, within.end));
    let start = before.rmatch_indices(' ').nth(4).map_or(0, |(at, _)| at + 1);
    let end = after.match_indices(' ').nth(6).map_or(after.len(), |(at, _)| at);
    // Text without blanks would otherwise be included whole.
    let start = if before.len() - start > 120 { before.len() } else { start };
    let end = if end > 240 { 0 } else { end };
    Span::new(mention.start - (before.len() - start), mention.end + end)
}

/// The most bytes of context to show.
const MOST: usize = 4000;
