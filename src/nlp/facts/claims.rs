//! Claims worth checking: sentences and quotes, each with a score to order by.
//!
//! The encoder gives every word a worth ([`WordWorth`]), learned from debates. The score of a claim is the weighted mean
//! over its words, moved by signs that matter in news: figures, records, causes. Where most of a sentence is somebody’s
//! words, the claim is those words.

use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{BlockDraft, WordWorth};
use crate::nlp::facts::words::Sentence;
use crate::nlp::{Annotations, Attribution, ClaimReason, EntityType, Fact, FactKind};
use crate::text::Span;

/// Claims below this score are left out.
const LEAST: f32 = 0.0;
/// Fewest words of a claim.
const SHORT: usize = 5;
/// Words that a sentence needs outside a quote to be a claim of its own, in percent.
const OUTSIDE: usize = 60;

/// Adds the claims to annotations that have all other facts.
pub(super) fn add_claims(text: &str, blocks: &[&BlockDraft], out: &mut Annotations) {
    let is_name = |kind| !matches!(kind, EntityType::Date | EntityType::Quantity);
    let names: Vec<Span> = out.mentions.iter().filter(|m| m.named && is_name(m.kind)).map(|m| m.span).collect();
    let spans = |date: bool| -> Vec<Span> {
        let wanted = |f: &&Fact| match f.kind {
            FactKind::Date { .. } => date,
            FactKind::Quantity { .. } => !date,
            _ => false,
        };
        let mut spans: Vec<Span> = out.facts.iter().filter(wanted).map(|f| f.span).collect();
        spans.dedup();
        spans
    };
    let (dates, figures) = (spans(true), spans(false));
    let mut counted: Vec<Span> = dates.iter().chain(&figures).copied().collect();
    counted.sort_unstable();
    let mut found: Vec<Fact> = Vec::new();
    for block in blocks.iter().filter(|b| !b.worth.is_empty() && !b.syntax.headline) {
        for sentence in &block.syntax.sentences {
            for span in units(text, *sentence, &out.attributions) {
                let Some(logit) = logit(&block.worth, span) else { continue };
                let words = Sentence::new(text, &block.syntax, span, &names, &counted);
                if words.words.iter().filter(|w| !w.is_punct()).count() < SHORT {
                    continue;
                }
                let inside = |all: &[Span]| -> Vec<Span> {
                    let from = all.partition_point(|s| s.start < span.start);
                    all.iter().skip(from).take_while(|s| s.end <= span.end).copied().collect()
                };
                let (figures, dates) = (inside(&figures), inside(&dates));
                let reasons = reasons(&words, !figures.is_empty(), !dates.is_empty(), span != *sentence);
                let logit = logit + bonus(&words, &reasons);
                let score = 1.0 / (1.0 + (-logit).exp());
                if score >= LEAST {
                    found.push(Fact::new(span, FactKind::Claim { score, reasons, figures, dates }));
                }
            }
        }
    }
    out.facts.extend(found);
}

/// Cuts a sentence into the words that may be a claim: what somebody says in it, or all of it.
fn units(text: &str, sentence: Span, attributions: &[Attribution]) -> Vec<Span> {
    let whole = sentence.trim(text);
    let parts = attributions.iter().flat_map(|a| &a.content).filter_map(|c| c.intersect(sentence));
    let longest = parts.map(|p| p.trim(text)).max_by_key(|p| p.len());
    match longest {
        Some(part) if part.len() * 100 >= whole.len() * (100 - OUTSIDE) => vec![part],
        _ => vec![whole],
    }
}

/// The logit of the encoder for the words of a span; `None` if it has none.
fn logit(worth: &[WordWorth], span: Span) -> Option<f32> {
    let from = worth.partition_point(|w| w.at < span.start);
    let words = worth.iter().skip(from).take_while(|w| w.at < span.end);
    let (sum, total) = words.fold((0.0, 0.0), |(sum, total), w| (sum + w.value * w.weight, total + w.weight));
    (total > 0.0).then(|| sum / total)
}

/// The reasons that the words give, in order.
fn reasons(s: &Sentence, figures: bool, dates: bool, said: bool) -> Vec<ClaimReason> {
    let low = |k: usize| s.low(k);
    let any = |is: &dyn Fn(usize) -> bool| (0..s.words.len()).any(is);
    let record =
        any(&|k| List::TellsRecord.has(low(k)) && !matches!(low(k + 1), "lady" | "minister" | "class" | "time"));
    let cause = any(&|k| {
        List::TellsCause.has(low(k))
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
    let accuses = said && s.words.iter().any(|w| w.named);
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

/// What the signs of news add to the logit. Chosen on half of the articles of the gold of facts, tested on the others.
fn bonus(s: &Sentence, reasons: &[ClaimReason]) -> f32 {
    let signs = reasons.iter().filter(|reason| **reason != ClaimReason::Accusation).map(|_| SIGN);
    let words = s.words.iter().filter(|w| !w.is_punct()).map(|_| 1.0).sum::<f32>();
    let asks = s.words.iter().any(|w| w.lower == "?");
    signs.sum::<f32>() + LENGTH * (words / USUAL).log2() - if asks { SIGN } else { 0.0 }
}
