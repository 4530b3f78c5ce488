//! All state of the reader.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::library::notes::corrections::Correction;
use crate::library::notes::{Marks, NoteId, PlacedNote, Reviewed};
use crate::nlp::{Attribution, EntityId};
use crate::reader::command::chord::Key;
use crate::reader::command::keys::Keys;
use crate::reader::dates::Dates;
use crate::reader::index::Index;
use crate::reader::layout::geometry::Shape;
use crate::reader::layout::reading_time::Pace;
use crate::reader::layout::{Layouts, LinePos, split_giants};
use crate::reader::message::Message;
use crate::reader::overlays::card::Card;
use crate::reader::overlays::hints::Hint;
use crate::reader::overlays::library::{OpenArticle, ShelfSort};
use crate::reader::overlays::library_search::Finding;
use crate::reader::overlays::menu::Menu;
use crate::reader::overlays::picker::Picker;
use crate::reader::overlays::tutorial::Lesson;
use crate::reader::panes::list::rows::Row;
use crate::reader::preferences::Habits;
use crate::reader::settings::Comfort;
use crate::reader::tab::Tab;
use crate::text::{Article, Span};

/// The whole state, the viewport included. Drawing needs nothing else but a theme.
#[derive(Clone, Debug)]
pub struct Model {
    /// The article.
    pub article: Arc<Article>,
    /// How long it takes to read.
    pub pace: Pace,
    /// What the engine has found so far, as the reader corrected it.
    pub annotations: Reviewed,
    /// The reader's corrections, in the order in which they were made.
    pub corrections: Arc<Vec<Correction>>,
    /// The reader's notes, in order of the text, whole-article notes first, orphans last.
    pub notes: Vec<PlacedNote>,
    /// Screen size in cells: columns, rows.
    pub screen: (u16, u16),
    /// Lines made so far.
    pub layouts: Layouts,
    /// The first visual line on screen.
    pub top: LinePos,
    /// Where the reader is: a byte offset, always on a grapheme boundary inside the text.
    pub cursor: usize,
    /// The other end of the reader's selection (`v`, mouse drag); the selection runs between it and the cursor.
    pub mark: Option<usize>,
    /// Which pane has the keyboard. On a narrow screen it is also the only one shown.
    pub focus: Pane,
    /// Which tab the second pane shows.
    pub tab: Tab,
    /// Selected row and first visible row of each tab's list, by [`Tab::index`].
    pub lists: [ListState; 4],
    /// The selected quote: an [`crate::nlp::Attribution::id`].
    pub quote: Option<String>,
    /// What lies over the screen, topmost last.
    pub overlays: Vec<Overlay>,
    /// The last search.
    pub search: Option<Search>,
    /// Places to jump back to, and how far back we are.
    pub jumps: JumpList,
    /// One line for the reader, until the next key.
    pub message: Option<Message>,
    /// Where notes are kept, for display; `None` when there is no writable library (with the reason in `read_only`).
    pub read_only: Option<String>,
    /// Name of the current theme.
    pub theme: String,
    /// The names of all themes.
    pub themes: Arc<Vec<String>>,
    /// There are dates that cannot be placed because nothing says when the article was written.
    pub undated: bool,
    /// What is said when the library has kept what it was handed.
    pub awaiting: Option<String>,
    /// The quote whose ends are being moved: its id. The selection is what it will be.
    pub fitting: Option<String>,
    /// The note that is to be hung on the words that are selected next.
    pub hanging: Option<NoteId>,
    /// How the Notes tab is sorted.
    pub note_sort: NoteSort,
    /// Set when the program should end.
    pub quit: bool,
    /// The annotations from the reader's side.
    pub index: Arc<Index>,
    /// The rows of each tab's list, by [`Tab::index`]; made anew when what they show changes.
    pub rows: [Arc<Vec<Row>>; 4],
    /// The person whose details the People tab shows.
    pub person: Option<EntityId>,
    /// What each tab's list is narrowed to, as typed; empty for everything. By [`Tab::index`].
    pub filters: [String; 4],
    /// How the People tab is sorted.
    pub people_sort: PeopleSort,
    /// What the reader has made of the panes.
    pub shape: Shape,
    /// Only the paragraph that is being read is lit.
    pub focus_mode: bool,
    /// What was searched for before, oldest first.
    pub searches: Vec<Searched>,
    /// Whether the search line takes regular expressions.
    pub regex: bool,
    /// The keys of this reader.
    pub keys: Arc<Keys>,
    /// The six keys, while they are being learnt.
    pub lesson: Option<Lesson>,
    /// The other articles that are open, the last one first.
    pub others: Vec<OpenArticle>,
    /// The order of the library.
    pub shelf_sort: ShelfSort,
    /// The last search of everything that was read.
    pub finding: Option<Finding>,
    /// The theme that was chosen with its key.
    pub chosen_theme: Option<String>,
    /// What the library was told of how this reader reads.
    pub habits: Habits,
    /// The keys of a chord pressed so far.
    pub pending: Vec<Key>,
    /// How this reader likes to read.
    pub comfort: Comfort,
    /// How this reader writes days and times.
    pub dates: Arc<Dates>,
    /// The language whose rules words are divided by, of which article.
    pub(super) language: Option<(crate::text::ArticleId, Option<crate::reader::layout::Language>)>,
    /// Where the cursor is in the line that is typed into: how many bytes of it stand behind the cursor.
    pub behind: usize,
    /// The column that moving up and down comes back to.
    pub(super) goal: Option<u16>,
    /// Where the dragged selection began.
    pub(super) drag: Option<usize>,
    /// The line between the panes is being dragged.
    pub(super) moves_divider: bool,
    /// The scrollbar is being dragged.
    pub(super) moves_thumb: bool,
    /// What to come back to when a search is given up.
    pub(super) before_search: Option<Box<BeforeSearch>>,
    /// The first byte on screen before a row of resizes, so that going back and forth loses nothing.
    pub(super) held_top: Option<usize>,
    /// The reading position last handed to the library, and the place the engine was last pointed at.
    pub(super) told: (usize, Option<usize>),
}

