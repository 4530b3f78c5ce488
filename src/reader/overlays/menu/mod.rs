//! A menu: one key per choice, and an input line for a name, a tag or an address.

pub(in crate::reader) mod control;
pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use ratatui::layout::Rect;

use crate::library::db::FollowedFeed;
use crate::library::notes::corrections::{Change, FactTarget, Target};
use crate::library::notes::{Anchor, Marks, NoteId};
use crate::reader::layout::geometry::TWO_PANES;
use crate::reader::overlays::help::inside;
use crate::reader::panes::article::find::Words;
use crate::reader::panes::facts::conditions::FactFilter;

/// The keys of choices; `j`, `k` and `q` keep their usual meaning.
pub const LETTERS: &str = "abcdefghilmnoprstuvwxyz";

/// The state of an open menu.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Its title.
    pub title: String,
    /// All rows.
    pub rows: Vec<MenuRow>,
    /// The purpose of typed text; `None` if the menu takes no text.
    pub wants: Option<Wants>,
    /// The text being typed, if the input line is open.
    pub typed: Option<String>,
    /// The visible rows: indices into `rows`. The typed text follows as a last choice.
    pub shown: Vec<usize>,
    /// The selected index into the visible rows.
    pub selected: usize,
    /// The first row on screen.
    pub top: usize,
    /// Whether the menu waits for the library to save the choice.
    pub saving: bool,
}

/// One row of a menu.
#[derive(Clone, Debug)]
pub struct MenuRow {
    /// The key of the choice.
    pub key: Option<char>,
    /// The text.
    pub text: String,
    /// The remark at the right.
    pub side: String,
    /// The effect of the choice; `None` for a heading.
    pub choice: Option<Choice>,
}

/// The effect of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Uses this name.
    Name(String),
    /// Saves the correction, then shows the message.
    Correct(Box<Change>, String),
    /// Removes the correction with this id, then shows the message.
    TakeBack(String, String),
    /// Opens the input line.
    Type,
    /// Opens a menu of names to merge with this one.
    Merge(String),
    /// Opens a menu of names to move these mentions of a person to.
    Split(String, Vec<Anchor>),
    /// Starts moving the ends of a quote.
    Ends(String),
    /// Saves the note with these marks, then shows the message.
    Mark(Box<Marking>, String),
    /// Opens the input line for a tag or a link of the note.
    Ask(Box<Marking>, Asked),
    /// Opens the note in the editor.
    Write(Box<Marking>),
    /// Deletes a note.
    Delete(NoteId),
    /// Re-attaches a note to the selected words.
    Reattach(NoteId),
    /// Opens the input line or the list of names for this part of a fact.
    AskFact(Box<FactTarget>, FactAsked),
    /// Filters the facts by this condition; `None` removes it.
    FilterFacts(FactFilter, Option<String>),
    /// Does something with a feed that the reader follows.
    Feed(FeedChoice),
}

/// What can be done with a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedChoice {
    /// Shows what can be done with it.
    Show(Box<FollowedFeed>),
    /// Lists the articles of the library that match this filter.
    List(String),
    /// Stops following the feed from this source.
    Unfollow(String),
    /// Looks for new articles in all feeds.
    Refresh,
}

/// The purpose of typed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A name.
    Name(NameFor),
    /// A tag or a link of a note.
    Mark(Box<Marking>, Asked),
    /// The date of the article.
    Day,
    /// A part of a fact.
    Fact(Box<FactTarget>, FactAsked),
}

/// A part of a fact to type or to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactAsked {
    /// The number and unit.
    Figure,
    /// The day of a date or an event.
    Day,
    /// The role.
    Office,
    /// The person of the role.
    Person,
    /// Who states it.
    StatedBy,
}

/// A property of a note to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A tag.
    Tag,
    /// The web address of a source.
    Link,
}

/// The purpose of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFor {
    /// The speaker of a quote.
    Speaker(Target),
    /// The speaker of a missed quote.
    Missed(Target),
    /// Another name of the person.
    Merge(String),
    /// The person of these mentions; the string is the person they were assigned to.
    Split(String, Vec<Anchor>),
}

/// A note and its new marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marking {
    /// The note; `None` for a new one.
    pub id: Option<NoteId>,
    /// The words that it is attached to.
    pub anchor: Option<Anchor>,
    /// Its text.
    pub body: String,
    /// Its marks, without those written in its text.
    pub marks: Marks,
}

