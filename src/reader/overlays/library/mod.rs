//! The library screen: every article the reader has opened, with a filter. An empty library shows a welcome.

pub(in crate::reader) mod draw;
pub mod everybody;
pub(in crate::reader) mod update;
use std::cmp::Reverse;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::library::db::{LibraryEntry, Query};
use crate::text::{ArticleId, printable_line};

/// Rows per article: the title, and a line of details.
pub const ENTRY_ROWS: u16 = 2;

/// Another open article, most recent first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenArticle {
    /// Its id; `None` if it has not been loaded yet.
    pub id: Option<ArticleId>,
    /// Its address or path.
    pub source: String,
}

impl OpenArticle {
    /// Returns whether `entry` is this article.
    #[must_use]
    pub fn is(&self, entry: &LibraryEntry) -> bool {
        self.id.as_ref().map_or(self.source == entry.source, |id| *id == entry.id)
    }
}

/// The sort orders of the library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LibrarySort {
    /// Most recently opened first.
    #[default]
    Opened,
    /// By title.
    Title,
    /// By site.
    Site,
    /// Unread first, then least read first.
    Unread,
    /// Most quotes first.
    Quotes,
    /// Most notes first.
    Notes,
}

impl LibrarySort {
    /// All sort orders, in the order of the sort key.
    pub const ALL: [Self; 6] = [Self::Opened, Self::Title, Self::Site, Self::Unread, Self::Quotes, Self::Notes];

    /// Returns the name of the order on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Opened => "last opened first",
            Self::Title => "by title",
            Self::Site => "by site",
            Self::Unread => "unread and least read first",
            Self::Quotes => "most quotes first",
            Self::Notes => "most notes first",
        }
    }

    /// Returns the next order.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|sort| *sort == self).unwrap_or_default();
        Self::ALL.get(at + 1).copied().unwrap_or_default()
    }
}

/// The state of the library screen.
#[derive(Clone, Debug, Default)]
pub struct LibraryList {
    /// The articles, most recently opened first; `None` while they load.
    pub entries: Option<Arc<Vec<LibraryEntry>>>,
    /// The filter: a query as in the search of the library.
    pub text: String,
    /// The error in the filter, if any.
    pub problem: Option<String>,
    /// The day from which relative days count.
    pub today: Option<jiff::civil::Date>,
    /// Whether the filter is being typed.
    pub typing: bool,
    /// The sort order.
    pub sort: LibrarySort,
    /// The articles that match the filter, in sort order: indices into `entries`.
    pub hits: Vec<usize>,
    /// The selected index into `hits`.
    pub selected: usize,
    /// The first visible index into `hits`.
    pub top: usize,
    /// Whether no article lies below: closing the screen quits the program.
    pub home: bool,
    /// The article that a question asks to forget; the next key answers.
    pub asking: Option<ArticleId>,
}

impl LibraryList {
    /// Stores the articles of the library. Open articles that are not in the library yet come first.
    pub fn take(&mut self, mut entries: Vec<LibraryEntry>, open: &[OpenArticle]) {
        let is_new = |open: &&OpenArticle| open.id.is_none() && !entries.iter().any(|entry| open.is(entry));
        let named = |open: &OpenArticle| LibraryEntry { source: open.source.clone(), ..LibraryEntry::default() };
        let new: Vec<LibraryEntry> = open.iter().filter(is_new).map(named).collect();
        entries.splice(0..0, new);
        let was = self.entry().map(|entry| (entry.id.clone(), entry.source.clone()));
        let at = self.selected;
        self.entries = Some(Arc::new(entries));
        self.look();
        // The selection stays on its article, or at its index if the article is gone.
        let same =
            |entry: &LibraryEntry| was.as_ref().is_some_and(|was| (&was.0, &was.1) == (&entry.id, &entry.source));
        let found =
            self.hits.iter().position(|hit| self.entries.as_ref().and_then(|all| all.get(*hit)).is_some_and(same));
        self.selected = found.unwrap_or(at).min(self.hits.len().saturating_sub(1));
    }

