//! Searching everything that was read, as a screen: what is typed at the bottom, what was found above it.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use std::sync::Arc;

use crate::library::db;
use crate::library::db::{Found, Hit, Only, Query, ShelfEntry};
use crate::nlp::QuoteKind;
use crate::reader::index::UNATTRIBUTED;
use crate::reader::layout::text_measure::{clusters, width};
use crate::reader::library_request::HITS;
use crate::reader::overlays::library;
use crate::reader::{Dates, corrections};
use crate::text::Span;

/// Columns before the first word that was asked for, where a hit is too long for its line.
const LEAD: u16 = 16;

/// The screen.
#[derive(Clone, Debug, Default)]
pub struct LibrarySearch {
    /// What has been typed.
    pub text: String,
    /// What of it cannot be understood.
    pub problem: Option<String>,
    /// What was found, the best first, for `of`; `None` before anything was.
    pub hits: Option<Arc<Vec<Hit>>>,
    /// What that was typed for.
    pub of: String,
    /// The selected hit.
    pub selected: usize,
    /// The first one shown.
    pub top: usize,
    /// The first hit is opened as soon as it is found.
    pub eager: bool,
}

impl LibrarySearch {
    /// Reads what has been typed; whether there is something to look for.
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

    /// Takes what was found for `of`, where that is what is still typed.
    pub fn take(&mut self, of: &str, hits: Vec<Hit>) {
        if of == self.text {
            (self.hits, self.of) = (Some(Arc::new(hits)), of.to_owned());
            (self.selected, self.top) = (0, 0);
        }
    }

    /// Whether what is listed was found for what is typed now.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.hits.is_some() && self.of == self.text
    }

    /// What was found, in order.
    #[must_use]
    pub fn list(&self) -> &[Hit] {
        self.hits.as_deref().map(Vec::as_slice).unwrap_or_default()
    }

    /// The selected hit.
    #[must_use]
    pub fn hit(&self) -> Option<&Hit> {
        self.list().get(self.selected)
    }

    /// Whether nothing has been asked for yet.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        Query::read(&self.text, 1).0.is_empty()
    }

    /// Moves the selection, and keeps it among the `seen` hits that are seen.
    pub fn step(&mut self, by: i32, seen: usize) {
        let last = self.list().len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by as isize).min(last);
        self.show(seen);
    }

    /// Keeps the selected hit among the `seen` that are on screen.
    pub fn show(&mut self, seen: usize) {
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(seen.max(1)));
    }

    /// Searches quotes, articles, notes or all of them: the next of these.
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

/// A part of a hit's words, and whether it was asked for.
pub type Part = (bool, String);

/// As much of a hit's words as `room` columns take, those that were asked for among them.
#[must_use]
pub fn excerpt(hit: &Hit, typed: &str, room: u16) -> Vec<Part> {
    let words = hit.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let asked = db::matched(&words, &Query::typed(typed, 1).words);
    let mut start = 0;
    if width(&words) > room
        && let Some(first) = asked.first()
    {
        // Some words before it, if it would not be seen otherwise.
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
            // Room for the sign that something was cut.
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

/// What is said of a hit: what it is, who said it, where it stands.
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
    let entry = ShelfEntry { title: hit.title.clone(), source: hit.source.clone(), ..ShelfEntry::default() };
    let earlier = if hit.earlier { " · earlier version" } else { "" };
    // An article without a date must not seem to be of the day on which it was read.
    let read = if hit.dated { "" } else { "read " };
    (what, format!("{} · {read}{}{earlier}", library::title(&entry), dates.day(&hit.date)))
}

/// What can be typed, each with what it finds.
pub const EXAMPLES: [(&str, &str); 8] = [
    ("second boat", "quotes, articles and notes with both words"),
    ("\"second boat\" harb* -fish", "these words in a row; words that begin so; without"),
    ("by:lindqvist", "what she said, in everything you have read, the newest first"),
    ("boat kind:direct", "of quotes only the direct ones; also mixed, indirect"),
    ("boat since:2024-02", "published, or else read, in February 2024 or later"),
    ("#harbour flag:todo", "your notes with this tag, and to do; flag:question"),
    ("verdict:disputed", "what you found disputed; checked, false, needs-source"),
    ("in:notes", "all your notes; in:quotes, in:articles"),
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
