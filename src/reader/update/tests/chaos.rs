//! Property tests: after any actions in any order at any size, the model is consistent.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;

use crate::reader::Message;
use crate::reader::library_request::LibraryEvent;
use crate::reader::update::tests::*;
use crate::text::BlockKind;

fn actions() -> impl Strategy<Value = Action> {
    let n = -3i32..=3;
    let small = || prop::sample::select(vec![-1, 1]);
    let keys = "jkdu bgGhlwB][}{)(*#/nN1234567890vaAEDUyotTMep'?q xcXimHrV\t:;\\sCz|+-\"<>";
    let mouse = prop::sample::select(vec![
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
    ]);
    let special = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Backspace,
        KeyCode::Tab,
        KeyCode::Left,
        KeyCode::Up,
        KeyCode::Down,
    ]);
    prop_oneof![
        8 => prop::sample::select(keys.chars().collect::<Vec<_>>())
            .prop_map(|c| Action::Input(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))),
        3 => special.prop_map(|code| Action::Input(KeyEvent::new(code, KeyModifiers::NONE))),
        1 => Just(Action::Input(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL))),
        1 => prop::sample::select(vec!['p', 'r', 'n', 'w', 'u']).prop_map(|c| Action::Input(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))),
        1 => prop::sample::select(vec!["by:a", "kind:direct", "doubt", "(", "note", "assad", "日"]).prop_map(|t| Action::Paste(t.to_owned())),
        1 => n.clone().prop_map(|n| Action::Run(Command::Lines(n))),
        1 => n.clone().prop_map(|n| Action::Run(Command::Pages(n))),
        1 => n.prop_map(|n| Action::Run(Command::NextQuote(n))),
        1 => small().prop_map(|n| Action::Run(Command::Scroll(n))),
        3 => (mouse, 0u16..130, 0u16..40).prop_map(|(kind, column, row)| {
            Action::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
        }),
        2 => (0u16..=130, 0u16..=40).prop_map(|(w, h)| Action::Resize(w, h)),
        1 => Just(Action::Run(Command::JumpBack)),
        1 => Just(Action::Run(Command::JumpForward)),
        1 => Just(Action::Annotated(Arc::default())),
        1 => Just(Action::Library(LibraryEvent::NotesLoaded(Vec::new()))),
        1 => Just(Action::Library(LibraryEvent::NoteSaved(NoteId("n".to_owned())))),
        1 => Just(Action::Library(LibraryEvent::NoteDeleted(NoteId("n".to_owned())))),
        1 => Just(Action::Library(LibraryEvent::Corrected)),
        1 => Just(Action::Written(Some("outside\u{1b}".to_owned()))),
        1 => Just(Action::Report(Message::error("no"))),
        1 => Just(Action::KeepDraft),
        1 => (0usize..99).prop_map(Action::GoToParagraph),
        1 => small().prop_map(|n| Action::Run(Command::NextArticle(n))),
        1 => Just(Action::Paste("two\nlines\u{1b}".to_owned())),
    ]
}

fn texts() -> Vec<String> {
    vec![
        NEWS.to_owned(),
        String::new(),
        " \n ".to_owned(),
        "x".to_owned(),
        "日本語の“文”。👩‍👩‍👧 e\u{301}\u{301} \u{202e}abc שלום ❤\u{fe0f}\u{200b}\n\n🇸🇾\u{ad}🇷🇺 ก็".repeat(9),
        format!("{} end", "giant".repeat(9000)),
        "\u{301}\n\n\u{200b}\n\n\u{1b}\n\na".to_owned(),
        (0..300).map(|n| format!("p{n} “quote {n}”")).collect::<Vec<_>>().join("\n\n"),
    ]
}

/// Makes quotes, people and facts all over a text, some of them nonsense.
fn annotate(text: &str, step: usize) -> Annotations {
    let mut found = news();
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(step.max(1)).take(60).collect();
    let pattern = found.attributions[0].clone();
    let spans: Vec<Span> = starts.windows(2).map(|two| Span::new(two[0], two[1])).collect();
    found.attributions = spans
        .iter()
        .enumerate()
        .map(|(n, span)| Attribution {
            id: format!("{}", span.start),
            content: vec![*span, spans[(n + 1) % spans.len()]],
            source: vec![spans[(n + 3) % spans.len()]],
            entity: (n % 3 > 0).then_some(EntityId(n % 3)),
            ..pattern.clone()
        })
        .collect();
    found.mentions.iter_mut().zip(&spans).for_each(|(m, s)| m.span = *s);
    found.mentions.truncate(spans.len());
    found.facts.iter_mut().for_each(|f| f.span = spans.first().copied().unwrap_or_default());
    found
}

fn whole(model: &Model) {
    let text = &model.document.article.text;
    assert!(text.is_char_boundary(model.document.cursor) && model.document.cursor <= text.len());
    let block = model.document.article.block_at(model.document.cursor);
    if let Some(block) = block {
        let layout = crate::reader::layout::layout_block(
            &model.document.article,
            block,
            model.document.layouts.width,
            model.document.layouts.setting,
        );
        let starts = layout.lines.iter().flat_map(|l| l.cells.iter().map(|g| g.span.start).chain([l.span.start]));
        assert!(starts.into_iter().any(|at| at == model.document.cursor), "the cursor stands on a cluster");
        let top = model.document.layouts.get(model.document.top.block).expect("the top is laid out");
        assert!(model.document.top.line < top.lines.len());
        let height = crate::reader::geometry(model).text.height.max(u16::from(model.session.screen.1 > 0));
        let seen = model.document.layouts.visible(model.document.top, height);
        assert!(seen.is_empty() == (height == 0));
    } else {
        assert!(
            model.document.article.blocks.is_empty()
                || model.document.cursor < model.document.article.blocks[0].span.start
        );
    }
    for tab in Tab::ALL {
        let rows = crate::reader::panes::list::rows::rows(model, tab);
        let list = model.document.list(tab);
        assert!(list.selected < rows.len().max(1) && list.top < rows.len().max(1), "{tab:?} {list:?}");
        if rows.iter().any(crate::reader::panes::list::rows::Row::selectable) {
            assert!(rows[list.selected].selectable());
        }
    }
    if let Some(span) = model.document.selection() {
        assert!(!span.of(text).is_empty());
    }
    assert!(model.document.jumps.at <= model.document.jumps.places.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::with_cases(160) })]

    #[test]
    fn the_model_stays_whole(
        text in prop::sample::select(texts()),
        has_blocks in prop::bool::weighted(0.9),
        is_code in prop::bool::weighted(0.2),
        size in (0u16..=130, 0u16..=40),
        step in 1usize..40,
        actions in prop::collection::vec(actions(), 1..60),
    ) {
        let mut article = article(&text);
        if !has_blocks {
            article.blocks.clear();
        }
        if is_code {
            article.blocks.iter_mut().for_each(|b| b.kind = BlockKind::Code { language: None });
        }
        let found = Arc::new(annotate(&text, step));
        let mut model = Model::new(Arc::new(article), size);
        whole(&model);
        for action in actions {
            // Keys take the same path as in the program; annotations of this text replace empty ones.
            let action = match action {
                Action::Input(key) => keymap::action(&model, &Event::Key(key)),
                Action::Annotated(_) => Some(Action::Annotated(Arc::clone(&found))),
                Action::Library(LibraryEvent::NotesLoaded(_)) if text == NEWS => {
                    Some(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])))
                }
                other => Some(other),
            };
            if let Some(action) = action {
                let _ = update(&mut model, action);
                whole(&model);
            }
        }
    }
}
