//! The page of everybody that the reader has read about: the people of all articles. A person opens to roles over time,
//! and to quotes by day and article.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;

use std::sync::Arc;

use crate::library::db::{Hit, PersonEntry, Query};
use crate::reader::Dates;
use crate::reader::layout::text_measure::wrap;
use crate::text::printable_line;

/// Columns before the text of a person, which the mark of the selection and the sign of an open line need.
pub const INDENT: u16 = 5;
/// Columns before the text of the lines below a person.
pub const INSIDE: u16 = 7;
/// Lines of a quote that is not selected.
const LINES: usize = 2;
/// The most lines of the selected quote.
const WHOLE: usize = 200;

/// A line of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRow {
    /// A person: an index into the people.
    Person(usize),
    /// A role of a person: its index.
    Role(usize, usize),
    /// An article that names the person: its index.
    Article(usize, usize),
    /// A quote of the person: its index.
    Quote(usize, usize),
    /// The quotes of the person are being loaded.
    Loading(usize),
}

/// An open person.
#[derive(Clone, Debug)]
pub struct OpenPerson {
    /// The name.
    pub name: String,
    /// The quotes; `None` until they are loaded.
    pub quotes: Option<Arc<Vec<Hit>>>,
}

/// The state of the page.
#[derive(Clone, Debug, Default)]
pub struct Everybody {
    /// The filter: a query as in the search of the library. Its words are words of names and roles.
    pub text: String,
    /// Whether the filter is being typed.
    pub typing: bool,
    /// The error in the filter, if any.
    pub problem: Option<String>,
    /// The people who match the filter, most quoted first; `None` before the first answer.
    pub people: Option<Arc<Vec<PersonEntry>>>,
    /// The filter that `people` answers.
    pub of: String,
    /// The open people.
    pub open: Vec<OpenPerson>,
    /// The lines.
    pub rows: Vec<PersonRow>,
    /// The selected index into `rows`.
    pub selected: usize,
    /// The first visible index into `rows`.
    pub top: usize,
    /// The name that is typed for the selected person, to join the two.
    pub joining: Option<String>,
    /// Whether to open the first person as soon as the people arrive.
    pub eager: bool,
}

impl Everybody {
    /// Parses the filter again.
    pub fn look(&mut self) {
        self.problem = Query::read(&self.text, 1).1;
    }

    /// Returns the people who match the filter.
    #[must_use]
    pub fn list(&self) -> &[PersonEntry] {
        self.people.as_deref().map(Vec::as_slice).unwrap_or_default()
    }

    /// Stores the people that match `of`, if that is still the filter. The selection stays on its person.
    pub fn take(&mut self, of: &str, people: Vec<PersonEntry>) {
        if of != self.text {
            return;
        }
        let was = self.person().map(|person| person.name.clone());
        (self.people, self.of) = (Some(Arc::new(people)), of.to_owned());
        if std::mem::take(&mut self.eager)
            && let Some(first) = self.list().first()
        {
            self.open = vec![OpenPerson { name: first.name.clone(), quotes: None }];
        }
        let names: Vec<String> = self.list().iter().map(|person| person.name.clone()).collect();
        self.open.retain(|open| names.contains(&open.name));
        for open in &mut self.open {
            // Another filter has other quotes.
            open.quotes = None;
        }
        self.lay_out();
        let at = was.and_then(|was| names.iter().position(|name| *name == was)).unwrap_or_default();
        self.selected = self.rows.iter().position(|row| *row == PersonRow::Person(at)).unwrap_or_default();
        self.top = 0;
    }

    /// Makes the lines again.
    pub fn lay_out(&mut self) {
        let mut rows = Vec::new();
        for (at, person) in self.list().iter().enumerate() {
            rows.push(PersonRow::Person(at));
            let Some(open) = self.open.iter().find(|open| open.name == person.name) else { continue };
            rows.extend((0..person.roles().len()).map(|role| PersonRow::Role(at, role)));
            let Some(quotes) = &open.quotes else {
                rows.push(PersonRow::Loading(at));
                continue;
            };
            for (n, article) in person.articles.iter().enumerate() {
                rows.push(PersonRow::Article(at, n));
                let own = quotes.iter().enumerate().filter(|(_, hit)| hit.article == article.id);
                rows.extend(own.map(|(quote, _)| PersonRow::Quote(at, quote)));
            }
        }
        self.rows = rows;
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
    }

