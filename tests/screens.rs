//! Tests whole screens: at every size, with any text in the article, and without colours.

use crate::support;

use pullquote::reader::geometry;
use pullquote::reader::library_request::LibraryEvent;
use pullquote::reader::{Action, Command, Message, Overlay, State, Tab};
use pullquote::text::Span;
use pullquote::theme::{ColorDepth, Theme};
use ratatui::buffer::{Buffer, CellWidth as _};
use support::{Desk, act, draw, press, resize, row, story, text};

/// Checks that every wide cluster has both of its columns inside the screen, and that no text is an escape sequence.
fn check(buffer: &Buffer, what: &str) {
    for y in 0..buffer.area.height {
        let mut covered = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            let width = symbol.cell_width();
            assert!(width >= 1, "{what}: {symbol:?} at {x},{y} takes no column");
            assert!(x + width <= buffer.area.width, "{what}: {symbol:?} at {x},{y} is cut by the edge");
            if x < covered {
                assert_eq!(symbol, " ", "{what}: something lies under a wide cluster at {x},{y}");
            }
            covered = covered.max(x + width);
            let bad = symbol.chars().find(|c| pullquote::text::harmless(*c).is_some());
            assert!(bad.is_none(), "{what}: {bad:?} at {x},{y} reached the screen");
        }
    }
}

/// Number of variants.
const COUNT: usize = 34;

/// Returns all combinations on screen: every tab with every overlay, with either pane in front.
fn variants(model: &State) -> Vec<State> {
    let with = |change: &dyn Fn(&mut State)| {
        let mut model = model.clone();
        change(&mut model);
        let (width, height) = model.session.screen;
        resize(&mut model, width, height);
        model
    };
    let note = || Action::Paste("a note 日本語 of\ntwo lines".to_owned());
    vec![
        with(&|_| {}),
        with(&|m| act(m, Action::Run(Command::SwitchPane))),
        with(&|m| act(m, Action::Run(Command::ShowTab(Tab::People)))),
        with(&|m| act(m, Action::Run(Command::ShowTab(Tab::Facts)))),
        with(&|m| act(m, Action::Run(Command::ShowTab(Tab::Notes)))),
        with(&|m| act(m, Action::Run(Command::ToggleHelp))),
        with(&|m| {
            act(m, Action::Run(Command::ToggleHelp));
            act(m, Action::Run(Command::Bottom));
        }),
        with(&|m| {
            press(m, "gva");
            act(m, note());
        }),
        with(&|m| {
            act(m, Action::Run(Command::AddArticleNote));
            act(m, note());
        }),
        with(&|m| {
            act(m, Action::Run(Command::ToggleHelp));
            press(m, "/note");
        }),
        with(&|m| {
            act(m, Action::Run(Command::StartSearch));
            act(m, Action::Paste("the tide 日本語".repeat(9)));
        }),
        with(&|m| act(m, Action::Run(Command::ToggleContents))),
        with(&|m| act(m, Action::Report(Message::error("cannot save: the disk is full 日本".repeat(4))))),
        with(&|m| {
            act(m, Action::Run(Command::ToggleSelect));
            act(m, Action::Run(Command::Pages(1)));
        }),
        with(&|m| press(m, ":sp")),
        with(&|m| act(m, Action::Run(Command::FuzzyJump))),
        with(&|m| {
            act(m, Action::Run(Command::FuzzyJump));
            press(m, "t日");
        }),
        with(&|m| act(m, Action::Run(Command::Chart))),
        with(&|m| press(m, "\\tide kind:x 日本")),
        with(&|m| press(m, "⇥2\\a\u{301}⏎")),
        with(&|m| press(m, "⇥3\\1⏎")),
        with(&|m| {
            act(m, Action::Run(Command::SinglePane));
            act(m, Action::Run(Command::FocusMode));
            (0..20).for_each(|_| act(m, Action::Run(Command::Measure(1))));
        }),
        with(&|m| {
            press(m, "/⌃r(日本語");
        }),
        with(&|m| act(m, Action::Run(Command::Correct))),
        with(&|m| {
            act(m, Action::Run(Command::Correct));
            press(m, "/日本語");
        }),
        with(&|m| {
            press(m, "gvw");
            act(m, Action::Run(Command::Correct));
        }),
        with(&|m| act(m, Action::Run(Command::Verdict))),
        with(&|m| {
            act(m, Action::Run(Command::Mark));
            press(m, "#日本語");
        }),
        with(&|m| {
            act(m, Action::Run(Command::Card));
            elsewhere(m);
        }),
        with(&judged),
        with(&|m| act(m, Action::Run(Command::SearchLibrary))),
        with(&|m| {
            act(m, Action::Run(Command::SearchLibrary));
            press(m, "tide 日本 kind:x");
            found(m);
        }),
        with(&|m| act(m, Action::Run(Command::Changes))),
        with(&changed),
    ]
}