/// What the screen was like before the search line was opened.
#[derive(Clone, Debug)]
pub(super) struct BeforeSearch {
    pub(super) search: Option<Search>,
    /// The first byte on screen.
    pub(super) top: usize,
    pub(super) quote: Option<String>,
}

/// Something that was searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// What was typed.
    pub query: String,
    /// Whether it is a regular expression.
    pub regex: bool,
}

/// The orders of the People tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    /// As they come in the text.
    #[default]
    Appearance,
    /// By name.
    Name,
    /// By share of the quoted words, the greatest first.
    Share,
}

impl PeopleSort {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Appearance => "in order of the text",
            Self::Name => "by name",
            Self::Share => "by share of voice",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Appearance => Self::Name,
            Self::Name => Self::Share,
            Self::Share => Self::Appearance,
        }
    }
}

/// The orders of the Notes tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteSort {
    /// As their words come in the text.
    #[default]
    Place,
    /// The one made last first.
    Newest,
    /// The one changed last first.
    Changed,
    /// Verdicts, questions, things to do, notes, highlights.
    Kind,
}

impl NoteSort {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Place => "in order of the text",
            Self::Newest => "newest first",
            Self::Changed => "last changed first",
            Self::Kind => "by kind",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Place => Self::Newest,
            Self::Newest => Self::Changed,
            Self::Changed => Self::Kind,
            Self::Kind => Self::Place,
        }
    }
}

/// The two panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The article.
    #[default]
    Article,
    /// The second pane.
    List,
}

/// Where a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// Selected row (an index into the rows of [`crate::reader::panes::list::rows::rows`]).
    pub selected: usize,
    /// First visible row.
    pub top: usize,
}

/// Something over the screen that takes the keys.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys.
    Help(HelpState),
    /// The table of contents.
    Contents(crate::reader::overlays::contents::Contents),
    /// The library's screen.
    Library(Box<crate::reader::overlays::library::Shelf>),
    /// Searching everything that was read.
    Finding(Box<Finding>),
    /// The note editor.
    Editor(Box<Editor>),
    /// The search line at the bottom.
    SearchInput {
        /// What has been typed.
        text: String,
        /// Where the cursor was before, to come back to on `Esc`.
        origin: usize,
        /// While walking through earlier searches: which one (an index into [`Model::searches`]), and what had been
        /// typed before.
        past: Option<(usize, String)>,
    },
    /// A menu.
    Menu(Box<Menu>),
    /// The card of a quote or a note.
    Card(Box<Card>),
    /// A list to pick from by typing: commands or places.
    Picker(Box<Picker>),
    /// The filter line of the shown list; what is typed is in [`Model::filters`].
    FilterInput,
    /// Letters on what can be gone to.
    Hints {
        /// What can be gone to, in order of the text.
        marks: Arc<Vec<Hint>>,
        /// What has been typed of a label.
        typed: String,
    },
    /// The chart of who speaks where.
    Chart(ChartState),
}

/// The list of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpState {
    /// First visible line.
    pub top: usize,
    /// Only lines with these words are shown.
    pub query: String,
    /// The words are being typed.
    pub typing: bool,
}

/// Where the reader is in the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChartState {
    /// The selected speaker: an index into [`Index::speakers`].
    pub speaker: usize,
    /// The selected quote: an index into that speaker's quotes.
    pub quote: usize,
    /// The first row shown.
    pub top: usize,
}

