//! Tests of line settings, the divider, and the mouse on overlays.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::reader::overlays::chart::ChartPage;
use crate::reader::overlays::hints::{Spot, shown_rows};
use crate::reader::update::tests::*;
use crate::reader::{Overlay, Pane};

const PROSE: &str = "The harbour administration announced yesterday that the restoration of the old lighthouse would be \
    considerably more expensive than originally estimated, according to documents that nobody had seen before.";

fn mouse(reader: &mut Reader, kind: MouseEventKind, column: u16, row: u16) {
    let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    if let Some(action) = keymap::action(&reader.model, &Event::Mouse(event)) {
        reader.act(action);
    }
}

fn click(reader: &mut Reader, column: u16, row: u16) {
    mouse(reader, MouseEventKind::Down(MouseButton::Left), column, row);
    mouse(reader, MouseEventKind::Up(MouseButton::Left), column, row);
}

/// Returns the selected speaker and quote of the chart.
fn chart(reader: &Reader) -> Option<(usize, usize)> {
    match reader.model.overlays.last() {
        Some(Overlay::Chart(state)) => Some((state.speaker, state.quote)),
        _ => None,
    }
}

#[test]
fn lines_are_set_as_wanted_and_the_place_stays() {
    let text = [PROSE; 30].join("\n\n");
    let mut reader = Reader::sized(&text, 45, 24);
    reader.keys("Gk");
    let cursor = reader.model.document.cursor;
    let top = |r: &Reader| r.model.document.layouts.line(r.model.document.top).unwrap().span.start;
    let before = top(&reader);
    let lines = |r: &Reader| r.model.document.layouts.kept.values().flat_map(|b| b.lines.clone()).collect::<Vec<_>>();
    assert!(lines(&reader).iter().all(|l| !l.hyphen && l.cells.iter().all(|g| g.width == 1)));
    reader.keys("K");
    assert_eq!(reader.says(), "hyphenation on");
    assert!(lines(&reader).iter().any(|l| l.hyphen));
    reader.keys("J");
    assert_eq!(reader.says(), "justified lines");
    assert!(lines(&reader).iter().any(|l| l.cells.iter().any(|g| g.width > 1)));
    let shown = reader.model.document.layouts.line(reader.model.document.top).unwrap().span;
    assert!(shown.contains(before) || reader.model.document.cursor == cursor, "the place on screen stays");
    reader.keys("JK");
    assert_eq!((reader.model.document.cursor, top(&reader)), (cursor, before), "there and back");
    let mut other = Reader::new("日本語の記事はここにあります。");
    other.keys("K");
    assert_eq!(other.says(), "hyphenation on, but this language has no patterns");
}

#[test]
fn a_selection_across_a_divided_word_is_the_words_of_the_text() {
    let mut reader = Reader::sized(PROSE, 30, 24);
    reader.keys("KJv");
    reader.act(Action::Run(Command::Lines(3)));
    reader.keys("y");
    let Some(Effect::Copy(copied)) = reader.effects.last() else { panic!("copied") };
    assert!(PROSE.starts_with(copied.as_str()) && copied.len() > 60, "{copied}");
    reader.keys("<esc>/considerably<enter>");
    assert!(PROSE[reader.model.document.cursor..].starts_with("considerably"));
}

#[test]
fn the_divider_is_dragged_and_pushed() {
    let mut reader = Reader::sized(PROSE, 140, 24);
    let divider = |r: &Reader| crate::reader::geometry(&r.model).divider.x;
    let was = divider(&reader);
    mouse(&mut reader, MouseEventKind::Down(MouseButton::Left), was, 5);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 60, 6);
    assert_eq!(divider(&reader), 60);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 3, 6);
    assert_eq!(divider(&reader), 39, "the article stays readable");
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 80, 90);
    mouse(&mut reader, MouseEventKind::Up(MouseButton::Left), 80, 6);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 50, 6);
    assert_eq!((divider(&reader), reader.model.document.mark), (80, None), "let go of, nothing is dragged or selected");
    reader.keys(">");
    assert_eq!((divider(&reader), reader.says()), (84, "second pane: 55 columns"));
    reader.keys("<");
    assert_eq!(divider(&reader), 80);
    reader.act(Action::Resize(280, 24));
    assert_eq!(divider(&reader).abs_diff(160), 1, "its share is kept");
}