impl NameFor {
    /// Returns the correction for this name, and the message to show after saving.
    #[must_use]
    pub fn change(&self, name: &str) -> (Change, String) {
        match self {
            Self::Speaker(quote) => {
                let said = match &quote.speaker {
                    Some(was) if was == name => format!("confirmed: {name} said it"),
                    _ => format!("corrected: {name} said it"),
                };
                (Change::Speaker { quote: quote.clone(), name: Some(name.to_owned()) }, said)
            }
            Self::Missed(quote) => {
                let quote = Target { speaker: Some(name.to_owned()), ..quote.clone() };
                (Change::Add { quote, source: None, cue: None }, format!("added: {name} said it"))
            }
            Self::Merge(other) => {
                // The longer name wins.
                let fuller = name.split_whitespace().count() > other.split_whitespace().count();
                let (into, from) = if fuller { (name, other.as_str()) } else { (other.as_str(), name) };
                let said = format!("corrected: {from} is {into}");
                (Change::Merge { into: into.to_owned(), from: from.to_owned() }, said)
            }
            Self::Split(from, mentions) => {
                let said = format!("corrected: it is {name}, not {from}");
                let (from, name) = (from.clone(), name.to_owned());
                (Change::Split { from, mentions: mentions.clone(), name }, said)
            }
        }
    }
}

impl MenuRow {
    /// Makes a heading.
    #[must_use]
    pub fn heading(text: impl Into<String>) -> Self {
        Self { key: None, text: text.into(), side: String::new(), choice: None }
    }

    /// Makes a row with a choice.
    #[must_use]
    pub fn new(key: Option<char>, text: impl Into<String>, side: impl Into<String>, choice: Choice) -> Self {
        Self { key, text: text.into(), side: side.into(), choice: Some(choice) }
    }
}

impl Menu {
    /// Makes a menu of these rows with the first choice selected.
    #[must_use]
    pub fn new(title: impl Into<String>, rows: Vec<MenuRow>, wants: Option<Wants>) -> Self {
        let mut menu = Self {
            title: title.into(),
            rows,
            wants,
            typed: None,
            shown: Vec::new(),
            selected: 0,
            top: 0,
            saving: false,
        };
        menu.look();
        menu
    }

    /// Filters the rows by the typed text.
    pub fn look(&mut self) {
        let words = self.typed.as_deref().map(|text| (text.trim().is_empty(), Words::new(text.trim())));
        let fits = |row: &MenuRow| match (&words, &row.choice) {
            (None, _) => true,
            (Some((empty, words)), Some(Choice::Name(_))) => *empty || words.are_in(&row.text),
            (Some(_), _) => false,
        };
        self.shown = self.rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(at, _)| at).collect();
        self.top = 0;
        self.selected = (0..self.shown.len()).find(|at| self.row(*at).is_some_and(|r| r.choice.is_some())).unwrap_or(0);
    }

    /// Returns a visible row.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<&MenuRow> {
        self.rows.get(*self.shown.get(at)?)
    }

    /// Returns the typed text if it is a valid choice, and not a name already listed.
    #[must_use]
    pub fn fresh(&self) -> Option<&str> {
        let text = self.typed.as_deref()?.trim();
        let listed = |row: &MenuRow| matches!(&row.choice, Some(Choice::Name(name)) if name == text);
        (!text.is_empty() && !self.rows.iter().any(listed)).then_some(text)
    }

    /// Returns the number of rows, including the typed text.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.len() + usize::from(self.fresh().is_some())
    }

    /// Returns whether there is no choice.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Moves the selection past headings and scrolls it into view; `seen` rows are visible.
    pub fn step(&mut self, by: i32, seen: usize) {
        let can = |menu: &Self, at: usize| menu.row(at).is_none_or(|r| r.choice.is_some());
        let mut at = self.selected;
        for _ in 0..by.unsigned_abs().min(10_000) {
            let next = if by > 0 {
                (at + 1..self.len()).find(|n| can(self, *n))
            } else {
                (0..at).rev().find(|n| can(self, *n))
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        self.selected = at;
        self.show(seen);
    }

    /// Scrolls the selected row, and a heading right above it, into view; `seen` rows are visible.
    pub fn show(&mut self, seen: usize) {
        let seen = seen.max(1);
        let heading = |at: usize| self.row(at).is_some_and(|r| r.choice.is_none());
        let first = match self.selected.checked_sub(1) {
            Some(above) if seen > 1 && heading(above) => above,
            _ => self.selected,
        };
        self.top = self.top.min(first).max((self.selected + 1).saturating_sub(seen));
    }
}

/// The position of a menu on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MenuPage {
    /// The box with its frame.
    pub area: Rect,
    /// The input line; empty if closed.
    pub line: Rect,
    /// The rows.
    pub list: Rect,
}

