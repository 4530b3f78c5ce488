//! Pickers: lists of every command (`:`) or every place (`Ctrl-p`), filtered by typing.

pub(in crate::reader) mod draw;
pub mod fuzzy;
pub(in crate::reader) mod update;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::library::db::{LabelChange, tag_name};
use crate::library::notes::NoteId;
use crate::reader::command::table::Command;
use crate::reader::overlays::help::inside;
use crate::reader::overlays::picker::fuzzy::Fuzzy;
use crate::text::Span;

/// The content of a picker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picking {
    /// Commands with their keys.
    Command,
    /// Places in the article.
    Place,
}

/// An item of a picker.
#[derive(Clone, Debug)]
pub struct Item {
    /// The kind of place (`quote`, `note`); empty for a command.
    pub kind: &'static str,
    /// The text to show and to search.
    pub text: String,
    /// Further names to search: the name and the aliases of a command.
    pub names: Vec<&'static str>,
    /// The remark at the right: the keys, the speaker or the paragraph.
    pub side: String,
    /// The effect of picking the item.
    pub to: Target,
}

/// The effect of picking an item.
#[derive(Clone, Debug)]
pub enum Target {
    /// Runs the command.
    Run(Command),
    /// Switches to the theme with this name.
    Theme(String),
    /// Jumps to the words.
    Words(Span),
    /// Selects the quote, or jumps to its words if it no longer exists.
    Quote(String, Span),
    /// Selects the fact of this kind and jumps to its words.
    Fact(&'static str, Span),
    /// Selects the note and jumps to its words, if any.
    Note(NoteId, Option<Span>),
    /// Goes to the paragraph with this number, from 1.
    Paragraph(usize),
    /// Changes the labels of the article, or of the one selected in the library.
    Label(LabelChange),
}

/// The state of a picker.
#[derive(Clone, Debug)]
pub struct Picker {
    /// Its content.
    pub what: Picking,
    /// The query.
    pub text: String,
    /// All items.
    pub items: Arc<Vec<Item>>,
    /// The items that match the query, best first: indices into `items`.
    pub hits: Vec<usize>,
    /// The selected index into `hits`.
    pub selected: usize,
    /// The first visible index into `hits`.
    pub top: usize,
    /// The number of paragraphs of the article.
    paragraphs: usize,
    /// Whether the last item is made from the text: the paragraph whose number is typed, or a tag.
    made: bool,
}

impl Picker {
    /// Makes a picker with an empty query.
    #[must_use]
    pub fn new(what: Picking, items: Vec<Item>, paragraphs: usize) -> Self {
        let hits = (0..items.len()).collect();
        Self { what, text: String::new(), items: Arc::new(items), hits, selected: 0, top: 0, paragraphs, made: false }
    }

    /// Searches the items again.
    pub(in crate::reader) fn look(&mut self) {
        (self.selected, self.top) = (0, 0);
        self.make();
        if self.text.trim().is_empty() {
            self.hits = (0..self.items.len()).collect();
            return;
        }
        let typed = self.text.trim().to_lowercase();
        let mut fuzzy = Fuzzy::new(&self.text);
        let scored = self.items.iter().enumerate().filter_map(|(at, item)| {
            // The text counts most, and names with this prefix; the remark counts less.
            let named = item.names.iter().filter(|name| name.starts_with(&typed));
            let named = named.filter_map(|name| fuzzy.score(name)).max();
            let words = fuzzy.score(&item.text).max(named);
            let score = words.or_else(|| fuzzy.score(&format!("{} {}", item.text, item.side)))?;
            Some((if words.is_some() { score * 2 } else { score }, score, at))
        });
        let mut scored: Vec<(u32, u32, usize)> = scored.collect();
        // Scattered letters do not count if other items contain the whole words.
        let best = scored.iter().map(|(_, score, _)| *score).max().unwrap_or(0);
        scored.retain(|(_, score, _)| *score * 2 >= best);
        scored.sort_by_key(|(worth, _, at)| (std::cmp::Reverse(*worth), *at));
        self.hits = scored.into_iter().map(|(.., at)| at).collect();
        if self.made
            && let Some(last) = self.items.len().checked_sub(1)
        {
            self.hits.retain(|at| *at != last);
            self.hits.insert(0, last);
        }
    }

    /// Adds an item that is made from the text.
    fn make(&mut self) {
        let item = self.number().or_else(|| self.tag());
        if !self.made && item.is_none() {
            return;
        }
        let items = Arc::make_mut(&mut self.items);
        if self.made {
            items.pop();
        }
        self.made = item.is_some();
        items.extend(item);
    }

    /// Returns an item for the paragraph whose number is typed: `40` or `¶40`.
    fn number(&self) -> Option<Item> {
        let typed = self.text.trim().trim_start_matches('¶').trim();
        let number = typed.parse().ok().filter(|number| (1..=self.paragraphs).contains(number))?;
        Some(Item {
            kind: if self.what == Picking::Place { "place" } else { "" },
            text: format!("go to paragraph {number} of {}", self.paragraphs),
            names: Vec::new(),
            side: format!("¶{number}"),
            to: Target::Paragraph(number),
        })
    }

