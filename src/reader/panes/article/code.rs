//! A cache of the colours of code blocks: highlighting takes a millisecond per 4 kB, too long for every frame.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use ratatui::style::Style;

use crate::reader::draw::frame::Frame;
use crate::text::{Block, BlockKind};
use crate::theme::{highlight_code, is_warming};

/// Styles of ranges of a block, in order, relative to the start of the block.
pub(in crate::reader) type Colours = Rc<Vec<(Range<usize>, Style)>>;

/// The number of cached blocks; a screen seldom shows more.
const KEPT: usize = 16;

thread_local! {
    /// By digest of the input, most recently used last. Affects nothing but speed.
    static MEMO: RefCell<Vec<(u64, Colours)>> = const { RefCell::new(Vec::new()) };
}

/// Returns the colours of a block; empty unless the block is code in a known language.
pub(in crate::reader) fn colours(frame: &Frame<'_>, block: &Block) -> Colours {
    let BlockKind::Code { language: Some(language) } = &block.kind else { return Colours::default() };
    if is_warming() {
        return Colours::default();
    }
    let source = frame.model.document.article.words(block.span);
    let mut digest = DefaultHasher::new();
    (source, language, frame.theme.name(), frame.theme.depth() as u8).hash(&mut digest);
    let key = digest.finish();
    MEMO.with_borrow_mut(|memo| {
        if let Some(at) = memo.iter().position(|(k, _)| *k == key) {
            let entry = memo.remove(at);
            let colours = Rc::clone(&entry.1);
            memo.push(entry);
            return colours;
        }
        let colours = Rc::new(highlight_code(frame.theme, Some(language), source));
        if memo.len() >= KEPT {
            memo.remove(0);
        }
        memo.push((key, Rc::clone(&colours)));
        colours
    })
}
