//! The command table: the only place that describes each command.
//!
//! An [`Entry`] says what a command is called, which keys it has by default, and what it does in words. The keymap, the
//! help (`?`), the palette (`:`), the keys in the settings and the table in the README are made from [`TABLE`].
//!
//! A new command is a variant of [`Command`] and an [`Entry`] here, a line in `run` of `update/mod.rs`, and a handler in
//! the folder of its feature, with its test. While an overlay is open, the overlay's own `update` decides what the command
//! does there. A command that is kept in the library adds its request in `event/library_request.rs`.

use crate::reader::document::tab::Tab;
use crate::reader::panes::facts::conditions::FactFilter;

/// A command that a reader runs with a key, from the palette, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Starts a command of the reader's own: an index into [`crate::reader::command::keys::Keys::hooks`].
    Hook(usize),
    /// Moves the cursor by visual lines, or the selection by rows if the list has the focus.
    Lines(i32),
    /// Moves by half pages.
    HalfPages(i32),
    /// Moves by pages.
    Pages(i32),
    /// Goes to the first line.
    Top,
    /// Goes to the last line.
    Bottom,
    /// Scrolls; moves the cursor only if it would leave the screen.
    Scroll(i32),
    /// Moves the cursor by graphemes.
    Columns(i32),
    /// Moves the cursor by words.
    Words(i32),
    /// Goes to the next (1) or previous (-1) quote.
    NextQuote(i32),
    /// Goes to the next or previous quote by the same speaker.
    NextQuoteSameSpeaker(i32),
    /// Goes to the first following quote by the next or previous speaker.
    NextSpeaker(i32),
    /// Goes to the next or previous mention of the entity under the cursor.
    NextMention(i32),
    /// Opens the search line.
    StartSearch,
    /// Goes to the next or previous match.
    NextMatch(i32),
    /// Opens the command palette.
    Palette,
    /// Opens the picker of places: people, quotes, headings, notes.
    FuzzyJump,
    /// Opens the filter of the visible list.
    Filter,
    /// Opens the menu that filters the facts.
    FilterFacts(FactFilter),
    /// Shows a hint letter on every quote, link and note on screen.
    Hints,
    /// Opens the chart of speakers.
    Chart,
    /// Sorts the quotes, the people, the notes or the library by the next criterion.
    SortPeople,
    /// Lists all quotes, only quoted words, or only sure quotes.
    WhichQuotes,
    /// Makes lines longer or shorter.
    Measure(i32),
    /// Makes the margins wider or narrower.
    Margin(i32),
    /// Switches justified lines on or off.
    Justify,
    /// Switches hyphenation on or off.
    Hyphenate,
    /// Moves the divider between the panes.
    Divider(i32),
    /// Switches between a single pane and two panes.
    SinglePane,
    /// Fetches the pictures of the web of this article.
    FetchPictures,
    /// Shows or hides the pictures of articles.
    Pictures,
    /// Switches focus mode, which dims all paragraphs but the one with the cursor.
    FocusMode,
    /// Goes back in the jump list.
    JumpBack,
    /// Goes forward in the jump list.
    JumpForward,
    /// Moves the focus to the other pane.
    SwitchPane,
    /// Shows a tab of the second pane and moves the focus there.
    ShowTab(Tab),
    /// Jumps from the selected row to its words in the article, or from a quote in the article to its row.
    Across,
    /// Starts or ends selecting text.
    ToggleSelect,
    /// Opens the note editor on the selection, the selected quote, or the paragraph.
    AddNote,
    /// Opens the note editor for a note on the whole article.
    AddArticleNote,
    /// Edits the note at the cursor or the selected row.
    EditNote,
    /// Deletes the note at the cursor or the selected row (`Undo` restores it).
    DeleteNote,
    /// Undoes the last change to a note or correction of this article, including changes from earlier sessions.
    Undo,
    /// Redoes the last undone change.
    Redo,
    /// Corrects the selected quote, the selected words, or the person.
    Correct,
    /// Lists the corrections of this article.
    Corrections,
    /// Sets a verdict on a claim: checked, disputed, false, needs a source.
    Verdict,
    /// Sets the marks of a note: tag, colour, question, to do.
    Mark,
    /// Highlights the selection or the selected quote.
    Highlight,
    /// Attaches a note to other words.
    Reattach,
    /// Shows the details of the selected quote or note.
    Card,
    /// Shows what has changed since the reader last read this article.
    Changes,
    /// Edits the note in the external editor (`$VISUAL`, `$EDITOR`).
    EditInEditor,
    /// Copies the selection or the selected quote.
    Copy,
    /// Copies all quotes of the selected speaker.
    CopySheet,
    /// Opens the link under the cursor in the browser.
    OpenLink,
    /// Opens the link under the cursor as another article.
    OpenHere,
    /// Switches to the next theme.
    CycleTheme,
    /// Asks for the date of the article.
    AskDay,
    /// Opens or closes the help.
    ToggleHelp,
    /// Opens the library: every article that the reader has opened.
    ShowLibrary,
    /// Searches every article in the library.
    SearchLibrary,
    /// Opens the page of everybody that the reader has read about.
    ShowEverybody,
    /// Returns to the article that was open last.
    LastArticle,
    /// Goes to the next (1) or previous (-1) article: of the files, the feed, the search or the library that this one was
    /// opened from.
    NextArticle(i32),
    /// Goes back one level: closes the topmost overlay, else returns to where the article was opened from.
    GoBack,
    /// Opens the next unread article of the library.
    NextUnread,
    /// Puts the article, or the one selected in the library, into the queue to read later, or takes it out.
    ToggleLater,
    /// Gives the article, or the one selected in the library, a star, or takes it away.
    ToggleStar,
    /// Marks the article, or the one selected in the library, as unread or read.
    ToggleUnread,
    /// Asks for a tag of the article, or of the one selected in the library.
    TagArticle,
    /// Reads the feeds that the reader follows.
    RefreshFeeds,
    /// Lists the feeds that the reader follows.
    Feeds,
    /// Reads the article again from its file or address.
    Reload,
    /// Opens the sample article with the tutorial.
    Tutorial,
    /// Redraws the screen.
    Redraw,
    /// Sets a mark at the cursor; the next letter names it.
    SetMark,
    /// Goes to the mark that the next letter names.
    GoToMark,
    /// Copies all notes on the article as Markdown.
    CopyNotes,
    /// Says where the settings are.
    ShowSettings,
    /// Opens or closes the table of contents.
    ToggleContents,
    /// Suspends the program (`Ctrl-z`).
    Suspend,
    /// Closes the topmost overlay; without one, ends the selection; without that, goes back to where the article was opened
    /// from or quits (`q`), or does nothing (`Esc`).
    Close {
        /// Whether to leave the article when there is nothing to close.
        quit: bool,
    },
    /// Quits at once (`Q`, `Ctrl-c`, SIGTERM).
    Quit,
    /// Saves the note in the editor.
    SaveNote,
    /// Opens the text of the note editor in the external editor.
    HandOver,
}