/// Adds search hits of every type, with text of this article.
fn found(model: &mut State) {
    use pullquote::library::db::{Found, Hit};
    use pullquote::library::notes::{Marks, NoteId, Verdict};
    let Some(Overlay::LibrarySearch(finding)) = model.overlays.last() else { return };
    let typed = finding.text.clone();
    let hit = |found: Found, marks: Marks| Hit {
        found,
        article: model.document.article.id.clone(),
        title: model.document.article.title.clone(),
        source: model.document.article.source.clone(),
        date: "2024-02-06".to_owned(),
        dated: true,
        words: format!("{} the tide 日本語 {}", "words before ".repeat(9), model.document.article.text),
        on: None,
        earlier: false,
        marks,
        span: Some(Span::new(0, model.document.article.text.len().min(9))),
        score: 1.0,
    };
    let marks = Marks { verdict: Some(Verdict::False), tags: vec!["日本語".to_owned()], ..Marks::default() };
    let kind = pullquote::nlp::QuoteKind::Mixed;
    let hits = vec![
        hit(Found::Quote { kind, speaker: Some("日本 太郎".to_owned()) }, Marks::default()),
        hit(Found::Note(NoteId("1".to_owned())), marks),
        hit(Found::Article, Marks::default()),
    ];
    act(model, Action::Library(LibraryEvent::Found(typed, hits)));
}

/// Adds a comparison with a version that has other words.
fn changed(model: &mut State) {
    use pullquote::library::notes::{Reviewed, Version, compare};
    let nothing = Reviewed::default();
    let old = model.document.article.text.replace("the", "日本語").replace('“', "“Well, ");
    let version = |text, title| Version { title: Some(title), text, said: &nothing };
    let new = Version { said: &model.document.annotations, ..version(&model.document.article.text, "New") };
    let changes = compare(version(&old, "Old 日本語"), new);
    let opened = "2024-02-06T09:00:00.000Z".to_owned();
    let compared = pullquote::reader::library_request::Compared { versions: 3, which: 1, opened, old, changes };
    act(model, Action::Run(Command::Changes));
    act(model, Action::Library(LibraryEvent::Compared(std::sync::Arc::new(compared))));
}

/// Adds a similar quote, as long as a page and with other words, in an article with the same title.
fn elsewhere(model: &mut State) {
    let Some(Overlay::Card(card)) = model.overlays.last() else { return };
    let words = card.words.clone();
    let one = pullquote::library::db::Alike {
        article: model.document.article.id.clone(),
        title: model.document.article.title.clone(),
        source: model.document.article.source.clone(),
        speaker: Some("日本 太郎".to_owned()),
        kind: pullquote::nlp::QuoteKind::Direct,
        words: format!("{} 日本語 {words} again", "other words ".repeat(40)),
        span: Span::new(0, 1),
        version: false,
        form: pullquote::library::db::Form::Altered,
        likeness: 0.7,
    };
    act(model, Action::Library(LibraryEvent::SimilarFound(words, vec![one])));
}

/// Adds every mark to every note, corrects every quote, sorts the notes, and opens the card of one.
fn judged(model: &mut State) {
    use pullquote::library::notes::corrections::{Change, Correction, Target};
    use pullquote::library::notes::{Flag, Marks, Verdict};
    let mut notes = model.document.notes.clone();
    for note in &mut notes {
        let words = note.note.body.clone();
        note.note.marks = Marks {
            tags: vec![words.clone(), "@日本".to_owned()],
            colour: Some("green".to_owned()),
            flag: Some(Flag::Question),
            verdict: Some(Verdict::NeedsSource),
            links: vec![format!("https://example.org/{words}")],
        };
    }
    let text = model.document.article.text.clone();
    let correction = |(n, quote): (usize, &pullquote::nlp::Attribution)| Correction {
        id: n.to_string(),
        article: model.document.article.id.clone(),
        created: "2024-02-07T09:00:00Z".to_owned(),
        engine: "by-hand".to_owned(),
        change: Change::Speaker { quote: Target::of(&text, quote), name: Some("日本 太郎 👩‍🔬".to_owned()) },
    };
    let corrections = model.document.annotations.attributions.iter().enumerate().map(correction).collect();
    act(model, Action::Library(LibraryEvent::CorrectionsLoaded(corrections)));
    act(model, Action::Library(LibraryEvent::NotesLoaded(notes)));
    act(model, Action::Run(Command::ShowTab(Tab::Notes)));
    act(model, Action::Run(Command::SortPeople));
    act(model, Action::Run(Command::Card));
}

