use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::reader::Pane;
use crate::reader::layout::LinePos;
use crate::reader::library_request::LibraryRequest;
use crate::reader::update::tests::*;

#[test]
fn lines_keep_to_the_goal_column() {
    check("one‸ two\n\nx\n\nthree four", "jj", "one two\n\nx\n\nthr‸ee four");
    check("one‸ two\n\nx\n\nthree four", "jlk", "one two\n\n‸x\n\nthree four");
    check("‸one", "k", "‸one");
    check("‸one", "j", "‸one");
}

#[test]
fn wide_and_joined_clusters_are_one_step() {
    check("‸日本語", "ll", "日本‸語");
    check("‸👩‍👩‍👧e\u{301}x", "ll", "👩‍👩‍👧e\u{301}‸x");
    check("👩‍👩‍👧e\u{301}‸x", "hh", "‸👩‍👩‍👧e\u{301}x");
    check("日本‸語\n\nabcdef", "j", "日本語\n\nabcd‸ef");
}

#[test]
fn words_and_ends() {
    check("‸one, two\n\nthree", "ww", "one, two\n\n‸three");
    check("one, two\n\n‸three", "BB", "‸one, two\n\nthree");
    check("one\n\ntw‸o\n\nthree", "g", "‸one\n\ntwo\n\nthree");
    check("o‸ne\n\ntwo\n\nthree", "G", "one\n\ntwo\n\n‸three");
    check("o‸ne\n\ntwo\n\nthree", "G<c-o>", "o‸ne\n\ntwo\n\nthree");
    check("o‸ne\n\ntwo\n\nthree", "G<c-o><a-right>", "one\n\ntwo\n\n‸three");
}

#[test]
fn the_jump_list_goes_back_and_forth() {
    let mut reader = reader();
    reader.keys("]]]");
    let third = reader.model.document.cursor;
    reader.keys("<c-o><c-o>");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys("<a-right><a-right>");
    assert_eq!(reader.model.document.cursor, third);
    reader.keys("<a-right>");
    assert_eq!(reader.says(), "no later place to jump to");
    reader.keys("<c-o><c-o><c-o><c-o><c-o>");
    assert_eq!((reader.model.document.cursor, reader.says()), (0, "no earlier place to jump back to"));
}

/// Makes numbered lines, each a paragraph.
fn long() -> String {
    (0..100).map(|n| format!("{n:02} line")).collect::<Vec<_>>().join("\n\n")
}

fn line_at_cursor(reader: &Reader) -> &str {
    &reader.model.document.article.text[reader.model.document.cursor..][..2]
}

fn top(reader: &Reader) -> usize {
    reader.model.document.top.block
}

#[test]
fn pages_keep_two_lines_and_the_cursor_its_row() {
    // 22 rows of text: 11 paragraphs with their blank lines.
    let mut reader = Reader::sized(&long(), 45, 24);
    reader.keys("jjj ");
    assert_eq!((top(&reader), line_at_cursor(&reader)), (10, "13"));
    reader.keys("b");
    assert_eq!((top(&reader), line_at_cursor(&reader)), (0, "03"));
    reader.keys("d");
    assert_eq!((top(&reader), line_at_cursor(&reader)), (6, "09"), "half a page of 11 rows ends on a blank");
    for _ in 0..30 {
        reader.keys(" ");
    }
    assert_eq!(line_at_cursor(&reader), "99");
    for _ in 0..30 {
        reader.keys("b");
    }
    assert_eq!((top(&reader), line_at_cursor(&reader)), (0, "00"));
}

#[test]
fn the_wheel_moves_the_page_and_the_cursor_only_at_its_edge() {
    let mut reader = Reader::sized(&long(), 45, 24);
    let wheel = |kind| Action::Mouse(MouseEvent { kind, column: 5, row: 5, modifiers: KeyModifiers::NONE });
    reader.keys("jjjj");
    reader.act(wheel(MouseEventKind::ScrollDown));
    assert_eq!((top(&reader), line_at_cursor(&reader)), (3, "04"));
    reader.act(wheel(MouseEventKind::ScrollDown));
    assert_eq!((top(&reader), line_at_cursor(&reader)), (6, "07"));
    reader.act(wheel(MouseEventKind::ScrollUp)).act(wheel(MouseEventKind::ScrollUp));
    assert_eq!((top(&reader), line_at_cursor(&reader)), (0, "07"));
}