    /// Filters and sorts the articles again.
    pub fn look(&mut self) {
        let (query, problem) = Query::read(&self.text, usize::MAX);
        self.problem = problem.or_else(|| query.wrong_for_articles().map(str::to_owned));
        let entries = self.entries.as_deref().map(Vec::as_slice).unwrap_or_default();
        let mut hits: Vec<(usize, &LibraryEntry)> =
            entries.iter().enumerate().filter(|(_, entry)| query.takes_article(entry, self.today)).collect();
        // Sorting is stable: equal articles stay in order of opening.
        match self.sort {
            LibrarySort::Opened => {}
            LibrarySort::Title => hits.sort_by_cached_key(|(_, entry)| title(entry).to_lowercase()),
            LibrarySort::Site => hits.sort_by_cached_key(|(_, entry)| site(entry).to_lowercase()),
            LibrarySort::Unread => {
                hits.sort_by_key(|(_, entry)| (!entry.labels.unread, entry.read.unwrap_or_default()));
            }
            LibrarySort::Quotes => hits.sort_by_key(|(_, entry)| Reverse(entry.quotes.unwrap_or_default())),
            LibrarySort::Notes => hits.sort_by_key(|(_, entry)| Reverse(entry.notes)),
        }
        self.hits = hits.into_iter().map(|(at, _)| at).collect();
        (self.selected, self.top) = (0, 0);
    }

    /// Changes the sort order; the selection stays on its article.
    pub fn order(&mut self, sort: LibrarySort) {
        let was = self.hits.get(self.selected).copied();
        self.sort = sort;
        self.look();
        self.selected = self.hits.iter().position(|hit| Some(*hit) == was).unwrap_or_default();
    }

    /// Returns the selected article.
    #[must_use]
    pub fn entry(&self) -> Option<&LibraryEntry> {
        self.entries.as_ref()?.get(*self.hits.get(self.selected)?)
    }

    /// Returns whether the library is empty; then a welcome replaces the list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.as_ref().is_some_and(|entries| entries.is_empty())
    }

    /// Returns the number of unread articles.
    #[must_use]
    pub fn unread(&self) -> usize {
        let entries = self.entries.as_deref().map(Vec::as_slice).unwrap_or_default();
        entries.iter().filter(|entry| entry.labels.unread).count()
    }

    /// Moves the selection and scrolls it into view; `seen` articles are visible.
    pub fn step(&mut self, by: i32, seen: usize) {
        let last = self.hits.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by as isize).min(last);
        self.show(seen);
    }

    /// Scrolls the selected article into view; `seen` articles are visible.
    pub fn show(&mut self, seen: usize) {
        let seen = seen.max(1);
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(seen));
    }
}

/// The layout of the library screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LibraryPage {
    /// The title line.
    pub title: Rect,
    /// The articles or the welcome.
    pub list: Rect,
    /// The status line: the filter and the keys.
    pub status: Rect,
}

impl LibraryPage {
    /// Lays out a screen of this size.
    #[must_use]
    pub fn new((width, height): (u16, u16)) -> Self {
        let (head, foot) = (u16::from(height >= 4), u16::from(height >= 2));
        // On longer lines the eye does not find the date of a title.
        let wide = width.min(110);
        let left = (width - wide) / 2;
        Self {
            title: Rect::new(0, 0, width, head),
            list: Rect::new(left, head, wide, height - head - foot),
            status: Rect::new(0, height - foot, width, foot),
        }
    }

    /// Returns the number of visible articles.
    #[must_use]
    pub fn seen(&self) -> usize {
        usize::from(self.list.height / ENTRY_ROWS).max(1)
    }
}

/// Returns the title of an article, or a name made from its source.
#[must_use]
pub fn title(entry: &LibraryEntry) -> String {
    let name = || entry.source.rsplit(['/', '\\']).find(|part| !part.is_empty() && *part != "-");
    printable_line(entry.title.as_deref().or_else(name).unwrap_or("untitled")).into_owned()
}