#[test]
fn every_size_draws_without_a_panic_or_an_overwide_line() {
    let mut model = story().open(1, 1);
    press(&mut model, "]]");
    let mut models = variants(&model);
    assert_eq!(models.len(), COUNT);
    let theme = Theme::load("pullquote-dark", ColorDepth::True).unwrap();
    let heights = [1, 2, 3, 4, 5, 6, 7, 9, 12, 24, 37, 100];
    let widths = [1, 2, 3, 4, 5, 6, 7, 11, 12, 19, 20, 31, 32, 40, 80, 99, 100, 120, 300];
    let wide = (1..=300).flat_map(|w| heights.map(|h| (w, h)));
    let high = (1..=100).flat_map(|h| widths.map(|w| (w, h)));
    for (n, (width, height)) in wide.chain(high).enumerate() {
        // All variants on small screens; on large ones, each in turn.
        let few = width <= 24 && height <= 9;
        // Each variant changes from size to size, as a window does while it is resized.
        for (at, model) in models.iter_mut().enumerate().filter(|(at, _)| few || at % COUNT == n % COUNT) {
            resize(model, width, height);
            let (buffer, cursor) = draw(model, &theme);
            check(&buffer, &format!("variant {at} at {width}×{height}"));
            assert!(cursor.is_none_or(|(x, y)| x < width && y < height), "variant {at}: cursor at {cursor:?}");
        }
    }
}

#[test]
fn a_buffer_of_another_size_than_the_model_expects_is_no_reason_to_panic() {
    for model in variants(&story().open(120, 36)) {
        for (width, height) in [(0, 0), (1, 1), (10, 60), (130, 5), (200, 60)] {
            let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, width, height));
            let _ = pullquote::reader::draw::draw(&model, &Theme::plain(), &mut buffer);
            check(&buffer, &format!("{width}×{height}"));
        }
    }
}

#[test]
fn columns_stay_straight_beside_wide_combining_joined_and_right_to_left_text() {
    let hard = [
        (
            "p",
            "日本語の記事はここにあります。「はい」と彼は言った。それから長い文章が続きます、とても長い文章です。日本語。",
        ),
        (
            "p",
            "Cafe\u{301} n\u{303}andu\u{301} a\u{300}\u{301}\u{302}\u{303}\u{304} and e\u{301}e\u{301}e\u{301}e\u{301} again",
        ),
        ("p", "A family 👩‍👩‍👧‍👦 of emoji 🏳️‍🌈 👍🏽 🇩🇪 🇫🇷 ☎️ ✈︎ and digits 1️⃣ until the line breaks 👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬"),
        ("p", "שלום עולם, said the reporter, and مرحبا بالعالم answered the other one in the same breath."),
        ("li", "ﾊﾝｶｸ ｶﾞ ﾊﾟ 한국어 문장 조합 ᄒ\u{1161}\u{11ab}"),
        ("code", "日本語\tコード\n\tplain\ttabs"),
    ];
    let mut desk = Desk::new("日本語の記事.txt", &hard);
    desk.article.title = Some("日本語 👩‍👩‍👧‍👦 שלום e\u{301}".to_owned());
    desk.person("日本 太郎 👩‍🔬", pullquote::nlp::SpeakerKind::Person, &["太郎"], &["研究者"]);
    desk.note("n", Some("日本語"), "覚え書き 👍🏽 e\u{301}", pullquote::library::notes::Placement::Ok);
    let model = desk.open(100, 30);
    for width in [100, 101, 107, 120, 133, 180] {
        for mut model in variants(&model) {
            resize(&mut model, width, 30);
            let (buffer, _) = draw(&model, &Theme::plain());
            check(&buffer, "hard text");
            if model.overlays.is_empty() && !model.session.shape.single {
                let at = geometry(&model).divider;
                for y in at.top()..at.bottom() {
                    let symbol = buffer[(at.x, y)].symbol();
                    assert!(matches!(symbol, "│" | "┃" | "┬"), "{symbol:?} on the divider:\n{}", text(&buffer));
                }
            }
        }
    }
}

