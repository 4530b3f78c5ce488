//! The open article: its annotations, and the reader's position in it.

pub mod index;
pub mod origin;
pub(in crate::reader) mod tab;

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::library::db::{Draft, Labels};
use crate::library::notes::corrections::Correction;
use crate::library::notes::{NoteId, PlacedNote, Reviewed};
use crate::nlp::{Attribution, EntityId, Person};
use crate::reader::document::origin::Origin;
use crate::reader::document::tab::{ListState, NoteSort, Pane, Tab};
use crate::reader::index::Index;
use crate::reader::layout::reading_time::Pace;
use crate::reader::layout::{Language, Layouts, LinePos, split_giants};
use crate::reader::overlays::tutorial::Tutorial;
use crate::reader::panes::article::find::{BeforeSearch, Search};
use crate::reader::panes::list::rows::Row;
use crate::reader::panes::pictures::Pictures;
use crate::text::{Article, ArticleId, Span};

/// An open article with its annotations, notes, position, selection and lists.
///
/// Every article has its own `Document`.
#[derive(Clone, Debug)]
pub struct Document {
    /// The article.
    pub article: Arc<Article>,
    /// Its reading time.
    pub pace: Pace,
    /// Where it was opened from; `None` for an article of the command line.
    pub origin: Option<Origin>,
    /// Its index among the files of the command line.
    pub file: Option<usize>,
    /// What the reader says of it: to be read later, starred, tagged.
    pub labels: Labels,
    /// Whether there are dates that need the unknown date of the article.
    pub undated: bool,
    /// The hyphenation language, and the article it was detected for.
    pub(in crate::reader) language: Option<(ArticleId, Option<Language>)>,
    /// The tutorial, while it runs.
    pub tutorial: Option<Tutorial>,

    // ---- annotations, corrections and notes
    /// The annotations so far, with the reader's corrections applied.
    pub annotations: Reviewed,
    /// Speakers, mentions and places of the annotations.
    pub index: Arc<Index>,
    /// The reader's corrections, oldest first.
    pub corrections: Arc<Vec<Correction>>,
    /// The reader's notes, in order of the text, whole-article notes first, orphans last.
    pub notes: Vec<PlacedNote>,

    // ---- the article pane
    /// The blocks laid out so far.
    pub layouts: Layouts,
    /// The pictures.
    pub pictures: Pictures,
    /// The first visual line on screen.
    pub top: LinePos,
    /// The first byte on screen before a series of resizes, so that resizing back and forth loses nothing.
    pub(in crate::reader) held_top: Option<usize>,
    /// The cursor: a byte offset, always on a grapheme boundary inside the text.
    pub cursor: usize,
    /// The column that vertical movement keeps.
    pub(in crate::reader) goal: Option<u16>,
    /// The other end of the reader's selection (`v`, mouse drag); the selection runs between it and the cursor.
    pub mark: Option<usize>,
    /// The id of the quote whose ends are being moved. The selection will become its words.
    pub adjusting: Option<String>,
    /// The draft of a note from an earlier session, until it is continued.
    pub draft: Option<Draft>,
    /// The note to re-attach to the next selection.
    pub reattaching: Option<NoteId>,
    /// The last search.
    pub search: Option<Search>,
    /// The state to restore when `Esc` closes the search line.
    pub(in crate::reader) before_search: Option<Box<BeforeSearch>>,
    /// The reader's marks: letters with their positions.
    pub marks: BTreeMap<char, usize>,
    /// Places to jump back to, and how far back the reader is.
    pub jumps: JumpList,
    /// The reading position last reported to the library, and the position last sent to the engine.
    pub(in crate::reader) reported: (usize, Option<usize>),

    // ---- the second pane
    /// The focused pane. On a narrow screen it is the only visible pane.
    pub focus: Pane,
    /// The visible tab of the second pane.
    pub tab: Tab,
    /// The rows of each tab's list, by [`Tab::index`]; rebuilt when their content changes.
    pub rows: [Arc<Vec<Row>>; 4],
    /// Selected row and first visible row of each tab's list, by [`Tab::index`].
    pub lists: [ListState; 4],
    /// The filter of each tab's list, as typed; empty for everything. By [`Tab::index`].
    pub filters: [String; 4],
    /// Whether the Facts tab shows every claim.
    pub all_claims: bool,
    /// The sort order of the Notes tab.
    pub note_sort: NoteSort,
    /// Whether the unsure quotes are listed.
    pub unsure_open: bool,
    /// The selected quote: an [`Attribution::id`].
    pub quote: Option<String>,
    /// The person whose details the People tab shows.
    pub person: Option<EntityId>,
    /// Whether all mentions of this person are listed.
    pub all_mentions: bool,
}

