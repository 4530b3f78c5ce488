//! The rows of the Quotes tab: which quotes it lists, and in which order.

use std::cmp::Ordering;

use crate::nlp::{Attribution, QuoteKind};
use crate::reader::panes::list::filter::Filter;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Model, QuoteSort, QuoteView};

/// Returns the quotes below headings with their speakers. Unsure quotes and those without a speaker follow behind a line
/// that is closed at first. A filter searches all of them.
pub(in crate::reader) fn rows(model: &Model, filter: &Filter) -> Vec<Row> {
    let document = &model.document;
    let all = &document.annotations.attributions;
    let is_filtered = !document.filter(crate::reader::Tab::Quotes).trim().is_empty();
    let takes = |at: &usize| {
        let order = document.index.speaker_of.get(*at).copied().unwrap_or_default();
        all.get(*at).is_some_and(|quote| is_in_view(model, quote))
            && filter.takes(model, &Row::Quote { index: *at, order })
    };
    let listed: Vec<usize> = in_order(model).into_iter().filter(takes).collect();
    let is_doubtful = |at: &usize| all.get(*at).is_some_and(|quote| is_doubtful(model, quote));
    let (unsure, sure): (Vec<usize>, Vec<usize>) = listed.iter().partition(|at| is_doubtful(at));
    let mut rows = Vec::with_capacity(listed.len() + document.index.speakers.len() + 1);
    if is_filtered || sure.is_empty() {
        below_speakers(model, &listed, &mut rows);
    } else {
        below_speakers(model, &sure, &mut rows);
        if !unsure.is_empty() {
            let open = document.unsure_open;
            rows.push(Row::Unsure { quotes: unsure.len(), open });
            if open {
                below_speakers(model, &unsure, &mut rows);
            }
        }
    }
    if filter.asks_for_stances() {
        let stances = (0..document.annotations.stances.len()).map(|index| Row::Stance { index });
        rows.extend(stances.filter(|row| filter.takes(model, row)));
    }
    rows
}

/// Returns whether a quote has no known speaker or is unsure.
fn is_doubtful(model: &Model, quote: &Attribution) -> bool {
    let is_unnamed = quote.speaker.is_none() && quote.entity.is_none();
    is_unnamed || model.document.annotations.is_unsure(quote)
}

fn is_in_view(model: &Model, quote: &Attribution) -> bool {
    match model.session.quote_view {
        QuoteView::All => true,
        QuoteView::Quoted => quote.kind != QuoteKind::Indirect,
        QuoteView::Sure => !is_doubtful(model, quote),
    }
}

/// Returns the indices of all quotes in the order of the list.
fn in_order(model: &Model) -> Vec<usize> {
    let all = &model.document.annotations.attributions;
    let sureness = |at: &usize| all.get(*at).map_or(0.0, |quote| quote.confidence);
    match model.session.quote_sort {
        QuoteSort::Speaker => model.document.index.speakers.iter().flat_map(|s| s.quotes.iter().copied()).collect(),
        QuoteSort::Text => (0..all.len()).collect(),
        QuoteSort::Certainty => {
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by(|a, b| sureness(b).partial_cmp(&sureness(a)).unwrap_or(Ordering::Equal));
            order
        }
    }
}

/// Adds quotes, with a heading before each run of quotes by one speaker.
fn below_speakers(model: &Model, quotes: &[usize], rows: &mut Vec<Row>) {
    let index = &model.document.index;
    let speaker = |at: &usize| index.speaker_of.get(*at).copied();
    for run in quotes.chunk_by(|a, b| speaker(a) == speaker(b)) {
        let Some(order) = run.first().and_then(speaker) else { continue };
        if let Some(speaker) = index.speakers.get(order) {
            let (entity, name, share) = (speaker.entity, speaker.name.clone(), speaker.share);
            rows.push(Row::Speaker { order, entity, name, quotes: run.len(), share });
        }
        rows.extend(run.iter().map(|&index| Row::Quote { index, order }));
    }
}
