//! The fact sheet of one article as it is printed: one entry per fact, with its words, sentence and verdict.

use std::collections::HashMap;

use serde::Serialize;

use crate::export::facts::words;
use crate::export::facts::{FactSection, FactSheet};
use crate::export::json::confidence;
use crate::export::marked::Marked;
use crate::library::notes::{PlacedNote, Reviewed, Verdict};
use crate::nlp::{ClaimReason, Fact, FactKind};
use crate::text::{Article, CharMap, Span, sentences};

/// JSON Schema (draft 2020-12) of a [`SheetOf`].
pub const FACT_SHEET_SCHEMA: &str = include_str!("fact-sheet.schema.json");

/// Version of the format.
pub const FACT_SHEET_VERSION: u32 = 1;

/// The fact sheet of one article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetOf {
    /// Version of the format ([`FACT_SHEET_VERSION`]).
    pub schema: u32,
    /// The title of the article, or the name of its file.
    pub title: String,
    /// Its path or address.
    pub source: String,
    /// The day it was written, if known.
    pub date: Option<String>,
    /// Name and version of the engine.
    pub model: String,
    /// The facts, by section and in the order of the section.
    pub facts: Vec<Entry>,
}

/// A fact on the sheet. What does not apply to its type is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// Its section: `check-first`, `timeline`, `figures`, `people`.
    pub section: &'static str,
    /// Its type: `claim`, `event`, `date`, `figure`, `role`.
    pub kind: &'static str,
    /// The fact in words: the figure with its hedge, the day, the office, the words of a claim or event.
    pub value: String,
    /// The number of a figure; of a range the first end.
    pub number: Option<f64>,
    /// The second end of a range.
    pub to: Option<f64>,
    /// The unit or the noun counted.
    pub unit: Option<String>,
    /// The hedge of a figure: `about`, `more than`.
    pub hedge: Option<String>,
    /// `rise` or `fall`, if something changed by this figure.
    pub change: Option<String>,
    /// The words for what is counted or measured.
    pub of: Option<String>,
    /// The day of an event or date, ISO 8601 as precisely as it is known.
    pub date: Option<String>,
    /// The person of a role, or the people and bodies of an event.
    pub who: Vec<String>,
    /// The role.
    pub role: Option<String>,
    /// The body or place of the role.
    pub body: Option<String>,
    /// The place of an event.
    pub place: Option<String>,
    /// `former`, `acting`, `candidate`, `future`, `scheduled`, `alleged`, `did not happen`; empty if it holds or happened.
    pub status: Option<&'static str>,
    /// Who states it; `None` is the article itself.
    pub stated_by: Option<String>,
    /// The words that state it.
    pub words: String,
    /// The sentence around them.
    pub sentence: String,
    /// The number of the paragraph, from 1.
    pub paragraph: usize,
    /// Position of the words in the text, in Unicode code points, end exclusive.
    pub span: [usize; 2],
    /// How much a claim is worth a check, 0–1: a score to order by, not a verdict.
    pub score: Option<f32>,
    /// Why a claim is worth a check.
    pub reasons: Vec<ClaimReason>,
    /// The figures in a claim, in words.
    pub figures: Vec<String>,
    /// The days in a claim, ISO 8601.
    pub dates: Vec<String>,
    /// The reader's verdict.
    pub verdict: Option<Verdict>,
    /// The reader's notes on these words.
    pub notes: Vec<String>,
    /// The reader's sources.
    pub links: Vec<String>,
    /// Whether the reader corrected it.
    pub corrected: bool,
}

impl SheetOf {
    /// Makes the sheet of an article, with the verdicts of the reader's notes.
    #[must_use]
    pub fn new(article: &Article, found: &Reviewed, notes: &[PlacedNote]) -> Self {
        let sheet = FactSheet::of(found, |_| true);
        let mut maker = Maker { article, found, notes, map: CharMap::new(&article.text), sentences: HashMap::new() };
        let days = sheet.days.iter().flat_map(|day| day.facts.iter().copied());
        let sections = [
            ("check-first", sheet.claims.clone()),
            ("timeline", days.collect()),
            ("figures", sheet.figures.clone()),
            ("people", sheet.offices.clone()),
        ];
        let mut facts = Vec::with_capacity(sheet.len());
        for (section, all) in sections {
            let all = all.into_iter().filter_map(|at| found.facts.get(at));
            facts.extend(all.map(|fact| maker.entry(section, fact)));
        }
        Self {
            schema: FACT_SHEET_VERSION,
            title: article.display_title().to_owned(),
            source: article.source.clone(),
            date: article.date.clone(),
            model: found.model.clone(),
            facts,
        }
    }

