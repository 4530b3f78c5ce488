//! Tests ten thousand random keys, clicks, sizes and outside answers: the screen stays valid, the list and the
//! article agree, and nothing panics.

use crate::support;

use std::sync::Arc;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use pullquote::library::db::{Alike, Draft, Form, Found, Hit, Labels, LibraryEntry, PersonArticle, PersonEntry};
use pullquote::library::notes::corrections::Correction;
use pullquote::library::notes::{Difference, NoteId, PlacedNote};
use pullquote::nlp::Annotations;
use pullquote::reader::command::keymap;
use pullquote::reader::geometry;
use pullquote::reader::library_request::{Compared, LibraryEvent, LibraryRequest};
use pullquote::reader::overlays::hints::Spot;
use pullquote::reader::panes::list::rows::{Row, rows};
use pullquote::reader::{Action, Effect, Message, Overlay, Pane, QuoteView, Setup, State, Tab};
use pullquote::text::{ArticleId, Span};
use pullquote::theme::Theme;
use ratatui::buffer::{Buffer, CellWidth as _};
use support::{Desk, draw, story, text};

/// Actions in one run.
const ACTIONS: usize = 10_000;

/// A random generator with the same numbers in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// The state outside the model: the article's annotations and the notes in the library.
struct Outside {
    found: Arc<Annotations>,
    notes: Vec<PlacedNote>,
    /// The corrections; only the last one can be undone here.
    corrections: Vec<Correction>,
}

/// Returns an article with difficult text: wide and right-to-left characters, a long paragraph, combining marks
/// without a base.
fn hard() -> Desk {
    let long = "“word” said Ann ".repeat(300);
    let mut desk = Desk::new(
        "hard.txt",
        &[
            ("h1", "日本語 👩‍👩‍👧 שלום"),
            ("p", "“はい、そうです” と e\u{301}\u{301} Ann said. \u{1b}[2J \u{202e}abc\u{202c} “שלום”, said Ben."),
            ("p", &long),
            ("code", "\ttabs\u{0} and\u{9b} more\nlines"),
            ("li", "“One,” “two,” Ben said."),
            ("hr", ""),
        ],
    );
    let kind = pullquote::nlp::SpeakerKind::Person;
    let ann = desk.person("Ann e\u{301}", kind, &["日本"], &["witness"]);
    let ben = desk.person("Ben", kind, &[], &[]);
    desk.mention("Ann", pullquote::nlp::EntityType::Person, ann);
    desk.mention("said Ben", pullquote::nlp::EntityType::Person, ben);
    use pullquote::nlp::QuoteKind::{Direct, Indirect, Mixed};
    desk.quote(Direct, &["“はい、そうです”"], "Ann", "said", Some(ann), 0.9);
    desk.quote(Mixed, &["“word” said Ann “word”"], "Ann", "said", Some(ann), 0.2);
    desk.quote(Direct, &["“One,”", "“two,”"], "Ben", "said", Some(ben), 0.6);
    desk.quote(Indirect, &["more\nlines"], "tabs", "and", None, 0.4);
    desk.found.attributions.sort_by_key(pullquote::nlp::Attribution::start);
    use pullquote::nlp::{EventStatus, Fact, FactKind, Participant};
    let (shalom, yes) = (desk.span("“שלום”"), desk.span("“はい、そうです”"));
    let date = desk.span("“One,”");
    let claim = |score| FactKind::Claim { score, reasons: Vec::new(), figures: vec![yes], dates: vec![date] };
    let who = vec![Participant { entity: ann, name: "Ann e\u{301}".to_owned() }];
    let event = FactKind::Event {
        who,
        trigger: desk.span("said Ben"),
        when: None,
        date: Some(date),
        place: None,
        status: EventStatus::Alleged,
    };
    desk.found.facts = vec![
        Fact { by: Some("Ann e\u{301}".to_owned()), ..Fact::new(yes, claim(0.2)) },
        Fact::new(yes, FactKind::quantity(Some(1e18), Some("日本".to_owned()))),
        Fact::new(shalom, FactKind::role(ben, "שלום".to_owned(), None)),
        Fact::new(shalom, claim(f32::NAN)),
        Fact::new(date, FactKind::Date { value: None }),
        Fact { by: Some("Ben".to_owned()), ..Fact::new(date, event) },
    ];
    desk.found.facts.extend((0..9).map(|n| Fact::new(date, claim(n as f32))));
    desk.note("n", Some("“One,”"), "日本 note", pullquote::library::notes::Placement::Ok);
    desk
}