    /// Returns the selected line.
    #[must_use]
    pub fn row(&self) -> Option<PersonRow> {
        self.rows.get(self.selected).copied()
    }

    /// Returns the person of the selected line.
    #[must_use]
    pub fn person(&self) -> Option<&PersonEntry> {
        self.list().get(self.row()?.person())
    }

    /// Returns the quote of a line.
    #[must_use]
    pub fn quote(&self, row: PersonRow) -> Option<&Hit> {
        let PersonRow::Quote(person, quote) = row else { return None };
        let name = &self.list().get(person)?.name;
        self.open.iter().find(|open| open.name == *name)?.quotes.as_ref()?.get(quote)
    }

    /// Returns the indices of the lines with quotes.
    #[must_use]
    pub fn quote_rows(&self) -> Vec<usize> {
        let is_quote = |(_, row): &(usize, &PersonRow)| matches!(row, PersonRow::Quote(..));
        self.rows.iter().enumerate().filter(is_quote).map(|(at, _)| at).collect()
    }

    /// Moves the selection by lines.
    pub fn step(&mut self, by: i32) {
        self.selected = self.selected.saturating_add_signed(by as isize).min(self.rows.len().saturating_sub(1));
    }

    /// Moves the selection to the next or previous person.
    pub fn next_person(&mut self, by: i32) {
        let people: Vec<usize> =
            (0..self.rows.len()).filter(|at| matches!(self.rows.get(*at), Some(PersonRow::Person(_)))).collect();
        // Inside a person, the previous one is its own line.
        let at = if by > 0 {
            people.partition_point(|row| *row <= self.selected).saturating_add_signed(by as isize - 1)
        } else {
            people.partition_point(|row| *row < self.selected).saturating_add_signed(by as isize)
        };
        if let Some(row) = people.get(at.min(people.len().saturating_sub(1))) {
            self.selected = *row;
        }
    }

    /// Returns the text of a line, in lines of `room` columns. The selected quote is whole.
    #[must_use]
    pub fn lines(&self, at: usize, room: u16, dates: &Dates) -> Vec<String> {
        let Some(row) = self.rows.get(at).copied() else { return Vec::new() };
        let Some(person) = self.list().get(row.person()) else { return Vec::new() };
        let text = match row {
            PersonRow::Person(_) => person.name.clone(),
            PersonRow::Role(_, role) => {
                let roles = person.roles();
                let Some(role) = roles.get(role) else { return Vec::new() };
                let last = dates.day(&role.last);
                let days = if role.first == role.last { last } else { format!("{} to {last}", dates.day(&role.first)) };
                format!("{} · {days}", role.role)
            }
            PersonRow::Article(_, article) => {
                let Some(article) = person.articles.get(article) else { return Vec::new() };
                let title = article.title.as_deref().or_else(|| article.source.rsplit(['/', '\\']).next());
                let read = if article.dated { "" } else { "read " };
                format!("{read}{} · {}", dates.day(&article.date), title.unwrap_or("untitled"))
            }
            PersonRow::Quote(..) => self.quote(row).map(|hit| hit.words.clone()).unwrap_or_default(),
            PersonRow::Loading(_) => "loading…".to_owned(),
        };
        let most = match row {
            PersonRow::Quote(..) if at == self.selected => WHOLE,
            PersonRow::Quote(..) => LINES,
            _ => 1,
        };
        let inside = if matches!(row, PersonRow::Person(_)) { 0 } else { INSIDE - INDENT };
        let inside = inside + if matches!(row, PersonRow::Quote(..)) { 2 } else { 0 };
        let lines = wrap(&printable_line(&text), room.saturating_sub(INDENT + inside + 1), most);
        if lines.is_empty() { vec![String::new()] } else { lines }
    }

    /// Scrolls the selected line into view; the page has `rows` lines of `width` columns.
    pub fn show(&mut self, rows: u16, width: u16, dates: &Dates) {
        self.top = self.top.min(self.selected);
        let mut used = 0;
        // Backwards from the selection, so that only what is on the screen is measured.
        for at in (self.top..=self.selected).rev() {
            used += self.lines(at, width, dates).len();
            if used > usize::from(rows) {
                self.top = (at + 1).min(self.selected);
                break;
            }
        }
    }
}

impl PersonRow {
    /// Returns the index of the person.
    #[must_use]
    pub fn person(self) -> usize {
        match self {
            Self::Person(at) | Self::Role(at, _) | Self::Article(at, _) | Self::Quote(at, _) | Self::Loading(at) => at,
        }
    }
}