#[test]
fn a_change_of_size_keeps_the_place() {
    let words = (0..4000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let mut reader = Reader::sized(&words, 90, 30);
    reader.keys("     ");
    let seen = |r: &Reader| r.model.seen().start;
    let before = (seen(&reader), reader.model.document.cursor);
    for size in [(40, 10), (200, 60), (1, 1), (300, 100), (3, 2), (90, 30)] {
        reader.act(Action::Resize(size.0, size.1));
        assert!(seen(&reader).abs_diff(before.0) < 2500, "{size:?}");
    }
    assert_eq!((seen(&reader), reader.model.document.cursor), before);
}

#[test]
fn clicks_and_drags() {
    let mut reader = Reader::new("one two three\n\nfour five");
    let text = crate::reader::geometry(&reader.model).text;
    let mouse = |kind, x, y| {
        Action::Mouse(MouseEvent { kind, column: text.x + x, row: text.y + y, modifiers: KeyModifiers::NONE })
    };
    let left = MouseButton::Left;
    reader.act(mouse(MouseEventKind::Down(left), 4, 0));
    assert_eq!(reader.marked(), "one ‸two three\n\nfour five");
    reader.act(mouse(MouseEventKind::Drag(left), 3, 2));
    assert_eq!(reader.model.document.article.words(reader.model.document.selection().unwrap()), "two three\n\nfour");
    reader.act(mouse(MouseEventKind::Up(left), 3, 2)).keys("y");
    assert!(matches!(reader.effects.last(), Some(Effect::Copy(text)) if text == "two three\n\nfour"));
    assert_eq!(reader.model.document.selection(), None);
    reader.act(mouse(MouseEventKind::Down(left), 0, 1));
    assert_eq!(reader.model.document.cursor, 0, "a blank line belongs to the words above");
}

#[test]
fn selecting_with_keys_and_copying() {
    let mut reader = Reader::new("one ‸two three");
    reader.keys("vlly");
    assert_eq!(reader.effects, [Effect::Copy("two".to_owned())]);
    reader.keys("v<esc>");
    assert_eq!(reader.model.document.mark, None);
    assert!(!reader.model.quit);
    reader.keys("y");
    assert!(reader.says().starts_with("nothing to copy"));
}

/// Regression: `vww` selected the first letter of a third word; moving the end of a quote back by words left one
/// behind.
#[test]
fn a_selection_by_words_is_of_whole_words() {
    for (keys, taken) in [
        ("vw", "café"),
        ("vww", "café, three"),
        ("vwwB", "café"),
        ("vwwll", "café, three f"),
        ("vB", "two c"),
        ("lllvBB", "two café"),
        ("lllvBBoB", "two"),
        ("vwwww", "café, three four."),
    ] {
        let mut reader = Reader::new("one two ‸café, three four.");
        reader.keys(keys);
        let words = reader.model.document.article.words(reader.model.document.selection().unwrap()).to_owned();
        assert_eq!(words, taken, "{keys}");
    }
}

#[test]
fn closing_and_quitting() {
    let mut reader = Reader::new("te‸xt");
    reader.keys("?");
    assert_eq!(reader.model.overlays.len(), 1);
    reader.keys("jj");
    assert_eq!(reader.model.document.cursor, 2, "keys move the help");
    reader.keys("q");
    assert!(reader.model.overlays.is_empty() && !reader.model.quit);
    reader.keys("q");
    assert!(reader.model.quit);
    assert_eq!(reader.effects, [Effect::Library(LibraryRequest::SavePosition(2))]);
}

#[test]
fn links_are_opened_if_they_are_safe() {
    use crate::text::{Inline, InlineStyle};
    let text = "see this and that";
    let inline = |words, to: &str| Inline { span: nth(text, words, 0), style: InlineStyle::Link(to.to_owned()) };
    let inlines = vec![inline("this", "https://example.org/a"), inline("that", "file:///bin/sh")];
    let block = Block { inlines, ..Block::paragraph(Span::new(0, text.len())) };
    let model = Model::new(Arc::new(Article::new("t", text.to_owned(), vec![block])), (80, 24));
    let mut reader = Reader { model, effects: Vec::new() };
    reader.keys("o");
    assert_eq!(reader.effects, [Effect::OpenLink("https://example.org/a".to_owned())]);
    reader.keys("wwwo");
    assert_eq!(reader.effects.len(), 1);
    assert!(reader.says().contains("file:///bin/sh"));
    reader.keys("O");
    assert_eq!(reader.effects.len(), 1, "nor is it opened here");
    assert!(reader.says().contains("file:///bin/sh"));
    reader.keys("gO");
    let here = Effect::Open(crate::reader::place::Opening::Link("https://example.org/a".to_owned()));
    assert_eq!(reader.effects.last(), Some(&here));
}

#[test]
fn the_first_screen_is_laid_out_before_any_key() {
    let reader = Reader::new(&long());
    assert_eq!(reader.model.document.top, LinePos::default());
    assert_eq!(reader.model.document.layouts.visible(reader.model.document.top, 22).len(), 11);
    assert_eq!(reader.model.document.focus, Pane::Article);
}