/// Returns the next action.
fn next(dice: &mut Dice, model: &State, outside: &mut Outside) -> Option<Action> {
    let key = |code, modifiers| keymap::action(model, &Event::Key(KeyEvent::new(code, modifiers)));
    match dice.below(100) {
        // The most frequent actions: the keys of the table, and some others.
        0..55 => {
            let chars: Vec<char> =
                "jkdufbgGhlwB][}{)(*#/nN1234567890vaAEDUyotTMep'?:;\\s\"CzLO|+-.,JK<>xxccXiimmHrVIPOLZEWFPR3F!@@&I日é \t"
                    .chars()
                    .collect();
            key(KeyCode::Char(dice.of(&chars)), KeyModifiers::NONE)
        }
        55..62 => {
            key(KeyCode::Char(dice.of(&['d', 'u', 'e', 'y', 'o', 'p', 'r', 'w', 's', 'n', 'g'])), KeyModifiers::CONTROL)
        }
        62..78 => {
            let codes = [
                KeyCode::Enter,
                KeyCode::Esc,
                KeyCode::Backspace,
                KeyCode::Tab,
                KeyCode::BackTab,
                KeyCode::Delete,
                KeyCode::Up,
                KeyCode::Down,
                KeyCode::Left,
                KeyCode::Right,
                KeyCode::PageDown,
                KeyCode::PageUp,
                KeyCode::Home,
                KeyCode::End,
            ];
            key(dice.of(&codes), KeyModifiers::NONE)
        }
        78..86 => {
            let kind = dice.of(&[
                MouseEventKind::ScrollDown,
                MouseEventKind::ScrollUp,
                MouseEventKind::Down(MouseButton::Left),
                MouseEventKind::Drag(MouseButton::Left),
                MouseEventKind::Up(MouseButton::Left),
            ]);
            let place = |end: u16, dice: &mut Dice| u16::try_from(dice.below(usize::from(end) + 2)).unwrap();
            let (column, row) = (place(model.session.screen.0, dice), place(model.session.screen.1, dice));
            keymap::action(model, &Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
        }
        86..90 => Some(Action::Paste(
            dice.of(&[
                "by:a",
                "kind:d",
                "kind:stance",
                "¶4",
                "doubt",
                "(",
                "mara",
                "日",
                "said",
                "sure:>0.5",
                "person:ann",
                "12 people",
                "mayor, Oslo",
                "2023-03-15",
                "theme",
                "a\nb\u{1b}",
            ])
            .to_owned(),
        )),
        90..94 => {
            let sizes = [(120, 36), (80, 24), (40, 12), (1, 1), (0, 0), (7, 40), (200, 3), (100, 30), (33, 9)];
            let (wide, high) = dice.of(&sizes);
            Some(Action::Resize(wide, high))
        }
        94 if dice.below(4) == 0 => {
            // Undoes everything: otherwise corrections would only accumulate.
            outside.corrections.clear();
            Some(Action::Library(LibraryEvent::CorrectionsLoaded(Vec::new())))
        }
        94..96 => Some(Action::Library(LibraryEvent::NotesLoaded(outside.notes.clone()))),
        96 => {
            // A partial result: some of the annotations.
            let mut piece = (*outside.found).clone();
            let keep = dice.below(piece.attributions.len() + 1);
            piece.attributions.truncate(keep);
            piece.complete = false;
            Some(Action::Annotated(Arc::new(piece)))
        }
        97..99 => Some(Action::Annotated(Arc::clone(&outside.found))),
        _ => Some(match dice.below(4) {
            0 => Action::KeepDraft,
            1 => {
                let body = "half a\u{1b} thought".to_owned();
                let draft = Draft { span: Some(Span::new(0, 9)), body, tags: vec!["@Ann".to_owned()], note: None };
                Action::Library(LibraryEvent::DraftFound(draft))
            }
            2 => Action::GoToParagraph(dice.below(99)),
            _ => Action::Report(Message::error("the disk is full")),
        }),
    }
}

/// Returns the entries of the library.
fn list() -> Vec<LibraryEntry> {
    let titles = ["日本語 👩‍👩‍👧 שלום", "The mill", "", "\u{1b}[2J and \u{202e}abc", "said", "mara", "doubt by:a"];
    let entries = titles.iter().enumerate().map(|(n, title)| LibraryEntry {
        id: ArticleId::of_text(title),
        title: (n != 2).then(|| (*title).to_owned()),
        source: ["-", "https://日本.example/a", "/a/\u{9b}b.txt"][n % 3].to_owned(),
        date: (n % 2 == 0).then(|| "2024-02-06".to_owned()),
        notes: n,
        quotes: (n != 3).then_some(n * 100),
        read: u8::try_from(n * 16).ok(),
        labels: Labels { unread: n < 3, later: n == 4, star: n % 3 == 0, tags: vec!["日本".to_owned(); n % 2] },
        site: (n % 2 == 1).then(|| "The \u{1b}[2J 日本".to_owned()),
        byline: (n == 5).then(|| "Ann \u{202e}Lee".to_owned()),
        ..LibraryEntry::default()
    });
    entries.collect()
}

/// Returns the people of all articles.
fn people() -> Vec<PersonEntry> {
    let names = ["Ann e\u{301}", "日本語 👩‍👩‍👧", "", "\u{1b}[2J\u{202e}abc", "Ben"];
    let article = |n: usize| PersonArticle {
        id: ArticleId::of_text(["said", ""][n % 2]),
        title: (n > 0).then(|| "שלום".to_owned()),
        source: "/a/\u{9b}b.txt".to_owned(),
        date: "2024-02-06".to_owned(),
        dated: n == 1,
        roles: vec!["mayor\u{1b}".to_owned(); n],
        mentions: n,
        quotes: n,
    };
    let person = |(n, name): (usize, &&str)| PersonEntry {
        name: (*name).to_owned(),
        names: vec!["日本".to_owned(); n % 3],
        quotes: n * 7,
        articles: (0..=n % 3).map(article).collect(),
    };
    names.iter().enumerate().map(person).collect()
}

/// Returns a match in the article with this text.
fn hit(typed: &str, article: &str) -> Hit {
    Hit {
        found: Found::Article,
        article: ArticleId::of_text(article),
        title: Some("Elsewhere 日本".to_owned()),
        source: "/x".to_owned(),
        date: "2024-02-06".to_owned(),
        dated: true,
        words: format!("{typed} and more words 日本"),
        on: None,
        earlier: true,
        marks: pullquote::library::notes::Marks::default(),
        span: Some(Span::new(0, 4)),
        score: 1.0,
    }
}

/// Returns the quotes of a person.
fn quotes() -> Vec<Hit> {
    let long = "\u{202e}“はい、そうです” ".repeat(40);
    vec![hit("\u{1b}[2J said", "said"), hit(&long, "said"), hit("", "")]
}

/// The output of a command.
const HOSTILE: &str = "\u{1b}[2J| a | 日本 |\n|---|---|\n| x | 👩‍👩‍👧 |\n\u{202e}  כי\n\nand the rest of it";

/// Returns the outside answers to these effects.
fn answer(effects: &[Effect], outside: &mut Outside) -> Vec<Action> {
    let mut answers = Vec::new();
    for effect in effects {
        match effect {
            Effect::Library(LibraryRequest::SaveNote { id, .. }) => {
                answers.push(Action::Library(LibraryEvent::NoteSaved(
                    id.clone().unwrap_or_else(|| NoteId("new".to_owned())),
                )));
                answers.push(Action::Library(LibraryEvent::NotesLoaded(outside.notes.clone())));
            }
            Effect::Library(LibraryRequest::DeleteNote(id)) => {
                let left = outside.notes.iter().filter(|n| n.note.id != *id).cloned().collect();
                answers.extend([
                    Action::Library(LibraryEvent::NoteDeleted(id.clone())),
                    Action::Library(LibraryEvent::NotesLoaded(left)),
                ]);
            }
            Effect::Library(LibraryRequest::List) => answers.push(Action::Library(LibraryEvent::Listed(list()))),
            Effect::Library(LibraryRequest::Label { article, change, list: listed }) => {
                let mut labels = Labels::default();
                labels.apply(change);
                answers.push(Action::Library(LibraryEvent::Labelled(article.clone(), labels)));
                if *listed {
                    answers.push(Action::Library(LibraryEvent::Listed(list())));
                }
            }
            Effect::Library(LibraryRequest::NextUnread(_)) => {
                let next = list().into_iter().find(|entry| entry.labels.unread).map(Box::new);
                answers.push(Action::Library(LibraryEvent::NextUnread(next)));
            }
            Effect::Library(LibraryRequest::People(of) | LibraryRequest::JoinPeople { of, .. }) => {
                answers.push(Action::Library(LibraryEvent::People(of.clone(), people())));
            }
            Effect::Library(LibraryRequest::QuotesOf(person, of)) => {
                answers.push(Action::Library(LibraryEvent::QuotesOf(person.name.clone(), of.clone(), quotes())));
            }
            Effect::RunHook(run) => {
                let result = if run.words.is_empty() { Err("no \u{1b}[2J".to_owned()) } else { Ok(HOSTILE.to_owned()) };
                answers.push(Action::HookEnded(run.clone(), result));
            }
            Effect::RefreshFeeds => answers.push(Action::Refreshed(Message::error("1 failed: \u{1b}[2J"))),
            Effect::Library(LibraryRequest::Forget(id)) => {
                let left = list().into_iter().filter(|entry| entry.id != *id).collect();
                answers.push(Action::Library(LibraryEvent::Listed(left)));
            }
            Effect::Library(LibraryRequest::Correct(change)) => {
                outside.corrections.push(Correction {
                    id: outside.corrections.len().to_string(),
                    article: ArticleId::of_text(""),
                    created: "2024-02-07T09:00:00Z".to_owned(),
                    engine: "by-hand".to_owned(),
                    change: (**change).clone(),
                });
                answers.extend([
                    Action::Library(LibraryEvent::CorrectionsLoaded(outside.corrections.clone())),
                    Action::Library(LibraryEvent::Corrected),
                ]);
            }
            Effect::Library(LibraryRequest::TakeBack(id)) => {
                outside.corrections.retain(|one| one.id != *id);
                answers.extend([
                    Action::Library(LibraryEvent::CorrectionsLoaded(outside.corrections.clone())),
                    Action::Library(LibraryEvent::Corrected),
                ]);
            }
            Effect::Library(LibraryRequest::Undo) | Effect::Library(LibraryRequest::Redo) => {
                outside.corrections.pop();
                answers.push(Action::Library(LibraryEvent::NotesLoaded(outside.notes.clone())));
                answers.push(Action::Library(LibraryEvent::CorrectionsLoaded(outside.corrections.clone())));
                answers.push(Action::Library(LibraryEvent::Undone {
                    what: None,
                    back: *effect == Effect::Library(LibraryRequest::Undo),
                }));
            }
            Effect::Library(LibraryRequest::FindSimilar(words)) => {
                let one = Alike {
                    article: ArticleId::of_text("x"),
                    title: Some("Elsewhere 日本".to_owned()),
                    source: "/x".to_owned(),
                    speaker: None,
                    kind: pullquote::nlp::QuoteKind::Direct,
                    words: format!("{words} but longer"),
                    span: Span::new(0, 4),
                    version: false,
                    form: Form::Longer,
                    likeness: 0.8,
                };
                answers.push(Action::Library(LibraryEvent::SimilarFound(words.clone(), vec![one])));
            }
            Effect::Library(LibraryRequest::Search(typed)) => {
                answers.push(Action::Library(LibraryEvent::Found(typed.clone(), vec![hit(typed, "x"); 30])));
            }
            Effect::Library(LibraryRequest::Compare(which)) => {
                let changes = vec![
                    Difference::Gone { was: Span::new(0, 3), at: 5 },
                    Difference::New(Span::new(0, 9)),
                    Difference::Title { was: "Old 日本".to_owned(), is: "New".to_owned() },
                ];
                let (opened, old) = ("2024-02-06T09:00:00.000Z".to_owned(), "old words".to_owned());
                let compared = Compared { versions: 3, which: *which, opened, old, changes };
                answers.push(Action::Library(LibraryEvent::Compared(Arc::new(compared))));
            }
            Effect::EditInEditor(text) => answers.push(Action::Written(Some(format!("{text} more")))),
            Effect::TakeTheme(name) => answers.push(Action::ThemeChanged(name.clone())),
            Effect::CycleTheme => answers.push(Action::ThemeChanged("another".to_owned())),
            _ => {}
        }
    }
    answers
}

/// Checks the invariants after every action.
fn whole(model: &State) {
    let text = &model.document.article.text;
    assert!(
        model.document.cursor <= text.len() && text.is_char_boundary(model.document.cursor),
        "the cursor is inside the text"
    );
    if let Some(span) = model.document.selection() {
        assert!(span.end <= text.len() && !span.of(text).is_empty(), "the selection is words of the text");
    }
    for tab in Tab::ALL {
        let rows = rows(model, tab);
        let list = model.document.list(tab);
        assert!(
            list.selected < rows.len().max(1) && list.top < rows.len().max(1),
            "{tab:?} {list:?} of {}",
            rows.len()
        );
        assert!(rows.get(list.selected).is_none_or(Row::selectable) || !rows.iter().any(Row::selectable));
    }
    // The quote shown in the article is the one selected in the list, unless the filter hides it.
    if let Some((selected, quote)) = model.document.selected_quote() {
        assert!(quote.content.iter().all(|c| c.end <= text.len()));
        let rows = rows(model, Tab::Quotes);
        let row = rows.iter().position(|r| matches!(r, Row::Quote { index, .. } if *index == selected));
        let at = model.document.list(Tab::Quotes).selected;
        let on_other = matches!(rows.get(at), Some(Row::Unsure { .. } | Row::Stance { .. }));
        assert!(on_other || row.is_none_or(|row| row == at), "list and article disagree");
        let is_hidden = !model.document.filter(Tab::Quotes).is_empty()
            || model.session.quote_view != QuoteView::All
            || rows.iter().any(|row| matches!(row, Row::Unsure { open: false, .. }));
        assert!(row.is_some() || is_hidden, "a quote is missing in the list");
    }
    assert!(model.document.jumps.at <= model.document.jumps.places.len());
    assert!(model.document.jumps.places.iter().all(|place| *place <= text.len()));
    for overlay in &model.overlays {
        match overlay {
            Overlay::Picker(picker) => {
                assert!(picker.selected < picker.hits.len().max(1) && picker.top <= picker.selected);
            }
            Overlay::Library(list) => {
                assert!(list.selected < list.hits.len().max(1) && list.top <= list.selected);
                let all = list.entries.as_ref().map_or(0, |entries| entries.len());
                assert!(list.hits.iter().all(|hit| *hit < all));
            }
            Overlay::Chart(state) => {
                assert!(state.speaker < model.document.index.speakers.len().max(1));
                assert!(state.top < model.document.index.speakers.len().max(1), "{state:?}");
            }
            Overlay::Menu(menu) => {
                assert!(menu.selected < menu.len().max(1) && menu.top <= menu.selected, "{menu:?}");
            }
            Overlay::Hints { marks, .. } => {
                assert!(marks.iter().all(|m| !matches!(m.at, Spot::Byte(at) if at > text.len())))
            }
            _ => {}
        }
    }
    let at = geometry(model);
    assert!(
        model.document.focus == Pane::Article
            || !at.list.is_empty()
            || model.session.screen.0 == 0
            || model.session.screen.1 < 3
    );
}

/// Checks that nothing is wider than the screen, cut in half, or an escape sequence.
fn check(buffer: &Buffer) {
    for y in 0..buffer.area.height {
        let mut covered = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            let width = symbol.cell_width();
            assert!(width >= 1 && x + width <= buffer.area.width, "{symbol:?} at {x},{y}:\n{}", text(buffer));
            assert!(x >= covered || symbol == " ", "something lies under a wide cluster at {x},{y}");
            covered = covered.max(x + width);
            assert!(!symbol.chars().any(|c| pullquote::text::harmless(c).is_some()), "{symbol:?} reached the screen");
        }
    }
}

