//! The order of the work: the text around the reader's place first, then ever larger windows around it.
//!
//! Reading a block costs the same wherever it happens and is done once. Resolving looks at everything read so far and
//! is done anew for each piece; pieces grow fourfold, so all of them together cost little more than the last.

use std::ops::ControlFlow;

use crate::nlp::attribution::merge;
use crate::nlp::attribution::merge::{Find, Finds};
use crate::nlp::attribution::rules;
use crate::nlp::draft::RawAttribution;
use crate::nlp::encoder::{Encoder, Reader};
use crate::nlp::names::candidates;
use crate::nlp::names::candidates::Candidate;
use crate::nlp::speakers::resolve;
use crate::nlp::syntax::block_syntax::Para;
use crate::nlp::syntax::quotation_marks;
use crate::nlp::{Annotations, Engine, confidence};
use crate::text::{Article, Block, BlockKind, Span};

/// Bytes before and after the focus in the first piece: about a screen, so that it is there soon on a slow core, too.
const BEFORE: usize = 256;
const AFTER: usize = 1664;
/// By how much each piece is larger than the one before.
const GROWTH: usize = 4;

/// A block, read, and the attributions found in it.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadBlock {
    pub(super) para: Para,
    pub(super) raw: Vec<RawAttribution>,
    pub(super) names: Vec<Candidate>,
}

/// All of it in one piece.
pub(super) fn whole(article: &Article, engine: &Engine) -> Annotations {
    let mut last = Annotations::default();
    let _ = pieces(article, engine, 0, (usize::MAX, usize::MAX), &mut |annotations| {
        last = annotations;
        ControlFlow::Continue(())
    });
    last
}

pub(super) fn run(
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
    let foreign = resolve::foreign(text);
    let mut read: Vec<Option<ReadBlock>> = vec![None; blocks.len()];
    let encoder = if foreign.is_none() && !engine.rules_only { Encoder::get() } else { None };
    let mut reader = encoder.map(|e| Reader::new(e, text, blocks.iter().map(|b| b.span).collect()));
    let mut finds = Finds::new(if reader.is_some() { blocks.len() } else { 0 });
    let mut previous = Annotations::default();
    loop {
        let (from, to) = window(text, &blocks, focus, before, after);
        let complete = from == 0 && to == blocks.len();
        let part = covered(text, &blocks, from, to);
        for reading in reader.iter_mut().flat_map(|r| r.read(part)) {
            finds.add(&blocks, reading);
        }
        for (i, slot) in read.iter_mut().enumerate().take(to).skip(from) {
            if slot.is_none() {
                *slot = blocks.get(i).map(|block| {
                    read_block(text, block, blocks.get(i + 1).copied(), foreign.is_some(), finds.block(i))
                });
            }
        }
        let known: Vec<&ReadBlock> = read.iter().take(to).skip(from).flatten().collect();
        let mut annotations = resolve::resolve(article, &known, foreign.as_deref());
        // The rules' own scores, and those of quotation marks alone, are what they are: nothing was measured for them.
        if encoder.is_some() && !engine.uncalibrated {
            annotations.attributions.iter_mut().for_each(confidence::calibrate);
        }
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

/// The blocks of a window around `focus`; it never begins or ends inside a quote that paragraphs share.
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
    // A small rest is not worth a piece of its own.
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

fn read_block(text: &str, block: &Block, next: Option<&Block>, foreign: bool, find: Option<&Find>) -> ReadBlock {
    let next_opens = next.and_then(|n| quotation_marks::opens_with(text, n.span));
    let regions = quotation_marks::regions(text, block.span, next_opens);
    let heading = matches!(block.kind, BlockKind::Heading(_));
    let para = Para::read(text, block.span, regions, heading);
    let (raw, names) = match find {
        _ if foreign => (rules::marked_only(&para), Vec::new()),
        Some(find) => {
            let find = find.with_whole_names(text, block.span);
            (merge::attributions(text, &para, &find), merge::names(text, &para, &find))
        }
        None => (rules::find(text, &para), candidates::candidates(text, &para)),
    };
    ReadBlock { para, raw, names }
}

/// Says which speakers a later look changed.
fn mark_revised(previous: &Annotations, now: &mut Annotations) {
    let mut old = previous.attributions.iter().peekable();
    for attribution in &mut now.attributions {
        while old.next_if(|o| o.start() < attribution.start()).is_some() {}
        let same = old.clone().take_while(|o| o.start() == attribution.start()).find(|o| o.id == attribution.id);
        attribution.revised = same.is_some_and(|o| o.speaker != attribution.speaker || o.revised);
    }
}
