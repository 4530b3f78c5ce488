//! The library search: a query at the bottom, with the matches in all articles above.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use std::sync::Arc;

use crate::library::db;
use crate::library::db::{Found, Hit, LibraryEntry, Only, Query};
use crate::nlp::QuoteKind;
use crate::reader::index::UNATTRIBUTED;
use crate::reader::layout::text_measure::{clusters, width};
use crate::reader::library_request::HITS;
use crate::reader::overlays::library;
use crate::reader::{Dates, corrections};
use crate::text::Span;

/// Columns before the first matching word if a match is too long for its line.
const LEAD: u16 = 16;

/// The state of the search screen.
#[derive(Clone, Debug, Default)]
pub struct LibrarySearch {
    /// The query as typed.
    pub text: String,
    /// The error in the query, if any.
    pub problem: Option<String>,
    /// The matches for the query `of`, best first; `None` before the first answer.
    pub hits: Option<Arc<Vec<Hit>>>,
    /// The query that `hits` answers.
    pub of: String,
    /// The selected match.
    pub selected: usize,
    /// The first visible match.
    pub top: usize,
    /// Whether to open the first match as soon as it arrives.
    pub eager: bool,
}

impl LibrarySearch {
    /// Parses the query; returns whether there is anything to search for.
    pub fn look(&mut self) -> bool {
        let (query, problem) = Query::read(&self.text, HITS);
        self.problem = problem;
        if query.is_empty() {
            (self.hits, self.of) = (Some(Arc::default()), self.text.clone());
            (self.selected, self.top) = (0, 0);
        }
        self.eager = false;
        !query.is_empty()
    }

    /// Stores the matches for `of`, if that is still the typed query.
    pub fn take(&mut self, of: &str, hits: Vec<Hit>) {
        if of == self.text {
            (self.hits, self.of) = (Some(Arc::new(hits)), of.to_owned());
            (self.selected, self.top) = (0, 0);
        }
    }

    /// Returns whether the listed matches answer the current query.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.hits.is_some() && self.of == self.text
    }

    /// Returns the matches, in order.
    #[must_use]
    pub fn list(&self) -> &[Hit] {
        self.hits.as_deref().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the selected match.
    #[must_use]
    pub fn hit(&self) -> Option<&Hit> {
        self.list().get(self.selected)
    }

    /// Returns whether the query is empty.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        Query::read(&self.text, 1).0.is_empty()
    }

    /// Moves the selection and scrolls it into view; `seen` matches are visible.
    pub fn step(&mut self, by: i32, seen: usize) {
        let last = self.list().len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by as isize).min(last);
        self.show(seen);
    }

    /// Scrolls the selected match into view; `seen` matches are visible.
    pub fn show(&mut self, seen: usize) {
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(seen.max(1)));
    }

    /// Switches to the next scope: quotes, articles, notes or all.
    pub fn turn(&mut self) {
        let now = Query::read(&self.text, 1).0.only;
        let at = Only::ALL.iter().position(|only| Some(*only) == now).map_or(0, |at| at + 1);
        let mut words: Vec<&str> = self.text.split_whitespace().filter(|word| !word.starts_with("in:")).collect();
        let next = Only::ALL.get(at).map(|only| format!("in:{}", only.name()));
        words.extend(next.as_deref());
        let text = words.join(" ");
        self.text = if text.is_empty() { text } else { text + " " };
    }
}

/// A part of a match, and whether it matches the query.
pub type Part = (bool, String);

