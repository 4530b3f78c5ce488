//! Tests with marked text: the text before, the keys, and the text after. `‸` marks the cursor.

mod articles;
mod chaos;
mod contents;
mod correcting;
mod dating;
mod facts;
mod finding;
mod lists;
mod marking;
mod motion;
mod notes;
mod quotes;
mod screen_settings;
mod search;

use std::sync::Arc;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use crate::library::notes::{Anchor, Note, NoteId, PlacedNote, Placement};
use crate::nlp::{
    Annotations, Attribution, EntityId, EntityType, Fact, FactKind, Mention, Person, QuoteKind, SpeakerKind,
};
use crate::reader::command::keymap;
use crate::reader::update::update;
use crate::reader::{Action, Command, Effect, Model, Tab};
use crate::text::{Article, Block, Span};

const CURSOR: char = '‸';

/// A reader with an open article.
struct Reader {
    model: Model,
    effects: Vec<Effect>,
}

/// Splits a text into paragraphs at blank lines.
fn article(text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for piece in text.split("\n\n") {
        let span = Span::new(at, at + piece.len()).trim(text);
        if !span.is_empty() {
            blocks.push(Block::paragraph(span));
        }
        at += piece.len() + 2;
    }
    Article::new("test.txt", text.to_owned(), blocks)
}

impl Reader {
    /// Makes a reader on a screen of this size, with the cursor at the mark.
    fn sized(marked: &str, columns: u16, rows: u16) -> Self {
        let text = marked.replace(CURSOR, "");
        let mut model = Model::new(Arc::new(article(&text)), (columns, rows));
        // The text has the whole pane.
        model.session.shape.strip = Some(0);
        if let Some(at) = marked.find(CURSOR) {
            model.go_to(at);
            assert_eq!(model.document.cursor, at, "a place for the cursor");
        }
        Self { model, effects: Vec::new() }
    }

    /// Makes a reader on a screen with lines of 40 columns.
    fn new(marked: &str) -> Self {
        Self::sized(marked, 45, 24)
    }

    /// Presses keys: characters, and names in angle brackets (`<enter>`, `<c-o>`, `<a-left>`).
    fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
            let key = match named {
                Some((name, after)) => {
                    rest = after;
                    named_key(name)
                }
                None => {
                    rest = &rest[c.len_utf8()..];
                    KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
                }
            };
            if let Some(action) = keymap::action(&self.model, &Event::Key(key)) {
                self.act(action);
            }
        }
        self
    }

    fn act(&mut self, action: Action) -> &mut Self {
        self.effects.extend(update(&mut self.model, action));
        self
    }

    /// Returns the text around the cursor, with the mark.
    fn marked(&self) -> String {
        let mut text = self.model.document.article.text.clone();
        text.insert(self.model.document.cursor, CURSOR);
        text
    }

    fn says(&self) -> &str {
        self.model.message.as_ref().map_or("", |m| &m.text)
    }

    /// Returns the words of the selected quote.
    fn quote(&self) -> &str {
        let Some((_, quote)) = self.model.document.selected_quote() else { return "" };
        self.model.document.article.words(quote.content[0])
    }

    /// Returns the visible list, one line per row, with `>` before the selected row.
    fn list(&self) -> Vec<String> {
        use crate::reader::panes::list::rows::{Row, rows};
        let found = &self.model.document.annotations;
        let words = |span| self.model.document.article.words(span).to_owned();
        let text = |row: &Row| match row {
            Row::Speaker { name, quotes, share, .. } => format!("{name} {quotes} {share}"),
            Row::Quote { index, .. } => words(found.attributions[*index].content[0]),
            Row::Person { index, mentions, quotes, .. } => {
                format!("{} {mentions} {quotes}", found.people[*index].name)
            }
            Row::Detail { label: "", text, .. } => format!("- {text}"),
            Row::Detail { label, text, .. } => format!("- {label}: {text}"),
            Row::Fact { index, .. } => words(found.facts[*index].span),
            Row::Section { section, count, .. } => format!("{}  {count}", section.title()),
            Row::More(more) => format!("… {more}"),
            Row::MoreMentions(more) => format!("- {more} more"),
            Row::Unsure { quotes, open } => format!("{} {quotes} unsure", if *open { '−' } else { '+' }),
            Row::Stance { index } => format!("stance {}", words(found.stances[*index].content[0])),
            Row::Note { id } => self.model.document.notes.iter().find(|n| n.note.id == *id).unwrap().note.body.clone(),
        };
        let selected = self.model.document.list(self.model.document.tab).selected;
        let rows = rows(&self.model, self.model.document.tab);
        let mark = |at| if at == selected { ">" } else { " " };
        rows.iter().enumerate().map(|(at, row)| format!("{}{}", mark(at), text(row))).collect()
    }
}

