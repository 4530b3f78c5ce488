//! The result of rendering marked-up text: clean text and its blocks.
//!
//! Blocks are joined by a blank line, rows of a table by a line break.

use unicode_width::UnicodeWidthStr;

use crate::text::{Block, BlockKind, Inline, InlineStyle, Picture, PictureSource, Span};

/// A hard line break: Unicode's line separator. A line feed inside a paragraph reads as a space.
pub(super) const HARD_BREAK: &str = "\u{2028}";
/// Maximum nesting depth that is shown.
pub(super) const MAX_DEPTH: u8 = 12;
/// Inline styles nested deeper are dropped (their text stays).
pub(super) const MAX_STYLES: usize = 16;
/// Maximum column width in a table; wider cells overflow.
const MAX_CELL: usize = 32;
/// Tables with more rows are not aligned.
const MAX_ROWS: usize = 2_000;

/// A rendered text.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// The clean text.
    pub(crate) text: String,
    /// Its blocks, in order.
    pub(crate) blocks: Vec<Block>,
    /// Its pictures, in the order of the text.
    pub(crate) pictures: Vec<Picture>,
    /// The title that the source declares.
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) date: Option<String>,
    /// The language that the source states, as a tag.
    pub(crate) language: Option<String>,
}

/// A row of a table: the text of each cell, and its styles.
pub(super) type Row = Vec<(String, Vec<Inline>)>;

/// The nesting depth of a block in quotes and lists.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) quotes: u8,
    pub(super) lists: usize,
}

impl Rendered {
    /// Appends a block; its styles are relative to its start. Returns whether it has any text.
    pub(super) fn put(
        &mut self,
        kind: BlockKind,
        words: &str,
        mut inlines: Vec<Inline>,
        place: Place,
        joint: &str,
    ) -> bool {
        if words.trim().is_empty() {
            return false;
        }
        if !self.text.is_empty() {
            self.text.push_str(joint);
        }
        let start = self.text.len();
        self.text.push_str(words);
        for inline in &mut inlines {
            inline.span = Span::new(inline.span.start + start, inline.span.end + start);
        }
        self.push_block(kind, Span::new(start, self.text.len()), inlines, place);
        true
    }

