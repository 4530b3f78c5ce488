//! The indentation of a block, and the blank lines above it.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::{Article, Block, BlockKind};

/// The indentation of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Indent {
    /// Columns before the text.
    pub(super) columns: u16,
    /// The text in the indent of the first line.
    pub(super) first: String,
    /// The text in the indent of the other lines.
    pub(super) rest: String,
}

/// How many blocks back to search for enclosing list items.
const LOOK_BACK: usize = 200;

/// Returns the indent of a block at `width` columns: at most a third, so that narrow screens stay readable.
pub(super) fn indent(article: &Article, index: usize, width: u16) -> Indent {
    let Some(block) = article.blocks.get(index) else { return Indent::default() };
    if block.kind == BlockKind::Rule {
        let rule = "─".repeat(usize::from(width.max(1)));
        return Indent { columns: width.max(1), first: rule.clone(), rest: rule };
    }
    let bars = "▎ ".repeat(usize::from(block.quote_depth));
    let mut first = bars.clone();
    let own = match &block.kind {
        BlockKind::ListItem { marker } => Some(format!("{marker} ")),
        _ => None,
    };
    let outer = block.list_depth.saturating_sub(u8::from(own.is_some()));
    let mut inner = parents(article, index, outer);
    first.push_str(&" ".repeat(inner));
    if let Some(own) = own {
        inner += own.width();
        first.push_str(&own);
    }
    if matches!(block.kind, BlockKind::Code { .. }) && width >= 24 {
        inner += 2;
        first.push_str("  ");
    }
    let (wanted, most) = (bars.width() + inner, usize::from(width) / 3);
    // Cut to whole levels of two columns, so that a blank stays before the text.
    let columns = if wanted > most { most - most % 2 } else { wanted };
    Indent {
        columns: u16::try_from(columns).unwrap_or(0),
        first: cut(&first, columns),
        rest: cut(bars.trim_end(), columns),
    }
}

/// Returns the columns of the `depth` list items that enclose the block at `index`.
fn parents(article: &Article, index: usize, depth: u8) -> usize {
    let mut wanted = depth;
    let mut columns = 0;
    for block in article.blocks.iter().take(index).rev().take(LOOK_BACK) {
        if wanted == 0 || block.list_depth == 0 {
            break;
        }
        if let BlockKind::ListItem { marker } = &block.kind
            && block.list_depth <= wanted
        {
            // Skipped levels count two columns each.
            columns += marker.width() + 1 + 2 * usize::from(wanted - block.list_depth);
            wanted = block.list_depth - 1;
        }
    }
    columns + 2 * usize::from(wanted)
}

/// Returns the clusters of `text` that fit in `columns`.
fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    text.graphemes(true)
        .take_while(|g| {
            used += g.width();
            used <= columns
        })
        .collect()
}

/// Returns the blank lines above a block.
pub(super) fn space_before(article: &Article, index: usize) -> usize {
    let before = index.checked_sub(1).and_then(|i| article.blocks.get(i));
    let (Some(before), Some(block)) = (before, article.blocks.get(index)) else { return 0 };
    let gap = article.text.get(before.span.end..block.span.start).unwrap_or_default();
    let breaks = gap.bytes().filter(|b| *b == b'\n').count();
    match (&before.kind, &block.kind) {
        // Parts of one long block, or rows of one table.
        (BlockKind::Paragraph, BlockKind::Paragraph) if breaks == 0 && !gap.contains('\r') => 0,
        (BlockKind::Preformatted, BlockKind::Preformatted) if breaks < 2 => 0,
        (BlockKind::Code { .. }, BlockKind::Code { .. }) if breaks < 2 => 0,
        (BlockKind::ListItem { .. }, BlockKind::ListItem { .. }) if same_list(before, block) => 0,
        (_, BlockKind::Heading(1 | 2)) => 2,
        _ => 1,
    }
}

/// Returns whether consecutive items belong to one list, or one is nested in the other.
fn same_list(before: &Block, block: &Block) -> bool {
    before.list_depth > 0 && block.list_depth > 0 && before.quote_depth == block.quote_depth
}