fn run(desk: Desk, seed: u64) {
    let mut outside =
        Outside { found: Arc::new(desk.found.clone()), notes: desk.notes.clone(), corrections: Vec::new() };
    let themes = Arc::new(vec!["one".to_owned(), "日本".to_owned()]);
    let commands = "[commands]\na = { run = \"a {words}\", key = \"ctrl-w\" }\nb = { run = \"b {speaker}\", key = \"ctrl-n\", \
        output = \"note\" }\nc = { run = \"c {word} {rest}\", key = \"&\", output = \"copy\" }\n";
    let keys = pullquote::config::parse(commands).unwrap().keys;
    assert_eq!(keys.hooks().len(), 3);
    let setup = Setup { themes, keys, ..Setup::default() };
    let mut model = desk.open_with(120, 36, setup.clone());
    let theme = Theme::plain();
    let mut dice = Dice(seed);
    let mut trace: Vec<String> = Vec::new();
    for n in 0..ACTIONS {
        let Some(action) = next(&mut dice, &model, &mut outside) else { continue };
        trace.push(format!("{action:?}").chars().take(90).collect());
        if trace.len() > 25 {
            trace.remove(0);
        }
        let step = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let effects = model.update(action);
            for action in answer(&effects, &mut outside) {
                let _ = model.update(action);
            }
            // Nothing follows the end: the next reader starts from this state.
            if model.quit {
                let (screen, cursor) = (model.session.screen, model.document.cursor);
                model = State::with(Arc::clone(&model.document.article), screen, setup.clone());
                model.update(Action::Annotated(Arc::clone(&outside.found)));
                model.update(Action::Library(LibraryEvent::NotesLoaded(outside.notes.clone())));
                model.update(Action::Library(LibraryEvent::CorrectionsLoaded(outside.corrections.clone())));
                model.go_to(cursor);
            }
            whole(&model);
            if n % 5 == 0 {
                let (buffer, cursor) = draw(&model, &theme);
                assert!(
                    cursor.is_none_or(|(x, y)| x < model.session.screen.0 && y < model.session.screen.1),
                    "cursor at {cursor:?}"
                );
                check(&buffer);
            }
        }));
        if step.is_err() {
            panic!("seed {seed}, action {n}, after:\n{}", trace.join("\n"));
        }
    }
}

#[test]
fn ten_thousand_actions_on_an_article() {
    run(story(), 1);
}

#[test]
fn ten_thousand_actions_on_a_hard_one() {
    run(hard(), 2);
}
