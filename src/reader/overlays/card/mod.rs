//! The card: details of a quote, a fact, a note or the changes to an article, with places to jump to.

pub mod changes;
pub(in crate::reader) mod draw;
mod facts;
mod tables;
pub(in crate::reader) mod update;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::library::db::{Alike, Form};
use crate::library::notes::{NoteId, PlacedNote, Placement, Word, differences};
use crate::nlp::Attribution;
use crate::reader::Model;
use crate::reader::corrections;
use crate::reader::layout::text_measure::{fit, width};
use crate::reader::library_request::Compared;
use crate::reader::overlays::help::inside;
use crate::reader::panes::facts::lists;
use crate::reader::panes::list::row_text;
use crate::text::Span;

/// The greatest width of a card.
const WIDEST: u16 = 84;
/// The most words of a quote to show.
const MOST: usize = 300;
/// The longest unchanged run in a comparison, in words; longer runs are cut in the middle.
const RUN: usize = 12;

/// An open card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its subject.
    pub about: About,
    /// The words to search for in other articles.
    pub words: String,
    /// The same quote in other articles; `None` while the search runs.
    pub elsewhere: Option<Vec<Alike>>,
    /// The selected jump target: an index into [`Face::goals`].
    pub selected: usize,
    /// The first visible line.
    pub top: usize,
}

/// The subject of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A quote: an [`Attribution::id`].
    Quote(String),
    /// A fact: its kind, as filters name it, and its words.
    Fact(&'static str, Span),
    /// A note.
    Note(NoteId),
    /// Changes since another version; `None` while the comparison runs.
    Changes(Option<Arc<Compared>>),
    /// The settings file, and the mistakes in it.
    Settings,
    /// The output of a command of the reader's own.
    Output(Arc<CommandOutput>),
}

/// The output of a command of the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandOutput {
    /// The name of the command.
    pub name: String,
    /// Its output.
    pub text: String,
}

/// The jump target of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Words of this article.
    Words(Span),
    /// A note.
    Note(NoteId),
    /// The same quote in another article: an index into the card's `elsewhere`.
    Elsewhere(usize),
    /// A web page.
    Link(String),
}

/// The style of a part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Normal text.
    Plain,
    /// A label or remark of the program.
    Quiet,
    /// A heading, a name.
    Strong,
    /// A low-confidence value.
    Doubt,
    /// Words missing from the other form of a quote.
    Lacks,
    /// Words only in the other form of a quote.
    Has,
}

/// A line of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardLine {
    /// Its parts.
    pub parts: Vec<(Tone, String)>,
    /// Its jump target: an index into [`Face::goals`].
    pub goal: Option<usize>,
}

/// The lines and jump targets of a card.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// Its lines.
    pub lines: Vec<CardLine>,
    /// Its jump targets.
    pub goals: Vec<Goal>,
    /// Columns available for a line.
    room: u16,
}

impl Card {
    /// Makes a card; searches have not answered yet.
    #[must_use]
    pub fn new(about: About, words: String) -> Self {
        Self { about, words, elsewhere: None, selected: 0, top: 0 }
    }

    /// Lays out the card in lines of `room` columns.
    #[must_use]
    pub fn face(&self, model: &Model, room: u16) -> Face {
        let mut face = Face { room: room.max(1), ..Face::default() };
        match &self.about {
            About::Quote(id) => {
                match model.document.annotations.attributions.iter().enumerate().find(|(_, q)| q.id == *id) {
                    Some((at, quote)) => self.of_quote(model, at, quote, &mut face),
                    None => face.say(Tone::Quiet, "this quote no longer exists", None),
                }
            }
            About::Fact(kind, span) => {
                let facts = &model.document.annotations.facts;
                match facts.iter().find(|fact| fact.span == *span && lists::kind(&fact.kind) == *kind) {
                    Some(fact) => facts::report(model, fact, &mut face),
                    None => face.say(Tone::Quiet, "this fact no longer exists", None),
                }
            }
            About::Settings => of_settings(model, &mut face),
            About::Output(output) => {
                for line in tables::lines(output.text.trim_end(), face.room) {
                    if line.trim().is_empty() { face.blank() } else { face.put(&line) }
                }
            }
            About::Changes(compared) => changes::report(model, compared.as_deref(), &mut face),
            About::Note(id) => match model.document.notes.iter().find(|n| n.note.id == *id) {
                Some(note) => of_note(model, note, &mut face),
                None => face.say(Tone::Quiet, "this note no longer exists", None),
            },
        }
        face
    }

