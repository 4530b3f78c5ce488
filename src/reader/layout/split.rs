//! Splits blocks that are too long to lay out at once.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{Article, Block, Span};

/// The most text of a block in bytes.
const MOST: usize = 32 * 1024;

/// Returns the article with every giant block (such as a megabyte on one line) split into several, shown without a gap.
/// Input formats already split paragraphs; this is a safeguard.
pub(in crate::reader) fn split_giants(article: Arc<Article>) -> Arc<Article> {
    if article.blocks.iter().all(|b| b.span.len() <= MOST) {
        return article;
    }
    let mut article = Arc::unwrap_or_clone(article);
    let text = std::mem::take(&mut article.text);
    article.blocks = article.blocks.into_iter().flat_map(|block| split(&text, block)).collect();
    article.text = text;
    Arc::new(article)
}

/// Splits a block at line breaks, else at white space, else between clusters.
fn split(text: &str, mut block: Block) -> Vec<Block> {
    let mut pieces = Vec::new();
    while block.span.len() > MOST {
        let mut most = block.span.start + MOST;
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        let head = text.get(block.span.start..most).unwrap_or_default();
        let half = head.len() / 2;
        let cut = [head.rfind('\n'), head.rfind(char::is_whitespace)].into_iter().flatten().find(|at| *at > half);
        let len = cut.unwrap_or_else(|| head.grapheme_indices(true).next_back().map_or(0, |(at, _)| at));
        let end = block.span.start + if len == 0 { head.len() } else { len };
        // A line break at the split belongs to no block; other white space stays with the following text.
        let next = end + usize::from(text.as_bytes().get(end) == Some(&b'\n'));
        if end == block.span.start || next >= block.span.end {
            break;
        }
        let inlines = |from: usize, to: usize| {
            let inside = block.inlines.iter().filter(|i| i.span.overlaps(Span::new(from, to))).cloned();
            inside
                .map(|mut i| {
                    i.span = Span::new(i.span.start.max(from), i.span.end.min(to));
                    i
                })
                .collect::<Vec<_>>()
        };
        let piece =
            Block { span: Span::new(block.span.start, end), inlines: inlines(block.span.start, end), ..block.clone() };
        let rest = inlines(next, block.span.end);
        pieces.push(piece);
        block.span.start = next;
        block.inlines = rest;
        // Only the first piece keeps the marker.
        if let crate::text::BlockKind::ListItem { .. } = block.kind {
            block.kind = crate::text::BlockKind::Paragraph;
        }
    }
    pieces.push(block);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{BlockKind, Inline, InlineStyle};

    #[test]
    fn giants_are_cut_and_nothing_is_lost() {
        let code = BlockKind::Code { language: None };
        for (piece, kind) in [("word ", BlockKind::Paragraph), ("日本", BlockKind::Paragraph), ("a line\n", code)] {
            let text = piece.repeat(30_000);
            let all = Span::new(0, text.len());
            let inlines = vec![Inline { span: Span::new(6, text.len() - 6), style: InlineStyle::Strong }];
            let block = Block { kind, inlines, ..Block::paragraph(all) };
            let article = split_giants(Arc::new(Article::new("t", text.clone(), vec![block])));
            assert!(article.blocks.len() > 3);
            let mut seen = 0;
            for block in &article.blocks {
                assert!(block.span.len() <= MOST && !block.span.is_empty());
                assert!(Span::new(seen, block.span.start).of(&text).trim().is_empty());
                assert!(block.inlines.iter().all(|i| block.span.covers(i.span)));
                seen = block.span.end;
            }
            assert_eq!(seen, text.len());
        }
    }

    #[test]
    fn others_are_left_alone() {
        let article = Arc::new(Article::new("t", "short".to_owned(), vec![Block::paragraph(Span::new(0, 5))]));
        assert!(Arc::ptr_eq(&article, &split_giants(Arc::clone(&article))));
    }
}