    /// Turns paragraphs of a few bold words above running text into headings: many pages have no others.
    pub(super) fn bold_headings(&mut self) {
        let text = &self.text;
        let is_bold = |block: &Block| {
            block.kind == BlockKind::Paragraph
                && (block.quote_depth, block.list_depth) == (0, 0)
                && block.inlines.iter().any(|i| i.style == InlineStyle::Strong && i.span == block.span)
        };
        let is_short = |block: &Block| {
            let words = block.span.of(text);
            // A question may be one of an interview; a colon may introduce a speaker.
            (3..=80).contains(&words.chars().count())
                && words.split_whitespace().count() <= 12
                && words.contains(char::is_alphabetic)
                && !words.starts_with(['“', '"', '‘', '«', '['])
                && !words.starts_with("By ")
                && words.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '’' | '%'))
        };
        let is_text = |block: &Block| block.kind == BlockKind::Paragraph && block.span.of(text).chars().count() > 80;
        let found: Vec<usize> = (1..self.blocks.len())
            .filter(|at| match self.blocks.get(at - 1..at + 2) {
                Some([before, block, next]) => {
                    is_bold(block) && is_short(block) && !is_bold(before) && !is_bold(next) && is_text(next)
                }
                _ => false,
            })
            .collect();
        for at in found {
            if let Some(block) = self.blocks.get_mut(at) {
                block.kind = BlockKind::Heading(3);
                block.inlines.retain(|i| i.style != InlineStyle::Strong || i.span != block.span);
            }
        }
    }

    /// Returns a copy with only the marked blocks.
    pub(super) fn only(&self, keep: &[bool]) -> Rendered {
        let mut out = Rendered::default();
        let mut end = 0;
        for (block, kept) in self.blocks.iter().zip(keep) {
            // Rows of a table are joined by a line break.
            let joint = if self.text.get(end..block.span.start) == Some("\n") { "\n" } else { "\n\n" };
            end = block.span.end;
            if !kept {
                continue;
            }
            let place = Place { quotes: block.quote_depth, lists: usize::from(block.list_depth) };
            if block.kind == BlockKind::Rule {
                if out.blocks.last().is_some_and(|b| b.kind != BlockKind::Rule) {
                    out.rule(place);
                }
                continue;
            }
            let start = block.span.start;
            let own = |i: &Inline| Inline {
                span: Span::new(i.span.start - start.min(i.span.start), i.span.end - start.min(i.span.end)),
                style: i.style.clone(),
            };
            let inlines = block.inlines.iter().map(own).collect();
            out.put(block.kind.clone(), block.span.of(&self.text), inlines, place, joint);
        }
        while out.blocks.last().is_some_and(|b| b.kind == BlockKind::Rule) {
            out.blocks.pop();
        }
        out.pictures = self.pictures_of(keep, &out);
        out
    }

    /// Returns the pictures at their places in `out`, which has only the marked blocks. A picture above another block
    /// moves to the next marked one.
    fn pictures_of(&self, keep: &[bool], out: &Rendered) -> Vec<Picture> {
        let is_text = |block: &&Block| block.kind != BlockKind::Rule;
        let kept = self.blocks.iter().zip(keep).filter(|(block, kept)| is_text(block) && **kept);
        let places: Vec<(usize, usize)> = kept
            .zip(out.blocks.iter().filter(is_text))
            .map(|((old, _), new)| (old.span.start, new.span.start))
            .collect();
        let last = self.blocks.iter().zip(keep).rfind(|(block, _)| is_text(block)).is_some_and(|(_, kept)| *kept);
        let moved = self.pictures.iter().filter_map(|picture| {
            let next = places.get(places.partition_point(|(old, _)| *old < picture.at)).map(|(_, new)| *new);
            let at = next.or((last && picture.at == self.text.len()).then_some(out.text.len()))?;
            Some(Picture { at, ..picture.clone() })
        });
        moved.collect()
    }

    /// Places pictures that were found before the blocks from `block` on: above the first of them.
    pub(super) fn place_pictures(&mut self, found: &mut Vec<PictureSource>, block: usize) {
        if let Some(at) = self.blocks.get(block).map(|block| block.span.start) {
            self.pictures.extend(found.drain(..).map(|source| Picture { at, source }));
        }
    }

    /// Places pictures that were found after the last block: below it.
    pub(super) fn place_last_pictures(&mut self, found: Vec<PictureSource>) {
        let at = self.text.len();
        self.pictures.extend(found.into_iter().map(|source| Picture { at, source }));
    }

    /// Appends a thematic break.
    pub(super) fn rule(&mut self, place: Place) {
        let at = self.text.len();
        self.push_block(BlockKind::Rule, Span::new(at, at), Vec::new(), place);
    }

    fn push_block(&mut self, kind: BlockKind, span: Span, inlines: Vec<Inline>, place: Place) {
        let list_depth = u8::try_from(place.lists).unwrap_or(MAX_DEPTH).min(MAX_DEPTH);
        self.blocks.push(Block { kind, span, quote_depth: place.quotes.min(MAX_DEPTH), list_depth, inlines });
    }

    /// Appends a table: each row is a block with aligned cells; the first is the header.
    pub(super) fn put_table(&mut self, rows: Vec<Row>, place: Place) {
        let mut widths: Vec<usize> = Vec::new();
        for row in rows.iter().take(MAX_ROWS) {
            for (i, (cell, _)) in row.iter().enumerate() {
                let width = cell.width().min(MAX_CELL);
                match widths.get_mut(i) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        let pad = rows.len() <= MAX_ROWS;
        let mut joint = "\n\n";
        for (n, row) in rows.into_iter().enumerate() {
            let mut line = String::new();
            let mut inlines = Vec::new();
            for (i, (cell, styles)) in row.into_iter().enumerate() {
                if i > 0 {
                    line.push_str(" │ ");
                }
                let start = line.len();
                line.push_str(&cell);
                inlines.extend(
                    styles
                        .into_iter()
                        .map(|s| Inline { span: Span::new(s.span.start + start, s.span.end + start), style: s.style }),
                );
                let missing = widths.get(i).copied().unwrap_or_default().saturating_sub(cell.width());
                line.extend(std::iter::repeat_n(' ', if pad { missing } else { 0 }));
            }
            line.truncate(line.trim_end().len());
            self.put(BlockKind::Preformatted, &line, inlines, place, joint);
            joint = "\n";
            if n == 0 && pad {
                let rule: Vec<String> = widths.iter().map(|w| "─".repeat((*w).max(1))).collect();
                self.put(BlockKind::Preformatted, &rule.join("─┼─"), Vec::new(), place, joint);
            }
        }
    }
}

/// Returns the bullet of an item in an unordered list of this depth.
pub(super) fn bullet(depth: usize) -> &'static str {
    ["•", "◦", "▪"].get(depth.saturating_sub(1) % 3).copied().unwrap_or("•")
}
