//! The help: every key, and a legend of every sign.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use ratatui::layout::Rect;

use crate::reader::command::hooks::Hook;
use crate::reader::command::keys::{self, Keys};
use crate::reader::draw::signs::{LEGEND, Sign};
use crate::reader::layout::text_measure::{fit, width, wrap};
use crate::reader::panes::article::find::Words;
use crate::text::printable_line;

/// The scroll position and search of the help.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpState {
    /// The first visible line.
    pub top: usize,
    /// The search: shows only lines with these words.
    pub query: String,
    /// Whether the search is being typed.
    pub typing: bool,
}

/// Columns between keys and descriptions, and between two columns of lines.
pub const GAP: u16 = 3;

/// The text shown when the search has no match.
pub const NOTHING: &str = "no match: : lists all commands";

/// A line of the help.
#[derive(Clone, Debug)]
pub enum HelpLine {
    /// A section title.
    Section(&'static str),
    /// Keys and their description.
    Keys(keys::HelpLine),
    /// A command of the reader's own: its keys, and its name with the command line.
    Own(String, String),
    /// A sign and its meaning.
    Sign(&'static Sign),
    /// The rest of a description that does not fit beside its keys.
    Rest(String),
    /// A blank line between two sections.
    Blank,
    /// The search has no match.
    Nothing,
}

/// A column of lines.
#[derive(Clone, Debug, Default)]
pub struct HelpColumn {
    /// The lines.
    pub lines: Vec<HelpLine>,
    /// Width of the keys.
    pub keys: u16,
    /// Width of the descriptions.
    pub words: u16,
}

/// The help, laid out for a screen.
#[derive(Clone, Debug, Default)]
pub struct HelpPage {
    /// The box with its frame.
    pub area: Rect,
    /// One column, or two if both fit side by side.
    pub columns: Vec<HelpColumn>,
    /// The number of visible lines.
    pub rows: usize,
    /// The number of lines of the tallest column.
    pub lines: usize,
}

impl HelpPage {
    /// Lays out the lines that contain all words of `query`. Leaves the status line free if there is room.
    #[must_use]
    pub fn new((wide, high): (u16, u16), keys: &Keys, query: &str) -> Self {
        let high = if high > 8 { high - 1 } else { high };
        let mut lines = lines(keys, query);
        if lines.is_empty() {
            lines.push(HelpLine::Nothing);
        }
        let mut columns = split(&lines);
        if outer(&columns) > wide {
            let column = HelpColumn::new(&lines);
            let inner = inside(Rect::new(0, 0, wide, high)).width;
            let room = inner.saturating_sub(column.keys.min(inner / 2) + GAP);
            let lines = lines.into_iter().flat_map(|line| wrapped(line, room)).collect();
            columns = vec![HelpColumn { lines, ..column }];
        }
        let lines = columns.iter().map(|c| c.lines.len()).max().unwrap_or_default();
        let width = outer(&columns).min(wide);
        let height = u16::try_from(lines + 2).unwrap_or(u16::MAX).min(high);
        let area = Rect { x: (wide - width) / 2, y: (high - height) / 2, width, height };
        Self { area, columns, rows: usize::from(inside(area).height), lines }
    }

    /// Returns the largest scroll position.
    #[must_use]
    pub fn last_top(&self) -> usize {
        self.lines.saturating_sub(self.rows)
    }
}

/// Wraps a description to the room beside its keys.
#[must_use]
pub fn beside(words: &str, room: u16) -> Vec<String> {
    wrap(words, room, 4)
}

/// Returns a line, followed by the wrapped rest of its description.
fn wrapped(line: HelpLine, room: u16) -> Vec<HelpLine> {
    let rest = match &line {
        HelpLine::Keys(help) => beside(help.does, room).into_iter().skip(1).map(HelpLine::Rest).collect(),
        HelpLine::Own(_, does) => beside(does, room).into_iter().skip(1).map(HelpLine::Rest).collect(),
        HelpLine::Sign(sign) => beside(sign.means, room).into_iter().skip(1).map(HelpLine::Rest).collect(),
        _ => Vec::new(),
    };
    std::iter::once(line).chain(rest).collect()
}

/// Returns the area inside the frame of a box, with a blank column on both sides. Without room for a frame, returns the
/// box.
#[must_use]
pub fn inside(area: Rect) -> Rect {
    if area.width < 6 || area.height < 3 {
        return area;
    }
    Rect::new(area.x + 2, area.y + 1, area.width - 4, area.height - 2)
}

impl HelpColumn {
    fn new(lines: &[HelpLine]) -> Self {
        let mut column = Self { lines: lines.to_vec(), ..Self::default() };
        for line in lines {
            match line {
                HelpLine::Keys(help) => {
                    column.keys = column.keys.max(width(&help.keys));
                    column.words = column.words.max(width(help.does));
                }
                HelpLine::Own(keys, does) => {
                    column.keys = column.keys.max(width(keys));
                    column.words = column.words.max(width(does));
                }
                HelpLine::Sign(sign) => {
                    column.keys = column.keys.max(width(sign.text));
                    column.words = column.words.max(width(sign.means));
                }
                HelpLine::Nothing => column.words = column.words.max(width(NOTHING)),
                HelpLine::Section(name) => column.words = column.words.max(width(name)),
                HelpLine::Blank | HelpLine::Rest(_) => {}
            }
        }
        column
    }

    /// Returns the width in columns.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.keys + GAP + self.words
    }
}

/// Returns the width of the help with its frame.
fn outer(columns: &[HelpColumn]) -> u16 {
    let inner: u16 = columns.iter().map(HelpColumn::width).sum();
    inner + GAP * u16::try_from(columns.len().saturating_sub(1)).unwrap_or_default() + 4
}

/// Returns the keys and signs that contain all words of `query`, by section, with a blank line between sections.
fn lines(keys: &Keys, query: &str) -> Vec<HelpLine> {
    let words: Vec<Words> = query.split_whitespace().map(Words::new).collect();
    let holds = |help: &keys::HelpLine| {
        let names = help.entries.iter().flat_map(|e| e.aliases.iter().copied().chain([e.name, e.does]));
        let texts = || [&*help.keys, help.does, help.section].into_iter().chain(names.clone());
        words.iter().all(|words| texts().any(|text| words.are_in(text)))
    };
    let explains = |title: &str, sign: &Sign| {
        words
            .iter()
            .all(|words| [title, sign.text, sign.means, "legend", "signs"].iter().any(|text| words.are_in(text)))
    };
    let own = keys.hooks().iter().map(own).filter(|(keys, does)| {
        words.iter().all(|words| [keys.as_str(), does, OWN].iter().any(|text| words.are_in(text)))
    });
    let own: Vec<HelpLine> = own.map(|(keys, does)| HelpLine::Own(keys, does)).collect();
    let keys = keys.help().filter(holds).map(|help| (help.section, HelpLine::Keys(help)));
    let signs = LEGEND.iter().flat_map(|(title, signs)| signs.iter().map(move |sign| (*title, sign)));
    let signs = signs.filter(|(title, sign)| explains(title, sign)).map(|(title, sign)| (title, HelpLine::Sign(sign)));
    let mut lines = Vec::new();
    let mut section = "";
    for (title, line) in keys.chain(own.into_iter().map(|line| (OWN, line))).chain(signs) {
        if title != section {
            if !lines.is_empty() {
                lines.push(HelpLine::Blank);
            }
            section = title;
            lines.push(HelpLine::Section(title));
        }
        lines.push(line);
    }
    lines
}

/// The title of the section with the reader's own commands.
const OWN: &str = "Your commands";
/// The longest description of such a command, in columns.
const LONGEST: u16 = 35;

/// Returns the keys of a command of the reader's own, and its name with what it runs.
fn own(hook: &Hook) -> (String, String) {
    let keys: Vec<String> = hook.keys.iter().map(ToString::to_string).collect();
    let does = printable_line(&format!("{}: {}", hook.name, hook.run.join(" "))).into_owned();
    (keys.join(" "), fit(&does, LONGEST).to_string())
}

/// Splits the lines into two columns of similar height; never splits a section.
fn split(lines: &[HelpLine]) -> Vec<HelpColumn> {
    let half = lines.len() / 2;
    let breaks = lines.iter().enumerate().filter(|(_, l)| matches!(l, HelpLine::Blank)).map(|(n, _)| n);
    let at = breaks.min_by_key(|n| n.abs_diff(half)).unwrap_or(lines.len());
    let parts = [lines.get(..at), lines.get(at + 1..)];
    parts.into_iter().flatten().map(HelpColumn::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::command::chord::Chord;
    use crate::reader::command::hooks::HookOutput;

    #[test]
    fn every_key_fits_beside_its_words_on_a_common_terminal() {
        assert_eq!(HelpPage::new((120, 36), &Keys::standard(), "").columns.len(), 2);
        let narrow = HelpPage::new((80, 24), &Keys::standard(), "");
        assert!(outer(&narrow.columns) <= 80);
        assert!(narrow.area.bottom() < 24, "the status line stays free");
    }

    #[test]
    fn no_line_is_lost_between_two_columns() {
        let lines = lines(&Keys::standard(), "");
        let columns = split(&lines);
        let sum: usize = columns.iter().map(|c| c.lines.len()).sum();
        assert_eq!(sum + 1, lines.len(), "but for the blank one");
    }

    #[test]
    fn words_narrow_the_help() {
        let keys = Keys::standard();
        let found = |query| lines(&keys, query).iter().filter(|l| matches!(l, HelpLine::Keys(_))).count();
        assert_eq!(found("previous speaker"), 2);
        assert_eq!(found("same speaker previous"), 1, "words of the palette count");
        assert!(found("note") > 3 && found("note") < found(""));
        let signs = |query| lines(&keys, query).iter().filter(|l| matches!(l, HelpLine::Sign(_))).count();
        assert_eq!(signs("legend"), signs(""), "the word for all of them");
        assert_eq!((signs("scrollbar note"), found("scrollbar note")), (1, 0));
        assert_eq!(found("no such thing"), 0);
        assert_eq!(HelpPage::new((80, 24), &keys, "no such thing").lines, 1, "which is said");
    }

    #[test]
    fn own_commands_have_a_section() {
        let hook = Hook {
            name: "dictionary".to_owned(),
            keys: vec![Chord::parse("&").unwrap()],
            run: vec!["dict".to_owned(), "{word}".to_owned()],
            shell: false,
            output: HookOutput::Show,
            seconds: 30,
        };
        let (keys, problems) = Keys::standard().with_hooks(vec![hook]);
        assert!(problems.is_empty());
        let own = |query| {
            let lines = lines(&keys, query);
            lines
                .into_iter()
                .filter_map(|l| if let HelpLine::Own(k, d) = l { Some((k, d)) } else { None })
                .collect::<Vec<_>>()
        };
        let expected = [("&".to_owned(), "dictionary: dict {word}".to_owned())];
        assert_eq!((own(""), own("your dict")), (expected.to_vec(), expected.to_vec()));
        assert!(own("quote").is_empty());
        assert!(lines(&keys, "dict").iter().any(|line| matches!(line, HelpLine::Section(OWN))));
    }

    #[test]
    fn the_last_line_can_be_reached_at_every_size() {
        for wide in (0..24).chain((24..140).step_by(9)) {
            for high in 0..60 {
                let page = HelpPage::new((wide, high), &Keys::standard(), "");
                assert!(page.rows == 0 || page.last_top() + page.rows >= page.lines);
                assert!(page.area.right() <= wide && page.area.bottom() <= high);
            }
        }
    }
}