    /// Returns the entries of a section.
    pub fn section(&self, section: FactSection) -> impl Iterator<Item = &Entry> {
        let name = match section {
            FactSection::CheckFirst => "check-first",
            FactSection::Timeline => "timeline",
            FactSection::Figures => "figures",
            FactSection::People => "people",
        };
        self.facts.iter().filter(move |entry| entry.section == name)
    }
}

/// Makes the entries of one article.
struct Maker<'a> {
    article: &'a Article,
    found: &'a Reviewed,
    notes: &'a [PlacedNote],
    map: CharMap<'a>,
    /// The sentences of the blocks so far.
    sentences: HashMap<usize, Vec<Span>>,
}

impl Maker<'_> {
    fn entry(&mut self, section: &'static str, fact: &Fact) -> Entry {
        let words = words::line(self.article, fact.span);
        let Marked { verdict, notes, links } = Marked::on(self.notes, &[fact.span]);
        let base = Entry {
            section,
            stated_by: fact.by.clone(),
            sentence: self.sentence(fact.span),
            paragraph: self.article.block_at(fact.span.start).map_or(1, |block| block + 1),
            span: self.map.to_chars(fact.span),
            verdict,
            notes,
            links,
            corrected: self.found.is_fact_corrected(fact),
            ..Entry::default()
        };
        let line = |span: Span| words::line(self.article, span);
        match fact.kind.clone() {
            FactKind::Claim { score, reasons, figures, dates } => Entry {
                kind: "claim",
                value: words.clone(),
                words,
                score: Some(confidence(score)),
                reasons,
                figures: figures.into_iter().filter_map(|span| self.figure_at(span)).collect(),
                dates: dates.into_iter().filter_map(|span| self.date_at(span)).collect(),
                ..base
            },
            FactKind::Event { who, when, place, status, .. } => Entry {
                kind: "event",
                value: words.clone(),
                words,
                date: when,
                who: who.into_iter().map(|one| one.name).collect(),
                place: place.map(line),
                status: words::took_place(status),
                ..base
            },
            FactKind::Date { value } => Entry {
                kind: "date",
                value: value.clone().unwrap_or_else(|| words.clone()),
                words,
                date: value,
                ..base
            },
            // Lists leave these out.
            FactKind::Duration { value } | FactKind::Set { value } => Entry { kind: "date", value, words, ..base },
            FactKind::Quantity { value, unit, range, of, modifier, change } => Entry {
                kind: "figure",
                value: words::figure(&fact.kind).unwrap_or_default(),
                words,
                number: value.filter(|value| value.is_finite()),
                to: range.map(|[_, to]| to),
                unit,
                hedge: modifier,
                change,
                of: of.map(line),
                ..base
            },
            FactKind::Role { entity, role, of, status } => Entry {
                kind: "role",
                value: words::office(&role, of.as_deref(), status),
                words,
                who: self.found.person(entity).map(|person| person.name.clone()).into_iter().collect(),
                role: Some(role),
                body: of,
                status: words::held(status),
                ..base
            },
        }
    }

    fn fact_at<T>(&self, span: Span, of: impl Fn(&FactKind) -> Option<T>) -> Option<T> {
        self.found.facts.iter().filter(|fact| fact.span == span).find_map(|fact| of(&fact.kind))
    }

    fn figure_at(&self, span: Span) -> Option<String> {
        self.fact_at(span, words::figure)
    }

    fn date_at(&self, span: Span) -> Option<String> {
        self.fact_at(span, date_of)
    }

    /// Returns the sentence around some words, or the words if they are in no block.
    fn sentence(&mut self, span: Span) -> String {
        let Some(at) = self.article.block_at(span.start) else { return words::line(self.article, span) };
        let block = self.article.blocks.get(at).map_or(span, |block| block.span);
        let all = self.sentences.entry(at).or_insert_with(|| sentences(&self.article.text, block));
        let around = all.iter().copied().filter(|sentence| sentence.overlaps(span)).reduce(Span::join);
        words::line(self.article, around.unwrap_or(span))
    }
}

fn date_of(kind: &FactKind) -> Option<String> {
    match kind {
        FactKind::Date { value } => value.clone(),
        _ => None,
    }
}