/// The note editor, drawn in place below the words it is about.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The note being edited, `None` for a new one.
    pub note: Option<NoteId>,
    /// The words it is about, `None` for the whole article.
    pub span: Option<Span>,
    /// The text being written.
    pub area: ratatui_textarea::TextArea<'static>,
    /// A save is under way: `saved` is only said after the library has answered.
    pub saving: bool,
    /// What the text was when the editor was opened.
    pub original: String,
    /// Its marks: those of a note that is being changed stay as they are.
    pub marks: Marks,
    /// Whom it is about, where that is not some words.
    pub about: Option<String>,
    /// It is being written in the reader's own editor.
    pub outside: bool,
    /// A question that the next key answers: `y` for yes, anything else for no. It stands in [`Model::message`].
    pub asking: Option<Ask>,
}

/// What the editor asks before text is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Close the editor?
    Discard,
    /// Quit the program?
    Quit,
}

impl Editor {
    /// An editor of a note on these words, with the text it has so far.
    #[must_use]
    pub fn new(note: Option<NoteId>, span: Option<Span>, text: &str) -> Self {
        let mut area = ratatui_textarea::TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.move_cursor(ratatui_textarea::CursorMove::Bottom);
        area.move_cursor(ratatui_textarea::CursorMove::End);
        area.set_wrap_mode(ratatui_textarea::WrapMode::Word);
        Self {
            note,
            span,
            area,
            saving: false,
            original: text.to_owned(),
            marks: Marks::default(),
            about: None,
            outside: false,
            asking: None,
        }
    }

    /// Puts another text in place of what is written in it.
    pub fn set_text(&mut self, text: &str) {
        let Self { note, span, original, marks, about, .. } = self;
        let (note, span, original) = (note.take(), *span, std::mem::take(original));
        let (marks, about) = (std::mem::take(marks), about.take());
        *self = Self { original, marks, about, ..Self::new(note, span, text) };
    }

    /// What is written in it.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether closing it would lose something.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.text() != self.original
    }
}

/// A search and its matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What is searched, as typed.
    pub query: String,
    /// Whether that is a regular expression.
    pub regex: bool,
    /// Why it cannot be searched for, where it is malformed.
    pub problem: Option<String>,
    /// All matches, in order.
    pub matches: Vec<Span>,
    /// The match the cursor was last moved to.
    pub current: Option<usize>,
    /// There are more matches than are listed.
    pub more: bool,
}

/// The jump list, as vim has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JumpList {
    /// Cursor positions, oldest first.
    pub places: Vec<usize>,
    /// Index of the next place that "back" goes behind; `places.len()` when at the present.
    pub at: usize,
}

impl Model {
    /// A reader just opened on an article, at the top, with nothing annotated yet.
    #[must_use]
    pub fn new(article: Arc<Article>, screen: (u16, u16)) -> Self {
        let mut model = Self {
            pace: Pace::of(&article.text),
            article: split_giants(article),
            annotations: Reviewed::default(),
            corrections: Arc::default(),
            notes: Vec::new(),
            screen,
            layouts: Layouts::default(),
            top: LinePos::default(),
            cursor: 0,
            mark: None,
            focus: Pane::Article,
            tab: Tab::Quotes,
            lists: [ListState::default(); 4],
            quote: None,
            overlays: Vec::new(),
            search: None,
            jumps: JumpList::default(),
            message: None,
            read_only: None,
            theme: String::new(),
            themes: Arc::default(),
            undated: false,
            awaiting: None,
            fitting: None,
            hanging: None,
            note_sort: NoteSort::default(),
            quit: false,
            index: Arc::default(),
            rows: Default::default(),
            person: None,
            filters: Default::default(),
            people_sort: PeopleSort::default(),
            shape: Shape::default(),
            focus_mode: false,
            searches: Vec::new(),
            regex: false,
            keys: Keys::standard(),
            lesson: None,
            others: Vec::new(),
            shelf_sort: ShelfSort::default(),
            finding: None,
            chosen_theme: None,
            habits: Habits::default(),
            pending: Vec::new(),
            comfort: Comfort::default(),
            dates: Arc::default(),
            language: None,
            behind: 0,
            goal: None,
            drag: None,
            moves_divider: false,
            moves_thumb: false,
            before_search: None,
            held_top: None,
            told: (0, None),
        };
        model.cursor = model.snap(0);
        model.refresh();
        model
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

    /// The menu, if it is what is open.
    #[must_use]
    pub fn menu(&self) -> Option<&Menu> {
        match self.overlays.last() {
            Some(Overlay::Menu(menu)) => Some(menu),
            _ => None,
        }
    }

    /// The editor, if it is open.
    #[must_use]
    pub fn editor(&self) -> Option<&Editor> {
        self.overlays.iter().rev().find_map(|o| match o {
            Overlay::Editor(editor) => Some(&**editor),
            _ => None,
        })
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