    fn of_quote(&self, model: &Model, at: usize, quote: &Attribution, face: &mut Face) {
        let goal = quote.content.first().map(|span| face.goal(Goal::Words(*span)));
        let words: Vec<&str> = self.words.split_whitespace().collect();
        let cut = if words.len() > MOST { " …" } else { "" };
        let shown = words.get(..MOST).unwrap_or(&words).join(" ") + cut;
        face.say(Tone::Plain, &shown, goal);
        face.blank();
        let speaker = model.document.index.speaker_of.get(at).and_then(|s| model.document.index.speakers.get(*s));
        let name = speaker.map_or(crate::reader::index::UNATTRIBUTED, |s| s.name.as_str());
        let person = quote.entity.and_then(|e| model.document.annotations.person(e));
        let roles = person.map_or_else(String::new, |p| p.roles.join("; "));
        let name = if roles.is_empty() { name.to_owned() } else { format!("{name},") };
        face.flow(&[(Tone::Quiet, "said by"), (Tone::Strong, &name), (Tone::Quiet, &roles)], None);
        let source = row_text::source(model, quote);
        let cue: Vec<&str> = quote.cue.iter().map(|s| model.document.article.words(*s)).collect();
        let how = [source, cue.join(" "), quote.addressee.clone().unwrap_or_default()];
        let how = how.iter().filter(|w| !w.trim().is_empty()).cloned().collect::<Vec<_>>().join(" · ");
        let kind = corrections::kind(quote.kind);
        let how = if how.is_empty() { kind.to_owned() } else { format!("{kind}: {how}") };
        face.say(Tone::Quiet, &how, None);
        face.say(Tone::Quiet, &row_text::evidence(model, quote).unwrap_or_default(), None);
        match corrections::sign(model, quote) {
            Some(sign) => face.say(Tone::Strong, sign, None),
            None => {
                let percent = (quote.confidence * 100.0).clamp(0.0, 100.0).round();
                let tone = if model.document.annotations.is_unsure(quote) { Tone::Doubt } else { Tone::Quiet };
                let unsure = if model.document.annotations.is_unsure(quote) { "unsure: " } else { "" };
                face.say(tone, &format!("{unsure}{percent} % confidence in content and speaker"), None);
            }
        }
        for one in corrections::of_quote(model, quote) {
            let when = model.session.dates.time(&one.created);
            face.say(Tone::Plain, &format!("· {} ({when})", corrections::describe(&one.change)), None);
        }
        let on = |n: &&PlacedNote| n.placement.span().is_some_and(|s| quote.content.iter().any(|c| c.overlaps(s)));
        for note in model.document.notes.iter().filter(on) {
            if face.lines.last().is_some_and(|l| l.goal.is_none()) {
                face.blank();
            }
            let goal = face.goal(Goal::Note(note.note.id.clone()));
            let marks = corrections::marks(&note.note.all_marks());
            let body = note.note.body.split_whitespace().collect::<Vec<_>>().join(" ");
            let none = if marks.is_empty() && body.is_empty() { "highlighted" } else { "" };
            face.flow(&[(Tone::Strong, &format!("✎ {marks}")), (Tone::Plain, &body), (Tone::Quiet, none)], Some(goal));
        }
        face.blank();
        self.elsewhere(face);
    }

    /// Adds the same quote in other articles of the library.
    fn elsewhere(&self, face: &mut Face) {
        face.say(Tone::Strong, "The same quote elsewhere", None);
        let Some(found) = &self.elsewhere else {
            face.say(Tone::Quiet, "searching…", None);
            return;
        };
        if found.is_empty() {
            face.say(Tone::Quiet, "not found in other articles of the library", None);
        }
        for (n, one) in found.iter().enumerate() {
            let goal = face.goal(Goal::Elsewhere(n));
            let form = match one.form {
                Form::Same => "same words",
                Form::Shorter => "shorter",
                Form::Longer => "longer",
                Form::Altered => "altered",
            };
            let title = one.title.as_deref().unwrap_or(&one.source);
            let name = one.speaker.as_deref().unwrap_or(crate::reader::index::UNATTRIBUTED);
            let version = if one.version { " in an earlier version" } else { "" };
            face.flow(&[(Tone::Plain, title), (Tone::Quiet, &format!("· {name} · {form}{version}"))], Some(goal));
            if one.form != Form::Same {
                face.compare(&self.words, &one.words, Some(goal));
            }
        }
    }
}

fn of_settings(model: &Model, face: &mut Face) {
    let problems = &model.session.settings_problems;
    let file = model.session.settings_file.as_deref().unwrap_or("none");
    face.flow(&[(Tone::Quiet, "file"), (Tone::Plain, file)], None);
    face.blank();
    if !problems.is_empty() {
        let what = if problems.len() == 1 { "1 mistake" } else { &format!("{} mistakes", problems.len()) };
        face.say(Tone::Strong, &format!("{what}; all other settings apply"), None);
        for problem in problems.iter() {
            face.say(Tone::Doubt, problem, None);
        }
        face.blank();
    }
    face.say(Tone::Quiet, "pullquote config prints all settings with their defaults", None);
}

