use std::sync::Arc;

use ratatui::style::Color;

use crate::ingest::{from_html, from_markdown};
use crate::reader::panes::pictures::*;
use crate::reader::{Action, Command, Effect, Setup, State};
use crate::text::{Article, Picture};
use crate::theme::ColorDepth;

const DISPLAY: Display = Display { protocol: Protocol::HalfBlocks(ColorDepth::True), cell: (10, 20) };

fn paragraphs(n: usize) -> String {
    (0..n).map(|n| format!("Paragraph {n} tells of the ferry and of the tide in the bay.\n\n")).collect()
}

/// Returns an article with a picture after each of `at` paragraphs.
fn article(at: &[usize]) -> Arc<Article> {
    let mut source = String::new();
    for n in 0..=30 {
        if at.contains(&n) {
            source.push_str(&format!("![picture {n}](p{n}.png)\n\n"));
        }
        source.push_str(&format!("Paragraph {n} tells of the ferry and of the tide in the bay.\n\n"));
    }
    Arc::new(from_markdown("/articles/a.md", &source))
}

fn open(article: &Arc<Article>, size: (u16, u16)) -> State {
    State::with(Arc::clone(article), size, Setup { display: DISPLAY, ..Setup::default() })
}

/// Answers every request for a picture with one of this size; returns which pictures were asked for.
fn answer(state: &mut State, mut effects: Vec<Effect>, natural: (u32, u32)) -> Vec<usize> {
    let mut asked = Vec::new();
    while let Some(effect) = effects.pop() {
        let Effect::LoadPicture(request) = effect else { continue };
        asked.push(request.picture);
        let (columns, rows) = request.room.fit(natural);
        let red = Some(Color::Rgb(200, 0, 0));
        let content = Content::HalfBlocks(vec![(red, red); usize::from(columns) * usize::from(rows)]);
        let loaded = LoadedPicture { natural, raster: Raster { columns, rows, content } };
        effects.extend(state.update(Action::PictureLoaded(request.picture, request.room, Ok(loaded))));
    }
    asked.sort_unstable();
    asked
}

fn look(state: &mut State, natural: (u32, u32)) -> Vec<usize> {
    let effects = state.update(Action::LookForPictures);
    answer(state, effects, natural)
}

/// Returns the rows of the screen that show a picture.
fn picture_rows(state: &State) -> usize {
    let lines = state.document.layouts.visible(state.document.top, u16::try_from(state.height()).unwrap());
    lines
        .iter()
        .filter(|(_, at)| state.document.layouts.line(*at).unwrap().picture.is_some_and(|p| p.row.is_some()))
        .count()
}

#[test]
fn a_picture_keeps_its_proportions_and_fits() {
    let room = Room { columns: 60, rows: 15, cell: (10, 20) };
    assert_eq!(room.fit((100, 100)), (10, 5), "as large as it is");
    assert_eq!(room.fit((6_000, 1_000)), (60, 5));
    assert_eq!(room.fit((1_000, 6_000)), (5, 15));
    assert_eq!(room.fit((0, 0)), (1, 1));
    for size in [(1, u32::MAX), (u32::MAX, 1), (u32::MAX, u32::MAX), (17, 16), (333, 77)] {
        let (columns, rows) = room.fit(size);
        assert!((1..=60).contains(&columns) && (1..=15).contains(&rows), "{size:?}");
    }
    assert_eq!(Room { columns: 0, rows: 0, cell: (0, 0) }.fit((10, 10)), (1, 1));
}

#[test]
fn only_pictures_near_the_screen_are_asked_for_and_each_once() {
    let article = article(&[0, 2, 28]);
    let mut state = open(&article, (80, 24));
    // Lost, because another article was opened: asked for again.
    assert_eq!(state.update(Action::LookForPictures).len(), 2);
    assert_eq!(look(&mut state, (200, 200)), [0, 1]);
    assert!(picture_rows(&state) > 0);
    assert_eq!(look(&mut state, (200, 200)), Vec::<usize>::new());
    let effects = state.update(Action::Run(Command::Bottom));
    assert_eq!(answer(&mut state, effects, (200, 200)), [2]);
    let effects = state.update(Action::Resize(60, 30));
    assert_eq!(answer(&mut state, effects, (200, 200)), [2], "another room");
}