/// Returns who publishes the article; if unknown, the host of an address, or the path of a file.
#[must_use]
pub fn site(entry: &LibraryEntry) -> String {
    if let Some(site) = entry.site.as_deref().filter(|site| !site.trim().is_empty()) {
        return printable_line(site).into_owned();
    }
    let source = match entry.source.split_once("://") {
        _ if matches!(entry.source.as_str(), "" | "-") => "from a pipe",
        Some(("http" | "https", rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            host.strip_prefix("www.").unwrap_or(host)
        }
        Some(("pullquote", _)) => "included with pullquote",
        _ => entry.source.as_str(),
    };
    printable_line(source).into_owned()
}

/// Returns the date when the article was last opened: `2024-02-06`.
#[must_use]
pub fn day(entry: &LibraryEntry) -> &str {
    entry.opened.get(..10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(titles: &[&str]) -> LibraryList {
        let entry = |(n, title): (usize, &&str)| LibraryEntry {
            id: ArticleId::of_text(title),
            title: Some((*title).to_owned()),
            source: format!("https://www.{}.example/a?b", ["b", "a"][n % 2]),
            opened: "2024-02-06T09:00:00.000Z".to_owned(),
            notes: n,
            quotes: Some(n % 2),
            read: (n > 0).then_some(90 - n as u8),
            ..LibraryEntry::default()
        };
        let mut list = LibraryList::default();
        list.take(titles.iter().enumerate().map(entry).collect(), &[]);
        list
    }

    #[test]
    fn typing_narrows_by_every_word() {
        let mut list = list(&["The tide mill", "A second boat", "The second tide"]);
        assert_eq!(list.hits, [0, 1, 2]);
        for (text, hits) in [
            ("tide", vec![0, 2]),
            ("tide the se", vec![2]),
            ("tide -mill", vec![2]),
            ("\"second tide\"", vec![2]),
            ("2024-02", vec![0, 1, 2]),
            ("zebra", vec![]),
        ] {
            list.text = text.to_owned();
            list.look();
            assert_eq!(list.hits, hits, "{text}");
        }
        assert_eq!(list.entry(), None);
    }

    #[test]
    fn a_wrong_condition_is_told() {
        let mut list = list(&["The tide mill"]);
        for (typed, says) in [("by:lee", "by: and kind:"), ("speker:x", "unknown condition speker"), ("unread", "")] {
            list.text = typed.to_owned();
            list.look();
            assert!(list.problem.as_deref().unwrap_or_default().starts_with(says), "{:?}", list.problem);
        }
        assert!(list.problem.is_none() && list.hits.is_empty());
    }

    #[test]
    fn every_order_keeps_the_selection() {
        let mut list = list(&["The tide mill", "A second boat", "Second tide"]);
        list.selected = 1;
        let mut orders = Vec::new();
        for _ in LibrarySort::ALL {
            list.order(list.sort.next());
            assert_eq!(list.entry().and_then(|entry| entry.title.as_deref()), Some("A second boat"));
            orders.push(list.hits.clone());
        }
        assert_eq!(orders, [[1, 2, 0], [1, 0, 2], [0, 2, 1], [1, 0, 2], [2, 1, 0], [0, 1, 2]]);
    }

    #[test]
    fn what_is_open_and_was_never_read_is_listed_too() {
        let mut list = list(&["The tide mill"]);
        let open =
            |id: Option<&str>, source: &str| OpenArticle { id: id.map(ArticleId::of_text), source: source.to_owned() };
        let entries: Vec<LibraryEntry> = list.entries.as_deref().cloned().unwrap_or_default();
        let known = entries[0].source.clone();
        list.take(entries, &[open(None, "new.txt"), open(None, &known), open(Some("The tide mill"), "elsewhere")]);
        let titles: Vec<String> = list.entries.as_deref().unwrap().iter().map(title).collect();
        assert_eq!(titles, ["new.txt", "The tide mill"]);
        assert_eq!(list.entry().map(title).as_deref(), Some("The tide mill"), "the selection stays");
    }

    #[test]
    fn places_are_told_in_few_words() {
        for (source, says) in [
            ("https://www.example.org/a/b?c", "example.org"),
            ("/home/a/b.txt", "/home/a/b.txt"),
            ("-", "from a pipe"),
            ("pullquote://sample/", "included with pullquote"),
            ("https://", ""),
        ] {
            assert_eq!(site(&LibraryEntry { source: source.to_owned(), ..LibraryEntry::default() }), says);
        }
        let untitled = LibraryEntry { source: "https://example.org/a/".to_owned(), ..LibraryEntry::default() };
        assert_eq!(title(&untitled), "a");
    }

    #[test]
    fn the_selected_article_is_seen() {
        let mut list = list(&["a", "b", "c", "d", "e"]);
        for by in [1, 1, 1, -2, 9, -1, -9] {
            list.step(by, 2);
            assert!(list.top <= list.selected && list.selected < list.top + 2, "{by}: {list:?}");
        }
    }

    #[test]
    fn the_page_fills_every_screen() {
        for wide in 0..140 {
            for high in 0..50 {
                let page = LibraryPage::new((wide, high));
                let screen = Rect::new(0, 0, wide, high);
                for part in [page.title, page.list, page.status] {
                    assert_eq!(screen.union(part), screen, "{wide}×{high}");
                }
            }
        }
    }
}