fn of_note(model: &Model, placed: &PlacedNote, face: &mut Face) {
    let note = &placed.note;
    let goal = placed.placement.span().map(|span| face.goal(Goal::Words(span)));
    let state = row_text::note_place(model, placed).1;
    let former = placed.former_words(&model.document.article.text);
    let about = match &note.anchor {
        Some(anchor) => format!(
            "“{}”",
            crate::reader::layout::text_measure::head(&anchor.exact, 2000).trim().trim_matches(['“', '”', '"'])
        ),
        None => "the whole article".to_owned(),
    };
    face.flow(&[(Tone::Quiet, "on"), (Tone::Plain, &about)], goal);
    let says = match placed.placement {
        Placement::Orphan => "its words are no longer in the article: `r` re-attaches the note",
        Placement::Moved(_) if former.is_some() => "these words were changed after the note was made:",
        Placement::Moved(_) => "its words have moved since the note was made",
        _ => state,
    };
    face.say(Tone::Doubt, &model.session.keys.with_own_keys(says), None);
    if let (Some(then), Some(span)) = (former, placed.placement.span()) {
        face.compare(then, model.document.article.words(span), goal);
    }
    face.blank();
    for line in tables::lines(&note.body, face.room) {
        let keeps_blanks = line.starts_with(['|', ' ']);
        if keeps_blanks {
            face.put(&line)
        } else {
            face.say(Tone::Plain, &line, None)
        }
        if line.trim().is_empty() {
            face.blank();
        }
    }
    if note.body.is_empty() {
        face.say(Tone::Quiet, "highlight without text", None);
    }
    face.blank();
    let marks = note.all_marks();
    face.say(Tone::Strong, &corrections::marks(&marks), None);
    for link in &marks.links {
        let goal = face.goal(Goal::Link(link.clone()));
        face.flow(&[(Tone::Quiet, "source"), (Tone::Plain, link)], Some(goal));
    }
    face.flow(&[(Tone::Quiet, "created"), (Tone::Plain, &model.session.dates.time(&note.created))], None);
    if note.modified != note.created {
        face.flow(&[(Tone::Quiet, "changed"), (Tone::Plain, &model.session.dates.time(&note.modified))], None);
    }
}

/// Compares two forms of a quote word by word: `[−these words]` are only in the first, `[+those]` only in the second.
#[must_use]
pub fn compared(first: &str, second: &str) -> Vec<(Tone, String)> {
    signed(differences(first, second), RUN)
}

/// Joins compared words into signed runs. Runs that only one form has are cut to `most` words.
#[must_use]
pub fn signed(words: Vec<Word<'_>>, most: usize) -> Vec<(Tone, String)> {
    let mut runs: Vec<(Tone, Vec<&str>)> = Vec::new();
    for word in words {
        let (tone, word) = match word {
            Word::Both(word) => (Tone::Plain, word),
            Word::First(word) => (Tone::Lacks, word),
            Word::Second(word) => (Tone::Has, word),
        };
        match runs.last_mut() {
            Some((same, run)) if *same == tone => run.push(word),
            _ => runs.push((tone, vec![word])),
        }
    }
    let text = |run: &[&str], most: usize| {
        if run.len() <= most {
            return run.join(" ");
        }
        let (head, tail) = (run.get(..most / 2), run.get(run.len() - most / 2..));
        format!("{} … {}", head.unwrap_or_default().join(" "), tail.unwrap_or_default().join(" "))
    };
    let signed = |(tone, run): (Tone, Vec<&str>)| {
        let text = text(&run, if tone == Tone::Plain { RUN } else { most });
        let text = match tone {
            Tone::Lacks => format!("[−{text}]"),
            Tone::Has => format!("[+{text}]"),
            _ => text,
        };
        (tone, text)
    };
    runs.into_iter().map(signed).collect()
}

/// Joins runs into plain text.
#[must_use]
pub fn words_of_parts(parts: &[(Tone, String)]) -> String {
    parts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
}

impl Face {
    pub(in crate::reader) fn goal(&mut self, goal: Goal) -> usize {
        self.goals.push(goal);
        self.goals.len() - 1
    }

