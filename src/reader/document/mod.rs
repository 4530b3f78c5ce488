//! The open article: what is known of it, and where the reader is in it.

pub mod index;
pub(in crate::reader) mod tab;

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::library::notes::corrections::Correction;
use crate::library::notes::{NoteId, PlacedNote, Reviewed};
use crate::nlp::{Attribution, EntityId};
use crate::reader::document::tab::{ListState, NoteSort, Pane, Tab};
use crate::reader::index::Index;
use crate::reader::layout::reading_time::Pace;
use crate::reader::layout::{Language, Layouts, LinePos, split_giants};
use crate::reader::overlays::tutorial::Tutorial;
use crate::reader::panes::article::find::{BeforeSearch, Search};
use crate::reader::panes::list::rows::Row;
use crate::text::{Article, ArticleId, Span};

/// One open article with its annotations and notes, and the reader's place, selection and lists.
///
/// Everything here belongs to this article: another one comes with another `Document`.
#[derive(Clone, Debug)]
pub struct Document {
    /// The article.
    pub article: Arc<Article>,
    /// How long it takes to read.
    pub pace: Pace,
    /// There are dates that cannot be placed because nothing says when the article was written.
    pub undated: bool,
    /// The language whose hyphenation rules apply, and of which article.
    pub(in crate::reader) language: Option<(ArticleId, Option<Language>)>,
    /// The tutorial, while it runs in this article.
    pub tutorial: Option<Tutorial>,

    // ---- what the engine and the reader have said of it
    /// What the engine has found so far, as the reader corrected it.
    pub annotations: Reviewed,
    /// Speakers, mentions and places of the annotations.
    pub index: Arc<Index>,
    /// The reader's corrections, in the order in which they were made.
    pub corrections: Arc<Vec<Correction>>,
    /// The reader's notes, in order of the text, whole-article notes first, orphans last.
    pub notes: Vec<PlacedNote>,

    // ---- the article pane
    /// Lines made so far.
    pub layouts: Layouts,
    /// The first visual line on screen.
    pub top: LinePos,
    /// The first byte on screen before a series of resizes, so that resizing back and forth loses nothing.
    pub(in crate::reader) held_top: Option<usize>,
    /// The cursor: a byte offset, always on a grapheme boundary inside the text.
    pub cursor: usize,
    /// The column that moving up and down comes back to.
    pub(in crate::reader) goal: Option<u16>,
    /// The other end of the reader's selection (`v`, mouse drag); the selection runs between it and the cursor.
    pub mark: Option<usize>,
    /// The quote whose ends are being moved: its id. The selection is what it will be.
    pub adjusting: Option<String>,
    /// The note to attach to the words that are selected next.
    pub reattaching: Option<NoteId>,
    /// The last search.
    pub search: Option<Search>,
    /// What to restore when the search line is closed with `Esc`.
    pub(in crate::reader) before_search: Option<Box<BeforeSearch>>,
    /// Places to jump back to, and how far back the reader is.
    pub jumps: JumpList,
    /// The reading position last reported to the library, and the place the engine was last pointed at.
    pub(in crate::reader) reported: (usize, Option<usize>),

    // ---- the second pane
    /// Which pane has the keyboard. On a narrow screen it is also the only one shown.
    pub focus: Pane,
    /// Which tab the second pane shows.
    pub tab: Tab,
    /// The rows of each tab's list, by [`Tab::index`]; made again when what they show changes.
    pub rows: [Arc<Vec<Row>>; 4],
    /// Selected row and first visible row of each tab's list, by [`Tab::index`].
    pub lists: [ListState; 4],
    /// The filter of each tab's list, as typed; empty for everything. By [`Tab::index`].
    pub filters: [String; 4],
    /// How the Notes tab is sorted.
    pub note_sort: NoteSort,
    /// The selected quote: an [`Attribution::id`].
    pub quote: Option<String>,
    /// The person whose details the People tab shows.
    pub person: Option<EntityId>,
}

/// The jump list, as vim has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JumpList {
    /// Cursor positions, oldest first.
    pub places: Vec<usize>,
    /// Index of the next place that "back" goes behind; `places.len()` when at the present.
    pub at: usize,
}

impl Document {
    /// An article just opened, at the top, with nothing annotated yet.
    #[must_use]
    pub(in crate::reader) fn new(article: Arc<Article>) -> Self {
        Self {
            pace: Pace::of(&article.text),
            article: split_giants(article),
            undated: false,
            language: None,
            tutorial: None,
            annotations: Reviewed::default(),
            index: Arc::default(),
            corrections: Arc::default(),
            notes: Vec::new(),
            layouts: Layouts::default(),
            top: LinePos::default(),
            held_top: None,
            cursor: 0,
            goal: None,
            mark: None,
            adjusting: None,
            reattaching: None,
            search: None,
            before_search: None,
            jumps: JumpList::default(),
            reported: (0, None),
            focus: Pane::Article,
            tab: Tab::Quotes,
            rows: Default::default(),
            lists: [ListState::default(); 4],
            filters: Default::default(),
            note_sort: NoteSort::default(),
            quote: None,
            person: None,
        }
    }

    /// The selected quote: its index and itself.
    #[must_use]
    pub fn selected_quote(&self) -> Option<(usize, &Attribution)> {
        let id = self.quote.as_ref()?;
        // The list knows where it is, mostly.
        let list = self.lists.first().map_or(0, |l| l.selected);
        if let Some(Row::Quote { index, .. }) = self.rows.first().and_then(|rows| rows.get(list))
            && let Some(quote) = self.annotations.attributions.get(*index).filter(|q| q.id == *id)
        {
            return Some((*index, quote));
        }
        self.annotations.attributions.iter().enumerate().find(|(_, q)| q.id == *id)
    }

    /// What the reader has selected: from the mark to the cursor, both clusters included.
    #[must_use]
    pub fn selection(&self) -> Option<Span> {
        let mark = self.mark?;
        let (start, last) = (mark.min(self.cursor), mark.max(self.cursor));
        let text = self.article.text.get(last..)?;
        let end = last + text.graphemes(true).next().map_or(0, str::len);
        let span = Span::new(start, end);
        (!span.of(&self.article.text).is_empty()).then_some(span)
    }

    /// The innermost note on the words at `byte`.
    #[must_use]
    pub fn note_at(&self, byte: usize) -> Option<&PlacedNote> {
        let here = self.notes.iter().filter(|n| n.placement.span().is_some_and(|s| s.contains(byte)));
        here.min_by_key(|n| n.placement.span().map_or(0, Span::len))
    }

    /// The state of a tab's list.
    #[must_use]
    pub fn list(&self, tab: Tab) -> ListState {
        self.lists.get(tab.index()).copied().unwrap_or_default()
    }

    /// The filter of a tab, as typed.
    #[must_use]
    pub fn filter(&self, tab: Tab) -> &str {
        self.filters.get(tab.index()).map_or("", String::as_str)
    }

    /// The selected row of the tab that is shown.
    #[must_use]
    pub fn selected_row(&self) -> Option<&Row> {
        self.rows.get(self.tab.index())?.get(self.list(self.tab).selected)
    }
}
