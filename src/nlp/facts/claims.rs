//! Claims worth checking: sentences and quotes, each with a score to order by.
//!
//! The encoder gives every word a worth ([`WordWorth`]), learned from debates. The score of a claim is the weighted mean
//! over its words, moved by signs that matter in news: figures, records, causes. Where most of a sentence is somebody’s
//! words, the claim is those words.

use std::ops::Range;

use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::WordWorth;
use crate::nlp::facts::words::Sentence;
use crate::nlp::{Annotations, ClaimReason, Fact, FactKind};
use crate::text::Span;

/// Claims below this score are left out: they are more likely not worth a check.
const LEAST: f32 = 0.5;
/// Below this logit no signs make a claim.
const HOPELESS: f32 = -7.0;
/// How many contents before the end of a sentence may hold it.
const NEAR: usize = 4;
/// Fewest words of a claim.
const SHORT: usize = 5;
/// Words that a sentence needs outside a quote to be a claim of its own, in percent.
const OUTSIDE: usize = 60;

/// Reads the claims of an article that has its dates, quantities and attributions, in order.
pub(super) struct ClaimReader {
    /// What is attributed to somebody, by its first byte.
    contents: Vec<Span>,
    dates: Vec<Span>,
    figures: Vec<Span>,
    found: Vec<Fact>,
}

impl ClaimReader {
    pub(super) fn new(out: &Annotations) -> Self {
        let spans = |date: bool| -> Vec<Span> {
            let wanted = |f: &&Fact| match f.kind {
                FactKind::Date { .. } => date,
                FactKind::Quantity { .. } => !date,
                _ => false,
            };
            out.facts.iter().filter(wanted).map(|f| f.span).collect()
        };
        let mut contents: Vec<Span> = out.attributions.iter().flat_map(|a| a.content.iter().copied()).collect();
        contents.sort_unstable();
        Self { contents, dates: spans(true), figures: spans(false), found: Vec::new() }
    }

    /// Reads a sentence with the worth of the words of its block.
    pub(super) fn read(&mut self, s: &Sentence, sentence: Span, worth: &[WordWorth]) {
        let span = self.unit(s.text, sentence);
        let Some(logit) = logit(worth, span) else { return };
        let inside = |all: &[Span]| -> Vec<Span> {
            let from = all.partition_point(|s| s.start < span.start);
            all.iter().skip(from).take_while(|s| s.end <= span.end).copied().collect()
        };
        let from = s.words.partition_point(|w| w.span.start < span.start);
        let to = s.words.partition_point(|w| w.span.start < span.end);
        let length = s.words.iter().take(to).skip(from).filter(|w| !w.is_punct()).count();
        if length < SHORT || logit < HOPELESS {
            return;
        }
        let (figures, dates) = (inside(&self.figures), inside(&self.dates));
        let reasons = reasons(s, from..to, !figures.is_empty(), !dates.is_empty(), span != sentence);
        let asks = (from..to).any(|k| s.low(k) == "?");
        let logit = logit + bonus(length, asks, &reasons);
        let score = 1.0 / (1.0 + libm::expf(-logit));
        if score >= LEAST {
            self.found.push(Fact::new(span, FactKind::Claim { score, reasons, figures, dates }));
        }
    }

    /// Cuts a sentence to the words that may be a claim: what somebody says in it, or all of it.
    fn unit(&self, text: &str, sentence: Span) -> Span {
        let whole = sentence.trim(text);
        // A content that covers the sentence may begin a little before it, in a quote of several sentences.
        let to = self.contents.partition_point(|c| c.start < sentence.end);
        let near = self.contents.iter().take(to).rev().take(NEAR).filter_map(|c| c.intersect(sentence));
        let longest = near.map(|p| p.trim(text)).max_by_key(|p| p.len());
        longest.filter(|part| part.len() * 100 >= whole.len() * (100 - OUTSIDE)).unwrap_or(whole)
    }

    /// The claims found.
    pub(super) fn finish(self) -> Vec<Fact> {
        self.found
    }
}

/// The logit of the encoder for the words of a span; `None` if it has none.
fn logit(worth: &[WordWorth], span: Span) -> Option<f32> {
    let from = worth.partition_point(|w| w.at < span.start);
    let words = worth.iter().skip(from).take_while(|w| w.at < span.end);
    let (sum, total) = words.fold((0.0, 0.0), |(sum, total), w| (sum + w.value * w.weight, total + w.weight));
    (total > 0.0).then(|| sum / total)
}

/// The reasons that some words of a sentence give, in order.
fn reasons(s: &Sentence, words: Range<usize>, figures: bool, dates: bool, said: bool) -> Vec<ClaimReason> {
    let low = |k: usize| s.low(k);
    let has = |k: usize, list: List| s.at(k).is_some_and(|w| w.has(list));
    let any = |is: &dyn Fn(usize) -> bool| words.clone().any(is);
    let record = any(&|k| has(k, List::TellsRecord) && !matches!(low(k + 1), "lady" | "minister" | "class" | "time"));
    let cause = any(&|k| {
        has(k, List::TellsCause)
            && match low(k) {
                "led" | "lead" | "leads" | "due" | "contributed" | "contributes" | "thanks" => low(k + 1) == "to",
                "result" | "results" | "resulted" => matches!(low(k + 1), "of" | "in"),
                "driven" | "caused" | "blamed" => true,
                _ => true,
            }
    });
    let compared = any(&|k| {
        low(k) == "than"
            && (0..4).any(|n| {
                k >= n && (low(k - n).ends_with("er") || matches!(low(k - n), "more" | "less" | "fewer" | "worse"))
            })
            || low(k) == "compared"
            || matches!(low(k), "doubled" | "tripled" | "halved" | "majority")
    });
    let past = any(&|k| s.is_verb(k) && !s.is(k, class::MODAL) && (s.is(k, class::HAVE) || !s.is(k, class::AUX)));
    let history = past && (dates || any(&|k| matches!(low(k), "since" | "ago" | "decades" | "history" | "once")));
    let accuses = said && any(&|k| s.at(k).is_some_and(|w| w.named));
    [
        (figures, ClaimReason::Figure),
        (record, ClaimReason::Record),
        (cause, ClaimReason::Cause),
        (compared, ClaimReason::Comparison),
        (history, ClaimReason::History),
        (accuses, ClaimReason::Accusation),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect()
}

/// What a sign that matters in news adds to the logit.
const SIGN: f32 = 1.0;
/// What each doubling of the length adds: a long sentence states more.
const LENGTH: f32 = 0.35;
/// The length of a usual sentence, in words.
const USUAL: f32 = 16.0;

/// What the signs of news add to the logit. Chosen on the 11 articles of the gold of facts: figures on them are optimistic.
fn bonus(length: usize, asks: bool, reasons: &[ClaimReason]) -> f32 {
    let signs = reasons.iter().filter(|reason| **reason != ClaimReason::Accusation).map(|_| SIGN);
    let words = u16::try_from(length).map_or(f32::from(u16::MAX), f32::from);
    signs.sum::<f32>() + LENGTH * libm::log2f(words / USUAL) - if asks { SIGN } else { 0.0 }
}