    pub(in crate::reader) fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.parts.is_empty()) {
            self.lines.push(CardLine::default());
        }
    }

    /// Adds two forms of a text, as [`compared`] formats them.
    fn compare(&mut self, first: &str, second: &str, goal: Option<usize>) {
        let parts = compared(first, second);
        let parts: Vec<(Tone, &str)> = parts.iter().map(|(tone, text)| (*tone, text.as_str())).collect();
        self.flow(&parts, goal);
    }

    pub(in crate::reader) fn say(&mut self, tone: Tone, text: &str, goal: Option<usize>) {
        self.flow(&[(tone, text)], goal);
    }

    /// Adds a line with its blanks, wrapped if it is too long.
    fn put(&mut self, line: &str) {
        if width(line) > self.room {
            self.say(Tone::Plain, line, None);
        } else if !line.trim().is_empty() {
            let parts = vec![(Tone::Plain, line.trim_end().to_owned())];
            self.lines.push(CardLine { parts, goal: None });
        }
    }

    /// Adds parts as wrapped text, unless all of them are empty.
    pub(in crate::reader) fn flow(&mut self, parts: &[(Tone, &str)], goal: Option<usize>) {
        let mut line = CardLine { parts: Vec::new(), goal };
        let mut used = 0u16;
        for (tone, text) in parts {
            for word in text.split_whitespace() {
                let word = fit(word, self.room);
                let wide = width(&word);
                if used > 0 && used.saturating_add(1 + wide) > self.room {
                    self.lines.push(std::mem::replace(&mut line, CardLine { parts: Vec::new(), goal }));
                    used = 0;
                }
                let blank = if used > 0 { " " } else { "" };
                used += wide + u16::from(used > 0);
                match line.parts.last_mut() {
                    Some((same, words)) if same == tone => words.push_str(&format!("{blank}{word}")),
                    _ => line.parts.push((*tone, format!("{blank}{word}"))),
                }
            }
        }
        if !line.parts.is_empty() {
            self.lines.push(line);
        }
    }

    /// Returns the first and last line of a jump target.
    #[must_use]
    pub fn lines_of(&self, goal: usize) -> Option<(usize, usize)> {
        let first = self.lines.iter().position(|l| l.goal == Some(goal))?;
        let last = self.lines.iter().rposition(|l| l.goal == Some(goal))?;
        Some((first, last))
    }
}

/// The position of a card on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardPage {
    /// The box with its frame.
    pub area: Rect,
    /// The area inside the frame, without the column of the selection mark.
    pub text: Rect,
}

/// Columns of the selection mark and the blank after it.
const MARK: u16 = 2;

impl CardPage {
    /// Returns the columns available for a line of a card.
    #[must_use]
    pub fn room(wide: u16) -> u16 {
        let inner = inside(Rect::new(0, 0, wide.min(WIDEST), 9)).width;
        inner.saturating_sub(MARK).max(1)
    }

    /// Places a card with this many lines. Leaves the status line free if there is room.
    #[must_use]
    pub fn new((wide, high): (u16, u16), lines: usize) -> Self {
        let high = if high > 8 { high - 1 } else { high };
        let width = wide.min(WIDEST);
        let height = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2).min(high);
        let area = Rect::new((wide - width) / 2, (high - height) / 2, width, height);
        let inner = inside(area);
        let mark = MARK.min(inner.width);
        Self { area, text: Rect { x: inner.x + mark, width: inner.width - mark, ..inner } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differing_words_have_signs() {
        let parts = compared("“We asked for eleven years.”", "We asked them for twelve years");
        assert_eq!(words_of_parts(&parts), "We asked [+them] for [−eleven] [+twelve] years");
        let long = (0..40).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        let parts = compared(&long, "w0");
        assert_eq!(words_of_parts(&parts), "w0 [−w1 w2 w3 w4 w5 w6 … w34 w35 w36 w37 w38 w39]");
    }

    #[test]
    fn running_text_keeps_to_its_room() {
        for room in 1..40 {
            let mut face = Face { room, ..Face::default() };
            face.flow(
                &[(Tone::Plain, "some words and 日本語日本語"), (Tone::Quiet, "  "), (Tone::Has, "[+more]")],
                None,
            );
            for line in &face.lines {
                let wide: u16 = line.parts.iter().map(|(_, text)| width(text)).sum();
                assert!(wide <= room && wide > 0, "{room}: {line:?}");
            }
        }
    }

    #[test]
    fn the_card_stays_on_the_screen() {
        for (wide, high) in (0..140).flat_map(|w| (0..60).map(move |h| (w, h))) {
            for lines in [0, 9, 500] {
                let page = CardPage::new((wide, high), lines);
                let screen = Rect::new(0, 0, wide, high);
                assert_eq!(screen.union(page.area), screen);
                assert!(page.text.is_empty() || page.area.union(page.text) == page.area);
                assert!(page.text.is_empty() || CardPage::room(wide) <= page.text.width.max(1), "{wide}×{high}");
            }
        }
    }
}