/// Returns as much of a match as fits in `room` columns, with the matching words visible.
#[must_use]
pub fn excerpt(hit: &Hit, typed: &str, room: u16) -> Vec<Part> {
    let words = hit.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let asked = db::matched(&words, &Query::typed(typed, 1).words);
    let mut start = 0;
    if width(&words) > room
        && let Some(first) = asked.first()
    {
        // Keep some words before the first match if it would otherwise be cut off.
        let end = words.get(..first.end).map_or(0, width);
        if end > room {
            let before = words.get(..first.start).unwrap_or_default();
            let far = before.char_indices().rev().map(|(at, _)| at);
            let from = far.take_while(|at| before.get(*at..).is_some_and(|s| width(s) <= LEAD.min(room / 3))).last();
            let from = from.unwrap_or(first.start);
            let space = before.get(from..).and_then(|rest| rest.find(' ')).map_or(from, |at| from + at + 1);
            start = space.min(first.start);
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut used = 0u16;
    let mut push = |lit: bool, symbol: &str| match parts.last_mut() {
        Some((same, text)) if *same == lit => text.push_str(symbol),
        _ => parts.push((lit, symbol.to_owned())),
    };
    if start > 0 && room > 1 {
        push(false, "…");
        used = 1;
    }
    let mut at = start;
    let shown = words.get(start..).unwrap_or_default();
    let whole = used.saturating_add(width(shown)) <= room;
    for cluster in unicode_segmentation::UnicodeSegmentation::graphemes(shown, true) {
        let lit = asked.iter().any(|span| span.overlaps(Span::new(at, at + cluster.len())));
        at += cluster.len();
        for (symbol, wide) in clusters(cluster) {
            // Reserve a column for `…`.
            if used.saturating_add(wide).saturating_add(u16::from(!whole)) > room {
                if used < room {
                    push(false, "…");
                }
                return parts;
            }
            used += wide;
            push(lit, &symbol);
        }
    }
    parts
}

/// Describes a match: its speaker or kind, and its article.
#[must_use]
pub fn about(hit: &Hit, dates: &Dates) -> (String, String) {
    let what = match &hit.found {
        Found::Quote { kind, speaker } => {
            let name = speaker.as_deref().unwrap_or(UNATTRIBUTED);
            let kind = match kind {
                QuoteKind::Direct => "",
                QuoteKind::Mixed => " · partly quoted",
                QuoteKind::Indirect => " · indirect",
            };
            format!("{name}{kind}")
        }
        Found::Article => "in the text".to_owned(),
        Found::Note(_) => {
            let marks = corrections::marks(&hit.marks);
            let what = if hit.on.as_deref() == Some(&hit.words) { "your highlight" } else { "your note" };
            if marks.is_empty() { what.to_owned() } else { format!("{what} · {marks}") }
        }
    };
    let entry = LibraryEntry { title: hit.title.clone(), source: hit.source.clone(), ..LibraryEntry::default() };
    let earlier = if hit.earlier { " · earlier version" } else { "" };
    // Without a publication date the date is that of reading: say so.
    let read = if hit.dated { "" } else { "read " };
    (what, format!("{} · {read}{}{earlier}", library::title(&entry), dates.day(&hit.date)))
}

/// Example queries, each with a description.
pub const EXAMPLES: [(&str, &str); 10] = [
    ("second boat", "quotes, articles and notes with both words"),
    ("\"second boat\" harb* -fish", "a phrase; the start of a word; an excluded word"),
    ("by:lindqvist", "all quotes by Lindqvist, newest first"),
    ("boat kind:direct", "direct quotes only; also mixed, indirect"),
    ("boat since:2024-02", "published (or read) in February 2024 or later"),
    ("boat until:last-month site:bbc", "to the end of last month, of this site; or title:, 7d"),
    ("#harbour flag:todo", "your notes with this tag and flag; or flag:question"),
    ("is:star #harbour", "starred articles with this tag; or is:unread, is:later"),
    ("verdict:disputed", "this verdict; or checked, false, needs-source"),
    ("in:notes", "notes only; or in:quotes, in:articles"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::notes::Marks;
    use crate::text::ArticleId;

    fn hit(words: &str) -> Hit {
        Hit {
            found: Found::Article,
            article: ArticleId::default(),
            title: Some("A title".to_owned()),
            source: "a.txt".to_owned(),
            date: "2024-02-06".to_owned(),
            dated: true,
            words: words.to_owned(),
            on: None,
            earlier: false,
            marks: Marks::default(),
            span: None,
            score: 0.0,
        }
    }

    #[test]
    fn an_excerpt_shows_what_was_asked_for() {
        let long =
            "We have asked and asked for a very long time, she said, and for a second boat most of all, she said.";
        let shown = |typed: &str, room| {
            let parts = excerpt(&hit(long), typed, room);
            parts.iter().map(|(lit, text)| if *lit { format!("<{text}>") } else { text.clone() }).collect::<String>()
        };
        assert_eq!(shown("have", 30), "We <have> asked and asked for a…");
        assert_eq!(shown("boat", 30), "…a second <boat> most of all, s…");
        assert_eq!(shown("\"second boat\" by:x", 200), long.replace("second boat", "<second boat>"));
        for room in 0..120 {
            let parts = excerpt(&hit(long), "boat we", room);
            let wide: u16 = parts.iter().map(|(_, text)| width(text)).sum();
            assert!(wide <= room, "{room}: {parts:?}");
        }
    }

    #[test]
    fn what_was_found_for_other_words_is_not_taken() {
        let mut finding = LibrarySearch { text: "boat".to_owned(), ..LibrarySearch::default() };
        assert!(finding.look() && finding.hits.is_none());
        finding.take("boa", vec![hit("a")]);
        assert!(finding.hits.is_none());
        finding.take("boat", vec![hit("a"), hit("b")]);
        finding.step(9, 1);
        assert_eq!((finding.list().len(), finding.selected, finding.top), (2, 1, 1));
        finding.text = "by:".to_owned();
        assert!(!finding.look() && finding.list().is_empty() && finding.hits.is_some());
    }

    #[test]
    fn turning_goes_round() {
        let mut finding = LibrarySearch { text: "boat by:lee".to_owned(), ..LibrarySearch::default() };
        let mut seen = Vec::new();
        for _ in 0..5 {
            finding.turn();
            seen.push(finding.text.clone());
        }
        let with = |only| format!("boat by:lee in:{only} ");
        let none = "boat by:lee ".to_owned();
        assert_eq!(seen, [with("quotes"), with("articles"), with("notes"), none, with("quotes")]);
    }

    #[test]
    fn every_example_asks_for_something() {
        for (typed, _) in EXAMPLES {
            let (query, problem) = Query::read(typed, 1);
            assert!(problem.is_none() && !query.is_empty(), "{typed}");
        }
    }
}