impl Command {
    /// Returns the command repeated `count` times; commands that cannot be repeated stay as they are.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        let times = |n: i32| n.saturating_mul(i32::try_from(count).unwrap_or(i32::MAX));
        match self {
            Self::Lines(n) => Self::Lines(times(n)),
            Self::HalfPages(n) => Self::HalfPages(times(n)),
            Self::Pages(n) => Self::Pages(times(n)),
            Self::Scroll(n) => Self::Scroll(times(n)),
            Self::Columns(n) => Self::Columns(times(n)),
            Self::Words(n) => Self::Words(times(n)),
            Self::NextQuote(n) => Self::NextQuote(times(n)),
            Self::NextQuoteSameSpeaker(n) => Self::NextQuoteSameSpeaker(times(n)),
            Self::NextSpeaker(n) => Self::NextSpeaker(times(n)),
            Self::NextMatch(n) => Self::NextMatch(times(n)),
            Self::NextArticle(n) => Self::NextArticle(times(n)),
            Self::Measure(n) => Self::Measure(times(n)),
            Self::Margin(n) => Self::Margin(times(n)),
            Self::Divider(n) => Self::Divider(times(n)),
            other => other,
        }
    }
}

/// The context in which a binding applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Everywhere except in text fields.
    Everywhere,
    /// In the note editor.
    Note,
}