impl MenuPage {
    /// Places the menu over the second pane, or at the bottom in single-pane mode: the words in question stay visible.
    #[must_use]
    pub fn new((wide, high): (u16, u16), menu: &Menu) -> Self {
        let (head, foot) = (u16::from(high > 8), u16::from(high > 4));
        let typing = u16::from(menu.typed.is_some());
        let rows = u16::try_from(menu.rows.len().max(menu.len())).unwrap_or(u16::MAX);
        let wanted = rows.saturating_add(2 + typing).max(4);
        let body = high - head - foot;
        let area = if wide >= TWO_PANES {
            let width = (wide / 5 * 2).clamp(38, 72);
            Rect::new(wide - width, head, width, wanted.min(body))
        } else {
            let height = wanted.min((high / 3 * 2).max(9)).min(body);
            Rect::new(0, high - foot - height, wide, height)
        };
        let inner = inside(area);
        let line = Rect { height: inner.height.min(typing), ..inner };
        let list = Rect { y: inner.y + line.height, height: inner.height - line.height, ..inner };
        Self { area, line, list }
    }

    /// Returns the number of visible rows.
    #[must_use]
    pub fn seen(&self) -> usize {
        usize::from(self.list.height).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::QuoteKind;

    fn target(speaker: Option<&str>) -> Target {
        Target { content: Vec::new(), kind: QuoteKind::Direct, speaker: speaker.map(str::to_owned) }
    }

    fn menu(names: &[&str]) -> Menu {
        let mut rows = vec![MenuRow::heading("Who said it?")];
        rows.extend(names.iter().map(|n| MenuRow::new(None, *n, "", Choice::Name((*n).to_owned()))));
        rows.push(MenuRow::heading("Or"));
        rows.push(MenuRow::new(Some('/'), "another name", "", Choice::Type));
        Menu::new("", rows, Some(Wants::Name(NameFor::Speaker(target(None)))))
    }

    #[test]
    fn headings_are_passed_over() {
        let mut menu = menu(&["Ann", "Ben"]);
        assert_eq!(menu.selected, 1);
        menu.step(2, 2);
        assert_eq!((menu.selected, menu.top), (4, 3), "with the heading above it");
        menu.step(9, 2);
        assert_eq!(menu.selected, 4);
        menu.step(-9, 2);
        assert_eq!((menu.selected, menu.top), (1, 0));
    }

    #[test]
    fn a_typed_name_is_found_or_new() {
        let mut menu = menu(&["Ann Lee", "Ben"]);
        for (typed, shown, fresh) in
            [("", 2, None), ("an", 1, Some("an")), ("Ann Lee ", 1, None), ("Zoë", 0, Some("Zoë"))]
        {
            menu.typed = Some(typed.to_owned());
            menu.look();
            assert_eq!((menu.shown.len(), menu.fresh()), (shown, fresh), "{typed:?}");
            assert!(menu.selected < menu.len());
        }
    }

    #[test]
    fn a_name_makes_a_correction() {
        let (_, said) = NameFor::Speaker(target(Some("Ann"))).change("Ann");
        assert_eq!(said, "confirmed: Ann said it");
        let (change, said) = NameFor::Merge("Lee".to_owned()).change("Ann Lee");
        assert_eq!(change, Change::Merge { into: "Ann Lee".to_owned(), from: "Lee".to_owned() });
        assert_eq!(said, "corrected: Lee is Ann Lee");
        let (change, _) = NameFor::Missed(target(None)).change("Ben");
        assert_eq!(change.quote().unwrap().speaker.as_deref(), Some("Ben"));
    }

    #[test]
    fn the_menu_stays_on_the_screen() {
        let mut menus = [menu(&["Ann"]), menu(&["Ann"; 90])];
        menus[1].typed = Some("a".to_owned());
        for menu in &mut menus {
            for (wide, high) in (0..140).flat_map(|w| (0..60).map(move |h| (w, h))) {
                let page = MenuPage::new((wide, high), menu);
                let screen = Rect::new(0, 0, wide, high);
                for part in [page.area, page.line, page.list] {
                    assert_eq!(screen.union(part), screen, "{wide}×{high}: {part:?}");
                }
                menu.show(page.seen());
                assert!(menu.top <= menu.selected && menu.selected < menu.top + page.seen());
            }
        }
    }
}