#[test]
fn nothing_that_steers_a_terminal_gets_through_any_text() {
    let mut evil: String = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}').map(|c| format!("{c}x")).collect();
    evil.push_str("\u{1b}[2J\u{1b}[31;5mred\u{1b}]0;title\u{7}\u{1b}]52;c;ZXZpbA==\u{1b}\\\u{1b}P1$r0m\u{1b}\\\u{9b}2J\u{90}q\u{9c}");
    evil.push_str("\u{202e}gpj.exe\u{202c}\u{2066}iso\u{2069}\u{200f}\u{200e}\u{61c}\u{feff}\u{2028}\u{2029}end");
    // Split into pieces, so that each part is visible even on small screens.
    let chars: Vec<char> = evil.chars().collect();
    for piece in chars.chunks(9) {
        let evil: String = piece.iter().collect();
        let model = poisoned(&evil);
        for size in [(120, 36), (40, 12)] {
            for mut model in variants(&model) {
                resize(&mut model, size.0, size.1);
                let (buffer, _) = draw(&model, &Theme::plain());
                check(&buffer, &format!("{evil:?}"));
            }
        }
    }
}

/// Returns a reader with these words everywhere.
fn poisoned(evil: &str) -> State {
    let said = format!("“{evil}”");
    let code = format!("code {evil}");
    let mut desk = Desk::new(&format!("{evil}.txt"), &[("h1", evil), ("p", &said), ("li", evil), ("code", &code)]);
    desk.article.title = Some(evil.to_owned());
    desk.article.byline = Some(evil.to_owned());
    desk.article.date = Some(evil.to_owned());
    desk.article.notices = vec![evil.to_owned()];
    let who = desk.person(evil, pullquote::nlp::SpeakerKind::Person, &[evil], &[evil]);
    let quote = desk.quote(pullquote::nlp::QuoteKind::Direct, &[&said], evil, evil, Some(who), 0.3);
    desk.found.attributions[quote].addressee = Some(evil.to_owned());
    let kind = pullquote::nlp::FactKind::Date { value: Some(evil.to_owned()) };
    desk.found.facts.push(pullquote::nlp::Fact::new(desk.span(&said), kind));
    desk.found.foreign = Some(evil.to_owned());
    desk.note("n", Some(&said), evil, pullquote::library::notes::Placement::Moved);
    let mut model = desk.open(120, 36);
    model.set_read_only(Some(evil.to_owned()));
    act(&mut model, Action::Run(Command::StartSearch));
    act(&mut model, Action::Paste(evil.to_owned()));
    press(&mut model, "⏎g]");
    act(&mut model, Action::Report(Message::error(evil)));
    model
}

#[test]
fn without_colours_what_is_selected_still_stands_out() {
    let theme = Theme::load("pullquote-dark", ColorDepth::None).unwrap();
    let mut model = story().open(120, 36);
    press(&mut model, "]");
    let (buffer, _) = draw(&model, &theme);
    let style_of = |words: &str| {
        let at = (0..36).find_map(|y| {
            let line: String = (0..72).map(|x| buffer[(x, y)].symbol()).collect();
            let (before, _) = line.split_once(words)?;
            Some((u16::try_from(before.chars().count()).unwrap(), y))
        });
        let (x, y) = at.unwrap_or_else(|| panic!("{words:?} is not on screen"));
        buffer[(x, y)].modifier
    };
    let said = style_of("We are not buying");
    for other in ["Mara Lindqvist", "said Mara", "stood", "cost less", "the tide mill at"] {
        assert_ne!(said, style_of(other), "the selected quote looks like {other:?}");
    }
    assert!(row(&buffer, 0).contains("┤1 Quotes├"), "the shown tab is marked by more than colour");
    assert!(
        buffer.content().iter().all(|c| c.fg == ratatui::style::Color::Reset && c.bg == ratatui::style::Color::Reset)
    );
    act(&mut model, Action::Report(Message::error("the disk is full")));
    let (buffer, _) = draw(&model, &theme);
    assert!(row(&buffer, 35).contains("! the disk is full"), "an error is told from a message by more than colour");
}

