//! Runs the passes: first on the text around the reader's place, then on ever larger windows around it.
//!
//! The block passes run once for each block. The document passes run again for each window, on all blocks read so far.
//! Windows grow fourfold, so all of them together cost little more than the last. [`passes`] has the order of the passes.

mod language;
mod passes;

use std::ops::ControlFlow;

use crate::nlp::draft::{BlockContext, BlockDraft, BlockFindings, DocumentDraft};
use crate::nlp::encoder::{Encoder, Findings, Reader};
use crate::nlp::pipeline::passes::{BLOCK_PASSES, DOCUMENT_PASSES};
use crate::nlp::syntax::quotation_marks;
use crate::nlp::{Annotations, Engine};
use crate::text::{Article, Block, Span};

/// Bytes before and after the focus in the first window: about a screen, so that a slow machine shows it soon.
const BEFORE: usize = 256;
const AFTER: usize = 1664;
/// Each window is so many times larger than the one before.
const GROWTH: usize = 4;

/// Annotates the whole article in one window.
pub(super) fn annotate(article: &Article, engine: &Engine) -> Annotations {
    let mut last = Annotations::default();
    let _ = pieces(article, engine, 0, (usize::MAX, usize::MAX), &mut |annotations| {
        last = annotations;
        ControlFlow::Continue(())
    });
    last
}

/// Annotates windows around `focus`, the last of which is the whole article.
pub(super) fn annotate_from(
    article: &Article,
    engine: &Engine,
    focus: usize,
    emit: &mut dyn FnMut(Annotations) -> ControlFlow<()>,
) -> ControlFlow<()> {
    pieces(article, engine, focus, (BEFORE, AFTER), emit)
}

fn pieces(
    article: &Article,
    engine: &Engine,
    focus: usize,
    (mut before, mut after): (usize, usize),
    emit: &mut dyn FnMut(Annotations) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let text = article.text.as_str();
    let blocks: Vec<&Block> = article.blocks.iter().filter(|b| b.kind.is_prose() && !b.span.is_empty()).collect();
    let foreign = language::foreign(text);
    let mut read: Vec<Option<BlockDraft>> = vec![None; blocks.len()];
    let encoder = if foreign.is_none() && !engine.rules_only { Encoder::get() } else { None };
    let mut reader = encoder.map(|e| Reader::new(e, engine.isa, text, blocks.iter().map(|b| b.span).collect()));
    let mut findings = Findings::new(if reader.is_some() { blocks.len() } else { 0 });
    let mut previous = Annotations::default();
    loop {
        let (from, to) = window(text, &blocks, focus, before, after);
        let complete = from == 0 && to == blocks.len();
        let part = covered(text, &blocks, from, to);
        for reading in reader.iter_mut().flat_map(|r| r.read(part)) {
            findings.add(&blocks, reading);
        }
        for (i, slot) in read.iter_mut().enumerate().take(to).skip(from).filter(|(_, slot)| slot.is_none()) {
            *slot = blocks.get(i).map(|block| {
                let next = blocks.get(i + 1).copied();
                read_block(&BlockContext { text, block, next, foreign: foreign.is_some() }, findings.take(i))
            });
        }
        let known: Vec<&BlockDraft> = read.iter().take(to).skip(from).flatten().collect();
        // There is no calibration table for the scores of the rules alone.
        let calibrated = encoder.is_some() && !engine.uncalibrated;
        let mut draft = DocumentDraft::new(article, &known, foreign.is_some(), calibrated);
        for pass in DOCUMENT_PASSES {
            (pass.run)(&mut draft);
        }
        let mut annotations = draft.annotations;
        annotations.model = engine.version().to_owned();
        annotations.foreign = foreign.clone();
        annotations.complete = complete;
        annotations.covered = vec![part];
        mark_revised(&previous, &mut annotations);
        if complete {
            return emit(annotations);
        }
        emit(annotations.clone())?;
        previous = annotations;
        before = before.saturating_mul(GROWTH);
        after = after.saturating_mul(GROWTH);
    }
}

/// The blocks of a window around `focus`. The window does not begin or end inside a quote that continues over paragraphs.
fn window(text: &str, blocks: &[&Block], focus: usize, before: usize, after: usize) -> (usize, usize) {
    let (low, high) = (focus.saturating_sub(before), focus.saturating_add(after));
    let mut from = blocks.partition_point(|b| b.span.end < low);
    let mut to = blocks.partition_point(|b| b.span.start < high).max(from);
    for _ in 0..64 {
        if from > 0 && blocks.get(from).is_none_or(|b| quotation_marks::opens_with(text, b.span).is_some()) {
            from -= 1;
        }
        if blocks.get(to).is_some_and(|b| quotation_marks::opens_with(text, b.span).is_some()) {
            to += 1;
        }
    }
    // A short rest does not need a window of its own.
    let rest = blocks.len() - (to - from);
    let small = text.len() <= (BEFORE + AFTER) * 2;
    if small || rest == 0 { (0, blocks.len()) } else { (from, to) }
}

fn covered(text: &str, blocks: &[&Block], from: usize, to: usize) -> Span {
    let start = if from == 0 { 0 } else { blocks.get(from).map_or(0, |b| b.span.start) };
    let end = if to == blocks.len() {
        text.len()
    } else {
        to.checked_sub(1).and_then(|t| blocks.get(t)).map_or(start, |b| b.span.end)
    };
    Span::new(start, end)
}

/// Runs the block passes on one block.
fn read_block(context: &BlockContext, mut findings: Option<BlockFindings>) -> BlockDraft {
    let worth = findings.as_mut().map(|found| std::mem::take(&mut found.worth)).unwrap_or_default();
    let mut draft = BlockDraft { findings, worth, ..BlockDraft::default() };
    for pass in BLOCK_PASSES {
        (pass.run)(context, &mut draft);
    }
    draft
}

/// Marks the attributions of which a later window changed the speaker.
fn mark_revised(previous: &Annotations, now: &mut Annotations) {
    let mut old = previous.attributions.iter().peekable();
    for attribution in &mut now.attributions {
        while old.next_if(|o| o.start() < attribution.start()).is_some() {}
        let same = old.clone().take_while(|o| o.start() == attribution.start()).find(|o| o.id == attribution.id);
        attribution.revised = same.is_some_and(|o| o.speaker != attribution.speaker || o.revised);
    }
}
