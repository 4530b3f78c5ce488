//! The pictures of the article: which are known, how large they are shown, and what the terminal is given.
//!
//! A picture takes rows of the layout that belong to no byte of the text, so that no offset ever moves. `update` asks for the
//! pictures near the screen; a worker of the runtime reads, decodes and prepares them.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::style::Color;

use crate::reader::Model;
use crate::reader::layout::Slot;
use crate::text::{Article, BlockKind, InlineStyle, PictureSource};
use crate::theme::ColorDepth;

pub use draw::{PicturePart, parts};

/// How a terminal shows pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// Not at all.
    #[default]
    None,
    /// As letters: each cell has a colour for its upper and one for its lower half.
    HalfBlocks(ColorDepth),
    /// By kitty's graphics protocol, with placeholders in the cells.
    Kitty,
    /// By iTerm2's inline images, one for each row of cells.
    Iterm,
    /// By Sixel, one picture for each row of cells.
    Sixel,
}

/// How this terminal shows pictures, and the size of its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// The protocol.
    pub protocol: Protocol,
    /// The size of a cell in pixels: width, height.
    pub cell: (u16, u16),
}

impl Default for Display {
    fn default() -> Self {
        Self { protocol: Protocol::None, cell: CELL }
    }
}

/// The usual size of a cell in pixels.
pub const CELL: (u16, u16) = (10, 20);

/// The most columns of a picture.
pub const MAX_COLUMNS: u16 = 150;
/// The most rows of a picture.
pub const MAX_ROWS: u16 = 100;

/// The room for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// The most columns.
    pub columns: u16,
    /// The most rows.
    pub rows: u16,
    /// The size of a cell in pixels.
    pub cell: (u16, u16),
}

impl Room {
    /// Returns the columns and rows of a picture of this size in pixels: as large as it is, or as fits.
    #[must_use]
    pub fn fit(self, (width, height): (u32, u32)) -> (u16, u16) {
        let (cell_width, cell_height) = (f64::from(self.cell.0.max(1)), f64::from(self.cell.1.max(1)));
        let (width, height) = (f64::from(width.max(1)) / cell_width, f64::from(height.max(1)) / cell_height);
        let scale = (f64::from(self.columns) / width).min(f64::from(self.rows) / height).min(1.0);
        let cells = |length: f64, most: u16| (length * scale + 1e-6).floor().clamp(1.0, f64::from(most.max(1))) as u16;
        (cells(width, self.columns), cells(height, self.rows))
    }
}

/// A picture as the terminal is given it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Its columns.
    pub columns: u16,
    /// Its rows.
    pub rows: u16,
    /// Its content.
    pub content: Content,
}

/// The content of a [`Raster`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The colours of the upper and the lower half of each cell, row by row; `None` where the picture is transparent.
    HalfBlocks(Vec<(Option<Color>, Option<Color>)>),
    /// A picture that the terminal keeps under a number, with the bytes that send it there.
    Kept {
        /// The number, of 24 bits.
        id: u32,
        /// The escape sequences that send the picture.
        send: Vec<u8>,
    },
    /// The escape sequence that draws each row, from its first cell.
    Rows(Vec<Vec<u8>>),
}

/// A picture that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedPicture {
    /// Its own size in pixels: width, height.
    pub natural: (u32, u32),
    /// Its content for the room that was asked for.
    pub raster: Raster,
}

/// What is asked of the runtime: a picture, prepared for a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRequest {
    /// The index in [`Article::pictures`].
    pub picture: usize,
    /// Where its bytes are.
    pub source: PictureSource,
    /// The room for it.
    pub room: Room,
    /// The protocol of the terminal.
    pub protocol: Protocol,
}

/// The pictures of a document.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    /// Whether the pictures of the web are fetched.
    pub web: bool,
    /// What is known of each picture, by its index.
    pub(in crate::reader) known: BTreeMap<usize, Known>,
}

/// What is known of a picture.
#[derive(Clone, Debug, Default)]
pub(in crate::reader) struct Known {
    /// The room for which it was asked.
    pub(in crate::reader) asked: Option<Room>,
    /// Its own size in pixels.
    pub(in crate::reader) natural: Option<(u32, u32)>,
    /// Its content.
    pub(in crate::reader) raster: Option<Arc<Raster>>,
    /// Why it cannot be shown.
    pub(in crate::reader) problem: Option<String>,
}

/// Returns the room for pictures; `None` if none are shown.
pub(in crate::reader) fn room(model: &Model) -> Option<Room> {
    let display = model.session.display;
    let settings = model.session.screen_settings;
    if display.protocol == Protocol::None || !model.session.pictures_shown {
        return None;
    }
    let share = usize::from(settings.picture_height.min(100));
    let rows = u16::try_from(model.height() * share / 100).unwrap_or(u16::MAX).min(MAX_ROWS);
    // In fewer rows nothing can be made out.
    (rows >= 3).then(|| Room { columns: model.text_width().min(MAX_COLUMNS), rows, cell: display.cell })
}

/// Returns the rows that each known picture takes, in the order of the text.
pub(in crate::reader) fn slots(model: &Model) -> Vec<Slot> {
    let article = &model.document.article;
    if model.document.pictures.known.is_empty() {
        return Vec::new();
    }
    let Some(room) = room(model) else { return Vec::new() };
    let known = model.document.pictures.known.iter();
    let mut slots: Vec<Slot> = known
        .filter_map(|(at, known)| {
            let (_, rows) = room.fit(known.natural?);
            let (block, below) = place(article, *at)?;
            Some(Slot { picture: *at, block, below, rows, apart: below || !is_caption(article, block) })
        })
        .collect();
    slots.sort_by_key(|slot| (slot.block, slot.picture));
    // Several pictures above one block stand apart from each other, too.
    for at in 1..slots.len() {
        if let Some([before, next]) = slots.get_mut(at - 1..=at)
            && before.block == next.block
        {
            before.apart = true;
        }
    }
    slots
}

/// Returns the block at which a picture stands, and whether it stands below it.
pub(in crate::reader) fn place(article: &Article, picture: usize) -> Option<(usize, bool)> {
    let at = article.pictures.get(picture)?.at;
    let below = at >= article.text.len();
    Some((if below { article.blocks.len().checked_sub(1)? } else { article.block_at(at)? }, below))
}

/// Returns whether a block speaks of the picture above it.
fn is_caption(article: &Article, block: usize) -> bool {
    let Some(block) = article.blocks.get(block) else { return false };
    let is_all = |inline: &crate::text::Inline| inline.style == InlineStyle::Emphasis && inline.span.covers(block.span);
    block.kind == BlockKind::Paragraph
        && (block.span.of(&article.text).starts_with("[image") || block.inlines.iter().any(is_all))
}

#[cfg(test)]
mod tests;
