//! Tests of the table of contents.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::reader::Overlay;
use crate::reader::update::tests::*;
use crate::text::BlockKind;

/// An article of twelve chapters with a few paragraphs each.
fn book(columns: u16, rows: u16) -> Reader {
    let text: Vec<String> =
        (1..=12).map(|n| format!("Chapter {n}\n\nOne of {n}.\n\nTwo of {n}.\n\nThree of {n}.")).collect();
    let mut article = article(&text.join("\n\n"));
    for block in &mut article.blocks {
        if block.span.of(&article.text).starts_with("Chapter") {
            block.kind = BlockKind::Heading(2);
        }
    }
    Reader { model: Model::new(Arc::new(article), (columns, rows)), effects: Vec::new() }
}

fn selected(reader: &Reader) -> Option<&str> {
    match reader.model.overlays.last() {
        Some(Overlay::Contents(contents)) => contents.sections.get(contents.selected).map(|s| s.title.as_str()),
        _ => None,
    }
}

fn here(reader: &Reader) -> &str {
    reader.model.document.article.text[reader.model.document.cursor..].lines().next().unwrap()
}

#[test]
fn a_section_is_chosen_and_the_way_back_is_remembered() {
    let mut reader = book(45, 12);
    let at = reader.model.document.article.text.find("Two of 3").unwrap();
    reader.model.go_to(at);
    assert_eq!(selected(reader.keys("T")), Some("Chapter 3"));
    assert_eq!(selected(reader.keys("jjjjk")), Some("Chapter 6"));
    assert_eq!(here(reader.keys("<enter>")), "Chapter 6");
    assert!(reader.model.overlays.is_empty());
    assert_eq!(here(reader.keys("<c-o>")), "Two of 3.");
    assert_eq!(here(reader.keys("TG<enter>")), "Chapter 12");
    assert_eq!(here(reader.keys("Tg<enter>")), "Chapter 1");
    assert_eq!(selected(reader.keys("T d")), Some("Chapter 12"), "pages end at the last");
}

#[test]
fn it_is_closed_without_going_anywhere() {
    for close in ["T", "q", "<esc>"] {
        let mut reader = book(45, 12);
        assert_eq!(here(reader.keys("Tjj").keys(close)), "Chapter 1");
        assert!(reader.model.overlays.is_empty() && !reader.model.quit);
    }
}

#[test]
fn a_click_chooses() {
    let mut reader = book(45, 12);
    reader.keys("T");
    let Some(Overlay::Contents(contents)) = reader.model.overlays.last() else { panic!("it is open") };
    let area = contents.area(reader.model.session.screen);
    let click = |column, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        Action::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    };
    reader.act(click(0, 0));
    assert!(selected(&reader).is_some(), "a click beside it does nothing");
    assert_eq!(here(reader.act(click(area.x + 3, area.y + 4))), "Chapter 4");
}

#[test]
fn without_headings_there_is_none() {
    let mut reader = Reader::new("Words.\n\nMore words.");
    reader.keys("T");
    assert!(reader.model.overlays.is_empty());
    assert!(reader.model.message.as_ref().is_some_and(|m| m.text.contains("no headings")));
}

#[test]
fn several_articles_in_one_are_chosen_from_at_first() {
    let mut reader = book(45, 12);
    crate::reader::overlays::contents::update::choose_first(&mut reader.model);
    assert_eq!(selected(&reader), None);
    let mut article = (*reader.model.document.article).clone();
    article.several = true;
    reader.model = Model::new(Arc::new(article), (45, 12));
    crate::reader::overlays::contents::update::choose_first(&mut reader.model);
    assert_eq!(selected(&reader), Some("Chapter 1"));
}

#[test]
fn one_of_several_articles_is_opened_by_itself() {
    let mut reader = book(45, 12);
    let mut article = (*reader.model.document.article).clone();
    article.parts = (0..12).map(|n| crate::ingest::from_plain("p", format!("Part {n}."))).collect();
    article.several = true;
    reader.model = Model::new(Arc::new(article), (45, 12));
    crate::reader::overlays::contents::update::choose_first(&mut reader.model);
    reader.keys("jj<enter>");
    assert_eq!(reader.effects.last(), Some(&Effect::Open(crate::reader::place::Opening::Part(2))));
    assert!(reader.model.overlays.is_empty());
}
