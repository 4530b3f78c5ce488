//! The TextMate name of each [`Scope`], and the scopes that replace it in a theme for code.

/// A type of text on the screen. Each has a TextMate scope such as `entity.name.person.pullquote`, which any
/// `.tmTheme` can style directly or through a parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Body text and the background of everything.
    Text,
    /// A heading, by level 1–6.
    Heading(u8),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck text.
    Strike,
    /// Inline code.
    Code,
    /// A link.
    Link,
    /// A block quote's text.
    BlockQuote,
    /// A list marker.
    ListMarker,
    /// A person's name.
    Person,
    /// An organisation's name.
    Organisation,
    /// A place's name.
    Place,
    /// Another name.
    OtherName,
    /// A date.
    Date,
    /// A quantity.
    Quantity,
    /// Quoted words (direct or mixed), not selected.
    Quote,
    /// An indirect quote, not selected.
    IndirectQuote,
    /// The content of the selected quote.
    SelectedContent,
    /// The source of the selected quote.
    SelectedSource,
    /// The cue of the selected quote.
    SelectedCue,
    /// The reader's selection.
    Selection,
    /// A search match.
    Match,
    /// The search match that the cursor is on.
    CurrentMatch,
    /// Words that carry a note.
    Noted,
    /// The gutter and other quiet marks.
    Gutter,
    /// The gutter mark of a note.
    NoteMark,
    /// Lines between panes, borders.
    Border,
    /// The border of the pane with the keyboard focus.
    FocusedBorder,
    /// The title and status lines.
    Status,
    /// Quiet text in the list and status (kinds, cues, counts).
    Dim,
    /// The selected row of a list.
    SelectedRow,
    /// The name of an active tab.
    ActiveTab,
    /// A doubtful speaker.
    Doubt,
    /// A notice.
    Notice,
    /// An error.
    Error,
    /// The colour of speaker `n` (modulo a small palette), for bars, gutter and scrollbar.
    Speaker(usize),
}

/// Number of speaker colours.
pub(super) const SPEAKERS: usize = 8;

/// Number of styles in a theme.
pub(super) const SLOTS: usize = 48;

/// Returns every scope that has a style of its own.
pub(super) fn all() -> impl Iterator<Item = Scope> {
    use Scope::*;
    [
        Text,
        Emphasis,
        Strong,
        Strike,
        Code,
        Link,
        BlockQuote,
        ListMarker,
        Person,
        Organisation,
        Place,
        OtherName,
        Date,
        Quantity,
        Quote,
        IndirectQuote,
        SelectedContent,
        SelectedSource,
        SelectedCue,
        Selection,
        Match,
        CurrentMatch,
        Noted,
        Gutter,
        NoteMark,
        Border,
        FocusedBorder,
        Status,
        Dim,
        SelectedRow,
        ActiveTab,
        Doubt,
        Notice,
        Error,
    ]
    .into_iter()
    .chain((1..=6).map(Heading))
    .chain((0..SPEAKERS).map(Speaker))
}

/// Returns the index of a scope in the table of styles, below [`SLOTS`].
pub(super) fn slot(scope: Scope) -> usize {
    use Scope::*;
    match scope {
        Text => 0,
        Emphasis => 1,
        Strong => 2,
        Strike => 3,
        Code => 4,
        Link => 5,
        BlockQuote => 6,
        ListMarker => 7,
        Person => 8,
        Organisation => 9,
        Place => 10,
        OtherName => 11,
        Date => 12,
        Quantity => 13,
        Quote => 14,
        IndirectQuote => 15,
        SelectedContent => 16,
        SelectedSource => 17,
        SelectedCue => 18,
        Selection => 19,
        Match => 20,
        CurrentMatch => 21,
        Noted => 22,
        Gutter => 23,
        NoteMark => 24,
        Border => 25,
        FocusedBorder => 26,
        Status => 27,
        Dim => 28,
        SelectedRow => 29,
        ActiveTab => 30,
        Doubt => 31,
        Notice => 32,
        Error => 33,
        Heading(level) => 34 + usize::from(level.clamp(1, 6) - 1),
        Speaker(n) => 40 + n % SPEAKERS,
    }
}

impl Scope {
    /// Returns every scope that has a style of its own.
    pub fn all() -> impl Iterator<Item = Self> {
        all()
    }