/// The description of a command.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The command.
    pub command: Command,
    /// Its name in the settings: lower-case words with hyphens.
    pub name: &'static str,
    /// Alternative and former names: the palette and the settings accept them.
    pub aliases: &'static [&'static str],
    /// Its default keys, parsed by [`Chord::parse`](crate::reader::command::chord::Chord::parse).
    pub keys: &'static [&'static str],
    /// A short description: its line in the palette.
    pub does: &'static str,
}

/// The source of the keys in a help line.
#[derive(Clone, Copy, Debug)]
pub enum Row {
    /// The keys of these commands.
    Commands(&'static [Entry]),
    /// The first keys of the commands with these names, which act differently in this section.
    Same(&'static [&'static str]),
    /// A fixed key that the settings cannot change.
    Fixed(&'static str),
}

/// A section of the help.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// The context in which its keys apply.
    pub context: Context,
    /// Its lines: a description, and the source of its keys.
    pub lines: &'static [(&'static str, Row)],
}

/// Makes an entry.
const fn entry(
    command: Command,
    name: &'static str,
    aliases: &'static [&'static str],
    keys: &'static [&'static str],
    does: &'static str,
) -> Entry {
    Entry { command, name, aliases, keys, does }
}

/// Every command, in the order of the help.
#[rustfmt::skip]
pub const TABLE: &[Section] = {
    use Command::{
        Across, AddArticleNote, AddNote, AskDay, Bottom, Card, Changes, Chart, Close, Columns, Copy, CopyNotes, CopySheet, Correct,
        Corrections, CycleTheme, DeleteNote, Divider, EditInEditor, EditNote, Feeds, FetchPictures, Filter, FilterFacts, FocusMode, FuzzyJump, GoBack, GoToMark,
        HalfPages, HandOver, Highlight, Hints, Hyphenate, JumpBack, JumpForward, Justify, LastArticle, Lines, Margin, Mark,
        Measure, NextArticle, NextMatch, NextMention, NextQuote, NextQuoteSameSpeaker, NextSpeaker, NextUnread, OpenHere, OpenLink,
        Pages, Palette, Pictures, Quit, Reattach, Redo, Redraw, RefreshFeeds, Reload, SaveNote, Scroll, SearchLibrary, SetMark, ShowEverybody, ShowLibrary,
        ShowSettings, ShowTab, SinglePane, SortPeople, StartSearch, Suspend, SwitchPane, ToggleContents, ToggleHelp,
        TagArticle, ToggleLater, ToggleSelect, ToggleStar, ToggleUnread, Top, Tutorial, Undo, Verdict, WhichQuotes, Words,
    };
    use Row::{Commands, Fixed, Same};
    &[
        Section { title: "Reading", context: Context::Everywhere, lines: &[
            ("line down · up", Commands(&[
                entry(Lines(1), "line-down", &["down"], &["j", "↓"], "line down"),
                entry(Lines(-1), "line-up", &["up"], &["k", "↑"], "line up"),
            ])),
            ("half a page down", Commands(&[
                entry(HalfPages(1), "half-page-down", &[], &["d", "Ctrl-d"], "half a page down"),
            ])),
            ("half a page up", Commands(&[
                entry(HalfPages(-1), "half-page-up", &[], &["u", "Ctrl-u"], "half a page up"),
            ])),
            ("page down", Commands(&[
                entry(Pages(1), "page-down", &[], &["Space", "f", "Ctrl-f", "PgDn"], "page down"),
            ])),
            ("page up", Commands(&[
                entry(Pages(-1), "page-up", &[], &["b", "Ctrl-b", "PgUp"], "page up"),
            ])),
            ("10 times · to paragraph 40", Fixed("10j · 40G")),
            ("to the top · bottom", Commands(&[
                entry(Top, "top", &["first-line", "start"], &["g", "Home"], "to the top"),
                entry(Bottom, "bottom", &["last-line", "end"], &["G", "End"], "to the bottom"),
            ])),
            ("scroll down · up", Commands(&[
                entry(Scroll(1), "scroll-down", &[], &["Ctrl-e"], "scroll down without moving the cursor"),
                entry(Scroll(-1), "scroll-up", &[], &["Ctrl-y"], "scroll up without moving the cursor"),
            ])),
            ("character left · right", Commands(&[
                entry(Columns(-1), "left", &[], &["h", "←"], "one character left"),
                entry(Columns(1), "right", &[], &["l", "→"], "one character right"),
            ])),
            ("next · previous word", Commands(&[
                entry(Words(1), "next-word", &[], &["w"], "to the next word (selecting: to its end)"),
                entry(Words(-1), "previous-word", &[], &["B"], "to the previous word"),
            ])),
            ("longer · shorter lines", Commands(&[
                entry(Measure(1), "longer-lines", &["wider"], &["+"], "longer lines"),
                entry(Measure(-1), "shorter-lines", &["narrower"], &["-"], "shorter lines"),
            ])),
            ("wider · narrower margins", Commands(&[
                entry(Margin(1), "wider-margins", &[], &["."], "wider margins"),
                entry(Margin(-1), "narrower-margins", &[], &[","], "narrower margins"),
            ])),
            ("justify · hyphenate", Commands(&[
                entry(Justify, "justify", &["full-lines"], &["J"], "justify lines on or off"),
                entry(Hyphenate, "hyphenate", &["divide-words"], &["K"], "hyphenate words on or off"),
            ])),
            ("second pane or quotes: on, off", Commands(&[
                entry(SinglePane, "single-pane", &["split", "zoom"], &["|"], "single pane, or both panes (quotes below on narrow screens)"),
            ])),
            ("pictures of the web · hide, show", Commands(&[
                entry(FetchPictures, "web-pictures", &["fetch-pictures", "images"], &["%"], "fetch the pictures of this article from the web"),
                entry(Pictures, "pictures", &["hide-pictures", "show-pictures"], &[], "hide or show the pictures of articles"),
            ])),
            ("focus mode: dim the rest", Commands(&[
                entry(FocusMode, "focus-mode", &["light-paragraph", "dim"], &["z"],
                    "focus mode: dim all other paragraphs"),
            ])),
        ]},
        Section { title: "Quotes and people", context: Context::Everywhere, lines: &[
            ("next · previous quote", Commands(&[
                entry(NextQuote(1), "next-quote", &[], &["]"], "to the next quote"),
                entry(NextQuote(-1), "previous-quote", &[], &["["], "to the previous quote"),
            ])),
            ("… by the same speaker", Commands(&[
                entry(NextQuoteSameSpeaker(1), "next-quote-same-speaker", &[], &["}"],
                    "to the next quote by the same speaker"),
                entry(NextQuoteSameSpeaker(-1), "previous-quote-same-speaker", &[], &["{"],
                    "to the previous quote by the same speaker"),
            ])),
            ("next · previous speaker", Commands(&[
                entry(NextSpeaker(1), "next-speaker", &[], &[")"], "to the next speaker"),
                entry(NextSpeaker(-1), "previous-speaker", &[], &["("], "to the previous speaker"),
            ])),
            ("next · previous mention of a name", Commands(&[
                entry(NextMention(1), "next-mention", &[], &["*"], "to the next mention of the name here"),
                entry(NextMention(-1), "previous-mention", &[], &["#"], "to the previous mention of the name here"),
            ])),
            ("jump between list and article", Commands(&[
                entry(Across, "across", &["jump", "follow"], &["Enter"], "jump between the list and the article"),
            ])),
            ("chart of speakers", Commands(&[
                entry(Chart, "chart", &["speakers", "statistics"], &["C"], "chart of speakers: who speaks where"),
            ])),
            ("details; the same quote elsewhere", Commands(&[
                entry(Card, "card", &["info", "details", "source"], &["i"],
                    "details of the quote, fact or note; the same quote elsewhere"),
            ])),
            ("correct this · your corrections", Commands(&[
                entry(Correct, "correct", &["fix", "speaker"], &["c"], "correct the quote, person or selection"),
                entry(Corrections, "corrections", &["corrected"], &["X"], "list your corrections of this article"),
            ])),
            ("verdict: checked, disputed, false", Commands(&[
                entry(Verdict, "verdict", &["fact-check"], &["x"], "verdict: checked, disputed, false"),
            ])),
        ]},
        Section { title: "Searching", context: Context::Everywhere, lines: &[
            ("search (Ctrl-r: regular expression)", Commands(&[
                entry(StartSearch, "search", &["find"], &["/"], "search this article (Ctrl-r: regular expression)"),
            ])),
            ("next · previous match", Commands(&[
                entry(NextMatch(1), "next-match", &[], &["n"], "to the next match of the search"),
                entry(NextMatch(-1), "previous-match", &[], &["N"], "to the previous match of the search"),
            ])),
            ("go to a person, quote, note, …", Commands(&[
                entry(FuzzyJump, "go-to", &["goto"], &["Ctrl-p"], "go to a person, heading, quote or note"),
            ])),
            ("table of contents", Commands(&[
                entry(ToggleContents, "contents", &["toc", "headings", "outline"], &["T"], "table of contents"),
            ])),
            ("changes since you read it", Commands(&[
                entry(Changes, "changes", &["diff", "compare", "versions"], &["="],
                    "changes since you read this article"),
            ])),
            ("hint letters: quotes, links, notes", Commands(&[
                entry(Hints, "letters", &["hints"], &[";"], "hint letters: jump to any quote, link or note on screen"),
            ])),
            ("command palette: all commands", Commands(&[
                entry(Palette, "commands", &["palette"], &[":"], "command palette: all commands by name"),
            ])),
            ("set a mark · go to it", Commands(&[
                entry(SetMark, "set-mark", &["bookmark"], &["M"], "set a mark: the next letter names it"),
                entry(GoToMark, "go-to-mark", &["marks"], &["'"], "go to a mark: the next letter names it"),
            ])),
            ("jump back", Commands(&[
                entry(JumpBack, "jump-back", &["back"], &["Ctrl-o", "Alt-←"], "jump back to the previous place"),
            ])),
            ("jump forward", Commands(&[
                entry(JumpForward, "jump-forward", &["forward"], &["Alt-→"], "jump forward to the next place"),
            ])),
        ]},
        Section { title: "The second pane", context: Context::Everywhere, lines: &[
            ("switch pane", Commands(&[
                entry(SwitchPane, "other-pane", &["switch-pane", "focus"], &["Tab"], "switch to the other pane"),
            ])),
            ("quotes · people · facts · notes", Commands(&[
                entry(ShowTab(Tab::Quotes), "show-quotes", &[], &["1"], "list the quotes"),
                entry(ShowTab(Tab::People), "show-people", &[], &["2"], "list the people"),
                entry(ShowTab(Tab::Facts), "show-facts", &[], &["3"], "list the facts: claims, timeline, figures, roles"),
                entry(ShowTab(Tab::Notes), "show-notes", &[], &["4"], "list the notes"),
            ])),
            ("… from the article", Fixed("2 Enter · Alt-2")),
            ("size of second pane or quotes", Commands(&[
                entry(Divider(-1), "divider-left", &[], &["<"], "widen the second pane (more quotes below)"),
                entry(Divider(1), "divider-right", &[], &[">"], "narrow the second pane (fewer quotes below)"),
            ])),
            ("set the date of the article", Commands(&[
                entry(AskDay, "day-of-writing", &["date"], &["W"], "set the date of the article"),
            ])),
            ("filter the list", Commands(&[
                entry(Filter, "filter", &["narrow"], &["\\"], "filter the list"),
            ])),
            ("facts of a kind, person, speaker", Commands(&[
                entry(FilterFacts(FactFilter::Kind), "facts-of-kind", &["claims", "timeline", "figures"], &["F"],
                    "show the facts of one kind: claims, events, dates, figures, roles"),
                entry(FilterFacts(FactFilter::Person), "facts-about", &["who-is-who"], &["P"],
                    "show the facts about one person"),
                entry(FilterFacts(FactFilter::StatedBy), "facts-stated-by", &["who-states"], &["R"],
                    "show the facts that the article or one speaker states"),
            ])),
            ("facts: open or close a section", Same(&["across", "left", "right"])),
            ("sort quotes, people, notes, library", Commands(&[
                entry(SortPeople, "sort", &["order"], &["s"], "sort quotes, people, notes, library"),
            ])),
            ("all quotes, quoted words, sure only", Commands(&[
                entry(WhichQuotes, "which-quotes", &["direct-quotes", "sure-quotes"], &["\""],
                    "list all quotes, only quoted words, or only sure quotes"),
            ])),
        ]},
        Section { title: "Notes", context: Context::Everywhere, lines: &[
            ("start or stop selecting text", Commands(&[
                entry(ToggleSelect, "select", &["selection", "visual"], &["v"], "start or stop selecting text"),
            ])),
            ("note on selection/quote/paragraph", Commands(&[
                entry(AddNote, "note", &["add-note", "annotate", "comment"], &["a"],
                    "add a note to the selection, quote or paragraph"),
            ])),
            ("note on the whole article", Commands(&[
                entry(AddArticleNote, "note-on-article", &[], &["A"], "add a note on the whole article"),
            ])),
            ("edit · delete the note", Commands(&[
                entry(EditNote, "edit-note", &[], &["E"], "edit the note here"),
                entry(DeleteNote, "delete-note", &["remove"], &["D"], "delete the note here"),
            ])),
            ("edit note in $VISUAL or $EDITOR", Commands(&[
                entry(EditInEditor, "edit-note-in-editor", &["edit-note-outside"], &["V"],
                    "edit the note in $VISUAL or $EDITOR"),
            ])),
            ("tag, colour, flag · highlight", Commands(&[
                entry(Mark, "mark-note", &["tag", "colour", "color", "flag"], &["m"],
                    "mark the note: tag, colour, question, to do"),
                entry(Highlight, "highlight", &[], &["H"], "highlight the selection or the quote"),
            ])),
            ("re-attach the note", Commands(&[
                entry(Reattach, "reattach-note", &["move-note"], &["r"], "re-attach the note to other words"),
            ])),
            ("undo · redo (notes, corrections)", Commands(&[
                entry(Undo, "undo", &[], &["U"], "undo the last change to a note or correction"),
                entry(Redo, "redo", &[], &["Ctrl-r"], "redo the last undone change"),
            ])),
            ("copy selection, or quote and name", Commands(&[
                entry(Copy, "copy", &["yank", "clipboard"], &["y"], "copy the selection, or the quote and its speaker"),
            ])),
            ("copy all quotes of the speaker", Commands(&[
                entry(CopySheet, "copy-quotes", &["quote-sheet"], &["Y"], "copy all quotes of the selected speaker"),
            ])),
            ("copy all notes as Markdown", Commands(&[
                entry(CopyNotes, "copy-notes", &["export"], &[], "export: copy all notes on this article as Markdown"),
            ])),
        ]},
        Section { title: "While writing a note", context: Context::Note, lines: &[
            ("save", Commands(&[
                entry(SaveNote, "save-note", &[], &["Ctrl-s", "Alt-Enter"], "save the note"),
            ])),
            ("write in $VISUAL or $EDITOR", Commands(&[
                entry(HandOver, "write-in-editor", &["write-outside"], &["Ctrl-g"], "write the note in $VISUAL or $EDITOR"),
            ])),
            ("cancel (asks before text is lost)", Fixed("Esc")),
        ]},
        Section { title: "In the library", context: Context::Everywhere, lines: &[
            ("open the article", Same(&["across"])),
            ("search all articles you have read", Same(&["search", "search-library"])),
            ("filter: words, unread, since:7d, …", Same(&["filter"])),
            ("star · read later · tag", Same(&["next-mention", "later", "mark-note"])),
            ("next unread · look for new ones", Same(&["next-unread", "reload"])),
            ("the feeds you follow", Same(&["facts-of-kind"])),
            ("sort", Same(&["sort"])),
            ("forget the article (asks first)", Same(&["delete-note"])),
            ("open its web page in the browser", Same(&["open-link"])),
        ]},
        Section { title: "Among the people of all articles", context: Context::Everywhere, lines: &[
            ("open the person, or the quote", Same(&["across"])),
            ("next · previous person", Same(&["next-speaker", "previous-speaker"])),
            ("filter: names, since:last-month, …", Same(&["filter"])),
            ("two names are one person, or not", Same(&["correct"])),
            ("copy the quote, or all of a person", Same(&["copy"])),
        ]},
        Section { title: "The program", context: Context::Everywhere, lines: &[
            ("open link in the browser · here", Commands(&[
                entry(OpenLink, "open-link", &["browser", "url"], &["o"], "open the link in the browser"),
                entry(OpenHere, "open-link-here", &[], &["O"], "open the link here, as another article"),
            ])),
            ("library: articles you have read", Commands(&[
                entry(ShowLibrary, "library", &["history"], &["L"], "library: all articles you have read"),
            ])),
            ("search all articles you have read", Commands(&[
                entry(SearchLibrary, "search-library", &["find-everywhere"], &["S"], "search all articles you have read"),
            ])),
            ("everybody you have read about", Commands(&[
                entry(ShowEverybody, "everybody", &["people", "persons"], &["@"],
                    "everybody you have read about: quotes by day, roles over time"),
            ])),
            ("next · previous article", Commands(&[
                entry(NextArticle(1), "next-article", &["next-file", "next-entry"], &["e"],
                    "next article of your files, feed, search or library"),
                entry(NextArticle(-1), "previous-article", &["previous-file", "previous-entry"], &["p"],
                    "previous article of your files, feed, search or library"),
            ])),
            ("next unread article", Commands(&[
                entry(NextUnread, "next-unread", &["unread"], &["!"], "next unread article"),
            ])),
            ("read the article later, or not", Commands(&[
                entry(ToggleLater, "later", &["read-later", "queue"], &["Z"], "read this article later (again: not later)"),
            ])),
            ("give a star, or take it away", Commands(&[
                entry(ToggleStar, "star", &["favourite", "favorite"], &[], "give this article a star, or take it away"),
            ])),
            ("mark as unread, or as read", Commands(&[
                entry(ToggleUnread, "mark-unread", &["mark-read"], &[], "mark this article as unread, or as read"),
            ])),
            ("tag the article (:tag name)", Commands(&[
                entry(TagArticle, "tag-article", &["untag"], &[], "tag this article: type tag and a name"),
            ])),
            ("look for new articles in feeds", Commands(&[
                entry(RefreshFeeds, "refresh-feeds", &["feeds", "fetch"], &["I"], "look for new articles in the feeds you follow"),
            ])),
            ("the feeds you follow", Commands(&[
                entry(Feeds, "followed-feeds", &["subscriptions", "unfollow"], &[], "the feeds you follow: unread articles, stop following"),
            ])),
            ("the article open last", Commands(&[
                entry(LastArticle, "last-article", &["alternate"], &["Ctrl-^"], "return to the article that was open last"),
            ])),
            ("back to where you opened it", Commands(&[
                entry(GoBack, "go-back", &["return"], &["Backspace"],
                    "back to where you opened the article: library, feed, search"),
            ])),
            ("read the file or address again", Commands(&[
                entry(Reload, "reload", &["refresh"], &["F5"], "reload: read the file or address again"),
            ])),
            ("next theme", Commands(&[
                entry(CycleTheme, "next-theme", &["colours", "colors"], &["t"], "next theme"),
            ])),
            ("this help (/ searches it)", Commands(&[
                entry(ToggleHelp, "help", &["keys", "legend", "signs"], &["?", "F1"], "help: all keys and signs"),
            ])),
            ("close overlay, go back, or quit", Commands(&[
                entry(Close { quit: true }, "close-or-quit", &[], &["q"], "close the overlay, go back, or quit"),
            ])),
            ("close overlay, stop selecting", Commands(&[
                entry(Close { quit: false }, "close", &["cancel"], &["Esc"], "close the overlay, or stop selecting"),
            ])),
            ("redraw the screen", Commands(&[
                entry(Redraw, "redraw", &["repaint"], &["Ctrl-l"], "redraw the screen"),
            ])),
            ("the lesson again", Commands(&[
                entry(Tutorial, "tutorial", &["lesson", "welcome", "sample"], &[], "tutorial: the sample article with its lesson"),
            ])),
            ("where your settings are", Commands(&[
                entry(ShowSettings, "settings", &["config", "preferences"], &[], "settings: where the file is"),
            ])),
            ("suspend", Commands(&[
                entry(Suspend, "suspend", &["stop", "shell"], &["Ctrl-z"], "suspend"),
            ])),
            ("quit", Commands(&[
                entry(Quit, "quit", &["exit", "leave"], &["Q", "Ctrl-c"], "quit"),
            ])),
        ]},
    ]
};