#[test]
fn quotes_stand_below_the_article_on_narrow_screens() {
    use crate::reader::panes::strip::quote_at;
    let mut reader = Reader::sized(NEWS, 80, 24);
    reader.model.session.shape.strip = None;
    reader.act(Action::Annotated(Arc::new(news())));
    let strip = |reader: &Reader| crate::reader::geometry(&reader.model).strip;
    assert_eq!(strip(&reader).height, 5);
    // The first row is a rule; the quotes follow in text order.
    let at = strip(&reader);
    let rows = |reader: &Reader| (0..5).map(|row| quote_at(&reader.model, at, at.y + row)).collect::<Vec<_>>();
    assert_eq!(rows(&reader), [None, Some(0), Some(1), Some(2), Some(3)]);
    reader.keys("]]]]");
    assert_eq!(rows(&reader), [None, Some(1), Some(2), Some(3), Some(4)], "the selected quote is on screen");
    mouse(&mut reader, MouseEventKind::Down(MouseButton::Left), 20, at.y + 1);
    assert_eq!((reader.quote(), reader.model.document.focus), ("“We are friends,”", Pane::Article));
    reader.keys("<");
    assert_eq!((strip(&reader).height, reader.says()), (6, "quotes below the article: 6 rows"));
    reader.keys("9<9<");
    assert_eq!(
        (strip(&reader).height, reader.says()),
        (11, "quotes below the article: 11 rows are the most on this screen")
    );
    reader.keys("99>");
    assert_eq!((strip(&reader).height, reader.says()), (0, "no quotes below the article"));
    reader.keys("<|");
    assert_eq!(reader.says(), "the article alone: Tab lists the quotes, | shows them below it");
    assert_eq!(strip(&reader).height, 0);
    reader.keys("|");
    assert_eq!(reader.says(), "quotes below the article; two panes need 100 columns, here are 80");
    assert_eq!(strip(&reader).height, 2);
    reader.keys("<tab>");
    assert_eq!((strip(&reader).height, crate::reader::geometry(&reader.model).list.height), (0, 22));
    let none = Annotations { complete: true, ..Annotations::default() };
    reader.keys("<tab>").act(Action::Annotated(Arc::new(none)));
    assert_eq!(strip(&reader).height, 0, "an article without quotes needs no room for them");
}

#[test]
fn letters_stand_on_the_rows_of_the_list_too() {
    let mut reader = reader_wide();
    reader.keys(";");
    let Some(Overlay::Hints { marks, .. }) = reader.model.overlays.last() else { panic!("letters") };
    let rows: Vec<_> = marks.iter().filter(|m| matches!(m.at, Spot::Row(_))).cloned().collect();
    assert_eq!(rows.len(), shown_rows(&reader.model, crate::reader::geometry(&reader.model).list).len());
    assert!(marks.iter().any(|m| matches!(m.at, Spot::Byte(_))));
    assert!(marks.is_sorted_by_key(|m| m.at));
    let last = rows.last().unwrap();
    reader.keys(&last.label);
    assert_eq!(reader.model.document.focus, Pane::List);
    assert_eq!(Spot::Row(reader.model.document.list(Tab::Quotes).selected), last.at);
}

#[test]
fn the_chart_is_clicked() {
    let mut reader = reader_wide();
    reader.keys("C");
    let page = ChartPage::new(&reader.model);
    click(&mut reader, page.names.x + 2, page.names.y + 1);
    assert_eq!(chart(&reader).map(|(speaker, _)| speaker), Some(1), "a name selects its speaker");
    let quote = reader.model.document.index.speakers[0].quotes[1];
    let at = page.bars.x + page.column(reader.model.document.annotations.attributions[quote].start());
    click(&mut reader, at, page.bars.y);
    assert_eq!(chart(&reader), Some((0, 1)), "a bar selects its quote");
    click(&mut reader, at, page.bars.y);
    assert_eq!(chart(&reader), None, "clicked again it is gone to");
    assert_eq!(reader.quote(), "“Thanks,”");
    reader.keys("C");
    click(&mut reader, 0, 0);
    assert!(reader.model.overlays.is_empty(), "a click beside the chart closes it");
    reader.keys("C");
    click(&mut reader, page.ruler.right() - 1, page.ruler.y);
    assert!(chart(&reader).is_some());
    click(&mut reader, page.words.x, page.words.y);
    assert_eq!(reader.quote(), "“Thanks,”", "the ruler selects the nearest quote of all, its words lead to it");
}

/// Returns the reader of the other tests on a screen with two panes.
fn reader_wide() -> Reader {
    let mut reader = reader();
    reader.act(Action::Resize(140, 40));
    reader
}

#[test]
fn margins_are_wider_and_narrower_and_the_place_stays() {
    let mut reader = Reader::sized(&"word ".repeat(400), 90, 30);
    reader.keys("|GG");
    let (cursor, width) = (reader.model.document.cursor, reader.model.text_width());
    reader.keys(&".".repeat(12));
    assert!(reader.model.text_width() < width, "{}", reader.says());
    assert!(reader.says().starts_with("margins of at least 24 columns, lines of "), "{}", reader.says());
    reader.keys(&",".repeat(12));
    assert_eq!((reader.model.text_width(), reader.model.document.cursor), (width, cursor));
    reader.keys(",");
    assert_eq!(reader.says(), "no margins");
}

#[test]
fn the_scrollbar_is_dragged() {
    let mut reader = Reader::sized(&vec![PROSE; 60].join("\n\n"), 80, 24);
    let bar = crate::reader::geometry(&reader.model).scrollbar;
    mouse(&mut reader, MouseEventKind::Down(MouseButton::Left), bar.x, bar.y);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 3, bar.bottom() + 9);
    assert!(
        reader.model.document.cursor > reader.model.document.article.text.len() / 2,
        "as far as it goes, wherever the pointer is"
    );
    assert!(reader.model.document.mark.is_none());
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), bar.x, bar.y);
    assert_eq!(reader.model.document.cursor, 0);
    mouse(&mut reader, MouseEventKind::Up(MouseButton::Left), bar.x, bar.y);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), bar.x, bar.bottom() - 1);
    assert_eq!(reader.model.document.cursor, 0, "it was let go of");
}