/// Asserts that `keys` lead from `before` to `after`.
#[track_caller]
fn check(before: &str, keys: &str, after: &str) {
    let mut reader = Reader::new(before);
    reader.keys(keys);
    assert_eq!(reader.marked(), after, "after {keys}");
}

fn named_key(name: &str) -> KeyEvent {
    let (modifiers, base) = match name.split_once('-') {
        Some(("c", base)) => (KeyModifiers::CONTROL, base),
        Some(("a", base)) => (KeyModifiers::ALT, base),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match base {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "bs" => KeyCode::Backspace,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "down" => KeyCode::Down,
        "up" => KeyCode::Up,
        "pgdn" => KeyCode::PageDown,
        "f1" => KeyCode::F(1),
        _ => KeyCode::Char(base.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}

/// Returns the position of the `n`-th occurrence of `words`.
fn nth(text: &str, words: &str, n: usize) -> Span {
    let at = text.match_indices(words).nth(n).map(|(at, _)| at).unwrap_or_else(|| panic!("{words:?} in {text:?}"));
    Span::new(at, at + words.len())
}

const NEWS: &str = "The talks “will pave the way for a new phase”, Assad told Putin.\n\n\
    Nothing was said here. It rained.\n\n\
    “We are friends,” Putin said. “We help,” he added in 2015.\n\n\
    “No comment,” a spokesman said; Assad smiled. “Thanks,” said Assad.";

/// Returns the annotations of [`NEWS`].
fn news() -> Annotations {
    let quote = |id: &str, words: &str, source: Span, entity: Option<usize>| Attribution {
        id: id.to_owned(),
        kind: QuoteKind::Direct,
        content: vec![nth(NEWS, words, 0)],
        source: vec![source],
        cue: Vec::new(),
        speaker: entity.map(|e| ["Assad", "Putin"][e].to_owned()),
        entity: entity.map(EntityId),
        addressee: None,
        confidence: 0.9,
        evidence: None,
        revised: false,
    };
    let person = |entity, name: &str| Person {
        entity: EntityId(entity),
        name: name.to_owned(),
        kind: SpeakerKind::Person,
        aliases: vec![format!("{name}’s other name")],
        roles: vec!["president".to_owned()],
    };
    let mention = |span, entity| Mention { kind: EntityType::Person, span, entity: EntityId(entity), named: true };
    let mut mentions: Vec<_> = (0..3).map(|n| mention(nth(NEWS, "Assad", n), 0)).collect();
    mentions.extend((0..2).map(|n| mention(nth(NEWS, "Putin", n), 1)));
    mentions.sort_by_key(|m| m.span);
    Annotations {
        model: "test".to_owned(),
        mentions,
        people: vec![person(0, "Assad"), person(1, "Putin")],
        attributions: vec![
            quote("a", "“will pave the way for a new phase”", nth(NEWS, "Assad", 0), Some(0)),
            quote("b", "“We are friends,”", nth(NEWS, "Putin", 1), Some(1)),
            quote("c", "“We help,”", nth(NEWS, "he added", 0), Some(1)),
            quote("d", "“No comment,”", nth(NEWS, "a spokesman", 0), None),
            quote("e", "“Thanks,”", nth(NEWS, "Assad", 2), Some(0)),
        ],
        stances: Vec::new(),
        facts: vec![
            Fact::new(nth(NEWS, "2015", 0), FactKind::Date { value: Some("2015".to_owned()) }),
            Fact::new(nth(NEWS, "new phase", 0), FactKind::role(EntityId(0), "president".to_owned(), None)),
        ],
        covered: vec![Span::new(0, NEWS.len())],
        complete: true,
        dated: None,
        foreign: None,
    }
}

/// Returns a reader of [`NEWS`] with annotations.
fn reader() -> Reader {
    let mut reader = Reader::new(NEWS);
    reader.act(Action::Annotated(Arc::new(news())));
    reader
}

/// Makes a note on these words.
fn note(id: &str, words: &str, body: &str) -> PlacedNote {
    let span = nth(NEWS, words, 0);
    PlacedNote {
        note: Note {
            id: NoteId(id.to_owned()),
            article: Article::new("t", NEWS.to_owned(), Vec::new()).id,
            anchor: Some(Anchor::of(NEWS, span)),
            body: body.to_owned(),
            created: String::new(),
            modified: String::new(),
            ..Note::default()
        },
        placement: Placement::Ok(span),
    }
}