/// The jump list, as in vim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JumpList {
    /// Cursor positions, oldest first.
    pub places: Vec<usize>,
    /// Index of the next position to jump back to; `places.len()` if the reader has not jumped back.
    pub at: usize,
}

impl Document {
    /// Makes the document of a newly opened article, without annotations.
    #[must_use]
    pub(in crate::reader) fn new(article: Arc<Article>) -> Self {
        Self {
            pace: Pace::of(&article.text),
            origin: None,
            file: None,
            article: split_giants(article),
            labels: Labels::default(),
            undated: false,
            language: None,
            tutorial: None,
            annotations: Reviewed::default(),
            index: Arc::default(),
            corrections: Arc::default(),
            notes: Vec::new(),
            layouts: Layouts::default(),
            pictures: Pictures::default(),
            top: LinePos::default(),
            held_top: None,
            cursor: 0,
            goal: None,
            mark: None,
            adjusting: None,
            draft: None,
            reattaching: None,
            search: None,
            before_search: None,
            marks: BTreeMap::new(),
            jumps: JumpList::default(),
            reported: (0, None),
            focus: Pane::Article,
            tab: Tab::Quotes,
            rows: Default::default(),
            lists: [ListState::default(); 4],
            filters: Default::default(),
            all_claims: false,
            note_sort: NoteSort::default(),
            unsure_open: false,
            quote: None,
            person: None,
            all_mentions: false,
        }
    }

    /// Returns the selected quote with its index.
    #[must_use]
    pub fn selected_quote(&self) -> Option<(usize, &Attribution)> {
        let id = self.quote.as_ref()?;
        // Usually the selected row of the list is this quote.
        let list = self.lists.first().map_or(0, |l| l.selected);
        if let Some(Row::Quote { index, .. }) = self.rows.first().and_then(|rows| rows.get(list))
            && let Some(quote) = self.annotations.attributions.get(*index).filter(|q| q.id == *id)
        {
            return Some((*index, quote));
        }
        self.annotations.attributions.iter().enumerate().find(|(_, q)| q.id == *id)
    }

    /// Returns the selection: from the mark to the cursor, both clusters included.
    #[must_use]
    pub fn selection(&self) -> Option<Span> {
        let mark = self.mark?;
        let (start, last) = (mark.min(self.cursor), mark.max(self.cursor));
        let text = self.article.text.get(last..)?;
        let end = last + text.graphemes(true).next().map_or(0, str::len);
        let span = Span::new(start, end);
        (!span.of(&self.article.text).is_empty()).then_some(span)
    }

    /// Returns the innermost note on the words at `byte`.
    #[must_use]
    pub fn note_at(&self, byte: usize) -> Option<&PlacedNote> {
        let here = self.notes.iter().filter(|n| n.placement.span().is_some_and(|s| s.contains(byte)));
        here.min_by_key(|n| n.placement.span().map_or(0, Span::len))
    }

    /// Returns the state of a tab's list.
    #[must_use]
    pub fn list(&self, tab: Tab) -> ListState {
        self.lists.get(tab.index()).copied().unwrap_or_default()
    }

    /// Returns the filter of a tab, as typed.
    #[must_use]
    pub fn filter(&self, tab: Tab) -> &str {
        self.filters.get(tab.index()).map_or("", String::as_str)
    }

    /// Returns the person of the selected row of the People tab, if that tab has the focus: the selected person, or the one
    /// whose details are selected.
    #[must_use]
    pub fn selected_person(&self) -> Option<&Person> {
        if self.focus != Pane::List || self.tab != Tab::People {
            return None;
        }
        match self.selected_row()? {
            Row::Person { index, .. } => self.annotations.people.get(*index),
            _ => self.annotations.person(self.person?),
        }
    }

    /// Returns the selected row of the visible tab.
    #[must_use]
    pub fn selected_row(&self) -> Option<&Row> {
        self.rows.get(self.tab.index())?.get(self.list(self.tab).selected)
    }
}