/// Returns every entry of the table, in order, with its context.
pub fn entries() -> impl Iterator<Item = (&'static Entry, Context)> {
    TABLE.iter().flat_map(|section| {
        let rows = section.lines.iter().filter_map(|(_, row)| match row {
            Row::Commands(entries) => Some(*entries),
            Row::Same(_) | Row::Fixed(_) => None,
        });
        rows.flatten().map(|entry| (entry, section.context))
    })
}

/// Returns the entry with this name or alias.
#[must_use]
pub fn named(name: &str) -> Option<(&'static Entry, Context)> {
    entries().find(|(e, _)| e.name == name).or_else(|| entries().find(|(e, _)| e.aliases.contains(&name)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_is_one_command_s_own() {
        let mut seen = HashSet::new();
        for (entry, _) in entries() {
            for name in entry.aliases.iter().chain([&entry.name]) {
                assert!(seen.insert(name), "{name} names two commands");
                assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            }
        }
    }

    #[test]
    fn every_line_of_the_palette_differs() {
        let mut seen = HashSet::new();
        assert!(entries().count() > 60);
        for (entry, _) in entries() {
            assert!(seen.insert(entry.does), "two commands: {}", entry.does);
        }
    }

    /// The names of the variants of [`Command`], from this file.
    fn variants() -> Vec<&'static str> {
        let source = include_str!("table.rs").split("pub enum Command {").nth(1).unwrap();
        let lines = source.lines().take_while(|line| *line != "}").filter_map(|line| line.strip_prefix("    "));
        let names = lines.filter(|line| line.starts_with(char::is_uppercase));
        names.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect()
    }

    #[test]
    fn every_command_has_an_entry() {
        let names = variants();
        assert!(names.len() > 50 && names.contains(&"Lines") && names.contains(&"HandOver"), "{names:?}");
        // The reader's own commands stand in the settings.
        for name in names.into_iter().filter(|name| *name != "Hook") {
            let is = |e: &Entry| format!("{:?}", e.command).split(|c: char| !c.is_alphanumeric()).next() == Some(name);
            assert!(entries().any(|(e, _)| is(e)), "{name} has no entry");
        }
    }

    #[test]
    fn a_line_that_repeats_keys_names_commands() {
        for (does, row) in TABLE.iter().flat_map(|section| section.lines) {
            assert!(does.chars().count() <= 35, "{does} is too long beside its keys");
            if let Row::Same(names) = row {
                assert!(names.iter().all(|name| entries().any(|(e, _)| e.name == *name)), "{does}");
            }
        }
    }

    #[test]
    fn older_names_are_still_accepted() {
        for (old, new) in [("full-lines", "justify"), ("edit-note-outside", "edit-note-in-editor"), ("redo", "redo")] {
            assert_eq!(named(old).map(|(e, _)| e.name), Some(new));
        }
        assert!(named("nothing").is_none());
    }
}
