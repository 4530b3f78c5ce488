//! Sorts what the encoder finds by block of the article.

use crate::nlp::draft::BlockFindings;
use crate::nlp::encoder::Reading;
use crate::text::{Block, Span};

/// What the encoder found, by block.
#[derive(Debug)]
pub(in crate::nlp) struct Findings {
    blocks: Vec<BlockFindings>,
}

impl Findings {
    pub(in crate::nlp) fn new(blocks: usize) -> Self {
        Self { blocks: vec![BlockFindings::default(); blocks] }
    }

    /// Adds a reading. Attributions and names go to the block in which they begin.
    pub(in crate::nlp) fn add(&mut self, blocks: &[&Block], reading: Reading) {
        let home = |at: usize| blocks.partition_point(|b| b.span.end <= at);
        for mut attribution in reading.attributions {
            keep_to_quote(&mut attribution.content, blocks);
            let at = attribution.content.first().map_or(0, |s| s.start);
            if let Some(block) = self.blocks.get_mut(home(at)) {
                block.attributions.push(attribution);
            }
        }
        for word in reading.worth {
            if let Some(block) = self.blocks.get_mut(home(word.at)) {
                block.worth.push(word);
            }
        }
        for entity in reading.entities {
            if let Some(block) = self.blocks.get_mut(home(entity.span.start)) {
                block.names.push(entity);
            }
        }
    }

    /// Hands over what was found in a block.
    pub(in crate::nlp) fn take(&mut self, block: usize) -> Option<BlockFindings> {
        self.blocks.get_mut(block).map(std::mem::take)
    }
}

/// Ends content that begins in a block quote with that block quote.
fn keep_to_quote(content: &mut Vec<Span>, blocks: &[&Block]) {
    let depth = |at: usize| blocks.get(blocks.partition_point(|b| b.span.end <= at)).map_or(0, |b| b.quote_depth);
    let mut deepest = 0;
    let end = content.iter().position(|span| {
        let here = depth(span.start);
        deepest = deepest.max(here);
        here < deepest
    });
    content.truncate(end.unwrap_or(content.len()));
}