#[test]
fn no_offset_moves() {
    let article = article(&[0, 1, 2, 15, 30]);
    let text = article.text.clone();
    let mut state = open(&article, (80, 24));
    let bare = open(&article, (80, 24));
    look(&mut state, (400, 300));
    assert!(Arc::ptr_eq(&state.document.article, &article) && state.document.article.text == text);
    for (block, of) in article.blocks.iter().enumerate() {
        let (Some(with), Some(without)) = (state.document.layouts.get(block), bare.document.layouts.get(block)) else {
            continue;
        };
        let lines = with.lines.get(with.text_lines()).unwrap();
        assert_eq!(lines, without.lines.as_slice(), "block {block}: the lines of the text are the same");
        for byte in of.span.start..of.span.end {
            assert_eq!(with.line_of(byte) - with.above, without.line_of(byte), "byte {byte}");
        }
    }
    // The search, the selection and the way back find the same bytes.
    for names in ["/ f e r r y Enter n n", "j j v w w Esc", "G g", "k", "] [", "Ctrl-d Ctrl-d Ctrl-u"] {
        let (mut with, mut without) = (open(&article, (80, 24)), open(&article, (80, 24)));
        look(&mut with, (400, 300));
        press(&mut with, names);
        press(&mut without, names);
        if !names.contains("Ctrl") {
            assert_eq!(with.document.cursor, without.document.cursor, "{names}");
        }
        assert!(article.text.is_char_boundary(with.document.cursor));
        let block = article.block_at(with.document.cursor).unwrap();
        let layout = with.document.layouts.get(block).unwrap();
        let line = &layout.lines[layout.line_of(with.document.cursor)];
        assert!(line.picture.is_none(), "{names}: the cursor stands in the text");
    }
}

fn press(state: &mut State, names: &str) {
    for name in names.split(' ') {
        let key = crate::reader::command::chord::Key::parse(name).unwrap().event();
        let action = crate::reader::command::keymap::action(state, &crossterm::event::Event::Key(key));
        let effects = action.map(|action| state.update(action)).unwrap_or_default();
        answer(state, effects, (400, 300));
    }
}

#[test]
fn lines_go_over_pictures_in_one_step() {
    let article = article(&[3]);
    let mut state = open(&article, (80, 24));
    look(&mut state, (400, 400));
    let starts: Vec<usize> = article.blocks.iter().map(|block| block.span.start).collect();
    for names in [["j"; 8], ["k"; 8]] {
        for name in names {
            let before = state.document.cursor;
            press(&mut state, name);
            let at = |byte: usize| starts.iter().position(|start| *start == byte).unwrap();
            let (from, to) = (at(before), at(state.document.cursor));
            assert_eq!(from.abs_diff(to), 1, "{name}: from paragraph {from} to {to}");
        }
    }
    assert_eq!(state.document.cursor, 0);
}

#[test]
fn a_picture_is_scrolled_over_row_by_row() {
    let article = article(&[2]);
    let mut state = open(&article, (80, 24));
    look(&mut state, (400, 300));
    let rows = picture_rows(&state);
    assert!(rows >= 5, "{rows}");
    let mut seen = vec![rows];
    for _ in 0..30 {
        press(&mut state, "Ctrl-e");
        seen.push(picture_rows(&state));
    }
    assert!(seen.windows(2).all(|two| two[0] - two[1] <= 1), "{seen:?}");
    assert!(seen.contains(&0) && seen.contains(&1) && seen.contains(&(rows - 1)));
    for _ in 0..40 {
        press(&mut state, "Ctrl-y");
    }
    assert_eq!(picture_rows(&state), rows, "back at the top");
}

#[test]
fn pages_are_pages_also_among_pictures() {
    let article = article(&[1, 4, 5, 9, 14]);
    for name in ["Ctrl-d", "Space"] {
        let mut state = open(&article, (80, 24));
        look(&mut state, (400, 300));
        // All pictures are known before pages are measured.
        (0..12).for_each(|_| press(&mut state, "Ctrl-d"));
        press(&mut state, "g");
        let wanted = if name == "Space" { state.height() - 2 } else { state.height() / 2 };
        for _ in 0..5 {
            let before = state.document.top;
            press(&mut state, name);
            let mut model = state.document.clone();
            // The rows between the two tops, blank ones included.
            let mut rows = 0;
            for block in before.block..=state.document.top.block {
                let layout = model.layouts.block(&article, block).unwrap();
                let from = if block == before.block { before.line + layout.space_before } else { 0 };
                let to = if block == state.document.top.block {
                    state.document.top.line + layout.space_before
                } else {
                    layout.rows()
                };
                rows += to - from;
            }
            assert!(rows.abs_diff(wanted) <= 2, "{name}: {rows} rows instead of {wanted}");
        }
    }
}

#[test]
fn a_picture_above_the_screen_moves_nothing_on_it() {
    let article = article(&[1, 6]);
    let mut state = open(&article, (80, 24));
    let effects = state.update(Action::LookForPictures);
    press_silently(&mut state, "Ctrl-d");
    press_silently(&mut state, "Ctrl-d");
    let top = state.first_byte();
    answer(&mut state, effects, (400, 300));
    assert_eq!(state.first_byte(), top);
}

/// Presses a key and leaves the pictures unanswered.
fn press_silently(state: &mut State, name: &str) {
    let key = crate::reader::command::chord::Key::parse(name).unwrap().event();
    if let Some(action) = crate::reader::command::keymap::action(state, &crossterm::event::Event::Key(key)) {
        let _ = state.update(action);
    }
}