    /// Returns an item for the tag whose name is typed: `tag harbour` or `untag harbour`.
    fn tag(&self) -> Option<Item> {
        let (command, name) = self.text.trim_start().split_once(' ').filter(|_| self.what == Picking::Command)?;
        let tag = tag_name(name);
        let (does, change) = match command {
            "tag" if !tag.is_empty() => ("tag this article with", LabelChange::Tag(tag.clone())),
            "untag" if !tag.is_empty() => ("remove the tag", LabelChange::Untag(tag.clone())),
            _ => return None,
        };
        let text = format!("{does} #{tag}");
        Some(Item { kind: "", text, names: Vec::new(), side: String::new(), to: Target::Label(change) })
    }

    /// Returns the selected item.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.items.get(*self.hits.get(self.selected)?)
    }
}

/// The position of a picker on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PickerPage {
    /// The box, its frame included.
    pub area: Rect,
    /// The input line.
    pub line: Rect,
    /// The list.
    pub list: Rect,
}

impl PickerPage {
    /// Places the picker near the top, at a comfortable reading width. Its size does not depend on the matches, so that
    /// the box does not move during typing.
    #[must_use]
    pub fn new((wide, high): (u16, u16)) -> Self {
        let foot = u16::from(high > 8);
        let width = if wide > 84 { 80 } else { wide };
        let height = (high - foot).min(24);
        let above = if high > 30 { 2 } else { 0 };
        let area = Rect::new((wide - width) / 2, above, width, height);
        let inner = inside(area);
        let line = Rect { height: inner.height.min(1), ..inner };
        let list = Rect { y: inner.y + line.height, height: inner.height - line.height, ..inner };
        Self { area, line, list }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker(texts: &[(&str, &str)]) -> Picker {
        let item = |(text, side): &(&str, &str)| Item {
            kind: "",
            text: (*text).to_owned(),
            names: Vec::new(),
            side: (*side).to_owned(),
            to: Target::Words(Span::default()),
        };
        Picker::new(Picking::Place, texts.iter().map(item).collect(), 57)
    }

    #[test]
    fn words_come_before_what_stands_beside_them() {
        let mut picker = picker(&[("the gates are open", "Mara"), ("Mara Lindqvist", "person"), ("nothing", "x")]);
        picker.text = "mara".to_owned();
        picker.look();
        assert_eq!(picker.hits, [1, 0]);
        picker.text.clear();
        picker.look();
        assert_eq!(picker.hits, [0, 1, 2]);
    }

    #[test]
    fn a_command_is_found_by_its_other_names() {
        use crate::reader::command::table::entries;
        let item = |entry: &crate::reader::command::table::Entry| Item {
            kind: "",
            text: entry.does.to_owned(),
            names: std::iter::once(&entry.name).chain(entry.aliases).copied().collect(),
            side: entry.keys.join(" "),
            to: Target::Run(entry.command),
        };
        let mut picker = Picker::new(Picking::Command, entries().map(|(entry, _)| item(entry)).collect(), 9);
        for (typed, command) in [
            ("diff", Command::Changes),
            ("justify", Command::Justify),
            ("redo", Command::Redo),
            ("help", Command::ToggleHelp),
            ("legend", Command::ToggleHelp),
            ("exit", Command::Quit),
            ("export", Command::CopyNotes),
            ("config", Command::ShowSettings),
            ("reload", Command::Reload),
            ("lesson", Command::Tutorial),
            ("export", Command::CopyNotes),
            ("toc", Command::ToggleContents),
            ("hyph", Command::Hyphenate),
        ] {
            picker.text = typed.to_owned();
            picker.look();
            let first = picker.item().map(|item| &item.to);
            assert!(matches!(first, Some(Target::Run(found)) if *found == command), "{typed}: {first:?}");
        }
    }

    #[test]
    fn a_number_is_that_of_a_paragraph() {
        let mut picker = picker(&[("40 ships", "Mara")]);
        for (typed, number) in
            [("40", Some(40)), ("¶57", Some(57)), ("58", None), ("0", None), ("¶4", Some(4)), ("", None)]
        {
            picker.text = typed.to_owned();
            picker.look();
            let first = picker.item().map(|item| &item.to);
            let found = if let Some(Target::Paragraph(number)) = first { Some(*number) } else { None };
            assert_eq!(found, number, "{typed}");
        }
        assert_eq!(picker.items.len(), 1, "the item goes with the number");
    }

    #[test]
    fn the_box_stays_on_the_screen() {
        for wide in 0..140 {
            for high in 0..60 {
                let page = PickerPage::new((wide, high));
                let screen = Rect::new(0, 0, wide, high);
                for part in [page.area, page.line, page.list] {
                    assert_eq!(screen.union(part), screen, "{wide}×{high}: {part:?}");
                }
                assert!(page.line.is_empty() || page.list.y > page.line.y);
            }
        }
    }
}
