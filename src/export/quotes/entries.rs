//! The entries of a quote sheet.

use serde::Serialize;

use crate::export::facts::words;
use crate::export::json::{JsonQuoteKind, attributions, confidence};
use crate::export::marked::Marked;
use crate::library::notes::{PlacedNote, Reviewed, Verdict};
use crate::nlp::Attribution;
use crate::text::{Article, CharMap, Span, one_line};

/// JSON Schema (draft 2020-12) of a [`QuoteSheet`].
pub const QUOTE_SHEET_SCHEMA: &str = include_str!("quote-sheet.schema.json");

/// Version of the format.
const VERSION: u32 = 1;

/// The quotes of one article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuoteSheet {
    /// Version of the format.
    pub schema: u32,
    /// The title of the article, or the name of its file.
    pub article: String,
    /// The newspaper or site, if known.
    pub site: Option<String>,
    /// The day of publication, ISO 8601, if known.
    pub date: Option<String>,
    /// Its web address, or the path of its file.
    pub address: String,
    /// The id of the text.
    pub id: String,
    /// Name and version of the engine.
    pub model: String,
    /// The quotes, in the order of the text.
    pub quotes: Vec<QuoteEntry>,
}

/// A quote on the sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuoteEntry {
    /// Who says it; `None` if unknown.
    pub speaker: Option<String>,
    /// The role of the speaker, in words.
    pub role: Option<String>,
    /// Direct, mixed or indirect; `stance` if it was only done or thought.
    pub kind: JsonQuoteKind,
    /// The quoted words, in one line; parts are joined by `…`.
    pub words: String,
    /// The words that introduce them.
    pub cue: String,
    /// The words that name the speaker.
    pub source: String,
    /// The number of the paragraph, from 1.
    pub paragraph: usize,
    /// Position of the first part, in Unicode code points, end exclusive.
    pub span: [usize; 2],
    /// The probability that quote and speaker are right, 0–1; 1 if the reader corrected it.
    pub certainty: f32,
    /// Whether the speaker may be somebody else.
    pub unsure: bool,
    /// Whether the reader corrected it.
    pub corrected: bool,
    /// The reader's verdict.
    pub verdict: Option<Verdict>,
    /// The reader's notes on these words.
    pub notes: Vec<String>,
    /// Stable for one text and engine.
    pub id: String,
}

impl QuoteSheet {
    /// Makes the sheet of an article, with the verdicts and notes of the reader.
    #[must_use]
    pub fn new(article: &Article, found: &Reviewed, notes: &[PlacedNote]) -> Self {
        Self::of(article, found, notes, |_| true)
    }

    /// Makes the sheet of the quotes that `takes` accepts.
    #[must_use]
    pub fn of(article: &Article, found: &Reviewed, notes: &[PlacedNote], takes: impl Fn(&Attribution) -> bool) -> Self {
        let map = CharMap::new(&article.text);
        let quotes = attributions(found)
            .into_iter()
            .filter(|(_, quote)| takes(quote))
            .map(|(kind, quote)| entry(article, found, notes, &map, kind, quote))
            .collect();
        Self {
            schema: VERSION,
            article: article.display_title().to_owned(),
            site: article.site.clone(),
            date: article.date.clone(),
            address: article.url.clone().unwrap_or_else(|| article.source.clone()),
            id: article.id.to_string(),
            model: found.model.clone(),
            quotes,
        }
    }
}

/// Returns the words of some spans in one line, with `…` for the words between them.
fn words_of(article: &Article, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut end = None;
    for span in spans {
        if let Some(end) = end {
            let between = article.words(Span::new(end, span.start));
            out.push_str(if between.trim().is_empty() { " " } else { " … " });
        }
        out.push_str(&one_line(article.words(*span)));
        end = Some(span.end);
    }
    out
}

fn entry(
    article: &Article,
    found: &Reviewed,
    notes: &[PlacedNote],
    map: &CharMap<'_>,
    kind: JsonQuoteKind,
    quote: &Attribution,
) -> QuoteEntry {
    let joined = |spans: &[Span]| words_of(article, spans);
    let Marked { verdict, notes, .. } = Marked::on(notes, &quote.content);
    let first = quote.content.first().copied().unwrap_or_default();
    let person = quote.entity.and_then(|entity| found.person(entity));
    let corrected = found.is_corrected(quote);
    QuoteEntry {
        speaker: person.map(|person| person.name.clone()).or_else(|| quote.speaker.clone()),
        role: quote.entity.and_then(|entity| words::office_of(found, entity)),
        kind,
        words: joined(&quote.content),
        cue: joined(&quote.cue),
        source: joined(&quote.source),
        paragraph: article.block_at(first.start).map_or(1, |block| block + 1),
        span: map.to_chars(first),
        certainty: if corrected { 1.0 } else { confidence(quote.confidence) },
        unsure: found.is_unsure(quote),
        corrected,
        verdict,
        notes,
        id: quote.id.clone(),
    }
}
