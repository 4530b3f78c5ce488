//! Attributions that go on over several paragraphs.

use super::raw::{How, Quoted, RawAttribution};
use super::stream::ReadBlock;

/// All raw attributions in order, with the block of each; content that the next paragraph goes on with is joined.
pub(super) fn joined(blocks: &[&ReadBlock]) -> (Vec<RawAttribution>, Vec<usize>) {
    let mut raw: Vec<RawAttribution> = Vec::new();
    let mut homes = Vec::new();
    // The attribution whose quote the paragraph before left open.
    let mut open: Option<usize> = None;
    let dialogue = is_dialogue(blocks);
    // The last attribution of the paragraph before, where that paragraph ends with its quote or its cue.
    let mut before: Option<usize> = None;
    let mut announced: Option<&RawAttribution> = None;
    for (home, block) in blocks.iter().enumerate() {
        let first = block.para.regions.iter().find(|r| r.depth == 0).map(|r| r.span);
        let leads = first.is_some_and(|f| f.start == block.para.span.start);
        let carried = block.para.regions.iter().rev().find(|r| r.depth == 0).filter(|r| r.carries_on).map(|r| r.span);
        let from = raw.len();
        let opening = announced.take();
        for found in &block.raw {
            if found.content.is_empty() {
                announced = Some(found);
                continue;
            }
            let continues = open
                .or(before.filter(|_| found.how == How::Uncued && !dialogue))
                .filter(|_| leads && first.is_some_and(|f| found.content.iter().any(|c| c.overlaps(f))));
            match continues.and_then(|o| raw.get_mut(o)) {
                Some(earlier) if found.source.is_none() || earlier.source.is_none() => {
                    earlier.content.extend(found.content.iter().copied());
                    if earlier.source.is_none() {
                        earlier.source = found.source;
                        earlier.cue = found.cue;
                        earlier.antecedent = found.antecedent;
                        earlier.how = found.how;
                        earlier.confidence = found.confidence;
                    }
                    if found.quoted != Quoted::All && earlier.quoted == Quoted::All {
                        earlier.quoted = Quoted::Part;
                    }
                }
                _ => {
                    let mut found = found.clone();
                    if let Some(opening) = opening.filter(|_| {
                        leads
                            && found.how == How::Uncued
                            && first.is_some_and(|f| found.content.first().is_some_and(|c| c.overlaps(f)))
                    }) {
                        (found.source, found.cue, found.how) = (opening.source, opening.cue, opening.how);
                        found.confidence = opening.confidence;
                    }
                    raw.push(found);
                    homes.push(home);
                }
            }
        }
        open = carried.and_then(|c| {
            let own = raw
                .iter()
                .enumerate()
                .skip(from)
                .rev()
                .find(|(_, a)| a.content.iter().any(|s| s.overlaps(c)))
                .map(|(i, _)| i);
            own.or(open.filter(|_| leads && first == Some(c)))
        });
        let last = block.para.regions.iter().rev().find(|r| r.depth == 0).map(|r| r.span);
        let speaks = last.and_then(|l| {
            raw.iter()
                .enumerate()
                .skip(from)
                .find(|(_, a)| a.source.is_some() && a.content.iter().any(|s| s.overlaps(l)))
                .map(|(i, _)| i)
        });
        before = speaks.or(before.filter(|_| leads && raw.len() == from && !block.raw.is_empty()));
    }
    (raw, homes)
}

/// Whether people talk to each other here, so that a quote without a source is an answer rather than more of the same:
/// many short paragraphs that are nothing but a quote.
pub(super) fn is_dialogue(blocks: &[&ReadBlock]) -> bool {
    let bare = blocks
        .iter()
        .filter(|b| {
            b.para.span.len() < 200
                && b.raw.iter().all(|a| a.how == How::Uncued)
                && b.para.regions.first().is_some_and(|r| r.span.start == b.para.span.start && r.closed)
        })
        .count();
    bare >= 4 && bare * 8 > blocks.len()
}