#[test]
fn corrections_and_verdicts_are_told_in_words_and_signs() {
    use pullquote::library::notes::corrections::{Change, Correction, Target};
    use pullquote::library::notes::{Marks, Verdict};
    let mut model = story().open(120, 36);
    let quote = Target::of(&model.document.article.text, &model.document.annotations.attributions[0]);
    let correction = Correction {
        id: "1".to_owned(),
        article: model.document.article.id.clone(),
        created: "2024-02-07T09:00:00Z".to_owned(),
        engine: "by-hand".to_owned(),
        change: Change::Speaker { quote, name: Some("Tomas Okafor".to_owned()) },
    };
    act(&mut model, Action::Library(LibraryEvent::CorrectionsLoaded(vec![correction])));
    let mut notes = model.document.notes.clone();
    notes[0].note.marks = Marks { verdict: Some(Verdict::Disputed), tags: vec!["wall".to_owned()], ..Marks::default() };
    act(&mut model, Action::Library(LibraryEvent::NotesLoaded(notes)));
    press(&mut model, "g]");
    let screen = |model: &State| text(&draw(model, &Theme::plain()).0);
    let shown = screen(&model);
    assert!(shown.contains("corrected · said") && shown.contains("Tomas Okafor (corrected)"), "{shown}");
    press(&mut model, "i");
    let shown = screen(&model);
    assert!(shown.contains("said by Tomas Okafor, not Mara Lindqvist (7 Feb 2024, 09:00)"), "{shown}");
    press(&mut model, "q⇥4");
    let shown = screen(&model);
    assert!(shown.contains("≠ disputed · #wall"), "{shown}");
    press(&mut model, "i");
    let shown = screen(&model);
    assert!(shown.contains("created 7 Feb 2024, 09:00"), "{shown}");
    for (width, height) in [(120, 36), (80, 24), (40, 12)] {
        let mut model = story().open(width, height);
        press(&mut model, "g]c");
        let shown = screen(&model);
        assert!(shown.contains("Mara Lindqvist") && shown.contains("Correct “We are"), "{width}×{height}:\n{shown}");
        press(&mut model, "⎋x");
        assert!(screen(&model).contains("≠ disputed"), "{width}×{height}:\n{}", screen(&model));
        press(&mut model, "⎋i");
        assert!(screen(&model).contains("buying back the tide"), "{width}×{height}:\n{}", screen(&model));
    }
}

#[test]
fn what_was_found_and_what_has_changed_are_told_at_every_size() {
    for (width, height) in [(120, 36), (80, 24), (40, 12)] {
        let screen = |model: &State| text(&draw(model, &Theme::plain()).0);
        let mut model = story().open(width, height);
        press(&mut model, "S");
        let shown = screen(&model);
        assert!(shown.contains("by:lindqvist") && shown.contains("Search all articles"), "{shown}");
        press(&mut model, "tide");
        found(&mut model);
        let shown = screen(&model);
        assert!(shown.contains("the tide 日本語") && shown.contains("日本 太郎 · partly quoted"), "{shown}");
        assert!(shown.contains("your note · ✗ false") && shown.contains("/tide"), "{shown}");
        press(&mut model, "⎋");
        changed(&mut model);
        let shown = screen(&model);
        assert!(shown.contains("─ Changes ") && shown.contains("6 Feb"), "{shown}");
        press(&mut model, "jjj");
        assert!(screen(&model).contains("[+"), "{width}×{height}:\n{}", screen(&model));
    }
}

#[test]
fn drawing_changes_nothing_and_is_the_same_twice() {
    for model in variants(&story().open(120, 36)) {
        let theme = Theme::load("pullquote-light", ColorDepth::True).unwrap();
        let before = format!(
            "{:?}",
            (&model.document.top, model.document.cursor, &model.document.lists, &model.document.layouts)
        );
        let (first, _) = draw(&model, &theme);
        let (second, _) = draw(&model, &theme);
        assert_eq!(first, second);
        assert_eq!(
            before,
            format!(
                "{:?}",
                (&model.document.top, model.document.cursor, &model.document.lists, &model.document.layouts)
            )
        );
    }
}