#[test]
fn the_first_and_the_last_picture_can_be_seen() {
    let page = format!("<img src=a.png><p>{}</p><img src=b.png>", paragraphs(1));
    let mut page = from_html("/articles/a.html", &page, None);
    // As a message has it.
    page.pictures = vec![
        Picture { at: 0, source: PictureSource::File("a.png".to_owned()) },
        Picture { at: page.text.len(), source: PictureSource::File("b.png".to_owned()) },
    ];
    let page = Arc::new(page);
    for size in [(120, 36), (80, 24), (40, 12)] {
        let mut state = open(&page, size);
        look(&mut state, (400, 300));
        let first = state.document.layouts.visible(state.document.top, 1)[0].1;
        assert!(state.document.layouts.line(first).unwrap().picture.is_some(), "{size:?}");
        press(&mut state, "G");
        let seen = state.document.layouts.visible(state.document.top, u16::try_from(state.height()).unwrap());
        let last = seen.last().unwrap().1;
        assert!(state.document.layouts.line(last).unwrap().picture.is_some_and(|at| at.picture == 1), "{size:?}");
        assert!(state.document.cursor < page.text.len(), "{size:?}: the cursor stands in the text");
    }
}

#[test]
fn pictures_of_the_web_are_never_asked_for_without_the_key() {
    let source = "![one](https://example.org/one.png)\n\nWords of the ferry.\n\n![two](two.png)\n";
    let article = Arc::new(from_markdown("/articles/a.md", source));
    let mut state = open(&article, (80, 24));
    assert_eq!(look(&mut state, (200, 200)), [1]);
    press(&mut state, "G");
    assert!(!state.document.pictures.known.contains_key(&0));
    let key = crate::reader::command::chord::Key::parse("%").unwrap().event();
    let action = crate::reader::command::keymap::action(&state, &crossterm::event::Event::Key(key)).unwrap();
    let effects = state.update(action);
    assert!(matches!(effects.as_slice(), [Effect::LoadPicture(request)] if request.picture == 0), "{effects:?}");
    assert!(state.message.as_ref().unwrap().text.contains("fetching"));
    answer(&mut state, effects, (200, 200));
    assert!(state.document.pictures.known[&0].raster.is_some());
}

#[test]
fn what_cannot_be_shown_takes_no_rows_and_is_not_asked_for_again() {
    let article = article(&[0, 2]);
    let mut state = open(&article, (80, 24));
    let effects = state.update(Action::LookForPictures);
    for effect in effects {
        let Effect::LoadPicture(request) = effect else { continue };
        let damaged = Err("it is damaged".to_owned());
        assert_eq!(state.update(Action::PictureLoaded(request.picture, request.room, damaged)), []);
    }
    assert_eq!((picture_rows(&state), look(&mut state, (200, 200)).len()), (0, 0));
    assert_eq!(state.message, None, "the words in brackets say enough");
    // An answer for a room that is no more, and for a picture that is not there.
    let room = Room { columns: 1, rows: 1, cell: (1, 1) };
    for picture in [0, 99] {
        let _ = state.update(Action::PictureLoaded(picture, room, Err(String::new())));
    }
}

#[test]
fn pictures_can_be_hidden_and_switched_off() {
    let article = article(&[0, 2]);
    let mut state = open(&article, (80, 24));
    look(&mut state, (300, 300));
    let shown = picture_rows(&state);
    let _ = state.update(Action::Run(Command::Pictures));
    assert_eq!(picture_rows(&state), 0);
    let effects = state.update(Action::Run(Command::Pictures));
    answer(&mut state, effects, (300, 300));
    assert_eq!(picture_rows(&state), shown);
    let mut off = State::with(Arc::clone(&article), (80, 24), Setup::default());
    assert_eq!(off.update(Action::LookForPictures), []);
    let _ = off.update(Action::Run(Command::FetchPictures));
    assert!(off.message.as_ref().unwrap().text.contains("cannot show pictures"));
}

#[test]
fn the_picture_at_a_paragraph_is_opened() {
    let article = article(&[1]);
    let mut state = open(&article, (80, 24));
    press(&mut state, "j");
    let key = crate::reader::command::chord::Key::parse("o").unwrap().event();
    let action = crate::reader::command::keymap::action(&state, &crossterm::event::Event::Key(key)).unwrap();
    let effects = state.update(action);
    assert_eq!(effects, [Effect::OpenPicture(PictureSource::File("p1.png".to_owned()))]);
}

#[test]
fn the_contents_of_far_pictures_are_forgotten() {
    let all: Vec<usize> = (0..=30).collect();
    let article = article(&all);
    let mut state = open(&article, (80, 24));
    look(&mut state, (40, 40));
    for _ in 0..40 {
        press(&mut state, "Ctrl-d");
    }
    let kept = state.document.pictures.known.values().filter(|known| known.raster.is_some()).count();
    assert!((1..=40).contains(&kept), "{kept}");
}
