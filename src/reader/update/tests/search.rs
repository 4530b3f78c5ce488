use crate::reader::update::tests::*;

#[test]
fn searching_goes_along_with_the_typing() {
    check("one ‸two\n\nthree two", "/two", "one ‸two\n\nthree two");
    check("‸one two\n\nthree two", "/two<enter>n", "one two\n\nthree ‸two");
    check("‸one two\n\nthree two", "/two<enter>nn", "one ‸two\n\nthree two");
    check("‸one two\n\nthree two", "/two<enter>N", "one two\n\nthree ‸two");
    check("one ‸two\n\nthree two", "/thr<esc>", "one ‸two\n\nthree two");
    check("one ‸two\n\nthree two", "/thrx<bs>", "one two\n\n‸three two");
    check("one ‸two\n\nthree two", "/thr<enter><c-o>", "one ‸two\n\nthree two");
}

#[test]
fn going_round_is_told() {
    let mut reader = Reader::new("‸one two\n\nthree two");
    reader.keys("/two<enter>");
    assert_eq!(reader.says(), "match 1 of 2");
    reader.keys("nn");
    assert_eq!(reader.says(), "search hit bottom, continuing at top · match 1 of 2");
    reader.keys("N");
    assert_eq!(reader.says(), "search hit top, continuing at bottom · match 2 of 2");
}

#[test]
fn what_is_not_found_leaves_everything_as_it_was() {
    let mut reader = Reader::new("one ‸two");
    reader.keys("/xyz<enter>");
    assert_eq!((reader.marked().as_str(), reader.says()), ("one ‸two", "not found: xyz"));
    reader.keys("n");
    assert_eq!(reader.says(), "not found: xyz");
    reader.keys("<esc>n");
    assert_eq!(reader.says(), "no search yet: / starts one");
}

#[test]
fn giving_up_brings_the_last_search_back() {
    let mut reader = Reader::new("‸one two one");
    reader.keys("/one<enter>/two<esc>");
    assert_eq!(reader.model.document.search.as_ref().map(|s| s.query.as_str()), Some("one"));
    reader.keys("/<enter>");
    assert_eq!(
        reader.says(),
        "search hit bottom, continuing at top · match 1 of 2"
            .replace("search hit bottom, continuing at top · match 1", "match 2")
    );
}

#[test]
fn matches_inside_one_cluster_do_not_hold_the_search_up() {
    check("‸x e\u{301} e\u{301} y", "/e<enter>nn", "x ‸e\u{301} e\u{301} y");
    check("‸x \u{1f469}\u{200d}\u{1f467} y", "/\u{1f467}<enter>", "x ‸\u{1f469}\u{200d}\u{1f467} y");
    check("‸x \u{1f469}\u{200d}\u{1f467} \u{1f467}", "/\u{1f467}<enter>n", "x \u{1f469}\u{200d}\u{1f467} ‸\u{1f467}");
}

#[test]
fn the_search_line_is_edited() {
    let mut reader = Reader::new("text");
    reader.keys("/one two<c-w>x");
    let text = |r: &Reader| match r.model.overlays.last() {
        Some(crate::reader::Overlay::SearchInput { text, .. }) => text.clone(),
        _ => "closed".to_owned(),
    };
    assert_eq!(text(&reader), "one x");
    reader.keys("<c-u>");
    assert_eq!(text(&reader), "");
    reader.act(Action::Paste("two\nlines".to_owned()));
    assert_eq!(text(&reader), "two");
    reader.keys("<bs><bs><bs><bs>");
    assert_eq!(text(&reader), "closed");
}

#[test]
fn earlier_searches_come_back_with_up() {
    let mut reader = Reader::new("‸one two three four");
    reader.keys("/two<enter>/three<enter>/t<up>");
    let text = |r: &Reader| match r.model.overlays.last() {
        Some(crate::reader::Overlay::SearchInput { text, .. }) => text.clone(),
        _ => "closed".to_owned(),
    };
    assert_eq!(text(&reader), "three");
    reader.keys("<up>");
    assert_eq!(text(&reader), "two");
    reader.keys("<up>");
    assert_eq!(text(&reader), "two", "there is no earlier one");
    reader.keys("<down><down>");
    assert_eq!(text(&reader), "t", "what was being typed");
    reader.keys("<esc>/f<up>");
    assert_eq!(text(&reader), "f", "only what begins as typed");
}

#[test]
fn expressions_are_searched_and_malformed_ones_can_be_mended() {
    let mut reader = Reader::new("‸one 12 three 45");
    reader.keys("/<c-r>[0-9]+<enter>");
    assert_eq!((reader.marked().as_str(), reader.says()), ("one ‸12 three 45", "match 1 of 2"));
    reader.keys("n");
    assert_eq!(reader.marked(), "one 12 three ‸45");
    reader.keys("/(<enter>");
    assert_eq!(reader.says(), "unclosed group at character 1");
    reader.keys("t)<enter>");
    assert_eq!(reader.marked(), "one 12 ‸three 45");
    reader.keys("/<c-r>(<enter>");
    assert_eq!(reader.says(), "not found: (", "plain words again");
}