    /// Returns the TextMate scope, as in the table of [`crate::theme`].
    #[must_use]
    pub fn textmate(self) -> String {
        use Scope::*;
        let fixed = match self {
            Heading(level) => return format!("markup.heading.{}.pullquote", level.clamp(1, 6)),
            Speaker(n) => return format!("meta.speaker.{}.pullquote", n % SPEAKERS),
            Text => "text.pullquote",
            Emphasis => "markup.italic.pullquote",
            Strong => "markup.bold.pullquote",
            Strike => "markup.strikethrough.pullquote",
            Code => "markup.raw.inline.pullquote",
            Link => "markup.underline.link.pullquote",
            BlockQuote => "markup.quote.block.pullquote",
            ListMarker => "punctuation.definition.list_item.pullquote",
            Person => "entity.name.person.pullquote",
            Organisation => "entity.name.organisation.pullquote",
            Place => "entity.name.place.pullquote",
            OtherName => "entity.name.other.pullquote",
            Date => "constant.numeric.date.pullquote",
            Quantity => "constant.numeric.quantity.pullquote",
            Quote => "markup.quote.direct.pullquote",
            IndirectQuote => "markup.quote.indirect.pullquote",
            SelectedContent => "meta.selected.content.pullquote",
            SelectedSource => "meta.selected.source.pullquote",
            SelectedCue => "meta.selected.cue.pullquote",
            Selection => "meta.selection.pullquote",
            Match => "meta.search.match.pullquote",
            CurrentMatch => "meta.search.current.pullquote",
            Noted => "markup.underline.noted.pullquote",
            Gutter => "meta.gutter.pullquote",
            NoteMark => "meta.gutter.note.pullquote",
            Border => "meta.border.pullquote",
            FocusedBorder => "meta.border.focused.pullquote",
            Status => "meta.status.pullquote",
            Dim => "comment.quiet.pullquote",
            SelectedRow => "meta.row.selected.pullquote",
            ActiveTab => "meta.tab.active.pullquote",
            Doubt => "message.doubt.pullquote",
            Notice => "message.notice.pullquote",
            Error => "message.error.pullquote",
        };
        fixed.to_owned()
    }

    /// Returns the scopes of code that replace this one where a theme has no rule for it, best first. They differ by
    /// kind, so that a theme for code still distinguishes people from places.
    pub(super) fn borrowed(self) -> &'static [&'static str] {
        use Scope::*;
        match self {
            Link => &["string.other.link", "entity.name.tag"],
            ListMarker => &["punctuation.definition.list", "keyword.operator", "punctuation"],
            Person => &["entity.name.function", "support.function"],
            Organisation => &["entity.name.type", "entity.name.class", "support.class", "storage.type"],
            Place => &["entity.other.attribute-name", "constant.language", "variable.parameter"],
            OtherName => &["variable.language", "support.constant", "variable.other"],
            Date => &["constant.numeric"],
            Quantity => &["constant.numeric"],
            Quote => &["string.quoted", "string"],
            SelectedSource => &["entity.name.function", "support.function"],
            SelectedCue => &["keyword"],
            Dim => &["comment"],
            ActiveTab | FocusedBorder => &["keyword", "entity.name.function"],
            Doubt => &["constant.character.escape", "constant.numeric"],
            Notice => &["markup.inserted", "string"],
            Error => &["markup.deleted", "invalid"],
            NoteMark => &["constant.language", "constant.numeric"],
            _ => &[],
        }
    }
}

/// The scopes of a code theme that give the speakers' colours.
pub(super) const SPEAKER_SOURCES: &[&str] = &[
    "entity.name.function",
    "keyword",
    "string.quoted",
    "constant.numeric",
    "entity.name.type",
    "constant.language",
    "variable.parameter",
    "entity.name.tag",
    "storage.type",
    "support.function",
    "entity.other.attribute-name",
    "constant.character.escape",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_scope_has_its_own_slot_and_name() {
        let slots: BTreeSet<_> = all().map(slot).collect();
        assert_eq!(slots, (0..SLOTS).collect(), "slots are dense");
        let names: BTreeSet<_> = all().map(Scope::textmate).collect();
        assert_eq!(names.len(), SLOTS);
        for name in names {
            assert!(name.parse::<syntect::parsing::Scope>().is_ok(), "{name}");
        }
    }

    #[test]
    fn levels_and_speakers_outside_the_palette_are_taken_round() {
        assert_eq!(slot(Scope::Heading(0)), slot(Scope::Heading(1)));
        assert_eq!(slot(Scope::Heading(255)), slot(Scope::Heading(6)));
        assert_eq!(slot(Scope::Speaker(usize::MAX)), slot(Scope::Speaker(usize::MAX % SPEAKERS)));
    }

    /// The table in the module documentation is the reference for authors of themes, so it must be correct.
    #[test]
    fn the_documented_table_is_complete() {
        let docs = include_str!("mod.rs");
        for scope in all() {
            let name = scope.textmate();
            let shown = match scope {
                Scope::Heading(_) => "markup.heading.N.pullquote",
                Scope::Speaker(_) => "meta.speaker.N.pullquote",
                _ => &name,
            };
            assert!(docs.contains(&format!("`{shown}`")), "{shown} is not documented");
        }
    }
}
